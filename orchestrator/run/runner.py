"""A run: the plan's questions, its calls, and the plan made anew where they change the facts (R11)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from orchestrator.errors import InvalidPlan, OrchestratorError, PlanningError
from orchestrator.plan.identity import identities
from orchestrator.plan.model import AnyPlan, Plan
from orchestrator.run.account import Account
from orchestrator.run.approval import Approve
from orchestrator.run.backend import Backend
from orchestrator.run.calls import TookTooLong, invoke
from orchestrator.run.endings import Ending, Trouble
from orchestrator.run.memory import Memory
from orchestrator.run.mend import Change, asks_for, change
from orchestrator.run.model import Declined, Done, Failed, Outcome, Record, RunLimits, Waiting
from orchestrator.run.performer import Budget, Performer
from orchestrator.run.person import AskPerson, Person, questions_of
from orchestrator.run.ready import RUNNABLE, NotRunnable, check_runnable
from orchestrator.run.state import State
from orchestrator.run.turn import Turn
from orchestrator.secrets import Secrets, secrets_of

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

AnyOutcome = Done | Failed | Declined | Waiting
_Watch = Callable[[Record], None] | None


async def arun(
    plan: Plan, home: Orchestrator, *, backend: Backend, ask: AskPerson = None, approve: Approve = None,
    limits: RunLimits | None = None, after: Outcome | None = None, watch: _Watch = None,
    clock: Callable[[], float] = time.monotonic,
) -> AnyOutcome:  # fmt: skip
    """Run a plan in the running event loop.

    Args:
        plan: a plan that is ready or needs input.
        home: who makes the plan anew, with the catalog that the plan is of.
        backend: the functions behind the APIs; see `orchestrator.run.backend`.
        ask: who answers questions; nobody, if None. See `orchestrator.run.model`, also for `approve`.
        approve: who approves writes: a function, True for all of them, a collection of tokens; None makes no write.
        limits: what ends the run.
        after: how an earlier run ended: what was obtained is kept, and a write that was done is not done again.
        watch: is told each record as soon as there is something new in it, a write also just before it is made.
        clock: seconds, for the records.

    Raises:
        NotRunnable: nothing is called: the plan is none, a step's argument has no source, or a function is missing.

    Example:
        >>> outcome = await arun(plan, orchestrator, backend=load_backend("small_business", catalog), approve=True)
        >>> outcome.status
        'done'
    """
    return await _Run(plan, home, backend, Person(ask, approve), limits or RunLimits(), after, watch, clock).run()


def run(
    plan: Plan, home: Orchestrator, *, backend: Backend, ask: AskPerson = None, approve: Approve = None,
    limits: RunLimits | None = None, after: Outcome | None = None, watch: _Watch = None,
    clock: Callable[[], float] = time.monotonic,
) -> AnyOutcome:  # fmt: skip
    """Run a plan, as `arun` does, and wait for its end. It may be called where an event loop is running, too.

    Ctrl-C ends the work: the outcome is `Failed`, and says what was done and what may have been.

    Raises:
        NotRunnable: nothing is called: the plan is none, a step's argument has no source, or a function is missing.
    """
    started = _Run(plan, home, backend, Person(ask, approve), limits or RunLimits(), after, watch, clock)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _Drive(started).to_the_end()
    return _beside(started)


class _Run:
    def __init__(
        self, plan: Plan, home: Orchestrator, backend: Backend, person: Person, limits: RunLimits, after: Outcome | None,
        watch: _Watch, clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self.home, self.catalog, self.backend, self.person, self.limits = home, home.catalog, backend, person, limits
        check_runnable(plan, self.catalog, backend)
        self.plan: Plan = plan.at_home(home)
        self.secrets = Secrets() | secrets_of(plan, self.catalog)
        self.watch = watch
        self.memory = Memory(self.catalog, self._seen)
        self.state = State(self.catalog)
        if after is not None:
            self._remember(after)
        self.clock, self.replans, self.note = clock, 0, ""
        self.turn: Turn | None = None
        self.troubles: list[Trouble] = []
        self.budget: Budget
        self.performer: Performer

    def _seen(self, record: Record) -> None:
        if self.watch is not None:
            self.watch(Record.model_validate(self.secrets.hidden(record.model_dump())))

    def _remember(self, after: Outcome) -> None:
        self.memory.keep(after.records)
        for entry in self.memory.entries:
            api = self.catalog.apis.get(entry.record.api)
            if api is not None and api.writes and entry.record.status == "kept":
                outputs = entry.found.outputs if entry.found is not None else {}
                self.state.apply(api, entry.record.arguments, outputs)

    async def run(self) -> AnyOutcome:
        """Run to the end."""
        began = asyncio.get_running_loop().time()
        self.budget = Budget(self.limits, self.person, began)
        room = asyncio.Semaphore(self.limits.at_once)
        self.performer = Performer(self.catalog, self.backend, self.memory, self.state, self.budget, self.clock, room)
        try:
            while True:
                if self.plan.asks:
                    self._follow(await self._answered())
                    continue
                number = self.turn.number + 1 if self.turn is not None else 0
                self.turn = Turn(number, self.plan, self.performer, self.person, self.secrets, self.limits.rounds)
                self.troubles = await self.turn.run() or await self.turn.want()
                if not self.troubles:
                    return self._account().done()
                await self._replan(change(self.troubles, self.plan, self.catalog))
        except Ending as ending:
            return self._account().otherwise(ending)

    def interrupted(self) -> AnyOutcome:
        """The outcome of a run that was cancelled."""
        return self._account().otherwise(Ending.failed("interrupt", "the run was interrupted"))

    def _account(self) -> Account:
        return Account(self.plan, self.catalog, self.memory, self.turn, self.secrets, tuple(self.troubles))

    # --- plans -----------------------------------------------------------------------------------------------------------
    async def _answered(self) -> AnyPlan:
        """The plan made anew from answers. What does not fit is asked again, with the reason."""
        notes: Mapping[str, str] = {}
        for _ in range(self.limits.rounds):
            questions = questions_of(self.plan, self.catalog, notes, self.note)
            answers = await self.person.answers(questions)
            try:
                new = await self._planned(partial(self.plan.answer, answers))
            except OrchestratorError as error:
                notes = _notes(error, answers)
                continue
            if new.status in ("conflict", "ambiguous"):
                notes = dict.fromkeys(answers, new.explanation)
                continue
            refused = self._refused(new)
            if not refused:
                return new
            notes = dict.fromkeys(answers, refused)
        raise Ending.waiting(questions_of(self.plan, self.catalog, notes, self.note))

    def _refused(self, new: AnyPlan) -> str:
        """Why answers are of no use: what they say was looked up before, and nothing was found."""
        hidden = {self.secrets.hidden(text) for text in identities(new, self.catalog).values()}
        for entry in self.memory.entries:
            if entry.record.status == "nothing" and entry.record.identity in hidden:
                told = ", ".join(f'"{value}"' for value in entry.record.arguments.values())
                return f"{entry.record.api} found nothing for {told}, so that is no answer"
        return ""

    async def _replan(self, changed: Change) -> None:
        self.replans += 1
        if self.replans > self.limits.replans:
            raise Ending.failed("plan", f"{changed.cause}; the plan was made anew {self.limits.replans} times")
        try:
            new = await self._planned(lambda: self.home.plan(facts=changed.facts))
        except OrchestratorError as error:
            raise Ending.failed("plan", f"{changed.cause}, and no other plan could be made: {error}") from error
        if new.status not in RUNNABLE:
            why = f"{new.explanation[:1].lower()}{new.explanation[1:]}"
            raise Ending.failed(changed.by, f"{changed.cause}; {why}")
        if not asks_for(new, changed.asks, self.catalog):
            raise Ending.failed(changed.by, f"{changed.cause}, and it cannot be asked for again")
        self.note = changed.cause
        self._follow(new)

    def _follow(self, new: AnyPlan) -> None:
        """Go on with another plan."""
        if new.status not in RUNNABLE:
            raise Ending.failed("answers", new.explanation)
        try:
            check_runnable(new, self.catalog, self.backend)
        except NotRunnable as error:
            raise Ending.failed("plan", str(error)) from error
        self.secrets = self.secrets | secrets_of(new, self.catalog)
        self.plan = new.at_home(self.home)

    async def _planned(self, make: Callable[[], AnyPlan]) -> AnyPlan:
        """Planning, which takes a moment, in a thread."""
        try:
            left = self.budget.left(asyncio.get_running_loop().time())
            return await invoke(make, {}, left)  # type: ignore[no-any-return]
        except TookTooLong:
            raise Ending.failed("time", "the time for the run is over") from None
        except (PlanningError, InvalidPlan) as error:
            raise Ending.failed("plan", f"no plan could be made: {error}") from error
        except OrchestratorError:
            raise
        except Exception as error:  # a bug of ours must not hide what was done
            what = f"{type(error).__name__}: {error}"
            raise Ending.failed("plan", f"no plan could be made, which is a bug of ours, please report it ({what})") from error


def _notes(error: OrchestratorError, answers: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with which answer; what names none is told with all of them."""
    notes: dict[str, str] = {}
    for problem in error.problems:
        named = problem.where.partition(" ")[0]
        for id_ in [named] if named in answers else answers:
            notes[id_] = f"{notes[id_]} {problem}" if id_ in notes else str(problem)
    return notes


