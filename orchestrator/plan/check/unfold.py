"""A plan without its list values (R12): goals that are made for each member, and lists given to inputs, taken apart.

What comes out says the same as the plan, its facts and the catalog, with each member of an unrolled goal as a goal of its own, and
each member of a list argument as an input of its own, `tags[1]`, `tags[2]`; so that the rules on single goals and single
values can be checked as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.catalog.model import Api, Catalog, Input
from orchestrator.errors import Problem
from orchestrator.facts.model import Facts, Given, Uses, Value
from orchestrator.plan.check.ledger import Ledger, Member
from orchestrator.plan.check.parts import elements
from orchestrator.plan.check.unroll import Unrolling, member_place, unrollings
from orchestrator.plan.model import Argument, Ask, Call, FromDefault, Met, Plan, Step, Unused


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The ledger of the plan taken apart, and what keeps it from being so."""

    ledger: Ledger
    problems: tuple[Problem, ...] = ()


def unfold(plan: Plan, catalog: Catalog) -> Unfolded:
    """Take a plan apart whose form is sound."""
    found, problems = unrollings(plan, catalog)
    if problems:
        return Unfolded(Ledger(plan, catalog), tuple(problems))
    if not found and not _has_lists(plan):
        return Unfolded(Ledger(plan, catalog))
    return Unfolded(_Unfolding(plan, catalog, found).ledger())


def _has_lists(plan: Plan) -> bool:
    return any(isinstance(given.value, tuple) for given in plan.facts.givens) or any(
        elements(argument) is not None for call in plan.calls for argument in call.arguments.values()
    )


def element(name: str, place: int) -> str:
    """What the input is called that takes a member of a list, from 1."""
    return f"{name}[{place}]"


