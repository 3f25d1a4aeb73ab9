"""A day or a period, and where a query says it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from orchestrator.facts import Span


@dataclass(frozen=True, slots=True)
class When:
    """A day (`begin` is `end`) or a period, and where the query says it. `year_said` is False for "2 May"."""

    begin: date
    end: date
    span: Span
    year_said: bool = True
    offset: int | None = None
    """How many days from today a word like "tomorrow" is."""
    month_said: bool = True
    """False for "the 12th"."""

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return self.begin == self.end


def add_months(day: date, months: int) -> date:
    """The same day of another month; its last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_such_day(number: int, start: date) -> date:
    """The next day of this number in its month, from a day on."""
    months = (add_months(start.replace(day=1), i) for i in range(12))
    days = (m.replace(day=number) for m in months if number <= calendar.monthrange(m.year, m.month)[1])
    return next(d for d in days if d >= start)
