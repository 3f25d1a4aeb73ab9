"""Reasoning: facts and catalog → the situation that is planned (R1-R8)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from orchestrator.catalog.model import Catalog
from orchestrator.reason.deadline import Deadline
from orchestrator.reason.situation import Situation
from orchestrator.reason.unroll import Reading, Unrolled, unroll

_FIRST_REACH = 3
_MANY_LOOKUPS = 400
_STEEP = 6
"""Chains of lookups are followed to their end, unless there are very many of them, or so many times more with each further
lookup that the next step would be too much (their number may be squared): then they are followed to the length reached."""

__all__ = ["Deadline", "Reading", "Situation", "Unrolled", "reason", "unroll"]


def reason(query: Unrolled, catalog: Catalog, deadline: Deadline | None = None) -> Situation:
    """The situation of one reading of the facts, without the lookups that failed (R11).

    Which terms a failed lookup has shows only in a situation that has it, so that is made first.

    Args:
        query: the facts, held against the catalog by `orchestrator.facts.check`, and the reading, by `unroll`.
        catalog: what APIs exist.
        deadline: when it has to be done.

    Raises:
        PlannerGaveUp: the time was up.
    """
    failed: frozenset[str] = frozenset()
    while True:
        situation = _situation(query, catalog, deadline, failed)
        found = frozenset(_failed(situation, query, catalog)) - failed
        if not found:
            return situation
        failed |= found


def _failed(situation: Situation, query: Unrolled, catalog: Catalog) -> Iterator[str]:
    """The terms of the lookups that failed. A goal's own call must be made, whatever happened to it."""
    calls = {failure.call for failure in query.facts.failures}
    if calls:
        from orchestrator.reason.identity import Identities

        members = {number: (query.origin[number], query.member(number)) for number in situation.goals}
        identities = Identities(situation, catalog, members)
        for call, symbols in situation.symbols.items():
            if not situation.calls[call].goals and identities.of(situation.calls[call]) in calls:
                yield from symbols


def _situation(
    query: Unrolled, catalog: Catalog, deadline: Deadline | None, failed: frozenset[str]
) -> Situation:
    from orchestrator.reason.build import build
    from orchestrator.reason.encode import Numbered, encode, failed_apis
    from orchestrator.reason.ground import ALWAYS, LISTS, SEVERAL_GOALS, STATE, answer_set
    from orchestrator.reason.lists import has_lists
    from orchestrator.reason.part import relevant_part

    reading = query.reading
    part = relevant_part(catalog, reading.goals.values(), reading.wants.values(), failed_apis(query.facts))
    stateful = any(catalog.apis[a].requires or catalog.apis[a].auto for a in part)
    several = len(reading.goals) + len(reading.wants) > 1
    lists = has_lists((catalog.apis[a] for a in part), query)
    programs = (*ALWAYS, *(SEVERAL_GOALS if several else ()), *(STATE if stateful else ()), *(LISTS if lists else ()))
    numbered = Numbered()
    encoded = encode(catalog, part, query, numbered, failed)
    for reach in count(_FIRST_REACH):
        atoms = answer_set(f"{encoded}#const reach = {reach}. [override]\n", programs, deadline)
        cut = next(((a.arguments[0].number, a.arguments[1].number) for a in atoms if a.name == "truncated"), None)
        if cut is None or cut[0] > min(_MANY_LOOKUPS, _STEEP * max(1, cut[1])):
            break
    return build(atoms, catalog, query, numbered.values).model_copy(update={"complete": cut is None})
