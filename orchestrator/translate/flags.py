"""What a query says of something that is true or false: "with wifi", "no garage", nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestrator.catalog import Catalog
from orchestrator.facts import Span
from orchestrator.translate.names import overlap
from orchestrator.translate.per_catalog import once_per_catalog
from orchestrator.translate.synonyms import alike
from orchestrator.translate.words import Word, is_stop, name_words, stem

# What names and descriptions of flags are made of besides what the flag is about.
_FILLERS = frozenset(
    stem(w)
    for w in (
        "is are has have having with include includes including included add allow allows allowed use uses using used enable"
        " enables enabled show shows get gets good great offer offers offered serve serves served provide provides provided"
        " need needs needed want wants wanted require requires required requirement return returns returned set sets should can"
        " must will would flag whether if when where boolean indicate indicates indicating specify specifies determine"
        " determines true false default defaults value option options optional parameter result results response output input"
        " additional extra available availability service services user users given certain particular only also be to for the"
        " take takes make makes go data information info detail details property support supports contain contains"
        " number list name type item items want currently specified enabled desired adequate one"
    ).split()
)
_WITHOUT = frozenset(map(stem, ("no", "non", "free", "without", "not", "disable", "exclude")))
_SAID = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}

_OF_PERSON = frozenset("i'm am we're are feel be he's she's they're i".split())
# "whether the salon is unisex": what the flag is about, not what it says of it
_SUBJECT = re.compile(
    r"\b(?:if|whether|that)\s+(?:the|this|an?|any)\s+(?:\w+\s+){1,3}?(?=is|are|was|has|have|had|can|may|must|should|will|offers?|serves?"
    r"|provides?|allows?|includes?|caters?|requires?|needs?|supports?|accepts?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Flag:
    """A truth value and the word that says it."""

    value: bool
    span: Span


def flag_of(
    name: str,
    description: str | None,
    words: Sequence[Word],
    things: Things,
    denied: Iterable[Span],
    silent: Iterable[Span],
) -> Flag | None:
    """The truth value that the query has a word for, if it has one.

    A word of the flag's name, or one that its description alone has. A word that the catalog uses for other things as
    well ("restaurant" in "whether the restaurant has live music") says nothing.

    Args:
        name: the name of the input.
        description: what is said of it.
        words: the words of the query.
        things: the words that the catalog has for everything but flags.
        denied: where a word says its opposite.
        silent: where a word says nothing: in quotation marks, or where it does not matter.
    """
    named = dict.fromkeys(stem(w) for w in name_words(name) if not is_stop(w) or stem(w) in _WITHOUT)
    polar = [s for s in named if s in _WITHOUT]
    about = [s for s in named if s not in _FILLERS and s not in _WITHOUT] or [
        s for s in named if s not in _WITHOUT
    ]
    telling = [s for s in about if s not in things.named]
    described = [
        stem(w)
        for w in name_words(_SUBJECT.sub(" ", description or ""))
        if not is_stop(w) and stem(w) not in _FILLERS | things.described | _WITHOUT
    ]
    barred = [*silent]
    # "avoiding tolls" is no denial where the flag itself is about avoiding
    denials = [d for d in denied if not any(d[0] == w.begin and stem(w.lower) in named for w in words)]
    said = [w for w in words if not w.is_sign and not any(overlap((w.begin, w.end), b) for b in barred)]
    if polar:
        return _polar([*named], polar, about, said, denials)
    word = _first(telling, said) or (None if telling else _all_of(about, said)) or _first(described, said)
    if word is None:
        return None
    value = _written_out(word, words)
    if value is None:
        value = not any(overlap((word.begin, word.end), d) for d in denials)
    return Flag(value, (word.begin, word.end))


def _written_out(word: Word, words: Sequence[Word]) -> bool | None:
    """The value that is written after a flag: "include_numbers true", "verbose = off"."""
    after = [w for w in words if w.begin >= word.end][:5]
    for place, said in enumerate(after):
        if said.lower in ("true", "false") or (
            place and said.lower in _SAID and after[place - 1].text in "=:"
        ):
            return _SAID[said.lower]
        if said.is_sign and said.text not in "_=:'\"`":
            return None
    return None


def _first(stems: Sequence[str], words: Sequence[Word]) -> Word | None:
    return next((w for w in words if w.is_content and any(_same(s, stem(w.lower)) for s in stems)), None)


def _same(one: str, other: str) -> bool:
    return (
        alike(one, other)
        or (len(one) >= 5 and other.startswith(one))
        or (len(other) >= 5 and one.startswith(other))
    )


def _all_of(stems: Sequence[str], words: Sequence[Word]) -> Word | None:
    """The first word of a flag whose words are all the catalog's own, where all of them are said."""
    said = [next((w for w in words if w.is_content and _same(s, stem(w.lower))), None) for s in stems]
    found = [w for w in said if w is not None]
    return found[0] if found and len(found) == len(stems) > 1 else None


