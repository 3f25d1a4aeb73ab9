"""Plans in the common form: calls, each argument a value, a reference, or asked."""

from __future__ import annotations

import pytest

from orchestrator import Catalog, Orchestrator
from orchestrator.evaluate.forms import calls_of, goals_of, rows_of
from orchestrator.evaluate.model import Asked, CallMade, Literal, Ref, Several
from orchestrator.plan.model import Ready, RowPick, plan_from_json

CATALOG = Catalog.parse(
    """\
name: library
types:
  title: {base: string, question: Which title?}
  book: {base: string, entity: book, ask: never}
  price: {base: number, entity: book, ask: never}
  reader: {base: string, question: For whom?}
  shelf: {base: string, entity: shelf, ask: never}
apis:
  find: {inputs: {title: title}, rows: {book: book, price: price}}
  lend: {kind: write, inputs: {book: book, reader: reader, days: {type: integer, default: 14}}}
  tag: {kind: write, inputs: {book: book, words: {list_of: title}}}
  locate: {inputs: {book: book}, outputs: {shelf: shelf}}
"""
)


def made(facts: str) -> tuple[CallMade, ...]:
    return calls_of(Orchestrator(CATALOG, planner="clingo").plan(facts=facts))


def test_values_are_literals_defaults_are_left_out_and_questions_are_asked() -> None:
    calls = made(
        'goal(1, find). given(1, title, "Emma"). goal(2, lend). uses(2, book, 1). pick(2, book, first).'
    )
    assert calls == (
        CallMade("find", {"title": Literal("Emma")}),
        CallMade("lend", {"book": Ref(0, "book", "first 1"), "reader": Asked()}),
    )


def test_a_question_for_a_lookup_is_asked_at_the_lookup() -> None:
    find, locate = made("goal(1, locate). pick(1, book, first).")
    assert find == CallMade("find", {"title": Asked()})
    assert locate.arguments["book"] == Ref(0, "book", "first 1")


def test_a_row_that_the_person_chooses_is_chosen() -> None:
    calls = made(
        'goal(1, find). given(1, title, "Emma"). goal(2, lend). given(2, reader, "Ann"). uses(2, book, 1).'
    )
    assert calls[1].arguments["book"] == Ref(0, "book", "chosen")


def test_a_call_for_each_row_says_of_which_call() -> None:
    calls = made(
        'goal(1, find). given(1, title, "Emma"). goal(2, lend). given(2, reader, "Ann"). uses(2, book, 1). each(2, book).'
    )
    assert calls[1] == CallMade("lend", {"book": Ref(0, "book"), "reader": Literal("Ann")}, each=Ref(0))


def test_a_list_of_values_is_one_literal() -> None:
    calls = made(
        'goal(1, find). given(1, title, "Emma").'
        'goal(2, tag). uses(2, book, 1). pick(2, book, last). given(2, words, ("old","red")).'
    )
    assert calls[1].arguments == {"book": Ref(0, "book", "last 1"), "words": Literal(["old", "red"])}


def test_a_list_with_something_drawn_or_asked_in_it_is_put_together() -> None:
    plan = plan_from_json(
        {
            "status": "needs_input",
            "steps": [
                {"id": "q1", "asks": {"type": "title", "slot": "words", "goals": [2], "question": "?"}},
                {"id": "c1", "api": "find", "arguments": {"title": {"value": "Emma"}}},
                {
                    "id": "c2",
                    "api": "tag",
                    "arguments": {
                        "words": {
                            "list": [
                                {"value": ["a", "b"]},
                                {"from": "q1"},
                                {"from": "c1.title"},
                                {"default": "z"},
                            ]
                        },
                        "more": {"list": [{"value": "a"}, {"value": ["b"]}]},
                    },
                },
            ],
        }
    )
    words, more = calls_of(plan)[1].arguments.values()
    assert words == Several((Literal("a"), Literal("b"), Asked(), Ref(0, "title"), Literal("z")))
    assert more == Literal(["a", "b"])


@pytest.mark.parametrize(
    ("pick", "rows"),
    [
        (None, ""),
        (RowPick(first=3), "first 3"),
        (RowPick(nth=1), "first 1"),
        (RowPick(nth=2), "nth 2"),
        (RowPick(last=1), "last 1"),
        (RowPick(min="price"), "min price"),
        (RowPick(max="price"), "max price"),
        (RowPick(chosen="q2"), "chosen"),
        (RowPick(equals={"name": "Acme", "day": "2025-01-02"}), "equals day=2025-01-02, name=Acme"),
    ],
)
def test_rows_are_said_in_one_way(pick: RowPick | None, rows: str) -> None:
    assert rows_of(pick) == rows


def test_an_outcome_that_is_no_plan_has_no_calls() -> None:
    assert made('goal(1, lend). given(1, days, "many").') == ()


def test_goals_are_those_of_the_facts_and_a_wanted_datum_is_what_yields_it() -> None:
    planner = Orchestrator(CATALOG, planner="clingo")
    plan = planner.plan(
        facts='goal(1, find). given(1, title, "Emma"). want(2, shelf). given(2, title, "Ivanhoe").'
    )
    assert goals_of(plan) == ("find", "locate")
    assert goals_of(Ready()) == ()


def test_a_goal_for_several_values_is_one_goal() -> None:
    plan = Orchestrator(CATALOG, planner="clingo").plan(
        facts='goal(1, find). given(1, title, ("Emma","Ivanhoe")).'
    )
    assert [call.api for call in calls_of(plan)] == ["find", "find"]
    assert goals_of(plan) == ("find",)
