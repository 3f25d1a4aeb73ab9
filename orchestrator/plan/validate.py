"""Our own check of a plan: R1-R9 and R12 on the plan, its facts and the catalog, independent of how it was made.

Nothing here looks at the situation, the PDDL or the answer sets, so a mistake in them cannot hide itself.
Where the rules leave room, the plan passes.
"""

from __future__ import annotations

from orchestrator.catalog.model import Catalog
from orchestrator.errors import InvalidPlan
from orchestrator.plan.check.flow import flow
from orchestrator.plan.check.form import form, outcome
from orchestrator.plan.check.need import cost, goals, needed, wants
from orchestrator.plan.check.questions import questions
from orchestrator.plan.check.rows import rows
from orchestrator.plan.check.state import side_by_side, state
from orchestrator.plan.check.twins import twins
from orchestrator.plan.check.unfold import unfold
from orchestrator.plan.check.values import said, unused, values
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
        unfolded = unfold(plan, catalog)
        problems = list(unfolded.problems) or [p for check in _CHECKS for p in check(unfolded.ledger)]
    if problems:
        raise InvalidPlan(*dict.fromkeys(problems))
