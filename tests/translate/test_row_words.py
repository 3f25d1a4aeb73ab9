"""Which rows the words of a query speak of."""

from __future__ import annotations

from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.lines import Rows, read_rows, write_rows
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.row_words import row_spans, row_words

CATALOG = Catalog.model_validate(
    {
        "name": "stays",
        "types": {
            "hotel_id": {"base": "string", "entity": "hotel", "ask": "never"},
            "counter": {"base": "integer", "entity": "hotel", "ask": "never"},
            "money": {"base": "number"},
            "star_rating": {"base": "number"},
        },
        "apis": {
            "hotels": {
                "rows": {
                    "hotel": "hotel_id",
                    "number": "counter",
                    "fee": "money",
                    "stars": "star_rating",
                    "away": {"type": "number", "description": "distance in km"},
                    "rooms": "integer",
                    "opened": "date",
                    "due": "date",
                    "departs": "time",
                    "minutes": "integer",
                }
            },
            "scores": {"rows": {"team": "string", "points": "integer"}},
            "names": {"rows": {"team": "string"}},
        },
    }
)


def said(query: str, api: str = "hotels") -> dict[str, str]:
    """The rows that the words mean, as the lines have them, and the words."""
    found = row_words(Mentions(query, CATALOG, date(2025, 4, 2)), CATALOG.apis[api].rows)
    return {write_rows(row.rows): query[slice(*row.span)] for row in found}


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("book the first three", {"[:3]": "first three"}),
        ("Book the first 10 results", {"[:10]": "first 10"}),
        ("play the top 5", {"[:5]": "top 5"}),
        ("book the first one and tell Bo", {"[0]": "first one"}),
        ("Book its first hotel", {"[0]": "first"}),
        ("the top result please", {"[0]": "top"}),
        ("take the 1st", {"[0]": "1st"}),
        ("book the second hotel", {"[1]": "second"}),
        ("the 3rd one please", {"[2]": "3rd one"}),
        ("take option 2", {"[1]": "option 2"}),
        ("cancel the last one", {"[-1]": "last one"}),
        ("cancel Ada's last hotel", {"[-1]": "last"}),
    ],
)
def test_places_in_a_list(query: str, rows: dict[str, str]) -> None:
    assert said(query) == rows


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("Find hotels in Oslo and book the cheapest", {"[min fee]": "cheapest"}),
        ("BOOK THE CHEAPEST", {"[min fee]": "CHEAPEST"}),
        ("the most expensive hotel", {"[max fee]": "most expensive"}),
        ("the least expensive one", {"[min fee]": "least expensive"}),
        ("the lowest fare", {"[min fee]": "lowest"}),
        ("the best one for my mum", {"[max stars]": "best"}),
        ("book the top rated one", {"[max stars]": "top rated"}),
        ("the highest-rated hotel", {"[max stars]": "highest-rated"}),
        ("the worst hotel", {"[min stars]": "worst"}),
        ("the one with the highest rating", {"[max stars]": "highest"}),
        ("the one with the most stars", {"[max stars]": "most"}),
        ("the one with the fewest rooms", {"[min rooms]": "fewest"}),
        ("the nearest hotel", {"[min away]": "nearest"}),
        ("the latest one", {"[max opened]": "latest", "[max due]": "latest"}),
        ("the oldest one", {"[min opened]": "oldest", "[min due]": "oldest"}),
        ("the earliest due", {"[min due]": "earliest"}),
        ("the most recent booking", {"[max opened]": "most recent", "[max due]": "most recent"}),
        ("pay the invoice due first", {"[min due]": "due first"}),
        ("take the one that departs last", {"[max departs]": "departs last"}),
        ("the one departing earliest", {"[min departs]": "earliest"}),
        ("the quickest way", {"[min minutes]": "quickest"}),
        ("the one that opened most recently", {"[max opened]": "most recently"}),
        ("my next hotel", {"[0]": "next", "[min opened]": "next", "[min due]": "next"}),
        (
            "from the one with the most rooms to that with the least",
            {"[max rooms]": "most", "[min rooms]": "least"},
        ),
    ],
)
def test_superlatives_mean_an_end_of_a_column(query: str, rows: dict[str, str]) -> None:
    assert said(query) == rows


def test_without_a_column_of_its_kind_a_superlative_means_the_only_number_or_nothing() -> None:
    assert said("the highest one", "scores") == {"[max points]": "highest"}
    assert said("the cheapest one", "scores") == {}
    assert said("the highest one", "names") == {}
    assert said("the best one", "names") == {"[0]": "best"}  # what was searched for comes best first


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("cancel all of them", "all"),
        ("cancel each one", "each"),
        ("send every invoice", "every"),
        ("cancel both", "both"),
        ("cancel them", "them"),
    ],
)
def test_each_of_a_list(query: str, word: str) -> None:
    assert said(query)["[*]"] == word


@pytest.mark.parametrize(
    "query",
    [
        "First find hotels, then book one",
        "find hotels first, then book one",
        "First of all, the first of May",
        "the second of May",
        "on the 3rd",
        "a second opinion",
        "in the last three weeks",
        "last week's invoices",
        "the first two weeks",
        "my first name is Bo, last name Li",
        "a first class seat",
        "Hotel Best Western in the First Avenue",
        "best regards, Bo",
        "by Friday at the latest, at least one",
        "most of it",
        "send it to them",
        "not at all",
        'note "the cheapest of all"',
        "book a hotel",
    ],
)
def test_words_that_speak_of_no_rows(query: str) -> None:
    assert said(query) == {}


@pytest.mark.parametrize(
    ("query", "rows", "words"),
    [
        ("the cheapest", "min fee", ["cheapest"]),
        ("the cheapest", "min rooms", ["cheapest"]),  # a model may know better which column is meant
        ("the cheapest", "max fee", []),
        ("my next hotel", "0", ["next"]),
        ("next, book one", "0", []),
        ("hotel 1", "0", ["1"]),
        ("book a hotel", "0", []),
        ("book one", "0", []),
        ("number 3", "2", ["3"]),
        ("any three of them", ":3", ["three"]),
        ("any three of them", ":4", []),
        ("alle", "*", []),
    ],
)
def test_the_words_for_rows_that_a_model_has_read(query: str, rows: str, words: list[str]) -> None:
    mentions = Mentions(query, CATALOG, date(2025, 4, 2))
    spans = row_spans(read_rows(rows), mentions, CATALOG.apis["hotels"].rows)
    assert [query[slice(*span)] for span in spans] == words


def test_rows_are_said_once() -> None:
    mentions = Mentions("the cheapest, yes, the cheapest", CATALOG, date(2025, 4, 2))
    (only,) = row_words(mentions, CATALOG.apis["hotels"].rows)
    assert (only.rows, only.span) == (Rows("min", column="fee"), (4, 12))


@pytest.mark.parametrize(
    ("query", "sure"),
    [
        ("the cheapest hotel", True),
        ("the cheapest for 3 nights", True),
        ("the cheapest hotels", False),
        ("the cheapest nice hotels", False),
        ("the last one", True),
        ("the last hotels", False),
        ("the first three hotels", True),
        ("all", False),
    ],
)
def test_words_for_several_leave_open_which_row_is_meant(query: str, sure: bool) -> None:
    found = row_words(Mentions(query, CATALOG, date(2025, 4, 2)), CATALOG.apis["hotels"].rows)
    assert [row.sure for row in found] == [sure]
