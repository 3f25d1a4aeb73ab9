"""Facts: the type between translation and reasoning."""

from orchestrator.facts.check import check
from orchestrator.facts.model import (
    Dropped,
    Each,
    Facts,
    Given,
    Goal,
    Maybe,
    Pick,
    Span,
    Translation,
    Uses,
    Want,
)

__all__ = [
    "Dropped",
    "Each",
    "Facts",
    "Given",
    "Goal",
    "Maybe",
    "Pick",
    "Span",
    "Translation",
    "Uses",
    "Want",
    "check",
]
