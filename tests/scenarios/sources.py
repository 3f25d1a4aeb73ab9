"""Where a datum of a plan comes from, as scenario files write it, and whether a plan agrees.

    create_invoice[2].amount <- 80                      a value, or the default of the input
    create_invoice.customer  <- find_customer(name=Acme).id
    create_invoice.amount    <- ask(money)
    send_invoice.invoice     <- create_invoice[1].invoice
    balance[3]               <- account_balance(account=AC000001).balance

What the left side names is an input of a call, or a wanted type with its goal. Names are those of the catalog, so an API
may be called "GET /x". Inside brackets a value that holds a comma or a bracket stands in double quotes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from orchestrator import Catalog, Plan
from orchestrator.plan.model import Argument, Ask, Call, FromDefault, FromStep, FromValue

_GOAL = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ASK = re.compile(r"ask\(\s*([^()]+?)\s*\)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that the user gave, or a default."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question for a type."""

    type: str


@dataclass(frozen=True, slots=True)
class OfGoal:
    """An output of the call of a goal."""

    api: str
    goal: int
    output: str


@dataclass(frozen=True, slots=True)
class OfCall:
    """An output of a call with just these arguments: a lookup, or the read call of a goal."""

    api: str
    arguments: tuple[tuple[str, Source], ...]
    output: str


Source = Value | Answer | OfGoal | OfCall


@dataclass(frozen=True, slots=True)
class Place:
    """The left side: an input of an API's call (of a goal, if one is named), or a wanted type."""

    name: str
    goal: int | None
    input: str | None


class BadSource(ValueError):
    """A binding that is not written in the form above."""


def read_binding(text: str, catalog: Catalog) -> tuple[Place, Source]:
    """Read `place <- source`.

    Raises:
        BadSource: the text is no binding, or names what the catalog does not have.
    """
    left, arrow, right = text.partition(" <- ")
    if not arrow:
        raise BadSource(f"{text!r} is no binding; write `api[goal].input <- source`")
    return _place(left.strip(), catalog), read_source(right.strip(), catalog)


def _place(text: str, catalog: Catalog) -> Place:
    for name in _starting(text, [*catalog.apis, *catalog.types]):
        rest = text[len(name) :]
        goal = _GOAL.match(rest)
        rest = rest[goal.end() :] if goal else rest
        number = int(goal[1]) if goal else None
        if not rest and number is not None and name in catalog.types:
            return Place(name, number, None)
        if name in catalog.apis and rest[1:] in catalog.apis[name].inputs and rest.startswith("."):
            return Place(name, number, rest[1:])
    raise BadSource(f"{text!r} is neither an input of an API nor a wanted type")


def _starting(text: str, names: list[str]) -> list[str]:
    """The names that a text starts with, the longest first."""
    return sorted({n for n in names if text.startswith(n)}, key=len, reverse=True)


def read_source(text: str, catalog: Catalog) -> Source:
    """Read the right side of a binding; what is of no other form is a value."""
    source, rest = _source(text, catalog, inside=False)
    if rest:
        raise BadSource(f"{rest!r} is left over in {text!r}")
    return source


def _source(text: str, catalog: Catalog, *, inside: bool) -> tuple[Source, str]:
    if asked := _ASK.match(text):
        if asked[1] not in catalog.semantic_types:
            raise BadSource(f"{asked[0]!r} asks for a type that the catalog does not have")
        return Answer(asked[1]), text[asked.end() :]
    for api in _starting(text, list(catalog.apis)):
        rest = text[len(api) :]
        if goal := _GOAL.match(rest):
            output, rest = _output(rest[goal.end() :], api, catalog)
            return OfGoal(api, int(goal[1]), output), rest
        if rest.startswith("("):
            arguments, rest = _arguments(rest[1:], catalog)
            output, rest = _output(rest, api, catalog)
            return OfCall(api, arguments, output), rest
    return _value(text, inside=inside)


