"""What troubles change in the facts, so that the plan made anew goes another way or asks (R11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Dropped, Facts, FailedCall, Given
from orchestrator.plan.identity import identities
from orchestrator.plan.model import Call, FromList, FromStep, FromValue, Plan
from orchestrator.run.endings import Ending, Trouble
from orchestrator.run.model import FailedBy
from orchestrator.values import normal_form

_BY: Mapping[str, FailedBy] = {"nothing": "nothing", "row": "nothing", "state": "state", "time": "time"}


@dataclass(frozen=True, slots=True)
class Change:
    """Other facts, and why.

    Attributes:
        cause: in plain words; it is told with the questions that come of it.
        asks: goal and type of what was set aside: the new plan must ask for it, for anything else would be done for somebody
            or something that the user did not mean.
    """

    facts: Facts
    cause: str
    by: FailedBy
    asks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """A value that the user gave and a lookup takes: the fact, and the type it is looked up by."""

    given: Given
    type: str


def change(troubles: Sequence[Trouble], plan: Plan, catalog: Catalog) -> Change:
    """The change of facts that the troubles of a plan make.

    A lookup that found nothing for what the user said sets that aside; any other lookup that is of no use is barred. A goal's own
    call is what the user wants: there is no other way to it.

    Raises:
        Ending: nothing can be changed: a write failed, a state does not hold, time is over.
    """
    for trouble in troubles:
        if not _mendable(trouble, plan, catalog):
            raise Ending.failed(_BY.get(trouble.kind, "call"), _cause(trouble, catalog))
    named, facts = identities(plan, catalog), plan.facts
    said: list[_Said] = []
    causes: list[str] = []
    for trouble in troubles:
        barred = _barred(trouble, plan)
        aside = list(_said(barred, plan, catalog)) if _found_nothing(trouble, barred) else []
        causes.append(_cause(trouble, catalog))
        said += aside
        failure = FailedCall(call=named[barred.id])
        if not aside and not barred.goals and failure not in facts.failures:
            facts = facts.model_copy(update={"failures": (*facts.failures, failure)})
    cause = "; ".join(dict.fromkeys(causes))
    facts = _without(facts, said, cause)
    by = _BY.get(troubles[0].kind, "call")
    if facts == plan.facts:
        raise Ending.failed(by, cause)
    return Change(facts, cause, by, tuple(dict.fromkeys((s.given.goal, s.type) for s in said)))


def asks_for(plan: Plan, wanted: Iterable[tuple[int, str]], catalog: Catalog) -> bool:
    """Whether a plan asks for all that was set aside."""
    return all(
        any(goal in ask.asks.goals and _related(ask.asks.type, name, catalog) for ask in plan.asks) for goal, name in wanted
    )


def _barred(trouble: Trouble, plan: Plan) -> Call:
    """The call that is of no use: the one that was to give what is lacking, else the one that could not be made."""
    found = plan.step(trouble.blame) if trouble.blame is not None else trouble.step
    if not isinstance(found, Call):
        raise Ending.failed("call", trouble.text)
    return found


def _mendable(trouble: Trouble, plan: Plan, catalog: Catalog) -> bool:
    if trouble.kind in ("unknown", "state", "time") or (trouble.blame is None and trouble.step is None):
        return False
    return not catalog.apis[_barred(trouble, plan).api].writes


def _found_nothing(trouble: Trouble, barred: Call) -> bool:
    return trouble.kind == "nothing" or (trouble.kind == "row" and trouble.blame == barred.id)


def _said(call: Call, plan: Plan, catalog: Catalog) -> Iterator[_Said]:
    """What the user gave that a lookup takes directly; where some of it says whose it is, only that."""
    found: list[_Said] = []
    for name, argument in call.arguments.items():
        kind = catalog.type(catalog.apis[call.api].inputs[name].type)
        for one in argument.list if isinstance(argument, FromList) else (argument,):
            texts = (one.value,) if isinstance(one, FromValue) and isinstance(one.value, str) else ()
            wanted = {normal_form(kind.base, text) for text in texts}
            for given in plan.facts.givens if texts else ():
                same = {normal_form(kind.base, member) for member in given.members}
                if wanted & same and any(_related(t, kind.name, catalog) for t in _types(given, plan, catalog)):
                    found.append(_Said(given, kind.name))
    telling = [said for said in found if catalog.type(said.type).entity is not None]
    yield from telling or found


def _types(given: Given, plan: Plan, catalog: Catalog) -> Iterator[str]:
    """The types that a given name may mean."""
    for goal in plan.facts.goals:
        api = catalog.apis.get(goal.api)
        if goal.goal == given.goal and api is not None and given.name in api.inputs:
            yield api.inputs[given.name].type
    if given.name in catalog.semantic_types:
        yield given.name


def _related(one: str, other: str, catalog: Catalog) -> bool:
    a, b = catalog.type(one), catalog.type(other)
    return a.name in b.ancestors or b.name in a.ancestors or (a.entity is not None and a.entity == b.entity)


def _without(facts: Facts, said: Sequence[_Said], cause: str) -> Facts:
    if not said:
        return facts
    gone = [s.given for s in said]
    dropped = [Dropped(goal=g.goal, name=g.name, value=", ".join(g.members), reason=cause) for g in dict.fromkeys(gone)]
    givens = tuple(given for given in facts.givens if given not in gone)
    return facts.model_copy(update={"givens": givens, "dropped": (*facts.dropped, *dropped)})


def _cause(trouble: Trouble, catalog: Catalog) -> str:
    if trouble.kind != "nothing" or trouble.step is None:
        return trouble.text
    inputs = catalog.apis[trouble.step.api].inputs
    texts = [
        f'"{text}"'
        for name, argument in trouble.step.arguments.items()
        if isinstance(argument, FromValue) and not inputs[name].sensitive
        for text in ((argument.value,) if isinstance(argument.value, str) else argument.value)
    ]
    given = [str(argument.source) for argument in trouble.step.arguments.values() if isinstance(argument, FromStep)]
    return f"{trouble.text} for {' and '.join(texts)}" if texts else f"{trouble.text} for {given[0]}" if given else trouble.text
