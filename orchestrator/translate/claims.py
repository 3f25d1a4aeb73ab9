"""Whose number a number is: "three nights" is no number of guests where the catalog has nights to count.

The words beside a number are held against the names of the types that take numbers. A number that one of them has the
word for is for that one; a number with no such word may be for any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.facts import Span
from orchestrator.translate.per_catalog import once_per_catalog
from orchestrator.translate.synonyms import alike
from orchestrator.translate.words import Word, is_stop, name_words, stem, words_of

_GENERIC = frozenset(
    stem(w)
    for w in (
        "number num no count counts amount total value values quantity size min max minimum maximum level integer float list"
        " data input first second third one two three x y n a b text string id"
    ).split()
)
# Words between a number and the noun before it: "a rating of at least 4", "radius = 5".
_LINKS = frozenset(
    "of is = : at to as be was about around least most than over under above below exceeding up approximately roughly"
    " equals equal or more minimum maximum only exactly just by with".split()
)
_SURE = frozenset("of is = : equals equal at least most".split())
_COUNTED = frozenset(
    stem(w)
    for w in (
        "night guest people person adult child children room seat ticket day hour minute month year page limit star age"
        " passenger traveler traveller rider bed bath quantity count number num stop bag luggage duration period frequency times"
        " retries port timeout"
    ).split()
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_WORDS = frozenset("year season vintage edition".split())
_REACH = 3
_DIRECT = 2


def numeric(kind: SemanticType) -> bool:
    """Whether numbers are values of a type: by its base, or because members of it are numbers."""
    if kind.base in ("integer", "number"):
        return True
    return kind.values is not None and any(member.replace(".", "", 1).isdigit() for member in kind.values)


def counts(kind: SemanticType) -> bool:
    """Whether a type counts things or time, so that neither money nor a percentage is a value of it."""
    words = [stem(w) for w in name_words(kind.name)]
    return bool(words) and "per" not in words and (words[-1] in _COUNTED or words[0] in ("number", "num"))


def is_worth(kind: SemanticType) -> bool:
    """Whether money may be a value of a numeric type: it is no count and no number of a thing."""
    return kind.bare and not counts(kind)


def wants_year(kind: SemanticType) -> bool:
    """Whether a year is a value of a numeric type."""
    return any(w in _YEAR_WORDS for w in name_words(kind.name))


@dataclass(frozen=True)
class Claims:
    """Which types of a catalog the numbers of a query have words for."""

    query: str
    catalog: Catalog
    money: frozenset[Span] = frozenset()
    _near: dict[Span, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def may_take(self, kind: SemanticType, span: Span) -> bool:
        """Whether a number may be a value of a type: the words beside it are more of its name than of others'.

        A word that means nearly the same counts only against the types of other inputs of the same calls.

        A type with no name of its own, such as `integer`, takes any.
        """
        words = self._words_of(kind)
        if not words:
            return True
        scores = self._scores(span)
        own = scores.get(kind.name, 0)
        beside = max((scores.get(rival, 0) for rival in _rivals(self.catalog)[kind.name]), default=0)
        if own == 0:
            return beside == 0 and max(scores.values(), default=0) < _DIRECT
        return (
            own == max(scores.values()) or own == _DIRECT * len(words) or (own < _DIRECT and beside < _DIRECT)
        )

    def says(self, kind: SemanticType, span: Span) -> bool:
        """Whether the words beside a number name the type."""
        return self._score(self._words_of(kind), self._beside(span)) > 0

    def is_claimed(self, span: Span) -> bool:
        """Whether some type of the catalog has a word for the number."""
        return max(self._scores(span).values(), default=0) > 0

    def _scores(self, span: Span) -> dict[str, int]:
        beside = self._beside(span)
        is_year = bool(_YEAR.fullmatch(self.query[slice(*span)]))
        kinds = [k for k in self._numeric if is_year or not wants_year(k)]  # "30 years" are no year
        if span in self.money:
            kinds = [k for k in kinds if is_worth(k)]
        return {k.name: score for k in kinds if (score := self._score(self._words_of(k), beside))}

    @cached_property
    def _numeric(self) -> tuple[SemanticType, ...]:
        return _taken_numbers(self.catalog)

    @staticmethod
    def _words_of(kind: SemanticType) -> tuple[str, ...]:
        return () if kind.name == kind.base else _stems(kind.name)

    @staticmethod
    def _score(words: Iterable[str], beside: Sequence[str]) -> int:
        """Two for each word that is said, one for a word that means nearly the same."""
        return sum(
            _DIRECT if w in beside else 1 if any(alike(w, b) or _begins(w, b) for b in beside) else 0
            for w in words
        )

    def _beside(self, span: Span) -> tuple[str, ...]:
        """The stems of the nouns that a number counts, and of the noun that it is the value of."""
        if span not in self._near:
            self._near[span] = self._read_beside(span)
        return self._near[span]

    def _read_beside(self, span: Span) -> tuple[str, ...]:
        said = self.query[slice(*span)]
        after = [w for w in self._words if w.begin >= span[1]]
        before = [w for w in self._words if w.end <= span[0]]
        counted = self._after(after)
        found = [*counted, *self._before(before, sure=bool(counted))]
        if span in self.money:
            return (*found, "money")
        return (*found, stem("year")) if _YEAR.fullmatch(said) else tuple(found)

    @cached_property
    def _words(self) -> tuple[Word, ...]:
        return words_of(self.query)

    @staticmethod
    def _after(words: Sequence[Word]) -> list[str]:
        found: list[str] = []
        for word in _without_others(words):
            if word.text in "-%°'’" and len(found) < _REACH:
                continue
            if not word.is_content or word.text[0].isdigit() or len(found) == _REACH:
                break
            found.append(stem(word.lower))
        return found

    @staticmethod
    def _before(words: Sequence[Word], *, sure: bool) -> list[str]:
        """The stems of what a number is the value of.

        Of one that counts something (`sure`), only where it is said so: "a rating of 4 stars".
        """
        at = len(words) - 1
        links = _SURE if sure else _LINKS
        while at >= 0 and (words[at].lower in links or words[at].text in "$€£¥'\"“(["):
            at -= 1
        found: list[str] = []
        while at >= 0 and words[at].is_content and not words[at].text[0].isdigit() and len(found) < _REACH:
            found.append(stem(words[at].lower))
            at -= 1
        return found


@lru_cache(maxsize=10_000)
def _stems(name: str) -> tuple[str, ...]:
    """The stems of the words of a type's name that tell it from others."""
    words = [w for w in name_words(name) if not is_stop(w)]
    return tuple(s for s in dict.fromkeys(map(stem, words)) if s not in _GENERIC)


