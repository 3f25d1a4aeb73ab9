"""Why an API is not called where nothing is: what stands in the way of all, and what that has to do with this API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orchestrator.plan.model import Plan
from orchestrator.why.changes import replan
from orchestrator.why.model import Reason, Why
from orchestrator.why.outcomes import helping_goals, reading_words, settled
from orchestrator.why.ways import unavailable, yields_words
from orchestrator.why.words import listed, outcome_words

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator


def why_unplanned(plan: Plan, home: Orchestrator, api: str) -> Why:
    """Why this API is not called, in a plan without steps."""
    reasons = [_part_in_it(plan, home, api), *_in_readings(plan, home, api)]
    reasons += [r for missing in plan.missing for r in helping_goals(plan, home, missing, only=api)]
    if plan.explanation:
        names = tuple(c.name for c in plan.conflicts) or tuple(m.slot for m in plan.missing)
        reasons.append(Reason("missing" if plan.missing else "fact", plan.explanation, names))
    return Why(api, f"{api} is not called because nothing is: {outcome_words(plan.status)}.", tuple(reasons))


def _part_in_it(plan: Plan, home: Orchestrator, api: str) -> Reason:
    """What the API could be to these facts: a goal, a write that nobody asked for, or a step on the way of a goal."""
    facts, declared = plan.facts, home.catalog.apis[api]
    own = [goal.goal for goal in facts.goals if goal.api == api]
    if own:
        return Reason("goal", f"It is goal {own[0]}, and waits for that.", (f"goal {own[0]}",))
    possible = [maybe for maybe in facts.maybes if maybe.api == api]
    if possible:
        return Reason(
            "goal", f"Goal {possible[0].goal} may mean it, and waits for that.", (str(possible[0]),)
        )
    if declared.writes and not declared.auto:
        return Reason(
            "rule",
            "It changes something and is no goal of the query, so it would not be called anyway (R5).",
            (api,),
        )
    needed = unavailable(home.catalog, facts, api)
    if needed:
        return Reason(
            "lacks",
            f"It needs {needed}, which can be neither asked for nor looked up, so it would not be called anyway.",
            (api,),
        )
    what = "an auto write" if declared.writes else "a lookup"
    states = listed([str(c) for c in declared.ensures]) if declared.writes else ""
    text = f"It would only be {what} on the way of a goal that needs {states or yields_words(declared)}."
    return Reason("rule", text, (api,))


def _in_readings(plan: Plan, home: Orchestrator, api: str) -> Iterator[Reason]:
    for reading in plan.readings:
        new = replan(settled(plan.facts, reading), home)
        if new is not None and any(call.api == api for call in new.calls):
            yield Reason("reading", f"Read as {reading_words(reading, plan)}, {api} is called.", (api,))
