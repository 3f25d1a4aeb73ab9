"""Why there is no plan: the state that bars the way, wherever on the way it is required."""

import pytest

from orchestrator import Catalog, Orchestrator

DESK = """
name: desk
types: {name: {base: string, entity: a, question: "Who?"}, id: {base: string, entity: a, ask: never}}
apis:
  find: {description: Find., inputs: {name: name}, outputs: {id: id}, requires: ["not closed"]}
  act:  {description: Act., kind: write, inputs: {id: id}}
  open: {description: Open., kind: write, ensures: ["not closed"]}
state: [closed]
"""


@pytest.mark.parametrize("facts", ['goal(1,act). given(1,id,"Ann").', 'want(1,id). given(1,name,"Ann").'])
def test_a_state_that_bars_a_lookup_is_the_reason(facts: str) -> None:
    plan = Orchestrator(Catalog.parse(DESK)).plan(facts=facts)
    assert plan.status == "unsolvable"
    assert "not closed" in plan.explanation
    assert "open" in plan.missing[0].would_help
    assert plan.missing[0].needed_for[-1] == "find"


def test_the_goal_that_would_help_helps() -> None:
    plan = Orchestrator(Catalog.parse(DESK)).plan(facts='goal(1,open). goal(2,act). given(2,id,"Ann").')
    assert [call.api for call in plan.calls] == ["open", "find", "act"]
