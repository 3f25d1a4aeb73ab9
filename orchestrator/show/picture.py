"""A graph with the place of everything on the page, before it is written as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestrator.show.blocks import SMALL_SIZE, Block, block, safe
from orchestrator.show.graph import EdgeKind, Graph, Node
from orchestrator.show.knots import components, longest
from orchestrator.show.layout import Box, Layout, Wire, lay_out
from orchestrator.show.layout_pack import packed
from orchestrator.show.metrics import cut, text_width

_LABEL_ROOM = 150.0
_LABEL_HEIGHT = 17.0
_MOST_COLUMN = 1500.0
"""The tallest a column of a catalog gets before it is broken in two."""
_MOST_ACROSS = 1250.0
"""Parts of a catalog that nothing joins stand beside each other up to this width."""


@dataclass(frozen=True, slots=True)
class Strand:
    """What one wire of the layout draws: a datum and all that take it. One that is `back` runs up, to its source."""

    source: str
    targets: tuple[str, ...]
    label: str
    kind: EdgeKind
    lit: bool | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph with its blocks and its layout. `strands` go with the routes of the layout, one by one."""

    graph: Graph
    blocks: Mapping[str, Block]
    strands: tuple[Strand, ...]
    layout: Layout


def picture(graph: Graph) -> Picture:
    """Place everything a graph has."""
    blocks = {node.id: block(node, shown_id=shown_id(node)) for node in graph.nodes}
    ranks = ranked(graph)
    strands = _strands(graph, ranks)
    if graph.direction == "down":
        boxes = [Box(node.id, blocks[node.id].width, blocks[node.id].height, ranks[node.id]) for node in graph.nodes]
        return Picture(graph, blocks, strands, lay_out(boxes, [_wire(strand) for strand in strands]))
    # To the right: the layout runs down, so boxes are laid on their side. What nothing joins stands apart.
    boxes = [Box(node.id, blocks[node.id].height, blocks[node.id].width, ranks[node.id]) for node in graph.nodes]
    parts = components([box.id for box in boxes], [(edge.source, edge.target) for edge in graph.edges])
    parts.sort(key=lambda part: -len(part))
    layouts, drawn = [], []
    for part in parts:
        members = set(part)
        own = [strand for strand in strands if strand.source in members]
        laid = lay_out([box for box in boxes if box.id in members], [_wire(s) for s in own], most_width=_MOST_COLUMN)
        layouts.append(laid)
        drawn += own
    return Picture(graph, blocks, tuple(drawn), packed(layouts, _MOST_ACROSS))


def _wire(strand: Strand) -> Wire:
    return Wire(strand.source, strand.targets, _label_size(strand.label))


def shown_id(node: Node) -> str:
    """The id where it is the name of a step, which other boxes speak of."""
    return safe(node.id) if node.kind in ("ask", "choose", "call") else ""


def label_of(strand: Strand) -> str:
    """The label as it is written."""
    return cut(safe(strand.label), SMALL_SIZE, _LABEL_ROOM)


def _label_size(label: str) -> tuple[float, float] | None:
    if not label:
        return None
    return round(min(text_width(safe(label), SMALL_SIZE), _LABEL_ROOM) + 14, 1), _LABEL_HEIGHT


def _strands(graph: Graph, ranks: Mapping[str, int]) -> tuple[Strand, ...]:
    """Edges of one datum as one wire. One that leads back is laid from its target, and its arrow stands at its beginning."""
    found: dict[tuple[str, str, EdgeKind, bool | None, bool], list[str]] = {}
    for edge in graph.edges:
        is_back = ranks[edge.source] > ranks[edge.target]
        upper, lower = (edge.target, edge.source) if is_back else (edge.source, edge.target)
        found.setdefault((upper, edge.label, edge.kind, edge.lit, is_back), []).append(lower)
    return tuple(Strand(key[0], tuple(dict.fromkeys(to)), *key[1:]) for key, to in found.items())


def ranked(graph: Graph) -> dict[str, int]:
    """The rank of each node: its stage; where there are none, one more than the greatest of those that lead to it."""
    if any(node.stage is not None for node in graph.nodes):
        return {node.id: node.stage or 0 for node in graph.nodes}
    ranks = longest({node.id: 0 for node in graph.nodes}, [(edge.source, edge.target) for edge in graph.edges])
    last = max(ranks.values(), default=0)
    return ranks | {node.id: last + 1 for node in graph.nodes if node.kind == "aside"}


def stages_of(nodes: Sequence[Node]) -> list[int]:
    """The stages in which steps stand, in order."""
    return sorted({node.stage for node in nodes if node.stage is not None and node.kind in ("ask", "choose", "call")})