@dataclass(frozen=True)
class _Unfolding:
    plan: Plan
    catalog: Catalog
    unrolled: Mapping[int, Unrolling]
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    """Goal and member → the number that it has when taken apart."""

    def __post_init__(self) -> None:
        apart = any(len(u.places) > 1 for u in self.unrolled.values())
        for goal in sorted(self.plan.facts.numbers):
            for place in range(self._count(goal)):
                self.numbers[goal, place] = len(self.numbers) + 1 if apart else goal

    def ledger(self) -> Ledger:
        steps = tuple(map(self._step, self.plan.steps))
        plan = self.plan.model_copy(
            update={
                "steps": steps,
                "wants": tuple(self._wants()),
                "unused": tuple(e for u in self.plan.unused for e in self._given(u, Unused)),
                "facts": self._facts(),
            }
        )
        members = {new: Member(goal, place + 1, self._count(goal)) for (goal, place), new in self.numbers.items()}
        apart = [c for c in self.plan.calls if any(elements(a) is not None for a in c.arguments.values())]
        views = {call.id: self._view(call) for call in apart}
        lists = tuple(self._lists())
        unrolled = frozenset(self.unrolled)
        listed = frozenset(goal for goal, unrolling in self.unrolled.items() if unrolling.given is not None)
        return Ledger(plan, self.catalog, views, members, unrolled, listed, lists)

    # --- goals ---------------------------------------------------------------------------------------------
    def _count(self, goal: int) -> int:
        return len(self.unrolled[goal].places) if goal in self.unrolled else 1

    def _all(self, goal: int) -> list[int]:
        """The numbers of all members of a goal. One that the facts do not have stays unknown."""
        return [self.numbers.get((goal, place), -goal) for place in range(self._count(goal))]

    def _step(self, step: Step) -> Step:
        if isinstance(step, Ask):
            goals = tuple(new for goal in step.asks.goals for new in self._all(goal))
            return step.model_copy(update={"asks": step.asks.model_copy(update={"goals": goals})})
        if not isinstance(step, Call):
            return step.model_copy(update={"goals": tuple(new for goal in step.goals for new in self._all(goal))})
        arguments: dict[str, Argument] = {}
        for name, argument in step.arguments.items():
            parts = elements(argument)
            arguments |= (
                {name: argument}
                if parts is None
                else {element(name, place): part for place, part in enumerate(parts, 1)}
            )
        goals = tuple(self.numbers[goal, place] for goal in step.goals for place in self._places(goal, step))
        return step.model_copy(update={"goals": goals, "arguments": arguments})

    def _places(self, goal: int, call: Call) -> list[int]:
        """The members of a goal that a call is made for: several where they are equal and the call is a read."""
        if goal not in self.unrolled:
            return [0]
        place_of = [c.id for c in self.plan.calls if goal in c.goals].index(call.id)
        return [place for place, index in enumerate(self.unrolled[goal].places) if index == place_of]

    def _wants(self) -> Iterator[Met]:
        for goal in dict.fromkeys(met.goal for met in self.plan.wants):
            entries = [met for met in self.plan.wants if met.goal == goal]
            if goal in self.unrolled:
                entries = [entries[index] for index in self.unrolled[goal].places]
            numbers = self._all(goal) if goal in self.unrolled else self._all(goal) * len(entries)
            for met, new in zip(entries, numbers, strict=True):
                yield met.model_copy(update={"goal": new})

    def _call(self, goal: int, place: int) -> Call | None:
        """The call of a member of a goal."""
        return next((c for c in self.plan.calls if goal in c.goals and place in self._places(goal, c)), None)

    # --- inputs --------------------------------------------------------------------------------------------
    def _view(self, call: Call) -> Api:
        api = self.catalog.apis[call.api]
        inputs: dict[str, Input] = {}
        for name, slot in api.inputs.items():
            argument = call.arguments.get(name)
            parts = elements(argument)
            defaults = _texts(slot.default)
            if parts is None:
                inputs[name] = slot
                continue
            # A default that is shorter than it should be has inputs that are not filled.
            count = max(len(parts), len(defaults)) if isinstance(argument, FromDefault) else len(parts)
            for place in range(count):
                default = defaults[place] if place < len(defaults) else None
                view = slot.model_copy(update={"many": False, "default": default})
                inputs[element(name, place + 1)] = view
        return api.model_copy(update={"inputs": inputs})

    # --- facts ---------------------------------------------------------------------------------------------
    def _facts(self) -> Facts:
        old = self.plan.facts
        return Facts(
            goals=self._copies(old.goals),
            wants=self._copies(old.wants),
            maybes=self._copies(old.maybes),
            givens=tuple(e for given in old.givens for e in self._given(given, Given)),
            uses=tuple(e for use in old.uses for e in self._uses(use)),
            picks=self._copies(old.picks),
            eaches=self._copies(old.eaches),
        )

    def _copies(self, facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(fact.model_copy(update={"goal": new}) for fact in facts for new in self._all(fact.goal))

    def _given(self, given: Given | Unused, kind: type[Any]) -> Iterator[Any]:
        """What was given, for each member of the goal, and for each member of a list."""
        unrolling = self.unrolled.get(given.goal)
        values = given.value
        whole = self._list_with(given) if kind is Unused else None
        if whole is not None:
            yield from (made for made in self._given(whole, kind) if made.value == values)
            return
        for place, new in enumerate(self._all(given.goal)):
            if isinstance(values, tuple) and unrolling is not None and unrolling.takes(given.name, values):
                yield kind(goal=new, name=given.name, value=values[place])
                continue
            listed = self._listed(given, place)
            for index, value in enumerate(_texts(values), 1):
                yield kind(goal=new, name=element(given.name, index) if listed else given.name, value=value)

    def _list_with(self, left: Given | Unused) -> Given | None:
        """The list that was given under the name, where one member of it is left aside."""
        same = [g for g in self.plan.facts.givens if (g.goal, g.name) == (left.goal, left.name)]
        return next((g for g in same if isinstance(g.value, tuple) and left.value in g.value), None)

    def _listed(self, given: Given | Unused, place: int) -> bool:
        """Whether the value is for an input whose argument is a list."""
        call = self._call(given.goal, place)
        return call is not None and elements(call.arguments.get(given.name)) is not None

    def _uses(self, use: Uses) -> Iterator[Uses]:
        """What each member uses: of a goal that is unrolled too, the same member; each member of a list, all of it."""
        sources = self._all(use.source)
        alike = [u for u in self.plan.facts.uses if (u.goal, u.input) == (use.goal, use.input)]
        for place, new in enumerate(self._all(use.goal)):
            call = self._call(use.goal, place)
            parts = elements(call.arguments.get(use.input)) if call is not None else None
            names = [element(use.input, i + 1) for i in range(len(parts))] if parts is not None else [use.input]
            if len(names) == len(alike) > 1:  # each member of the list has a `uses` of its own
                names = [names[alike.index(use)]]
            for index, name in enumerate(names):
                picked = self._picked(use)
                alone = index if picked is None else picked
                which = place if self._count(use.goal) > 1 else alone
                source = sources[which] if which < len(sources) else sources[0]
                yield Uses(goal=new, input=name, source=source, output=use.output)

    def _picked(self, use: Uses) -> int | None:
        """The member of the source that the facts pick."""
        picks = [p for p in self.plan.facts.picks if (p.goal, p.input) == (use.goal, use.input)]
        return member_place(picks[0], self._count(use.source)) if picks else None

    def _lists(self) -> Iterator[Given]:
        """The lists given by type, which no goal is unrolled by, with the numbers of their goals."""
        for given in self.plan.facts.givens:
            if isinstance(given.value, tuple) and given.name in self.catalog.semantic_types:
                unrolling = self.unrolled.get(given.goal)
                if unrolling is None or not unrolling.takes(given.name, given.value):
                    yield from (given.model_copy(update={"goal": new}) for new in self._all(given.goal))


def _texts(value: Value | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else value
