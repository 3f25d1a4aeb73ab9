"""From a query in words to a proven plan of API calls.

A language model translates the query into facts; clingo reasons over them and grounds a PDDL problem; a classical planner
returns the API calls in a proven order, with data flowing between them and questions exactly where something is missing.

    >>> from orchestrator import Catalog, Orchestrator
    >>> catalog = Catalog.load("small_business")
    >>> plan = Orchestrator(catalog).plan(facts='goal(1, help).')
    >>> plan.explanation
    'One thing is missing: the topic of help.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.catalog import Catalog
    from orchestrator.converse.answers import ANY, UNKNOWN
    from orchestrator.converse.conversation import Conversation
    from orchestrator.converse.difference import Difference
    from orchestrator.converse.errors import AnswerError, RevisionError
    from orchestrator.errors import (
        CatalogError,
        FactsError,
        InvalidPlan,
        ModelError,
        OrchestratorError,
        PlannerGaveUp,
        PlannerKilled,
        PlanningError,
        TranslationError,
        UsageError,
    )
    from orchestrator.facts import Facts
    from orchestrator.orchestrate import Orchestrator, Work
    from orchestrator.plan.limits import Limits
    from orchestrator.plan.model import Ambiguous, Conflict, NeedsInput, OutOfScope, Plan, Ready, Unsolvable
    from orchestrator.run.backend import BackendError, CallFailed, load_backend
    from orchestrator.run.model import Approval, Declined, Done, Failed, Question, RunLimits, Waiting
    from orchestrator.run.ready import NotRunnable

__all__ = [
    "ANY",
    "UNKNOWN",
    "Ambiguous",
    "AnswerError",
    "Approval",
    "BackendError",
    "CallFailed",
    "Catalog",
    "CatalogError",
    "Conflict",
    "Conversation",
    "Declined",
    "Difference",
    "Done",
    "Facts",
    "FactsError",
    "Failed",
    "InvalidPlan",
    "Limits",
    "ModelError",
    "NeedsInput",
    "NotRunnable",
    "Orchestrator",
    "OrchestratorError",
    "OutOfScope",
    "Plan",
    "PlannerGaveUp",
    "PlannerKilled",
    "PlanningError",
    "Question",
    "Ready",
    "RevisionError",
    "RunLimits",
    "TranslationError",
    "Unsolvable",
    "UsageError",
    "Waiting",
    "Work",
    "load_backend",
]

_MODULES = {
    "orchestrator.catalog": ("Catalog",),
    "orchestrator.converse.answers": ("ANY", "UNKNOWN"),
    "orchestrator.converse.conversation": ("Conversation",),
    "orchestrator.converse.difference": ("Difference",),
    "orchestrator.converse.errors": ("AnswerError", "RevisionError"),
    "orchestrator.errors": (
        "CatalogError", "FactsError", "InvalidPlan", "ModelError", "OrchestratorError",
        "PlannerGaveUp", "PlannerKilled", "PlanningError", "TranslationError", "UsageError",
    ),
    "orchestrator.facts": ("Facts",),
    "orchestrator.orchestrate": ("Orchestrator", "Work"),
    "orchestrator.plan.limits": ("Limits",),
    "orchestrator.plan.model": ("Ambiguous", "Conflict", "NeedsInput", "OutOfScope", "Plan", "Ready", "Unsolvable"),
    "orchestrator.run.backend": ("BackendError", "CallFailed", "load_backend"),
    "orchestrator.run.model": ("Approval", "Declined", "Done", "Failed", "Question", "RunLimits", "Waiting"),
    "orchestrator.run.ready": ("NotRunnable",),
}  # fmt: skip
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Loaded on first use: the command line must answer before clingo, pydantic and the planner are imported.
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
