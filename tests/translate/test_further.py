"""What an open input is looked up by: whose flight it is, in which city. It stands in a line after the inputs, by its type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.translate.build import build_facts
from orchestrator.translate.choices import Form
from orchestrator.translate.complete import complete
from orchestrator.translate.earlier import Call
from orchestrator.translate.lines import Line, Rows, Said, parse_lines
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.worked import as_lines, lines_text

Read = Callable[[str], Mentions]
OPEN = Line(1, "cancel_flight", (("flight", None),))
QUERY = "Cancel Elena Petrova's flight to Rome"


def further(form: Form, line: Line = OPEN, *used: Mention) -> list[str]:
    return form.further(line, [], used)


def test_what_an_open_input_is_looked_up_by_may_be_written(read_bookings: Read) -> None:
    form = Form(read_bookings(QUERY))
    assert further(form) == ["traveller_name", "booked_city"]
    assert [c.text for c in form.further_values("booked_city", [], [])] == ['"Elena Petrova"', '"Rome"', "none"]


@pytest.mark.parametrize("rows", [Rows("min", column="fare"), Rows("last"), Rows("each")])
def test_looked_up_rows_leave_an_input_as_open(read_bookings: Read, rows: Rows) -> None:
    line = Line(1, "cancel_flight", (("flight", rows),))
    assert "traveller_name" in further(Form(read_bookings("Cancel Elena Petrova's cheapest flight")), line)


def test_the_day_of_looked_up_rows_is_given_by_its_type(read_bookings: Read) -> None:
    mentions = read_bookings("Cancel my cheapest flight on 5 May 2025")
    (line,) = complete(parse_lines("1 cancel_flight(flight = @[min fare])"), [(10, 18)], mentions)
    assert line.inputs == (("flight", Rows("min", column="fare")), ("date", Said("2025-05-05")))


def test_an_input_that_is_said_is_looked_up_by_nothing(read_bookings: Read) -> None:
    line = Line(1, "cancel_flight", (("flight", Said("F-7")),))
    assert further(Form(read_bookings("Cancel Elena Petrova's flight F-7 to Rome")), line) == []


def test_an_optional_input_is_not_looked_up(read_bookings: Read) -> None:
    line = Line(1, "swap_flights", (("flights", Said("F-7")), ("back_up", None)))
    assert further(Form(read_bookings("Swap F-7 of Elena Petrova")), line) == []


def test_without_a_name_nothing_is_asked(read_bookings: Read) -> None:
    assert further(Form(read_bookings("Cancel the flight we spoke of"))) == []


def test_what_was_taken_is_not_offered_again(read_bookings: Read) -> None:
    form = Form(read_bookings(QUERY))
    begin = QUERY.index("Elena Petrova")
    elena = Mention("Elena Petrova", "Elena Petrova", (begin, begin + 13))
    assert [c.text for c in form.further_values("booked_city", [], [elena])] == ['"Rome"', "none"]
    done = Call(Line(1, "find_traveller", (("name", Said(elena.text)),)), (("name", elena),))
    assert [c.text for c in form.further_values("booked_city", [done], [])] == ['"Rome"', "none"]
    rome = Mention("Rome", "Rome", (QUERY.index("Rome"), len(QUERY)))
    assert further(form, OPEN, elena, rome) == []


def test_what_is_written_is_not_asked_for_again(read_bookings: Read) -> None:
    line = Line(1, "cancel_flight", (("flight", None), ("traveller_name", None)))
    assert further(Form(read_bookings(QUERY)), line) == ["booked_city"]


def test_members_of_an_enumeration_are_offered_too(read_bookings: Read) -> None:
    form = Form(read_bookings("Cancel my flight in business"))
    assert further(form) == ["cabin"]
    assert [c.text for c in form.further_values("cabin", [], [])] == ["business", "none"]


def test_what_has_a_form_of_its_own_needs_no_model(read_bookings: Read) -> None:
    assert further(Form(read_bookings("Cancel the flight of T-5 on 5 May 2025 for 300"))) == []


def wide(count: int) -> Catalog:
    """A catalog whose parcels are found by so many names."""
    kinds = {f"place{n}_name": {"base": "string", "entity": f"place{n}"} for n in range(count)}
    by = {f"by{n}": f"place{n}_name" for n in range(count)}
    parcel = {"base": "string", "entity": "parcel", "ask": "never"}
    return Catalog.model_validate(
        {
            "name": "parcels",
            "types": {"parcel_id": parcel, **kinds},
            "apis": {
                "find_parcel": {"description": "Find a parcel.", "inputs": by, "outputs": {"id": "parcel_id"}},
                "send_parcel": {"description": "Send it.", "kind": "write", "inputs": {"parcel": "parcel_id"}},
            },
        }
    )


def test_no_more_than_three_are_asked_for_however_many_there_are() -> None:
    form = Form(Mentions("Send the parcel of Ada, Ben, Cleo, Dora and Emil", wide(6), date(2025, 4, 2)))
    line = Line(1, "send_parcel", (("parcel", None),))
    names: list[str] = []
    while found := form.further(line, [], []):
        assert len(found) + len(names) <= 3
        names.append(found[0])
        line = Line(1, "send_parcel", (*line.inputs, (found[0], None)))
    assert names == ["place0_name", "place1_name", "place2_name"]


def test_a_type_in_a_line_becomes_a_fact_and_a_line_again(read_bookings: Read, bookings: Catalog) -> None:
    text = '1 cancel_flight(flight = none, traveller_name = "Elena Petrova", booked_city = "Rome")'
    facts = build_facts(parse_lines(text), read_bookings(QUERY))
    assert str(facts) == (
        'goal(1, cancel_flight).\ngiven(1, traveller_name, "Elena Petrova").\ngiven(1, booked_city, "Rome").\n'
    )
    lines = as_lines(Facts.parse(str(facts)), bookings)
    assert lines is not None
    assert lines_text(lines, bookings) == f"{text}\n2 done"
