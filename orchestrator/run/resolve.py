"""Where the arguments of a call come from, by value: only from what the plan refers to (R4, R12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.catalog.model import ROWS, Api, Catalog, SemanticType
from orchestrator.plan.explain import count
from orchestrator.plan.model import (
    Argument,
    Call,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Met,
    Plan,
    RowPick,
)
from orchestrator.plan.rows import NoSuchRow, RowUndecided, in_words, take
from orchestrator.run.results import Found, Row
from orchestrator.run.values import Misfit, argument, text_of

Value = Any
"""An argument: one value as Python has it, or a tuple of them."""

Yielded = Found | Mapping[int, Found]
"""What a step gave; of a step that is made for each row, by the place of the row, from 0."""


class Lacking(Exception):
    """What an argument is to be taken from has no value, or not one that fits.

    Attributes:
        step: the call that was to give it; None where no call is to blame.
    """

    def __init__(self, step: str | None, why: str) -> None:
        self.step = step
        super().__init__(why)


class NoRow(Lacking):
    """The row that is picked does not exist. `step` is the call that gave the list; `empty`: it gave none at all."""

    def __init__(self, step: str, api: str, error: NoSuchRow) -> None:
        self.empty = not error.count
        rows = "gave an empty list" if self.empty else f"gave {count(error.count, 'row')}"
        super().__init__(step, f"{in_words(error.pick)} is wanted, and {api} {rows}")


class Undecided(Exception):
    """Only the person can say which row is meant.

    Attributes:
        of: the call that gave the list. pick: what was to decide. rows: the list. places: which of them may be meant.
    """

    def __init__(self, of: str, pick: RowPick, rows: Sequence[Row], places: Sequence[int], columns: Sequence[str]) -> None:
        self.of, self.pick, self.rows, self.places, self.columns = of, pick, rows, places, tuple(columns)
        super().__init__(in_words(pick))


@dataclass(frozen=True, slots=True)
class _Round:
    """One time that a `for_each` step is made: for which row of which step."""

    source: str
    place: int


@dataclass(slots=True)
class Resolver:
    """The values of a plan on its way.

    Attributes:
        decided: the place of the row that was chosen, from 0: for a call, a pick of its list and the list.
        yielded: step → what it gave so far.
        choices: choice step → the place of the row that was chosen.
    """

    plan: Plan
    catalog: Catalog
    decided: Callable[[str, RowPick, Sequence[Row]], int | None]
    yielded: dict[str, Yielded] = field(default_factory=dict)
    choices: dict[str, int] = field(default_factory=dict)

    def arguments(self, call: Call, place: int | None = None) -> dict[str, Value]:
        """The arguments of a call, for the row at that place.

        Raises:
            Lacking: there is no value, or no such row.
            Undecided: the person must say which.
            """
        around = None if place is None or call.for_each is None else _Round(call.for_each, place)
        return {name: self._argument(call, name, said, around) for name, said in call.arguments.items()}

    def of_row(self, call: Call) -> tuple[str, ...]:
        """The inputs of a `for_each` call that draw on the row it is made for."""
        return tuple(
            name
            for name, said in call.arguments.items()
            if isinstance(said, FromStep) and self._follows(said, call.for_each)
        )

    def places(self, call: Call) -> range:
        """The rows that a `for_each` call is made for."""
        limits = [len(self._round_rows(call))]
        for said in call.arguments.values():
            if not isinstance(said, FromStep):
                continue
            step = said.source.partition(".")[0]
            if step == call.for_each and said.pick is not None and said.pick.first is not None:
                limits.append(said.pick.first)
            elif step != call.for_each and self._call(step).for_each == call.for_each:
                limits.append(len(self._members(step)))
        return range(min(limits))

    def met(self, met: Met) -> Value:
        """The value of a want; a whole list where no row is picked."""
        value = self._taken(met.source, met.pick, None, many=True)
        return value[0] if met.pick is not None and met.pick.first is None and isinstance(value, tuple) else value

    def listed(self, choice: Choose) -> tuple[Row, ...]:
        """The rows that a choice is made of."""
        api = self._api(choice.of)
        column = next((c for c in choice.columns if c in api.rows or api.outputs[c].many), choice.columns[0])
        return self._list(choice.of, column, None) or ()

    # --- arguments -------------------------------------------------------------------------------------------------------
    def _argument(self, call: Call, name: str, said: Argument, around: _Round | None) -> Value:
        declared = self.catalog.apis[call.api].inputs[name]
        kind = self.catalog.type(declared.type)
        found = self._values(said, around, many=declared.many)
        try:
            fitting = tuple(self._fitting(kind, value) for value in found)
        except Misfit as misfit:
            raise Lacking(None, f"the {_words(name)} {misfit}") from None
        return fitting if declared.many else fitting[0]

    @staticmethod
    def _fitting(kind: SemanticType, value: Any) -> Value:
        return argument(kind, text_of(value) or "")

    def _values(self, said: Argument, around: _Round | None, *, many: bool) -> tuple[Any, ...]:
        match said:
            case FromValue():
                return (said.value,) if isinstance(said.value, str) else said.value
            case FromDefault():
                return (said.default,) if isinstance(said.default, str) else said.default
            case FromList():
                return tuple(value for one in said.list for value in self._values(one, around, many=False))
            case FromStep():
                taken = self._taken(said.source, said.pick, around, many=many)
                values = taken if isinstance(taken, tuple) else (taken,)
                if any(value is None for value in values) or (not values and not many):
                    step, _, output = said.source.partition(".")
                    raise Lacking(step, f"{self._call(step).api} gave no {_words(output)}")
                return values

    def _taken(self, source: str, pick: RowPick | None, around: _Round | None, *, many: bool) -> Any:
        step, _, column = source.partition(".")
        rows = self._list(step, column, around)
        if rows is None:
            return self._single(step, around).outputs.get(column)
        if around is not None and step == around.source and (pick is None or pick.first is not None):
            return rows[around.place].get(column)
        if pick is None:
            return tuple(row.get(column) for row in rows)
        taken = self._picked(step, rows, pick, several=many)
        return tuple(row.get(column) for row in taken)

    def _picked(self, step: str, rows: Sequence[Row], pick: RowPick, *, several: bool) -> tuple[Row, ...]:
        api = self._api(step)
        types = {name: self.catalog.type(output.type) for name, output in api.yields.items()}
        try:
            return take(rows, pick, types, several=several, choices=self.choices)
        except NoSuchRow as error:
            raise NoRow(step, self._call(step).api, error) from None
        except RowUndecided as undecided:
            place = self.decided(step, pick, rows)
            if place is not None:
                return (rows[place],)
            columns = tuple(api.rows) or tuple(api.yields)
            raise Undecided(step, pick, rows, undecided.places, columns) from None

    # --- what steps gave -------------------------------------------------------------------------------------------------
    def _call(self, step: str) -> Call:
        found = self.plan.step(step)
        if not isinstance(found, Call):
            raise Lacking(None, f"{step} is a question that nobody answered")
        return found

    def _api(self, step: str) -> Api:
        return self.catalog.apis[self._call(step).api]

    def _members(self, step: str) -> Mapping[int, Found]:
        found = self.yielded[step]
        return {0: found} if isinstance(found, Found) else found

    def _single(self, step: str, around: _Round | None) -> Found:
        found = self.yielded[step]
        if isinstance(found, Found):
            return found
        if around is None or self._call(step).for_each != around.source or around.place not in found:
            raise Lacking(step, f"{self._call(step).api} was not called for it")
        return found[around.place]

    def _list(self, step: str, column: str, around: _Round | None) -> tuple[Row, ...] | None:
        """The list of a step with that column, as seen from outside or for a row; None for an output of one value."""
        api, found = self._api(step), self.yielded[step]
        if isinstance(found, Found):
            return found.list_of(column, api)
        if around is not None and self._call(step).for_each == around.source:
            return self._single(step, around).list_of(column, api)
        return tuple(self._outer(found, api))

    @staticmethod
    def _outer(members: Mapping[int, Found], api: Api) -> Iterator[Row]:
        """What a step gave that is made for each row: rows again, each output a column."""
        for found in members.values():
            inner = [row for name in api.lists for row in found.list_of(name if name != ROWS else next(iter(api.rows)), api) or ()]
            for row in inner or [{}]:
                yield {**found.outputs, **row}

    def _round_rows(self, call: Call) -> Sequence[Row]:
        """The list that a `for_each` call is made for: that of the column it takes, else of the step beside it."""
        sources = [a.source.partition(".") for a in call.arguments.values() if isinstance(a, FromStep)]
        for step, _, column in sources:
            if step == call.for_each and (rows := self._list(step, column, None)) is not None:
                return rows
        for step, _, _ in sources:
            if self._follows_step(step, call.for_each) and step != call.for_each:
                return self._round_rows(self._call(step))
        raise Lacking(None, f"nothing of it comes from a row of {call.for_each}")

    def _follows(self, said: FromStep, source: str | None) -> bool:
        step = said.source.partition(".")[0]
        own = step == source and (said.pick is None or said.pick.first is not None)
        return own or (step != source and self._follows_step(step, source))

    def _follows_step(self, step: str, source: str | None) -> bool:
        found = self.plan.step(step)
        return isinstance(found, Call) and found.for_each is not None and found.for_each == source


def _words(name: str) -> str:
    return name.replace("_", " ")
