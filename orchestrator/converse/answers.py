"""Answers to the questions of a plan: read, checked by type, and made facts, from which the plan is made anew (R11)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from orchestrator.catalog.model import Catalog, SemanticType
from orchestrator.converse.errors import AnswerError
from orchestrator.converse.forms import Forms
from orchestrator.converse.placed import check_placed
from orchestrator.converse.readers import Read, listed, read, read_list, text_of
from orchestrator.converse.readings import chosen_reading, reading_number
from orchestrator.errors import Problem, UsageError
from orchestrator.facts.model import Facts, Given, Pick, RowKind, Unknown, Value
from orchestrator.nearest import nearest
from orchestrator.plan.model import AnyPlan, Ask, Choose, Plan
from orchestrator.values import describe

READING = "reading"
"""What an answer goes by that says which of several readings is meant: its number, from 1, or the API."""


class Left(Enum):
    """What is said in place of a value."""

    UNKNOWN = "unknown"
    ANY = "any"

    def __repr__(self) -> str:
        return self.name


UNKNOWN = Left.UNKNOWN
"""The user does not know it: the plan is made without it, or says what becomes impossible."""
ANY = Left.ANY
"""Any of the values that are listed will do: the first is taken."""

_UNKNOWN_WORDS = re.compile(
    r"\?+|(?:sorry,?\s+)?(?:(?:i|we)\s+)?(?:really\s+)?(?:do\s+not|don['’]?t)\s+know(?:\s+(?:that|it|yet|this))?"
    r"|dunno|(?:i\s+have\s+|i['’]ve\s+)?no\s+idea|(?:i['’]m\s+|i\s+am\s+)?not\s+sure|unknown|no\s+clue",
    re.IGNORECASE,
)
_ANY_WORDS = re.compile(
    r"\*|any(?:\s+(?:one|of\s+them|will\s+do|is\s+fine))?|(?:you\s+)?choose(?:\s+(?:one|for\s+me))?|pick\s+(?:one|any|for\s+me)"
    r"|whatever|whichever|(?:i\s+|it\s+)?(?:do\s+not|don['’]?t|doesn['’]?t)\s+(?:care|mind|matter)|surprise\s+me|up\s+to\s+you|no\s+preference",
    re.IGNORECASE,
)
_ROWS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers make of the facts of a plan.

    Attributes:
        facts: the facts with what was answered.
        notes: what has to be said of it, a sentence each: which value was taken where any would do.
        values: question → its value.
    """

    facts: Facts
    notes: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)


def answered(plan: Plan, answers: Mapping[str, Any], *, today: date | None = None) -> AnyPlan:
    """The plan made anew from answers to its questions; what is not answered stays open.

    Args:
        plan: a plan with questions, choices or several readings.
        answers: question → answer: a text, a number, a truth value, a day, a list of them; `UNKNOWN` or `ANY`. A question goes by
            its id, or by its slot or type where no other has it. To a choice: "first", "last", or the number of the row. Under
            `reading`: which reading is meant, by number or API.
        today: from which day "next friday" is reckoned; by default today.

    Raises:
        UsageError: the plan has no such question.
        AnswerError: an answer does not fit what is asked for; all that do not are told.

    Example:
        >>> answered(plan, {"q1": "two hundred"}).status
        'ready'
    """
    return replanned(plan, read_answers(plan, answers, plan.home.catalog, today=today))


def replanned(plan: Plan, answers: Answers) -> AnyPlan:
    """The plan made anew from answers that were read.

    Raises:
        AnswerError: two answers cannot be told apart.
    """
    new = plan.home.plan(facts=answers.facts)
    check_placed(plan, new, answers.values)
    return new


def read_answers(plan: Plan, answers: Mapping[str, Any], catalog: Catalog, *, today: date | None = None) -> Answers:
    """What the answers make of the facts, as `answered` plans them.

    Raises:
        UsageError: the plan has no such question.
        AnswerError: an answer does not fit what is asked for.
    """
    form = _Form(plan, catalog, today or date.today())
    for identifier, answer in _by_question(plan, answers).items():
        form.take(identifier, answer)
    if form.problems:
        raise AnswerError(*form.problems)
    return Answers(form.facts(), tuple(form.notes), form.values)


def said(text: str) -> str | Left:
    """What a person types at a prompt: a text, or that he does not know it ("?", "no idea"), or that any will do ("*", "any").

    Example:
        >>> said("I don't know"), said("choose for me"), said("Acme")
        (UNKNOWN, ANY, 'Acme')
    """
    plain = " ".join(text.split()).strip(" .!")
    if _UNKNOWN_WORDS.fullmatch(plain):
        return UNKNOWN
    return ANY if _ANY_WORDS.fullmatch(plain) else text.strip()


def allowed(kind: SemanticType, *, many: bool = False) -> str:
    """What may be answered, in words.

    Example:
        >>> allowed(catalog.type("contact_channel"))
        'one of phone, chat, video'
    """
    words = "yes or no" if kind.base == "boolean" and kind.values is None else describe(kind)
    return f"{words}; several with commas between them" if many else words


