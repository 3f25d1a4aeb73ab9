"""Times of day as people say them. A whole span or nothing; "at 7" may be morning or evening, so it is not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orchestrator.facts import Span

_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30,
            "half": 30, "forty": 40, "forty-five": 45, "fifty": 50}  # fmt: skip
_HOUR = rf"(?P<h>2[0-3]|[01]?\d|{'|'.join(_HOURS)})"
_DIGIT_HOUR = r"(?P<h>2[0-3]|[01]?\d)"
_HALF = r"(?P<half>[ap]\.\s?m\.|[ap]\.?m)(?!\w)"
_PART = r"(?P<part>morning|afternoon|evening|night)"
_PART_AFTER = rf"(?:(?:in\s+the|at|this|tomorrow)\s+{_PART})"
_PARTS = re.compile(r"\b(morning|afternoon|evening|night|tonight)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;!?](?=\s|$)|\b(?:and|then|but|until|till)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day and where the query says it. `sure` is False where morning and evening are both possible."""

    value: str
    span: Span
    sure: bool = True


def time_spans(query: str) -> list[Clock]:
    """Every time of day of the query that has one reading, in order.

    Example:
        >>> [t.value for t in time_spans("at 14:30, 9 am or half past six in the evening")]
        ['14:30', '09:00', '18:30']
    """
    return [clock for clock in clocks(query) if clock.sure]


def clocks(query: str) -> list[Clock]:
    """As `time_spans`, with the times that may be in the morning or in the evening, for which nothing may be guessed."""
    found: list[Clock] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(query):
            if any(c.span[0] < match.end() and match.start() < c.span[1] for c in found):
                continue
            if (clock := _clock(match, reader(match), query)) is not None:
                found.append(clock)
    return sorted(found, key=lambda c: c.span)


@dataclass(frozen=True, slots=True)
class _Read:
    hour: int
    minute: int = 0
    second: str = ""
    exact: bool = False
    after_part: bool = False


def _clock(match: re.Match[str], read: _Read | None, query: str) -> Clock | None:
    if read is None:
        return None
    groups = match.groupdict()
    part = (groups.get("half") or groups.get("part") or "").casefold().replace(".", "").replace(" ", "")
    if not part and not read.exact:
        part = _part_beside(match, query)
    hour, minute = read.hour, read.minute
    if minute < 0:
        hour, minute = (hour - 1) % 24 if hour else 23, 60 + minute
    if part in ("am", "pm") and hour > 12:
        return None
    sure = bool(part) or read.exact or hour > 12 or hour == 0
    hour = _in_part(hour, part)
    # "tonight at 7" says a day too: that word is left to the date
    begin = match.start("h") if read.after_part else match.start()
    return Clock(f"{hour:02d}:{minute:02d}{read.second}", (begin, match.end()), sure)


def _in_part(hour: int, part: str) -> int:
    """The hour of the day that an hour of the clock is in a part of the day."""
    if hour > 12 or not part:
        return hour
    if part in ("am", "morning"):
        return hour % 12
    if part in ("night", "tonight"):
        return hour % 12 + 12 if 5 <= hour < 12 else hour % 12
    if part == "evening":
        return hour % 12 + 12 if hour < 12 else 0
    return hour % 12 + 12


def _part_beside(match: re.Match[str], query: str) -> str:
    """The part of the day that the clause of a time names, if it names one."""
    before = max((m.end() for m in _CLAUSE.finditer(query, 0, match.start())), default=0)
    after = _CLAUSE.search(query, match.end())
    clause = query[before : after.start() if after else len(query)]
    parts = {m[1].casefold() for m in _PARTS.finditer(clause)}
    return parts.pop() if len(parts) == 1 else ""


def _hour(match: re.Match[str]) -> int:
    said = match["h"].casefold()
    return int(said) if said.isdigit() else _HOURS.index(said) + 1


def _written(match: re.Match[str]) -> _Read:
    """14:30, 1:30 pm, 18h30. Without a part of the day it is taken as written."""
    second = f":{match['s']}" if match["s"] else ""
    return _Read(_hour(match), int(match["m"] or 0), second, exact=not (match["half"] or match["part"]))


def _spoken(match: re.Match[str]) -> _Read:
    said = (match.groupdict().get("words") or "").casefold().replace(" ", "-")
    return _Read(_hour(match), _MINUTES.get(said, 0))


def _past(match: re.Match[str]) -> _Read:
    said = match["count"].casefold().replace(" ", "-")
    minutes = int(said) if said.isdigit() else _MINUTES[said]
    return _Read(_hour(match), minutes if match["way"].casefold() in ("past", "after") else -minutes)


def _named(match: re.Match[str]) -> _Read:
    return _Read(0 if match["word"].casefold() == "midnight" else 12, exact=True)


def _readers() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], _Read | None]]]:
    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w:.,/$€£-])(?:{pattern})(?![\w:]|[.,]\d)", re.IGNORECASE)

    ending = rf"(?:\s?{_HALF}|\s+{_PART_AFTER})"
    minute = r"(?P<m>[0-5]\d)"
    part = _PART.replace("morning|", "morning|tonight|")
    clock = rf"{_DIGIT_HOUR}(?::(?P<m>[0-5]\d))?(?!\s?[ap]\.?m|\s+\w*\s*o\s?['’\"]?\s?clock)"
    yield compiled(rf"(?:in\s+the\s+)?{part}\s+(?:(?:at|around|about|by)\s+)?{clock}"), _after_part
    yield compiled(rf"{_DIGIT_HOUR}(?::|\s?h\s?){minute}(?::(?P<s>[0-5]\d))?{ending}?"), _written
    yield compiled(rf"{_DIGIT_HOUR}\.{minute}(?P<s>(?!))?{ending}"), _written
    yield compiled(rf"{_DIGIT_HOUR}\s?h(?P<m>(?!))?(?P<s>(?!))?(?P<half>(?!))?(?P<part>(?!))?"), _written
    minutes = r"quarter|half|five|ten|fifteen|twenty(?:[\s-]five)?"
    yield (
        compiled(
            rf"(?:a\s+)?(?P<count>[1-5]?\d|{minutes})(?:\s+minutes?)?\s+(?P<way>past|after|to|before|till)\s+"
            rf"{_HOUR}(?:\s+o\s?['’\"]?\s?clock)?{ending}"
        ),
        _past,
    )
    yield (
        compiled(
            rf"(?:(?:a\s+)?(?P<count>quarter|half)|(?P<count2>(?!)))\s+(?P<way>past|to)\s+{_HOUR}"
            r"(?:\s+o\s?['’\"]?\s?clock)?"
        ),
        _past,
    )
    words = r"(?P<words>fifteen|thirty|forty[\s-]five|ten|twenty|forty|fifty)"
    yield compiled(rf"{_HOUR}(?:\s+{words})?\s?{_HALF}"), _spoken
    for before in "at around about by from until till to before after between".split():
        yield compiled(rf"(?<=\b{before} ){_HOUR}(?:\s+{words})?\s+{_PART_AFTER}"), _spoken
    yield compiled(rf"{_HOUR}\s+o\s?['’\"]?\s?clock{ending}?"), _spoken
    yield compiled(r"(?P<word>noon|midday|midnight)"), _named


def _after_part(match: re.Match[str]) -> _Read:
    """Morning 10:15, evening at 6."""
    return _Read(_hour(match), int(match["m"] or 0), after_part=True)


_READERS = tuple(_readers())
