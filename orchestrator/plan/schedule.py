"""The order of the calls of a plan, and what can run side by side (R9).

Goals come in the order of the query as far as data and state permit, with the fewest inversions; what only serves a goal
comes right before it, and so after what the goals before it write. Ties go by the order of goals, inputs and names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from orchestrator.catalog.model import Catalog, Condition
from orchestrator.plan.selection import Made, Selection, same_text
from orchestrator.reason.situation import Situation

_MOST_GOALS = 7
"""Up to this many goals every order is tried, fewest inversions first; of more, only the order of the query and its repairs."""
_MOST_STATES = 20_000
"""How many partial orders are looked at before the planner's own order is taken instead."""

Atom = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """A call in its place: what it needs, yields and touches."""

    made: Made
    needs: frozenset[str]
    yields: frozenset[str]
    requires: tuple[tuple[Atom, bool], ...]
    ensures: tuple[tuple[Atom, bool], ...]
    entities: frozenset[str]
    writes: bool
    silent: bool = False
    """Whether it is no step of the plan: a row that is settled is had with its list."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The calls in order, and for each the index of its stage, from 0."""

    steps: tuple[Step, ...]
    stages: tuple[int, ...]


def make_steps(selection: Selection, situation: Situation, catalog: Catalog) -> list[Step]:
    """What each call of a selection needs, yields and touches."""
    aliases = situation.turned_out(dict(selection.met))
    return [_step(made, situation, catalog, aliases) for made in selection.made]


def _step(made: Made, situation: Situation, catalog: Catalog, aliases: Mapping[str, str]) -> Step:
    call = situation.calls[made.call]
    data = {x: aliases.get(d, d) for x, d in made.data.items()}
    named = {**data, **call.outputs}
    api = catalog.apis[call.api]
    types = [*(i.type for i in api.inputs.values()), *(o.type for o in api.yields.values())] if call.row is None else []
    return Step(
        made=made,
        silent=call.kind == "row",
        needs=frozenset(d for d in data.values() if situation.data[d].kind == "output"),
        yields=frozenset(call.outputs.values()),
        requires=tuple(_ground(call.requires, named)),
        ensures=tuple(_ground(call.ensures, named)),
        entities=frozenset(e for t in types if (e := catalog.type(t).entity) is not None),
        writes=call.writes,
    )


def _ground(conditions: Sequence[Condition], named: Mapping[str, str]) -> Iterator[tuple[Atom, bool]]:
    """The conditions over data; what speaks of an input that is left out says nothing."""
    for condition in conditions:
        if all(a in named for a in condition.arguments):
            yield (condition.fluent, tuple(named[a] for a in condition.arguments)), condition.holds


def start(situation: Situation) -> frozenset[Atom]:
    """The state at the start, over data."""
    atoms: set[Atom] = set()
    for holds in situation.state:
        equal = [[d.id for d in situation.data.values() if same_text(d.text, t)] for t in holds.arguments]
        chosen: list[tuple[str, ...]] = [()]
        for options in equal:
            chosen = [(*c, o) for c in chosen for o in options]
        atoms.update((holds.fluent, c) for c in chosen)
    return frozenset(atoms)


def after(step: Step, state: frozenset[Atom]) -> frozenset[Atom]:
    """The state after a step: what it deletes goes first, then what it brings about comes (PDDL's order)."""
    deleted = {atom for atom, holds in step.ensures if not holds}
    return frozenset((state - deleted) | {atom for atom, holds in step.ensures if holds})


def permitted(step: Step, state: frozenset[Atom]) -> bool:
    """Whether the state lets the step be made."""
    return all((atom in state) == holds for atom, holds in step.requires)


def schedule(steps: list[Step], selection: Selection, situation: Situation) -> Schedule | None:
    """The best order of the steps, or None where none is found that data and state permit."""
    producers = {datum: i for i, step in enumerate(steps) for datum in step.yields}
    points = _points(steps, selection, situation, producers)
    begun = start(situation)
    for goals in _goal_orders(tuple(points)):
        order = _Search(steps, producers, begun, [points[g] for g in goals]).run()
        if order is not None:
            ordered = tuple(steps[i] for i in order)
            return Schedule(ordered, stages(ordered))
    return None


