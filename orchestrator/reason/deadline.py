"""When the work on one query has to be done: reasoning, every reading and the planner share it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orchestrator.errors import PlannerGaveUp, Problem


class Deadline:
    """The wall time that is left for a query.

    All deadlines are equal: what was derived does not depend on when it was due, so that it is remembered for the next query.

    Args:
        seconds: how long the query may take.
        clock: what tells the time, in seconds.
    """

    __slots__ = ("_clock", "_ends", "seconds")

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._ends = clock() + seconds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Deadline)

    def __hash__(self) -> int:
        return hash(Deadline)

    @property
    def left(self) -> float:
        """The seconds that are left, 0 where the time is up."""
        return max(0.0, self._ends - self._clock())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What is done meanwhile does not count: libraries are loaded once a process, for all its queries."""
        begin = self._clock()
        try:
            yield
        finally:
            self._ends += self._clock() - begin

    def check(self) -> None:
        """Go on only in time.

        Raises:
            PlannerGaveUp: the time is up.
        """
        if not self.left:
            what = f"the planner proved nothing within {self.seconds:g} seconds"
            raise PlannerGaveUp(Problem(what, mend="allow more with --timeout; this is no proof that there is no plan"))
