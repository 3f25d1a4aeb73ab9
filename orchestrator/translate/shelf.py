"""The APIs of a catalog as an index of words: what the catalog says of each, ready to be held against a query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from orchestrator.catalog import Catalog
from orchestrator.translate.bm25 import Field, Index
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import overlap
from orchestrator.translate.per_catalog import CatalogKey
from orchestrator.translate.reach import has_form, references, ways_to
from orchestrator.translate.synonyms import likes
from orchestrator.translate.words import Word, is_stop, name_words, plain, stem, words_of

Example = tuple[str, tuple[str, ...]]
"""A worked query and the APIs that it wants."""

_FIELDS = {
    "does": Field(1.5, 0.0),
    "name": Field(2.0, 0.4),
    "said": Field(1.0, 0.4),
    "inputs": Field(0.7, 0.5),
    "taken": Field(0.4, 0.6),
    "members": Field(0.5, 0.7),
    "outputs": Field(0.4, 0.7),
}
_NAMED = 0.3
_VALUE = 0.4
_AKIN = 0.6
_MANY = 4
_SMALL = 200
_VERB = "to "
_stem, _is_stop = lru_cache(1 << 16)(stem), lru_cache(1 << 16)(is_stop)
_HUMP = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])")


class Shelf:
    """The APIs of one catalog, known by their place in it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.names = tuple(catalog.apis)
        self.index = Index([_text(name, catalog) for name in self.names], _FIELDS)
        self._name_terms = tuple(frozenset(_name_terms(name)) for name in self.names)
        self._verbs = frozenset(t for at in range(len(self.names)) for t in _does(self.names[at], catalog))
        self._formed_of: dict[int, frozenset[str]] = {}
        self._named: dict[str, list[int]] = {}
        for at, found in enumerate(self._name_terms):
            for term in found:
                self._named.setdefault(term, []).append(at)
        self._whole_names = tuple(sum(map(self.index.idf, found)) for found in self._name_terms)

    def terms_of(self, words: Iterable[Word], mentions: Mentions) -> dict[str, float]:
        """The terms of words of a query, with their weights: words that are values weigh less.

        A word that no API has counts as those that begin like it, else as those that mean nearly the same; two words side by
        side count as one too, "you tube" as "youtube". A word that names nothing by itself counts only where an API is called
        by nothing else.
        """
        closed = mentions.solid_or_quoted
        found: dict[str, float] = {}
        last: tuple[int, str] | None = None
        for word in words:
            is_value = word.text.isdigit() or any(overlap((word.begin, word.end), c) for c in closed)
            weight = _VALUE if is_value else 1.0
            for term in map(stem, name_words(word.lower.split("'")[0])):
                if is_stop(word.text) and term not in self.index:
                    continue
                near = self.index.akin(term) or (() if term in self.index else sorted(likes(term)))
                for other, share in ((term, 1.0), *((a, _AKIN) for a in near)):
                    found[other] = max(found.get(other, 0.0), share * weight)
                if (
                    last is not None
                    and last[0] + 1 == word.begin
                    and (joined := last[1] + term) in self.index
                ):
                    found[joined] = weight
                last = (word.end, term)
        return found

    def verb_of(self, words: Sequence[Word]) -> str | None:
        """The term of the verb that a stretch of the query begins with, if it is one by which APIs of the catalog say what they
        do. What is before it only asks: "could you please", "I want to"."""
        for word in words:
            verb = _VERB + stem(word.lower)
            if verb in self._verbs:
                return verb
            if not is_stop(word.text):
                return None
        return None

    def scores(self, terms: Mapping[str, float]) -> dict[int, float]:
        """How well each API fits terms, by its place. One that is called by them in full gets more."""
        scores = self.index.scores(terms)
        best = max(scores.values(), default=0.0)
        for at, share in self.called(terms).items():
            scores[at] = scores.get(at, 0.0) + _NAMED * best * share
        return scores

    def called(self, terms: Mapping[str, float]) -> dict[int, float]:
        """How much of its name is among the terms, for each API of whose name some is; rare words count more."""
        found: dict[int, float] = {}
        for term, weight in terms.items():
            for at in self._named.get(term, ()):
                found[at] = found.get(at, 0.0) + weight * self.index.idf(term) / self._whole_names[at]
        return found

    def worked(self, text: str, examples: Sequence[Example], query: str) -> dict[int, float]:
        """How near the worked queries of each API are to a text, from 0 to 1. The query that it is from is none of them."""
        return _worked(CatalogKey(self.catalog), tuple(examples)).near(text, query)

    def producers(self, at: int) -> tuple[int, ...]:
        """The reads that an API's required inputs come from: those that what is said of an input names, else those, if they
        are few, that yield its type."""
        declared = self.catalog.apis[self.names[at]].inputs.values()
        found: dict[int, None] = {}
        for needed in (i for i in declared if i.required):
            yielding = self._yielding.get(needed.type, []) if needed.type in self.catalog.types else []
            sources = self._told(needed.description) or (yielding if len(yielding) <= _MANY else [])
            found.update(dict.fromkeys(p for p in sources if p != at))
        return tuple(found)

    @cached_property
    def _yielding(self) -> dict[str, list[int]]:
        """The reads that yield each type, or one that is of it."""
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.names):
            api = self.catalog.apis[name]
            if not api.writes:
                for kind in {a for o in api.yields.values() for a in self.catalog.type(o.type).ancestors}:
                    found.setdefault(kind, []).append(at)
        return found

    def _told(self, description: str | None) -> list[int]:
        """The reads that a description names, in words or as they are called: "from the Search Airport API"."""
        words = name_words(description or "")
        stretches = (
            tuple(words[i:j]) for i in range(len(words)) for j in range(i + 2, min(i + 7, len(words) + 1))
        )
        return [self._by_words[s] for s in stretches if s in self._by_words]

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], int]:
        """The reads that are called by at least two words."""
        named = (
            (tuple(name_words(name)), at)
            for at, name in enumerate(self.names)
            if not self.catalog.apis[name].writes
        )
        return {words: at for words, at in named if len(words) > 1}

    def formed_types(self, at: int) -> frozenset[str]:
        """The types told by their form of which a call of an API may use values: of its inputs, of what refers to them, and
        of the inputs of lookups on the way."""
        if at not in self._formed_of:
            catalog = self.catalog
            found: set[str] = set()
            for declared in catalog.apis[self.names[at]].inputs.values():
                kind = catalog.type(declared.type)
                found.update((kind.name, *(other.name for other in references(catalog, kind.name))))
                if kind.entity is not None or not kind.askable:
                    found.update(
                        i.type for _, api in ways_to(catalog, kind.name) for i in api.inputs.values()
                    )
            self._formed_of[at] = frozenset(k for k in found if has_form(catalog.type(k)))
        return self._formed_of[at]

    @cached_property
    def kinds_with_form(self) -> tuple[str, ...]:
        """The types of inputs whose values are told by their form."""
        kinds = dict.fromkeys(i.type for api in self.catalog.apis.values() for i in api.inputs.values())
        return tuple(k for k in kinds if has_form(self.catalog.type(k)))

    def takers(self, mentions: Mentions) -> frozenset[int]:
        """The APIs that take an id or an address that the query mentions."""
        said = {m.span for m in (*mentions.ids, *mentions.addresses)}
        if not said:
            return frozenset()
        kinds = [k for k in self._formed if any(m.span in said for m in mentions.of(self.catalog.type(k)))]
        return frozenset(at for kind in kinds for at in self._formed[kind])

    @cached_property
    def _formed(self) -> dict[str, list[int]]:
        """The types with a pattern or a format, and the APIs that take them."""
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.names):
            for kind in {i.type for i in self.catalog.apis[name].inputs.values()}:
                semantic = self.catalog.type(kind)
                if semantic.pattern is not None or semantic.format is not None:
                    found.setdefault(kind, []).append(at)
        return found


