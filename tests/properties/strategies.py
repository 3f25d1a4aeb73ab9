"""Small random catalogs and facts that hit every rule, for hypothesis and for quick mass runs."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Case = tuple[dict[str, Any], str]


class Chooser(Protocol):
    """Where the draws come from: a seeded Random, or hypothesis (so that cases shrink)."""

    def pick(self, options: Sequence[T]) -> T: ...

    def chance(self, percent: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class RandomChooser:
    random: random.Random

    def pick(self, options: Sequence[T]) -> T:
        return options[self.random.randrange(len(options))]

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent


@dataclass(frozen=True, slots=True)
class DrawChooser:
    draw: Callable[[st.SearchStrategy[Any]], Any]

    def pick(self, options: Sequence[T]) -> T:
        chosen: T = options[self.draw(st.integers(0, len(options) - 1))]
        return chosen

    def chance(self, percent: int) -> bool:
        # Shrinks towards False, that is, towards the plainer case.
        drawn: int = self.draw(st.integers(0, 99))
        return drawn >= 100 - percent


ENTITIES = ("customer", "account", "file")
NAMES = ("Acme", "Beta", "Gamma")
BARE: dict[str, dict[str, Any]] = {
    "money": {"base": "number", "minimum": 1},
    "day": {"base": "date"},
    "channel": {"base": "string", "values": ["phone", "chat"]},
    "pin": {"base": "string", "pattern": "^[0-9]{4}$"},
    "token": {"base": "string", "ask": "never"},
    "address": {"base": "string", "format": "email"},
    "text": {"base": "string"},
}
VALUES = {
    "money": ("200", "200.00", "5"),
    "day": ("2025-05-02", "2025-06-30"),
    "channel": ("phone", "CHAT"),
    "pin": ("1234", "0007"),
    "token": ("tok",),
    "address": ("me@x.org", "you@x.org"),
    "text": ("hello", "bye"),
}
BAD = {"money": "much", "day": "soon", "channel": "fax", "pin": "12", "address": "nowhere"}
EVENTS = ("signed_in", "open", "done")


@dataclass(slots=True)
class Builder:
    """Draws one catalog and facts for it."""

    by: Chooser
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    apis: dict[str, dict[str, Any]] = field(default_factory=dict)
    state: list[str] = field(default_factory=list)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    arities: dict[str, int] = field(default_factory=dict)

    def build(self) -> Case:
        self._add_types()
        self._add_lookups()
        self._add_writes()
        self._add_auto()
        self._add_state()
        self._add_goals()
        catalog: dict[str, Any] = {"name": "drawn", "types": self.types, "apis": self.apis}
        if self.state:
            catalog["state"] = self.state
        return catalog, "\n".join(self.lines) + "\n"

    # -- types ---------------------------------------------------------------------------

    def _type(self, name: str, spec: dict[str, Any], values: tuple[str, ...]) -> None:
        if self.by.chance(12) and spec.get("ask") != "never":
            spec = {**spec, "question_cost": self.by.pick((2, 3))}
        self.types[name] = spec
        self.values[name] = values

    def _add_types(self) -> None:
        by = self.by
        count = 2 if by.chance(45) else 1
        for _ in range(by.pick((1, 1, 2))):
            self._bare(by.pick(tuple(BARE)))
        for entity in ENTITIES[:count]:
            self._type(f"{entity}_name", {"base": "string", "entity": entity}, NAMES)
            opaque = {"base": "string", "entity": entity, "ask": "never"}
            prefix = entity[:3].upper()
            if by.chance(55):
                opaque["pattern"] = f"^{prefix}-[0-9]+$"
            self._type(f"{entity}_id", opaque, (f"{prefix}-1", f"{prefix}-2"))
            if by.chance(30):
                self._email(entity)
            if by.chance(20):
                code = {"base": "string", "entity": entity}
                if by.chance(50):
                    code["ask"] = "never"
                self._type(f"{entity}_code", code, ("X1", "X2"))
            if by.chance(12):
                self._type(f"{entity}_nick", {"is": f"{entity}_name"}, NAMES)

    def _email(self, entity: str) -> None:
        self._bare("address")
        spec: dict[str, Any] = {"is": "address", "entity": entity}
        if self.by.chance(25):
            spec["ask"] = "never"
        self._type(f"{entity}_email", spec, ("a@acme.org", "b@beta.org"))
        if self.by.chance(20):
            self._type(f"{entity}_new_email", {"is": f"{entity}_email"}, ("n@acme.org",))

    def _bare(self, name: str) -> None:
        if name not in self.types:
            self._type(name, dict(BARE[name]), VALUES[name])

    def _of_entity(self) -> list[str]:
        return [t for t in self.types if t.split("_")[0] in ENTITIES]

    def _bares(self) -> list[str]:
        return [t for t in self.types if t in BARE]

    def _any(self, entity_percent: int) -> str:
        bare = self._bares()
        if not bare or self.by.chance(entity_percent):
            return self.by.pick(self._of_entity())
        return self.by.pick(bare)

    # -- APIs ----------------------------------------------------------------------------

    def _api(self, name: str, spec: dict[str, Any]) -> None:
        if self.by.chance(20):
            spec["cost"] = self.by.pick((2, 3))
        self.apis[name] = spec

    def _inputs(self, types: Sequence[str]) -> dict[str, Any]:
        by = self.by
        inputs: dict[str, Any] = {}
        for at, type_ in enumerate(types):
            name = f"{'abcd'[at]}_{type_.split('_')[-1]}"
            spec: dict[str, Any] = {"type": type_}
            if at > 0 and by.chance(14):
                spec["required"] = False
            elif at > 0 and by.chance(9):
                spec["default"] = by.pick(self.values[type_])
            elif by.chance(4):
                spec["from"] = "user"
            if at > 0 and types[0] in self._of_entity() and by.chance(6):
                spec["via"] = [types[0].split("_")[0]]
            inputs[name] = spec if len(spec) > 1 else type_
        return inputs

    def _add_lookups(self) -> None:
        by = self.by
        for at in range(by.pick((1, 2, 2, 3))):
            source = by.pick(self._of_entity())
            entity = source.split("_")[0]
            same = [t for t in self._of_entity() if t.startswith(entity) and t != source]
            if at and by.chance(35):
                # A chain: from what an earlier lookup yields.
                source = by.pick([t for a in self.apis.values() for t in a["outputs"].values()])
                entity = source.split("_")[0]
                same = [t for t in self._of_entity() if t != source]
            target = by.pick(same) if by.chance(75) else self._any(80)
            if at == 0 or (at == 1 and by.chance(30)):
                # Most entities have the plain lookup, else most cases were unsolvable.
                entity = entity if at == 0 else by.pick(self._of_entity()).split("_")[0]
                source, target = f"{entity}_name", f"{entity}_id"
                same = [t for t in self._of_entity() if t.startswith(entity) and t != source]
            types = [] if at and by.chance(14) else [source]
            if by.chance(12):
                types.append(self._any(35))
            if types and by.chance(5):
                types.append(types[0])
            outputs = {f"o_{target}": target}
            if by.chance(30):
                extra = by.pick(same) if by.chance(70) else self._any(70)
                outputs[f"o_{extra}"] = extra
            spec: dict[str, Any] = {"outputs": outputs}
            if types:
                spec["inputs"] = self._inputs(types)
            self._api(f"look{at}", spec)

    def _add_writes(self) -> None:
        by = self.by
        for at in range(by.pick((1, 2, 2))):
            types = [self._any(80)]
            made_before = [
                t for a in self.apis.values() if "kind" in a for t in a.get("outputs", {}).values()
            ]
            if made_before and by.chance(60):
                types = [by.pick(made_before)]
            if by.chance(22):
                types.append(types[0])
            for _ in range(by.pick((0, 1, 1, 2))):
                types.append(self._any(45))
            spec: dict[str, Any] = {"kind": "write", "inputs": self._inputs(types[:3])}
            if by.chance(55):
                made = self._any(85)
                spec["outputs"] = {f"o_{made}": made}
            self._api(f"act{at}", spec)

    def _add_auto(self) -> None:
        by = self.by
        if by.chance(22):
            self._bare("pin")
            spec: dict[str, Any] = {"kind": "write", "auto": True, "inputs": {"pin": "pin"}}
            if "token" in self.types:
                spec["outputs"] = {"o_token": "token"}
            if "token" not in self.types or by.chance(50):
                spec["ensures"] = ["signed_in"]
                self.arities["signed_in"] = 0
            self._api("enter", spec)
            for name, other in self.apis.items():
                if name != "enter" and "ensures" in spec and by.chance(45):
                    other["requires"] = ["signed_in"]
        if by.chance(12) and (items := self._required_entity_input(by.pick(list(self.apis)))):
            name, type_ = items
            api = next(a for a, s in self.apis.items() if name in s.get("inputs", {}))
            self.apis[api].setdefault("requires", []).append(f"open({name})")
            self.arities["open"] = 1
            self._api(
                "ready",
                {
                    "kind": "write",
                    "auto": True,
                    "inputs": {"it": type_},
                    "ensures": ["open(it)"],
                },
            )

    def _required_entity_input(self, api: str) -> tuple[str, str] | None:
        for name, spec in self.apis[api].get("inputs", {}).items():
            if isinstance(spec, str) and spec in self._of_entity():
                return name, spec
        return None

    def _add_state(self) -> None:
        by = self.by
        for name, spec in self.apis.items():
            item = self._required_entity_input(name)
            if spec.get("kind") != "write" or not by.chance(28):
                continue
            inside = f"({item[0]})" if item is not None and by.chance(70) else ""
            word = by.pick(EVENTS)
            # A predicate has one arity in a catalog: the one it got first.
            arity = self.arities.setdefault(word, 1 if inside else 0)
            if arity and item is None:
                continue
            inside = f"({item[0]})" if arity and item is not None else ""
            event = f"{word}{inside}"
            sign = "not " if by.chance(35) else ""
            key = "requires" if by.chance(40) else "ensures"
            spec.setdefault(key, []).append(sign + event)
            if sign == "" and key == "requires" and by.chance(60):
                value = by.pick(self.values[item[1]]) if item is not None and inside else ""
                self.state.append(f"{event.split('(')[0]}({value})" if value else event)

    # -- facts ---------------------------------------------------------------------------

    def _add_goals(self) -> None:
        by = self.by
        writes = [n for n, s in self.apis.items() if s.get("kind") == "write" and "auto" not in s]
        made: dict[int, str] = {}
        for index in range(1, by.pick((1, 1, 2, 2, 2, 3)) + 1):
            if by.chance(15):
                self._want(index)
                continue
            api = by.pick(writes) if by.chance(75) else by.pick(list(self.apis))
            if made and by.chance(12):
                api = by.pick(list(made.values()))
            if by.chance(6):
                self.lines += [f"maybe({index}, {api}).", f"maybe({index}, {by.pick(writes)})."]
            else:
                self.lines.append(f"goal({index}, {api}).")
            self._given(index, api, made)
            made[index] = api

    def _want(self, index: int) -> None:
        by = self.by
        reads = [s for s in self.apis.values() if s.get("kind") != "write"]
        read = by.pick(reads)
        self.lines.append(f"want({index}, {by.pick(list(read['outputs'].values()))}).")
        types = [s if isinstance(s, str) else s["type"] for s in read.get("inputs", {}).values()]
        for type_ in types:
            if by.chance(70) and types.count(type_) == 1:
                self._say(index, type_, by.pick(self.values[type_]))

    def _given(self, index: int, api: str, made: dict[int, str]) -> None:
        by = self.by
        for name, spec in self.apis[api].get("inputs", {}).items():
            type_ = spec if isinstance(spec, str) else spec["type"]
            if made and by.chance(40) and (source := self._yielding(made, type_)) is not None:
                self.lines.append(f"uses({index}, {name}, {source}).")
                if not by.chance(4):
                    continue
            if not by.chance(56):
                continue
            kin = f"{type_.split('_')[0]}_name"
            word = name
            value = by.pick(self.values[type_])
            if self._linked(kin, type_) and by.chance(60):
                value = by.pick(NAMES)
                word = kin if by.chance(18) else name
            elif by.chance(14):
                word = type_
            elif by.chance(3):
                value = BAD.get(type_, value)
            self._say(index, word, value)
            if by.chance(3):
                self._say(index, word, by.pick(self.values[type_]))
        if by.chance(5):
            type_ = by.pick(list(self.types))
            self._say(index, type_, by.pick(self.values[type_]))

    def _linked(self, source: str, target: str) -> bool:
        """Whether a lookup takes the one and yields the other, so that a name makes sense."""
        if source not in self.types or source == target:
            return False
        # Now and then none does, which is a conflict.
        linked = [
            s
            for s in self.apis.values()
            if source in str(s.get("inputs")) and target in s.get("outputs", {}).values()
        ]
        return bool(linked) or self.by.chance(8)

    def _yielding(self, made: dict[int, str], type_: str) -> int | None:
        fit = [i for i, a in made.items() if type_ in self.apis[a].get("outputs", {}).values()]
        loose = [i for i, a in made.items() if self.apis[a].get("outputs")]
        if fit:
            return self.by.pick(fit)
        return self.by.pick(loose) if loose and self.by.chance(12) else None

    def _say(self, index: int, word: str, value: str) -> None:
        self.lines.append(f'given({index}, {word}, "{value}").')


def random_case(seed: int) -> Case:
    """A small valid catalog and facts, the same for the same seed."""
    return Builder(RandomChooser(random.Random(seed))).build()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    return Builder(DrawChooser(draw)).build()
