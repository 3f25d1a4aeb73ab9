"""What became of a run: the outcome, with what was done, what was not, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from orchestrator.catalog.model import Catalog
from orchestrator.plan.identity import identities
from orchestrator.plan.model import Plan
from orchestrator.run import explain
from orchestrator.run.endings import Ending, Trouble
from orchestrator.run.memory import Entry, Memory
from orchestrator.run.model import Declined, Done, Failed, Outcome, Record, Standing, Waiting
from orchestrator.run.turn import Turn
from orchestrator.secrets import Secrets, shown

_M = TypeVar("_M", bound=BaseModel)
_O = TypeVar("_O", bound=Outcome)


@dataclass(frozen=True, slots=True)
class Account:
    """All that an outcome is made of.

    Attributes:
        turn: the last way through a plan; None where none was begun.
        troubles: what kept it from going on.
    """

    plan: Plan
    catalog: Catalog
    memory: Memory
    turn: Turn | None
    secrets: Secrets
    troubles: tuple[Trouble, ...] = ()

    def done(self) -> Done:
        """The outcome where all was done."""
        common = self._common()
        empty = [self.turn.plan.step(step).api for step in self.turn.empty] if self.turn is not None else []
        return self._sealed(Done(**common, explanation=explain.all_done(common["records"], common["standing"], empty)))

    def otherwise(self, ending: Ending) -> Failed | Declined | Waiting:
        """The outcome where something ended it."""
        common = self._common()
        records, standing = common["records"], common["standing"]
        if ending.request is not None:
            told = explain.declined(ending.request, records, standing)
            return self._sealed(Declined(**common, explanation=told, request=ending.request))
        if ending.by is None:
            questions = tuple(self._hidden(question) for question in ending.questions)
            told = explain.waiting(questions, records, standing)
            return self._sealed(Waiting(**common, explanation=told, questions=questions))
        cause = self.secrets.hidden(ending.cause)
        told = explain.failed(cause, records, standing)
        return self._sealed(Failed(**common, explanation=told, by=ending.by, cause=cause))

    def _common(self) -> dict[str, Any]:
        results = tuple(self.turn.obtained()) if self.turn is not None else ()
        return {
            "plan": self.plan,
            "records": tuple(map(self._hidden, self._records())),
            "results": tuple(map(self._hidden, results)),
            "standing": tuple(map(self._hidden, self._standing())),
        }

    def _hidden(self, part: _M) -> _M:
        return type(part).model_validate(self.secrets.hidden(part.model_dump()))

    def _sealed(self, outcome: _O) -> _O:
        outcome._secrets = self.secrets
        return outcome

    # --- records ---------------------------------------------------------------------------------------------------------
    def _records(self) -> tuple[Record, ...]:
        made = [e.record.model_copy(update={"step": self._step_of(e)}) for e in self.memory.in_order()]
        ended = [r.model_copy(update={"status": "failed"}) if r.status == "unknown" and not r.writes else r for r in made]
        return (*ended, *self._not_made({r.step for r in ended}))

    def _step_of(self, entry: Entry) -> str | None:
        """The step of the last plan that an entry is of. No way through it may have been begun yet."""
        if self.turn is not None and self.turn.plan is self.plan:
            return self.turn.step_of(entry)
        return next((step for step, identity in self._named().items() if entry.record.identity == identity), None)

    def _named(self) -> dict[str, str]:
        return {step: self.secrets.hidden(text) for step, text in identities(self.plan, self.catalog).items()}

    def _not_made(self, known: set[str | None]) -> Iterator[Record]:
        """The steps of the plan that were not made, and of steps for each row the rows that were left."""
        why = {t.step.id: t.text for t in self.troubles if t.step is not None and t.entry is None}
        named = self._named()
        left = self.turn.left if self.turn is not None and self.turn.plan is self.plan else []
        for call in self.plan.calls:
            api = self.catalog.apis[call.api]
            jobs = [job for job in left if job.call.id == call.id]
            for job in jobs:
                yield Record(
                    step=call.id, api=call.api, identity=job.identity, status="skipped", goals=call.goals, writes=api.writes,
                    member=job.member, arguments=shown(api, job.arguments),
                )  # fmt: skip
            if call.id in known or jobs:
                continue
            empty = self.turn is not None and call.id in self.turn.empty
            error = "the list is empty" if empty else why.get(call.id)
            yield Record(
                step=call.id, api=call.api, identity=named.get(call.id, ""), goals=call.goals, writes=api.writes,
                status="failed" if call.id in why else "skipped", error=error,
            )  # fmt: skip

    def _standing(self) -> tuple[Standing, ...]:
        """The writes that were done and that the plan would make otherwise, or no more."""
        gone = [
            Standing(api=r.api, identity=r.identity, done=r.arguments)
            for entry in self.memory.in_order()
            if (r := entry.record).writes and r.goals and r.status in ("done", "kept") and self._step_of(entry) is None
        ]
        return (*(self.turn.standing.values() if self.turn is not None else ()), *gone)
