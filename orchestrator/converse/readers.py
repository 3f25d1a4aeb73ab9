"""Answers in words, read as a value of the type that is asked for: "next friday", "three hundred", "yes please"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from orchestrator.catalog.model import SemanticType
from orchestrator.nearest import nearest
from orchestrator.values import describe, fit, member

_QUOTES = "\"'“”‘’„«»"
_EDGE = " \t\n\r"
_YES = frozenset("yes y yeah yep sure ok okay true please on definitely certainly absolutely".split())
_NO = frozenset("no n nope nah false off never".split())
_NEGATED = re.compile(r"\b(?:not|no|never|without|except|neither|nor|don['’]?t|isn['’]?t)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[;,\n]\s*(?:and\s+|or\s+)?|\s+and\s+|\s*&\s*", re.IGNORECASE)
_TOKEN = re.compile(r"\S+")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as the text of a value; or why it is none, in plain words."""

    value: str | None
    why: str = ""
    mend: str = ""


def text_of(answer: Any) -> str | None:
    """A Python value as the text of a value; None where it is none.

    Example:
        >>> text_of(True), text_of(200.50), text_of(date(2025, 5, 2))
        ('true', '200.5', '2025-05-02')
    """
    match answer:
        case bool():
            return "true" if answer else "false"
        case str():
            return answer
        case int():
            return str(answer)
        case float() | Decimal():
            number = Decimal(str(answer))
            return format(number, "f") if number.is_finite() else None
        case datetime() | date() | time():
            return answer.isoformat()
    return None


def read(kind: SemanticType, answer: Any, today: date) -> Read:
    """An answer as a value of a type.

    Args:
        kind: what is asked for.
        answer: a text, or a Python value: a number, a truth value, a day.
        today: from which day "next friday" is reckoned.

    Example:
        >>> read(money, "three hundred dollars", date(2025, 5, 2)).value
        '300'
    """
    text = text_of(answer)
    if text is None:
        return Read(None, f"a {type(answer).__name__} is no answer", "give a text, a number, a date, True or False")
    text = text.strip(_EDGE)
    if not text:
        return Read(None, "the answer is empty")
    if fit(kind, text):
        return Read(text)
    bare = text.strip(_QUOTES + _EDGE)
    if bare != text and fit(kind, bare):
        return Read(bare)
    found = list(dict.fromkeys(_values(kind, text, today)))
    fitting = [value for value in found if fit(kind, value)]
    if len(fitting) == 1 and (len(found) == 1 or kind.values is not None):
        return Read(fitting[0])
    if len(found) > 1:
        return Read(None, f'"{_short(text)}" could be {_or(found)}', "say which")
    if found:
        return Read(None, f"{found[0]} does not fit")
    return _unreadable(kind, text)


def read_list(kind: SemanticType, answer: Any, today: date) -> tuple[Read, ...]:
    """The members of an answer to what takes a list: a Python list, or a text with commas or "and" between them.

    Example:
        >>> [r.value for r in read_list(colour, "red, blue and green", date(2025, 5, 2))]
        ['red', 'blue', 'green']
    """
    if isinstance(answer, list | tuple | set | frozenset):
        members: Iterable[Any] = sorted(answer, key=str) if isinstance(answer, set | frozenset) else answer
        return tuple(read(kind, one, today) for one in members)
    whole = read(kind, answer, today)
    text = text_of(answer) or ""
    parts = [part for part in _BETWEEN.split(text.strip(_EDGE)) if part.strip()]
    if len(parts) < 2 or (whole.value is not None and kind.base != "string"):
        return (whole,)
    return tuple(read(kind, part, today) for part in parts)


def _unreadable(kind: SemanticType, text: str) -> Read:
    if kind.values is not None:
        names = [*kind.values, *(alias for aliases in kind.values.values() for alias in aliases)]
        guess = nearest(text.casefold(), names)
        return Read(None, f'"{_short(text)}" is none of them', f'did you mean "{guess}"?' if guess else "")
    if kind.base in ("time", "datetime") and re.search(r"\d", text):
        return Read(None, f'"{_short(text)}" may be several times of day', "say 7:00 or 19:00, or am or pm")
    if kind.base == "string":
        return Read(None, f'"{_short(text)}" does not fit')
    return Read(None, f'"{_short(text)}" is not {describe(kind).split(" from ")[0].split(" up to ")[0]}')


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _or(values: Iterable[str]) -> str:
    told = [f'"{value}"' for value in values]
    return f"{', '.join(told[:-1])} or {told[-1]}"


# What a text may say, by type. The readers are the translator's.


def _values(kind: SemanticType, text: str, today: date) -> Iterator[str]:
    if kind.values is not None:
        yield from _members(kind, text)
        return
    match kind.base:
        case "boolean":
            yield from _truths(text)
        case "integer" | "number":
            yield from _numbers(text)
        case "date":
            yield from _days(text, today)
        case "time":
            yield from _times(text)
        case "datetime":
            yield from _moments(text, today)
        case "string" if kind.pattern is not None or kind.format is not None:
            tokens = (match[0].strip(_QUOTES + ".,;:!?()<>") for match in _TOKEN.finditer(text))
            yield from (token for token in tokens if fit(kind, token))


def _members(kind: SemanticType, text: str) -> Iterator[str]:
    """The members that a text names, each by all words of its name or of an alias. "not by phone" names none."""
    if _NEGATED.search(text):
        return
    said = [word.casefold() for word in _WORDS.findall(text)]
    for name, aliases in (kind.values or {}).items():
        if any(_stands_in(words, said) for words in map(_words, (name, *aliases))):
            yield name


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(name.replace("_", " "))]


def _stands_in(words: list[str], said: list[str]) -> bool:
    return bool(words) and any(said[at : at + len(words)] == words for at in range(len(said)))


def _truths(text: str) -> Iterator[str]:
    words = [word.casefold() for word in _WORDS.findall(text)]
    if not words or len(words) > 4:
        return
    if words[0] in _NO or _NEGATED.search(text):
        yield "false"
    elif words[0] in _YES:
        yield "true"


def _numbers(text: str) -> Iterator[str]:
    from orchestrator.translate.numbers import number_spans

    for number in number_spans(text):
        yield number.value


def _days(text: str, today: date) -> Iterator[str]:
    from orchestrator.translate.dates import date_spans

    yield from (when.begin.isoformat() for when in date_spans(text, today) if when.is_day)


def _times(text: str) -> Iterator[str]:
    from orchestrator.translate.times import clocks

    for clock in clocks(text):
        if clock.sure:
            yield clock.value


def _moments(text: str, today: date) -> Iterator[str]:
    days, times = list(_days(text, today)), list(_times(text))
    if len(days) == len(times) == 1:
        yield f"{days[0]}T{times[0]}:00" if len(times[0]) == 5 else f"{days[0]}T{times[0]}"


def listed(kind: SemanticType) -> tuple[str, ...]:
    """The values that a type lists, in their order; of a truth value no and yes, the one that commits to less first."""
    if kind.values is not None:
        return tuple(name for name in kind.values if member(kind, name) is not None and fit(kind, name))
    return ("false", "true") if kind.base == "boolean" else ()
