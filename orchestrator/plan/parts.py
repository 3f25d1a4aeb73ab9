"""The parts of a situation that have nothing to do with each other: each is planned for itself.

The search of a planner grows with the product of what independent goals leave open, their plans only with the sum. Two calls are
in one part where one may yield what the other takes, where both may take what a third yields or what is asked for, or where one
needs a state of a datum that the other brings about or ends. Costs are sums over calls and questions, so the best plans of the
parts are together the best plan of the whole.

Where nothing is deleted, lookups that every plan has to make can be made first of all; what they yield is known to all parts and
ties none of them together. Eight invoices for one customer are eight parts, and a lookup.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from orchestrator.reason.situation import Call, Situation, Want


class _Union:
    """Things in disjoint sets, that grow together."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def find(self, thing: Hashable) -> Hashable:
        above = self._above.setdefault(thing, thing)
        while above != thing:
            self._above[thing] = self._above.setdefault(above, above)
            thing, above = above, self._above[above]
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        self._above[self.find(one)] = self.find(other)


@dataclass(frozen=True, slots=True)
class Parts:
    """What every plan begins with, and what is planned after it, each part for itself.

    Attributes:
        first: lookups that every plan makes, in an order in which they can be made.
        parts: the rest, in the order of the goals and wants.
    """

    first: tuple[Call, ...]
    parts: tuple[Situation, ...]


def take_apart(situation: Situation) -> Parts:
    """The parts of a situation; where there is only one, the whole.

    Example:
        >>> [sorted(part.goals) for part in take_apart(situation).parts]
        [[1, 2], [3]]
    """
    first = () if situation.deletes else tuple(_made_anyway(situation))
    known = {d for call in first for d in (*call.outputs.values(), *(a[0].datum for a in call.slots.values()))}
    found = _divide(situation, {call.id for call in first}, known)
    return Parts(first, found) if len(found) > 1 else Parts((), (situation,))


def _made_anyway(situation: Situation) -> Iterator[Call]:
    """The lookups that every plan has to make, and that need nothing but values, answers and such lookups."""
    forced: dict[str, Call] = {}
    waiting = [c for c in situation.calls.values() if c.goals and c.kind == "goal"]
    data = [w.candidates[0].datum for w in situation.wants if len(w.candidates) == 1 and not w.stands_in]
    while waiting or data:
        for admitted in waiting.pop().slots.values() if waiting else ():
            if len(admitted) == 1:
                data.append(admitted[0].datum)
        maker = situation.calls.get(situation.data[data.pop()].call or "") if data else None
        if maker is not None and maker.id not in forced and maker.kind == "lookup" and not maker.requires:
            forced[maker.id] = maker
            waiting.append(maker)
    done: set[str] = set()
    while ready := [c for c in forced.values() if c.id not in done and _can_be_made(c, done, situation)]:
        done |= {c.id for c in ready}
        yield from ready


def _can_be_made(call: Call, done: set[str], situation: Situation) -> bool:
    data = (situation.data[admitted[0].datum] for admitted in call.slots.values())
    return all(d.kind in ("value", "answer") or d.call in done for d in data)


def _divide(situation: Situation, gone: set[str], known: set[str]) -> tuple[Situation, ...]:
    """The parts that have goals or wants, where these calls are made already and these data known."""
    rest = {c.id: c for c in situation.calls.values() if c.id not in gone}
    data = {d.id: d.model_copy(update={"kind": "value"}) if d.id in known else d for d in situation.data.values()}
    situation = situation.model_copy(update={"calls": rest, "data": data})
    sets = _Union()
    needed = {(c.fluent, len(c.arguments)) for call in situation.calls.values() for c in call.requires}
    for call in situation.calls.values():
        for tie in _touched(call, needed, situation):
            sets.join(("call", call.id), tie)
    for want in situation.wants:
        for datum in _wanted(want):
            sets.join(("want", want.goal), ("datum", datum))
    homes: dict[Hashable, list[int]] = {}
    calls = {n: call.id for call in rest.values() for n in call.goals}
    for number in situation.numbers:
        if number in calls or situation.want_of(number) is not None:
            thing: Hashable = ("call", calls[number]) if situation.want_of(number) is None else ("want", number)
            homes.setdefault(sets.find(thing), []).append(number)
    return tuple(_part(situation, set(numbers), home, sets) for home, numbers in homes.items())


def _touched(call: Call, needed: set[tuple[str, int]], situation: Situation) -> Iterator[Hashable]:
    """What ties a call to others: data that are no values, and the states that some call requires."""
    for admitted in call.slots.values():
        for candidate in admitted:
            if situation.data[candidate.datum].kind != "value":
                yield "datum", candidate.datum
    for datum in call.outputs.values():
        yield "datum", datum
    for condition in (*call.requires, *call.ensures):
        if (condition.fluent, len(condition.arguments)) in needed:
            for datum in _first_argument(call, condition.arguments):
                yield "state", condition.fluent, datum


def _first_argument(call: Call, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The data that the first argument of a state may be; states that can have none of them in common never meet."""
    if not arguments:
        return ("",)
    name = arguments[0]
    if name in call.slots:
        return tuple(c.datum for c in call.slots[name])
    return (call.outputs[name],) if name in call.outputs else ("",)


def _wanted(want: Want) -> Iterator[str]:
    yield from (c.datum for c in want.candidates)
    for alias, which in want.stands_in.items():
        yield alias
        yield from which.values()


def _part(situation: Situation, numbers: set[int], home: Hashable, sets: _Union) -> Situation:
    calls = {c.id: c for c in situation.calls.values() if sets.find(("call", c.id)) == home}
    wants = tuple(w for w in situation.wants if w.goal in numbers)
    kept = {c.datum for call in calls.values() for admitted in call.slots.values() for c in admitted}
    kept |= {d for call in calls.values() for d in call.outputs.values()} | {d for w in wants for d in _wanted(w)}
    texts = {argument.casefold() for holds in situation.state for argument in holds.arguments}
    kept |= {d.id for d in situation.data.values() if d.kind == "value" and (d.text or "").casefold() in texts}
    return situation.model_copy(
        update={
            "goals": {n: api for n, api in situation.goals.items() if n in numbers},
            "wants": wants,
            "calls": calls,
            "data": {d: datum for d, datum in situation.data.items() if d in kept},
            "apart": tuple(a for a in situation.apart if a.call in calls),
            "givens": (),
        }
    )
