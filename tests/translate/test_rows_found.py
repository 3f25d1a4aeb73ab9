"""`@[min fare]`: rows of a list that is looked up for an input and that no line yields."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from filling import fill

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError, TranslationError
from orchestrator.facts import Facts
from orchestrator.testing import FakeModel
from orchestrator.translate import ChatTranslator
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.choices import Form
from orchestrator.translate.earlier import Call
from orchestrator.translate.lines import Line, Ref, Rows, Said, parse_lines, read_ref, write
from orchestrator.translate.lists import lists_found
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.schema import as_json, grammar_of, read_json, schema_of
from orchestrator.translate.worked import as_lines, lines_text

Read = Callable[[str], Mentions]
FORMS = {
    "@[0]": Rows("first"),
    "@[1]": Rows("nth", 2),
    "@[-1]": Rows("last"),
    "@[:3]": Rows("first", 3),
    "@[min fare]": Rows("min", column="fare"),
    '@[max "unit ] price"]': Rows("max", column="unit ] price"),
    "@[*]": Rows("each"),
}


@pytest.mark.parametrize(("written", "rows"), FORMS.items())
def test_rows_without_a_line_are_read_and_written(written: str, rows: Rows) -> None:
    (line,) = parse_lines(f"1 a(x = {written}, y = none)")
    assert line.inputs == (("x", rows), ("y", None))
    assert write(rows) == written
    assert parse_lines(str(line)) == (line,)


@pytest.mark.parametrize(("written", "rows"), FORMS.items())
def test_rows_without_a_line_are_said_in_json(written: str, rows: Rows) -> None:
    lines = f'1 a(x = {written}, y = "b")'
    assert json.loads(as_json(lines))["calls"][0]["inputs"]["x"] == written
    assert read_json(as_json(lines)) == parse_lines(lines)
    assert read_ref(written) == rows


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("@[]", r"`\[\]` says no rows .expected \[0\]"),
        ("@[-2]", r"`\[-2\]` says no rows"),
        ("@[most fare]", r"`\[most fare\]` says no rows"),
        ("@", "cannot be read"),
        ("@.fare[0]", "cannot be read"),
        ("@[0][1]", "where `,` belongs"),
    ],
)
def test_what_says_no_rows_is_an_error(written: str, says: str) -> None:
    with pytest.raises(TranslationError, match=says):
        parse_lines(f"1 a(x = {written})")


@pytest.mark.parametrize("text", ["@home", "@ home", "me@[x]", "@", "a @[0]"])
def test_a_text_with_an_at_sign_is_no_reference(text: str) -> None:
    assert read_ref(text) is None


def test_a_text_that_begins_like_rows_is_an_error_that_says_what_is_expected() -> None:
    with pytest.raises(ValueError, match=r"\[0\], \[1\], \[-1\], \[:3\]"):
        read_ref("@[the best]")
    with pytest.raises(TranslationError, match=r"`@\[the best\]` in call 1 cannot be read"):
        read_json('{"calls": [{"api": "a", "inputs": {"x": "@[the best]"}}]}')


def test_a_grammar_for_servers_lets_rows_be_written_without_a_line_only_where_there_are_lists(
    bookings: Catalog, catalog: Catalog
) -> None:
    with_lists, without = (grammar_of(schema_of(c)) for c in (bookings, catalog))
    assert with_lists is not None
    assert without is not None
    (value,) = [rule for rule in with_lists.splitlines() if rule.startswith("value ::=")]
    assert '"@" rows' in value.split(" | ")
    assert "rows" not in without


# From lines to facts.


@pytest.mark.parametrize(
    ("query", "written", "fact"),
    [
        ("Cancel my cheapest flight", "@[min fare]", "pick(1, flight, min(fare))."),
        ("Cancel the most expensive flight", "@[max fare]", "pick(1, flight, max(fare))."),
        ("Cancel the first flight", "@[0]", "pick(1, flight, first)."),
        ("Cancel the first two flights", "@[:2]", "pick(1, flight, first(2))."),
        ("Cancel the second flight", "@[1]", "pick(1, flight, nth(2))."),
        ("Cancel the last flight", "@[-1]", "pick(1, flight, last)."),
        ("Cancel every flight", "@[*]", "each(1, flight)."),
    ],
)
def test_rows_become_a_fact_without_uses(read_bookings: Read, query: str, written: str, fact: str) -> None:
    lines = parse_lines(f"1 cancel_flight(flight = {written})")
    facts = build_facts(lines, read_bookings(query))
    assert str(facts) == f"goal(1, cancel_flight).\n{fact}\n"
    assert facts.dropped == facts.unsaid == ()
    assert as_lines(facts, read_bookings(query).catalog) == lines


@pytest.mark.parametrize("written", ["@[0]", "@[1]", "@[:5]"])
def test_a_row_that_the_query_does_not_say_is_left_aside_as_it_was_written(read_bookings: Read, written: str) -> None:
    facts = build_facts(parse_lines(f"1 cancel_flight(flight = {written})"), read_bookings("Cancel a flight"))
    assert str(facts) == "goal(1, cancel_flight).\n"
    assert [(d.goal, d.name, d.value, d.reason) for d in facts.dropped] == [
        (1, "flight", written, "the query does not say which row")
    ]


def test_the_words_for_rows_are_taken(read_bookings: Read) -> None:
    mentions = read_bookings("Cancel my cheapest flight")
    (span,) = said_spans(parse_lines("1 cancel_flight(flight = @[min fare])"), mentions)
    assert mentions.query[slice(*span)] == "cheapest"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("cancel_flight(flight = @[min price])", r"cancel_flight > flight.* has no column 'price' .*flight, city, fare"),
        ("print_note(note = @[0])", "print_note > note.* yields a list .expected none"),
        ("print_note(note = none, heading = @[0])", "print_note > heading.* yields a list"),
        ("cancel_flight(nonsense = @[0])", "no input or type 'nonsense'"),
        ("cancel_it(flight = @[0])", "cancel_it"),
    ],
)
def test_rows_of_what_no_lookup_yields_are_an_error(read_bookings: Read, line: str, says: str) -> None:
    with pytest.raises(FactsError, match=says):
        build_facts(parse_lines(f"1 {line}"), read_bookings("Cancel the first one"))


def test_an_error_about_looked_up_rows_is_told_to_the_model(bookings: Catalog) -> None:
    model = FakeModel("1 cancel_flight(flight = @[min price])", "1 cancel_flight(flight = @[min fare])")
    facts = ChatTranslator(model).translate("Cancel my cheapest flight", bookings)
    assert [str(p) for p in facts.picks] == ["pick(1, flight, min(fare))."]
    assert "has no column 'price'" in model.chats[1][-1]["content"]


# Worked examples.


@pytest.mark.parametrize(
    ("facts", "written"),
    [
        ("pick(1, flight, min(fare)).", "@[min fare]"),
        ("pick(1, flight, nth(1)).", "@[0]"),
        ("pick(1, flight, first(2)).", "@[:2]"),
        ("each(1, flight).", "@[*]"),
    ],
)
def test_facts_of_rows_without_uses_are_lines(bookings: Catalog, facts: str, written: str) -> None:
    lines = as_lines(Facts.parse(f"goal(1, cancel_flight). {facts}"), bookings)
    assert lines is not None
    assert lines_text(lines, bookings) == f"1 cancel_flight(flight = {written})\n2 done"


# Which lists, and what is offered.


def columns(catalog: Catalog, api: str, name: str) -> list[list[str]]:
    return [[*found] for found in lists_found(name, Line(1, api), catalog)]


def test_the_lists_for_an_input_are_those_of_lookups_that_a_row_of_would_serve(bookings: Catalog, stays: Catalog) -> None:
    assert columns(bookings, "cancel_flight", "flight") == [["flight", "city", "fare", "cabin", "leaves"]]
    assert columns(bookings, "cancel_flight", "flight_id") == columns(bookings, "cancel_flight", "flight")
    assert columns(bookings, "print_note", "heading") == []
    assert columns(bookings, "print_note", "note") == []
    assert columns(stays, "cancel_booking", "booking") == [["bookings"]]
    assert columns(stays, "book_hotel", "hotel")[0][0] == "hotel"


def test_a_list_is_not_looked_up_for_the_call_that_yields_it() -> None:
    page = {"base": "string", "entity": "page", "ask": "never"}
    following = {"inputs": {"page": "page_id"}, "rows": {"page": "page_id"}}
    catalog = Catalog.model_validate({"name": "pages", "types": {"page_id": page}, "apis": {"following": following}})
    assert columns(catalog, "following", "page") == []


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("Cancel my cheapest flight", ["@[min fare]"]),
        ("Cancel the flight that leaves first", ["@[min leaves]"]),
        ("Cancel the last flight", ["@[-1]"]),
        ("Cancel the first flight", ["@[0]"]),
        ("Cancel my flight", []),
        ("Cancel flight F-7", ['"F-7"']),
    ],
)
def test_rows_that_the_query_has_words_for_are_offered(read_bookings: Read, query: str, offered: list[str]) -> None:
    choices = Form(read_bookings(query)).values("cancel_flight", "flight", [], [])
    assert [c.text for c in choices] == [*offered, "none"]


def test_rows_are_offered_only_for_what_takes_one_and_must_be_there(read_bookings: Read) -> None:
    form = Form(read_bookings("Swap the last flight"))
    assert [c.text for c in form.values("swap_flights", "flights", [], [])] == ["none"]
    assert [c.text for c in form.values("swap_flights", "back_up", [], [])] == ["none"]


def test_of_a_list_that_a_line_yields_the_rows_are_those_of_the_line(read_bookings: Read) -> None:
    form = Form(read_bookings("List the flights of Ada, cancel the last one"))
    listed = Call(Line(1, "list_flights", (("traveller", Said("Ada")),)), ())
    offered = [c.value for c in form.values("cancel_flight", "flight", [listed], [])]
    assert offered == [Ref(1, rows=Rows("last")), None]


def test_words_for_rows_are_for_one_call(read_bookings: Read) -> None:
    form = Form(read_bookings("Cancel the last flight and print it"))
    (last, _) = form.values("cancel_flight", "flight", [], [])
    assert last.mention is not None
    done = Call(Line(1, "cancel_flight", (("flight", last.value),)), (("flight", last.mention),))
    assert [c.text for c in form.values("cancel_flight", "flight", [done], [])] == ["none"]
    assert [c.text for c in form.values("cancel_flight", "flight", [], [Mention("last", "last", last.mention.span)])] == ["none"]


def test_the_form_takes_rows_that_are_looked_up(read_stays: Read) -> None:
    fill(Form(read_stays("Book the cheapest hotel for 3 nights")), "1 book_hotel(hotel = @[min price], nights = 3)")
    fill(Form(read_stays("Cancel my last booking")), "1 cancel_booking(booking = @[-1])")
