"""A text that matches a regular expression, for the simple ones that ids are written with."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

_MANY = 4
_MOST = 64
_DEEPEST = 2
_SETS = {"d": string.digits, "w": string.ascii_lowercase + string.digits, "s": " "}
_ANY = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_.:/+@#& "
_PLAIN = string.ascii_letters + string.digits
_REPEATED = re.compile(r"\{(\d+)(,?)(\d*)\}")

_Part = Callable[[Random], str]


class _TooHard(Exception):
    """The expression has something that is not known here."""


def matching(pattern: str, random: Random) -> str | None:
    """A text that the pattern finds as a whole; None where the pattern says more than this reads.

    It reads signs, sets, groups, alternatives, counts and the anchors at both ends; no look-around, no back-reference.

    Example:
        >>> re.fullmatch("INV-[0-9]{3}", matching("^INV-[0-9]{3}$", Random(1))) is not None
        True
    """
    reader = _Reader(pattern)
    try:
        part = reader.alternatives()
        if reader.at < len(pattern):
            return None
        for _ in range(8):
            text = part(random)
            if text == text.strip() and re.search(pattern, text):
                return text or None
    except (_TooHard, IndexError, RecursionError):
        return None
    return None


@dataclass
class _Reader:
    """Reads a pattern from left to right into a maker of texts."""

    pattern: str
    at: int = 0
    _depth: int = field(default=0)

    def alternatives(self) -> _Part:
        ways = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            ways.append(self._sequence())
        return lambda random: random.choice(ways)(random)

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self._next() not in ("", "|", ")"):
            part = self._one()
            if part is not None:
                parts.append(self._counted(part))
        return lambda random: "".join(part(random) for part in parts)

    def _one(self) -> _Part | None:
        sign = self._next()
        self.at += 1
        if sign == "^" and self.at == 1:
            return None
        if sign == "$" and self._next() in ("", ")", "|"):
            return None
        match sign:
            case "[":
                return _one_of(self._set())
            case "(":
                return self._group()
            case "\\":
                return _one_of(self._escaped())
            case ".":
                return _one_of(_PLAIN)
            case "^" | "$" | "*" | "+" | "?" | "{":
                raise _TooHard
        return _one_of(sign)

    def _group(self) -> _Part:
        if self._next() == "?":
            if self.pattern[self.at : self.at + 2] != "?:":
                raise _TooHard
            self.at += 2
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooHard
        inner = self.alternatives()
        if self._next() != ")":
            raise _TooHard
        self.at += 1
        self._depth -= 1
        return inner

    def _escaped(self) -> str:
        sign = self._next()
        self.at += 1
        if sign in _SETS:
            return _SETS[sign]
        if not sign or sign.isalnum():
            raise _TooHard
        return sign

    def _set(self) -> str:
        """The signs of a set, of those that a person would type."""
        negated = self._next() == "^"
        self.at += negated
        signs: list[str] = []
        while self._next() != "]" or not signs:
            low = self._member()
            if self._next() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "") and len(low) == 1:
                self.at += 1
                high = self._member()
                low = "".join(map(chr, range(ord(low), min(ord(high), ord(low) + 200) + 1)))
            signs.append(low)
        self.at += 1
        found = "".join(signs)
        return "".join(c for c in _ANY if c not in found) if negated else found

    def _member(self) -> str:
        sign = self._next()
        if sign in ("", "["):
            raise _TooHard
        self.at += 1
        return self._escaped() if sign == "\\" else sign

    def _counted(self, part: _Part) -> _Part:
        low, high = self._count()
        if low > _MOST:
            raise _TooHard
        if (low, high) == (1, 1):
            return part
        return lambda random: "".join(part(random) for _ in range(random.randint(low, high)))

    def _count(self) -> tuple[int, int]:
        sign = self._next()
        if match := _REPEATED.match(self.pattern, self.at):
            self.at = match.end()
            low = int(match[1])
            most = int(match[3]) if match[3] else (low + _MANY if match[2] else low)
            count = (low, max(low, min(most, low + _MANY)))
        elif sign and sign in "*+?":
            self.at += 1
            count = (0, 1) if sign == "?" else (_MANY - 1, _MANY)
        else:
            return 1, 1
        if self._next() in ("?", "+", "*"):
            if self._next() != "?":
                raise _TooHard
            self.at += 1
        return count


def _one_of(signs: str) -> _Part:
    """One of these signs: letters and digits before others, digits before letters where there are other signs too."""
    plain = [s for s in signs if s in _PLAIN]
    if not signs:
        raise _TooHard
    if len(plain) < len(signs) and all(d in plain for d in string.digits) and not any(c.isalpha() for c in plain):
        plain = [*string.digits]
    offered = plain or [*signs]
    return lambda random: random.choice(offered)
