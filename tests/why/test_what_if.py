"""What another fact, or the lack of an API, would come to."""

import pytest
from desks import INVOICE, office, shop

from orchestrator import FactsError, UsageError
from orchestrator.why import what_if


def test_an_answer_saves_its_question() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    told = what_if(plan, home, given={"amount": "200"})
    assert told.plan == home.plan(facts=INVOICE + ' given(1, amount, "200").')
    assert (told.effect.kind, told.effect.questions) == ("better", -1)
    assert told.sentence.startswith('With given(1, amount, "200"), the plan is ready now, asks one question less')


@pytest.mark.parametrize("name", ["q1", "amount", "money"])
def test_a_question_is_answered_by_its_id_its_slot_or_its_type(name: str) -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    assert what_if(plan, home, given={name: "200"}).plan.status == "ready"


def test_a_value_takes_the_place_of_the_one_before() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE + ' given(1, amount, "200").')
    told = what_if(plan, home, given={"amount": "300"})
    assert told.plan.status == "ready"
    assert [g.value for g in told.plan.facts.givens if g.name == "amount"] == ["300"]


def test_values_can_be_given_goal_by_goal() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    told = what_if(plan, home, given=[(2, "to", "Ann")])
    assert 'given(2, to, "Ann").' in str(told.plan.facts)
    assert [call.api for call in told.plan.calls] == ["find", "charge", "mail"]


def test_without_an_api_the_next_best_way_is_told() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    told = what_if(plan, home, without=["card"])
    assert (told.effect.kind, told.effect.questions) == ("worse", 1)
    assert "card" not in [call.api for call in told.plan.calls]
    assert "card" in str(told.difference)


def test_without_the_api_of_a_goal_there_is_no_plan() -> None:
    home = shop()
    told = what_if(home.plan(facts=INVOICE), home, without="mail")
    assert told.plan.status == "unsolvable"
    assert told.effect.kind == "impossible"
    assert "Goal 2 is a call of mail, which is not there." in told.sentence


def test_a_change_can_make_a_plan_where_there_was_none() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE + ' given(1, amount, "much").')
    told = what_if(plan, home, given=[(1, "amount", "200")])
    assert (told.effect.kind, told.plan.status) == ("better", "ready")
    assert "there is a plan" in told.sentence


def test_the_catalog_stays_as_it_was() -> None:
    home = office()
    plan = home.plan(facts='goal(1, approve). given(1, paper, "P-1").')
    assert what_if(plan, home, without=["sign_in"]).plan.status == "unsolvable"
    assert home.plan(facts=plan.facts) == plan


def test_what_cannot_be_changed_is_an_error() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    with pytest.raises(UsageError, match="nothing is changed"):
        what_if(plan, home)
    with pytest.raises(UsageError, match="no API 'maill'"):
        what_if(plan, home, without=["maill"])
    with pytest.raises(UsageError, match="nothing is called 'amout'"):
        what_if(plan, home, given={"amout": "2"})
    with pytest.raises(FactsError):
        what_if(plan, home, given=[(9, "amount", "2")])


def test_the_answer_is_plain_data() -> None:
    home = shop()
    data = what_if(home.plan(facts=INVOICE), home, given={"amount": "200"}).to_json()
    assert data["plan"]["status"] == "ready"
    assert data["effect"]["questions"] == -1
    assert data["difference"]
