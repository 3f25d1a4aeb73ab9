"""Which APIs of a catalog a query may want: those that are shown to a language model where a catalog is large.

No model is needed for it: the words of the query are held against what the catalog says of each API (its name, what it does, what
it takes and yields, the members of enumerations), rare words before common ones, every wish of the query by itself too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.segments import segments
from orchestrator.translate.shelf import Example, Shelf, shelf_of
from orchestrator.translate.words import Word

_WISH = 0.7
_PRODUCER = 0.3
_LIKELY = 5
_TAKES = 0.4
_LARGE = 60
_PART = 40
_ANY_DAY = date(2000, 1, 1)


def shortlist(
    query: Mentions | str, catalog: Catalog, limit: int, examples: Sequence[Example] = ()
) -> tuple[str, ...]:
    """The APIs of a catalog that a query may want, at most so many, in the order of the catalog.

    Args:
        query: the query, or what was read of it already.
        catalog: its index is made once, and kept while it is among the last few that were asked.
        limit: how many at most; a catalog that has no more is returned whole.
        examples: worked queries of the catalog with the APIs they want. One that is the query itself is left out.

    Example:
        >>> shortlist("what's the weather in Oslo", Catalog.load("travel"), 1)
        ('weather',)
    """
    if len(catalog.apis) <= limit:
        return tuple(catalog.apis)
    chosen = set(ranked(query, catalog, examples)[:limit])
    return tuple(name for name in catalog.apis if name in chosen)


def ranked(query: Mentions | str, catalog: Catalog, examples: Sequence[Example] = ()) -> tuple[str, ...]:
    """All APIs of a catalog, the likeliest first; those that nothing speaks for last, in the order of the catalog."""
    mentions = query if isinstance(query, Mentions) else Mentions(query, catalog, _ANY_DAY)
    shelf = shelf_of(catalog)
    scores = _scores(mentions, shelf, examples)
    order = sorted(scores, key=lambda at: (-scores[at], at))
    return tuple(
        shelf.names[at] for at in (*order, *(at for at in range(len(shelf.names)) if at not in scores))
    )


def narrow(mentions: Mentions, examples: Sequence[Example] = ()) -> Mentions:
    """The query read for the part of a large catalog that it may want; as it is for a catalog that is not large.

    What the part needs comes with it: the reads that its APIs require something of, and the writes that are put in by themselves.
    """
    catalog = mentions.catalog
    if len(catalog.apis) <= _LARGE:
        return mentions
    shelf = shelf_of(catalog)
    chosen = set(ranked(mentions, catalog, examples)[:_PART])
    places = [at for at, name in enumerate(shelf.names) if name in chosen]
    chosen.update(shelf.names[p] for at in places for p in shelf.producers(at))
    chosen.update(name for name, api in catalog.apis.items() if api.auto)
    return Mentions(mentions.query, _part(catalog, chosen), mentions.today)


def _part(catalog: Catalog, chosen: Collection[str]) -> Catalog:
    """A catalog of some of the APIs, with the types that they use."""
    apis = {name: api for name, api in catalog.apis.items() if name in chosen}
    used = {i.type for api in apis.values() for i in api.inputs.values()}
    used |= {o.type for api in apis.values() for o in api.yields.values()}
    kinds = {ancestor for kind in used for ancestor in catalog.type(kind).ancestors}
    types = {name: declared for name, declared in catalog.types.items() if name in kinds}
    return Catalog.model_construct(
        name=catalog.name,
        description=catalog.description,
        types=types,
        apis=apis,
        state=catalog.state,
        rules="",
    )


def _scores(mentions: Mentions, shelf: Shelf, examples: Sequence[Example]) -> dict[int, float]:
    """How much speaks for each API: over the whole query, and over the wish that it fits best."""
    wishes = [s.words for s in segments(mentions)]
    scores = _levelled(shelf.scores(_terms(wishes, mentions, shelf)))
    if len(wishes) > 1:
        by_wish = [shelf.scores(_terms([w], mentions, shelf)) for w in wishes]
        for at, score in _best(by_wish).items():
            scores[at] = scores.get(at, 0.0) + _WISH * score
    if examples:
        for at, score in shelf.worked(mentions.query, examples, mentions.query).items():
            scores[at] = scores.get(at, 0.0) + score
    for needed, score in _producers(scores, shelf):
        scores[needed] = scores.get(needed, 0.0) + score
    for at in shelf.takers(mentions):
        scores[at] = scores.get(at, 0.0) + _TAKES
    return scores


def _terms(wishes: Iterable[Sequence[Word]], mentions: Mentions, shelf: Shelf) -> dict[str, float]:
    return shelf.terms_of([word for words in wishes for word in words], mentions)


def _best(by_wish: Sequence[Mapping[int, float]]) -> dict[int, float]:
    """The score of each API in the wish that it fits best. A wish with few telling words counts less than others."""
    most = max((max(scores.values(), default=0.0) for scores in by_wish), default=0.0)
    best: dict[int, float] = {}
    for scores in by_wish:
        level = (max(scores.values(), default=0.0) * most) ** 0.5
        for at, score in scores.items():
            best[at] = max(best.get(at, 0.0), score / level)
    return best


def _levelled(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores as shares of the best."""
    best = max(scores.values(), default=0.0)
    return {at: score / best for at, score in scores.items()} if best > 0 else {}


def _producers(scores: Mapping[int, float], shelf: Shelf) -> list[tuple[int, float]]:
    """What yields that which a likely API requires is likely too, though the query may have no word for it."""
    likely = sorted(scores, key=lambda at: (-scores[at], at))[:_LIKELY]
    return [(p, _PRODUCER * scores[at]) for at in likely for p in shelf.producers(at)]
