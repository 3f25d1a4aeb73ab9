from __future__ import annotations

from datetime import date

import pytest

from orchestrator.catalog import SemanticType
from orchestrator.translate.dates import date_spans, unreadable_dates
from orchestrator.translate.numbers import number_spans, percentages
from orchestrator.translate.stays import ends_of_stays
from orchestrator.translate.times import time_spans

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
        ("the 4th of March", ["2026-03-04"]),
        ("the twenty-first of June", ["2025-06-21"]),
        ("on 2025 April 4th", ["2025-04-04"]),
        ("Jun.20,2023", ["2023-06-20"]),
        ("2024年11月5日", ["2024-11-05"]),
        ("on 13/5", ["2025-05-13"]),
        ("13/05/24", ["2024-05-13"]),
        ("the day after tomorrow", ["2025-04-04"]),
        ("in a fortnight", ["2025-04-16"]),
        ("10 days from now", ["2025-04-12"]),
        ("Friday next week", ["2025-04-11"]),
        ("this coming Friday", ["2025-04-04"]),
        ("Friday after next", []),
        ("on the 12th, please", ["2025-04-12"]),
        ("on the 1st", ["2025-05-01"]),
        ("the 8th of this month", ["2025-04-08"]),
        ("the 8th of next month", ["2025-05-08"]),
        ("for the 5th floor, take the 1st", []),
        ("on Christmas Eve", ["2025-12-24"]),
        ("the Christmas party", []),
        ("what you may 3 people bring", []),
        ("paper may 6 2025 stapler", ["2025-05-06"]),
        ("on the 31st of February", []),
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


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("from 3 to 9 May", ["2025-05-03", "2025-05-09"]),
        ("May 3-9", ["2025-05-03", "2025-05-09"]),
        ("May 3 to 9, 2026", ["2026-05-03", "2026-05-09"]),
        ("from June 6th to 8th", ["2025-06-06", "2025-06-08"]),
        ("from the 12th of this month until the 14th", ["2025-04-12", "2025-04-14"]),
        ("from 28 December 2024 to 3 January", ["2024-12-28", "2025-01-03"]),
        ("pick it up on 11 December 2025, back on the 17th", ["2025-12-11", "2025-12-17"]),
    ],
)
def test_ranges_have_both_ends(text: str, days: list[str]) -> None:
    assert [w.begin.isoformat() for w in date_spans(text, TODAY)] == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("out on 5 November 2025, back the next day", ["2025-11-05", "2025-11-06"]),
        ("out on 5 May, back three days later", ["2025-05-05", "2025-05-08"]),
        ("two days before 5 May", ["2025-05-03"]),
        ("the day after 5 May", ["2025-05-06"]),
        ("5 May, two days after arrival", ["2025-05-05"]),
        ("for 4 days from 3 June 2025", ["2025-06-03"]),
        ("the next day", []),
    ],
)
def test_a_day_is_reckoned_from_the_day_it_is_said_of(text: str, days: list[str]) -> None:
    assert [w.begin.isoformat() for w in date_spans(text, TODAY)] == days


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("today is 28 November 2024, and I leave tomorrow", "2024-11-29"),
        ("It's 8 o'clock in the morning on 9 May 2026. Tomorrow", "2026-05-10"),
        ("tomorrow (30 November 2024) or the day after tomorrow", "2024-12-01"),
        ("the dinner is on 9 May 2026, tell me tomorrow", "2025-04-03"),
    ],
)
def test_a_query_may_say_which_day_today_is(text: str, last: str) -> None:
    assert date_spans(text, TODAY)[-1].begin.isoformat() == last


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on Monday, May 12th", ["2025-05-12"]),
        ("tomorrow, 3 April 2025", ["2025-04-03"]),
        ("on 12 May 2025, Monday", ["2025-05-12"]),
        ("on Monday or on 13 May", ["2025-04-07", "2025-05-13"]),
    ],
)
def test_a_weekday_beside_its_date_is_no_second_day(text: str, days: list[str]) -> None:
    assert [w.begin.isoformat() for w in date_spans(text, TODAY)] == days


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("by the 31st of February", "the 31st of February"),
        ("on 3/4/2027", "3/4/2027"),
        ("on 3 May 2025", None),
    ],
)
def test_what_is_no_day_or_two_is_known(text: str, words: str | None) -> None:
    assert [text[slice(*s)] for s in unreadable_dates(text, TODAY)] == ([words] if words else [])


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
        ("1:30 pm", ["13:30"]),
        ("half past six in the evening", ["18:30"]),
        ("quarter to 9 in the evening", ["20:45"]),
        ("20 minutes to 5 pm", ["16:40"]),
        ("evening 6, morning 10:15", ["18:00", "10:15"]),
        ("tonight at 7:30", ["19:30"]),
        ("tonight at half past six", ["18:30"]),
        ("18h30", ["18:30"]),
        ("two pm", ["14:00"]),
        ("six thirty pm", ["18:30"]),
        ("at 5 in the afternoon", ["17:00"]),
        ("12:10 at night", ["00:10"]),
        ("table for 3 in the evening", []),
        ("at half past six", []),
        ("at 8 o'clock", []),
        ("at 7", []),
        ("13 pm", []),
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
        ("two point five million", ["2500000"]),
        ("one thousand three hundred and twenty", ["1320"]),
        ("a hundred, a couple of", ["100"]),
        ("1.267 billion", ["1267000000"]),
        ("$1M and 5m", ["1000000", "5"]),
        ("70kg, 1.75m, 25°C, 10 m^3, 4 m/s^2", ["70", "1.75", "25", "10", "4"]),
        ("298K", ["298", "298000"]),
        ("1e-5", ["0.00001"]),
        ("[22,33,42] and (3,4) and (1,000)", ["22", "33", "42", "3", "4", "1000"]),
        ("y=3x^2 from x=1, PM2.5, 3pm, the 5th", ["1"]),
        ("a taxi for one, a one-way ticket", ["1"]),
        ("4/5, 2 1/2", []),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert [n.value for n in number_spans(text)] == numbers


def test_money_is_known_by_its_currency() -> None:
    text = "$5, 6 euros, 7 EUR, €8, 4,500 Norwegian kroner, 9 nights"
    assert [n.value for n in number_spans(text) if n.is_money] == ["5", "6", "7", "8", "4500"]


def test_percentages_are_no_money() -> None:
    assert [(n.value, n.is_percent, n.is_money) for n in number_spans("5%, 2 per cent of $300")] == [
        ("5", True, False),
        ("2", True, False),
        ("300", False, True),
    ]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ({"base": "integer"}, ("5",)),
        ({"base": "number"}, ("5", "0.05")),
        ({"base": "number", "maximum": "1"}, ("0.05",)),
        ({"base": "number", "description": "the rate as a decimal"}, ("0.05",)),
        ({"base": "number", "description": "the rate in percent"}, ("5",)),
    ],
)
def test_a_percentage_is_what_the_type_makes_of_it(kind: dict[str, str], values: tuple[str, ...]) -> None:
    assert (
        percentages("5", SemanticType.model_validate({"name": "rate", "ancestors": ("rate",), **kind}))
        == values
    )


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("from 5 May for three nights", "2025-05-08"),
        ("a two-night stay from 5 May", "2025-05-07"),
        ("5 May, one week", "2025-05-12"),
        ("for three nights", None),
        ("5 May, I booked two days ago", None),
    ],
)
def test_a_stay_ends_after_its_length(text: str, end: str | None) -> None:
    ends = ends_of_stays(text, date_spans(text, TODAY))
    assert [e.day.isoformat() for e in ends] == ([end] if end else [])
