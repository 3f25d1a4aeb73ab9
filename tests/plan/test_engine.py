"""The two engines: what they prove, what ends them, and that they do not get in each other's way."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from orchestrator import Catalog, Facts, Limits, Orchestrator, PlannerGaveUp, UsageError
from orchestrator.plan import host_client
from orchestrator.plan.engine import pddl, solve
from orchestrator.plan.problem import make_problem
from orchestrator.plan.weights import CostsTooLarge, weights
from orchestrator.reason import Reading, Situation, reason, unroll

SHOP = """
name: shop
types:
  name:    {base: string, entity: person, question: "Who?"}
  id:      {base: string, entity: person, ask: never}
  amount:  {base: number, question: "How much?"}
  slip:    {base: string, entity: slip, ask: never}
apis:
  find: {description: Find a person., inputs: {name: name}, outputs: {id: id}}
  bill: {description: Bill a person., kind: write, inputs: {who: id, amount: amount}, outputs: {slip: slip}}
  mail: {description: Mail a slip., kind: write, inputs: {slip: slip, to: id}}
"""
BILL_AND_MAIL = 'goal(1,bill). given(1,who,"Ann"). given(1,amount,"5"). goal(2,mail). uses(2,slip,1).'

DOOR = """
name: door
types: {room: {base: string, entity: room, question: "Which room?"}}
apis:
  open:  {description: Open a room., kind: write, inputs: {room: room}, requires: ["not open(room)"], ensures: ["open(room)"]}
  close: {description: Close a room., kind: write, inputs: {room: room}, requires: ["open(room)"], ensures: ["not open(room)"]}
  clean: {description: Clean a room., kind: write, inputs: {room: room}, requires: ["open(room)"]}
