"""A read that nobody asked to see is no goal: what it was told is told to the call that takes from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.absorb import absorb
from orchestrator.translate.lines import Said, parse_lines
from orchestrator.translate.mentions import Mentions

CARD = "1 find_card(name = {name})\n2 block_card(card = @1)"
CHARGES = "1 list_charges(since = 2025-05-01)\n2 dispute_charge(charge = @1[max amount], reason = unknown)"
STATEMENT = (
    "1 account_statement(account = AC555010, start_date = 2025-02-01, end_date = 2025-02-28)\n"
    "2 email_statement(statement = @1, to = none)"
)


def absorbed(domain: str, query: str, text: str) -> str:
    """Lines after what can be absorbed is, with each value where the query says it."""
    mentions = Mentions(query, Catalog.load(domain), date(2025, 1, 1))
    places = {"2025-05-01": "1 May 2025"}
    lines = parse_lines(text)
    placed = []
    for line in lines:
        found = {v: mentions.find(places.get(v.text, v.text)) for _, v in line.inputs if isinstance(v, Said)}
        values = ((n, Said(v.text, found[v]) if isinstance(v, Said) else v) for n, v in line.inputs)
        placed.append(replace(line, inputs=tuple(values)))
    spans = [v.span for line in placed for _, v in line.inputs if isinstance(v, Said) and v.span is not None]
    return "\n".join(map(str, absorb(placed, spans, mentions)))


@pytest.mark.parametrize(
    ("domain", "query", "text", "left"),
    [
        ("banking", "Lost my Silver Visa, block it", CARD.format(name='"Silver Visa"'), '1 block_card(card = "Silver Visa")'),
        (
            "small_business",
            "Dispute the biggest charge on the card since 1 May 2025, nobody knows it",
            CHARGES,
            '1 dispute_charge(charge = @[max amount], reason = "unknown", listed_from = "2025-05-01")',
        ),
    ],
)
def test_a_read_that_only_serves_a_call_is_left_to_the_planner(domain: str, query: str, text: str, left: str) -> None:
    assert absorbed(domain, query, text) == left


@pytest.mark.parametrize(
    ("domain", "query", "text"),
    [
        ("banking", "Look up my Silver Visa and block it", CARD.format(name='"Silver Visa"')),
        ("banking", "Locate my Silver Visa, then block it", CARD.format(name='"Silver Visa"')),
        ("small_business", "Show what is on the card since 1 May 2025 and dispute the biggest charge, nobody knows it", CHARGES),
        ("banking", "Take the statement of AC555010 from 2025-02-01 to 2025-02-28 and mail it", STATEMENT),
    ],
)
def test_a_read_that_is_asked_for_or_comes_first_stays_a_goal(domain: str, query: str, text: str) -> None:
    assert absorbed(domain, query, text).count("\n") == 1


def test_lines_after_one_that_is_gone_are_numbered_anew() -> None:
    text = CARD.format(name='"Silver Visa"') + '\n3 replace_card(card = @1, delivery = express)\n4 sign_out()'
    left = absorbed("banking", "Lost my Silver Visa, block it, a new one by express, and sign me out", text)
    assert left == (
        '1 block_card(card = "Silver Visa")\n2 replace_card(card = "Silver Visa", delivery = "express")\n3 sign_out()'
    )


def test_a_write_is_never_taken_for_a_lookup() -> None:
    text = '1 create_invoice(customer = "Acme", amount = 300)\n2 send_invoice(invoice = @1, to = none)'
    assert absorbed("small_business", "Send Acme an invoice of 300", text).count("\n") == 1
