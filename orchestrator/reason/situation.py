"""The situation: what reasoning yields, and all that planning knows (design, sections 1 and 8).

A *call* is a node that may become a step: a lookup, whose arguments are settled; a goal's own call, whose slots admit
certain data; or an auto write. A *datum* is identified by how it was obtained. Nothing here speaks of the planner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from orchestrator.catalog.model import Condition
from orchestrator.facts.model import Span

SourceKind = Literal["given", "default", "uses", "flow", "lookup", "question", "state"]
CallKind = Literal["lookup", "goal", "auto", "row", "choice"]
RowMode = Literal["first", "last", "nth", "min", "max", "equals", "chosen", "every", "top", "all"]
ConflictReason = Literal[
    "misfit", "rivals", "both", "foreign", "no_input", "no_output", "rule", "no_list", "no_column", "no_row", "lists"
]
ROWS_TYPE = "rows"
"""The type of a datum that is a whole list of rows; no catalog type stands for it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Datum(_Part):
    """One piece of data of the conversation.

    `id` is unique and readable: `acme`, `id-of-find_customer-acme`, `ask-amount-1`. `origin` is the term of how it is
    obtained, as the reasoning programs write it.
    """

    id: str
    kind: Literal["value", "answer", "output", "wanted"]
    type: str
    origin: str
    text: str | None = Field(default=None, description="Of a value: the words as they were given.")
    span: Span | None = None
    call: str | None = Field(default=None, description="Of an output: the call that yields it.")
    output: str | None = Field(default=None, description="Of an output: its name.")
    question_cost: int = Field(default=0, description="Of an answer: what asking for it costs.")
    loop: str | None = Field(default=None, description="Of what is had for each row of a list: the row's own call.")


class Candidate(_Part):
    """A datum that a place admits, and what kind of source it is."""

    datum: str
    source: SourceKind


class Row(_Part):
    """Which row of a list is had (R12). `list` is the list's name: `rows[]`, or an output that is a list.

    `count` is that of `nth`, `top` and `every` (None: all), `column` that of `min` and `max`; `equals` says the value of columns.
    """

    list: str
    mode: RowMode
    count: int | None = None
    column: str | None = None
    equals: dict[str, str] = Field(default_factory=dict, description="Column → the datum that it equals.")


class Call(_Part):
    """A call that may become a step. `goals`: whose call it is; such a call must be made.

    A row of a list is had by a call of its own, of kind `row`, or `choice` where the user chooses it. Its slot `of` is the list.
    """

    id: str
    api: str
    kind: CallKind
    goals: tuple[int, ...] = ()
    slots: dict[str, tuple[Candidate, ...]] = Field(default_factory=dict)
    outputs: dict[str, str] = Field(default_factory=dict)
    cost: int = 1
    writes: bool = False
    requires: tuple[Condition, ...] = ()
    ensures: tuple[Condition, ...] = ()
    row: Row | None = None
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="Input taken apart → the slots of its members.")

    def whole(self, slot: str) -> str:
        """The input that a slot is of: itself, or the list that it is a member of."""
        return next((x for x, parts in self.lists.items() if slot in parts), slot)


class Want(_Part):
    """What is met by a datum: a want, or a goal that is a read of which several calls are possible (by its first output).

    `stands_in`: data that others use in its place, before it is known which datum it is, and what each then turns out to be:
    `{"wanted-balance-1": {"balance-of-...": "balance-of-..."}}`.
    """

    goal: int
    type: str
    candidates: tuple[Candidate, ...]
    stands_in: dict[str, dict[str, str]] = Field(default_factory=dict)


class Apart(_Part):
    """Two data that must not stand together in these two slots of a call (R3)."""

    call: str
    slot: str
    datum: str
    other_slot: str
    other_datum: str


class GivenUse(_Part):
    """A value that was given: in which goal, under which name, and the data it can become."""

    goal: int
    name: str
    value: str
    data: tuple[str, ...]


class Holds(_Part):
    """A state that holds at the start."""

    fluent: str
    arguments: tuple[str, ...] = ()


class ConflictTerm(_Part):
    """A conflict as the reasoning derives it, before it is put into words."""

    reason: ConflictReason
    goal: int
    name: str
    values: tuple[str, ...] = ()
    note: str = ""


class Choice(_Part):
    """A value that could be for either of several slots, or an output that could be any of several (R3, R4)."""

    goal: int
    kind: Literal["value", "output"]
    name: str
    value: str
    slots: tuple[str, ...]


class Flow(_Part):
    """A slot of a goal that takes by default from one of several goals that were unrolled together (R4, R12)."""

    goal: int
    slot: str
    source: int


class Situation(_Part):
    """What one reading of the facts comes to."""

    goals: dict[int, str]
    wants: tuple[Want, ...] = ()
    data: dict[str, Datum] = Field(default_factory=dict)
    calls: dict[str, Call] = Field(default_factory=dict)
    apart: tuple[Apart, ...] = ()
    givens: tuple[GivenUse, ...] = ()
    state: tuple[Holds, ...] = ()
    conflicts: tuple[ConflictTerm, ...] = ()
    choices: tuple[Choice, ...] = ()
    flows: tuple[Flow, ...] = Field(default=(), exclude=True)
    symbols: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, exclude=True, description="Lookup → the terms that the reasoning programs have for it."
    )
    complete: bool = Field(default=True, description="Whether every chain of lookups was looked at, however long.")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of goals and wants, in the order of the query."""
        return tuple(sorted({*self.goals, *(w.goal for w in self.wants)}))

    @property
    def deletes(self) -> bool:
        """Whether any call needs a state not to hold, or ends one: then order changes what is possible."""
        return any(not c.holds for call in self.calls.values() for c in (*call.requires, *call.ensures))

    def call_of(self, goal: int) -> Call:
        """The call of a goal.

        Raises:
            KeyError: the number is a want's, or nobody's.
        """
        for call in self.calls.values():
            if goal in call.goals:
                return call
        raise KeyError(goal)

    def want_of(self, goal: int) -> Want | None:
        """The want of that number, or what stands for it where it is a read of which several calls are possible."""
        return next((w for w in self.wants if w.goal == goal), None)

    def turned_out(self, met: Mapping[int, str]) -> dict[str, str]:
        """What each datum that stands in for another turns out to be, given which datum meets which want."""
        return {
            alias: actual[met[want.goal]]
            for want in self.wants
            for alias, actual in want.stands_in.items()
            if want.goal in met
        }

    def __str__(self) -> str:
        from orchestrator.reason.show import text

        return text(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import situation_bundle

        return situation_bundle(self)
