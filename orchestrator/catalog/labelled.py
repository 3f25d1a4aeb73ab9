"""The labelled queries beside a catalog, `queries.yaml`, held against it: facts that cannot be read, picks that can never work."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

from orchestrator.catalog.document import Document, read_document
from orchestrator.catalog.lint import Finding
from orchestrator.catalog.load import locate, read_text
from orchestrator.catalog.model import Catalog
from orchestrator.catalog.picks import idle_picks
from orchestrator.errors import CatalogError, FactsError, Problem
from orchestrator.facts import Facts, check

FILE = "queries.yaml"


def queries_of(source: str) -> pathlib.Path | None:
    """The labelled queries that stand beside a catalog, if there are any.

    Raises:
        CatalogError: there is no such catalog.
    """
    path = locate(source).with_name(FILE)
    return path if path.is_file() else None


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
