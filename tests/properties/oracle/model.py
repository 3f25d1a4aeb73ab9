"""The catalog as plain values: types, APIs and the state literals they read and write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .types import Key, TypeSystem, text_of

Atom = tuple[str, tuple[Key, ...]]
_LITERAL = re.compile(r"^\s*(not\s+)?([^\s()]+)\s*(?:\(([^()]*)\))?\s*$")


@dataclass(frozen=True, slots=True)
class Input:
    name: str
    type: str
    required: bool = True
    default: str | None = None
    from_user: bool = False
    via: frozenset[str] = frozenset()

    @property
    def mandatory(self) -> bool:
        return self.required and self.default is None


@dataclass(frozen=True, slots=True)
class Literal:
    positive: bool
    name: str
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Api:
    name: str
    write: bool
    auto: bool
    cost: int
    inputs: tuple[Input, ...]
    outputs: tuple[tuple[str, str], ...]
    requires: tuple[Literal, ...]
    ensures: tuple[Literal, ...]

    def input(self, name: str) -> Input | None:
        return next((i for i in self.inputs if i.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    types: TypeSystem
    apis: Mapping[str, Api]
    state: frozenset[Atom]

    @property
    def reads(self) -> list[Api]:
        return [a for a in self.apis.values() if not a.write]

    @property
    def autos(self) -> list[Api]:
        return [a for a in self.apis.values() if a.write and a.auto]

    def knows(self, word: str) -> bool:
        if word in self.types.names or word in self.apis:
            return True
        apis = self.apis.values()
        return any(a.input(word) or word in dict(a.outputs) for a in apis)


def read_literal(text: str) -> Literal:
    match = _LITERAL.match(text)
    if match is None:
        raise ValueError(f"not a literal: {text!r}")
    negated, name, inside = match.groups()
    args = tuple(a.strip().strip('"') for a in (inside or "").split(",") if a.strip())
    return Literal(not negated, name, args)


def _read_input(name: str, spec: Any) -> Input:
    if isinstance(spec, str):
        return Input(name, spec)
    default = spec.get("default")
    return Input(
        name,
        spec["type"],
        required=spec.get("required", True),
        default=None if default is None else text_of(default),
        from_user=spec.get("from") == "user",
        via=frozenset(spec.get("via", ())),
    )


def _read_api(name: str, spec: Mapping[str, Any]) -> Api:
    inputs = tuple(_read_input(n, s) for n, s in (spec.get("inputs") or {}).items())
    outputs = tuple((n, t) for n, t in (spec.get("outputs") or {}).items())
    return Api(
        name,
        write=spec.get("kind", "read") == "write",
        auto=bool(spec.get("auto", False)),
        cost=int(spec.get("cost", 1)),
        inputs=inputs,
        outputs=outputs,
        requires=tuple(read_literal(t) for t in spec.get("requires", ())),
        ensures=tuple(read_literal(t) for t in spec.get("ensures", ())),
    )


def read_catalog(raw: Mapping[str, Any]) -> Catalog:
    types = TypeSystem(raw.get("types") or {})
    apis = {n: _read_api(n, s) for n, s in (raw.get("apis") or {}).items()}
    state = set()
    for text in raw.get("state") or ():
        literal = read_literal(text)
        state.add((literal.name, tuple(types.text_key(a) for a in literal.args)))
    return Catalog(types, apis, frozenset(state))
