"""Options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.show.graph import Format


class TranslatorName(StrEnum):
    """Who turns words into facts."""

    embedded = "embedded"
    openai = "openai"
    none = "none"


class PlannerName(StrEnum):
    """Who finds the plan."""

    fast_downward = "fast-downward"
    clingo = "clingo"


class FormatName(StrEnum):
    """How a plan, or a catalog, is drawn."""

    tree = "tree"
    mermaid = "mermaid"
    dot = "dot"
    svg = "svg"
    html = "html"


_FORMATS: dict[FormatName, Format] = {
    FormatName.tree: "tree",
    FormatName.mermaid: "mermaid",
    FormatName.dot: "dot",
    FormatName.svg: "svg",
    FormatName.html: "html",
}


def format_of(name: FormatName) -> Format:
    """The format of that name."""
    return _FORMATS[name]


Domain = Annotated[str | None, typer.Option("--domain", metavar="NAME", help="A domain of `orchestrator domains`.")]
CatalogFile = Annotated[str | None, typer.Option("--catalog", metavar="FILE", help="A catalog.yaml, or its folder.")]
FactsText = Annotated[str | None, typer.Option("--facts", metavar="TEXT", help="Facts in place of a query.")]
FactsFile = Annotated[str | None, typer.Option("--facts-file", metavar="FILE", help="The same from a file; - is stdin.")]
GoOn = Annotated[
    bool, typer.Option("--continue", "-c", help="Go on with the last conversation; the query changes its plan.")
]
AnswerList = Annotated[
    list[str] | None, typer.Option("--answer", metavar="Q=ANSWER", help="Answer a question, as q1=200; several may be answered.")
]
Translates = Annotated[
    TranslatorName | None,
    typer.Option("--translator", help="Who translates; by default a server if there is a key for one."),
]
ModelName = Annotated[str | None, typer.Option("--model", metavar="NAME", help="The translator's language model.")]
Plans = Annotated[PlannerName, typer.Option("--planner", help="Who plans.")]
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="After how long the planner gives up.")]


def check_timeout(timeout: float) -> None:
    """Hold a timeout against what is allowed.

    Raises:
        UsageError: it is not allowed.
    """
    if not 0 < timeout <= 86_400:
        raise UsageError(Problem(f"--timeout is {timeout:g}", expected="seconds, more than 0 and at most a day"))
