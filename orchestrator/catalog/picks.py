"""Which lists a pick or an `each` could draw on, by types alone: whether it can ever work, whatever the data (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from orchestrator.catalog.flaws import did_you_mean
from orchestrator.catalog.model import Api, Catalog, Input, Output

if TYPE_CHECKING:
    from orchestrator.facts import Each, Facts, Pick


@dataclass(frozen=True, slots=True)
class Idle:
    """A pick or an `each` that can never work: `rule` is a key of `lint.RULES`."""

    rule: str
    fact: Pick | Each
    message: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """A list that an API yields, with its columns."""

    api: str
    columns: Mapping[str, Output]


def idle_picks(facts: Facts, catalog: Catalog) -> Iterator[Idle]:
    """The picks and eaches of facts that no list of the catalog can feed, and those by a column that no such list has.

    Names that the catalog does not have at all are no matter of this; `facts.check` tells them.
    """
    view = _View(facts, catalog)
    for pick in facts.picks:
        yield from view.flaws(pick)
    for each in facts.eaches:
        yield from view.flaws(each)


@dataclass(frozen=True)
class _View:
    facts: Facts
    catalog: Catalog

    def flaws(self, fact: Pick | Each) -> Iterator[Idle]:
        wanted = self._wanted(fact)
        if not wanted:
            apis = ", ".join(f"'{name}'" for name in self._apis.get(fact.goal, ()))
            slots = {x for name in self._apis.get(fact.goal, ()) for x in self.catalog.apis[name].inputs}
            message = f"'{fact.input}' is no input of {apis}" if apis else f"goal {fact.goal} does not want '{fact.input}'"
            yield Idle("no-list", fact, message, did_you_mean(fact.input, slots))
            return
        if any(given.goal == fact.goal and given.name == fact.input for given in self.facts.givens):
            return
        feeding = [source for slot in wanted for source in self._feeding(fact, slot)]
        column = getattr(fact, "column", None)
        if not feeding:
            mend = "draw on a goal that yields a list (`uses`), or remove the fact"
            yield Idle("no-list", fact, f"no list can feed '{fact.input}' of goal {fact.goal}", mend)
        elif column is not None and not any(column in source.columns for source in feeding):
            names = {name for source in feeding for name in source.columns}
            lists = ", ".join(sorted({f"'{source.api}'" for source in feeding}))
            message = f"no list that can feed '{fact.input}' of goal {fact.goal} has the column '{column}'"
            mend = did_you_mean(column, names) or f"use a column of {lists}: {', '.join(sorted(names))}"
            yield Idle("no-column", fact, message, mend)

    @cached_property
    def _apis(self) -> dict[int, list[str]]:
        """The APIs that a goal may call; none for a want."""
        found: dict[int, list[str]] = {}
        for named in (*self.facts.goals, *self.facts.maybes):
            if named.api in self.catalog.apis:
                found.setdefault(named.goal, []).append(named.api)
        return found

    def _wanted(self, fact: Pick | Each) -> list[Input]:
        """The inputs that the fact may speak of; for a want, the wanted type as such an input."""
        wants = any(want.goal == fact.goal and want.type == fact.input for want in self.facts.wants)
        if wants and fact.input in self.catalog.semantic_types:
            return [Input(type=fact.input)]
        inputs = [self.catalog.apis[name].inputs for name in self._apis.get(fact.goal, ())]
        return [slots[fact.input] for slots in inputs if fact.input in slots]

    def _feeding(self, fact: Pick | Each, slot: Input) -> Iterator[_List]:
        used = [use for use in self.facts.uses if use.goal == fact.goal and use.input == fact.input]
        for use in used:
            for source in self._lists_of(use.source):
                columns = {x: o for x, o in source.columns.items() if use.output in (None, x)}
                if any(self._hands(column, slot) for column in columns.values()):
                    yield source
        if used or slot.source == "user":
            return
        reads = (_lists(name, api) for name, api in self.catalog.apis.items() if not api.writes)
        others = (self._lists_of(number) for number in self.facts.numbers if number != fact.goal)
        is_want = fact.goal not in self._apis
        for lists in (*reads, *others):
            for source in lists:
                fetched = [c for c in source.columns.values() if is_want or self._is_fetched(c)]
                if self._leads(fetched, slot.type):
                    yield source

    def _lists_of(self, goal: int) -> Iterator[_List]:
        """The lists that a goal yields; one that is done several times yields each of its outputs so often."""
        if goal not in self._apis:
            yield from (source for name, api in self.catalog.apis.items() for source in _lists(name, api))
        for name in self._apis.get(goal, ()):
            api = self.catalog.apis[name]
            yield from _lists(name, api)
            if goal in self._repeated:
                yield _List(name, api.yields)

    @cached_property
    def _repeated(self) -> frozenset[int]:
        """The goals that may be done several times: by `each`, for several rows, for several values, or after such a goal."""
        found = {each.goal for each in self.facts.eaches}
        found |= {pick.goal for pick in self.facts.picks if pick.several}
        found |= {given.goal for given in self.facts.givens if not isinstance(given.value, str)}
        while more := {use.goal for use in self.facts.uses if use.source in found} - found:
            found |= more
        return frozenset(found)

    def _hands(self, column: Output, slot: Input) -> bool:
        """Whether `uses` may hand the column to the input: by type, by a lookup from it, or by base (R4)."""
        kind, wanted = self.catalog.type(column.type), self.catalog.type(slot.type)
        alike = kind.base == wanted.base or {kind.base, wanted.base} <= {"integer", "number", "string"}
        return (kind.entity == wanted.entity and alike) or self._leads((column,), slot.type)

    def _leads(self, columns: Iterable[Output], wanted: str) -> bool:
        """Whether one of the columns may stand where the type is wanted, or lookups lead from one to it (R5)."""
        needed = self._needed_for(wanted)
        return any(not needed.isdisjoint(self.catalog.type(column.type).ancestors) for column in columns)

    def _needed_for(self, wanted: str) -> set[str]:
        """The type, and those from which lookups may lead to it."""
        found, open_ = {wanted}, [wanted]
        while open_:
            kind = open_.pop()
            for api in self.catalog.apis.values():
                yielded = (o for o in api.yields.values() if self._is_fetched(o))
                if not api.writes and any(kind in self.catalog.type(o.type).ancestors for o in yielded):
                    new = {slot.type for slot in api.inputs.values()} - found
                    found |= new
                    open_.extend(new)
        return found

    def _is_fetched(self, column: Output) -> bool:
        """Whether data of this type are looked up at all: they are somebody's, or nobody can be asked for them."""
        kind = self.catalog.type(column.type)
        return not kind.bare or not kind.askable


def _lists(name: str, api: Api) -> Iterator[_List]:
    return (_List(name, columns) for columns in api.lists.values())
