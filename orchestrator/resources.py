"""Where the data folders are: `asp/`, `pddl/`, `domains/`.

In a wheel they are package data; in a checkout (an editable install carries no forced includes) they lie beside the
package. The wheel is looked at first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orchestrator.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """The folder `asp`, `pddl` or `domains`.

    Raises:
        UsageError: the installation is damaged: neither the wheel's data nor a checkout is there.
    """
    for path in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if path.is_dir():
            return path
    raise UsageError(f"the folder '{name}' is missing from this installation; install plan-orchestrator again")


def program(name: str) -> Path:
    """The file of the reasoning program `name`, such as `flow` for `asp/flow.lp`."""
    return folder("asp") / f"{name}.lp"


def domain_names() -> tuple[str, ...]:
    """The names of the domains that come with the package, in alphabetical order."""
    return tuple(sorted(p.parent.name for p in folder("domains").glob("*/catalog.yaml")))
