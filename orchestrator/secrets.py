"""Values of sensitive inputs: they are handed to the functions, and shown and written nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.catalog.model import Api, Catalog
from orchestrator.plan.model import FromValue, Plan
from orchestrator.values import normal_form

MARK = "•••"
"""What stands in the place of a sensitive value."""

_INSIDE = 4
"""From how many characters on a secret is hidden inside a longer text too; shorter ones stand in ordinary words."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Texts that are to be hidden.

    Example:
        >>> Secrets(frozenset({"271828"})).hidden({"error": "271828 is the wrong passcode"})
        {'error': '••• is the wrong passcode'}
    """

    texts: frozenset[str] = frozenset()

    def __or__(self, texts: Iterable[str]) -> Secrets:
        return Secrets(self.texts | {t.casefold() for t in texts if t and t != MARK})

    def hidden(self, data: Any) -> Any:
        """The same data with the mark in place of each secret: whole texts, numbers, and inside of longer texts."""
        if not self.texts:
            return data
        if isinstance(data, Mapping):
            return {self.hidden(key): self.hidden(value) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return type(data)(self.hidden(member) for member in data)
        if isinstance(data, str):
            return self._text(data)
        plain = isinstance(data, int | float) and not isinstance(data, bool) and str(data) in self.texts
        return MARK if plain else data

    def _text(self, text: str) -> str:
        if text.casefold() in self.texts:
            return MARK
        long = sorted((secret for secret in self.texts if len(secret) >= _INSIDE), key=lambda s: (-len(s), s))
        for secret in long:
            text = re.sub(re.escape(secret), MARK, text, flags=re.IGNORECASE)
        return text


def secrets_of(plan: Plan, catalog: Catalog) -> frozenset[str]:
    """What the plan says for sensitive inputs, as it was given and in normal form."""
    found: set[str] = set()
    for call in plan.calls:
        for name, argument in call.arguments.items():
            declared = catalog.apis[call.api].inputs[name]
            if declared.sensitive and isinstance(argument, FromValue):
                texts = (argument.value,) if isinstance(argument.value, str) else argument.value
                base = catalog.type(declared.type).base
                found |= {*texts, *(normal for t in texts if (normal := normal_form(base, t)) is not None)}
    return frozenset(found)


def shown(api: Api, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as people may see them."""
    return {name: MARK if api.inputs[name].sensitive else _plain(value) for name, value in arguments.items()}


def marked(data: Any) -> bool:
    """Whether something was hidden in the data."""
    if isinstance(data, Mapping):
        return any(marked(value) for value in data.values())
    if isinstance(data, list | tuple):
        return any(marked(member) for member in data)
    return isinstance(data, str) and MARK in data


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
