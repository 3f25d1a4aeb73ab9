"""The forms in which people write days and periods, each with what it means. A form that is no date reads as nothing."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from orchestrator.facts import Span
from orchestrator.translate.when import When, add_months, next_such_day

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth"
    " twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_ORDINAL = "|".join(sorted((o.replace("-", r"[\s-]") for o in _ORDINALS), key=len, reverse=True))
_NUMBER = r"[0-3]?\d(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>{_NUMBER}|{_ORDINAL})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_COUNTS = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(c for c in _COUNTS if c != 'zero')})"
_UNIT = r"(?P<unit>days?|weeks?|fortnights?|months?|years?)"
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_RELATIVE = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "day before yesterday": -2,
    "今天": 0,
    "明天": 1,
    "后天": 2,
    "昨天": -1,
}
_HOLIDAYS = {
    "new year's day": (1, 1),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}
_SHIFTS = dict.fromkeys("this current the coming".split(), 0) | {
    "next": 1,
    "following": 1,
    "last": -1,
    "previous": -1,
}
_TO = r"\s*(?:-|–|to|and|until|till|through)\s*(?:the\s+)?"

_Reader = Callable[[re.Match[str], date], "When | tuple[When, ...] | None"]


def read_dates(query: str, today: date) -> tuple[list[When], list[Span]]:
    """What each form finds in a query, and what has the form of a date but is none; an earlier form goes first."""
    found: list[When] = []
    unreadable: list[Span] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(query):
            if any(b < match.end() and match.start() < e for b, e in (*(w.span for w in found), *unreadable)):
                continue
            try:
                read = reader(match, today)
            except (ValueError, OverflowError):
                unreadable.append(match.span())
                continue
            found.extend(read if isinstance(read, tuple) else () if read is None else (read,))
    return found, unreadable


def is_relative(said: str) -> bool:
    """Whether words of a date are reckoned from today, as a weekday is, and not written out."""
    return any(pattern.fullmatch(said) for pattern in _FROM_TODAY)


def _month_number(word: str) -> int:
    return next(i for i, m in enumerate(_MONTHS, 1) if m.startswith(word[:3].casefold()))


def _day_number(said: str) -> int:
    if said[0].isdigit():
        return int(re.sub(r"\D", "", said))
    return _ORDINALS.index(re.sub(r"\s", "-", said.casefold())) + 1


def _day(day: date, match: re.Match[str], *, year_said: bool = True) -> When:
    return When(day, day, match.span(), year_said)


def _iso(match: re.Match[str], _today: date) -> When:
    return _day(date(int(match["year"]), int(match["m"]), int(match["day"])), match)


def _slashes(match: re.Match[str], today: date) -> When:
    """Day and month with slashes, only where they cannot be taken for each other."""
    first, second, said = int(match["a"]), int(match["b"]), match["year"]
    year = today.year if not said else int(said) + (2000 if len(said) == 2 else 0)
    if first > 12:
        return _day(date(year, second, first), match, year_said=bool(said))
    if second > 12 or first == second:
        return _day(date(year, first, second), match, year_said=bool(said))
    raise ValueError(f"{match[0]} may be two days")


def _full(match: re.Match[str], today: date) -> When | None:
    said, number = match["year"], _day_number(match["day"])
    is_verb = match["month"] in ("may", "march") and not said
    if is_verb and match["day"].isdigit():
        after = match.string[match.end() : match.end() + 12]
        if re.match(r"\s+(?!and\b|to\b|at\b|in\b|until\b|till\b|for\b|from\b|with\b|or\b)[a-z]", after):
            return None  # "we may 3 people bring"
    year = int(said) if said else 2000 if (number, _month_number(match["month"])) == (29, 2) else today.year
    return _day(date(year, _month_number(match["month"]), number), match, year_said=bool(said))


def _first_of_range(match: re.Match[str], today: date) -> When:
    """The "1" of "1 to 5 May 2025"; its own span is the number alone."""
    said = match["year"]
    day = date(int(said) if said else today.year, _month_number(match["month"]), _day_number(match["from"]))
    return When(day, day, match.span("from"), bool(said))


def _range(match: re.Match[str], today: date) -> tuple[When, ...] | None:
    """Both days of "May 3 to 9, 2025"; the span of the second is its number."""
    year = int(match["year"]) if match["year"] else today.year
    month = _month_number(match["month"])
    if (first := date(year, month, _day_number(match["day"]))) >= (
        last := date(year, month, _day_number(match["last"]))
    ):
        return None
    said = bool(match["year"])
    return (
        When(first, first, (match.start(), match.end("day")), said),
        When(last, last, match.span("last"), said),
    )


def _day_of_month(match: re.Match[str], today: date) -> When:
    """The 8th of this month, of next month, of the month."""
    month = add_months(today.replace(day=1), _SHIFTS[match["how"].casefold()])
    return _day(month.replace(day=_day_number(match["day"])), match)


def _next_such_day(match: re.Match[str], today: date) -> When:
    """The 12th: the next 12th from today on."""
    day = next_such_day(_day_number(match["day"]), today)
    return When(day, day, match.span(), month_said=False)


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
    offset = _RELATIVE[re.sub(r"\s+", " ", match["word"].casefold())]
    day = today + timedelta(days=offset)
    return When(day, day, match.span(), offset=offset)


def _holiday(match: re.Match[str], today: date) -> When:
    month, number = _HOLIDAYS[re.sub(r"\s+", " ", match["name"].casefold().replace("’", "'"))]
    said = match["year"]
    return _day(date(int(said) if said else today.year, month, number), match, year_said=bool(said))


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


def _number_of(match: re.Match[str]) -> int:
    said = match["count"].casefold()
    return int(said) if said.isdigit() else _COUNTS[said]


def _in_time(match: re.Match[str], today: date) -> When:
    back = match["ago"] and match["ago"].casefold() in ("ago", "before today")
    return _day(_away(today, -_number_of(match) if back else _number_of(match), match["unit"]), match)


def _stretch(match: re.Match[str], today: date) -> When:
    """The last seven days, the next two weeks."""
    count = _number_of(match)
    if match["how"].casefold() in ("last", "past", "previous"):
        return _period(_away(today, -count, match["unit"]), today, match)
    return _period(today, _away(today, count, match["unit"]), match)


def _away(day: date, count: int, unit: str) -> date:
    unit = unit.casefold()
    if unit.startswith(("day", "week", "fortnight")):
        return day + timedelta(
            days=count * (1 if unit.startswith("day") else 7 if unit.startswith("week") else 14)
        )
    return add_months(day, count * (12 if unit.startswith("year") else 1))


def _calendar_period(match: re.Match[str], today: date) -> When:
    begin, end = _calendar_unit(match["unit"].casefold(), _SHIFTS[match["how"].casefold()], today)
    edge = (match["edge"] or "").casefold()
    if edge:
        begin = end = end if "end" in edge else begin
    return _period(begin, end, match)


def _calendar_unit(unit: str, shift: int, today: date) -> tuple[date, date]:
    if unit in ("week", "weekend"):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return (monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    if unit == "month":
        first = add_months(today.replace(day=1), shift)
        return _whole_month(first.year, first.month)
    if unit == "quarter":
        first = add_months(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3 * shift)
        return first, _whole_month(first.year, first.month + 2)[1]
    return date(today.year + shift, 1, 1), date(today.year + shift, 12, 31)


def _edge_of_month(match: re.Match[str], today: date) -> When:
    begin, end = _whole_month(
        int(match["year"]) if match["year"] else today.year, _month_number(match["month"])
    )
    day = end if "end" in match["edge"].casefold() else begin
    return _day(day, match, year_said=bool(match["year"]))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/.-]){pattern}(?![\w/]|-\d|\.\d)", re.IGNORECASE)


_WEEKDAY = _compiled(
    rf"(?:(?:(?P<how>this|next|last|coming|upcoming)\s+|(?:this|the)\s+(?:coming|upcoming|following)\s+)?"
    rf"(?P<name>{'|'.join(_DAYS)})(?:,?\s+(?P<after>next)\s+week|\s+of\s+(?P<after2>next)\s+week)?)"
    r"(?!\s+(?:after\s+next|week\b))"
)
_RELATIVE_WORD = _compiled(
    r"(?:the\s+)?(?P<word>day\s+after\s+tomorrow|day\s+before\s+yesterday|today|tonight|tomorrow|yesterday)"
)
_PERIOD = _compiled(
    r"(?P<edge>(?!))?(?:the\s+)?(?P<how>this|next|last|previous|coming|following)\s+(?P<unit>week|weekend|month|quarter|year)"
)
_FROM_TODAY = (_WEEKDAY, _RELATIVE_WORD, _PERIOD)


def _written() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    """Dates with a day and a month in them."""
    year = rf"(?:,?\s*{_YEAR})?"
    yield _compiled(rf"{_YEAR}[-/.](?P<m>[01]?\d)[-/.](?P<day>[0-3]?\d)"), _iso
    yield re.compile(rf"{_YEAR}年(?P<m>[01]?\d)月(?P<day>[0-3]?\d)[日号]"), _iso
    yield _compiled(rf"(?P<a>[0-3]?\d)[/.](?P<b>[0-3]?\d)[/.]{_YEAR}"), _slashes
    yield _compiled(r"(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)/(?P<year>\d\d)"), _slashes
    for before in "on by until till from before after since for".split():
        yield _compiled(rf"(?<=\b{before} )(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)(?P<year>(?!))?"), _slashes
    yield (
        _compiled(
            rf"(?P<from>{_NUMBER})(?=(?:\s+of)?{_TO}(?P<day>{_NUMBER})(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?\b)"
        ),
        _first_of_range,
    )
    yield _compiled(rf"{_YEAR},?\s+{_MONTH}\s+(?:the\s+)?{_DAY}"), _full
    clear = r"(?:(?<=st|nd|rd|th)|(?=,?\s+(?:19|20)\d\d)|(?=\s*(?:[.,;:!?)]|$)))"
    yield (
        _compiled(rf"{_MONTH}\s*(?:the\s+)?{_DAY}{_TO}(?P<last>{_NUMBER}){clear}(?:,?\s+{_YEAR})?"),
        _range,
    )
    yield _compiled(rf"(?:the\s+)?{_DAY}(?:\s+day)?(?:\s+of)?[\s,.-]\s*{_MONTH}(?:,?[\s-]*{_YEAR})?"), _full
    yield _compiled(rf"{_MONTH}[\s,]*(?:the\s+)?{_DAY}{year}"), _full


def _looser() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    """Days of a month that is not named, months, quarters."""
    month = r"\s+(?:of\s+)?(?P<how>this|next|last|the|previous|following|coming)\s+month"
    yield _compiled(rf"(?:the\s+)?{_DAY}(?:\s+day)?{month}"), _day_of_month
    ending = (
        r"(?=\s*(?:[.,;:!?)]|$|(?:at|and|to|till|until|in|for|from|with|through|please|or|around|near|by|on|of\s+this|if"
        r"|is|are|would|will|which|that|so|because|when|since|as|but|I|my|me)\b))"
    )
    only = r"(?P<day>[0-3]?\d(?:st|nd|rd|th))"
    for before in "on by until till through from after before since for to between".split():
        yield _compiled(rf"(?<=\b{before} )(?:the\s+)?{only}{ending}"), _next_such_day
    edge = r"(?P<edge>(?:the\s+)?(?:end|beginning|start))\s+of\s+"
    yield _compiled(rf"{edge}{_MONTH}(?:,?\s+{_YEAR})?"), _edge_of_month
    quarter = r"(?:the\s+)?(?P<word>first|second|third|fourth|last)\s+quarter"
    yield _compiled(rf"(?:{quarter}|q(?P<q>[1-4]))(?:,?\s+(?:of\s+)?{_YEAR})?"), _quarter
    yield _compiled(rf"{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})"), _month
    for before in "in from to for since until between during of".split():
        yield _compiled(rf"(?<=\b{before} ){_MONTH}(?P<year>(?!))?"), _month
    holidays = "|".join(
        h.replace("'", "['’]").replace(" ", r"\s+") for h in sorted(_HOLIDAYS, key=len, reverse=True)
    )
    for before in "on by until till before after for this next".split():
        yield _compiled(rf"(?<=\b{before} )(?P<name>{holidays})(?:,?\s+{_YEAR})?{ending}"), _holiday
    yield (
        _compiled(rf"{edge}(?P<how>this|next|last|previous|current|the)\s+(?P<unit>week|month|quarter|year)"),
        _calendar_period,
    )


def _from_today() -> Iterator[tuple[re.Pattern[str], _Reader]]:
    """Days and periods reckoned from today."""
    yield _RELATIVE_WORD, _relative
    yield re.compile("(?P<word>今天|明天|后天|昨天)"), _relative
    yield (
        _compiled(rf"(?:in\s+)?{_COUNT}\s+{_UNIT}\s+(?P<ago>ago|before\s+today|from\s+(?:now|today))"),
        _in_time,
    )
    yield _compiled(rf"in\s+{_COUNT}\s+{_UNIT}(?:['’]?\s+time)?(?P<ago>(?!))?"), _in_time
    yield _WEEKDAY, _weekday
    yield (
        _compiled(rf"(?:the\s+)?(?P<how>last|past|previous|next|coming|following)\s+{_COUNT}\s+{_UNIT}"),
        _stretch,
    )
    yield _PERIOD, _calendar_period
    said = r"(?:in|for|during|of|since|throughout|year|through|from|it['’]?s|current(?:ly)?|season)"
    counted = (
        r"(?!\s+(?:[a-z]+s|square|cubic|people)\b)"  # "an area of 2000 square metres", "for 2000 guests"
    )
    yield _compiled(rf"{said}\s+(?:the\s+)?(?:year\s+)?{_YEAR}{counted}"), _year


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (*_written(), *_looser(), *_from_today())
