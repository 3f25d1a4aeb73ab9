"""The order of a row: few crossings, found by sweeps that put each item near the middle of its neighbours."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestrator.show.layout import Item

_SWEEPS = 24
_TIRED = 6
"""After so many sweeps without a better order the search ends."""


def ordered(items: Sequence[Item], rows: int) -> list[list[int]]:
    """The items of each row from left to right; ties keep the order in which the items came."""
    order = _first_order(items, rows)
    best, fewest, tired = [row[:] for row in order], crossings(items, order), 0
    for sweep in range(_SWEEPS):
        if fewest == 0 or tired == _TIRED:
            break
        _sweep(items, order, down=sweep % 2 == 0)
        _swap_neighbours(items, order)
        number = crossings(items, order)
        tired += 1
        if number < fewest:
            best, fewest, tired = [row[:] for row in order], number, 0
    return best


def _first_order(items: Sequence[Item], rows: int) -> list[list[int]]:
    """What belongs together stands together: from each item in turn, all that is joined with it."""
    order: list[list[int]] = [[] for _ in range(rows)]
    seen: set[int] = set()
    for start in range(len(items)):
        stack = [start]
        while stack:
            index = stack.pop()
            if index in seen:
                continue
            seen.add(index)
            order[items[index].row].append(index)
            stack.extend(reversed([*items[index].below, *items[index].above]))
    return order


def _sweep(items: Sequence[Item], order: list[list[int]], *, down: bool) -> None:
    for row in order if down else order[::-1]:
        place = _places(order)
        if not row:
            continue

        def key(index: int, place: dict[int, float] = place) -> float:
            near = items[index].above if down else items[index].below
            return sum(place[i] for i in near) / len(near) if near else place[index]

        # Places are shares of a row's length, so that an item without neighbours keeps its side.
        row.sort(key=key)


def _places(order: list[list[int]]) -> dict[int, float]:
    return {index: (at + 0.5) / len(row) for row in order for at, index in enumerate(row)}


def _swap_neighbours(items: Sequence[Item], order: list[list[int]]) -> None:
    """Swap two that stand side by side wherever that leaves fewer crossings."""
    for row in order:
        place = {index: at for other in order for at, index in enumerate(other)}
        for _ in range(4):
            swapped = False
            for at in range(len(row) - 1):
                left, right = row[at], row[at + 1]
                if _crossed(items, left, right, place) > _crossed(items, right, left, place):
                    row[at], row[at + 1] = right, left
                    swapped = True
            if not swapped:
                break


def _crossed(items: Sequence[Item], left: int, right: int, place: dict[int, int]) -> int:
    """How often the links of two items cross, if the one stands left of the other."""
    total = 0
    for a, b in ((items[left].above, items[right].above), (items[left].below, items[right].below)):
        total += sum(place[x] > place[y] for x in a for y in b)
    return total


def crossings(items: Sequence[Item], order: Sequence[Sequence[int]]) -> int:
    """How many pairs of links between neighbouring rows cross."""
    place = {index: at for row in order for at, index in enumerate(row)}
    total = 0
    for row in order:
        passed: list[int] = []
        for index in row:
            ends = sorted(place[below] for below in items[index].below)
            total += sum(len(passed) - _until(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total


def _until(passed: list[int], end: int) -> int:
    return bisect_left(passed, end + 1)
