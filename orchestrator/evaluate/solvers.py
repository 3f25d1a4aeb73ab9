"""Who is evaluated: a translator with the planner behind it, or a baseline, each by its name."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from orchestrator.catalog.model import Catalog
from orchestrator.errors import OrchestratorError, Problem, UsageError
from orchestrator.evaluate.forms import calls_of, goals_of
from orchestrator.evaluate.model import Attempt, Item, Solver
from orchestrator.facts import Facts, Translation
from orchestrator.nearest import nearest
from orchestrator.orchestrate import Orchestrator
from orchestrator.plan.engine import EngineName
from orchestrator.plan.model import AnyPlan

if TYPE_CHECKING:
    from orchestrator.translate import Translator
    from orchestrator.translate.answers import AnswerStore
    from orchestrator.translate.embedded_chat import EmbeddedChat
    from orchestrator.translate.remembered import Remembered
    from orchestrator.translate.server_chat import ServerChat

TRANSLATORS = ("embedded", "openai", "none")
BASELINES = ("pure-model", "function-calling")
NAMES = (*TRANSLATORS, *BASELINES)
SERVED = ("embedded", "openai")
"""Where the model of a baseline may be: `pure-model@openai`."""
UNAIDED = "unaided"
"""`embedded@unaided`: the embedded translator without the worked examples that it takes from a domain's labelled queries."""

_NO_PLAN = ("ambiguous", "conflict", "unsolvable")


class AtHand:
    """What a translator may know of the item at hand, and nothing else: the day, and which labelled queries it is not shown.

    Args:
        usual: the day from which relative dates count where an item does not say it.
    """

    def __init__(self, usual: date) -> None:
        self._usual = self._today = usual
        self._left_out: tuple[str, ...] = ()

    def take(self, item: Item) -> None:
        """From now on it is this item."""
        self._today = item.today or self._usual
        self._left_out = (item.id,) if item.original is None else (item.id, item.original)

    def today(self) -> date:
        """The clock for the translator."""
        return self._today

    def left_out(self) -> tuple[str, ...]:
        """The ids of labelled queries that must not stand in a prompt: the item's own, or that which it re-words."""
        return self._left_out


class TranslatorSolver:
    """A translator, and the planner behind it. One a thread.

    Args:
        translator: who turns words into facts.
        name: what the tables call it.
        at_hand: is told of each item before the translator is; None where the translator looks at none of it.

    Example:
        >>> from orchestrator.testing import FakeTranslator
        >>> solver = TranslatorSolver(FakeTranslator({"help": "goal(1, help)."}), "fake")
        >>> catalog = Catalog.model_validate({"name": "x", "apis": {"help": {}}})
        >>> solver.solve(Item("1", "help", "complete-single", catalog, ("help",), ())).goals
        ('help',)
    """

    def __init__(self, translator: Translator, name: str, at_hand: AtHand | None = None) -> None:
        self._translator, self._name, self._at_hand = translator, name, at_hand
        self._orchestrators: dict[int, Orchestrator] = {}

    @property
    def name(self) -> str:
        """What the tables call it."""
        return self._name

    def close(self) -> None:
        """Free the translator's model."""
        if close := getattr(self._translator, "close", None):
            close()

    def solve(self, item: Item) -> Attempt:
        """The plan of the item's words. The item's right outcome is not looked at."""
        if self._at_hand is not None:
            self._at_hand.take(item)
        if not item.catalog.apis:
            return Attempt(refused=True)
        begun = time.perf_counter()
        try:
            facts = self._translator.translate(item.query, item.catalog)
        except OrchestratorError as error:
            return Attempt(error=_told(error), seconds=time.perf_counter() - begun)
        translated = time.perf_counter() - begun
        told = facts.translation or Translation(translator=self._name)
        begun = time.perf_counter()
        plan, error_text = self._plan(item, facts)
        planned = time.perf_counter() - begun
        return Attempt(
            goals=goals_of(plan) if plan is not None else tuple(goal.api for goal in facts.goals),
            calls=calls_of(plan) if plan is not None else (),
            refused=plan is not None and plan.status == "out_of_scope",
            status=plan.status if plan is not None and plan.status in _NO_PLAN else None,
            facts=str(facts),
            error=error_text,
            model=told.model or "",
            prompt_tokens=told.prompt_tokens,
            completion_tokens=told.completion_tokens,
            repairs=told.repairs,
            # What the translation tells of itself counts the time of a remembered answer as it was when the model was asked.
            seconds=(told.seconds or translated) + planned,
        )

    def _plan(self, item: Item, facts: Facts) -> tuple[AnyPlan | None, str]:
        try:
            return self._orchestrator(item.catalog).plan(item.query, facts=facts), ""
        except OrchestratorError as error:
            return None, _told(error)

    def _orchestrator(self, catalog: Catalog) -> Orchestrator:
        known = self._orchestrators.get(id(catalog))  # it keeps the catalog, so that the id stays its own
        if known is None:
            known = self._orchestrators[id(catalog)] = Orchestrator(catalog, planner=engine_for(catalog))
        return known


