"""YAML as it was written: every scalar is its text, every key has its line, and no key stands twice.

YAML would turn an input called `on` into a boolean and a default `2025-01-01` into a date object. Here both
stay text; only null (`~`, `null`, nothing) becomes None. Aliases and merge keys (`<<`) work, but cannot grow
without bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from orchestrator.errors import CatalogError, Problem

Path = tuple[str | int, ...]

MAX_BYTES = 4_000_000
MAX_DEPTH = 30
MAX_NODES = 250_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_SCALARS = {_TAG + kind for kind in ("str", "int", "float", "bool", "timestamp", "value", "merge")}


@dataclass(slots=True)
class Document:
    """A YAML text as plain data, the line of every path in it, and the keys that stand twice."""

    origin: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    flaws: list[Problem] = field(default_factory=list)

    def where(self, path: Path) -> str:
        """File, line and key path, as far as the path was written."""
        while path and path not in self.lines:
            path = path[:-1]
        place = f"{self.origin}:{self.lines[path]}" if path in self.lines else self.origin
        return f"{place}: {show_path(path)}" if path else place


def show_path(path: Path) -> str:
    """A key path for people: `types > customer_id > pattern`."""
    return " > ".join(str(key + 1) if isinstance(key, int) else key for key in path)


def read_document(text: str, origin: str) -> Document:
    """Read a YAML text.

    Raises:
        CatalogError: the text is no YAML, or one that a person cannot have meant.
    """
    if len(text) > MAX_BYTES:
        raise CatalogError(
            Problem("the file is too large", origin, f"at most {MAX_BYTES // 1_000_000} MB of YAML")
        )
    document = Document(origin)
    try:
        _forbid_deep_nesting(text, origin)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise CatalogError(_syntax_problem(error, text, origin)) from None
    if node is not None:
        document.data = _Builder(document).build(node, ())
    return document


def _forbid_deep_nesting(text: str, origin: str) -> None:
    """Composing recurs on nesting, in C without a limit; events come flat, so they are counted first."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            place = f"{origin}:{event.start_mark.line + 1}" if event.start_mark else origin
            raise CatalogError(Problem("the YAML is nested too deeply", place, f"at most {MAX_DEPTH} levels"))


def _syntax_problem(error: yaml.YAMLError, text: str, origin: str) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Problem(
            "a character that YAML does not allow", f"{origin}:{line}", mend="is this a text file?"
        )
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = f"{origin}:{mark.line + 1}" if mark is not None else origin
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    what = f"the file is no YAML: {said}" + (f" ({context})" if context else "")
    mend = "indent with spaces, close every bracket and quote, and quote texts that contain ': ' or ' #'"
    return Problem(what, place, mend=mend)


class _Builder:
    """Builds plain data from nodes, and notes lines and flaws in the document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: set[int] = set()
        self._built = 0

    def build(self, node: yaml.Node, path: Path) -> Any:
        """The data of a node; an alias builds its node anew, which is why nodes are counted."""
        self._built += 1
        line = node.start_mark.line + 1
        place = f"{self._document.origin}:{line}"
        if self._built > MAX_NODES:
            raise CatalogError(
                Problem(
                    "too much YAML, or aliases that grow without bound", place, f"at most {MAX_NODES} entries"
                )
            )
        if id(node) in self._open:
            raise CatalogError(
                Problem("an alias of the YAML contains itself", place, mend="remove the alias (*)")
            )
        self._document.lines.setdefault(path, line)
        self._open.add(id(node))
        try:
            return self._data(node, path, place)
        finally:
            self._open.discard(id(node))

    def _data(self, node: yaml.Node, path: Path, place: str) -> Any:
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _TAG + "null":
                return None
            if node.tag in _SCALARS:
                return node.value
        elif isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, path)
        raise CatalogError(
            Problem(f"the YAML tag {node.tag!r} is not allowed", place, "plain YAML", "remove the tag")
        )

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        merged: list[yaml.Node] = []
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if key_node.tag == _TAG + "merge":
                merged.append(value_node)
            elif not isinstance(key_node, yaml.ScalarNode):
                place = f"{self._document.origin}:{line}"
                raise CatalogError(
                    Problem(
                        "a key is a list or a mapping", place, "a name", "quote it, or remove the brackets"
                    )
                )
            elif key_node.value in data:
                self._note_duplicate(key_node.value, path, line)
            else:
                self._document.lines[(*path, key_node.value)] = line
                data[key_node.value] = self.build(value_node, (*path, key_node.value))
        for value_node in merged:
            self._merge(value_node, path, data)
        return data

    def _note_duplicate(self, key: str, path: Path, line: int) -> None:
        here = (*path, key)
        place = f"{self._document.origin}:{line}: {show_path(here)}"
        what = f"the key '{key}' stands twice, here and in line {self._document.lines[here]}"
        self._document.flaws.append(Problem(what, place, mend="remove or rename one of them"))

    def _merge(self, node: yaml.Node, path: Path, data: dict[str, Any]) -> None:
        """Take over what `<<` refers to; the mapping's own keys go before."""
        for part in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            more = self.build(part, path)
            if not isinstance(more, dict):
                place = f"{self._document.origin}:{node.start_mark.line + 1}"
                raise CatalogError(
                    Problem("'<<' takes over something that is no mapping", place, "an alias of a mapping")
                )
            for key, value in more.items():
                data.setdefault(key, value)
