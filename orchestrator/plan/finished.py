"""A problem of unified-planning that is built once and then only read."""

from __future__ import annotations

from typing import Any

from unified_planning.model import Problem


class FinishedProblem(Problem):  # type: ignore[misc]
    """Works out its kind once.

    unified-planning walks through the whole problem each time its kind is asked for, six times a plan: a quarter of the time
    of a small one. Nobody asks before the problem is complete.
    """

    _known_kind: Any = None

    @property
    def kind(self) -> Any:
        """What features the problem has."""
        if self._known_kind is None:
            self._known_kind = super().kind
        return self._known_kind
