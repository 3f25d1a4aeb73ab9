"""Whether the query supports a value: word for word, or by a normal form of what it mentions."""

from __future__ import annotations

import json
from dataclasses import dataclass

from orchestrator.catalog import Input, SemanticType
from orchestrator.facts import Span
from orchestrator.translate.dates import date_spans, unreadable_dates
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.reach import references
from orchestrator.values import fit, member, normal_form


@dataclass(frozen=True, slots=True)
class Supported:
    """A value in the form that becomes a fact, and where the query says it."""

    value: str
    span: Span


def support(text: str, name: str, declared: Input, mentions: Mentions) -> Supported | None:
    """The value of an input as the query supports it; None where it does not.

    Example:
        >>> support("2025-05-02", "due", Input(type="date"), mentions)      # doctest: +SKIP
        Supported(value='2025-05-02', span=(19, 29))
    """
    kind = mentions.catalog.type(declared.type)
    if kind.base == "boolean":
        return _flag(text, name, declared, mentions)
    return support_type(text, kind, mentions)


def support_type(text: str, kind: SemanticType, mentions: Mentions) -> Supported | None:
    """As `support`, for a value of a type or a reference to a datum of it."""
    for one in (kind, *references(mentions.catalog, kind.name)):
        if (found := _mentioned(text, one, mentions)) is not None:
            return found
    span = mentions.find(text)
    if span is None or (kind.values is not None and member(kind, text) is not None):
        return None
    said = mentions.query[slice(*span)]
    for one in (kind, *references(mentions.catalog, kind.name)):
        if one.base == "date" and not fit(one, said) and (day := _any_date(said, mentions)) is not None:
            return Supported(day, span)
    return Supported(said, span)


def _mentioned(text: str, kind: SemanticType, mentions: Mentions) -> Supported | None:
    """A mention of the type that is the same value, or that the text is the words of."""
    wanted = normal_form(kind.base, member(kind, text) or text)
    for mention in mentions.of(kind):
        same = wanted is not None and normal_form(kind.base, mention.value) == wanted
        if same or mention.text == text:
            return Supported(mention.value, mention.span)
    span = mentions.find(text)
    if span is not None and kind.base != "string":
        inside = [m for m in mentions.of(kind) if span[0] <= m.span[0] and m.span[1] <= span[1]]
        if len({m.value for m in inside}) == 1:
            return Supported(inside[0].value, inside[0].span)
    return None


def _flag(text: str, name: str, declared: Input, mentions: Mentions) -> Supported | None:
    wanted = normal_form("boolean", text)
    flag = mentions.flag(name, declared.description)
    return Supported(flag.value, flag.span) if flag is not None and flag.value == wanted else None


def _any_date(said: str, mentions: Mentions) -> str | None:
    """A date in a form or a language that the own grammar does not read; the whole text or nothing.

    What the own grammar knows to be no day, or to be two, is not guessed at.
    """
    today = mentions.today
    if date_spans(said, today) or unreadable_dates(said, today) or not any(c.isdigit() for c in said):
        return None
    import warnings
    from datetime import datetime

    import dateparser

    settings = {
        "STRICT_PARSING": True,
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(mentions.today, datetime.min.time()),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = dateparser.parse(said, settings=settings)
    return read.date().isoformat() if read is not None else None


def quote_for_people(text: str, limit: int = 80) -> str:
    """A value as reasons show it: in quotes, and not longer than a line."""
    return json.dumps(text if len(text) <= limit else text[: limit - 1] + "…", ensure_ascii=False)
