from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError
from orchestrator.evaluate.baseline_read import UnreadableError, goals_of_calls, read_answer
from orchestrator.evaluate.baseline_text import answer_schema, api_texts, functions_of, told
from orchestrator.evaluate.baselines import FunctionCalling, PureModel
from orchestrator.evaluate.model import Asked, Attempt, CallMade, Item, Literal, Ref, ResultText, Several
from orchestrator.testing import FakeModel
from orchestrator.translate.chat import Reply

CLINIC = Catalog.model_validate(
    {
        "name": "clinic",
        "types": {
            "patient_name": {"base": "string", "entity": "patient"},
            "patient_id": {"base": "string", "entity": "patient", "ask": "never", "pattern": "^P-[0-9]+$"},
            "slot_id": {"base": "string", "entity": "slot", "ask": "never"},
            "ward": {"base": "string", "values": ["day", "night"]},
        },
        "apis": {
            "find_patient": {
                "description": "Look up a patient by name.",
                "inputs": {"name": "patient_name"},
                "outputs": {"patient": "patient_id"},
            },
            "list_slots": {
                "description": "List the free slots of a day.",
                "inputs": {
                    "on": "date",
                    "ward": {"type": "ward", "required": False, "description": "which ward"},
                },
                "rows": {"slot": "slot_id", "price": "number"},
            },
            "book": {
                "description": "Book a slot for a patient.",
                "kind": "write",
                "inputs": {"slot": "slot_id", "patient": "patient_id", "visits": "integer"},
            },
            "sign_in": {"description": "Sign in.", "kind": "write", "auto": True, "ensures": ["signed_in"]},
            "GET /tags/all": {"description": "All tags.", "inputs": {"of day": {"list_of": "date"}}},
        },
    }
)
ANSWER = {
    "calls": [
        {"call": 1, "api": "find_patient", "arguments": {"name": "Ada Park"}},
        {"call": 2, "api": "list_slots", "arguments": {"on": "2025-05-03"}},
        {
            "call": 3,
            "api": "book",
            "arguments": {
                "slot": {"ref": 2, "output": "slot", "rows": "first 1"},
                "patient": {"ref": 1, "output": "patient"},
                "visits": {"ask": "visits"},
            },
        },
    ]
}
CALLS = (
    CallMade("find_patient", {"name": Literal("Ada Park")}),
    CallMade("list_slots", {"on": Literal("2025-05-03")}),
    CallMade("book", {"slot": Ref(1, "slot", "first 1"), "patient": Ref(0, "patient"), "visits": Asked()}),
)


def item(query: str = "Book Ada Park the first slot on 3 May 2025", today: date | None = None) -> Item:
    return Item("1", query, "incomplete-dataflow", CLINIC, ("book",), (), today=today)


def pure(*answers: Any) -> tuple[FakeModel, Attempt]:
    model = FakeModel(*(a if isinstance(a, str) else json.dumps(a) for a in answers))
    return model, PureModel(model, today=lambda: date(2025, 4, 2)).solve(item())


def test_the_answer_is_the_plan() -> None:
    model, attempt = pure(ANSWER)
    assert attempt.calls == CALLS
    assert attempt.goals == ("list_slots", "book")
    assert (attempt.error, attempt.refused, attempt.repairs) == ("", False, 0)
    assert attempt.model == "fake-model"
    assert attempt.prompt_tokens > 0
    assert attempt.seconds > 0
    assert len(model.chats) == 1


def test_it_is_shown_the_apis_the_day_and_last_the_query() -> None:
    model, _ = pure(ANSWER)
    (turns,) = model.chats
    shown = turns[-3]["content"]
    assert "Wednesday, 2025-04-02" in shown
    assert (
        "- list_slots(on: date, ward?: day|night (which ward)) -> [slot, price]: List the free slots of a day."
        in shown
    )
    assert "patient: text like ^P-[0-9]+$" in shown
    assert turns[-1]["content"] == item().query
    assert '"rows": "each"' in turns[0]["content"]


def test_the_day_of_the_item_goes_before_the_clock() -> None:
    model = FakeModel('{"calls": []}')
    PureModel(model, today=lambda: date(2025, 4, 2)).solve(item(today=date(2019, 3, 1)))
    assert "2019-03-01" in model.chats[0][-3]["content"]
    assert "2025" not in model.chats[0][-3]["content"]


def test_no_calls_are_a_refusal() -> None:
    _, attempt = pure({"calls": []})
    assert attempt.refused
    assert attempt.goals == attempt.calls == ()


@pytest.mark.parametrize(
    ("bad", "shown"),
    [
        ("Sure, I will book it.", "is no JSON"),
        ({"steps": []}, "no list `calls`"),
        ({"calls": [{"call": 1, "api": "reserve", "arguments": {}}]}, "there is no API `reserve`"),
        ({"calls": [{"call": 1, "api": "find_patient", "arguments": {"nam": "Ada"}}]}, "has no input `nam`"),
        ({"calls": [{"call": 1, "api": "find_patient", "arguments": {}}]}, "find_patient needs `name`"),
        (
            {"calls": [{"call": 1, "api": "find_patient", "arguments": {"name": {"ref": 1}}}]},
            "is no earlier call",
        ),
    ],
)
def test_what_cannot_be_used_is_shown_once_and_may_be_repaired(bad: Any, shown: str) -> None:
    model, attempt = pure(bad, ANSWER)
    assert attempt.calls == CALLS
    assert attempt.repairs == 1
    assert shown in model.chats[1][-1]["content"]
    assert attempt.prompt_tokens == sum(len(chat) for chat in model.chats)


