"""Facts: what the translation of a query yields, and all that the reasoning knows of it (design, section 3)."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Span = tuple[int, int]
Value = str | tuple[str, ...]
"""A value as it was given, or a list of values."""

_CONSTANT = re.compile(r"^_*[a-z][A-Za-z0-9_']*$")


def quote(text: str) -> str:
    """A text as an ASP string; nothing in it can end the string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def term(name: str) -> str:
    """A name as an ASP constant where it can be one, else as a string."""
    return name if _CONSTANT.match(name) and name != "not" else quote(name)


def value_term(value: Value) -> str:
    """A value as ASP: a string, or a tuple of strings (`("red","blue")`, of one member `("red",)`)."""
    if isinstance(value, str):
        return quote(value)
    return f"({','.join(map(quote, value))}{',' if len(value) == 1 else ''})"


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _OfGoal(_Fact):
    goal: int


class _Api(_OfGoal):
    api: str


class Goal(_Api):
    """The user wants this API called."""

    def __str__(self) -> str:
        return f"goal({self.goal}, {term(self.api)})."


class Want(_OfGoal):
    """The user wants to know a datum of this type, whichever API gives it."""

    type: str

    def __str__(self) -> str:
        return f"want({self.goal}, {term(self.type)})."


class Given(_OfGoal):
    """For this goal the user gave a value, or a list of values, for an input of the goal or for a type of the catalog.

    `span` is where in the query the value stands, from and until which character.
    """

    name: str
    value: Value
    span: Span | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """The values of the list; of a single value, itself."""
        return (self.value,) if isinstance(self.value, str) else self.value

    def __str__(self) -> str:
        return f"given({self.goal}, {term(self.name)}, {value_term(self.value)})."


class Uses(_OfGoal):
    """An input of this goal is what the goal `source` yields; `output` says which of its outputs."""

    input: str
    source: int
    output: str | None = None

    def __str__(self) -> str:
        which = f", {term(self.output)}" if self.output is not None else ""
        return f"uses({self.goal}, {term(self.input)}, {self.source}{which})."


RowKind = Literal["first", "last", "nth", "min", "max"]


class Pick(_OfGoal):
    """Which row of the list that an input draws on is meant (R12): `first`, `last`, `nth(K)`, `min(C)`, `max(C)`.

    `first(K)`, the first K rows, is `first` with a `count`; `nth(K)` has the count K. `column` is that of `min` and `max`.
    """

    input: str
    row: RowKind
    count: int | None = None
    column: str | None = None

    @property
    def several(self) -> bool:
        """Whether rows are meant rather than one row."""
        return self.row == "first" and self.count is not None

    @property
    def row_term(self) -> str:
        """The row as ASP: `last`, `nth(2)`, `max(price)`, `first(3)`."""
        argument = str(self.count) if self.count is not None else term(self.column) if self.column is not None else None
        return self.row if argument is None else f"{self.row}({argument})"

    def __str__(self) -> str:
        return f"pick({self.goal}, {term(self.input)}, {self.row_term})."


class Each(_OfGoal):
    """The goal is done for every member of the list that the input draws on (R12)."""

    input: str

    def __str__(self) -> str:
        return f"each({self.goal}, {term(self.input)})."


class Maybe(_Api):
    """The words allow several readings of this goal; this API is one."""

    def __str__(self) -> str:
        return f"maybe({self.goal}, {term(self.api)})."


class Unknown(_OfGoal):
    """The user does not know this input of the goal, or datum of this type: for this goal it is not asked for (R11)."""

    name: str

    def __str__(self) -> str:
        return f"unknown({self.goal}, {term(self.name)})."


class FailedCall(_Fact):
    """This call failed and is not planned again; it is named by its identity, see `orchestrator.plan.identity` (R11)."""

    call: str

    def __str__(self) -> str:
        return f"failed({quote(self.call)})."


class Dropped(_OfGoal):
    """A value that the translation named and the query does not support: it never becomes a fact."""

    name: str
    value: str
    reason: str


class Translation(_Fact):
    """How the facts came about: which translator and model, how many repairs, tokens and seconds."""

    translator: str
    model: str | None = None
    repairs: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = Field(default=0.0, description="Wall time of the translation, in seconds.")


class Facts(_Fact):
    """The facts of one query. `str(facts)` is their ASP text; `Facts.parse` reads it back.

    Example:
        >>> facts = Facts.parse('goal(1, help). given(1, topic, "taxes").')
        >>> facts.givens[0].value
        'taxes'
    """

    goals: tuple[Goal, ...] = ()
    wants: tuple[Want, ...] = ()
    givens: tuple[Given, ...] = ()
    uses: tuple[Uses, ...] = ()
    picks: tuple[Pick, ...] = ()
    eaches: tuple[Each, ...] = ()
    maybes: tuple[Maybe, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    failures: tuple[FailedCall, ...] = ()
    query: str | None = None
    dropped: tuple[Dropped, ...] = ()
    unsaid: tuple[str, ...] = Field(default=(), description="Content words of the query that no fact carries.")
    translation: Translation | None = None

    @classmethod
    def parse(cls, text: str) -> Facts:
        """Read ASP text made of facts only. Use `check` to hold them against a catalog.

        Raises:
            FactsError: the text is no ASP, or says something other than the facts of section 3.
        """
        from orchestrator.facts.parse import parse

        return parse(text)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the goals and wants, in the order of the query."""
        return tuple(sorted({f.goal for f in (*self.goals, *self.wants, *self.maybes)}))

    def __str__(self) -> str:
        groups = (self.goals, self.wants, self.maybes, self.givens, self.uses, self.picks, self.eaches, self.unknowns)
        lines: list[str] = []
        for number in sorted({fact.goal for group in groups for fact in group}):
            for group in groups:
                lines.extend(str(fact) for fact in group if fact.goal == number)
        lines.extend(map(str, self.failures))
        return "\n".join(lines) + ("\n" if lines else "")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import facts_bundle

        return facts_bundle(self)
