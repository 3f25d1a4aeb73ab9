"""What a catalog offers besides: who yields a type, and what an API that is not called would need."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from orchestrator.catalog.model import Api, Catalog
from orchestrator.facts.model import Facts
from orchestrator.values import fit
from orchestrator.why.words import a, listed


def related(catalog: Catalog, one: str, other: str) -> bool:
    """Whether a datum of one of the types could stand for the other."""
    return one in catalog.type(other).ancestors or other in catalog.type(one).ancestors


def producers(catalog: Catalog, kind: str, *, writes: bool) -> list[str]:
    """The APIs, all reads or all writes, that yield a datum of the type."""
    return [
        name for name, api in catalog.apis.items()
        if api.writes == writes and any(kind in catalog.type(o.type).ancestors for o in api.yields.values())
    ]  # fmt: skip


def sayable(
    catalog: Catalog, facts: Facts, *, besides: str | None = None, goals: Collection[int] = ()
) -> set[str]:
    """The types that somebody can say, or has said, and those that reads make of them.

    Args:
        catalog: what APIs exist.
        facts: what was said.
        besides: a type that is left out, with all that could stand for it.
        goals: only what was given for these; by default for any.
    """
    givens = [g for g in facts.givens if not goals or g.goal in goals]
    said = {g.name for g in givens if g.name in catalog.semantic_types}
    apis = {g.goal: g.api for g in (*facts.goals, *facts.maybes)}
    for given in givens:
        api = catalog.apis.get(apis.get(given.goal, ""))
        if api is not None and given.name in api.inputs:
            kind = catalog.type(api.inputs[given.name].type)
            fits = all(fit(kind, member).normal is not None for member in given.members)
            said |= _refers(catalog, kind.name) | (
                {kind.name} if fits and kind.pattern is not None else set()
            )
    found = {name for name, kind in catalog.semantic_types.items() if kind.askable or name in said}
    found = {t for t in found if besides is None or not related(catalog, t, besides)}
    grown = True
    while grown:
        before = len(found)
        for api in catalog.apis.values():
            if not api.writes and all(
                _has(catalog, found, i.type) for i in api.inputs.values() if i.required
            ):
                found |= {t for o in api.yields.values() for t in catalog.type(o.type).ancestors}
        found = {t for t in found if besides is None or not related(catalog, t, besides)}
        grown = len(found) > before
    return found


def _refers(catalog: Catalog, kind: str) -> set[str]:
    """The types that a reference given for an input of the type could be of (R2)."""
    entity = catalog.type(kind).entity
    return {
        n
        for n, t in catalog.semantic_types.items()
        if t.askable and entity is not None and t.entity == entity
    }


def _has(catalog: Catalog, found: set[str], kind: str) -> bool:
    return any(kind in catalog.type(t).ancestors for t in found)


def lacks(catalog: Catalog, facts: Facts, api: str, kind: str, goals: Collection[int] = ()) -> str:
    """What an API would need, so as to yield the type, that cannot be had without it; nothing where it needs nothing such."""
    without, whole = sayable(catalog, facts, besides=kind, goals=goals), sayable(catalog, facts, goals=goals)
    for name, declared in catalog.apis[api].inputs.items():
        if not declared.required:
            continue
        if related(catalog, declared.type, kind):
            return f"needs {a(declared.type)} itself"
        if not _has(catalog, without, declared.type):
            if _has(catalog, whole, declared.type):
                return f"needs {_input(name, declared.type)}, which only {a(kind)} leads to"
            return f"needs {_input(name, declared.type)}, which can be neither asked for nor looked up"
    return ""


def unavailable(catalog: Catalog, facts: Facts, api: str) -> str:
    """What an API needs that can be neither asked for nor looked up; nothing where all can be had."""
    whole = sayable(catalog, facts)
    missing = [
        _input(name, declared.type) for name, declared in catalog.apis[api].inputs.items()
        if declared.required and not _has(catalog, whole, declared.type)
    ]  # fmt: skip
    return listed(missing)


def _input(name: str, kind: str) -> str:
    return kind if name == kind else f"{name} ({kind})"


def yields_words(api: Api) -> str:
    """What an API yields, by type."""
    kinds = list(dict.fromkeys(o.type for o in api.yields.values()))
    return listed(kinds) or "nothing"


def ensurers(catalog: Catalog, state: str) -> Iterator[str]:
    """The APIs that bring about a state, by its word."""
    holds, fluent = not state.startswith("not "), state.removeprefix("not ").partition("(")[0]
    for name, api in catalog.apis.items():
        if any(c.fluent == fluent and c.holds == holds for c in api.ensures):
            yield name
