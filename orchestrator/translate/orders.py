"""What a query speaks of and does not order: what it only quotes, and what it says shall not be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestrator.errors import Problem
from orchestrator.translate.build import said_spans
from orchestrator.translate.lines import Line, Listed, Said
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import inside
from orchestrator.translate.negation import negated
from orchestrator.translate.words import is_stop, name_words, stem, words_of


def only_quoted(api: str, mentions: Mentions) -> bool:
    """Whether an API writes, and the query has its words in quotation marks and nowhere else."""
    if not mentions.quoted or not mentions.catalog.apis[api].writes:
        return False
    quotes = [m.span for m in mentions.quoted]
    told = {stem(w) for w in (*name_words(api), *name_words(mentions.catalog.apis[api].description)) if not is_stop(w)}
    said = [w for w in words_of(mentions.query) if stem(w.lower) in told]
    return bool(said) and all(inside((w.begin, w.end), quotes) for w in said)


def not_wanted(api: str, mentions: Mentions) -> bool:
    """Whether the query says what an API does, and says so only of what shall not be done: "don't send it"."""
    spans = negated(mentions.query)
    if not spans:
        return False
    first = (words[:1] for words in (name_words(api), name_words(mentions.catalog.apis[api].description)))
    doing = {stem(w) for words in first for w in words if not is_stop(w)}
    said = [w for w in words_of(mentions.query) if stem(w.lower) in doing]
    return bool(said) and all(inside((w.begin, w.end), spans) for w in said)


def orders_in_quotes(lines: Sequence[Line], mentions: Mentions) -> Iterator[Problem]:
    """Writes that nothing speaks for but a part of a quotation. One that takes the whole quotation is no such thing."""
    quotes = [m.span for m in mentions.quoted]
    for line in lines:
        values = tuple((n, v) for n, v in line.inputs if isinstance(v, Said | Listed))
        spans = said_spans([replace(line, inputs=values)], mentions)
        parts = all(inside(span, quotes) and span not in quotes for span in spans)
        if parts and only_quoted(line.api, mentions):
            what = f"the request speaks of {line.api} only in what it quotes"
            yield Problem(what, f"line {line.number}", "calls that the request itself asks for")
