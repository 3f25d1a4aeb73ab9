"""New facts beside old ones."""

from __future__ import annotations

import pytest

from orchestrator import Catalog, FactsError, Orchestrator
from orchestrator.converse.merge import merged
from orchestrator.facts import Facts

SHOP = Catalog.load("small_business")
OLD = 'goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200"). goal(2, send_invoice). uses(2, invoice, 1).'


def lines(old: str, new: str) -> set[str]:
    return set(str(merged(Facts.parse(old), new, SHOP)).splitlines())


@pytest.mark.parametrize(
    ("new", "gone", "come"),
    [
        ('given(1, amount, "300").', {'given(1, amount, "200").'}, {'given(1, amount, "300").'}),
        ('given(1, money, "300").', {'given(1, amount, "200").'}, {'given(1, money, "300").'}),
        ('given(1, customer_name, "Beta").', {'given(1, customer, "Acme").'}, {'given(1, customer_name, "Beta").'}),
        ("unknown(1, amount).", {'given(1, amount, "200").'}, {"unknown(1, amount)."}),
        ('given(2, invoice, "INV-1").', {"uses(2, invoice, 1)."}, {'given(2, invoice, "INV-1").'}),
        ("goal(2, help).", {"goal(2, send_invoice)."}, {"goal(2, help)."}),
        ('failed("find_customer(name=\\"acme\\")").', set(), {'failed("find_customer(name=\\"acme\\")").'}),
        ('given(2, amount, "300").', set(), {'given(2, amount, "300").'}),
        ("goal(3, help).", set(), {"goal(3, help)."}),
    ],
)
def test_new_facts_take_the_place_of_old_ones_about_the_same(new: str, gone: set[str], come: set[str]) -> None:
    old = lines(OLD, "")
    assert lines(OLD, new) == (old - gone) | come


def test_a_value_ends_that_it_is_not_known() -> None:
    assert "unknown(1, money)." not in lines("goal(1, create_invoice). unknown(1, money).", 'given(1, amount, "2").')


def test_another_source_ends_the_rows_that_were_meant_of_the_old_one() -> None:
    old = "goal(1, list_invoices). goal(2, send_invoice). uses(2, invoice, 1). pick(2, invoice, last)."
    assert "pick(2, invoice, last)." not in lines(old, 'given(2, invoice, "INV-1").')
    assert "pick(2, invoice, first)." in lines(old, "pick(2, invoice, first).")
    assert "pick(2, invoice, last)." not in lines(old, "pick(2, invoice, first).")


def test_of_two_slots_a_type_takes_the_place_of_neither() -> None:
    banking = Catalog.load("banking")
    old = Facts.parse('goal(1, transfer). given(1, from_account, "Savings"). given(1, to_account, "Cash").')
    new = merged(old, 'given(1, account_name, "Other").', banking)
    assert {given.value for given in new.givens} == {"Savings", "Cash", "Other"}


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(FactsError):
        merged(Facts.parse(OLD), "make it 300", SHOP)


def test_a_plan_with_facts_is_the_plan_of_both() -> None:
    home = Orchestrator(SHOP)
    new = home.plan(facts=OLD).with_facts('given(1, amount, "300").')
    assert new == home.plan(facts=OLD.replace("200", "300")).model_copy(update={"facts": new.facts})
