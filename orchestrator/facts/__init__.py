"""Facts: the type between translation and reasoning."""

from orchestrator.facts.check import check
from orchestrator.facts.model import Dropped, Facts, Given, Goal, Maybe, Span, Translation, Uses, Want

__all__ = ["Dropped", "Facts", "Given", "Goal", "Maybe", "Span", "Translation", "Uses", "Want", "check"]
