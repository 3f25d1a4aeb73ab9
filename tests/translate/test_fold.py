"""Lines that do the same with one thing after the other are one line with a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.testing import FakeModel
from orchestrator.translate import ChatTranslator
from orchestrator.translate.fold import fold
from orchestrator.translate.lines import parse_lines
from orchestrator.translate.mentions import Mentions

Read = Callable[[str], Mentions]
TWO = "1 cancel_booking(booking = B-1)\n2 cancel_booking(booking = B-2)"


def folded(mentions: Mentions, lines: str) -> str:
    return "\n".join(map(str, fold(parse_lines(lines), mentions)))


@pytest.mark.parametrize(
    ("query", "lines", "one"),
    [
        ("Cancel B-1 and B-2", TWO, '1 cancel_booking(booking = ["B-1", "B-2"])'),
        (
            "List my bookings, cancel B-1, B-2 and B-3, then greet Ada",
            "1 list_bookings()\n2 cancel_booking(booking = B-1)\n3 cancel_booking(booking = B-2)\n"
            "4 cancel_booking(booking = B-3)\n5 greet(person = Ada)",
            '1 list_bookings()\n2 cancel_booking(booking = ["B-1", "B-2", "B-3"])\n3 greet(person = "Ada")',
        ),
        (
            "Label B-1 and B-2 red",
            "1 label(booking = B-1, tags = red)\n2 label(booking = B-2, tags = red)",
            '1 label(booking = ["B-1", "B-2"], tags = "red")',
        ),
        (
            "Book the Ritz and the Plaza for 3 nights and cancel the last booking",
            "1 book_hotel(hotel = Ritz, nights = 3)\n2 book_hotel(hotel = Plaza, nights = 3)\n3 cancel_booking(booking = @2)",
            '1 book_hotel(hotel = ["Ritz", "Plaza"], nights = "3")\n2 cancel_booking(booking = @1[-1])',
        ),
        (
            "Book the Ritz and the Plaza for 3 nights, invite Ada to each and greet Ben",
            "1 book_hotel(hotel = Ritz, nights = 3)\n2 book_hotel(hotel = Plaza, nights = 3)\n"
            "3 invite(booking = @1, people = Ada)\n4 invite(booking = @2, people = Ada)\n5 greet(person = Ben)",
            '1 book_hotel(hotel = ["Ritz", "Plaza"], nights = "3")\n2 invite(booking = @1[*], people = "Ada")\n'
            '3 greet(person = "Ben")',
        ),
        (  # what is said once is said of all
            "Cancel B-1, B-2 and B-3, or label them red",
            "1 label(booking = B-1, tags = red)\n2 label(booking = B-2)\n3 label(booking = B-3, tags = none)",
            '1 label(booking = ["B-1", "B-2", "B-3"], tags = "red")',
        ),
        (
            "Book the Ritz and the Plaza for 3 nights",
            "1 book_hotel(hotel = Ritz, nights = 3)\n2 book_hotel(hotel = Plaza, nights = none)",
            '1 book_hotel(hotel = ["Ritz", "Plaza"], nights = "3")',
        ),
        (
            "Book the Ritz and the Plaza, the same for both",
            "1 book_hotel(hotel = Ritz, nights = none)\n2 book_hotel(hotel = Plaza, nights = none)",
            '1 book_hotel(hotel = ["Ritz", "Plaza"], nights = none)',
        ),
        (  # what is said of both is not said of the last only
            "Book the Ritz and the Plaza for 3 nights and cancel both",
            "1 book_hotel(hotel = Ritz, nights = 3)\n2 book_hotel(hotel = Plaza, nights = 3)\n3 cancel_booking(booking = @1)",
            '1 book_hotel(hotel = ["Ritz", "Plaza"], nights = "3")\n2 cancel_booking(booking = @1[*])',
        ),
    ],
)
def test_lines_that_differ_in_one_listed_value_are_one(
    read_stays: Read, query: str, lines: str, one: str
) -> None:
    assert folded(read_stays(query), lines) == one


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("Cancel B-1, greet Ada and cancel B-2", TWO),  # not side by side
        ("Cancel B-1 and B-2", "1 cancel_booking(booking = B-1)\n2 cancel_booking(booking = B-1)"),
        (
            "Book the Ritz for 3 nights and the Plaza for 2",
            "1 book_hotel(hotel = Ritz, nights = 3)\n2 book_hotel(hotel = Plaza, nights = 2)",
        ),
        (  # how many nights is asked for each
            "Book the Ritz and the Plaza",
            "1 book_hotel(hotel = Ritz, nights = none)\n2 book_hotel(hotel = Plaza, nights = none)",
        ),
        (  # a member that is neither the last nor one of all
            "Book the Ritz and the Plaza for 3 nights and cancel the Ritz",
            "1 book_hotel(hotel = Ritz, nights = 3)\n2 book_hotel(hotel = Plaza, nights = 3)\n3 cancel_booking(booking = @1)",
        ),
        (
            "Order breakfast and parking for B-1",
            "1 order_extras(booking = B-1, extras = breakfast)\n2 order_extras(booking = B-1, extras = parking)",
        ),
    ],
)
def test_other_lines_stay_as_they_are(read_stays: Read, query: str, lines: str) -> None:
    assert fold(parse_lines(lines), read_stays(query)) == parse_lines(lines)


def test_a_catalog_without_lists_keeps_its_lines(read: Read) -> None:
    lines = parse_lines('1 find_customer(name = "Acme")\n2 find_customer(name = "Beta")')
    assert fold(lines, read("Find Acme and Beta")) == lines


def test_what_a_model_wrote_line_by_line_becomes_a_list(stays: Catalog) -> None:
    model = FakeModel(TWO)
    facts = ChatTranslator(model, today=lambda: date(2025, 4, 2)).translate("Cancel B-1 and B-2", stays)
    assert str(facts) == 'goal(1, cancel_booking).\ngiven(1, booking, ("B-1","B-2")).\n'
    assert facts.givens[0].span == (7, 18)


def test_each_of_what_was_made_is_a_fact(stays: Catalog) -> None:
    query = "Book the Ritz and the Plaza for 3 nights and invite Ada to each"
    model = FakeModel(
        '1 book_hotel(hotel = "Ritz", nights = 3)\n2 book_hotel(hotel = "Plaza", nights = 3)\n'
        '3 invite(booking = @1, people = ["Ada"])\n4 invite(booking = @2, people = ["Ada"])'
    )
    facts = ChatTranslator(model, today=lambda: date(2025, 4, 2)).translate(query, stays)
    assert str(facts) == (
        'goal(1, book_hotel).\ngiven(1, hotel, ("Ritz","Plaza")).\ngiven(1, nights, "3").\n'
        'goal(2, invite).\ngiven(2, people, ("Ada",)).\nuses(2, booking, 1).\neach(2, booking).\n'
    )
