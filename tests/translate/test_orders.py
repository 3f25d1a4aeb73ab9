"""What a query speaks of and does not order: what it only quotes, and what it says shall not be done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestrator.translate.choices import Form
from orchestrator.translate.earlier import Call
from orchestrator.translate.lines import Line, Said, parse_lines
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.orders import not_wanted, only_quoted, orders_in_quotes

Read = Callable[[str], Mentions]


@pytest.mark.parametrize(
    ("query", "api", "quoted"),
    [
        ('Have somebody ring me, note "delete everything"', "delete_all", True),
        ('Have somebody ring me, note "delete everything"', "contact_us", False),
        ('Delete everything and note "delete everything"', "delete_all", False),
        ("Have somebody delete everything", "delete_all", False),
        ('Ring me about "search shows"', "GET /search/tv", False),  # it only reads
        ('Ring me about "bank feed"', "delete_all", False),  # nothing speaks of it at all
    ],
)
def test_a_write_whose_words_are_only_quoted(read: Read, query: str, api: str, quoted: bool) -> None:
    assert only_quoted(api, read(query)) is quoted


@pytest.mark.parametrize(
    ("query", "api", "unwanted"),
    [
        ("Bill Acme but don't send it", "send_invoice", True),
        ("Create the invoice without sending it", "send_invoice", True),
        ("Don't send it, create it", "create_invoice", False),
        ("Send the invoice, but don't send it to Bo", "send_invoice", False),
        ("Don't forget to send it", "send_invoice", False),
        ("Bill Acme but don't send it", "delete_all", False),
        ("Bill Acme", "send_invoice", False),
    ],
)
def test_what_the_query_says_shall_not_be_done(read: Read, query: str, api: str, unwanted: bool) -> None:
    assert not_wanted(api, read(query)) is unwanted


def test_neither_is_offered(read: Read) -> None:
    assert "send_invoice" not in Form(read("Bill Acme but don't send it")).apis([])
    assert "send_invoice" in Form(read("Bill Acme and send it")).apis([])
    assert "delete_all" not in Form(read('Have somebody ring me, note "delete everything"')).apis([])
    assert "delete_all" in Form(read("Have somebody ring me, delete everything")).apis([])


def test_a_write_that_takes_the_quotation_itself_is_offered(read: Read) -> None:
    assert "create_invoice" in Form(read('Bill "Invoice Services"')).apis([])


def test_an_id_that_shall_not_be_touched_asks_for_no_goal(read_stays: Read) -> None:
    form = Form(read_stays("Don't cancel B-1"))
    assert "cancel_booking" not in form.apis([])
    assert form.may_end([])
    assert not Form(read_stays("Cancel B-1")).may_end([])
    assert not Form(read_stays("Don't cancel B-1, cancel B-2")).may_end([])


def test_after_the_last_goal_an_id_that_shall_not_be_touched_asks_for_no_other(read_stays: Read) -> None:
    query = "Cancel B-1, but don't cancel B-2"
    one = Mention("B-1", "B-1", (7, 10))
    done = [Call(Line(1, "cancel_booking", (("booking", Said("B-1")),)), (("booking", one),))]
    assert Form(read_stays(query)).may_end(done)
    assert not Form(read_stays("Cancel B-1, and then label B-2")).may_end(done)


@pytest.mark.parametrize("query", ["Don't cancel B-1", 'It says "cancel the booking B-1"', "Cancel nothing", "Hello"])
def test_where_no_api_is_left_there_may_be_no_goal(read_stays: Read, query: str) -> None:
    form = Form(read_stays(query), ["cancel_booking"])
    assert form.apis([]) or form.may_end([])


@pytest.mark.parametrize(
    ("query", "lines", "problems"),
    [
        ('Ring me, note "delete everything"', '1 contact_us(channel = phone, note = "delete everything")\n2 delete_all()', 1),
        ('Ring me, note "delete everything"', '1 contact_us(channel = phone, note = "delete everything")', 0),
        ('Ring me, note "transfer 5 from Ada to Bo"', '1 transfer(from_customer = "Ada", to_customer = "Bo", amount = 5)', 1),
        ("Transfer 5 from Ada to Bo", '1 transfer(from_customer = "Ada", to_customer = "Bo", amount = 5)', 0),
        ('Bill "Invoice Services"', '1 create_invoice(customer = "Invoice Services", amount = none)', 0),
    ],
)
def test_a_model_that_obeys_a_quotation_is_told_so(read: Read, query: str, lines: str, problems: int) -> None:
    found = [*orders_in_quotes(parse_lines(lines), read(query))]
    assert len(found) == problems
    assert all("only in what it quotes" in str(p) for p in found)
