"""What models are told of lists, and the form that servers hold them to; where a catalog has none, they hear nothing of it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import TranslationError
from orchestrator.testing import FakeModel
from orchestrator.translate import ChatTranslator
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said, parse_lines
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.prompt import api_lines, prompt, template
from orchestrator.translate.schema import as_json, read_json, schema_of
from orchestrator.translate.server_chat import in_json

TODAY = date(2025, 4, 2)


def test_apis_show_their_lists(stays: Catalog) -> None:
    lines = api_lines(stays)
    assert 'search_hotels(city) -> map, [hotel, name, price, rating, "open since"]' in lines
    assert "list_bookings() -> [bookings]" in lines
    assert "invite(booking, people: [...])" in lines
    assert "label(booking, tags?: [...])" in lines
    assert "order_extras(booking, extras: [breakfast|parking|late_checkout])" in lines


def test_the_forms_are_told_with_one_example_where_there_are_lists(stays: Catalog, catalog: Catalog) -> None:
    plain, told = template(), template(lists=True)
    assert len(told.examples) == len(plain.examples) + 1
    (example,) = set(told.examples) - set(plain.examples)
    values = [value for line in parse_lines(example[1]) for _, value in line.inputs]
    assert any(isinstance(v, Ref) and v.rows for v in values)
    assert any(isinstance(v, Listed) for v in values)
    assert "@1[:3]" in prompt(Mentions("hello", stays, TODAY)).fixed[0]["content"]
    assert not any("[" in turn["content"] for turn in prompt(Mentions("hello", catalog, TODAY)).turns)


def test_examples_are_of_their_own_apis() -> None:
    told = template(lists=True)
    for _, calls in told.examples:
        for line in parse_lines(calls):
            assert f"{line.api}(" in told.example_apis


def test_the_example_becomes_json_for_servers(stays: Catalog) -> None:
    worked = [("Book my last one", "1 book_hotel(hotel = @[-1], nights = none)")]
    turns = prompt(Mentions("hello", stays, TODAY), worked=worked).turns
    told = in_json([*turns, {"role": "assistant", "content": "never mind"}], schema_of(stays))
    answers = [turn["content"] for turn in told if turn["role"] == "assistant"]
    assert json.loads(answers[-2]) == {"calls": [{"api": "book_hotel", "inputs": {"hotel": "@[-1]", "nights": None}}]}
    assert answers[-1] == "never mind"
    assert any("@1[min due]" in a and '["Ben", "Cleo Marsh"]' in a for a in answers)


def test_the_schema_lets_values_be_lists_where_there_are_lists(stays: Catalog, catalog: Catalog) -> None:
    def values(of: Catalog) -> list[object]:
        calls = schema_of(of)["properties"]["calls"]["items"]["anyOf"]
        return [value for call in calls for value in call["properties"]["inputs"]["properties"].values()]

    assert values(stays)[0] == {
        "anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}]
    }
    assert all(value == {"type": ["string", "null"]} for value in values(catalog))


def test_json_says_what_lines_say() -> None:
    lines = (
        '1 a(x = ["red", "3"], y = none)\n2 b(p = @1[0], q = @1.total[max "unit price"], r = @1[:3], s = @1[*], '
        't = @1."odd [name]"[-1])'
    )
    assert read_json(as_json(lines)) == parse_lines(lines)


def test_json_lists_and_rows_are_read_as_models_write_them() -> None:
    answer = {
        "calls": [
            {"api": "a", "inputs": {}},
            {"api": "b", "inputs": {"x": ["red", 3, True], "y": [], "z": "@1.unit price[0]"}},
        ]
    }
    (_, line) = read_json(json.dumps(answer))
    assert line == Line(
        2,
        "b",
        (
            ("x", Listed((Said("red"), Said("3"), Said("true")))),
            ("y", None),
            ("z", Ref(1, "unit price", Rows("first"))),
        ),
    )


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (["a", None], "the list of `x` in call 2 holds what is no text"),
        (["a", ["b"]], "holds what is no text"),
        (["@1", "a"], "holds what is no text"),
        ({"a": 1}, "the value of `x` in call 2 is no text"),
        ("@1[9 9]", r"`@1\[9 9\]` in call 2 cannot be read .expected \[0\]"),
        ("@1[0].name", r"`@1\[0\].name` in call 2 cannot be read"),
        ("@2[0]", "no earlier call"),
    ],
)
def test_what_json_cannot_mean_is_an_error(value: object, says: str) -> None:
    answer = {"calls": [{"api": "a", "inputs": {}}, {"api": "b", "inputs": {"x": value}}]}
    with pytest.raises(TranslationError, match=says):
        read_json(json.dumps(answer))


def test_a_wrong_row_is_repaired(stays: Catalog) -> None:
    query = "Search hotels in Oslo and book the cheapest for 3 nights"
    search = '1 search_hotels(city = "Oslo")\n'
    model = FakeModel(
        f"{search}2 book_hotel(hotel = @1[0].hotel, nights = 3)",
        f"{search}2 book_hotel(hotel = @1[min prize], nights = 3)",
        f"{search}2 book_hotel(hotel = @1[min price], nights = 3)",
    )
    facts = ChatTranslator(model, today=lambda: TODAY).translate(query, stays)
    assert [str(p) for p in facts.picks] == ["pick(2, hotel, min(price))."]
    assert facts.translation is not None
    assert facts.translation.repairs == 2
    assert "@1.column[0]" in model.chats[1][-1]["content"]
    assert "no column 'prize'" in model.chats[2][-1]["content"]


def test_numbers_of_rows_are_not_put_elsewhere(stays: Catalog) -> None:
    model = FakeModel('1 search_hotels(city = "Oslo")\n2 book_hotel(hotel = @1[:3], nights = none)')
    facts = ChatTranslator(model, today=lambda: TODAY).translate(
        "Search hotels in Oslo and book the first three", stays
    )
    assert [g.name for g in facts.givens] == ["city"]
