"""All that is held against a plan with lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lists import rules
from lists.admitted import admitted, made_once
from lists.generator import Case
from lists.problem import Problem
from lists.runs import PLANS, Finding, Run, text_of
from lists.ways import surely_solvable, surely_unsolvable

RULES: tuple[Callable[[Run], Iterator[Finding]], ...] = (
    rules.same_row,
    rules.picked_row,
    rules.unchosen,
    rules.first_row,
    rules.each_member,
    rules.every_value,
    rules.one_choice,
    rules.whole_column,
    rules.choices_counted,
    rules.choices_reach_writes,
    made_once,
    admitted,
)


def wrong_outcome(case: Case, plan: Mapping[str, Any]) -> str:
    """What is wrong with the status of a plan, by a plain reading of the case; nothing where that cannot tell."""
    problem = Problem(case)
    status = plan["status"]
    if surely_solvable(problem) and status not in PLANS:
        return f"{status} ({plan.get('explanation')}), but there is a way\n{text_of(case)}"
    if surely_unsolvable(problem) and status in PLANS:
        return f"{status}, but there is no way\n{text_of(case)}"
    return ""
