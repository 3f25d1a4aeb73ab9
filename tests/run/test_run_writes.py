"""Writes are made after a yes, as they were approved, and never twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest
from run_helpers import BIKES, Shop, answering, home, ran, record

from orchestrator.run import (
    Approval,
    CallFailed,
    Declined,
    Done,
    Failed,
    RunLimits,
    outcome_from_json,
    plan_hash,
    run,
)
from orchestrator.run.approval import seal
from orchestrator.run.endings import Trouble
from orchestrator.run.memory import Memory
from orchestrator.run.performer import Budget, Job, Performer
from orchestrator.run.person import Person
from orchestrator.run.results import Found
from orchestrator.run.state import State

REPAIR = 'goal(1, repair). given(1, bike_number, "2"). given(1, price, "40").'
TWO = REPAIR + ' goal(2, sell). given(2, bike_number, "3").'
EACH = 'goal(1, list_bikes). given(1, owner_name, "Ada"). goal(2, sell). each(2, bike).'


def test_a_write_is_shown_as_it_will_be_made() -> None:
    seen: list[Approval] = []
    outcome = ran(REPAIR, approve=lambda request: not seen.append(request))
    assert isinstance(outcome, Done)
    (request,) = seen
    assert (request.api, request.arguments, request.destructive, request.members) == (
        "repair", {"bike": "B-2", "price": 40}, False, ())  # fmt: skip
    assert request.plan == plan_hash(outcome.plan, home().catalog)
    assert (request.identity, request.goals) == ("repair/1", (1,))


NO = (lambda request: False, lambda request: None, lambda request: "yes", lambda request: 1)


@pytest.mark.parametrize("approve", [None, False, *NO, set(), {"0" * 64}, "a text is no collection of tokens"])
def test_without_a_yes_nothing_is_written(approve: object) -> None:
    shop = Shop()
    outcome = ran(REPAIR, shop, approve=approve)
    assert isinstance(outcome, Declined)
    assert outcome.request.api == "repair"
    assert not shop.made("repair")
    assert shop.made("find_bike")
    assert outcome.explanation == "Repair was not approved; nothing was changed; not done: repair."


def test_an_async_function_that_nobody_awaits_is_no_yes() -> None:
    async def inner(request: Approval) -> bool:
        return False

    shop = Shop()
    assert isinstance(ran(REPAIR, shop, approve=inner), Declined)
    assert not shop.made("repair")


def test_a_token_approves_this_write_of_this_plan_and_no_other() -> None:
    declined = ran(REPAIR, approve=None)
    assert isinstance(declined, Declined)
    token = declined.request.token
    assert isinstance(ran(REPAIR, approve={token}), Done)
    assert isinstance(ran(REPAIR.replace("40", "41"), approve={token}), Declined)
    assert isinstance(ran(TWO, approve={token}), Declined)
    assert isinstance(ran(REPAIR, Shop(find_bike=lambda number: {"bike": "B-7"}), approve=[token]), Declined)


def test_changing_the_request_changes_nothing_that_is_made() -> None:
    def approve(request: Approval) -> bool:
        request.arguments["price"] = 1
        return True

    shop = Shop()
    ran(REPAIR, shop, approve=approve)
    assert shop.made("repair") == [{"bike": "B-2", "price": 40}]


def test_what_was_done_before_the_no_is_told() -> None:
    outcome = ran(TWO, approve=lambda request: request.api == "repair")
    assert isinstance(outcome, Declined)
    assert outcome.explanation == "Sell was not approved; done: repair; not done: sell."
    assert [(r.api, r.status) for r in outcome.records if r.writes] == [("repair", "done"), ("sell", "skipped")]


def test_a_write_that_fails_ends_the_run() -> None:
    def refuse(bike: str, price: float) -> None:
        raise CallFailed("the shop is closed")

    shop = Shop(repair=refuse)
    outcome = ran(TWO, shop)
    assert isinstance(outcome, Failed)
    assert outcome.explanation.startswith("Repair failed: the shop is closed; nothing was changed; not done: ")
    assert (outcome.by, len(shop.made("repair")), len(shop.made("sell"))) == ("call", 1, 0)


def test_of_a_write_that_raised_nobody_knows() -> None:
    outcome = ran(REPAIR, Shop(repair=lambda bike, price: 1 / 0))
    assert isinstance(outcome, Failed)
    assert record(outcome, "repair").status == "unknown"
    assert "it is not known whether repair was done, and it is not tried again" in outcome.explanation


@pytest.mark.parametrize("given", [None, {}, {"bike": 7.5}, {"bike": "C-1"}, [{"bike": "B-1"}, {"bike": "B-2"}], "B-1"])
def test_a_write_with_a_result_of_no_use_was_done_all_the_same(given: object) -> None:
    outcome = ran(REPAIR, Shop(repair=lambda bike, price: given))
    assert isinstance(outcome, Failed)
    assert outcome.explanation.startswith("Repair was made, but ")
    assert [r.api for r in outcome.done if r.writes] == ["repair"]


@pytest.mark.parametrize("through_json", [False, True])
def test_what_was_done_is_kept_in_the_run_after_it(through_json: bool) -> None:
    shop = Shop()
    first = ran(TWO, shop, approve=lambda request: request.api == "repair")
    after = outcome_from_json(json.dumps(first.to_json())) if through_json else first
    second = run(first.plan, home(), backend=shop.functions, approve=True, after=after)
    assert isinstance(second, Done)
    assert [len(shop.made(api)) for api in ("repair", "sell", "find_bike")] == [1, 1, 2]
    assert record(second, "repair").status == "kept"
    third = run(first.plan, home(), backend=shop.functions, approve=None, after=second)
    assert isinstance(third, Done)
    assert third.explanation == "All is done: nothing was left to do."


def test_a_change_of_what_was_done_is_named_and_not_repeated() -> None:
    shop = Shop()
    first = ran(REPAIR, shop)
    second = ran(REPAIR.replace("40", "300"), shop, after=first)
    assert isinstance(second, Done)
    assert len(shop.made("repair")) == 1
    (standing,) = second.standing
    assert (standing.done["price"], standing.now and standing.now["price"]) == (40, 300)
    assert second.explanation.endswith("repair was done before with price 40, not 300, and is not done again.")


def test_what_was_done_and_is_not_wanted_any_more_is_named() -> None:
    first = ran(TWO)
    second = ran('goal(2, sell). given(2, bike_number, "3").', after=first)
    assert [(s.api, s.now) for s in second.standing] == [("repair", None)]
    assert "repair was done before and is not undone" in second.explanation


def test_what_nobody_knows_is_not_tried_in_the_run_after_it() -> None:
    shop = Shop(repair=lambda bike, price: 1 / 0)
    first = ran(REPAIR, shop)
    second = ran(REPAIR, shop, after=first)
    assert isinstance(second, Failed)
    assert len(shop.made("repair")) == 1
    assert [r.status for r in second.records if r.api == "repair"] == ["unknown"]


def test_what_failed_may_be_tried_in_the_run_after_it() -> None:
    def refuse(bike: str, price: float) -> None:
        raise CallFailed("the shop is closed")

    first = ran(REPAIR, Shop(repair=refuse))
    assert isinstance(ran(REPAIR, after=first), Done)


def test_the_second_of_a_list_that_was_the_first_is_not_done_again() -> None:
    facts = 'goal(1, sell). given(1, bike_number, ({})).'
    shop = Shop()
    first = ran(facts.format('"1","2"'), shop, approve=lambda r: r.arguments["bike"] == "B-1")
    assert isinstance(first, Declined)
    second = ran(facts.format('"3","1"'), shop, after=first)
    assert shop.made("sell") == [{"bike": "B-1"}]
    assert "sell was done before with bike B-1, not B-3, and is not done again" in second.explanation


# --- for each --------------------------------------------------------------------------------------------------------------
def test_a_write_for_each_row_is_approved_once_with_all_members() -> None:
    shop, seen = Shop(), []
    outcome = ran(EACH, shop, approve=lambda request: not seen.append(request))
    assert isinstance(outcome, Done)
    assert [request.members for request in seen] == [({"bike": "B-1"}, {"bike": "B-2"}, {"bike": "B-3"})]
    assert seen[0].destructive
    assert shop.made("sell") == [{"bike": row["bike"]} for row in BIKES]
    assert [r.member for r in outcome.records if r.api == "sell"] == [1, 2, 3]


def test_a_failure_in_the_middle_stops_and_says_which_were_done() -> None:
    def sell(bike: str) -> None:
        if bike == "B-2":
            raise CallFailed("nobody wants it")

    shop = Shop(sell=sell)
    first = ran(EACH, shop)
    assert isinstance(first, Failed)
    assert [(r.member, r.status) for r in first.records if r.api == "sell"] == [(1, "done"), (2, "failed"), (3, "skipped")]
    assert first.explanation == "Sell failed: nobody wants it; done: sell; not done: sell (2 times)."
    shop.functions["sell"] = Shop().functions["sell"]
    seen: list[Approval] = []
    second = run(first.plan, home(), backend=shop.functions, approve=lambda r: not seen.append(r), after=first)
    assert isinstance(second, Done)
    assert [m["bike"] for m in seen[0].members] == ["B-2", "B-3"]
    assert [r.status for r in second.records if r.api == "sell"] == ["kept", "done", "done"]


def test_an_empty_list_is_not_called_and_said_so() -> None:
    shop = Shop(list_bikes=lambda owner: [])
    outcome = ran(EACH, shop, approve=None)
    assert isinstance(outcome, Done)
    assert outcome.explanation == "All is done: two calls; sell was not called, as the list is empty."
    assert (record(outcome, "sell").status, record(outcome, "sell").error) == ("skipped", "the list is empty")


def test_two_equal_rows_are_two_writes() -> None:
    shop = Shop(list_bikes=lambda owner: [BIKES[0], BIKES[0]])
    assert isinstance(ran(EACH, shop), Done)
    assert len(shop.made("sell")) == 2


# --- state -----------------------------------------------------------------------------------------------------------------
def test_a_state_that_does_not_hold_by_value_stops_the_write() -> None:
    facts = 'goal(1, sell). given(1, bike, "B-2"). goal(2, repair). given(2, bike_number, "2"). given(2, price, "9").'
    shop = Shop()
    outcome = ran(facts, shop)
    assert isinstance(outcome, Failed)
    assert outcome.by == "state"
    assert outcome.explanation == "Repair requires 'not sold(bike)', which does not hold; done: sell; not done: repair."
    assert not shop.made("repair")
    assert isinstance(ran(facts.replace('"B-2"', '"B-5"')), Done)


def test_what_an_earlier_run_changed_still_holds() -> None:
    first = ran('goal(1, sell). given(1, bike, "B-2").')
    second = ran('goal(2, repair). given(2, bike_number, "2"). given(2, price, "9").', after=first)
    assert isinstance(second, Failed)
    assert second.by == "state"


# --- secrets ---------------------------------------------------------------------------------------------------------------
def test_a_sensitive_value_reaches_the_function_and_nothing_else() -> None:
    def unlock(code: str, bike: str) -> None:
        raise CallFailed(f"the code {code} is wrong")

    said: list[object] = []

    def approve(request: Approval) -> bool:
        said.append(request)
        return True

    for function in (unlock, lambda code, bike: None):
        shop = Shop(unlock=function)
        facts = 'goal(1, unlock). given(1, code, "hunter2"). given(1, bike_number, "3").'
        outcome = ran(facts, shop, approve=approve, watch=said.append)
        assert shop.made("unlock") == [{"code": "hunter2", "bike": "B-3"}]
        told = (json.dumps(outcome.to_json()), outcome.model_dump_json(), repr(outcome), str(outcome), repr(said))
        assert not any("hunter2" in text for text in told)
        assert record(outcome, "unlock").arguments == {"code": "•••", "bike": "B-3"}
        assert outcome_from_json(outcome.to_json()).status == outcome.status


def test_a_sensitive_answer_is_hidden_too() -> None:
    shop = Shop()
    outcome = ran('goal(1, unlock). given(1, bike_number, "3").', shop, ask=answering({"q1": "hunter2"}))
    assert isinstance(outcome, Done)
    assert shop.made("unlock")[0]["code"] == "hunter2"
    assert "hunter2" not in json.dumps(outcome.to_json())


# --- what is seen while it runs --------------------------------------------------------------------------------------------
def test_a_write_is_written_down_before_it_is_made() -> None:
    seen: list[tuple[str, str]] = []
    shop = Shop(repair=lambda bike, price: seen.append(("function", bike)) or {"bike": bike})
    ran(REPAIR, shop, watch=lambda r: seen.append((r.api, r.status)))
    assert seen[-3:] == [("repair", "unknown"), ("function", "B-2"), ("repair", "done")]


def test_runs_are_told_alike_each_time() -> None:
    ticks: Callable[[], float] = lambda: 0.0  # noqa: E731
    texts = {json.dumps(ran(TWO, clock=ticks).to_json(), sort_keys=True) for _ in range(4)}
    assert len(texts) == 1


def test_what_was_not_approved_is_not_made_even_if_it_is_asked_for() -> None:
    """The last look before the call: another argument than the one that was approved is not made."""
    shop, catalog = Shop(), home().catalog
    call = home().plan(facts=REPAIR).calls[-1]

    async def made(arguments: dict[str, object], approved: dict[str, object]) -> object:
        limits, person = RunLimits(), Person(None, None)
        performer = Performer(
            catalog, shop.functions, Memory(catalog, lambda record: None), State(catalog), Budget(limits, person, 0.0),
            lambda: 0.0, asyncio.Semaphore(1), {seal("hash", "repair/1", approved)},
        )  # fmt: skip
        return await performer.make(Job(call, catalog.apis["repair"], "repair/1", arguments, (0, 0, 0, 0)), "hash")

    other = asyncio.run(made({"bike": "B-2", "price": 41}, {"bike": "B-2", "price": 40}))
    assert isinstance(other, Trouble)
    assert not shop.calls
    assert isinstance(asyncio.run(made({"bike": "B-2", "price": 40}, {"bike": "B-2", "price": 40})), Found)
    assert shop.made("repair") == [{"bike": "B-2", "price": 40}]
