"""Signatures that can be read: data of the package show their fields below, and not once more as forty arguments above."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


_MADE_BY_USERS = frozenset({"Limits", "RunLimits", "PlanView", "CatalogView"})


def leave_out(_app: Sphinx, what: str, _name: str, thing: object, *_: Any) -> tuple[str, str] | None:
    """No signature for data that the package makes, and none for protocols, which nobody makes."""
    from pydantic import BaseModel

    if what != "class" or not isinstance(thing, type) or thing.__name__ in _MADE_BY_USERS:
        return None
    is_made_here = issubclass(thing, BaseModel) or is_dataclass(thing) or getattr(thing, "_is_protocol", False)
    return ("", "") if is_made_here else None


def join_again(_app: Sphinx, what: str, _name: str, _thing: object, _options: Any, lines: list[str]) -> None:
    """In the words of a property, what stands before a colon is no type, as the Google style has it."""
    said = next((line for line in lines if line.startswith(":type: ")), None)
    if what in ("property", "attribute") and said is not None:
        lines[0] = f"{said.removeprefix(':type: ')}: {lines[0]}"
        lines.remove(said)


def skip(_app: Sphinx, _what: str, name: str, *_: Any) -> bool | None:
    """What pydantic adds to every model is no part of the reference."""
    return True if name.startswith("model_") or name == "_abc_impl" else None


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("autodoc-process-signature", leave_out)
    app.connect("autodoc-process-docstring", join_again, priority=900)
    app.connect("autodoc-skip-member", skip)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