class _Worked:
    """Worked queries of a catalog, ready to be held against another query."""

    def __init__(self, catalog: Catalog, examples: Sequence[Example]) -> None:
        places = {name: at for at, name in enumerate(catalog.apis)}
        self._queries = tuple(plain(query) for query, _ in examples)
        self._goals = tuple(tuple(places[g] for g in goals if g in places) for _, goals in examples)
        self._index = Index([{"query": _masked(query)} for query, _ in examples], {"query": Field(1.0, 0.5)})

    def near(self, text: str, query: str) -> dict[int, float]:
        terms = dict.fromkeys(_masked(text), 1.0)
        whole = sum(map(self._index.idf, terms)) or 1.0
        found: dict[int, float] = {}
        for at, score in self._index.scores(terms).items():
            if self._queries[at] != plain(query):
                for goal in self._goals[at]:
                    found[goal] = max(found.get(goal, 0.0), score / whole)
        return found


def _masked(query: str) -> list[str]:
    """The terms of a query without what may be a value: numbers, and words with a capital within a sentence."""
    words = [w for w in words_of(query) if w.is_content and not any(c.isdigit() for c in w.text)]
    return [stem(w.lower) for w in words if w.begin == 0 or not w.text[0].isupper()]


@lru_cache(maxsize=64)
def _small_shelf(key: CatalogKey) -> Shelf:
    """Small ones apart: quickly made, and often only parts of large ones, which they must not drive out."""
    return Shelf(key.catalog)


