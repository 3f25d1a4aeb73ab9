"""A domain's own rules: what they can add, and what they must not."""

import pytest

from orchestrator import Catalog, CatalogError, Orchestrator

STAYS = """
name: stays
types:
  day:   {base: date, question: "Which day?"}
  hotel: {base: string, entity: hotel, question: "Which hotel?"}
apis:
  book: {description: Book a hotel., kind: write, inputs: {hotel: hotel, arrival: day, departure: day}}
  rate: {description: Say what a hotel costs., inputs: {hotel: hotel}, outputs: {price: number}}
"""
BOTH_DAYS = 'goal(1,book). given(1,hotel,"Ritz"). given(1,arrival,"{}"). given(1,departure,"{}").'


def stays(rules: str) -> Orchestrator:
    return Orchestrator(Catalog.parse(STAYS).model_copy(update={"rules": rules}))


def test_a_rule_compares_days_in_normal_form() -> None:
    rules = 'conflict(G,departure,"one leaves after one arrives") :- normal(G,arrival,A), normal(G,departure,D), D <= A.'
    plan = stays(rules).plan(facts=BOTH_DAYS.format("5 May 2025", "2025-05-04"))
    assert plan.status == "conflict"
    assert "one leaves after one arrives" in plan.explanation
    assert stays(rules).plan(facts=BOTH_DAYS.format("2025-05-04", "5 May 2025")).status == "ready"


def test_a_rule_adds_a_value_that_was_meant_but_not_said() -> None:
    rules = 'derive(G,hotel,"Grand") :- goal(G,rate).'
    plan = stays(rules).plan(facts="goal(1,rate).")
    assert plan.status == "ready"
    assert plan.calls[0].arguments["hotel"].value == "Grand"


def test_a_rule_never_overrides_what_the_user_said() -> None:
    plan = stays('derive(G,hotel,"Grand") :- goal(G,rate).').plan(facts='goal(1,rate). given(1,hotel,"Ritz").')
    assert plan.calls[0].arguments["hotel"].value == "Ritz"


def test_a_rule_prefers_one_of_several_readings() -> None:
    facts = 'maybe(1,book). maybe(1,rate). given(1,hotel,"Ritz").'
    assert stays("").plan(facts=facts).status == "ambiguous"
    assert stays("prefer(G,rate) :- maybe(G,rate).").plan(facts=facts).status == "ready"


@pytest.mark.parametrize(
    ("rules", "what"),
    [
        ("a :- not b. b :- not a.", "exactly one answer set"),
        ("a :- not a.", "contradict"),
        ('derive(1,nothing,"x").', "no input or type"),
        ("derive(1", "rules.lp"),
        ("derive(1,hotel,200).", "in double quotes"),
        ('derive(1,hotel,("Ritz",2)).', "in double quotes"),
        ('derive(1,7,"Ritz").', r'derive\(Goal, Name, "value"\)'),
        ('derive(first,hotel,"Ritz").', r'derive\(Goal, Name, "value"\)'),
        ('derive(1,"Ritz").', r'derive\(Goal, Name, "value"\)'),
        ("conflict(1,hotel,why).", "in double quotes"),
        ("prefer(1,2).", r"prefer\(Goal, Api\)"),
    ],
)
def test_rules_that_cannot_be_applied_are_an_error_of_the_catalog(rules: str, what: str) -> None:
    with pytest.raises(CatalogError, match=what):
        stays(rules).plan(facts="goal(1,rate).")
