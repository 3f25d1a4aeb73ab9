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
"""("value", root, normal) | ("answer", sharers, type) | ("output", call, name) | ("wanted", goal) | ("column", row, name)"""

CallTerm = tuple[Any, ...]
"""("lookup", api, (Term | None, ...)) | ("goal", number) | ("auto", api) | ("row", call, list, mode)

A row is had from a call's list by a call of its own. Its mode: ("first",), ("last",), ("nth", K), ("min", column), ("max", column),
("equals", ((column, value), ...)), ("chosen", sharers), ("every", K or None), ("top", K), ("all",).
"""

@dataclass(frozen=True, slots=True)
class ListOf:
    """A list: its name among those of the call, and the term by which the programs know it (`list(A,L)` or `each(G)`)."""

    name: str
    symbol: str


Matches = Mapping[tuple[str, str], tuple[tuple[str, Any], ...]]
"""Place and list, as the programs write them → the columns by which a row is told there, each with the value."""


def name_of(symbol: Any) -> str:
    """A catalog name, which is a constant or a string in ASP; of `list(T)` the name of T."""
    if _is_string(symbol):
        return str(symbol.string)
    return name_of(symbol.arguments[0]) if symbol.name == "list" and symbol.arguments else str(symbol.name)


def _is_string(symbol: Any) -> bool:
    """Whether a symbol is a string, which clingo gives no name and no arguments: to ask for them is an error."""
    return str(symbol).startswith('"')


def _is_column(symbol: Any) -> bool:
    """Whether what a call yields is `col(Column,Mode)`, rather than an output of a name that may be any text."""
    return not _is_string(symbol) and symbol.name == "col" and bool(symbol.arguments)


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
        first: goal → the first of the goals that it was unrolled with: they share their questions and choices.
        lists: call and column → the list that the column is of.
        matches: by which columns a row is told.

    Attributes:
        symbols: lookup → the symbols that were read as it.
    """

    def __init__(
        self,
        settled: Callable[[int], Settled | None],
        met: Mapping[int, Any],
        values: Mapping[str, str],
        first: Mapping[int, int],
        lists: Callable[[CallTerm, str], ListOf],
        matches: Matches,
    ) -> None:
        self._settled, self._met, self._values = settled, met, values
        self._first, self._lists, self._matches = first, lists, matches
        self._reading: set[object] = set()
        self._read: dict[Any, Term] = {}
        self.symbols: dict[CallTerm, set[str]] = {}

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
                return ("answer", self._sharers(arguments[0]), name_of(arguments[1]))
            case "wanted":
                return self._wanted(arguments[0].number)
            case _ if _is_column(arguments[1]):
                return self._column(self.call(arguments[0]), *arguments[1].arguments)
            case _:
                return ("output", self.call(arguments[0]), name_of(arguments[1]))

    def _column(self, call: CallTerm, column: Any, mode: Any) -> Term:
        listed = self._lists(call, name_of(column))
        return ("column", ("row", call, listed.name, self._mode(listed, mode)), name_of(column))

    def _mode(self, listed: ListOf, mode: Any) -> tuple[Any, ...]:
        """How a row is settled; of one that equals what was given, by that: whoever gave it."""
        match mode.name:
            case "match":
                told = self._matches.get((str(mode.arguments[0]), listed.symbol), ())
                return ("equals", tuple((column, self.term(value)) for column, value in told))
            case "chosen":
                return ("chosen", self._sharers(mode.arguments[0]))
            case "min" | "max":
                return (mode.name, name_of(mode.arguments[0]))
            case "nth" if mode.arguments[0].number == 1:
                return ("first",)
            case _:
                return (mode.name, *(a.number if str(a).isdigit() else None for a in mode.arguments))

    def _sharers(self, symbol: Any) -> str:
        """Who shares a question or a choice; of goals that were unrolled together, the first speaks for all."""
        if _is_string(symbol) or not symbol.arguments:
            return str(symbol)
        arguments = symbol.arguments
        if symbol.name in ("goal", "slot") and str(arguments[0]).isdigit():
            own = arguments[0].number
            return f"{symbol.name}({','.join([str(self._first.get(own, own)), *map(str, arguments[1:])])})"
        return f"{symbol.name}({','.join(map(self._sharers, arguments))})"

    def call(self, symbol: Any) -> CallTerm:
        """The call that a symbol stands for: `call(Api,Arguments)`, `goal(G)` or `auto(W)`."""
        if symbol.name == "goal":
            return self.goal_call(symbol.arguments[0].number)
        if symbol.name == "auto":
            return ("auto", name_of(symbol.arguments[0]))
        api, arguments = symbol.arguments
        found = ("lookup", name_of(api), tuple(self._argument(a) for a in flat(arguments)))
        self.symbols.setdefault(found, set()).add(str(symbol))
        return found

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
