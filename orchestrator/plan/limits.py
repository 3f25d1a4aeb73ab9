"""How long and how large a planner may grow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a planner that does not end by itself.

    Attributes:
        seconds: wall time for one query, in seconds.
        memory_mb: address space of the planner's process, in MB; 0 for no limit.

    Example:
        >>> Limits(seconds=5)
        Limits(seconds=5, memory_mb=2048)
    """

    seconds: float = 30.0
    memory_mb: int = 2048
