"""The pieces of HTML that a notebook is shown: one panel a result, readable with its style and without.

A page that is only looked at (GitHub, a notebook that is not trusted) keeps simple tags and drops `<style>`, scripts and `<svg>`,
though not the words inside `<svg>`. So the picture stands in a panel twice: as `<svg>`, which takes the colours of the theme and is
`hidden` until the style lifts that; and as an `<img>` that the style hides.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from orchestrator.show.words import printable

HIGHEST = 25
"""So many lines of a text are shown; the rest is folded, where that saves more than a few."""

LONGEST = 40_000
"""So many characters of a text are shown in a panel; what is longer is cut, and said to be."""

_WIDTH = re.compile(r'^<svg\b[^>]*? width="(\d+(?:\.\d+)?)"')
_NAME = re.compile(r"`([^`]+)`")
_STYLE = re.compile("<style>.*?</style>\n?", re.DOTALL)


@cache
def stylesheet() -> str:
    """The style of all panels, the same in each, so that several on a page do not fight."""
    text = Path(__file__).with_name("panel.css").read_text(encoding="utf-8")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def panel(*parts: str) -> str:
    """A result: its parts in a box of their own, with the style."""
    # The classes of MathJax: a price in dollars is no formula.
    return f'<div class="orch tex2jax_ignore mathjax_ignore">\n<style>\n{stylesheet()}\n</style>\n{body(*parts)}\n</div>'


def body(*parts: str) -> str:
    """Parts, one after the other; empty ones are left out."""
    return "\n".join(part for part in parts if part)


def safe(text: str, limit: int = 2000) -> str:
    """A text on one line, escaped, without control characters."""
    return escape(printable(text, limit))


def told(text: str, limit: int = 4000) -> str:
    """The same of a sentence: what stands in backquotes is a name."""
    return _NAME.sub(r"<code>\1</code>", safe(text, limit))


def heading(title: str, text: str = "", *, kind: str = "plain", mark: str = "") -> str:
    """The first line of a panel. `kind` gives it its colour: a status, or `plain`."""
    sign = f"{mark} " if mark else ""
    said = f": {told(text)}" if text else ""
    return f'<p class="orch-heading"><strong class="orch-{escape(kind)}">{sign}{safe(title)}</strong>{said}</p>'


def note(text: str) -> str:
    """A line of small print; nothing where there is no text."""
    return f'<p class="orch-note">{safe(text)}</p>' if text else ""


def sentence(text: str) -> str:
    """A line of its own; nothing where there is no text."""
    return f"<p>{told(text)}</p>" if text else ""


def items(entries: Iterable[tuple[str, str]], title: str = "") -> str:
    """A list: of each entry what it says, and what is told beside it; nothing where there are no entries."""
    rows = [f"<li>{told(said)}{_beside(beside)}</li>" for said, beside in entries]
    if not rows:
        return ""
    named = f'<p class="orch-title"><strong>{safe(title)}</strong></p>\n' if title else ""
    return f"{named}<ul>\n{body(*rows)}\n</ul>"


def _beside(text: str) -> str:
    return f' <span class="orch-note">{safe(text)}</span>' if text else ""


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of texts; nothing where it has no rows."""
    lines = ["".join(f"<td>{safe(cell)}</td>" for cell in row) for row in rows]
    if not lines:
        return ""
    head = "".join(f"<th>{safe(column)}</th>" for column in columns)
    rest = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rest}\n</tbody>\n</table>"


def block(text: str, *, whole: bool = False) -> str:
    """A text of several lines as it stands, without control characters; a long one is folded, unless the `whole` is wanted."""
    cut = text.rstrip("\n")[:LONGEST]
    lines = [printable(line, LONGEST) for line in cut.expandtabs(4).split("\n")]
    if len(cut) < len(text.rstrip("\n")):
        lines.append(f"... ({len(text):,} characters)")
    if whole or not lines[HIGHEST + 5 :]:
        return _pre(lines)
    rest = len(lines) - HIGHEST
    return body(_pre(lines[:HIGHEST]), folded(f"{rest} more lines", _pre(lines[HIGHEST:])))


def _pre(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return f"<pre>{escape(text, quote=False)}</pre>"


def folded(summary: str, *parts: str, is_open: bool = False) -> str:
    """Parts that are shown when the summary is clicked; nothing where there are none."""
    if not any(parts):
        return ""
    return f"<details{' open' if is_open else ''}>\n<summary>{safe(summary)}</summary>\n{body(*parts)}\n</details>"


def picture(svg: str, described: str, *, still: bool = True) -> str:
    """A picture: as SVG that takes the theme's colours, and (`still`) as an image for pages that drop it."""
    width = _WIDTH.search(svg)
    size = f' style="--orch-width: {width[1]}px"' if width is not None else ""
    # With a value, since JupyterLab's sanitizer drops the bare word.
    live = f'<div class="orch-picture" hidden="hidden"{size}>\n{svg.strip()}\n</div>'
    if not still:
        return live.replace(' hidden="hidden"', "", 1)
    # Its style would follow the light or dark of the system, which is not that of the page it stands on.
    data = b64encode(_STYLE.sub("", svg.strip()).encode()).decode()
    return f'{live}\n<p class="orch-still"><img alt="{safe(described, 500)}" src="data:image/svg+xml;base64,{data}"></p>'
