"""Names and phrases of a query: what may be the value of a free text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog import Catalog
from orchestrator.facts import Span
from orchestrator.translate.words import STOP_WORDS, is_stop, name_words, starts_sentence, stem

MAX_PHRASE = 8
MAX_NAME = 4
_MAX_PHRASES = 160
_CLOSES = re.compile(r"[,;:.!?…\"”»)]+$")
LINKS = frozenset("of de la le du del da van von der den and & y e the".split())


def inside(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span lies within one of the others."""
    return any(b <= span[0] and span[1] <= e for b, e in others)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def catalog_words(catalog: Catalog) -> frozenset[str]:
    """Stems of the words that a catalog uses for its own things: by themselves they are no values."""
    names: list[str] = [*catalog.types]
    for kind in catalog.types.values():
        names.append(kind.entity or "")
        for member, aliases in (kind.values or {}).items():
            names.extend((member, *aliases))
    for name, api in catalog.apis.items():
        names.extend((name, api.description, *api.inputs, *api.yields))
    return frozenset(stem(w) for n in names for w in name_words(n))


@dataclass(frozen=True)
class Texts:
    """The free texts of a query. `solid` spans are read as a whole elsewhere; `vocabulary` are stems of the catalog's words."""

    query: str
    units: tuple[Span, ...]
    solid: tuple[Span, ...]
    money: frozenset[Span]
    quoted: tuple[Span, ...]
    vocabulary: frozenset[str]

    @cached_property
    def names(self) -> tuple[Span, ...]:
        """Runs of capitalised words: "Ortega & Sons", "Handbook 2025"."""
        spans: list[Span] = []
        runs = list(self._capital_runs())
        for index, run in enumerate(runs):
            spans.extend(self._variants(run))
            at, last = index, run
            while at + 1 < len(runs) and self._linked(last, runs[at + 1]):
                at, last = at + 1, runs[at + 1]
                spans.extend(self._variants((run[0], last[1])))
        return tuple(dict.fromkeys(spans))

    def _capital_runs(self) -> Iterator[Span]:
        run: list[Span] = []
        for unit in self.units:
            text = self.query[slice(*unit)]
            capital = self._is_capital(unit, text) or (bool(run) and self._goes_on(unit, text))
            joined = bool(run) and not _CLOSES.search(self.query[run[-1][0] : unit[0]].rstrip())
            if run and (not capital or not joined):
                yield (run[0][0], run[-1][1])
                run = []
            if capital:
                run.append(unit)
        if run:
            yield (run[0][0], run[-1][1])

    def _goes_on(self, unit: Span, text: str) -> bool:
        """Whether a number may belong to the name before it: "Handbook 2024", not "Bjorn Dahl 84.90"."""
        return text.isdigit() and unit not in self.money and not inside(unit, self.solid)

    def _is_capital(self, unit: Span, text: str) -> bool:
        if not text[0].isupper() or inside(unit, self.solid):
            return False
        if not is_stop(text):
            return True
        return (
            len(text) > 1
            and (text.isupper() or not starts_sentence(self.query, unit[0]))
            and "'" not in text.replace("’", "'")
        )

    def _variants(self, run: Span) -> Iterator[Span]:
        """A run as it is, and without a number at its end: "Handbook 2024", but "Bjorn Dahl 84.90"."""
        yield from self._without_edges(run)
        number = re.search(r"\s+[\d.,]+$", self.query[slice(*run)])
        if number is not None:
            yield from self._without_edges((run[0], run[0] + number.start()))

    def _without_edges(self, run: Span) -> Iterator[Span]:
        """A run without a possessive ending, and without a first word that is only capital by its place."""
        begin, end = run
        if self.query[begin:end].endswith(("'s", "’s")):
            end -= 2
        first = re.match(r"\S+\s+", self.query[begin:end])
        if starts_sentence(self.query, begin):
            if first is None:
                if not self._is_vocabulary(self.query[begin:end]):
                    yield (begin, end)
                return
            if self._is_vocabulary(first[0]):
                yield (begin + first.end(), end)
                return
            yield (begin, end)
            yield (begin + first.end(), end)
            return
        said = self.query[begin:end]
        if not (
            said.isupper() and self._is_vocabulary(said)
        ):  # "IBAN" is the catalog's word, "Business" may be a name
            yield (begin, end)

    def _linked(self, left: Span, right: Span) -> bool:
        between = self.query[left[1] : right[0]]
        words = between.casefold().split()
        return bool(words) and len(words) <= 2 and all(w in LINKS for w in words)

    def _is_vocabulary(self, text: str) -> bool:
        return all(stem(w) in self.vocabulary or w in STOP_WORDS for w in name_words(text))

    @cached_property
    def short_phrases(self) -> tuple[Span, ...]:
        """Content words side by side, as a name in lower case would be."""
        short = (s for s in self.phrases if all(self._carries(u) for u in self._units_in(s)))
        return tuple(s for s in short if not self._leads_into_name(s))

    def _leads_into_name(self, span: Span) -> bool:
        """Whether a phrase is a name with words of the catalog before it: "invoice Acme"."""
        begins = (n[0] for n in self.names if span[0] < n[0] < span[1])
        return any(self._is_vocabulary(self.query[span[0] : begin]) for begin in begins)

    def _units_in(self, span: Span) -> list[Span]:
        units = [u for u in self.units if inside(u, [span])]
        return units if len(units) <= MAX_NAME else [(0, 0)]

    @cached_property
    def phrases(self) -> tuple[Span, ...]:
        """Runs of words within a clause that begin and end with a content word and are not the catalog's own words."""
        spans: list[Span] = []
        units = self.units
        for i, (begin, _) in enumerate(units):
            if not self._carries(units[i]):
                continue
            for j in range(i, min(i + MAX_PHRASE, len(units))):
                if j > i and _CLOSES.search(self.query[units[j - 1][0] : units[j][0]].rstrip()):
                    break
                if inside(units[j], self.solid):
                    break
                span = (begin, units[j][1])
                if (
                    self._carries(units[j])
                    and not self._is_vocabulary(self.query[slice(*span)])
                    and not self._cuts(span)
                ):
                    spans.append(span)
        outside = [s for s in spans if not any(overlap(s, q) for q in self.quoted)]
        return tuple(outside[:_MAX_PHRASES])

    def _cuts(self, span: Span) -> bool:
        """Whether a span takes a part of a name only."""
        return any(n[0] < span[0] < n[1] or n[0] < span[1] < n[1] for n in self.names)

    def _carries(self, unit: Span) -> bool:
        text = self.query[slice(*unit)]
        return not is_stop(text) and any(c.isalpha() for c in text) and not inside(unit, self.solid)
