"""Concrete backends: every API is a function from its arguments to a result, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lists.generator import is_many, type_of
from lists.pools import BARE, values_of
from lists.rows import Row, comparable

Value = str | tuple[str, ...]
ROWS = "rows[]"


@dataclass(frozen=True, slots=True)
class Result:
    """What a call yields: outputs of one value, and its lists by name, each of rows with columns."""

    outputs: Mapping[str, str | None] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """A backend. The same read with the same arguments has the same result; a write has one of its own each time.

    Attributes:
        sizes: how many rows a list may have; drawn for each call.
        gaps: how often, in percent, a bare column is null or missing.
    """

    apis: Mapping[str, Mapping[str, Any]]
    seed: int
    sizes: tuple[int, ...] = (0, 1, 2, 2, 3, 3, 4)
    gaps: int = 15

    def call(self, api: str, arguments: Mapping[str, Value], time: int = 0) -> Result:
        """The result of a call; `time` tells writes with equal arguments apart."""
        spec = self.apis[api]
        draw = random.Random(f"{self.seed} {self.name(api, arguments, time)}")
        said = {type_of(spec["inputs"][n]): v for n, v in arguments.items() if isinstance(v, str)}
        single = {n: draw.choice(values_of(type_of(o))) for n, o in spec.get("outputs", {}).items() if not is_many(o)}
        lists: dict[str, list[Row]] = {}
        if spec.get("rows"):
            lists[ROWS] = self._rows(draw, {n: type_of(c) for n, c in spec["rows"].items()}, said)
        for name, output in spec.get("outputs", {}).items():
            if is_many(output):
                lists[name] = [row for row in self._rows(draw, {name: type_of(output)}, said) if row.get(name)]
        return Result(single, lists)

    def name(self, api: str, arguments: Mapping[str, Value], time: int = 0) -> str:
        """What a call is called: equal reads alike, each write by itself."""
        spec = self.apis[api]
        said = [f"{name}={self._key(spec['inputs'][name], value)}" for name, value in sorted(arguments.items())]
        return f"{api}({', '.join(said)})" + (f"#{time}" if spec.get("kind") == "write" else "")

    def _key(self, spec: Any, value: Value) -> str:
        members = (value,) if isinstance(value, str) else value
        return str([str(comparable(type_of(spec), m)) for m in members])

    def _rows(self, draw: random.Random, columns: Mapping[str, str], said: Mapping[str, str]) -> list[Row]:
        """Rows, some of which have in a column what was asked for."""
        rows: list[Row] = []
        for _ in range(draw.choice(self.sizes)):
            row: dict[str, str | None] = {}
            for name, type_ in columns.items():
                chance = draw.randrange(100)
                if type_ in BARE and chance < self.gaps:
                    # Half of the gaps are nulls, half are columns left out.
                    if chance % 2:
                        row[name] = None
                    continue
                row[name] = said[type_] if type_ in said and chance < 60 else draw.choice(values_of(type_))
            rows.append(row)
        return rows
