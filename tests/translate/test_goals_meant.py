"""Which further goal is meant: one that a value speaks for, that the query has words for, or that the model is sure of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from filling import fill
from scripted import Shares

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.translate import EmbeddedTranslator
from orchestrator.translate.choices import Form
from orchestrator.translate.earlier import Call
from orchestrator.translate.lines import Line, Ref, parse_lines
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.wishes import Wish, goal_scores, spoken_of, unmet, wishes

TODAY = date(2025, 4, 2)
Goals = Callable[..., list[str]]
TEXT = {"base": "string"}
OUTINGS = {
    "name": "outings",
    "types": {"city": TEXT, "venue": TEXT, "seats": {"base": "integer"}},
    "apis": {
        "find_movies": {
            "description": "Find movies in a city",
            "inputs": {"city": "city"},
            "outputs": {"venue": "venue"},
        },
        "find_hotel": {"description": "Find a hotel", "inputs": {"city": "city"}},
        "reserve_table": {"description": "Reserve a table", "inputs": {"venue": "venue", "seats": "seats"}},
    },
}


@pytest.fixture(scope="module")
def outings() -> Catalog:
    return Catalog.model_validate(OUTINGS)


@pytest.fixture
def goals(outings: Catalog, monkeypatch: pytest.MonkeyPatch) -> Goals:
    """The APIs of the goals that are read where the model first finds movies in Oslo, and then as probable as told.

    What it is asked about their inputs is told by `then`; else it is `none`, and then it ends.
    """
    monkeypatch.setattr("orchestrator.translate.embedded.MEANT", 0.9)
    monkeypatch.setattr("orchestrator.translate.embedded.SPOKEN", (0.5, 0.1))

    def run(query: str, second: Mapping[str, float], *then: Mapping[str, float]) -> list[str]:
        first = {" find_movies": 0.98, " find_hotel": 0.01, " reserve_table": 0.005, " none": 0.005}
        runtime = Shares(first, {' "Oslo"': 1.0}, second, *(then or ({" none": 1.0},)), {" done": 1.0})
        monkeypatch.setattr(EmbeddedTranslator, "_load", lambda self: runtime)
        facts: Facts = EmbeddedTranslator(today=lambda: TODAY).translate(query, outings)
        return [g.api for g in facts.goals]

    return run


def hotel(share: float, end: float) -> dict[str, float]:
    return {" find_hotel": share, " done": end, " reserve_table": 1 - share - end}


def test_a_goal_without_a_value_is_kept_where_the_query_has_a_word_for_it(goals: Goals) -> None:
    assert goals("Find movies in Oslo, and a hotel", hotel(0.7, 0.05)) == ["find_movies", "find_hotel"]
    assert goals("Find movies in Oslo, and so on", hotel(0.7, 0.05)) == ["find_movies"]


def test_a_word_for_a_goal_is_not_enough_where_the_model_may_end(goals: Goals) -> None:
    assert goals("Find movies in Oslo, and a hotel", hotel(0.7, 0.2)) == ["find_movies"]


def test_a_word_for_a_goal_is_not_enough_where_the_model_hardly_wants_it(goals: Goals) -> None:
    assert goals("Find movies in Oslo, and a hotel", hotel(0.45, 0.05)) == ["find_movies"]


def test_a_goal_that_nothing_speaks_for_is_kept_where_the_model_is_sure_of_it(goals: Goals) -> None:
    assert goals("Find movies in Oslo, and so on", hotel(0.95, 0.05)) == ["find_movies", "find_hotel"]


def test_a_goal_with_a_value_of_its_own_needs_neither(goals: Goals) -> None:
    second = {" find_hotel": 0.4, " done": 0.3, " reserve_table": 0.3}
    found = goals("Find movies in Oslo, and then Rome", second, {' "Rome"': 1.0})
    assert found == ["find_movies", "find_hotel"]


def test_a_goal_that_only_repeats_is_not_kept_however_sure_the_model_is(goals: Goals) -> None:
    assert goals("Find movies in Oslo, and find movies", {" find_movies": 1.0}) == ["find_movies"]


def test_the_words_of_the_query_count_for_a_further_goal_too(goals: Goals) -> None:
    second = {" find_hotel": 0.5, " reserve_table": 0.45, " done": 0.05}
    query = "Find movies in Oslo and reserve a table for 4 seats"
    assert goals(query, second, {" 4": 1.0}) == ["find_movies", "reserve_table"]
    said = "Find movies in Oslo and whatever else"
    assert goals(said, {**second, " find_hotel": 0.92, " reserve_table": 0.03}) == ["find_movies", "find_hotel"]


# What speaks for a call, by the form.


def test_words_that_speak_for_an_earlier_line_or_stand_in_its_values_speak_for_no_further_one(outings: Catalog) -> None:
    def is_spoken_of(query: str) -> bool:
        form = Form(Mentions(query, outings, TODAY))
        first, second = fill(form, '1 find_movies(city = "Oslo")\n2 find_hotel(city = none)')
        assert form.says_nothing(second, [first])
        return form.is_spoken_of("find_hotel", [first])

    assert not is_spoken_of("Find me something in Oslo, please")  # "find" speaks for the first
    assert is_spoken_of("Find movies in Oslo, and a hotel")
    form = Form(Mentions('Find movies in "Grand Hotel"', outings, TODAY))
    assert not form.is_spoken_of("find_hotel", fill(form, '1 find_movies(city = "Grand Hotel")'))


def test_a_value_that_was_not_said_before_speaks_for_a_call(outings: Catalog) -> None:
    form = Form(Mentions("Find movies in Oslo and in Rome", outings, TODAY))
    first, second = fill(form, '1 find_movies(city = "Oslo")\n2 find_hotel(city = "Rome")')
    assert not form.says_nothing(second, [first])
    assert form.says_nothing(Call(second.line, first.mentions), [first])


def test_of_a_first_call_that_must_be_made_it_is_not_asked_what_speaks_for_it(catalog: Catalog) -> None:
    def is_silent(query: str) -> bool:
        call = Call(Line(1, "contact_us", (("channel", None),)))
        return Form(Mentions(query, catalog, TODAY)).says_nothing(call, [])

    assert is_silent("Hello there")
    assert not is_silent("Something about CUS-7")  # the id has to go somewhere


@pytest.mark.parametrize(
    ("lines", "repeats"),
    [
        ("1 find_movies(city = none)\n2 find_hotel(city = none)", False),
        ("1 find_movies(city = none)\n2 find_movies(city = none)", True),
        ("1 find_movies(city = none)\n2 reserve_table(venue = @1)\n3 reserve_table(venue = @1)", True),
        ("1 find_movies(city = none)\n2 reserve_table(venue = none)\n3 reserve_table(venue = @1)", False),
        ("1 reserve_table(venue = none)\n2 reserve_table(venue = @1)", True),  # with what it gives itself
        ("1 find_movies(city = none)\n2 reserve_table(venue = @1)", False),
    ],
)
def test_a_call_repeats_one_of_its_api_unless_it_draws_on_another_goal_that_is_new(
    outings: Catalog, lines: str, repeats: bool
) -> None:
    *earlier, last = (Call(line) for line in parse_lines(lines))
    assert Form(Mentions("Find movies", outings, TODAY)).is_repeated(last, earlier) is repeats


def test_what_was_told_of_other_inputs_makes_a_reference_no_newer(outings: Catalog) -> None:
    first, second = Call(Line(1, "find_movies")), Call(Line(2, "reserve_table", (("venue", Ref(1)), ("seats", None))))
    again = Call(Line(3, "reserve_table", (("venue", None), ("seats", Ref(1)))))
    assert Form(Mentions("Find movies", outings, TODAY)).is_repeated(again, [first, second])


# What the words of the query speak for.

MOVIES = Wish((0, 4), (("find_movies", 1.0), ("find_hotel", 0.6)))
HOTEL = Wish((5, 9), (("find_hotel", 0.9), ("find_movies", 0.3)))
WEAK = Wish((10, 12), (("find_movies", 0.2),))


def test_the_api_that_most_speaks_for_is_the_likeliest_and_one_far_behind_hardly_is() -> None:
    told = MOVIES.likelihoods
    assert 0 < told["find_hotel"] < 0.3 < 0.5 < told["find_movies"] < 1
    assert HOTEL.likelihoods["find_movies"] < told["find_hotel"]


def test_an_api_is_as_likely_as_the_wish_that_most_speaks_for_it() -> None:
    told = spoken_of([MOVIES, HOTEL])
    assert told == {
        "find_movies": MOVIES.likelihoods["find_movies"],
        "find_hotel": HOTEL.likelihoods["find_hotel"],
    }
    assert spoken_of([]) == {}


@pytest.mark.parametrize(
    ("apis", "left"),
    [
        ([], [MOVIES, HOTEL, WEAK]),
        (["find_hotel"], [MOVIES, WEAK]),
        (["reserve_table"], [MOVIES, HOTEL, WEAK]),  # nothing speaks for it
        (["find_hotel", "find_hotel"], [WEAK]),  # each call meets one wish
        (["find_hotel", "find_hotel", "find_hotel"], [WEAK]),
    ],
)
def test_a_call_meets_the_wish_that_is_likeliest_for_it(apis: list[str], left: list[Wish]) -> None:
    assert unmet([MOVIES, HOTEL, WEAK], apis) == left


def test_what_words_speak_for_is_told_alike_for_the_query_and_for_its_wishes(outings: Catalog) -> None:
    mentions = Mentions("Find movies in Oslo and reserve a table", outings, TODAY)
    found = wishes(mentions)
    assert goal_scores(mentions, outings) == spoken_of(found)
    left = spoken_of(unmet(found, ["find_movies"]))
    assert left["reserve_table"] > 0.5
    assert left.get("find_movies", 0.0) < 0.3


@pytest.mark.parametrize(("kind", "left_open"), [("write", True), ("read", False)])
def test_between_two_writes_that_the_words_speak_for_alike_the_person_is_asked(
    monkeypatch: pytest.MonkeyPatch, kind: str, left_open: bool
) -> None:
    told = {"description": "Cancel a booking", "kind": kind, "inputs": {"day": "date"}}
    twins = Catalog.model_validate({"name": "twins", "apis": {"cancel_stay": told, "cancel_ride": told}})
    runtime = Shares({" cancel_stay": 0.9, " cancel_ride": 0.08, " none": 0.02})
    monkeypatch.setattr(EmbeddedTranslator, "_load", lambda self: runtime)
    facts = EmbeddedTranslator(today=lambda: TODAY).translate("Cancel the booking please", twins)
    assert {m.api for m in facts.maybes} == ({"cancel_stay", "cancel_ride"} if left_open else set())
