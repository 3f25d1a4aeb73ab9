"""Texts ranked by the words they share with a query: BM25 over several fields, each with a weight (BM25F).

Written for a few thousand short texts that are asked often: all that does not depend on the query is reckoned when the index
is made, and only texts that have a word of the query are looked at.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_SATURATION = 1.2
_AKIN = 5


@dataclass(frozen=True, slots=True)
class Field:
    """How much a field counts, and how much it is held against a text that its field is long (0 to 1)."""

    weight: float
    length: float = 0.75


class Index:
    """An index over texts, known by their place in the order they were given in.

    Args:
        texts: the terms of each text, by field.
        fields: the fields that count.

    Example:
        >>> index = Index([{"name": ["send", "bill"]}, {"name": ["pay", "bill"]}], {"name": Field(1.0)})
        >>> sorted(index.scores({"pay": 1.0}))
        [1]
    """

    def __init__(self, texts: Sequence[Mapping[str, Sequence[str]]], fields: Mapping[str, Field]) -> None:
        self.size = len(texts)
        frequencies = _frequencies(texts, fields)
        posted: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, terms in enumerate(frequencies):
            for term, frequency in terms.items():
                posted[term].append((at, frequency / (_SATURATION + frequency)))
        self._posted = {term: tuple(places) for term, places in posted.items()}
        self._idf = {t: math.log(1 + (self.size - len(p) + 0.5) / (len(p) + 0.5)) for t, p in posted.items()}
        self._sorted = sorted(self._posted)

    def __contains__(self, term: str) -> bool:
        return term in self._posted

    @property
    def rarest(self) -> float:
        """The weight of a term that no text has."""
        return math.log(1 + (self.size + 0.5) / 0.5)

    def idf(self, term: str) -> float:
        """How much a term tells: little where many texts have it."""
        return self._idf.get(term, self.rarest)

    def share(self, term: str, at: int) -> float:
        """How much of a term a text has: 0 for none, towards 1 for much."""
        return next((impact for place, impact in self._posted.get(term, ()) if place == at), 0.0)

    def scores(self, query: Mapping[str, float]) -> dict[int, float]:
        """The score of every text that has one of these terms, each of them with the weight it has in the query."""
        scores: dict[int, float] = {}
        for term, weight in query.items():
            told = weight * self._idf.get(term, 0.0)
            for at, impact in self._posted.get(term, ()):
                scores[at] = scores.get(at, 0.0) + told * impact
        return scores

    def akin(self, term: str) -> tuple[str, ...]:
        """The terms of the index that begin like one it does not have, or that one begins like: "cancellat" and "cancel"."""
        if term in self._posted or len(term) < _AKIN:
            return ()
        found: list[str] = []
        for at in range(bisect_left(self._sorted, term[:_AKIN]), len(self._sorted)):
            other = self._sorted[at]
            if not other.startswith(term[:_AKIN]):
                break
            if term.startswith(other) or other.startswith(term):
                found.append(other)
        return tuple(found)


def _frequencies(
    texts: Sequence[Mapping[str, Sequence[str]]], fields: Mapping[str, Field]
) -> Iterable[dict[str, float]]:
    """How often each text has each term, over all its fields: a term counts less in a field that is longer than others'."""
    usual: dict[str, float] = {}
    for name in fields:
        lengths = [len(text[name]) for text in texts if text.get(name)]
        usual[name] = sum(lengths) / len(lengths) if lengths else 1.0
    for text in texts:
        found: dict[str, float] = defaultdict(float)
        for name, field in fields.items():
            terms = text.get(name, ())
            long = 1 - field.length + field.length * len(terms) / usual[name]
            for term, count in Counter(terms).items():
                found[term] += field.weight * count / long
        yield found