def test_after_the_repair_what_can_be_read_counts_and_nothing_else_is_an_error() -> None:
    unknown = {"calls": [{"call": 1, "api": "reserve", "arguments": {"x": 3}}]}
    model, attempt = pure(unknown, unknown)
    assert attempt.calls == (CallMade("reserve", {"x": Literal(3)}),)
    assert len(model.chats) == 2
    _, attempt = pure(unknown, "no idea")
    assert attempt.calls == (CallMade("reserve", {"x": Literal(3)}),)
    _, attempt = pure("no idea", "no idea")
    assert attempt.error.startswith("Unreadable: the answer is no JSON")
    assert attempt.calls == ()
    assert attempt.prompt_tokens > 0


def test_an_error_of_the_model_is_an_error_of_the_attempt() -> None:
    class Broken(FakeModel):
        def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
            raise ModelError("the server is gone")

    attempt = PureModel(Broken("")).solve(item())
    assert attempt.error == "Model: the server is gone."
    assert not attempt.refused


def test_the_schema_admits_just_the_catalog_with_what_is_needed() -> None:
    schema = answer_schema(CLINIC, ["list_slots", "book"])
    first, second = schema["properties"]["calls"]["items"]["anyOf"]
    assert first["properties"]["api"] == {"type": "string", "enum": ["list_slots"]}
    arguments = first["properties"]["arguments"]
    assert (arguments["required"], arguments["additionalProperties"]) == (["on"], False)
    assert arguments["properties"]["ward"]["anyOf"][0] == {"type": "string", "enum": ["day", "night"]}
    assert [o["required"] for o in arguments["properties"]["ward"]["anyOf"][1:]] == [
        ["ask"],
        ["ref", "output"],
    ]
    assert second["properties"]["arguments"]["properties"]["visits"]["anyOf"][0] == {"type": "integer"}


def test_every_worked_answer_can_be_read_and_is_of_the_apis_it_is_shown_with() -> None:
    names = {line[2:].partition("(")[0] for line in told().example_apis.splitlines()}
    library = Catalog.model_validate(
        {
            "name": "library",
            "apis": {n: {"inputs": {"x": {"type": "string", "required": False}}} for n in names},
        }
    )
    kinds: set[type] = set()
    for _, answer in told().examples:
        read = read_answer(answer, library)
        assert {call.api for call in read.calls} <= names
        assert not [w for w in read.wrong if "has no input" not in w]
        kinds |= {type(a) for call in read.calls for a in call.arguments.values()}
    assert kinds == {Literal, Ref, Asked}
    assert any(not read_answer(answer, library).calls for _, answer in told().examples)


@pytest.mark.parametrize(
    ("value", "meant", "each"),
    [
        ({"ref": 1, "output": "slot", "rows": "each"}, Ref(0, "slot"), Ref(0)),
        ({"ref": 1, "output": "slot", "rows": "first 3"}, Ref(0, "slot", "first 3"), Ref(0)),
        ({"ref": 1, "output": "slot", "rows": "min price"}, Ref(0, "slot", "min price"), None),
        ({"ref": 1}, Ref(0), None),
        (["S-1", {"ref": 1, "output": "slot"}], Several((Literal("S-1"), Ref(0, "slot"))), None),
        (["S-1", "S-2"], Literal(["S-1", "S-2"]), None),
        ({"ask": "slot"}, Asked(), None),
        (7, Literal(7), None),
    ],
)
def test_arguments_in_json_mean_the_common_form(value: Any, meant: object, each: Ref | None) -> None:
    said = {
        "calls": [
            {"call": 1, "api": "list_slots", "arguments": {"on": "2025-05-03"}},
            {"call": 2, "api": "book", "arguments": {"slot": value, "patient": "P-1", "visits": 1}},
        ]
    }
    call = read_answer(json.dumps(said), CLINIC).calls[1]
    assert call.arguments["slot"] == meant
    assert call.each == each


