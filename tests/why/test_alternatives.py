"""Other plans for the same facts."""

import pytest
from desks import INVOICE, lists, office, shop

from orchestrator import UsageError
from orchestrator.plan.equivalence import equivalent
from orchestrator.plan.validate import validate
from orchestrator.why import alternatives


def test_the_next_best_plan_asks_instead_of_looking_up() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    (other,) = alternatives(plan, home, 3)
    assert [call.api for call in other.plan.calls] == ["find", "charge", "mail"]
    assert (other.effect.kind, other.effect.questions, other.effect.calls) == ("worse", 1, -1)
    assert other.sentence.startswith("Costs one question more and one call fewer: ")


def test_the_cheapest_come_first_and_none_is_the_plan_again() -> None:
    home = lists()
    plan = home.plan(facts='goal(1, book). given(1, town, "Nice"). goal(2, photos). uses(2, hotel, 1).')
    others = alternatives(plan, home, 5)
    costs = [(o.plan.cost.questions, o.plan.cost.choices, o.plan.cost.calls) for o in others]
    assert costs == sorted(costs)
    assert not any(equivalent(plan, other.plan, home.catalog) for other in others)


def test_no_more_are_given_than_were_asked_for() -> None:
    from orchestrator import Catalog, Orchestrator

    home = Orchestrator(Catalog.load("small_business"))
    plan = home.plan(facts='goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice).')
    four = alternatives(plan, home, 4)
    assert len(four) == 4
    assert alternatives(plan, home, 2) == four[:2]
    for number, one in enumerate(four):
        validate(one.plan, home.catalog)
        assert one.plan.home is home
        assert not any(equivalent(one.plan, other.plan, home.catalog) for other in four[:number])


def test_where_state_is_deleted_each_alternative_can_be_put_in_an_order() -> None:
    home = office()
    plan = home.plan(facts='goal(1, approve). given(1, paper, "Report"). goal(2, rename).')
    for other in alternatives(plan, home, 3):
        validate(other.plan, home.catalog)


def test_an_unrolled_goal_is_told_in_the_numbers_of_the_facts() -> None:
    home = shop()
    plan = home.plan(facts='goal(1, charge). given(1, customer, ("Acme", "Beta")). given(1, amount, "2"). goal(2, mail).')
    for other in alternatives(plan, home, 3):
        assert {goal for call in other.plan.calls for goal in call.goals} == {1, 2}
        assert other.plan.facts == plan.facts


def test_what_is_no_plan_has_no_alternatives() -> None:
    home = office()
    assert alternatives(home.plan(facts='goal(1, publish). given(1, paper, "P-1").'), home, 3) == ()


def test_none_can_be_asked_for() -> None:
    home = shop()
    with pytest.raises(UsageError, match="0 alternatives"):
        alternatives(home.plan(facts=INVOICE), home, 0)


def test_an_alternative_is_plain_data() -> None:
    home = shop()
    data = alternatives(home.plan(facts=INVOICE), home, 1)[0].to_json()
    assert data["effect"]["questions"] == 1
    assert data["plan"]["steps"]
    assert data["difference"]
