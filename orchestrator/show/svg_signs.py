"""The small signs of boxes, 14 by 14, drawn as lines so that they need no font."""

from __future__ import annotations

from orchestrator.show.graph import Node

_SIGNS = {
    "ask": "M1 7a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M5.2 5.6a1.9 1.9 0 1 1 2.6 1.8q-.8 .3 -.8 1.3M7 10.2v.8",
    "choose": "M1.5 3h2M6 3h7M1.5 7h2M6 7h7M1.5 11h2M6 11h7",
    "read": "M1.5 6a4.3 4.3 0 1 0 8.6 0a4.3 4.3 0 1 0 -8.6 0M9 9l3.8 3.8",
    "write": "M2 12l.8 -3.2L9.9 1.7l2.4 2.4L5.2 11.2zM8.3 3.3l2.4 2.4",
    "destroy": "M7 1.2L13.4 12.6H.6zM7 5.4v3.4M7 10.4v.8",
    "want": "M7 .9l1.9 4 4.3 .5 -3.2 3 .9 4.3L7 10.5l-3.9 2.2 .9 -4.3 -3.2 -3 4.3 -.5z",
    "goal": "M2.5 13V1.4M2.5 2h9l-2.4 3 2.4 3h-9",
    "reading": "M7 13V8M7 8L2.5 3.5M7 8l4.5 -4.5M2 6.4V3h3.4M8.6 3H12v3.4",
    "problem": "M1 7a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M4.7 4.7l4.6 4.6M9.3 4.7l-4.6 4.6",
    "call": "M5 2L1.2 7 5 12M9 2l3.8 5L9 12",
    "plain": "M1.5 3.5h11M1.5 7h11M1.5 10.5h7",
    "type": "M2 2h6l4.5 5L8 12H2z",
    "done": "M1 7a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M4 7.2l2.2 2.3L10.2 5",
}


def style_of(node: Node) -> str:
    """The colours of a node: a name of the palette."""
    if node.kind in ("call", "api", "nearest"):
        return {"write": "write", "destroy": "destroy"}.get(node.effect or "", "call")
    return {
        "ask": "ask",
        "choose": "ask",
        "want": "want",
        "goal": "want",
        "conflict": "problem",
        "missing": "problem",
        "reading": "ask",
    }.get(node.kind, "plain")


def sign_of(node: Node) -> str:
    """The path of a node's sign."""
    if node.kind in ("call", "api", "nearest"):
        return _SIGNS[node.effect or "call"]
    name = {"aside": "plain", "conflict": "problem", "missing": "problem"}.get(node.kind, node.kind)
    return _SIGNS[name]


def sign(name: str) -> str:
    """The path of a sign by its name."""
    return _SIGNS[name]
