"""Which column a superlative speaks of, and which end of it: "cheapest" is the least price, "latest" the greatest date.

A small table of English: words for either end of a kind of column, and the words by which a column is of that kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from orchestrator.catalog import Catalog, Output
from orchestrator.translate.words import name_words, stem

End = Literal["min", "max"]
Kind = Literal[
    "price", "rating", "time", "duration", "length", "distance", "popularity", "weight", "heat", "any"
]

_TIERS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("price", ("price cost fare fee tariff rate", "amount total balance charge money rent value sum")),
    ("rating", ("rating rated score review grade", "star")),
    ("time", ("date day due time when created updated issued departure arrival deadline",)),
    ("duration", ("duration minute hour second length time",)),
    ("length", ("length duration minute hour distance page word",)),
    ("distance", ("distance km kilometre kilometer mile metre meter away",)),
    ("popularity", ("popularity play like view download stream listen follower vote sold sale",)),
    ("weight", ("weight kg gram pound",)),
    ("heat", ("temperature degree celsius",)),
    ("any", ("amount total balance size quantity", "price cost value sum count")),
)
# The words by which a column is of a kind; those of a later line count where a list has no column by those before.
_KINDS: dict[Kind, tuple[frozenset[str], ...]] = {
    kind: tuple(frozenset(words.split()) for words in tiers) for kind, tiers in _TIERS
}


def _by_word(table: Iterable[tuple[End, Kind, str]]) -> dict[str, tuple[End, Kind]]:
    return {word: (end, kind) for end, kind, words in table for word in words.split()}


_SUPERLATIVES = _by_word(
    (
        ("min", "price", "cheapest"),
        ("max", "price", "priciest dearest costliest"),
        ("max", "rating", "best finest"),
        ("min", "rating", "worst"),
        ("max", "time", "latest newest"),
        ("min", "time", "earliest oldest soonest"),
        ("min", "duration", "fastest quickest briefest"),
        ("max", "duration", "slowest"),
        ("min", "length", "shortest"),
        ("max", "length", "longest"),
        ("min", "distance", "nearest closest"),
        ("max", "distance", "farthest furthest"),
        ("min", "weight", "lightest"),
        ("max", "weight", "heaviest"),
        ("min", "heat", "coldest coolest"),
        ("max", "heat", "hottest warmest"),
        ("max", "any", "highest largest biggest greatest maximum"),
        ("min", "any", "lowest smallest minimum"),
    )
)
# What "most" makes of an adjective; "least" turns it round.
_MOST = _by_word(
    (
        ("max", "price", "expensive costly pricey"),
        ("min", "price", "affordable economical inexpensive"),
        ("max", "time", "recent recently current"),
        ("max", "popularity", "popular played liked viewed watched downloaded sold"),
        ("max", "rating", "acclaimed"),
        ("min", "distance", "nearby"),
    )
)
_PARTICIPLES: dict[str, Kind] = {
    **dict.fromkeys("rated reviewed ranked scored scoring".split(), "rating"),
    **dict.fromkeys("priced paid paying".split(), "price"),
    **dict.fromkeys("selling played liked viewed watched".split(), "popularity"),
}
_HIGH = frozenset("best top highest most".split())
_LOW = frozenset("worst lowest least".split())
_NAMING = frozenset("id number no code key ref reference".split())
_ORDERED = ("integer", "number", "date", "time", "datetime")
_CLOCKED = ("date", "time", "datetime")


@dataclass(frozen=True, slots=True)
class Superlative:
    """An end of a kind of column, and how many words say it. A `bare` one needs the name of its column beside it."""

    end: End
    kind: Kind
    words: int = 1
    bare: bool = False


def superlative(word: str, after: str) -> Superlative | None:
    """What a word says, together with the one after it.

    Example:
        >>> superlative("most", "expensive"), superlative("cheapest", "flight").end
        (Superlative(end='max', kind='price', words=2, bare=False), 'min')
    """
    if word in _HIGH | _LOW and after in _PARTICIPLES:
        return Superlative("max" if word in _HIGH else "min", _PARTICIPLES[after], 2)
    if word in ("most", "least") and after in _MOST:
        end, kind = _MOST[after]
        return Superlative(end if word == "most" else _other(end), kind, 2)
    if word in ("most", "least", "fewest"):
        return Superlative("max" if word == "most" else "min", "any", bare=True)
    if word in _SUPERLATIVES:
        return Superlative(*_SUPERLATIVES[word])
    return None


def _other(end: End) -> End:
    return "min" if end == "max" else "max"


def columns_of(
    said: Superlative, nouns: Sequence[str], columns: Mapping[str, Output], catalog: Catalog
) -> list[str]:
    """The columns that a superlative may speak of, by the words after it and by its kind; none where none is such."""
    ordered = {name: column for name, column in columns.items() if _is_ordered(name, column, catalog)}
    fitting = (
        ordered
        if said.kind == "any"
        else {n: c for n, c in ordered.items() if _is_of(n, c, said.kind, catalog)}
    )
    for noun in nouns:
        if named := [name for name in fitting if any(akin(noun, word) for word in name_words(name))]:
            return named
        kinds = [
            k for k, tiers in _KINDS.items() if k != "any" and any(_plain(noun) in words for words in tiers)
        ]
        if said.kind == "any" and (
            meant := [n for kind in kinds[:1] for n in _of_kind(ordered, kind, catalog)]
        ):
            return meant
    if said.bare:
        return []
    numbers = [n for n, c in ordered.items() if catalog.type(c.type).base not in _CLOCKED]
    only = numbers if said.kind == "any" and len(numbers) == 1 else []
    return _of_kind(ordered, said.kind, catalog) or only


def time_columns(word: str, columns: Mapping[str, Output], catalog: Catalog) -> list[str]:
    """The columns of days and times that a word names: "due" in "the one due first"."""
    clocked = [n for n, c in columns.items() if catalog.type(c.type).base in _CLOCKED]
    return [n for n in clocked if any(akin(word, part) for part in name_words(n))]


def akin(one: str, other: str) -> bool:
    """Whether two words are forms of one: "departs" and "departure"."""
    a, b = stem(one), stem(other)
    return a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a)))


def _is_ordered(name: str, column: Output, catalog: Catalog) -> bool:
    """Whether more or less means something: not of names, and not of numbers that are names."""
    kind = catalog.type(column.type)
    words = {*name_words(name), *(name_words(kind.name) if kind.name != kind.base else ())}
    return kind.base in _ORDERED and kind.values is None and not _NAMING & words


def _is_of(name: str, column: Output, kind: Kind, catalog: Catalog) -> bool:
    return bool(_of_kind({name: column}, kind, catalog))


def _of_kind(columns: Mapping[str, Output], kind: Kind, catalog: Catalog) -> list[str]:
    """The columns of a kind: by their own names, else by those of their types, else by what is said of them."""
    if kind == "time":
        clocked = {
            n: catalog.type(c.type).base for n, c in columns.items() if catalog.type(c.type).base in _CLOCKED
        }
        return [n for n, base in clocked.items() if base != "time"] or [*clocked]
    for words in _KINDS[kind]:
        for words_about in (_name_of, _type_of, _description_of):
            if found := [n for n, c in columns.items() if words & set(words_about(n, c, catalog))]:
                return found
    return []


def _name_of(name: str, _column: Output, _catalog: Catalog) -> Iterable[str]:
    return map(_plain, name_words(name))


def _type_of(_name: str, column: Output, catalog: Catalog) -> Iterable[str]:
    return (_plain(w) for kind in catalog.type(column.type).ancestors for w in name_words(kind))


def _description_of(_name: str, column: Output, catalog: Catalog) -> Iterable[str]:
    said = f"{column.description or ''} {catalog.type(column.type).description or ''}"
    return map(_plain, name_words(said))


def _plain(word: str) -> str:
    return word.casefold().removesuffix("s")
