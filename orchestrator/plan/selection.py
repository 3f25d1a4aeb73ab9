"""Which calls, questions and sources a plan is made of; its order comes from `schedule`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from orchestrator.facts.model import quote
from orchestrator.plan.model import Cost
from orchestrator.reason.situation import Call, Candidate, Situation, SourceKind

SOURCE_RANK: Mapping[SourceKind, int] = {
    "given": 0, "default": 0, "state": 0, "uses": 1, "flow": 2, "lookup": 3, "question": 4,
}  # fmt: skip
"""R9: sources given > uses > flow > lookup > question."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call that is made: which one, and with which data. An auto write may be made more than once."""

    call: str
    bindings: tuple[tuple[str, str], ...]
    occurrence: int = 1

    @property
    def data(self) -> dict[str, str]:
        """Slot → datum."""
        return dict(self.bindings)


@dataclass(frozen=True, slots=True)
class Selection:
    """The calls that are made, the questions that are put, and which datum meets each want."""

    made: tuple[Made, ...]
    asked: tuple[str, ...]
    met: tuple[tuple[int, str], ...]

    def cost(self, situation: Situation) -> Cost:
        """What it costs (R9)."""
        return Cost(
            questions=sum(situation.data[d].question_cost for d in self.asked),
            choices=sum(situation.calls[m.call].kind == "choice" for m in self.made),
            calls=sum(situation.calls[m.call].cost for m in self.made),
        )


@dataclass(frozen=True, slots=True)
class Instance:
    """A call as clingo chooses it: an auto write once for each datum that its state may be needed of."""

    id: str
    call: Call
    slots: Mapping[str, tuple[Candidate, ...]]


def instances(situation: Situation) -> list[Instance]:
    """The calls of a situation; the auto writes once for each combination of what requires them."""
    found: list[Instance] = []
    for call in situation.calls.values():
        parameters = [x for x, admitted in call.slots.items() if any(c.source == "state" for c in admitted)]
        combinations = product(*(call.slots[x] for x in parameters)) if call.kind == "auto" else [()]
        for index, chosen in enumerate(combinations, 1):
            fixed = {x: (c,) for x, c in zip(parameters, chosen, strict=False)}
            identifier = call.id if not fixed else f"{call.id} #{index}"
            found.append(Instance(identifier, call, {**call.slots, **fixed}))
    return found


def places(situation: Situation) -> dict[tuple[str, str], int]:
    """Slots and wants in the order of goals and inputs: (call, slot) or ("want", goal) → its place, from 0."""
    order: dict[tuple[str, str], int] = {}
    for number in situation.numbers:
        if situation.want_of(number) is not None:
            order.setdefault(("want", str(number)), len(order))
        else:
            call = situation.call_of(number)
            for x in call.slots:
                order.setdefault((call.id, x), len(order))
    for call in situation.calls.values():
        for x in call.slots:
            order.setdefault((call.id, x), len(order))
    return order


def only_selection(situation: Situation) -> Selection | None:
    """The selection where nothing is to be chosen: each slot and want admits one datum, and no state is to be brought about.

    None where something is to be chosen, or where nothing can be.
    """
    made: dict[str, Made] = {}
    waiting = [call.id for call in situation.calls.values() if call.goals]
    met: list[tuple[int, str]] = []
    for want in situation.wants:
        if len(want.candidates) != 1:
            return None
        met.append((want.goal, want.candidates[0].datum))
        waiting += filter(None, [situation.data[want.candidates[0].datum].call])
    while waiting:
        call = situation.calls[waiting.pop()]
        if call.id in made:
            continue
        if call.requires or call.kind == "auto" or any(len(admitted) != 1 for admitted in call.slots.values()):
            return None
        data = {x: admitted[0].datum for x, admitted in call.slots.items()}
        if any(situation.data[d].kind == "wanted" for d in data.values()):
            return None
        made[call.id] = Made(call.id, tuple(data.items()))
        waiting += filter(None, (situation.data[d].call for d in data.values()))
    return selection_of(situation, list(made.values()), dict(met))


