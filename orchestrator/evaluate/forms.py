"""Plans of ours in the common form of the evaluation: a sequence of calls (see `model`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.evaluate.model import Argument, Asked, CallMade, Literal, Ref, Several
from orchestrator.facts.model import Value
from orchestrator.plan import model as plans


def calls_of(plan: plans.Plan) -> tuple[CallMade, ...]:
    """The calls of a plan, in its order; none where the outcome is no plan.

    A default is left out; what comes of a question is asked, be it the argument of a goal or of a lookup.

    Example:
        >>> [call.api for call in calls_of(orchestrator.plan(facts="goal(1, help)."))]
        ['help']
    """
    calls = {call.id: place for place, call in enumerate(plan.calls)}
    return tuple(_call(call, calls) for call in plan.calls)


def goals_of(plan: plans.Plan) -> tuple[str, ...]:
    """The APIs that the facts of a plan want called, in the order of the goals.

    A goal that is done for every member of a list is one goal. A wanted datum counts as the API that yields it in this plan.
    """
    wanted = {goal.goal: goal.api for goal in plan.facts.goals}
    apis = {call.id: call.api for call in plan.calls}
    for met in plan.wants:
        api = apis.get(met.source.partition(".")[0])
        if api is not None:
            wanted.setdefault(met.goal, api)
    return tuple(wanted[goal] for goal in sorted(wanted))


def rows_of(pick: plans.RowPick | None) -> str:
    """Which rows a pick takes, one way of saying it for each.

    Example:
        >>> rows_of(plans.RowPick(first=3)), rows_of(plans.RowPick(nth=1)), rows_of(plans.RowPick(equals={"name": "Acme"}))
        ('first 3', 'first 1', 'equals name=Acme')
    """
    if pick is None:
        return ""
    if pick.chosen is not None:
        return "chosen"
    if pick.equals is not None:
        return "equals " + ", ".join(f"{column}={value}" for column, value in sorted(pick.equals.items()))
    if pick.nth == 1:
        return "first 1"
    said = pick.model_dump(exclude_none=True)
    return " ".join(f"{word} {argument}" for word, argument in said.items())


def _call(call: plans.Call, calls: Mapping[str, int]) -> CallMade:
    arguments = {
        name: argument
        for name, said in call.arguments.items()
        if (argument := _argument(said, calls)) is not None
    }
    return CallMade(call.api, arguments, Ref(calls[call.for_each]) if call.for_each is not None else None)


def _argument(said: plans.Argument, calls: Mapping[str, int]) -> Argument | None:
    match said:
        case plans.FromDefault():
            return None
        case plans.FromValue(value=value):
            return Literal(_json(value))
        case plans.FromStep():
            return _drawn(said, calls)
        case plans.FromList(list=parts):
            return _several(parts, calls)


def _drawn(said: plans.FromStep, calls: Mapping[str, int]) -> Argument:
    """What a step yields; what is no call is a question."""
    step, _, output = said.source.partition(".")
    return Ref(calls[step], output or None, rows_of(said.pick)) if step in calls else Asked()


def _several(
    parts: Sequence[plans.FromValue | plans.FromDefault | plans.FromStep], calls: Mapping[str, int]
) -> Argument:
    """A list of values is a value; with anything drawn or asked in it, it is put together."""
    if not any(isinstance(part, plans.FromStep) for part in parts):
        return Literal([value for part in parts for value in _values(part)])
    members: list[Argument] = []
    for part in parts:
        if isinstance(part, plans.FromStep):
            members.append(_drawn(part, calls))
        else:
            members.extend(Literal(value) for value in _values(part))
    return Several(tuple(members))


def _values(part: plans.FromValue | plans.FromDefault | plans.FromStep) -> tuple[str, ...]:
    """The values that a part of a list says; a default within a list is said with it."""
    if isinstance(part, plans.FromStep):
        return ()
    value = part.value if isinstance(part, plans.FromValue) else part.default
    return (value,) if isinstance(value, str) else value


def _json(value: Value) -> str | list[str]:
    return value if isinstance(value, str) else list(value)