# --- driving it without a loop -------------------------------------------------------------------------------------------
class _Drive:
    """A run in an event loop of its own. It is none of `asyncio.run`, whose first Ctrl-C does not reach a prompt for input."""

    def __init__(self, started: _Run) -> None:
        self._started = started
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(started.run())

    def to_the_end(self) -> AnyOutcome:
        """Run; Ctrl-C ends it."""
        try:
            return self._loop.run_until_complete(self._task)
        except (KeyboardInterrupt, asyncio.CancelledError):
            self._task.cancel()
            self._loop.run_until_complete(asyncio.wait({self._task}))
            if not self._task.cancelled():
                self._task.exception()  # it is looked at, so that nobody is told it never was
            return self._started.interrupted()
        finally:
            self._close()

    def stop(self) -> None:
        """End it, from another thread."""
        self._loop.call_soon_threadsafe(self._task.cancel)

    def _close(self) -> None:
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self._loop.run_until_complete(asyncio.wait(left, timeout=0.2))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


def _beside(started: _Run) -> AnyOutcome:
    """Run in a thread, where an event loop is running in this one already."""
    ended_with: list[AnyOutcome | BaseException] = []
    drive = _Drive(started)

    def body() -> None:
        try:
            ended_with.append(drive.to_the_end())
        except BaseException as error:  # noqa: BLE001  it is raised again where `run` was called
            ended_with.append(error)

    thread = threading.Thread(target=body, daemon=True, name="orchestrator-run")
    thread.start()
    try:
        thread.join()
    except KeyboardInterrupt:
        drive.stop()
        thread.join()
    result = ended_with[0]
    if isinstance(result, BaseException):
        raise result
    return result
