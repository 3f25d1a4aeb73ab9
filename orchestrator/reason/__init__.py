"""Reasoning: facts and catalog → the situation that is planned (R1-R8)."""

from __future__ import annotations

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
    """The situation of one reading of the facts.

    Args:
        query: the facts, held against the catalog by `orchestrator.facts.check`, and the reading, by `unroll`.
        catalog: what APIs exist.
        deadline: when it has to be done.

    Raises:
        PlannerGaveUp: the time was up.
    """
    from orchestrator.reason.build import build
    from orchestrator.reason.encode import Numbered, encode
    from orchestrator.reason.ground import ALWAYS, LISTS, SEVERAL_GOALS, STATE, answer_set
    from orchestrator.reason.lists import has_lists
    from orchestrator.reason.part import relevant_part

    reading = query.reading
    part = relevant_part(catalog, reading.goals.values(), reading.wants.values())
    stateful = any(catalog.apis[a].requires or catalog.apis[a].auto for a in part)
    several = len(reading.goals) + len(reading.wants) > 1
    lists = has_lists((catalog.apis[a] for a in part), query)
    programs = (*ALWAYS, *(SEVERAL_GOALS if several else ()), *(STATE if stateful else ()), *(LISTS if lists else ()))
    numbered = Numbered()
    encoded = encode(catalog, part, query, numbered)
    for reach in count(_FIRST_REACH):
        atoms = answer_set(f"{encoded}#const reach = {reach}. [override]\n", programs, deadline)
        cut = next(((a.arguments[0].number, a.arguments[1].number) for a in atoms if a.name == "truncated"), None)
        if cut is None or cut[0] > min(_MANY_LOOKUPS, _STEEP * max(1, cut[1])):
            break
    return build(atoms, catalog, query, numbered.values).model_copy(update={"complete": cut is None})
