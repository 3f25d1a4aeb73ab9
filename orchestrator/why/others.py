"""Other plans for the same facts, each told by its difference from the best; no step of any can be left out (R9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.converse.difference import difference
from orchestrator.errors import InvalidPlan, Problem, UsageError
from orchestrator.plan import explain
from orchestrator.plan.assemble import assemble
from orchestrator.plan.engine import Solution
from orchestrator.plan.equivalence import equivalent
from orchestrator.plan.fold import fold
from orchestrator.plan.follow import following
from orchestrator.plan.model import AnyPlan, Plan
from orchestrator.plan.validate import validate
from orchestrator.reason import Reading, Unrolled, unroll
from orchestrator.reason.knowledge import apply_rules
from orchestrator.reason.unroll import Follow
from orchestrator.why.changes import PLANNED, effect
from orchestrator.why.model import Alternative
from orchestrator.why.search import solutions
from orchestrator.why.study import Study, study
from orchestrator.why.words import more_words

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator


def find_alternatives(plan: Plan, home: Orchestrator, k: int) -> tuple[Alternative, ...]:
    """Up to `k` other plans, the cheapest first.

    Raises:
        UsageError: `k` is less than one, or the facts of the plan do not give this plan here.
    """
    if k < 1:
        raise UsageError(Problem(f"{k} alternatives were asked for", "alternatives", "a number from 1 on"))
    if plan.status not in PLANNED:
        return ()
    looked = study(plan, home)
    query = _unrolled(looked)
    found: list[AnyPlan] = []
    for solution in solutions(looked.situation, home, known=looked.solution.selection):
        other = _plan(looked, query, solution)
        if other is not None and not any(equivalent(other, one, home.catalog) for one in (plan, *found)):
            found.append(other)
        if len(found) == k:
            break
    return tuple(_told(looked, other.at_home(home)) for other in found)


def _unrolled(looked: Study) -> Unrolled:
    """How the facts were unrolled, with all goals that follow one that was (R12)."""
    facts, catalog = apply_rules(looked.plan.facts, looked.catalog).facts, looked.catalog
    meant = {goal: call.api for call in looked.plan.calls for goal in call.goals}
    goals = {g.goal: g.api for g in facts.goals} | {
        m.goal: meant[m.goal] for m in facts.maybes if m.goal in meant
    }
    reading = Reading(goals, {w.goal: w.type for w in facts.wants})
    follows: frozenset[Follow] = frozenset()
    while True:
        query = unroll(facts, reading, catalog, follows)
        if set(query.origin) == set(looked.situation.numbers):
            return query
        from orchestrator.reason import reason

        grown = follows | following(query, reason(query, catalog), None)
        if grown == follows:
            return query
        follows = grown


def _plan(looked: Study, query: Unrolled, solution: Solution) -> AnyPlan | None:
    """The plan of a solution; None where a step of it can be left out, or a rule speaks against it."""
    made = assemble(
        solution.schedule, solution.selection, looked.situation, looked.catalog, query.facts, optimal=False
    )
    plan = fold(made, query, looked.plan.facts)
    plan = plan.model_copy(update={"explanation": explain.explain_plan(plan, looked.catalog)})
    try:
        validate(plan, looked.catalog)
    except InvalidPlan:
        return None
    return plan


def _told(looked: Study, other: AnyPlan) -> Alternative:
    told, differing = effect(looked.plan, other), difference(looked.plan, other, looked.catalog)
    return Alternative(other, f"Costs {more_words(told) or 'the same'}: {differing}.", told, differing)