def _polar(
    named: Sequence[str],
    polar: Sequence[str],
    about: Sequence[str],
    words: Sequence[Word],
    denied: Sequence[Span],
) -> Flag | None:
    """Of a flag that itself says without (`free_entry`): what it is without, denied, or its own word beside it."""
    leads = named[0] in polar  # `free_entry`; but "free" alone says nothing of `gluten_free`
    for index, word in enumerate(words):
        here = stem(word.lower)
        span = (word.begin, word.end)
        if any(_same(s, here) for s in about) and any(overlap(span, d) for d in denied):
            return Flag(True, span)
        beside = [stem(w.lower) for w in words[max(0, index - 2) : index + 3]]
        alone = not about or (leads and not _is_of_person(words, index))
        if here in polar and (alone or any(_same(s, b) for s in about for b in beside)):
            return Flag(not any(overlap(span, d) for d in denied), span)
    return None


@dataclass(frozen=True, slots=True)
class Things:
    """Stems of the words that a catalog has for what is no flag: in names, and in descriptions as well."""

    named: frozenset[str]
    described: frozenset[str]


def _is_of_person(words: Sequence[Word], index: int) -> bool:
    """Whether a word says something of a person or of a time: "I'm free on Friday", "feel free", "free time"."""
    before = words[index - 1].lower if index else ""
    after = words[index + 1].lower if index + 1 < len(words) else ""
    return before in _OF_PERSON or after in ("on", "at", "time", "day", "days", "after", "before", "now")


@once_per_catalog
def words_for_things(catalog: Catalog) -> Things:
    """The words that a catalog has for its calls and for what is no flag."""
    apis = catalog.apis.values()
    taken = [(n, d.type) for api in apis for n, d in api.inputs.items()]
    given = [*taken, *((n, d.type) for api in apis for n, d in api.yields.items())]
    flags = {n for n, kind in given if is_flag(catalog, kind)}
    names = [*catalog.apis, *dict.fromkeys(n for n, _ in given if n not in flags)]
    named = frozenset(stem(w) for said in names for w in name_words(said))
    return Things(
        named, named | {stem(w) for api in catalog.apis.values() for w in name_words(api.description)}
    )


def is_flag(catalog: Catalog, kind: str) -> bool:
    """Whether a type is true or false, by its base or by its members."""
    said = catalog.type(kind)
    return said.base == "boolean" or (said.values is not None and truths(said.values) is not None)


def truths(values: Iterable[str]) -> tuple[str, str] | None:
    """The members that say true and false, of an enumeration that has both and at most one more."""
    members = list(values)
    by_word = {m.casefold(): m for m in members}
    for yes, no in (("true", "false"), ("yes", "no")):
        if yes in by_word and no in by_word and len(members) <= 3:
            return by_word[yes], by_word[no]
    return None
