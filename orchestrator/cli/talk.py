"""The conversation at a terminal: the plan, its questions as one form, and changes of mind, until nothing is said any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from orchestrator.cli.asking import Asker
from orchestrator.converse.answers import READING, UNKNOWN, Left, allowed, read_answers, said
from orchestrator.converse.forms import Forms
from orchestrator.converse.readers import listed
from orchestrator.converse.readings import told
from orchestrator.converse.secrets import is_secret
from orchestrator.errors import OrchestratorError, Problem
from orchestrator.plan.model import Ask, Choose, Plan
from orchestrator.show.difference import DifferenceView
from orchestrator.show.tree import PlanView
from orchestrator.show.words import printable

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.cli.session import Session
    from orchestrator.converse.conversation import Conversation
    from orchestrator.converse.revise_model import Revision

_ANSWER = re.compile(r"^(?P<question>[qQ]\d+)\s*[=:]\s*(?P<answer>.+)$")
_WHY = re.compile(r"^why(?:\s+(?P<what>[\w.]+))?\s*\?*$", re.IGNORECASE)
_HINT = "Answer what you can. Empty skips a question, ? says you do not know, * takes any of the values listed."
_CHANGE = "Change anything? (empty = done)"
_HELP = 'Say it in words ("make it 300"), answer with q1=200, ask "why c1", take back the last turn with "undo".'


def print_change(console: Console, talk: Conversation) -> None:
    """What the last turn changed."""
    console.print()
    console.print(DifferenceView(talk.difference(), talk.turns[-1].notes))


class Talk:
    """A conversation with somebody at a terminal.

    Args:
        session: the conversation so far.
        console: where it is printed.
    """

    def __init__(self, session: Session, console: Console) -> None:
        self.session, self.console = session, console
        self.talk = session.talk
        self.asker = Asker(console)
        self.skipped: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Talk until nothing is said any more, or Ctrl-D; what was said until then is kept.

        Raises:
            KeyboardInterrupt: Ctrl-C.
        """
        self._show()
        try:
            while self._readings() or self._form() or self._change():
                pass
        except EOFError:
            self.console.print()
        except KeyboardInterrupt:
            self.console.print()
            raise

    def _show(self) -> None:
        self.console.print(PlanView(self.talk.plan, self.session.catalog))
        if len(self.talk.turns) > 1:
            print_change(self.console, self.talk)

    def _said(self) -> bool:
        """After each turn."""
        self.session.keep()
        self.console.print()
        self._show()
        return True

    # Several readings.

    def _readings(self) -> bool:
        plan = self.talk.plan
        if not plan.readings or (READING, str(plan.readings)) in self.skipped:
            return False
        self.console.print()
        self.asker.listed([told(reading, self.session.catalog) for reading in plan.readings])
        number = self.asker.number("  Which is meant?", len(plan.readings))
        if number is None:
            self.skipped.add((READING, str(plan.readings)))
            return True
        self.talk.answer({READING: number})
        return self._said()

    # Questions.

    def _form(self) -> bool:
        """Put the open questions that were not skipped. False where there is none."""
        plan = self.talk.plan
        open_steps: tuple[Ask | Choose, ...] = (*plan.asks, *plan.choices)
        steps = [step for step in open_steps if _name(step, plan) not in self.skipped]
        if not steps:
            return False
        self.console.print()
        self.asker.dim(_HINT)
        answers: dict[str, Any] = {}
        ended = False
        for step in steps:
            try:
                answer = self._put(step, plan)
            except EOFError:
                ended = True
                break
            if answer is None:
                self.skipped.add(_name(step, plan))
            else:
                answers[step.id] = answer
        if answers:
            if ended:
                self.console.print()
            self.talk.answer(answers)
            self._said()
        if ended:
            raise EOFError
        return True

    def _put(self, step: Ask | Choose, plan: Plan) -> str | Left | None:
        """Ask one question until the answer fits, or is skipped."""
        secret = isinstance(step, Ask) and is_secret(step, plan, self.session.catalog)
        prompt = f"  {step.id} {printable(_words(step), 1000)} ({self._allowed(step, plan)})"
        while typed := self.asker.line(prompt, secret=secret):
            answer = said(typed)
            try:
                read = read_answers(plan, {step.id: answer}, self.session.catalog)
            except OrchestratorError as error:
                self._refuse(error)
                continue
            for note in read.notes:
                self.asker.note(note)
            if answer is UNKNOWN:
                self.asker.note("it is planned without it")
            return answer
        return None

    def _allowed(self, step: Ask | Choose, plan: Plan) -> str:
        if isinstance(step, Choose):
            return "first, last, or a number; the rows are shown when the plan is run"
        catalog = self.session.catalog
        kind = catalog.type(step.asks.type)
        words = allowed(kind, many=Forms(plan, catalog).takes_list(step))
        return printable(words + ("; * for any" if listed(kind) else ""), 300)

    # A change of mind.

    def _change(self) -> bool:
        """Take a change of mind. False where nothing is said."""
        self.console.print()
        while typed := self.asker.line(_CHANGE):
            try:
                if self._command(typed):
                    return True
            except OrchestratorError as error:
                self._refuse(error)
        return False

    def _refuse(self, error: OrchestratorError) -> None:
        """What cannot be taken; where it was said needs no word, as the prompt says it."""
        for problem in error.problems:
            self.asker.wrong(str(Problem(problem.what, mend=problem.mend)))

    def _command(self, typed: str) -> bool:
        """Do what was typed. Whether there is a new plan."""
        if typed.casefold() in ("help", "?"):
            self.asker.dim(_HELP)
            return False
        if typed.casefold() == "undo":
            self.talk.undo()
            return self._said()
        if (match := _WHY.match(typed)) is not None:
            self.console.print(printable_lines(str(self.talk.plan.why(match["what"] or ""))), soft_wrap=True)
            return False
        if (match := _ANSWER.match(typed)) is not None:
            self.talk.answer({match["question"].casefold(): said(match["answer"])})
            return self._said()
        return self._revise(typed)

    def _revise(self, words: str) -> bool:
        from orchestrator.converse.turns import settled

        revision = self._settled(self.talk.revision(words))
        if revision is None:
            return False
        self.talk.take(words, settled(revision, words))
        return self._said()

    def _settled(self, revision: Revision) -> Revision | None:
        """The revision with its questions answered; None where one is not."""
        while revision.questions:
            question = revision.questions[0]
            self.console.print(f"  {printable(question.question, 1000)}", markup=False)
            self.asker.listed([option.text for option in question.options])
            number = self.asker.number("  Which one?", len(question.options))
            if number is None:
                return None
            revision = revision.choose(0, number - 1)
        return revision


def printable_lines(text: str) -> str:
    """A text of several lines, each safe for a terminal."""
    return "\n".join(printable(line, 5000) for line in text.splitlines())


def _words(step: Ask | Choose) -> str:
    return step.asks.question if isinstance(step, Ask) else step.question or "Which one?"


def _name(step: Ask | Choose, plan: Plan) -> tuple[str, str]:
    """What a question is about, whatever its id: so one that was skipped is not put again."""
    if isinstance(step, Ask):
        return (step.asks.type, f"{step.asks.slot} {step.asks.goals}")
    return (plan.step(step.of).api, str(step.goals))
