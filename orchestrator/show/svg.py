"""A graph as SVG: own layout, own text widths, colours that follow the viewer's light or dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape

from orchestrator.show.blocks import PAD, SMALL_SIZE, TEXT_SIZE, Block, Text, is_bold, safe, size_of
from orchestrator.show.colours import DARK, LIGHT
from orchestrator.show.graph import Graph, Node
from orchestrator.show.layout import Piece, Rect, Route
from orchestrator.show.metrics import cut, text_width, wrap
from orchestrator.show.picture import Picture, Strand, label_of, picture, stages_of
from orchestrator.show.svg_signs import sign, sign_of, style_of

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_MARGIN = 16.0
_GUTTER = 58.0
_LEAST_WIDTH = 430.0
_HEAD = 7.0
_MOST_TEXT = 900.0
_DASHES = {"state": "6 4", "each": "6 4", "reading": "2 4", "problem": "2 4", "needed": "2 4"}
_SIGN_OF_TITLE = {
    "Ready": ("done", "want"),
    "Needs input": ("ask", "ask"),
    "Several readings": ("reading", "ask"),
    "Conflict": ("problem", "problem"),
    "No plan exists": ("problem", "problem"),
    "Out of scope": ("problem", "problem"),
}


def svg(graph: Graph, *, heading: bool = True) -> str:
    """The graph as one `<svg>` element, without an XML declaration; the same graph gives the same bytes.

    Args:
        graph: what to draw.
        heading: write title, numbers and sentence above the picture; else they are only its accessible name.
    """
    body, width, height = _Drawing(picture(graph), heading).parts()
    told = " ".join(filter(None, (safe(graph.text), safe(graph.detail))))
    name = sha256("\n".join(body).encode()).hexdigest()[:10]
    size = f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="po-svg" role="img" aria-labelledby="po-t{name} po-d{name}" '
            f'{size} font-family="{FONT}">',
            f'<title id="po-t{name}">{_x(safe(graph.title))}</title>',
            f'<desc id="po-d{name}">{_x(told)}</desc>',
            f"<style>{stylesheet()}</style>",
            *body,
            "</svg>\n",
        ]
    )


def stylesheet() -> str:
    """The rules of all pictures. They name only classes of ours, and are the same everywhere, so that pages can hold many."""
    light, dark = (";".join(f"--po-{name}:{value}" for name, value in p.items()) for p in (LIGHT, DARK))
    follow_light = ('[data-theme="light"]', '[data-jp-theme-light="true"]', ".vscode-light")
    follow_dark = ('[data-theme="dark"]', '[data-jp-theme-light="false"]', ".vscode-dark")
    rules = [
        f".po-svg{{{light};max-width:100%;height:auto}}",
        f"@media (prefers-color-scheme:dark){{.po-svg{{{dark}}}}}",
        f"{','.join(f'{host} .po-svg' for host in follow_light)}{{{light}}}",
        f"{','.join(f'{host} .po-svg' for host in follow_dark)}{{{dark}}}",
    ]
    for name in LIGHT:
        if f"{name}-line" in LIGHT:
            rules.append(f".po-svg .po-{name}{{fill:var(--po-{name});stroke:var(--po-{name}-line)}}")
            rules.append(f".po-svg .po-{name}-line{{stroke:var(--po-{name}-line)}}")
    rules += [f".po-svg .po-f-{name}{{fill:var(--po-{name})}}" for name in ("paper", "band", "ink", "muted", "wire", "lit")]
    rules += [f".po-svg .po-s-{name}{{stroke:var(--po-{name})}}" for name in ("wire", "lit", "muted")]
    return "".join(rules)


class _Drawing:
    """Writes one picture; everything is moved by `dx`, `dy` from the layout's own corner."""

    def __init__(self, drawn: Picture, heading: bool) -> None:
        self.drawn = drawn
        self.graph = drawn.graph
        self.is_down = drawn.graph.direction == "down"
        self.has_stages = self.is_down and bool(stages_of(drawn.graph.nodes))
        layout = drawn.layout
        across, along = (layout.width, layout.height) if self.is_down else (layout.height, layout.width)
        self.dx = _MARGIN + (_GUTTER if self.has_stages else 0.0)
        self.width = max(_LEAST_WIDTH if heading else 0.0, self.dx + across + _MARGIN)
        self.head, self.dy = self._heading() if heading else ([], _MARGIN)
        self.height = self.dy + along + _MARGIN + (6 if self.has_stages else 0)

    def parts(self) -> tuple[list[str], float, float]:
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        body = [f'<rect class="po-f-paper" {size} rx="8" fill="{LIGHT["paper"]}"/>', *self.head]
        if self.has_stages:
            body.extend(self._bands())
        pairs = list(zip(self.drawn.strands, self.drawn.layout.routes, strict=True))
        for strand, route in pairs:
            body.append(self._wire(strand, route))
        for strand, route in pairs:
            body.extend(self._label(strand, route))
        for node in self.graph.nodes:
            body.extend(self._node(node, self.drawn.blocks[node.id], self.drawn.layout.boxes[node.id]))
        return body, self.width, self.height

    def _heading(self) -> tuple[list[str], float]:
        """The lines above the picture, and where the picture begins."""
        parts, y, x = [], _MARGIN + 14, _MARGIN
        sign_name, style = _SIGN_OF_TITLE.get(self.graph.title, ("call", "call"))
        parts.append(_sign(sign(sign_name), x, y - 13, style))
        room = min(self.width, _MOST_TEXT) - 2 * _MARGIN
        title, detail = cut(safe(self.graph.title), 16, room - 22, bold=True), safe(self.graph.detail)
        parts.append(_text(Text(x + 22, y, title, "heading")))
        if detail:
            after = 22 + text_width(title, 16, bold=True) + 12
            if after + text_width(detail, SMALL_SIZE) > room:
                after, y = 0.0, y + SMALL_SIZE + 6
            parts.append(_text(Text(x + after, y, cut(detail, SMALL_SIZE, room), "note")))
        y += 6
        for line in wrap(safe(self.graph.text), TEXT_SIZE, room, lines=6):
            y += TEXT_SIZE + 4
            parts.append(_text(Text(x, y, line, "value")) if line else "")
        return parts, y + 22

    def _bands(self) -> Iterator[str]:
        stages = stages_of(self.graph.nodes)
        for stage in stages:
            top, bottom = self.drawn.layout.ranks[stage]
            y, height = self.dy + top - 8, bottom - top + 16
            size = f'x="{_n(_MARGIN / 2)}" y="{_n(y)}" width="{_n(self.width - _MARGIN)}" height="{_n(height)}"'
            yield f'<rect class="po-f-band" {size} rx="8" fill="{LIGHT["band"]}"/>'
            yield _text(Text(_MARGIN, y + 19, f"stage {stage + 1}", "note"))

    # wires

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return (x + self.dx, y + self.dy) if self.is_down else (y + self.dx, x + self.dy)

    def _wire(self, strand: Strand, route: Route) -> str:
        tone = "lit" if strand.lit else "wire"
        paths, heads = [], []
        for piece in route.pieces:
            end = piece.leaves if strand.back else piece.arrives
            paths.append(self._path(piece, strand.back, end is not None))
            if end is not None:
                heads.append(self._head(piece, strand.back))
        dash = f' stroke-dasharray="{_DASHES[strand.kind]}"' if strand.kind in _DASHES else ""
        thick = "2.4" if strand.lit else "1.4"
        line = (
            f'<path class="po-s-{tone}" fill="none" stroke="{LIGHT[tone]}" stroke-width="{thick}"{dash} d="{"".join(paths)}"/>'
        )
        return line + (f'<path class="po-f-{tone}" fill="{LIGHT[tone]}" d="{"".join(heads)}"/>' if heads else "")

    def _path(self, piece: Piece, back: bool, has_head: bool) -> str:
        (x0, y0), (x1, y1) = piece.start, piece.end
        y0 += _HEAD - 1 if has_head and back else 0
        y1 -= _HEAD - 1 if has_head and not back else 0
        a, b = self._point(x0, y0), self._point(x1, y1)
        if abs(x0 - x1) < 0.05:
            return f"M{_p(a)}L{_p(b)}"
        middle = (y0 + y1) / 2
        return f"M{_p(a)}C{_p(self._point(x0, middle))} {_p(self._point(x1, middle))} {_p(b)}"

    def _head(self, piece: Piece, back: bool) -> str:
        (x, y), length = (piece.start, -_HEAD) if back else (piece.end, _HEAD)
        corners = [self._point(x, y), self._point(x - 4, y - length), self._point(x + 4, y - length)]
        return f"M{_p(corners[0])}L{_p(corners[1])}L{_p(corners[2])}Z"

    def _label(self, strand: Strand, route: Route) -> Iterator[str]:
        if route.label is None:
            return
        place = self._place(route.label)
        tone = "lit" if strand.lit else "wire"
        dash = ' stroke-dasharray="3 2"' if strand.kind in _DASHES else ""
        yield (
            f'<rect class="po-f-paper po-s-{tone}" {_rect(place)} rx="{_n(place.height / 2)}" fill="{LIGHT["paper"]}" '
            f'stroke="{LIGHT[tone]}"{dash}/>'
        )
        yield _text(Text(place.middle, round(place.y + SMALL_SIZE + 1.6, 2), label_of(strand), "mark"), anchor="middle")

    # boxes

    def _place(self, rect: Rect) -> Rect:
        x, y = self._point(rect.x, rect.y)
        return Rect(x, y, rect.width, rect.height) if self.is_down else Rect(x, y, rect.height, rect.width)

    def _node(self, node: Node, block: Block, rect: Rect) -> Iterator[str]:
        place, style = self._place(rect), style_of(node)
        if node.lit is False:
            style = "plain"
        yield f'<g class="po-node" transform="translate({_n(place.x)} {_n(place.y)})">'
        if block.whole:
            yield f"<title>{_x(block.whole)}</title>"
        yield from _frame(node, style, place.width, place.height)
        yield _sign(sign_of(node), PAD, PAD + 1, style)
        if block.rule is not None:
            line = LIGHT[f"{style}-line"]
            yield (
                f'<path class="po-{style}-line" stroke="{line}" stroke-opacity=".35" '
                f'd="M{_n(PAD)} {_n(block.rule)}H{_n(place.width - PAD)}"/>'
            )
        yield from (_text(text) for text in block.texts)
        yield "</g>"


