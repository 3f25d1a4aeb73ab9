"""New facts beside old ones: each takes the place of what was said of the same thing before (R11).

Of one goal are the same thing: an input, and itself; an input and a type, where no other input of the goal's API could be meant
by the type (R2); a type and its sub- and supertypes. Then

| new | takes the place of |
|---|---|
| `goal`, `want`, `maybe` | what that number was before; what was said of it stays |
| `given` | what was given, used or not known of the same thing |
| `uses` | what was given or not known of the input, and its source before, with the rows that were meant of it |
| `pick`, `each` | the rows that were meant of the input before |
| `unknown` | what was given or used of the same thing |
| `failed` | nothing |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Each, Facts, Given, Pick, Span, Unknown, Uses

_Named = TypeVar("_Named", Given, Unknown)
_Rows = TypeVar("_Rows", Pick, Each)
_Thing = tuple[int, str]


def merged(facts: Facts, new: str | Facts, catalog: Catalog) -> Facts:
    """Facts with new ones, each in the place of what was said of the same thing before.

    Raises:
        FactsError: the new facts are a text that is none.

    Example:
        >>> said = Facts.parse('goal(1, create_invoice). given(1, amount, "200").')
        >>> print(merged(said, 'given(1, amount, "300").', Catalog.load("small_business")).givens[0])
        given(1, amount, "300").
    """
    added = Facts.parse(new) if isinstance(new, str) else new
    return _Merge(facts, added, catalog).run()


class _Merge:
    def __init__(self, old: Facts, new: Facts, catalog: Catalog) -> None:
        self.old, self.new, self.catalog = old, new, catalog
        meant = {n for group in (new.goals, new.maybes, new.wants) for n in (fact.goal for fact in group)}
        self.restated = meant
        goals = {g.goal: g.api for g in old.goals} | {g.goal: g.api for g in new.goals}
        self.apis = {n: catalog.apis[a] for n, a in goals.items() if a in catalog.apis}

    def run(self) -> Facts:
        new, old = self.new, self.old
        said = [(g.goal, g.name) for g in new.givens]
        used = [(u.goal, u.input) for u in new.uses]
        unknown = [(u.goal, u.name) for u in new.unknowns]
        gone = [u for u in old.uses if self._any((u.goal, u.input), [*said, *used, *unknown])]
        return old.model_copy(update={
            "goals": (*(g for g in old.goals if g.goal not in self.restated), *new.goals),
            "wants": (*(w for w in old.wants if w.goal not in self.restated), *new.wants),
            "maybes": (*(m for m in old.maybes if m.goal not in self.restated), *new.maybes),
            "givens": (*self._others(old.givens, [*said, *used, *unknown]), *map(self._without_span, new.givens)),
            "unknowns": (*self._others(old.unknowns, [*said, *used, *unknown]), *new.unknowns),
            "uses": (*(u for u in old.uses if u not in gone), *new.uses),
            "picks": (*self._rows(old.picks, gone), *new.picks),
            "eaches": (*self._rows(old.eaches, gone), *new.eaches),
            "failures": tuple(dict.fromkeys((*old.failures, *new.failures))),
            "dropped": tuple(d for d in old.dropped if not self._any((d.goal, d.name), said)),
        })  # fmt: skip

    def _others(self, facts: Iterable[_Named], things: list[_Thing]) -> Iterable[_Named]:
        return (fact for fact in facts if not self._any((fact.goal, fact.name), things))

    def _rows(self, facts: Iterable[_Rows], gone: list[Uses]) -> Iterable[_Rows]:
        """The rows that are still meant: not those of a source that is none any more, nor where others are meant now."""
        now = {(p.goal, p.input) for p in self.new.picks} | {(e.goal, e.input) for e in self.new.eaches}
        left = now | {(u.goal, u.input) for u in gone}
        return (fact for fact in facts if (fact.goal, fact.input) not in left)

    def _without_span(self, given: Given) -> Given:
        """A span tells where in the query a value stands; of new facts that is another query."""
        span: Span | None = given.span if self.new.query is not None and self.new.query == self.old.query else None
        return given if given.span == span else given.model_copy(update={"span": span})

    def _any(self, thing: _Thing, others: Iterable[_Thing]) -> bool:
        return any(self._same(thing, other) for other in others)

    def _same(self, one: _Thing, other: _Thing) -> bool:
        """Whether two names of a goal speak of one thing."""
        if one[0] != other[0]:
            return False
        if one[1] == other[1]:
            return True
        number, inputs = one[0], self._inputs(one[0])
        named = [thing[1] for thing in (one, other) if thing[1] in inputs]
        types = [thing[1] for thing in (one, other) if thing[1] not in inputs]
        if len(named) == 2 or any(t not in self.catalog.semantic_types for t in types):
            return False
        if not named:
            return self._related(types[0], types[1])
        return [x for x in inputs if self._kindred(inputs[x], types[0])] == named and number in self.apis

    def _inputs(self, number: int) -> dict[str, str]:
        """The inputs of a goal's API that can be meant, with their types."""
        return {x: i.type for x, i in self.apis[number].inputs.items()} if number in self.apis else {}

    def _related(self, one: str, other: str) -> bool:
        return one in self.catalog.type(other).ancestors or other in self.catalog.type(one).ancestors

    def _kindred(self, one: str, other: str) -> bool:
        entity = self.catalog.type(one).entity
        return self._related(one, other) or (entity is not None and entity == self.catalog.type(other).entity)
