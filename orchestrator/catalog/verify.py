"""Whether a catalog fits together: what no single key shows. Every flaw has the path of its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.catalog.document import Path
from orchestrator.catalog.model import (
    BASES,
    GET_INFO_API,
    Api,
    Catalog,
    Condition,
    SemanticType,
    TypeDeclaration,
)
from orchestrator.catalog.resolve import resolve
from orchestrator.nearest import nearest
from orchestrator.values import fit, normal_form

RESERVED_APIS = (GET_INFO_API, "choose")
_RANGED = ("integer", "number", "date", "time", "datetime")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that does not fit, and the path of the key that says it."""

    path: Path
    what: str
    expected: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a file declares, be what they name sound or not."""

    types: frozenset[str]
    entities: frozenset[str]
    slots: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Names:
        """The names in the plain data of a catalog."""
        types = _mapping(data.get("types"))
        entities = (t.get("entity") for t in types.values() if isinstance(t, dict))
        slots = {
            name: frozenset(slot for group in ("inputs", "outputs") for slot in _mapping(api.get(group)))
            for name, api in _mapping(data.get("apis")).items()
            if isinstance(api, dict)
        }
        return cls(frozenset(types), frozenset(e for e in entities if isinstance(e, str)), slots)


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def verify(catalog: Catalog, names: Names | None = None) -> Iterator[Flaw]:
    """Everything in a catalog that contradicts something else in it.

    Args:
        catalog: the catalog, or what is left of it when its faulty parts are taken out.
        names: what the file declares; by default, what the catalog does.
    """
    names = names or Names.of(catalog.model_dump(by_alias=True))
    yield from _clashes("types", catalog.types, ("types",))
    yield from _clashes("APIs", catalog.apis, ("apis",))
    for name, declaration in catalog.types.items():
        yield from _type_flaws(name, declaration, catalog.types, names)
    sound = resolve(_sound(catalog.types))
    for name in catalog.types:
        if name in sound:
            yield from _value_flaws(name, sound[name], catalog.types[name])
    for name, api in catalog.apis.items():
        yield from _api_flaws(name, api, names, sound)
    yield from _state_flaws(catalog)


def _did_you_mean(name: str, names: Iterable[str]) -> str:
    guess = nearest(name, names)
    return f"did you mean '{guess}'?" if guess else ""


def _clashes(kind: str, names: Iterable[str], path: Path) -> Iterator[Flaw]:
    """Names that are none, and names that differ in case only: the user's words could mean either."""
    seen: dict[str, str] = {}
    for name in names:
        if not name.strip() or not name.isprintable():
            yield Flaw((*path, name), f"{name!r} is no name", "printable characters")
        twin = seen.setdefault(name.casefold(), name)
        if twin != name:
            yield Flaw(
                (*path, name),
                f"the {kind} '{twin}' and '{name}' differ in case only",
                mend="rename one of them",
            )


def _sound(types: Mapping[str, TypeDeclaration]) -> dict[str, TypeDeclaration]:
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


def _type_flaws(
    name: str, said: TypeDeclaration, types: Mapping[str, TypeDeclaration], names: Names
) -> Iterator[Flaw]:
    if name in BASES:
        mend = "use the built-in type as it is, or choose another name"
        yield Flaw(("types", name), f"'{name}' is the name of a built-in type", mend=mend)
    if said.is_ in BASES:
        mend = f"write base: {said.is_}"
        yield Flaw(("types", name, "is"), f"'{said.is_}' is a built-in type", "a declared type", mend)
    elif said.is_ is not None and said.is_ not in names.types:
        mend = _did_you_mean(said.is_, names.types)
        yield Flaw(("types", name, "is"), f"there is no type '{said.is_}'", "a declared type", mend)
    elif _chain_flaw(name, types) == "circle":
        yield Flaw(
            ("types", name, "is"),
            f"the type '{name}' is a subtype of itself",
            mend="remove one `is` of the circle",
        )


def _value_flaws(name: str, kind: SemanticType, said: TypeDeclaration) -> Iterator[Flaw]:
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