def _value(text: str, *, inside: bool) -> tuple[Source, str]:
    if not inside:
        return Value(text), ""
    if quoted := _QUOTED.match(text):
        return Value(json.loads(quoted[0])), text[quoted.end() :]
    end = next((i for i, c in enumerate(text) if c in ",)"), len(text))
    return Value(text[:end].strip()), text[end:]


def _arguments(text: str, catalog: Catalog) -> tuple[tuple[tuple[str, Source], ...], str]:
    found: list[tuple[str, Source]] = []
    rest = text.lstrip()
    while not rest.startswith(")"):
        name, equals, rest = rest.partition("=")
        if not equals:
            raise BadSource(f"{text!r} is no list of `input=source` that ends with a bracket")
        source, rest = _source(rest.lstrip(), catalog, inside=True)
        found.append((name.strip(), source))
        rest = rest.lstrip()
        rest = rest[1:].lstrip() if rest.startswith(",") else rest
    return tuple(found), rest[1:]


def _output(text: str, api: str, catalog: Catalog) -> tuple[str, str]:
    for name in _starting(text.removeprefix("."), list(catalog.apis[api].outputs)):
        if text.startswith("."):
            return name, text[1 + len(name) :]
    raise BadSource(f"{text!r} names no output of {api}")


def comes_from(argument: Argument, source: Source, plan: Plan, catalog: Catalog) -> bool:
    """Whether an argument of a plan comes from this source."""
    if isinstance(argument, FromValue):
        return source == Value(argument.value)
    if isinstance(argument, FromDefault):
        return source == Value(argument.default)
    identifier, _, output = argument.source.partition(".")
    step = plan.step(identifier)
    if isinstance(step, Ask):
        return source == Answer(step.asks.type)
    if isinstance(source, OfGoal):
        return (step.api, output) == (source.api, source.output) and source.goal in step.goals
    if not isinstance(source, OfCall) or (step.api, output) != (source.api, source.output):
        return False
    if step.goals and catalog.apis[step.api].writes:
        return False
    return set(step.arguments) == {name for name, _ in source.arguments} and all(
        comes_from(step.arguments[name], inner, plan, catalog) for name, inner in source.arguments
    )


def is_bound(place: Place, source: Source, plan: Plan, catalog: Catalog) -> bool:
    """Whether some call, or some met want, of a plan takes its datum from this source."""
    if place.input is None:
        met = [w for w in plan.wants if w.type == place.name and w.goal == place.goal]
        return any(comes_from(FromStep(source=w.source), source, plan, catalog) for w in met)
    calls = [c for c in plan.calls if c.api == place.name and (place.goal is None or place.goal in c.goals)]
    taken = [c.arguments[place.input] for c in calls if place.input in c.arguments]
    return any(comes_from(argument, source, plan, catalog) for argument in taken)


def told(argument: Argument, plan: Plan) -> str:
    """An argument of a plan in the form above, for messages."""
    if isinstance(argument, FromValue):
        return argument.value
    if isinstance(argument, FromDefault):
        return argument.default
    identifier, _, output = argument.source.partition(".")
    step = plan.step(identifier)
    return f"ask({step.asks.type})" if isinstance(step, Ask) else f"{_call(step, plan)}.{output}"


def _call(step: Call, plan: Plan) -> str:
    if step.goals:
        return f"{step.api}[{step.goals[0]}]"
    return f"{step.api}({', '.join(f'{name}={told(a, plan)}' for name, a in step.arguments.items())})"


def bindings(plan: Plan) -> list[str]:
    """Every binding of a plan in the form above, for messages."""
    lines = [
        f"{call.api}{f'[{call.goals[0]}]' if call.goals else ''}.{name} <- {told(argument, plan)}"
        for call in plan.calls
        for name, argument in call.arguments.items()
    ]
    return lines + [f"{w.type}[{w.goal}] <- {told(FromStep(source=w.source), plan)}" for w in plan.wants]
