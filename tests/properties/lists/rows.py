"""What a pick means on concrete rows: the rule's own words, written down once more for the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lists.pools import BARE

Row = Mapping[str, str | None]


class NoSuchRow(Exception):
    """The list has no row of that kind; names the pick."""


def comparable(type_: str, text: str) -> Any:
    """A value of a type as something that can be ordered and told apart: an amount, a day, or a text without case."""
    base = BARE.get(type_, {}).get("base", "string")
    if base in ("number", "integer"):
        try:
            return Decimal(text)
        except InvalidOperation:
            return text.casefold()
    if base == "date":
        for form in ("%Y-%m-%d", "%d %B %Y"):
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
    return text.casefold()


def picked(rows: Sequence[Row], pick: Mapping[str, Any], types: Mapping[str, str]) -> list[int]:
    """The places of the rows that a pick of the facts or of a plan takes, in order.

    Args:
        pick: one of `{"first": K}`, `{"last": 1}`, `{"nth": K}`, `{"min": C}`, `{"max": C}`.
        types: the type of each column.

    Raises:
        NoSuchRow: one row is meant that the list does not have.
    """
    ((kind, said),) = pick.items()
    places = list(range(len(rows)))
    if kind == "first":
        taken = places[:said]
    elif kind == "last":
        taken = places[-1:]
    elif kind == "nth":
        taken = places[said - 1 : said]
    else:
        having = [i for i in places if rows[i].get(said) is not None]
        lacking = [i for i in places if i not in having]
        # Sorting keeps the API's order among equals, in both directions.
        ordered = sorted(having, key=lambda i: comparable(types[said], rows[i][said] or ""), reverse=kind == "max")
        taken = [*ordered, *lacking][:1]
    if not taken:
        raise NoSuchRow(f"no row for {kind} {said}")
    return taken


def equal_rows(rows: Sequence[Row], columns: Mapping[str, str], types: Mapping[str, str]) -> list[int]:
    """The places of the rows that have these values in these columns."""

    def same(row: Row) -> bool:
        return all(
            (cell := row.get(column)) is not None
            and comparable(types[column], cell) == comparable(types[column], said)
            for column, said in columns.items()
        )

    return [i for i, row in enumerate(rows) if same(row)]
