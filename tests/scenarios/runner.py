"""Worked cases with their right outcome: read from `*.scenarios.yaml`, planned, and compared.

A case says `id`, `rules`, `title`, `query`, `catalog` (a file beside it, or the name of a domain), `facts` and `expect`:

    status, cost           as in the plan
    asks                   every question: {type, goals}, the goals where they matter
    choices                every choice: {of, goals}, the API whose rows are chosen from, and the goals where they matter
    calls                  every call, in any order, questions and choices left out
    bindings               some sources, see `sources`
    order                  pairs: the first call of one (`api` or `api[goal]`) comes before the first call of the other
    forbidden              APIs that are not called
    unused                 the given values that are listed as unused; none where absent
    readings               of `ambiguous`: the goals of each reading, and `given: {name, value}` where a value is unclear
    conflicts, missing     parts of what the plan lists there, where they matter
    explanation_mentions   words of the explanation, in upper or lower case, `_` or a space
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sources import bindings, is_bound, read_binding

from orchestrator import Catalog, Orchestrator, Plan
from orchestrator.plan.engine import EngineName
from orchestrator.plan.model import Cost, Status

_CALL = re.compile(r"^(?P<api>.+?)(?:\[(?P<goal>\d+)\])?$")


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ExpectedAsk(_Form):
    """A question, and the goals it serves where they matter."""

    type: str
    goals: tuple[int, ...] | None = None


class ExpectedChoice(_Form):
    """A choice among the rows that a call of an API yields, and the goals it serves where they matter."""

    of: str
    goals: tuple[int, ...] | None = None


class ExpectedUnused(_Form):
    """A given value, or a list of values, that the plan does not use."""

    goal: int
    name: str
    value: str | tuple[str, ...]


class ExpectedReading(_Form):
    """One way to read the query: the API of each goal, and the slot of an unclear value."""

    goals: dict[int, str]
    given: dict[str, str] | None = None

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, data: Any) -> Any:
        """`{1: api, given: {...}}`: the goals stand beside what was given."""
        if not isinstance(data, Mapping) or "goals" in data:
            return data
        return {"goals": {k: v for k, v in data.items() if k != "given"}, "given": data.get("given")}


class Expected(_Form):
    """What must be seen of a plan; what is absent may be anything."""

    status: Status
    cost: Cost | None = None
    asks: tuple[ExpectedAsk, ...] = ()
    choices: tuple[ExpectedChoice, ...] = ()
    calls: tuple[str, ...] | None = None
    bindings: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[str, ...] = ()
    unused: tuple[ExpectedUnused, ...] = ()
    readings: tuple[ExpectedReading, ...] | None = None
    conflicts: tuple[dict[str, str | tuple[str, ...]], ...] = ()
    missing: tuple[dict[str, str | tuple[str, ...]], ...] = ()
    explanation_mentions: tuple[str, ...] = ()


class Case(_Form):
    """A worked case, and the folder that its catalog may stand in."""

    id: str
    rules: tuple[str, ...]
    title: str
    query: str
    catalog: str
    facts: str
    expect: Expected
    folder: Path = Field(default=Path(), exclude=True)

    def load_catalog(self) -> Catalog:
        """The catalog of the case: a file of its folder, or a domain."""
        path = self.folder / self.catalog
        return _catalog(str(path) if path.is_file() else self.catalog)


@cache
def _catalog(source: str) -> Catalog:
    return Catalog.load(source)


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a folder, by name."""
    return sorted(folder.glob("*.scenarios.yaml"))


def read_cases(path: Path) -> list[Case]:
    """The cases of a scenario file. Every scalar is read as the text that was written."""
    listed = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return [Case.model_validate({**case, "folder": path.parent}) for case in listed or ()]


def plan_case(case: Case, engine: EngineName = "fast-downward") -> Plan:
    """The validated plan of a case."""
    return Orchestrator(case.load_catalog(), planner=engine).plan(facts=case.facts)


def run(case: Case, engine: EngineName = "fast-downward") -> list[str]:
    """Plan a case, and list in what the plan differs from what is expected; empty if in nothing."""
    return differences(case, plan_case(case, engine))


def differences(case: Case, plan: Plan) -> list[str]:
    """In what a plan differs from what a case expects; empty if in nothing."""
    found = list(_differences(case.expect, plan, case.load_catalog()))
    if found and plan.status != case.expect.status:
        found.append(f"it says: {plan.explanation}")
    return found


