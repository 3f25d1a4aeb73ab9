"""R3: two slots of one call, or of two calls of one API, stand each for itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import Ledger, is_lookup, problem
from orchestrator.plan.model import Ask, Call, FromDefault, FromStep, FromValue


def twins(ledger: Ledger) -> Iterator[Problem]:
    """No datum stands in both, no question serves both, what was given for one stays with it."""
    for call in ledger.calls:
        api = ledger.api(call)
        for one, other in combinations(call.arguments, 2):
            if ledger.comparable(api.inputs[one].type, api.inputs[other].type):
                if call.goals:
                    yield from _of_goal(ledger, call, one, other)
                elif is_lookup(call, api):
                    yield from _of_lookup(ledger, call, one, other)
    for one_goal, other_goal in combinations(ledger.call_of, 2):
        if ledger.origin(one_goal) == ledger.origin(other_goal):
            continue  # R12: the members of one goal share what they were not given each
        if ledger.call_of[one_goal].api == ledger.call_of[other_goal].api:
            yield from _of_one_api(ledger, one_goal, other_goal)


def _of_goal(ledger: Ledger, call: Call, one: str, other: str) -> Iterator[Problem]:
    for goal in call.goals if not _of_its_row(ledger, call, one) else ():
        if ledger.datum(call, one) == ledger.datum(call, other) and not _both_said(
            ledger, goal, call, one, other
        ):
            yield problem("R3", f"'{one}' and '{other}' take the same datum", call.id, other)
    shared = _questions(ledger, call, one, related=True) & _questions(ledger, call, other, related=True)
    for question in sorted(shared):
        yield problem("R3", f"{question} is asked for '{one}' and serves '{other}' too", call.id, other)
    for slot, twin in ((one, other), (other, one)):
        yield from _leaked(ledger, call, slot, twin)


def _of_its_row(ledger: Ledger, call: Call, slot: str) -> bool:
    """R12: what draws on the list that a call is made for each row of, takes the same row."""
    return ledger.producer(call.arguments[slot]) in ledger.rows_of(call)


def _leaked(ledger: Ledger, call: Call, slot: str, twin: str) -> Iterator[Problem]:
    """What was given by name for the twin, and for nothing else, is below the slot."""
    wanted = ledger.input_type(call, slot)
    for goal in call.goals:
        if _named(ledger, goal, call, slot):
            continue
        for taken in ledger.trace(call, slot, ledger.lookups):
            value = taken.argument
            if not isinstance(value, FromValue) or not ledger.related(taken.type, wanted):
                continue
            givens = [g for g in ledger.givens.get(goal, ()) if ledger.same(g, taken.type, value.value)]
            if givens and all(g.name == twin for g in givens):
                what = f"'{value.value}' was given for '{twin}' only"
                yield problem("R3", what, call.id, slot)


def _named(ledger: Ledger, goal: int, call: Call, slot: str) -> bool:
    """Whether the user, or the catalog, says what this very slot takes."""
    return (
        bool(ledger.by_name(goal, slot))
        or (goal, slot) in ledger.uses
        or isinstance(call.arguments[slot], FromDefault)
        or _auto(ledger, call, slot)
    )


def _auto(ledger: Ledger, call: Call, slot: str) -> bool:
    """R5: what an auto write yields serves all."""
    maker = ledger.producer(call.arguments[slot])
    return isinstance(maker, Call) and not maker.goals and ledger.api(maker).writes


def _both_said(ledger: Ledger, goal: int, call: Call, one: str, other: str) -> bool:
    """Whether each of two slots has its word: by name, by `uses`, or a value by type for each without."""
    unnamed = [slot for slot in (one, other) if not _named(ledger, goal, call, slot)]
    by_type = [
        given
        for given in ledger.givens.get(goal, ())
        if ledger.named_slot(given) is None
        and given.name in ledger.catalog.semantic_types
        and ledger.related(given.name, ledger.input_type(call, one))
    ]
    return len(unnamed) <= len(by_type)


def _of_lookup(ledger: Ledger, call: Call, one: str, other: str) -> Iterator[Problem]:
    if ledger.datum(call, one) != ledger.datum(call, other):
        return
    if ledger.is_default(call, one) or ledger.is_default(call, other):
        return
    value = call.arguments[one]
    if isinstance(value, FromValue):
        kind = ledger.input_type(call, one)
        if sum(ledger.same(given, kind, value.value) for given in ledger.plan.facts.givens) > 1:
            return  # the user gave both
    yield problem("R3", f"'{one}' and '{other}' take the same datum", call.id, other)


def _of_one_api(ledger: Ledger, one: int, other: int) -> Iterator[Problem]:
    """Two goals of one API share no question; a slot of each takes the same only where each has its word."""
    first, second = ledger.call_of[one], ledger.call_of[other]
    asked = _goal_questions(ledger, one, first) & _goal_questions(ledger, other, second)
    for question in sorted(asked):
        what = f"{question} serves goals {_both(ledger, one, other)}, which call the same API"
        yield problem("R3", what, second.id)
    for slot in first.arguments:
        if slot not in second.arguments or ledger.datum(first, slot) != ledger.datum(second, slot):
            continue
        source = first.arguments[slot]
        if isinstance(ledger.producer(source), Ask):
            continue  # told as a shared question
        if isinstance(source, FromStep) and ledger.from_nothing(source.source):
            continue  # what is nobody's in particular (one's own profile) may be both's
        if isinstance(source, FromStep) and source.pick is None and ledger.columns(source.source):
            continue  # R12: a whole list is no single datum
        if not (_said_for(ledger, one, first, slot) and _said_for(ledger, other, second, slot)):
            yield problem("R3", f"goals {_both(ledger, one, other)} take the same datum", second.id, slot)


def _both(ledger: Ledger, one: int, other: int) -> str:
    return f"{ledger.origin(one)} and {ledger.origin(other)}"


def _said_for(ledger: Ledger, goal: int, call: Call, slot: str) -> bool:
    """Whether the goal itself was given what its slot takes, or what that derives from."""
    return _named(ledger, goal, call, slot) or any(
        ledger.derives_from(call, slot, given) for given in ledger.givens.get(goal, ())
    )


def _goal_questions(ledger: Ledger, goal: int, call: Call) -> set[str]:
    """The questions below the slots of a goal. What `uses` speaks of has its word, whoever else takes it."""
    return {
        question
        for slot in call.arguments
        if (goal, slot) not in ledger.uses
        for question in _questions(ledger, call, slot, related=False)
    }


def _questions(ledger: Ledger, call: Call, slot: str, *, related: bool) -> set[str]:
    """The questions below a slot; of those related to it only, as other types (a PIN) are shared as usual."""
    wanted = ledger.input_type(call, slot)
    return {
        step.id
        for taken in ledger.trace(call, slot, ledger.lookups)
        if isinstance(step := ledger.producer(taken.argument), Ask)
        if not related or ledger.related(step.asks.type, wanted)
    }
