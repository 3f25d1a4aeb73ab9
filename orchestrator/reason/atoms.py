"""The answer set by place: what each slot and want admits, and which goals' calls are settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from math import prod
from typing import Any

from orchestrator.catalog.model import ROWS, Catalog
from orchestrator.facts.model import term as term_text
from orchestrator.reason import situation as model
from orchestrator.reason.lists import list_name
from orchestrator.reason.terms import CallTerm, ListOf, Matches, Settled, name_of
from orchestrator.reason.unroll import Unrolled

KINDS: tuple[model.SourceKind, ...] = ("given", "default", "uses", "flow", "state", "lookup", "question")
"""Where one datum is a candidate in several ways, the earlier kind counts: the order of R9's ties."""

_MOST_ALTERNATIVES = 64
"""Up to so many possible calls a read goal is the same as the lookups with the same arguments; beyond, it is a call of its own."""

Admitted = Mapping[Any, model.SourceKind]
"""Datum symbol → kind of source."""


class Atoms:
    """The answer set by place: what each slot and want admits."""

    def __init__(self, atoms: Iterable[Any], catalog: Catalog, query: Unrolled) -> None:
        self.by_name: dict[str, list[list[Any]]] = defaultdict(list)
        for atom in sorted(atoms):
            self.by_name[atom.name].append(atom.arguments)
        reading = query.reading
        self._catalog, self._reading = catalog, reading
        self.for_each = {int(str(n)) for n, in self.by_name["each_goal"]}
        self.parts = query.parts
        places: dict[Any, dict[Any, model.SourceKind]] = defaultdict(dict)
        for place, datum, kind in self.by_name["candidate"]:
            known = places[place].get(datum)
            if known is None or KINDS.index(kind.name) < KINDS.index(known):
                places[place][datum] = kind.name
        self.slots: dict[object, dict[str, Admitted]] = defaultdict(dict)
        for caller, x, _ in self.by_name["slot"]:
            self.slots[_caller(caller)].setdefault(name_of(x), {})
        self.wants: dict[int, Admitted] = {number: {} for number in reading.wants}
        for place, admitted in places.items():
            if place.name == "want":
                self.wants[place.arguments[0].number] = admitted
            else:
                caller, x = place.arguments
                self.slots[_caller(caller)][name_of(x)] = admitted
        self.apart = [(_caller(k), name_of(x), d, name_of(y), e) for k, x, d, y, e in self.by_name["apart"]]

    def settled(self, number: int) -> Settled | None:
        """The one possible call of a goal, if it is a read with results and each slot admits one datum."""
        name = self._reading.goals[number]
        api = self._catalog.apis[name]
        slots = self.slots.get(number, {})
        one_each = all(len(admitted) == 1 for admitted in slots.values())
        if api.writes or not api.yields or not one_each or any(caller == number for caller, *_ in self.apart):
            return None
        if number in self.for_each or number in self.parts:
            return None
        return Settled(name, tuple(next(iter(slots[x])) if x in slots else None for x in api.inputs))

    def alternatives(self, number: int) -> list[tuple[Any, ...]]:
        """The possible calls of a goal that is a read with results, by their arguments; none where it is settled or a write."""
        api = self._catalog.apis[self._reading.goals[number]]
        slots = self.slots.get(number, {})
        if api.writes or not api.yields or self.settled(number) is not None:
            return []
        if number in self.for_each or number in self.parts:
            return []
        ranked = [sorted(slots[x].items(), key=_rank) if x in slots else [(None, "given")] for x in api.inputs]
        if not 0 < prod(len(options) for options in ranked) <= _MOST_ALTERNATIVES:
            return []
        kept_apart = [(x, d, y, e) for caller, x, d, y, e in self.apart if caller == number]
        found = []
        for combination in product(*ranked):
            chosen = {x: datum for x, (datum, _) in zip(api.inputs, combination, strict=True)}
            if not any(chosen.get(x) == d and chosen.get(y) == e for x, d, y, e in kept_apart):
                found.append(tuple(chosen.values()))
        return found

    def list_of(self, call: CallTerm, column: str) -> ListOf:
        """The list of a call that a column is of."""
        if call[0] == "goal" and call[1] in self.for_each:
            return ListOf(ROWS, f"each({call[1]})")
        api = self._reading.goals[call[1]] if call[0] == "goal" else call[1]
        listed = next(name for name, columns in self._catalog.apis[api].lists.items() if column in columns)
        return ListOf(listed, f"list({term_text(api)},{list_name(listed)})")

    def matches(self) -> Matches:
        """By which columns a row is told, for each place and list."""
        found: dict[tuple[str, str], list[tuple[str, Any]]] = defaultdict(list)
        for place, listed, value, column in self.by_name["matches"]:
            found[str(place), str(listed)].append((name_of(column), value))
        return {key: tuple(sorted(told, key=str)) for key, told in found.items()}

    def met(self) -> dict[int, Any]:
        """Of each want that one datum can meet, and no other: that datum."""
        return {number: next(iter(admitted)) for number, admitted in self.wants.items() if len(admitted) == 1}


def _rank(option: tuple[Any, model.SourceKind]) -> tuple[int, str]:
    return KINDS.index(option[1]), str(option[0])


def _caller(symbol: Any) -> object:
    """A goal's number, or the name of an auto write."""
    return symbol.number if str(symbol).isdigit() else name_of(symbol.arguments[0])
