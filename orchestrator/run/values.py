"""Values between people, functions and types: read from results, converted for arguments (R4)."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from orchestrator.catalog.model import Base, SemanticType
from orchestrator.values import describe, fit, member

Scalar = str | int | float | bool
"""One value as a function takes it: dates and times are ISO text."""


class Misfit(Exception):
    """A value, or a result, that is not of its type. Its text says what was found and what is allowed."""


def text_of(value: Any) -> str | None:
    """A value as text, in the form that types compare; None where it is no single value.

    Example:
        >>> text_of(True), text_of(12.50), text_of(1e3), text_of([1])
        ('true', '12.5', '1000.0', None)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return format(Decimal(repr(float(value))), "f") if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else None
    return value.isoformat() if isinstance(value, date | datetime | time) else None


def absent(value: Any) -> bool:
    """Whether it is no value at all: null, or an empty text."""
    return value is None or (isinstance(value, str) and not value.strip())


def read(kind: SemanticType, value: Any) -> Scalar:
    """A value of a result, as a value of its type.

    Numbers may come as text, and text as numbers, for there is only one way to read them; a boolean is only a boolean.

    Raises:
        Misfit: it is none.
    """
    text = text_of(value)
    is_kindred = isinstance(value, bool) == (kind.base == "boolean") and _kindred(kind.base, value)
    if text is None or not is_kindred or not fit(kind, text):
        raise Misfit(f"{_told(value)}, expected {describe(kind)}")
    return argument(kind, text)


def argument(kind: SemanticType, text: str) -> Scalar:
    """A text as an argument of that type: a number as a number, a boolean as a boolean, a member by its own name.

    Raises:
        Misfit: it does not fit the type.

    Example:
        >>> argument(SemanticType(name="n", base="number", ancestors=("n",)), "1,200.50")
        1200.5
    """
    fitted = fit(kind, text)
    if fitted.normal is None:
        raise Misfit(f"{_told(text)}, expected {describe(kind)}")
    match kind.base:
        case "string":
            return member(kind, text) or text
        case "integer":
            return int(fitted.normal)
        case "number":
            return float(fitted.normal) if "." in fitted.normal else int(fitted.normal)
        case "boolean":
            return fitted.normal == "true"
        case _:
            return fitted.normal


def _kindred(base: Base, value: Any) -> bool:
    """Whether a value of that Python type can be one of the base."""
    if isinstance(value, datetime):
        return base in ("datetime", "string")
    if isinstance(value, date):
        return base in ("date", "string")
    if isinstance(value, time):
        return base in ("time", "string")
    return isinstance(value, str) or base not in ("date", "time", "datetime")


def _told(value: Any) -> str:
    if isinstance(value, str):
        short = value if len(value) <= 60 else f"{value[:57]}..."
        return f'is "{short}"'
    plain = isinstance(value, int | float | Decimal)
    return f"is {value}" if plain else f"is a {type(value).__name__}"
