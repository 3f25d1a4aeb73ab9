"""What is measured: items with their right outcome, and what was made of them, both in one form (design, section 7).

The form is a sequence of calls. Each argument is a value, a reference to what an earlier call yields, or to be asked. A gold
plan, a plan of ours and the answer of a model without any planner are all written so, and compared by the same rules.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from orchestrator.catalog.model import Catalog
from orchestrator.facts import Facts

Json = Any
"""What JSON can say: a text, a number, a truth value, a list, an object."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value. Of a gold argument, `accepted` are all values that are right, `optional` says that it may be left out."""

    value: Json
    accepted: tuple[Json, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """What an earlier call yields: the index of the call, which output, and of a list which rows ("" where none is said)."""

    call: int
    output: str | None = None
    rows: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The person is asked."""


@dataclass(frozen=True, slots=True)
class ResultText:
    """Of a gold argument: a text made of results, or a result written out. Any reference counts as right."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """A list put together from several sources."""

    members: tuple[Argument, ...]


Argument = Literal | Ref | Asked | ResultText | Several


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call of an API; `each` is the list for whose every row it is made."""

    api: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    each: Ref | None = None


Known = typing.Literal["arguments", "calls", "goals"]
"""How far a right outcome is labelled: to the arguments of its calls, to its calls, or to its goals only."""


@dataclass(frozen=True, slots=True)
class Item:
    """A query with its right outcome.

    Attributes:
        cell: the row of the table it counts in: `complete-single`, ..., `out of scope`.
        goals: the APIs that the query wants called; none where nothing serves it.
        lower_bound: whether `goals` are only the last of a chain of calls, so that more of the gold calls may be goals too.
        calls: the right calls, an earlier one never taking from a later one.
        status: the right outcome where it is no plan (`ambiguous`, `conflict`, `unsolvable`), else None.
        facts: the labelled facts of our own domains.
        today: from which day relative dates count; for None the day of the run.
        known: how far the right outcome is labelled. Where arguments are not, `calls` have none, and values, questions and
            plans cannot be judged; where calls are not, `calls` are those of the goals.
        original: the id of the labelled query that it says in other words.
    """

    id: str
    query: str
    cell: str
    catalog: Catalog
    goals: tuple[str, ...]
    calls: tuple[CallMade, ...]
    lower_bound: bool = False
    status: str | None = None
    facts: Facts | None = None
    today: date | None = None
    known: Known = "arguments"
    original: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a solver made of a query. `error` is why it made nothing; `refused` that it says nothing serves the query."""

    goals: tuple[str, ...] = ()
    calls: tuple[CallMade, ...] = ()
    refused: bool = False
    status: str | None = None
    facts: str = ""
    error: str = ""
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    repairs: int = 0
    seconds: float = 0.0


class Solver(Protocol):
    """Whoever turns a query into calls: a translator with the planner behind it, or a baseline."""

    @property
    def name(self) -> str:
        """What the tables call it."""
        ...

    def solve(self, item: Item) -> Attempt:
        """What becomes of the item's query. It never looks at the item's right outcome. Errors become `Attempt.error`."""
        ...

    def close(self) -> None:
        """Free what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an attempt compares with the right outcome of its item.

    Attributes:
        goals: the goals are the right ones, as a multiset.
        values: the values are the right ones, each at its API and input.
        right, said, gold: how many values are right, were said, should be said: precision is right/said, recall right/gold.
        invented: how many values the query does not support.
        missing: how many inputs the query leaves out.
        filled: how many of these got a value all the same: invented for missing.
        questions: the questions are the right ones.
        plan: the calls are the right ones, with the right arguments.
        refusal: out of scope was said exactly where nothing fits.
    """

    goals: bool
    values: bool
    right: int
    said: int
    gold: int
    invented: int
    missing: int
    filled: int
    questions: bool
    plan: bool
    refusal: bool

    @property
    def exact(self) -> bool:
        """Goals and values exactly right."""
        return self.goals and self.values


@dataclass(frozen=True, slots=True)
class Result:
    """One item as one solver solved it."""

    solver: str
    item: Item
    attempt: Attempt
    verdict: Verdict
