"""Rows of lists in the situation: how each is settled, and that a goal takes one row of a list only (R12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from orchestrator.reason import situation as model
from orchestrator.reason.names import slug


def row_of(listed: str, mode: tuple[Any, ...], datum: Callable[[Any], str]) -> model.Row:
    """A row's mode as a term of the reasoning, as data.

    Args:
        listed: the name of the list.
        mode: see `orchestrator.reason.terms.CallTerm`.
        datum: the datum of a term.
    """
    kind, *rest = mode
    match kind:
        case "nth" | "top" | "every":
            return model.Row(list=listed, mode=kind, count=rest[0])
        case "min" | "max":
            return model.Row(list=listed, mode=kind, column=rest[0])
        case "equals":
            return model.Row(list=listed, mode=kind, equals={column: datum(value) for column, value in rest[0]})
        case _:
            return model.Row(list=listed, mode=kind)


def row_words(mode: tuple[Any, ...]) -> str:
    """A row's mode as a name: `first-row`, `max-price-row`, `each-row`."""
    kind, *rest = mode
    match kind:
        case "every":
            return "each-row" if rest[0] is None else f"each-of-{rest[0]}-rows"
        case "top":
            return f"first-{rest[0]}-rows"
        case "all":
            return "all-rows"
        case "chosen":
            return "chosen-row" if rest[0] == "everybody" else f"chosen-row-for-{slug(rest[0])}"
        case "equals":
            return "equal-row"
        case _:
            return "-".join([kind, *(slug(str(r)) for r in rest), "row"])


def keep_rows_together(
    calls: Mapping[str, model.Call], data: Mapping[str, model.Datum], twins: Callable[[str, str, str], bool]
) -> Iterator[model.Apart]:
    """The data that must not stand together in one call: those of different rows of one list.

    A slot that stands for itself beside a twin has a row of its own.

    Args:
        calls: the calls of the situation.
        data: its data.
        twins: whether two slots of a call each stand for themselves.
    """
    if not any(call.row for call in calls.values()):
        return
    rows = {datum: _rows(datum, calls, data) for datum in data}
    for call in [c for c in calls.values() if c.kind in ("goal", "auto")]:
        alone = {x for x in call.slots for y in call.slots if x != y and twins(call.id, x, y)}
        for x, y in combinations([x for x in call.slots if x not in alone], 2):
            for one in call.slots[x]:
                for other in call.slots[y]:
                    if any(a != b and of == another for of, a in rows[one.datum] for another, b in rows[other.datum]):
                        yield model.Apart(call=call.id, slot=x, datum=one.datum, other_slot=y, other_datum=other.datum)


def _rows(datum: str, calls: Mapping[str, model.Call], data: Mapping[str, model.Datum]) -> frozenset[tuple[str, str]]:
    """The single rows that a datum is had from: each as its list and the call by which it is had."""
    found: set[tuple[str, str]] = set()
    waiting, seen = [datum], set()
    while waiting:
        name = waiting.pop()
        call = calls.get(data[name].call or "")
        # What another goal's own call yields is had from the row that it took.
        if name in seen or call is None or call.kind in ("goal", "auto") or call.goals:
            continue
        seen.add(name)
        if call.row is not None and call.row.mode not in ("all", "top"):
            found.add((call.slots["of"][0].datum, call.id))
        waiting += [c.datum for admitted in call.slots.values() for c in admitted]
    return frozenset(found)
