"""What an argument is made of: the members of a list, and what it takes from other steps."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.plan.model import Argument, FromDefault, FromList, FromStep, FromValue

Part = FromValue | FromDefault | FromStep


def elements(argument: Argument | None) -> tuple[Part, ...] | None:
    """The members of an argument that is a list; None for every other."""
    match argument:
        case FromList(list=parts):
            return parts
        case FromValue(value=tuple() as values, span=span):
            return tuple(FromValue(value=value, span=span) for value in values)
        case FromDefault(default=tuple() as values):
            return tuple(FromDefault(default=value) for value in values)
    return None


def parts(argument: Argument) -> tuple[Part, ...]:
    """The members of a list; of everything else, itself."""
    found = elements(argument)
    return found if found is not None else () if isinstance(argument, FromList) else (argument,)


def sources(argument: Argument) -> Iterator[FromStep]:
    """What an argument takes from other steps."""
    return (part for part in parts(argument) if isinstance(part, FromStep))
