"""The words beside a text say which input it is for: modifiers, nouns after it, names of numbers and ids."""

from __future__ import annotations

from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.choices import Form
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.words import stem

TEXT = {"base": "string"}
SHOWS = {
    "name": "shows",
    "types": {
        "city": TEXT,
        "theater": TEXT,
        "sort_of_show": TEXT,
        "band": TEXT,
        "album": TEXT,
        "mood": {"base": "string", "values": {"calm": [], "wild": []}},
        "order_id": TEXT,
        "card_number": TEXT,
        "ticket_id": {"base": "string", "entity": "ticket", "ask": "never"},
        "ticket_holder": {"base": "string", "entity": "ticket"},
    },
    "apis": {
        "find_show": {
            "description": "Find movies.",
            "inputs": {
                "theater_name": "theater",
                "city": "city",
                "sort": {"type": "sort_of_show", "required": False},
            },
        },
        "play_music": {
            "description": "Play music.",
            "inputs": {"artist": "band", "album": "album", "mood": {"type": "mood", "required": False}},
        },
        "track_order": {
            "description": "Track an order.",
            "inputs": {"order_id": "order_id", "card_number": "card_number"},
        },
        "find_ticket": {
            "description": "Look up a ticket.",
            "inputs": {"holder": "ticket_holder"},
            "outputs": {"ticket": "ticket_id"},
        },
        "use_ticket": {"description": "Use a ticket.", "kind": "write", "inputs": {"ticket_id": "ticket_id"}},
    },
}


@pytest.fixture(scope="module")
def shows() -> Catalog:
    return Catalog.model_validate(SHOWS)


def offered(catalog: Catalog, query: str, api: str, name: str) -> list[str]:
    form = Form(Mentions(query, catalog, date(2025, 4, 2)))
    return [c.text.strip('"') for c in form.values(api, name, [], []) if c.value is not None]


@pytest.mark.parametrize(
    ("query", "sorts"),
    [
        ("Find horror movies", ["horror"]),
        ("Find dark nordic crime movies", ["nordic crime", "crime"]),  # two words at most
        ("Find horror", []),  # nothing follows that it tells apart
        ("Find horror for me", []),
        ("Find movies, sort horror", ["horror"]),
    ],
)
def test_what_stands_before_a_word_of_the_catalog_may_be_an_optional_text(
    shows: Catalog, query: str, sorts: list[str]
) -> None:
    assert offered(shows, query, "find_show", "sort") == sorts


@pytest.mark.parametrize(
    ("query", "theaters", "cities"),
    [
        ("Find movies at the Rheem Theatre", ["Rheem Theatre"], []),  # by its own last word
        ("Find movies at the Rheem theatre", ["Rheem", "Rheem theatre"], []),  # by the word after it
        ("Find movies at the theater Rheem", ["Rheem"], []),  # by the word before it
        ("Find movies at the Rheem", ["Rheem"], ["Rheem"]),
        ("Find movies in Salt City", [], ["Salt City"]),
    ],
)
def test_a_noun_of_another_input_beside_a_text_keeps_it_from_this_one(
    shows: Catalog, query: str, theaters: list[str], cities: list[str]
) -> None:
    assert offered(shows, query, "find_show", "theater_name") == theaters
    assert offered(shows, query, "find_show", "city") == cities


def test_what_an_album_is_called_is_no_artist(shows: Catalog) -> None:
    assert offered(shows, "Play the Sucker Punch album", "play_music", "artist") == []
    assert "Sucker Punch" in offered(shows, "Play the Sucker Punch album", "play_music", "album")


def test_a_text_that_is_called_after_its_own_input_stays_whatever_follows(shows: Catalog) -> None:
    assert "Blue" in offered(shows, "Play the artist Blue album", "play_music", "artist")


def test_a_word_after_a_text_counts_only_where_it_names_another_text(shows: Catalog) -> None:
    assert "Blue" in offered(shows, "Play Blue mood", "play_music", "artist")  # a mood is one of a few
    assert offered(shows, "Play the mood Blue", "play_music", "artist") == []


def test_words_that_say_how_a_thing_is_told_name_no_input(shows: Catalog) -> None:
    assert "Rex" in offered(shows, "Find movies in Rex by name", "find_show", "city")
    assert "Rex" in offered(shows, "Find movies for Rex name", "find_show", "city")


@pytest.mark.parametrize(
    ("query", "ids", "numbers"),
    [
        ("Track the order moonlight", ["moonlight"], []),
        ("Track Blue Moon", [], []),
        ('Track "blue shoes"', ["blue shoes"], ["blue shoes"]),
        ("Track A17", ["A17"], ["A17"]),
        ("Track Blue Moon 2", ["Blue Moon 2"], ["Blue Moon 2"]),
    ],
)
def test_words_without_a_figure_are_no_number_and_several_are_no_id(
    shows: Catalog, query: str, ids: list[str], numbers: list[str]
) -> None:
    assert {*ids} <= {*offered(shows, query, "track_order", "order_id")}
    assert {*numbers} <= {*offered(shows, query, "track_order", "card_number")}
    assert "Blue Moon" not in offered(shows, query, "track_order", "order_id")
    if not numbers:
        assert offered(shows, query, "track_order", "card_number") == []


def test_several_words_stand_for_an_id_that_is_looked_up_by_a_name(shows: Catalog) -> None:
    assert offered(shows, "Use the one of Ada Marsh", "use_ticket", "ticket_id") == ["Ada Marsh"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("theatre", "theater", True),
        ("Theatre's", "theaters", True),
        ("centre", "centers", True),
        ("tree", "ter", False),
        ("metre", "meter", True),
    ],
)
def test_what_is_spelled_in_the_british_way_is_the_same_word(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) is same
