"""The plan: its steps, where every argument comes from, and the outcome of planning (design, section 5; R10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from orchestrator.errors import Problem, UsageError
from orchestrator.facts.model import Facts, Span, Value

if TYPE_CHECKING:
    from orchestrator.converse.difference import Difference
    from orchestrator.orchestrate import Orchestrator
    from orchestrator.show.graph import Graph
    from orchestrator.why import Alternative, WhatIf, Why

Status = Literal["ready", "needs_input", "ambiguous", "conflict", "unsolvable", "out_of_scope"]


_HOME = "_home"
"""Where a plan keeps who made it: beside its fields, so that it is no part of what is compared and written."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cost(_Part):
    """What a plan costs: questions (weighed by `question_cost`), choices, calls (weighed by `cost`)."""

    questions: int = 0
    choices: int = 0
    calls: int = 0


class FromValue(_Part):
    """A value that the user gave, or a list of values, as it was given, and where in the query it stands."""

    value: Value
    span: Span | None = None


class FromDefault(_Part):
    """The default of the input."""

    default: Value


class RowPick(_Part):
    """Which rows of a list are taken (R12): exactly one of these is said.

    `first`: so many from the beginning. `last`: so many from the end. `nth`: that one, from 1. `min`, `max`: the row with the
    least or greatest value in the column, of several the first; a row that lacks it comes last. `equals`: the row with these
    values in these columns. `chosen`: the row that was chosen in that step.
    """

    first: int | None = Field(default=None, ge=1)
    last: Literal[1] | None = None
    nth: int | None = Field(default=None, ge=1)
    min: str | None = None
    max: str | None = None
    equals: dict[str, str] | None = None
    chosen: str | None = None

    @model_validator(mode="after")
    def _one(self) -> RowPick:
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError(f"a pick says one thing, not {len(said)}: {', '.join(said)}")
        return self


class FromStep(_Part):
    """What another step yields: `c1.id`, or the answer to the question `q1`.

    Of a list: the row that `pick` says; without `pick` the whole list, as a list of the column's values, unless the step is
    made `for_each` row of the same list: then the row it is made for.
    """

    source: str = Field(alias="from")
    pick: RowPick | None = None


class FromList(_Part):
    """A list put together from several sources."""

    list: tuple[FromValue | FromDefault | FromStep, ...]


Argument = FromValue | FromDefault | FromStep | FromList


class Asked(_Part):
    """What a question asks for, for which slot of which goals, and its words."""

    type: str
    slot: str
    goals: tuple[int, ...]
    question: str


class Ask(_Part):
    """A question to the user."""

    id: str
    api: Literal["get_info_api"] = "get_info_api"
    asks: Asked


class Choose(_Part):
    """A choice put to the user: which row of the list that the step `of` yields is meant, for which goals (R12).

    It is skipped where one row is left. `columns` are what the person sees of each row, in the catalog's order.
    """

    id: str
    api: Literal["choose"] = "choose"
    of: str
    goals: tuple[int, ...]
    columns: tuple[str, ...] = ()
    question: str = ""


class Call(_Part):
    """A call of an API. `goals` are the goals it is the call of; none for a lookup.

    `for_each`: the call is made once for each row of that step's list, in order; what it yields are rows again (R12).
    `member`: of a goal that is done for several values, the call for which of them it is, from 1.
    """

    id: str
    api: str
    goals: tuple[int, ...] = ()
    for_each: str | None = None
    member: int | None = None
    arguments: dict[str, Argument] = Field(default_factory=dict)


Step = Ask | Choose | Call


class Met(_Part):
    """The datum that meets a want; of a list, the row that `pick` says."""

    goal: int
    type: str
    source: str = Field(alias="from")
    pick: RowPick | None = None


class Unused(_Part):
    """A given value that the best plan does not use."""

    goal: int
    name: str
    value: Value


class ReadingGiven(_Part):
    """In a reading: the value that could be for several slots, and the slot it is for here."""

    goal: int
    name: str
    value: str


class Reading(_Part):
    """One way to read the query, and what to ask to know whether it is meant."""

    goals: dict[int, str] = Field(default_factory=dict)
    given: ReadingGiven | None = None
    question: str = ""


class ConflictFound(_Part):
    """Facts that cannot hold together, why, and what is allowed instead."""

    goal: int
    name: str
    values: tuple[str, ...]
    reason: str
    allowed: str = ""


class Missing(_Part):
    """A datum (or a state) that can be neither asked for nor obtained, and the one change that would help."""

    goal: int
    slot: str
    type: str
    needed_for: tuple[str, ...] = ()
    would_help: str = ""


