"""Names and phrases of a query: what may be the value of a free text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog import Catalog
from orchestrator.facts import Span
from orchestrator.translate.per_catalog import once_per_catalog
from orchestrator.translate.synonyms import likes
from orchestrator.translate.words import STOP_WORDS, is_stop, name_words, starts_sentence, stem

MAX_PHRASE = 8
MAX_NAME = 4
_MAX_PHRASES = 160
_PARTS = re.compile(r"[,;:.!?…\"“”„«»()\[\]{}|]|['’‘]\s|\s['‘]")
_COMMA = re.compile(r",\s+")
_MORE = re.compile(r"\s*(?:,|(?:,\s*)?\b(?:and|or|&)\b)\s+[A-Z]")
_LISTED = re.compile(r"\s*(?:,|&|and\b|or\b)\s*(?:(?:and|or|&)\s+)?[A-Z]")  # who lists names writes each with a capital
_MAX_PLACE = 4
_WAYS = "street st road rd avenue ave boulevard blvd drive dr lane ln way court ct place plaza square highway hwy terrace parkway"
_ADDRESS = re.compile(
    rf"(?<![\w.,:/-])\d{{1,5}}[A-Za-z]?\s+(?:(?!\d+\s)[\w'’.]+\s+){{1,4}}?(?:{'|'.join(_WAYS.split())})\b(?:\s+(?:Apt|Suite|Unit)\s+\w+)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[\w#-]+")
_NO_CODE = re.compile(r"\d+(?:[.,]\d+)?(?:st|nd|rd|th|[ap]m|k|[a-zA-Z]{1,3}|-\w+)", re.IGNORECASE)
_TITLE = re.compile(r"(?:dr|mr|mrs|ms|prof|st|mt)", re.IGNORECASE)
_STATE = re.compile(r"[A-Z]{2,3}")
# Prepositions that no text which is a value begins or ends with: "a bus to Oslo around noon".
_PLACING = frozenset("around near nearby along across during above below behind beside between among against except".split())
# What stands between a person who speaks of what they do and the verb: "I usually enjoy", "we have heard", "I'm flying".
_SUBJECT = re.compile(
    r"\b(?:I|you|we|they|he|she)(?:['’](?P<being>m|re|s)|['’](?:d|ll|ve))?\s+"
    r"(?:(?:(?P<be>am|are|is|was|were|be|been)|have|has|had|would|will|can|could|shall|should|may|might|must|do|did|also|really|just|still"
    r"|always|often|usually|never|recently|currently)\s+)*$",
    re.IGNORECASE,
)
# What stands before the verb of a wish: "can you ...", "I would like to ...".
_BEFORE_VERB = re.compile(
    r"\b(?:you|please|kindly|help\s+me|help|let\s+me|let['’]?s|wanna|gotta|(?:want|need|like|love|wish|going|trying|try|able|looking|have)"
    r"\s+(?:you\s+)?to)\s+(?:(?:please|kindly|help\s+me|also|just)\s+)?$",
    re.IGNORECASE,
)
_GOING = re.compile(r"\bgoing\s+to\s+$", re.IGNORECASE)
LINKS = frozenset("of de la le du del da van von der den and & y e the".split())


def inside(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span lies within one of the others."""
    return any(b <= span[0] and span[1] <= e for b, e in others)


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


