"""What functions return is held against the catalog, and a read that is of no use is gone round."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from run_helpers import OWNERS, Shop, home, ran, record

from orchestrator import Catalog, Orchestrator, UsageError
from orchestrator.run import CallFailed, Done, Failed, NotRunnable, Outcome, Waiting, run

TYPES = """
name: checks
types:
  amount: {base: number, minimum: 0, maximum: 100}
  size:   {base: integer}
  day:    {base: date}
  flag:   {base: boolean}
  kind:   {base: string, values: {small: [tiny], large: []}}
  code:   {base: string, pattern: "^[A-Z]+$"}
  note:   {base: string}
apis:
  look:
    inputs: {at: {type: note, default: here}}
    outputs: {amount: amount, size: size, day: day, flag: flag, kind: kind, code: code, notes: {list_of: note}}
  dig:
    outputs: {note: note}
    rows: {code: code, size: size}
    rows_at: data.found
"""
FITTING: dict[str, Any] = {
    "amount": 12.5, "size": 3, "day": "2025-05-02", "flag": False, "kind": "small", "code": "AB", "notes": ["x", "y"],
}  # fmt: skip


def looked(**values: Any) -> Outcome:
    orchestrator = Orchestrator(_CHECKS)
    backend = {"look": lambda at: {**FITTING, **values}}
    return run(orchestrator.plan(facts="goal(1, look)."), orchestrator, backend=backend)


_CHECKS = Catalog.parse(TYPES)


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
        ("amount", 7, 7), ("amount", "7.50", 7.5), ("amount", Decimal("0.10"), 0.1), ("amount", None, None), ("size", 3.0, 3),
        ("size", "12", 12), ("day", date(2025, 5, 2), "2025-05-02"), ("day", "2 May 2025", "2025-05-02"), ("flag", True, True),
        ("kind", "TINY", "small"), ("notes", [], []), ("notes", ("a", 5), ["a", "5"]), ("code", "", None),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_type(name: str, given: Any, read: Any) -> None:
    outcome = looked(**{name: given})
    assert isinstance(outcome, Done), outcome
    assert record(outcome, "look").result[name] == read


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("amount", 101, "amount is 101, expected a number from 0 to 100"), ("amount", float("nan"), "amount is nan"),
        ("amount", True, "amount is True"), ("size", 2.5, "size is 2.5, expected an integer"), ("size", "many", 'size is "many"'),
        ("day", 20250502, "day is 20250502"), ("day", "soon", 'day is "soon"'), ("flag", "true", 'flag is "true"'),
        ("flag", 1, "flag is 1"), ("kind", "huge", "expected one of small, large"), ("code", "ab", "a text like ^[A-Z]+$"),
        ("notes", "x", "notes is no list"), ("notes", None, "notes is missing"), ("notes", [None], "notes is a NoneType"),
        ("code", {"a": 1}, "code is a dict"), ("code", True, "code is True"),
    ],
)  # fmt: skip
def test_a_value_of_another_type_fails_the_call(name: str, given: Any, told: str) -> None:
    outcome = looked(**{name: given})
    assert isinstance(outcome, Failed)
    assert told in outcome.explanation
    assert record(outcome, "look").status == "failed"


@pytest.mark.parametrize("result", [7, "text", object(), {"amount": 1}, [1], [{"amount": 1}, 2], {1: 2}])
def test_what_is_no_result_fails_the_call(result: Any) -> None:
    orchestrator = Orchestrator(_CHECKS)
    outcome = run(orchestrator.plan(facts="goal(1, look)."), orchestrator, backend={"look": lambda at: result})
    assert isinstance(outcome, Failed)
    assert record(outcome, "look").status == "failed"


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ({"note": "n", "data": {"found": [{"code": "A", "size": 1}, {"code": "B"}]}}, "done"),
        ({"note": "n", "data": {"found": []}}, "done"),
        ({"note": "n", "data": {}}, "failed"), ({"note": "n"}, "failed"), ({"note": "n", "data": {"found": [3]}}, "failed"),
        ({"note": "n", "data": {"found": [{"code": "a"}]}}, "failed"), ([], "failed"), ({"data": {"found": []}}, "failed"),
    ],
)  # fmt: skip
def test_rows_are_read_where_the_catalog_says_they_stand(result: Any, status: str) -> None:
    orchestrator = Orchestrator(_CHECKS)
    outcome = run(orchestrator.plan(facts="goal(1, dig)."), orchestrator, backend={"dig": lambda: result})
    assert outcome.status == status, outcome


def test_what_an_api_does_not_declare_is_left_out() -> None:
    outcome = ran('goal(1, find_owner). given(1, name, "Ada").', Shop(find_owner=lambda name: {**OWNERS[name], "age": 7}))
    assert outcome.results[0].value == OWNERS["Ada"]


# --- another way -----------------------------------------------------------------------------------------------------------
GREET = 'goal(1, greet). given(1, owner_name, "Ada").'


@pytest.mark.parametrize("how", ["fails", "raises", "gives nonsense"])
def test_a_read_that_fails_is_gone_round(how: str) -> None:
    def find(name: str) -> Any:
        if how == "fails":
            raise CallFailed("the index is down")
        return 1 / 0 if how == "raises" else 12

    shop = Shop(find_owner=find)
    outcome = ran(GREET, shop)
    assert isinstance(outcome, Done)
    assert [name for name, _ in shop.calls] == ["find_owner", "slow_find_owner", "greet"]
    assert [f.call for f in outcome.plan.facts.failures] == ['find_owner(name="ada")']
    first = outcome.records[0]
    assert (first.api, first.status, first.step) == ("find_owner", "failed", None)


def test_where_there_is_no_other_way_the_run_fails() -> None:
    def down(name: str) -> Any:
        raise CallFailed("it is down")

    shop = Shop(find_owner=down, slow_find_owner=down, find_owner_id=down)
    outcome = ran(GREET, shop, ask=lambda questions: {q.id: "ada@example.org" for q in questions})
    assert isinstance(outcome, Failed)
    assert outcome.by == "call"
    assert outcome.explanation.startswith("find_owner_id failed: it is down; there is no way to ")
    assert outcome.explanation.endswith("; nothing was changed; not done: find_owner_id and greet.")
    assert [name for name, _ in shop.calls] == ["find_owner", "slow_find_owner", "find_owner_id"]


def test_what_no_lookup_gives_any_more_is_asked_for() -> None:
    def down(name: str) -> Any:
        raise CallFailed("it is down")

    shop = Shop(find_owner=down, slow_find_owner=down)
    outcome = ran(GREET, shop)
    assert isinstance(outcome, Waiting)
    assert [(q.slot, q.note) for q in outcome.questions] == [("email", "slow_find_owner failed: it is down")]
    assert not shop.made("greet")


def test_a_lookup_that_lacks_what_is_needed_is_gone_round() -> None:
    shop = Shop(find_owner=lambda name: {"owner": "O-1", "email": None})
    outcome = ran(GREET, shop)
    assert isinstance(outcome, Done)
    assert shop.made("greet") == [{"owner": "O-1", "email": "ada@example.org"}]
    lacking = {"owner": "O-1", "email": None}
    outcome = ran(GREET, shop := Shop(find_owner=lambda name: lacking, slow_find_owner=lambda name: lacking))
    assert isinstance(outcome, Waiting)
    assert [(q.slot, q.note) for q in outcome.questions] == [("email", "greet cannot be called: slow_find_owner gave no email")]
    assert not shop.made("greet")


def test_a_goal_that_reads_and_fails_is_not_called_again() -> None:
    shop = Shop(opening_hours=lambda city: 1 / 0)
    outcome = ran('goal(1, opening_hours). given(1, city, "Oslo").', shop)
    assert isinstance(outcome, Failed)
    assert len(shop.calls) == 1


def test_a_result_that_does_not_fit_where_it_goes_is_not_handed_on() -> None:
    facts = """goal(1, list_bikes). given(1, owner_name, "Ada").
               goal(2, repair). uses(2, bike, 1). pick(2, bike, first). uses(2, price, 1)."""
    shop = Shop(list_bikes=lambda owner: [{"bike": "B-1", "colour": "red", "price": None}])
    outcome = ran(facts, shop)
    assert isinstance(outcome, Failed)
    assert "gave no price" in outcome.explanation
    assert not shop.made("repair")


# --- before anything is run ------------------------------------------------------------------------------------------------
def test_what_is_no_plan_is_not_run() -> None:
    plan = home().plan(facts="maybe(1, unlock). maybe(1, sell).")
    with pytest.raises(NotRunnable, match="the plan is ambiguous"):
        run(plan, home(), backend=Shop().functions)
    assert issubclass(NotRunnable, UsageError)


def test_an_argument_without_a_source_is_refused_before_anything_runs() -> None:
    plan = home().plan(facts='goal(1, repair). given(1, bike_number, "2"). given(1, price, "4").')
    call = plan.calls[-1]
    elsewhere = call.arguments["bike"].model_copy(update={"source": "c9.price"})
    for arguments in ({"bike": call.arguments["bike"]}, {**call.arguments, "price": elsewhere}):
        steps = (*plan.steps[:-1], call.model_copy(update={"arguments": arguments}))
        shop = Shop()
        with pytest.raises(NotRunnable, match="c2 repair > price"):
            run(plan.model_copy(update={"steps": steps}), home(), backend=shop.functions, approve=True)
        assert not shop.calls


def test_a_plan_that_was_tampered_with_is_refused() -> None:
    plan = home().plan(facts='goal(1, repair). given(1, bike_number, "2"). given(1, price, "4").')
    call = plan.calls[-1]
    dearer = {**call.arguments, "price": call.arguments["price"].model_copy(update={"value": "400"})}
    steps = (*plan.steps[:-1], call.model_copy(update={"arguments": dearer}))
    with pytest.raises(NotRunnable):
        run(plan.model_copy(update={"steps": steps}), home(), backend=Shop().functions, approve=True)


def test_a_missing_function_is_refused_before_anything_runs() -> None:
    shop = Shop()
    del shop.functions["repair"]
    with pytest.raises(NotRunnable, match="the backend has no function 'repair'"):
        ran('goal(1, repair). given(1, bike_number, "2"). given(1, price, "4").', shop)
    assert not shop.calls


def test_a_plan_of_another_catalog_is_refused() -> None:
    other = Orchestrator(Catalog.load("small_business"))
    with pytest.raises(NotRunnable, match="the catalog has no API"):
        run(other.plan(facts='goal(1, help). given(1, topic, "tax").'), home(), backend=Shop().functions)


# --- what the person gets --------------------------------------------------------------------------------------------------
def test_wants_and_goals_have_their_results() -> None:
    outcome = ran('want(1, hours_text). given(1, city_name, "Oslo"). goal(2, list_bikes). given(2, owner_name, "Ada").')
    told = {result.goal: (result.name, result.value) for result in outcome.results}
    assert told[1] == ("hours_text", "9 to 5 in Oslo")
    assert told[2][0] == "list_bikes"
    assert [row["bike"] for row in told[2][1]] == ["B-1", "B-2", "B-3"]
