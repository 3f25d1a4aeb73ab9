"""What a translator is, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from orchestrator.catalog import Catalog
from orchestrator.errors import Problem, TranslationError
from orchestrator.facts import Facts

Clock = Callable[[], date]


class Translator(Protocol):
    """Turns a query in words into facts of a catalog's vocabulary.

    Example:
        >>> class Nothing:
        ...     def translate(self, query: str, catalog: Catalog) -> Facts:
        ...         return Facts(query=query)
    """

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query, each value with its place in the query.

        Raises:
            TranslationError: no facts could be had from the query.
        """
        ...


def accept(query: str, catalog: Catalog, *, limit: int) -> None:
    """Refuse what cannot be translated before any model is asked.

    Raises:
        TranslationError: the query is empty or too long, or the catalog has no APIs.
    """
    if not query.strip():
        raise TranslationError(Problem("the query is empty", expected="what you want done, in words"))
    if len(query) > limit:
        mend = "say only what you want done; what belongs in a file does not belong in the query"
        raise TranslationError(
            Problem(f"the query has {len(query):,} characters", expected=f"at most {limit:,}", mend=mend)
        )
    if not catalog.apis:
        raise TranslationError(Problem(f"the catalog '{catalog.name}' has no APIs", expected="at least one"))
