"""The stretches of a query in which one wish may stand: cut at "and", commas and the ends of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.facts import Span
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.words import Word

_WORD = re.compile(r"\be-mail\w*|[^\W_]+(?:['’][^\W_]+)*|[^\s\w]|_", re.IGNORECASE)
_CUTS = frozenset("and then also plus afterwards &".split())
_SIGNS = frozenset(".!?;,:–—")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the query and its words, without signs."""

    span: Span
    words: tuple[Word, ...]

    @property
    def tells(self) -> bool:
        """Whether a word of it says something by itself."""
        return any(w.is_content for w in self.words)


def segments(mentions: Mentions) -> tuple[Segment, ...]:
    """The stretches of a query between its joints, in order; none inside quoted text, a date, an address or an id.

    Example:
        >>> catalog = Catalog(name="x")                                        # doctest: +SKIP
        >>> [[w.text for w in s.words] for s in segments(Mentions("Bill Acme and send it.", catalog, today))]
        [['Bill', 'Acme'], ['send', 'it']]
    """
    query, closed = mentions.query, mentions.solid_or_quoted
    words = list(_words(query))
    found: list[Segment] = []
    begin, held = 0, list[Word]()
    for word in words:
        if not any(b <= word.begin < e for b, e in closed) and _cuts(word, query):
            found.append(Segment((begin, word.begin), tuple(held)))
            begin, held = word.end, []
        elif not word.is_sign:
            held.append(word)
    found.append(Segment((begin, len(query)), tuple(held)))
    return tuple(s for s in found if s.tells)


def _words(query: str) -> Iterator[Word]:
    """As `words_of`, with "e-mail" as one word."""
    return (Word(m[0], m.start(), m.end()) for m in _WORD.finditer(query))


def _cuts(word: Word, query: str) -> bool:
    if word.lower in _CUTS:
        return True
    return word.text in _SIGNS and (word.end == len(query) or query[word.end].isspace())
