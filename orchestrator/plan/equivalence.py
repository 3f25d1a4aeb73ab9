"""Whether two plans are the same, up to names of steps and the order of independent ones (section 5).

Every step is written out with all that its arguments derive from, so that its name no longer matters. Two
plans are equivalent when the same calls, questions and choices stand in both, the same rows are taken of lists, the same
data meet the wants, and steps that are not independent come in the same order. Words, spans and costs are not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from orchestrator.catalog.model import Api, Catalog, Condition
from orchestrator.facts.model import Value
from orchestrator.plan.check.parts import elements, sources
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    Choose,
    FromDefault,
    FromStep,
    FromValue,
    Plan,
    RowPick,
    Step,
)
from orchestrator.values import member, normal_form

_PLANS = ("ready", "needs_input")
_BASES = ("number", "date", "string")


def equivalent(one: Plan, other: Plan, catalog: Catalog | None = None) -> bool:
    """Whether two plans are equivalent.

    Without a catalog, values are compared as a number, a day or a text, whichever they look like, and order
    counts only where one step takes what another yields. With it, values are compared by type, and order
    counts for all steps that are not independent.

    Example:
        >>> equivalent(plan, plan)
        True
    """
    return difference(one, other, catalog) == ""


def difference(one: Plan, other: Plan, catalog: Catalog | None = None) -> str:
    """The first thing in which two plans differ, in words; nothing where they are equivalent."""
    if one.status != other.status:
        return f"the first is {one.status}, the second {other.status}"
    if one.status not in _PLANS:
        return _apart("reading", _readings(one), _readings(other))
    first, second = _Expansion(one, catalog), _Expansion(other, catalog)
    return (
        _apart("call", first.calls, second.calls)
        or _apart("question", first.asks, second.asks)
        or _apart("choice", first.choices, second.choices)
        or _apart("want", first.wants, second.wants)
        or _order(first, second)
    )


def _apart(what: str, one: Counter[str], other: Counter[str]) -> str:
    for which, more in (("first", one - other), ("second", other - one)):
        if more:
            return f"only in the {which} plan, the {what} {min(more)}"
    return ""


def _order(one: _Expansion, other: _Expansion) -> str:
    swapped = sorted(pair for pair in one.ordered if (pair[1], pair[0]) in other.ordered)
    if not swapped:
        return ""
    (before, _), (after, _) = swapped[0]
    return f"only in the first plan, {before} comes before {after}"


def _readings(plan: Plan) -> Counter[str]:
    told: Counter[str] = Counter()
    for reading in plan.readings:
        text = ", ".join(f"{goal}: {api}" for goal, api in sorted(reading.goals.items()))
        if reading.given is not None:
            text += f", {reading.given.name}[{reading.given.goal}] = {_normal(reading.given.value)!r}"
        told[text] += 1
    return told


def _normal(text: str) -> str:
    """The normal form of a value whose type is not known."""
    return next((form for base in _BASES if (form := normal_form(base, text)) is not None), text)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Expansion:
    """A plan with its steps written out. One that stands twice is told apart by its place among its likes."""

    plan: Plan
    catalog: Catalog | None

    @cached_property
    def calls(self) -> Counter[str]:
        return Counter(self.texts[call.id] for call in self.plan.calls)

    @cached_property
    def asks(self) -> Counter[str]:
        return Counter(self.texts[ask.id] for ask in self.plan.asks)

    @cached_property
    def choices(self) -> Counter[str]:
        return Counter(self.texts[choice.id] for choice in self.plan.choices)

    @cached_property
    def wants(self) -> Counter[str]:
        return Counter(
            f"{want.type}[{want.goal}] <- {self._source(want.source, want.pick, self.texts)}" for want in self.plan.wants
        )

    @cached_property
    def texts(self) -> dict[str, str]:
        """Step → itself, written out. A step comes after those that it takes from."""
        texts: dict[str, str] = {}
        for step in self.plan.steps:
            # `_source` reads what is there so far, through the very dictionary.
            texts[step.id] = self._step(step, texts)
        return texts

    def _step(self, step: Step, texts: dict[str, str]) -> str:
        if isinstance(step, Ask):
            return self._ask(step)
        return self._choose(step, texts) if isinstance(step, Choose) else self._call(step, texts)

    def _call(self, call: Call, texts: dict[str, str]) -> str:
        goals = f"[{','.join(map(str, sorted(call.goals)))}]" if call.goals else ""
        each = f" for each of {texts.get(call.for_each, '?')}" if call.for_each is not None else ""
        arguments = (
            f"{name}={self._argument(call, name, argument, texts)}"
            for name, argument in sorted(call.arguments.items())
        )
        return f"{call.api}{goals}({', '.join(arguments)}){each}"

    def _argument(self, call: Call, name: str, argument: Argument, texts: dict[str, str]) -> str:
        parts = elements(argument)
        if parts is not None:
            told = [self._argument(call, name, part, texts) for part in parts]
            return told[0] if len(told) == 1 else f"({', '.join(told)})"  # a single value is a list of one
        match argument:
            case FromStep(source=source, pick=pick):
                return self._source(source, pick, texts)
            case FromDefault(default=value):
                return f"default {self._value(call, name, value)}"
            case FromValue(value=value):
                return self._value(call, name, value)
        raise AssertionError(argument)  # a list, which has elements

    def _source(self, source: str, pick: RowPick | None, texts: dict[str, str]) -> str:
        identifier, dot, output = source.partition(".")
        row = f"[{self._row(source, pick, texts)}]" if pick is not None else ""
        return f"{texts.get(identifier, '?')}{dot}{output}{row}"

    def _row(self, source: str, pick: RowPick, texts: dict[str, str]) -> str:
        """Which row is taken: two picks that mean the same row are one."""
        if pick.chosen is not None:
            return texts.get(pick.chosen, "?")
        if pick.equals is not None:
            told = sorted((column, self._cell(source, column, value)) for column, value in pick.equals.items())
            return ", ".join(f"{column}={value}" for column, value in told)
        if pick.nth == 1:
            pick = RowPick(first=1)
        name, said = next((n, x) for n in RowPick.model_fields if (x := getattr(pick, n)) is not None)
        return f"{name} {said}"

    def _cell(self, source: str, column: str, text: str) -> str:
        """The value of a column, compared by the type that the column has."""
        maker = next((call for call in self.plan.calls if call.id == source.partition(".")[0]), None)
        api = self._api(maker) if maker is not None else None
        known = api.yields.get(column) if api is not None else None
        return self._typed(known.type if known is not None else None, text)

    def _value(self, call: Call, name: str, value: Value) -> str:
        assert isinstance(value, str)  # lists have been taken apart
        api = self._api(call)
        known = api.inputs.get(name) if api is not None else None
        return self._typed(known.type if known is not None else None, value)

    def _typed(self, name: str | None, text: str) -> str:
        if self.catalog is None or name is None:
            return repr(_normal(text))
        kind = self.catalog.type(name)
        said = member(kind, text) or text
        return repr(normal_form(kind.base, said) or said.casefold())

    def _ask(self, ask: Ask) -> str:
        """A question by its type, its goals and where its answer goes: two of one type are told apart so."""
        goals = ",".join(map(str, sorted(ask.asks.goals)))
        return f"ask({ask.asks.type})[{goals}]{{{'; '.join(sorted(self._ways(ask.id)))}}}"

    def _choose(self, choice: Choose, texts: dict[str, str]) -> str:
        """A choice by its list, its goals and where the row goes: those of twin slots are told apart so."""
        goals = ",".join(map(str, sorted(choice.goals)))
        return f"choose({texts.get(choice.of, '?')})[{goals}]{{{'; '.join(sorted(self._ways(choice.id)))}}}"

    def _ways(self, identifier: str) -> Iterator[str]:
        """From a step to each goal's call, or auto write, that takes what comes of it."""
        ids = [step.id for step in self.plan.steps]
        later = set(ids[ids.index(identifier) + 1 :])
        for call in self.plan.calls:
            for name, argument in call.arguments.items() if call.id in later else ():
                for source in sources(argument):
                    maker, _, output = source.source.partition(".")
                    chosen = source.pick.chosen if source.pick is not None else None
                    if identifier in (maker, chosen):
                        ways = [] if call.goals else list(self._ways(call.id))
                        yield from (f"{output}>{call.api}.{name}{way}" for way in ways or [f"{sorted(call.goals)}"])

    # --- order ---------------------------------------------------------------------------------------------
    @cached_property
    def ordered(self) -> set[tuple[tuple[str, int], tuple[str, int]]]:
        """The pairs of steps that are not independent (R9), the earlier first. Data are in their texts."""
        if self.catalog is None:
            return set()
        seen: Counter[str] = Counter()
        placed: list[tuple[tuple[str, int], Call]] = []
        for call in self.plan.calls:
            text = self.texts[call.id]
            placed.append(((text, seen[text]), call))
            seen[text] += 1
        return {(a, b) for (a, one), (b, other) in combinations(placed, 2) if self._dependent(one, other)}

    def _api(self, call: Call) -> Api | None:
        return self.catalog.apis.get(call.api) if self.catalog is not None else None

    def _dependent(self, one: Call, other: Call) -> bool:
        a, b = self._api(one), self._api(other)
        if a is None or b is None:
            return False
        if (a.writes or b.writes) and self._entities(a) & self._entities(b):
            return True
        # Of states only the word is compared, whatever they are of: rather an order too many than too few.
        return bool(
            _fluents(a.ensures) & (_fluents(b.requires) | _fluents(b.ensures))
            or _fluents(b.ensures) & _fluents(a.requires)
        )

    def _entities(self, api: Api) -> set[str]:
        assert self.catalog is not None
        types = [*(i.type for i in api.inputs.values()), *(o.type for o in api.yields.values())]
        return {entity for t in types if (entity := self.catalog.type(t).entity) is not None}


def _fluents(conditions: tuple[Condition, ...]) -> set[str]:
    return {condition.fluent for condition in conditions}
