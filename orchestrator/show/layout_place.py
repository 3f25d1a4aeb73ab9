"""The x of everything: near its neighbours, never nearer to the next of its row than the gap, lanes upright."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.show.layout import Item, Links

BOX_GAP = 22.0
"""Between two boxes of a row."""
LANE_GAP = 14.0
"""Between a lane and what stands beside it."""
_PASSES = 16
_LANE_WEIGHT = 6.0
_SPARE = 1.3
"""How much wider than its widest row the whole may get."""
_KEEP = 0.05
"""How much an item without neighbours in a direction wants to stay where it is."""


def pushed(
    wished: Sequence[float],
    weights: Sequence[float],
    gaps: Sequence[float],
    bounds: tuple[float, float] = (float("-inf"), float("inf")),
) -> list[float]:
    """Places nearest to the wished ones, in their order, with gaps of at least so much between them, and within bounds.

    Least squares: what collides moves as one block to the mean of its wishes. Where the bounds leave too little room, the
    places begin at the lower one.

    Example:
        >>> pushed([0.0, 0.0], [1.0, 1.0], [10.0])
        [-5.0, 5.0]
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, float, int]] = []  # the sum of weighted wishes, the weight, how many
    for wish, weight, offset in zip(wished, weights, offsets, strict=False):
        block = ((wish - offset) * weight, weight, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] >= block[0] / block[1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    low, high = bounds[0], bounds[1] - offsets[-1]
    means = [max(low, min(high, total / weight)) for total, weight, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]


def placed(items: list[Item], order: Sequence[Sequence[int]], links: Sequence[Links]) -> None:
    """Set the x of each item, such that the leftmost stands at 0."""
    gaps = [_gaps(items, row) for row in order]
    room = _SPARE * max((_length(items, row, between) for row, between in zip(order, gaps, strict=True)), default=0.0)
    for row, between in zip(order, gaps, strict=True):
        _set(items, row, pushed([room / 2] * len(row), [1.0] * len(row), between, _bounds(items, row, room)))
    for turn in range(_PASSES):
        rows = range(len(order)) if turn % 2 == 0 else range(len(order) - 1, -1, -1)
        for number in rows:
            _settle(items, order[number], gaps[number], "above" if turn % 2 == 0 else "below", room)
    for row, between in zip(order, gaps, strict=True):
        _settle(items, row, between, "both", room)
    for _ in range(3):
        for link in links:
            _straighten(items, order, gaps, link, room)
    left = min((item.x - item.width / 2 for item in items), default=0.0)
    for item in items:
        item.x -= left


def _gaps(items: list[Item], row: Sequence[int]) -> list[float]:
    found = []
    for left, right in pairwise(row):
        a, b = items[left], items[right]
        found.append((a.width + b.width) / 2 + (LANE_GAP if a.is_lane or b.is_lane else BOX_GAP))
    return found


def _length(items: list[Item], row: Sequence[int], gaps: list[float]) -> float:
    """The least room that a row takes."""
    return (items[row[0]].width + items[row[-1]].width) / 2 + sum(gaps) if row else 0.0


def _bounds(items: list[Item], row: Sequence[int], room: float) -> tuple[float, float]:
    """Between which x the middles of a row may stand."""
    return (items[row[0]].width / 2, room - items[row[-1]].width / 2) if row else (0.0, room)


def _set(items: list[Item], row: Sequence[int], places: Sequence[float]) -> None:
    for index, x in zip(row, places, strict=True):
        items[index].x = x


def _settle(items: list[Item], row: Sequence[int], gaps: list[float], side: str, room: float) -> None:
    wished, weights = [], []
    for index in row:
        item = items[index]
        near = (item.above if side != "below" else []) + (item.below if side != "above" else [])
        heavy = [(items[i].x, _LANE_WEIGHT if item.box is None and items[i].box is None else 1.0) for i in near]
        weight = sum(w for _, w in heavy)
        wished.append(sum(x * w for x, w in heavy) / weight if heavy else item.x)
        weights.append(weight or _KEEP)
    _set(items, row, pushed(wished, weights, gaps, _bounds(items, row, room)))


def _straighten(items: list[Item], order: Sequence[Sequence[int]], gaps: list[list[float]], link: Links, room: float) -> None:
    """Put neighbouring lanes of a wire on one upright line, as many together as have a place in common."""
    run: list[int] = []
    low, high = float("-inf"), float("inf")
    for lane in link.lanes:
        least, most = _free(items, order, gaps, lane, room)
        if run and max(low, least) > min(high, most):
            _line_up(items, run, low, high)
            run, low, high = [], float("-inf"), float("inf")
        run.append(lane)
        low, high = max(low, least), min(high, most)
    _line_up(items, run, low, high)


def _line_up(items: list[Item], run: Sequence[int], low: float, high: float) -> None:
    if not run:
        return
    ends = [items[i].x for i in (*items[run[0]].above, *items[run[-1]].below)]
    wished = sum(ends) / len(ends) if ends else items[run[0]].x
    own = sum(items[i].x for i in run) / len(run)
    # A lane that can stand straight under its source, or above its target, has one bend less.
    choices = [x for x in ends if low <= x <= high]
    x = min(choices, key=lambda x: (abs(x - own), x)) if choices else min(max((wished + own) / 2, low), high)
    for index in run:
        items[index].x = x


def _free(
    items: list[Item], order: Sequence[Sequence[int]], gaps: list[list[float]], index: int, room: float
) -> tuple[float, float]:
    """How far to the left and right an item can go while the others of its row stay."""
    row = order[items[index].row]
    at = row.index(index)
    between = gaps[items[index].row]
    low = items[row[at - 1]].x + between[at - 1] if at else items[index].width / 2
    high = items[row[at + 1]].x - between[at] if at + 1 < len(row) else room - items[index].width / 2
    return low, max(low, high)
