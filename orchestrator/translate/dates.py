"""Days and periods as people say them, reckoned against a given today. A whole span or nothing."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from orchestrator.facts import Span

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_COUNTS = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1}
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_RELATIVE = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "day before yesterday": -2,
}


@dataclass(frozen=True, slots=True)
class When:
    """A day (`begin` is `end`) or a period, and where the query says it. `year_said` is False for "2 May"."""

    begin: date
    end: date
    span: Span
    year_said: bool = True

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.begin == self.end


_Reader = Callable[[re.Match[str], date], When | None]


def date_spans(query: str, today: date) -> list[When]:
    """Every day and every period of the query, in order.

    A day without a year takes the year of the dates beside it, else the next such day from today on.

    Example:
        >>> [str(w.begin) for w in date_spans("from 2 May to next Friday", date(2025, 4, 1))]
        ['2025-05-02', '2025-04-11']
    """
    found: list[When] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(query):
            if any(w.span[0] < match.end() and match.start() < w.span[1] for w in found):
                continue
            when = _read(reader, match, today)
            if when is not None:
                found.append(when)
    return _with_years(sorted(found, key=lambda w: w.span), query, today)


def _read(reader: _Reader, match: re.Match[str], today: date) -> When | None:
    try:
        return reader(match, today)
    except (ValueError, OverflowError):
        return None


def _with_years(found: list[When], query: str, today: date) -> list[When]:
    """Lend the year of the nearest later date of the same phrase, else of the nearest earlier one, to those without."""
    lent: list[When] = []
    for index, when in enumerate(found):
        if when.year_said:
            lent.append(when)
            continue
        later = next(
            (w for w in found[index + 1 :] if w.year_said and "." not in query[when.span[1] : w.span[0]]),
            None,
        )
        earlier = next((w for w in reversed(found[:index]) if w.year_said), None)
        if later is not None:
            year = later.begin.year - (
                1 if (when.begin.month, when.begin.day) > (later.end.month, later.end.day) else 0
            )
        elif earlier is not None:
            year = earlier.begin.year
        else:
            year = _next_year(when, today)
        if (in_year := _in_year(when, year)) is not None:
            lent.append(in_year)
    return lent


def _next_year(when: When, today: date) -> int:
    """The year of the next such day from today on; of a month, this year."""
    if not when.is_day:
        return today.year
    return next(
        y
        for y in range(today.year, today.year + 9)
        if (d := _in_year(when, y)) is not None and d.begin >= today
    )


def _in_year(when: When, year: int) -> When | None:
    try:
        begin = when.begin.replace(year=year)
    except ValueError:  # 29 February of a year that has none
        return None
    end = begin if when.is_day else date(year, when.end.month, calendar.monthrange(year, when.end.month)[1])
    return replace(when, begin=begin, end=end)


def _month_number(word: str) -> int:
    return next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(word[:3].casefold()))


def _day(day: date, match: re.Match[str], *, year_said: bool = True) -> When:
    return When(day, day, match.span(), year_said)


def _iso(match: re.Match[str], _today: date) -> When:
    return _day(date(int(match["year"]), int(match["m"]), int(match["day"])), match)


def _slashes(match: re.Match[str], _today: date) -> When | None:
    """Day and month with slashes, only where they cannot be taken for each other."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
    if first > 12:
        return _day(date(year, second, first), match)
    if second > 12 or first == second:
        return _day(date(year, first, second), match)
    return None


def _full(match: re.Match[str], today: date) -> When:
    said = match["year"]
    year = int(said) if said else 2000 if match["day"].startswith("29") else today.year
    return _day(date(year, _month_number(match["month"]), int(match["day"])), match, year_said=bool(said))


def _first_of_range(match: re.Match[str], today: date) -> When:
    """The "1" of "1 to 5 May 2025"; its own span is the number alone."""
    said = match["year"]
    day = date(int(said) if said else today.year, _month_number(match["month"]), int(match["from"]))
    return When(day, day, match.span("from"), bool(said))


def _period(begin: date, end: date, match: re.Match[str], *, year_said: bool = True) -> When:
    return When(begin, end, match.span(), year_said)


def _whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _month(match: re.Match[str], today: date) -> When | None:
    word, said = match["month"], match["year"]
    if not said and (not word[0].isupper() or len(word) < 3):
        return None
    begin, end = _whole_month(int(said) if said else today.year, _month_number(word))
    return _period(begin, end, match, year_said=bool(said))


def _quarter(match: re.Match[str], today: date) -> When:
    said = match["q"] or _QUARTERS[match["word"].casefold()]
    last_month = 3 * int(said)
    year = int(match["year"]) if match["year"] else today.year
    return _period(
        date(year, last_month - 2, 1), _whole_month(year, last_month)[1], match, year_said=bool(match["year"])
    )


def _year(match: re.Match[str], _today: date) -> When:
    year = int(match["year"])
    return When(date(year, 1, 1), date(year, 12, 31), match.span("year"))


def _relative(match: re.Match[str], today: date) -> When:
    return _day(today + timedelta(days=_RELATIVE[re.sub(r"\s+", " ", match["word"].casefold())]), match)


def _weekday(match: re.Match[str], today: date) -> When:
    """The coming such day; with "next" the one of the week after this one, with "last" the one before today."""
    ahead = (_DAYS.index(match["name"].casefold()) - today.weekday()) % 7
    how = (match["how"] or match["after"] or "").casefold()
    if how.startswith("last"):
        return _day(today + timedelta(days=ahead - 7), match)
    if how.startswith("next"):
        monday = today - timedelta(days=today.weekday())
        return _day(monday + timedelta(days=7 + _DAYS.index(match["name"].casefold())), match)
    return _day(today + timedelta(days=ahead), match)


