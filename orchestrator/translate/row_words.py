"""Which rows of a list a query speaks of: "the first three", "the second one", "the cheapest", "all of them"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.facts import Span
from orchestrator.translate.lines import Rows
from orchestrator.translate.lists import Columns
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import inside
from orchestrator.translate.numbers import number_spans
from orchestrator.translate.superlatives import Superlative, akin, columns_of, superlative, time_columns
from orchestrator.translate.words import Word, name_words, starts_sentence, words_of

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBERED = re.compile(r"([1-9][0-9]{0,2})(?:st|nd|rd|th)")
_FIRST = frozenset("first 1st top".split())
_LAST = frozenset("last final bottom".split())
_NEAREST = frozenset("next upcoming".split())
_EVERY = frozenset("each every all both".split())
_THEM = frozenset("them those these".split())
_PREPOSITIONS = frozenset("to for with from by at of about on in into than like between".split())
_NOUNS = frozenset("one ones result results hit hits match option item entry row choice".split())
_DETERMINERS = frozenset("the my our your their its his her this that every each".split())
_UNITS = frozenset(
    "second seconds minute minutes hour hours day days night nights week weeks month months quarter quarters year years".split()
)
# "first class", "last name", "the second floor", "the top up": no rows.
_FIXED = (
    frozenset("class name names aid floor thing time times half up off resort regards wishes".split())
    | _UNITS
)
_SINGULAR = frozenset("is was has this its as us does".split())
_MOST_NOUNS = 3


@dataclass(frozen=True, slots=True)
class RowWords:
    """Rows of a list, and where the query says them.

    `sure`: the words can hardly be for anything else. "The cheapest hotels" may be all that is looked for, "them" a person.
    """

    rows: Rows
    span: Span
    sure: bool = True


def row_words(mentions: Mentions, columns: Columns) -> tuple[RowWords, ...]:
    """Which rows of a list with these columns the query may speak of, in its order; each once, by its surest words.

    Example:
        >>> [r.rows for r in row_words(Mentions("book the first two", catalog, today), {})]      # doctest: +SKIP
        [Rows(kind='first', count=2, column=None)]
    """
    found: dict[Rows, RowWords] = {}
    for said in _Reader(mentions, columns).read():
        if said.rows not in found or (said.sure and not found[said.rows].sure):
            found[said.rows] = said
    return tuple(found.values())


def row_spans(rows: Rows, mentions: Mentions, columns: Columns) -> tuple[Span, ...]:
    """Where the query says that these rows of a list are meant; more freely than `row_words`, for what a model has read there."""
    said = row_words(mentions, columns)
    exact = tuple(s.span for s in said if s.rows == rows)
    if exact or rows.kind in ("last", "each"):
        return exact
    if rows.kind in ("min", "max"):
        return tuple(s.span for s in said if s.rows.kind == rows.kind)
    number = str(rows.count or 1)
    counts = tuple(n.span for n in number_spans(mentions.query) if n.value == number and not n.is_money)
    if rows == Rows("first"):
        return tuple(c for c in counts if mentions.query[slice(*c)].isdigit())
    return counts


class _Reader:
    """Reads the words of a query that stand in no value of their own."""

    def __init__(self, mentions: Mentions, columns: Columns) -> None:
        self.query, self.catalog, self.columns = mentions.query, mentions.catalog, columns
        self.named: list[str] = []
        self.days = [when.span for when in mentions.dates]
        closed = (*mentions.solid_or_quoted, *self.days)
        words = [w for w in words_of(self.query) if w.text != "-" and not inside((w.begin, w.end), closed)]
        self.words = [w for w in words if not self._is_name(w)]
        self.counts = {
            n.span[0]: (int(n.value), n.span)
            for n in number_spans(self.query)
            if n.value.isdigit() and 0 < int(n.value) < 1000 and not n.is_money
        }

    def read(self) -> Iterator[RowWords]:
        for index, word in enumerate(self.words):
            if not word.is_sign:
                yield from self._places(index)
                yield from self._extremes(index)
                yield from self._next(index)
                yield from self._every(index)

    def _places(self, index: int) -> Iterator[RowWords]:
        """Words such as "The first", "the first three", "the last one", "the 2nd", "option 3"."""
        word = self.words[index]
        place = self._place(word.lower)
        if place is not None and superlative(word.lower, self._word(index + 1)) is None:
            if count := self._count(index) if place.kind == "first" else None:
                number, span = count
                yield RowWords(Rows("first", number) if number > 1 else place, (word.begin, span[1]))
            elif named := time_columns(self._word(index - 1), self.columns, self.catalog):
                for column in named if place.kind in ("first", "last") else ():
                    rows = Rows("min" if place.kind == "first" else "max", column=column)
                    yield RowWords(rows, (self.words[index - 1].begin, word.end))
            elif self._is_place(index):
                last = self.words[index + 1] if self._word(index + 1) == "one" else word
                yield RowWords(place, (word.begin, last.end), not _is_plural(self._word(index + 1)))
        elif word.lower in _NOUNS and index + 1 < len(self.words):
            number, span = self.counts.get(self.words[index + 1].begin, (0, (0, 0)))
            if number:
                yield RowWords(Rows("nth", number) if number > 1 else Rows("first"), (word.begin, span[1]))

    @staticmethod
    def _place(word: str) -> Rows | None:
        if word in _FIRST:
            return Rows("first")
        if word in _LAST:
            return Rows("last")
        if word in _ORDINALS:
            return Rows("nth", _ORDINALS.index(word) + 1)
        numbered = _NUMBERED.fullmatch(word)
        return Rows("nth", int(numbered[1])) if numbered else None

    def _count(self, index: int) -> tuple[int, Span] | None:
        """The number after "first", unless it counts days and the like."""
        if index + 1 >= len(self.words):
            return None
        count = self.counts.get(self.words[index + 1].begin)
        if count is None:
            return None
        after = next((w for w in self.words if w.begin >= count[1][1]), None)
        return None if after is not None and after.lower in _UNITS else count

    def _is_place(self, index: int) -> bool:
        """Whether the word stands before what it is the first or the last of, rather than for itself: "first, find"."""
        before, after = self._word(index - 1), self._word(index + 1)
        if after in _FIXED or self._is_number(index + 1) or (after == "of" and self._is_of_time(index)):
            return False
        if _NUMBERED.fullmatch(self.words[index].lower) and after not in _NOUNS:
            return (
                before in _DETERMINERS and self._word(index - 2) not in _PREPOSITIONS
            )  # "on the 3rd" is a day
        owned = re.search(r"['’]s?\s+$", self.query[: self.words[index].begin])
        return owned is not None or before in _DETERMINERS or after in _NOUNS

    def _extremes(self, index: int) -> Iterator[RowWords]:
        """Words such as "The cheapest", "the most recent", "the highest rating"; "at the latest" and "best regards" are none."""
        word = self.words[index]
        said = superlative(word.lower, self._word(index + 1))
        before = self._word(index - 1)
        if said is None or self._word(index + 1) in _FIXED:
            return
        if before == "at" or (before == "the" and self._word(index - 2) == "at"):
            return
        end = index + said.words
        nouns = [w.lower for w in self._clause(end if said.words == 1 else end - 1)[:_MOST_NOUNS]]
        sure = not any(_is_plural(w.lower) for w in self._clause(end)[:2])
        columns = time_columns(before, self.columns, self.catalog) if said.kind == "time" else []
        columns = columns or columns_of(said, nouns, self.columns, self.catalog)
        columns = columns or (self.named if said.bare else [])  # "the most money ... the least"
        self.named = columns if said.bare else self.named
        span = (word.begin, self.words[end - 1].end)
        for column in columns:
            yield RowWords(Rows(said.end, column=column), span, sure)
        if not columns and word.lower == "best":
            # What was searched for comes in the order of how well it fits.
            yield RowWords(Rows("first"), span, sure)

    def _next(self, index: int) -> Iterator[RowWords]:
        """Words such as "my next flight": what comes is listed in its order or has a day; "next, book" and "next to" are none."""
        word, after = self.words[index], self._word(index + 1)
        if word.lower in _NEAREST and after[:1].isalnum() and after != "to":
            span = (word.begin, word.end)
            yield RowWords(Rows("first"), span, sure=False)
            for column in columns_of(Superlative("min", "time"), [], self.columns, self.catalog):
                yield RowWords(Rows("min", column=column), span, sure=False)

    def _every(self, index: int) -> Iterator[RowWords]:
        """Words such as "Each of them", "all", "cancel them"; "send it to them" and "not at all" are none."""
        word, before = self.words[index], self._word(index - 1)
        is_every = word.lower in _EVERY and before not in ("at", "after", "above", "not")
        is_every = is_every and not (before == "of" and self._word(index - 2) == "first")
        is_them = word.lower in _THEM and before not in _PREPOSITIONS
        if (
            is_every and self._word(index + 1) not in ("day", "time", "right", "week", "month", "year")
        ) or is_them:
            yield RowWords(Rows("each"), (word.begin, word.end), is_every and self._is_every_row(index))

    def _is_every_row(self, index: int) -> bool:
        """Whether it is said of the rows: "every one of them", "each invoice", "all of those", "them all"."""
        word, before, after = self.words[index].lower, self._word(index - 1), self._word(index + 1)
        if before in _THEM or after == "one" or (after == "of" and self._word(index + 2) in _THEM):
            return True
        if after == "of":  # "each of the bookings"
            place = index + 2
            while self._word(place) in _DETERMINERS:
                place += 1
            after = self._word(place)
        if word not in ("each", "every") or not after:
            return False
        names = [*self.columns, *(column.type for column in self.columns.values())]
        return any(akin(after, part) for name in names for part in name_words(name))

    def _clause(self, index: int) -> list[Word]:
        """The words from there to the next sign."""
        words: list[Word] = []
        for word in self.words[index:]:
            if word.is_sign:
                break
            words.append(word)
        return words

    def _word(self, index: int) -> str:
        return self.words[index].lower if 0 <= index < len(self.words) else ""

    def _is_of_time(self, index: int) -> bool:
        """Whether it is said of a month or of an order of deeds: "the second of May", "first of all"."""
        end = self.words[index].end
        is_of_day = any(re.fullmatch(r"\s+of\s+", self.query[end : day[0]]) for day in self.days)
        return is_of_day or self._word(index + 2) == "all"

    def _is_number(self, index: int) -> bool:
        """Whether a number stands there; "one" is none after an ordinal."""
        word = self.words[index] if 0 <= index < len(self.words) else None
        return word is not None and word.lower != "one" and word.begin in self.counts

    def _is_name(self, word: Word) -> bool:
        """Whether a capital makes the word part of a name: "Best Western"."""
        return word.text[0].isupper() and not (
            self.query.isupper() or starts_sentence(self.query, word.begin)
        )


def _is_plural(word: str) -> bool:
    return word.isalpha() and word.endswith("s") and not word.endswith("ss") and word not in _SINGULAR