def _by_question(plan: Plan, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers by the id of their question; they may also go by its slot or type, where no other question has it."""
    known = [*(a.id for a in plan.asks), *(c.id for c in plan.choices), *([READING] if plan.readings else [])]
    found: dict[str, Any] = {}
    problems = []
    for name, answer in answers.items():
        meant = [name] if name in known else [ask.id for ask in plan.asks if name in (ask.asks.slot, ask.asks.type)]
        if len(meant) == 1 and meant[0] not in found:
            found[meant[0]] = answer
            continue
        guess = nearest(name, known)
        mend = f"did you mean '{guess}'?" if guess and not meant else ""
        what = f"the plan has no question '{name}'"
        if meant:
            what = f"'{name}' is asked for in {' and '.join(meant)}" if len(meant) > 1 else f"{meant[0]} is answered twice"
        problems.append(Problem(what, "answers", ", ".join(known) or "no answers: the plan asks nothing", mend))
    if problems:
        raise UsageError(*problems)
    return found


@dataclass(slots=True)
class _Form:
    """The answers to one plan, as they are read."""

    plan: Plan
    catalog: Catalog
    today: date
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    givens: list[Given] = field(default_factory=list)
    unknowns: list[Unknown] = field(default_factory=list)
    picks: list[Pick] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    reading: int | None = None

    @property
    def forms(self) -> Forms:
        return Forms(self.plan, self.catalog)

    def facts(self) -> Facts:
        """The facts with what was answered, which takes the place of what was not known."""
        facts = self.plan.facts
        if self.reading is not None:
            facts = chosen_reading(facts, self.plan.readings[self.reading], self.catalog)
        named = {(g.goal, g.name) for g in self.givens}
        picked = {(p.goal, p.input) for p in self.picks}
        return facts.model_copy(update={
            "givens": (*facts.givens, *self.givens),
            "unknowns": (*(u for u in facts.unknowns if (u.goal, u.name) not in named), *self.unknowns),
            "picks": (*(p for p in facts.picks if (p.goal, p.input) not in picked), *self.picks),
        })  # fmt: skip

    def take(self, identifier: str, answer: Any) -> None:
        """Read an answer; keep what is wrong with it."""
        if identifier == READING:
            self.reading = reading_number(self.plan.readings, answer)
            if self.reading is None:
                self._refuse(READING, f'"{answer}" is none of the readings', f"a number from 1 to {len(self.plan.readings)}")
            return
        step = self.plan.step(identifier)
        if isinstance(step, Choose):
            self._take_choice(step, answer)
        elif isinstance(step, Ask):
            self._take_answer(step, answer)

    def _take_answer(self, ask: Ask, answer: Any) -> None:
        kind = self.catalog.type(ask.asks.type)
        if answer is UNKNOWN:
            self.unknowns.extend(self.forms.unknown(ask))
            return
        where, many = f"{ask.id} > {ask.asks.slot}", self.forms.takes_list(ask)
        if answer is ANY:
            values = listed(kind)
            if not values:
                mend = "say a value, or that you do not know it"
                self._refuse(where, "nothing is listed that could be taken", allowed(kind, many=many), mend)
                return
            told = {"true": "yes", "false": "no"}.get(values[0], values[0]) if kind.base == "boolean" else values[0]
            self.notes.append(f'{ask.asks.slot.replace("_", " ")}: "{told}" is taken, as any will do')
            answer = values[0]
        value = self._value(where, kind, answer, many=many)
        if value is not None:
            self.values[ask.id] = value
            self.givens.extend(self.forms.given(ask, value))

    def _value(self, where: str, kind: SemanticType, answer: Any, *, many: bool) -> Value | None:
        if not many and isinstance(answer, list | tuple | set | frozenset):
            self._refuse(where, f"{len(answer)} values for what takes one", allowed(kind))
            return None
        found: Iterable[Read] = read_list(kind, answer, self.today) if many else (read(kind, answer, self.today),)
        found = tuple(found)
        for one in found:
            if one.value is None:
                self._refuse(where, one.why, allowed(kind, many=many), one.mend)
        values = tuple(one.value for one in found if one.value is not None)
        if not values or len(values) < len(found):
            if not found:
                self._refuse(where, "the list is empty", allowed(kind, many=many))
            return None
        return values if len(values) > 1 else values[0]

    def _take_choice(self, choice: Choose, answer: Any) -> None:
        row = ("first", None) if answer is ANY else _row(answer)
        if row is None:
            what = "nothing can be taken instead of a row" if answer is UNKNOWN else f'"{answer}" is no row'
            self._refuse(choice.id, what, "first, last, or the number of a row", "the rows are shown when the plan is run")
            return
        if answer is ANY:
            self.notes.append(f"{choice.id}: the first row is taken, as any will do")
        self.picks.extend(self.forms.pick(choice, *row))

    def _refuse(self, where: str, what: str, expected: str, mend: str = "") -> None:
        self.problems.append(Problem(what, where, expected, mend))


def _row(answer: Any) -> tuple[RowKind, int | None] | None:
    """The row that an answer means."""
    text = (text_of(answer) or "").strip().casefold().removeprefix("the ").removesuffix(" one").strip()
    if text == "last":
        return "last", None
    number = _ROWS.get(text) or (int(text) if text.isascii() and text.isdigit() else 0)
    if number == 1:
        return "first", None
    return ("nth", number) if 1 < number < 2**31 else None
