"""A plan of unrolled goals told in the numbers of the facts as they were said (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from orchestrator.facts.model import Facts, Value
from orchestrator.plan.model import Ask, Call, ConflictFound, Missing, Plan, Step, Unused
from orchestrator.reason import Unrolled

_Numbered = TypeVar("_Numbered", ConflictFound, Missing)
_AnyPlan = TypeVar("_AnyPlan", bound=Plan)


def fold(plan: _AnyPlan, query: Unrolled, facts: Facts) -> _AnyPlan:
    """The plan with the goals' own numbers: all calls of goals that were unrolled together are calls of the one goal.

    Args:
        plan: the plan of the unrolled facts.
        query: how they were unrolled.
        facts: the facts as they were said.
    """
    changes: dict[str, object] = {"facts": facts}
    if list(query.origin) != list(query.origin.values()) or query.parts:
        changes |= {
            "steps": tuple(_step(step, query) for step in plan.steps),
            "wants": tuple(met.model_copy(update={"goal": query.origin[met.goal]}) for met in plan.wants),
            "unused": tuple(_unused(plan, query, facts)),
            "conflicts": tuple(_once(plan.conflicts, query)),
            "missing": tuple(_once(plan.missing, query)),
        }
    return plan.model_copy(update=changes)


def _goals(numbers: Iterable[int], query: Unrolled) -> tuple[int, ...]:
    return tuple(sorted({query.origin[n] for n in numbers}))


def _step(step: Step, query: Unrolled) -> Step:
    if isinstance(step, Ask):
        asks = step.asks.model_copy(update={"goals": _goals(step.asks.goals, query)})
        return step.model_copy(update={"asks": asks})
    folded = step.model_copy(update={"goals": _goals(step.goals, query)})
    if isinstance(step, Call) and step.goals:
        return folded.model_copy(update={"member": query.member(step.goals[0])})
    return folded


def _once(listed: Iterable[_Numbered], query: Unrolled) -> Iterable[_Numbered]:
    """What is told of goals that were unrolled together is told once."""
    seen: list[_Numbered] = []
    for one in listed:
        told = one.model_copy(update={"goal": query.origin[one.goal]})
        if told not in seen:
            seen.append(told)
    return seen


def _unused(plan: Plan, query: Unrolled, facts: Facts) -> Iterator[Unused]:
    """The given values that are not used: a list as a whole where no member is, else its members that are not."""
    left = [(u.goal, u.name, u.value) for u in plan.unused]
    used: dict[int, bool] = {}
    members: dict[int, list[Value]] = {}
    for made, said in zip(query.facts.givens, query.said, strict=True):
        is_left = (made.goal, made.name, made.value) in left
        used[id(said)] = used.get(id(said), False) or not is_left
        if is_left:
            members.setdefault(id(said), []).append(made.value)
    for given in facts.givens:
        whole = not used.get(id(given), False)
        values = [given.value] if whole else members.get(id(given), []) if isinstance(given.value, tuple) else []
        yield from (Unused(goal=given.goal, name=given.name, value=value) for value in dict.fromkeys(values))

