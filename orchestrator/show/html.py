"""A page with the picture of a graph. It loads nothing."""

from __future__ import annotations

from html import escape

from orchestrator.show.blocks import safe
from orchestrator.show.colours import DARK, LIGHT
from orchestrator.show.graph import Graph
from orchestrator.show.svg import FONT, svg


def html(graph: Graph) -> str:
    """The graph as an HTML page, in the light or dark of the reader's own choice."""
    title = escape(safe(graph.title))
    style = (
        f":root{{color-scheme:light dark}}body{{margin:0;padding:16px;background:{LIGHT['paper']};color:{LIGHT['ink']};"
        f"font-family:{FONT}}}@media (prefers-color-scheme:dark){{body{{background:{DARK['paper']};color:{DARK['ink']}}}}}"
        "main{overflow-x:auto}main .po-svg{max-width:none}"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{svg(graph)}</main>\n</body>\n</html>\n"
    )
