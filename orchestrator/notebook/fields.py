"""The fields of a form: one a question of a plan, by the type of what is asked for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from orchestrator.catalog.model import Base, Catalog
from orchestrator.converse.answers import READING, allowed
from orchestrator.converse.forms import Forms
from orchestrator.converse.readings import told
from orchestrator.plan.model import Ask, Choose, Plan
from orchestrator.show.words import listed, numbered_goals, printable

FieldKind = Literal["text", "number", "date", "time", "datetime", "select"]

_KINDS: dict[Base, FieldKind] = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "select",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value that is listed, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """What a form shows of a question, of a choice, or of the question which reading is meant.

    Attributes:
        id: what the answer goes by: `q1`, `c2`, `reading`.
        kind: how it is answered. A number is a text to the browser, so that what does not fit is told and not swallowed.
        label: the question in words.
        told: what the answer is for.
        allowed: what may be answered; empty where every text may.
        options: the values that are listed. Of a boolean yes and no: a box that is not ticked would be an answer nobody gave.
        many: whether several values may be given.
        open: whether the user may not know it, or leave it open.
    """

    id: str
    kind: FieldKind
    label: str
    told: str = ""
    allowed: str = ""
    options: tuple[Option, ...] = ()
    many: bool = False
    open: bool = True

    def to_json(self) -> dict[str, Any]:
        """The field as plain data, for the browser."""
        return {**asdict(self), "options": [asdict(option) for option in self.options]}


def fields(plan: Plan, catalog: Catalog) -> tuple[Field, ...]:
    """The fields for what a plan leaves to the user, in the order of its steps.

    Example:
        >>> [(field.id, field.kind, field.allowed) for field in fields(plan, catalog)]
        [('q1', 'number', 'a number from 0.01 to 1000000')]
    """
    found = [_reading(plan, catalog)] if plan.readings else []
    forms = Forms(plan, catalog)
    found += [_question(ask, plan, catalog, many=forms.takes_list(ask)) for ask in plan.asks]
    return (*found, *(_choice(choice) for choice in plan.choices))


def _reading(plan: Plan, catalog: Catalog) -> Field:
    options = (Option(str(n), printable(told(reading, catalog), 300)) for n, reading in enumerate(plan.readings, 1))
    return Field(READING, "select", "What do you mean?", options=tuple(options), open=False)


def _question(ask: Ask, plan: Plan, catalog: Catalog, *, many: bool) -> Field:
    asked = ask.asks
    kind = catalog.type(asked.type)
    values = ("yes", "no") if kind.base == "boolean" and not kind.values else tuple(kind.values or ())
    free = kind.base == "string" and not kind.constrained
    return Field(
        id=ask.id,
        kind="select" if values else "text" if many else _KINDS[kind.base],
        label=printable(asked.question or f"Which {asked.type.replace('_', ' ')}?", 500),
        told=printable(f"{asked.slot} of {_served(ask, plan)}", 300),
        allowed="" if free else printable(allowed(kind, many=many), 300),
        options=tuple(Option(value, printable(value)) for value in values),
        many=many,
    )


def _served(ask: Ask, plan: Plan) -> str:
    """The goals that the answer is for, by what is called or wanted for them."""
    names = {goal: call.api for call in plan.calls for goal in call.goals}
    names |= {want.goal: want.type for want in plan.wants}
    return listed(list(dict.fromkeys(names.get(goal, f"goal {goal}") for goal in ask.asks.goals)))


def _choice(choice: Choose) -> Field:
    return Field(
        id=choice.id,
        kind="text",
        label=printable(choice.question or "Which one?", 500),
        told=f"one row of {choice.of}, for {numbered_goals(choice.goals)}",
        allowed="first, last, or the number of a row; left empty, it is chosen when the plan is run",
        open=False,
    )
