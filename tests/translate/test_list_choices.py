"""What the embedded model may write where lists are: rows of a list that an earlier line yields, and lists of values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from filling import fill

from orchestrator.catalog import Catalog
from orchestrator.translate.choices import Form
from orchestrator.translate.complete import fill_open
from orchestrator.translate.earlier import Call
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said
from orchestrator.translate.mentions import Mention, Mentions

Read = Callable[[str], Mentions]
SEARCH = Call(
    Line(1, "search_hotels", (("city", Said("Oslo")),)), (("city", Mention("Oslo", "Oslo", (17, 21))),)
)
BOOKINGS = Call(Line(1, "list_bookings"))


def texts(form: Form, api: str, name: str, *earlier: Call) -> list[str]:
    return [c.text for c in form.values(api, name, earlier, [])]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("Search hotels in Oslo and book my first one", "@1[0]"),
        ("Search hotels in Oslo and book the second one", "@1[1]"),
        ("Search hotels in Oslo and book the last one", "@1[-1]"),
        ("Search hotels in Oslo and book the first three", "@1[:3]"),
        ("Search hotels in Oslo and book the cheapest", "@1[min price]"),
        ("Search hotels in Oslo and book the most expensive one", "@1[max price]"),
        ("Search hotels in Oslo and book the best rated one", "@1[max rating]"),
        ("Search hotels in Oslo and book the newest one", '@1[max "open since"]'),
        ("Search hotels in Oslo and book all of them", "@1[*]"),
        ("Search hotels in Oslo and book every one", "@1[*]"),
        ("Search hotels in Oslo and book each hotel", "@1[*]"),
    ],
)
def test_rows_that_the_query_names_are_offered_in_place_of_the_list(
    read_stays: Read, query: str, rows: str
) -> None:
    assert texts(Form(read_stays(query)), "book_hotel", "hotel", SEARCH) == [rows, "none"]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("Search hotels in Oslo and book all", "@1[*]"),
        ("Search hotels in Oslo and show them", "@1[*]"),
        ("Search hotels in Oslo, the cheapest hotels, and book one", "@1[min price]"),
        ("Search hotels in Oslo, the last hotels, and book one", "@1[-1]"),
    ],
)
def test_rows_that_the_query_may_mean_are_offered_beside_the_list(
    read_stays: Read, query: str, rows: str
) -> None:
    assert texts(Form(read_stays(query)), "book_hotel", "hotel", SEARCH) == ["@1", rows, "none"]


def test_rows_that_an_earlier_line_has_are_offered_beside_the_list(read_stays: Read) -> None:
    form = Form(read_stays("Search hotels in Oslo, compare the cheapest and book one"))
    cheapest = form.values("compare_hotels", "hotels", [SEARCH], [])[0]
    assert cheapest.text == "@1[min price]"
    assert cheapest.mention is not None
    compared = Call(Line(2, "compare_hotels", (("hotels", cheapest.value),)), (("hotels", cheapest.mention),))
    assert texts(form, "book_hotel", "hotel", SEARCH, compared) == ["@1", "@1[min price]", "none"]


def test_without_words_for_rows_only_the_line_is_offered(read_stays: Read) -> None:
    form = Form(read_stays("Search hotels in Oslo and book a hotel"))
    assert texts(form, "book_hotel", "hotel", SEARCH) == ["@1", "none"]


def test_rows_are_for_inputs_that_the_list_has_a_column_for(read_stays: Read) -> None:
    form = Form(read_stays("Search hotels in Oslo and greet the first"))
    assert not [t for t in texts(form, "greet", "person", SEARCH) if t.startswith("@")]
    # A number of the rows is no number of nights.
    assert "@1" not in texts(form, "book_hotel", "nights", SEARCH)


def test_an_output_that_is_a_list_has_rows_too(read_stays: Read) -> None:
    form = Form(read_stays("List my bookings and cancel the last one and all the rest"))
    assert texts(form, "cancel_booking", "booking", BOOKINGS) == ["@1[-1]", "@1[*]", "none"]


def test_an_input_that_takes_a_list_is_offered_the_whole_or_some_rows_of_it(read_stays: Read) -> None:
    form = Form(read_stays("Search hotels in Oslo and compare all of them"))
    assert texts(form, "compare_hotels", "hotels", SEARCH) == ["@1", "none"]
    form = Form(read_stays("Search hotels in Oslo and compare the first three"))
    assert texts(form, "compare_hotels", "hotels", SEARCH) == ["@1[:3]", "none"]


def test_what_is_done_for_each_row_yields_rows_again(read_stays: Read) -> None:
    form = Form(read_stays("Find hotels, book the first two and cancel each"))
    query = form.mentions.query
    begin = query.index("first two")
    said = Mention("first two", "first two", (begin, begin + 9))
    hotels = (("hotel", Ref(1, rows=Rows("first", 2))), ("nights", None))
    each = Call(Line(2, "book_hotel", hotels), (("hotel", said),))
    once = Call(Line(2, "book_hotel", (("hotel", Ref(1, rows=Rows("first"))), ("nights", None))))
    assert texts(form, "cancel_booking", "booking", SEARCH, each) == ["@2[*]", "@2[:2]", "none"]
    assert texts(form, "cancel_booking", "booking", SEARCH, once) == ["@2", "none"]


def test_the_words_for_a_row_are_no_value_of_the_same_call(read_stays: Read) -> None:
    form = Form(read_stays("Search hotels in Oslo and book the first three"))
    (three,) = [c for c in form.values("book_hotel", "hotel", [SEARCH], []) if c.text == "@1[:3]"]
    assert three.mention is not None
    nights = form.values("book_hotel", "nights", [SEARCH], [three.mention])
    assert [c.text for c in nights] == ["none"]


def test_a_row_is_said_once_a_call(read_stays: Read) -> None:
    form = Form(read_stays("Search hotels in Oslo and compare the first"))
    (first, _) = form.values("compare_hotels", "hotels", [SEARCH], [])
    assert first.text == "@1[0]"
    assert first.mention is not None
    again = form.values("compare_hotels", "hotels", [SEARCH], [first.mention])
    assert [c.text for c in again] == ["@1", "none"]


@pytest.mark.parametrize(
    ("query", "api", "name", "offered"),
    [
        ("Invite Ada, Ben and Cleo Marsh", "invite", "people", ['["Ada", "Ben", "Cleo Marsh"]']),
        ("Invite Ada", "invite", "people", ['"Ada"']),
        ("Label it with tags: red, dark blue and green", "label", "tags", ['["red", "dark blue", "green"]']),
        ("Order breakfast and a garage", "order_extras", "extras", ["[breakfast, parking]"]),
        ("Greet Ada and Ben", "greet", "person", ['"Ada"', '"Ada and Ben"', '"Ben"']),
        ("Compare the Ritz and the Plaza", "compare_hotels", "hotels", ['["Ritz", "Plaza"]']),
        (
            "Order breakfast, and I come by car, so parking",
            "order_extras",
            "extras",
            ["[breakfast, parking]"],
        ),
    ],
)
def test_an_input_that_takes_a_list_is_offered_what_joints_join(
    read_stays: Read, query: str, api: str, name: str, offered: list[str]
) -> None:
    assert texts(Form(read_stays(query)), api, name) == [*offered, "none"]


def test_members_keep_their_places(read_stays: Read) -> None:
    query = "Order breakfast and a garage"
    choice = Form(read_stays(query)).values("order_extras", "extras", [], [])[0]
    assert isinstance(choice.value, Listed)
    assert [query[slice(*m.span)] for m in choice.value.members if m.span] == ["breakfast", "garage"]
    assert choice.mention is not None
    assert query[slice(*choice.mention.span)] == "breakfast and a garage"


@pytest.mark.parametrize(
    ("query", "gold"),
    [
        (
            "Search hotels in Oslo, book the cheapest for 3 nights and invite Ada and Ben",
            '1 search_hotels(city = "Oslo")\n2 book_hotel(hotel = @1[min price], nights = 3)\n'
            '3 invite(booking = @2, people = ["Ada", "Ben"])',
        ),
        (
            "List my bookings, then cancel them all",
            "1 list_bookings()\n2 cancel_booking(booking = @1[*])",
        ),
    ],
)
def test_the_form_takes_gold_lines_with_lists(read_stays: Read, query: str, gold: str) -> None:
    fill(Form(read_stays(query)), gold)


def test_names_that_nobody_took_fill_an_open_list_together(read_stays: Read) -> None:
    mentions = read_stays("My friends Ada and Ben, B-1: invite")
    line = Line(1, "invite", (("booking", Said("B-1", (24, 27))), ("people", None)))
    (filled,) = fill_open([line], [(24, 27)], Form(mentions))
    assert filled.inputs[1] == ("people", Listed((Said("Ada"), Said("Ben"))))


def test_who_lists_things_is_no_lookup_that_is_done_for_the_user(read_stays: Read) -> None:
    assert "search_hotels" in Form(read_stays("Find hotels")).apis([])


def test_without_lists_in_the_catalog_nothing_speaks_of_them(
    catalog: Catalog, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise AssertionError("no list is looked for")

    monkeypatch.setattr("orchestrator.translate.earlier.row_words", fails)
    monkeypatch.setattr("orchestrator.translate.choices.written_lists", fails)
    form = Form(read("Find Acme and Beta, then invoice the first three, all of them"))
    found = Call(
        Line(1, "find_customer", (("name", Said("Acme")),)), (("name", Mention("Acme", "Acme", (5, 9))),)
    )
    offered = [c.text for c in form.values("create_invoice", "customer", [found], [])]
    assert offered == ["@1", '"Beta"', "none"]
