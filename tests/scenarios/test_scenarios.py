"""Every worked case of this folder, with both engines."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from runner import Case, differences, plan_case, read_cases, run, scenario_files
from sources import Answer, BadSource, OfCall, OfGoal, Value, read_binding, read_source

from orchestrator import Catalog, UsageError

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
    assert rules >= {f"R{n}" for n in range(1, 11)}
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


@pytest.mark.parametrize(
    "binding",
    [
        "create_invoice.customer = Acme",
        "create_invoice.client <- Acme",
        "create_invoice.customer <- find_customer(name=Acme).number",
        "create_invoice.customer <- find_customer(name).id",
        "create_invoice.amount <- ask(monney)",
        "customer_balance <- Acme",
    ],
)
def test_a_binding_that_cannot_be_read_is_an_error(binding: str) -> None:
    with pytest.raises(BadSource):
        read_binding(binding, SHOP)


WRONG = {
    "status": "needs_input", "cost": {"questions": 1}, "asks": [{"type": "money"}], "calls": ["find_customer"],
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
