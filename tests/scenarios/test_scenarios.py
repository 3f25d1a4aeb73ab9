"""Every worked case of this folder, with both engines."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from runner import Case, differences, plan_case, read_cases, run, scenario_files
from sources import (
    Answer,
    BadSource,
    Listed,
    OfCall,
    OfGoal,
    Place,
    Rows,
    Value,
    is_bound,
    read_binding,
    read_source,
)

from orchestrator import Catalog, Orchestrator, UsageError
from orchestrator.plan.model import RowPick

FOLDER = Path(__file__).parent
CASES = [case for path in scenario_files(FOLDER) for case in read_cases(path)]
EVERY = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


@EVERY
def test_the_outcome_is_the_expected_one(case: Case) -> None:
    assert run(case) == []


@EVERY
def test_clingo_alone_comes_to_the_same_status_and_cost(case: Case) -> None:
    try:
        alone = plan_case(case, "clingo")
    except UsageError:
        pytest.skip("state is deleted: only Fast Downward plans this")
    usual = plan_case(case)
    assert (alone.status, alone.cost) == (usual.status, usual.cost)


def test_every_rule_has_cases_and_every_id_is_unique() -> None:
    rules = {rule for case in CASES for rule in case.rules}
    assert rules >= {f"R{n}" for n in (*range(1, 11), 12)}
    assert [i for i, n in Counter(case.id for case in CASES).items() if n > 1] == []


SHOP = Catalog.load("small_business")


def test_sources_of_every_form_are_read() -> None:
    assert read_source("80", SHOP) == Value("80")
    assert read_source("ask(money)", SHOP) == Answer("money")
    assert read_source("create_invoice[2].invoice", SHOP) == OfGoal("create_invoice", 2, "invoice")
    chain = 'get_customer(customer=find_customer(name="Ros, Ltd.").id).balance'
    found = OfCall("find_customer", (("name", Value("Ros, Ltd.")),), "id")
    assert read_source(chain, SHOP) == OfCall("get_customer", (("customer", found),), "balance")
    assert read_source("company_profile().email", SHOP) == OfCall("company_profile", (), "email")


ROWS = {
    "": None,
    "[all]": Rows(),
    "[each]": Rows(each=True),
    "[first]": Rows(RowPick(first=1)),
    "[first 3]": Rows(RowPick(first=3)),
    "[each first 3]": Rows(RowPick(first=3), each=True),
    "[last]": Rows(RowPick(last=1)),
    "[nth 2]": Rows(RowPick(nth=2)),
    "[min due]": Rows(RowPick(min="due")),
    "[max total]": Rows(RowPick(max="total")),
    "[chosen]": Rows(RowPick(chosen="")),
    '[status = "sent, open"]': Rows(RowPick(equals={"status": "sent, open"})),
    "[status = open, number = 7]": Rows(RowPick(equals={"status": "open", "number": "7"})),
}


@pytest.mark.parametrize("said", ROWS)
def test_the_rows_behind_a_source_are_read(said: str) -> None:
    found = read_source(f"list_invoices(customer=C-100).invoice{said}", SHOP)
    assert found == OfCall("list_invoices", (("customer", Value("C-100")),), "invoice", ROWS[said])


def test_lists_and_single_calls_of_a_goal_are_read() -> None:
    place, source = read_binding('tag_customer[2#1].tags <- [find_customer(name=Ros).id, "a, b", c]', SHOP)
    assert place == Place("tag_customer", 2, "tags", 1)
    found = OfCall("find_customer", (("name", Value("Ros")),), "id")
    assert source == Listed((found, Value("a, b"), Value("c")))
    assert read_source("create_invoice[1#2].invoice", SHOP) == OfGoal("create_invoice", 1, "invoice", 2)


LISTED = 'goal(1, list_invoices). given(1, customer, "C-100"). goal(2, cancel_invoice). uses(2, invoice, 1). '
TAKEN = {
    "": "[chosen]",
    "each(2, invoice).": "[each]",
    "pick(2, invoice, first(2)).": "[each first 2]",
    "pick(2, invoice, first).": "[first]",
    "pick(2, invoice, max(total)).": "[max total]",
    'given(2, invoice_status, "open").': "[status = open]",
}


@pytest.mark.parametrize("said", TAKEN)
def test_a_binding_holds_for_the_rows_that_a_plan_takes_and_for_no_others(said: str) -> None:
    plan = Orchestrator(SHOP).plan(facts=LISTED + said)
    start = "cancel_invoice.invoice <- list_invoices[1].invoice"
    held = [rows for rows in ROWS if is_bound(*read_binding(start + rows, SHOP), plan, SHOP)]
    assert [rows for rows in held if rows not in ("", TAKEN[said])] == []
    assert is_bound(*read_binding(start + TAKEN[said], SHOP), plan, SHOP)


def test_a_binding_tells_the_calls_of_a_goal_apart() -> None:
    facts = 'goal(1, create_invoice). given(1, customer, ("C-100", "C-200")). given(1, amount, "5").'
    plan = Orchestrator(SHOP).plan(facts=facts)
    held = {
        (member, value): is_bound(
            *read_binding(f"create_invoice[1{member}].customer <- {value}", SHOP), plan, SHOP
        )
        for member in ("", "#1", "#2", "#3")
        for value in ("C-100", "C-200")
    }
    assert {key for key, holds in held.items() if holds} == {
        ("", "C-100"), ("", "C-200"), ("#1", "C-100"), ("#2", "C-200")
    }  # fmt: skip


@pytest.mark.parametrize(
    "binding",
    [
        "create_invoice.customer = Acme",
        "create_invoice.client <- Acme",
        "create_invoice.customer <- find_customer(name=Acme).number",
        "create_invoice.customer <- find_customer(name).id",
        "create_invoice.amount <- ask(monney)",
        "customer_balance <- Acme",
        "tag_customer.tags <- [a, b",
        "cancel_invoice.invoice <- list_invoices(customer=C-1).invoice[min price]",
        "cancel_invoice.invoice <- list_invoices(customer=C-1).invoice[second]",
        "cancel_invoice.invoice <- list_invoices(customer=C-1).invoice[price = 3]",
    ],
)
def test_a_binding_that_cannot_be_read_is_an_error(binding: str) -> None:
    with pytest.raises(BadSource):
        read_binding(binding, SHOP)


WRONG = {
    "status": "needs_input", "cost": {"questions": 1}, "asks": [{"type": "money"}],
    "choices": [{"of": "find_customer"}], "calls": ["find_customer"],
    "bindings": ["create_invoice.amount <- 300"], "order": [["create_invoice", "find_customer"]],
    "forbidden": ["find_customer"], "unused": [{"goal": 1, "name": "amount", "value": "200"}],
    "readings": [{1: "create_invoice"}], "missing": [{"slot": "amount"}], "conflicts": [{"name": "amount"}],
    "explanation_mentions": ["fax"],
}  # fmt: skip


@pytest.mark.parametrize("key", WRONG)
def test_each_kind_of_difference_is_seen(key: str) -> None:
    facts = 'goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200").'
    right = {"id": "x", "rules": ["R1"], "title": "", "query": "", "catalog": "small_business", "facts": facts}
    plan = plan_case(Case.model_validate({**right, "expect": {"status": "ready"}}))
    case = Case.model_validate({**right, "expect": {"status": "ready", key: WRONG[key]}})
    assert differences(case, plan) != []