def test_calls_are_referred_to_by_the_numbers_that_the_model_gave_them() -> None:
    said = {
        "calls": [
            {"call": 7, "api": "find_patient", "arguments": {"name": "Ada"}},
            {"call": 9, "api": "book", "arguments": {"patient": {"ref": 7, "output": "patient"}}},
        ]
    }
    assert read_answer(json.dumps(said), CLINIC).calls[1].arguments["patient"] == Ref(0, "patient")


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"calls": {}}', '{"calls": [{"api": 3}]}', "[" * 100_000, "null"]
)
def test_an_answer_of_another_form_is_unreadable_and_nothing_worse(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_answer(text, CLINIC)


def test_goals_are_what_no_planner_would_put_in() -> None:
    assert goals_of_calls(CALLS, CLINIC) == ("list_slots", "book")
    assert goals_of_calls(CALLS[:1], CLINIC) == ("find_patient",)
    assert goals_of_calls((CallMade("sign_in"), *CALLS), CLINIC)[:1] != ("sign_in",)
    assert goals_of_calls((CallMade("sign_in"),), CLINIC) == ("sign_in",)
    assert goals_of_calls((CallMade("unknown"),), CLINIC) == ("unknown",)


def test_less_is_shown_to_a_model_that_reads_little() -> None:
    class Small(FakeModel):
        def fits(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Mapping[str, Any]] = ()) -> bool:
            return (len(tools) or turns[-3]["content"].count("\n- ")) <= 2

    model = Small('{"calls": []}')
    PureModel(model).solve(item())
    assert model.chats[0][-3]["content"].count("\n- ") == 2
    FunctionCalling(model).solve(item())
    assert len(model.tools[0]) == 2


def test_a_large_catalog_is_shown_as_far_as_the_limit_goes() -> None:
    model = FakeModel('{"calls": []}')
    PureModel(model, limit=3).solve(item())
    assert model.chats[0][-3]["content"].count("\n- ") == 3


def calling(*answers: Any) -> tuple[FakeModel, Attempt]:
    model = FakeModel(*(a if isinstance(a, str) else json.dumps(a) for a in answers))
    return model, FunctionCalling(model, today=lambda: date(2025, 4, 2)).solve(item())


def test_calls_of_functions_become_calls_with_placeholders_as_references() -> None:
    model, attempt = calling(
        [
            {"name": "find_patient", "arguments": {"name": "Ada Park"}},
            {"name": "list_slots", "arguments": {"on": "2025-05-03"}},
            {
                "name": "book",
                "arguments": {
                    "slot": "<result of call 2: slot>",
                    "patient": "<Result of call 1: patient>",
                    "visits": "<ask>",
                },
            },
        ]
    )
    assert attempt.calls == (
        *CALLS[:2],
        CallMade("book", {"slot": Ref(1, "slot"), "patient": Ref(0, "patient"), "visits": Asked()}),
    )
    assert attempt.goals == ("list_slots", "book")
    assert "2025-04-02" in model.chats[0][0]["content"]
    assert [t["function"]["name"] for t in model.tools[0]] == [
        "find_patient", "list_slots", "book", "sign_in", "GET_tags_all",
    ]  # fmt: skip


def test_names_that_no_protocol_allows_lead_back_to_the_catalog() -> None:
    _, attempt = calling({"name": "GET_tags_all", "arguments": {"of_day": ["2025-05-03"]}})
    assert attempt.calls == (CallMade("GET /tags/all", {"of day": Literal(["2025-05-03"])}),)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("<result of call 9: slot>", Literal("<result of call 9: slot>")),
        ("slot <result of call 1: slot>", ResultText("slot <result of call 1: slot>")),
        ("<result of call 1>", Ref(0)),
        (["a", "<result of call 1: slot>"], Several((Literal("a"), Ref(0, "slot")))),
        (3, Literal(3)),
    ],
)
def test_placeholders_that_are_none_stay_values(value: Any, meant: object) -> None:
    _, attempt = calling(
        [{"name": "list_slots", "arguments": {}}, {"name": "book", "arguments": {"slot": value}}]
    )
    assert attempt.calls[1].arguments["slot"] == meant


def test_words_alone_are_a_refusal_unless_they_ask() -> None:
    _, attempt = calling("None of these functions can do that.")
    assert attempt.refused
    _, attempt = calling("For which patient?")
    assert not attempt.refused
    assert attempt.calls == ()


def test_functions_say_types_members_and_what_is_needed() -> None:
    tools = {t["function"]["name"]: t["function"] for t in functions_of(CLINIC, list(CLINIC.apis)).tools}
    slots = tools["list_slots"]["parameters"]
    assert slots["required"] == ["on"]
    assert slots["properties"]["ward"] == {
        "type": "string",
        "enum": ["day", "night"],
        "description": "which ward",
    }
    assert slots["properties"]["on"] == {"type": "string", "description": "YYYY-MM-DD"}
    assert tools["book"]["parameters"]["properties"]["patient"]["pattern"] == "^P-[0-9]+$"
    assert tools["book"]["parameters"]["properties"]["visits"] == {"type": "integer"}
    assert tools["GET_tags_all"]["parameters"]["properties"]["of_day"]["type"] == "array"
    assert tools["list_slots"]["description"] == "List the free slots of a day. Gives: slot, price."


def test_two_names_that_would_be_written_alike_stay_two() -> None:
    catalog = Catalog.model_validate({"name": "x", "apis": {"a/b": {}, "a b": {}}})
    functions = functions_of(catalog, ["a/b", "a b"])
    assert functions.apis == {"a_b": "a/b", "a_b_2": "a b"}


def test_descriptions_of_inputs_are_left_out_where_they_do_not_fit() -> None:
    assert "which ward" in api_texts(CLINIC, ["list_slots"], details=True)
    assert "which ward" not in api_texts(CLINIC, ["list_slots"], details=False)
