"""What an answer becomes: facts from which the plan is the one before, with the value in the place of the question (R11).

A value is said of each goal that the question serves, as one of its type: so it comes, by the rules for given values, where the
answer was to come. It is said by name where the type would not tell which of two slots is meant (R3: from and to).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.catalog.model import Catalog, Input
from orchestrator.facts.model import Given, Pick, RowKind, Unknown, Value
from orchestrator.plan.check.parts import sources
from orchestrator.plan.model import Argument, Ask, Call, Choose, Plan
from orchestrator.values import fit


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a question goes.

    Attributes:
        slot: the goal's slot that it is for, where one goal is served and has a call in the plan.
        is_direct: whether the slot takes the answer itself, rather than what a lookup makes of it.
        has_twin: whether the slot stands for itself beside another of its call.
        autos: whether only auto writes take it.
    """

    call: Call | None
    slot: Input | None
    is_direct: bool
    has_twin: bool
    autos: bool


class Forms:
    """The facts that answers to the questions and choices of a plan become."""

    def __init__(self, plan: Plan, catalog: Catalog) -> None:
        self.plan, self.catalog = plan, catalog
        self.calls = {goal: call for call in plan.calls for goal in call.goals}

    def takes_list(self, ask: Ask) -> bool:
        """Whether the slot that the question is for takes a list."""
        place = self._place(ask)
        if place.slot is not None:
            return place.slot.many
        return any(self.catalog.apis[call.api].inputs[x].many for call, x in self._takers(ask.id))

    def given(self, ask: Ask, value: Value) -> Iterator[Given]:
        """What the answer to a question says."""
        place, number = self._place(ask), ask.asks.goals[0]
        if place.slot is not None and place.has_twin and self._means(place, ask, value):
            yield Given(goal=number, name=ask.asks.slot, value=value)
            return
        goals: Sequence[int] = ask.asks.goals
        if place.autos:
            goals = [self._helped(ask)]
        yield from (Given(goal=goal, name=ask.asks.type, value=value) for goal in goals)

    def unknown(self, ask: Ask) -> Iterator[Unknown]:
        """That the user does not know what is asked for."""
        place = self._place(ask)
        if place.slot is not None and place.has_twin and self._kindred(place.slot.type, ask.asks.type):
            yield Unknown(goal=ask.asks.goals[0], name=ask.asks.slot)
        else:
            yield from (Unknown(goal=goal, name=ask.asks.type) for goal in ask.asks.goals)

    def pick(self, choice: Choose, row: RowKind, count: int | None) -> Iterator[Pick]:
        """Which row is meant, for each goal that the choice serves."""
        for goal in choice.goals:
            call = self.calls.get(goal)
            slots = [x for x, a in call.arguments.items() if self._comes_of(a, choice)] if call is not None else []
            name = slots[0] if slots else next((m.type for m in self.plan.wants if m.goal == goal), None)
            if name is not None:
                yield Pick(goal=goal, input=name, row=row, count=count)

    # Where an answer goes.

    def _place(self, ask: Ask) -> Place:
        takers = self._takers(ask.id)
        autos = bool(takers) and all(not call.goals and self.catalog.apis[call.api].writes for call, _ in takers)
        call = self.calls.get(ask.asks.goals[0]) if len(ask.asks.goals) == 1 else None
        if call is None or ask.asks.slot not in call.arguments:
            return Place(None, None, False, False, autos)
        inputs = self.catalog.apis[call.api].inputs
        slot = inputs[ask.asks.slot]
        twins = [x for x in call.arguments if x != ask.asks.slot and self._related(inputs[x].type, slot.type)]
        return Place(call, slot, (call, ask.asks.slot) in takers, bool(twins), autos)

    def _means(self, place: Place, ask: Ask, value: Value) -> bool:
        """Whether the value, said of the slot by name, is what was asked for: itself, or a reference to what lookups make of it."""
        if place.is_direct:
            return True
        assert place.slot is not None  # asked only of a slot
        kind = self.catalog.type(place.slot.type)
        values = (value,) if isinstance(value, str) else value
        fits = all(fit(kind, one) for one in values) and (kind.askable or kind.pattern is not None)
        return self._kindred(place.slot.type, ask.asks.type) and not fits

    def _helped(self, ask: Ask) -> int:
        """The goal of which an input of an auto write is said: one that has no such slot itself, and wants nothing (R8)."""
        called = [goal for goal in ask.asks.goals if goal in self.calls]
        free = [goal for goal in called if not any(self._kindred(t, ask.asks.type) for t in self._slot_types(goal))]
        return (free or called or list(ask.asks.goals))[0]

    def _slot_types(self, goal: int) -> Iterator[str]:
        inputs = self.catalog.apis[self.calls[goal].api].inputs
        return (inputs[x].type for x in self.calls[goal].arguments)

    def _takers(self, identifier: str) -> list[tuple[Call, str]]:
        """The calls and inputs that take the very answer."""
        return [
            (call, x) for call in self.plan.calls for x, argument in call.arguments.items()
            if any(part.source == identifier for part in sources(argument))
        ]  # fmt: skip

    def _comes_of(self, argument: Argument, choice: Choose) -> bool:
        """Whether an argument is of the row that is chosen, or comes from it by lookups."""
        for part in sources(argument):
            if part.pick is not None and part.pick.chosen == choice.id:
                return True
            maker = next((c for c in self.plan.calls if c.id == part.source.partition(".")[0]), None)
            if maker is not None and not maker.goals and any(self._comes_of(a, choice) for a in maker.arguments.values()):
                return True
        return False

    def _related(self, one: str, other: str) -> bool:
        return one in self.catalog.type(other).ancestors or other in self.catalog.type(one).ancestors

    def _kindred(self, one: str, other: str) -> bool:
        entity = self.catalog.type(one).entity
        return self._related(one, other) or (entity is not None and entity == self.catalog.type(other).entity)
