"""The two engines, behind one function: from a situation to the calls of a plan in order, or the proof that there is none.

Fast Downward proves the least cost of questions and calls. Among the plans of that cost, R9's order is settled by clingo
(`asp/plan.lp`) and `schedule`. Where nothing is deleted both engines find the least cost, and a difference is a bug.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Literal

from orchestrator.catalog.model import Catalog
from orchestrator.errors import InvalidPlan, PlannerGaveUp, PlannerKilled, Problem, UsageError
from orchestrator.plan.clingo_engine import best_selection
from orchestrator.plan.limits import Limits
from orchestrator.plan.parts import take_apart
from orchestrator.plan.problem import make_problem
from orchestrator.plan.schedule import Schedule, make_steps, schedule, stages
from orchestrator.plan.schema import PlanningProblem
from orchestrator.plan.selection import Made, Selection, only_selection, selection_of
from orchestrator.plan.weights import CostsTooLarge
from orchestrator.reason.deadline import Deadline
from orchestrator.reason.situation import Call, Situation

EngineName = Literal["fast-downward", "clingo"]
ENGINES: tuple[EngineName, ...] = ("fast-downward", "clingo")


@dataclass(frozen=True, slots=True)
class Solution:
    """The calls, questions and met wants of the best plan, in order."""

    selection: Selection
    schedule: Schedule


def solve(situation: Situation, catalog: Catalog, engine: EngineName, limits: Limits) -> Solution | None:
    """The best plan of a situation, or None where it is proven that there is none.

    Raises:
        PlannerGaveUp: time or memory ran out first.
        PlannerKilled: the planner's process was ended from outside.
        CostsTooLarge: the costs cannot be told apart, and state is deleted.
        UsageError: clingo was asked to plan where state is deleted.
        InvalidPlan: the engines contradict each other.
    """
    if engine == "clingo":
        return _by_clingo(situation, catalog, limits)
    try:
        apart = take_apart(situation)
        problems = [(part, make_problem(part, catalog)) for part in apart.parts]
    except CostsTooLarge:
        # clingo compares level by level and needs no weights; where state is deleted there is nobody left to ask.
        if situation.deletes:
            raise
        return _by_clingo(situation, catalog, limits)
    return _by_fast_downward(problems, apart.first, situation, catalog, limits)


def _by_clingo(situation: Situation, catalog: Catalog, limits: Limits) -> Solution | None:
    if situation.deletes:
        raise UsageError(
            Problem(
                "the engine 'clingo' plans only where no call needs a state not to hold, or ends one",
                expected="a situation without `not` in requires and ensures",
                mend="use the engine 'fast-downward'",
            )
        )
    selection = best_selection(situation, seconds=limits.seconds)
    if selection is None:
        return None
    found = schedule(make_steps(selection, situation, catalog), selection, situation)
    if found is None:
        raise InvalidPlan(Problem("the calls that clingo chose cannot be put in an order", mend="please report this"))
    solution = Solution(selection, found)
    _validate(make_problem(situation, catalog, priced=False), solution)
    return solution


def _by_fast_downward(
    problems: Sequence[tuple[Situation, PlanningProblem]],
    first: Sequence[Call],
    situation: Situation,
    catalog: Catalog,
    limits: Limits,
) -> Solution | None:
    # While Fast Downward searches in its own process, clingo settles the ties in this one, if there can be any.
    only = only_selection(situation)
    with ThreadPoolExecutor(1, thread_name_prefix="ties") as pool:
        settled = None if only is not None else pool.submit(best_selection, situation, seconds=limits.seconds)
        planned = _plan_all(problems, first, situation, limits)
        if planned is None:
            return None
        best = only if settled is None else settled.result()
    solution = _settle_ties(planned, best, situation, catalog)
    whole = problems[0][1] if len(problems) == 1 else make_problem(situation, catalog, priced=False)
    _validate(whole, solution)
    return solution


def _plan_all(
    problems: Sequence[tuple[Situation, PlanningProblem]], first: Sequence[Call], situation: Situation, limits: Limits
) -> tuple[Selection, list[Made]] | None:
    """The planner's own selection and the calls in its own order, part after part; None where a part has no plan."""
    deadline = Deadline(limits.seconds)
    order = [Made(c.id, tuple((x, admitted[0].datum) for x, admitted in c.slots.items())) for c in first]
    met = {w.goal: w.candidates[0].datum for w in situation.wants if len(w.candidates) == 1}
    for part, problem in problems:
        made = _plan(problem, replace(limits, seconds=deadline.left))
        if made is None:
            return None
        selection, calls = _read(problem, made, part)
        order += calls
        met |= dict(selection.met)
    return selection_of(situation, order, met), order


