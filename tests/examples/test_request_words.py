"""The English of made requests: the catalog's own words, put into a sentence, and values taken out of one."""

from __future__ import annotations

import pytest

from orchestrator.catalog import Api, Catalog, SemanticType
from orchestrator.examples.leave_out import phrase
from orchestrator.examples.phrases import FRAMES, framed, label, mention, wish

EMPTY = Catalog(name="empty")


@pytest.mark.parametrize(
    ("name", "description", "wanted"),
    [
        ("create_invoice", "Create an invoice for a customer.", "create an invoice for a customer"),
        ("share", "E-mail a report to a colleague. Slow.", "e-mail a report to a colleague"),
        ("list", "List the rooms, the free ones first.", "list the rooms"),
        ("find", "Searches TV shows (by title).", "search TV shows"),
        ("find", "Applies a voucher", "apply a voucher"),
        ("movie", "Details of a movie", "get details of a movie"),
        ("GET /search/tv", "", "search tv"),
        ("DELETE /users/{id}", "", "delete users id"),
        ("GET /tv/top", "", "get tv top"),
        ("sendMail", "", "send mail"),
        ("x", "", "use x"),
        ("...", "", "use ..."),
        ("my", "Show your accounts and what the bank has for you.", "show my accounts and what the bank has for me"),
    ],
)
def test_a_description_becomes_a_wish(name: str, description: str, wanted: str) -> None:
    assert wish(name, Api(description=description), EMPTY) == wanted


def test_a_wish_does_not_choose_among_the_members_of_an_enumeration() -> None:
    catalog = Catalog.model_validate({"name": "c", "types": {"way": {"values": ["phone", "chat"]}}})
    api = Api.model_validate({"description": "Ask the team about it by phone or chat.", "inputs": {"way": "way"}})
    assert wish("ask", api, catalog) == "ask the team about it"


@pytest.mark.parametrize(
    ("name", "kind", "entity", "wanted"),
    [
        ("due", "due_date", None, "due date"),
        ("customer", "customer_id", "customer", "customer"),
        ("name", "customer_name", "customer", "customer name"),
        ("account", "account_number", "account", "account"),
        ("to", "email_address", None, "email address"),
        ("from_city", "city_name", "city", "from city"),
        ("query text", "string", None, "query"),
        ("id", "id", None, "id"),
    ],
)
def test_an_input_is_called_by_the_words_that_say_most(name: str, kind: str, entity: str | None, wanted: str) -> None:
    assert label(name, SemanticType(name=kind, base="string", ancestors=(kind,), entity=entity)) == wanted


def test_a_value_takes_the_place_of_what_the_description_calls_it() -> None:
    assert mention("create an invoice for a customer", ["customer"], "Ada") == "create an invoice for Ada"
    assert mention("move a box to a box", ["box"], "B-1") is None
    assert mention("show the name of a customer's card", ["customer"], "Ada") is None
    assert mention("look up a city by the city name", ["city"], "Oslo") == "look up Oslo by the city name"


def test_every_frame_is_a_sentence() -> None:
    said = [framed(at, "cancel the order") for at in range(len(FRAMES))]
    assert len({*said}) == len(FRAMES)
    assert all(s[0].isupper() and s[-1] in ".?" and s.count("?") < 2 and "cancel the order" in s.lower() for s in said)


@pytest.mark.parametrize(
    ("query", "value", "left"),
    [
        ("Make an invoice for Ada on 3 May.", "Ada", "Make an invoice on 3 May."),
        ("Make an invoice for Ada on 3 May.", "3 May", "Make an invoice for Ada."),
        ("Book a table at the Blue Door, please", "Blue Door", "Book a table, please"),
        ('Send a note about "late trams" to Ada', "late trams", "Send a note to Ada"),
        ("Move 50 from Travel to Rent and tell me.", "Rent", "Move 50 from Travel and tell me."),
    ],
)
def test_a_value_goes_with_its_preposition(query: str, value: str, left: str) -> None:
    begin = query.index(value)
    span = phrase(query, (begin, begin + len(value)))
    assert span is not None
    assert query[: span[0]] + query[span[1] :] == left


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("The passcode is 1234.", "1234"),
        ("Invoice Ada for 20.", "Ada"),
        ("Make it payable by 3 May.", "3 May"),
        ("For Ada, make an invoice.", "Ada"),
        ("Send it to Ada's address.", "Ada"),
        ("Pay it monthly from 3 May on.", "3 May"),
        ("Look for Ada.", "Ada"),
    ],
)
def test_a_value_stays_where_the_sentence_would_break(query: str, value: str) -> None:
    begin = query.index(value)
    assert phrase(query, (begin, begin + len(value))) is None
