"""What a call yields whose input was given a whole list: it is that call's, by whomever it is taken."""

import pytest

from orchestrator import Catalog, Orchestrator
from orchestrator.plan.engine import ENGINES, EngineName

STOCK = Catalog.parse("""
name: stock
types:
  part: {base: string}
  shelf: {base: string}
apis:
  locate: {inputs: {parts: {list_of: part}}, rows: {shelf: shelf}, outputs: {found: integer}}
  fetch:  {inputs: {shelf: shelf}, outputs: {weight: number}}
  report: {inputs: {count: integer, parts: {list_of: part, required: false}}, outputs: {text: string}}
  name:   {inputs: {number: integer}, outputs: {part: part}}
""")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("parts", ['("bolt", "nut", "nail")', '("bolt",)', '"bolt"'])
def test_a_read_given_a_list_yields_to_the_next_goal(parts: str, engine: EngineName) -> None:
    facts = f"goal(1, locate). given(1, parts, {parts}). goal(2, fetch). uses(2, shelf, 1, shelf)."
    plan = Orchestrator(STOCK, planner=engine).plan(facts=facts)
    assert [(call.api, call.goals) for call in plan.calls] == [("locate", (1,)), ("fetch", (2,))]
    assert plan.calls[1].arguments["shelf"].source == f"{plan.calls[0].id}.shelf"


def test_so_does_a_read_whose_list_comes_from_several_goals() -> None:
    facts = """goal(1, name). given(1, number, ("1", "2")). goal(2, locate). uses(2, parts, 1).
               goal(3, report). uses(3, count, 2, found)."""
    plan = Orchestrator(STOCK).plan(facts=facts)
    assert [call.api for call in plan.calls] == ["name", "name", "locate", "report"]
    assert plan.calls[3].arguments["count"].source == f"{plan.calls[2].id}.found"


def test_a_list_that_may_be_left_out_and_is_leaves_the_call_as_it_was() -> None:
    facts = 'goal(1, report). given(1, count, "3"). goal(2, report). given(2, count, "3").'
    plan = Orchestrator(STOCK).plan(facts=facts)
    assert [(call.api, call.goals) for call in plan.calls] == [("report", (1, 2))]
