"""What a query says is not wanted, and what does not matter."""

from __future__ import annotations

import pytest

from orchestrator.translate.negation import denied, indifferent, negated


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Bill Acme but don't send it, please", ["don't send it"]),
        ("Do not call him, write to him", ["Do not call him"]),
        ("there is no need to e-mail her", ["no need to e-mail her"]),
        ("find a room without booking it", ["without booking it"]),
        ("write to Ben rather than call Ada", ["rather than call Ada"]),
        ("don't send it and delete it", ["don't send it"]),
        ("instead of the small room book the large one", ["instead of the small room"]),
        ("Don't forget to send it", []),
        ("why don't you book it", []),
        ("I can't find my card", []),
        ("pay 200, no wait, 300", []),
        ("not only book but pay it", []),
        ("send it", []),
    ],
)
def test_what_shall_not_be_done(query: str, words: list[str]) -> None:
    said = [query[slice(*s)] for s in negated(query)]
    assert [s for s, w in zip(said, words, strict=True) if not s.startswith(w)] == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("somewhere not very costly, near me", ["not very costly"]),
        ("a flat with no garage and a lift", ["no garage"]),
        ("a bar without alcohol", ["without alcohol"]),
        ("it doesn't need wifi", ["doesn't need wifi"]),
        ("a non-smoking room", ["non-smoking room"]),
        ("no later than Friday", []),
        ("no, the red one", []),
        ("no problem, book it", []),
        ("with a garage", []),
    ],
)
def test_where_a_word_says_its_opposite(query: str, words: list[str]) -> None:
    assert [query[slice(*s)] for s in denied(query)] == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("I don't mind an entry fee, if it is near", ["don't mind an entry fee"]),
        ("not concerned about having a garage", ["not concerned about having a garage"]),
        ("with or without breakfast", ["with or without breakfast"]),
        ("I mind the noise", []),
    ],
)
def test_what_does_not_matter_is_neither_wanted_nor_denied(query: str, words: list[str]) -> None:
    assert [query[slice(*s)] for s in indifferent(query)] == words
    assert not any(b <= query.find(w) < e for b, e in denied(query) for w in words)
