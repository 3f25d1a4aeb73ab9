"""Words and marks that all views share. What users and models wrote is made safe for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import ConsoleOptions
from rich.text import Text

from orchestrator.facts.model import Value

_ESCAPED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_JOINERS = "\u200c\u200d"


def printable(text: str, limit: int = 200) -> str:
    """A text on one line without control characters, cut where it is long.

    Example:
        >>> printable("red\\x1b[31m\\nalert")
        'red\\\\x1b[31m\\\\nalert'
    """
    shown = "".join(map(_printable, text[:limit]))
    return shown if len(text) <= limit else f"{shown}... ({len(text):,} characters)"


def _printable(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS:
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    return character


def quoted(text: str) -> str:
    """A value in quotes, safe for a terminal."""
    return f'"{printable(text)}"'


def quoted_value(value: Value) -> str:
    """A value in quotes; of a list, each of its members."""
    return quoted(value) if isinstance(value, str) else ", ".join(map(quoted, value)) or "nothing"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if words[1:] else "".join(words)


def counted(number: int, noun: str) -> str:
    """`1 call`, `2 calls`, `no calls`."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def numbered_goals(goals: Iterable[int]) -> str:
    """`goal 1`, `goals 1 and 2`."""
    numbers = [str(goal) for goal in goals]
    return f"goal{'s' if numbers[1:] else ''} {listed(numbers)}"


def styled(*parts: str | tuple[str, str]) -> Text:
    """A text of parts, each plain or with a style; markup in it means nothing."""
    return Text.assemble(*parts)


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs in front of things, in Unicode or in ASCII."""

    done: str
    ask: str
    wrong: str
    goal: str
    arrow: str
    then: str
    dot: str

    @classmethod
    def of(cls, options: ConsoleOptions) -> Marks:
        """The signs that a console can show."""
        return ASCII if options.ascii_only else UNICODE


UNICODE = Marks(done="✓", ask="?", wrong="✗", goal="★", arrow="←", then="→", dot="·")
ASCII = Marks(done="+", ask="?", wrong="x", goal="*", arrow="<-", then="->", dot="-")
