"""Queries with their right outcome: our own labelled ones, and third-party sets (design, section 7)."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestrator.catalog.document import Document, read_document
from orchestrator.catalog.model import Catalog
from orchestrator.errors import CatalogError, FactsError, Problem, UsageError
from orchestrator.evaluate.forms import calls_of, goals_of
from orchestrator.evaluate.gold import Defaults, GoldFlaw, gold_calls
from orchestrator.evaluate.kept import KeptPlans
from orchestrator.evaluate.model import CallMade, Item, Known
from orchestrator.evaluate.tools import catalog_of
from orchestrator.facts import Facts
from orchestrator.nearest import nearest
from orchestrator.orchestrate import Orchestrator
from orchestrator.plan.model import AnyPlan, plan_from_json

CELLS = tuple(f"{info}-{kind}" for info in ("complete", "incomplete") for kind in ("single", "multi", "dataflow"))
OUT_OF_SCOPE = "out of scope"
_PLANS = ("ready", "needs_input")
_MAX_PROBLEMS = 20
_Path = str | os.PathLike[str]


def labelled(
    path: _Path, catalog: Catalog, *, today: date | None = None, kept: pathlib.Path | None = None
) -> list[Item]:
    """The labelled queries of a `queries.yaml`, each with the calls of the best plan of its facts, or of its own `plan`.

    Args:
        path: the file.
        catalog: what the facts speak of.
        today: from which day relative dates in the queries count.
        kept: a folder in which plans are kept for the next time; without it all are made anew.

    Raises:
        UsageError: the file cannot be read, or says something else than labelled queries: every such place, with its line.
        PlanningError: the planner gave up on the facts of a query.
    """
    try:
        document = read_document(_read(path), os.fspath(path))
    except CatalogError as error:
        raise UsageError(*error.problems) from None
    problems = [Problem(flaw.what, flaw.where, flaw.expected, flaw.mend) for flaw in document.flaws]
    if not isinstance(document.data, list):
        what = "the file is empty" if document.data is None else "the file is no list of queries"
        raise UsageError(Problem(what, document.where(()), "a list of {id, query, cell, facts}"))
    gold = _Gold(catalog, KeptPlans(catalog, kept))
    items: list[Item] = []
    for place in range(len(document.data)):
        try:
            items.append(_labelled_item(document, place, gold, today))
        except _Flaw as flaw:
            problems.append(flaw.problem)
    gold.kept.save()
    problems += _same_ids([(item.id, f"{document.origin}") for item in items])
    _raise(problems)
    return items


class _Flaw(Exception):
    """What is wrong at one place of a file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def _labelled_item(document: Document, place: int, gold: _Gold, today: date | None) -> Item:
    said: Any = document.data[place]
    where = document.where((place,)).partition(": ")[0]
    if not isinstance(said, dict):
        raise _Flaw(Problem("this is no labelled query", where, "{id, query, cell, facts}"))
    missing = [key for key in ("id", "query", "cell") if not isinstance(said.get(key), str) or not said[key].strip()]
    if missing or not isinstance(said.get("facts") or "", str):
        key = missing[0] if missing else "facts"
        raise _Flaw(Problem(f"the query has no {key}", where, "{id, query, cell, facts}", f"add `{key}: ...`"))
    where = f"{where}: {said['id']}"
    if said["cell"] not in (*CELLS, OUT_OF_SCOPE):
        guess = nearest(said["cell"], (*CELLS, OUT_OF_SCOPE))
        mend = f"did you mean '{guess}'?" if guess else ""
        raise _Flaw(Problem(f"there is no cell '{said['cell']}'", where, f"one of {', '.join(CELLS)}", mend))
    try:
        facts = Facts.parse(said.get("facts") or "").model_copy(update={"query": said["query"]})
        plan = gold.plan(facts, said.get("plan"))
    except FactsError as error:
        problem = error.problems[0]
        raise _Flaw(Problem(problem.what, where, problem.expected, problem.mend)) from None
    except ValueError as error:
        raise _Flaw(Problem(f"`plan` is no plan: {error}", where, "the JSON of a plan")) from None
    return Item(
        id=said["id"],
        query=said["query"],
        cell=said["cell"] if facts.numbers else OUT_OF_SCOPE,
        catalog=gold.catalog,
        goals=goals_of(plan) or tuple(goal.api for goal in facts.goals),
        calls=calls_of(plan),
        status=None if plan.status in (*_PLANS, "out_of_scope") else plan.status,
        facts=facts,
        today=today,
    )