def _frame(node: Node, style: str, width: float, height: float) -> Iterator[str]:
    """The outline: its form says the kind as the colour does."""
    asks = node.kind in ("ask", "choose", "reading")
    round_by = 14 if asks or node.kind in ("want", "goal") else 4
    dash = ' stroke-dasharray="5 3"' if asks else ' stroke-dasharray="2 3"' if node.kind == "aside" else ""
    thick = "3" if node.lit else "2.2" if style in ("destroy", "problem") else "1.4"
    fill, line = LIGHT[style], LIGHT[f"{style}-line"]
    size = f'width="{_n(width)}" height="{_n(height)}"'
    yield f'<rect class="po-{style}" {size} rx="{round_by}" fill="{fill}" stroke="{line}" stroke-width="{thick}"{dash}/>'
    if node.kind == "want":
        inner = f'x="3" y="3" width="{_n(width - 6)}" height="{_n(height - 6)}"'
        yield f'<rect class="po-{style}-line" {inner} rx="11" fill="none" stroke="{line}" stroke-width=".8"/>'
    if node.effect in ("write", "destroy") and node.kind != "goal":
        for x in (4,) if node.effect == "write" else (4, 7):
            yield f'<path class="po-{style}-line" stroke="{line}" stroke-width="1.6" d="M{x} 4V{_n(height - 4)}"/>'