class Plan(_Part):
    """What planning yields. One of the six outcomes below, told apart by `status` and by class."""

    status: Status
    cost: Cost = Cost()
    optimal: bool = False
    explanation: str = ""
    steps: tuple[Step, ...] = ()
    stages: tuple[tuple[str, ...], ...] = ()
    wants: tuple[Met, ...] = ()
    unused: tuple[Unused, ...] = ()
    readings: tuple[Reading, ...] = ()
    conflicts: tuple[ConflictFound, ...] = ()
    missing: tuple[Missing, ...] = ()
    nearest: tuple[str, ...] = Field(default=(), description="Of `out_of_scope`: the APIs nearest to the query.")
    unsaid: tuple[str, ...] = ()
    facts: Facts = Field(default_factory=Facts, description="The facts that the plan was made from.")

    @property
    def asks(self) -> tuple[Ask, ...]:
        """The questions, in the order they are put."""
        return tuple(s for s in self.steps if isinstance(s, Ask))

    @property
    def choices(self) -> tuple[Choose, ...]:
        """The choices, in order."""
        return tuple(s for s in self.steps if isinstance(s, Choose))

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls, in order."""
        return tuple(s for s in self.steps if isinstance(s, Call))

    def step(self, identifier: str) -> Step:
        """The step of that id.

        Raises:
            KeyError: the plan has no such step.
        """
        for step in self.steps:
            if step.id == identifier:
                return step
        raise KeyError(identifier)

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, in the form of section 5."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    # --- what a plan can be asked; each needs who made it -------------------------------------------------------------------
    @property
    def home(self) -> Orchestrator:
        """Who made the plan, and makes it anew.

        Raises:
            UsageError: the plan was read from JSON and bound to nobody.
        """
        found: Orchestrator | None = self.__dict__.get(_HOME)
        if found is None:
            mend = "bind it first: orchestrator.bind(plan)"
            raise UsageError(Problem("the plan is bound to no orchestrator", "plan", mend=mend))
        return found

    def at_home(self, home: Orchestrator) -> Self:
        """The same plan, bound to who makes it anew; no part of its data."""
        bound = self.model_copy()
        bound.__dict__[_HOME] = home
        return bound

    def answer(self, answers: Mapping[str, Any] | None = None, /, **named: Any) -> AnyPlan:
        """The plan made anew from answers to its questions (R11).

        Args:
            answers: question → answer: a text, a number, a list of them; `UNKNOWN` where the user does not know it, `ANY` to
                take any of the values that are listed.
            named: the same by keyword: `plan.answer(q1="200")`.

        Raises:
            UsageError: the plan has no such question.
            AnswerError: an answer does not fit what is asked for.
        """
        from orchestrator.converse.answers import answered

        return answered(self, {**(answers or {}), **named})

    def revise(self, words: str) -> AnyPlan:
        """The plan after a change of mind in words: "make it 300, and don't e-mail it" (R11).

        Raises:
            RevisionError: the words say nothing that could be changed.
        """
        from orchestrator.converse.turns import revised

        return revised(self, words)

    def with_facts(self, facts: str | Facts) -> AnyPlan:
        """The plan with these facts too, each in the place of what was said of the same thing before (R11)."""
        from orchestrator.converse.merge import merged

        return self.home.plan(facts=merged(self.facts, facts, self.home.catalog))

    def difference(self, old: Plan) -> Difference:
        """In what this plan differs from an earlier one."""
        from orchestrator.converse.difference import difference

        return difference(old, self, self.home.catalog)

    def why(self, what: str = "") -> Why:
        """Why a step is in the plan (`"c2"`), why it has this source (`"c2.customer"`), or why this is the outcome."""
        from orchestrator.why import why

        return why(self, self.home, what)

    def why_not(self, api: str) -> Why:
        """Why an API is not called."""
        from orchestrator.why import why_not

        return why_not(self, self.home, api)

    def what_if(
        self, given: Mapping[str, Value] | Iterable[tuple[int, str, Value]] = (), without: Iterable[str] = ()
    ) -> WhatIf:
        """The plan there would be if this were given too, or if these APIs did not exist."""
        from orchestrator.why import what_if

        return what_if(self, self.home, given=given, without=without)

    def alternatives(self, k: int = 3) -> tuple[Alternative, ...]:
        """Up to `k` other plans, none with a step that can be left out, the best first."""
        from orchestrator.why import alternatives

        return alternatives(self, self.home, k)

    def graph(self) -> Graph:
        """The plan as nodes and edges, to be drawn."""
        from orchestrator.show.graph import plan_graph

        home = self.__dict__.get(_HOME)
        return plan_graph(self, None if home is None else home.catalog)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows the plan: a picture, with the tree as text beside it."""
        from orchestrator.show.notebook import plan_bundle

        home = self.__dict__.get(_HOME)
        return plan_bundle(self, None if home is None else home.catalog)


class Ready(Plan):
    """Everything is there: the plan can be approved and run."""

    status: Literal["ready"] = "ready"


class NeedsInput(Plan):
    """The plan stands, with questions or choices on the way."""

    status: Literal["needs_input"] = "needs_input"


class Ambiguous(Plan):
    """Several readings remain; nothing is called before one is chosen."""

    status: Literal["ambiguous"] = "ambiguous"


class Conflict(Plan):
    """Facts that cannot hold together."""

    status: Literal["conflict"] = "conflict"


class Unsolvable(Plan):
    """Proven: no plan exists, and this is what is missing."""

    status: Literal["unsolvable"] = "unsolvable"


class OutOfScope(Plan):
    """Nothing in the catalog serves the query."""

    status: Literal["out_of_scope"] = "out_of_scope"


AnyPlan = Annotated[
    Ready | NeedsInput | Ambiguous | Conflict | Unsolvable | OutOfScope, Field(discriminator="status")
]
_ADAPTER: TypeAdapter[AnyPlan] = TypeAdapter(AnyPlan)


def plan_from_json(data: Any) -> AnyPlan:
    """Read a plan back from `Plan.to_json`, or from its JSON text."""
    return _ADAPTER.validate_json(data) if isinstance(data, str | bytes) else _ADAPTER.validate_python(data)