@once_per_catalog
def _taken_numbers(catalog: Catalog) -> tuple[SemanticType, ...]:
    """The types of inputs of which numbers are values; what is only given out is no rival."""
    taken = dict.fromkeys(i.type for api in catalog.apis.values() for i in api.inputs.values())
    kinds = [catalog.type(name) for name in taken]
    return tuple(k for k in kinds if numeric(k) and k.name != k.base and _stems(k.name))


@once_per_catalog
def _rivals(catalog: Catalog) -> dict[str, frozenset[str]]:
    """For each type the types of the inputs beside it in some call."""
    found: dict[str, set[str]] = {name: set() for name in catalog.semantic_types}
    for api in catalog.apis.values():
        taken = {i.type for i in api.inputs.values()}
        for name in taken:
            found[name] |= taken
    return {name: frozenset(others - {name}) for name, others in found.items()}


def _without_others(words: Sequence[Word]) -> Sequence[Word]:
    """What follows a number, and where numbers are listed, what follows the last: in "10, 20 and 30 years" all are years."""
    at = 0
    while at < len(words) and (words[at].text in ",&" or words[at].lower in ("and", "or")):
        here = at + 1
        while here < len(words) and words[here].lower in ("and", "or", "$", "€", "£"):
            here += 1
        if here >= len(words) or not words[here].text[0].isdigit():
            break
        at = here + 1
    return words[at:]


def _begins(one: str, other: str) -> bool:
    """Whether two stems begin alike: `acceleration` and "accelerated"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 5 and long.startswith(short[: max(5, len(short) - 2)])