class _Gold:
    """The right plans of labelled facts. clingo plans them in this process; where state is deleted it cannot, Fast Downward can."""

    def __init__(self, catalog: Catalog, kept: KeptPlans) -> None:
        self.catalog, self.kept = catalog, kept
        self._quick = Orchestrator(catalog, planner="clingo")
        self._thorough = Orchestrator(catalog)

    def plan(self, facts: Facts, said: Any) -> AnyPlan:
        """The plan that an item states, else the best plan of its facts.

        Raises:
            ValueError: what is stated is no plan.
            FactsError: the facts are none of the catalog's vocabulary.
        """
        if said is not None:
            stated = plan_from_json(json.dumps(said) if isinstance(said, dict) else said)
            return stated.model_copy(update={"facts": facts})
        known = self.kept.get(facts)
        if known is not None:
            return known
        made = self._made(facts)
        self.kept.put(facts, made)
        return made

    def _made(self, facts: Facts) -> AnyPlan:
        try:
            return self._quick.plan(facts=facts)
        except UsageError:
            return self._thorough.plan(facts=facts)


def third_party(items: _Path, tools: _Path, *, today: date | None = None) -> list[Item]:
    """The items of a third-party set: `<name>.jsonl`, an item a line, and the tools that they speak of.

    Args:
        items: the items.
        tools: `{catalog: {"tools": [...]}}`, each tool as an MCP server lists it.
        today: from which day relative dates in the queries count, where the item itself does not say `today`.

    Raises:
        CatalogError: the tools are none.
        UsageError: a file cannot be read, or a line is no item: every such line.
    """
    catalogs = _Catalogs(os.fspath(tools))
    origin = os.fspath(items)
    found: list[Item] = []
    problems: list[Problem] = []
    for number, line in enumerate(_read(items).split("\n"), 1):
        if line.strip():
            try:
                found.append(_third_party_item(line, f"{origin}:{number}", catalogs, today))
            except _Flaw as flaw:
                problems.append(flaw.problem)
    problems += _same_ids([(item.id, origin) for item in found])
    _raise(problems)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    """An item as it is written, with checks that name the place."""

    said: Mapping[str, Any]
    where: str

    def flaw(self, what: str, expected: str = "", mend: str = "") -> _Flaw:
        return _Flaw(Problem(what, self.where, expected, mend))

    def text(self, key: str) -> str:
        value = self.said.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.flaw(f"the item has no {key}", "a text", f'add `"{key}": ...`')
        return value

    def listed(self, key: str, kind: type) -> list[Any]:
        value = self.said.get(key)
        if not isinstance(value, list) or not all(isinstance(member, kind) for member in value):
            raise self.flaw(f"`{key}` of the item is no list", f"a list of {'texts' if kind is str else 'objects'}")
        return value


def _third_party_item(text: str, where: str, catalogs: _Catalogs, today: date | None) -> Item:
    line = _line(text, where)
    identifier = line.text("id")
    line = _Line(line.said, f"{where}: {identifier}")
    catalog = catalogs.get(line)
    goals = tuple(line.listed("goals", str))
    unknown = next((goal for goal in goals if goal not in catalog.apis), None)
    if unknown is not None:
        guess = nearest(unknown, catalog.apis)
        mend = f"did you mean '{guess}'?" if guess else ""
        raise line.flaw(f"the catalog '{catalog.name}' has no API '{unknown}'", mend=mend)
    calls, known = _right_calls(line, catalog, catalogs.defaults(catalog.name), goals)
    return Item(
        id=identifier,
        query=line.text("query"),
        cell=_cell(line, goals),
        catalog=catalog,
        goals=goals,
        calls=calls,
        lower_bound=line.said.get("goals_basis") == "sinks",
        today=_today(line) or today,
        known=known,
    )


def _line(text: str, where: str) -> _Line:
    try:
        said = json.loads(text)
    except ValueError as error:
        raise _Flaw(Problem(f"the line is no JSON: {error}", where, "an item a line")) from None
    if not isinstance(said, dict):
        raise _Flaw(Problem("the line is no item", where, "{id, query, catalog, goals, category, gold_calls}"))
    return _Line(said, where)


