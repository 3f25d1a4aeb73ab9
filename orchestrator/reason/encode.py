"""Catalog and facts as the ASP facts that the reasoning programs read.

Whether a value fits a type is decided in Python (patterns, ranges, formats) and told to the programs as `fits`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from orchestrator.catalog.model import Api, Catalog, Condition, Input, SemanticType
from orchestrator.facts.model import Facts, Given, quote, term
from orchestrator.reason.lists import encode_lists, has_lists, member_type
from orchestrator.reason.unroll import Reading, Unrolled
from orchestrator.values import fit


class Numbered:
    """Gives each value a number in the place of its text.

    The programs only ask whether two values are the same, never what they are. With numbers, two queries of one shape are the
    same facts, and what was derived for the first serves the second.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def __call__(self, normal: str) -> str:
        """The number of a value in normal form."""
        return self._numbers.setdefault(normal, f"#{len(self._numbers) + 1}")

    @property
    def values(self) -> dict[str, str]:
        """Number → value in normal form."""
        return {number: normal for normal, number in self._numbers.items()}


def encode(
    catalog: Catalog,
    apis: Iterable[str],
    query: Unrolled,
    name: Callable[[str], str] = str,
    failed: Collection[str] = (),
) -> str:
    """The ASP facts of one reading, over the given part of the catalog.

    The vocabulary is documented in `docs/reasoning.md`.

    Args:
        catalog: what APIs exist.
        apis: the part of them that can matter.
        query: what was said, and which API each goal means.
        name: what a value in normal form is called; by default itself.
        failed: the lookups that failed, as terms of an answer set.
    """
    facts, reading = query.facts, query.reading
    part = {api_name: catalog.apis[api_name] for api_name in sorted(apis)}
    types = _types_of(catalog, part, facts, reading)
    lines = [
        *_types(types),
        *(line for api_name, api in part.items() for line in _api(api_name, api, catalog, name)),
        *(f"auto({term(a)})." for a, api in part.items() if api.auto and a not in failed_apis(facts)),
        *(line for i, condition in enumerate(catalog.state) for line in _initially(i, condition)),
        *_query(facts, reading, catalog),
        *_fits(facts.givens, types, name),
        *(f"failed{symbol.removeprefix('call')}." for symbol in sorted(failed)),
    ]
    if has_lists(part.values(), query):
        lines += encode_lists(catalog, part, query)
    return "\n".join(lines) + "\n"


def failed_apis(facts: Facts) -> frozenset[str]:
    """The APIs of which a call failed."""
    return frozenset(failure.call.partition("(")[0] for failure in facts.failures)


def _types_of(catalog: Catalog, part: Mapping[str, Api], facts: Facts, reading: Reading) -> list[SemanticType]:
    """The types that the part of the catalog and the facts speak of, with what they are subtypes of."""
    named = {t for api in part.values() for t in (*_input_types(api), *(o.type for o in api.yields.values()))}
    named.update(reading.wants.values())
    named.update(f.name for f in facts.givens if f.name in catalog.semantic_types)
    named.update(f.input for f in facts.uses if f.input in catalog.semantic_types)
    with_ancestors = {a for name in named for a in catalog.type(name).ancestors}
    return [catalog.type(name) for name in sorted(with_ancestors)]


def _input_types(api: Api) -> Iterator[str]:
    return (i.type for i in api.inputs.values())


def _types(types: Iterable[SemanticType]) -> Iterator[str]:
    for kind in types:
        name = term(kind.name)
        yield f"type({name}). base({name},{kind.base}). ask_cost({name},{kind.question_cost})."
        if len(kind.ancestors) > 1:
            yield f"is({name},{term(kind.ancestors[1])})."
        if kind.entity is not None:
            yield f"entity({name},{term(kind.entity)})."
        if kind.askable:
            yield f"askable({name})."
        if kind.pattern is not None:
            yield f"patterned({name})."
        if kind.constrained:
            yield f"constrained({name})."


def _api(name: str, api: Api, catalog: Catalog, value: Callable[[str], str]) -> Iterator[str]:
    a = term(name)
    yield f"{api.kind}({a}). cost({a},{api.cost}). arity({a},{len(api.inputs)})."
    for position, (x, declared) in enumerate(api.inputs.items(), 1):
        i = term(x)
        yield f"input({a},{i},{member_type(declared)}). position({a},{i},{position})."
        if not declared.required:
            yield f"optional({a},{i})."
        if declared.default is not None:
            yield f"default({a},{i},{quote(value(_normal_default(declared, catalog)))})."
        if declared.source == "user":
            yield f"from_user({a},{i})."
        for entity in declared.via:
            yield f"via({a},{i},{term(entity)})."
    for output, said in api.outputs.items():
        yield f"output({a},{term(output)},{member_type(said)})."
    for kind, conditions in (("requires", api.requires), ("ensures", api.ensures)):
        for index, condition in enumerate(conditions):
            yield from _condition(kind, a, index, condition)


def _normal_default(declared: Input, catalog: Catalog) -> str:
    """The default in normal form; of a list, that of its members."""
    members = (declared.default,) if isinstance(declared.default, str) else declared.default or ()
    kind = catalog.type(declared.type)
    return ", ".join(fit(kind, member).normal or member for member in members)


def _condition(kind: str, api: str, index: int, condition: Condition) -> Iterator[str]:
    sign = "holds" if condition.holds else "fails"
    yield f"{kind}({api},{index},{sign},{term(condition.fluent)})."
    for place, name in enumerate(condition.arguments, 1):
        yield f"{kind}_arg({api},{index},{place},{term(name)})."


def _initially(index: int, condition: Condition) -> Iterator[str]:
    yield f"initially({index},{term(condition.fluent)})."
    for place, value in enumerate(condition.arguments, 1):
        yield f"initially_arg({index},{place},{quote(value.casefold())})."


def _query(facts: Facts, reading: Reading, catalog: Catalog) -> Iterator[str]:
    inputs = {number: catalog.apis[api].inputs for number, api in reading.goals.items()}
    for number, api in sorted(reading.goals.items()):
        yield f"goal({number},{term(api)})."
    for number, wanted in sorted(reading.wants.items()):
        yield f"want({number},{term(wanted)})."
    for index, given in enumerate(facts.givens, 1):
        yield f"given({index},{given.goal},{term(given.name)})."
    for uses in facts.uses:
        output = f",{term(uses.output)}" if uses.output is not None else ""
        yield f"uses({uses.goal},{term(uses.input)},{uses.source}{output})."
    for unknown in facts.unknowns:
        is_input = unknown.name in inputs.get(unknown.goal, ())
        yield f"{'unknown_input' if is_input else 'unknown_type'}({unknown.goal},{term(unknown.name)})."


def _fits(givens: Iterable[Given], types: Iterable[SemanticType], value: Callable[[str], str]) -> Iterator[str]:
    types = list(types)
    for index, given in enumerate(givens, 1):
        for kind in types:
            found = fit(kind, given.members[0])
            if found.normal is not None:
                yield f"fits({index},{term(kind.name)},{quote(value(found.normal))})."
