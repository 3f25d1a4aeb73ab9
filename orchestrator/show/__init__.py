"""How things look in a terminal."""

from orchestrator.show.catalog import CatalogView, Domain, DomainsView, FindingsView
from orchestrator.show.tree import PlanView, plan_text

__all__ = ["CatalogView", "Domain", "DomainsView", "FindingsView", "PlanView", "plan_text"]
