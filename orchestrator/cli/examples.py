"""`orchestrator examples`: labelled queries made from a catalog, for a person to edit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli import streams
from orchestrator.cli.inputs import catalog_of
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.catalog.labelled import Labelled
    from orchestrator.catalog.model import Catalog
    from orchestrator.examples.make import Made

_MOST = 1000


def examples(
    domain: Annotated[
        str | None, typer.Option(metavar="NAME", help="A domain of `orchestrator domains`.")
    ] = None,
    catalog: Annotated[
        str | None, typer.Option(metavar="FILE", help="A catalog.yaml, or its folder.")
    ] = None,
    count: Annotated[int, typer.Option("--n", metavar="N", help="How many queries, at most.")] = 30,
    seed: Annotated[
        int, typer.Option(metavar="SEED", help="Another seed gives other queries, the same one the same.")
    ] = 0,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="A new file to write to; stdout if left out.")
    ] = None,
) -> int:
    """Make labelled queries from a catalog, to read and edit.

    They are written in the form of queries.yaml: with right facts, in six kinds, as many of each as the
    catalog allows. Where there is a queries.yaml beside the catalog, incomplete ones are made from it too.
    """
    if not 1 <= count <= _MOST:
        raise UsageError(Problem(f"--n is {count}", expected=f"a number from 1 to {_MOST}"))
    target = Path(out) if out is not None else None
    if target is not None and target.exists():
        raise UsageError(Problem("there is such a file already", str(target), mend="name a new file with --out"))
    loaded = catalog_of(domain, catalog)

    from orchestrator.examples.make import make_examples
    from orchestrator.examples.write import yaml_text

    made = make_examples(loaded, count, seed, _labelled(loaded))
    _tell(made, count)
    if not made.queries:
        mend = "describe what the APIs do, and give types that a person can say"
        raise UsageError(Problem("no query could be made from the catalog", loaded.name, mend=mend))
    text = yaml_text(made.queries, _head(loaded, count, seed))
    if target is None:
        sys.stdout.write(text)
    else:
        target.write_text(text, encoding="utf-8")
    return 0


def _head(catalog: Catalog, count: int, seed: int) -> str:
    name = " ".join(catalog.name.split())
    return f"Labelled queries made from the catalog; read and edit before use.\ncatalog {name}, --n {count} --seed {seed}"


def _labelled(catalog: Catalog) -> tuple[Labelled, ...]:
    from orchestrator.catalog.labelled import queries_beside, read_queries

    path = queries_beside(catalog)
    if path is None:
        return ()
    labelled, problems = read_queries(path, catalog)
    for problem in problems:
        _note(f"left out: {problem}")
    return labelled


def _tell(made: Made, count: int) -> None:
    """What is missing and why, on stderr."""
    if made.skipped:
        _note(f"no query of its own for {', '.join(made.skipped)}: what they need cannot be said or obtained")
    if made.empty:
        _note(f"no query for {', '.join(made.empty)}: the catalog gives none")
    if len(made.queries) < count and made.queries:
        _note(f"{len(made.queries)} of {count} queries were made")


def _note(text: str) -> None:
    from rich.text import Text

    from orchestrator.show.words import printable

    streams.err().print(Text.assemble(("note: ", "bold"), printable(text, 2_000)), soft_wrap=True)
