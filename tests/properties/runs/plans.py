"""Plans of the labelled queries, each made once; plans made anew are kept too."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import yaml

from orchestrator import Catalog, Facts, Orchestrator
from orchestrator.errors import OrchestratorError
from orchestrator.orchestrate import Work
from orchestrator.plan.model import AnyPlan
from orchestrator.resources import folder

DOMAINS = ("small_business", "documents", "travel", "banking")


class Home(Orchestrator):
    """An orchestrator that plans the same facts once."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(catalog)
        self._kept: dict[str, Work | OrchestratorError] = {}
        self._lock = threading.Lock()

    def work(self, query: str | None = None, *, facts: str | Facts | None = None) -> Work:
        key = facts if isinstance(facts, str) else facts.model_dump_json() if facts is not None else str(query)
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            try:
                found = super().work(query, facts=facts)
            except OrchestratorError as error:
                found = error
            with self._lock:
                self._kept[key] = found
        if isinstance(found, OrchestratorError):
            raise found
        return found


@dataclass(frozen=True)
class Case:
    """A labelled query whose plan can be run."""

    home: Home
    name: str
    facts: str

    @property
    def plan(self) -> AnyPlan:
        return self.home.plan(facts=self.facts)


def cases(per_domain: int = 14) -> list[Case]:
    """Cases of all domains, spread over their cells."""
    found: list[Case] = []
    for domain in DOMAINS:
        home = Home(Catalog.load(domain))
        items = yaml.safe_load((folder("domains") / domain / "queries.yaml").read_text(encoding="utf-8"))
        spread = [item for item in items if item["facts"]][:: max(1, len(items) // (2 * per_domain))]
        runnable = [c for i in spread if (c := Case(home, i["id"], i["facts"])).plan.status in ("ready", "needs_input")]
        found += runnable[:per_domain]
    return found
