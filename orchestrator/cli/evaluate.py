"""`orchestrator eval`: how often words become the right plan, measured on labelled queries."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli import exits, streams
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.evaluate.model import Item, Result
    from orchestrator.evaluate.run import Maker
    from orchestrator.evaluate.solvers import Setup
    from orchestrator.translate.answers import AnswerStore


def evaluate(
    domain: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A domain of `orchestrator domains`; several may be named.")
    ] = None,
    queries: Annotated[
        str | None, typer.Option(metavar="FILE", help="Labelled queries of your own, with --catalog.")
    ] = None,
    catalog: Annotated[str | None, typer.Option(metavar="FILE", help="Their catalog.yaml, or its folder.")] = None,
    items: Annotated[
        str | None, typer.Option(metavar="FILE", help="A third-party set, an item a line (JSONL), with --tools.")
    ] = None,
    tools: Annotated[
        str | None, typer.Option(metavar="FILE", help="Its tools, in the form an MCP server lists them.")
    ] = None,
    translator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Who is evaluated: embedded, openai, none; for comparison pure-model, function-calling. Several may be "
            "named; they are compared with the first.",
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="The language model of all of them.")] = None,
    sample: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Only so many queries, drawn from every cell by its share.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="Which queries are drawn.")] = 0,
    cell: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only the queries of this cell; several may be named.")
    ] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="How many queries at a time.")] = 1,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write every item as JSON; - is stdout.")
    ] = None,
    report: Annotated[str | None, typer.Option(metavar="FILE", help="Write the tables as Markdown.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="Show what went wrong, by kind.")] = False,
    today: Annotated[
        str | None, typer.Option(metavar="DATE", help="From which day relative dates count; by default today.")
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Ask the model anew for what it answered before.")
    ] = False,
) -> int:
    """Measure how often queries in words become the right plan.

    Answers of the model are kept, so a run that was ended by Ctrl-C goes on where it ended.
    The exit code is 0 when the evaluation ran, whatever it found.
    """
    wanted = _Source(tuple(domain or ()), queries, catalog, items, tools)
    output = _Output(json_file, report, errors)
    wanted.verify()
    output.verify()
    day = _day(today)

    from orchestrator.evaluate.run import Interrupted, run
    from orchestrator.evaluate.run import sample as draw
    from orchestrator.evaluate.solvers import Setup, usual_name
    from orchestrator.evaluate.solvers import verify as verify_solver

    with _answers(no_cache) as answers:
        setup = Setup(model=model, answers=answers, threads=max(1, _cores() // jobs), today=day or date.today())
        names = tuple(dict.fromkeys(translator or (usual_name(setup),)))
        for name in names:
            verify_solver(name, setup)
        chosen = _of_cells(wanted.load(day), cell)
        chosen = chosen if sample is None else draw(chosen, sample, seed)
        makers = [_maker(name, setup) for name in names]
        code = 0
        try:
            with _progress(len(chosen) * len(names)) as advance:
                results = run(chosen, makers, jobs=jobs, today=setup.today, on_result=advance)
        except Interrupted as interrupted:
            results, code = interrupted.results, exits.INTERRUPTED
    output.tell(results, setup.today)
    return code


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the queries come from: domains, or a file with its catalog, or a third-party set with its tools."""

    domains: tuple[str, ...]
    queries: str | None
    catalog: str | None
    items: str | None
    tools: str | None

    def verify(self) -> None:
        """Raises:
        UsageError: nothing is named, half of a pair, or more than one source.
        """
        pairs = (("--queries", self.queries, "--catalog", self.catalog), ("--items", self.items, "--tools", self.tools))
        for one, first, other, second in pairs:
            if (first is None) != (second is None):
                given, missing = (one, other) if second is None else (other, one)
                raise UsageError(Problem(f"{given} is given without {missing}", mend=f"add {missing} FILE"))
        named = [bool(self.domains), self.queries is not None, self.items is not None]
        if not any(named):
            from orchestrator.resources import domain_names

            mend = f"add --domain {'|'.join(domain_names())}, or --queries FILE --catalog FILE"
            raise UsageError(Problem("no queries are named", mend=mend))
        if sum(named) > 1:
            what = "queries of several kinds are given"
            raise UsageError(Problem(what, expected="domains, a file of your own, or a set", mend="leave one of them out"))

    def load(self, day: date | None) -> list[Item]:
        """The items.

        Raises:
            UsageError: a file cannot be read, or holds something else.
            CatalogError: a catalog cannot be read.
        """
        from orchestrator.cli.inputs import catalog_of
        from orchestrator.evaluate.items import labelled, third_party

        if self.items is not None and self.tools is not None:
            return third_party(self.items, self.tools, today=day)
        if self.queries is not None:
            return labelled(self.queries, catalog_of(None, self.catalog), today=day)
        from orchestrator.catalog.labelled import queries_of

        found: list[Item] = []
        for name in dict.fromkeys(self.domains):
            loaded, path = catalog_of(name, None), queries_of(name)
            if path is None:
                raise UsageError(Problem(f"the domain '{name}' has no labelled queries", "--domain"))
            found += labelled(path, loaded, today=day)
        return found


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(Problem(f"'{text}' is no day", "--today", "a day like 2025-05-01")) from None


