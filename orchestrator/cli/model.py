"""`orchestrator model list|fetch`: the language models that run inside the process."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestrator.cli import streams

model = typer.Typer(
    help="List or fetch the embedded language models.", rich_markup_mode=None, pretty_exceptions_enable=False
)


@model.callback(invoke_without_command=True)
def _root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@model.command("list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> int:
    """List the embedded models, and which of them are on this machine."""
    from orchestrator.translate.models import DEFAULT_MODEL, REGISTRY

    if as_json:
        streams.print_json(
            [
                {
                    "name": m.name,
                    "default": m.name == DEFAULT_MODEL,
                    "bytes": m.bytes,
                    "present": m.present,
                    "path": str(m.path),
                    "licence": m.licence,
                }
                for m in REGISTRY.values()
            ]
        )
        return 0
    from orchestrator.show.words import styled

    for m in REGISTRY.values():
        default = "  default" if m.name == DEFAULT_MODEL else ""
        here = ("  on this machine", "green") if m.present else ("  not fetched yet", "yellow")
        size = f"  {m.bytes / 1e9:.1f} GB  {m.licence}{default}"
        streams.out().print(styled((m.name, "bold cyan"), size, here), soft_wrap=True)
        streams.out().print(styled((f"  {m.path}", "dim")), soft_wrap=True)
    return 0


@model.command("fetch")
def fetch_model(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A model of `model list`.")] = None,
    file: Annotated[Path | None, typer.Option(help="Take a local copy instead of downloading one.")] = None,
) -> int:
    """Fetch an embedded model. A fetch that was broken off goes on where it ended."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from orchestrator.translate.fetch import fetch
    from orchestrator.translate.models import named

    wanted = named(name)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=streams.err()) as progress:
        # Nothing is shown of a model that is there already.
        task = progress.add_task(f"fetching {wanted.name}", total=wanted.bytes, visible=False)

        def show(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total, visible=True)

        path = fetch(wanted.name, show, file=file)
    typer.echo(path)
    return 0
