"""Goals whose words may mean one API as well as another: they stay open, and the person is asked (`maybe`, design, section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts, Maybe, check


def leave_open(facts: Facts, readings: Mapping[int, Sequence[str]], catalog: Catalog) -> Facts:
    """Facts in which goals are left open between APIs, where what was given for a goal fits each and nothing takes from it.

    Args:
        facts: with one API for each goal.
        readings: the APIs that a goal may mean, by the number of the goal.
        catalog: where the APIs are.
    """
    unclear = {n: tuple(apis) for n, apis in readings.items() if _may_stay_open(n, apis, facts, catalog)}
    if not unclear:
        return facts
    maybes = tuple(Maybe(goal=n, api=api) for n, apis in unclear.items() for api in apis)
    kept = tuple(g for g in facts.goals if g.goal not in unclear)
    read = facts.model_copy(update={"goals": kept, "maybes": maybes})
    check(read, catalog)
    return read


def _may_stay_open(number: int, apis: Sequence[str], facts: Facts, catalog: Catalog) -> bool:
    named = {given.name for given in facts.givens if given.goal == number}
    named |= {uses.input for uses in facts.uses if uses.goal == number}
    named |= {pick.input for pick in facts.picks if pick.goal == number}
    named |= {each.input for each in facts.eaches if each.goal == number}
    used = any(u.source == number for u in facts.uses)
    return len(apis) > 1 and not used and all(named <= {*catalog.apis[api].inputs} for api in apis)