def _of_cells(items: Sequence[Item], cells: Sequence[str] | None) -> list[Item]:
    """The items of these cells; all for None.

    Raises:
        UsageError: there are no items, or a cell has none.
    """
    from orchestrator.nearest import nearest

    known = Counter(item.cell for item in items)
    if not known:
        raise UsageError(Problem("there are no queries to evaluate", expected="at least one labelled query"))
    for cell in cells or ():
        if cell not in known:
            guess = nearest(cell, known)
            mend = f"did you mean '{guess}'?" if guess else ""
            raise UsageError(Problem(f"no query is of the cell '{cell}'", "--cell", ", ".join(sorted(known)), mend))
    return [item for item in items if not cells or item.cell in cells]


@contextmanager
def _answers(no_cache: bool) -> Iterator[AnswerStore | None]:
    if no_cache:
        yield None
        return
    from orchestrator.translate.answers import Answers
    from orchestrator.translate.models import home

    with Answers(home() / "cache" / "answers.sqlite") as answers:
        yield answers


def _cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _ignore(_: Result) -> None:
    return


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Result], None]]:
    """Shows how far a run is, where somebody is looking."""
    console = streams.err()
    if not console.is_terminal:
        yield _ignore
        return
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    right = Counter[str]()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)

        def advance(result: Result) -> None:
            right[result.solver] += result.verdict.plan
            said = f"{escape(result.solver)}: {right[result.solver]} plans right"
            progress.update(task, advance=1, description=said)

        yield advance


def _maker(name: str, setup: Setup) -> Maker:
    from orchestrator.evaluate.solvers import make

    return lambda: make(name, setup)


@dataclass(frozen=True, slots=True)
class _Output:
    """Where results go."""

    json_file: str | None
    report: str | None
    errors: bool

    def verify(self) -> None:
        """See before the run that what it finds can be written.

        Raises:
            UsageError: there is no such folder, or it is one itself.
        """
        for option, file in (("--json", self.json_file), ("--report", self.report)):
            if file is not None and file != "-" and (Path(file).is_dir() or not Path(file).absolute().parent.is_dir()):
                raise UsageError(Problem(f"'{file}' cannot be written", option, "a file in a folder that is there"))

    def tell(self, results: Sequence[Result], today: date) -> None:
        """Print the tables, and write the files. With JSON on stdout all else goes to stderr."""
        from orchestrator.evaluate.record import as_json
        from orchestrator.evaluate.report import failures, report, views
        from orchestrator.show.words import printable, styled

        console = streams.err() if self.json_file == "-" else streams.out()
        for place, view in enumerate(views(results, with_errors=self.errors, today=today)):
            if place:
                console.print()
            console.print(view)
        for line in failures(results):
            streams.err().print(styled(("no answer: ", "yellow"), printable(line, 500)), soft_wrap=True)
        if self.report is not None:
            text = "# From words to plans\n\n" + report(results, today=today)
            Path(self.report).write_text(text, encoding="utf-8")
        if self.json_file == "-":
            streams.print_json(as_json(results))
        elif self.json_file is not None:
            text = json.dumps(as_json(results), indent=1, ensure_ascii=False)
            Path(self.json_file).write_text(text + "\n", encoding="utf-8")