def _cell(line: _Line, goals: tuple[str, ...]) -> str:
    category = line.said.get("category")
    category = category if isinstance(category, dict) else {}
    if not goals:
        return OUT_OF_SCOPE
    kind = "dataflow" if category.get("dataflow") is True else category.get("goals")
    cell = f"{category.get('info')}-{kind}"
    if cell not in CELLS:
        expected = "{goals: single|multi|none, info: complete|incomplete|unsupported, dataflow: true|false|null}"
        raise line.flaw(f"`category` says '{cell}', which is no cell", expected)
    return cell


def _right_calls(
    line: _Line, catalog: Catalog, defaults: Defaults, goals: tuple[str, ...]
) -> tuple[tuple[CallMade, ...], Known]:
    """The gold calls, and how far they are labelled."""
    if line.said.get("gold_calls") is None:
        return tuple(CallMade(goal) for goal in goals), "goals"
    said = line.listed("gold_calls", dict)
    missing = line.listed("missing", str) if line.said.get("missing") is not None else []
    known: Known = "calls" if any(call.get("args") is None for call in said) else "arguments"
    try:
        return gold_calls(said, catalog, missing if known == "arguments" else (), defaults), known
    except GoldFlaw as flaw:
        raise line.flaw(str(flaw)) from None
    except (AttributeError, TypeError):
        raise line.flaw("`gold_calls` are no calls", "[{label, api, args: {}, accept?: {}}, ...]") from None


def _today(line: _Line) -> date | None:
    said = line.said.get("today")
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except (TypeError, ValueError):
        raise line.flaw(f"`today` is {said!r}", "a day such as 2025-01-31") from None


class _Catalogs:
    """The catalogs of a file of tools. Each is made once, when its first item comes."""

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            said = json.loads(_read(path))
        except ValueError as error:
            raise CatalogError(Problem(f"the file is no JSON: {error}", path)) from None
        if not isinstance(said, dict):
            raise CatalogError(Problem("the file lists no tools", path, '{"catalog": {"tools": [...]}}'))
        self._said: dict[str, Any] = said
        self._made: dict[str, Catalog] = {}
        self._defaults: dict[str, Defaults] = {}

    def get(self, line: _Line) -> Catalog:
        """The catalog that an item names.

        Raises:
            CatalogError: its tools are none.
        """
        name = line.text("catalog")
        if name not in self._said:
            guess = nearest(name, self._said)
            raise line.flaw(f"{self._path} has no catalog '{name}'", mend=f"did you mean '{guess}'?" if guess else "")
        if name not in self._made:
            listing = self._said[name]
            self._made[name] = catalog_of(name, _tools(listing), origin=self._path)
        return self._made[name]

    def defaults(self, name: str) -> Defaults:
        """The defaults that the inputs of a catalog have, as its tools state them."""
        if name not in self._defaults:
            self._defaults[name] = {
                (tool["name"], slot): schema["default"]
                for tool in _tools(self._said[name])
                for slot, schema in ((tool.get("inputSchema") or {}).get("properties") or {}).items()
                if isinstance(schema, dict) and "default" in schema
            }
        return self._defaults[name]


def _tools(listing: Any) -> Any:
    return listing.get("tools") if isinstance(listing, dict) else listing


def _read(path: _Path) -> str:
    """The text of a file.

    Raises:
        UsageError: it cannot be read, or is no UTF-8.
    """
    try:
        return pathlib.Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(Problem(f"the file cannot be read: {error.strerror}", os.fspath(path), mend="check the path")) from None
    except UnicodeDecodeError:
        raise UsageError(Problem("the file is no UTF-8 text", os.fspath(path), mend="save it as UTF-8")) from None


def _same_ids(ids: list[tuple[str, str]]) -> list[Problem]:
    """Results are told apart by the ids of their items."""
    first = {i: at for at, (i, _) in reversed([*enumerate(ids)])}
    twice = [(i, where) for at, (i, where) in enumerate(ids) if at != first[i]]
    return [Problem(f"the id '{i}' stands twice", where, mend="give each item an id of its own") for i, where in twice]


def _raise(problems: list[Problem]) -> None:
    """All problems at once, or the first of very many."""
    if len(problems) > _MAX_PROBLEMS:
        more = Problem(f"and {len(problems) - _MAX_PROBLEMS} more places like these")
        raise UsageError(*problems[:_MAX_PROBLEMS], more)
    if problems:
        raise UsageError(*problems)
