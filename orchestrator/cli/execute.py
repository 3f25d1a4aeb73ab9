"""`orchestrator solve --execute`: the plan is run, with the person at the terminal, where there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import exits, streams
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.cli.session import Session
    from orchestrator.run.backend import Backend
    from orchestrator.run.model import Outcome


def backend_of(session: Session, named: str | None) -> Backend:
    """The functions behind the APIs: of the file or domain that is named, else those beside the catalog.

    Raises:
        UsageError: there are none beside the catalog.
        BackendError: they cannot be loaded, or do not fit the catalog.
    """
    from orchestrator.resources import domain_names
    from orchestrator.run.backend import load_backend

    if named is not None:
        return load_backend(named, session.catalog)
    if session.source in domain_names():
        return load_backend(session.source, session.catalog)
    path = Path(session.source)
    beside = (path if path.is_dir() else path.parent) / "backend.py"
    if not beside.is_file():
        raise UsageError(Problem("nothing stands behind the APIs of this catalog", str(beside), mend="name it: --backend FILE"))
    return load_backend(beside, session.catalog)


def execute(session: Session, backend: Backend, *, approved: bool, asks: bool, as_json: bool) -> int:
    """Run the plan of a conversation, print how it ended, and return the exit code.

    Args:
        session: the conversation.
        backend: the functions behind the APIs.
        approved: whether every write is approved beforehand.
        asks: whether somebody is there to answer and to approve.
        as_json: whether the outcome is printed as JSON on stdout.
    """
    from orchestrator.show.run import OutcomeView

    plan = session.talk.plan
    if plan.status not in ("ready", "needs_input"):
        return exits.BY_STATUS[plan.status]
    console = streams.err() if as_json else streams.out()
    person = None
    if asks:
        from orchestrator.cli.asking import TerminalPerson

        person = TerminalPerson(console)
    outcome = session.talk.home.run(
        plan,
        backend=backend,
        ask=None if person is None else person.ask,
        approve=True if approved else None if person is None else person.approve,
    )
    console.print()
    console.print(OutcomeView(outcome))
    if as_json:
        streams.print_json(outcome.to_json())
    return _code(outcome)


def _code(outcome: Outcome) -> int:
    from orchestrator.run.model import Failed

    if isinstance(outcome, Failed):
        return exits.INTERRUPTED if outcome.by == "interrupt" else exits.CALL_FAILED
    return 0 if outcome.status == "done" else exits.BY_STATUS["needs_input"]
