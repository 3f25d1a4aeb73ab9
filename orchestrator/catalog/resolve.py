"""Types with what they inherit: all but the question, the description and, if it has its own, the entity."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.catalog.model import BASES, SemanticType, TypeDeclaration
from orchestrator.errors import CatalogError, Problem

_INHERITED = ("base", "entity", "pattern", "format", "values", "minimum", "maximum")


def resolve(types: Mapping[str, TypeDeclaration]) -> dict[str, SemanticType]:
    """Every declared and every built-in type, by name.

    Raises:
        CatalogError: a type is a subtype of an unknown type, or of itself.
    """
    resolved: dict[str, SemanticType] = {
        base: SemanticType(name=base, base=base, ancestors=(base,)) for base in BASES
    }
    for name in types:
        resolved[name] = _with_inherited(name, types)
    return resolved


def _with_inherited(name: str, types: Mapping[str, TypeDeclaration]) -> SemanticType:
    chain = _ancestors(name, types)
    said = {field: _nearest(field, chain, types) for field in _INHERITED}
    own = types[name]
    return SemanticType(
        name=name,
        ancestors=tuple(chain),
        parent=_with_inherited(chain[1], types) if len(chain) > 1 else None,
        askable=all(types[a].ask is None for a in chain),
        question=own.question,
        description=own.description,
        **{**said, "base": said["base"] or "string", "question_cost": own.question_cost or 1},
    )


def _nearest(field: str, chain: list[str], types: Mapping[str, TypeDeclaration]) -> object:
    return next((said for a in chain if (said := getattr(types[a], field)) is not None), None)


def _ancestors(name: str, types: Mapping[str, TypeDeclaration]) -> list[str]:
    chain = [name]
    while (parent := types[chain[-1]].is_) is not None:
        if parent in chain:
            raise CatalogError(
                Problem(f"the type '{name}' is a subtype of itself", where=f"types > {name} > is")
            )
        if parent not in types:
            raise CatalogError(
                Problem(
                    f"'{parent}' is no declared type",
                    where=f"types > {chain[-1]} > is",
                    expected="a declared type",
                )
            )
        chain.append(parent)
    return chain
