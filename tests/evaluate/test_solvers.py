"""Solvers: a translator with the planner behind it as an attempt, and solvers by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError, TranslationError, UsageError
from orchestrator.evaluate.model import Asked, CallMade, Item, Literal, Ref
from orchestrator.evaluate.score import judge
from orchestrator.evaluate.solvers import (
    NAMES,
    AtHand,
    Setup,
    TranslatorSolver,
    engine_for,
    make,
    usual_name,
    verify,
)
from orchestrator.facts import Facts, Given, Goal, Translation
from orchestrator.testing import FakeTranslator

PLAIN = {
    "name": "bakery",
    "types": {"cake": {"base": "string"}, "cake_id": {"base": "string", "entity": "cake", "ask": "never"},
              "cake_name": {"base": "string", "entity": "cake"}, "day": {"base": "date"}},
    "apis": {
        "find_cake": {"inputs": {"name": "cake_name"}, "outputs": {"id": "cake_id"}},
        "order_cake": {"kind": "write", "inputs": {"cake": "cake_id", "day": "day"}},
        "open": {"kind": "write"},
    },
}  # fmt: skip
BAKERY = Catalog.model_validate(PLAIN)
STATEFUL = Catalog.model_validate(
    {"name": "door", "apis": {"open": {"kind": "write", "requires": ["not open"], "ensures": ["open"]}}}
)
ORDER = 'goal(1, order_cake). given(1, cake, "Sacher").'


def item(query: str, catalog: Catalog = BAKERY, today: date | None = None) -> Item:
    return Item("i", query, "complete-single", catalog, (), (), today=today)


def solver(answers: Mapping[str, str | Facts], name: str = "ours") -> TranslatorSolver:
    return TranslatorSolver(FakeTranslator(answers), name)


class TestTranslatorSolver:
    def test_words_become_calls_with_lookups_and_questions(self) -> None:
        attempt = solver({"a Sacher, please": ORDER}).solve(item("a Sacher, please"))
        assert attempt.goals == ("order_cake",)
        assert attempt.calls == (
            CallMade("find_cake", {"name": Literal("Sacher")}),
            CallMade("order_cake", {"cake": Ref(0, "id"), "day": Asked()}),
        )
        assert (attempt.refused, attempt.status, attempt.error) == (False, None, "")
        assert Facts.parse(attempt.facts).givens[0].value == "Sacher"

    def test_no_goal_is_a_refusal(self) -> None:
        attempt = solver({"sing": ""}).solve(item("sing"))
        assert attempt.refused
        assert (attempt.goals, attempt.calls, attempt.status) == ((), (), None)

    @pytest.mark.parametrize(
        ("facts", "status"),
        [
            ("maybe(1, open). maybe(1, order_cake).", "ambiguous"),
            ('goal(1, order_cake). given(1, day, "someday").', "conflict"),
        ],
    )
    def test_an_outcome_that_is_no_plan_is_told(self, facts: str, status: str) -> None:
        attempt = solver({"x": facts}).solve(item("x"))
        assert (attempt.status, attempt.calls, attempt.refused) == (status, (), False)

    def test_an_error_of_the_translation_is_the_attempt(self) -> None:
        attempt = solver({}).solve(item("what is this"))
        assert attempt.error.startswith("TranslationError: the fake translator has no answer")
        assert "\n" not in attempt.error
        assert not attempt.refused

    def test_an_error_of_the_planning_keeps_what_was_translated(self) -> None:
        class Wrong(FakeTranslator):
            def translate(self, query: str, catalog: Catalog) -> Facts:
                told = Translation(translator="wrong", model="m", prompt_tokens=7)
                return Facts(goals=(Goal(goal=1, api="nowhere"),), translation=told)

        attempt = TranslatorSolver(Wrong({}), "wrong").solve(item("x"))
        assert attempt.error.startswith("FactsError")
        assert (attempt.goals, attempt.model, attempt.prompt_tokens) == (("nowhere",), "m", 7)

    def test_an_error_that_no_solver_should_make_is_not_hidden(self) -> None:
        class Broken(FakeTranslator):
            def translate(self, query: str, catalog: Catalog) -> Facts:
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            TranslatorSolver(Broken({}), "broken").solve(item("x"))

    def test_tokens_repairs_and_the_seconds_of_the_first_time_are_those_of_the_translation(self) -> None:
        told = Translation(
            translator="t", model="m", repairs=1, prompt_tokens=50, completion_tokens=9, seconds=42.0
        )

        class Remembering(FakeTranslator):
            def translate(self, query: str, catalog: Catalog) -> Facts:
                return Facts.parse("goal(1, open).").model_copy(update={"translation": told})

        attempt = TranslatorSolver(Remembering({}), "t").solve(item("x"))
        assert (attempt.model, attempt.repairs, attempt.prompt_tokens, attempt.completion_tokens) == (
            "m",
            1,
            50,
            9,
        )
        assert 42.0 < attempt.seconds < 52.0

    def test_relative_dates_count_from_the_day_of_the_item(self) -> None:
        class Reckoning(FakeTranslator):
            def translate(self, query: str, catalog: Catalog) -> Facts:
                given = Given(goal=1, name="day", value=at_hand.today().isoformat())
                return Facts(goals=(Goal(goal=1, api="order_cake"),), givens=(given,))

        at_hand = AtHand(date(2020, 1, 1))
        reckoning = TranslatorSolver(Reckoning({}), "r", at_hand)
        days = [date(2019, 3, 1), None, date(2024, 2, 29)]
        said = [Facts.parse(reckoning.solve(item("x", today=today)).facts).givens[0].value for today in days]
        assert said == ["2019-03-01", "2020-01-01", "2024-02-29"]

    def test_a_worked_example_is_never_the_item_itself_nor_what_it_rewords(self) -> None:
        at_hand, seen = AtHand(date(2020, 1, 1)), []

        class Looking(FakeTranslator):
            def translate(self, query: str, catalog: Catalog) -> Facts:
                seen.append(set(at_hand.left_out()))
                return Facts()

        looking = TranslatorSolver(Looking({}), "l", at_hand)
        looking.solve(item("x"))
        looking.solve(replace(item("y"), id="q7~2", original="q7"))
        assert seen == [{"i"}, {"q7~2", "q7"}]

    def test_one_solver_serves_several_catalogs(self) -> None:
        ours = solver({"open": "goal(1, open)."})
        attempts = [ours.solve(item("open", catalog)) for catalog in (BAKERY, STATEFUL, BAKERY)]
        assert [attempt.error for attempt in attempts] == ["", "", ""]
        assert all(attempt.calls == (CallMade("open"),) for attempt in attempts)

    def test_the_plan_of_the_right_facts_is_judged_right(self) -> None:
        right = Item(
            "i", "a Sacher on 3 May 2025", "complete-single", BAKERY, ("order_cake",),
            (CallMade("find_cake", {"name": Literal("Sacher")}),
             CallMade("order_cake", {"cake": Ref(0, "id"), "day": Literal("2025-05-03")})),
        )  # fmt: skip
        attempt = solver({right.query: ORDER + 'given(1, day, "2025-05-03").'}).solve(right)
        verdict = judge(right, attempt)
        assert verdict.exact
        assert verdict.plan
        assert verdict.refusal

    def test_closing_it_closes_the_translator_if_that_can_be(self) -> None:
        class Closable(FakeTranslator):
            closed = False

            def close(self) -> None:
                self.closed = True

        translator = Closable({})
        TranslatorSolver(translator, "x").close()
        solver({}).close()
        assert translator.closed


def test_clingo_plans_where_no_state_ends_or_must_not_hold() -> None:
    assert engine_for(BAKERY) == "clingo"
    assert engine_for(STATEFUL) == "fast-downward"
    assert engine_for(Catalog.load("travel")) == "fast-downward"


SERVER = {"OPENAI_BASE_URL": "http://localhost:1/v1"}


class TestNames:
    @pytest.mark.parametrize(
        "name", [*NAMES, "pure-model@embedded", "function-calling@openai", "embedded@unaided"]
    )
    def test_a_solver_is_called_what_it_was_asked_for(self, name: str, tmp_path: Path) -> None:
        file = tmp_path / "tiny.gguf"
        file.write_bytes(b"no model")
        setup = Setup(model=str(file) if "openai" not in name else "m", environment=SERVER)
        verify(name, setup)
        made = make(name, setup)
        assert made.name == name
        made.close()

    def test_without_a_model_every_query_translates_by_words_alone(self) -> None:
        verify("none", Setup(environment={}))
        attempt = make("none", Setup(environment={})).solve(item('Order the cake "Sacher" for 3 May 2025.'))
        assert attempt.goals == ("order_cake",)
        assert attempt.model == ""

    @pytest.mark.parametrize(
        ("environment", "model", "name"),
        [
            ({}, None, "embedded"),
            ({"OPENAI_API_KEY": "k"}, None, "openai"),
            (SERVER, "big", "openai"),
            (SERVER, "small.gguf", "embedded"),
        ],
    )
    def test_the_usual_one_is_chosen_as_for_a_query(
        self, environment: Mapping[str, str], model: str | None, name: str
    ) -> None:
        assert usual_name(Setup(model=model, environment=environment)) == name

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("pure-modle", "Did you mean 'pure-model'"),
            ("pure-model@moon", "'pure-model@moon' is nobody to evaluate"),
            ("embedded@openai", "'embedded@openai' is nobody to evaluate"),
            ("pure-model@", "'pure-model@' is nobody to evaluate"),
            ("", "is nobody to evaluate"),
        ],
    )
    def test_an_unknown_name_is_told_with_those_there_are(self, name: str, says: str) -> None:
        for use in (verify, make):
            with pytest.raises(UsageError, match=says) as caught:
                use(name, Setup(environment={}))
            assert all(known in str(caught.value) for known in NAMES)

    @pytest.mark.parametrize("name", ["openai", "pure-model@openai"])
    def test_a_server_that_nobody_named_is_missed_before_any_query(self, name: str) -> None:
        with pytest.raises(UsageError, match="OPENAI_BASE_URL"):
            verify(name, Setup(environment={}))

    @pytest.mark.parametrize("name", ["embedded", "pure-model", "function-calling@embedded"])
    def test_a_model_that_is_not_there_is_missed_before_any_query(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=r"nowhere\.gguf"):
            verify(name, Setup(model=str(tmp_path / "nowhere.gguf"), environment={}))


def test_a_failed_translation_is_an_error_of_the_tree() -> None:
    with pytest.raises(TranslationError):
        FakeTranslator({}).translate("x", BAKERY)
