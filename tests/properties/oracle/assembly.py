"""From one choice of sources to the calls it stands for, with every datum named once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .derive import Node
from .model import Api, Atom, Catalog, Literal
from .reading import Goal
from .types import Key

Choice = Mapping[tuple[int, str], Node]
"""The source of each slot (goal, input) and of each want (goal, "")."""


class CircularError(Exception):
    """A goal's call would need its own result."""


@dataclass(slots=True)
class Call:
    id: Key
    api: Api
    args: dict[str, Key]
    goals: set[int] = field(default_factory=set)
    ways: set[int] = field(default_factory=set)

    def atom(self, literal: Literal) -> Atom | None:
        """The literal about this call's data; None if it speaks of an input left empty."""
        outputs = dict(self.api.outputs)
        keys: list[Key] = []
        for name in literal.args:
            if name in self.args:
                keys.append(self.args[name])
            elif name in outputs:
                keys.append((*self.id, name))
            elif self.api.input(name) is not None:
                return None
            else:
                keys.append(("value", name.casefold()))
        return (literal.name, tuple(keys))


@dataclass(slots=True)
class Assembly:
    """The calls and questions one choice needs, before any that state adds."""

    catalog: Catalog
    goals: Mapping[int, Goal]
    choice: Choice
    calls: dict[Key, Call] = field(default_factory=dict)
    asks: dict[Key, set[int]] = field(default_factory=dict)
    types_of: dict[Key, set[str]] = field(default_factory=dict)
    sources: dict[tuple[int, str], Key] = field(default_factory=dict)
    _ids: dict[int, Key] = field(default_factory=dict)
    _pending: set[int] = field(default_factory=set)

    def build(self) -> "Assembly":
        for index, goal in self.goals.items():
            if goal.want is not None:
                self.sources[index, ""] = self.resolve(self.choice[index, ""], index)
            else:
                self._goal_call(index)
        return self

    def _goal_call(self, index: int) -> Key:
        if index in self._ids:
            return self._ids[index]
        if index in self._pending:
            raise CircularError
        self._pending.add(index)
        goal = self.goals[index]
        assert goal.api is not None
        args = {}
        for slot in goal.slots:
            args[slot.name] = self.resolve(self.choice[index, slot.name], index)
            self.sources[index, slot.name] = args[slot.name]
        id_: Key = ("goal", index)
        if not goal.api.write:
            id_ = ("read", goal.api.name, tuple(args.items()))
        call = self._call(id_, goal.api, args, index)
        call.goals.add(index)
        for name, type_ in goal.api.outputs:
            self.types_of.setdefault((*id_, name), set()).add(type_)
        self._ids[index] = id_
        return id_

    def _call(self, id_: Key, api: Api, args: dict[str, Key], way: int) -> Call:
        call = self.calls.setdefault(id_, Call(id_, api, args))
        call.ways.add(way)
        return call

    def resolve(self, node: Node, way: int) -> Key:
        """The datum a node stands for; goals' read calls become the lookups they count as."""
        if node.kind == "goal":
            key = self._goal_output(node)
        elif node.kind in ("read", "auto"):
            api = self.catalog.apis[node.key[1]]
            args = {name: self.resolve(kid, way) for name, kid in node.kids}
            id_ = (node.kind, api.name, tuple(args.items()))
            self._call(id_, api, args, way)
            key = (*id_, node.output)
        else:
            key = node.key
            if node.kind == "ask":
                self.asks.setdefault(key, set()).add(way)
        self.types_of.setdefault(key, set()).add(node.type)
        return key

    def _goal_output(self, node: Node) -> Key:
        index = node.key[1]
        goal = self.goals[index]
        if goal.want is None:
            return (*self._goal_call(index), node.output)
        if index in self._pending:
            raise CircularError
        self._pending.add(index)
        key = self.resolve(self.choice[index, ""], index)
        self._pending.discard(index)
        return key
