"""Which APIs can ever be part of a plan, and what holds the others back.

A reading of the catalog alone, without facts: an API can be reached when each required input can be asked
for, typed, defaulted or had from an API that can be reached, and each required state holds at the start or is
ensured by one that can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog.model import Api, Catalog, Condition, Input
from orchestrator.values import fit


@dataclass(frozen=True)
class Reach:
    """What can be reached in a catalog.

    Attributes:
        catalog: the catalog.
        apis: the APIs that can be part of a plan.
    """

    catalog: Catalog
    apis: frozenset[str]

    @classmethod
    def of(cls, catalog: Catalog) -> Reach:
        """Grow the set of reachable APIs until nothing is added."""
        reach = cls(catalog, frozenset())
        while True:
            grown = frozenset(name for name, api in catalog.apis.items() if reach._admits(api))
            if grown == reach.apis:
                return reach
            reach = cls(catalog, grown)

    def _admits(self, api: Api) -> bool:
        return (
            all(self.supplies(slot) for slot in api.inputs.values() if slot.required)
            and all(self.meets(condition, api) for condition in api.requires)
            and not contradictions(api)
        )

    def supplies(self, slot: Input) -> bool:
        """Whether the input can have a value."""
        return self.is_said(slot) or any(api in self.apis for api in self.producers(slot.type))

    def is_said(self, slot: Input) -> bool:
        """Whether a person, or the catalog itself, can say the value."""
        kind = self.catalog.type(slot.type)
        return slot.default is not None or kind.askable or kind.pattern is not None

    def producers(self, wanted: str) -> tuple[str, ...]:
        """The APIs with an output, or a column of rows, that may stand where the type is wanted."""
        return self._producers.get(wanted, ())

    @cached_property
    def _producers(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for name, api in self.catalog.apis.items():
            for output in api.yields.values():
                for ancestor in self.catalog.type(output.type).ancestors:
                    found.setdefault(ancestor, {})[name] = None
        return {kind: tuple(names) for kind, names in found.items()}

    def meets(self, condition: Condition, api: Api) -> bool:
        """Whether the condition can hold when the API is called."""
        if not condition.holds:
            return self._can_be_absent(condition)
        return self.holds_at_start(condition, api) or any(
            e in self.apis for e in self.ensurers(condition, api)
        )

    def holds_at_start(self, condition: Condition, api: Api) -> bool:
        """Whether `state` of the catalog has it, for data that fit the arguments."""
        kinds = [self.catalog.type(self._type_of(a, api)) for a in condition.arguments]
        return any(
            held.fluent == condition.fluent
            and len(held.arguments) == len(kinds)
            and all(fit(kind, value) for kind, value in zip(kinds, held.arguments, strict=True))
            for held in self.catalog.state
        )

    def _can_be_absent(self, condition: Condition) -> bool:
        """State with arguments is absent for some data; state without, unless it is there for good."""
        if condition.arguments or not any(held.fluent == condition.fluent for held in self.catalog.state):
            return True
        return any(
            effect.fluent == condition.fluent and not effect.holds
            for name in self.apis
            for effect in self.catalog.apis[name].ensures
        )

    def ensurers(self, condition: Condition, api: Api) -> tuple[str, ...]:
        """The APIs that ensure the condition for data that could be the same as the API's."""
        wanted = [self._type_of(a, api) for a in condition.arguments]
        return tuple(
            name
            for name, other in self.catalog.apis.items()
            if any(
                effect.fluent == condition.fluent
                and effect.holds == condition.holds
                and self._could_be_same(wanted, [self._type_of(a, other) for a in effect.arguments])
                for effect in other.ensures
            )
        )

    @staticmethod
    def _type_of(argument: str, api: Api) -> str:
        """The type of an input or output; an input goes before an output of the same name."""
        slot = api.inputs.get(argument) or api.outputs[argument]
        return slot.type

    def _could_be_same(self, one: list[str], other: list[str]) -> bool:
        return len(one) == len(other) and all(map(self.overlap, one, other))

    def overlap(self, one: str, other: str) -> bool:
        """Whether a datum can be of both types."""
        return one == other or any(
            one in kind.ancestors and other in kind.ancestors for kind in self.catalog.semantic_types.values()
        )

    def unmet_inputs(self, api: Api) -> Iterator[tuple[str, Input]]:
        """The required inputs that nothing can supply."""
        return (
            (name, slot) for name, slot in api.inputs.items() if slot.required and not self.supplies(slot)
        )

    def blocked_by(self, api: Api) -> set[str]:
        """The unreachable APIs that alone yield a required input of the API."""
        return {producer for _, slot in self.unmet_inputs(api) for producer in self.producers(slot.type)}

    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The groups of unreachable APIs that wait for each other's outputs."""
        waits = {n: self.blocked_by(a) for n, a in self.catalog.apis.items() if n not in self.apis}
        beyond = {name: _closure(name, waits) for name in waits}
        groups = {
            tuple(other for other in waits if other in beyond[name] and name in beyond[other])
            for name in waits
            if name in beyond[name]
        }
        order = list(waits)
        return tuple(sorted(groups, key=lambda group: order.index(group[0])))


def contradictions(api: Api) -> tuple[Condition, ...]:
    """The conditions that the API requires both to hold and not to hold."""
    absent = [c.model_copy(update={"holds": True}) for c in api.requires if not c.holds]
    return tuple(c for c in api.requires if c.holds and c in absent)


def _closure(start: str, edges: dict[str, set[str]]) -> set[str]:
    """All that can be got to from the start in one step or more."""
    found: set[str] = set()
    open_ = list(edges.get(start, ()))
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_.extend(edges.get(name, ()))
    return found
