"""Tools as an MCP server lists them, as a catalog: a plain import of names, forms and members.

What becomes of what a schema says:

- A property is an input, its type made of its name and its shape. Properties of one name and one shape are one type
  throughout the catalog; of other shapes, types with names of their own. All types are bare: they are asked for, never looked up.
- An object whose properties are declared is taken apart: its leaves are inputs, `address.city`. An object that declares none is
  one text, in the person's words: the API is kept and can be planned, but it could not be run so.
- An array is a list of what its items are; of objects or arrays, a list of texts.
- A default that fits makes an input optional and fills it. One that does not fit ("dontcare", null) makes it optional only.
  An input that is both required and has a default stays required: it cannot be left out, so the default is an example.
- The leaves of the output schema are outputs, by their last name where that is unique in the tool, else by their path. The
  first array of objects is the rows. A tool without an output schema yields nothing. What an input's description says comes
  from another tool is an output of that tool, be it in the tool's schema or not (`producers`).
- `readOnlyHint: false` or `destructiveHint` makes a tool a write; a tool without hints is a read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.catalog.flaws import Flaw
from orchestrator.catalog.model import BASES, ROWS, Catalog
from orchestrator.catalog.verify import verify
from orchestrator.errors import CatalogError, Problem
from orchestrator.evaluate.producers import add_told_outputs
from orchestrator.evaluate.schemas import Schema, Shape, default_of, resolved, shape_of, words_in

_MAX_DEPTH = 4
_MAX_QUESTION = 100
Said = dict[str, Any]


def catalog_of(name: str, tools: Iterable[Mapping[str, Any]], *, origin: str = "") -> Catalog:
    """The catalog of tools in the form in which an MCP server lists them.

    Args:
        name: what the catalog is called.
        tools: `name`, `description`, `inputSchema`, `outputSchema` and `annotations` of each.
        origin: the file they are from; errors begin with it.

    Raises:
        CatalogError: a tool is none, or the tools do not fit together: two of one name, names that differ in case only.

    Example:
        >>> tool = {"name": "weather", "inputSchema": {"properties": {"city": {"type": "string"}}, "required": ["city"]}}
        >>> catalog_of("sky", [tool]).apis["weather"].inputs["city"].type
        'city'
    """
    where = f"{origin} > {name}" if origin else name
    if isinstance(tools, str | bytes | Mapping) or not isinstance(tools, Iterable):
        raise CatalogError(Problem("this is no list of tools", where, "[{name, description, inputSchema}, ...]"))
    types = _Types()
    apis: dict[str, Said] = {}
    problems: list[Problem] = []
    for place, tool in enumerate(tools, 1):
        flaw = _tool_flaw(tool, place, apis)
        if flaw is not None:
            problems.append(Problem(flaw.what, " > ".join((where, *map(str, flaw.path))), flaw.expected, flaw.mend))
        else:
            apis[tool["name"]] = _api(tool, types)
    if problems:
        raise CatalogError(*problems)
    add_told_outputs(apis)
    catalog = Catalog.model_validate({"name": name, "types": types.declared, "apis": apis})
    told = [Problem(f.what, " > ".join((where, *_told(f.path))), f.expected, f.mend) for f in verify(catalog)]
    if told:
        raise CatalogError(*told)
    return catalog


def _told(path: Sequence[str | int]) -> list[str]:
    """The path of a flaw as tools have it: the tool, then the input."""
    return [str(key) for key in path if key not in ("apis", "inputs", "outputs", "rows", "type")]


def _tool_flaw(tool: Any, place: int, known: Mapping[str, Any]) -> Flaw | None:
    """What keeps a tool from being one."""
    if not isinstance(tool, Mapping):
        return Flaw((f"tool {place}",), "this is no tool", "a mapping with name, description and inputSchema")
    name = tool.get("name")
    if not isinstance(name, str) or not name.strip():
        return Flaw((f"tool {place}",), "the tool has no name", "a text", "add `name`")
    if name in known:
        return Flaw((name,), "two tools have this name", mend="rename or remove one of them")
    for key in ("inputSchema", "outputSchema"):
        if not isinstance(tool.get(key) or {}, Mapping):
            return Flaw((name, key), "this is no schema", "a mapping such as {type: object, properties: {}}")
    for key in ("inputSchema", "outputSchema"):
        if not isinstance((tool.get(key) or {}).get("properties") or {}, Mapping):
            return Flaw((name, key), "`properties` is no mapping", "{name: schema, ...}")
    return None


def _api(tool: Mapping[str, Any], types: _Types) -> Said:
    hints = tool.get("annotations")
    hints = hints if isinstance(hints, Mapping) else {}
    destructive = hints.get("destructiveHint") is True and hints.get("readOnlyHint") is not True
    writes = hints.get("readOnlyHint") is False or destructive
    schema = tool.get("inputSchema") or {}
    leaves = [*_input_leaves(schema, schema, ())]
    return {
        "description": _text(tool.get("description")) or _text(tool.get("title")),
        "kind": "write" if writes else "read",
        "destructive": destructive,
        "idempotent": writes and hints.get("idempotentHint") is True,
        "inputs": {leaf.name: _input(leaf, types.of(leaf, tool["name"])) for leaf in leaves},
        **_yields(tool, types),
    }


def _text(said: Any) -> str:
    return said.strip() if isinstance(said, str) else ""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A property with no properties of its own.

    `name` is its path, without blanks that no name can have; `shape` that of its value, or of the members of its list.
    """

    path: tuple[str, ...]
    name: str
    schema: Said
    shape: Shape
    many: bool
    required: bool

    @property
    def description(self) -> str:
        return _text(self.schema.get("description")) or _text(self.schema.get("title"))


