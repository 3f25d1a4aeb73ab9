from __future__ import annotations

from datetime import date

import pytest

from orchestrator.translate.dates import date_spans, time_spans
from orchestrator.translate.numbers import number_spans

TODAY = date(2025, 4, 2)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 2025-05-02", ["2025-05-02"]),
        ("by 2 May 2025.", ["2025-05-02"]),
        ("May 5th, 2025", ["2025-05-05"]),
        ("the 2nd of May 2025", ["2025-05-02"]),
        ("from 1 October to 31 December 2024", ["2024-10-01", "2024-12-31"]),
        ("from 20 December to 5 January 2025", ["2024-12-20", "2025-01-05"]),
        ("1 to 5 May 2025", ["2025-05-01", "2025-05-05"]),
        ("on 1 March", ["2026-03-01"]),
        ("tomorrow, not yesterday", ["2025-04-03", "2025-04-01"]),
        ("next Friday", ["2025-04-11"]),
        ("on Friday", ["2025-04-04"]),
        ("last Monday", ["2025-03-31"]),
        ("in 3 days", ["2025-04-05"]),
        ("two weeks ago", ["2025-03-19"]),
        ("by the end of the month", ["2025-04-30"]),
        ("end of May 2025", ["2025-05-31"]),
        ("25/12/2025", ["2025-12-25"]),
        ("3/4/2027", []),
        ("30 February 2025", []),
        ("29 February 2025", []),
        ("you may march on", []),
        ("Handbook 2024", []),
        ("5-day trip, 4-star", []),
    ],
)
def test_days(text: str, days: list[str]) -> None:
    assert [w.begin.isoformat() for w in date_spans(text, TODAY) if w.is_day] == days


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("in March 2025", ("2025-03-01", "2025-03-31")),
        ("the first quarter of 2023", ("2023-01-01", "2023-03-31")),
        ("Q2 2024", ("2024-04-01", "2024-06-30")),
        ("in 2024", ("2024-01-01", "2024-12-31")),
        ("last month", ("2025-03-01", "2025-03-31")),
        ("this weekend", ("2025-04-05", "2025-04-06")),
        ("next year", ("2026-01-01", "2026-12-31")),
    ],
)
def test_periods_have_two_ends(text: str, period: tuple[str, str]) -> None:
    (when,) = date_spans(text, TODAY)
    assert (when.begin.isoformat(), when.end.isoformat()) == period


def test_a_month_takes_the_year_of_the_one_after_it() -> None:
    first, last = date_spans("from January to March 2024", TODAY)
    assert (first.begin.isoformat(), last.end.isoformat()) == ("2024-01-01", "2024-03-31")


def test_the_span_is_that_of_the_words() -> None:
    text = "pay it by 2 May 2025, please"
    (when,) = date_spans(text, TODAY)
    assert text[slice(*when.span)] == "2 May 2025"


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("at 14:30 or 9 am", ["14:30", "09:00"]),
        ("12:15 a.m.", ["00:15"]),
        ("at noon", ["12:00"]),
        ("25:00", []),
    ],
)
def test_times(text: str, times: list[str]) -> None:
    assert [t.value for t in time_spans(text)] == times


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("$1,250.50 now", ["1250.50"]),
        ("3k, 2.5 million", ["3000", "2500000"]),
        ("two hundred and fifty euros", ["250"]),
        ("twenty-five guests and two children", ["25", "2"]),
        ("a dozen eggs", ["12"]),
        ("three million", ["3000000"]),
        ("book that one, one of them", []),
        ("with one bag", ["1"]),
        ("FB-77, LH1234, a1b2", []),
        ("a 4-star hotel, 15%", ["4", "15"]),
        ("1.250,50", []),
        ("310.00.", ["310.00"]),
        ("-5 degrees", ["-5"]),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert [n.value for n in number_spans(text)] == numbers


def test_money_is_known_by_its_currency() -> None:
    text = "$5, 6 euros, 7 EUR, €8, 4,500 Norwegian kroner, 9 nights"
    assert [n.value for n in number_spans(text) if n.is_money] == ["5", "6", "7", "8", "4500"]
