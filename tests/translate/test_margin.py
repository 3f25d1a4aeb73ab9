"""What a token that was written may lead to, and how probable each choice is by it."""

from __future__ import annotations

import pytest

from orchestrator.translate.margin import Candidates, led_to, shares


@pytest.mark.parametrize(
    ("text", "choices", "found"),
    [
        (b" ", [b" 3,", b" 12,", b" none,"], [b" 3,", b" 12,"]),
        (b" ", [b' "a",', b" none,"], [b' "a",', b" none,"]),  # there are no figures: all that begins so
        (b" n", [b" 3,", b" none,", b" never,"], [b" none,", b" never,"]),
        (b"", [b"3", b"none"], [b"3", b"none"]),
        (b"1", [b"12", b"1a", b"2"], [b"12", b"1a"]),  # only a blank leads to figures
        (b" x", [b" 3,", b" none,"], []),
        (b"none", [b"none", b"none of them"], [b"none", b"none of them"]),
    ],
)
def test_what_was_written_leads_to_what_begins_so_and_a_blank_to_figures(
    text: bytes, choices: list[bytes], found: list[bytes]
) -> None:
    assert led_to(text, choices) == found


def test_a_blank_speaks_for_the_figures_and_not_for_none() -> None:
    step = Candidates(b" ", {b" ": -0.1, b" none": -2.4})
    told = dict(shares([" 3,", " 12,", " none,"], [step]))
    assert told[" 3,"] == told[" 12,"] > 0.4
    assert told[" none,"] < 0.1


def test_a_token_within_a_character_leads_to_what_has_the_character() -> None:
    whole = "Å".encode()
    told = dict(shares(["Åse", "Ørn", "none"], [Candidates(whole[:1], {whole[:1]: -0.1, b"none": -3.0})]))
    assert told["Åse"] == told["Ørn"] > 0.4
    assert led_to(whole, ["Åse".encode(), "Ørn".encode()]) == ["Åse".encode()]
