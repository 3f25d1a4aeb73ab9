"""The types that generated catalogs are made of, and the values that each may have."""

from __future__ import annotations

from typing import Any

ENTITIES = ("shop", "item", "user")
NAMES = ("Acme", "Beta", "Gamma", "Delta")
MAILS = ("a@acme.org", "b@beta.org", "c@gamma.org", "d@delta.org")
BARE: dict[str, dict[str, Any]] = {
    "money": {"base": "number", "minimum": 1},
    "day": {"base": "date"},
    "stars": {"base": "integer"},
    "note": {"base": "string"},
}
_BARE_VALUES = {
    # Two texts of one amount: what is compared is the amount, and as texts 100 would come before 20.
    "money": ("20", "100", "100.00", "5", "20.5"),
    "day": ("2025-05-02", "2025-11-30", "2024-12-31", "2 May 2025"),
    "stars": ("1", "3", "5", "10"),
    "note": ("hello", "bye", "later"),
}


def entity_of(type_: str) -> str | None:
    """The entity of a type by its name; none for a bare type."""
    entity, _, rest = type_.partition("_")
    return entity if rest and entity in ENTITIES else None


def values_of(type_: str) -> tuple[str, ...]:
    """The values that fit a type, some of them equal in normal form."""
    if type_ in _BARE_VALUES:
        return _BARE_VALUES[type_]
    entity = entity_of(type_)
    if entity is None:
        raise ValueError(f"no values are known for the type {type_!r}")
    if type_.endswith("_id"):
        return tuple(f"{entity[:3].upper()}-{k}" for k in range(1, 31))
    return MAILS if type_.endswith("_mail") else NAMES
