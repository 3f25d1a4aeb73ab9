"""The way of a query: translate, reason, plan (design, section 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from orchestrator.catalog.model import Catalog
from orchestrator.errors import Problem, UsageError
from orchestrator.facts import Facts, check
from orchestrator.plan.engine import EngineName, pddl
from orchestrator.plan.limits import Limits
from orchestrator.plan.model import AnyPlan, Plan
from orchestrator.plan.outcome import Planner
from orchestrator.plan.validate import validate
from orchestrator.reason.situation import Situation

if TYPE_CHECKING:
    from orchestrator.converse.conversation import Conversation
    from orchestrator.run.approval import Approve
    from orchestrator.run.backend import Backend
    from orchestrator.run.model import Outcome, Record, RunLimits
    from orchestrator.run.person import AskPerson
    from orchestrator.run.runner import AnyOutcome
    from orchestrator.translate import Translator


class RunOptions(TypedDict, total=False):
    """How a plan is run; see `orchestrator.run.arun`.

    Attributes:
        backend: the functions behind the APIs.
        ask: who answers questions.
        approve: who approves writes: a function, True for all, a collection of tokens; None makes no write.
        limits: what ends the run.
        after: how an earlier run ended: what was obtained is kept, and a write that was done is not done again.
        watch: is told each record.
        clock: seconds.
    """

    backend: Backend
    ask: AskPerson
    approve: Approve
    limits: RunLimits | None
    after: Outcome | None
    watch: Callable[[Record], None] | None
    clock: Callable[[], float]


@dataclass(frozen=True)
class Work:
    """A query with what each stage made of it.

    Attributes:
        facts: what the translation yielded.
        situation: what reasoning derived; None where there is no goal.
        plan: the outcome.
    """

    catalog: Catalog
    facts: Facts
    situation: Situation | None
    plan: AnyPlan

    @cached_property
    def _pddl(self) -> tuple[str, str] | None:
        if self.situation is None or self.situation.conflicts or self.situation.choices:
            return None
        return pddl(self.situation, self.catalog)

    @property
    def domain_pddl(self) -> str | None:
        """The planning domain as PDDL text; None where nothing is planned."""
        return self._pddl[0] if self._pddl else None

    @property
    def problem_pddl(self) -> str | None:
        """The planning problem as PDDL text; None where nothing is planned."""
        return self._pddl[1] if self._pddl else None

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import work_bundle

        return work_bundle(self)


class Orchestrator:
    """Plans queries over a catalog.

    Args:
        catalog: what APIs exist.
        translator: who turns words into facts; by default chosen by `orchestrator.translate.choose_translator` on first use.
        planner: the engine, `fast-downward` or `clingo`.
        limits: what ends the planner.
        backend: the functions behind the APIs, by their names, to run plans with; see `orchestrator.run.load_backend`.

    Example:
        >>> orchestrator = Orchestrator(Catalog.load("small_business"))
        >>> plan = orchestrator.plan(facts='goal(1, help). given(1, topic, "taxes").')
        >>> plan.status
        'ready'
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        translator: Translator | None = None,
        planner: EngineName = "fast-downward",
        limits: Limits | None = None,
        backend: Backend | None = None,
    ) -> None:
        self.catalog = catalog
        self.backend = backend
        self._translator = translator
        self.planner = Planner(catalog, planner, limits or Limits())

    def plan(self, query: str | None = None, *, facts: str | Facts | None = None) -> AnyPlan:
        """The plan of a query in words, or of facts.

        Args:
            query: what the user asks for.
            facts: the facts, as ASP text or read; with them no language model is needed.

        Raises:
            TranslationError: no facts could be had from the words.
            FactsError: the facts are none, or name what the catalog does not have.
            PlanningError: the planner gave up, or was ended.
        """
        return self.work(query, facts=facts).plan

    def work(self, query: str | None = None, *, facts: str | Facts | None = None) -> Work:
        """The same as `plan`, with what each stage made of the query."""
        known = self._facts(query, facts)
        check(known, self.catalog)
        plan, situation = self.planner.plan(known)
        validate(plan, self.catalog)
        return Work(self.catalog, known, situation, plan.at_home(self))

    def run(self, plan: Plan, **options: Unpack[RunOptions]) -> AnyOutcome:
        """Run a plan: ask its questions, make its calls, each write only after a yes, and plan anew where results say so (R11).

        Args:
            plan: a plan that is ready or needs input.
            options: see `RunOptions`; `backend` in the place of the orchestrator's own.

        Raises:
            UsageError: there is no backend.
            NotRunnable: nothing is called: the plan is none, a step's argument has no source, or a function is missing.
        """
        from orchestrator.run import run

        return run(plan, self, **self._with_backend(options))

    async def arun(self, plan: Plan, **options: Unpack[RunOptions]) -> AnyOutcome:
        """The same in the running event loop."""
        from orchestrator.run import arun

        return await arun(plan, self, **self._with_backend(options))

    def _with_backend(self, options: RunOptions) -> dict[str, Any]:
        backend = options.get("backend") or self.backend
        if backend is None:
            mend = "give one: Orchestrator(catalog, backend=load_backend(...)), or run(plan, backend=...)"
            raise UsageError(Problem("there is no backend: nothing stands behind the APIs", "run", mend=mend))
        return {**options, "backend": backend}

    @property
    def translator(self) -> Translator | None:
        """Who turns words into facts; None where nobody did yet."""
        return self._translator

    def converse(self, query: str | None = None, *, facts: str | Facts | None = None) -> Conversation:
        """A conversation that begins with a query in words, or with facts: its turns are kept, and can be taken back (R11)."""
        from orchestrator.converse.conversation import Conversation

        return Conversation.begin(self, query, facts=facts)

    def bind(self, plan: Plan) -> Plan:
        """The plan, bound to this orchestrator: a plan that was read from JSON can be answered, explained and run again."""
        return plan.at_home(self)

    def _facts(self, query: str | None, facts: str | Facts | None) -> Facts:
        if facts is not None:
            read = Facts.parse(facts) if isinstance(facts, str) else facts
            return read if query is None or read.query is not None else read.model_copy(update={"query": query})
        if query is None or not query.strip():
            raise UsageError("there is no query: say what you want, or give facts")
        if self._translator is None:
            from orchestrator.translate import choose_translator

            self._translator = choose_translator()
        return self._translator.translate(query, self.catalog)
