"""A conversation of the command line: begun with a query or facts, or gone on with; kept after each turn."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestrator.cli import streams
from orchestrator.cli.inputs import catalog_of, facts_text, query_text
from orchestrator.cli.options import PlannerName, TranslatorName, check_timeout
from orchestrator.errors import OrchestratorError, Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.catalog.model import Catalog
    from orchestrator.converse.conversation import Conversation
    from orchestrator.converse.store import Kept, Store
    from orchestrator.orchestrate import Work
    from orchestrator.translate import Translator


@dataclass(frozen=True, slots=True)
class Request:
    """What the arguments of a command say."""

    query: str | None = None
    domain: str | None = None
    catalog: str | None = None
    facts: str | None = None
    facts_file: str | None = None
    translator: TranslatorName | None = None
    model: str | None = None
    planner: PlannerName = PlannerName.fast_downward
    timeout: float = 30.0
    go_on: bool = False


@dataclass(slots=True)
class Session:
    """A conversation, and where it is kept.

    Attributes:
        talk: the conversation.
        source: what its catalog is loaded from.
        store: where it is kept; None where nothing is.
        identifier: its name there, once it is kept.
        work: what each stage made of the query, where it was planned just now.
    """

    talk: Conversation
    source: str
    store: Store | None
    identifier: str | None = None
    work: Work | None = None

    @property
    def catalog(self) -> Catalog:
        """What APIs exist."""
        return self.talk.home.catalog

    def keep(self) -> None:
        """Keep what was said. A conversation that cannot be kept is no reason to end: it is told once."""
        if self.store is None:
            return
        try:
            self.identifier = self.store.save(self.talk.to_json(), source=self.source, identifier=self.identifier)
        except OrchestratorError as error:
            self.store = None
            for problem in error.problems:
                streams.print_error(str(problem), warning=True)


def translator_of(name: TranslatorName | None, model: str | None) -> Translator:
    """The translator of that name, or the one that is there."""
    from orchestrator.translate import choose_translator

    return choose_translator(name.value if name is not None else None, model, environment=os.environ)


@contextmanager
def opened(request: Request, *, keep: bool = True) -> Iterator[Session]:
    """The conversation that the arguments ask for: begun, or gone on with. The translator ends with it.

    Args:
        request: what the arguments say.
        keep: whether what is said is kept.

    Raises:
        UsageError: the arguments do not go together, or there is no conversation to go on with.
    """
    check_timeout(request.timeout)
    yield from _gone_on(request, keep) if request.go_on else _begun(request, keep)


def _begun(request: Request, keep: bool) -> Iterator[Session]:
    from orchestrator import Limits, Orchestrator

    text = facts_text(request.facts, request.facts_file)
    if text is not None and request.query is not None:
        raise UsageError(Problem("both a query and facts are given", mend="leave one of them out"))
    catalog = catalog_of(request.domain, request.catalog)
    words = query_text(request.query) if text is None else None
    chosen = translator_of(request.translator, request.model) if words is not None else None
    with _closing(chosen):
        limits = Limits(seconds=request.timeout)
        home = Orchestrator(catalog, translator=chosen, planner=request.planner.value, limits=limits)
        work = home.work(words, facts=text)
        from orchestrator.converse.conversation import Conversation, Turn

        first = Turn("facts" if words is None else "query", (words or text or "").strip(), work.plan)
        source = request.domain or str(Path(request.catalog or "").resolve())
        session = Session(Conversation(home, (first,)), source, _store() if keep else None, work=work)
        session.keep()
        yield session


def _gone_on(request: Request, keep: bool) -> Iterator[Session]:
    from orchestrator import Catalog, Limits, Orchestrator
    from orchestrator.converse.conversation import Conversation

    if request.domain is not None or request.catalog is not None:
        raise UsageError(Problem("both --continue and a catalog are given", mend="the conversation has its own: leave it out"))
    text = facts_text(request.facts, request.facts_file)
    if text is not None and request.query is not None:
        raise UsageError(Problem("both a change in words and facts are given", mend="leave one of them out"))
    store = _store()
    kept = store.last() if store is not None else None
    if store is None or kept is None:
        raise UsageError(Problem("there is no conversation to go on with", "--continue", mend="begin one: orchestrator solve"))
    # In words it was begun, in words it goes on: whoever read the query also reads what is wanted in addition.
    in_words = request.translator is not None or kept.data["turns"][0]["kind"] == "query"
    chosen = translator_of(request.translator, request.model) if in_words and request.query is not None else None
    with _closing(chosen):
        limits = Limits(seconds=request.timeout)
        home = Orchestrator(Catalog.load(kept.source), translator=chosen, planner=request.planner.value, limits=limits)
        session = Session(Conversation.from_json(home, kept.data), kept.source, store if keep else None, kept.id)
        if request.query is not None:
            session.talk.revise(query_text(request.query))
        elif text is not None:
            session.talk.with_facts(text)
        session.keep()
        yield session


@contextmanager
def _closing(translator: Any) -> Iterator[None]:
    try:
        yield
    finally:
        if close := getattr(translator, "close", None):
            close()


def _store() -> Store | None:
    from orchestrator.converse.store import Store, log_path

    path = log_path()
    return Store(path) if path is not None else None


def kept_conversations() -> Store:
    """Where conversations are kept.

    Raises:
        UsageError: nowhere, as ORCHESTRATOR_LOG says.
    """
    store = _store()
    if store is None:
        raise UsageError(Problem("conversations are not kept", "ORCHESTRATOR_LOG", mend="unset it, or name a file"))
    return store


def told_answers(texts: Sequence[str] | None) -> Mapping[str, Any]:
    """The answers of `--answer`: question → answer.

    Raises:
        UsageError: one says no question.
    """
    from orchestrator.converse.answers import said

    answers: dict[str, Any] = {}
    problems = []
    for text in texts or ():
        question, equals, answer = text.partition("=")
        if not equals or not question.strip():
            problems.append(Problem(f"'{text}' says no question", "--answer", "QUESTION=ANSWER, such as q1=200"))
        elif question.strip() in answers:
            problems.append(Problem(f"{question.strip()} is answered twice", "--answer"))
        answers[question.strip()] = said(answer)
    if problems:
        raise UsageError(*problems)
    return answers


def title_of(kept: Kept) -> str:
    """What a conversation began with, safe for a terminal."""
    from orchestrator.show.words import printable

    return printable(kept.title, 200)
