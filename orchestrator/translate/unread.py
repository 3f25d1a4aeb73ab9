"""What a query says of a time or an amount that no reader reads whole: nothing is guessed of it, and the person is told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator.facts import Span
from orchestrator.translate.dates import unreadable_dates
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import overlap
from orchestrator.translate.times import clocks

_CALENDAR = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september"
    " october november december"
).split()
_KNOWN = frozenset(
    "today birthday holiday holidays everyday weekday workday midday payday someday noonday doomsday heyday day".split()
)
_DAY_LIKE = re.compile(
    r"\b(?:next|this|last|coming|on|by|until|till|every|before|after|since|from)\s+(?P<word>[a-z]{3,}day)\b",
    re.IGNORECASE,
)
_MONTH_LIKE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<after>[A-Z][a-z]{3,9})\b|\b(?P<before>[A-Z][a-z]{3,9})\s+\d{1,2}(?:st|nd|rd|th)\b"
)
_VAGUE_TIME = re.compile(
    r"\b(?:(?:in\s+|for\s+)?(?:a\s+few|a\s+couple\s+of|several|some|many)\s+(?:more\s+)?(?:hours|days|nights|weeks|months|years|minutes)"
    r"(?:\s+(?:ago|from\s+now|time|later))?"
    r"|(?:early|late|mid)(?:\s+in|\s+|-)(?:this\s+|next\s+)?(?:week|month|year|spring|summer|autumn|fall|winter|january|february|march"
    r"|april|may|june|july|august|september|october|november|december)"
    r"|(?:one\s+of\s+these\s+days|some\s+day|sometime|some\s+time\s+(?:next|this|in)\s+\w+|the\s+other\s+day)"
    r"|(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|month|year)\s+after\s+next|a\s+week\s+on\s+\w+day)\b",
    re.IGNORECASE,
)
_VAGUE_AMOUNT = re.compile(
    r"\b(?:a\s+(?:lot|bit|little|few|bunch|handful|ton|couple|number|fair\s+amount)(?:\s+of)?|lots\s+of|plenty\s+of|tons\s+of|some"
    r"|several|many|much|not\s+much|as\s+much\s+as\s+possible)\s+(?:money|cash|(?:more\s+)?(?:dollars|euros|pounds|bucks|francs|kroner"
    r"|people|persons|guests|rooms|nights|tickets|copies|items|percent|per\s?cent))\b",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(
    r"\bat\s+(?P<hour>1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?=\s*(?:[,;!?)]|\.(?!\d)|$|\b(?:on|and|or|to|until|till|please|sharp|for|with|in|tomorrow|today|tonight|this|next)\b))",
    re.IGNORECASE,
)
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that say a time or an amount, and why nothing is read of them."""

    text: str
    span: Span
    reason: str


def unread(mentions: Mentions) -> tuple[Unread, ...]:
    """The words of a query that speak of a day, a time or an amount and that no reader reads, in order.

    Nothing is offered for them, so that a required input they may be meant for is asked for.

    Example:
        >>> mentions = Mentions("by the 31st of February", catalog, today)                # doctest: +SKIP
        >>> [(u.text, u.reason) for u in unread(mentions)]                                 # doctest: +SKIP
        [('the 31st of February', 'there is no such day')]
    """
    query = mentions.query
    closed = [
        *(m.span for m in (*mentions.quoted, *mentions.addresses, *mentions.ids)),
        *(w.span for w in mentions.dates),
    ]
    found: list[Unread] = []
    for span, reason in _spans(mentions):
        taken = any(overlap(span, c) for c in (*closed, *(u.span for u in found)))
        if not taken:
            found.append(Unread(query[slice(*span)], span, reason))
    return tuple(sorted(found, key=lambda u: u.span))


def _spans(mentions: Mentions) -> Iterator[tuple[Span, str]]:
    query = mentions.query
    for span in unreadable_dates(query, mentions.today):
        reason = (
            "it may be two days" if re.fullmatch(r"[\d/.]+", query[slice(*span)]) else "there is no such day"
        )
        yield span, reason
    for pattern, groups in ((_DAY_LIKE, ("word",)), (_MONTH_LIKE, ("after", "before"))):
        for match in pattern.finditer(query):
            word = next(match[g] for g in groups if match[g]).casefold()
            if (
                word not in _KNOWN
                and word not in _CALENDAR
                and (pattern is _DAY_LIKE or _is_like(word, _CALENDAR))
            ):
                yield match.span(), f'"{word}" is no day or month'
    if _is_clocked(mentions):
        for clock in clocks(query):
            if not clock.sure:
                yield clock.span, "morning or evening is not said"
        numbers = [n.span for n in mentions.numbers if n.span in mentions.money]
        for match in _BARE_HOUR.finditer(query):
            if not any(overlap(match.span("hour"), n) for n in numbers):
                yield match.span(), "morning or evening is not said"
    for match in _VAGUE_TIME.finditer(query):
        yield match.span(), "it is no certain time"
    for match in _VAGUE_AMOUNT.finditer(query):
        yield match.span(), "it is no certain amount"


def _is_like(word: str, known: Iterable[str]) -> bool:
    return bool(difflib.get_close_matches(word, list(known), n=1, cutoff=_ALIKE))


def _is_clocked(mentions: Mentions) -> bool:
    """Whether the catalog takes times of day at all."""
    catalog = mentions.catalog
    taken = {i.type for api in catalog.apis.values() for i in api.inputs.values()}
    return any(catalog.type(kind).base in ("time", "datetime") for kind in taken)
