"""What leads to what in a catalog: references to an input, outputs that an input takes, arguments on the way to a call."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from orchestrator.catalog import Api, Catalog, SemanticType
from orchestrator.translate.per_catalog import CatalogKey


def has_form(kind: SemanticType) -> bool:
    """Whether values of a type are told by their form, so that no model is needed to place them."""
    return kind.base != "string" or kind.pattern is not None or kind.format is not None


def stands_for(catalog: Catalog, given: str, wanted: str) -> bool:
    """Whether a datum of the one type may stand where the other is wanted."""
    return wanted in catalog.type(given).ancestors


def ways_to(catalog: Catalog, wanted: str) -> Iterator[tuple[str, Api]]:
    """The read APIs that yield a type, and those that yield what they need, nearest first; each once."""
    seen: set[str] = set()
    open_types = [wanted]
    visited = {wanted}
    while open_types:
        kind = open_types.pop(0)
        for name, api in catalog.apis.items():
            if (
                api.writes
                or name in seen
                or not any(stands_for(catalog, o.type, kind) for o in api.yields.values())
            ):
                continue
            seen.add(name)
            yield name, api
            for needed in api.inputs.values():
                if needed.type not in visited:
                    visited.add(needed.type)
                    open_types.append(needed.type)


def references(catalog: Catalog, wanted: str) -> tuple[SemanticType, ...]:
    """The types by whose values a person can refer to a datum of a type: `customer_name` for `customer_id` (R2).

    They are askable, of the same entity, and lookups lead from them to it, or the rows of a list have them beside it (R12).
    Types that not every text fits come first.
    """
    return _references(CatalogKey(catalog), wanted)


@lru_cache(maxsize=4096)
def _references(key: CatalogKey, wanted: str) -> tuple[SemanticType, ...]:
    catalog = key.catalog
    target = catalog.type(wanted)
    if target.entity is None:
        return ()
    found: dict[str, SemanticType] = {}
    for _, api in ways_to(catalog, wanted):
        columns = [c.type for columns in api.lists.values() for c in columns.values()]
        for known in (*(i.type for i in api.inputs.values()), *columns):
            for kind in (catalog.type(known), *subtypes(catalog, known)):
                if kind.askable and kind.entity == target.entity and kind.name != wanted:
                    found.setdefault(kind.name, kind)
    return tuple(sorted(found.values(), key=lambda kind: not kind.constrained))


def subtypes(catalog: Catalog, name: str) -> list[SemanticType]:
    """The declared types that are one of this type, without itself."""
    return [t for t in catalog.semantic_types.values() if t.name != name and name in t.ancestors]


def takes(catalog: Catalog, output: str, wanted: str) -> bool:
    """Whether under `uses` an output of a type fits an input of a type without a lookup between them (R4)."""
    if stands_for(catalog, output, wanted):
        return True
    given, slot = catalog.type(output), catalog.type(wanted)
    if given.entity != slot.entity or slot.values is not None or given.values is not None:
        return False
    return given.base == slot.base or (given.base, slot.base) == ("integer", "number")


def twins(catalog: Catalog, one: str, other: str) -> bool:
    """Whether two inputs of these types stand for themselves: each takes a datum of its own (R3)."""
    return stands_for(catalog, one, other) or stands_for(catalog, other, one)


def leads(catalog: Catalog, output: str, wanted: str) -> bool:
    """Whether a lookup from an output of a type leads to a type of an input."""
    kind = catalog.type(output)
    if kind.entity is None:
        return False
    return any(
        stands_for(catalog, output, i.type)
        for _, api in ways_to(catalog, wanted)
        for i in api.inputs.values()
    )


def auto_writes(catalog: Catalog, api: Api) -> Iterator[tuple[str, Api]]:
    """The writes that are put in by themselves because a `requires` on the way needs what they ensure."""
    yield from _auto_writes(catalog, api, set())


def _auto_writes(catalog: Catalog, api: Api, seen: set[str]) -> Iterator[tuple[str, Api]]:
    for condition in api.requires:
        for name, other in catalog.apis.items():
            ensured = any(e.fluent == condition.fluent and e.holds == condition.holds for e in other.ensures)
            if other.auto and name not in seen and ensured:
                seen.add(name)
                yield name, other
                yield from _auto_writes(catalog, other, seen)


def is_lookup(catalog: Catalog, name: str) -> bool:
    """Whether an API only turns one way to refer to a thing into another: a name into an id. One that lists things does more."""
    api = catalog.apis[name]
    if api.writes or api.lists:
        return False
    outputs = {o.type for o in api.outputs.values() if not catalog.type(o.type).askable}
    taken = {i.type for i in api.inputs.values()}
    return any(taken & {r.name for r in references(catalog, o)} for o in outputs)


def is_automatic(catalog: Catalog, name: str, earlier: list[str]) -> bool:
    """Whether a write is put in by itself for one of these APIs."""
    return any(name == auto for api in earlier for auto, _ in auto_writes(catalog, catalog.apis[api]))


def is_name(catalog: Catalog, wanted: str) -> bool:
    """Whether a type is what something is looked up by: a title for a document, not a topic for a help page."""
    return _is_name(CatalogKey(catalog), wanted)


@lru_cache(maxsize=4096)
def _is_name(key: CatalogKey, wanted: str) -> bool:
    catalog = key.catalog
    return any(wanted == r.name for t in catalog.types for r in references(catalog, t))
