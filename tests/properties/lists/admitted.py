"""Which arguments a call of a goal may have, by brute force: all that can be read on the backend, filtered by R12.

Everything in scope is put into every read, four calls deep, without regard to cost. Of what comes out, a slot admits what
fits its type and what was said for it; of the combinations, those in which every list stands for one row, and that row is
the one that the facts, the person or the rule say. Where R2-R6 leave less than that, other tests say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import product
from typing import Any

from lists.generator import is_many, type_of, yields
from lists.pools import entity_of
from lists.rows import comparable, equal_rows
from lists.rules import meant_rows, picks_call, references
from lists.runs import Finding, Run
from lists.trace import Listed, Made, Place, plain
from lists.world import Result

DEPTH = 4
CONVERTS = ({"money", "stars"}, {"money", "note"}, {"stars", "note"})
"""The bare types of which one may stand for the other where a goal uses the very output."""


@dataclass(frozen=True, slots=True)
class Datum:
    """A value that can be had, with the rows, the given texts and the goals' calls that it comes from."""

    type: str
    value: str
    places: frozenset[Place] = frozenset()
    texts: frozenset[str] = frozenset()
    goals: frozenset[int] = frozenset()
    direct: bool = False


Binding = tuple[Any, frozenset[Place]]


def consistent(places: frozenset[Place]) -> bool:
    """Whether every list stands for one row."""
    return len({place.list for place in places}) == len(places)


@dataclass
class Reach:
    """All that can be had for a goal, or for one of its calls where another goal is done for the same rows.

    Attributes:
        lists: every list that was found on the way.
    """

    run: Run
    goal: int
    row: Place | None
    lists: dict[str, Listed] = field(default_factory=dict)

    @cached_property
    def data(self) -> set[Datum]:
        found = set(self._seeds())
        tried: set[tuple[str, tuple[Datum, ...]]] = set()
        for _ in range(DEPTH):
            fresh = set(self._further(found, tried)) - found
            if not fresh:
                break
            found |= fresh
        return found

    def _seeds(self) -> Iterator[Datum]:
        problem = self.run.problem
        for given in problem.facts.givens:
            spec = problem.inputs(given.goal).get(given.name)
            said = type_of(spec) if spec is not None else given.name
            for type_ in problem.case.catalog["types"]:
                kin = type_ == said or (entity_of(said) is not None and entity_of(type_) == entity_of(said))
                own = given.goal == self.goal or entity_of(type_) is not None
                for text in given.members if kin and own else ():
                    if problem.fits(type_, text):
                        yield Datum(type_, text, texts=frozenset({text}))
        for step in self.run.plan["steps"]:
            if step["id"] in self.run.trace.answers:
                yield Datum(step["asks"]["type"], self.run.trace.answers[step["id"]])
        for goal in problem.goals:
            if goal != self.goal:
                yield from self._of_goal(goal)

    def _of_goal(self, goal: int) -> Iterator[Datum]:
        """What the calls of another goal yield: of one for each row, the same row, or rows again."""
        of = Datum("", "", goals=frozenset({goal}))
        calls = self.run.trace.of_goal(goal)
        for call in calls:
            if call.row is None or call.row == self.row:
                yield from self._results(call.name, call.api, call.number, call.result, of)
        if not calls or calls[0].row is None:
            return
        if (listed := self.run.trace.lists.get(f"{calls[0].step}*")) is not None:
            for at, row in enumerate(listed.rows):
                place = frozenset({Place(listed.name, at)})
                for column, text in row.items():
                    if text is not None:
                        yield Datum(listed.types[column], text, place, of.texts, of.goals, True)

    def _results(self, name: str, api: str, number: int, result: Result, of: Datum) -> Iterator[Datum]:
        """What a call yields; `of` is what its arguments come from."""
        types = yields(dict(self.run.problem.apis[api]))
        direct = bool(of.goals) and not of.type
        for output, value in result.outputs.items():
            if value is not None:
                yield Datum(types[output], value, of.places, of.texts, of.goals, direct)
        for which, rows in result.lists.items():
            listed = Listed(f"{name}:{which}", rows, [number] * len(rows), types)
            self.lists[listed.name] = listed
            for at, row in enumerate(rows):
                places = of.places | {Place(listed.name, at)}
                for column, text in row.items():
                    if text is not None and consistent(places):
                        yield Datum(types[column], text, places, of.texts, of.goals, direct)

    def _further(self, found: set[Datum], tried: set[tuple[str, tuple[Datum, ...]]]) -> Iterator[Datum]:
        """What one more read yields."""
        problem = self.run.problem
        for api, spec in problem.apis.items():
            if spec.get("kind") == "write":
                continue
            names = spec.get("inputs", {})
            fitting = [[d for d in found if self.stands(d, type_of(s))] for s in names.values()]
            for arguments in product(*fitting):
                if (api, arguments) in tried:
                    continue
                tried.add((api, arguments))
                places = frozenset(p for d in arguments for p in d.places)
                if not consistent(places):
                    continue
                said = {name: d.value for name, d in zip(names, arguments, strict=True)}
                texts = frozenset(t for d in arguments for t in d.texts)
                goals = frozenset(g for d in arguments for g in d.goals)
                name = self.run.world.name(api, said)
                yield from self._results(name, api, -1, self.run.world.call(api, said), Datum(api, "", places, texts, goals))

    def stands(self, datum: Datum, type_: str) -> bool:
        """Whether a datum may stand where the type is wanted."""
        return type_ in self.run.problem.ancestors(datum.type)


