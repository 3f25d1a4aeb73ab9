"""Lists of values taken apart (R12): a goal with a list for an input of one value becomes as many goals, and back again.

Reasoning and planning see goals of one value each. A list for an input that takes a list stays one goal, whose input becomes
as many inputs as the list has members (`tags[1]`, `tags[2]`), so that each may be a value or a reference of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Each, Facts, Given, Goal, Pick, Span, Uses, Want
from orchestrator.reason.situation import ConflictReason, ConflictTerm

_OfInput = TypeVar("_OfInput", Pick, Each)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the facts: which API each goal means."""

    goals: Mapping[int, str]
    wants: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Unrolled:
    """Facts and reading without lists of values.

    Attributes:
        facts: the facts, with goals numbered anew where there were lists.
        reading: which API each of these goals means.
        origin: number → the number in the facts as they were said.
        first: number → the first of the goals that it was unrolled with.
        parts: goal → its inputs that were taken apart, each with the names of its parts.
        said: for each given value, which of the facts as they were said it comes from.
        conflicts: lists that cannot be.
    """

    facts: Facts
    reading: Reading
    origin: Mapping[int, int]
    first: Mapping[int, int]
    parts: Mapping[int, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    said: tuple[Given, ...] = ()
    conflicts: tuple[ConflictTerm, ...] = ()

    def member(self, number: int) -> int | None:
        """Of a goal that was unrolled: for which of its values this number stands, from 1."""
        siblings = [n for n, first in self.first.items() if first == self.first[number]]
        return siblings.index(number) + 1 if len(siblings) > 1 else None

    def whole(self, goal: int, name: str) -> str:
        """The input that a part was taken from; of any other input, its own name."""
        return next((x for x, parts in self.parts.get(goal, {}).items() if name in parts), name)


@dataclass(frozen=True, slots=True)
class Follow:
    """A goal that takes by default from one that was unrolled, and so is unrolled with it; in the numbers that were said.

    It takes the source's result for the input; or the value given for the source under that name, as one of the type.
    """

    goal: int
    source: int
    input: str = ""
    name: str = ""
    type: str = ""


def unroll(facts: Facts, reading: Reading, catalog: Catalog, follows: Collection[Follow] = ()) -> Unrolled:
    """Facts and reading with every list of values taken apart.

    Args:
        facts: the facts as they were said.
        reading: which API each goal means.
        catalog: what APIs exist.
        follows: who takes by default from an unrolled goal; see `orchestrator.plan.follow`.
    """
    unroller = _Unroller(facts, reading, catalog, follows)
    if any(isinstance(g.value, tuple) or unroller.takes_list(g.goal, g.name) for g in facts.givens):
        return unroller.run()
    return replace(plain(facts, reading), conflicts=tuple(_several_lists(facts, reading, catalog, {})))


def plain(facts: Facts, reading: Reading) -> Unrolled:
    """Facts in which there is nothing to take apart."""
    numbers = {n: n for n in sorted({*reading.goals, *reading.wants})}
    return Unrolled(facts, reading, numbers, numbers, said=facts.givens)


def _several_lists(
    facts: Facts, reading: Reading, catalog: Catalog, unrolled: Mapping[int, list[str]]
) -> Iterator[ConflictTerm]:
    """At most one list a goal, and one pick (R12).

    The one row that a pick settles may go with a list for another input, and twin inputs have a row each.
    """
    for number in sorted({*reading.goals, *reading.wants}):
        picks = [p for p in facts.picks if p.goal == number]
        several = [p.input for p in picks if p.several]
        lists = {*unrolled.get(number, []), *(e.input for e in facts.eaches if e.goal == number), *several}
        used = {u.input: u.source for u in facts.uses if u.goal == number}
        sources = {used[x] for x in lists if x in used}
        clashing = [p.input for p in picks if not p.several and (p.input in lists or used.get(p.input) in sources)]
        single = [p for p in picks if not p.several]
        several_picks = len({(p.input, p.row_term) for p in picks}) > 1 and not _of_twins(single, picks, reading, catalog)
        if len(lists) > 1 or several_picks or clashing:
            names = list(dict.fromkeys([*clashing, *(p.input for p in picks), *sorted(lists)]))
            note = f"it has a list or a pick for {' and for '.join(n.replace('_', ' ') for n in names)}" if len(names) > 1 else ""
            values = tuple(p.row_term for p in picks)
            yield ConflictTerm(reason="lists", goal=number, name=names[-1], values=values, note=note)


def _of_twins(single: list[Pick], picks: list[Pick], reading: Reading, catalog: Catalog) -> bool:
    """Whether all picks are of one row, each for an input that has a row of its own beside its twin (R3)."""
    api = catalog.apis.get(reading.goals.get(picks[0].goal, ""))
    inputs = [p.input for p in single]
    if api is None or single != picks or len(set(inputs)) < len(inputs) or not set(inputs) <= set(api.inputs):
        return False
    chains = [catalog.type(api.inputs[x].type).ancestors for x in inputs]
    return all(a[0] in b or b[0] in a for a in chains for b in chains)


class _Unroller:
    """Attributes:
    names: goal → the inputs over whose lists it is unrolled.
    root: goal → the goal whose list of values that list is.
    sizes: goal → how many goals it becomes.
    members: goal → its numbers after unrolling, in the order of the list.
    """

    def __init__(self, facts: Facts, reading: Reading, catalog: Catalog, follows: Collection[Follow]) -> None:
        self.facts, self.reading, self.catalog = facts, reading, catalog
        self.takers = sorted((f for f in follows if f.input), key=str)
        self.hearers = sorted((f for f in follows if f.name), key=str)
        self.names: dict[int, list[str]] = {}
        self.root: dict[int, int] = {}
        self.sizes: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.parts: dict[int, dict[str, tuple[str, ...]]] = {}

    def run(self) -> Unrolled:
        order = sorted({*self.reading.goals, *self.reading.wants})
        # A goal may take from a later one: round after round until no size changes.
        before: dict[int, int] = {}
        while not self.sizes or self.sizes != before:
            before = dict(self.sizes)
            for number in order:
                self.sizes[number] = self._size(number)
        count = 0
        for number in order:
            self.members[number] = list(range(count + 1, count + 1 + self.sizes[number]))
            count += self.sizes[number]
        origin = {n: old for old in order for n in self.members[old]}
        first = {n: self.members[old][0] for n, old in origin.items()}
        goals = {n: self.reading.goals[old] for n, old in origin.items() if old in self.reading.goals}
        wants = {n: self.reading.wants[old] for n, old in origin.items() if old in self.reading.wants}
        givens = [(made, given) for given in self.facts.givens for made in (*self._given(given), *self._heard(given))]
        told = (*_several_lists(self.facts, self.reading, self.catalog, self.names), *self._picks_of_values())
        conflicts = (*told, *self._two_for_one_list())
        changed = self.facts.model_copy(update={
            "goals": tuple(Goal(goal=n, api=a) for n, a in goals.items()),
            "wants": tuple(Want(goal=n, type=t) for n, t in wants.items()),
            "givens": tuple(made for made, _ in givens),
            "uses": tuple(self._uses()),
            "picks": tuple(self._renumbered(self.facts.picks)),
            "eaches": tuple(self._renumbered(self.facts.eaches)),
            "unknowns": tuple(u.model_copy(update={"goal": n}) for u in self.facts.unknowns for n in self.members[u.goal]),
            "maybes": (),
        })  # fmt: skip
        said = tuple(given for _, given in givens)
        return Unrolled(changed, Reading(goals, wants), origin, first, self.parts, said, conflicts)

    # --- which goals are unrolled, and over how many members ---------------------------------------------------------------
    def _size(self, number: int) -> int:
        """How many goals a goal becomes: one for each value of its list, or for each goal that it takes from."""
        sizes: dict[int, int] = {}
        self.names.pop(number, None)
        for given in self.facts.givens:
            if given.goal == number and isinstance(given.value, tuple) and self._list_input(given) is None:
                sizes.setdefault(number, len(self._kept_values(given)))
                self.names.setdefault(number, []).append(given.name)
        for name, source in self._sources(number).items():
            pick = self._pick(number, name) if self._of_values(source) else None
            if source in self.root and not self.takes_list(number, name) and (pick is None or pick.several):
                root = self.root[source]
                if root not in sizes and self._of_values(source):
                    self.names.setdefault(number, []).append(name)
                sizes.setdefault(root, len(self._kept_of(number, name, source)))
        for follow in self.hearers:
            if follow.goal == number:
                sizes.setdefault(self.root.get(follow.source, number), self.sizes.get(follow.source, 1))
        if sizes:
            self.root[number] = next(iter(sizes))
        return next(iter(sizes.values()), 1)

    def _sources(self, number: int) -> dict[str, int]:
        """Input → the goal that it takes from."""
        used = {u.input: u.source for u in self.facts.uses if u.goal == number}
        return used | {f.input: f.source for f in self.takers if f.goal == number}

    def _kept_values(self, given: Given) -> list[int]:
        """Which of the values are left, from 0."""
        return self._kept(given.goal, given.name, len(given.members))

    def _of_values(self, source: int) -> bool:
        """Whether what an unrolled goal yields is one result for each value, rather than a list for each."""
        api = self.catalog.apis.get(self.reading.goals.get(source, ""))
        return source in self.root and (api is None or not api.lists)

    def _kept_of(self, number: int, name: str, source: int) -> list[int]:
        """Which of the goals that the source became are taken from, from 0."""
        size = self.sizes[source]
        return self._kept(number, name, size) if self._of_values(source) else list(range(size))

    def _kept(self, number: int, name: str, size: int) -> list[int]:
        """Which members of a list of values, from 0, a pick for the input leaves: of such a list all is known."""
        pick = self._pick(number, name)
        every = list(range(size))
        if pick is None or pick.column is not None:
            return every
        if pick.row == "nth":
            return every[(pick.count or 1) - 1 : pick.count] or every[-1:]
        return every[-1:] if pick.row == "last" else every[: pick.count or 1]

    def _pick(self, number: int, name: str) -> Pick | None:
        return next((p for p in self.facts.picks if (p.goal, p.input) == (number, name)), None)

    def takes_list(self, number: int, name: str) -> bool:
        """Whether an input of a goal takes a list."""
        api = self.catalog.apis.get(self.reading.goals.get(number, ""))
        return api is not None and name in api.inputs and api.inputs[name].many

    def _list_input(self, given: Given) -> str | None:
        """The input that takes the list as a whole: the one it names, or the one of its type."""
        api = self.catalog.apis.get(self.reading.goals.get(given.goal, ""))
        if api is None:
            return None
        if given.name in api.inputs:
            return given.name if api.inputs[given.name].many else None
        said = {g.name for g in self.facts.givens if g.goal == given.goal}
        listed = (x for x, declared in api.inputs.items() if declared.many and x not in said)
        return next((x for x in listed if self._kin(given.name, api.inputs[x].type)), None)

    def _kin(self, one: str, other: str) -> bool:
        """Whether a value of the one type may stand for the other: as a subtype, or by a lookup within one entity (R2)."""
        if one not in self.catalog.semantic_types:
            return False
        a, b = self.catalog.type(one), self.catalog.type(other)
        if other in a.ancestors or a.entity is None or a.entity != b.entity:
            return other in a.ancestors
        return any(
            not api.writes
            and any(i.type in a.ancestors for i in api.inputs.values())
            and any(other in self.catalog.type(o.type).ancestors for o in api.yields.values())
            for api in self.catalog.apis.values()
        )

    # --- the facts of each ----------------------------------------------------------------------------------------------------
    def _given(self, given: Given) -> Iterator[Given]:
        numbers = self.members[given.goal]
        if isinstance(given.value, str):
            for number in numbers:
                if self.takes_list(given.goal, given.name):
                    # A single value is a list of one, and stands under the name of the input itself.
                    self.parts.setdefault(number, {}).setdefault(given.name, (given.name,))
                yield given.model_copy(update={"goal": number})
            return
        members = [Given(goal=1, name=given.name, value=v, span=s) for v, s in zip(given.value, self._spans(given), strict=True)]
        name = self._list_input(given)
        if name is None:
            for number, index in zip(numbers, self._kept_values(given), strict=False):
                yield members[index].model_copy(update={"goal": number})
            return
        for number in numbers:
            for part, member in zip(self._take_apart(number, name, len(members)), members, strict=True):
                yield member.model_copy(update={"goal": number, "name": part})

    def _heard(self, given: Given) -> Iterator[Given]:
        """The same values for the goals that hear of them by default."""
        for follow in self.hearers:
            if (follow.source, follow.name) == (given.goal, given.name) and isinstance(given.value, tuple):
                kept = self._kept_values(given)
                spans = list(self._spans(given))
                for number, index in zip(self.members[follow.goal], kept, strict=False):
                    yield Given(goal=number, name=follow.type, value=given.value[index], span=spans[index])

    def _take_apart(self, number: int, name: str, size: int) -> tuple[str, ...]:
        names = tuple(f"{name}[{i}]" for i in range(1, size + 1))
        self.parts.setdefault(number, {})[name] = names
        return names

    def _spans(self, given: Given) -> Iterator[Span | None]:
        """Where each member stands within the place of the list, as far as its words are there."""
        begin, end = given.span or (0, 0)
        for member in given.members:
            at = (self.facts.query or "").find(member, begin, end)
            yield (at, at + len(member)) if at >= 0 and member else None
            begin = max(begin, at + len(member))

    def _uses(self) -> Iterator[Uses]:
        implied = [Uses(goal=f.goal, input=f.input, source=f.source) for f in self.takers]
        for uses in (*self.facts.uses, *implied):
            numbers, sources = self.members[uses.goal], self.members[uses.source]
            kept = [sources[i] for i in self._kept_of(uses.goal, uses.input, uses.source)] if uses.source in self.root else sources
            if uses.source in self.root and self.takes_list(uses.goal, uses.input):
                for number in numbers:
                    for part, source in zip(self._take_apart(number, uses.input, len(kept)), kept, strict=True):
                        yield uses.model_copy(update={"goal": number, "input": part, "source": source})
            else:
                aligned = kept if len(kept) == len(numbers) else kept[:1] * len(numbers)
                for number, source in zip(numbers, aligned, strict=True):
                    yield uses.model_copy(update={"goal": number, "source": source})

    def _renumbered(self, facts: Iterable[_OfInput]) -> Iterator[_OfInput]:
        """The picks and eaches that speak of results; those of values are done with."""
        done = self._lists_of_values()
        return (
            fact.model_copy(update={"goal": number})
            for fact in facts if (fact.goal, fact.input) not in done
            for number in self.members[fact.goal]
        )  # fmt: skip

    def _lists_of_values(self) -> dict[tuple[int, str], int]:
        """The inputs whose lists are known, with their sizes."""
        given = {(g.goal, g.name): len(g.value) for g in self.facts.givens if isinstance(g.value, tuple)}
        return given | {
            (n, x): len(self.members[h]) for n in self.members for x, h in self._sources(n).items() if self._of_values(h)
        }  # fmt: skip

    def _picks_of_values(self) -> Iterator[ConflictTerm]:
        """A list of values has no columns, and no more members than it has."""
        sizes = self._lists_of_values()
        for pick in self.facts.picks:
            size = sizes.get((pick.goal, pick.input))
            if size is not None and (pick.column is not None or (pick.row == "nth" and (pick.count or 0) > size)):
                reason: ConflictReason = "no_column" if pick.column is not None else "no_row"
                yield ConflictTerm(reason=reason, goal=pick.goal, name=pick.input, values=(pick.row_term,))

    def _two_for_one_list(self) -> Iterator[ConflictTerm]:
        """A list, and another value beside it, for one input that takes a list."""
        for number in self.members:
            named: dict[str, list[Given]] = {}
            for given in self.facts.givens:
                if given.goal == number and self.takes_list(number, given.name):
                    named.setdefault(given.name, []).append(given)
            for name, givens in named.items():
                if len(givens) > 1 and any(isinstance(g.value, tuple) for g in givens):
                    values = tuple(", ".join(g.members) for g in givens)
                    yield ConflictTerm(reason="rivals", goal=number, name=name, values=values)
