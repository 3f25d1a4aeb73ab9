"""How an attempt compares with the right outcome of its item (design, section 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from orchestrator.evaluate.match import same_calls
from orchestrator.evaluate.model import (
    Argument,
    Attempt,
    CallMade,
    Item,
    Json,
    Literal,
    Ref,
    ResultText,
    Verdict,
)
from orchestrator.evaluate.places import AtPlace, compare_places
from orchestrator.evaluate.supported import Supported
from orchestrator.evaluate.values_equal import Equality, Place, text_of

_NO_PLAN = ("ambiguous", "conflict", "unsolvable")


def judge(item: Item, attempt: Attempt, *, today: date | None = None) -> Verdict:
    """Hold an attempt against the right outcome of its item.

    An attempt that ended in an error has said nothing, and nothing of it is right but that it did not refuse. Where the item
    tells its goals and no arguments (`tells_arguments`), the goals decide of the plan too and no value is counted.

    Args:
        today: from which day relative dates count where the item does not say; else the day of the run.
    """
    refusal = is_out_of_scope(item) == attempt.refused
    goals = not attempt.error and goals_right(item, attempt)
    if not tells_arguments(item):
        return Verdict(goals, goals, 0, 0, 0, 0, 0, 0, goals, goals, refusal)
    equality = Equality(item.catalog)
    supported = Supported(item, equality, today or date.today())
    item = settled(item, attempt, supported)
    places = compare_places(item, attempt if not attempt.error else Attempt(), equality)
    return Verdict(
        goals=goals,
        values=not attempt.error and all(p.exact for p in places),
        right=sum(p.right for p in places),
        said=sum(p.said for p in places),
        gold=sum(p.gold for p in places),
        invented=len(invented(places, supported)),
        missing=sum(p.to_ask for p in places),
        filled=sum(p.filled for p in places),
        questions=not attempt.error and all(p.asked == p.to_ask for p in places),
        plan=not attempt.error and plan_right(item, attempt, equality),
        refusal=refusal,
    )


def is_out_of_scope(item: Item) -> bool:
    """Whether nothing in the catalog serves the query."""
    return not item.goals and not item.calls and item.status is None


def tells_arguments(item: Item) -> bool:
    """Whether the item says what its calls take, and not just which they are."""
    return item.known == "arguments"


def settled(item: Item, attempt: Attempt, supported: Supported) -> Item:
    """The item as this attempt is held against it: what its gold has written out for a result may be taken from a call.

    Sets made from recorded calls hold values that no query says, and that a call before them yielded. Where the attempt has a
    reference for such a value any reference is right (`ResultText`). In labelled queries of our own a value is a value.
    """
    if item.facts is not None or len(item.calls) < 2:
        return item
    taken = Counter(_references(attempt.calls))
    taken.subtract(_references(item.calls))
    calls = tuple(
        _settled(call, taken, supported) if place else call for place, call in enumerate(item.calls)
    )
    return replace(item, calls=calls)


def _references(calls: Iterable[CallMade]) -> Iterator[Place]:
    return (
        (c.api, name) for c in calls for name, argument in c.arguments.items() if isinstance(argument, Ref)
    )


def _settled(call: CallMade, taken: Counter[Place], supported: Supported) -> CallMade:
    def as_result(name: str, argument: Argument) -> Argument:
        place = (call.api, name)
        if not isinstance(argument, Literal) or taken[place] <= 0 or isinstance(argument.value, list | dict):
            return argument
        said = any(supported.says(place, value) for value in (argument.value, *argument.accepted))
        return argument if said else ResultText(text_of(argument.value))

    return CallMade(call.api, {n: as_result(n, a) for n, a in call.arguments.items()}, call.each)


def outcome(status: str | None) -> str | None:
    """The outcome where it is no plan; None for a plan, and where nothing is said."""
    return status if status in _NO_PLAN else None


def goals_right(item: Item, attempt: Attempt) -> bool:
    """Whether the goals are the right ones; of a lower bound, whether they hold it and are calls of the gold.

    Where nothing serves the query nothing may be called either: a datum that is wanted is a goal without an API.
    """
    if is_out_of_scope(item) and attempt.calls:
        return False
    missed, added = goal_differences(item, attempt)
    return not missed and not added


def goal_differences(item: Item, attempt: Attempt) -> tuple[Counter[str], Counter[str]]:
    """The goals that are missed, and those that are added, as multisets."""
    gold, said = Counter(item.goals), Counter(attempt.goals)
    allowed = gold | Counter(call.api for call in item.calls) if item.lower_bound else gold
    return gold - said, said - allowed


def plan_right(item: Item, attempt: Attempt, equality: Equality) -> bool:
    """Whether the outcome is the right one: the same calls, the same kind of no plan, or the refusal."""
    if is_out_of_scope(item):
        return attempt.refused and not attempt.calls
    if item.status is not None:
        return attempt.status == item.status
    if attempt.refused or outcome(attempt.status) is not None:
        return False
    return same_calls(attempt.calls, item.calls, equality)


def invented(places: Iterable[AtPlace], supported: Supported) -> list[tuple[Place, Json]]:
    """The values said that are no right ones and that the query does not support, each with its place."""
    foreign = ((p.place, value) for p in places for value in p.foreign)
    return [(place, value) for place, value in foreign if not supported.says(place, value)]
