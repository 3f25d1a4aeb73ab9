"""A node as a block of texts with a known size, so that no text leaves its box."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestrator.show.graph import Line, Node
from orchestrator.show.metrics import cut, text_width, wrap
from orchestrator.show.words import printable

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 13.0, 11.5, 10.5
PAD = 10.0
ICON = 14.0
_ROOM = 270.0
"""The widest a text of a block gets."""
_LEAST = 96.0
_NAME_ROOM = 120.0
_ARROW = " ← "
_NO_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
"""No characters, which XML or browsers refuse."""
_MOST = 1000
"""So many characters of a text are kept for the tooltip."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text on one line. `role` is its style: title, id, mark, name, value, note."""

    x: float
    y: float
    text: str
    role: str

    @property
    def width(self) -> float:
        """The most it takes."""
        return text_width(self.text, size_of(self.role), bold=is_bold(self.role))


@dataclass(frozen=True, slots=True)
class Block:
    """A node's texts, relative to its upper left corner. `whole` is what was cut, for a tooltip; empty if nothing was."""

    width: float
    height: float
    texts: tuple[Text, ...]
    rule: float | None = None
    whole: str = ""


def size_of(role: str) -> float:
    """The size of the letters of a role."""
    return {"title": TITLE_SIZE, "heading": 16.0, "id": SMALL_SIZE, "mark": SMALL_SIZE, "note": SMALL_SIZE}.get(role, TEXT_SIZE)


def is_bold(role: str) -> bool:
    """Whether a role is written in bold."""
    return role in ("title", "heading", "lit")


def safe(text: str) -> str:
    """A text on one line without control characters, of a length that a picture bears."""
    shown = printable(text, _MOST)
    return _NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)


def block(node: Node, *, shown_id: str = "") -> Block:
    """The block of a node: sign and title, its marks, its lines."""
    builder = _Builder(node)
    builder.title(shown_id)
    builder.marks()
    builder.lines()
    return builder.block()


class _Builder:
    def __init__(self, node: Node) -> None:
        self.node = node
        self.texts: list[Text] = []
        self.y = PAD
        self.rule: float | None = None
        self.is_cut = False

    def _put(self, x: float, text: str, role: str) -> None:
        if text:
            self.texts.append(Text(x, round(self.y, 2), text, role))

    def _wrapped(self, text: str, role: str, room: float, lines: int) -> tuple[str, ...]:
        broken = wrap(text, size_of(role), room, lines=lines, bold=is_bold(role))
        self.is_cut |= "".join(broken).replace(" ", "") != text.replace(" ", "")
        return broken

    def title(self, shown_id: str) -> None:
        x = PAD + ICON + 6
        if shown_id:
            self.y += TITLE_SIZE
            self._put(x, shown_id, "id")
            x += text_width(shown_id, SMALL_SIZE) + 6
            self.y -= TITLE_SIZE
        for line in self._wrapped(safe(self.node.title), "title", _ROOM - x + PAD, 4):
            self.y += TITLE_SIZE
            self._put(x, line, "title")
            self.y += 3

    def marks(self) -> None:
        if self.node.marks:
            for line in self._wrapped(safe(" · ".join(self.node.marks)), "mark", _ROOM - ICON - 6, 2):
                self.y += SMALL_SIZE + 2
                self._put(PAD + ICON + 6, line, "mark")
                self.y += 2

    def lines(self) -> None:
        if not self.node.lines:
            return
        self.y += 5
        self.rule = round(self.y, 2)
        self.y += 2
        names = [cut(safe(line.name), TEXT_SIZE, _NAME_ROOM) for line in self.node.lines]
        column = max(text_width(name, TEXT_SIZE) for name in names)
        sign = _ARROW if self.node.kind in ("call", "want", "goal") else ""
        value_at = PAD + (column + (text_width(sign, TEXT_SIZE) if sign else 8) if column else 0)
        for name, line in zip(names, self.node.lines, strict=True):
            self.is_cut |= name != safe(line.name)
            self._line(name, line, value_at, sign.strip() if column else "")

    def _line(self, name: str, line: Line, value_at: float, sign: str) -> None:
        room = _ROOM + PAD - value_at
        said = self._wrapped(safe(line.text), "value", room, 4)
        self.y += TEXT_SIZE + 3.5
        if name:
            self._put(PAD, name, "name")
        if sign:
            self._put(round(value_at - text_width(sign + " ", TEXT_SIZE), 2), sign, "name")
        for place, part in enumerate(said):
            self.y += TEXT_SIZE + 2.5 if place else 0
            self._put(value_at, part, "value")
        note = safe(line.note)
        after = value_at + text_width(said[-1], TEXT_SIZE) + 7
        if note and after + text_width(note, SMALL_SIZE) <= PAD + _ROOM:
            self._put(round(after, 2), note, "note")
        elif note:
            for part in self._wrapped(note, "note", room, 3):
                self.y += SMALL_SIZE + 2.5
                self._put(value_at, part, "note")

    def block(self) -> Block:
        width = max([_LEAST, *(text.x + text.width + PAD for text in self.texts)])
        whole = ""
        if self.is_cut:
            lines = [" ".join(filter(None, (line.name, line.text, line.note))) for line in self.node.lines]
            whole = safe("; ".join([self.node.title, *lines]))
        return Block(round(width, 1), round(self.y + PAD, 1), tuple(self.texts), self.rule, whole)
