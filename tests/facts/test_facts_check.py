"""Facts against a catalog: every name known, every number somebody's."""

from __future__ import annotations

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError
from orchestrator.facts import Facts, check

CATALOG = Catalog.parse(
    """
name: small
types:
  customer_name: {base: string, entity: customer}
  money: {base: number}
apis:
  find_customer: {inputs: {name: customer_name}, outputs: {id: customer_name}}
  create_invoice: {kind: write, inputs: {customer: customer_name, amount: money}, outputs: {invoice: money}}
  list_invoices: {inputs: {customer: customer_name}, rows: {number: money, "unit price": money}}
"""
)


def problems_of(text: str) -> list[str]:
    with pytest.raises(FactsError) as caught:
        check(Facts.parse(text), CATALOG)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("goal(1, creat_invoice).", "the catalog has no API 'creat_invoice'. Did you mean 'create_invoice'?"),
        ("maybe(1, find_custmer).", "the catalog has no API 'find_custmer'. Did you mean 'find_customer'?"),
        ("want(1, mony).", "the catalog has no type 'mony'. Did you mean 'money'?"),
        ('goal(1, find_customer). given(1, nmae, "x").', "no input or type 'nmae'. Did you mean 'name'?"),
        ('goal(1, find_customer). given(1, zzzz, "x").', "no input or type 'zzzz'."),
        ("goal(1, find_customer). goal(2, create_invoice). uses(2, custmer, 1).", "Did you mean 'customer'?"),
        ("goal(1, find_customer). goal(2, create_invoice). uses(2, customer, 1, idd).", "no output 'idd'."),
        ("goal(1, find_customer). goal(1, create_invoice).", "goal 1 is stated 2 times"),
        ("goal(1, find_customer). want(1, money).", "goal 1 is stated 2 times"),
        ("goal(1, find_customer). maybe(1, create_invoice).", "goal 1 is stated 2 times"),
        (
            'goal(1, find_customer). given(2, name, "x").',
            "there is no goal 2. Add goal(2, ...) or change the number.",
        ),
        ("goal(1, find_customer). uses(1, name, 7).", "there is no goal 7"),
        ("goal(1, find_customer). uses(8, name, 1).", "there is no goal 8"),
        ("goal(1, find_customer). pick(1, nmae, first).", "no input or type 'nmae'. Did you mean 'name'?"),
        ("goal(1, find_customer). each(1, nmae).", "no input or type 'nmae'. Did you mean 'name'?"),
        ("goal(1, find_customer). pick(1, name, min(nubmer)).", "no column 'nubmer'. Did you mean 'number'?"),
        (
            'goal(1, find_customer). pick(1, name, max("unit prize")).',
            "no column 'unit prize'. Did you mean 'unit price'?",
        ),
        ("goal(1, find_customer). pick(2, name, last).", "there is no goal 2"),
        ("goal(1, find_customer). each(3, name).", "there is no goal 3"),
        ('goal(1, find_customer). given(1, nmae, ("a","b")).', "no input or type 'nmae'."),
    ],
)
def test_what_the_catalog_does_not_have_is_an_error(text: str, says: str) -> None:
    problems = problems_of(text)
    assert len(problems) == 1, problems
    assert says in problems[0]
    assert problems[0].startswith("facts")


def test_all_errors_come_together() -> None:
    assert len(problems_of('goal(1, nothing). want(2, nowhere). given(3, nobody, "x").')) == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "maybe(1, find_customer). maybe(1, create_invoice).",
        'goal(1, find_customer). given(1, name, "Acme"). given(1, money, "3"). given(1, amount, "4").',
        "want(1, date). want(2, string).",
        "goal(2, create_invoice). goal(7, find_customer). uses(2, customer, 7, id).",
        "goal(1, list_invoices). goal(2, create_invoice). uses(2, amount, 1, number). pick(2, amount, max(number)).",
        'want(1, money). each(1, money). pick(1, money, min("unit price")).',
        'goal(1, find_customer). given(1, name, ("Acme","Beta")).',
    ],
)
def test_what_the_catalog_has_is_no_error(text: str) -> None:
    check(Facts.parse(text), CATALOG)


@pytest.mark.parametrize(
    "text",
    [
        "goal(1, create_invoice). pick(1, amount, first). pick(1, amount, last).",
        "goal(1, create_invoice). pick(1, amount, first). each(1, amount).",
        "goal(1, create_invoice). pick(1, amount, min(id)).",
    ],
)
def test_what_contradicts_itself_is_left_to_the_reasoning(text: str) -> None:
    check(Facts.parse(text), CATALOG)
