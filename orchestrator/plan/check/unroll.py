"""Which goals are made for each of several values (R12), how often, and which call is that of which member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestrator.catalog.model import Catalog
from orchestrator.errors import Problem
from orchestrator.facts.model import Given, Pick, Value
from orchestrator.plan.check.ledger import normal, problem
from orchestrator.plan.check.parts import Part, parts
from orchestrator.plan.model import Call, FromStep, FromValue, Plan


@dataclass(frozen=True, slots=True)
class Unrolling:
    """A goal that is made for each member of a list of values.

    `places`: for each member, which of the goal's calls (of a want: of its entries) is its own, from 0; equal members of a read
    share one. `given`: the list, where it was given for the goal itself.
    """

    places: tuple[int, ...]
    given: Given | None = None

    def takes(self, name: str, values: Value) -> bool:
        """Whether this is the list that the goal is made for each member of."""
        return self.given is not None and (self.given.name, self.given.value) == (name, values)


def unrollings(plan: Plan, catalog: Catalog) -> tuple[dict[int, Unrolling], list[Problem]]:
    """The goals that are unrolled, and what is wrong with how often they are called."""
    reader = _Reader(plan, catalog)
    problems = [p for goal in plan.facts.numbers for p in reader.miscounted(goal)]
    found = {goal: u for goal in plan.facts.numbers if (u := reader.unrolling(goal)) is not None}
    return found, problems


def member_place(pick: Pick, count: int) -> int | None:
    """The member that a pick means, from 0, where an input draws on a goal that is unrolled; None for several."""
    if pick.several or pick.column is not None:
        return None
    return {"first": 0, "last": count - 1}.get(pick.row, (pick.count or 1) - 1)


@dataclass(frozen=True)
class _Reader:
    plan: Plan
    catalog: Catalog
    members: dict[int, tuple[tuple[int, ...], Given | None] | None] = field(default_factory=dict)
    """Goal → its members, equal ones with one number, and the list they stand in; None where it is not unrolled."""

    def count(self, goal: int) -> int:
        """How often a goal is called, or a want met."""
        return sum(met.goal == goal for met in self.plan.wants) if self._wanted(goal) else len(self._calls(goal))

    def _wanted(self, goal: int) -> bool:
        return any(want.goal == goal for want in self.plan.facts.wants)

    def unrolling(self, goal: int) -> Unrolling | None:
        found = self.of(goal)
        if found is None:
            return None
        members, given = found
        places = members if self._shares(goal, members) else tuple(range(len(members)))
        return Unrolling(places, given)

    def miscounted(self, goal: int) -> Iterator[Problem]:
        """A goal that is not called once for each member."""
        found = self.of(goal)
        if found is None or self.count(goal) == len(found[0]) or self._shares(goal, found[0]):
            return
        done = f"is met {self.count(goal)} times" if self._wanted(goal) else f"has {self.count(goal)} calls"
        yield problem("R12", f"goal {goal} {done}, for the {len(found[0])} members of its list", "steps")

    def _shares(self, goal: int, members: tuple[int, ...]) -> bool:
        """Whether equal members share a call: a read is made once."""
        writes = any(self.catalog.apis[call.api].writes for call in self._calls(goal))
        return not writes and self.count(goal) == len(set(members)) < len(members)

    def of(self, goal: int) -> tuple[tuple[int, ...], Given | None] | None:
        if goal not in self.members:
            self.members[goal] = None  # a circle of goals is none's beginning
            self.members[goal] = self._own(goal) or self._used(goal) or self._flowing(goal)
        return self.members[goal]

    def _fits(self, goal: int, members: tuple[int, ...]) -> bool:
        return self.count(goal) == len(members) or self._shares(goal, members)

    # --- a list of the goal's own ----------------------------------------------------------------------------
    def _own(self, goal: int) -> tuple[tuple[int, ...], Given | None] | None:
        for given in self.plan.facts.givens:
            if given.goal != goal or not isinstance(given.value, tuple):
                continue
            api = next((self.catalog.apis[call.api] for call in self._calls(goal)), None)
            slot = api.inputs.get(given.name) if api is not None else None
            if slot is not None:
                if not slot.many:
                    return self._members(given, slot.type), given
            elif given.name in self.catalog.semantic_types and not self._left_aside(given):
                members = self._members(given, given.name)
                if not self._may_be_taken_whole(given) or (self.count(goal) > 1 and self._fits(goal, members)):
                    return members, given
        return None

    def _calls(self, goal: int) -> list[Call]:
        return [call for call in self.plan.calls if goal in call.goals]

    def _members(self, given: Given, kind: str) -> tuple[int, ...]:
        forms = [normal(self.catalog.semantic_types[kind], member) for member in given.members]
        return tuple(map(list(dict.fromkeys(forms)).index, forms))

    def _left_aside(self, given: Given) -> bool:
        return any((u.goal, u.name, u.value) == (given.goal, given.name, given.value) for u in self.plan.unused)

    def _may_be_taken_whole(self, given: Given) -> bool:
        """Whether an argument that takes a list, of the goal or of a lookup, may be a list given by type."""
        return any(
            slot.many and name in call.arguments and self._related(given.name, slot.type)
            for call in self.plan.calls
            for name, slot in self.catalog.apis[call.api].inputs.items()
        )

    def _related(self, one: str, other: str) -> bool:
        a, b = self.catalog.semantic_types[one], self.catalog.semantic_types[other]
        return other in a.ancestors or (a.entity is not None and a.entity == b.entity)

    # --- the list of another goal ------------------------------------------------------------------------------
    def _used(self, goal: int) -> tuple[tuple[int, ...], Given | None] | None:
        for use in self.plan.facts.uses:
            found = self._taken(goal, use.input, use.source) if use.goal == goal else None
            if found is not None and not self._collects(goal, use.input):
                return found, None
        return None

    def _collects(self, goal: int, name: str) -> bool:
        """Whether a goal is called once, with an input that takes a list: of all the members."""
        apis = [self.catalog.apis[call.api] for call in self._calls(goal)]
        return len(apis) == 1 and name in apis[0].inputs and apis[0].inputs[name].many

    def _flowing(self, goal: int) -> tuple[tuple[int, ...], Given | None] | None:
        """By default flow, or by a list that is lent: what was asked for each, is wanted of each."""
        for call in self._calls(goal):
            for name, part in self._below(call):
                for other in self._origins(part):
                    found = self._taken(goal, name, other) if other != goal else None
                    if found is not None and self._fits(goal, found) and not self._collects(goal, name):
                        return found, None
        return None

    def _origins(self, part: Part) -> list[int]:
        """The goals whose call yields it, or whose list it is a member of."""
        if isinstance(part, FromStep):
            maker = self.plan.step(part.source.partition(".")[0])
            return list(maker.goals) if isinstance(maker, Call) else []
        lists = [given for given in self.plan.facts.givens if isinstance(given.value, tuple)]
        return [given.goal for given in lists if isinstance(part, FromValue) and part.value in given.members]

    def _taken(self, goal: int, name: str, source: int) -> tuple[int, ...] | None:
        """The members of another goal that an input takes one by one."""
        found = self.unrolling(source)
        if found is None:
            return None
        picks = [p for p in self.plan.facts.picks if (p.goal, p.input) == (goal, name)]
        if not picks or (self._yields_lists(source) and self._fits(goal, found.places)):
            return found.places  # the pick is of the rows that each member yields
        return found.places[: picks[0].count] if all(pick.several for pick in picks) else None

    def _yields_lists(self, goal: int) -> bool:
        return any(self.catalog.apis[call.api].lists for call in self._calls(goal))

    def _below(self, call: Call) -> Iterator[tuple[str, Part]]:
        """What the inputs of a goal's call are filled with, through lookups: the input, and where that comes from."""
        for name, argument in call.arguments.items():
            waiting, seen = list(parts(argument)), set()
            while waiting:
                part = waiting.pop()
                yield name, part
                maker = self.plan.step(part.source.partition(".")[0]) if isinstance(part, FromStep) else None
                lookup = isinstance(maker, Call) and not maker.goals and not self.catalog.apis[maker.api].writes
                if isinstance(maker, Call) and lookup and maker.id not in seen:
                    seen.add(maker.id)
                    waiting.extend(p for below in maker.arguments.values() for p in parts(below))
