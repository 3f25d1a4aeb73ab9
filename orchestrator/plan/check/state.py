"""R7: the plan is played over the state, step by step and stage by stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestrator.catalog.model import Catalog, Condition
from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import Datum, Ledger, normal, problem
from orchestrator.plan.model import Call

Atom = tuple[str, tuple[Datum, ...]]


@dataclass(slots=True)
class _Now:
    """The state at a point of the plan.

    What holds at the start is said by text, whatever its type. A value of the plan is told by its type too: a customer and an
    account of one name are two data.
    """

    start: set[Atom]
    begun: set[Atom] = field(default_factory=set)
    ended: set[Atom] = field(default_factory=set)

    def holds(self, atom: Atom) -> bool:
        fluent, data = atom
        said = (fluent, tuple(datum[:2] if datum[0] == "value" else datum for datum in data))
        return atom in self.begun or (said in self.start and atom not in self.ended)

    def end(self, atoms: set[Atom]) -> None:
        self.begun -= atoms
        self.ended |= atoms

    def begin(self, atoms: set[Atom]) -> None:
        self.ended -= atoms
        self.begun |= atoms


def state(ledger: Ledger) -> Iterator[Problem]:
    """What a call requires holds when it runs, in the order of the steps and in that of the stages."""
    steps = [[call] for call in ledger.calls]
    found = list(_play(ledger, steps))
    if not found:
        by_id = {call.id: call for call in ledger.calls}
        stages = [[by_id[i] for i in stage if i in by_id] for stage in ledger.plan.stages]
        found = list(_play(ledger, stages))
    yield from found


def holds_without(ledger: Ledger, left_out: Call) -> bool:
    """Whether all requirements of the other calls hold although this one is not made."""
    return not any(_play(ledger, [[call] for call in ledger.calls if call is not left_out]))


def _play(ledger: Ledger, groups: Sequence[Sequence[Call]]) -> Iterator[Problem]:
    now = _Now(_start(ledger))
    for group in groups:
        effects = {call.id: list(_ground(ledger, call, ledger.api(call).ensures)) for call in group}
        for call in group:
            for condition, atom in _ground(ledger, call, ledger.api(call).requires):
                if any(map(now.holds, (atom, _of_all_rows(atom)))) != condition.holds:
                    yield problem("R7", f"it requires '{condition}', which does not hold then", call.id)
                for other in group:
                    if other is not call and any(
                        a == atom and e.holds != condition.holds for e, a in effects[other.id]
                    ):
                        yield problem("R7", f"beside it, {other.id} ends '{condition}'", call.id)
        made = [pair for pairs in effects.values() for pair in pairs]
        now.end({atom for effect, atom in made if not effect.holds})
        now.begin({atom for effect, atom in made if effect.holds})


def _of_all_rows(atom: Atom) -> Atom:
    """What is true of each row of a list is true of the one that is taken."""
    fluent, data = atom
    return fluent, tuple(datum[:2] if datum[0] == "step" else datum for datum in data)


def _ground(ledger: Ledger, call: Call, conditions: Sequence[Condition]) -> Iterator[tuple[Condition, Atom]]:
    """The conditions over data. One that speaks of an input that is left empty says nothing."""
    api = ledger.api(call)
    for condition in conditions:
        data: list[Datum] = []
        for word in condition.arguments:
            if word in call.arguments:
                datum = ledger.datum(call, word)
                root = ledger.type(ledger.input_type(call, word)).ancestors[-1]
                data.append(datum if datum[0] == "step" else ("value", datum[1], root))
            elif word in api.outputs and word not in api.inputs:
                data.append(("step", f"{call.id}.{word}"))
            elif word in ledger.catalog.apis[call.api].inputs:
                break
            else:
                data.append(("value", word.casefold()))
        else:
            yield condition, (condition.fluent, tuple(data))


def _start(ledger: Ledger) -> set[Atom]:
    """The state that holds at the start; its words are compared as values of the types that the APIs say."""
    found: set[Atom] = set()
    for condition in ledger.catalog.state:
        data: list[Datum] = []
        for place, word in enumerate(condition.arguments):
            kind = _type_at(ledger.catalog, condition.fluent, place)
            data.append(("value", word.casefold() if kind is None else normal(ledger.type(kind), word)))
        found.add((condition.fluent, tuple(data)))
    return found


def _type_at(catalog: Catalog, fluent: str, place: int) -> str | None:
    """The type of an argument of a fluent, as the first API that speaks of it says."""
    for api in catalog.apis.values():
        for condition in (*api.requires, *api.ensures):
            if condition.fluent == fluent and place < len(condition.arguments):
                slot = api.inputs.get(condition.arguments[place]) or api.outputs.get(
                    condition.arguments[place]
                )
                if slot is not None:
                    return slot.type
    return None


def side_by_side(ledger: Ledger) -> Iterator[Problem]:
    """R9: steps that share a stage do not both touch one entity with one of them writing."""
    calls = {call.id: call for call in ledger.calls}
    for stage in ledger.plan.stages:
        together = [calls[i] for i in stage if i in calls]
        if len(together) < 2 or not any(ledger.api(c).writes for c in together):
            continue
        for index, one in enumerate(together):
            for other in together[index + 1 :]:
                shared = _touched(ledger, one) & _touched(ledger, other)
                if shared and (ledger.api(one).writes or ledger.api(other).writes):
                    what = f"shares a stage with {other.id}, and both touch {sorted(shared)[0]}"
                    yield problem("R9", what, one.id)


def _touched(ledger: Ledger, call: Call) -> set[str]:
    """The entities of what a call takes and yields."""
    api = ledger.api(call)
    types = [api.inputs[x].type for x in call.arguments] + [o.type for o in api.yields.values()]
    return {entity for t in types if (entity := ledger.type(t).entity) is not None}