"""


def situation_of(text: str, facts: str) -> tuple[Situation, Catalog]:
    catalog = Catalog.parse(text)
    read = Facts.parse(facts)
    reading = Reading({g.goal: g.api for g in read.goals}, {w.goal: w.type for w in read.wants})
    return reason(unroll(read, reading, catalog), catalog), catalog


@pytest.mark.parametrize("facts", [BILL_AND_MAIL, "goal(1,bill).", "goal(1,mail).", "want(1,id)."])
def test_both_engines_return_the_same_plan(facts: str) -> None:
    catalog = Catalog.parse(SHOP)
    plans = [Orchestrator(catalog, planner=p).plan(facts=facts).to_json() for p in ("fast-downward", "clingo")]
    assert plans[0] == plans[1]


def test_clingo_refuses_to_plan_where_state_is_deleted() -> None:
    with pytest.raises(UsageError, match="fast-downward"):
        Orchestrator(Catalog.parse(DOOR), planner="clingo").plan(facts='goal(1,open). given(1,room,"7").')


def test_deleted_state_orders_the_goals() -> None:
    facts = 'goal(1,close). given(1,room,"7"). goal(2,clean). given(2,room,"7"). goal(3,open). given(3,room,"7").'
    plan = Orchestrator(Catalog.parse(DOOR)).plan(facts=facts)
    assert [call.api for call in plan.calls] == ["open", "clean", "close"]


def test_what_deleted_state_makes_impossible_is_proven_so() -> None:
    facts = 'goal(1,close). given(1,room,"7"). goal(2,clean). given(2,room,"8"). goal(3,open). given(3,room,"7").'
    plan = Orchestrator(Catalog.parse(DOOR)).plan(facts=facts)
    assert plan.status == "unsolvable"
    assert "open(room)" in plan.explanation


def test_one_question_outweighs_any_number_of_calls() -> None:
    long_way = ["name: long", "types:", "  start: {base: string, entity: a}", "  end: {base: string, entity: a, question: End?}"]
    long_way += [f"  t{i}: {{base: string, entity: a, ask: never}}" for i in range(12)]
    long_way += ["apis:", "  act: {description: Act., kind: write, inputs: {end: end, start: start}}"]
    chain = ["start", *(f"t{i}" for i in range(12)), "end"]
    for i, (source, target) in enumerate(pairwise(chain)):
        long_way.append(f"  hop{i}: {{description: Hop., cost: 9, inputs: {{x: {source}}}, outputs: {{y: {target}}}}}")
    plan = Orchestrator(Catalog.parse("\n".join(long_way))).plan(facts='goal(1,act). given(1,start,"here").')
    assert plan.status == "ready"
    assert plan.cost.calls == 13 * 9 + 1


def test_costs_too_large_for_the_planners_integers_are_compared_by_clingo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.plan.weights.LARGEST_COST", 150)
    situation, catalog = situation_of(SHOP, "goal(1,bill).")
    with pytest.raises(CostsTooLarge, match="common factor"):
        weights(situation)
    plan = Orchestrator(catalog).plan(facts="goal(1,bill).")
    assert (plan.cost.questions, plan.cost.calls) == (2, 2)


def test_costs_too_large_where_state_is_deleted_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.plan.weights.LARGEST_COST", 50)
    with pytest.raises(CostsTooLarge):
        Orchestrator(Catalog.parse(DOOR)).plan(facts="goal(1,open).")


def test_a_planner_that_is_out_of_time_gave_up_and_proved_nothing() -> None:
    situation, catalog = situation_of(SHOP, BILL_AND_MAIL)
    with pytest.raises(PlannerGaveUp, match="no proof"):
        solve(situation, catalog, "fast-downward", Limits(seconds=0.0001))


def test_a_planner_that_is_out_of_memory_gave_up_and_proved_nothing() -> None:
    situation, catalog = situation_of(SHOP, BILL_AND_MAIL)
    with pytest.raises(PlannerGaveUp, match="memory"):
        solve(situation, catalog, "fast-downward", Limits(memory_mb=10))


def test_sixteen_plans_at_once_are_each_their_own() -> None:
    catalog = Catalog.parse(SHOP)
    names = [f"Person {i}" for i in range(16)]

    def plan(name: str) -> str:
        made = Orchestrator(catalog).plan(facts=f'goal(1,bill). given(1,who,"{name}"). given(1,amount,"5").')
        return str(made.calls[0].arguments["name"])

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(plan, names))
    assert all(f"'{name}'" in said for name, said in zip(names, found, strict=True))


def test_plans_made_at_once_from_asyncio_are_each_their_own() -> None:
    catalog = Catalog.parse(SHOP)

    async def plan(name: str) -> str:
        facts = f'goal(1,bill). given(1,who,"{name}"). given(1,amount,"5").'
        made = await asyncio.to_thread(Orchestrator(catalog).plan, facts=facts)
        return str(made.calls[0].arguments["name"])

    async def together() -> list[str]:
        return await asyncio.gather(*(plan(f"Person {i}") for i in range(16)))

    found = asyncio.run(together())
    assert all(f"'Person {i}'" in said for i, said in enumerate(found))


def test_nothing_is_left_behind_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    Orchestrator(Catalog.parse(SHOP)).plan(facts=BILL_AND_MAIL)
    assert list(tmp_path.iterdir()) == []


def test_a_host_that_was_killed_is_replaced() -> None:
    orchestrator = Orchestrator(Catalog.parse(SHOP))
    orchestrator.plan(facts=BILL_AND_MAIL)
    host = host_client._host()
    os.kill(host.process.pid, signal.SIGKILL)
    host.process.wait()
    assert orchestrator.plan(facts=BILL_AND_MAIL).status == "ready"


def test_ctrl_c_leaves_no_process_behind() -> None:
    # A runner in the background ignores the signal, and its children would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    script = (
        "import sys, time; from orchestrator.plan import host_client; host = host_client._host();"
        "print(host.process.pid, flush=True); time.sleep(60)"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.send_signal(signal.SIGINT)
    process.wait(timeout=10)
    process.stdout.close()
    deadline = time.monotonic() + 10
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_the_pddl_is_read_back_by_unified_planning_and_has_the_same_optimum() -> None:
    from unified_planning.io import PDDLReader

    from orchestrator.plan.fast_downward import IsolatedFastDownward

    situation, catalog = situation_of(SHOP, BILL_AND_MAIL)
    domain, problem = pddl(situation, catalog)
    read = PDDLReader().parse_problem_string(domain, problem)
    original = IsolatedFastDownward().solve(make_problem(situation, catalog).problem, timeout=20)
    again = IsolatedFastDownward().solve(read, timeout=20)
    assert [str(a) for a in again.plan.actions] == [str(a) for a in original.plan.actions]


def test_the_problem_holds_just_the_objects_of_the_situation() -> None:
    situation, catalog = situation_of(SHOP, BILL_AND_MAIL)
    _, problem = pddl(situation, catalog)
    objects = problem.split("(:objects")[1].split("(:init")[0].replace(")", " ").split()
    named = {word for word in objects if word not in ("-",)}
    assert set(situation.data) <= named
    assert not named & {"beta"}
