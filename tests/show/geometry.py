"""What of a layout stands in the way of what."""

from __future__ import annotations

from itertools import combinations

from orchestrator.show.layout import Layout, Piece, Point, Rect

NEAR = 0.01


def points(piece: Piece) -> list[Point]:
    """Points of a piece, close to each other."""
    (x0, y0), (x1, y1) = piece.start, piece.end
    middle, found = (y0 + y1) / 2, []
    for step in range(41):
        t = step / 40
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        found.append((a * x0 + b * x0 + c * x1 + d * x1, a * y0 + b * middle + c * middle + d * y1))
    return found


def are_apart(one: Rect, other: Rect) -> bool:
    """Whether two places have no inner point in common."""
    return (
        one.right <= other.x + NEAR or other.right <= one.x + NEAR
        or one.bottom <= other.y + NEAR or other.bottom <= one.y + NEAR
    )  # fmt: skip


def is_inside(point: Point, rect: Rect) -> bool:
    """Whether a point is well within a place."""
    return rect.x + NEAR < point[0] < rect.right - NEAR and rect.y + NEAR < point[1] < rect.bottom - NEAR


def assert_clear(layout: Layout) -> None:
    """No two boxes or labels overlap, and no piece of a wire runs through a box or through the label of another wire."""
    labels = {f"label {at}": route.label for at, route in enumerate(layout.routes) if route.label is not None}
    places = {**layout.boxes, **labels}
    for (a, one), (b, other) in combinations(places.items(), 2):
        assert are_apart(one, other), (a, b)
    for at, route in enumerate(layout.routes):
        others = [place for name, place in places.items() if name != f"label {at}"]
        for piece in route.pieces:
            for point in points(piece):
                assert not any(is_inside(point, place) for place in others)
