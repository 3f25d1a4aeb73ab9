"""Values in normal form, and whether they fit a type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.catalog.model import BASES, Base, SemanticType
from orchestrator.values import describe, fit, member, normal_form


def kind(base: Base = "string", **said: Any) -> SemanticType:
    return SemanticType(name="t", base=base, ancestors=("t",), **said)


class TestNormalForm:
    @pytest.mark.parametrize(
        ("base", "text", "normal"),
        [
            ("string", "Acme", "acme"),
            ("string", "  Straße ", "strasse"),
            ("string", "  ", None),
            ("integer", "007", "7"),
            ("integer", "1,000", "1000"),
            ("integer", "10,00", None),
            ("integer", "3.0", "3"),
            ("integer", "3.5", None),
            ("integer", "two", None),
            ("number", "200.00", "200"),
            ("number", "+0.50", "0.5"),
            ("number", "-0", "0"),
            ("number", "-0.0", "0"),
            ("number", "1,234,567.80", "1234567.8"),
            ("number", "1e3", None),
            ("number", "NaN", None),
            ("number", "$200", None),
            ("number", ".5", None),
            ("number", "", None),
            ("boolean", "Yes", "true"),
            ("boolean", "FALSE", "false"),
            ("boolean", "maybe", None),
            ("date", "2025-05-02", "2025-05-02"),
            ("date", "2025/5/2", "2025-05-02"),
            ("date", "2 May 2025", "2025-05-02"),
            ("date", "2nd of May 2025", "2025-05-02"),
            ("date", "May 2, 2025", "2025-05-02"),
            ("date", "2025-02-30", None),
            ("date", "2 Foo 2025", None),
            ("date", "tomorrow", None),
            ("time", "9:05", "09:05:00"),
            ("time", "23:59:58", "23:59:58"),
            ("time", "24:00", None),
            ("datetime", "2025-05-02T09:00", "2025-05-02T09:00:00"),
            ("datetime", "2025-05-02T09:00:00Z", "2025-05-02T09:00:00+00:00"),
            ("datetime", "now", None),
        ],
    )
    def test_values_have_one_normal_form(self, base: Base, text: str, normal: str | None) -> None:
        assert normal_form(base, text) == normal

    @given(st.sampled_from(BASES), st.text(max_size=40))
    def test_a_normal_form_is_its_own(self, base: Base, text: str) -> None:
        normal = normal_form(base, text)
        if normal is not None and base != "string":
            assert normal_form(base, normal) == normal

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
    def test_an_amount_is_one_amount_however_it_is_written(self, amount: Any) -> None:
        assert normal_form("number", f"{amount:,f}") == normal_form("number", f"{amount:f}")
        assert normal_form("number", f"{amount:f}000") == normal_form("number", f"{amount:f}")

    @given(st.dates())
    def test_a_day_is_one_day_however_it_is_written(self, day: Any) -> None:
        iso = day.isoformat()
        assert normal_form("date", iso) == iso
        assert normal_form("date", f"{day.day} {day:%B} {day.year:04}") == iso
        assert normal_form("date", f"{day:%B} {day.day}, {day.year:04}") == iso


class TestFit:
    @pytest.mark.parametrize(
        ("declared", "text", "fits"),
        [
            (kind(), "anything", True),
            (kind(), " ", False),
            (kind("number", minimum="0.01", maximum="100"), "0.01", True),
            (kind("number", minimum="0.01", maximum="100"), "0", False),
            (kind("number", minimum="0.01", maximum="100"), "100.00", True),
            (kind("number", minimum="0.01", maximum="100"), "100.001", False),
            (kind("integer", minimum="9"), "10", True),
            (kind("date", minimum="2025-01-31"), "2025-01-30", False),
            (kind("date", minimum="2025-01-31"), "1 February 2025", True),
            (kind("time", maximum="17:00"), "9:00", True),
            (kind("time", maximum="17:00"), "17:01", False),
            (kind(pattern="^C-[0-9]+$"), "C-12", True),
            (kind(pattern="^C-[0-9]+$"), "c-12", False),
            (kind(pattern="[0-9]"), "a1b", True),
            (kind(format="email"), "a@b.org", True),
            (kind(format="email"), "a@b", False),
            (kind(format="email"), "a b@c.org", False),
            (kind(format="uri"), "https://example.org/x", True),
            (kind(format="uri"), "example", False),
            (kind(format="uuid"), "123e4567-e89b-12d3-a456-426614174000", True),
            (kind(format="uuid"), "123e4567", False),
            (kind(format="phone"), "+49 30 123456", True),
            (kind(format="phone"), "call me", False),
            (kind(values={"phone": (), "chat": ("text chat",)}), "CHAT", True),
            (kind(values={"phone": (), "chat": ("text chat",)}), "Text Chat", True),
            (kind(values={"phone": (), "chat": ("text chat",)}), "video", False),
            (kind("integer", values={"1": (), "2": ()}), "2.0", True),
        ],
    )
    def test_what_fits(self, declared: SemanticType, text: str, fits: bool) -> None:
        found = fit(declared, text)
        assert bool(found) == fits
        assert found.allowed == ("" if fits else describe(declared))

    def test_an_alias_has_the_normal_form_of_its_member(self) -> None:
        channels = kind(values={"Chat": ("text chat",)})
        assert fit(channels, "text CHAT").normal == fit(channels, "chat").normal == "chat"
        assert member(channels, "text CHAT") == "Chat"
        assert member(channels, "video") is None
        assert member(kind(), "video") is None

    @given(st.sampled_from(BASES), st.text(max_size=200))
    def test_no_text_breaks_it(self, base: Base, text: str) -> None:
        fit(kind(base), text)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (kind(), "a text"),
        (kind("number"), "a number"),
        (kind("integer", minimum="1", maximum="30"), "an integer from 1 to 30"),
        (kind("number", maximum="9"), "a number up to 9"),
        (kind("date"), "a date (YYYY-MM-DD)"),
        (kind(pattern="^x$"), "a text like ^x$"),
        (kind(format="email"), "a text in the form of an e-mail address"),
        (kind(format="uuid"), "a text in the form of a uuid"),
        (kind(values={"a": (), "b": ("x",)}), "one of a, b"),
    ],
)
def test_what_is_allowed_is_said_in_words(declared: SemanticType, words: str) -> None:
    assert describe(declared) == words
