"""What ends a run before all is done, and what keeps a single step from being done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from orchestrator.plan.model import Call
from orchestrator.run.memory import Entry
from orchestrator.run.model import Approval, FailedBy, Question


class Ending(Exception):
    """The run ends here, without all being done: it failed by something, waits for answers, or a write was not approved.

    Attributes:
        by: what it failed by; None where it did not fail.
        cause: in plain words.
        questions: what nobody answered.
        request: the write that was not approved.
    """

    def __init__(
        self, cause: str, by: FailedBy | None = None, questions: tuple[Question, ...] = (), request: Approval | None = None
    ) -> None:
        self.cause, self.by, self.questions, self.request = cause, by, questions, request
        super().__init__(cause)

    @classmethod
    def failed(cls, by: FailedBy, cause: str) -> Ending:
        """Something went wrong that nothing can be done about."""
        return cls(cause, by)

    @classmethod
    def waiting(cls, questions: tuple[Question, ...]) -> Ending:
        """Nobody answers these questions."""
        return cls("nobody answered", questions=questions)

    @classmethod
    def declined(cls, request: Approval) -> Ending:
        """A write is not approved."""
        return cls(f"{request.api} was not approved", request=request)


TroubleKind = Literal["nothing", "several", "failed", "unknown", "row", "lacking", "state", "time"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a step from being done.

    Attributes:
        kind: it found nothing, or several; it failed, or nobody knows; a row it takes does not exist, or a value is lacking; a
            state does not hold; time is over.
        step: the call; None for what is only to be shown.
        text: in plain words.
        blame: the call that what is lacking should have come from.
        entry: what is remembered of the call, of one that was made.
        member: which of the calls for each row it is, from 1.
    """

    kind: TroubleKind
    step: Call | None
    text: str
    blame: str | None = None
    entry: Entry | None = None
    member: int | None = None
