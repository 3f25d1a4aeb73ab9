"""How a run ended, for the terminal: each call with what it was given and what came of it, then what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestrator.run.model import Outcome, Record, RecordStatus
from orchestrator.show.words import Marks, printable, styled

_TITLES = {
    "done": ("Done", "green"), "failed": ("Failed", "red"),
    "declined": ("Not approved", "yellow"), "waiting": ("Waiting", "yellow"),
}  # fmt: skip
_SAID: dict[RecordStatus, str] = {
    "done": "", "nothing": "found nothing", "failed": "failed", "unknown": "may have been done", "skipped": "not made",
    "kept": "made before",
}  # fmt: skip
_ROWS = 5
"""So many rows of a list are shown; of the others their number is told."""


@dataclass(frozen=True)
class OutcomeView:
    """How a run ended, to be printed by rich."""

    outcome: Outcome

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = Marks.of(options)
        title, style = _TITLES[self.outcome.status]
        sign = marks.done if self.outcome.status == "done" else marks.wrong if self.outcome.status == "failed" else marks.ask
        yield styled((f"{sign} {title}", f"bold {style}"), f": {printable(self.outcome.explanation, 2000)}")
        calls = [record for record in self.outcome.records if record.api != "choose"]
        if calls:
            yield Text()
            yield Text("Calls", style="bold")
            for record in calls:
                yield Padding(_call(record, marks), (0, 0, 0, 2))
        if self.outcome.results:
            yield Text()
            yield Text("Results", style="bold")
            yield Padding(self._results(), (0, 0, 0, 2))
        for standing in self.outcome.standing:
            yield styled((f"{printable(standing.api)} was made before and stays as it is", "yellow"))

    def _results(self) -> Table:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for result in self.outcome.results:
            lines = list(_lines(result.value))
            table.add_row(styled((printable(result.name), "bold")), Text("\n".join(lines) or "nothing"))
        return table


def _call(record: Record, marks: Marks) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    good = record.status in ("done", "kept")
    sign, style = (marks.done, "green") if good else (marks.dot, "dim") if record.status == "skipped" else (marks.wrong, "red")
    heading = styled((printable(record.api), "bold"))
    if said := _SAID[record.status]:
        heading.append(f"  {said}", style=style)
    table.add_row(styled((sign, style), f" {record.step or ''}".rstrip()), heading)
    if record.arguments:
        told = ", ".join(f"{name} {_short(value)}" for name, value in record.arguments.items())
        table.add_row("", styled((printable(told, 400), "dim")))
    if good and record.result not in (None, {}, []):
        table.add_row("", Text(f"{marks.then} " + f"\n{' ' * len(marks.then)} ".join(_lines(record.result))))
    if record.error:
        table.add_row("", styled((printable(record.error, 1000), "" if record.status == "skipped" else style)))
    return table


def _lines(value: Any) -> Iterator[str]:
    """What was found, on one line; of a list a line each, as many as are shown. What yields nothing is done."""
    if value is None or value == {}:
        yield "done"
        return
    if not isinstance(value, list | tuple):
        yield printable(_short(value), 400)
        return
    yield from (printable(_short(row), 400) for row in value[:_ROWS])
    if len(value) > _ROWS:
        yield f"and {len(value) - _ROWS} more"


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_short(inner)}" for name, inner in value.items() if inner is not None)
    if isinstance(value, list | tuple):
        return ", ".join(map(_short, value)) or "nothing"
    return str(value)