@dataclass(frozen=True)
class Judge:
    """Whether one call of a goal may have the arguments that it had."""

    reach: Reach
    made: Made

    @property
    def run(self) -> Run:
        return self.reach.run

    @property
    def goal(self) -> int:
        return self.reach.goal

    # -- slots ---------------------------------------------------------------------------

    def bindings(self, slot: str, taken: Any) -> list[Binding]:
        """The ways in which a slot can have the value that it had, each with the rows that it comes from."""
        spec = self.run.problem.inputs(self.goal)[slot]
        type_ = type_of(spec)
        if not is_many(spec):
            ways = [(d.value, d.places) for d in self._single(slot, type_)]
        else:
            ways = list(self._several(slot, type_, taken))
        if isinstance(spec, dict) and "default" in spec and not self._said(slot):
            default = spec["default"]
            texts = (default,) if isinstance(default, str) else tuple(default)
            ways.append((texts if is_many(spec) else texts[0], frozenset()))
        return [way for way in ways if self._same(type_, way[0], taken)]

    def _same(self, type_: str, one: Any, other: Any) -> bool:
        """Whether two values are one: a number may be written in several ways."""
        if isinstance(one, str):
            return bool(comparable(type_, one) == comparable(type_, other))
        return len(one) == len(other) and all(self._same(type_, a, b) for a, b in zip(one, other, strict=True))

    def _said(self, slot: str) -> bool:
        problem = self.run.problem
        return problem.uses(self.goal, slot) is not None or any(g.name == slot for g in problem.given(self.goal))

    def _single(self, slot: str, type_: str) -> Iterator[Datum]:
        uses = self.run.problem.uses(self.goal, slot)
        given = [g for g in self.run.problem.given(self.goal) if g.name == slot]
        for datum in self.reach.data:
            fits = self.reach.stands(datum, type_)
            if uses is not None:
                converted = datum.direct and self._converts(datum.type, type_)
                if uses.source in datum.goals and (fits or converted):
                    yield datum
            elif given:
                if fits and any(self._names(datum, text) for g in given for text in g.members):
                    yield datum
            elif fits:
                yield datum

    def _converts(self, one: str, other: str) -> bool:
        entity = entity_of(one)
        return {one, other} in CONVERTS or (entity is not None and entity == entity_of(other))

    def _names(self, datum: Datum, text: str) -> bool:
        """Whether a datum is a given text, comes from it by a lookup, or stands in a row that has it."""
        if text in datum.texts:
            return True
        for place in datum.places:
            chosen = {c.place for c in self.run.trace.chosen}
            if place in chosen or self._equals(self._list(place), place.index, text):
                return True
        return False

    def _list(self, place: Place) -> Listed:
        return self.reach.lists.get(place.list) or self.run.trace.lists[place.list]

    def _equals(self, listed: Listed, index: int, text: str) -> bool:
        return any(
            cell is not None and comparable(listed.types[column], cell) == comparable(listed.types[column], text)
            for column, cell in listed.rows[index].items()
        )

    def _several(self, slot: str, type_: str, taken: tuple[str, ...]) -> Iterator[Binding]:
        """A list: members as they were given, a whole column, the rows of it that are picked, or one value."""
        single = list(self._single(slot, type_))
        given = next((g for g in self.run.problem.given(self.goal) if g.name == slot), None)
        if given is not None or not self._said(slot):
            texts = given.members if given is not None else taken
            named = texts if given is not None else [None] * len(taken)
            if len(texts) == len(taken) and all(map(partial(self._had, single), taken, named)):
                yield taken, frozenset()
        for datum in single:
            yield (datum.value,), datum.places
        uses = self.run.problem.uses(self.goal, slot)
        if uses is not None and self.run.problem.times(uses.source) is not None:
            made = [self._all(call.result) for call in self.run.trace.of_goal(uses.source)]
            if len(made) == len(taken) and all(map(set.__contains__, made, taken)):
                yield taken, frozenset()
        yield from self._columns(slot, single)

    def _all(self, result: Result) -> set[str | None]:
        rows = [row for listed in result.lists.values() for row in listed]
        return {*result.outputs.values(), *(cell for row in rows for cell in row.values())}

    def _had(self, single: list[Datum], value: str, named: str | None) -> bool:
        fitting = (d for d in single if self._same(d.type, d.value, value))
        return any(named is None or self._names(d, named) for d in fitting)

    def _columns(self, slot: str, single: list[Datum]) -> Iterator[Binding]:
        pick = next((p for p in self.run.problem.picks(self.goal) if p.input == slot), None)
        for listed in list(self.reach.lists.values()) + list(self.run.trace.lists.values()):
            values = {(d.value, p.index) for d in single for p in d.places if p.list == listed.name}
            rows = range(len(listed.rows))
            if pick is not None and pick.several:
                rows = range(min(len(listed.rows), pick.count or 0))
            elif pick is not None:
                continue
            for column in listed.types:
                cells = [listed.rows[i].get(column) for i in rows]
                if all((cell, i) in values for i, cell in zip(rows, cells, strict=True)):
                    yield tuple(cells), frozenset()

    # -- rows ----------------------------------------------------------------------------

    def allowed(self, slot: str, place: Place, bound: Mapping[str, frozenset[Place]]) -> bool:
        """Whether R12 says that this row of its list is the one for the slot."""
        listed = self._list(place)
        row = self.made.row
        twin = self.run.problem.twin(self.goal, slot)
        picks = [p for p in self.run.problem.picks(self.goal) if not p.several]
        pick = next((p for p in picks if p.input == slot), picks[0] if picks else None)
        if row is not None and place.list == row.list:
            # What a pick or a name means beside each row of the same list is not said.
            named = any(g.name == slot for g in self.run.problem.given(self.goal))
            apart = twin or named or (pick is not None and slot == pick.input)
            if place == row or not apart:
                return place == row
        lists = {p.list for p in bound.get(pick.input, ())} if pick is not None else set()
        if pick is not None and place.list in lists:
            if [place.index] == meant_rows(listed, pick):
                return True
            # A pick is of one list, and may be of a call; twins have a row of their own.
            other = slot != pick.input and (twin or self.run.problem.twin(self.goal, pick.input))
            apart = other or len(lists) > 1 or picks_call(self.run.problem, pick)
            if not apart:
                return False
        chosen = {c.place for c in self.run.trace.chosen if self.goal in c.goals or c.at_run}
        if len(listed.rows) == 1 or place in chosen:
            return True
        named = references(self.run, self.goal, listed)
        if any(equal_rows(listed.rows, said, listed.types) == [place.index] for said in named):
            return True
        behind = {m.row for m in self.run.trace.calls if m.row is not None}
        return (place.index == 0 and self.goal not in self.run.reaching) or place in behind

    def admits(self) -> bool:
        """Whether the arguments that the call had are among those it may have."""
        names = list(self.made.arguments)
        ways = [self.bindings(name, plain(self.made.arguments[name])) for name in names]
        for combination in product(*ways):
            bound = {name: places for name, (_, places) in zip(names, combination, strict=True)}
            shared = [p for name, p in bound.items() if not self.run.problem.twin(self.goal, name)]
            if consistent(frozenset().union(*shared)) and all(
                self.allowed(slot, place, bound) for slot, places in bound.items() for place in places
            ):
                return True
        return False


