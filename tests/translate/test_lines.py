from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestrator.errors import TranslationError
from orchestrator.translate.lines import (
    Line,
    Listed,
    Ref,
    Rows,
    Said,
    Value,
    parse_lines,
    write,
    write_api,
    write_name,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = TEXTS.filter(bool)
ROWS = st.one_of(
    st.sampled_from((Rows("first"), Rows("last"), Rows("each"))),
    st.builds(Rows, st.just("nth"), st.integers(2, 10**6)),
    st.builds(Rows, st.just("first"), st.integers(1, 10**6)),
    st.builds(Rows, st.sampled_from(("min", "max")), column=NAMES),
)
VALUES = st.one_of(
    st.none(),
    st.builds(Said, TEXTS),
    st.builds(Listed, st.lists(st.builds(Said, TEXTS), min_size=1, max_size=4).map(tuple)),
    st.builds(Ref, st.just(1), st.none() | NAMES, st.none() | ROWS),
    ROWS,
)


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


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('["red", blue, 3, 2025-05-02]', Listed((Said("red"), Said("blue"), Said("3"), Said("2025-05-02")))),
        ('["red"]', Listed((Said("red"),))),
        ("@1[0]", Ref(1, rows=Rows("first"))),
        ("@1[1]", Ref(1, rows=Rows("nth", 2))),
        ("@1[-1]", Ref(1, rows=Rows("last"))),
        ("@1[:3]", Ref(1, rows=Rows("first", 3))),
        ("@1[min price]", Ref(1, rows=Rows("min", column="price"))),
        ('@1[ max  "unit price" ]', Ref(1, rows=Rows("max", column="unit price"))),
        ("@1[*]", Ref(1, rows=Rows("each"))),
        ("@1.total[max price]", Ref(1, "total", Rows("max", column="price"))),
        ('@1."a ] b"[max "]"]', Ref(1, "a ] b", Rows("max", column="]"))),
    ],
)
def test_lists_and_rows_are_read(written: str, value: Value) -> None:
    (_, line) = parse_lines(f"1 a()\n2 b(x = {written}, y = none)")
    assert line.inputs == (("x", value), ("y", None))
    assert parse_lines(f"1 a()\n{line}")[1] == line


@given(NAMES, VALUES)
@example("not a word", Ref(1, '"[0]', Rows("min", column='a"]b')))
@example("x", Listed((Said("@1"), Said("]"), Said('a", "b'))))
@example("x", Said("one\u2028line\x85only"))
def test_what_is_written_is_read_as_the_same(name: str, value: Value) -> None:
    line = Line(2, name, ((name, value),))
    assert parse_lines(f"1 a()\n{line}") == (Line(1, "a"), line)


@pytest.mark.parametrize(
    "written", ["@1[0]", "@1[4]", "@1[-1]", "@1[:3]", "@1[min price]", '@1."a b"[*]', '["a", "b"]']
)
def test_what_is_read_is_written_as_the_same(written: str) -> None:
    assert write(parse_lines(f"1 a()\n2 b(x = {written})")[1].inputs[0][1]) == written


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
        ("1 a(x = [])", "`\\[\\]` is a list without members .expected none, or a list"),
        ('1 a(x = ["b",])', "`\\]` is no member of a list"),
        ('1 a(x = ["b" "c"])', "where `,` belongs"),
        ('1 a(x = ["b", none])', "`none` is no member of a list"),
        ('1 a(x = [["b"]])', "`\\[` is no member of a list"),
        ("1 a()\n2 b(x = [@1])", "`@1` is no member of a list .expected values"),
        ('1 a(x = ["b")', "where `,` belongs"),
        ("1 a(x = @1[0])", "no earlier line"),
        ("1 a()\n2 b(x = @1[])", r"`\[\]` says no rows .expected \[0\], \[1\], \[-1\], \[:3\]"),
        ("1 a()\n2 b(x = @1[-2])", r"`\[-2\]` says no rows"),
        ("1 a()\n2 b(x = @1[:0])", r"`\[:0\]` says no rows"),
        ("1 a()\n2 b(x = @1[1:3])", r"`\[1:3\]` says no rows"),
        ("1 a()\n2 b(x = @1[max])", r"`\[max\]` says no rows"),
        ("1 a()\n2 b(x = @1[most price])", r"`\[most price\]` says no rows"),
        ("1 a()\n2 b(x = @1[max unit price])", r"says no rows"),
        ("1 a()\n2 b(x = @1[0)", "the bracket after `@1` is wrong"),
        ("1 a()\n2 b(x = @1[0][1])", r"the bracket after `@1\[0\]` is wrong"),
        (
            "1 a()\n2 b(x = @1[0].price)",
            r"`.price` follows `@1\[0\]` .expected the column first: @1.column\[0\]",
        ),
        ("1 a() ; drop", "follows the call"),
        ('1 a(x = "open)', "cannot be read"),
    ],
)
def test_what_is_no_call_is_an_error_that_shows_the_line(text: str, says: str) -> None:
    with pytest.raises(TranslationError, match=says):
        parse_lines(text)


@pytest.mark.parametrize("name", ["find", "Movies_1.FindMovies", "a.b.c"])
def test_the_name_of_an_api_that_is_plain_words_with_points_between_stands_unquoted(name: str) -> None:
    assert write_api(name) == name
    line = Line(1, name, (("a.b", Said("x")),))
    assert str(line) == f'1 {name}("a.b" = "x")'  # the name of an input stands in quotes
    assert parse_lines(str(line)) == (line,)


@pytest.mark.parametrize("name", ["GET /search/tv", ".find", "find.", "a..b", ".", "1.find", "a.b c", "a.é-"])
def test_the_name_of_an_api_that_is_anything_else_stands_in_quotes(name: str) -> None:
    assert write_api(name) == write_name(name) == f'"{name}"'
    assert parse_lines(f"1 {write_api(name)}()") == (Line(1, name),)


@given(NAMES)
def test_the_name_of_an_api_is_read_as_it_is_written(name: str) -> None:
    assert parse_lines(str(Line(1, name))) == (Line(1, name),)
