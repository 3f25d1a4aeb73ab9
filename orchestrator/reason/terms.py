"""The terms of the reasoning programs as plain tuples, with every settled read call under one identity.

A read call is identified by its API and its arguments (design, section 4). The programs write what a goal's call yields as
`output(goal(G),O)`, whatever its arguments; where these are settled, it is the same datum as the lookup with the same
arguments, and so are the calls of two goals that ask the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Term = tuple[Any, ...]
"""("value", root, normal) | ("answer", sharers, type) | ("output", call, name) | ("wanted", goal)"""

CallTerm = tuple[Any, ...]
"""("lookup", api, (Term | None, ...)) | ("goal", number) | ("auto", api)"""


def name_of(symbol: Any) -> str:
    """A catalog name, which is a constant or a string in ASP."""
    return str(symbol.string) if str(symbol).startswith('"') else str(symbol.name)


@dataclass(frozen=True, slots=True)
class Settled:
    """A read goal with one possible call: its API and its arguments in the order of the inputs, None for one left out."""

    api: str
    arguments: tuple[Any, ...]


class Terms:
    """Reads symbols as terms.

    Args:
        settled: what is known of a goal's call, where it is settled.
        met: the one datum that meets a want, where there is one only.
        values: what each value is, where it goes by another name.
    """

    def __init__(
        self, settled: Callable[[int], Settled | None], met: Mapping[int, Any], values: Mapping[str, str]
    ) -> None:
        self._settled, self._met, self._values = settled, met, values
        self._reading: set[object] = set()
        self._read: dict[Any, Term] = {}

    def term(self, symbol: Any) -> Term:
        """The datum that a symbol stands for."""
        known = self._read.get(symbol)
        if known is None:
            known = self._term(symbol)
            if not self._reading:
                self._read[symbol] = known
        return known

    def _term(self, symbol: Any) -> Term:
        arguments = symbol.arguments
        match symbol.name:
            case "value":
                normal = str(arguments[1].string)
                return ("value", name_of(arguments[0]), self._values.get(normal, normal))
            case "answer":
                return ("answer", str(arguments[0]), name_of(arguments[1]))
            case "wanted":
                return self._wanted(arguments[0].number)
            case _:
                return ("output", self.call(arguments[0]), name_of(arguments[1]))

    def call(self, symbol: Any) -> CallTerm:
        """The call that a symbol stands for: `call(Api,Arguments)`, `goal(G)` or `auto(W)`."""
        if symbol.name == "goal":
            return self.goal_call(symbol.arguments[0].number)
        if symbol.name == "auto":
            return ("auto", name_of(symbol.arguments[0]))
        api, arguments = symbol.arguments
        return ("lookup", name_of(api), tuple(self._argument(a) for a in flat(arguments)))

    def goal_call(self, number: int) -> CallTerm:
        """The call of a goal: the lookup with the same arguments, if it is a settled read."""
        settled = self._settled(number)
        # A goal whose own arguments derive from its own result stays under its own name: it can never be made.
        if settled is None or number in self._reading:
            return ("goal", number)
        self._reading.add(number)
        try:
            return ("lookup", settled.api, tuple(None if a is None else self.term(a) for a in settled.arguments))
        finally:
            self._reading.discard(number)

    def _wanted(self, number: int) -> Term:
        key = ("want", number)
        if number not in self._met or key in self._reading:
            return ("wanted", number)
        self._reading.add(key)
        try:
            return self.term(self._met[number])
        finally:
            self._reading.discard(key)

    def _argument(self, symbol: Any) -> Term | None:
        return None if str(symbol) == "none" else self.term(symbol)


def flat(arguments: Any) -> list[Any]:
    """The nested arguments `(((),D1),D2)` as a list."""
    found: list[Any] = []
    while arguments.arguments:
        arguments, last = arguments.arguments
        found.append(last)
    return found[::-1]
