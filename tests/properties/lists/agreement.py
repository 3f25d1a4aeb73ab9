"""What each engine makes of a case, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lists.generator import Case
from lists.runs import plan_of, text_of
from orchestrator.plan.engine import ENGINES


@dataclass(frozen=True)
class Engines:
    """The plan of each engine for one case."""

    case: Case
    plans: Mapping[str, Mapping[str, Any]]

    @property
    def outcomes(self) -> dict[str, tuple[Any, ...]]:
        """Status and cost by engine."""
        return {name: (plan["status"], *plan["cost"].values()) for name, plan in self.plans.items()}

    @property
    def agree(self) -> bool:
        return len(set(self.outcomes.values())) == 1

    def __str__(self) -> str:
        told = [f"{name}: {outcome}" for name, outcome in self.outcomes.items()]
        return "\n".join([*told, text_of(self.case)])


def both(case: Case) -> Engines:
    """Plan a case with both engines. An error has the case in its notes."""
    return Engines(case, {engine: plan_of(case, engine) for engine in ENGINES})
