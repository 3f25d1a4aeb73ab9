"""Whether a catalog fits together: what no single key shows. Every flaw has the path of its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.catalog.document import Path
from orchestrator.catalog.flaws import Flaw, clashes, did_you_mean
from orchestrator.catalog.model import (
    BASES,
    GET_INFO_API,
    ROWS,
    Api,
    Catalog,
    Condition,
    Input,
    SemanticType,
)
from orchestrator.catalog.resolve import resolve
from orchestrator.catalog.type_flaws import sound_types, type_flaws, value_flaws
from orchestrator.values import fit

RESERVED_APIS = (GET_INFO_API, "choose")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a file declares, be what they name sound or not.

    `slots` are the inputs and outputs of an API; `rows` has the columns of those APIs for which the file says any rows.
    """

    types: frozenset[str]
    entities: frozenset[str]
    slots: Mapping[str, frozenset[str]]
    rows: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Names:
        """The names in the plain data of a catalog."""
        types = _mapping(data.get("types"))
        entities = (t.get("entity") for t in types.values() if isinstance(t, dict))
        apis = {name: api for name, api in _mapping(data.get("apis")).items() if isinstance(api, dict)}
        slots = {
            name: frozenset(slot for group in ("inputs", "outputs") for slot in _mapping(api.get(group)))
            for name, api in apis.items()
        }
        rows = {name: frozenset(_named(api["rows"])) for name, api in apis.items() if "rows" in api}
        return cls(frozenset(types), frozenset(e for e in entities if isinstance(e, str)), slots, rows)


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _named(data: Any) -> Iterable[str]:
    """The names in a mapping, or in what stands where a mapping is wanted."""
    return map(str, data) if isinstance(data, dict | list) else [str(data)] if data is not None else []


def verify(catalog: Catalog, names: Names | None = None) -> Iterator[Flaw]:
    """Everything in a catalog that contradicts something else in it.

    Args:
        catalog: the catalog, or what is left of it when its faulty parts are taken out.
        names: what the file declares; by default, what the catalog does.
    """
    names = names or Names.of(catalog.model_dump(by_alias=True, exclude_defaults=True))
    yield from clashes("types", catalog.types, ("types",))
    yield from clashes("APIs", catalog.apis, ("apis",))
    for name, declaration in catalog.types.items():
        yield from type_flaws(name, declaration, catalog.types, names.types)
    sound = resolve(sound_types(catalog.types))
    for name in catalog.types:
        if name in sound:
            yield from value_flaws(name, sound[name], catalog.types[name])
    for name, api in catalog.apis.items():
        yield from _api_flaws(name, api, names, sound)
    yield from _state_flaws(catalog)


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
    yield from _slot_flaws(path, api, names)
    yield from _row_flaws(path, api, names.rows.get(name))
    yield from _input_flaws(path, api, names, sound)
    slots = _Slots.of(api, names.slots[name], names.rows.get(name, frozenset()))
    for group, conditions in (("requires", api.requires), ("ensures", api.ensures)):
        for i, condition in enumerate(conditions):
            yield from _argument_flaws((*path, group, i), condition, slots)


def _slot_flaws(path: Path, api: Api, names: Names) -> Iterator[Flaw]:
    known = names.types | set(BASES)
    for group, kind, slots in (
        ("inputs", "inputs", api.inputs),
        ("outputs", "outputs", api.outputs),
        ("rows", "columns", api.rows),
    ):
        yield from clashes(kind, slots, (*path, group))
        for slot, declared in slots.items():
            if declared.type not in known:
                yield Flaw(
                    (*path, group, slot, "list_of" if declared.many else "type"),
                    f"there is no type '{declared.type}'",
                    "a declared or built-in type",
                    did_you_mean(declared.type, known)
                    or f"declare it: types: {{{declared.type}: {{base: string}}}}",
                )


