"""Whether a request with its lines is a labelled query: the words support every value, and the plan is of its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError, PlanningError, UsageError
from orchestrator.examples.phrases import capital, is_or_are, joined, label
from orchestrator.facts import Facts
from orchestrator.orchestrate import Orchestrator
from orchestrator.plan.engine import ENGINES
from orchestrator.plan.limits import Limits
from orchestrator.plan.model import AnyPlan
from orchestrator.translate.build import build_facts
from orchestrator.translate.lines import Line, Listed, Ref, Said
from orchestrator.translate.mentions import Mentions
from orchestrator.values import normal_form

Category = Literal["single", "multi", "dataflow"]
CATEGORIES: tuple[Category, ...] = ("single", "multi", "dataflow")
_SECONDS = 10.0
_DAY = date(2026, 1, 5)
"""No value that is made counts from today; a labelled one may, and then another day would be another value."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A labelled query that holds: its facts say what its words say, and its plan is ready or asks for what is missing."""

    query: str
    facts: Facts
    category: Category
    complete: bool
    note: str = ""

    @property
    def cell(self) -> str:
        """The row of the evaluation's table it counts in."""
        return f"{'complete' if self.complete else 'incomplete'}-{self.category}"


class Judge:
    """Holds requests against a catalog. `day` is the one that relative dates count from."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog, self.day = catalog, _DAY
        limits = Limits(seconds=_SECONDS)
        # clingo is quicker, but plans only while no state ends.
        self._planners = [Orchestrator(catalog, planner=name, limits=limits) for name in reversed(ENGINES)]

    def facts(self, query: str, lines: Sequence[Line]) -> Facts | None:
        """The facts of lines where the query supports all of them, with the values that were meant; else None."""
        try:
            facts = build_facts(lines, Mentions(query, self.catalog, self.day))
        except FactsError:
            return None
        return facts if not facts.dropped and _said(lines) == _given(facts) else None

    def plan(self, facts: Facts) -> AnyPlan | None:
        """The plan of facts; None where none could be made in time."""
        for planner in self._planners:
            try:
                return planner.plan(facts=facts)
            except UsageError:
                continue
            except PlanningError:
                return None
        return None

    def candidate(self, query: str, lines: Sequence[Line], category: Category, source: str = "") -> Candidate | None:
        """The labelled query, if all values are used, and nothing is chosen between."""
        facts = self.facts(query, lines)
        plan = self.plan(facts) if facts is not None else None
        if facts is None or plan is None or plan.unused or plan.choices or plan.status not in ("ready", "needs_input"):
            return None
        note = " ".join(filter(None, (source, self._missing(plan))))
        return Candidate(query, facts, category, plan.status == "ready", note)

    def _missing(self, plan: AnyPlan) -> str:
        asked = [label(a.asks.slot, self.catalog.type(a.asks.type)) for a in plan.asks]
        names = [f"the {name}" for name in dict.fromkeys(asked)]
        if not names:
            return ""
        return capital(f"{joined(names)} {is_or_are(asked[0]) if len(names) == 1 else 'are'} missing.")


def category_of(facts: Facts) -> Category:
    """The kind of query: one goal, several, or several between which data flow."""
    return "dataflow" if facts.uses else "multi" if len(facts.numbers) > 1 else "single"


def _said(lines: Sequence[Line]) -> set[tuple[int, str, tuple[str, ...]]]:
    """What lines give, in a form that does not depend on how it is written."""
    found: set[tuple[int, str, tuple[str, ...]]] = set()
    for line in lines:
        for name, value in line.inputs:
            match value:
                case Said(text=text):
                    found.add((line.number, name, (_plain(text),)))
                case Listed(members):
                    found.add((line.number, name, tuple(_plain(m.text) for m in members)))
                case Ref() | None:
                    continue
    return found


def _given(facts: Facts) -> set[tuple[int, str, tuple[str, ...]]]:
    return {(g.goal, g.name, tuple(map(_plain, g.members))) for g in facts.givens}


def _plain(text: str) -> str:
    return normal_form("datetime", text) or normal_form("number", text) or text.casefold()
