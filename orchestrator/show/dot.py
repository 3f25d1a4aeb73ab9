"""A graph in the language of Graphviz. Whatever a person or a catalog wrote stands in it as text and can be nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.show.blocks import safe
from orchestrator.show.colours import LIGHT
from orchestrator.show.graph import Graph, Line, Node
from orchestrator.show.metrics import wrap
from orchestrator.show.picture import shown_id, stages_of
from orchestrator.show.svg_signs import style_of

_SHAPES = {"ask": "box", "choose": "hexagon", "want": "doubleoctagon", "type": "cds", "reading": "box", "aside": "note"}
_STYLES = {"ask": "filled,rounded,dashed", "reading": "filled,rounded,dashed", "want": "filled", "aside": "filled,dashed"}
_ROOM = 300.0
"""How wide a line of text gets before it is broken."""


def dot(graph: Graph) -> str:
    """The graph as a `digraph`. The stages of a plan are ranks."""
    names = {node.id: f"n{place}" for place, node in enumerate(graph.nodes, 1)}
    lines = [
        "digraph plan {" if graph.direction == "down" else "digraph catalog {",
        f"  graph [rankdir={'TB' if graph.direction == 'down' else 'LR'}, newrank=true, fontname=Helvetica, "
        f'labelloc=t, labeljust=l, label="{_lines(graph.title, graph.detail, graph.text)}"];',
        f'  node [fontname=Helvetica, fontsize=11, fontcolor="{LIGHT["ink"]}"];',
        f'  edge [fontname=Helvetica, fontsize=10, color="{LIGHT["wire"]}", fontcolor="{LIGHT["muted"]}"];',
        *(f"  {_node(node, names[node.id])}" for node in graph.nodes),
    ]
    for stage in stages_of(graph.nodes):
        members = "; ".join(names[node.id] for node in graph.nodes if node.stage == stage)
        lines.append(f"  {{ rank=same; {members} }}  // stage {stage + 1}")
    lines += [f"  {line}" for line in _edges(graph, names)]
    return "\n".join([*lines, "}"]) + "\n"


def escaped(text: str) -> str:
    """A text as it may stand in quotes; Graphviz reads escapes and entities there.

    Example:
        >>> escaped('a "b" & c')
        'a \\\\"b\\\\" &amp; c'
    """
    return safe(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")


def _lines(*texts: str) -> str:
    """Texts as lines that begin at the left, long ones broken."""
    broken = [part for text in texts if text for part in wrap(safe(text), 11, _ROOM, lines=8)]
    return "".join(f"{escaped(part)}\\l" for part in broken)


def _node(node: Node, name: str) -> str:
    style = style_of(node)
    heading = f"{shown_id(node)} {node.title}".strip()
    label = _lines(heading, " · ".join(node.marks), *(_line(line) for line in node.lines))
    peripheries = ", peripheries=2" if node.effect == "destroy" else ""
    width = ", penwidth=3" if node.lit or node.effect == "write" else ""
    return (
        f'{name} [label="{label}", shape={_SHAPES.get(node.kind, "box")}, style="{_STYLES.get(node.kind, "filled")}", '
        f'fillcolor="{LIGHT[style]}", color="{LIGHT[f"{style}-line"]}"{peripheries}{width}];'
    )


def _line(line: Line) -> str:
    name = f"{line.name}: " if line.name else ""
    return f"{name}{line.text}{f' ({line.note})' if line.note else ''}"


def _edges(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    for edge in graph.edges:
        dashed = ", style=dashed" if edge.kind != "data" else ""
        lit = f', penwidth=3, color="{LIGHT["lit"]}"' if edge.lit else ""
        yield f'{names[edge.source]} -> {names[edge.target]} [label="{escaped(edge.label)}"{dashed}{lit}];'
