from __future__ import annotations

import pytest

from orchestrator.errors import TranslationError
from orchestrator.translate.lines import Line, Ref, Said, parse_lines


def test_calls_are_read_with_all_forms_of_values() -> None:
    text = '1 a(x = "Acme", y=200, z=none)\n2 b(p = @1, q = @1.total, r = 2025-05-02, s = true, t = by_phone)\n3 done'
    assert parse_lines(text) == (
        Line(1, "a", (("x", Said("Acme")), ("y", Said("200")), ("z", None))),
        Line(
            2,
            "b",
            (
                ("p", Ref(1)),
                ("q", Ref(1, "total")),
                ("r", Said("2025-05-02")),
                ("s", Said("true")),
                ("t", Said("by_phone")),
            ),
        ),
    )


@pytest.mark.parametrize("text", ["1 none", "0 none", " 1 NONE. ", "```\n0 none\n```"])
def test_nothing_fits_is_no_line(text: str) -> None:
    assert parse_lines(text) == ()


def test_names_that_are_no_constants_are_quoted() -> None:
    line = Line(1, "GET /search/tv", (("query text", Said('a "b" \\ c')),))
    assert str(line) == '1 "GET /search/tv"("query text" = "a \\"b\\" \\\\ c")'
    assert parse_lines(str(line)) == (line,)


@pytest.mark.parametrize(
    "value",
    ['quote " and \\ slash', "zwei\nZeilen", "名前", "naïve — “x”", ", b = none)", "@1", "none", "x" * 5000],
)
def test_any_text_survives_being_written_and_read(value: str) -> None:
    line = Line(1, "a", (("x", Said(value)),))
    assert parse_lines(str(line)) == (line,)


def test_fences_and_points_after_numbers_are_tolerated() -> None:
    assert [x.api for x in parse_lines("```text\n1. a()\n2) b\n```")] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "wrote nothing"),
        ("  \n ", "wrote nothing"),
        ("Sure! Here are your calls:", "no numbered call"),
        ("1 a(x = )", "is no value"),
        ("1 a(x = 1", "ends too early"),
        ("1 a(x 1)", "where `=` belongs"),
        ("1 a(x = 1) and more", "follows the call"),
        ("2 a()", "its number is 2"),
        ("1 a()\n3 b()", "its number is 3"),
        ("1 a(x = @1)", "no earlier line"),
        ("1 a(x = @2)\n2 b()", "no earlier line"),
        ("1 a(x = 1, x = 2)", "written twice"),
        ('1 a(x = ["b"])', "is no value"),
        ("1 a() ; drop", "follows the call"),
        ('1 a(x = "open)', "cannot be read"),
    ],
)
def test_what_is_no_call_is_an_error_that_shows_the_line(text: str, says: str) -> None:
    with pytest.raises(TranslationError, match=says):
        parse_lines(text)
