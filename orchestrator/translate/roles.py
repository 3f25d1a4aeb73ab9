"""Which end of a stretch words and inputs speak of: "from Everyday" is no `to_account`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from orchestrator.facts import Span
from orchestrator.translate.words import Word, is_stop, name_words, words_of

End = Literal["start", "end"]

_INPUT_WORDS: dict[str, End] = {
    **dict.fromkeys("from start begin beginning first origin source since departure pickup checkin".split(), "start"),
    **dict.fromkeys("to until till end last destination target return dropoff checkout".split(), "end"),
}  # fmt: skip
_PAIRS = {
    ("pick", "up"): "pickup",
    ("check", "in"): "checkin",
    ("drop", "off"): "dropoff",
    ("check", "out"): "checkout",
}
_BEFORE: dict[str, End] = {
    **dict.fromkeys("from since starting beginning between".split(), "start"),
    **dict.fromkeys("to until till through into onto".split(), "end"),
}  # fmt: skip
# What is done at a place or a time, with "on", "at" or "in" between: "returning on the 10th".
_DOINGS: dict[str, End] = {
    **dict.fromkeys("leaving leave depart departing pick pickup picking checkin outbound starting starts".split(), "start"),
    **dict.fromkeys("return returning returns back drop dropping dropoff checkout ending ends finishing".split(), "end"),
}  # fmt: skip
_OPEN = frozenset("on at in around by".split())
_REACH = 5
# "return it at the same time": what is said of the one end is meant for the other as well
_SAME = re.compile(r"\bsame\b", re.IGNORECASE)


def input_end(*names: str) -> End | None:
    """The end that an input speaks of by its name, else by that of its type."""
    for name in names:
        words = name_words(name)
        joined = [_PAIRS[pair] for pair in pairwise(words) if pair in _PAIRS]
        ends = {_INPUT_WORDS[w] for w in (joined or words) if w in _INPUT_WORDS}
        if len(ends) == 1:
            return ends.pop()
    return None


def said_end(query: str, span: Span) -> End | None:
    """The end that the query says of a span, by the word before it or by the "to" right after it.

    Example:
        >>> said_end("from Oslo to Nice", (5, 9)), said_end("from Oslo to Nice", (13, 17)), said_end("in Nice", (3, 7))
        ('start', 'end', None)
    """
    before = [w for w in words_of(query[: span[0]]) if w.text not in "\"'“‘$€£("]
    while before and is_stop(before[-1].text) and before[-1].lower in ("the", "my", "our", "a", "your"):
        before.pop()
    if before:
        said = before[-1].lower
        if said == "of" and len(before) > 1 and before[-2].lower == "out":
            return "start"
        if said == "to" and len(before) > 1 and before[-2].lower == "up":
            return "end"
        if said in _BEFORE:
            return _BEFORE[said]
        if said in _OPEN and not _SAME.search(query):
            return _done_there(before[:-1])
    return None


def _done_there(before: list[Word]) -> End | None:
    """The end at which something is done, by the nearest verb of the same clause."""
    for word in reversed(before[-_REACH:]):
        if word.text in ".,;!?" or word.lower in ("and", "then", "but"):
            return None
        if word.lower in _DOINGS:
            return _DOINGS[word.lower]
    return None
