"""`orchestrator solve`: from a query, or from facts, to a plan."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from orchestrator.cli import exits, streams
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.catalog.model import Catalog
    from orchestrator.orchestrate import Work
    from orchestrator.translate import Translator

MAX_BYTES = 1_000_000


class TranslatorName(StrEnum):
    """Who turns words into facts."""

    embedded = "embedded"
    openai = "openai"
    none = "none"


class PlannerName(StrEnum):
    """Who finds the plan."""

    fast_downward = "fast-downward"
    clingo = "clingo"


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
    domain: Annotated[
        str | None, typer.Option(metavar="NAME", help="A domain of `orchestrator domains`.")
    ] = None,
    catalog: Annotated[
        str | None, typer.Option(metavar="FILE", help="A catalog.yaml, or its folder.")
    ] = None,
    facts: Annotated[str | None, typer.Option(metavar="TEXT", help="Facts in place of a query.")] = None,
    facts_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="The same from a file; - is stdin.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the plan as JSON on stdout, all else on stderr.")
    ] = False,
    show: Annotated[
        str, typer.Option(metavar="STAGE,...", help="Show facts, situation, pddl, plan too.")
    ] = "",
    translator: Annotated[
        TranslatorName | None,
        typer.Option(help="Who translates; by default a server if there is a key for one."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The translator's language model.")
    ] = None,
    planner: Annotated[PlannerName, typer.Option(help="Who plans.")] = PlannerName.fast_downward,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="After how long the planner gives up.")
    ] = 30.0,
) -> int:
    """Plan the API calls that answer a query.

    The exit code says how it went: 0 ready, 2 wrong use, 3 needs input, 4 ambiguous or in conflict,
    5 unsolvable, 6 out of scope, 8 no translation, 9 gave up.
    """
    stages = _stages(show)
    if not 0 < timeout <= 86_400:
        raise UsageError(
            Problem(f"--timeout is {timeout:g}", expected="seconds, more than 0 and at most a day")
        )
    text = _facts_text(facts, facts_file)
    if text is not None and query is not None:
        raise UsageError(Problem("both a query and facts are given", mend="leave one of them out"))
    loaded = catalog_of(domain, catalog)
    words = _query(query) if text is None else None

    from orchestrator import Limits, Orchestrator

    chosen = translator_of(translator, model) if words is not None else None
    try:
        limits = Limits(seconds=timeout)
        orchestrator = Orchestrator(loaded, translator=chosen, planner=planner.value, limits=limits)
        work = orchestrator.work(words, facts=text)
    finally:
        if close := getattr(chosen, "close", None):
            close()
    _print(work, loaded, stages, as_json=as_json)
    return exits.BY_STATUS[work.plan.status]


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


def catalog_of(domain: str | None, catalog: str | None) -> Catalog:
    """The catalog that `--domain` or `--catalog` names.

    Raises:
        UsageError: neither of them, or both; or there is no such domain.
    """
    from orchestrator.catalog.model import Catalog
    from orchestrator.nearest import nearest
    from orchestrator.resources import domain_names

    if domain is not None and catalog is not None:
        raise UsageError(Problem("both --domain and --catalog are given", mend="leave one of them out"))
    if catalog is not None:
        return Catalog.load(catalog)
    names = domain_names()
    if domain is None:
        raise UsageError(
            Problem("no domain is named", mend=f"add --domain {'|'.join(names)} or --catalog FILE")
        )
    if domain not in names:
        guess = nearest(domain, names)
        mend = f"did you mean '{guess}'?" if guess else "for a file of your own use --catalog"
        raise UsageError(Problem(f"there is no domain '{domain}'", "--domain", ", ".join(names), mend))
    return Catalog.load(domain)


def _facts_text(facts: str | None, facts_file: str | None) -> str | None:
    if facts is not None and facts_file is not None:
        raise UsageError(Problem("both --facts and --facts-file are given", mend="leave one of them out"))
    if facts_file == "-":
        text = _stdin("the facts")
    elif facts_file is not None:
        text = _file_text(facts_file)
    elif facts is not None:
        text = _whole(facts, "--facts")
    else:
        return None
    return text


def _file_text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return _decode(file, path)
    except OSError as error:
        raise UsageError(Problem(f"the file cannot be read: {error.strerror}", path)) from None


def _query(query: str | None) -> str:
    if query is None or query == "-":
        if query is None and (sys.stdin is None or sys.stdin.isatty()):
            raise UsageError(Problem("no query is given", mend="write it in quotes, or pipe it in"))
        words = _stdin("the query")
    else:
        words = _whole(query, "the query")
    if not words.strip():
        raise UsageError(Problem("the query is empty", mend="say in words what is to be done"))
    return words.strip()


def _stdin(what: str) -> str:
    if sys.stdin is None:
        raise UsageError(Problem("there is no stdin", what))
    return _decode(sys.stdin.buffer, what)


def _decode(stream: BinaryIO, what: str) -> str:
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _too_large(what)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(Problem("this is no UTF-8 text", what)) from None


def _whole(text: str, what: str) -> str:
    """The text of an argument, unless it is too large or was no UTF-8."""
    if len(text) > MAX_BYTES:
        raise _too_large(what)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(Problem("this is no UTF-8 text", what)) from None
    return text


def _too_large(what: str) -> UsageError:
    return UsageError(Problem("this is too large", what, f"at most {MAX_BYTES // 1_000_000} MB"))


def translator_of(name: TranslatorName | None, model: str | None) -> Translator:
    from orchestrator.translate import choose_translator

    return choose_translator(name.value if name is not None else None, model, environment=os.environ)


def _print(work: Work, catalog: Catalog, stages: tuple[Stage, ...], *, as_json: bool) -> None:
    console = streams.err() if as_json else streams.out()
    for stage in stages:
        if stage is not Stage.plan:
            _print_stage(console, stage, work)
    if not as_json or Stage.plan in stages:
        from orchestrator.show.tree import PlanView

        if stages:
            streams.print_heading(console, "plan")
        console.print(PlanView(work.plan, catalog))
    if as_json:
        streams.print_json(work.plan.to_json())


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
