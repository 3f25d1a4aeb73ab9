"""A layered layout: boxes in rows, wires that run between them and never through one.

A wire joins one box with others in later rows. Where it passes rows, one lane serves all its targets, so that a datum with ten
takers is one line that branches. Rows run down the page; for a picture that runs to the right, the caller swaps the two axes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from orchestrator.errors import Problem, UsageError
from orchestrator.show.layout_order import ordered
from orchestrator.show.layout_place import BOX_GAP, placed, pushed

_ROW_GAP = 26.0
_MOST_ROW_GAP = 84.0
_PORT_GAP = 16.0
_PORT_MARGIN = 14.0


@dataclass(frozen=True, slots=True)
class Box:
    """A box to be placed. Boxes of one rank stand side by side, as far as there is room."""

    id: str
    width: float
    height: float
    rank: int


@dataclass(frozen=True, slots=True)
class Wire:
    """A line from a box to boxes of later ranks. `label` is the width and height of a label under its source."""

    source: str
    targets: tuple[str, ...]
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the page, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a wire from above to below: straight where both x are equal, else a curve that leaves and arrives upright.

    `arrives` is the box whose upper side it meets, `leaves` the box whose lower side it leaves.
    """

    start: Point
    end: Point
    leaves: str | None = None
    arrives: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """How a wire runs: its pieces in order, and where its label stands."""

    pieces: tuple[Piece, ...]
    label: Rect | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        boxes: by id.
        routes: one a wire, in the order of the wires.
        ranks: by rank, from which y to which its boxes stand.
        width, height: of the whole.
    """

    boxes: Mapping[str, Rect]
    routes: tuple[Route, ...]
    ranks: Mapping[int, tuple[float, float]]
    width: float
    height: float


@dataclass(slots=True)
class Item:
    """What stands in a row: a box, the label of a wire, or the lane of a wire that passes."""

    row: int
    width: float
    height: float
    box: str | None = None
    wire: int | None = None
    above: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)
    x: float = 0.0
    """The x of its middle."""

    @property
    def is_lane(self) -> bool:
        """Whether it is neither a box nor a label."""
        return self.box is None and self.width == 0


@dataclass(slots=True)
class Links:
    """Which items a wire passes: its lanes by row, and for each target the item in the row before it."""

    source: int
    lanes: list[int] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)


def lay_out(boxes: Sequence[Box], wires: Sequence[Wire], *, most_width: float = 1100.0) -> Layout:
    """Place boxes and wires; the same input gives the same layout.

    Args:
        boxes: what to place; ranks need not be consecutive.
        wires: from a box to boxes of later ranks.
        most_width: a rank that is wider is broken into several rows. A single box may still be wider.

    Raises:
        UsageError: two boxes of one id, a wire of a box that is not there, or one that does not lead to a later rank.

    Example:
        >>> layout = lay_out([Box("a", 90, 30, 0), Box("b", 90, 30, 1)], [Wire("a", ("b",))])
        >>> layout.boxes["a"].bottom < layout.boxes["b"].y
        True
    """
    _check(boxes, wires)
    spread = 2 if any(wire.label is not None for wire in wires) else 1  # every other row is for labels
    rows = {box: row * spread for box, row in _rows(boxes, most_width).items()}
    items, links = _items(boxes, wires, rows)
    order = ordered(items, max((item.row for item in items), default=-1) + 1)
    placed(items, order, links)
    return _drawn(boxes, items, order, links)


def _check(boxes: Sequence[Box], wires: Sequence[Wire]) -> None:
    ranks: dict[str, int] = {}
    for box in boxes:
        if box.id in ranks:
            raise UsageError(Problem("two boxes have one id", where=box.id))
        ranks[box.id] = box.rank
    for wire in wires:
        for end in (wire.source, *wire.targets):
            if end not in ranks:
                raise UsageError(Problem("a wire has an end that is no box", where=end))
        for target in wire.targets:
            if ranks[target] <= ranks[wire.source]:
                where = f"{wire.source} > {target}"
                raise UsageError(Problem("a wire does not lead to a later rank", where=where, expected="ranks that grow"))


def _rows(boxes: Sequence[Box], most_width: float) -> dict[str, int]:
    """The row of each box: its rank, where a rank that is too wide takes several rows of about one width."""
    by_rank: dict[int, list[Box]] = {}
    for box in boxes:
        by_rank.setdefault(box.rank, []).append(box)
    rows: dict[str, int] = {}
    row = -1
    for rank in sorted(by_rank):
        total = sum(box.width + BOX_GAP for box in by_rank[rank])
        share = total / max(1, -(-total // most_width))
        row, used = row + 1, 0.0
        for box in by_rank[rank]:
            width = box.width + BOX_GAP
            if used and used + width / 2 > share:
                row, used = row + 1, 0.0
            rows[box.id] = row
            used += width
    return rows


def _items(
    boxes: Sequence[Box], wires: Sequence[Wire], rows: Mapping[str, int]
) -> tuple[list[Item], list[Links]]:
    items = [Item(rows[box.id], box.width, box.height, box=box.id) for box in boxes]
    number = {box.id: index for index, box in enumerate(boxes)}
    links: list[Links] = []
    for index, wire in enumerate(wires):
        link = Links(number[wire.source])
        first = rows[wire.source] + 1
        last = max((rows[target] for target in wire.targets), default=first)
        for row in range(first, last):
            width, height = wire.label if wire.label is not None and row == first else (0.0, 0.0)
            items.append(Item(row, width, height, wire=index))
            link.lanes.append(len(items) - 1)
        for target in dict.fromkeys(wire.targets):
            before = rows[target] - first - 1
            link.ends.append((link.source if before < 0 else link.lanes[before], number[target]))
        for upper, lower in _pairs(link):
            items[upper].below.append(lower)
            items[lower].above.append(upper)
        links.append(link)
    return items, links


def _drawn(boxes: Sequence[Box], items: list[Item], order: list[list[int]], links: list[Links]) -> Layout:
    """The layout of items whose x are known: rows get their y, wires their pieces."""
    ports = _ports(items, links)
    tops, heights = _tops(items, order, ports)
    places = {
        item.box: Rect(item.x - item.width / 2, tops[item.row], item.width, item.height)
        for item in items if item.box is not None
    }  # fmt: skip
    routes = tuple(_route(wire, link, items, tops, heights, ports) for wire, link in enumerate(links))
    ranks: dict[int, tuple[float, float]] = {}
    for box in boxes:
        low, high = ranks.get(box.rank, (places[box.id].y, places[box.id].bottom))
        ranks[box.rank] = (min(low, places[box.id].y), max(high, places[box.id].bottom))
    width = max((item.x + item.width / 2 for item in items), default=0.0)
    height = max((place.bottom for place in places.values()), default=0.0)
    return Layout(places, routes, ranks, width, height)


_Pair = tuple[int, int]
_Ports = dict[tuple[int, int, int], tuple[float, float]]
"""By wire, and upper and lower item of a link, the x where it leaves and the x where it arrives."""


def _ports(items: list[Item], links: list[Links]) -> _Ports:
    """Where on the sides of boxes wires leave and arrive: apart from each other, as upright as can be.

    A wire leaves its box at one place, however many ways it goes from there.
    """
    leaving: list[dict[int, list[float]]] = [{} for _ in items]
    arriving: list[dict[tuple[int, int], float]] = [{} for _ in items]
    for wire, link in enumerate(links):
        for upper, lower in _pairs(link):
            leaving[upper].setdefault(wire, []).append(items[lower].x)
            arriving[lower][wire, upper] = items[upper].x
    leaves: list[dict[int, float]] = []
    arrives: list[dict[tuple[int, int], float]] = []
    for item, down, up in zip(items, leaving, arriving, strict=True):
        leaves.append(_spread(item, {wire: sum(ends) / len(ends) for wire, ends in down.items()}))
        arrives.append(_spread(item, up))
    return {
        (wire, upper, lower): (leaves[upper][wire], arrives[lower][wire, upper])
        for wire, link in enumerate(links)
        for upper, lower in _pairs(link)
    }


def _pairs(link: Links) -> list[_Pair]:
    chain = [link.source, *link.lanes]
    return [*pairwise(chain), *link.ends]


_K = TypeVar("_K", int, tuple[int, int])


def _spread(item: Item, ends: Mapping[_K, float]) -> dict[_K, float]:
    """Places on one side of an item for its links, in the order of where they lead."""
    if item.box is None:
        return dict.fromkeys(ends, item.x)
    keys = sorted(ends, key=lambda key: (ends[key], key))
    room = max(0.0, item.width / 2 - _PORT_MARGIN)
    gap = min(_PORT_GAP, 2 * room / max(1, len(keys) - 1))
    wished = [min(max(ends[key], item.x - room), item.x + room) for key in keys]
    at = pushed(wished, [1.0] * len(keys), [gap] * (len(keys) - 1), (item.x - room, item.x + room))
    return dict(zip(keys, at, strict=True))


def _tops(items: list[Item], order: list[list[int]], ports: _Ports) -> tuple[list[float], list[float]]:
    """The y of each row and its height; where wires go far to the side, the rows stand farther apart."""
    heights = [max((items[i].height for i in row), default=0.0) for row in order]
    reach = [0.0] * len(order)
    for (_, upper, _), (leave, arrive) in ports.items():
        reach[items[upper].row] = max(reach[items[upper].row], abs(leave - arrive))
    tops, y = [], 0.0
    for row, height in enumerate(heights):
        tops.append(y)
        gap = min(_MOST_ROW_GAP, max(_ROW_GAP, 0.11 * reach[row]))
        y += height + gap
    return tops, heights


def _route(
    wire: int, link: Links, items: list[Item], tops: list[float], heights: list[float], ports: _Ports
) -> Route:
    pieces: list[Piece] = []
    for lane in link.lanes:
        item = items[lane]
        if item.width == 0 and heights[item.row] > 0:
            top = tops[item.row]
            pieces.append(Piece((item.x, top), (item.x, top + heights[item.row])))
    for upper, lower in _pairs(link):
        pieces.extend(_between(items[upper], items[lower], ports[wire, upper, lower], tops, heights))
    label = next((items[lane] for lane in link.lanes if items[lane].width), None)
    place = Rect(label.x - label.width / 2, tops[label.row], label.width, label.height) if label is not None else None
    return Route(tuple(pieces), place)


def _between(
    upper: Item, lower: Item, port: tuple[float, float], tops: list[float], heights: list[float]
) -> list[Piece]:
    """From an item to one of the next row: down to the end of its row, then through the gap between the rows."""
    leave, arrive = port
    top, bottom = tops[upper.row], tops[upper.row] + heights[upper.row]
    pieces, leaves = [], upper.box
    if (upper.box is not None or upper.width) and upper.height < heights[upper.row]:
        pieces.append(Piece((leave, top + upper.height), (leave, bottom), leaves))
        leaves = None
    pieces.append(Piece((leave, bottom), (arrive, tops[lower.row]), leaves, lower.box))
    return pieces