def selection_of(situation: Situation, made: list[Made], met: dict[int, str]) -> Selection:
    """A selection in a fixed order, with the questions that it needs."""
    order = {call: index for index, call in enumerate(situation.calls)}
    ordered = sorted(made, key=lambda m: (order[m.call], m.bindings, m.occurrence))
    needed = {d for m in ordered for d in m.data.values()}
    asked = [d for d in situation.data if situation.data[d].kind == "answer" and d in needed]
    return Selection(tuple(ordered), tuple(asked), tuple(sorted(met.items())))


def encode(situation: Situation) -> str:
    """The facts that `asp/plan.lp` reads."""
    return "\n".join(_facts(situation)) + "\n"


def _facts(situation: Situation) -> Iterator[str]:
    order = places(situation)
    for datum in situation.data.values():
        if datum.kind == "value":
            yield f"value({quote(datum.id)})."
        if datum.kind == "answer":
            yield f"askable({quote(datum.id)},{datum.question_cost})."
    for instance in instances(situation):
        yield from _instance(instance, order)
    for number in situation.numbers:
        yield f"number({number})."
    for want in situation.wants:
        yield f"want({want.goal},{order['want', str(want.goal)]})."
        for rank, candidate in enumerate(want.candidates):
            yield f"meets({want.goal},{quote(candidate.datum)},{SOURCE_RANK[candidate.source]},{rank})."
        for alias in want.stands_in:
            yield f"stands_for({quote(alias)},{want.goal})."
    for a in situation.apart:
        data = ",".join(quote(t) for t in (a.call, a.slot, a.datum, a.other_slot, a.other_datum))
        yield f"apart({data})."
    for holds in situation.state:
        for term in _start_terms(situation, holds.arguments):
            yield f"start({quote(holds.fluent)},{term})."
    for index, given in enumerate(situation.givens, 1):
        yield f"given({index})."
        for datum_id in given.data:
            yield f"becomes({index},{quote(datum_id)})."


def _instance(instance: Instance, order: Mapping[tuple[str, str], int]) -> Iterator[str]:
    call, c = instance.call, quote(instance.id)
    yield f"call({c}). cost({c},{call.cost})."
    if call.goals:
        yield f"must({c})."
    if call.kind in ("auto", "choice"):
        yield f"{call.kind}({c})."
    if call.row is not None:
        yield f'row({c},"of").'
    for number in call.goals:
        yield f"of_goal({number},{c})."
    for x, admitted in instance.slots.items():
        yield f"slot({c},{quote(x)},{order[call.id, x]})."
        for rank, candidate in enumerate(admitted):
            yield f"admits({c},{quote(x)},{quote(candidate.datum)},{SOURCE_RANK[candidate.source]},{rank})."
    for output, datum in call.outputs.items():
        yield f"yields({c},{quote(datum)}). result({c},{quote(output)},{quote(datum)})."
    for kind, conditions in (("requires", call.requires), ("ensures", call.ensures)):
        for index, condition in enumerate(conditions):
            named = set(instance.slots) | set(call.outputs)
            if condition.holds and all(a in named for a in condition.arguments):
                yield f"{kind}({c},{index},{quote(condition.fluent)},{len(condition.arguments)})."
                for place, x in enumerate(condition.arguments, 1):
                    yield f"{kind}_arg({c},{index},{place},{quote(x)})."


def _start_terms(situation: Situation, texts: tuple[str, ...]) -> Iterator[str]:
    """The argument terms of a state that holds at the start, one for each combination of data with these texts."""
    equal = [[d.id for d in situation.data.values() if same_text(d.text, t)] for t in texts]
    for combination in product(*equal):
        term = "()"
        for datum in combination:
            term = f"({term},{quote(datum)})"
        yield term


def same_text(said: str | None, text: str) -> bool:
    """Whether a value datum has the text that the catalog's `state` names (R7: by value)."""
    return said is not None and said.casefold() == text.casefold()
