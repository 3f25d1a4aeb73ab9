"""The labelled queries beside a catalog, `queries.yaml`: reading them, and what is wrong with them.

Held against the catalog: facts that cannot be read, picks that can never work.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestrator.catalog.document import Document, read_document
from orchestrator.catalog.lint import Finding
from orchestrator.catalog.load import locate, read_text
from orchestrator.catalog.model import Catalog
from orchestrator.catalog.picks import idle_picks
from orchestrator.errors import CatalogError, FactsError, Problem
from orchestrator.facts import Facts, check

FILE = "queries.yaml"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query with its right facts; `cell` and `note` are empty where the file does not say them."""

    id: str
    query: str
    facts: Facts
    cell: str = ""
    note: str = ""


def queries_of(source: str) -> pathlib.Path | None:
    """The labelled queries that stand beside a catalog, if there are any.

    Raises:
        CatalogError: there is no such catalog.
    """
    path = locate(source).with_name(FILE)
    return path if path.is_file() else None


def queries_beside(catalog: Catalog) -> pathlib.Path | None:
    """The labelled queries beside the file that a catalog was loaded from; None for a catalog made in Python."""
    path = pathlib.Path(catalog.source).with_name(FILE) if catalog.source is not None else None
    return path if path is not None and path.is_file() else None


def read_queries(path: pathlib.Path, catalog: Catalog) -> tuple[tuple[Labelled, ...], tuple[Problem, ...]]:
    """The labelled queries of a file, and why others cannot be read.

    An item without an `id` is called by its line.

    Raises:
        CatalogError: the file cannot be read, or is no YAML.
    """
    document = read_document(read_text(path), path.name)
    if not isinstance(document.data, list):
        return (), (Problem("the file is no list of queries", path.name, "a list of {id, query, facts}"),)
    read: list[Labelled] = []
    problems: list[Problem] = []
    for place, item in enumerate(document.data):
        where = f"{document.origin}:{document.lines[place,]}"
        if not isinstance(item, dict) or not isinstance(item.get("facts"), str | None) or not item.get("query"):
            problems.append(Problem("the query or its facts are missing", where, "{id, query, facts}"))
            continue
        try:
            facts = Facts.parse(item.get("facts") or "")
            check(facts, catalog)
        except FactsError as error:
            problems.extend(Problem(p.what, f"{where} > {p.where}", p.expected, p.mend) for p in error.problems)
            continue
        said = {key: str(item.get(key) or "") for key in ("id", "query", "cell", "note")}
        facts = facts.model_copy(update={"query": said["query"]})
        read.append(Labelled(said["id"] or where, said["query"], facts, said["cell"], said["note"]))
    return tuple(read), tuple(problems)


def lint_queries(path: pathlib.Path, catalog: Catalog) -> tuple[Finding, ...]:
    """What is wrong with labelled queries: what keeps their facts from being read, and picks that can never work."""
    try:
        document = read_document(read_text(path), path.name)
    except CatalogError as error:
        return tuple(_finding(problem, problem.where) for problem in error.problems)
    if not isinstance(document.data, list):
        return (_finding(Problem("the file is no list of queries", expected="a list of {id, query, facts}"), path.name),)
    findings = (finding for i in range(len(document.data)) for finding in _findings(i, document, catalog))
    return tuple(sorted(findings, key=lambda finding: finding.level))


def _findings(place: int, document: Document, catalog: Catalog) -> Iterator[Finding]:
    item: Any = document.data[place]
    where = f"{document.origin}:{document.lines[place,]}"
    if not isinstance(item, dict) or not isinstance(item.get("facts"), str):
        yield _finding(Problem("the query has no facts", expected="{id, query, facts}"), where)
        return
    if isinstance(item.get("id"), str):
        where = f"{where}: {item['id']}"
    try:
        facts = Facts.parse(item["facts"])
        check(facts, catalog)
    except FactsError as error:
        for problem in error.problems:
            yield _finding(problem, where)
        return
    for idle in idle_picks(facts, catalog):
        yield Finding("warning", idle.rule, f"{where} > {str(idle.fact).rstrip('.')}", idle.message, idle.mend)


def _finding(problem: Problem, where: str) -> Finding:
    what = problem.what + (f" (expected {problem.expected})" if problem.expected else "")
    at = f"{where} > {problem.where}" if problem.where and problem.where != where else where
    return Finding("error", "labelled-query", at, what, problem.mend)
