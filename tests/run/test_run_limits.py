"""Time, threads and interruption: a run ends, and says what may have been done."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from run_helpers import OWNERS, Shop, home, ran, record

from orchestrator.run import Done, Failed, RunLimits, arun, run

REPAIR = 'goal(1, repair). given(1, bike_number, "2"). given(1, price, "40").'
SHORT = RunLimits(call_seconds=0.05)
LOOK = 'goal(1, opening_hours). given(1, city, "Oslo"). goal(2, find_owner). given(2, name, "Ada").'


def test_a_plain_write_that_stalls_is_given_up_and_may_have_been_done() -> None:
    release = threading.Event()
    shop = Shop(repair=lambda bike, price: release.wait(5) and {"bike": bike})
    began = time.monotonic()
    outcome = ran(REPAIR + ' goal(2, sell). given(2, bike_number, "9").', shop, limits=SHORT)
    assert time.monotonic() - began < 3
    release.set()
    assert isinstance(outcome, Failed)
    assert record(outcome, "repair").status == "unknown"
    assert outcome.explanation.startswith("Nobody knows whether repair was done: it took longer than 0.05 seconds")
    assert [r.api for r in outcome.unknown] == ["repair"]
    assert not shop.made("sell")


def test_an_async_write_that_stalls_is_cancelled() -> None:
    seen: list[str] = []

    async def repair(bike: str, price: float) -> Any:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    shop = Shop()
    shop.functions["repair"] = repair
    outcome = ran(REPAIR, shop, limits=SHORT)
    assert (record(outcome, "repair").status, seen) == ("unknown", ["cancelled"])


def test_an_async_function_that_will_not_be_cancelled_is_left() -> None:
    async def repair(bike: str, price: float) -> Any:
        for _ in range(20):
            try:
                await asyncio.sleep(0.2)
            except asyncio.CancelledError:
                continue
        return {"bike": bike}

    shop = Shop()
    shop.functions["repair"] = repair
    began = time.monotonic()
    assert record(ran(REPAIR, shop, limits=SHORT), "repair").status == "unknown"
    assert time.monotonic() - began < 3


def test_a_read_that_stalls_is_gone_round_and_its_late_result_is_not_used() -> None:
    release = threading.Event()
    shop = Shop(find_owner=lambda name: release.wait(5) and OWNERS["Bo"])
    outcome = ran('goal(1, list_bikes). given(1, owner_name, "Ada").', shop, limits=SHORT)
    release.set()
    assert isinstance(outcome, Done)
    assert shop.made("list_bikes") == [{"owner": "O-1"}]
    assert record(outcome, "find_owner").error == "it took longer than 0.05 seconds"


def test_the_time_for_all_ends_the_run() -> None:
    shop = Shop(find_bike=lambda number: time.sleep(0.3) or {"bike": "B-2"})
    outcome = ran(REPAIR, shop, limits=RunLimits(call_seconds=None, seconds=0.1))
    assert isinstance(outcome, Failed)
    assert not shop.made("repair")


def test_the_time_of_people_is_not_counted() -> None:
    def approve(request: object) -> bool:
        time.sleep(0.4)
        return True

    assert isinstance(ran(REPAIR, approve=approve, limits=RunLimits(seconds=0.3)), Done)


@pytest.mark.parametrize("asynchronous", [False, True])
def test_independent_calls_are_made_side_by_side(asynchronous: bool) -> None:
    together, most = 0, 0

    def enter(change: int) -> None:
        nonlocal together, most
        together += change
        most = max(most, together)

    def plain(**_: Any) -> Any:
        enter(1)
        time.sleep(0.1)
        enter(-1)
        return {**OWNERS["Ada"], "hours": "9 to 5"}

    async def later(**_: Any) -> Any:
        enter(1)
        await asyncio.sleep(0.1)
        enter(-1)
        return {**OWNERS["Ada"], "hours": "9 to 5"}

    for at_once, expected in ((8, 2), (1, 1)):
        most = 0
        shop = Shop()
        shop.functions |= dict.fromkeys(("opening_hours", "find_owner"), later if asynchronous else plain)
        assert isinstance(ran(LOOK, shop, limits=RunLimits(at_once=at_once)), Done)
        assert most == expected


def test_records_stand_in_the_order_of_the_plan_whoever_is_first() -> None:
    for slow in ("opening_hours", "find_owner"):
        shop = Shop()
        quick = shop.functions[slow]
        shop.functions[slow] = lambda quick=quick, **arguments: time.sleep(0.05) or quick(**arguments)
        outcome = ran(LOOK, shop)
        assert [r.step for r in outcome.records] == ["c1", "c2"]


def test_a_run_goes_on_inside_a_running_event_loop() -> None:
    async def main() -> Any:
        return ran(REPAIR)

    assert isinstance(asyncio.run(main()), Done)


def test_sync_and_async_agree() -> None:
    plan = home().plan(facts=REPAIR)
    one = run(plan, home(), backend=Shop().functions, approve=True, clock=lambda: 0.0)
    two = asyncio.run(arun(plan, home(), backend=Shop().functions, approve=True, clock=lambda: 0.0))
    assert one.to_json() == two.to_json()


def test_an_async_run_that_is_cancelled_leaves_nothing_running() -> None:
    seen: list[str] = []

    async def repair(bike: str, price: float) -> Any:
        try:
            await asyncio.sleep(5)
        finally:
            seen.append("ended")

    async def main() -> None:
        shop = Shop()
        shop.functions["repair"] = repair
        run_ = arun(home().plan(facts=REPAIR), home(), backend=shop.functions, approve=True,
                    watch=lambda r: seen.append(f"{r.api} {r.status}"))  # fmt: skip
        task = asyncio.create_task(run_)
        while "repair unknown" not in seen:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert seen[-2:] == ["ended", "repair unknown"]


# --- Ctrl-C ----------------------------------------------------------------------------------------------------------------
def test_an_interrupt_ends_the_work_and_says_what_may_have_been_done() -> None:
    def repair(bike: str, price: float) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)

    began = time.monotonic()
    outcome = ran(REPAIR, Shop(repair=repair))
    assert time.monotonic() - began < 0.9
    assert isinstance(outcome, Failed)
    assert (outcome.by, record(outcome, "repair").status) == ("interrupt", "unknown")


def test_an_interrupt_at_a_question_ends_the_work() -> None:
    def ask(questions: object) -> Any:
        raise KeyboardInterrupt

    outcome = ran('goal(1, repair). given(1, bike_number, "2").', ask=ask)
    assert isinstance(outcome, Failed)
    assert outcome.explanation == "The run was interrupted; nothing was changed; not done: find_bike and repair."


def test_an_interrupt_at_an_approval_inside_a_loop_ends_the_work() -> None:
    def approve(request: object) -> bool:
        raise KeyboardInterrupt

    async def main() -> Any:
        return ran(REPAIR, approve=approve)

    outcome = asyncio.run(main())
    assert (outcome.status, outcome.by) == ("failed", "interrupt")


def test_a_function_that_never_returns_does_not_keep_the_program_alive(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import time\nfrom orchestrator import Catalog, Orchestrator\nfrom orchestrator.run import RunLimits, run\n"
        "home = Orchestrator(Catalog.load('small_business'))\n"
        "plan = home.plan(facts='goal(1, help). given(1, topic, \"tax\").')\n"
        "print(run(plan, home, backend={'help': lambda topic: time.sleep(60)}, limits=RunLimits(call_seconds=0.1)))\n"
    )
    ended = subprocess.run([sys.executable, program], capture_output=True, text=True, timeout=30, check=True)
    assert ended.stdout.startswith("Help failed: it took longer than 0.1 seconds")
    assert not ended.stderr