def _plan(problem: PlanningProblem, limits: Limits) -> Any:
    """The plan of Fast Downward, through unified-planning; None where it is proven that there is none."""
    from unified_planning.engines.results import PlanGenerationResultStatus as Status

    from orchestrator.plan.fast_downward import IsolatedFastDownward

    result = IsolatedFastDownward(memory_mb=limits.memory_mb).solve(problem.problem, timeout=limits.seconds)
    match result.status:
        case Status.SOLVED_OPTIMALLY:
            return result.plan
        case Status.UNSOLVABLE_PROVEN:
            return None
        case Status.TIMEOUT | Status.UNSOLVABLE_INCOMPLETELY:
            what = f"the planner proved nothing within {limits.seconds:g} seconds"
            raise PlannerGaveUp(Problem(what, mend="allow more with --timeout; this is no proof that there is no plan"))
        case Status.MEMOUT:
            what = f"the planner needed more than {limits.memory_mb} MB"
            raise PlannerGaveUp(Problem(what, mend="allow more memory; this is no proof that there is no plan"))
        case _:
            log = result.log_messages[0].message.strip().splitlines() if result.log_messages else []
            said = f": {log[-1]}" if log else ""
            raise PlannerKilled(Problem(f"the planner ended without an answer{said}", mend="run it again"))


def _read(problem: PlanningProblem, plan: Any, situation: Situation) -> tuple[Selection, list[Made]]:
    """The planner's own selection, and its calls in its own order."""
    order: list[Made] = []
    met: dict[int, str] = {w.goal: w.candidates[0].datum for w in situation.wants if len(w.candidates) == 1}
    for action in plan.actions:
        ground = problem.read(action.action.name, [str(p) for p in action.actual_parameters])
        if ground is None:
            goal, datum = (problem.objects[str(p)] for p in action.actual_parameters)
            met[int(goal.removeprefix("goal "))] = datum
        elif ground.call is not None:
            bindings = tuple((x, ground.bindings[x]) for x in situation.calls[ground.call].slots)
            again = sum(m.call == ground.call and m.bindings == bindings for m in order)
            order.append(Made(ground.call, bindings, again + 1))
    return selection_of(situation, order, met), order


def _settle_ties(
    first: tuple[Selection, list[Made]], best: Selection | None, situation: Situation, catalog: Catalog
) -> Solution:
    """Among the plans of the proven cost, the first in R9's order.

    Where state is deleted, clingo's choice counts if it costs the same and can be put in an order; else the planner's own.
    """
    planned, order = first
    cost = planned.cost(situation)
    if not situation.deletes and (best is None or best.cost(situation) != cost):
        found = "no plan" if best is None else f"cost {best.cost(situation)}"
        raise InvalidPlan(Problem(f"Fast Downward found cost {cost}, clingo {found}", mend="please report this"))
    for selection in (best, planned):
        if selection is not None and selection.cost(situation) == cost:
            ordered = schedule(make_steps(selection, situation, catalog), selection, situation)
            if ordered is not None:
                return Solution(selection, ordered)
    steps = {step.made: step for step in make_steps(planned, situation, catalog)}
    in_order = tuple(steps[made] for made in order)
    return Solution(planned, Schedule(in_order, stages(in_order)))


def _validate(problem: PlanningProblem, solution: Solution) -> None:
    """Replay the plan with unified-planning's simulator."""
    from orchestrator.plan.replay import replay

    made = [(step.made.call, step.made.data) for step in solution.schedule.steps]
    wrong = replay(problem.problem, problem.write(made, solution.selection.asked, solution.selection.met))
    if wrong is not None:
        raise InvalidPlan(Problem(f"unified-planning does not accept the plan: {wrong}", mend="please report this"))


def pddl(situation: Situation, catalog: Catalog) -> tuple[str, str]:
    """The domain and the problem as PDDL text."""
    from unified_planning.io import PDDLWriter

    writer = PDDLWriter(make_problem(situation, catalog).problem)
    return writer.get_domain(), writer.get_problem()

