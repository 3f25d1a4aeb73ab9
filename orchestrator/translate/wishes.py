"""Which goals the words of a query speak of, without a model: each stretch of the query is held against the catalog.

What speaks for an API is summed up: words that it shares with the stretch (rare ones count more), its name said in full, values
that it takes; against it, values that it cannot take. The query is cut into stretches so that the sum over all of them is the
best, less a price for every goal: a second goal has to have words of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog import Catalog
from orchestrator.facts import Span
from orchestrator.translate.complete import loose
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.negation import negated
from orchestrator.translate.reach import is_lookup
from orchestrator.translate.retrieve import narrow
from orchestrator.translate.segments import Segment, segments
from orchestrator.translate.shelf import Example, shelf_of

_PRICE, _PRICE_OF_VERB = 0.3, 0.1
_CALLED = 0.3
_TAKES = 0.3
_CANNOT = 0.15
_ASKED = 0.1
_BY_ITSELF = 0.15
_WORKED = 0.8
_SHOWN = 40
_NEAR = 0.02
_MOST_READINGS = 3
# Fitted on labelled queries of four domains and on three third-party sets: always, by strength, by margin.
_FITTED = (-0.37, -0.40, 3.70)
_ASKING = frozenset("who whose what which when where how".split())


@dataclass(frozen=True)
class Wish:
    """A stretch of the query and what speaks for each API in it, the best first, in units of the rarest word."""

    span: Span
    scores: tuple[tuple[str, float], ...]

    @property
    def api(self) -> str:
        """The API that most speaks for."""
        return self.scores[0][0]

    @property
    def strength(self) -> float:
        """How much speaks for it."""
        return self.scores[0][1]

    @property
    def margin(self) -> float:
        """How much more than for the next."""
        return self.strength - (self.scores[1][1] if len(self.scores) > 1 else 0.0)

    @cached_property
    def likelihoods(self) -> dict[str, float]:
        """How likely the wish is for each API, from 0 to 1."""
        found: dict[str, float] = {}
        for at, (api, score) in enumerate(self.scores):
            other = self.scores[1 if at == 0 else 0][1] if len(self.scores) > 1 else 0.0
            found[api] = _likelihood(score, score - other)
        return found

    @property
    def readings(self) -> tuple[str, ...]:
        """The APIs for which as much speaks, if they are two or three; else none: which one is meant is not open."""
        near = tuple(name for name, score in self.scores if self.strength - score < _NEAR)
        return near if 1 < len(near) <= _MOST_READINGS else ()


def wishes(mentions: Mentions, examples: Sequence[Example] = ()) -> tuple[Wish, ...]:
    """The wishes of a query in order, weak ones too; none where no API shares a word with it.

    Of a large catalog only what the query may want is looked at.
    """
    return _Reader(narrow(mentions, examples), examples).wishes()


def goal_scores(mentions: Mentions, catalog: Catalog, examples: Sequence[Example] = ()) -> dict[str, float]:
    """How likely each API is a goal of the query by its words alone, from 0 to 1; APIs without any word of it are left out.

    Reckoned from how much speaks for an API and from how far it is before or behind the best other one of its stretch. It was
    fitted so that it can be read as a share: of the APIs above 0.8 about nine in ten were goals, of those below 0.2 one in
    twenty.
    """
    found = spoken_of(wishes(mentions, examples))
    return {api: found[api] for api in catalog.apis if api in found}


def spoken_of(found: Iterable[Wish]) -> dict[str, float]:
    """How likely some wish is for each API, from 0 to 1."""
    best: dict[str, float] = {}
    for wish in found:
        for api, likelihood in wish.likelihoods.items():
            best[api] = max(best.get(api, 0.0), likelihood)
    return best


def unmet(found: Iterable[Wish], apis: Iterable[str]) -> list[Wish]:
    """The wishes that are left when each of some APIs has been called for the one that is likeliest for it."""
    left = list(found)
    for api in apis:
        met = max(left, key=lambda wish: wish.likelihoods.get(api, 0.0), default=None)
        if met is not None and api in met.likelihoods:
            left.remove(met)
    return left


def _likelihood(strength: float, margin: float) -> float:
    always, by_strength, by_margin = _FITTED
    return 1 / (1 + math.exp(-(always + by_strength * strength + by_margin * margin)))


class _Reader:
    """Reads the wishes of one query."""

    def __init__(self, mentions: Mentions, examples: Sequence[Example]) -> None:
        self.mentions, self.examples = mentions, examples
        self.shelf = shelf_of(mentions.catalog)
        self.segments: tuple[Segment, ...] = segments(mentions)
        self._groups: dict[tuple[int, int], Wish | None] = {}

    def wishes(self) -> tuple[Wish, ...]:
        best: list[tuple[float, tuple[Wish, ...]]] = [(0.0, ())]
        for end in range(1, len(self.segments) + 1):
            cut = best[-1]
            for begin in range(end):
                wish = self._group(begin, end)
                if wish is not None:
                    value = (
                        best[begin][0] + wish.strength - (_PRICE_OF_VERB if self._opens(begin) else _PRICE)
                    )
                    if not cut[1] or value > cut[0]:
                        cut = (value, (*best[begin][1], wish))
            best.append(cut)
        return best[-1][1]

    def _opens(self, at: int) -> bool:
        """Whether a segment begins as a wish does: with a verb of the catalog, or with a word that asks."""
        words = self.segments[at].words
        return words[0].lower in _ASKING or self.shelf.verb_of(words) is not None

    def _group(self, begin: int, end: int) -> Wish | None:
        """Several segments as one wish."""
        key = (begin, end)
        if key not in self._groups:
            self._groups[key] = self._wish(begin, end)
        return self._groups[key]

    def _wish(self, begin: int, end: int) -> Wish | None:
        total: dict[int, float] = {}
        called: dict[int, float] = {}
        for words, names in self._by_words[begin:end]:
            for at, score in words.items():
                total[at] = total.get(at, 0.0) + score
            for at, share in names.items():
                called[at] = min(1.0, called.get(at, 0.0) + share)
        rarest = self.shelf.index.rarest
        span = (self.segments[begin].span[0], self.segments[end - 1].span[1])
        scores = {at: s / rarest + _CALLED * called.get(at, 0.0) for at, s in total.items()}
        for at in sorted(scores, key=lambda at: (-scores[at], at))[:_SHOWN]:
            scores[at] += self._by_values(at, span)
            if self._comes_by_itself(at):
                scores[at] -= _BY_ITSELF
        self._add_worked(scores, begin, end)
        ordered = sorted(scores.items(), key=lambda s: (-s[1], s[0]))[:_SHOWN]
        return Wish(span, tuple((self.shelf.names[at], score) for at, score in ordered)) if ordered else None

    def _add_worked(self, scores: dict[int, float], begin: int, end: int) -> None:
        if self.examples:
            text = self.mentions.query[self.segments[begin].span[0] : self.segments[end - 1].span[1]]
            for at, near in self.shelf.worked(text, self.examples, self.mentions.query).items():
                scores[at] = scores.get(at, 0.0) + _WORKED * near

    @cached_property
    def _by_words(self) -> tuple[tuple[Mapping[int, float], Mapping[int, float]], ...]:
        """For each segment what its words say for each API, and how much of the names they are."""
        found: list[tuple[Mapping[int, float], Mapping[int, float]]] = []
        for segment in self.segments:
            words = [w for w in segment.words if not any(b <= w.begin < e for b, e in self._unwanted)]
            terms = self.shelf.terms_of(words, self.mentions)
            if (verb := self.shelf.verb_of(words)) is not None:
                terms[verb] = 1.0
            found.append((self.shelf.index.scores(terms), self.shelf.called(terms)))
        return tuple(found)

    @cached_property
    def _unwanted(self) -> tuple[Span, ...]:
        """The stretches that say what shall not be done: no word there speaks for anything."""
        return negated(self.mentions.query)

    def _by_values(self, at: int, span: Span) -> float:
        """What the values of a stretch say for an API: those that it takes for it, those that it cannot take against it."""
        kinds = self.shelf.formed_types(at)
        here = [(of, s) for s, of in self._formed if span[0] <= s[0] < span[1]]
        taken = sum(not kinds.isdisjoint(of) for of, _ in here)
        asks = any(
            w.lower in _ASKING for s in self.segments for w in s.words[:1] if span[0] <= w.begin < span[1]
        )
        said = _TAKES * taken - _CANNOT * (len(here) - taken)
        return said + (
            _ASKED if asks and not self.mentions.catalog.apis[self.shelf.names[at]].writes else 0.0
        )

    @cached_property
    def _formed(self) -> tuple[tuple[Span, frozenset[str]], ...]:
        """The values that are told by their form, each with the types that it fits."""
        catalog = self.mentions.catalog
        spans: dict[Span, set[str]] = {m.span: set() for m in loose(self.mentions)}
        for kind in self.shelf.kinds_with_form if spans else ():
            for mention in self.mentions.of(catalog.type(kind)):
                if mention.span in spans:
                    spans[mention.span].add(kind)
        return tuple((span, frozenset(kinds)) for span, kinds in spans.items())

    def _comes_by_itself(self, at: int) -> bool:
        """Whether the API is a lookup, or a write that is put in where it is needed: seldom what is wished for."""
        name = self.shelf.names[at]
        return self.mentions.catalog.apis[name].auto or is_lookup(self.mentions.catalog, name)
