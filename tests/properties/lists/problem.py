"""A case read for the tests: what its facts say of each goal, and what the catalog says of its inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lists.generator import Case, is_many, type_of, yields
from lists.pools import BARE, entity_of
from lists.rows import comparable
from orchestrator.facts.model import Each, Facts, Given, Pick, Uses


@dataclass(frozen=True)
class Problem:
    """A catalog and facts."""

    case: Case

    @cached_property
    def facts(self) -> Facts:
        return Facts.parse(self.case.facts)

    @cached_property
    def goals(self) -> dict[int, str]:
        """The API of each goal."""
        return {goal.goal: goal.api for goal in self.facts.goals}

    @property
    def apis(self) -> Mapping[str, Mapping[str, Any]]:
        return self.case.catalog["apis"]

    def inputs(self, goal: int) -> Mapping[str, Any]:
        """The inputs of a goal's API; of a want, none."""
        return self.apis[self.goals[goal]].get("inputs", {}) if goal in self.goals else {}

    def writes(self, goal: int) -> bool:
        return goal in self.goals and self.apis[self.goals[goal]].get("kind") == "write"

    def required(self, goal: int) -> list[str]:
        """The inputs that have no default and may not stay empty."""
        specs = self.inputs(goal).items()
        return [n for n, s in specs if isinstance(s, str) or ("default" not in s and s.get("required", True))]

    # -- facts ---------------------------------------------------------------------------

    def given(self, goal: int) -> list[Given]:
        return [given for given in self.facts.givens if given.goal == goal]

    def picks(self, goal: int) -> list[Pick]:
        return [pick for pick in self.facts.picks if pick.goal == goal]

    def eaches(self, goal: int) -> list[Each]:
        return [each for each in self.facts.eaches if each.goal == goal]

    def uses(self, goal: int, slot: str) -> Uses | None:
        return next((uses for uses in self.facts.uses if (uses.goal, uses.input) == (goal, slot)), None)

    def list_terms(self, goal: int) -> Iterator[Given]:
        """The list values that the goal was given by name for an input of one value: it is done for each."""
        for given in self.given(goal):
            spec = self.inputs(goal).get(given.name)
            if spec is not None and not is_many(spec) and not isinstance(given.value, str):
                yield given

    def _by_type(self, goal: int) -> Iterator[Given]:
        """The list values given by type, where the goal takes no list that they could be."""
        inputs = self.inputs(goal)
        for given in self.given(goal):
            if given.name not in inputs and not isinstance(given.value, str) and inputs:
                listed = [type_of(s) for s in inputs.values() if is_many(s)]
                if not any(self.comparable(t, given.name) or entity_of(t) == entity_of(given.name) for t in listed):
                    yield given

    def times(self, goal: int) -> list[int] | None:
        """Of a goal done once for each value of a list: which members it is done for. None for any other goal."""
        term = next(iter((*self.list_terms(goal), *self._by_type(goal))), None)
        if term is not None:
            return list(range(len(term.members)))
        for uses in self.facts.uses:
            if uses.goal != goal or (source := self.times(uses.source)) is None:
                continue
            if is_many(self.inputs(goal).get(uses.input, "")):
                continue
            pick = next((p for p in self.picks(goal) if p.input == uses.input), None)
            if pick is None:
                return source
            return source[: pick.count] if pick.several else None
        return None

    # -- types ---------------------------------------------------------------------------

    def ancestors(self, type_: str) -> list[str]:
        """A type and all that it is one of."""
        parent = self.case.catalog["types"].get(type_, {}).get("is")
        return [type_, *(self.ancestors(parent) if parent is not None else [])]

    def comparable(self, one: str, other: str) -> bool:
        """Whether two types are the same, or one is a subtype of the other."""
        return one in self.ancestors(other) or other in self.ancestors(one)

    def askable(self, type_: str) -> bool:
        return self.case.catalog["types"][type_].get("ask") != "never"

    def fits(self, type_: str, text: str) -> bool:
        """Whether a text may be a value of the type."""
        spec = self.case.catalog["types"].get(self.ancestors(type_)[-1], {})
        if type_ in BARE:
            return not isinstance(comparable(type_, text), str) or type_ == "note"
        if spec.get("pattern"):
            return re.search(spec["pattern"], text) is not None
        return spec.get("format") != "email" or "@" in text

    def refers(self, type_: str, text: str) -> bool:
        """Whether a text is no value of the type, but may name what it is of."""
        opaque = not self.askable(type_) and not self.case.catalog["types"][type_].get("pattern")
        return entity_of(type_) is not None and (opaque or not self.fits(type_, text))

    def twin(self, goal: int, slot: str) -> bool:
        """Whether another input of the goal's API has the type of this one, or one above or below it."""
        inputs = self.inputs(goal)
        return any(
            other != slot and self.comparable(type_of(spec), type_of(inputs[slot])) for other, spec in inputs.items()
        )

    def columns(self, api: str) -> dict[str, dict[str, str]]:
        """The lists of an API by name, each with its columns and their types."""
        spec = self.apis[api]
        lists = {n: {n: type_of(o)} for n, o in spec.get("outputs", {}).items() if is_many(o)}
        if spec.get("rows"):
            lists["rows[]"] = {n: type_of(c) for n, c in spec["rows"].items()}
        return lists

    def yielding(self, type_: str) -> list[str]:
        """The reads that yield a type or a subtype of it."""
        return [
            name
            for name, spec in self.apis.items()
            if spec.get("kind") != "write" and any(type_ in self.ancestors(t) for t in yields(dict(spec)).values())
        ]
