"""What went wrong, in kinds: the causes of what an attempt missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from orchestrator.evaluate.model import Attempt, Item, Result
from orchestrator.evaluate.places import AtPlace, compare_places
from orchestrator.evaluate.score import (
    goal_differences,
    invented,
    is_out_of_scope,
    outcome,
    plan_right,
    settled,
    tells_arguments,
)
from orchestrator.evaluate.supported import Supported
from orchestrator.evaluate.values_equal import Equality

Kind = Literal[
    "no answer",  # the solver ended in an error
    "refused wrongly",  # out of scope was said, and something serves the query
    "should have refused",  # nothing serves the query, and out of scope was not said
    "wrong outcome",  # a plan where there is none, none where there is one, or another reason for none
    "wrong goal",  # an API in the place of another
    "goal missed",  # an API too few
    "goal added",  # an API too many
    "invented for missing",  # a value for an input that the query leaves out
    "value invented",  # a value that the query does not support
    "value wrong",  # another value than the right one
    "value missed",  # a value of the query that was not said
    "value added",  # a value where none belongs
    "question missed",  # an input that the query leaves out was not asked for
    "question added",  # a question too many
    "wrong source",  # the calls differ in where their arguments come from, or in lookups
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""All kinds, in the order in which tables list them."""


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """The items with a mistake of one kind: their ids in the order of the results; `of` all that were looked at."""

    kind: Kind
    ids: tuple[str, ...]
    of: int

    @property
    def count(self) -> int:
        """In how many items the mistake was made."""
        return len(self.ids)

    def examples(self, limit: int = 3) -> tuple[str, ...]:
        """The first ids."""
        return self.ids[:limit]


def errors(results: Iterable[Result], *, today: date | None = None) -> list[ErrorGroup]:
    """What missed, grouped by kind, the most frequent first. An item may be in several groups, in one of each kind once."""
    listed = list(results)
    found = [(r.item.id, mistakes(r.item, r.attempt, today=today)) for r in listed]
    groups = [
        ErrorGroup(kind, tuple(i for i, kinds in found if kind in kinds), len(listed)) for kind in KINDS
    ]
    return sorted((g for g in groups if g.count), key=lambda g: (-g.count, KINDS.index(g.kind)))


def mistakes(item: Item, attempt: Attempt, *, today: date | None = None) -> tuple[Kind, ...]:
    """The kinds of mistakes that an attempt makes; none exactly where goals, values, questions, plan and refusal are right.

    Values and questions are looked at where both call the API: those of a wrong goal are no mistakes of their own.
    """
    if attempt.error:
        return ("no answer",)
    if is_out_of_scope(item):
        return () if attempt.refused and not attempt.goals and not attempt.calls else ("should have refused",)
    if attempt.refused:
        return ("refused wrongly",)
    found = _of_goals(item, attempt)
    if tells_arguments(item):
        if outcome(attempt.status) != outcome(item.status):
            found.add("wrong outcome")
        equality = Equality(item.catalog)
        supported = Supported(item, equality, today or date.today())
        item = settled(item, attempt, supported)
        places = compare_places(item, attempt, equality)
        if outcome(attempt.status) == outcome(item.status):
            found |= _of_arguments(item, attempt, places, supported)
        if not found and not plan_right(item, attempt, equality):
            found.add("wrong source")
    return tuple(kind for kind in KINDS if kind in found)


def _of_goals(item: Item, attempt: Attempt) -> set[Kind]:
    missed, added = (differences.total() for differences in goal_differences(item, attempt))
    found: set[Kind] = set()
    if missed and added:
        found.add("wrong goal")
    if missed > added:
        found.add("goal missed")
    if added > missed:
        found.add("goal added")
    return found


def _of_arguments(item: Item, attempt: Attempt, places: list[AtPlace], supported: Supported) -> set[Kind]:
    called = {call.api for call in attempt.calls}
    right = {call.api for call in item.calls}
    shared = [p for p in places if item.status is not None or (p.place[0] in called and p.place[0] in right)]
    found: set[Kind] = {kind for place in shared for kind in _at(place)}
    if invented(shared, supported):
        found.add("value invented")
    return found


def _at(place: AtPlace) -> set[Kind]:
    missed, wrong = place.gold - place.right, place.said - place.right
    found: set[Kind] = set()
    if place.filled:
        found.add("invented for missing")
    elif missed > 0 and wrong > 0:
        found.add("value wrong")
    elif missed > 0:
        found.add("value missed")
    elif wrong > 0:
        found.add("wrong source" if place.sources > place.taken else "value added")
    elif not place.exact:  # all members are there, in another order or in other lists
        found.add("value wrong")
    if place.to_ask - place.asked > place.filled:
        found.add("question missed")
    if place.asked > place.to_ask:
        found.add("question added")
    return found
