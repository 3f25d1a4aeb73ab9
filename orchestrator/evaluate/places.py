"""What stands where: the values, questions and sources of an attempt beside the right ones, at each API and input."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from orchestrator.errors import FactsError
from orchestrator.evaluate.match import spread
from orchestrator.evaluate.model import (
    Argument,
    Asked,
    Attempt,
    CallMade,
    Item,
    Json,
    Literal,
    Ref,
    ResultText,
    Several,
)
from orchestrator.evaluate.values_equal import Equality, Place, is_nothing
from orchestrator.facts import Facts

_COMBINATIONS = 64
"""How many ways to choose between lists that are all right are tried at one place."""


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What an attempt has at one API and input, beside what is right.

    Attributes:
        right, said, gold: how many values are right, said, to be said; members of lists count one by one. A value that may be
            left out is none of these when it is right.
        exact: every value said is right as a whole, and none that must be said is left out.
        foreign: the values said that are right nowhere at this place.
        asked, to_ask: how many questions are put, and should be.
        sources, taken: how many results should be taken here, and are.
        filled: how many questions that should be put got a value in their place.
    """

    place: Place
    right: int
    said: int
    gold: int
    exact: bool
    foreign: tuple[Json, ...]
    asked: int
    to_ask: int
    taken: int
    sources: int
    filled: int


def compare_places(item: Item, attempt: Attempt, equality: Equality) -> list[AtPlace]:
    """All places of the attempt and of its item's gold, in order of their names."""
    said, gold = _by_place(_said(item, attempt)), _by_place(_gold(item))
    return [
        _compare(place, said[place], gold[place], equality) for place in sorted(said.keys() | gold.keys())
    ]


def _gold(item: Item) -> Iterable[tuple[Place, Argument]]:
    if item.status is not None and not item.calls and item.facts is not None:
        return _of_facts(item.facts)
    return _of_calls(item.calls)


def _said(item: Item, attempt: Attempt) -> Iterable[tuple[Place, Argument]]:
    """The facts where the gold is told by facts alone, since no call says what was understood; else the calls."""
    if item.status is not None and not item.calls and item.facts is not None and attempt.facts.strip():
        try:
            return _of_facts(Facts.parse(attempt.facts))
        except FactsError:
            return _of_calls(attempt.calls)
    return _of_calls(attempt.calls)


def _of_calls(calls: Iterable[CallMade]) -> Iterator[tuple[Place, Argument]]:
    for call in calls:
        for name, argument in call.arguments.items():
            yield (call.api, name), argument


def _of_facts(facts: Facts) -> Iterator[tuple[Place, Argument]]:
    """Each given value, at the API of its goal; of a goal with several readings, at all of them in one."""
    apis: dict[int, set[str]] = defaultdict(set)
    for goal in (*facts.goals, *facts.maybes):
        apis[goal.goal].add(goal.api)
    for want in facts.wants:
        apis[want.goal].add(want.type)
    for given in facts.givens:
        value = given.value if isinstance(given.value, str) else list(given.value)
        yield (" | ".join(sorted(apis[given.goal])), given.name), Literal(value)


def _by_place(found: Iterable[tuple[Place, Argument]]) -> defaultdict[Place, list[Argument]]:
    by_place: defaultdict[Place, list[Argument]] = defaultdict(list)
    for place, argument in found:
        by_place[place].append(argument)
    return by_place