def _in_time(match: re.Match[str], today: date) -> When:
    said = match["count"].casefold()
    count = int(said) if said.isdigit() else _COUNTS[said]
    count = -count if match["ago"] else count
    unit = match["unit"].casefold()
    if unit.startswith(("day", "week")):
        return _day(today + timedelta(days=count * (7 if unit.startswith("week") else 1)), match)
    return _day(_add_months(today, count * (12 if unit.startswith("year") else 1)), match)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _calendar_period(match: re.Match[str], today: date) -> When:
    shift = {"this": 0, "next": 1, "last": -1, "previous": -1, "current": 0, "the": 0}[
        match["how"].casefold()
    ]
    begin, end = _calendar_unit(match["unit"].casefold(), shift, today)
    edge = (match["edge"] or "").casefold()
    if edge:
        begin = end = end if "end" in edge else begin
    return _period(begin, end, match)


def _calendar_unit(unit: str, shift: int, today: date) -> tuple[date, date]:
    if unit in ("week", "weekend"):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return (monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    if unit == "month":
        first = _add_months(today.replace(day=1), shift)
        return _whole_month(first.year, first.month)
    if unit == "quarter":
        first = _add_months(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3 * shift)
        return first, _whole_month(first.year, first.month + 2)[1]
    return date(today.year + shift, 1, 1), date(today.year + shift, 12, 31)


def _edge_of_month(match: re.Match[str], today: date) -> When:
    begin, end = _whole_month(
        int(match["year"]) if match["year"] else today.year, _month_number(match["month"])
    )
    day = end if "end" in match["edge"].casefold() else begin
    return _day(day, match, year_said=bool(match["year"]))


def _readers() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    def compiled(pattern: str, reader: _Reader) -> tuple[re.Pattern[str], _Reader]:
        return re.compile(rf"(?<![\w/.-]){pattern}(?![\w/]|-\d|\.\d)", re.IGNORECASE), reader

    edge = r"(?P<edge>(?:the\s+)?(?:end|beginning|start))\s+of\s+"
    yield compiled(rf"{_YEAR}[-/.](?P<m>[01]?\d)[-/.](?P<day>[0-3]?\d)", _iso)
    yield compiled(rf"(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.]{_YEAR}", _slashes)
    yield compiled(
        rf"(?P<from>[0-3]?\d)(?:st|nd|rd|th)?(?=\s?(?:-|–|to|and|until|till)\s?{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?\b)",
        _first_of_range,
    )
    yield compiled(rf"(?:the\s+)?{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?", _full)
    yield compiled(rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?", _full)
    yield compiled(rf"{edge}{_MONTH}(?:,?\s+{_YEAR})?", _edge_of_month)
    yield compiled(
        rf"(?:(?:the\s+)?(?P<word>first|second|third|fourth|last)\s+quarter|q(?P<q>[1-4]))(?:,?\s+(?:of\s+)?{_YEAR})?",
        _quarter,
    )
    yield compiled(rf"{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})", _month)
    for before in ("in", "from", "to", "for", "since", "until", "between", "during", "of"):
        yield compiled(rf"(?<=\b{before} ){_MONTH}(?P<year>(?!))?", _month)
    yield compiled(
        r"(?:the\s+)?(?P<word>day\s+after\s+tomorrow|day\s+before\s+yesterday|today|tonight|tomorrow|yesterday)",
        _relative,
    )
    yield compiled(rf"(?:in\s+)?{_COUNT}\s+(?P<unit>days?|weeks?|months?|years?)\s+(?P<ago>ago)", _in_time)
    yield compiled(
        rf"in\s+{_COUNT}\s+(?P<unit>days?|weeks?|months?|years?)(?:['’]?\s+time)?(?P<ago>(?!))?", _in_time
    )
    yield compiled(
        rf"(?:(?P<how>this|next|last|coming)\s+)?(?P<name>{'|'.join(_DAYS)})(?:\s+(?P<after>next)\s+week)?",
        _weekday,
    )
    yield compiled(
        rf"{edge}(?P<how>this|next|last|previous|current|the)\s+(?P<unit>week|month|quarter|year)",
        _calendar_period,
    )
    yield compiled(
        r"(?P<edge>(?!))?(?P<how>this|next|last|previous)\s+(?P<unit>week|weekend|month|quarter|year)",
        _calendar_period,
    )
    yield compiled(rf"(?:in|for|during|of|since|throughout|year|through)\s+(?:the\s+year\s+)?{_YEAR}", _year)


_READERS = tuple(_readers())
_TIME = re.compile(
    r"(?<![\w:.,-])(?:(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?\s?(?P<half>[ap]\.?m\.?)?"
    r"|(?P<h2>1[0-2]|0?[1-9])\s?(?P<half2>[ap]\.?m\.?)|(?P<word>noon|midnight))(?![\w:])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day and where the query says it."""

    value: str
    span: Span


def time_spans(query: str) -> list[Clock]:
    """Every time of day of the query, in order.

    Example:
        >>> [t.value for t in time_spans("at 14:30, or 9 am")]
        ['14:30', '09:00']
    """
    found: list[Clock] = []
    for match in _TIME.finditer(query):
        if match["word"]:
            hour, minute = (12 if match["word"].casefold() == "noon" else 0), 0
        else:
            hour, minute = int(match["h"] or match["h2"]), int(match["m"] or 0)
            half = (match["half"] or match["half2"] or "").casefold()
            if half and hour > 12:
                continue
            hour = hour % 12 + (12 if half.startswith("p") else 0) if half else hour
        second = f":{match['s']}" if match["s"] else ""
        found.append(Clock(f"{hour:02d}:{minute:02d}{second}", match.span()))
    return found
