"""What a solver's results come to: the figures of each cell and of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from orchestrator.evaluate.figures import Share, share
from orchestrator.evaluate.model import Result
from orchestrator.evaluate.score import is_out_of_scope, tells_arguments

ALL = "all"
IN_SCOPE = "all in scope"
_KINDS = ("single", "multi", "dataflow", "multi-dataflow")
_ORDER = [f"{info}-{kind}" for info in ("complete", "incomplete", "unsupported") for kind in _KINDS]


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a cell, or of several together.

    Attributes:
        n: how many items there are. Items that tell no arguments count in `goals` and `refusal` only, as the totals show.
        precision, recall: of values said, and of values to be said, how many are right.
        invented: of the values said, how many the query does not support.
        filled: of the inputs that queries leave out, how many got a value all the same.
        seconds, slowest: median and 95th percentile (nearest rank) of the seconds a query.
        read, written: medians of the model's tokens a query.
        unanswered: how many attempts ended in an error.
    """

    cell: str
    n: int
    goals: Share
    values: Share
    exact: Share
    questions: Share
    plan: Share
    refusal: Share
    precision: Share
    recall: Share
    invented: Share
    filled: Share
    seconds: float
    slowest: float
    read: float
    written: float
    unanswered: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The results of one solver: a row a cell, then the rows of all in scope (where some are not) and of all."""

    solver: str
    models: tuple[str, ...]
    cells: tuple[Row, ...]
    totals: tuple[Row, ...]

    @property
    def n(self) -> int:
        """How many items there are."""
        return self.totals[-1].n

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, those of the totals last."""
        return (*self.cells, *self.totals)

    @property
    def overall(self) -> Row:
        """The row of all items."""
        return self.totals[-1]


def summary(results: Sequence[Result], solver: str | None = None) -> Summary:
    """The figures of one solver: of the results of that name, else of those of the first."""
    name = solver if solver is not None else results[0].solver if results else ""
    own = [r for r in results if r.solver == name]
    names = sorted({r.item.cell for r in own}, key=cell_order)
    scoped = [r for r in own if not is_out_of_scope(r.item)]
    totals = [row(IN_SCOPE, scoped)] if 0 < len(scoped) < len(own) else []
    return Summary(
        solver=name,
        models=tuple(sorted({r.attempt.model for r in own if r.attempt.model})),
        cells=tuple(row(cell, [r for r in own if r.item.cell == cell]) for cell in names),
        totals=(*totals, row(ALL, own)),
    )


def summaries(results: Sequence[Result]) -> list[Summary]:
    """The figures of each solver, in the order in which they first appear."""
    return [summary(results, solver) for solver in dict.fromkeys(r.solver for r in results)]


def by_solver(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The results of each solver, in the order in which they first appear."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.solver, []).append(result)
    return found


def cell_order(cell: str) -> tuple[int, str]:
    """Where a cell stands in tables: complete before incomplete, single before the rest, other cells by name, out of scope last."""
    if cell in _ORDER:
        return _ORDER.index(cell), cell
    return len(_ORDER) + (cell == "out of scope"), cell


def row(cell: str, results: Sequence[Result]) -> Row:
    """The figures of these results together."""
    told = [r for r in results if tells_arguments(r.item)]
    seconds = sorted(r.attempt.seconds for r in results)

    def total(count: Callable[[Result], int]) -> int:
        return sum(map(count, told))

    right, said = total(lambda r: r.verdict.right), total(lambda r: r.verdict.said)
    return Row(
        cell=cell,
        n=len(results),
        goals=share(results, "goals"),
        values=share(results, "values"),
        exact=share(results, "exact"),
        questions=share(results, "questions"),
        plan=share(results, "plan"),
        refusal=share(results, "refusal"),
        precision=Share(right, said),
        recall=Share(right, total(lambda r: r.verdict.gold)),
        invented=Share(total(lambda r: r.verdict.invented), said),
        filled=Share(total(lambda r: r.verdict.filled), total(lambda r: r.verdict.missing)),
        seconds=median(seconds) if seconds else 0.0,
        slowest=seconds[max(0, ceil(0.95 * len(seconds)) - 1)] if seconds else 0.0,
        read=median(r.attempt.prompt_tokens for r in results) if results else 0.0,
        written=median(r.attempt.completion_tokens for r in results) if results else 0.0,
        unanswered=sum(bool(r.attempt.error) for r in results),
    )
