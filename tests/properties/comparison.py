"""One case judged by the oracle and planned by the system, and how the two are told side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml
from oracle import solve

from orchestrator import Catalog, Orchestrator

Engine = Literal["clingo", "fast-downward"]
Outcome = tuple[str, int, int]
"""Status, question cost and call cost; no cost where there is no plan."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the oracle and each engine make of a case."""

    catalog: Mapping[str, Any]
    facts: str
    outcomes: Mapping[str, Outcome]

    @property
    def agrees(self) -> bool:
        return len(set(self.outcomes.values())) == 1

    def __str__(self) -> str:
        told = [f"{who + ':':<15}{_told(outcome)}" for who, outcome in self.outcomes.items()]
        return "\n".join([*told, case_text(self.catalog, self.facts)])


def compare(catalog: Mapping[str, Any], facts: str, *engines: Engine) -> Comparison:
    """Judge a case and plan it, by default with the engine that suits it.

    The plan has passed `validate`, which `Orchestrator.plan` runs on every plan.
    """
    outcomes: dict[str, Outcome] = {}
    try:
        outcomes["oracle"] = judged(catalog, facts)
        for engine in engines or (engine_for(catalog),):
            outcomes[engine] = planned(catalog, facts, engine)
    except Exception as error:
        error.add_note(case_text(catalog, facts))
        raise
    return Comparison(catalog, facts, outcomes)


def deletes(catalog: Mapping[str, Any]) -> bool:
    """Whether some state is deleted, or must not hold."""
    return "not " in str(catalog)


def engine_for(catalog: Mapping[str, Any]) -> Engine:
    """Clingo, which is the quicker one on small cases, but for catalogs that delete state."""
    return "fast-downward" if deletes(catalog) else "clingo"


def judged(catalog: Mapping[str, Any], facts: str) -> Outcome:
    verdict = solve(catalog, facts)
    return verdict.status, verdict.questions, verdict.calls


def planned(catalog: Mapping[str, Any], facts: str, engine: Engine) -> Outcome:
    known = Catalog.parse(yaml.safe_dump(catalog, sort_keys=False), "drawn")
    plan = Orchestrator(known, planner=engine).plan(facts=facts)
    return plan.status, plan.cost.questions, plan.cost.calls


def case_text(catalog: Mapping[str, Any], facts: str) -> str:
    return f"{yaml.safe_dump(catalog, sort_keys=False, width=200)}\nfacts:\n{facts}"


def _told(outcome: Outcome) -> str:
    status, questions, calls = outcome
    return f"{status}, questions {questions}, calls {calls}"
