"""Answers in words, read by type."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from orchestrator.catalog import SemanticType
from orchestrator.converse.readers import read, read_list, text_of

TODAY = date(2025, 5, 2)


def kind(base: str = "string", **more: object) -> SemanticType:
    return SemanticType.model_validate({"name": "x", "base": base, "ancestors": ("x",), **more})


COLOUR = kind(values={"red": (), "dark blue": ("navy",), "green": ()})


@pytest.mark.parametrize(
    ("of", "answer", "value"),
    [
        (kind("number"), "three hundred", "300"),
        (kind("number"), Decimal("1.50"), "1.50"),
        (kind("integer"), "about 3 of them", "3"),
        (kind("date"), "next friday", "2025-05-09"),
        (kind("date"), "1 June 2025", "1 June 2025"),
        (kind("date"), date(2025, 6, 1), "2025-06-01"),
        (kind("time"), "half past six in the evening", "18:30"),
        (kind("boolean"), "yes please", "true"),
        (kind("boolean"), "no", "no"),
        (kind("boolean"), "rather not", "false"),
        (kind("boolean"), False, "false"),
        (COLOUR, "NAVY", "NAVY"),
        (COLOUR, "the dark blue one", "dark blue"),
        (COLOUR, '"red"', "red"),
        (kind(format="email"), "it's ada@x.org.", "ada@x.org"),
        (kind(pattern="^CUS-[0-9]+$"), "the id is CUS-7", "CUS-7"),
        (kind(), "  Acme & Sons ", "Acme & Sons"),
        (kind("datetime"), "2 May 2025 at 14:30", "2025-05-02T14:30:00"),
    ],
)
def test_an_answer_is_read_by_its_type(of: SemanticType, answer: object, value: str) -> None:
    assert read(of, answer, TODAY).value == value


@pytest.mark.parametrize(
    ("of", "answer"),
    [
        (kind("number"), "a lot"),
        (kind("number", minimum="1"), "0"),
        (kind("number"), "between 2 and 3"),
        (kind("integer"), "2.5"),
        (kind("date"), "someday"),
        (kind("date"), "3/4"),
        (kind("time"), "at 7"),
        (kind("boolean"), "perhaps"),
        (COLOUR, "not red"),
        (COLOUR, "red or green"),
        (COLOUR, "blue"),
        (kind(format="email"), "ada"),
        (kind(format="email"), "a@x.org and b@x.org"),
        (kind(), b"bytes"),
    ],
)
def test_what_may_be_meant_otherwise_is_not_guessed(of: SemanticType, answer: object) -> None:
    found = read(of, answer, TODAY)
    assert found.value is None
    assert found.why


def test_a_word_that_is_nearly_one_of_them_is_proposed() -> None:
    assert read(COLOUR, "grean", TODAY).mend == 'did you mean "green"?'


@pytest.mark.parametrize("answer", ["red, navy and green", ["red", "navy", "green"], "red; navy; green"])
def test_a_list_has_its_members_read_one_by_one(answer: object) -> None:
    assert [one.value for one in read_list(COLOUR, answer, TODAY)] == ["red", "navy", "green"]


def test_a_number_with_a_comma_is_no_list() -> None:
    assert [one.value for one in read_list(kind("number"), "1,250", TODAY)] == ["1,250"]


def test_python_values_are_written_as_people_write_them() -> None:
    assert [text_of(x) for x in (True, 3, 2.5, datetime(2025, 5, 2, 7), [])] == ["true", "3", "2.5", "2025-05-02T07:00:00", None]
