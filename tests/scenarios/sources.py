"""Where a datum of a plan comes from, as scenario files write it, and whether a plan agrees.

    create_invoice[2].amount <- 80                      a value, or the default of the input
    create_invoice.customer  <- find_customer(name=Acme).id
    create_invoice.amount    <- ask(money)
    send_invoice.invoice     <- create_invoice[1].invoice
    balance[3]               <- account_balance(account=AC000001).balance
    book_hotel.hotel         <- search_hotels(city=Rome).hotel[max stars]      the row that is taken of a list
    send_invoice[2#1].invoice <- create_invoice[1#1].invoice                   the first call of a goal that has several
    tag_customer.tags        <- ["new", "vip"]                                 a list, each member a source

What the left side names is an input of a call, or a wanted type with its goal. Names are those of the catalog, so an API
may be called "GET /x". Inside brackets a value that holds a comma or a bracket stands in double quotes.

The rows: `[first]` `[first 3]` `[last]` `[nth 2]` `[min price]` `[max price]` `[name = "Ritz"]` `[chosen]` as a plan says
them; `[each]` the row for which the call is made, `[each first 3]` of the first three; `[all]` the whole column. A source
that says none of these may be of any row.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from orchestrator import Catalog, Plan
from orchestrator.facts.model import Value as GivenValue
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Met,
    RowPick,
)

_GOAL = re.compile(r"\[(\d+)(?:#(\d+))?\]")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ROWS = re.compile(r'\[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\]')
_FIRST = re.compile(r"(each +)?first(?: +(\d+))?")
_EQUAL = re.compile(r'\s*([^=]+?)\s*=\s*("(?:[^"\\]|\\.)*"|[^,]*?)\s*(?:,|$)')
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
class Rows:
    """The rows that are taken: those that `pick` says, all if it says nothing; or `each`, the row a call is made for.

    Which choice it is that a row was chosen in is left open: `chosen` is the empty text.
    """

    pick: RowPick | None = None
    each: bool = False


@dataclass(frozen=True, slots=True)
class OfGoal:
    """An output of the call of a goal, or of that one of its calls, if it has several."""

    api: str
    goal: int
    output: str
    member: int | None = None
    rows: Rows | None = None


@dataclass(frozen=True, slots=True)
class OfCall:
    """An output of a call with just these arguments: a lookup, or the read call of a goal."""

    api: str
    arguments: tuple[tuple[str, Source], ...]
    output: str
    rows: Rows | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, and where each member comes from."""

    members: tuple[Source, ...]


Source = Value | Answer | OfGoal | OfCall | Listed


@dataclass(frozen=True, slots=True)
class Place:
    """The left side: an input of an API's call (of a goal, or of that call of it), or a wanted type."""

    name: str
    goal: int | None
    input: str | None
    member: int | None = None


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
            return Place(name, number, rest[1:], _member(goal))
    raise BadSource(f"{text!r} is neither an input of an API nor a wanted type")


def _member(goal: re.Match[str] | None) -> int | None:
    return int(goal[2]) if goal and goal[2] else None


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
            output, rows, rest = _output(rest[goal.end() :], api, catalog)
            return OfGoal(api, int(goal[1]), output, _member(goal), rows), rest
        if rest.startswith("("):
            arguments, rest = _arguments(rest[1:], catalog)
            output, rows, rest = _output(rest, api, catalog)
            return OfCall(api, arguments, output, rows), rest
    if text.startswith("["):
        return _listed(text[1:], catalog)
    return _value(text, inside=inside)


def _value(text: str, *, inside: bool) -> tuple[Source, str]:
    if not inside:
        return Value(text), ""
    if quoted := _QUOTED.match(text):
        return Value(json.loads(quoted[0])), text[quoted.end() :]
    end = next((i for i, c in enumerate(text) if c in ",)]"), len(text))
    return Value(text[:end].strip()), text[end:]


def _listed(text: str, catalog: Catalog) -> tuple[Source, str]:
    found: list[Source] = []
    rest = text.lstrip()
    while not rest.startswith("]"):
        if not rest:
            raise BadSource(f"[{text!r} is no list that ends with a bracket")
        source, rest = _source(rest, catalog, inside=True)
        found.append(source)
        rest = rest.lstrip().removeprefix(",").lstrip()
    return Listed(tuple(found)), rest[1:]


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


def _output(text: str, api: str, catalog: Catalog) -> tuple[str, Rows | None, str]:
    for name in _starting(text.removeprefix("."), list(catalog.apis[api].yields)):
        if text.startswith("."):
            rest = text[1 + len(name) :]
            said = _ROWS.match(rest)
            return (name, _rows(said[1].strip(), api, catalog), rest[said.end() :]) if said else (name, None, rest)
    raise BadSource(f"{text!r} names no output of {api}")


def _rows(said: str, api: str, catalog: Catalog) -> Rows:
    if said in ("all", "each"):
        return Rows(each=said == "each")
    if first := _FIRST.fullmatch(said):
        return Rows(RowPick(first=int(first[2] or 1)), each=first[1] is not None)
    if said in ("last", "chosen"):
        return Rows(RowPick(last=1) if said == "last" else RowPick(chosen=""))
    word, _, rest = said.partition(" ")
    if word == "nth" and rest.isdigit():
        return Rows(RowPick(nth=int(rest)))
    if word in ("min", "max") and rest in catalog.apis[api].yields:
        return Rows(RowPick(min=rest) if word == "min" else RowPick(max=rest))
    equal = {c: json.loads(v) if v.startswith('"') else v for c, v in _EQUAL.findall(said)}
    if not equal or not set(equal) <= set(catalog.apis[api].yields):
        raise BadSource(f"[{said}] does not say which rows of {api} are taken")
    return Rows(RowPick(equals=equal))


