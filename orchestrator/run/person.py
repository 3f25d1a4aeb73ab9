"""What is asked of the person in a run, and what the answers mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import isawaitable
from time import monotonic
from typing import Any, NoReturn

from orchestrator.catalog.model import Catalog
from orchestrator.plan.model import Plan
from orchestrator.run.approval import Approve, is_approved
from orchestrator.run.endings import Ending
from orchestrator.run.model import Approval, Question
from orchestrator.run.results import Row
from orchestrator.run.values import text_of
from orchestrator.values import describe

Answers = Mapping[str, Any] | None
AskPerson = Callable[[tuple[Question, ...]], Answers | Awaitable[Answers]] | None
"""Who answers: a function, plain or async; None where nobody does."""


class Person:
    """The two functions through which a run speaks with somebody, and how long they took in all."""

    def __init__(self, ask: AskPerson, approve: Approve) -> None:
        self._ask, self._approve = ask, approve
        self.waited = 0.0

    async def answers(self, questions: tuple[Question, ...]) -> Mapping[str, Any]:
        """The answers to some of the questions.

        Raises:
            Ending: nobody answers, or asking itself went wrong.
        """
        if self._ask is None:
            raise Ending.waiting(questions)
        began = monotonic()
        try:
            answers = self._ask(questions)
            said = await answers if isawaitable(answers) else answers
        except EOFError:
            said = None
        except Exception as error:  # noqa: BLE001  what was done is told, whatever the caller's function does
            self._broke("asking", error)
        finally:
            self.waited += monotonic() - began
        if said is not None and not isinstance(said, Mapping):
            self._broke("asking", TypeError(f"the answers are a {type(said).__name__}, expected a mapping of id → answer"))
        known = {question.id for question in questions}
        given = {id_: answer for id_, answer in (said or {}).items() if id_ in known and answer is not None}
        if not given:
            raise Ending.waiting(questions)
        return given

    async def approves(self, request: Approval) -> bool:
        """Whether a write is approved.

        Raises:
            Ending: asking itself went wrong.
        """
        began = monotonic()
        try:
            return await is_approved(self._approve, request)
        except EOFError:
            return False
        except Exception as error:  # noqa: BLE001  what was done is told, whatever the caller's function does
            self._broke("approving", error)
        finally:
            self.waited += monotonic() - began

    @staticmethod
    def _broke(what: str, error: Exception) -> NoReturn:
        raise Ending.failed("answers", f"{what} ended with {type(error).__name__}: {error}") from error


def questions_of(plan: Plan, catalog: Catalog, notes: Mapping[str, str], note: str) -> tuple[Question, ...]:
    """The open questions of a plan. `notes` are those of single questions, `note` is that of all others."""
    found: list[Question] = []
    for ask in plan.asks:
        kind = catalog.type(ask.asks.type)
        options = tuple(kind.values or ()) or (("yes", "no") if kind.base == "boolean" else ())
        found.append(Question(
            id=ask.id, text=ask.asks.question, type=ask.asks.type, allowed=describe(kind), options=options,
            note=notes.get(ask.id, note), slot=ask.asks.slot, goals=ask.asks.goals,
        ))  # fmt: skip
    return tuple(found)


def about_rows(
    identifier: str, text: str, rows: Sequence[Row], columns: Sequence[str] = (), *, note: str = "",
    goals: tuple[int, ...] = (),
) -> Question:  # fmt: skip
    """The question which of several rows is meant."""
    shown = tuple({name: row.get(name) for name in columns or row} for row in rows)
    return Question(
        id=identifier, text=text, type="row", allowed=f"the number of a row, from 1 to {len(rows)}", note=note,
        options=tuple(" · ".join(t for v in row.values() if (t := _told(v))) for row in shown), rows=shown, goals=goals,
    )  # fmt: skip


def row_answered(question: Question, answer: Any) -> int | None:
    """The place of the row that an answer means, from 0; None where it means none, or several.

    Example:
        >>> row_answered(about_rows("q1", "Which?", [{"name": "Ada"}, {"name": "Bo"}]), "bo")
        1
    """
    text = text_of(answer)
    if text is None or isinstance(answer, bool):
        same = [i for i, row in enumerate(question.rows) if row == answer]
        return same[0] if len(same) == 1 else None
    text = text.strip()
    if text.isdecimal() and 1 <= int(text) <= len(question.rows):
        return int(text) - 1
    words = text.casefold()
    equal = [i for i, row in enumerate(question.rows) if any(_told(v).casefold() == words for v in row.values())]
    return equal[0] if len(equal) == 1 and text else None


def _told(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_told, value))
    return text_of(value) or ""