def admitted(run: Run) -> Iterator[Finding]:
    """Every call of a goal has arguments that can be read on the backend and that R12 allows."""
    reaches: dict[tuple[int, Place | None], Reach] = {}
    for made in run.trace.calls:
        if made.row is not None and made.row.list.endswith("*"):
            # A list of lists: which rows it has in the end is told elsewhere.
            continue
        for goal in made.goals:
            shared = any(m.row == made.row for m in run.trace.calls if m.goals and goal not in m.goals)
            row = made.row if shared else None
            reach = reaches.setdefault((goal, row), Reach(run, goal, row))
            told = {name: plain(argument) for name, argument in made.arguments.items()}
            yield Finding("" if Judge(reach, made).admits() else f"{made.step} for goal {goal} takes {told}")


def made_once(run: Run) -> Iterator[Finding]:
    """A goal that is for no list, and takes from none that is for one, is called once."""
    if run.trace.failure is not None:
        return
    for goal in run.problem.goals:
        calls = run.trace.of_goal(goal)
        several = any(p.several for p in run.problem.picks(goal)) or run.problem.eaches(goal)
        if several or _unrolled(run, goal):
            continue
        # What is done for each value is wanted of each where another goal takes of it.
        others = [other for other in run.problem.goals if _unrolled(run, other)]
        times = {len(run.trace.of_goal(other)) for other in others}
        times |= {len(run.problem.times(other) or ()) for other in others}
        yield Finding(f"goal {goal} is called {len(calls)} times" if len(calls) not in times | {1} else "")


def _unrolled(run: Run, goal: int) -> bool:
    """Whether a goal may be done once for each of several values."""
    listed = any(not isinstance(given.value, str) for given in run.problem.given(goal))
    return listed or run.problem.times(goal) is not None
