"""What a plan must have before anything of it is run."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.catalog.model import Catalog
from orchestrator.errors import InvalidPlan, Problem, UsageError
from orchestrator.plan.model import Argument, Ask, Call, FromList, FromStep, Plan
from orchestrator.plan.validate import validate
from orchestrator.run.backend import Backend, missing

RUNNABLE = ("ready", "needs_input")
"""The outcomes of planning that are plans."""


class NotRunnable(UsageError):
    """A plan that is not run: it is none, it is not of this catalog, an argument has no source, or a function is missing."""


def check_runnable(plan: Plan, catalog: Catalog, backend: Backend) -> None:
    """Make sure that every step of a plan can be made.

    Raises:
        NotRunnable: with all that is wrong.
    """
    if plan.status not in RUNNABLE:
        what = f"the plan is {plan.status.replace('_', ' ')}: {plan.explanation}"
        raise NotRunnable(Problem(what, "plan", "a plan that is ready or needs input"))
    problems = [*_strangers(plan, catalog)] or [*_sourceless(plan, catalog), *_behind(plan, backend)]
    if problems:
        raise NotRunnable(*problems)
    try:
        validate(plan, catalog)
    except InvalidPlan as error:
        raise NotRunnable(*error.problems) from error


def _strangers(plan: Plan, catalog: Catalog) -> Iterator[Problem]:
    for call in plan.calls:
        if call.api not in catalog.apis:
            mend = "run it with the catalog that it was made for"
            yield Problem(f"the catalog has no API '{call.api}'", call.id, mend=mend)


def _sourceless(plan: Plan, catalog: Catalog) -> Iterator[Problem]:
    """The arguments that nothing fills: required inputs left out, and references to what no earlier step yields."""
    earlier: dict[str, object] = {}
    for step in plan.steps:
        if isinstance(step, Call):
            for name, declared in catalog.apis[step.api].inputs.items():
                if declared.required and name not in step.arguments:
                    yield Problem("the argument has no source", f"{step.id} {step.api} > {name}")
            for name, argument in step.arguments.items():
                for source in _references(argument):
                    if not _yields(source.source, earlier, catalog):
                        what = f"the argument comes from '{source.source}', which no earlier step yields"
                        yield Problem(what, f"{step.id} {step.api} > {name}")
        earlier[step.id] = step


def _references(argument: Argument) -> Iterator[FromStep]:
    for one in argument.list if isinstance(argument, FromList) else (argument,):
        if isinstance(one, FromStep):
            yield one


def _yields(source: str, earlier: dict[str, object], catalog: Catalog) -> bool:
    step, _, output = source.partition(".")
    found = earlier.get(step)
    return isinstance(found, Ask) or (isinstance(found, Call) and output in catalog.apis[found.api].yields)


def _behind(plan: Plan, backend: Backend) -> Iterator[Problem]:
    for api in missing(backend, (call.api for call in plan.calls)):
        yield Problem(f"the backend has no function '{api}', which the plan calls", "backend", mend="add it")
