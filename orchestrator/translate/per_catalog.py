"""Reckoning something of a catalog once, however many queries are read for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from orchestrator.catalog import Catalog

_MAX_KEPT = 16
T = TypeVar("T")


class CatalogKey:
    """A catalog as a key of a cache: by identity, for catalogs are frozen and large."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __hash__(self) -> int:
        return id(self.catalog)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CatalogKey) and other.catalog is self.catalog


def once_per_catalog(reckon: Callable[[Catalog], T]) -> Callable[[Catalog], T]:
    """The same function, which keeps what it found for the last few catalogs."""
    kept = lru_cache(maxsize=_MAX_KEPT)(lambda key: reckon(key.catalog))

    def found(catalog: Catalog) -> T:
        return kept(CatalogKey(catalog))

    found.__doc__ = reckon.__doc__
    return found
