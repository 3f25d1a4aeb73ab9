"""A form for notebooks that asks a plan's questions and draws the plan anew from the answers.

    >>> from orchestrator.notebook import PlanForm
    >>> PlanForm(plan)

It needs the extra `notebook` (anywidget); how results show themselves without it is in `orchestrator.show.notebook`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.notebook.form import PlanForm

__all__ = ["PlanForm"]

_WIDGETS = ("anywidget", "ipywidgets", "traitlets", "IPython", "comm")


def __getattr__(name: str) -> Any:
    # Loaded on first use: most who import the package have no notebook, and not the extra either.
    if name != "PlanForm":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from orchestrator.notebook.form import PlanForm
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _WIDGETS:
            raise
        from orchestrator.errors import Problem, UsageError

        mend = "install it: pip install 'plan-orchestrator[notebook]'"
        raise UsageError(Problem(f"the form needs {error.name}, which is not installed", "PlanForm", mend=mend)) from error
    return PlanForm
