"""A conversation about a plan: what was said, turn by turn, and the plan after each (R11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from orchestrator.converse.answers import Left, read_answers, replanned
from orchestrator.converse.difference import Difference, difference
from orchestrator.converse.merge import merged
from orchestrator.converse.secrets import MARK, hidden_answers, secrets_of, without_marks
from orchestrator.converse.turns import revision_of, settled
from orchestrator.errors import Problem, UsageError
from orchestrator.facts.model import Facts
from orchestrator.plan.model import AnyPlan, plan_from_json

if TYPE_CHECKING:
    from orchestrator.converse.revise_model import Revision
    from orchestrator.orchestrate import Orchestrator

Kind = Literal["query", "facts", "answers", "revision"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was said, and the plan after it.

    Attributes:
        kind: `query`, `answers`, `revision`, or `facts` that were given directly.
        said: the words, the facts as text, or question → answer.
        plan: the plan made from all that was said so far.
        notes: what was told of it: what was taken where any would do, what was not understood.
    """

    kind: Kind
    said: str | Mapping[str, str]
    plan: AnyPlan
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.said if isinstance(self.said, str) else ", ".join(f"{q}={a}" for q, a in self.said.items())


class Conversation:
    """A plan, and what was said about it. Each turn makes the plan anew; `undo` takes the last one back.

    Args:
        home: who makes the plans.
        turns: what was said so far, at least one.

    Example:
        >>> talk = Conversation.begin(orchestrator, facts="goal(1, help).")
        >>> talk.answer(q1="taxes").status
        'ready'
        >>> print(talk.difference())
        is ready now, asks one question less; topic of help: your answer → taxes
        >>> talk.undo().status
        'needs_input'
    """

    def __init__(self, home: Orchestrator, turns: tuple[Turn, ...]) -> None:
        if not turns:
            mend = "begin one: Conversation.begin(orchestrator, query)"
            raise UsageError(Problem("a conversation has at least one turn", mend=mend))
        self.home, self.turns = home, turns

    @classmethod
    def begin(cls, home: Orchestrator, query: str | None = None, *, facts: str | Facts | None = None) -> Conversation:
        """A conversation that begins with a query in words, or with facts.

        Raises:
            TranslationError: no facts could be had from the words.
            FactsError: the facts are none, or name what the catalog does not have.
        """
        plan = home.plan(query, facts=facts)
        said = query if query is not None else str(facts if facts is not None else "").strip()
        return cls(home, (Turn("query" if query is not None else "facts", said, plan),))

    @property
    def plan(self) -> AnyPlan:
        """The plan as it is now."""
        return self.turns[-1].plan

    def answer(self, answers: Mapping[str, Any] | None = None, /, *, today: date | None = None, **named: Any) -> AnyPlan:
        """Answer questions of the plan; see `Plan.answer`.

        Raises:
            UsageError: the plan has no such question.
            AnswerError: an answer does not fit what is asked for.
        """
        given = {**(answers or {}), **named}
        read = read_answers(self.plan, given, self.home.catalog, today=today)
        said = hidden_answers(self.plan, {q: _told(a) for q, a in given.items()}, self.home.catalog)
        return self._turn("answers", said, replanned(self.plan, read), read.notes)

    def revise(self, words: str, *, today: date | None = None) -> AnyPlan:
        """Change something in words; see `Plan.revise`.

        Raises:
            RevisionError: the words change nothing, or could change several things.
        """
        return self.take(words, settled(self.revision(words, today=today), words))

    def revision(self, words: str, *, today: date | None = None) -> Revision:
        """What words would change, with what has to be asked first. Nothing is changed yet: see `take`."""
        return revision_of(self.plan, words, today=today)

    def take(self, words: str, revision: Revision) -> AnyPlan:
        """Make a change that was read before, with its questions settled."""
        unread = (f"not understood: {', '.join(revision.unread)}",) if revision.unread else ()
        return self._turn("revision", words, self.home.plan(facts=revision.facts), unread)

    def with_facts(self, facts: str | Facts) -> AnyPlan:
        """Say facts directly; see `Plan.with_facts`."""
        new = merged(self.plan.facts, facts, self.home.catalog)
        return self._turn("facts", str(facts).strip(), self.home.plan(facts=new))

    def undo(self) -> AnyPlan:
        """Take the last turn back.

        Raises:
            UsageError: there is only the first.
        """
        if len(self.turns) == 1:
            raise UsageError(Problem("there is nothing to take back", mend="say something new instead"))
        self.turns = self.turns[:-1]
        return self.plan

    def difference(self, turn: int = -1) -> Difference:
        """What a turn changed: in what the plan after it differs from the one before. Of the first turn, nothing.

        Raises:
            UsageError: there is no such turn.
        """
        if not -len(self.turns) <= turn < len(self.turns):
            raise UsageError(Problem(f"there is no turn {turn}", "difference", f"0 to {len(self.turns) - 1}"))
        at = turn % len(self.turns)
        return difference(self.turns[max(at - 1, 0)].plan, self.turns[at].plan, self.home.catalog)

    def _turn(self, kind: Kind, said: str | Mapping[str, str], plan: AnyPlan, notes: tuple[str, ...] = ()) -> AnyPlan:
        self.turns = (*self.turns, Turn(kind, said, plan, notes))
        return self.plan

    def to_json(self) -> dict[str, Any]:
        """The conversation as plain data. In the place of what is sensitive stands a mark."""
        secrets = secrets_of([turn.plan for turn in self.turns], self.home.catalog)
        turns = [
            {"kind": t.kind, "said": _plain(t.said), "notes": list(t.notes), "plan": t.plan.to_json()} for t in self.turns
        ]
        return {"catalog": self.home.catalog.name, "turns": secrets.hidden(turns)}

    @classmethod
    def from_json(cls, home: Orchestrator, data: Any) -> Conversation:
        """A conversation from `to_json`. What is sensitive was not kept: it is asked again.

        Raises:
            UsageError: the data are no conversation, or one about another catalog.
        """
        try:
            read = _Conversation.model_validate(data)
            turns = tuple(Turn(t.kind, t.said, plan_from_json(t.plan).at_home(home), tuple(t.notes)) for t in read.turns)
        except ValidationError as error:
            first = error.errors()[0]
            raise UsageError(Problem("this is no conversation", ".".join(map(str, first["loc"])), first["msg"])) from None
        if read.catalog != home.catalog.name:
            what = f"the conversation is about '{read.catalog}', and the catalog is '{home.catalog.name}'"
            raise UsageError(Problem(what, mend="load the catalog that it is about"))
        talk = cls(home, turns)
        if MARK in str(talk.plan.facts):
            last = talk.turns[-1]
            plan = home.plan(facts=without_marks(talk.plan.facts))
            talk.turns = (*talk.turns[:-1], replace(last, plan=plan))
        return talk


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Kind
    said: str | dict[str, str]
    notes: list[str] = []
    plan: dict[str, Any]


class _Conversation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    catalog: str
    turns: list[_Turn]


def _plain(said: str | Mapping[str, str]) -> str | dict[str, str]:
    return said if isinstance(said, str) else dict(said)


def _told(answer: Any) -> str:
    if isinstance(answer, Left):
        return answer.value
    return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)
