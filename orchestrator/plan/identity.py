"""The identities of a plan's calls, in the words of `orchestrator.reason.identity`."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import quote
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Plan,
    RowPick,
)
from orchestrator.reason.identity import call_text, own_text, value_text


def identities(plan: Plan, catalog: Catalog) -> dict[str, str]:
    """Step → its identity, of all calls, questions and choices of a plan.

    Example:
        >>> identities(plan, catalog)["c1"]
        'find_customer(name="acme")'
    """
    return _OfPlan(plan, catalog).all()


class _OfPlan:
    def __init__(self, plan: Plan, catalog: Catalog) -> None:
        self.plan, self.catalog = plan, catalog
        self.found: dict[str, str] = {}

    def all(self) -> dict[str, str]:
        for step in self.plan.steps:
            match step:
                case Ask():
                    self.found[step.id] = f"ask({step.asks.type})"
                case Choose():
                    self.found[step.id] = f"choose({self.found[step.of]})"
                case Call():
                    self.found[step.id] = self._call(step)
        return self.found

    def _call(self, call: Call) -> str:
        if call.goals and self.catalog.apis[call.api].writes:
            return own_text(call.api, call.goals[0], call.member)
        return call_text(call.api, ((x, self._argument(call, x, a)) for x, a in call.arguments.items()))

    def _argument(self, call: Call, x: str, argument: Argument) -> str:
        match argument:
            case FromValue():
                members = (argument.value,) if isinstance(argument.value, str) else argument.value
                return self._texts(call, x, members, listed=not isinstance(argument.value, str))
            case FromDefault():
                members = (argument.default,) if isinstance(argument.default, str) else argument.default
                return self._texts(call, x, members, listed=not isinstance(argument.default, str))
            case FromStep():
                step, _, output = argument.source.partition(".")
                return f"{self.found[step]}.{output}{_pick(argument.pick)}" if output else self.found[step]
            case FromList():
                return f"[{', '.join(self._argument(call, x, member) for member in argument.list)}]"

    def _texts(self, call: Call, x: str, members: Iterable[str], *, listed: bool) -> str:
        texts = ", ".join(value_text(self.catalog.apis[call.api], x, member, self.catalog) for member in members)
        return f"[{texts}]" if listed else texts


def _pick(pick: RowPick | None) -> str:
    """Which row, in a form that a plan and a situation share."""
    if pick is None:
        return ""
    if pick.equals is not None:
        return f"[{', '.join(f'{column}={quote(text.casefold())}' for column, text in pick.equals.items())}]"
    kind = next(name for name in type(pick).model_fields if getattr(pick, name) is not None)
    return "[chosen]" if kind == "chosen" else f"[{kind} {getattr(pick, kind)}]"
