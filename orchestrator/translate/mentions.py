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
from orchestrator.translate.claims import Claims, counts, is_worth, wants_year
from orchestrator.translate.dates import date_spans
from orchestrator.translate.flags import Things, flag_of, truths, words_for_things
from orchestrator.translate.members import Enumeration, Named
from orchestrator.translate.names import LINKS, MAX_PHRASE, Texts, catalog_words, inside, overlap
from orchestrator.translate.negation import denied, indifferent
from orchestrator.translate.numbers import Number, number_spans, percentages, places
from orchestrator.translate.reach import is_name
from orchestrator.translate.stays import ends_of_stays
from orchestrator.translate.times import Clock, clocks
from orchestrator.translate.when import When
from orchestrator.translate.words import Word, find_text, is_stop, name_words, quoted_spans, stem, words_of
from orchestrator.values import fit

_UNIT = re.compile(r"\S+")
_PLAIN_MEMBER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?")  # what is written without quotation marks
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}$")
_EDGE = "\"“”„«»‘’'()[]{}<>.,;:!?…"
_FORMATS = {
    "email": re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\s@<>\"'(),;:.!?]+"),
    "uri": re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"')]+[^\s<>\"').,;:!?]|\bmailto:\S+"),
    "uuid": re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
    "phone": re.compile(r"(?<![\w.,-])\+?[0-9(][0-9 ()/.-]{4,18}[0-9](?![\w-])"),
}
_NUMERAL = re.compile(r"(?<![\w.,$€£-])#?\d{2,}(?![\w%]|[.,-]\d)")
_MOMENT = re.compile(r"(?<!\w)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?(?!\w)")


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
            return self._members(kind)
        match kind.base:
            case "boolean":
                return ()
            case "date":
                return [*self._days, *self._ends_of_stays]
            case "time":
                return [Mention(t.value, t.value, t.span, quoted=False) for t in self._clocks if t.sure]
            case "datetime":
                return self._moments
            case "integer" | "number":
                return self._numbers_of(kind)
        if kind.format is not None:
            return [self._verbatim(m.span()) for m in _FORMATS[kind.format].finditer(self.query)]
        if kind.pattern is not None:
            return [self._verbatim(span) for span in self._matching(kind.pattern)]
        if kind.entity is None:
            texts = [*self.quoted, *self.names, *map(self._verbatim, self._texts.phrases)]
            return [*self._numbers_named(kind), *texts]
        named = [m for m in self.quoted if self._may_be_name(m)]
        if is_name(self.catalog, kind.name) and self.names:  # who writes one name with a capital writes all so
            return [*named, *self.names]
        return [*named, *self.names, *map(self._verbatim, self._texts.short_phrases)]

    def _may_be_name(self, mention: Mention) -> bool:
        """Whether quoted text may be what something is called; "thanks for your patience" is something said."""
        return not any(is_stop(w) and w.islower() and w not in LINKS for w in mention.text.split())

    def _numbers_of(self, kind: SemanticType) -> list[Mention]:
        """The numbers that may be values of a type, years and places among them where it has a word for them."""
        found: list[Mention] = []
        for number in self._said_numbers:
            if self._is_number_of(kind, number):
                values = percentages(number.value, kind) if number.is_percent else (number.value,)
                found.extend(Mention(v, v, number.span, quoted=False) for v in values)
        return found

    def _is_number_of(self, kind: SemanticType, number: Number) -> bool:
        """$400 is no count and no number of an invoice; "two" is no number of an invoice either; "3rd" is of what it says."""
        if number.is_money and not is_worth(kind):
            return False
        if number.is_percent and counts(kind):
            return False
        if number.is_place:
            return self._claims.says(kind, number.span)
        if inside(number.span, self._years):
            return wants_year(kind)
        if inside(
            number.span, [w.span for w in self.dates]
        ):  # "the next 5 days" are 5 where days are counted
            return self._claims.says(kind, number.span)
        is_digits = self.query[slice(*number.span)][0].isdigit()
        return (kind.bare or is_digits) and self._claims.may_take(kind, number.span)

    def _numbers_named(self, kind: SemanticType) -> list[Mention]:
        """The numbers that stand beside a word of the name of a type of texts: "a rating of 4.5", "zip code 94103"."""
        said = [n for n in self._said_numbers if self._claims.says(kind, n.span)]
        return [Mention(n.value, n.value, n.span) for n in said if not n.is_place]

    @cached_property
    def _claims(self) -> Claims:
        return Claims(self.query, self.catalog, self.money)

    def flag(self, name: str, description: str | None) -> Mention | None:
        """The truth value that the query has a word for: a word of the input's name, or of its description."""
        silent = [*(m.span for m in self.quoted), *self._indifferent]
        words = self._words
        flag = flag_of(name, description, words, self._things, self._denied, silent)
        if flag is None:
            return None
        said = "true" if flag.value else "false"
        return Mention(said, said, flag.span, quoted=False)

    @cached_property
    def _things(self) -> Things:
        return words_for_things(self.catalog)

    @cached_property
    def _denied(self) -> tuple[Span, ...]:
        return denied(self.query)

    @cached_property
    def _indifferent(self) -> tuple[Span, ...]:
        return indifferent(self.query)

    def find(self, text: str) -> Span | None:
        """Where a text stands in the query, in whole words and regardless of case and of how it is spaced."""
        return find_text(text, self.query)

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
        days = [w.span for w in self.dates]
        plain = [n for n in self._said_numbers if not n.is_place and not inside(n.span, days)]
        return tuple(Mention(n.value, n.value, n.span, quoted=False) for n in plain)

    @cached_property
    def _said_numbers(self) -> tuple[Number, ...]:
        said = sorted((*self._every_number, *places(self.query)), key=lambda n: n.span)
        days = [w.span for w in self.dates]
        return tuple(n for n in said if inside(n.span, days) or not inside(n.span, self._solid))

    @cached_property
    def _every_number(self) -> tuple[Number, ...]:
        return tuple(number_spans(self.query))

    @cached_property
    def _years(self) -> tuple[Span, ...]:
        """Where a year stands for itself: "in 2020"."""
        return tuple(w.span for w in self.dates if re.fullmatch(r"\d{4}", self.query[slice(*w.span)]))

    @cached_property
    def _clocks(self) -> tuple[Clock, ...]:
        """Times of day, those too of which it is not sure which half of the day is meant."""
        return tuple(clocks(self.query))

    @cached_property
    def money(self) -> frozenset[Span]:
        """The spans of the numbers beside which a currency stands."""
        return frozenset(n.span for n in self._every_number if n.is_money)

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
    def numerals(self) -> tuple[Mention, ...]:
        """Figures as they are written, which may be the number of a thing: "1234", "#123"."""
        spans = [m.span() for m in _NUMERAL.finditer(self.query)]
        return tuple(self._verbatim(s) for s in spans if not any(overlap(s, t) for t in self._solid) and s not in self.money)

    @cached_property
    def addresses(self) -> tuple[Mention, ...]:
        """E-mail addresses, links and UUIDs."""
        return tuple(
            self._verbatim(m.span())
            for f in ("email", "uri", "uuid")
            for m in _FORMATS[f].finditer(self.query)
        )

    @cached_property
    def names(self) -> tuple[Mention, ...]:
        """Runs of capitalised words: "Ortega & Sons", "Handbook 2025"."""
        told = [m.span for m in self.quoted if not self._may_be_name(m)]
        return tuple(self._verbatim(s) for s in self._texts.names if not inside(s, told))

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
        times = [t.span for t in self._clocks]
        days = [
            w.span
            for w in self.dates
            if w.year_said or (w.is_day and re.search(r"\d", self.query[slice(*w.span)]))
        ]
        return (*days, *times, *formats, *(m.span for m in self.ids))

    @cached_property
    def _units(self) -> tuple[Span, ...]:
        """What stands between blanks, without punctuation around it."""
        units: list[Span] = []
        for match in _UNIT.finditer(self.query):
            text = match[0]
            begin = match.start() + len(text) - len(text.lstrip(_EDGE))
            end = match.end() - (len(text) - len(text.rstrip(_EDGE)))
            if _INITIALS.match(self.query, begin, end + 1):
                end += 1
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
        sure = [c for c in self._clocks if c.sure]
        moments = [self._verbatim(m.span()) for m in _MOMENT.finditer(self.query)]
        if moments:
            return tuple(moments)
        for when in self.dates:
            near = sorted(sure, key=lambda c: abs(c.span[0] - when.span[0]))[:1] if when.is_day else []
            for clock in near:
                text = f"{when.begin.isoformat()}T{clock.value}"
                span = (min(when.span[0], clock.span[0]), max(when.span[1], clock.span[1]))
                moments.append(Mention(text, text, span, quoted=False))
        return tuple(moments)

    @cached_property
    def _ends_of_stays(self) -> tuple[Mention, ...]:
        """The last days of stays, "from 5 May for three nights", unless the catalog counts the nights itself."""
        ends = ends_of_stays(self.query, self.dates)
        free = [e for e in ends if not self._claims.is_claimed(e.span)]
        return tuple(Mention(e.day.isoformat(), e.day.isoformat(), e.span, quoted=False) for e in free)

    def _members(self, kind: SemanticType) -> Iterator[Mention]:
        values = kind.values or {}
        if (pair := truths(values)) is not None:
            flag = self.flag(kind.name, kind.description)
            named = [Named(pair[0] if flag.value == "true" else pair[1], flag.span)] if flag else []
        else:
            named = self._named(kind, values)
        for found in sorted(named, key=lambda f: f.span):
            plain = _PLAIN_MEMBER.fullmatch(found.member)
            yield Mention(found.member, found.member, found.span, quoted=not plain)

    def _named(self, kind: SemanticType, values: dict[str, tuple[str, ...]]) -> list[Named]:
        """The members that are said whole; else those that are said by a number, or by a word of theirs."""
        every = [Named(m, s) for m, aliases in values.items() for s in self._whole(m, aliases)]
        about = frozenset(stem(w) for w in name_words(kind.name))
        enumeration = Enumeration(values, about)
        every.extend(enumeration.inflected(self._words))
        whole = self._unopposed(every)
        if kind.base != "boolean":
            whole = [f for f in whole if not f.member.replace(".", "", 1).isdigit()] + self._numbered(
                kind, values
            )
        whole = whole or self._unopposed(enumeration.partly(self._free_words, self._things.described))
        return [f for f in whole if not any(inside(f.span, [g.span]) and f.span != g.span for g in whole)]

    def _whole(self, member: str, aliases: Iterable[str]) -> Iterator[Span]:
        for said in (member, member.replace("_", " "), *aliases):
            span = self.find(said)
            if span is not None and (len(said) > 1 or self.query[slice(*span)] == said):
                yield span

    def _numbered(self, kind: SemanticType, values: Iterable[str]) -> list[Named]:
        """The members that are numbers, of the numbers that the query has for the type."""
        numbers = {m: m for m in values if m.replace(".", "", 1).isdigit()}
        said = [n for n in self._said_numbers if n.value in numbers and self._is_number_of(kind, n)]
        return [Named(numbers[n.value], n.span) for n in said]

    def _unopposed(self, named: Iterable[Named]) -> list[Named]:
        """Without what the query says it is not, or does not matter: "not expensive" is not `expensive`."""
        against = (*self._denied, *self._indifferent)
        return [f for f in dict.fromkeys(named) if not any(b < f.span[0] < e for b, e in against)]

    @property
    def _free_words(self) -> tuple[Word, ...]:
        """The words that stand in no quotation marks, no date and no other value of a form of its own."""
        closed = self.solid_or_quoted
        return tuple(w for w in self._words if not any(overlap((w.begin, w.end), c) for c in closed))

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


def _is_plain(when: When, query: str) -> bool:
    return (
        when.is_day
        and when.year_said
        and bool(re.search(r"\d{4}", query[slice(*when.span)]))
        and "of the" not in query[slice(*when.span)]
    )


def _hint(when: When) -> str:
    return when.begin.isoformat() if when.is_day else f"{when.begin.isoformat()} to {when.end.isoformat()}"
