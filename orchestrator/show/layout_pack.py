"""Layouts that nothing joins, on one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestrator.show.layout import Layout, Piece, Rect, Route

_GAP = 26.0


def packed(layouts: Sequence[Layout], most: float) -> Layout:
    """One layout of several, in shelves: one after the other along y up to so much, then the next shelf at a greater x."""
    boxes: dict[str, Rect] = {}
    routes: list[Route] = []
    x = y = depth = height = 0.0
    for layout in layouts:
        if y and y + layout.height > most:
            x, y, depth = x + depth + _GAP, 0.0, 0.0
        for name, rect in layout.boxes.items():
            boxes[name] = _moved(rect, x, y)
        routes += [_route(route, x, y) for route in layout.routes]
        y += layout.height + _GAP
        depth = max(depth, layout.width)
        height = max(height, y - _GAP)
    return Layout(boxes, tuple(routes), {}, x + depth, height)


def _moved(rect: Rect, x: float, y: float) -> Rect:
    return replace(rect, x=rect.x + x, y=rect.y + y)


def _route(route: Route, x: float, y: float) -> Route:
    pieces = tuple(
        Piece((p.start[0] + x, p.start[1] + y), (p.end[0] + x, p.end[1] + y), p.leaves, p.arrives) for p in route.pieces
    )
    return Route(pieces, _moved(route.label, x, y) if route.label is not None else None)
