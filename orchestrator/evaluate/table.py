"""Tables of what was measured, as Markdown for reports and, with `terminal.py`, for the terminal.

A `Grid` is a table before it looks like anything: wide ones, for reports, show each share with its count and its 95 % interval;
narrow ones fit 80 columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestrator.evaluate.figures import Paired, Share
from orchestrator.evaluate.mistakes import ErrorGroup
from orchestrator.evaluate.summary import Row, Summary

NOTHING = "–"
_SHARES = ("goals", "values", "exact", "questions", "plan", "refusal")
_COUNTS = {
    "precision": "precision",
    "recall": "recall",
    "invented": "invented",
    "filled": "invented for missing",
}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the first column to the left, and those whose index is in `texts`; all others to the right."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: frozenset[int] = frozenset({0})


def grids(summary: Summary, *, wide: bool = True) -> list[Grid]:
    """The tables of one solver: what is right, the values one by one, and what a query takes."""
    models = f" ({', '.join(summary.models)})" if summary.models else ""
    title = f"{summary.solver}{models}: {_counted(summary.n)}"
    return [
        Grid(title, ("cell", "n", *_SHARES), tuple(_right(summary.rows, wide))),
        Grid("Values", ("cell", *_COUNTS.values()), tuple(_values(summary.rows, wide))),
        Grid(
            "What a query takes",
            ("cell", "n", "s, median", "s, 95th percentile", "tokens read", "written", "no answer"),
            tuple(_costs(summary.rows)),
        ),
    ]


def overview(summaries: Sequence[Summary], *, wide: bool = True) -> Grid:
    """One row a solver, over all its items."""
    header = ("solver", "n", *_SHARES, "s, median")
    rows = [(s.solver, *_right_cells(s.overall, wide), seconds_text(s.overall.seconds)) for s in summaries]
    return Grid("All items", header, tuple(rows))


def paired_grid(pairs: Sequence[Paired], *, wide: bool = True) -> Grid:
    """What two solvers differ by, a row a figure. Won are the items that the second has right and the first has not."""
    first, second = (pairs[0].solver_a, pairs[0].solver_b) if pairs else ("first", "second")
    rows = []
    for pair in pairs:
        low, high = (100 * bound for bound in pair.interval)
        points = (
            f"{100 * pair.difference:+.1f} ({low:.1f} to {high:.1f})"
            if pair.difference is not None
            else NOTHING
        )
        shares = [share_text(s, wide=wide, n=pair.n) for s in (pair.a, pair.b)]
        rows.append((pair.metric, str(pair.n), *shares, points, f"{pair.wins}:{pair.losses}", p_text(pair.p)))
    names = (first, second) if wide else ("a", "b")
    title = f"{second} compared with {first}" if wide else f"b = {second} compared with a = {first}"
    header = ("figure", "n", *names, "difference in points, 95 %", "won:lost", "p")
    return Grid(f"{title}, on the same items", header, tuple(rows))


def errors_grid(groups: Sequence[ErrorGroup], *, limit: int = 3) -> Grid:
    """What missed, by kind: in how many items of how many, and the first of them."""
    rows = [(g.kind, f"{g.count} of {g.of}", ", ".join(g.examples(limit))) for g in groups]
    return Grid("What missed", ("kind", "items", "for example"), tuple(rows), frozenset({0, 2}))


def markdown(grid: Grid, *, title: bool = False) -> str:
    """A table in Markdown, its columns aligned in the source too."""
    lines = [[_escaped(cell) for cell in line] for line in (grid.header, *grid.rows)]
    widths = [max(3, *(len(line[i]) for line in lines)) for i in range(len(grid.header))]
    rule = ["-" * width if i in grid.texts else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    told = [
        "| "
        + " | ".join(
            c.ljust(w) if i in grid.texts else c.rjust(w)
            for i, (c, w) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in (lines[0], rule, *lines[1:])
    ]
    return "\n".join([*([f"**{_escaped(grid.title)}**", ""] if title else []), *told]) + "\n"


def _right(rows: Iterable[Row], wide: bool) -> Iterable[tuple[str, ...]]:
    last = None
    for row in rows:
        yield (row.cell, *_right_cells(row, wide))
        last = row
    if last is not None and not wide:
        yield ("  95 % interval", "", *(interval_text(getattr(last, name)) for name in _SHARES))


def _right_cells(row: Row, wide: bool) -> list[str]:
    return [str(row.n), *(share_text(getattr(row, name), wide=wide, n=row.n) for name in _SHARES)]


def _values(rows: Iterable[Row], wide: bool) -> Iterable[tuple[str, ...]]:
    for row in rows:
        yield (row.cell, *(share_text(getattr(row, name), wide=wide) for name in _COUNTS))


def _costs(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    for row in rows:
        times = seconds_text(row.seconds), seconds_text(row.slowest)
        yield (row.cell, str(row.n), *times, f"{row.read:.0f}", f"{row.written:.0f}", str(row.unanswered))


def share_text(share: Share, *, wide: bool = True, n: int | None = None) -> str:
    """A share with its count; a narrow one leaves the count out where the row says it (`n`)."""
    if not share.total:
        return NOTHING
    if wide:
        return f"{percent(share, 1)} % ({share.hits}/{share.total}; {interval_text(share, 1)})"
    if n is None:
        return f"{percent(share)} % {share.hits}/{share.total}"
    return f"{percent(share)} %" if share.total == n else f"{percent(share)} % of {share.total}"


def percent(share: Share, digits: int = 0) -> str:
    """A share in hundredths. Only all is 100, and only none is 0.

    Example:
        >>> percent(Share(999, 1000)), percent(Share(1, 1000)), percent(Share(3, 3))
        ('99', '1', '100')
    """
    rounded, least = round(100 * (share.rate or 0.0), digits), 10.0**-digits
    if 0 < share.hits < share.total:
        rounded = min(max(rounded, least), 100 - least)
    return f"{rounded:.{digits}f}"


def interval_text(share: Share, digits: int = 0) -> str:
    """The 95 % interval in hundredths; of nothing, a dash."""
    if not share.total:
        return NOTHING
    low, high = (100 * bound for bound in share.interval)
    least = 10.0**-digits
    # The lower end is never all, nor the upper one nothing, however they round.
    return f"{min(low, 100 - least):.{digits}f}–{max(high, least):.{digits}f}"


def p_text(p: float) -> str:
    """How tables say a p: two digits, and none smaller than a thousandth."""
    return "<0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def seconds_text(seconds: float) -> str:
    """Seconds with as many digits as are worth reading.

    Example:
        >>> seconds_text(0.004), seconds_text(0.25), seconds_text(3.14159), seconds_text(42.4)
        ('0.004', '0.25', '3.1', '42')
    """
    return f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}" if seconds >= 1 else f"{seconds:.2g}"


def _counted(n: int) -> str:
    return f"{n} {'query' if n == 1 else 'queries'}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
