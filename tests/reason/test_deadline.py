"""The time of a query: what ends reasoning, and that what was derived in time is remembered."""

import time

import pytest

from orchestrator import Catalog, Limits, Orchestrator, PlannerGaveUp
from orchestrator.reason import Deadline
from orchestrator.reason.ground import answer_set

PIGEONS = """
{ in(P,H) : H = 1..11 } = 1 :- P = 1..12.
:- in(P,H), in(Q,H), P < Q.
"""
"""Twelve in eleven holes: there is no answer set, and clingo takes for ever to find that out."""


def test_the_time_that_is_left_runs_out_and_stays_out() -> None:
    now = [100.0]
    deadline = Deadline(5, clock=lambda: now[0])
    assert deadline.left == 5
    now[0] = 104.0
    deadline.check()
    assert deadline.left == 1
    now[0] = 200.0
    assert deadline.left == 0
    with pytest.raises(PlannerGaveUp, match="within 5 seconds"):
        deadline.check()


def test_what_is_done_while_it_is_paused_does_not_count() -> None:
    now = [0.0]
    deadline = Deadline(5, clock=lambda: now[0])
    with deadline.paused():
        now[0] = 60.0
    assert deadline.left == 5


def test_rules_of_a_domain_that_take_for_ever_end_with_the_time_of_the_query() -> None:
    catalog = Catalog.parse("{name: pigeons, apis: {feed: {}}}").model_copy(update={"rules": PIGEONS})
    begin = time.monotonic()
    with pytest.raises(PlannerGaveUp, match=r"within 0\.3 seconds"):
        Orchestrator(catalog, limits=Limits(seconds=0.3)).plan(facts="goal(1, feed).")
    assert time.monotonic() - begin < 4


def test_what_was_derived_is_remembered_whenever_it_was_due() -> None:
    facts = "type(remembered_whenever)."
    first = answer_set(facts, ("types",), Deadline(30))
    assert answer_set(facts, ("types",), Deadline(60)) is first


def test_what_was_not_derived_in_time_is_derived_when_there_is_more() -> None:
    facts = "type(derived_later)."
    with pytest.raises(PlannerGaveUp):
        answer_set(facts, ("types",), Deadline(0))
    assert answer_set(facts, ("types",), Deadline(30))