@lru_cache(maxsize=8)
def _shelf(key: CatalogKey) -> Shelf:
    return Shelf(key.catalog)


@lru_cache(maxsize=8)
def _worked(key: CatalogKey, examples: tuple[Example, ...]) -> _Worked:
    return _Worked(key.catalog, examples)


def shelf_of(catalog: Catalog) -> Shelf:
    """The index of a catalog: made with the first query, and kept while it is among the last few that were asked."""
    return (_shelf if len(catalog.apis) > _SMALL else _small_shelf)(CatalogKey(catalog))


def terms(text: str) -> list[str]:
    """The terms of a text: the stems of its words and of the words that its identifiers are made of.

    Example:
        >>> terms("List the HTTPRoutes of a user_name")
        ['list', 'http', 'rout', 'user', 'nam']
    """
    return [_stem(w) for w in name_words(_HUMP.sub(" ", text)) if not _is_stop(w)]


def _name_terms(name: str) -> list[str]:
    return terms(name) or _every_term(name) or [name.casefold()]


def _every_term(name: str) -> list[str]:
    return [_stem(w) for w in name_words(_HUMP.sub(" ", name))]


def _text(name: str, catalog: Catalog) -> dict[str, list[str]]:
    """What a catalog says of an API, as terms by field."""
    api = catalog.apis[name]
    called = _name_terms(name)
    return {
        "does": _does(name, catalog),
        "name": [*called, *(one + other for one, other in pairwise(_every_term(name)))],
        "said": [t for text in (api.description, *api.examples) for t in terms(text)],
        "inputs": [t for n, i in api.inputs.items() for t in _naming(n, i.type, catalog)],
        "outputs": [t for n, o in api.yields.items() for t in _naming(n, o.type, catalog)],
        **_of_inputs(name, catalog),
    }


def _does(name: str, catalog: Catalog) -> list[str]:
    """The terms of the verbs that say what an API does: the first word of its description and that of its name."""
    said = (name_words(name)[:1], name_words(catalog.apis[name].description)[:1])
    return list(dict.fromkeys(_VERB + stem(words[0]) for words in said if words))


def _naming(name: str, kind: str, catalog: Catalog) -> Iterator[str]:
    """The terms of a name and of whose datum it is, each once."""
    yield from dict.fromkeys((*terms(name), *terms(catalog.type(kind).entity or "")))


def _of_inputs(name: str, catalog: Catalog) -> dict[str, list[str]]:
    """What is said of the inputs of an API, and the members of their enumerations."""
    taken: list[str] = []
    members: list[str] = []
    for declared in catalog.apis[name].inputs.values():
        kind = catalog.type(declared.type)
        about = dict.fromkeys((declared.description, kind.description, kind.question))
        taken.extend(t for text in about if text for t in terms(text))
        for member, aliases in (kind.values or {}).items():
            members.extend(t for text in (member, *aliases) for t in terms(text))
    return {"taken": taken, "members": members}