def engine_for(catalog: Catalog) -> EngineName:
    """The quicker engine that can plan over a catalog: clingo, if no call ends a state or needs one not to hold.

    Both find the same plan; clingo works in this process and takes a third to two thirds of the time.
    """
    conditions = (c for api in catalog.apis.values() for c in (*api.requires, *api.ensures))
    return "clingo" if all(condition.holds for condition in conditions) else "fast-downward"


def _told(error: OrchestratorError) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


@dataclass(frozen=True, slots=True)
class Setup:
    """What all solvers of a run are made with.

    Attributes:
        model: the language model, of the registry, a file or the server's; None for the default.
        answers: remembered answers of models; None for asking anew.
        threads: how many threads a model inside the process may use.
        today: from which day relative dates count where an item does not say it.
        environment: names the server; that of the process by default.
    """

    model: str | None = None
    answers: AnswerStore | None = None
    threads: int = 2
    today: date = field(default_factory=date.today)
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def has_server(self) -> bool:
        """Whether the environment names a server."""
        return bool(self.environment.get("OPENAI_API_KEY") or self.environment.get("OPENAI_BASE_URL"))


def usual_name(setup: Setup) -> str:
    """The translator that is used where none is named: a server if the environment has one, else the embedded model."""
    return "openai" if setup.has_server and not (setup.model or "").endswith(".gguf") else "embedded"


def verify(name: str, setup: Setup) -> None:
    """See, before any query, that a solver of this name can work at all.

    Raises:
        UsageError: there is no such solver, or no server for it.
        ModelError: the embedded model is not there.
    """
    asked = set(_parts(name, setup))
    if "openai" in asked and not setup.has_server:
        mend = "set OPENAI_BASE_URL, or OPENAI_API_KEY"
        raise UsageError(Problem(f"'{name}' needs a server, and none is named", "--translator", mend=mend))
    if "embedded" in asked:
        from orchestrator.translate.runtime import model_file

        model_file(setup.model, setup.answers)


def make(name: str, setup: Setup) -> Solver:
    """A solver by its name.

    Raises:
        UsageError: there is no such solver.
    """
    kind, variant = _parts(name, setup)
    if kind in BASELINES:
        return _baseline(kind, name, _chat(variant, setup), setup.today)
    at_hand = AtHand(setup.today)
    return TranslatorSolver(_translator(kind, variant, setup, at_hand), name, at_hand)


def _parts(name: str, setup: Setup) -> tuple[str, str]:
    """What kind of solver a name means, and what stands behind the `@`: for a baseline where its model is."""
    kind, at, variant = name.partition("@")
    if kind in BASELINES and variant in ("", *SERVED) and bool(at) == bool(variant):
        return kind, variant or usual_name(setup)
    if (kind in TRANSLATORS and not at) or (kind, variant) == ("embedded", UNAIDED):
        return kind, variant
    guess = nearest(name, NAMES)
    mend = f"did you mean '{guess}'?" if guess else "a baseline may say where its model is: pure-model@openai"
    raise UsageError(Problem(f"'{name}' is nobody to evaluate", "--translator", ", ".join(NAMES), mend))


def _translator(kind: str, variant: str, setup: Setup, at_hand: AtHand) -> Translator:
    if kind == "embedded":
        from orchestrator.translate.embedded import WORKED, EmbeddedTranslator

        return EmbeddedTranslator(
            setup.model,
            threads=setup.threads,
            today=at_hand.today,
            answers=setup.answers,
            worked=0 if variant == UNAIDED else WORKED,
            left_out=at_hand.left_out,
        )
    if kind == "openai":
        from orchestrator.translate.openai_server import OpenAITranslator

        server, key = setup.environment.get("OPENAI_BASE_URL"), setup.environment.get("OPENAI_API_KEY")
        return OpenAITranslator(
            setup.model,
            base_url=server,
            api_key=key,
            today=at_hand.today,
            answers=setup.answers,
            left_out=at_hand.left_out,
        )
    from orchestrator.translate.lexical import LexicalTranslator

    return LexicalTranslator(today=at_hand.today)


def _baseline(kind: str, name: str, chat: EmbeddedChat | ServerChat | Remembered, today: date) -> Solver:
    from orchestrator.evaluate.baselines import FunctionCalling, PureModel

    if kind == "pure-model":
        return PureModel(chat, name, lambda: today)
    return FunctionCalling(chat, name, lambda: today)


def _chat(where: str, setup: Setup) -> EmbeddedChat | ServerChat | Remembered:
    """The same model that the translator asks, as one that can be asked for anything."""
    if where == "embedded":
        from orchestrator.translate.embedded_chat import EmbeddedChat

        return EmbeddedChat(setup.model, threads=setup.threads, answers=setup.answers)
    from orchestrator.translate.remembered import Remembered
    from orchestrator.translate.server_chat import ServerChat

    server, key = setup.environment.get("OPENAI_BASE_URL"), setup.environment.get("OPENAI_API_KEY")
    chat = ServerChat(setup.model, base_url=server, api_key=key)
    return chat if setup.answers is None else Remembered(chat, setup.answers)
