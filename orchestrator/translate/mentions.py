"""What a query mentions: days, times, numbers, quoted text, names, phrases. Found by program, offered to the model.

A mention is evidence: a value becomes a fact only if it is one of these or stands in the query word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.facts import Span
from orchestrator.translate.dates import When, date_spans, time_spans
from orchestrator.translate.names import LINKS, MAX_PHRASE, Texts, catalog_words, inside, overlap
from orchestrator.translate.numbers import number_spans
from orchestrator.translate.reach import is_name
from orchestrator.translate.words import (
    STOP_WORDS,
    Word,
    is_stop,
    name_words,
    quoted_spans,
    stem,
    words_of,
)
from orchestrator.values import fit

_UNIT = re.compile(r"\S+")
_EDGE = "\"“”„«»‘’'()[]{}<>.,;:!?…"
_FORMATS = {
    "email": re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:.!?]+"),
    "uri": re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"')]+[^\s<>\"').,;:!?]|\bmailto:\S+"),
    "uuid": re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
    "phone": re.compile(r"(?<![\w.,-])\+?[0-9(][0-9 ()/.-]{4,18}[0-9](?![\w-])"),
}
_NEGATIONS = frozenset("not no non without never don't doesn't isn't".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A value that the query supports: as the model writes it, as the fact has it, and where it stands."""

    text: str
    value: str
    span: Span
    quoted: bool = True

    def overlaps(self, other: Mention) -> bool:
        """Whether the two claim the same words. The two ends of one period do not."""
        if self.span == other.span:
            return self.value == other.value or self.quoted or other.quoted
        return self.span[0] < other.span[1] and other.span[0] < self.span[1]


