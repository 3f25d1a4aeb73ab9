"""Values that fit what a plan asks for, and the plan with them in the place of its questions."""

from __future__ import annotations

from orchestrator import Catalog, Plan
from orchestrator.catalog import SemanticType
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    Choose,
    FromList,
    FromStep,
    FromValue,
    NeedsInput,
    Ready,
)
from orchestrator.values import fit

_POOLS = {
    "string": ("Zeta", "Yota", "Xero", "Wilo", "Vivo", "Ulmo", "Tago"),
    "number": ("77", "78", "79", "76", "75"),
    "integer": ("3", "4", "2", "5", "1"),
    "date": ("2031-03-04", "2031-03-05", "2031-03-06", "2031-03-07"),
    "time": ("07:11", "07:12", "07:13"),
    "datetime": ("2031-03-04T07:00:00", "2031-03-05T07:00:00"),
    "boolean": ("true", "false"),
}
_FORMED = {
    "email": "z{}@zeta.org",
    "phone": "+49111220{}",
    "uri": "https://z.org/{}",
    "uuid": "1234567{}-1234-1234-1234-123456789012",
}
_PATTERNED = (
    "9876", "9871", "12345678", "123456", "654321", "XY-99", "ABC-123", "EUR", "A1", "90210", "FB-77", "HB-77", "TB-77", "RB-77",
    "DOC-77", "INV-77", "CUS-77", "ACC-77", "BK-77",
)  # fmt: skip


def fitting(kind: SemanticType, place: int) -> str | None:
    """A value of a type, another one for each place; None where none is known."""
    if kind.values is not None:
        return list(kind.values)[place % len(kind.values)]
    pool = [_FORMED[kind.format].format(place)] if kind.format is not None else list(_POOLS[kind.base])
    pool += _PATTERNED if kind.pattern is not None else ()
    turned = [pool[(at + place) % len(pool)] for at in range(len(pool))]
    return next((value for value in turned if fit(kind, value)), None)


def fitting_answers(plan: Plan, catalog: Catalog) -> dict[str, str] | None:
    """An answer to each question; None where one is not known."""
    values = {ask.id: fitting(catalog.type(ask.asks.type), place) for place, ask in enumerate(plan.asks)}
    known = {question: value for question, value in values.items() if value is not None}
    return known if known and len(known) == len(values) else None


def with_answers(plan: Plan, answers: dict[str, str]) -> Plan:
    """The plan with values in the place of questions."""
    steps = [_filled(step, answers) for step in plan.steps if step.id not in answers]
    asks = any(isinstance(step, Ask | Choose) for step in steps)
    outcome = NeedsInput if asks else Ready
    return outcome(steps=tuple(steps), wants=plan.wants, facts=plan.facts)


def _filled(step: Ask | Choose | Call, answers: dict[str, str]) -> Ask | Choose | Call:
    if not isinstance(step, Call):
        return step
    return step.model_copy(update={"arguments": {x: _source(a, answers) for x, a in step.arguments.items()}})


def _source(argument: Argument, answers: dict[str, str]) -> Argument:
    match argument:
        case FromStep(source=source) if source in answers:
            return FromValue(value=answers[source])
        case FromList(list=parts):
            return FromList(list=tuple(_source(part, answers) for part in parts))  # type: ignore[arg-type]
    return argument
