"""Our own check of a plan: R1-R9 and R12 on the plan, its facts and the catalog, independent of how it was made.

Nothing here looks at the situation, the PDDL or the answer sets, so a mistake in them cannot hide itself.
Where the rules leave room, the plan passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.catalog.model import Catalog
from orchestrator.errors import InvalidPlan, Problem
from orchestrator.plan.check.flow import flow
from orchestrator.plan.check.form import form, outcome
from orchestrator.plan.check.ledger import problem
from orchestrator.plan.check.need import cost, goals, needed, wants
from orchestrator.plan.check.questions import questions
from orchestrator.plan.check.rows import rows
from orchestrator.plan.check.state import side_by_side, state
from orchestrator.plan.check.twins import twins
from orchestrator.plan.check.unfold import unfold
from orchestrator.plan.check.values import said, unused, values
from orchestrator.plan.identity import identities
from orchestrator.plan.model import Plan

_CHECKS = (goals, values, said, flow, twins, questions, wants, rows, state, side_by_side, needed, cost, unused)


def validate(plan: Plan, catalog: Catalog) -> None:
    """Check a plan against the rules and its facts.

    Raises:
        InvalidPlan: with all problems found, each with the rule and the step.

    Example:
        >>> validate(plan, catalog)
    """
    problems = [*outcome(plan), *form(plan, catalog)]
    if not problems and plan.steps:
        problems = [*_failed_before(plan, catalog), *_not_known(plan, catalog)]
    if not problems and plan.steps:
        unfolded = unfold(plan, catalog)
        problems = list(unfolded.problems) or [p for check in _CHECKS for p in check(unfolded.ledger)]
    if problems:
        raise InvalidPlan(*dict.fromkeys(problems))


def _failed_before(plan: Plan, catalog: Catalog) -> Iterator[Problem]:
    """R11: a lookup or an auto write that failed is not planned again."""
    failed = {failure.call for failure in plan.facts.failures}
    found = identities(plan, catalog) if failed else {}
    for call in plan.calls:
        if not call.goals and found.get(call.id) in failed:
            yield problem("R11", "this call failed before", call.id)


def _not_known(plan: Plan, catalog: Catalog) -> Iterator[Problem]:
    """R11: nobody is asked for what he said he does not know."""
    inputs = {goal: catalog.apis[call.api].inputs for call in plan.calls for goal in call.goals}
    for ask in plan.asks:
        for unknown in plan.facts.unknowns:
            declared = inputs.get(unknown.goal, {}).get(unknown.name)
            meant = unknown.name == ask.asks.slot if declared is not None else True
            kind = unknown.name if declared is None else declared.type
            if unknown.goal in ask.asks.goals and meant and kind == ask.asks.type:
                yield problem("R11", f"it asks for what the user does not know of goal {unknown.goal}", ask.id)
