"""The last day of a stay that is said by its first and its length: "from 5 May for three nights"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from orchestrator.facts import Span
from orchestrator.translate.when import When

_COUNTS = "a one two three four five six seven eight nine ten eleven twelve".split()
_STAY = re.compile(
    rf"(?<![\w.-])(?P<count>\d{{1,2}}|{'|'.join(_COUNTS)})[\s-](?P<unit>nights?|days?|weeks?)(?!\w)"
    r"(?!\s+(?:ago|later|before|after|from\s+(?:now|today)|in\s+advance|earlier|old))",
    re.IGNORECASE,
)
_STRETCH_BEFORE = re.compile(r"\b(?:in|last|past|next|previous|within|every)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class End:
    """The last day of a stay; its span is that of the count."""

    day: date
    span: Span


def ends_of_stays(query: str, dates: Sequence[When]) -> list[End]:
    """The ends of the stays whose length a query says beside a day.

    Example:
        >>> day = When(date(2025, 5, 5), date(2025, 5, 5), (5, 10))
        >>> [str(e.day) for e in ends_of_stays("from 5 May for three nights", [day])]
        ['2025-05-08']
    """
    days = [w for w in dates if w.is_day]
    found: list[End] = []
    for match in _STAY.finditer(query):
        covered = any(w.span[0] < match.end() and match.start() < w.span[1] for w in dates)
        if not days or covered or _STRETCH_BEFORE.search(query[: match.start()]):
            continue
        first = min(days, key=lambda w: _distance(w.span, match.span()))
        said = match["count"].casefold()
        count = int(said) if said.isdigit() else max(1, _COUNTS.index(said))
        length = timedelta(days=count * (7 if match["unit"].casefold().startswith("week") else 1))
        found.append(End(first.begin + length, match.span("count")))
    return found


def _distance(one: Span, other: Span) -> int:
    return max(other[0] - one[1], one[0] - other[1])
