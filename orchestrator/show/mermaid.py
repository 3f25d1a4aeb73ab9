"""A graph as Mermaid text. Whatever a person or a catalog wrote stands in it as text and can be nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from orchestrator.show.blocks import safe
from orchestrator.show.colours import LIGHT
from orchestrator.show.graph import Graph, Line, Node
from orchestrator.show.picture import shown_id, stages_of
from orchestrator.show.svg_signs import style_of

_STEP = re.compile(r"^[a-z]{1,2}[0-9]+$")
_OPEN = {"ask": ('(["', '"])'), "choose": ('{{"', '"}}'), "want": ('(("', '"))'), "type": ('[/"', '"/]'), "reading": ('(["', '"])')}
_ARROWS = {"data": "-->", "state": "-.->", "each": "==>", "reading": "-.->", "problem": "-.->", "needed": "-.->"}
_MOST = 300


def mermaid(graph: Graph) -> str:
    """The graph as the text of a flowchart."""
    names = _names(graph)
    lines = [
        f"%% {_comment(graph.title)}: {_comment(graph.text)}",
        f"flowchart {'TD' if graph.direction == 'down' else 'LR'}",
        f'  accTitle: {_plain(graph.title)}',
        f'  accDescr: {_plain(graph.text)}',
    ]  # fmt: skip
    stages = stages_of(graph.nodes)
    for stage in stages:
        lines.append(f'  subgraph stage{stage + 1}["stage {stage + 1}"]')
        lines += [f"    {_node(node, names)}" for node in graph.nodes if node.stage == stage]
        lines.append("  end")
    lines += [f"  {_node(node, names)}" for node in graph.nodes if node.stage not in stages]
    lines += _edges(graph, names)
    lines += _styles(graph, names)
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text as it may stand in quotes: all but letters, digits and plain signs as entities.

    Example:
        >>> escaped('say "hi"')
        'say #34;hi#34;'
    """
    return "".join(c if _is_plain(c) else f"#{ord(c)};" for c in text)


def _is_plain(character: str) -> bool:
    return character in " .,_()/=+→←·…'?!" or unicodedata.category(character)[0] in "LNM"


def _cut(text: str) -> str:
    text = safe(text)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def _comment(text: str) -> str:
    """A text in a comment; braces there would be read as a directive."""
    return _cut(text).replace("{", "(").replace("}", ")")


def _plain(text: str) -> str:
    """A text on a line of its own, without quotes: signs that could end it become spaces."""
    kept = "".join(c if _is_plain(c) or c in ":-" else " " for c in _cut(text))
    return " ".join(kept.split()) or "a plan"


def _names(graph: Graph) -> dict[str, str]:
    """The names of nodes: those of the steps, where they can be names; else numbers."""
    if any(node.kind in ("ask", "choose", "call") and not _STEP.match(node.id) for node in graph.nodes):
        return {node.id: f"n{place}" for place, node in enumerate(graph.nodes, 1)}
    return {
        node.id: node.id if _STEP.match(node.id) else f"node_{place}" for place, node in enumerate(graph.nodes, 1)
    }


def _node(node: Node, names: dict[str, str]) -> str:
    opened, closed = _OPEN.get(node.kind, ('["', '"]'))
    if node.effect == "destroy":
        opened, closed = '[["', '"]]'
    identifier = f"{escaped(shown_id(node))} " if shown_id(node) else ""
    parts = [f"{identifier}<b>{escaped(_cut(node.title))}</b>"]
    if node.marks:
        parts.append(f"<i>{escaped(_cut(' · '.join(node.marks)))}</i>")
    parts += [_line(line) for line in node.lines]
    return f"{names[node.id]}{opened}{'<br/>'.join(parts)}{closed}"


def _line(line: Line) -> str:
    name = f"{_cut(line.name)}: " if line.name else ""
    note = f" ({_cut(line.note)})" if line.note else ""
    return escaped(f"{name}{_cut(line.text)}{note}")


def _edges(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    for edge in graph.edges:
        label = f'|"{escaped(_cut(edge.label))}"|' if edge.label else ""
        yield f"  {names[edge.source]} {_ARROWS[edge.kind]}{label} {names[edge.target]}"


def _styles(graph: Graph, names: dict[str, str]) -> Iterator[str]:
    """Colours by class; the text is dark on light in every theme, so that it can be read."""
    found: dict[str, list[str]] = {}
    for node in graph.nodes:
        found.setdefault(style_of(node), []).append(names[node.id])
    for style, members in found.items():
        fill, line, ink = LIGHT[style], LIGHT[f"{style}-line"], LIGHT["ink"]
        yield f"  classDef {style}s fill:{fill},stroke:{line},color:{ink}"
        yield f"  class {','.join(members)} {style}s"
    lit = [names[node.id] for node in graph.nodes if node.lit]
    if lit:
        yield "  classDef lit stroke-width:4px"
        yield f"  class {','.join(lit)} lit"