def _points(
    steps: list[Step], selection: Selection, situation: Situation, producers: Mapping[str, int]
) -> dict[int, int]:
    """Goal or want → the step at which it is done. A want met by another goal's own result has no step of its own."""
    points: dict[int, int] = {}
    for number in situation.numbers:
        if situation.want_of(number) is None:
            call = situation.call_of(number).id
            points[number] = next(i for i, step in enumerate(steps) if step.made.call == call)
        elif (datum := dict(selection.met).get(number)) is not None and datum in producers:
            points[number] = _had_from(producers[datum], steps, situation, producers)
    return points


def _had_from(index: int, steps: list[Step], situation: Situation, producers: Mapping[str, int]) -> int:
    """The step that yields a datum; of a row, the one that yields the list."""
    made = steps[index].made
    if situation.calls[made.call].row is None:
        return index
    return producers.get(made.data["of"], index)


def _goal_orders(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(numbers) > _MOST_GOALS:
        yield numbers
        yield from ((*(n for n in numbers if n != moved), moved) for moved in numbers)
        return
    yield from sorted(permutations(numbers), key=lambda order: (_inversions(order), order))


def _inversions(order: tuple[int, ...]) -> int:
    return sum(a > b for a, b in combinations(order, 2))


class _Search:
    """Depth-first over the orders that data and state permit, in the order of preference; the first that ends wins."""

    def __init__(self, steps: list[Step], producers: Mapping[str, int], begun: frozenset[Atom], points: list[int]) -> None:
        self.steps, self.begun = steps, begun
        self.before = [{producers[d] for d in step.needs if d in producers} for step in steps]
        # A goal's call waits for those of the goals before it.
        for earlier, later in combinations(list(dict.fromkeys(points)), 2):
            self.before[later] = self.before[later] | {earlier}
        self.preferred = self._preferred(points)
        self.dead: set[tuple[frozenset[int], frozenset[Atom]]] = set()

    def _preferred(self, points: list[int]) -> list[int]:
        """Each goal's call, right before it what only serves it: what yields its data, what brings about its state."""
        order: list[int] = []
        begun: set[int] = set()

        def emit(index: int) -> None:
            if index in begun:
                return
            begun.add(index)
            step = self.steps[index]
            for datum in step.made.data.values():
                for supplier in self.before[index]:
                    if datum in self.steps[supplier].yields:
                        emit(supplier)
            for needed in step.requires:
                helpers = [i for i, other in enumerate(self.steps) if needed in other.ensures and i not in points]
                if not any(i in order for i in helpers):
                    for helper in helpers[:1]:
                        emit(helper)
            order.append(index)

        for point in [*points, *range(len(self.steps))]:
            emit(point)
        return order

    def run(self) -> list[int] | None:
        return self._extend([], frozenset(), self.begun)

    def _extend(self, order: list[int], done: frozenset[int], state: frozenset[Atom]) -> list[int] | None:
        if len(order) == len(self.steps):
            return order
        if (done, state) in self.dead or len(self.dead) > _MOST_STATES:
            return None
        for index in self.preferred:
            if index in done or not self.before[index] <= done or not permitted(self.steps[index], state):
                continue
            found = self._extend([*order, index], done | {index}, after(self.steps[index], state))
            if found is not None:
                return found
        self.dead.add((done, state))
        return None


def stages(steps: Sequence[Step]) -> tuple[int, ...]:
    """For each step the earliest stage that dependence permits, from 0; independent steps may share one (R9)."""
    found: list[int] = []
    for index, step in enumerate(steps):
        # A settled row is had in the very stage of its list.
        later = 0 if step.silent else 1
        found.append(max((found[i] + later for i in range(index) if not independent(steps[i], step)), default=0))
    return tuple(found)


def independent(one: Step, other: Step) -> bool:
    """Whether neither needs the other's data or state, and no entity is touched by both with one of them writing (R9)."""
    if one.yields & other.needs or other.yields & one.needs:
        return False
    if (one.writes or other.writes) and one.entities & other.entities:
        return False
    changed, also_changed = {a for a, _ in one.ensures}, {a for a, _ in other.ensures}
    asked, also_asked = {a for a, _ in one.requires}, {a for a, _ in other.requires}
    return not (changed & also_asked or also_changed & asked or changed & also_changed)
