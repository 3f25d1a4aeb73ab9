"""Readable, unique names for data: plain ASCII where the words are, so that PDDL and pictures read well."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OTHER = re.compile(r"[^a-z0-9_]+")
_LONGEST = 32


def slug(text: str) -> str:
    """A text as a PDDL name: small ASCII letters, digits and hyphens; empty where nothing of it is ASCII.

    Example:
        >>> slug("Acme & Sons"), slug("200"), slug("株式会社")
        ('acme-sons', '200', '')
    """
    return _OTHER.sub("-", text.lower()).strip("-_")[:_LONGEST].strip("-_")


class Names:
    """Gives each thing a name of its own. The same things in the same order get the same names."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def unique(self, wanted: str, fallback: str = "datum") -> str:
        """The wanted name, or the same with a number where it is taken; it starts with a letter."""
        base = wanted or fallback
        if not base[0].isalpha():
            base = f"{fallback}-{base}"
        name, count = base, 1
        while name in self._taken:
            count += 1
            name = f"{base}-{count}"
        self._taken.add(name)
        return name