def _api_flaws(name: str, api: Api, names: Names, sound: Mapping[str, SemanticType]) -> Iterator[Flaw]:
    path: Path = ("apis", name)
    if name.casefold() in RESERVED_APIS:
        yield Flaw(
            path, f"the name '{name}' is taken: plans use it for their own steps", mend="choose another name"
        )
    if api.ensures and not api.writes:
        yield Flaw(
            (*path, "ensures"),
            "a read API changes nothing, so it ensures nothing",
            mend="write kind: write, or remove `ensures`",
        )
    if api.auto and not api.writes:
        yield Flaw(
            (*path, "auto"),
            "`auto` is for write APIs; a read API is called whenever it helps",
            mend="remove it",
        )
    yield from _clashes("inputs", api.inputs, (*path, "inputs"))
    yield from _clashes("outputs", api.outputs, (*path, "outputs"))
    known = names.types | set(BASES)
    for group, slots in (("inputs", api.inputs), ("outputs", api.outputs)):
        for slot, declared in slots.items():
            if declared.type not in known:
                mend = (
                    _did_you_mean(declared.type, known)
                    or f"declare it: types: {{{declared.type}: {{base: string}}}}"
                )
                yield Flaw(
                    (*path, group, slot, "type"),
                    f"there is no type '{declared.type}'",
                    "a declared or built-in type",
                    mend,
                )
    yield from _input_flaws(path, api, names, sound)
    for group, conditions in (("requires", api.requires), ("ensures", api.ensures)):
        for i, condition in enumerate(conditions):
            yield from _argument_flaws((*path, group, i), condition, names.slots[name])


def _input_flaws(path: Path, api: Api, names: Names, sound: Mapping[str, SemanticType]) -> Iterator[Flaw]:
    for slot, declared in api.inputs.items():
        kind = sound.get(declared.type)
        if declared.default is not None and kind is not None and not (fits := fit(kind, declared.default)):
            what = f"the default '{declared.default}' does not fit the type '{declared.type}'"
            yield Flaw((*path, "inputs", slot, "default"), what, fits.allowed)
        for entity in declared.via:
            if entity not in names.entities:
                mend = _did_you_mean(entity, names.entities)
                yield Flaw(
                    (*path, "inputs", slot, "via"),
                    f"no type has the entity '{entity}'",
                    "the entity of a type",
                    mend,
                )


def _argument_flaws(path: Path, condition: Condition, slots: frozenset[str]) -> Iterator[Flaw]:
    for argument in condition.arguments:
        if argument not in slots:
            what = f"'{argument}' in '{condition}' is no input or output of the API"
            expected = "one of " + ", ".join(sorted(slots)) if slots else "a condition without arguments"
            yield Flaw(path, what, expected, _did_you_mean(argument, slots))


def _state_flaws(catalog: Catalog) -> Iterator[Flaw]:
    """One name of state has one number of arguments, wherever it stands."""
    places: list[tuple[Path, Condition]] = [
        (("state", i), condition) for i, condition in enumerate(catalog.state)
    ]
    for path, condition in places:
        if not condition.holds:
            yield Flaw(
                path,
                f"'{condition}' says what does not hold",
                "what holds at the start",
                "remove it: all else does not hold",
            )
    for name, api in catalog.apis.items():
        places += [(("apis", name, "requires", i), condition) for i, condition in enumerate(api.requires)]
        places += [(("apis", name, "ensures", i), condition) for i, condition in enumerate(api.ensures)]
    usual = _usual_arities(condition for _, condition in places)
    for path, condition in places:
        if len(condition.arguments) != usual[condition.fluent]:
            count = usual[condition.fluent]
            expected = f"{count} argument{'s' if count != 1 else ''}, as elsewhere in the catalog"
            yield Flaw(path, f"'{condition}' has {len(condition.arguments) or 'no'} argument(s)", expected)


def _usual_arities(conditions: Iterable[Condition]) -> dict[str, int]:
    """For each name of state the number of arguments it mostly has; of two as frequent, the first."""
    counts: dict[str, dict[int, int]] = {}
    for condition in conditions:
        tally = counts.setdefault(condition.fluent, {})
        tally[len(condition.arguments)] = tally.get(len(condition.arguments), 0) + 1
    return {fluent: max(tally, key=tally.__getitem__) for fluent, tally in counts.items()}
