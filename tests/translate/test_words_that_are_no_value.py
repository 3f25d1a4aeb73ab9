"""Words of a request that look like values and are none: what the goal is spoken of with, what another input takes, clauses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from scripted import Shares

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.translate import EmbeddedTranslator
from orchestrator.translate.choices import Form
from orchestrator.translate.complete import fill_open
from orchestrator.translate.embedded import LIKELY
from orchestrator.translate.lines import Line
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.numbers import number_spans
from orchestrator.translate.wishes import goal_scores
from orchestrator.translate.words import stem

TODAY = date(2025, 4, 2)
Translate = Callable[..., Facts]


@pytest.fixture(scope="module")
def outings() -> Catalog:
    text = {"base": "string"}
    return Catalog.model_validate(
        {
            "name": "outings",
            "types": {
                "city": text,
                "venue": text,
                "genre": {"base": "string", "values": {"Pop": [], "Horror": [], "Science Fiction": []}},
                "stars": {"base": "string", "values": {"1": [], "2": [], "3": [], "4": [], "5": []}},
                "seats": {"base": "integer"},
            },
            "apis": {
                "find_movies": {
                    "description": "Find movies in a city",
                    "inputs": {"city": {"type": "city"}, "genre": {"type": "genre", "required": False}},
                    "outputs": {"venue": {"type": "venue"}},
                },
                "find_hotel": {
                    "description": "Find a hotel",
                    "inputs": {
                        "city": {"type": "city"},
                        "stars": {"type": "stars", "required": False},
                        "seats": {"type": "seats", "required": False},
                    },
                },
                "reserve_table": {
                    "description": "Reserve a table",
                    "inputs": {"venue": {"type": "venue"}, "seats": {"type": "seats"}},
                },
            },
        }
    )


def offered(catalog: Catalog, query: str, api: str, name: str) -> list[str]:
    return [c.text.strip('"') for c in Form(Mentions(query, catalog, TODAY)).values(api, name, [], [])]


@pytest.mark.parametrize(
    ("query", "api"),
    [
        ("Find some horror movies", "find_movies"),  # the genre takes it
        ("I like Pop a lot, find me something", "find_movies"),
        ("I am looking for movies", "find_movies"),  # what I do
        ("We recently flew, find a hotel", "find_hotel"),
        ("Find a hotel around noon", "find_hotel"),
        ("Find a hotel with three seats", "find_hotel"),  # a count
        ("What's the bill for the hotel?", "find_hotel"),  # what is asked for
    ],
)
def test_words_that_say_something_else_are_no_city(outings: Catalog, query: str, api: str) -> None:
    found = offered(outings, query, api, "city")
    wrong = {"horror", "horror movies", "Pop", "looking", "flew", "around", "three", "three seats", "hotel with three", "bill"}
    assert not wrong & {*found}


def test_a_clause_is_no_city_unless_it_is_announced(outings: Catalog) -> None:
    query = "I leave on a trip soon and I need to find a hotel"
    assert "trip soon and I need to find" not in offered(outings, query, "find_hotel", "city")
    assert "place I could see" in offered(outings, "Find a hotel, city place I could see", "find_hotel", "city")


def test_the_words_before_a_name_do_not_belong_to_it(outings: Catalog) -> None:
    assert offered(outings, "I would like a hotel in Oslo", "find_hotel", "city") == ["Oslo", "none"]


def test_the_code_of_a_state_is_no_place_beside_the_place_that_it_ends(outings: Catalog) -> None:
    found = offered(outings, "Find a hotel in Long Beach, CA", "find_hotel", "city")
    assert {"Long Beach", "Long Beach, CA"} <= {*found}
    assert "CA" not in found
    assert "CA" in offered(outings, "Find a hotel in CA", "find_hotel", "city")


def test_what_the_input_itself_announces_is_a_value_although_another_input_takes_it(outings: Catalog) -> None:
    assert "Pop" in offered(outings, "Find movies in the city Pop", "find_movies", "city")


def test_members_that_are_numbers_are_written_as_numbers(outings: Catalog) -> None:
    assert offered(outings, "A hotel in Oslo, four stars", "find_hotel", "stars") == ["4", "none"]
    (choice, _) = Form(Mentions("A hotel, four stars", outings, TODAY)).values("find_hotel", "stars", [], [])
    assert choice.text == "4"


@pytest.mark.parametrize(
    ("query", "text", "api", "name", "kind"),
    [
        ("Find Science Fiction movies", "Science Fiction", "find_movies", "genre", "form"),
        ("Find a hotel in Oslo", "Oslo", "find_hotel", "city", "name"),
        ("Find a hotel in oslo", "oslo", "find_hotel", "city", "led"),
        ("Find a hotel on a journey", "journey", "find_hotel", "city", "phrase"),
        ("Find a hotel close to my house", "house", "find_hotel", "city", "phrase"),
        ("Find nordic movies", "nordic", "find_movies", "city", "modifier"),
        ("Lately I saw no hotel", "Lately", "find_hotel", "city", "phrase"),
    ],
)
def test_what_a_value_is_told_by_depends_on_its_type_and_place(
    outings: Catalog, query: str, text: str, api: str, name: str, kind: str
) -> None:
    form = Form(Mentions(query, outings, TODAY))
    of_type = outings.type(outings.apis[api].inputs[name].type)
    (mention,) = (m for m in form.mentions.of(of_type) if m.text == text)
    assert form.kind_of(mention, of_type) == kind


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("a table for one", ["1"]),
        ("call one please", []),
        ("I'd like one with three bathrooms", ["3"]),
        ("one ticket", ["1"]),
        ("a party of one", ["1"]),
    ],
)
def test_one_is_often_no_number(query: str, numbers: list[str]) -> None:
    assert [n.value for n in number_spans(query)] == numbers


def test_a_word_that_no_api_has_speaks_for_what_means_nearly_the_same(outings: Catalog) -> None:
    scores = goal_scores(Mentions("I want to book a table", outings, TODAY), outings)
    assert max(scores, key=lambda api: scores[api]) == "reserve_table"
    assert goal_scores(Mentions("book", outings, TODAY), outings).keys() == {"reserve_table"}


def test_a_name_that_was_declined_is_not_put_there_because_nothing_else_takes_it(outings: Catalog) -> None:
    form = Form(Mentions("Find a hotel for Ada", outings, TODAY))
    (name,) = form.mentions.names
    line = Line(1, "find_hotel", (("city", None),))
    assert dict(fill_open([line], [], form)[0].inputs)["city"] is not None
    assert fill_open([line], [], form, {("find_hotel", "city", name.span)}) == (line,)


@pytest.fixture
def translate(monkeypatch: pytest.MonkeyPatch) -> Translate:
    def run(runtime: Any, query: str, catalog: Catalog) -> Facts:
        monkeypatch.setattr(EmbeddedTranslator, "_load", lambda self: runtime)
        return EmbeddedTranslator(today=lambda: TODAY).translate(query, catalog)

    return run


def test_a_bare_phrase_is_a_value_only_where_the_model_would_write_it(
    outings: Catalog, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def city(share: float) -> list[str]:
        runtime = Shares({" find_hotel": 0.9, " none": 0.1}, {' "bonanza"': share}, {" done": 1.0})
        return [str(g.value) for g in translate(runtime, "Find a hotel bonanza", outings).givens]

    assert city(1.0) == ["bonanza"]
    monkeypatch.setitem(LIKELY, "phrase", 0.8)
    assert city(0.81) == ["bonanza"]
    assert city(0.79) == []


def test_rows_need_not_be_as_probable_as_words(
    stays: Catalog, translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestrator.translate.embedded.LIKELY", dict.fromkeys(LIKELY, 0.9))
    first = [{" search_hotels": 1.0}, {' "Oslo"': 1.0}]
    runtime = Shares(*first, {" book_hotel": 1.0}, {" @1[min price]": 0.1, " none": 0.05}, {" 3": 1.0}, {" done": 1.0})
    facts = translate(runtime, "Search hotels in Oslo and book the cheapest for 3 nights", stays)
    assert "pick(2, hotel, min(price))." in str(facts)


def test_words_decide_where_the_model_is_hardly_surer_of_another_api(outings: Catalog, translate: Translate) -> None:
    shares = {" find_hotel": 0.5, " reserve_table": 0.4, " none": 0.1}
    facts = translate(Shares(shares), "Reserve a table", outings)
    assert [g.api for g in facts.goals] == ["reserve_table"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("movie", "movies", True), ("cities", "city", True), ("copied", "copy", True), ("movie", "move", False)],
)
def test_words_are_compared_without_their_endings(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) is same


def test_several_apis_that_words_speak_for_are_together_no_reason_to_refuse(outings: Catalog, translate: Translate) -> None:
    shares = {" find_hotel": 0.2, " find_movies": 0.22, " reserve_table": 0.08, " none": 0.5}
    facts = translate(Shares(shares, {" find_hotel": 0.5, " find_movies": 0.5}), "Search something", outings)
    assert facts.goals or facts.maybes


def test_nothing_serves_a_query_without_a_word_of_the_catalog(outings: Catalog, translate: Translate) -> None:
    shares = {" find_hotel": 0.1, " none": 0.9}
    assert translate(Shares(shares), "Why do cats purr", outings).numbers == ()
