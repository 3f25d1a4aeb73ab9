"""What does not fit in a catalog, as all its checks tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator.catalog.document import Path
from orchestrator.nearest import nearest


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that does not fit, and the path of the key that says it."""

    path: Path
    what: str
    expected: str = ""
    mend: str = ""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    guess = nearest(name, names)
    return f"did you mean '{guess}'?" if guess else ""


def clashes(kind: str, names: Iterable[str], path: Path) -> Iterator[Flaw]:
    """Names that are none, and names that differ in case only: the user's words could mean either."""
    seen: dict[str, str] = {}
    for name in names:
        if not name.strip() or not name.isprintable():
            yield Flaw((*path, name), f"{name!r} is no name", "printable characters")
        twin = seen.setdefault(name.casefold(), name)
        if twin != name:
            yield Flaw(
                (*path, name),
                f"the {kind} '{twin}' and '{name}' differ in case only",
                mend="rename one of them",
            )
