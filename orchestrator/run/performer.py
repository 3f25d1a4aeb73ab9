"""Making single calls: once, in time, a write only as it was approved, with everything written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.catalog.model import Api, Catalog
from orchestrator.plan.model import Call
from orchestrator.run.approval import seal
from orchestrator.run.backend import Backend, CallFailed
from orchestrator.run.calls import TookTooLong, invoke
from orchestrator.run.endings import Trouble
from orchestrator.run.memory import Entry, Memory, Order
from orchestrator.run.model import Record, RunLimits
from orchestrator.run.person import Person
from orchestrator.run.results import Found, Several, checked
from orchestrator.run.state import State
from orchestrator.run.values import Misfit
from orchestrator.secrets import shown


@dataclass(frozen=True, slots=True)
class Job:
    """One call that is to be made: of a step that is made for each row, one of its calls.

    Attributes:
        identity: by what it is told from all other calls, with what is sensitive hidden.
        place: the row it is for, from 0; None where it is made once.
    """

    call: Call
    api: Api
    identity: str
    arguments: Mapping[str, Any]
    order: Order
    place: int | None = None

    @property
    def member(self) -> int | None:
        """Which of the calls for each row it is, from 1."""
        return None if self.place is None else self.place + 1


@dataclass(slots=True)
class Budget:
    """How long all may take. The time that people take is not counted."""

    limits: RunLimits
    person: Person
    began: float

    def left(self, now: float) -> float | None:
        """The seconds that are left; None where there is no limit."""
        if self.limits.seconds is None:
            return None
        return self.limits.seconds - (now - self.began - self.person.waited)

    def of_a_call(self, now: float) -> float | None:
        """How long a call may take that begins now."""
        known = [s for s in (self.limits.call_seconds, self.left(now)) if s is not None]
        return min(known) if known else None


@dataclass(slots=True)
class Performer:
    """Makes calls.

    Attributes:
        approved: the seals of the writes that were approved.
    """

    catalog: Catalog
    backend: Backend
    memory: Memory
    state: State
    budget: Budget
    clock: Callable[[], float]
    room: asyncio.Semaphore
    approved: set[str] = field(default_factory=set)

    async def make(self, job: Job, plan: str) -> Found | Trouble:
        """Make a call of the plan with that hash."""
        async with self.room:
            arguments = {x: list(v) if isinstance(v, tuple) else v for x, v in job.arguments.items()}
            trouble = self._hindrance(job, arguments, plan)
            if trouble is not None:
                return trouble
            # Written down before it is made: whatever happens now, it is known that it may have been done.
            entry = self.memory.add(Entry(_record(job), job.order))
            return await self._called(job, arguments, entry)

    def _hindrance(self, job: Job, arguments: Mapping[str, Any], plan: str) -> Trouble | None:
        left = self.budget.left(asyncio.get_running_loop().time())
        if left is not None and left <= 0:
            return Trouble("time", job.call, "the time for the run is over", member=job.member)
        unmet = self.state.unmet(job.api, arguments)
        if unmet is not None:
            text = f"{job.call.api} requires '{unmet}', which does not hold"
            return Trouble("state", job.call, text, member=job.member)
        if job.api.writes and seal(plan, job.identity, arguments) not in self.approved:
            return Trouble("state", job.call, f"{job.call.api} is not what was approved", member=job.member)
        return None

    async def _called(self, job: Job, arguments: dict[str, Any], entry: Entry) -> Found | Trouble:
        began, lost = self.clock(), "unknown" if job.api.writes else "failed"
        seconds = self.budget.of_a_call(asyncio.get_running_loop().time())
        try:
            raw = await invoke(self.backend[job.call.api], arguments, seconds)
        except asyncio.CancelledError:
            self._end(entry, began, lost, "it was interrupted")
            raise
        except CallFailed as error:
            return self._failed(job, entry, began, "failed", str(error))
        except TookTooLong as error:
            return self._failed(job, entry, began, lost, str(error))
        except Exception as error:  # noqa: BLE001  a function of somebody else may raise anything, and then the call failed
            return self._failed(job, entry, began, lost, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        return self._returned(job, entry, began, raw)

    def _returned(self, job: Job, entry: Entry, began: float, raw: Any) -> Found | Trouble:
        try:
            found = checked(raw, job.api, self.catalog)
        except Misfit as misfit:
            return self._misfit(job, entry, began, str(misfit))
        except Exception as error:  # noqa: BLE001  what a function returned may raise anything when it is looked at
            return self._misfit(job, entry, began, f"its result cannot be read: {type(error).__name__}")
        if isinstance(found, Found):
            entry.found = found
            self._end(entry, began, "done", result=found.plain())
            if job.api.writes:
                self.state.apply(job.api, job.arguments, found.outputs)
            return found
        if job.api.writes:
            return self._misfit(job, entry, began, "it gave no result" if found is None else "it gave several results")
        if isinstance(found, Several):
            entry.several = found.all
            self._end(entry, began, "done", matches=tuple(dict(one.outputs) for one in found.all))
            return several(job, entry)
        self._end(entry, began, "nothing")
        return nothing(job, entry)

    def _misfit(self, job: Job, entry: Entry, began: float, text: str) -> Trouble:
        """What came back is not what the API yields. A write was made all the same."""
        if not job.api.writes:
            return self._failed(job, entry, began, "failed", text)
        self._end(entry, began, "done", text)
        self.state.apply(job.api, job.arguments, {})
        return unusable(job, entry)

    def _failed(self, job: Job, entry: Entry, began: float, status: str, text: str) -> Trouble:
        self._end(entry, began, status, text.rstrip("."))
        return failed(job, entry)

    def _end(self, entry: Entry, began: float, status: str, error: str | None = None, **found: Any) -> None:
        seconds = round(max(self.clock() - began, 0.0), 6)
        self.memory.change(entry, status=status, error=error, seconds=seconds, **found)


def _record(job: Job) -> Record:
    return Record(
        step=job.call.id, api=job.call.api, identity=job.identity, status="unknown", goals=job.call.goals,
        writes=job.api.writes, member=job.member, arguments=shown(job.api, job.arguments), called=True,
    )  # fmt: skip


def nothing(job: Job, entry: Entry) -> Trouble:
    """A lookup found nothing."""
    return Trouble("nothing", job.call, f"{job.call.api} found nothing", entry=entry, member=job.member)


def several(job: Job, entry: Entry) -> Trouble:
    """A lookup found several, and one is wanted."""
    text = f"{job.call.api} found {len(entry.several)}"
    return Trouble("several", job.call, text, entry=entry, member=job.member)


def failed(job: Job, entry: Entry) -> Trouble:
    """A call failed, or nobody knows whether it was made."""
    why = f": {entry.record.error}" if entry.record.error else ""
    if entry.record.status == "unknown":
        text = f"nobody knows whether {job.call.api} was done{why}"
        return Trouble("unknown", job.call, text, entry=entry, member=job.member)
    return Trouble("failed", job.call, f"{job.call.api} failed{why}", entry=entry, member=job.member)


def unusable(job: Job, entry: Entry) -> Trouble:
    """A write was made, and what it gave is of no use."""
    text = f"{job.call.api} was made, but {entry.record.error or 'what it gave is not known any more'}"
    return Trouble("failed", job.call, text, entry=entry, member=job.member)
