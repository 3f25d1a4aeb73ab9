"""Why something is asked, or put to choice."""

import pytest
from desks import INVOICE, lists, office, shop

from orchestrator.why import Why, why


def texts(answer: Why, kind: str) -> list[str]:
    return [reason.text for reason in answer.because if reason.kind == kind]


def test_a_bare_datum_is_asked_for_because_it_is_never_looked_up() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "q1")
    assert answer.sentence.startswith("q1 asks for the amount because charge (c2, goal 1) takes it as `amount`")
    assert any("prices would yield some, but not whose" in text for text in texts(answer, "rule"))


def test_a_datum_of_an_entity_names_what_its_lookups_lack() -> None:
    home = shop()
    plan = home.plan(facts="goal(1, charge).")
    asked = next(ask.id for ask in plan.asks if ask.asks.type == "name")
    answer = why(plan, home, asked)
    assert texts(answer, "lacks") == ["card yields a name, but needs id, which only a name leads to."]


def test_who_does_not_know_the_answer_gets_no_plan() -> None:
    home = shop()
    (left,) = [r for r in why(home.plan(facts=INVOICE), home, "q1").because if r.kind == "without"]
    assert left.effect is not None
    assert left.effect.kind == "impossible"
    assert left.text == "If you do not know it (q1), there would be no plan."


def test_an_identifier_further_on_makes_a_question_unnecessary() -> None:
    home = shop()
    plan = home.plan(facts="goal(1, charge).")
    asked = next(ask.id for ask in plan.asks if ask.asks.type == "name")
    names = [r.names for r in why(plan, home, asked).because if r.kind == "helps"]
    assert ("given(1, customer, ...)",) in names


def test_what_only_the_user_says_is_told_so() -> None:
    home = office()
    plan = home.plan(facts='goal(1, rename). given(1, paper, "P-1").')
    assert "only you can say it (`from: user`)" in why(plan, home, "q1").sentence


def test_a_value_given_for_another_call_is_told_as_its_own() -> None:
    home = shop()
    plan = home.plan(facts='goal(1, charge). given(1, customer, "Acme"). goal(2, charge).')
    asked = next(ask.id for ask in plan.asks if ask.asks.type == "name")
    assert '"Acme" was given for goal 1, as `customer`, and stands for that alone (R3).' in texts(why(plan, home, asked), "rule")


def test_a_choice_is_told_by_the_write_that_it_reaches() -> None:
    home = lists()
    plan = home.plan(facts='goal(1, book). given(1, town, "Nice").')
    answer = why(plan, home, plan.choices[0].id)
    assert "book (c2, goal 1) changes something with it" in answer.sentence
    assert any("the first would be taken" in text for text in texts(answer, "rule"))


def test_a_pick_settles_a_choice() -> None:
    home = lists()
    plan = home.plan(facts='goal(1, book). given(1, town, "Nice").')
    (helps,) = [r for r in why(plan, home, plan.choices[0].id).because if r.kind == "helps"]
    assert helps.names == ("pick(1, hotel, first).",)
    assert helps.effect is not None
    assert helps.effect.choices == -1
    picked = home.plan(facts='goal(1, book). given(1, town, "Nice"). pick(1, hotel, first).')
    assert picked.status == "ready"


@pytest.mark.parametrize("facts", [INVOICE, "goal(1, charge).", 'goal(1, mail). given(1, to, "Ann").'])
def test_what_would_be_without_a_question_is_what_planning_says(facts: str) -> None:
    home = shop()
    plan = home.plan(facts=facts)
    for ask in plan.asks:
        said = "".join(f" unknown({goal}, {ask.asks.type})." for goal in ask.asks.goals)
        (left,) = [r for r in why(plan, home, ask.id).because if r.kind == "without"]
        assert left.effect is not None
        assert left.effect.status == home.plan(facts=facts + said).status
