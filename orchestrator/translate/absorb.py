"""Reads that nobody asked to see: what they are told is told to the call that takes from them, and the plan reads for itself.

Who says "dispute the biggest charge since 1 May" wants one thing done, and so does who says "lost my Silver Visa, block it". A
model writes two lines, the list of the charges and the dispute; lookups are put in by the planner (R2, R12), so the day is said
for the dispute, by its type, and the name of the card for the card. "Take the statement of May and mail it" are two wishes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.facts import Span
from orchestrator.translate.complete import on_the_way
from orchestrator.translate.lines import Line, Listed, Ref, Said, Value
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.reach import is_lookup, references
from orchestrator.translate.synonyms import alike
from orchestrator.translate.words import name_words, stem, words_of

_ASKING = frozenset("who whose what which when where how".split())
_SENTENCE = re.compile(r"[.!?](?=\s)")
_SEEING = tuple(stem(w) for w in "list show find look search see view display check".split())


def absorb(lines: Sequence[Line], spans: Sequence[Span], mentions: Mentions) -> tuple[Line, ...]:
    """Lines without the reads that no word asks for: lookups, and what only serves a line that was spoken of first.

    Args:
        lines: numbered from 1.
        spans: where the values of the lines stand.
        mentions: the query.
    """
    done = list(lines)
    for line in lines:
        taking = [x for x in done if any(isinstance(v, Ref) and v.line == line.number for _, v in x.inputs)]
        if not taking or mentions.catalog.apis[line.api].writes:
            continue
        if _is_asked_for(line.api, spans, mentions):
            continue
        is_second = all(_is_spoken_of_first(x.api, line, spans, mentions) for x in taking)
        if not (is_second or is_lookup(mentions.catalog, line.api)):
            continue
        told = {x.number: _told(line, x, mentions) for x in taking}
        if all(x is not None for x in told.values()):
            done = [told.get(x.number) or x for x in done if x.number != line.number]
    return _numbered(done)


def _is_asked_for(api: str, spans: Sequence[Span], mentions: Mentions) -> bool:
    """Whether the query has a word for reading something, or one of the verb of the API."""
    verb = [stem(w) for w in name_words(api)[:1]]
    said = [w for w in words_of(mentions.query) if not any(b <= w.begin < e for b, e in spans)]
    return any(w.lower in _ASKING or any(alike(stem(w.lower), v) for v in (*_SEEING, *verb)) for w in said)


def _is_spoken_of_first(api: str, read: Line, spans: Sequence[Span], mentions: Mentions) -> bool:
    """Whether the verb of an API stands before all that a read is told, in the same sentence."""
    values = [v for _, v in read.inputs if isinstance(v, Said) and v.span is not None]
    verb = stem(name_words(api)[0])
    said = [w for w in words_of(mentions.query) if not any(b <= w.begin < e for b, e in spans)]
    places = [w.end for w in said if alike(stem(w.lower), verb)]
    begin = min((v.span[0] for v in values if v.span is not None), default=-1)
    return any(at < begin and not _SENTENCE.search(mentions.query, at, begin) for at in places[:1])


def _told(read: Line, line: Line, mentions: Mentions) -> Line | None:
    """A line with what the read was told in place of what it gives; None where a line cannot say it."""
    catalog = mentions.catalog
    declared = catalog.apis[line.api].inputs
    taken = [n for n, v in line.inputs if isinstance(v, Ref) and v.line == read.number]
    own = catalog.apis[read.api].inputs
    said = {own[n].type if n in own else n: v for n, v in read.inputs if v is not None}
    if any(not isinstance(v, Said | Listed) for v in said.values()) or not {*taken} <= {*declared}:
        return None
    if is_lookup(catalog, read.api) and len(said) == 1:
        return _named(line, taken, said, mentions)
    opened = replace(line, inputs=tuple((n, _rows(v) if n in taken else v) for n, v in line.inputs))
    if not {*said} <= {*on_the_way(opened, catalog)}:
        return None
    return replace(opened, inputs=(*opened.inputs, *((kind, v) for kind, v in said.items() if kind not in dict(opened.inputs))))


def _rows(value: Value) -> Value:
    return value.rows if isinstance(value, Ref) else value


def _named(line: Line, taken: Sequence[str], said: Mapping[str, Value], mentions: Mentions) -> Line | None:
    """A line in which a thing is referred to as it was in the lookup: by its name (R2)."""
    catalog = mentions.catalog
    kind, value = next(iter(said.items()))
    types = [catalog.apis[line.api].inputs[n].type for n in taken]
    if not all(kind in {r.name for r in references(catalog, t)} for t in types):
        return None
    return replace(line, inputs=tuple((n, value if n in taken else v) for n, v in line.inputs))


def _numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines numbered from 1, with what they refer to."""
    numbers = {line.number: at for at, line in enumerate(lines, 1)}

    def moved(value: Value) -> Value:
        return replace(value, line=numbers[value.line]) if isinstance(value, Ref) else value

    return tuple(
        Line(numbers[x.number], x.api, tuple((n, moved(v)) for n, v in x.inputs)) for x in lines
    )
