"""Running a plan: the functions behind the APIs, and what comes of their calls.

`run` and `arun` ask the questions when their turn comes, make the calls stage by stage, each write only after a yes, and have the
plan made anew where a result, or a call that failed, changes the facts (R11). They end in a `RunOutcome`: `Done`, `Failed`,
`Declined` or `Waiting`, each with a record of all that was done. Imports here are late, so that naming a type costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.run.approval import plan_hash
    from orchestrator.run.backend import Backend, BackendError, CallFailed, from_object, load_backend
    from orchestrator.run.model import (
        Approval,
        Declined,
        Done,
        Failed,
        Outcome,
        Question,
        Record,
        Result,
        RunLimits,
        RunOutcome,
        Standing,
        Waiting,
        outcome_from_json,
    )
    from orchestrator.run.ready import NotRunnable
    from orchestrator.run.runner import arun, run

_HOMES = {
    "approval": ("plan_hash",),
    "backend": ("Backend", "BackendError", "CallFailed", "from_object", "load_backend"),
    "model": (
        "Approval", "Declined", "Done", "Failed", "Outcome", "Question", "Record", "Result", "RunLimits", "RunOutcome",
        "Standing", "Waiting", "outcome_from_json",
    ),
    "ready": ("NotRunnable",),
    "runner": ("arun", "run"),
}  # fmt: skip

__all__ = [
    "Approval",
    "Backend",
    "BackendError",
    "CallFailed",
    "Declined",
    "Done",
    "Failed",
    "NotRunnable",
    "Outcome",
    "Question",
    "Record",
    "Result",
    "RunLimits",
    "RunOutcome",
    "Standing",
    "Waiting",
    "arun",
    "from_object",
    "load_backend",
    "outcome_from_json",
    "plan_hash",
    "run",
]


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"orchestrator.run.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
