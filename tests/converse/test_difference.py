"""In what two plans differ."""

from __future__ import annotations

import json

import pytest

from orchestrator import Catalog, Orchestrator, Plan

OPEN = 'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).'


@pytest.fixture(scope="module")
def shop() -> Orchestrator:
    return Orchestrator(Catalog.load("small_business"))


@pytest.fixture(scope="module")
def plan(shop: Orchestrator) -> Plan:
    return shop.plan(facts=OPEN)


def test_the_same_plan_differs_in_nothing(plan: Plan) -> None:
    same = plan.difference(plan)
    assert not same
    assert str(same) == "nothing changes"


def test_an_answer_is_one_question_less_and_a_value(plan: Plan) -> None:
    told = plan.answer(q1=200).difference(plan)
    assert str(told) == "is ready now, asks one question less; amount of create_invoice: your answer → 200"
    assert told.status == ("needs_input", "ready")
    assert [(change.step, change.what) for change in told.lost] == [("q1", "What is the amount?")]


def test_a_new_question_is_told_with_its_words(plan: Plan) -> None:
    told = str(plan.difference(plan.answer(q1=200)))
    assert told.startswith("needs input now, asks one question more (What is the amount)")


def test_a_changed_value_of_a_lookup_is_told_once_and_not_what_follows_from_it(plan: Plan) -> None:
    new = plan.with_facts('given(1, customer, "Beta").')
    assert str(new.difference(plan)) == "name of find_customer: Acme → Beta"


def test_calls_that_are_needed_no_more_are_told(shop: Orchestrator) -> None:
    more = "goal(2, create_invoice). given(2, customer, \"Acme\"). given(2, amount, \"2\")."
    two = shop.plan(facts=f"goal(1, help). given(1, topic, \"x\"). {more}")
    one = shop.plan(facts='goal(1, help). given(1, topic, "x").')
    assert str(one.difference(two)) == "calls find_customer and create_invoice no more"
    assert str(two.difference(one)) == "calls find_customer and create_invoice too"


def test_a_number_in_another_form_is_the_same_value(shop: Orchestrator) -> None:
    one, other = (shop.plan(facts=f'{OPEN} given(1, amount, "{amount}").') for amount in ("200", "200.00"))
    assert not one.difference(other)


def test_an_outcome_without_a_plan_says_why(plan: Plan) -> None:
    told = str(plan.with_facts('given(1, amount, "lots").').difference(plan))
    assert told.startswith("is in conflict now: The amount of create_invoice was given as")
    assert "calls" not in told


def test_another_reason_for_the_same_outcome_is_told(plan: Plan) -> None:
    one, other = (plan.with_facts(f'given(1, amount, "{amount}").') for amount in ("lots", "much"))
    assert str(one.difference(other)).startswith("stays so for another reason: ")


def test_another_call_of_one_api_is_counted(shop: Orchestrator) -> None:
    one = shop.plan(facts='goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "2").')
    two = one.with_facts('goal(2, create_invoice). given(2, customer, "Beta"). given(2, amount, "3").')
    assert set(two.difference(one).summary) == {"calls find_customer once more", "calls create_invoice once more"}
    assert set(one.difference(two).summary) == {"calls find_customer once less", "calls create_invoice once less"}


def test_a_want_met_otherwise_is_told() -> None:
    bank = Orchestrator(Catalog.load("banking"))
    one = bank.plan(facts='want(1, balance). given(1, account_name, "Savings").')
    new = one.with_facts('given(1, account_name, "Cash").')
    assert "Savings → Cash" in str(new.difference(one))


def test_sensitive_values_are_not_shown() -> None:
    bank = Orchestrator(Catalog.load("banking"))
    one, other = (bank.plan(facts=f'goal(1, sign_in). given(1, passcode, "{code}").') for code in ("271828", "314159"))
    told = other.difference(one)
    assert told
    assert "271828" not in json.dumps(told.to_json())
    assert "314159" not in json.dumps(told.to_json())


def test_a_difference_goes_through_json(plan: Plan) -> None:
    told = plan.answer(q1=200).difference(plan)
    assert json.loads(json.dumps(told.to_json()))["text"] == str(told)