def _leaf(path: tuple[str, ...], schema: Said, root: Schema, *, required: bool) -> _Leaf:
    many = schema.get("type") == "array"
    value = resolved(schema.get("items"), root) if many else schema
    if many and "enum" in schema and "enum" not in value:
        value = {**value, "enum": schema["enum"]}
    shape = shape_of(path[-1], value, _text(schema.get("description")))
    return _Leaf(path, ".".join(" ".join(part.split()) for part in path), schema, shape, many, required)


def _input_leaves(schema: Schema, root: Schema, path: tuple[str, ...], *, required: bool = True) -> Iterator[_Leaf]:
    """The inputs of a tool: the leaves of its schema. One is required where all on the way to it are."""
    needed = schema.get("required")
    needed = needed if isinstance(needed, list | tuple) else ()
    for name, said in (schema.get("properties") or {}).items():
        inner = resolved(said, root)
        is_needed = required and name in needed
        if _has_parts(inner) and len(path) < _MAX_DEPTH:
            yield from _input_leaves(inner, root, (*path, name), required=is_needed)
        else:
            yield _leaf((*path, name), inner, root, required=is_needed)


def _has_parts(schema: Schema) -> bool:
    return isinstance(schema.get("properties"), Mapping) and bool(schema["properties"])


def _input(leaf: _Leaf, kind: str) -> Said:
    said: Said = {"type": kind, "many": leaf.many, "required": leaf.required, "description": leaf.description or None}
    default = None if leaf.required else default_of(leaf.schema, leaf.shape, many=leaf.many)
    return said if default is None else {**said, "default": default}


def _yields(tool: Mapping[str, Any], types: _Types) -> Said:
    """Outputs and rows. A list or a value that is the whole result is the rows, or an output called `result`."""
    root = tool.get("outputSchema") or {}
    schema = resolved(root, root)
    rows: list[tuple[tuple[str, ...], list[_Leaf]]] = []
    if schema.get("type") == "array" or (schema.get("type") not in (None, "object") and not _has_parts(schema)):
        schema = {"properties": {"result": schema}}
        leaves = [*_output_leaves(schema, root, (), rows)]
        rows = [((), columns) for _, columns in rows]
    else:
        leaves = [*_output_leaves(schema, root, (), rows)]
    columns = rows[0][1] if rows else []
    names = _output_names([*leaves, *columns])
    said: Said = {
        "outputs": {n: _output(leaf, types.of(leaf, tool["name"])) for leaf in leaves if (n := names[leaf.path])},
        "rows": {n: _output(leaf, types.of(leaf, tool["name"])) for leaf in columns if (n := names[leaf.path])},
    }
    if rows and rows[0][0] and said["rows"]:
        said["rows_at"] = ".".join(rows[0][0])
    return said


