"""Both engines come to the same outcome at the same cost on random problems with lists (R9, R12)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from lists.agreement import both
from lists.generator import Case, list_cases, random_case
from lists.runs import plan_of

CHUNK = 20
CHUNKS = range(20_000, 20_080, CHUNK)


@pytest.mark.parametrize("start", CHUNKS)
def test_both_engines_find_plans_with_lists_of_one_cost(start: int) -> None:
    compared = [(seed, both(random_case(seed))) for seed in range(start, start + CHUNK)]
    found = [f"seed {seed}\n{one}" for seed, one in compared if not one.agree]
    assert not found, f"{len(found)} cases differ\n\n" + "\n----\n".join(found)


# A case that fails takes a while to shrink; one that passes does not.
@pytest.mark.timeout(600)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(list_cases())
def test_every_drawn_case_with_lists_has_an_outcome(case: Case) -> None:
    assert plan_of(case)["status"]
