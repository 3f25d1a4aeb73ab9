"""What the words of a change mention: the values that stand in the facts already, and stretches that may be new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog import SemanticType
from orchestrator.converse.revise_cues import FILLERS
from orchestrator.converse.revise_goals import Goals
from orchestrator.converse.revise_places import Place
from orchestrator.converse.revise_words import Clause, is_money_word, overlaps_any, stem_of
from orchestrator.facts import Span
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import LINKS, inside
from orchestrator.translate.roles import input_end
from orchestrator.translate.words import find_text, is_stop, stem
from orchestrator.values import fit

_PLACES = frozenset("first second third fourth fifth last final top bottom next best".split())
_EDGE = " \t\n.,;:!?\"'“”‘’„«»()"


@dataclass(frozen=True, slots=True)
class Held:
    """A value that stands in the facts already, and where the words say it."""

    place: Place
    member: str
    span: Span


class Heard:
    """The values that the words of a change mention, held against the places of the facts.

    Args:
        mentions: the words, read by program.
        places: where values may stand.
        goals: the goals that there are.
        words: the words as they were written, for values that are taken from them.
    """

    def __init__(self, mentions: Mentions, places: Sequence[Place], goals: Goals, words: str) -> None:
        self.mentions, self.places, self.goals, self.words = mentions, places, goals, words
        self.query = mentions.query
        self._of: dict[tuple[int, str], tuple[tuple[SemanticType, str, Span, bool], ...]] = {}

    @cached_property
    def quoted(self) -> tuple[Span, ...]:
        """Where something stands in quotation marks."""
        return tuple(m.span for m in self.mentions.quoted)

    @cached_property
    def names(self) -> tuple[Span, ...]:
        """Where names stand."""
        return tuple(m.span for m in self.mentions.names)

    def values(self, place: Place) -> tuple[tuple[SemanticType, str, Span, bool], ...]:
        """What the words mention that fits a place; a bare number or day is no name."""
        key = (place.goal, place.name)
        if key not in self._of:
            every = place.values(self.mentions)
            self._of[key] = tuple(x for x in every if x[3] or x[2] in self.quoted or not self.has_form(x[2]))
        return self._of[key]

    def held(self, clause: Clause) -> tuple[Held, ...]:
        """The values of the facts that a clause names."""
        found: list[Held] = []
        periods = [w.span for w in self.mentions.dates if not w.is_day]
        for place in self.places:
            for member in place.members:
                spans = [s for _, v, s, _ in self.values(place) if place.same(v, member) and inside(s, [clause.span])]
                spans = [s for s in spans if s not in periods]
                said = find_text(member, clause.text) if place.role != "flag" else None
                if said is not None and not self._is_unit(clause, said, place) and not self._is_part(clause, said):
                    spans.append((clause.span[0] + said[0], clause.span[0] + said[1]))
                if spans:
                    found.append(Held(place, member, max(spans, key=lambda s: s[1] - s[0])))
        return tuple(found)

    def _is_part(self, clause: Clause, said: Span) -> bool:
        """Whether a text is only a part of what is said: "payroll" in "payroll taxes"."""
        end = clause.span[0] + said[1]
        beside = [w for w in clause.content if re.fullmatch(r"\s+", self.query[end : w.begin] or "x")]
        return any(not self.goals.explained(stem_of(w)) and not is_money_word(w) for w in beside)

    def _is_unit(self, clause: Clause, said: Span, place: Place) -> bool:
        """Whether a number that is found by its text is a part of another one, or of a date."""
        span = (clause.span[0] + said[0], clause.span[0] + said[1])
        return self.query[slice(*span)].isdigit() and not any(s == span for _, _, s, _ in self.values(place))

    def said(self, clause: Clause, places: Sequence[Place], without: Sequence[Span]) -> list[Span]:
        """The stretches of a clause that have the form of a value, or are marked as a name, of some of these places."""
        ranked: dict[Span, int] = {}
        closed = [*without, *([clause.saying] if clause.saying else [])]
        for place in places:
            for _, _, span, formed in self.values(place):
                rank = self._rank(span, formed)
                if place.role == "flag" or not inside(span, [clause.span]) or overlaps_any(span, closed):
                    continue
                if rank is not None and not self._is_row(span, clause):
                    ranked[span] = min(rank, ranked.get(span, rank))
        chosen: list[Span] = []
        for span in sorted(ranked, key=lambda s: (ranked[s], s[0] - s[1], s[0])):
            if not overlaps_any(span, chosen):
                chosen.append(span)
        return sorted(chosen)

    def _rank(self, span: Span, formed: bool) -> int | None:
        """How surely a stretch is a value: quoted, of a form of its own, a name; None for what is none by itself."""
        if inside(span, self.quoted):
            return 0
        if formed:
            return 1
        return 2 if span in self.names and not self._begins_with_filler(span) else None

    def bare(self, span: Span) -> Span:
        """A stretch without quotation marks, and signs at its end."""
        text = self.query[slice(*span)]
        return (span[0] + len(text) - len(text.lstrip(_EDGE)), span[1] - (len(text) - len(text.rstrip(_EDGE))))

    def _begins_with_filler(self, span: Span) -> bool:
        first = self.query[slice(*span)].split()[0]
        return stem(first) in FILLERS

    def _is_row(self, span: Span, clause: Clause) -> bool:
        """Whether it is said of a row: "the first one", "the last one"."""
        after = [w.lower for w in clause.words if w.begin >= span[1]][:1]
        if self.query[slice(*span)].casefold() == "one":  # "an electric one"
            before = [w for w in clause.words if w.end <= span[0]]
            return bool(before) and before[-1].is_content and stem_of(before[-1]) not in FILLERS
        return after in (["one"], ["ones"]) and self.query[slice(*span)].casefold() in _PLACES

    def value(self, place: Place, span: Span) -> str | None:
        """What a stretch of the words is as a value of a place; of a period the end that the place is about."""
        found = [v for _, v, s, _ in self.values(place) if s == span]
        text = self.words[slice(*span)]
        if len(set(found)) > 1 and place.kind.base == "date":
            end = input_end(place.name, place.kind.name)
            return found[-1] if end == "end" else found[0] if end == "start" else None
        if found:
            return text if found[0] == self.query[slice(*span)] else found[0]
        if place.role == "name" and any(is_stop(w) and w.casefold() not in LINKS for w in text.split()):
            return None
        free = any(fit(k, text) and k.base == "string" and not k.constrained for k in place.fits)
        return text if free and place.role in ("text", "name") and not self.has_form(span) else None

    def is_marked(self, place: Place, span: Span) -> bool:
        """Whether a stretch looks like a value by itself: it is quoted, a name, or has a form."""
        formed = any(s == span and f for _, _, s, f in self.values(place))
        return formed or span in self.names or span in self.quoted

    def has_form(self, span: Span) -> bool:
        """Whether a stretch is a day, a number, an address or an id: no name, and nothing that is said."""
        m = self.mentions
        formed = [*(w.span for w in m.dates), *(n.span for n in (*m.numbers, *m.ids, *m.addresses))]
        return any(inside(span, [s]) for s in formed)
