"""The name somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like the given one, or None where none is near.

    Example:
        >>> nearest("creat_invoice", ["help", "create_invoice"])
        'create_invoice'
    """
    found = get_close_matches(name, sorted(names), n=1, cutoff=cutoff)
    return found[0] if found else None
