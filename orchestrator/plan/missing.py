"""Why there is no plan (R10): what can be neither asked for nor obtained, what needs it, and the change that would help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from orchestrator.catalog.model import Catalog, Condition
from orchestrator.plan.model import Missing
from orchestrator.plan.selection import encode
from orchestrator.reason.ground import program_text
from orchestrator.reason.situation import Call, Candidate, Situation

Requirement = tuple[str, ...]
"""("slot", call, slot), ("want", goal), ("state", call, state) or ("state", call, state, goal it is for)"""


def core(situation: Situation) -> list[Requirement]:
    """A minimal set of requirements that cannot be met together, in the order of the goals; empty if all can (deletes aside)."""
    from clingo import Control, Function

    control = Control(["--opt-mode=ignore", "--warn=none"])
    control.add("base", [], program_text(("plan", "missing")))
    control.add("base", [], encode(situation))
    control.ground([("base", [])])
    requirements = sorted(
        atom.symbol.arguments[0] for atom in control.symbolic_atoms.by_signature("requirement", 1) if atom.is_fact
    )
    literals = {r: control.symbolic_atoms[Function("waived", [r])].literal for r in requirements}

    def unmet(kept: list[Any]) -> bool:
        return bool(control.solve(assumptions=[-literals[r] for r in kept]).unsatisfiable)

    if not unmet(requirements):
        return []
    # Data come first: only where they can all be had, the state that is required of them is the reason.
    data = [r for r in requirements if r.name != "state"]
    settled, minimal = ([], data) if unmet(data) else (data, [r for r in requirements if r.name == "state"])
    for requirement in list(minimal):
        fewer = [r for r in minimal if r != requirement]
        if unmet([*settled, *fewer]):
            minimal = fewer
    return [_requirement(r) for r in minimal]


def _requirement(symbol: Any) -> Requirement:
    if symbol.name == "want":
        return ("want", str(symbol.arguments[0]))
    return (symbol.name, *(argument.string for argument in symbol.arguments))


def explain_missing(requirements: list[Requirement], situation: Situation, catalog: Catalog) -> tuple[Missing, ...]:
    """The requirements as what is missing: the datum or state at the end of the chain that leads to it."""
    return tuple(_missing(r, situation, catalog) for r in requirements)


def _missing(requirement: Requirement, situation: Situation, catalog: Catalog) -> Missing:
    kind, *rest = requirement
    if kind == "want":
        number = int(rest[0])
        want = next(w for w in situation.wants if w.goal == number)
        chain = _Chain(situation, catalog).from_data([c.datum for c in want.candidates])
        return _told(number, want.type, want.type, [], chain, catalog)
    call = situation.calls[rest[0]]
    if kind == "state":
        condition = next(c for c in call.requires if rest[1] in (str(c), c.fluent))
        goal = int(rest[2]) if rest[2:] else call.goals[0]
        needed = tuple(dict.fromkeys((situation.goals.get(goal, call.api), call.api)))
        return Missing(
            goal=goal, slot=str(condition), type="state", needed_for=needed, would_help=_state_help(condition, catalog)
        )
    number = call.goals[0]
    chain = _Chain(situation, catalog).from_data([c.datum for c in call.slots[rest[1]]])
    slot = call.whole(rest[1])
    return _told(number, slot, catalog.apis[call.api].inputs[slot].type, [call.api], chain, catalog)


def _told(
    goal: int, slot: str, kind: str, needed: list[str], chain: list[tuple[str, Condition | str]], catalog: Catalog
) -> Missing:
    """What is missing at the end of the chain: a state, or the datum itself."""
    if chain and isinstance(chain[-1][1], Condition):
        condition = chain[-1][1]
        apis = (*needed, *(api for api, _ in chain))
        return Missing(goal=goal, slot=slot, type=str(condition), needed_for=apis, would_help=_state_help(condition, catalog))
    return Missing(goal=goal, slot=slot, type=kind, needed_for=tuple(needed), would_help=_datum_help(kind, catalog))


class _Chain:
    """Follows data that cannot be had to the state that bars the way to them."""

    def __init__(self, situation: Situation, catalog: Catalog) -> None:
        self.situation, self.catalog = situation, catalog
        self.ensured = {c.fluent for call in situation.calls.values() for c in call.ensures if c.holds}
        self.ensured |= {h.fluent for h in situation.state}

    def from_data(self, data: list[str]) -> list[tuple[str, Condition | str]]:
        for datum in data:
            call = self.situation.data[datum].call
            if call is not None:
                barred = self._barred(self.situation.calls[call], frozenset())
                if barred:
                    return barred
        return []

    def _barred(self, call: Call, seen: frozenset[str]) -> list[tuple[str, Condition | str]]:
        if call.id in seen:
            return []
        for condition in call.requires:
            if condition.holds and condition.fluent not in self.ensured:
                return [(call.api, condition)]
        for admitted in call.slots.values():
            for candidate in admitted:
                producer = self.situation.data[candidate.datum].call
                if producer is not None:
                    deeper = self._barred(self.situation.calls[producer], seen | {call.id})
                    if deeper:
                        return [(call.api, ""), *deeper]
        return []


def _state_help(condition: Condition, catalog: Catalog) -> str:
    ensurers = [
        name for name, api in catalog.apis.items()
        if any(c.fluent == condition.fluent and c.holds == condition.holds for c in api.ensures)
    ]  # fmt: skip
    if not ensurers:
        return f"an API that ensures {condition}"
    return f"a goal that calls {_or(ensurers)} for the same data, or `auto: true` on it"


def _datum_help(kind: str, catalog: Catalog) -> str:
    declared = catalog.type(kind)
    reads = [n for n, api in catalog.apis.items() if not api.writes and _yields(catalog, n, kind)]
    writes = [n for n, api in catalog.apis.items() if api.writes and _yields(catalog, n, kind)]
    if declared.pattern is not None:
        return f"the {kind} itself, given in the query"
    if writes and not reads:
        return f"a goal that calls {_or(writes)}, which yields it"
    if reads:
        needs = sorted({i.type for n in reads for i in catalog.apis[n].inputs.values() if i.required})
        return f"a value for what {_or(reads)} needs ({', '.join(needs)}), or an API that yields {kind} from what can be asked"
    return f"an API that yields {kind}, or a question for it (no `ask: never`)"


def _yields(catalog: Catalog, api: str, kind: str) -> bool:
    return any(kind in catalog.type(o.type).ancestors for o in catalog.apis[api].yields.values())


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def without(situation: Situation, requirement: Requirement) -> Situation:
    """The situation with one required state waived: to find which state, once deleted, is in the way."""
    _, call_id, state, *_ = requirement
    call = situation.calls[call_id]
    lighter = call.model_copy(update={"requires": tuple(c for c in call.requires if state not in (str(c), c.fluent))})
    return situation.model_copy(update={"calls": {**situation.calls, call_id: lighter}})


def state_requirements(situation: Situation) -> Iterator[Requirement]:
    """The states that are required on the ways of the goals, in their order: by their own calls first, then by what leads there."""
    ways = {number: _way(number, situation) for number in situation.numbers}
    for number, way in ways.items():
        for call_id in way:
            for condition in situation.calls[call_id].requires:
                yield ("state", call_id, str(condition), str(number))


def _way(goal: int, situation: Situation) -> list[str]:
    """The calls that a goal may need for its data, nearest first: its own, what its slots draw on, and so on."""
    want = situation.want_of(goal)
    found = _producers(want.candidates, [], situation) if want is not None else [situation.call_of(goal).id]
    for call_id in found:
        admitted = [c for candidates in situation.calls[call_id].slots.values() for c in candidates]
        found += _producers(admitted, found, situation)
    return found


def _producers(admitted: Iterable[Candidate], known: list[str], situation: Situation) -> list[str]:
    made_by = dict.fromkeys(situation.data[c.datum].call for c in admitted)
    return [call for call in made_by if call is not None and call not in known]


def behind(requirement: Requirement, situation: Situation) -> Iterator[Requirement]:
    """The states that auto writes require which could bring the required state about: the reason may lie there."""
    _, call_id, state, *goal = requirement
    number = goal[0] if goal else str(situation.calls[call_id].goals[0])
    for call in situation.calls.values():
        if call.kind == "auto" and any(state in (str(c), c.fluent) for c in call.ensures):
            for condition in call.requires:
                yield ("state", call.id, str(condition), number)
