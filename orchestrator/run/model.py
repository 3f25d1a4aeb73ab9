"""What a run asks and says: questions, approvals, records of the calls, and the outcome (R11).

Between a run and who talks to the person there are two functions, plain or `async`:

    ask(questions) → answers     questions: a tuple of `Question`, put together as one form. answers: a mapping of a question's
                                 `id` → the answer. A question that is left out stays open; `{}` or None, or EOFError, means
                                 that nobody answers, and the run ends as `Waiting`. An answer that does not fit is asked for
                                 again, with the reason in `note`.
    approve(request) → yes       request: an `Approval`. Only True is a yes; all else is a no, and the run ends as `Declined`.

A question about rows (`rows` is not empty) is answered by the number of the row, from 1, or by a text that stands in one row only;
any other by a value of its type, as `Plan.answer` takes it. A plain function is called in the thread of the run; nothing else
is done meanwhile, and the time it takes counts for no limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    model_serializer,
)

from orchestrator.plan.model import AnyPlan
from orchestrator.secrets import Secrets

RecordStatus = Literal["done", "nothing", "failed", "unknown", "skipped", "kept"]
"""What became of a step: `unknown` is a write that may have been done, `kept` one that an earlier run made."""

FailedBy = Literal["call", "nothing", "state", "plan", "answers", "time", "interrupt"]
"""What a run failed by: a call, a lookup that found nothing, a state that does not hold, planning, the person, time, Ctrl-C."""


@dataclass(frozen=True, slots=True)
class RunLimits:
    """What ends a run. None is no limit.

    Attributes:
        call_seconds: how long one call may take. One that takes longer is given up; a write may have been done nevertheless.
        seconds: how long all calls and all planning may take together; the time that people take is not counted.
        at_once: how many calls are made at once.
        replans: how often the plan may be made anew.
        rounds: how often the same thing is asked before nobody is taken to answer.

    Example:
        >>> RunLimits(call_seconds=5).at_once
        8
    """

    call_seconds: float | None = 60.0
    seconds: float | None = None
    at_once: int = 8
    replans: int = 20
    rounds: int = 5


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Part):
    """A question to the person.

    `id` is what the answer goes by. `allowed` says in words what may be answered; `options` are the answers where they are
    listed, of rows a line each; `note` says why it is asked, or what was wrong with the last answer.
    """

    id: str
    text: str
    type: str
    allowed: str = ""
    options: tuple[str, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    note: str = ""
    slot: str = ""
    goals: tuple[int, ...] = ()


class Approval(_Part):
    """A write that is to be made, just as it will be made.

    `members`: of a write for each row of a list, the arguments of each call; `arguments` are then what all have in common.
    `plan` is the hash of the plan. `token` stands for plan, step and arguments: given beforehand, it approves this and nothing
    else.
    """

    step: str
    api: str
    description: str
    identity: str
    goals: tuple[int, ...] = ()
    arguments: dict[str, Any] = Field(default_factory=dict)
    members: tuple[dict[str, Any], ...] = ()
    destructive: bool = False
    plan: str
    token: str


class Record(_Part):
    """What became of one call, or of one choice (`api` is `choose`).

    Attributes:
        step: its step in the last plan; None where that plan has no such step.
        identity: by what it is told from other calls, in this run and in the next.
        arguments: by value; a sensitive one is only a mark.
        called: whether the function was called at all.
        result: what it gave, checked: outputs by name, or a list of rows.
        matches: where one was wanted and several came: all of them.
        place: which of `matches`, or of the rows of a choice, was chosen, from 1.
        error: what went wrong, or why it was not made, in plain words.
        seconds: how long it took.
    """

    step: str | None = None
    api: str
    identity: str
    status: RecordStatus
    goals: tuple[int, ...] = ()
    writes: bool = False
    member: int | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)
    called: bool = False
    result: Any = None
    matches: tuple[dict[str, Any], ...] = ()
    place: int | None = None
    error: str | None = None
    seconds: float = 0.0


class Result(_Part):
    """What the person gets: the datum of a want (`name` is its type), or what the call of a goal gave (`name` is its API)."""

    goal: int
    name: str
    value: Any = None


class Standing(_Part):
    """A write that was done, and that the plan would make otherwise now, or no more (`now` is None). It is not done again."""

    api: str
    identity: str
    done: dict[str, Any]
    now: dict[str, Any] | None = None


class Outcome(_Part):
    """How a run ended: one of the four below, told apart by `status` and by class.

    Attributes:
        plan: the last plan that was run.
        records: the calls, in the order in which they were made, and then what was not made.
        results: what was asked for.
        standing: writes done earlier that a change concerns.
        explanation: one plain sentence.
    """

    status: Literal["done", "failed", "declined", "waiting"]
    explanation: str
    plan: AnyPlan = Field(repr=False)
    records: tuple[Record, ...] = ()
    results: tuple[Result, ...] = ()
    standing: tuple[Standing, ...] = ()
    _secrets: Secrets = PrivateAttr(default_factory=Secrets)

    def __str__(self) -> str:
        return self.explanation

    @property
    def done(self) -> tuple[Record, ...]:
        """The calls that were made, in this run or in one before it."""
        return tuple(r for r in self.records if r.status in ("done", "kept") and r.api != "choose")

    @property
    def unknown(self) -> tuple[Record, ...]:
        """The writes of which nobody knows whether they were done. They are never tried again."""
        return tuple(r for r in self.records if r.status == "unknown")

    @property
    def not_done(self) -> tuple[Record, ...]:
        """What the plan has and the run did not do."""
        return tuple(r for r in self.records if r.status in ("failed", "nothing", "skipped"))

    @model_serializer(mode="wrap")
    def _without_secrets(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain: dict[str, Any] = self._secrets.hidden(dump(self))
        return plain

    def to_json(self) -> dict[str, Any]:
        """The outcome as plain data, without what is sensitive; `outcome_from_json` reads it back."""
        data: dict[str, Any] = self.model_dump(mode="json")
        data["plan"] = self._secrets.hidden(self.plan.to_json())
        data["records"] = [_said(record) for record in data["records"]]
        return data

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import outcome_bundle

        return outcome_bundle(self)


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what it says nothing of. In what was found a null stays: it is a column without a value."""
    return {name: value for name, value in record.items() if value is not None and value != () and value != []}


class Done(Outcome):
    """All was done that the plan has."""

    status: Literal["done"] = "done"


class Failed(Outcome):
    """The run could not go on. `cause` says why, `by` what kind of reason it is."""

    status: Literal["failed"] = "failed"
    by: FailedBy
    cause: str


class Declined(Outcome):
    """A write was not approved, and so was not made. `request` is what was to be approved."""

    status: Literal["declined"] = "declined"
    request: Approval


class Waiting(Outcome):
    """Nobody answered. `questions` are open."""

    status: Literal["waiting"] = "waiting"
    questions: tuple[Question, ...]


RunOutcome = Annotated[Done | Failed | Declined | Waiting, Field(discriminator="status")]
_ADAPTER: TypeAdapter[Done | Failed | Declined | Waiting] = TypeAdapter(RunOutcome)


def outcome_from_json(data: Any) -> Done | Failed | Declined | Waiting:
    """Read an outcome back from `Outcome.to_json`, or from its JSON text."""
    return _ADAPTER.validate_json(data) if isinstance(data, str | bytes) else _ADAPTER.validate_python(data)