def _output_leaves(
    schema: Schema, root: Schema, path: tuple[str, ...], rows: list[tuple[tuple[str, ...], list[_Leaf]]]
) -> Iterator[_Leaf]:
    """The outputs among the properties of a schema; the columns of the first array of objects go to `rows`."""
    for name, said in (schema.get("properties") or {}).items():
        inner, here = resolved(said, root), (*path, name)
        members = resolved(inner.get("items"), root) if inner.get("type") == "array" else {}
        if _has_parts(inner) and len(path) < _MAX_DEPTH:
            yield from _output_leaves(inner, root, here, rows)
        elif _has_parts(members) and not rows and all(part.strip() for part in here):
            rows.append((here, []))
            rows[0][1].extend(_single(_output_leaves(members, root, here, rows)))
        else:
            yield _leaf(here, inner, root, required=False)


def _single(columns: Iterable[_Leaf]) -> list[_Leaf]:
    """Columns have one value a row; a list within a row cannot be drawn on, and is left out."""
    return [column for column in columns if not column.many]


def _output_names(leaves: Sequence[_Leaf]) -> dict[tuple[str, ...], str]:
    """Path → name: the last name where it is unique in the tool, else the path; "" for what can have none."""
    last = {leaf.path: " ".join(leaf.path[-1].split()) for leaf in leaves}
    counts = Counter(name.casefold() for name in last.values())
    names: dict[tuple[str, ...], str] = {}
    taken: set[str] = set()
    for path, name in last.items():
        full = name if counts[name.casefold()] == 1 else ".".join(path)
        usable = bool(name) and full.isprintable() and full != ROWS and full.casefold() not in taken
        names[path] = full if usable else ""
        taken.add(full.casefold())
    return names


def _output(leaf: _Leaf, kind: str) -> Said:
    return {"type": kind, "many": leaf.many, "description": leaf.description or None}


@dataclass
class _Types:
    """The types of a catalog as they are made: one for each name and shape."""

    declared: dict[str, Said] = field(default_factory=dict)
    _made: dict[tuple[str, Shape], str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=lambda: set(BASES))

    def of(self, leaf: _Leaf, tool: str) -> str:
        """The type of a property; it is declared when it is first seen."""
        name = " ".join(leaf.path[-1].split()) or leaf.name or "value"
        if leaf.shape.plain and name.casefold() == leaf.shape.base:
            return leaf.shape.base  # the built-in type says it all
        key = (name.casefold(), leaf.shape)
        if key not in self._made:
            self._made[key] = self._free(name, leaf.shape, tool)
            self._taken.add(self._made[key].casefold())
            self.declared[self._made[key]] = _declaration(leaf, name)
        return self._made[key]

    def _free(self, name: str, shape: Shape, tool: str) -> str:
        """The first name that is not taken: `unit`, `unit_number`, `unit_of_convert`, `unit_of_convert_2`."""
        name = name if name.isprintable() else "value"
        kind = shape.format or {"string": "text", "datetime": "moment"}.get(shape.base, shape.base)
        first = [name] if shape.values is not None else [name, f"{name}_{kind}"]
        candidates = [*first, f"{name}_of_{tool}"]
        free = next((c for c in candidates if c.casefold() not in self._taken), None)
        number = 2
        while free is None:
            named = f"{candidates[-1]}_{number}"
            free = named if named.casefold() not in self._taken else None
            number += 1
        return free


def _declaration(leaf: _Leaf, name: str) -> Said:
    shape = leaf.shape
    said: Said = {
        "base": shape.base,
        "format": shape.format,
        "pattern": shape.pattern,
        "values": dict(shape.values) if shape.values is not None else None,
        "minimum": shape.minimum,
        "maximum": shape.maximum,
        "description": leaf.description or None,
        "question": _question(leaf.description, name),
    }
    return {key: value for key, value in said.items() if value is not None}


def _question(description: str, name: str) -> str:
    """A question made of the first sentence of a description, where that is short; else of the name."""
    words = " ".join(description.split())
    sentence = words.partition(". ")[0].rstrip(" .:;,?!")
    if not sentence or len(sentence) > _MAX_QUESTION:
        return f"Which {' '.join(words_in(name)) or name}?"
    first, _, rest = sentence.partition(" ")
    if first.casefold() in ("the", "a", "an") and rest:
        return f"What is {first.casefold()} {rest}?"
    return f"{sentence}?"
