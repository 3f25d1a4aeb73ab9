"""Whether the types of a catalog fit together, and what they say of their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orchestrator.catalog.document import Path
from orchestrator.catalog.flaws import Flaw, did_you_mean
from orchestrator.catalog.model import BASES, SemanticType, TypeDeclaration
from orchestrator.values import fit, normal_form

_RANGED = ("integer", "number", "date", "time", "datetime")


def sound_types(types: Mapping[str, TypeDeclaration]) -> dict[str, TypeDeclaration]:
    """The types whose chain of supertypes is whole."""
    return {name: types[name] for name in types if name not in BASES and _chain_flaw(name, types) is None}


def _chain_flaw(name: str, types: Mapping[str, TypeDeclaration]) -> str | None:
    seen = {name}
    parent = types[name].is_
    while parent is not None:
        if parent in seen:
            return "circle"
        if parent not in types or parent in BASES:
            return "unknown"
        seen.add(parent)
        parent = types[parent].is_
    return None


def type_flaws(
    name: str, said: TypeDeclaration, types: Mapping[str, TypeDeclaration], known: frozenset[str]
) -> Iterator[Flaw]:
    if name in BASES:
        mend = "use the built-in type as it is, or choose another name"
        yield Flaw(("types", name), f"'{name}' is the name of a built-in type", mend=mend)
    if said.is_ in BASES:
        mend = f"write base: {said.is_}"
        yield Flaw(("types", name, "is"), f"'{said.is_}' is a built-in type", "a declared type", mend)
    elif said.is_ is not None and said.is_ not in known:
        mend = did_you_mean(said.is_, known)
        yield Flaw(("types", name, "is"), f"there is no type '{said.is_}'", "a declared type", mend)
    elif _chain_flaw(name, types) == "circle":
        yield Flaw(
            ("types", name, "is"),
            f"the type '{name}' is a subtype of itself",
            mend="remove one `is` of the circle",
        )


def value_flaws(name: str, kind: SemanticType, said: TypeDeclaration) -> Iterator[Flaw]:
    """What a type says of its values and its base does not allow."""
    path: Path = ("types", name)
    if said.format is not None and kind.base != "string":
        yield Flaw((*path, "format"), f"a {kind.base} has no format", "format only with base: string")
    if said.values is not None and not said.values:
        yield Flaw(
            (*path, "values"),
            "there are no values, so nothing would fit",
            mend="list them, or remove the key",
        )
    for member in said.values or ():
        if normal_form(kind.base, member) is None:
            yield Flaw(
                (*path, "values"),
                f"the value '{member}' is no {kind.base}",
                f"values of the base {kind.base}",
            )
    yield from _alias_flaws((*path, "values"), kind, said.values or {})
    bounds = {"minimum": said.minimum, "maximum": said.maximum}
    for key, bound in bounds.items():
        if bound is None:
            continue
        if kind.base not in _RANGED:
            mend = "use values, or a pattern" if kind.base == "string" else "remove the key"
            yield Flaw(
                (*path, key), f"a {kind.base} has no {key}", "a number, a date or a time as base", mend
            )
        elif normal_form(kind.base, bound) is None:
            yield Flaw(
                (*path, key), f"the {key} '{bound}' is no {kind.base}", f"a {kind.base}{_example(kind.base)}"
            )
    if _is_empty_range(kind):
        key = "maximum" if said.maximum is not None else "minimum"
        yield Flaw(
            (*path, key),
            f"the minimum {kind.minimum} is above the maximum {kind.maximum}, so nothing would fit",
        )


def _alias_flaws(path: Path, kind: SemanticType, values: Mapping[str, Iterable[str]]) -> Iterator[Flaw]:
    """Words that stand for two members; a value is read as the first, so nobody could say the second."""
    members: dict[str, str] = {}
    for member in values:
        twin = members.setdefault(_word(kind, member), member)
        if twin != member:
            yield Flaw(path, f"the values '{twin}' and '{member}' are the same {kind.base}", mend="keep one of them")
    owners = dict(members)
    for member, aliases in values.items():
        for alias in aliases:
            owner = owners.setdefault(_word(kind, alias), member)
            if owner != member:
                is_member = _word(kind, alias) in members
                other = f"is a member itself, '{owner}'" if is_member else f"is an alias of '{owner}' too"
                what = f"'{alias}', an alias of '{member}', {other}"
                yield Flaw((*path, member), what, mend="let each word stand for one member")


def _word(kind: SemanticType, text: str) -> str:
    """What a word is compared by: its normal form, if it is a value at all."""
    return normal_form(kind.base, text) or text.strip().casefold()


def _example(base: str) -> str:
    examples = {
        "date": "2025-01-31",
        "time": "09:30",
        "datetime": "2025-01-31T09:30",
        "integer": "10",
        "number": "0.5",
    }
    return f" such as {examples[base]}"


def _is_empty_range(kind: SemanticType) -> bool:
    if kind.minimum is None or kind.maximum is None or kind.base not in _RANGED:
        return False
    if normal_form(kind.base, kind.minimum) is None or normal_form(kind.base, kind.maximum) is None:
        return False
    bounded = SemanticType(name=kind.name, base=kind.base, ancestors=kind.ancestors, maximum=kind.maximum)
    return not fit(bounded, kind.minimum)
