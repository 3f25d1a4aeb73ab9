"""Which words of a query are offered as a name: titles belong to it, and a word beside it may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestrator.translate.mentions import Mentions

Read = Callable[[str], Mentions]


def names(read_stays: Read, query: str) -> list[str]:
    return [m.text for m in read_stays(query).names]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Invite Dr. Edward Lee to B-1", "Dr. Edward Lee"),
        ("Invite Prof. Ada Marsh", "Prof. Ada Marsh"),
        ("Hotels near Mt. Fuji please", "Mt. Fuji"),
        ("Hotels in St. Ives", "St. Ives"),
        ("Greet Mrs. Lee. Ben is away", "Mrs. Lee"),
    ],
)
def test_the_point_of_a_title_ends_no_name(read_stays: Read, query: str, name: str) -> None:
    assert name in names(read_stays, query)


@pytest.mark.parametrize("query", ["Greet Ada. Ben is away", "Greet Ada Marsh. Ben Lee is away", "Greet Mr.\nBen"])
def test_any_other_point_ends_a_name(read_stays: Read, query: str) -> None:
    assert not [n for n in names(read_stays, query) if "." in n]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Search hotels in San francisco", "San francisco"),
        ("Greet tyler Childers", "tyler Childers"),
        ("Would you greet Tyler childers for me", "Tyler childers"),
        ("Greet tyler Childers's friends", "tyler Childers"),
    ],
)
def test_a_word_in_lower_case_beside_a_name_may_belong_to_it(read_stays: Read, query: str, name: str) -> None:
    found = names(read_stays, query)
    assert name in found
    assert [w for w in name.split() if w[0].isupper()] == [n for n in found if n in name.split()]  # and need not


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Invite Ada to Oslo", "Ada"),  # empty words
        ("Search hotels in Oslo around noon", "Oslo"),
        ("Search hotels in Oslo breakfast", "Oslo"),  # the catalog's own word
        ("Search hotels in Oslo, quiet ones", "Oslo"),  # a sign between
        ("I want you to ring Ada", "Ada"),  # the verb of a wish
        ("Greet Ada Marsh warmly", "Ada Marsh"),  # it is a whole name already
        ("Search hotels in Oslo under50", "Oslo"),  # no word
    ],
)
def test_what_is_no_part_of_a_name_is_not_taken_into_it(read_stays: Read, query: str, name: str) -> None:
    assert [n for n in names(read_stays, query) if name in n] == [name]


def test_the_first_word_of_a_sentence_takes_no_word_with_it_if_it_is_the_catalogs(read_stays: Read) -> None:
    assert names(read_stays, "Cancel everything") == []
    assert names(read_stays, "Hotels cheap enough") == []


def test_phrases_are_found_beside_a_name_that_a_word_may_belong_to(read_stays: Read) -> None:
    mentions = read_stays("greet Ada warmly today")
    assert "Ada warmly" in names(read_stays, "greet Ada warmly today")
    assert "warmly" in [m.text for m in mentions.of(mentions.catalog.type("tag"))]
