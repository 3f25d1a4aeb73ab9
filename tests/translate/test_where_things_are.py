"""Words that say where a thing is, or when something ends, are for no other input; names in lower case are found."""

from __future__ import annotations

from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.choices import Form
from orchestrator.translate.mentions import Mentions


def offered(domain: str, query: str, api: str, name: str) -> list[str]:
    """What may be written for an input of the first call."""
    mentions = Mentions(query, Catalog.load(domain), date(2025, 1, 1))
    return [choice.text.strip('"') for choice in Form(mentions).values(api, name, [], [])]


@pytest.mark.parametrize(
    ("query", "is_offered"),
    [
        ("Reserve the hotel in Bruges", False),
        ("Reserve a hotel near Bruges", False),
        ("Reserve the hotel Bruges", True),
        ("Reserve Bruges", True),
    ],
)
def test_a_hotel_is_not_called_after_the_place_where_it_is(query: str, is_offered: bool) -> None:
    assert ("Bruges" in offered("travel", query, "book_hotel", "hotel")) is is_offered


def test_the_place_where_a_hotel_is_stays_a_place() -> None:
    assert "Bruges" in offered("travel", "Which is the best hotel in Bruges?", "search_hotels", "city")


def test_a_day_on_which_something_ends_is_not_its_first() -> None:
    query = "A statement for Holiday ending on 30 April 2025"
    assert "2025-04-30" not in offered("banking", query, "account_statement", "start_date")
    assert "2025-04-30" in offered("banking", query, "account_statement", "end_date")


def test_a_country_one_is_going_to_is_no_verb() -> None:
    query = "someone from canada going to vietnam, visa needed?"
    assert {"canada", "vietnam"} <= {*offered("travel", query, "visa_check", "destination")}


def test_a_query_in_lower_case_may_begin_with_the_thing_it_is_about() -> None:
    query = "safety manual is in the wrong folder, move it"
    assert "safety manual" in offered("documents", query, "move_document", "document")
    assert "find docs" not in offered("documents", "find docs on parking", "search_documents", "words")


def test_quoted_words_do_not_hide_a_name_in_lower_case() -> None:
    query = 'find docs with "heat pump", move them all to folder research'
    assert "research" in offered("documents", query, "move_document", "folder")


def test_the_verb_of_a_call_does_not_say_which_input_follows() -> None:
    query = "tag Kestrel Ltd with wholesale"
    assert "Kestrel Ltd" in offered("small_business", query, "tag_customer", "customer")


def test_figures_are_offered_to_what_is_an_id_by_its_name() -> None:
    sites = {"name": "sites", "apis": {"rename": {"kind": "write", "inputs": {"site_id": "string", "name": "string"}}}}
    mentions = Mentions('Rename "Frank" to "Bob". The id is 1234, it cost $99.', Catalog.model_validate(sites), date(2025, 1, 1))
    texts = [choice.text for choice in Form(mentions).values("rename", "site_id", [], [])]
    assert '"1234"' in texts
    assert '"99"' not in texts
