"""A domain's own background knowledge: what its `rules.lp` adds to the facts of a query.

The rules read `goal(G,Api)`, `maybe(G,Api)`, `want(G,Type)`, `given(G,Name,Value)` (the value as it was given;
a list is a tuple), `normal(G,Name,Normal)` (its normal form, of a list that of each member: dates as YYYY-MM-DD, text in
small letters), and `input(Api,Name,Type)`. They derive

    derive(G,Name,Value)      a value that the user did not say but meant; not where something was given under that name
    conflict(G,Name,Reason)   facts that cannot hold together, and why, as a phrase
    prefer(G,Api)             of the readings of goal G, this one is meant
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clingo import SymbolType

from orchestrator.catalog.model import Catalog
from orchestrator.errors import CatalogError, Problem
from orchestrator.facts.model import Facts, Given, Value, quote, term
from orchestrator.reason.deadline import Deadline
from orchestrator.reason.ground import rule_atoms
from orchestrator.reason.situation import ConflictTerm
from orchestrator.reason.terms import name_of
from orchestrator.values import fit, normal_form


@dataclass(frozen=True, slots=True)
class Known:
    """The facts with what the domain's rules add, and the conflicts that they find."""

    facts: Facts
    conflicts: tuple[ConflictTerm, ...] = ()


def apply_rules(facts: Facts, catalog: Catalog, deadline: Deadline | None = None) -> Known:
    """The facts, with the domain's background knowledge applied.

    Args:
        facts: what was said.
        catalog: what APIs exist, with its rules.
        deadline: when it has to be done.

    Raises:
        CatalogError: the rules are no ASP, have no answer set or several, or derive what is not of the vocabulary.
        PlannerGaveUp: the time was up.
    """
    if not catalog.rules.strip():
        return Known(facts)
    atoms = rule_atoms(catalog.rules, "\n".join(_facts(facts, catalog)), catalog.name, deadline)
    derived = {name: sorted(_arguments(a, catalog) for a in atoms if a.name == name) for name in _DERIVED}
    said = {(g.goal, g.name) for g in facts.givens}
    added = tuple(
        Given(goal=goal.number, name=_known(name_of(name), catalog), value=_value(value))
        for goal, name, value in derived["derive"]
        if (goal.number, name_of(name)) not in said
    )
    preferred = {(goal.number, name_of(api)) for goal, api in derived["prefer"]}
    goals = {goal for goal, _ in preferred}
    maybes = tuple(m for m in facts.maybes if m.goal not in goals or (m.goal, m.api) in preferred)
    conflicts = tuple(_conflict(goal.number, name_of(name), str(why.string), facts) for goal, name, why in derived["conflict"])
    changed = facts.model_copy(update={"givens": (*facts.givens, *added), "maybes": maybes or facts.maybes})
    return Known(changed, conflicts)


def _arguments(atom: Any, catalog: Catalog) -> list[Any]:
    """The arguments of an atom that rules derive.

    Raises:
        CatalogError: they are not what such an atom has: of a number clingo has no name, of a string no number.
    """
    form, kinds = _DERIVED[atom.name]
    arguments = atom.arguments
    if len(arguments) == len(kinds) and all(is_kind(a) for is_kind, a in zip(kinds, arguments, strict=True)):
        return list(arguments)
    raise CatalogError(Problem(f"the rules derive {atom}", f"{catalog.name} > rules.lp", form))


def _is_number(symbol: Any) -> bool:
    return bool(symbol.type == SymbolType.Number)


def _is_string(symbol: Any) -> bool:
    return bool(symbol.type == SymbolType.String)


def _is_name(symbol: Any) -> bool:
    """A constant, or a string, which a name may always be."""
    return _is_string(symbol) or bool(symbol.type == SymbolType.Function and symbol.name and not symbol.arguments)


def _is_value(symbol: Any) -> bool:
    return _is_string(symbol) or (_is_tuple(symbol) and all(map(_is_string, symbol.arguments)))


def _value(symbol: Any) -> Value:
    """The value that rules derive: a string, or a list that was given and is passed on as the tuple it is."""
    return tuple(str(member.string) for member in symbol.arguments) if _is_tuple(symbol) else str(symbol.string)


def _is_tuple(symbol: Any) -> bool:
    return bool(symbol.type == SymbolType.Function and symbol.name == "" and symbol.arguments)


_DERIVED: Mapping[str, tuple[str, tuple[Callable[[Any], bool], ...]]] = {
    "derive": ('derive(Goal, Name, "value"), with the value in double quotes', (_is_number, _is_name, _is_value)),
    "conflict": ('conflict(Goal, Name, "why"), with the reason in double quotes', (_is_number, _is_name, _is_string)),
    "prefer": ("prefer(Goal, Api)", (_is_number, _is_name)),
}
"""What rules may derive → its form in words, and what each argument must be."""


def _known(name: str, catalog: Catalog) -> str:
    if name not in catalog.vocabulary:
        raise CatalogError(Problem(f"derive names '{name}', which is no input or type", f"{catalog.name} > rules.lp"))
    return name


def _conflict(goal: int, name: str, why: str, facts: Facts) -> ConflictTerm:
    values = tuple(m for g in facts.givens if g.goal == goal and g.name == name for m in g.members)
    return ConflictTerm(reason="rule", goal=goal, name=name, values=values, note=why)


def _facts(facts: Facts, catalog: Catalog) -> Iterator[str]:
    # Declared for clingo, so that a rule over what this query does not have is no remark.
    yield "#defined goal/2. #defined maybe/2. #defined want/2. #defined given/3. #defined normal/3. #defined input/3."
    yield str(facts)
    apis = {f.api for f in (*facts.goals, *facts.maybes)}
    for api in sorted(apis):
        for name, declared in catalog.apis[api].inputs.items():
            yield f"input({term(api)},{term(name)},{term(declared.type)})."
    for given in facts.givens:
        for kind in sorted(_types(given, facts, catalog)):
            declared_type = catalog.type(kind)
            for value in given.members:
                normal = fit(declared_type, value).normal or normal_form(declared_type.base, value)
                if normal is not None:
                    yield f"normal({given.goal},{term(given.name)},{quote(normal)})."


def _types(given: Given, facts: Facts, catalog: Catalog) -> set[str]:
    """The types that a given value may be of: that of the input it names, or the type it names."""
    named = {f.api for f in (*facts.goals, *facts.maybes) if f.goal == given.goal}
    inputs = {catalog.apis[a].inputs[given.name].type for a in named if given.name in catalog.apis[a].inputs}
    return inputs or ({given.name} if given.name in catalog.semantic_types else set())
