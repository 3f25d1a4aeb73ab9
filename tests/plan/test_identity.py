"""By what a call is told from others, and a plan without those that failed (R11)."""

from __future__ import annotations

import pytest

from orchestrator import Catalog, Orchestrator, Plan, UsageError
from orchestrator.plan.identity import identities
from orchestrator.plan.model import plan_from_json

HOME = Orchestrator(Catalog.load("small_business"))
INVOICE = 'goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200").'


def named(plan: Plan) -> list[str]:
    return list(identities(plan, HOME.catalog).values())


def test_a_lookup_is_told_by_its_arguments_in_normal_form_and_a_write_by_its_goal() -> None:
    assert named(HOME.plan(facts=INVOICE)) == ['find_customer(name="acme")', "create_invoice/1"]


def test_a_chain_of_lookups_is_told_by_all_of_it() -> None:
    plan = HOME.plan(facts='want(1, customer_balance). given(1, customer_name, "Acme").')
    assert 'get_customer(customer=find_customer(name="acme").id)' in named(plan)


def test_a_goal_done_for_two_values_has_two_identities() -> None:
    plan = HOME.plan(facts='goal(1, create_invoice). given(1, customer, ("Acme","Beta")). given(1, amount, "3").')
    assert [n for n in named(plan) if n.startswith("create")] == ["create_invoice/1.1", "create_invoice/1.2"]
    assert [c.member for c in plan.calls if c.goals] == [1, 2]


def test_rows_are_told_by_how_they_are_picked() -> None:
    facts = 'goal(1, get_invoice). given(1, customer_name, "Acme"). pick(1, invoice, max(total)).'
    plan = HOME.plan(facts=facts)
    assert any("list_invoices" in n and n.endswith("invoice[max total])") for n in named(plan))
    failed = next(n for n in named(plan) if n.startswith("list_invoices"))
    after = HOME.plan(facts=facts + f' failed("{failed.replace(chr(34), chr(92) + chr(34))}").')
    assert after.status == "unsolvable"


def test_a_failed_lookup_is_named_where_nothing_else_leads_there() -> None:
    plan = HOME.plan(facts=INVOICE + r' failed("find_customer(name=\"acme\")").')
    assert plan.status == "unsolvable"
    assert 'another try of find_customer(name="acme"), which failed' in plan.explanation


def test_another_customer_is_looked_up_although_the_lookup_of_one_failed() -> None:
    facts = INVOICE.replace("Acme", "Beta") + r' failed("find_customer(name=\"acme\")").'
    assert HOME.plan(facts=facts).status == "ready"


def test_what_the_user_does_not_know_is_named_where_nothing_stands_in_for_it() -> None:
    plan = HOME.plan(facts='goal(1, create_invoice). given(1, customer, "Acme"). unknown(1, amount).')
    assert plan.status == "unsolvable"
    assert "the amount after all, which you said you do not know" in plan.explanation


def test_what_is_not_known_of_one_goal_is_asked_for_another() -> None:
    facts = INVOICE + " unknown(1, amount). goal(2, record_expense)."
    assert [(a.asks.slot, a.asks.goals) for a in HOME.plan(facts=facts).asks][:2] == [("category", (2,)), ("amount", (2,))]


def test_a_plan_is_equal_to_itself_read_back_and_can_be_bound_again() -> None:
    plan = HOME.plan(facts=INVOICE)
    read = plan_from_json(plan.to_json())
    assert read == plan
    assert plan.home is HOME
    with pytest.raises(UsageError, match="bound to no orchestrator"):
        _ = read.home
    assert HOME.bind(read).home is HOME


def test_what_a_failed_lookup_would_have_given_is_asked_for_and_taken_from_nowhere_else() -> None:
    facts = 'goal(1, send_invoice). given(1, invoice_number, "1001"). given(1, customer_name, "Acme").'
    assert [c.api for c in HOME.plan(facts=facts).calls] == ["find_invoice", "find_customer", "send_invoice"]
    after = HOME.plan(facts=facts + r' failed("find_customer(name=\"acme\")").')
    assert [c.api for c in after.calls] == ["find_invoice", "send_invoice"]
    assert [a.asks.slot for a in after.asks] == ["to"]


def test_where_a_lookup_failed_another_goals_customer_never_takes_its_place() -> None:
    facts = 'goal(1, find_customer). given(1, name, "Acme"). goal(2, create_invoice). given(2, amount, "2").'
    facts += ' given(2, customer_name, "Beta").'
    assert HOME.plan(facts=facts).status == "ready"
    assert HOME.plan(facts=facts + r' failed("find_customer(name=\"beta\")").').status == "unsolvable"


def test_where_a_lookup_failed_the_dearer_one_that_does_the_same_is_made() -> None:
    facts = 'goal(1, dispute_charge). given(1, reason, "duplicate"). given(1, charge_date, "2026-05-22"). given(1, money, "40").'
    failed = r' failed("charge_lookup(charge_date=\"2026-05-22\", amount=\"40\")").'
    assert "list_charges" in [c.api for c in HOME.plan(facts=facts + failed).calls]


def test_an_argument_whose_lookup_failed_leaves_no_plan() -> None:
    travel = Orchestrator(Catalog.load("travel"))
    facts = 'goal(1, search_flight). given(1, origin, "Lisbon"). given(1, day, "2025-05-02").'
    plan = travel.plan(facts=facts + r' failed("find_airport(city=\"lisbon\")").')
    assert plan.status == "unsolvable"


def test_an_auto_write_that_failed_is_not_planned_again() -> None:
    banking = Orchestrator(Catalog.load("banking"))
    plan = banking.plan(facts='goal(1, account_balance). given(1, account, "Savings").')
    auto = next(c for c in plan.calls if banking.catalog.apis[c.api].auto)
    failed = identities(plan, banking.catalog)[auto.id].replace('"', r"\"")
    after = banking.plan(facts=f'goal(1, account_balance). given(1, account, "Savings"). failed("{failed}").')
    assert auto.api not in [c.api for c in after.calls]
