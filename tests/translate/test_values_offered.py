"""Which values a query has for a type: members, truth values, numbers, names. What it does not say is not offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.unread import unread

STAY: dict[str, Any] = {
    "name": "lodging",
    "types": {
        "price_range": {"base": "string", "values": ["cheap", "moderate", "expensive", "very expensive"]},
        "category": {"base": "string", "values": ["Historical Landmark", "Theme Park", "Sports Venue"]},
        "stops": {"base": "string", "values": {"one_stop": [], "nonstop": ["direct"]}},
        "account": {"base": "string", "values": ["checking", "savings"]},
        "transport": {"base": "string", "values": ["bicycle", "Music bus"]},
        "number_of_beds": {"base": "string", "values": ["1", "2", "3", "4"]},
        "number_of_baths": {"base": "string", "values": ["1", "2", "3", "4"]},
        "travelers": {"base": "string", "values": ["1", "2", "3", "4"]},
        "good_for_kids": {"base": "string", "values": ["True", "False"]},
        "nights": {"base": "integer", "minimum": "1"},
        "rating": {"base": "string"},
        "budget": {"base": "number"},
        "growth_rate": {"base": "number", "maximum": "1"},
        "release_year": {"base": "integer"},
        "floors": {"base": "integer"},
        "check_out": {"base": "date"},
        "starts_at": {"base": "time"},
        "place": {"base": "string"},
    },
    "apis": {
        "find_stay": {
            "description": "Find a place to stay, such as a hotel.",
            "inputs": {
                name: {"type": name, "required": False}
                for name in (
                    "price_range category stops account transport number_of_beds number_of_baths travelers good_for_kids"
                    " nights rating budget growth_rate release_year floors check_out starts_at place"
                ).split()
            }
            | {
                "has_wifi": {
                    "type": "boolean",
                    "required": False,
                    "description": "Whether the hotel has wifi.",
                },
                "free_entry": {
                    "type": "boolean",
                    "required": False,
                    "description": "Whether the entrance costs nothing.",
                },
                "gluten_free": {"type": "boolean", "required": False},
                "avoid_tolls": {"type": "boolean", "required": False},
                "verbose": {"type": "boolean", "required": False},
            },
        }
    },
}
TODAY = date(2025, 4, 2)
Read = Callable[[str], Mentions]


@pytest.fixture(scope="module")
def lodging() -> Catalog:
    return Catalog.model_validate(STAY)


@pytest.fixture
def read_stay(lodging: Catalog) -> Read:
    return lambda query: Mentions(query, lodging, TODAY)


def offered(read: Read, query: str, kind: str) -> list[str]:
    mentions = read(query)
    return [m.value for m in mentions.of(mentions.catalog.type(kind))]


@pytest.mark.parametrize(
    ("query", "kind", "values"),
    [
        ("something CHEAP", "price_range", ["cheap"]),
        ("something very expensive", "price_range", ["very expensive"]),
        ("somewhere not very expensive", "price_range", []),
        ("somewhere pricey", "price_range", ["expensive"]),
        ("somewhere affordable", "price_range", ["cheap"]),
        ("I don't mind if it is expensive", "price_range", []),
        ("a historical spot", "category", ["Historical Landmark"]),
        ("a hotel in Sintra", "category", []),
        ("a one-stop flight", "stops", ["one_stop"]),
        ("with one stop", "stops", ["one_stop"]),
        ("a non-stop flight", "stops", ["nonstop"]),
        ("a direct flight", "stops", ["nonstop"]),
        ("from my checking account", "account", ["checking"]),
        ("check my savings", "account", ["savings"]),
        ("by bicycles", "transport", ["bicycle"]),
        ("two people", "travelers", ["2"]),
        ("three beds and two baths", "number_of_baths", ["2"]),
        ("three bedrooms", "number_of_beds", ["3"]),
        ("three bedrooms", "number_of_baths", []),
        ("a rating of 4.3", "number_of_beds", []),
        ("a couple of people", "travelers", []),
        ("a one-way ticket", "travelers", []),
        ("good for kids", "good_for_kids", ["True"]),
        ("nice for my children", "good_for_kids", ["True"]),
        ("not for kids", "good_for_kids", ["False"]),
        ("a hotel in Sintra", "good_for_kids", []),
    ],
)
def test_members_by_meaning(read_stay: Read, query: str, kind: str, values: list[str]) -> None:
    assert offered(read_stay, query, kind) == values


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("a hotel with wifi", "has_wifi", "true"),
        ("it doesn't need wifi", "has_wifi", "false"),
        ("a hotel near the station", "has_wifi", None),
        ('call it "wifi hotel"', "has_wifi", None),
        ("I don't care about wifi", "has_wifi", None),
        ("no entry fee", "free_entry", "true"),
        ("something free to see", "free_entry", "true"),
        ("I'm free on Friday", "free_entry", None),
        ("an entry fee of 5", "free_entry", None),
        ("something free to see", "gluten_free", None),
        ("it must be gluten free", "gluten_free", "true"),
        ("avoiding tolls", "avoid_tolls", "true"),
        ("set verbose to false", "verbose", "false"),
    ],
)
def test_truth_values_need_a_word_of_their_own(
    read_stay: Read, query: str, name: str, value: str | None
) -> None:
    mentions = read_stay(query)
    flag = mentions.flag(name, mentions.catalog.apis["find_stay"].inputs[name].description)
    assert (flag.value if flag else None) == value


@pytest.mark.parametrize(
    ("query", "kind", "values"),
    [
        ("three nights for 2 people", "nights", ["3"]),
        ("for 4 days", "nights", ["4"]),
        ("$400 for it", "nights", []),
        ("a budget of $400", "budget", ["400"]),
        ("a growth rate of 5%", "growth_rate", ["0.05"]),
        ("5% off", "nights", []),
        ("in 2020", "release_year", ["2020"]),
        ("in 2020", "nights", []),
        ("the 2nd and 3rd floor", "floors", ["2", "3"]),
        ("the 2nd and 3rd prize", "floors", []),
        ("2, 4 and 6 nights", "nights", ["2", "4", "6"]),
        ("2, 4 and 6 nights", "floors", []),
        ("the next 5 nights", "nights", ["5"]),
    ],
)
def test_numbers_are_for_what_they_count(read_stay: Read, query: str, kind: str, values: list[str]) -> None:
    assert offered(read_stay, query, kind) == values


def test_a_number_beside_the_name_of_a_text_may_be_the_text(read_stay: Read) -> None:
    assert "4.3" in offered(read_stay, "with a rating of at least 4.3", "rating")
    assert "4.3" not in offered(read_stay, "with 4.3 miles to go", "rating")


def test_the_end_of_a_stay_is_offered_unless_its_length_is_counted(read_stay: Read) -> None:
    assert offered(read_stay, "from 5 May for one week", "check_out") == ["2025-05-05", "2025-05-12"]
    assert offered(read_stay, "from 5 May for three nights", "check_out") == ["2025-05-05"]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("a room in London, England please", ["London, England", "London", "England"]),
        ("a ride to 12 harbour road", ["12 harbour road"]),
        (
            "a ride to 12 Harbour Road, Cork, Ireland",
            ["12 Harbour Road, Cork, Ireland", "12 Harbour Road, Cork"],
        ),
        ("the weather in Washington D.C. today", ["Washington D.C."]),
        ("look at building B1004", ["B1004"]),
        ("save 'Don't Panic' for later", ["Don't Panic"]),
        ("wait for 2 weeks", ["2 weeks"]),
        ("Ada's room", ["Ada"]),
        ("play the song wrecking ball", ["wrecking ball"]),
        ("给我 北京 的天气", ["北京"]),
        ("the function y=x^2 please", ["y=x^2"]),
    ],
)
def test_names_and_phrases_are_whole(read_stay: Read, query: str, values: list[str]) -> None:
    found = offered(read_stay, query, "place")
    assert [v for v in values if v not in found] == []


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("invite Ada, Ben and Cleo", "Ada, Ben"),
        ("Can you find quiet rooms", "find quiet rooms"),
        ("Find quiet rooms", "Find quiet rooms"),
        ('"Could you look for all of the quiet rooms?"', "Could you look for all of the quiet rooms?"),
        ("choose 'red', 'blue'", "red', 'blue"),
    ],
)
def test_what_is_no_name_is_not_offered(read_stay: Read, query: str, value: str) -> None:
    assert value not in offered(read_stay, query, "place")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("by the 31st of February", ["the 31st of February"]),
        ("pay on 3/4/2027", ["3/4/2027"]),
        ("next blursday", ["next blursday"]),
        ("on 5 Ocotber", ["5 Ocotber"]),
        ("at 7, for two", ["at 7"]),
        ("at half past six", ["half past six"]),
        ("in a few days", ["in a few days"]),
        ("the Friday after next", ["Friday after next"]),
        ("a lot of money", ["a lot of money"]),
        ("for some euros", ["some euros"]),
        ("at 7 pm on 3 May 2025 for 200 euros", []),
        ("on my birthday", []),
        ('note "in a few days"', []),
    ],
)
def test_what_cannot_be_read_is_known_and_nothing_is_offered(
    read_stay: Read, query: str, words: list[str]
) -> None:
    mentions = read_stay(query)
    found = unread(mentions)
    assert [u.text for u in found] == words
    assert all(query[slice(*u.span)] == u.text and u.reason for u in found)
    if words:
        assert offered(read_stay, query, "check_out") == []
        assert offered(read_stay, query, "starts_at") == []


def test_a_number_of_a_time_is_no_amount(read_stay: Read) -> None:
    assert offered(read_stay, "at half past six", "budget") == []


def test_an_hour_is_unread_only_where_hours_are_taken() -> None:
    catalog = Catalog.model_validate(
        {"name": "x", "types": {"day": {"base": "date"}}, "apis": {"a": {"inputs": {"on": "day"}}}}
    )
    assert unread(Mentions("at 7", catalog, TODAY)) == ()


@pytest.mark.parametrize("words", ["an invoice of 300 dollars", "invoice $300", "invoice Bo 300 dollars", "invoice 300"])
def test_money_is_no_number_of_a_thing_even_beside_the_word_for_it(words: str) -> None:
    catalog = Catalog.model_validate(
        {
            "name": "bills",
            "types": {"cost": {"base": "number"}, "invoice_number": {"base": "integer", "entity": "invoice"}},
            "apis": {"make": {"inputs": {"amount": "cost"}}, "find": {"inputs": {"invoice": "invoice_number"}}},
        }
    )
    mentions = Mentions(words, catalog, date(2025, 4, 2))
    is_money = words != "invoice 300"
    assert [m.value for m in mentions.of(catalog.type("cost"))] == (["300"] if is_money else [])
    assert [m.value for m in mentions.of(catalog.type("invoice_number"))] == ([] if is_money else ["300"])
