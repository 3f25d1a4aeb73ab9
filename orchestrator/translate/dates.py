"""Days and periods as people say them, reckoned against a given today. A whole span or nothing."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from orchestrator.facts import Span
from orchestrator.translate.date_readers import is_relative, read_dates
from orchestrator.translate.when import When, add_months, next_such_day


def date_spans(query: str, today: date) -> list[When]:
    """Every day and every period of the query, in order.

    A day without a year takes the year of the dates beside it, else the next such day from today on. Where the query
    itself says which day it is ("today is 4 May 2025"), the others are reckoned from that day.

    Example:
        >>> [str(w.begin) for w in date_spans("from 2 May to next Friday", date(2025, 4, 1))]
        ['2025-05-02', '2025-04-11']
    """
    found = _found(query, today)
    said = _stated_today(found, query)
    if said is not None and said != today:
        today = said
        found = _found(query, today)
    found = _without_weekdays(_reckoned(_after_others(found, query), query), query)
    return sorted(found, key=lambda w: w.span)


def _after_others(found: Sequence[When], query: str) -> list[When]:
    """With "the 17th" as the one that follows the date before it, where the query writes one out."""
    done: list[When] = []
    for when in found:
        written = [w for w in done if w.is_day and not is_relative(query[slice(*w.span)])]
        if when.month_said or not written:
            done.append(when)
            continue
        day = next_such_day(when.begin.day, written[-1].begin)
        done.append(replace(when, begin=day, end=day))
    return done


def unreadable_dates(query: str, today: date) -> list[Span]:
    """Where the query has the form of a date that is none, as 31 February, or that may be two days, as 3/4/2027."""
    return read_dates(query, today)[1]


def _found(query: str, today: date) -> list[When]:
    return _with_years(sorted(read_dates(query, today)[0], key=lambda w: w.span), query, today)


_NOW = re.compile(
    r"\b(?:today(?:['’]?s\s+date)?(?:\s+is|\s*[,(])?|(?:current\s+)?date\s+(?:today\s+)?is|now(?:\s+is)?"
    r"|(?:it|current|currently)(?:['’]?s|\s+is|,?\s+it['’]?s|,?\s+it\s+is)\s+"
    r"(?:now\s+|currently\s+|today\s+)?(?:[^.?!]{0,40}\bon\b|[^.?!]{0,25}\b(?:morning|afternoon|evening)\b(?:\s+of)?)?)"
    r"[\s,(]*(?:on\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?$",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"\s*[,(]\s*(?:which\s+is\s+|that\s+is\s+|i\.?e\.?,?\s+)?|\s+on\s+", re.IGNORECASE)
_MEETS = re.compile(r",?\s+(?:the\s+)?|\s*\(\s*", re.IGNORECASE)


def _stated_today(found: Sequence[When], query: str) -> date | None:
    """The day that the query says is today, by name or by what "tomorrow (5 May 2025)" makes it."""
    for when in found:
        if is_relative(query[slice(*when.span)]):
            continue
        if when.is_day and when.year_said and _NOW.search(query[: when.span[0]]):
            return when.begin
    for left in found:
        for right in found:
            beside = left.span[1] <= right.span[0] and _APPOSED.fullmatch(query, left.span[1], right.span[0])
            if (
                left.offset is not None
                and right.offset is None
                and right.is_day
                and right.year_said
                and beside
            ):
                return right.begin - timedelta(days=left.offset)
    return None


def _without_weekdays(found: Sequence[When], query: str) -> list[When]:
    """Without the days of the week, and the words reckoned from today, beside which their date is written out."""

    def explained(when: When) -> bool:
        said = query[slice(*when.span)]
        return is_relative(said) and any(
            w is not when
            and not is_relative(query[slice(*w.span)])
            and w.is_day
            and (
                (when.span[1] <= w.span[0] and _MEETS.fullmatch(query, when.span[1], w.span[0]))
                or (
                    w.begin.weekday() == when.begin.weekday()
                    and re.fullmatch(r"\s*[,(]?\s*", query[w.span[1] : when.span[0]])
                )
            )
            for w in found
        )

    return [w for w in found if not explained(w)]


_COUNTS = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "the": 1, "": 1, "couple of": 2}
_SHIFT = re.compile(
    r"(?<![\w-])(?<!\bfor )(?:(?P<day>(?:on\s+|of\s+|by\s+)?the\s+(?:very\s+)?(?:next|following)\s+day"
    r"|the\s+day\s+after(?!\s+tomorrow))"
    r"|(?P<day_before>the\s+day\s+before(?!\s+yesterday))"
    r"|(?P<count>\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?P<unit>day|week|month)s?"
    r"\s+(?P<way>later|after\s+that|afterwards|thereafter|after|before|from))(?![\w-])",
    re.IGNORECASE,
)


def _reckoned(found: list[When], query: str) -> list[When]:
    """The days, and those that are said by others of them: "the next day", "three days later", "two days before 5 May"."""
    result = list(found)
    for match in _SHIFT.finditer(query):
        if any(w.span[0] < match.end() and match.start() < w.span[1] for w in result):
            continue
        count, unit, back = _shift(match)
        toward = _toward(match)
        after = _next_to(match, result, query) if toward else None
        if after is not None:
            result = [w for w in result if w is not after]
            day = _moved(after.begin, count, unit, back)
            result.append(When(day, day, (match.start(), after.span[1])))
            continue
        before = [w for w in result if w.span[1] <= match.start() and w.is_day]
        if before and not (toward and match["way"] and _has_object(match, query)):
            base = max(before, key=lambda w: w.span[1])
            day = _moved(base.end, count, unit, back)
            result.append(When(day, day, match.span()))
    return result


def _shift(match: re.Match[str]) -> tuple[int, str, bool]:
    if match["day"] or match["day_before"]:
        return 1, "day", bool(match["day_before"])
    said = match["count"].casefold()
    return (
        int(said) if said.isdigit() else _COUNTS[said],
        match["unit"].casefold(),
        match["way"].casefold() == "before",
    )


def _toward(match: re.Match[str]) -> bool:
    """Whether the words want a date after them, as "two days after" does and "two days later" does not."""
    if match["way"]:
        return match["way"].casefold() in ("after", "before", "from")
    return match[0].casefold().endswith(("after", "before"))


def _next_to(match: re.Match[str], found: Sequence[When], query: str) -> When | None:
    return next((w for w in found if w.is_day and re.fullmatch(r"\s+", query[match.end() : w.span[0]])), None)


def _has_object(match: re.Match[str], query: str) -> bool:
    """Whether words follow that say after what: "two days after arrival" is not two days after the date before it."""
    return bool(re.match(r"\s+\w", query[match.end() :]))


def _moved(day: date, count: int, unit: str, back: bool) -> date:
    count = -count if back else count
    if unit == "month":
        return add_months(day, count)
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def _with_years(found: list[When], query: str, today: date) -> list[When]:
    """Lend the year of the nearest later date of the same phrase, else of the nearest earlier one, to those without."""
    lent: list[When] = []
    for index, when in enumerate(found):
        if when.year_said:
            lent.append(when)
            continue
        others = [w for w in found if w.year_said and w.offset is None]
        later = next(
            (w for w in others if w.span[0] > when.span[0] and "." not in query[when.span[1] : w.span[0]]),
            None,
        )
        earlier = next((w for w in reversed(found[:index]) if w in others), None)
        if later is not None:
            year = later.begin.year - (
                1 if (when.begin.month, when.begin.day) > (later.end.month, later.end.day) else 0
            )
        elif earlier is not None:
            year = earlier.begin.year + _turns(earlier, when, query)
        else:
            year = _next_year(when, today)
        if (in_year := _in_year(when, year)) is not None:
            lent.append(in_year)
    return lent


def _turns(earlier: When, when: When, query: str) -> int:
    """1 where a stretch goes over the end of the year: "from 28 December 2024 to 3 January"."""
    ends = re.fullmatch(
        r"[\s,]*(?:to|until|till|through|and|-|–)\s+(?:the\s+)?", query[earlier.span[1] : when.span[0]]
    )
    return int(bool(ends) and (when.begin.month, when.begin.day) < (earlier.begin.month, earlier.begin.day))


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