def _row_flaws(path: Path, api: Api, columns: frozenset[str] | None) -> Iterator[Flaw]:
    """What is wrong with the list of an API; `columns` are those that the file names, none if it says no rows."""
    if columns is None and api.rows_at is not None:
        mend = "add `rows: {column: type}`, or remove the key"
        yield Flaw((*path, "rows_at"), "`rows_at` says where rows stand, and there are no rows", mend=mend)
    elif api.rows_at is not None and not all(part.strip() for part in api.rows_at.split(".")):
        what = f"'{api.rows_at}' is no path in a result"
        yield Flaw((*path, "rows_at"), what, "a path such as data.items")
    if columns is not None and not columns:
        mend = "name the columns: `rows: {column: type}`, or remove the key"
        yield Flaw((*path, "rows"), "the rows have no columns", mend=mend)
    for column, declared in api.rows.items():
        if declared.many:
            what = f"the column '{column}' is a list, and a row has one value in each column"
            mend = f"write {column}: {declared.type}, or make it an output"
            yield Flaw((*path, "rows", column), what, mend=mend)
    outputs = {name.casefold(): name for name in api.outputs}
    for column in api.rows:
        if (output := outputs.get(column.casefold())) is not None:
            both = f"'{column}' is an output and a column"
            what = both if output == column else f"the output '{output}' and the column '{column}' differ in case only"
            yield Flaw((*path, "rows", column), what, mend="rename one of them")
    for group, slots in (("outputs", api.outputs), ("rows", api.rows)):
        if ROWS in slots:
            what = f"the name '{ROWS}' is taken: it stands for the rows themselves"
            yield Flaw((*path, group, ROWS), what, mend="choose another name")


def _input_flaws(path: Path, api: Api, names: Names, sound: Mapping[str, SemanticType]) -> Iterator[Flaw]:
    for slot, declared in api.inputs.items():
        kind = sound.get(declared.type)
        yield from _default_flaws((*path, "inputs", slot, "default"), declared, kind)
        for entity in declared.via:
            if entity not in names.entities:
                mend = did_you_mean(entity, names.entities)
                yield Flaw(
                    (*path, "inputs", slot, "via"),
                    f"no type has the entity '{entity}'",
                    "the entity of a type",
                    mend,
                )


def _default_flaws(path: Path, declared: Input, kind: SemanticType | None) -> Iterator[Flaw]:
    said = declared.default
    if said is None:
        return
    if isinstance(said, tuple) and not declared.many:
        mend = f"write one value, or {{list_of: {declared.type}}}"
        yield Flaw(path, "the default is a list, and the input takes one value", mend=mend)
    elif said == ():
        mend = "remove it: `required: false` lets the input be left out"
        yield Flaw(path, "the default is a list without members", mend=mend)
    elif kind is not None:
        for i, member in enumerate(said if isinstance(said, tuple) else (said,)):
            if not (fits := fit(kind, member)):
                what = f"the default '{member}' does not fit the type '{declared.type}'"
                yield Flaw((*path, i) if isinstance(said, tuple) else path, what, fits.allowed)


@dataclass(frozen=True, slots=True)
class _Slots:
    """What the state of an API may speak of, and what it must not: lists and columns are many data."""

    single: frozenset[str]
    lists: frozenset[str]
    columns: frozenset[str]

    @classmethod
    def of(cls, api: Api, named: frozenset[str], columns: frozenset[str]) -> _Slots:
        single = {name for slots in (api.inputs, api.outputs) for name, slot in slots.items() if not slot.many}
        lists = {name for slots in (api.inputs, api.outputs) for name, slot in slots.items() if slot.many} - single
        return cls(named - lists, frozenset(lists), columns - named)


def _argument_flaws(path: Path, condition: Condition, slots: _Slots) -> Iterator[Flaw]:
    expected = "one of " + ", ".join(sorted(slots.single)) if slots.single else "a condition without arguments"
    for argument in condition.arguments:
        if argument in slots.lists | slots.columns:
            kind = "a list" if argument in slots.lists else "a column of the rows"
            yield Flaw(path, f"'{argument}' in '{condition}' is {kind}, and state speaks of one datum", expected)
        elif argument not in slots.single:
            what = f"'{argument}' in '{condition}' is no input or output of the API"
            yield Flaw(path, what, expected, did_you_mean(argument, slots.single))


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
