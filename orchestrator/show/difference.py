"""What changed between two plans, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestrator.converse.difference import Difference
from orchestrator.show.words import Marks, printable, styled


@dataclass(frozen=True)
class DifferenceView:
    """A difference, to be printed by rich.

    Args:
        difference: the difference.
        notes: what else is to be said of it.

    Example:
        Console().print(DifferenceView(new.difference(old)))
    """

    difference: Difference
    notes: Sequence[str] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = Marks.of(options)
        yield Text("What changed", style="bold")
        yield Padding(self._table(marks), (0, 0, 0, 2))

    def _table(self, marks: Marks) -> Table:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True, style="dim")
        table.add_column(overflow="fold")
        for line in self._lines(marks):
            table.add_row(marks.dot, line)
        return table

    def _lines(self, marks: Marks) -> Iterator[Text]:
        if not self.difference:
            yield Text("nothing")
        for words in self.difference.summary:
            yield Text(printable(words, 2000))
        for change in (*self.difference.arguments, *self.difference.wants):
            name, _, rest = str(change).partition(": ")
            before, _, after = rest.partition(" → ")
            was, now = (printable(before, 500), "dim"), (printable(after, 500), "bold")
            yield styled(f"{printable(name)}: ", was, (f" {marks.then} ", "dim"), now)
        for note in self.notes:
            yield Text(printable(note, 2000), style="yellow")
