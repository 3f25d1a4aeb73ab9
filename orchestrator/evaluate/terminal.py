"""The tables of an evaluation for the terminal: they fit 80 columns."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orchestrator.evaluate.figures import Paired
from orchestrator.evaluate.mistakes import ErrorGroup
from orchestrator.evaluate.summary import Summary
from orchestrator.evaluate.table import Grid, errors_grid, grids, overview, paired_grid
from orchestrator.show.words import printable


def grid_view(grid: Grid) -> RenderableType:
    """A table, its title above it; texts of others are shown as texts, whatever marks they hold."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
    for i, name in enumerate(grid.header):
        heading = Text(printable(name))
        if i in grid.texts:
            table.add_column(heading, overflow="fold", vertical="top")
        else:
            # As wide as its numbers and the longest word above them: where room is short, texts are folded and numbers never.
            width = max(map(len, [*name.split(), *(row[i] for row in grid.rows)]), default=1)
            table.add_column(heading, justify="right", width=width)
    for row in grid.rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return Group(Text(printable(grid.title), style="bold"), table)


def summary_view(summary: Summary) -> RenderableType:
    """The tables of one solver."""
    parts: list[RenderableType] = []
    for grid in grids(summary, wide=False):
        parts += [grid_view(grid), Text()]
    return Group(*parts[:-1])


def overview_view(summaries: Sequence[Summary]) -> RenderableType:
    """One row a solver."""
    return grid_view(overview(summaries, wide=False))


def paired_view(pairs: Sequence[Paired]) -> RenderableType:
    """What two solvers differ by, a row a figure."""
    return grid_view(paired_grid(pairs, wide=False))


def errors_view(groups: Sequence[ErrorGroup]) -> RenderableType:
    """What missed, by kind."""
    return grid_view(errors_grid(groups)) if groups else Text("Nothing missed.")
