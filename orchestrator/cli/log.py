"""`orchestrator log`: the conversations that are kept, and what was said in one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orchestrator.cli import streams

if TYPE_CHECKING:
    from orchestrator.converse.store import Kept

_STYLES = {"ready": "green", "needs_input": "yellow", "ambiguous": "magenta"}
_SHORTEST = 20  # characters of what was said first, on however narrow a terminal


def log(
    identifier: Annotated[
        str | None, typer.Argument(metavar="ID", help="A conversation, by the beginning of its name; all if left out.")
    ] = None,
    count: Annotated[int, typer.Option("-n", metavar="N", help="How many are listed, at most.", min=1)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the conversations of `solve`, the latest first, or show one.

    They are kept in a file of yours, see ORCHESTRATOR_LOG; nothing sensitive is in it.
    """
    from orchestrator.cli.session import kept_conversations

    store = kept_conversations()
    if identifier is None:
        listed = store.latest(count)
        if as_json:
            streams.print_json([kept.to_json() for kept in listed])
        else:
            _print_list(listed)
        return
    kept = store.get(identifier)
    if as_json:
        streams.print_json(kept.to_json())
    else:
        _print_one(kept)


def _print_list(listed: tuple[Kept, ...]) -> None:
    from orchestrator.cli.session import title_of
    from orchestrator.show.words import counted, printable, styled

    console = streams.out()
    if not listed:
        console.print("No conversation is kept yet.")
        return
    told = [
        (kept.id, _when(kept.changed), kept.catalog, kept.status.replace("_", " "), counted(kept.turns, "turn"))
        for kept in listed
    ]
    widths = [max(map(len, cells)) for cells in zip(*told, strict=True)]
    left = max(console.width - sum(widths) - 2 * len(widths), _SHORTEST)
    for kept, cells in zip(listed, told, strict=True):
        padded = [f"{printable(cell):<{width}}  " for cell, width in zip(cells, widths, strict=True)]
        styles = ("cyan", "dim", "", _STYLES.get(kept.status, "red"), "dim")
        title = title_of(kept)
        shown = title if len(title) <= left else f"{title[: left - 1].rstrip()}{'~' if console.options.ascii_only else '…'}"
        console.print(styled(*zip(padded, styles, strict=True), shown), soft_wrap=True)


def _print_one(kept: Kept) -> None:
    from rich.padding import Padding

    from orchestrator import Catalog, Orchestrator
    from orchestrator.converse.conversation import Conversation
    from orchestrator.show.difference import DifferenceView
    from orchestrator.show.tree import PlanView
    from orchestrator.show.words import printable, styled

    console = streams.out()
    talk = Conversation.from_json(Orchestrator(Catalog.load(kept.source)), kept.data)
    console.print(styled((kept.id, "cyan"), (f"  {_when(kept.begun)}  {kept.catalog}", "dim")))
    for number, turn in enumerate(talk.turns):
        console.print()
        console.print(styled((f"{number + 1} {turn.kind}  ", "bold"), printable(str(turn), 2000)))
        if number:
            console.print(Padding(DifferenceView(talk.difference(number), turn.notes), (0, 0, 0, 2)))
    console.print()
    console.print(PlanView(talk.plan, talk.home.catalog))


def _when(seconds: float) -> str:
    from datetime import datetime

    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
