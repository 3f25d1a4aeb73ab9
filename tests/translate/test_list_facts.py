"""Lines with lists and rows become facts; what the query does not support is dropped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.lines import parse_lines
from orchestrator.translate.mentions import Mentions

Read = Callable[[str], Mentions]
SEARCH = '1 search_hotels(city = "Oslo")\n'


@pytest.mark.parametrize(
    ("words", "written", "facts"),
    [
        ("the first one", "@1[0]", "uses(2, hotel, 1).\npick(2, hotel, first)."),
        ("the second", "@1[1]", "uses(2, hotel, 1).\npick(2, hotel, nth(2))."),
        ("the last", "@1[-1]", "uses(2, hotel, 1).\npick(2, hotel, last)."),
        ("the first three", "@1[:3]", "uses(2, hotel, 1).\npick(2, hotel, first(3))."),
        ("the cheapest", "@1[min price]", "uses(2, hotel, 1).\npick(2, hotel, min(price))."),
        ("the newest", '@1[max "open since"]', 'uses(2, hotel, 1).\npick(2, hotel, max("open since")).'),
        ("all of them", "@1[*]", "uses(2, hotel, 1).\neach(2, hotel)."),
        (
            "the best one by name",
            "@1.name[max rating]",
            "uses(2, hotel, 1, name).\npick(2, hotel, max(rating)).",
        ),
        ("one", "@1", "uses(2, hotel, 1)."),
        ("one", "@1.hotel", "uses(2, hotel, 1, hotel)."),
    ],
)
def test_rows_become_picks(read_stays: Read, words: str, written: str, facts: str) -> None:
    lines = parse_lines(f"{SEARCH}2 book_hotel(hotel = {written}, nights = none)")
    built = build_facts(lines, read_stays(f"Search hotels in Oslo and book {words}"))
    assert str(built) == f'goal(1, search_hotels).\ngiven(1, city, "Oslo").\ngoal(2, book_hotel).\n{facts}\n'
    assert built.dropped == ()
    assert built.unsaid == ()


@pytest.mark.parametrize("written", ["@1[0]", "@1[1]", "@1[:5]"])
def test_a_row_that_the_query_does_not_say_is_not_chosen_for_the_user(read_stays: Read, written: str) -> None:
    lines = parse_lines(f"{SEARCH}2 book_hotel(hotel = {written}, nights = none)")
    facts = build_facts(lines, read_stays("Search hotels in Oslo and book one"))
    assert facts.picks == ()
    assert [(u.goal, u.input, u.source) for u in facts.uses] == [(2, "hotel", 1)]
    assert [(d.goal, d.name, d.value, d.reason) for d in facts.dropped] == [
        (2, "hotel", written, "the query does not say which row")
    ]


def test_words_of_another_language_may_mean_an_end_of_a_column(read_stays: Read) -> None:
    lines = parse_lines(f"{SEARCH}2 book_hotel(hotel = @1[min price], nights = none)")
    facts = build_facts(lines, read_stays("Hotels in Oslo, buche das billigste"))
    assert [str(p) for p in facts.picks] == ["pick(2, hotel, min(price))."]


def test_inputs_that_take_the_same_row_say_so_once(stays: Catalog, read_stays: Read) -> None:
    lines = parse_lines(f"{SEARCH}2 book_hotel(hotel = @1[min price], nights = @1.rating[min price])")
    facts = build_facts(lines, read_stays("Search hotels in Oslo and book the cheapest"))
    assert [str(p) for p in facts.picks] == ["pick(2, hotel, min(price))."]
    assert [str(u) for u in facts.uses] == ["uses(2, hotel, 1).", "uses(2, nights, 1, rating)."]


@pytest.mark.parametrize(
    ("query", "written", "value", "words", "unsaid"),
    [
        (
            "Invite Ada, Ben and Cleo",
            '["Ada", "Ben", "Cleo"]',
            ("Ada", "Ben", "Cleo"),
            "Ada, Ben and Cleo",
            (),
        ),
        ("Invite Ada, Ben and Cleo", '["cleo", ben]', ("Cleo", "Ben"), "Ben and Cleo", ("Ada",)),
        ("Invite Ada", '["Ada"]', ("Ada",), "Ada", ()),
        ("Invite Ada and her brother Ben", '["Ada", "Ben"]', ("Ada", "Ben"), None, ("brother",)),
    ],
)
def test_lists_become_lists_with_the_stretch_they_stand_in(
    read_stays: Read,
    query: str,
    written: str,
    value: tuple[str, ...],
    words: str | None,
    unsaid: tuple[str, ...],
) -> None:
    facts = build_facts(parse_lines(f"1 invite(booking = none, people = {written})"), read_stays(query))
    (given,) = facts.givens
    assert given.value == value
    assert (query[slice(*given.span)] if given.span else None) == words
    assert facts.unsaid == unsaid


def test_members_are_read_as_single_values_are(read_stays: Read) -> None:
    lines = parse_lines("1 order_extras(booking = none, extras = [breakfast, garage])")
    facts = build_facts(lines, read_stays("Order breakfast and a garage"))
    assert facts.givens[0].value == ("breakfast", "parking")


def test_members_that_the_query_does_not_say_are_dropped(read_stays: Read) -> None:
    lines = parse_lines('1 invite(booking = none, people = ["Ada", "Zoe", "Ben"])')
    facts = build_facts(lines, read_stays("Invite Ada and Ben"))
    assert facts.givens[0].value == ("Ada", "Ben")
    assert [(d.name, d.value) for d in facts.dropped] == [("people", "Zoe")]
    nobody = build_facts(parse_lines('1 invite(people = ["Zoe"])'), read_stays("Invite Ada and Ben"))
    assert nobody.givens == ()


def test_a_list_for_an_input_of_one_value_stays_a_list(read_stays: Read) -> None:
    facts = build_facts(parse_lines('1 greet(person = ["Ada", "Ben"])'), read_stays("Greet Ada and Ben"))
    assert str(facts) == 'goal(1, greet).\ngiven(1, person, ("Ada","Ben")).\n'


@pytest.mark.parametrize(
    "lines",
    [
        '1 book_hotel(hotel = ["Ritz", "Plaza"])\n2 cancel_booking(booking = @1[-1])',
        '1 book_hotel(hotel = ["Ritz", "Plaza"])\n2 cancel_booking(booking = @1)\n3 invite(booking = @2[*])',
        "1 list_bookings()\n2 cancel_booking(booking = @1[*])\n3 book_hotel(nights = @2[max refund])",
        "1 list_bookings()\n2 cancel_booking(booking = @1[max bookings])",
    ],
)
def test_rows_may_be_taken_of_what_is_done_several_times(read_stays: Read, lines: str) -> None:
    build_facts(parse_lines(lines), read_stays("Book the Ritz and the Plaza"))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (
            f"{SEARCH}2 book_hotel(hotel = @1[min prize])",
            r"line 2, book_hotel > hotel: the list of search_hotels has no column 'prize' \(expected hotel, name, price, "
            r"rating, open since\)",
        ),
        (f"{SEARCH}2 book_hotel(hotel = @1.map[0])", r"'map' is one value and no column \(expected @1.map\)"),
        (f"{SEARCH}2 book_hotel(hotel = @1.refund[0])", "search_hotels has no output 'refund'"),
        (
            "1 book_hotel(hotel = none)\n2 cancel_booking(booking = @1[0])",
            r"@1\[0\]: book_hotel gives no list \(expected @1\)",
        ),
        (
            "1 list_bookings()\n2 cancel_booking(booking = @1[0])\n3 book_hotel(nights = @2[*])",
            "gives no list",
        ),
        ("1 invite(booking = none)\n2 greet(person = @1[0])", "invite has no outputs"),
    ],
)
def test_rows_of_what_is_no_list_are_errors(read_stays: Read, lines: str, says: str) -> None:
    with pytest.raises(FactsError, match=says):
        build_facts(parse_lines(lines), read_stays("whatever"))


def test_the_words_for_rows_are_taken_too(read_stays: Read) -> None:
    query = "Search hotels in Oslo and book the first three"
    lines = parse_lines(f"{SEARCH}2 book_hotel(hotel = @1[:3], nights = none)")
    assert [query[slice(*span)] for span in said_spans(lines, read_stays(query))] == ["Oslo", "first three"]