def _differences(expected: Expected, plan: Plan, catalog: Catalog) -> Iterator[str]:
    if plan.status != expected.status:
        yield f"status is {plan.status}, not {expected.status}"
    if expected.cost is not None and plan.cost != expected.cost:
        yield f"cost is {_cost(plan.cost)}, not {_cost(expected.cost)}"
    yield from _served("question for", [(e.type, e.goals) for e in expected.asks], _asked(plan))
    yield from _served("choice of", [(e.of, e.goals) for e in expected.choices], _chosen(plan))
    yield from _calls(expected, plan)
    yield from _bindings(expected.bindings, plan, catalog)
    yield from _order(expected.order, plan)
    yield from _unused(expected, plan)
    yield from _readings(expected, plan)
    yield from _parts("conflict", expected.conflicts, plan.to_json()["conflicts"])
    yield from _parts("missing datum", expected.missing, plan.to_json()["missing"])
    said = _plain(plan.explanation)
    for words in expected.explanation_mentions:
        if _plain(words) not in said:
            yield f"the explanation does not mention {words!r}: {plan.explanation}"


def _cost(cost: Cost) -> str:
    return f"{cost.questions} / {cost.choices} / {cost.calls}"


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ")


def _asked(plan: Plan) -> list[tuple[str, tuple[int, ...]]]:
    return [(ask.asks.type, ask.asks.goals) for ask in plan.asks]


def _chosen(plan: Plan) -> list[tuple[str, tuple[int, ...]]]:
    made = {call.id: call.api for call in plan.calls}
    return [(made[choice.of], choice.goals) for choice in plan.choices]


def _served(
    what: str,
    expected: Sequence[tuple[str, tuple[int, ...] | None]],
    found: Sequence[tuple[str, tuple[int, ...]]],
) -> Iterator[str]:
    """Each expected question or choice must be there, for its goals where they matter, and no other."""
    left = list(found)
    for name, goals in sorted(expected, key=lambda e: e[1] is None):
        same = next((k for k in left if k[0] == name and goals in (None, k[1])), None)
        if same is None:
            yield f"no {what} {name}{f' that serves the goals {list(goals)}' if goals is not None else ''}"
        else:
            left.remove(same)
    for name, served in left:
        yield f"a {what} {name} (goals {list(served)}) that is not expected"


def _calls(expected: Expected, plan: Plan) -> Iterator[str]:
    made = Counter(call.api for call in plan.calls)
    if expected.calls is not None and made != Counter(expected.calls):
        yield f"calls are {sorted(made.elements())}, not {sorted(expected.calls)}"
    for api in expected.forbidden:
        if api in made:
            yield f"{api} is called"


def _bindings(expected: Sequence[str], plan: Plan, catalog: Catalog) -> Iterator[str]:
    missed = [b for b in expected if not is_bound(*read_binding(b, catalog), plan, catalog)]
    for binding in missed:
        yield f"no binding {binding}"
    if missed:
        yield f"the bindings are: {'; '.join(bindings(plan)) or 'none'}"


def _order(expected: Sequence[tuple[str, str]], plan: Plan) -> Iterator[str]:
    for earlier, later in expected:
        first, second = _first(earlier, plan), _first(later, plan)
        if first is None or second is None or first >= second:
            yield f"{earlier} does not come before {later}: {[c.api for c in plan.calls]}"


def _first(text: str, plan: Plan) -> int | None:
    match = _CALL.match(text)
    api, goal = (match["api"], match["goal"]) if match else (text, None)
    return next(
        (i for i, c in enumerate(plan.calls) if c.api == api and (goal is None or int(goal) in c.goals)), None
    )


def _unused(expected: Expected, plan: Plan) -> Iterator[str]:
    listed = sorted(((u.goal, u.name, u.value) for u in plan.unused), key=str)
    wished = sorted(((u.goal, u.name, u.value) for u in expected.unused), key=str)
    if listed != wished:
        yield f"unused are {listed}, not {wished}"


def _readings(expected: Expected, plan: Plan) -> Iterator[str]:
    if expected.readings is None:
        return
    left = [(r.goals, {"name": r.given.name, "value": r.given.value} if r.given else None) for r in plan.readings]
    for one in sorted(expected.readings, key=lambda e: e.given is None):
        found = next((r for r in left if r[0] == one.goals and one.given in (None, r[1])), None)
        if found is None:
            yield f"no reading {one.goals}{f' with {one.given}' if one.given else ''}"
        else:
            left.remove(found)
    for goals, given in left:
        yield f"a reading {goals}{f' with {given}' if given else ''} that is not expected"


def _parts(what: str, expected: Sequence[Mapping[str, Any]], listed: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each expected part must be in one of what is listed; a list must be equal, a text be contained."""
    for part in expected:
        if not any(all(_has(one.get(key), value) for key, value in part.items()) for one in listed):
            yield f"no {what} {dict(part)} among {list(listed)}"


def _has(found: Any, expected: Any) -> bool:
    if isinstance(found, list):
        return [str(f) for f in found] == list(expected)
    return str(expected) in str(found)
