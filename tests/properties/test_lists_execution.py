"""What plans with lists do on concrete backends is what R12 says, sentence by sentence.

Random cases are planned and executed on backends whose lists have no row, one or several, with ties, equal values and
gaps; a scripted user answers and chooses. That every rule is met often enough is part of each test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from lists import rules
from lists.admitted import admitted, made_once
from lists.conflicting import conflicts
from lists.generator import Case, random_case
from lists.problem import Problem
from lists.runs import PLANS, Finding, Run, broken, failures, plan_of, runs, text_of
from lists.ways import surely_solvable, surely_unsolvable

SEEDS = (0, 120)
SEVERAL = (2, 3, 4)
EMPTY = (0,)
ONE = (1,)
ANY = (0, 1, 2, 2, 3, 3, 4)

Rule = Callable[[Run], Iterator[Finding]]


def holds(rule: Rule, at_least: int, *sizes: tuple[int, ...]) -> None:
    found = [(run, rule(run)) for size in sizes or (ANY, SEVERAL) for run in runs(*SEEDS, size)]
    told = broken(found, at_least)
    assert not told, told


def test_every_case_has_an_outcome_that_the_check_of_plans_accepts() -> None:
    found = failures(*SEEDS)
    assert not found, f"{len(found)} cases\n\n" + "\n----\n".join(found)


def test_all_slots_of_a_goal_take_the_same_row() -> None:
    holds(rules.same_row, 60)


def test_a_pick_means_its_row_under_ties_and_gaps() -> None:
    holds(rules.picked_row, 30)


def test_a_write_takes_no_row_that_nobody_chose() -> None:
    holds(rules.unchosen, 60)


def test_a_read_takes_the_first_row() -> None:
    holds(rules.first_row, 10)


def test_each_is_one_call_for_every_member_in_order() -> None:
    holds(rules.each_member, 30)


def test_an_empty_list_is_not_called() -> None:
    holds(rules.empty_list, 10, EMPTY)


def test_one_row_left_needs_no_choice() -> None:
    holds(admitted, 100, ONE)
    asked = [run for run in runs(*SEEDS, ONE) if any(c.size > 1 and not c.place.list.endswith("*") for c in run.trace.chosen)]
    assert not asked


def test_a_list_of_values_is_as_many_calls_in_order() -> None:
    holds(rules.every_value, 10)


def test_one_choice_serves_all_goals_that_need_a_row_of_the_list() -> None:
    holds(rules.one_choice, 30)


def test_nothing_is_chosen_that_only_reads_take() -> None:
    holds(rules.choices_reach_writes, 30)


def test_the_plan_counts_its_choices() -> None:
    holds(rules.choices_counted, 100)


def test_a_list_input_takes_the_whole_column() -> None:
    holds(rules.whole_column, 8)


def test_a_goal_for_no_list_is_called_once() -> None:
    holds(made_once, 100)


def test_every_call_is_one_that_brute_force_admits() -> None:
    holds(admitted, 200)


def planned_of_kind(kind: Callable[[Problem], bool], count: int) -> list[tuple[Case, str]]:
    """Cases of a kind, each with the status of its plan."""
    cases = [case for case in map(random_case, range(1000)) if kind(Problem(case))][:count]
    return [(case, plan_of(case)["status"]) for case in cases]


def test_there_is_a_plan_where_every_slot_plainly_has_a_source() -> None:
    plans = planned_of_kind(surely_solvable, 30)
    found = [f"{status}\n{text_of(case)}" for case, status in plans if status not in PLANS]
    assert not found, "\n----\n".join(found)
    assert len(plans) == 30


def test_there_is_no_plan_where_a_slot_has_no_source() -> None:
    plans = planned_of_kind(surely_unsolvable, 10)
    found = [f"{status}\n{text_of(case)}" for case, status in plans if status in PLANS]
    assert not found, "\n----\n".join(found)
    assert len(plans) == 10


@pytest.mark.parametrize("kind", ["picks_without_a_list", "picks_by_another_column", "two_picks", "two_lists"])
def test_what_lists_cannot_be_is_a_conflict(kind: str) -> None:
    cases = [case for seed in range(3000) for case in conflicts(random_case(seed), kind)][:10]
    plans = [(case, plan_of(case)) for case in cases]
    found = [f"{plan['status']}\n{text_of(case)}" for case, plan in plans if plan["status"] != "conflict"]
    assert not found, f"{len(found)} of {len(plans)}\n\n" + "\n----\n".join(found)
    assert len(plans) >= 8