def comes_from(
    argument: Argument, source: Source, plan: Plan, catalog: Catalog, holder: Call | None = None
) -> bool:
    """Whether an argument of a plan, of the call `holder`, comes from this source."""
    if isinstance(argument, FromValue):
        return source == _given(argument.value)
    if isinstance(argument, FromDefault):
        return source == _given(argument.default)
    if isinstance(argument, FromList):
        return (
            isinstance(source, Listed)
            and len(source.members) == len(argument.list)
            and all(comes_from(a, s, plan, catalog, holder) for a, s in zip(argument.list, source.members, strict=True))
        )
    identifier, _, output = argument.source.partition(".")
    step = plan.step(identifier)
    if isinstance(step, Ask):
        return source == Answer(step.asks.type)
    if not isinstance(source, OfGoal | OfCall) or not isinstance(step, Call):
        return False
    if (step.api, output) != (source.api, source.output):
        return False
    if source.rows is not None and source.rows != taken_rows(argument, step, plan, holder):
        return False
    if isinstance(source, OfGoal):
        return any(step is call for call in _calls_of(source.goal, source.member, plan))
    if step.goals and catalog.apis[step.api].writes:
        return False
    return set(step.arguments) == {name for name, _ in source.arguments} and all(
        comes_from(step.arguments[name], inner, plan, catalog, step) for name, inner in source.arguments
    )


def _given(value: GivenValue) -> Source:
    return Value(value) if isinstance(value, str) else Listed(tuple(Value(member) for member in value))


def _calls_of(goal: int, member: int | None, plan: Plan) -> list[Call]:
    """The calls of a goal, in order; that one alone, if `member` says which."""
    calls = [call for call in plan.calls if goal in call.goals]
    return calls if member is None else calls[member - 1 : member]


def taken_rows(argument: FromStep, step: Call, plan: Plan, holder: Call | None) -> Rows:
    """Which rows of what a step yields an argument of the call `holder` takes."""
    pick = argument.pick
    if pick is not None and pick.chosen is not None:
        choice = plan.step(pick.chosen)
        if not isinstance(choice, Choose) or choice.of != step.id:
            raise BadSource(f"{pick.chosen} is no choice among the rows of {step.id}")
        return Rows(RowPick(chosen=""))
    rows_of_list = pick is None or pick.first is not None
    each = holder is not None and holder.for_each is not None and holder.for_each in (step.id, step.for_each)
    return Rows(pick, each=each and rows_of_list)


def is_bound(place: Place, source: Source, plan: Plan, catalog: Catalog) -> bool:
    """Whether some call, or some met want, of a plan takes its datum from this source."""
    if place.input is None:
        met = [w for w in plan.wants if w.type == place.name and w.goal == place.goal]
        return any(comes_from(_meeting(w), source, plan, catalog) for w in met)
    calls = plan.calls if place.goal is None else _calls_of(place.goal, place.member, plan)
    return any(
        comes_from(call.arguments[place.input], source, plan, catalog, call)
        for call in calls
        if call.api == place.name and place.input in call.arguments
    )


def _meeting(want: Met) -> FromStep:
    return FromStep(source=want.source, pick=want.pick)


def told(argument: Argument, plan: Plan, holder: Call | None = None) -> str:
    """An argument of a plan in the form above, for messages."""
    if isinstance(argument, FromValue | FromDefault):
        value = argument.value if isinstance(argument, FromValue) else argument.default
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(argument, FromList):
        return f"[{', '.join(told(member, plan, holder) for member in argument.list)}]"
    identifier, _, output = argument.source.partition(".")
    step = plan.step(identifier)
    if isinstance(step, Ask):
        return f"ask({step.asks.type})"
    if not isinstance(step, Call):
        return argument.source
    return f"{_call(step, plan)}.{output}{_told_rows(taken_rows(argument, step, plan, holder))}"


def _told_rows(rows: Rows) -> str:
    said = [] if rows.pick is None else list(rows.pick.model_dump(exclude_none=True).items())
    words = ["each"] if rows.each else []
    for kind, value in said:
        if isinstance(value, dict):
            words.append(", ".join(f"{column} = {json.dumps(v, ensure_ascii=False)}" for column, v in value.items()))
        else:
            words.append(kind if kind in ("last", "chosen") else f"{kind} {value}")
    return f"[{' '.join(words)}]" if words else ""


def _call(step: Call, plan: Plan) -> str:
    if step.goals:
        return _numbered(step, plan)
    return f"{step.api}({', '.join(f'{name}={told(a, plan, step)}' for name, a in step.arguments.items())})"


def _numbered(call: Call, plan: Plan) -> str:
    """The API of a call with its goal, and which of the calls of its goal it is, if there are several."""
    if not call.goals:
        return call.api
    same = _calls_of(call.goals[0], None, plan)
    which = f"#{next(i for i, c in enumerate(same, 1) if c is call)}" if len(same) > 1 else ""
    return f"{call.api}[{call.goals[0]}{which}]"


def bindings(plan: Plan) -> list[str]:
    """Every binding of a plan in the form above, for messages."""
    lines = [
        f"{_numbered(call, plan)}.{name} <- {told(argument, plan, call)}"
        for call in plan.calls
        for name, argument in call.arguments.items()
    ]
    return lines + [f"{w.type}[{w.goal}] <- {told(_meeting(w), plan)}" for w in plan.wants]