@once_per_catalog
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
        """Runs of capitalised words: "Ortega & Sons", "Handbook 2025"; and with a word beside them that may belong to them."""
        half = [h for run in self._capital_runs() for h in self._half_capital(run)]
        return tuple(dict.fromkeys((*self._capitalised, *half)))

    @cached_property
    def _capitalised(self) -> tuple[Span, ...]:
        spans: list[Span] = []
        runs = list(self._capital_runs())
        for index, run in enumerate(runs):
            spans.extend(self._variants(run))
            at, last = index, run
            while at + 1 < len(runs) and self._linked(last, runs[at + 1]):
                at, last = at + 1, runs[at + 1]
                spans.extend(self._variants((run[0], last[1])))
        places = [*self._places(runs)]
        spans = [s for s in spans if not self._is_state_of(s, places)]
        return tuple(dict.fromkeys((*self.addresses, *places, *spans, *self.codes)))

    def _is_state_of(self, span: Span, places: Sequence[Span]) -> bool:
        """Whether a name is only the code at the end of a place: "CA" of "Long Beach, CA" is no place by itself."""
        is_code = bool(_STATE.fullmatch(self.query[slice(*span)]))
        return is_code and any(p[0] < span[0] and span[1] <= p[1] for p in places)

    @cached_property
    def addresses(self) -> tuple[Span, ...]:
        """A number and a street, in any case: "12 harbour road"."""
        found = (m.span() for m in _ADDRESS.finditer(self.query))
        return tuple(s for s in found if not any(overlap(s, x) for x in (*self.solid, *self.quoted)))

    @cached_property
    def codes(self) -> tuple[Span, ...]:
        """Words of letters and digits: "B1004", not "5km"."""
        words = [(u, self.query[slice(*u)]) for u in self.units if not inside(u, self.solid)]
        return tuple(u for u, text in words if _CODE.fullmatch(text) and not _NO_CODE.fullmatch(text))

    def _places(self, runs: Sequence[Span]) -> Iterator[Span]:
        """What commas join but no "and" ends: "Lyon, France", "12 Harbour Road, Cork, Ireland". A list of names is none."""
        parts = sorted(
            {*(r for r in runs if not any(overlap(r, a) for a in self.addresses)), *self.addresses}
        )
        for at, first in enumerate(parts):
            last = at
            while last + 1 < len(parts) and _COMMA.fullmatch(self.query, parts[last][1], parts[last + 1][0]):
                last += 1
            before = at > 0 and _COMMA.fullmatch(self.query, parts[at - 1][1], first[0])
            if before or last == at or last - at >= _MAX_PLACE or _MORE.match(self.query, parts[last][1]):
                continue
            for end in range(at + 1, last + 1):
                yield (first[0], parts[end][1])

    def _half_capital(self, run: Span) -> Iterator[Span]:
        """A name of one capitalised word with the word beside it, which may belong to it: "new York", "Tyler childers"."""
        index = self.units.index(run) if run in self.units else -1
        if index < 0 or _LISTED.match(self.query, run[1]):
            return
        if starts_sentence(self.query, run[0]) and self._is_talk(self.query[slice(*run)]):
            return
        for at, span in ((index - 1, self._stretch(index - 1, index)), (index + 1, self._stretch(index, index + 1))):
            if span is not None and self._is_no_talk(self.units[at]):
                yield span

    def _stretch(self, first: int, last: int) -> Span | None:
        """Two units as one span, where no sign parts them; without a possessive ending."""
        if first < 0 or last >= len(self.units) or _PARTS.search(self.query, self.units[first][1], self.units[last][0]):
            return None
        begin, end = self.units[first][0], self.units[last][1]
        return (begin, end - 2) if self.query[begin:end].endswith(("'s", "’s")) else (begin, end)

    def _is_no_talk(self, unit: Span) -> bool:
        """Whether a word in lower case says something that is neither the catalog's nor the verb of a wish."""
        text = self.query[slice(*unit)]
        is_word = text.isalpha() and text.islower() and self._carries(unit)
        return text == "new" or (is_word and not self._is_talk(text) and not self._is_wish(unit))

    def _capital_runs(self) -> Iterator[Span]:
        run: list[Span] = []
        for unit in self.units:
            text = self.query[slice(*unit)]
            capital = self._is_capital(unit, text) or (bool(run) and self._goes_on(unit, text))
            joined = bool(run) and (not _PARTS.search(self.query, run[-1][1], unit[0]) or self._is_title(run[-1], unit))
            if run and (not capital or not joined):
                yield (run[0][0], run[-1][1])
                run = []
            if capital:
                run.append(unit)
        if run:
            yield (run[0][0], run[-1][1])

    def _is_title(self, unit: Span, after: Span) -> bool:
        """Whether a unit is a title that is cut short: the point of "Dr. Lee" ends nothing."""
        return bool(_TITLE.fullmatch(self.query[slice(*unit)])) and self.query[unit[1] : after[0]] == ". "

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
                if not self._is_talk(self.query[begin:end]):
                    yield (begin, end)
                return
            if self._is_vocabulary(first[0]):
                yield (begin + first.end(), end)
                return
            yield (begin, end)
            yield (begin + first.end(), end)
            return
        said = self.query[begin:end]
        if first is not None and first.end() < end - begin and self._is_vocabulary(first[0]):
            yield (begin + first.end(), end)
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

    def _is_talk(self, text: str) -> bool:
        """Whether a text has no word but the catalog's own, and those that mean nearly the same as one of them."""
        said = [(w, stem(w)) for w in name_words(text)]
        return all(w in STOP_WORDS or s in self.vocabulary or not self.vocabulary.isdisjoint(likes(s)) for w, s in said)

    @cached_property
    def short_phrases(self) -> tuple[Span, ...]:
        """Content words side by side, as a name in lower case would be."""
        short = (s for s in self.phrases if all(self._carries(u) for u in self._units_in(s)))
        return tuple(s for s in short if not self._leads_into_name(s))

    def _leads_into_name(self, span: Span) -> bool:
        """Whether a phrase is a name with words of the catalog before it: "invoice Acme"."""
        begins = (n[0] for n in self._capitalised if span[0] < n[0] < span[1])
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
            if not self._begins(units[i]):
                continue
            for j in range(i, min(i + MAX_PHRASE, len(units))):
                if j > i and _PARTS.search(self.query, units[j - 1][1], units[j][0]):
                    break
                if inside(units[j], self.solid):
                    break
                span = (begin, units[j][1])
                if (
                    self._carries(units[j])
                    and not self._is_talk(self.query[slice(*span)])
                    and not self._cuts(span)
                ):
                    spans.append(span)
        outside = [s for s in spans if not any(overlap(s, q) for q in self.quoted)]
        return tuple(outside[:_MAX_PHRASES])

    def _cuts(self, span: Span) -> bool:
        """Whether a span takes a part of a name only."""
        return any(n[0] < span[0] < n[1] or n[0] < span[1] < n[1] for n in self._capitalised)

    def _begins(self, unit: Span) -> bool:
        """Whether a phrase may begin with a word: one that carries something and is not the verb of a wish, or a count."""
        if self._carries(unit):
            return not self._is_wish(unit)
        text = self.query[slice(*unit)]
        return text.isdigit() and len(text) < 4 and not inside(unit, self.solid) and unit not in self.money

    def _is_wish(self, unit: Span) -> bool:
        """Whether a word is the verb of a wish: the first of a sentence with others after it, or what "can you" goes before."""
        after = self.query[unit[1] :].lstrip()
        text = self.query[slice(*unit)]
        if starts_sentence(self.query, unit[0]):
            is_verb = bool(re.match(r"[a-z]", after)) and not self._is_after_sign(unit)
            return is_verb and (text[0].isupper() or self._is_talk(text))  # "safety manual is missing" begins with a noun
        before = self.query[: unit[0]]
        if subject := _SUBJECT.search(before):
            is_being = subject["being"] or subject["be"]
            return not is_being or text.endswith("ing")
        if _GOING.search(before) and not re.match(r"\w", after):
            return False  # "going to vietnam"
        return bool(_BEFORE_VERB.search(before))

    def _is_after_sign(self, unit: Span) -> bool:
        """Whether what stands before a word is a sign that ends no sentence: "note: milk and eggs"."""
        return bool(re.search(r"[:;]\s*$", self.query[: unit[0]]))

    def _carries(self, unit: Span) -> bool:
        text = self.query[slice(*unit)]
        is_empty = is_stop(text) or text.casefold() in _PLACING
        return not is_empty and any(c.isalpha() for c in text) and not inside(unit, self.solid)
