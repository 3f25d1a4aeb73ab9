"""Where an argument of a plan comes from: as a key that two plans share, and in words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Value
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Met,
    Plan,
    RowPick,
)
from orchestrator.plan.rows import in_words
from orchestrator.secrets import MARK
from orchestrator.values import fit


class Sources:
    """The sources of a plan.

    Args:
        plan: the plan.
        catalog: what APIs exist.
        names: step → the name by which it is known in both plans.
    """

    def __init__(self, plan: Plan, catalog: Catalog, names: Mapping[str, str]) -> None:
        self.plan, self.catalog, self.names = plan, catalog, names
        self.steps = {step.id: step for step in plan.steps}

    # The same in two plans, or not.

    def key(self, call: Call, name: str, argument: Argument) -> Hashable:
        """The same for the same source."""
        match argument:
            case FromValue(value=value):
                return ("value", self._normal(call, name, value))
            case FromDefault(default=value):
                return ("default", self._normal(call, name, value))
            case FromStep(source=source, pick=pick):
                return self._step_key(source, pick)
            case FromList(list=parts):
                return tuple(self.key(call, name, part) for part in parts)

    def met_key(self, met: Met) -> Hashable:
        """The same for a want that is met alike."""
        return self._step_key(met.source, met.pick)

    def each(self, call: Call) -> Hashable:
        """The step whose rows a call is made for."""
        return self.names.get(call.for_each) if call.for_each is not None else None

    def _step_key(self, source: str, pick: RowPick | None) -> Hashable:
        step, _, output = source.partition(".")
        row = pick.model_dump_json(exclude={"chosen"}, exclude_none=True) if pick is not None else ""
        chosen = self.names.get(pick.chosen) if pick is not None and pick.chosen is not None else None
        return ("step", self.names.get(step, step), output, row, chosen)

    def _normal(self, call: Call, name: str, value: Value) -> Hashable:
        kind = self.catalog.type(self.catalog.apis[call.api].inputs[name].type)
        values = (value,) if isinstance(value, str) else value
        return tuple(fit(kind, one).normal or one.casefold() for one in values)

    # In words.

    def told(self, call: Call, name: str, argument: Argument) -> str:
        """A source in a few words. What is sensitive is not shown."""
        hidden = self.catalog.apis[call.api].inputs[name].sensitive
        match argument:
            case FromValue(value=value):
                return MARK if hidden else _value(value)
            case FromDefault(default=value):
                return f"{MARK if hidden else _value(value)} (default)"
            case FromStep(source=source, pick=pick):
                return self._step_told(source, pick)
            case FromList(list=parts):
                return self._listed(self.told(call, name, part) for part in parts)

    def met(self, met: Met) -> str:
        """Where a wanted datum comes from."""
        return self._step_told(met.source, met.pick)

    def each_told(self, call: Call) -> str:
        """How often a call is made."""
        return f"one for each row of {self.steps[call.for_each].api}" if call.for_each is not None else "one"

    def _step_told(self, source: str, pick: RowPick | None) -> str:
        identifier, _, output = source.partition(".")
        step = self.steps[identifier]
        if isinstance(step, Ask):
            return "your answer"
        words = f"{output.replace('_', ' ')} of {step.api}" if output else step.api
        return f"{words} ({in_words(pick)})" if pick is not None else words

    @staticmethod
    def _listed(parts: Iterable[str]) -> str:
        return ", ".join(parts)


def _value(value: Value) -> str:
    return value if isinstance(value, str) else ", ".join(value)
