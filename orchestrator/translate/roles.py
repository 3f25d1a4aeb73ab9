"""Which end of a stretch words and inputs speak of: "from Everyday" is no `to_account`."""

from __future__ import annotations

from typing import Literal

from orchestrator.facts import Span
from orchestrator.translate.words import is_stop, name_words, words_of

End = Literal["start", "end"]

_INPUT_WORDS: dict[str, End] = {
    **dict.fromkeys("from start begin beginning first origin source since departure".split(), "start"),
    **dict.fromkeys("to until till end last destination target".split(), "end"),
}  # fmt: skip
_BEFORE: dict[str, End] = {
    **dict.fromkeys("from since starting beginning between".split(), "start"),
    **dict.fromkeys("to until till through into onto".split(), "end"),
}  # fmt: skip


def input_end(*names: str) -> End | None:
    """The end that an input speaks of by its name, else by that of its type."""
    for name in names:
        ends = {_INPUT_WORDS[w] for w in name_words(name) if w in _INPUT_WORDS}
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
    return None
