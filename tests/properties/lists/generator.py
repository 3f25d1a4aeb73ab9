"""Small random catalogs with lists, and facts for them that pick, repeat, refer and choose (R12).

Most cases have a plan: the first goal often yields a list, and later goals draw on it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hypothesis import strategies as st
from strategies import Chooser, DrawChooser, RandomChooser

from lists.pools import BARE, ENTITIES, entity_of, values_of
from orchestrator.facts.model import quote, value_term


class Case(NamedTuple):
    """A catalog as plain data, and the text of facts for it."""

    catalog: dict[str, Any]
    facts: str


def type_of(spec: Any) -> str:
    """The type of an input, output or column as the catalog writes it."""
    return spec if isinstance(spec, str) else str(spec.get("type") or spec["list_of"])


def is_many(spec: Any) -> bool:
    """Whether an input or output is a list."""
    return isinstance(spec, dict) and "list_of" in spec


def yields(api: dict[str, Any]) -> dict[str, str]:
    """What a call yields, outputs and columns, each with its type."""
    return {n: type_of(s) for n, s in {**api.get("outputs", {}), **api.get("rows", {})}.items()}


@dataclass(slots=True)
class CatalogBuilder:
    """Draws the types and APIs of one catalog."""

    by: Chooser
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    apis: dict[str, dict[str, Any]] = field(default_factory=dict)
    entities: tuple[str, ...] = ()

    def build(self) -> dict[str, Any]:
        self.entities = ENTITIES[: self.by.pick((1, 2, 2, 2, 3))]
        for entity in self.entities:
            self._add_types(entity)
        for bare in ("money", self.by.pick(("day", "stars", "note"))):
            self.types[bare] = dict(BARE[bare])
        self._add_lists()
        self._add_lookups()
        for at in range(self.by.pick((1, 2, 2, 3))):
            self._add_write(at)
        return {"name": "drawn", "types": self.types, "apis": self.apis}

    def _add_types(self, entity: str) -> None:
        by = self.by
        self.types[f"{entity}_name"] = {"base": "string", "entity": entity}
        opaque: dict[str, Any] = {"base": "string", "entity": entity, "ask": "never"}
        if by.chance(60):
            opaque["pattern"] = f"^{entity[:3].upper()}-[0-9]+$"
        self.types[f"{entity}_id"] = opaque
        if by.chance(35):
            mail: dict[str, Any] = {"base": "string", "format": "email", "entity": entity}
            self.types[f"{entity}_mail"] = {**mail, "ask": "never"} if by.chance(30) else mail
        if by.chance(8):
            self.types[f"{entity}_nick"] = {"is": f"{entity}_name"}

    def _bare(self) -> str:
        return self.by.pick([t for t in self.types if t in BARE])

    def _of(self, entity: str) -> list[str]:
        return [t for t in self.types if entity_of(t) == entity]

    def _other(self, entity: str) -> str | None:
        others = [e for e in self.entities if e != entity]
        return self.by.pick(others) if others else None

    # -- reads ---------------------------------------------------------------------------

    def _read(self, name: str, types: Sequence[str], **spec: Any) -> None:
        inputs = {f"{'abc'[at]}_{t.split('_')[-1]}": t for at, t in enumerate(types)}
        made: dict[str, Any] = {"inputs": inputs} if inputs else {}
        made.update((key, said) for key, said in spec.items() if said)
        if self.by.chance(15):
            made["cost"] = self.by.pick((2, 3))
        self.apis[name] = made

    def _add_lists(self) -> None:
        by = self.by
        for at, entity in enumerate(self.entities):
            if at and by.chance(45):
                continue
            rows = {"id": f"{entity}_id"} if by.chance(95) else {}
            if by.chance(70) or not rows:
                rows["name"] = f"{entity}_name"
            for bare in dict.fromkeys(self._bare() for _ in range(by.pick((0, 1, 2)))):
                rows[f"r_{bare}"] = bare
            other = self._other(entity)
            if other is not None and by.chance(20):
                rows[f"of_{other}"] = f"{other}_id"
            if f"{entity}_mail" in self.types and by.chance(50):
                rows["mail"] = f"{entity}_mail"
            outputs: dict[str, Any] = {"total": "money"} if by.chance(12) else {}
            if by.chance(10):
                outputs["others"] = {"list_of": by.pick(self._of(entity))}
            self._read(f"list_{entity}", self._list_inputs(entity), outputs=outputs, rows=rows)

    def _list_inputs(self, entity: str) -> list[str]:
        by = self.by
        other = self._other(entity)
        options = [[], [], [f"{entity}_name"], [self._bare()]]
        if other is not None:
            options += [[f"{other}_id"], [f"{other}_name"]]
        return by.pick(options)

    def _add_lookups(self) -> None:
        by = self.by
        for entity in self.entities:
            other = self._other(entity)
            if by.chance(40):
                found = {"id": f"{entity}_id"}
                if f"{entity}_mail" in self.types and by.chance(40):
                    found["mail"] = f"{entity}_mail"
                self._read(f"find_{entity}", [f"{entity}_name"], outputs=found)
            if by.chance(40):
                options = [t for t in self._of(entity) if t != f"{entity}_id"] + [self._bare()]
                options += [f"{other}_id"] if other is not None else []
                told = by.pick(options)
                self._read(f"detail_{entity}", [f"{entity}_id"], outputs={f"d_{told.split('_')[-1]}": told})
            if by.chance(20):
                inputs = [f"{other}_id"] if other is not None and by.chance(60) else []
                self._read(f"members_{entity}", inputs, outputs={"ids": {"list_of": f"{entity}_id"}})

    # -- writes --------------------------------------------------------------------------

    def _add_write(self, at: int) -> None:
        by = self.by
        entity = by.pick(self.entities)
        first: Any = by.pick((f"{entity}_id",) * 6 + tuple(self._of(entity)))
        first = {"list_of": first} if by.chance(25) else first
        wanted: list[Any] = [first]
        if by.chance(12):
            wanted.append(first)
        for _ in range(by.pick((0, 1, 1, 2))):
            more = self._bare() if by.chance(50) else by.pick([t for t in self.types if t not in BARE])
            wanted.append({"list_of": more} if by.chance(15) else more)
        spec: dict[str, Any] = {"kind": "write", "inputs": {}}
        for place, kind in enumerate(wanted[:3]):
            many = "s" if is_many(kind) else ""
            spec["inputs"][f"{'xyz'[place]}_{type_of(kind).split('_')[-1]}{many}"] = self._input(kind, place)
        if by.chance(45):
            made = by.pick([t for t in self.types if t.endswith("_id")])
            spec["outputs"] = {"made": made}
        self.apis[f"act{at}"] = spec

    def _input(self, kind: Any, place: int) -> Any:
        by = self.by
        if place == 0 or not by.chance(20):
            return kind
        spec = {"type": kind} if isinstance(kind, str) else dict(kind)
        if by.chance(50):
            return {**spec, "required": False}
        value = by.pick(values_of(type_of(kind)))
        return {**spec, "default": [value] if is_many(kind) and by.chance(50) else value}


@dataclass(slots=True)
class FactsBuilder:
    """Draws facts for a catalog."""

    by: Chooser
    apis: dict[str, dict[str, Any]]
    types: dict[str, dict[str, Any]]
    lines: list[str] = field(default_factory=list)
    made: dict[int, str] = field(default_factory=dict)

    def build(self) -> str:
        by = self.by
        count = by.pick((1, 2, 2, 2, 2, 3))
        for index in range(1, count + 1):
            if by.chance(8):
                self._want(index)
                continue
            api = self._api(index, count)
            self.lines.append(f"goal({index}, {api}).")
            self._inputs(index, api)
            self.made[index] = api
        return "\n".join(self.lines) + "\n"

    def _api(self, index: int, count: int) -> str:
        by = self.by
        writes = [n for n, s in self.apis.items() if s.get("kind") == "write"]
        reads = [n for n in self.apis if n not in writes]
        listing = [n for n in reads if self._listed(n)]
        if index == 1 and count > 1 and by.chance(70):
            return by.pick(listing)
        had = {t for api in self.made.values() for t in yields(self.apis[api]).values()}
        fed = [n for n in self.apis if had & {type_of(s) for s in self.apis[n].get("inputs", {}).values()}]
        if fed and by.chance(55):
            return by.pick(fed)
        return by.pick(writes) if by.chance(75) else by.pick(reads)

    def _listed(self, api: str) -> dict[str, str]:
        """The columns of an API's lists."""
        spec = self.apis[api]
        lists = {n: type_of(o) for n, o in spec.get("outputs", {}).items() if is_many(o)}
        return {**{n: type_of(c) for n, c in spec.get("rows", {}).items()}, **lists}

    def _want(self, index: int) -> None:
        by = self.by
        read = by.pick([s for s in self.apis.values() if s.get("kind") != "write"])
        type_ = by.pick(list(yields(read).values()))
        self.lines.append(f"want({index}, {type_}).")
        for wanted in map(type_of, read.get("inputs", {}).values()):
            if by.chance(80):
                self._say(index, wanted, by.pick(values_of(wanted)))
        if by.chance(25):
            self._pick(index, type_, yields(read))

    def _inputs(self, index: int, api: str) -> None:
        by = self.by
        drawn = False
        for name, spec in self.apis[api].get("inputs", {}).items():
            if self.made and by.chance(75) and self._uses(index, name, spec, drawn):
                drawn = True
            elif by.chance(10 if drawn else 18) and self._reaching(type_of(spec)):
                self._settle(index, name, spec, by.pick(self._reaching(type_of(spec))))
            elif by.chance(70):
                self._given(index, name, spec)

    def _uses(self, index: int, name: str, spec: Any, drawn: bool) -> bool:
        by = self.by
        type_ = type_of(spec)
        fit = [i for i, a in self.made.items() if type_ in yields(self.apis[a]).values()]
        if not fit and by.chance(85):
            return False
        source = by.pick(fit or list(self.made))
        result = yields(self.apis[self.made[source]])
        fitting = [n for n, t in result.items() if t == type_] or list(result)
        which = f", {by.pick(fitting)}" if fitting and by.chance(15) else ""
        self.lines.append(f"uses({index}, {name}, {source}{which}).")
        if by.chance(3):
            self._given(index, name, spec)
        if not drawn or by.chance(10):
            self._settle(index, name, spec, self._listed(self.made[source]))
        return True

    def _settle(self, index: int, name: str, spec: Any, columns: dict[str, str]) -> None:
        """Say which row is meant, or that all are; or nothing."""
        by = self.by
        picked = by.chance(45 if columns else 4)
        if picked:
            self._pick(index, name, columns)
        # A pick and each together is mostly a conflict.
        if by.chance(4 if picked or not columns else 50):
            self.lines.append(f"each({index}, {name}).")

    def _pick(self, index: int, name: str, columns: dict[str, str]) -> None:
        by = self.by
        kind = by.pick(("first", "last", "nth", "min", "max", "first_k"))
        if kind in ("min", "max"):
            compared = [c for c, t in columns.items() if t in BARE] or list(columns)
            anything = sorted({c for a in self.apis for c in self._listed(a)})
            column = by.pick(compared) if compared and by.chance(93) else by.pick(anything)
            row = f"{kind}({column})"
        else:
            row = {"nth": f"nth({by.pick((1, 2, 3))})", "first_k": f"first({by.pick((1, 2, 3))})"}.get(kind, kind)
        self.lines.append(f"pick({index}, {name}, {row}).")

    def _reaching(self, type_: str) -> list[dict[str, str]]:
        """The lists with a column of the type."""
        listed = (self._listed(a) for a in self.apis)
        return [columns for columns in listed if type_ in columns.values()]

    def _given(self, index: int, name: str, spec: Any) -> None:
        by = self.by
        type_ = type_of(spec)
        kin = f"{entity_of(type_)}_name"
        refers = kin in self.types and kin != type_ and by.chance(60)
        pool = values_of(kin if refers else type_)
        word = name
        if refers and by.chance(25):
            word = kin
        elif by.chance(10):
            word = type_
        if by.chance(70 if is_many(spec) else 18):
            members = tuple(by.pick(pool) for _ in range(by.pick((1, 2, 2, 3))))
            self.lines.append(f"given({index}, {word}, {value_term(members)}).")
            return
        self._say(index, word, by.pick(pool))

    def _say(self, index: int, word: str, value: str) -> None:
        self.lines.append(f"given({index}, {word}, {quote(value)}).")


def _case(by: Chooser) -> Case:
    catalog = CatalogBuilder(by).build()
    return Case(catalog, FactsBuilder(by, catalog["apis"], catalog["types"]).build())


def random_case(seed: int) -> Case:
    """A small catalog with lists and facts for it, the same for the same seed."""
    return _case(RandomChooser(random.Random(f"lists {seed}")))


@st.composite
def list_cases(draw: st.DrawFn) -> Case:
    """The same for hypothesis, so that cases shrink."""
    return _case(DrawChooser(draw))