def _sign(path: str, x: float, y: float, style: str) -> str:
    line = LIGHT[f"{style}-line"]
    return (
        f'<path class="po-{style}-line" transform="translate({_n(x)} {_n(y)})" fill="none" stroke="{line}" '
        f'stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round" d="{path}"/>'
    )


def _text(text: Text, *, anchor: str = "") -> str:
    tone = "ink" if text.role in ("title", "heading", "value") else "muted"
    bold = ' font-weight="bold"' if is_bold(text.role) else ""
    bold += f' text-anchor="{anchor}"' if anchor else ""
    at = f'x="{_n(text.x)}" y="{_n(text.y)}" font-size="{_n(size_of(text.role))}"{bold}'
    return f'<text class="po-f-{tone}" {at} fill="{LIGHT[tone]}" xml:space="preserve">{_x(text.text)}</text>'


def _rect(place: Rect) -> str:
    return f'x="{_n(place.x)}" y="{_n(place.y)}" width="{_n(place.width)}" height="{_n(place.height)}"'


def _n(number: float) -> str:
    """A number with one decimal, and none where it is whole."""
    return f"{max(0.0, number):.1f}".removesuffix(".0")  # nothing stands left of the page or above it


def _p(point: Sequence[float]) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _x(text: str) -> str:
    return escape(text, quote=True)
