"""Facts held against a catalog: every name known, every number somebody's (design, section 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from orchestrator.catalog.model import Catalog
from orchestrator.errors import FactsError, Problem
from orchestrator.facts.model import Each, Facts, Pick, Unknown
from orchestrator.nearest import nearest


def check(facts: Facts, catalog: Catalog) -> None:
    """Hold facts against a catalog.

    A name that the catalog knows, but not in this place, is no error here: it is a conflict that the reasoning finds (R2, R12).

    Raises:
        FactsError: a name that the catalog does not have at all, or a number that is no goal's.
    """
    problems = [*_names(facts, catalog), *_numbers(facts)]
    if problems:
        raise FactsError(*problems)


def _unknown(name: str, kind: str, where: object, names: Iterable[str]) -> Problem:
    guess = nearest(name, names)
    return Problem(f"the catalog has no {kind} '{name}'", f"facts > {where}", mend=f"did you mean '{guess}'?" if guess else "")


def _names(facts: Facts, catalog: Catalog) -> Iterator[Problem]:
    for named in (*facts.goals, *facts.maybes):
        if named.api not in catalog.apis:
            yield _unknown(named.api, "API", named, catalog.apis)
    for want in facts.wants:
        if want.type not in catalog.semantic_types:
            yield _unknown(want.type, "type", want, catalog.semantic_types)
    for given in facts.givens:
        if given.name not in catalog.vocabulary:
            yield _unknown(given.name, "input or type", given, catalog.vocabulary)
    for uses in facts.uses:
        if uses.input not in catalog.vocabulary:
            yield _unknown(uses.input, "input", uses, catalog.vocabulary)
        if uses.output is not None and uses.output not in catalog.vocabulary:
            yield _unknown(uses.output, "output", uses, catalog.vocabulary)
    for fact, name in (*_drawing(facts), *((unknown, unknown.name) for unknown in facts.unknowns)):
        if name not in catalog.vocabulary:
            yield _unknown(name, "input or type", fact, catalog.vocabulary)
    for pick in facts.picks:
        if pick.column is not None and pick.column not in catalog.vocabulary:
            yield _unknown(pick.column, "column", pick, _columns(catalog) or catalog.vocabulary)


def _drawing(facts: Facts) -> Iterator[tuple[Pick | Each | Unknown, str]]:
    """The facts about what draws on a list, with the input (of a want: the type) that does."""
    yield from ((pick, pick.input) for pick in facts.picks)
    yield from ((each, each.input) for each in facts.eaches)


def _columns(catalog: Catalog) -> set[str]:
    return {column for api in catalog.apis.values() for columns in api.lists.values() for column in columns}


def _numbers(facts: Facts) -> Iterator[Problem]:
    owners = Counter([f.goal for f in facts.goals] + [f.goal for f in facts.wants] + list({f.goal for f in facts.maybes}))
    for number, count in sorted(owners.items()):
        if count > 1:
            mend = "give each its own number, or write maybe(...) for several readings"
            yield Problem(f"goal {number} is stated {count} times", "facts", mend=mend)
    for given in facts.givens:
        if given.goal not in owners:
            yield _nobodys(given.goal, given)
    for uses in facts.uses:
        for number in (uses.goal, uses.source):
            if number not in owners:
                yield _nobodys(number, uses)
    for fact in (*facts.picks, *facts.eaches, *facts.unknowns):
        if fact.goal not in owners:
            yield _nobodys(fact.goal, fact)


def _nobodys(number: int, where: object) -> Problem:
    return Problem(f"there is no goal {number}", f"facts > {where}", mend=f"add goal({number}, ...) or change the number")
