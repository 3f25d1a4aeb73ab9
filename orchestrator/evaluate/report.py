"""The tables of a run, put together: for a report in Markdown, and for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from orchestrator.evaluate.figures import Paired, paired
from orchestrator.evaluate.mistakes import errors
from orchestrator.evaluate.model import Result
from orchestrator.evaluate.summary import by_solver, summaries, summary
from orchestrator.evaluate.table import errors_grid, grids, markdown, overview, paired_grid

if TYPE_CHECKING:
    from rich.console import RenderableType

COMPARED = ("goals", "exact", "questions", "plan", "nothing invented", "nothing filled", "refusal")
"""The figures in which solvers are compared."""


def comparisons(results: Sequence[Result]) -> list[list[Paired]]:
    """What every other solver differs by from the first, over the items that both have a result of."""
    of_each = iter(by_solver(results).values())
    first = next(of_each, [])
    return [[paired(first, other, metric) for metric in COMPARED] for other in of_each]


def report(results: Sequence[Result], *, level: int = 2, today: date | None = None) -> str:
    """All that was measured as Markdown: first the figures of all items together, then those of each solver.

    Args:
        results: of one or several solvers.
        level: of the headings.
        today: from which day relative dates count where an item does not say it.
    """
    return "\n".join(_sections(results, "#" * level, today))


def _sections(results: Sequence[Result], mark: str, today: date | None) -> Iterator[str]:
    groups = by_solver(results)
    if len(groups) > 1:
        yield f"{mark} All solvers\n"
        yield markdown(overview(summaries(results)))
    for pairs in comparisons(results):
        grid = paired_grid(pairs)
        yield f"{mark} {grid.title}\n"
        yield markdown(grid)
    for own in groups.values():
        first, *others = grids(summary(own))
        yield f"{mark} {first.title}\n"
        yield markdown(first)
        for grid in others:
            yield markdown(grid, title=True)
        yield markdown(errors_grid(errors(own, today=today)), title=True)


def views(
    results: Sequence[Result], *, with_errors: bool = False, today: date | None = None
) -> Iterator[RenderableType]:
    """The same for the terminal."""
    from orchestrator.evaluate.terminal import errors_view, overview_view, paired_view, summary_view

    groups = by_solver(results)
    for own in groups.values():
        yield summary_view(summary(own))
        if with_errors:
            yield errors_view(errors(own, today=today))
    if len(groups) > 1:
        yield overview_view(summaries(results))
    for pairs in comparisons(results):
        yield paired_view(pairs)


def failures(results: Sequence[Result], limit: int = 3) -> list[str]:
    """What ended in an error, a line a reason: how often, and why; the most frequent reasons."""
    counted: dict[str, int] = {}
    for result in results:
        if result.attempt.error:
            said = f"{result.solver}: {result.attempt.error}"
            counted[said] = counted.get(said, 0) + 1
    most = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    return [f"{count} × {said}" for said, count in islice(most, limit)]
