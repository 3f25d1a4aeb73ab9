"""Semantic types: the `is` tree, what a type inherits, and which texts fit it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

Key = tuple[Any, ...]
"""Identity of a datum: how it was obtained (design, section 4)."""

BUILT_IN = ("string", "integer", "number", "boolean", "date", "time", "datetime")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}


def text_of(value: object) -> str:
    """The text a YAML scalar was written as, near enough for small catalogs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _parse(base: str, text: str) -> object | None:
    """The normal form of a text under a base, or None where it does not fit."""
    try:
        if base == "integer":
            number = Decimal(text)
            return number.normalize() if number == number.to_integral_value() else None
        if base == "number":
            return Decimal(text).normalize()
        if base == "boolean":
            return _BOOLEANS.get(text.casefold())
        if base == "date":
            return date.fromisoformat(text)
        if base == "time":
            return time.fromisoformat(text)
        if base == "datetime":
            return datetime.fromisoformat(text)
    except (ValueError, InvalidOperation):
        return None
    return text.casefold()


class TypeSystem:
    def __init__(self, raw: Mapping[str, Mapping[str, Any]]) -> None:
        self._raw: dict[str, Mapping[str, Any]] = {n: {"base": n} for n in BUILT_IN}
        self._raw.update({n: (spec or {}) for n, spec in raw.items()})
        self._chain = {n: self._ancestors(n) for n in self._raw}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._raw)

    def _ancestors(self, name: str) -> tuple[str, ...]:
        chain = [name]
        while (parent := self._raw[chain[-1]].get("is")) is not None:
            chain.append(parent)
        return tuple(chain)

    def _nearest(self, name: str, key: str) -> Any:
        for ancestor in self._chain[name]:
            if key in self._raw[ancestor]:
                return self._raw[ancestor][key]
        return None

    def is_a(self, sub: str, sup: str) -> bool:
        return sup in self._chain[sub]

    def comparable(self, a: str, b: str) -> bool:
        return self.is_a(a, b) or self.is_a(b, a)

    def entity(self, name: str) -> str | None:
        found = self._nearest(name, "entity")
        return None if found is None else str(found)

    def base(self, name: str) -> str:
        return str(self._nearest(name, "base") or "string")

    def never_asked(self, name: str) -> bool:
        return bool(self._nearest(name, "ask") == "never")

    def has_pattern(self, name: str) -> bool:
        return self._nearest(name, "pattern") is not None

    def is_bare(self, name: str) -> bool:
        return self.entity(name) is None

    def obtainable(self, name: str) -> bool:
        """Whether a datum of this type may be looked up or flow by default."""
        return not self.is_bare(name) or self.never_asked(name)

    def same_entity(self, a: str, b: str) -> bool:
        return self.entity(a) is not None and self.entity(a) == self.entity(b)

    def question_cost(self, name: str) -> int:
        # The question is a type's own, so its cost is not inherited either.
        return int(self._raw[name].get("question_cost", 1))

    def narrowed(self, name: str) -> bool:
        keys = ("values", "pattern", "format", "minimum", "maximum")
        return any(self._nearest(name, k) is not None for k in keys)

    def fits(self, name: str, text: str) -> bool:
        parsed = _parse(self.base(name), text)
        if parsed is None:
            return False
        return all(self._meets(self._raw[a], text, parsed) for a in self._chain[name])

    @staticmethod
    def _meets(spec: Mapping[str, Any], text: str, parsed: Any) -> bool:
        if "values" in spec:
            allowed = spec["values"]
            words = [text_of(v).casefold() for v in allowed]
            if isinstance(allowed, Mapping):
                words += [text_of(a).casefold() for al in allowed.values() for a in al or ()]
            if text.casefold() not in words:
                return False
        if "pattern" in spec and not re.search(spec["pattern"], text):
            return False
        if spec.get("format") == "email" and not _EMAIL.match(text):
            return False
        if "minimum" in spec and parsed < Decimal(str(spec["minimum"])):
            return False
        return "maximum" not in spec or bool(parsed <= Decimal(str(spec["maximum"])))

    def value_key(self, name: str, text: str) -> Key:
        """Identity of a value: its normal form, whatever it was given for."""
        parsed = _parse(self.base(name), text)
        return self.text_key(text) if parsed is None else ("value", str(parsed))

    @staticmethod
    def text_key(text: str) -> Key:
        return ("value", text.casefold())

    def converts(self, source: str, target: str) -> bool:
        """Fit by base, which only `uses` allows."""
        if self.entity(source) != self.entity(target):
            return False
        a, b = self.base(source), self.base(target)
        numeric = {"integer", "number"}
        if a == b or (a == "integer" and b == "number"):
            return True
        return (a in numeric and b == "string") or (a == "string" and b in numeric)
