"""Reasoning: facts and catalog → the situation that is planned (R1-R8)."""

from __future__ import annotations

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Facts
from orchestrator.reason.encode import Reading
from orchestrator.reason.situation import Situation

__all__ = ["Reading", "Situation", "reason"]


def reason(facts: Facts, catalog: Catalog, reading: Reading) -> Situation:
    """The situation of one reading of the facts.

    Args:
        facts: the facts, held against the catalog by `orchestrator.facts.check`.
        catalog: what APIs exist.
        reading: which API each goal means.

    Raises:
        CatalogError: the domain's own rules are no ASP, or contradict each other.
    """
    from orchestrator.reason.build import build
    from orchestrator.reason.encode import Numbered, encode
    from orchestrator.reason.ground import ALWAYS, SEVERAL_GOALS, STATE, answer_set
    from orchestrator.reason.part import relevant_part

    part = relevant_part(catalog, reading.goals.values(), reading.wants.values())
    stateful = any(catalog.apis[a].requires or catalog.apis[a].auto for a in part)
    several = len(reading.goals) + len(reading.wants) > 1
    programs = (*ALWAYS, *(SEVERAL_GOALS if several else ()), *(STATE if stateful else ()))
    numbered = Numbered()
    atoms = answer_set(encode(catalog, part, facts, reading, numbered), programs)
    return build(atoms, catalog, facts, reading, numbered.values)
