"""Lists in the ASP facts that `asp/rows.lp` reads: columns, list types, and the modes under which a row can be had (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orchestrator.catalog.model import ROWS, Api, Catalog, Input, Output
from orchestrator.facts.model import Pick, term
from orchestrator.reason.unroll import Unrolled


def member_type(declared: Input | Output) -> str:
    """The type of an input or output as a term: `list(T)` where it is a list."""
    return f"list({term(declared.type)})" if declared.many else term(declared.type)


def has_lists(part: Iterable[Api], query: Unrolled) -> bool:
    """Whether anything in the part of the catalog, or in what was said, is a list."""
    facts = query.facts
    unrolled = len(query.origin) > len(set(query.origin.values()))
    return bool(facts.picks or facts.eaches or query.parts or unrolled) or any(api.rows or _lists_of(api) for api in part)


def _lists_of(api: Api) -> list[Input | Output]:
    """The inputs and outputs that are lists."""
    every: tuple[Input | Output, ...] = (*api.inputs.values(), *api.outputs.values())
    return [x for x in every if x.many]


def encode_lists(catalog: Catalog, part: Mapping[str, Api], query: Unrolled) -> Iterator[str]:
    """The ASP facts that speak of lists."""
    for name, api in part.items():
        for listed, columns in api.lists.items():
            for column, output in columns.items():
                yield f"column({term(name)},{list_name(listed)},{term(column)},{term(output.type)})."
    yield from _list_types(catalog, part)
    yield from _parts(catalog, query)
    yield from _given_by_type(catalog, query)
    yield from _said(catalog, query)
    yield from (f"mode({mode})." for mode in sorted(set(_modes(catalog, part, query))))


def list_name(listed: str) -> str:
    """What a list of a call is called: `rows`, or the name of the output."""
    return "rows" if listed == ROWS else f"output({term(listed)})"


def _list_types(catalog: Catalog, part: Mapping[str, Api]) -> Iterator[str]:
    """A type of lists for each type that an input takes a list of, that an output is a list of, or that a list for it has."""
    outputs = {o.type for api in part.values() for o in api.yields.values()}
    taken = {x.type for api in part.values() for x in _lists_of(api)}
    taken |= {t for t in outputs if any(a in taken for a in catalog.type(t).ancestors)}
    for name in sorted(taken):
        kind, of = catalog.type(name), f"list({term(name)})"
        yield f"list_type({of}). type({of}). base({of},list({kind.base}))."
        if kind.entity is not None:
            yield f"entity({of},{term(kind.entity)})."
        if kind.askable:
            yield f"askable({of})."


def _parts(catalog: Catalog, query: Unrolled) -> Iterator[str]:
    """The inputs that were taken apart, and what is true of their parts as of themselves."""
    for number, inputs in query.parts.items():
        name = query.reading.goals[number]
        for x, parts in inputs.items():
            declared = catalog.apis[name].inputs[x]
            yield f"split({number},{term(x)})."
            for part in parts:
                yield f"part_input({number},{term(part)},{term(declared.type)})."
                if declared.source == "user":
                    yield f"from_user({term(name)},{term(part)})."
                for entity in declared.via:
                    yield f"via({term(name)},{term(part)},{term(entity)})."


def _given_by_type(catalog: Catalog, query: Unrolled) -> Iterator[str]:
    """The members of a list that was given by type: they are of that type, and no references (R2)."""
    for index, (made, said) in enumerate(zip(query.facts.givens, query.said, strict=True), 1):
        api = catalog.apis.get(query.reading.goals.get(made.goal, ""))
        if made.name != said.name and api is not None and said.name not in api.inputs:
            yield f"given_as({index},{term(said.name)})."


def _said(catalog: Catalog, query: Unrolled) -> Iterator[str]:
    """What was said of rows: which one a place draws on; who shares a choice, and who was unrolled together."""
    reading = query.reading
    for number, x, mode in _settled(catalog, query):
        if mode.startswith("every") and number in reading.goals:
            for name, output in catalog.apis[reading.goals[number]].yields.items():
                yield f"field({number},{term(name)},{term(output.type)})."
        place = f"want({number})" if number in reading.wants else f"slot({number},{term(x)})"
        yield f"settles({place},{mode})."
    for number in (*reading.goals, *reading.wants):
        yield f"chooser({number},{chooser(query, number)})."
        for other in query.first:
            if other != number and query.first[other] == query.first[number]:
                yield f"kin({number},{other})."


def chooser(query: Unrolled, number: int) -> str:
    """Who shares the choices of a goal: everybody, unless another goal calls the same API; goals unrolled together share."""
    api = query.reading.goals.get(number)
    first = query.first[number]
    rivals = [n for n, a in query.reading.goals.items() if a == api and query.first[n] != first]
    return f"goal({first})" if rivals else "everybody"


def _settled(catalog: Catalog, query: Unrolled) -> Iterator[tuple[int, str, str]]:
    """Goal or want, input or type, and the mode of the row that was said."""
    several = {(p.goal, p.input) for p in query.facts.picks if p.several}
    for pick in query.facts.picks:
        yield pick.goal, pick.input, _mode(pick, whole=_whole(catalog, query, pick.goal, pick.input))
    for each in query.facts.eaches:
        if (each.goal, each.input) not in several:
            yield each.goal, each.input, "every(all)"


def _whole(catalog: Catalog, query: Unrolled, goal: int, name: str) -> bool:
    """Whether several rows are taken at once, as a list: by an input that takes one, unless the goal is done for each."""
    api = catalog.apis.get(query.reading.goals.get(goal, ""))
    each = any((e.goal, e.input) == (goal, name) for e in query.facts.eaches)
    return not each and api is not None and name in api.inputs and api.inputs[name].many


def _mode(pick: Pick, *, whole: bool) -> str:
    if pick.several:
        return f"top({pick.count})" if whole else f"every({pick.count})"
    return "nth(1)" if pick.row == "first" else pick.row_term


def _modes(catalog: Catalog, part: Mapping[str, Api], query: Unrolled) -> Iterator[str]:
    """Every mode that a row may be had under: more than will be used, but none that nobody could mean."""
    yield "first"
    if any(x.many for api in part.values() for x in api.inputs.values()):
        yield "all"
    yield from (mode for _, _, mode in _settled(catalog, query))
    told = {g.goal for g in query.facts.givens}
    for number in (*query.reading.goals, *query.reading.wants):
        yield f"chosen({chooser(query, number)})"
        api = catalog.apis.get(query.reading.goals.get(number, ""))
        if api is None:
            yield from [f"match(want({number}))"] if number in told else []
            continue
        for x in api.inputs:
            if number in told:
                yield f"match(slot({number},{term(x)}))"
            if any(x != y and _comparable(catalog, api.inputs[x].type, other.type) for y, other in api.inputs.items()):
                first = query.first[number] if chooser(query, number) != "everybody" else number
                yield f"chosen(slot({first},{term(x)}))"
        for parts in query.parts.get(number, {}).values():
            yield from (f"match(slot({number},{term(p)}))" for p in parts)
            yield from (f"chosen(slot({number},{term(p)}))" for p in parts)


def _comparable(catalog: Catalog, one: str, other: str) -> bool:
    return one in catalog.type(other).ancestors or other in catalog.type(one).ancestors
