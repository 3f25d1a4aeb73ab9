"""Values in normal form, and whether a value fits a type (R2).

Two values are the same when their normal forms are equal: numbers by amount, dates by day, text regardless of case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from orchestrator.catalog.model import Base, SemanticType

_NUMBER = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")
_MONTHS = "january february march april may june july august september october november december".split()
_DAY_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\.?,? (\d{4})$")
_MONTH_DAY = re.compile(r"^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$")
_YEAR_MONTH_DAY = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_TRUE, _FALSE = {"true", "yes"}, {"false", "no"}
_FORMATS = {
    "email": re.compile(r"^[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+$"),
    "uri": re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"),
    "uuid": re.compile(r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"),
    "phone": re.compile(r"^\+?[0-9][0-9 ()/.-]{4,}$"),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """The normal form of a value that fits; or, where it does not, what is allowed."""

    normal: str | None
    allowed: str = ""

    def __bool__(self) -> bool:
        return self.normal is not None


def normal_form(base: Base, text: str) -> str | None:
    """The normal form of a text as a value of the base, or None where it is none.

    Example:
        >>> normal_form("number", "200.00"), normal_form("date", "2 May 2025"), normal_form("integer", "two")
        ('200', '2025-05-02', None)
    """
    text = text.strip()
    match base:
        case "string":
            return text.casefold() or None
        case "integer" | "number":
            return _number(text, whole=base == "integer")
        case "boolean":
            lowered = text.casefold()
            return "true" if lowered in _TRUE else "false" if lowered in _FALSE else None
        case "date":
            return _date(text)
        case "time":
            return _time(text)
        case "datetime":
            return _datetime(text)


def _number(text: str, *, whole: bool) -> str | None:
    if not _NUMBER.match(text):
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if whole and number != number.to_integral_value():
        return None
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.lstrip("+")
    return "0" if plain in ("-0", "") else plain


def _date(text: str) -> str | None:
    if match := _YEAR_MONTH_DAY.match(text):
        year, month, day = (int(g) for g in match.groups())
    elif match := _DAY_MONTH.match(text):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
    elif match := _MONTH_DAY.match(text):
        month, day, year = _month(match[1]), int(match[2]), int(match[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of a month by its name or its first letters; 0, which is no month, for another word."""
    return next((i for i, month in enumerate(_MONTHS, 1) if month.startswith(word.casefold())), 0)


def _time(text: str) -> str | None:
    match = re.match(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$", text)
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2]), int(match[3] or 0)).isoformat()
    except ValueError:
        return None


def _datetime(text: str) -> str | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).isoformat()
    except ValueError:
        return None


def fit(kind: SemanticType, text: str) -> Fit:
    """Whether a text fits a type: base, members, pattern, format and range (R2).

    A pattern sees the text as it was given; everything else sees its normal form.
    """
    allowed = describe(kind)
    normal = normal_form(kind.base, text)
    if normal is None:
        return Fit(None, allowed)
    if kind.values is not None:
        member = _member(kind, text)
        if member is None:
            return Fit(None, allowed)
        normal = normal_form(kind.base, member) or member.casefold()
    if kind.pattern is not None and re.search(kind.pattern, text) is None:
        return Fit(None, allowed)
    if kind.format is not None and _FORMATS[kind.format].match(text.strip()) is None:
        return Fit(None, allowed)
    if kind.parent is not None and not fit(kind.parent, text):
        # What stands for the subtype may stand for its parent: it must fit both.
        return Fit(None, describe(kind.parent))
    return Fit(normal) if _in_range(kind, normal) else Fit(None, allowed)


def member(kind: SemanticType, text: str) -> str | None:
    """The member of an enumerated type that a text names, by itself or by an alias, in any case."""
    return _member(kind, text) if kind.values is not None else None


def _member(kind: SemanticType, text: str) -> str | None:
    wanted = normal_form(kind.base, text)
    members = kind.values or {}
    for name in members:
        if normal_form(kind.base, name) == wanted:
            return name
    return next((n for n, aliases in members.items() if text.strip().casefold() in map(str.casefold, aliases)), None)


def _in_range(kind: SemanticType, normal: str) -> bool:
    if kind.minimum is None and kind.maximum is None:
        return True
    low, high = (normal_form(kind.base, b) if b is not None else None for b in (kind.minimum, kind.maximum))
    if kind.base in ("integer", "number"):
        amount = Decimal(normal)
        return (low is None or amount >= Decimal(low)) and (high is None or amount <= Decimal(high))
    # The order of the normal forms of days and times is that of time.
    return (low is None or normal >= low) and (high is None or normal <= high)


def describe(kind: SemanticType) -> str:
    """What is allowed for a type, in words.

    Example:
        >>> describe(SemanticType(name="n", base="integer", ancestors=("n",), minimum="1", maximum="30"))
        'an integer from 1 to 30'
    """
    if kind.values is not None:
        return "one of " + ", ".join(kind.values)
    words = {"integer": "an integer", "string": "a text", "date": "a date (YYYY-MM-DD)", "time": "a time (HH:MM)"}
    text = words.get(kind.base, f"a {kind.base}")
    if kind.format is not None:
        text = f"a text in the form of {'an e-mail address' if kind.format == 'email' else 'a ' + kind.format}"
    if kind.pattern is not None:
        text += f" like {kind.pattern}"
    if kind.minimum is not None:
        text += f" from {kind.minimum}"
    if kind.maximum is not None:
        text += f" to {kind.maximum}" if kind.minimum is not None else f" up to {kind.maximum}"
    return text
