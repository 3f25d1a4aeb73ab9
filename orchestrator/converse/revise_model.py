"""What a change of mind does to the facts: changes that can be told and applied, and what has to be asked first (R11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from orchestrator.facts import Each, Facts, Given, Goal, Maybe, Pick, Uses, Want
from orchestrator.facts.model import Unknown, Value

Fact = Given | Uses | Pick | Each | Goal | Want | Maybe | Unknown
Kind = Literal["value", "removed", "rows", "unknown", "meant", "dropped", "added", "kept"]

_GROUPS: tuple[tuple[str, type[Fact]], ...] = (
    ("goals", Goal),
    ("wants", Want),
    ("givens", Given),
    ("uses", Uses),
    ("picks", Pick),
    ("eaches", Each),
    ("maybes", Maybe),
    ("unknowns", Unknown),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a change of mind changes, and the words that say it.

    `value`: an input has another value, or one at all. `removed`: it has none any more. `rows`: another row of a list is meant.
    `unknown`: the user does not know it. `meant`: which of several readings is meant. `dropped`, `added`: a goal. `kept`: it
    was so already.

    Example:
        >>> str(Change("value", 1, "create_invoice", "make it 300", "amount", "200", "300"))
        'amount 200 → 300'
    """

    kind: Kind
    goal: int
    api: str
    words: str
    name: str | None = None
    before: Value | None = None
    after: Value | None = None
    gone: tuple[Fact, ...] = field(default=(), repr=False)
    new: tuple[Fact, ...] = field(default=(), repr=False)

    @property
    def is_change(self) -> bool:
        """Whether the facts are other facts with it."""
        return self.kind != "kept"

    def __str__(self) -> str:
        name = (self.name or "").replace("_", " ")
        match self.kind:
            case "value" | "rows":
                after = _told(self.after)
                return f"{name} {_told(self.before)} → {after}" if self.before is not None else f"{name}: {after}"
            case "removed":
                return f"{name}: no longer {_told(self.before)}"
            case "unknown":
                return f"{name}: not known"
            case "kept":
                return f"{name} {_told(self.after)}".strip() if name else self.api
            case "meant":
                return f"meant: {self.api}"
            case "dropped" | "added":
                return f"{self.kind}: {self.api}"


def _told(value: Value | None) -> str:
    return value if isinstance(value, str) else ", ".join(value or ())


@dataclass(frozen=True, slots=True)
class Option:
    """One way to understand words that can be understood in several ways."""

    text: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known before a part of the change is made; until then nothing of it is.

    Example:
        >>> str(Question("make it 4", "What should be 4?", (Option("the nights", ()), Option("the guests", ()))))
        'What should be 4? the nights, or the guests'
    """

    words: str
    question: str
    options: tuple[Option, ...]

    def __str__(self) -> str:
        return f"{self.question} {', or '.join(option.text for option in self.options)}"


@dataclass(frozen=True, slots=True)
class Revision:
    """What words make of facts (R11).

    Attributes:
        facts: the facts with all changes made; the very same object where there is none.
        changes: what was changed, in the order of the words, each with the words that say it.
        unread: what was not understood, or fits nowhere, in plain words.
        questions: what may be meant in several ways; nothing of it is changed before `choose`.

    Example:
        >>> said = revise(plan.facts, "make it 300, and don't e-mail it", catalog)     # doctest: +SKIP
        >>> print(said)                                                                # doctest: +SKIP
        changed: amount 200 → 300; dropped: send_invoice
    """

    facts: Facts
    changes: tuple[Change, ...] = ()
    unread: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether the facts are other facts."""
        return any(change.is_change for change in self.changes)

    @property
    def is_end(self) -> bool:
        """Whether nothing is wanted any more."""
        return self.is_change and not self.facts.numbers

    def choose(self, question: int, option: int) -> Revision:
        """The revision with an open question settled.

        Args:
            question: which of `questions`, from 0.
            option: which of its options, from 0.

        Raises:
            IndexError: there is no such question or option.
        """
        chosen = self.questions[question].options[option]
        rest = tuple(q for at, q in enumerate(self.questions) if at != question % len(self.questions))
        return Revision(apply(self.facts, chosen.changes), (*self.changes, *chosen.changes), self.unread, rest)

    def __str__(self) -> str:
        said = dict.fromkeys(str(c) for c in self.changes if c.kind in ("value", "removed", "rows", "unknown"))
        parts = [f"changed: {', '.join(said)}"] if said else []
        kept = dict.fromkeys(str(c) for c in self.changes if c.kind == "kept")
        parts.extend([f"as before: {', '.join(kept)}"] if kept else [])
        parts.extend(dict.fromkeys(str(c) for c in self.changes if c.kind in ("meant", "dropped", "added")))
        parts.extend(f"to be settled: {q}" for q in self.questions)
        if self.unread:
            parts.append(f"not understood: {', '.join(self.unread)}")
        return "; ".join(parts) or "nothing changes"


def apply(facts: Facts, changes: Iterable[Change]) -> Facts:
    """Facts with changes made: what no change names stays as it is, in its order.

    Example:
        >>> said = Given(goal=1, name="amount", value="200")
        >>> new = said.model_copy(update={"value": "300"})
        >>> change = Change("value", 1, "create_invoice", "make it 300", "amount", "200", "300", (said,), (new,))
        >>> print(apply(Facts(goals=(Goal(goal=1, api="create_invoice"),), givens=(said,)), [change]).givens[0])
        given(1, amount, "300").
    """
    for change in changes:
        if change.kind == "dropped":
            facts = _without(facts, change.goal)
        elif change.is_change and (change.kind == "added" or change.goal in facts.numbers):
            facts = _with(facts, change)
    return facts


def _with(facts: Facts, change: Change) -> Facts:
    update: dict[str, object] = {}
    known = {*facts.numbers, change.goal}
    said = [f for f in change.new if not isinstance(f, Uses) or f.source in known]
    places = {(f.goal, f.name) for f in said if isinstance(f, Given)}
    gone = [*change.gone, *(g for g in facts.givens if (g.goal, g.name) in places)]
    for group, of in _GROUPS:
        new = [f for f in said if isinstance(f, of)]
        if new or any(isinstance(f, of) for f in gone):
            update[group] = _replaced(getattr(facts, group), gone, new)
    if change.kind == "value":  # what was left out is said now
        told = tuple(d for d in facts.dropped if (d.goal, d.name) != (change.goal, change.name))
        update["dropped"] = told if len(told) < len(facts.dropped) else facts.dropped
    return facts.model_copy(update=update)


def _replaced(known: Sequence[Fact], gone: Sequence[Fact], new: Sequence[Fact]) -> tuple[Fact, ...]:
    """The new facts stand where the first of those stood that are gone, else at the end."""
    waiting = [f for f in new if f not in known or f in gone]
    kept: list[Fact] = []
    for fact in known:
        if fact not in gone:
            kept.append(fact)
        else:
            kept.extend(waiting)
            waiting = []
    return (*kept, *waiting)


def _without(facts: Facts, goal: int) -> Facts:
    """Facts without a goal, and without all that is said of it."""
    def others(group: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(f for f in group if f.goal != goal)

    update: dict[str, object] = {group: others(getattr(facts, group)) for group, _ in _GROUPS}
    update["uses"] = tuple(u for u in facts.uses if goal not in (u.goal, u.source))
    update["dropped"] = tuple(d for d in facts.dropped if d.goal != goal)
    return facts.model_copy(update=update)
