"""Our own check of a plan: R1-R8 on the plan, its facts and the catalog, independent of how it was made.

Nothing here looks at the situation, the PDDL or the answer sets, so a mistake in them cannot hide itself.
Where the rules leave room, the plan passes.
"""

from __future__ import annotations

from orchestrator.catalog.model import Catalog
from orchestrator.errors import InvalidPlan
from orchestrator.plan.check.flow import flow
from orchestrator.plan.check.form import form, outcome
from orchestrator.plan.check.ledger import Ledger
from orchestrator.plan.check.need import cost, goals, needed, wants
from orchestrator.plan.check.questions import questions
from orchestrator.plan.check.state import side_by_side, state
from orchestrator.plan.check.twins import twins
from orchestrator.plan.check.values import said, unused, values
from orchestrator.plan.model import Plan

_CHECKS = (goals, values, said, flow, twins, questions, wants, state, side_by_side, needed, cost, unused)


def validate(plan: Plan, catalog: Catalog) -> None:
    """Check a plan against the rules and its facts.

    Raises:
        InvalidPlan: with all problems found, each with the rule and the step.

    Example:
        >>> validate(plan, catalog)
    """
    problems = [*outcome(plan), *form(plan, catalog)]
    if not problems and plan.steps:
        ledger = Ledger(plan, catalog)
        problems = [problem for check in _CHECKS for problem in check(ledger)]
    if problems:
        raise InvalidPlan(*dict.fromkeys(problems))
