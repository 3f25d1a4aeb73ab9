"""`orchestrator solve`: from a query, or from facts, to a plan; at a terminal in a conversation."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli import exits, streams
from orchestrator.cli.options import (
    AnswerList,
    CatalogFile,
    Domain,
    FactsFile,
    FactsText,
    FormatName,
    GoOn,
    ModelName,
    PlannerName,
    Plans,
    Timeout,
    Translates,
    format_of,
)
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.cli.session import Session
    from orchestrator.orchestrate import Work


class Stage(StrEnum):
    """What can be shown of the work."""

    facts = "facts"
    situation = "situation"
    pddl = "pddl"
    plan = "plan"


def solve(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="What you want; from stdin if left out.")
    ] = None,
    domain: Domain = None,
    catalog: CatalogFile = None,
    facts: FactsText = None,
    facts_file: FactsFile = None,
    answer: AnswerList = None,
    go_on: GoOn = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, at a terminal either.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the plan as JSON on stdout, all else on stderr.")
    ] = False,
    format: Annotated[FormatName, typer.Option("--format", help="How the plan is drawn.")] = FormatName.tree,
    show: Annotated[
        str, typer.Option(metavar="STAGE,...", help="Show facts, situation, pddl, plan too.")
    ] = "",
    run: Annotated[
        bool, typer.Option("--execute", help="Run the plan; each change is shown first, and waits for a yes.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Approve every change beforehand, with --execute.")] = False,
    backend: Annotated[
        str | None, typer.Option(metavar="FILE", help="The backend.py to run it with; else the catalog's own.")
    ] = None,
    translator: Translates = None,
    model: ModelName = None,
    planner: Plans = PlannerName.fast_downward,
    timeout: Timeout = 30.0,
) -> int:
    """Plan the API calls that answer a query.

    At a terminal it asks what the plan asks, and takes a change of mind. A question is answered with
    a value, with ? if you do not know it, or with * if any of the values listed will do.

    The exit code says how it went: 0 ready, 2 wrong use, 3 needs input, 4 ambiguous or in conflict,
    5 unsolvable, 6 out of scope, 7 a call failed, 8 no translation, 9 gave up.
    """
    from orchestrator.cli.session import Request, opened, told_answers

    stages = _stages(show)
    if as_json and format is not FormatName.tree:
        raise UsageError(Problem("both --json and --format are given", mend="leave one of them out"))
    if not run and (yes or backend is not None):
        raise UsageError(Problem(f"{'--yes' if yes else '--backend'} is given without --execute", mend="add --execute"))
    answers = told_answers(answer)
    request = Request(query, domain, catalog, facts, facts_file, translator, model, planner, timeout, go_on)
    with opened(request) as session:
        if answers:
            session.talk.answer(answers)
            session.keep()
        from orchestrator.cli.execute import backend_of, execute

        functions = backend_of(session, backend) if run else None
        asks = streams.is_interactive() and not (no_input or as_json)
        if asks and not (stages or format is not FormatName.tree):
            from orchestrator.cli.talk import Talk

            Talk(session, streams.out()).run()
        elif not (run and as_json):
            _print(session, stages, as_json=as_json, format=format)
        if functions is not None:
            return execute(session, functions, approved=yes, asks=asks, as_json=as_json)
        return exits.BY_STATUS[session.talk.plan.status]


def _stages(text: str) -> tuple[Stage, ...]:
    from orchestrator.nearest import nearest

    names = [name.strip() for name in text.split(",") if name.strip()]
    problems = []
    for name in names:
        if name not in Stage.__members__:
            guess = nearest(name, Stage.__members__)
            mend = f"did you mean '{guess}'?" if guess else ""
            problems.append(Problem(f"there is no stage '{name}'", "--show", ", ".join(Stage), mend))
    if problems:
        raise UsageError(*problems)
    return tuple(stage for stage in Stage if stage in names)


def _print(session: Session, stages: tuple[Stage, ...], *, as_json: bool, format: FormatName) -> None:
    """The plan, and what was asked to be shown of the way to it. Of a turn later than the first, also what it changed."""
    plan = session.talk.plan
    console = streams.err() if as_json else streams.out()
    if stages:
        _print_stages(console, stages, session)
    if format is not FormatName.tree:
        from orchestrator.show.formats import render

        typer.echo(render(plan, session.catalog, format_of(format)), nl=False)
        return
    if not as_json or Stage.plan in stages:
        from orchestrator.show.tree import PlanView

        if stages:
            streams.print_heading(console, "plan")
        console.print(PlanView(plan, session.catalog))
    if len(session.talk.turns) > 1:
        from orchestrator.cli.talk import print_change

        print_change(streams.err() if as_json else console, session.talk)
    if as_json:
        streams.print_json(plan.to_json())


def _print_stages(console: Console, stages: tuple[Stage, ...], session: Session) -> None:
    work = session.work
    if work is None or work.plan is not session.talk.plan:
        work = session.talk.home.work(facts=session.talk.plan.facts)
    for stage in stages:
        if stage is not Stage.plan:
            _print_stage(console, stage, work)


def _print_stage(console: Console, stage: Stage, work: Work) -> None:
    match stage:
        case Stage.facts:
            streams.print_stage(console, "facts", str(work.facts) or "none")
        case Stage.situation:
            streams.print_stage(
                console, "situation", str(work.situation) if work.situation is not None else "none"
            )
        case _:
            streams.print_stage(console, "domain.pddl", work.domain_pddl or "; nothing had to be planned")
            streams.print_stage(console, "problem.pddl", work.problem_pddl or "; nothing had to be planned")
