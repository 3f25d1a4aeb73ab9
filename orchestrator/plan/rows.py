"""What a pick means on the rows that a call yielded (R12): which of them are taken, in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

from orchestrator.catalog.model import Base, SemanticType
from orchestrator.errors import OrchestratorError, Problem
from orchestrator.plan.model import Call, FromStep, RowPick
from orchestrator.values import member, normal_form

Row = Mapping[str, Any]
"""A row by its columns. A value is text, a number, a truth value, or None where the row lacks it."""

_R = TypeVar("_R", bound=Row)
_Key = Decimal | datetime | str


class NoSuchRow(OrchestratorError):
    """The row that is picked does not exist.

    Attributes:
        pick: which row it was.
        count: how many rows there are.
    """

    def __init__(self, pick: RowPick, count: int) -> None:
        self.pick, self.count = pick, count
        what = "the list is empty" if not count else f"the list has {count} row{'s'[: count != 1]}"
        super().__init__(Problem(f"there is no such row: {what}", where=in_words(pick)))


class RowUndecided(OrchestratorError):
    """Only the person can say which row is meant: no row or several rows equal the reference, or nothing was chosen yet.

    Attributes:
        pick: what was to decide.
        places: the rows to choose from, by their places in the list, from 0.
    """

    def __init__(self, pick: RowPick, places: Sequence[int]) -> None:
        self.pick, self.places = pick, tuple(places)
        super().__init__(Problem(f"{len(self.places)} rows may be meant", where=in_words(pick)))


def take(
    rows: Sequence[_R],
    pick: RowPick,
    types: Mapping[str, SemanticType],
    *,
    several: bool = False,
    choices: Mapping[str, int] | None = None,
) -> tuple[_R, ...]:
    """The rows that are picked, in the order of the list: one of them, unless `several`.

    Args:
        rows: the list, in the order of the API.
        pick: which rows.
        types: the types of the columns: values are compared as numbers and days where they are some.
        several: rows are wanted, not one row: `first` takes what there is.
        choices: by choice step, the place of the row that was chosen, from 0.

    Raises:
        NoSuchRow: the row does not exist.
        RowUndecided: the person is to be asked.

    Example:
        >>> take([{"price": 9}, {"price": 80}], RowPick(max="price"), {})
        ({'price': 80},)
    """
    if several and pick.first is not None:
        return tuple(rows[: pick.first])
    if not rows:
        raise NoSuchRow(pick, 0)
    place = _place(rows, pick, types, choices or {})
    if not 0 <= place < len(rows):
        raise NoSuchRow(pick, len(rows))
    return (rows[place],)


def _place(
    rows: Sequence[Row], pick: RowPick, types: Mapping[str, SemanticType], choices: Mapping[str, int]
) -> int:
    """The place of the one row; there is at least one. Outside the list where the row does not exist."""
    if pick.equals is not None:
        return _equal(rows, pick, types)
    if pick.chosen is not None:
        if len(rows) > 1 and pick.chosen not in choices:
            raise RowUndecided(pick, range(len(rows)))
        return choices[pick.chosen] if len(rows) > 1 else 0
    column = pick.min if pick.min is not None else pick.max
    if column is not None:
        return _extreme(rows, column, types.get(column), greatest=pick.max is not None)
    if pick.last is not None:
        return len(rows) - 1
    return (pick.nth or 1) - 1


def _equal(rows: Sequence[Row], pick: RowPick, types: Mapping[str, SemanticType]) -> int:
    wanted = pick.equals or {}
    equal = [
        place
        for place, row in enumerate(rows)
        if all(_same(row.get(column), text, types.get(column)) for column, text in wanted.items())
    ]
    if len(equal) != 1:
        raise RowUndecided(pick, equal or range(len(rows)))
    return equal[0]


def _same(value: Any, text: str, kind: SemanticType | None) -> bool:
    base = _base([value], kind)
    key = _key(value, base, kind)
    return key is not None and key == _key(text, base, kind)


def _extreme(rows: Sequence[Row], column: str, kind: SemanticType | None, *, greatest: bool) -> int:
    """The first of the rows with the least or greatest value; where all lack it, the first of all."""
    values = [row.get(column) for row in rows]
    base = _base(values, kind)
    # Keys of one column are of one kind: what is no value of its base counts as lacking. Of equals `max` and `min` give the first.
    known = [(key, index) for index, value in enumerate(values) if (key := _key(value, base, kind)) is not None]
    return (max if greatest else min)(known, key=itemgetter(0))[1] if known else 0


def _key(value: Any, base: Base, kind: SemanticType | None) -> _Key | None:
    """What a value is compared by; None where it is absent, or no value of the base."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return None
    text = format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
    if kind is not None:
        text = member(kind, text) or text
    normal = normal_form(base, text)
    if normal is None:
        return None
    if base in ("integer", "number"):
        return Decimal(normal)
    return _moment(normal) if base == "datetime" else normal


def _base(values: Sequence[Any], kind: SemanticType | None) -> Base:
    """The base of a column; of one whose type is not known, a number where all that is there are numbers."""
    if kind is not None:
        return kind.base
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values if value is not None)
    return "number" if numbers else "string"


def _moment(normal: str) -> datetime:
    """A moment; one that does not say its zone is taken to be UTC, so that all can be compared."""
    moment = datetime.fromisoformat(normal)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def in_words(pick: RowPick) -> str:
    """Which row is meant.

    Example:
        >>> in_words(RowPick(max="price")), in_words(RowPick(first=3)), in_words(RowPick(nth=2))
        ('the row with the greatest price', 'the first 3 rows', 'row 2')
    """
    if pick.equals is not None:
        told = " and ".join(f'{column} is "{value}"' for column, value in pick.equals.items())
        return f"the row where {told}"
    if pick.min is not None or pick.max is not None:
        least, column = (True, pick.min) if pick.min is not None else (False, pick.max)
        return f"the row with the {'least' if least else 'greatest'} {column}"
    if pick.first is not None:
        return "the first row" if pick.first == 1 else f"the first {pick.first} rows"
    if pick.nth is not None:
        return f"row {pick.nth}"
    return "the last row" if pick.last is not None else f"the row chosen in {pick.chosen}"


def each_in_words(call: Call) -> str:
    """For which rows a call is made: each of them, or each of so many from the beginning."""
    for argument in call.arguments.values():
        if isinstance(argument, FromStep) and argument.source.partition(".")[0] == call.for_each:
            pick = argument.pick
            if pick is not None and pick.first is not None:
                return in_words(pick) if pick.first == 1 else f"each of {in_words(pick)}"
    return "each row"