@dataclass(frozen=True)
class Mentions:
    """A query read by program, once, for a catalog.

    Example:
        >>> catalog = Catalog.model_validate({"name": "x", "types": {"day": {"base": "date"}}})
        >>> [m.value for m in Mentions("on 2 May 2025", catalog, date(2025, 1, 1)).of(catalog.type("day"))]
        ['2025-05-02']
    """

    query: str
    catalog: Catalog
    today: date
    _of: dict[str, tuple[Mention, ...]] = field(default_factory=dict, repr=False)

    def of(self, kind: SemanticType) -> tuple[Mention, ...]:
        """What the query mentions that fits a type; a value that is said twice is there twice."""
        if kind.name not in self._of:
            found = dict.fromkeys(m for m in self._candidates(kind) if fit(kind, m.value))
            self._of[kind.name] = tuple(found)
        return self._of[kind.name]

    def _candidates(self, kind: SemanticType) -> Iterable[Mention]:
        if kind.values is not None:
            return self._members(kind.values)
        match kind.base:
            case "boolean":
                return ()
            case "date":
                return self._days
            case "time":
                return [Mention(t.value, t.value, t.span, quoted=False) for t in time_spans(self.query)]
            case "datetime":
                return self._moments
            case "integer" | "number":
                return [n for n in self.numbers if self._is_number_of(kind, n)]
        if kind.format is not None:
            return [self._verbatim(m.span()) for m in _FORMATS[kind.format].finditer(self.query)]
        if kind.pattern is not None:
            return [self._verbatim(span) for span in self._matching(kind.pattern)]
        if kind.entity is None:
            return [*self.quoted, *self.names, *map(self._verbatim, self._texts.phrases)]
        named = [m for m in self.quoted if self._may_be_name(m)]
        if is_name(self.catalog, kind.name) and (
            self.names or named
        ):  # who writes one name with a capital writes all so
            return [*named, *self.names]
        return [*named, *self.names, *map(self._verbatim, self._texts.short_phrases)]

    def _may_be_name(self, mention: Mention) -> bool:
        """Whether quoted text may be what something is called; "thanks for your patience" is something said."""
        return not any(is_stop(w) and w.islower() and w not in LINKS for w in mention.text.split())

    def _is_number_of(self, kind: SemanticType, number: Mention) -> bool:
        """$400 is no count and no number of an invoice; "two" is no number of an invoice either."""
        if number.span in self.money and (kind.base == "integer" or not kind.bare):
            return False
        return kind.bare or self.query[slice(*number.span)][0].isdigit()

    def flag(self, name: str, description: str | None) -> Mention | None:
        """The truth value that the query has a word for: a word of the input's name, or of its description."""
        wanted = {stem(w) for w in (*name_words(name), *name_words(description or "")) if w not in STOP_WORDS}
        words = [w for w in self._words if not w.is_sign]
        for index, word in enumerate(words):
            if (
                word.is_content
                and stem(word.lower) in wanted
                and not any(overlap((word.begin, word.end), m.span) for m in self.quoted)
            ):
                negated = index > 0 and words[index - 1].lower in _NEGATIONS
                return Mention(
                    "false" if negated else "true",
                    "false" if negated else "true",
                    (word.begin, word.end),
                    quoted=False,
                )
        return None

    def find(self, text: str) -> Span | None:
        """Where a text stands in the query, in whole words and regardless of case and of how it is spaced."""
        said = text.strip()
        if not said:
            return None
        body = r"\s+".join(re.escape(part).replace("'", "['’]") for part in said.split())
        before = r"(?<!\w)" if _is_spaced(said[0]) else ""
        after = r"(?!\w)" if _is_spaced(said[-1]) else ""
        match = re.search(before + body + after, self.query, re.IGNORECASE)
        return match.span() if match else None

    @property
    def hints(self) -> tuple[str, ...]:
        """The days that the query says otherwise than as a full date, for the model to see what they are."""
        return tuple(
            f"{self.query[slice(*w.span)]} = {_hint(w)}" for w in self.dates if not _is_plain(w, self.query)
        )

    @cached_property
    def dates(self) -> tuple[When, ...]:
        """Days and periods."""
        return tuple(date_spans(self.query, self.today))

    @cached_property
    def numbers(self) -> tuple[Mention, ...]:
        """Numbers that are no part of a date, a time, an address or an id."""
        return tuple(
            Mention(n.value, n.value, n.span, quoted=False)
            for n in number_spans(self.query)
            if not inside(n.span, self._solid)
        )

    @cached_property
    def money(self) -> frozenset[Span]:
        """The spans of the numbers beside which a currency stands."""
        return frozenset(n.span for n in number_spans(self.query) if n.is_money)

    @cached_property
    def ids(self) -> tuple[Mention, ...]:
        """What matches the pattern of a type and has both letters and digits."""
        found: dict[Span, Mention] = {}
        for kind in self.catalog.semantic_types.values():
            if kind.pattern is not None and kind.values is None:
                for span in self._matching(kind.pattern):
                    said = self.query[slice(*span)]
                    if re.search(r"\d", said) and re.search(r"[^\W\d_]", said):
                        found[span] = self._verbatim(span)
        return tuple(found.values())

    @cached_property
    def addresses(self) -> tuple[Mention, ...]:
        """E-mail addresses, links and UUIDs."""
        return tuple(
            self._verbatim(m.span())
            for f in ("email", "uri", "uuid")
            for m in _FORMATS[f].finditer(self.query)
        )

    @property
    def names(self) -> tuple[Mention, ...]:
        """Runs of capitalised words: "Ortega & Sons", "Handbook 2025"."""
        return tuple(self._verbatim(s) for s in self._texts.names)

    @cached_property
    def _texts(self) -> Texts:
        quoted = tuple(m.span for m in self.quoted)
        return Texts(self.query, self._units, self._solid, self.money, quoted, catalog_words(self.catalog))

    @property
    def solid_or_quoted(self) -> tuple[Span, ...]:
        """The spans within which no wish ends: quoted text, dates, addresses, ids."""
        return (*self._solid, *(m.span for m in self.quoted))

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        return words_of(self.query)

    @cached_property
    def quoted(self) -> tuple[Mention, ...]:
        """What stands in quotation marks."""
        return tuple(self._verbatim(s) for s in quoted_spans(self.query))

    @cached_property
    def _solid(self) -> tuple[Span, ...]:
        """Spans that are read as a whole: their parts are no names and no numbers."""
        formats = [m.span for m in self.addresses]
        times = [t.span for t in time_spans(self.query)]
        days = [w.span for w in self.dates if w.year_said]
        return (*days, *times, *formats, *(m.span for m in self.ids))

    @cached_property
    def _units(self) -> tuple[Span, ...]:
        """What stands between blanks, without punctuation around it."""
        units: list[Span] = []
        for match in _UNIT.finditer(self.query):
            text = match[0]
            begin = match.start() + len(text) - len(text.lstrip(_EDGE))
            end = match.end() - (len(text) - len(text.rstrip(_EDGE)))
            if end > begin:
                units.append((begin, end))
        return tuple(units)

    @cached_property
    def _days(self) -> tuple[Mention, ...]:
        days: list[Mention] = []
        for when in self.dates:
            for day in dict.fromkeys((when.begin, when.end)):
                days.append(Mention(day.isoformat(), day.isoformat(), when.span, quoted=False))
        return tuple(days)

    @cached_property
    def _moments(self) -> tuple[Mention, ...]:
        """A day with the time that stands beside it."""
        clocks = time_spans(self.query)
        moments: list[Mention] = []
        for when in self.dates:
            near = sorted(clocks, key=lambda c: abs(c.span[0] - when.span[0]))[:1] if when.is_day else []
            for clock in near:
                text = f"{when.begin.isoformat()}T{clock.value}"
                span = (min(when.span[0], clock.span[0]), max(when.span[1], clock.span[1]))
                moments.append(Mention(text, text, span, quoted=False))
        return tuple(moments)

    def _members(self, values: dict[str, tuple[str, ...]]) -> Iterator[Mention]:
        found: list[tuple[Span, str]] = []
        for member, aliases in values.items():
            for said in (member, member.replace("_", " "), *aliases):
                span = self._find_inflected(said)
                if span is not None:
                    found.append((span, member))
        longest = [f for f in found if not any(inside(f[0], [g[0]]) and f[0] != g[0] for g in found)]
        for span, member in sorted(longest, key=lambda f: f[0]):
            yield Mention(member, member, span, quoted=not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", member))

    def _find_inflected(self, said: str) -> Span | None:
        """As `find`, and regardless of how the last word is inflected where the member is one long word."""
        span = self.find(said)
        if span is not None or " " in said or len(said) < 4 or not said.isalpha():
            return span
        wanted = stem(said)
        return next(((w.begin, w.end) for w in self._words if w.is_content and stem(w.lower) == wanted), None)

    def _matching(self, pattern: str) -> list[Span]:
        """Runs of units that match a pattern: the longest of those with one beginning where the pattern is anchored."""
        spans: list[Span] = []
        units = self._units
        anchored = pattern.endswith("$") and pattern.startswith("^")
        for i, (begin, _) in enumerate(units):
            matches = [
                (begin, e) for _, e in units[i : i + MAX_PHRASE] if re.search(pattern, self.query[begin:e])
            ]
            if matches:
                spans.append(matches[-1] if anchored else matches[0])
        return [s for s in spans if not any(inside(s, [t]) and s != t for t in spans)] if anchored else spans

    def _verbatim(self, span: Span) -> Mention:
        said = self.query[slice(*span)]
        return Mention(said, said, span)


def _is_spaced(sign: str) -> bool:
    """Whether words of this sign's script are set apart by blanks; Chinese, Japanese and Thai are not."""
    return sign.isalnum() and not (
        "\u0e00" <= sign <= "\u0eff" or "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7ff"
    )


def _is_plain(when: When, query: str) -> bool:
    return (
        when.is_day
        and when.year_said
        and bool(re.search(r"\d{4}", query[slice(*when.span)]))
        and "of the" not in query[slice(*when.span)]
    )


def _hint(when: When) -> str:
    return when.begin.isoformat() if when.is_day else f"{when.begin.isoformat()} to {when.end.isoformat()}"
