"""`orchestrator explain`: why a plan is as it is, why it is not otherwise, and which others there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestrator.cli import streams
from orchestrator.cli.options import (
    CatalogFile,
    Domain,
    FactsFile,
    FactsText,
    ModelName,
    PlannerName,
    Plans,
    Timeout,
    Translates,
)
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.plan.model import Plan


def explain(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="What you want; from stdin if left out.")
    ] = None,
    domain: Domain = None,
    catalog: CatalogFile = None,
    facts: FactsText = None,
    facts_file: FactsFile = None,
    go_on: Annotated[bool, typer.Option("--continue", "-c", help="Explain the plan of the last conversation.")] = False,
    step: Annotated[
        str | None, typer.Option(metavar="STEP", help="Why a step, as q1 or c2, or an argument, as c2.customer.")
    ] = None,
    why_not: Annotated[str | None, typer.Option(metavar="API", help="Why an API is not called.")] = None,
    what_if: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="What if this were given too; several may be named.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="API", help="What if this API did not exist; several may be named.")
    ] = None,
    alternatives: Annotated[int, typer.Option(metavar="K", help="Up to K other plans.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    translator: Translates = None,
    model: ModelName = None,
    planner: Plans = PlannerName.fast_downward,
    timeout: Timeout = 30.0,
) -> None:
    """Explain the plan of a query: why it has a step, why not another, what if, and which others there are.

    Without any of these, why the outcome is what it is. The answers come from the reasoning, never
    from a language model.
    """
    from orchestrator.cli.session import Request, opened

    given = _given(what_if)
    request = Request(query, domain, catalog, facts, facts_file, translator, model, planner, timeout, go_on)
    with opened(request, keep=False) as session:
        told = list(_explanations(session.talk.plan, step, why_not, given, without or (), alternatives))
    if as_json:
        data = [one.to_json() for one in told]
        streams.print_json(data[0] if len(data) == 1 and not alternatives else data)
        return
    from orchestrator.cli.talk import printable_lines

    console = streams.out()
    for number, one in enumerate(told):
        if number:
            console.print()
        console.print(printable_lines(str(one)), soft_wrap=True, markup=False)
    if not told:
        console.print("There is no other plan.")


def _explanations(
    plan: Plan,
    step: str | None,
    why_not: str | None,
    given: Sequence[tuple[int, str, str]],
    without: Sequence[str],
    alternatives: int,
) -> Iterator[Any]:
    asked = step is not None or why_not is not None or given or without or alternatives
    if step is not None or not asked:
        yield plan.why(step or "")
    if why_not is not None:
        yield plan.why_not(why_not)
    if given or without:
        yield plan.what_if(_of_goals(plan, given), without)
    if alternatives:
        yield from plan.alternatives(alternatives)


def _given(texts: Sequence[str] | None) -> list[tuple[int, str, str]]:
    """The values of `--what-if`, each with the goal that it names before a colon, as 2:amount=300; 0 for none."""
    given, problems = [], []
    for text in texts or ():
        name, equals, value = text.partition("=")
        goal, colon, rest = name.partition(":")
        if not equals or not name.strip() or (colon and not goal.strip().isdigit()):
            problems.append(Problem(f"'{text}' says no value", "--what-if", "NAME=VALUE, or GOAL:NAME=VALUE, such as amount=200"))
            continue
        given.append((int(goal), rest.strip(), value) if colon else (0, name.strip(), value))
    if problems:
        raise UsageError(*problems)
    return given


def _of_goals(plan: Plan, given: Sequence[tuple[int, str, str]]) -> Any:
    """The values as `Plan.what_if` takes them: by name, or with the goal of each."""
    if all(goal == 0 for goal, _, _ in given):
        return {name: value for _, name, value in given}
    first = min(plan.facts.numbers, default=1)
    return [(goal or first, name, value) for goal, name, value in given]
