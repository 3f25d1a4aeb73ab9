"""Whether answers came where they were asked for.

Two inputs of one lookup that are of one type are asked for one by one, but facts say values by type: which is for which of the two
they cannot say (R3). The plan may then have them the other way round; that is an error rather than a plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from orchestrator.converse.errors import AnswerError
from orchestrator.errors import Problem
from orchestrator.facts.model import Value
from orchestrator.plan.model import Argument, Call, FromStep, FromValue, Plan
from orchestrator.values import normal_form


def check_placed(old: Plan, new: Plan, values: Mapping[str, Value]) -> None:
    """Hold a plan against the answers that it was made from.

    Args:
        old: the plan that asked.
        new: the plan made from the answers.
        values: question → what was answered.

    Raises:
        AnswerError: two answers have changed places.
    """
    for call, one, other in _pairs(old, values):
        wanted = (_asked(call, one, values), _asked(call, other, values))
        calls = [c for c in new.calls if c.api == call.api]
        found = [_normal((_said(c.arguments.get(one)), _said(c.arguments.get(other)))) for c in calls]
        if _normal(wanted) not in found and _normal(wanted[::-1]) in found:
            what = f"which answer is for the {one} of {call.api}, and which for its {other}, cannot be told apart"
            raise AnswerError(Problem(what, "answers", mend="say what the two lead to instead"))


def _pairs(plan: Plan, values: Mapping[str, Value]) -> Iterator[tuple[Call, str, str]]:
    for call in plan.calls:
        asked = [x for x, a in call.arguments.items() if isinstance(a, FromStep) and a.source in values]
        if not call.goals:
            yield from ((call, one, other) for one, other in combinations(asked, 2))


def _asked(call: Call, name: str, values: Mapping[str, Value]) -> Value | None:
    argument = call.arguments[name]
    return values[argument.source] if isinstance(argument, FromStep) else None


def _said(argument: Argument | None) -> Value | None:
    return argument.value if isinstance(argument, FromValue) else None


def _normal(pair: tuple[Value | None, ...]) -> tuple[str, ...]:
    return tuple(normal_form("string", value) or "" if isinstance(value, str) else str(value) for value in pair)