def _compare(place: Place, said: list[Argument], gold: list[Argument], equality: Equality) -> AtPlace:
    if any(isinstance(argument, Several) for argument in (*said, *gold)):
        said = [one for argument in said for one in spread(place, argument, equality)]
        gold = [one for argument in gold for one in spread(place, argument, equality)]
    ours = [a for a in said if isinstance(a, Literal) and equality.says(place, a)]
    theirs = [a for a in gold if isinstance(a, Literal)] + _written_out(gold)
    required = [not equality.may_be_left_out(place, g) for g in theirs]
    whole = [[j for j, g in enumerate(theirs) if equality.accepts(place, g, a.value)] for a in ours]
    needed = [[i for i, js in enumerate(whole) if j in js] for j in range(len(theirs)) if required[j]]
    matched = most_pairs(whole)
    right, counted, expected = _count(place, ours, theirs, required, equality)
    asked, to_ask = (sum(isinstance(a, Asked) for a in arguments) for arguments in (said, gold))
    return AtPlace(
        place=place,
        right=right,
        said=counted,
        gold=expected,
        # A matching of all that is said and one of all that must be said can always be joined to one of both.
        exact=matched == len(ours) and most_pairs(needed) == len(needed),
        foreign=tuple(_foreign(place, ours, theirs, equality)),
        asked=asked,
        to_ask=to_ask,
        taken=sum(isinstance(a, Ref | ResultText) for a in said),
        sources=sum(isinstance(a, Ref | ResultText) for a in gold),
        filled=min(max(0, to_ask - asked), len(ours) - matched),
    )


def _written_out(gold: Iterable[Argument]) -> list[Literal]:
    """Results that the gold has written out: who says the same says nothing wrong, and nobody has to say it."""
    return [
        Literal(a.text, optional=True) for a in gold if isinstance(a, ResultText) and not is_nothing(a.text)
    ]


def _count(
    place: Place, ours: list[Literal], theirs: list[Literal], required: list[bool], equality: Equality
) -> tuple[int, int, int]:
    """How many values are right, said and to be said, with the choice between right lists that is best for the attempt."""
    said = [value for literal in ours for value in equality.members(place, literal.value)]
    choices = [_units(place, gold, equality) for gold in theirs]
    best: tuple[int, int, int] | None = None
    for chosen in islice(product(*choices), _COMBINATIONS):
        must = [unit for units, needed in zip(chosen, required, strict=True) if needed for unit in units]
        may = [unit for units, needed in zip(chosen, required, strict=True) if not needed for unit in units]
        edges = [
            [j for j, unit in enumerate([*must, *may]) if equality.accepts(place, unit, value)]
            for value in said
        ]
        right = most_pairs([[j for j in js if j < len(must)] for js in edges])
        spared = most_pairs(edges) - right
        count = (right, len(said) - spared, len(must))
        if best is None or (count[0], -count[2], -count[1]) > (best[0], -best[2], -best[1]):
            best = count
    return best or (0, len(said), 0)


def _units(place: Place, gold: Literal, equality: Equality) -> list[tuple[Literal, ...]]:
    """The ways to count a gold argument value by value: one where it is one value, else one for each list that is right."""
    values = [v for v in (gold.value, *gold.accepted) if not is_nothing(v)] or [gold.value]
    members = [equality.members(place, value) for value in values]
    if all(len(m) == 1 for m in members):
        return [(Literal(members[0][0], tuple(m[0] for m in members[1:])),)]
    ways = {tuple(sorted(map(repr, m))): tuple(Literal(one, (one,)) for one in m) for m in reversed(members)}
    return list(reversed(ways.values()))


def _foreign(place: Place, ours: list[Literal], theirs: list[Literal], equality: Equality) -> Iterator[Json]:
    known = [unit for gold in theirs for units in _units(place, gold, equality) for unit in units]
    for literal in ours:
        if any(equality.accepts(place, gold, literal.value) for gold in theirs):
            continue
        for value in equality.members(place, literal.value):
            if not any(equality.accepts(place, unit, value) for unit in known):
                yield value


def most_pairs(edges: Sequence[Sequence[int]]) -> int:
    """The most pairs of a row with one of its columns, no column in two pairs (augmenting paths)."""
    partner: dict[int, int] = {}

    def find(row: int, seen: set[int]) -> bool:
        for column in edges[row]:
            if column not in seen:
                seen.add(column)
                if column not in partner or find(partner[column], seen):
                    partner[column] = row
                    return True
        return False

    return sum(find(row, set()) for row in range(len(edges)))
