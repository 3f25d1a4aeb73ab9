"""Planning again after one change, and what that change comes to.

Nothing is guessed: each *without this* and each *instead* is planned, over changed facts, over a smaller catalog, or over a
situation in which a source is barred.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from orchestrator.catalog.model import Catalog
from orchestrator.errors import InvalidPlan, PlannerGaveUp
from orchestrator.facts.model import Facts, FailedCall, Given, Unknown
from orchestrator.plan.clingo_engine import best_selection
from orchestrator.plan.engine import EngineName, Solution, solve
from orchestrator.plan.limits import Limits
from orchestrator.plan.model import AnyPlan, Ask, Cost, Plan, Status
from orchestrator.plan.schedule import make_steps, schedule
from orchestrator.reason.situation import Candidate, Situation
from orchestrator.why.model import Effect, EffectKind

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

PLANNED = ("ready", "needs_input")

_log = logging.getLogger(__name__)


def engine_of(home: Orchestrator) -> tuple[EngineName, Limits]:
    """Which engine plans, and what ends it."""
    planner = home.planner
    return planner.engine, planner.limits


def best(situation: Situation, home: Orchestrator) -> Solution | None:
    """The best plan of a situation; None where there is none."""
    engine, limits = engine_of(home)
    # clingo leaves out what deletes state, so its best costs no more than any plan: if it can be put in an order, it is the best.
    selection = best_selection(situation, seconds=limits.seconds)
    if selection is None:
        return None
    ordered = schedule(make_steps(selection, situation, home.catalog), selection, situation)
    if ordered is not None:
        return Solution(selection, ordered)
    return solve(situation, home.catalog, engine, limits)


def effect(old: Plan, new: Plan) -> Effect:
    """What a change comes to, by the plan after it."""
    if new.status not in PLANNED:
        return Effect("impossible", new.status)
    return _effect(old, new.cost, (len(new.asks), len(new.calls)))


def effect_of(old: Plan, situation: Situation, home: Orchestrator) -> Effect:
    """What a changed situation comes to."""
    solution = best(situation, home)
    if solution is None:
        return Effect("impossible", "unsolvable")
    return effect_of_solution(old, solution, situation)


def effect_of_solution(old: Plan, solution: Solution, situation: Situation) -> Effect:
    """How the cost of another plan of a situation compares."""
    chosen = solution.selection
    made = sum(situation.calls[m.call].row is None for m in chosen.made)
    return _effect(old, chosen.cost(situation), (len(chosen.asked), made))


def _effect(old: Plan, new: Cost, counts: tuple[int, int]) -> Effect:
    one, other = (
        (old.cost.questions, old.cost.choices, old.cost.calls),
        (new.questions, new.choices, new.calls),
    )
    kind: EffectKind = "worse" if other > one else "better" if other < one else "same"
    questions, choices, calls = (b - a for a, b in zip(one, other, strict=True))
    asked, made = counts[0] - len(old.asks), counts[1] - len(old.calls)
    status: Status = "needs_input" if counts[0] or new.choices else "ready"
    return Effect(kind, status, questions, choices, calls, asked, made)


# --- facts ---------------------------------------------------------------------------------------------------------------


def replan(facts: Facts, home: Orchestrator) -> AnyPlan | None:
    """The plan of changed facts; None where the planner gave up, or where its plan does not stand, which is logged."""
    try:
        return home.plan(facts=facts)
    except PlannerGaveUp:
        return None
    except InvalidPlan as error:
        # A bug, but not that of the plan that is asked about: its answer has one reason less.
        _log.warning("a plan of changed facts is not valid: %s", error)
        return None


def changed(facts: Facts, **fields: object) -> Facts:
    """The facts with some of their fields changed."""
    return facts.model_copy(update=fields)


def failing(facts: Facts, identity: str) -> Facts:
    """The facts, had that call failed (R11)."""
    return changed(facts, failures=(*facts.failures, FailedCall(call=identity)))


def unknowing(facts: Facts, ask: Ask) -> Facts:
    """The facts, did the user not know the answer (R11)."""
    said = tuple(Unknown(goal=goal, name=ask.asks.type) for goal in ask.asks.goals)
    return changed(facts, unknowns=(*facts.unknowns, *said))


def ungiven(facts: Facts, given: Given) -> Facts:
    """The facts, had that value not been given."""
    return changed(facts, givens=tuple(g for g in facts.givens if g != given))


def lacking(catalog: Catalog, apis: frozenset[str]) -> Catalog:
    """The catalog without these APIs."""
    kept = {name: api for name, api in catalog.apis.items() if name not in apis}
    # Made anew, as a copy would keep what was worked out for the whole catalog; but the words of the facts stay known.
    smaller = Catalog(name=catalog.name, description=catalog.description, types=catalog.types, apis=kept, state=catalog.state,
                      rules=catalog.rules)  # fmt: skip
    smaller.__dict__["vocabulary"] = catalog.vocabulary
    return smaller


# --- situations ----------------------------------------------------------------------------------------------------------


def forced(situation: Situation, call: str, slot: str, datum: str) -> Situation:
    """The situation in which that slot takes that datum."""
    node = situation.calls[call]
    kept = tuple(c for c in node.slots[slot] if c.datum == datum)
    changed = node.model_copy(update={"slots": {**node.slots, slot: kept}})
    return situation.model_copy(update={"calls": {**situation.calls, call: changed}})


def unmade(situation: Situation, call: str, bindings: Mapping[str, str]) -> Situation:
    """The situation in which an auto write is not made with these data.

    Where it could be made with others it still can; else what it would yield is nobody's source.
    """
    node = situation.calls[call]
    several = [
        x for x, kept in node.slots.items() if len(kept) > 1 and any(c.source == "state" for c in kept)
    ]
    if not several:
        rest = {name: other for name, other in situation.calls.items() if name != call}
        return barred(situation.model_copy(update={"calls": rest}), frozenset(node.outputs.values()))
    x = several[0]
    left = node.model_copy(
        update={"slots": {**node.slots, x: tuple(c for c in node.slots[x] if c.datum != bindings[x])}}
    )
    return situation.model_copy(update={"calls": {**situation.calls, call: left}})


def barred(situation: Situation, data: frozenset[str]) -> Situation:
    """The situation in which nothing takes these data, nor what only they lead to."""
    gone = set(data)
    calls = dict(situation.calls)
    while True:
        calls = {name: call.model_copy(update={"slots": {x: _left(kept, gone) for x, kept in call.slots.items()}})
                 for name, call in calls.items()}  # fmt: skip
        starved = [call for call in calls.values() if not call.goals and not all(call.slots.values())]
        if not starved:
            break
        gone.update(datum for call in starved for datum in call.outputs.values())
        calls = {name: call for name, call in calls.items() if call not in starved}
    wants = tuple(w.model_copy(update={"candidates": _left(w.candidates, gone)}) for w in situation.wants)
    return situation.model_copy(update={"calls": calls, "wants": wants})


def _left(admitted: tuple[Candidate, ...], gone: set[str]) -> tuple[Candidate, ...]:
    return tuple(c for c in admitted if c.datum not in gone)
