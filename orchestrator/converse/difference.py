"""In what two plans differ, as data, and in plain words: "asks one question less, calls find_customer no more"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from orchestrator.catalog.model import Catalog
from orchestrator.converse.pairs import Pairs, pair_steps
from orchestrator.converse.secrets import secrets_of
from orchestrator.converse.sources import Sources
from orchestrator.plan.explain import count, listed
from orchestrator.plan.model import Ask, Call, Choose, Cost, Met, Plan, Status, Step

_PLANS: tuple[Status, ...] = ("ready", "needs_input")
_NOW: dict[Status, str] = {
    "ready": "is ready now",
    "needs_input": "needs input now",
    "ambiguous": "has several readings now",
    "conflict": "is in conflict now",
    "unsolvable": "is impossible now",
    "out_of_scope": "is out of scope now",
}
_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class StepChange:
    """A question, a choice or a call that only one of the plans has. `what` is what is asked, or the API that is called."""

    step: str
    kind: str
    what: str
    goals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ArgumentChange:
    """An argument that both plans have, with another source; in words, None where one of them has none."""

    step: str
    api: str
    name: str
    before: str | None
    after: str | None
    goals: tuple[int, ...] = ()

    def __str__(self) -> str:
        words = f"{self.name.replace('_', ' ')} of {self.api}"
        return f"{words}: {self.before or 'nothing'} → {self.after or 'nothing'}"


@dataclass(frozen=True, slots=True)
class WantChange:
    """A wanted datum that now comes from elsewhere."""

    goal: int
    type: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.type.replace('_', ' ')}: {self.before or 'nothing'} → {self.after or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Difference:
    """In what a plan differs from the one before it.

    Attributes:
        status: the outcome before and now, where that is another.
        cost: the cost before and now, where that is another.
        gained: the questions, choices and calls that are new.
        lost: those that are there no more.
        arguments: arguments with another source.
        wants: wanted data from another source.
        explanation: of an outcome without a plan: what it says now, where that is something else.
        reordered: the same is done in another order; said only where nothing else differs.
        still: how often each API of a call that was gained or lost is called now.

    Example:
        >>> print(new.difference(old))
        is ready now, asks one question less; amount of create_invoice: your answer → 200
    """

    status: tuple[Status, Status] | None = None
    cost: tuple[Cost, Cost] | None = None
    gained: tuple[StepChange, ...] = ()
    lost: tuple[StepChange, ...] = ()
    arguments: tuple[ArgumentChange, ...] = ()
    wants: tuple[WantChange, ...] = ()
    explanation: str = ""
    reordered: bool = False
    still: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.status or self.gained or self.lost or self.arguments or self.wants or self.explanation or self.reordered)

    def __str__(self) -> str:
        first = ", ".join(self.summary)
        if self.explanation:
            return f"{first}: {self.explanation.rstrip('.')}"
        rest = [str(change) for change in (*self.arguments, *self.wants)]
        told = "; ".join(part for part in (first, *rest) if part)
        return told or "nothing changes"

    @property
    def summary(self) -> tuple[str, ...]:
        """What differs, but for arguments and wants: a few words each."""
        return tuple(_summary(self))

    def to_json(self) -> dict[str, Any]:
        """The difference as plain data, with its words under `text`."""
        data = asdict(self)
        data["cost"] = [cost.model_dump() for cost in self.cost] if self.cost is not None else None
        data["still"] = dict(self.still)
        return {**data, "text": str(self)}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import difference_bundle

        return difference_bundle(self)


def difference(old: Plan, new: Plan, catalog: Catalog) -> Difference:
    """In what the new plan differs from the old one.

    A call is the same one where it is identified alike (`orchestrator.plan.identity`), or where it is the only one of its API
    whose arguments changed: then these are told.
    """
    pairs = pair_steps(old, new, catalog)
    first, second = Sources(old, catalog, pairs.old), Sources(new, catalog, pairs.new)
    gained, lost = tuple(_told(new, pairs.gained)), tuple(_told(old, pairs.lost))
    arguments = tuple(_arguments(pairs, first, second))
    wants = tuple(_wants(old.wants, new.wants, first, second))
    explained = old.status == new.status and new.status not in _PLANS and old.explanation != new.explanation
    outcome = secrets_of((old, new), catalog).hidden(new.explanation)
    touched = dict.fromkeys(change.what for change in (*gained, *lost) if change.kind == "call")
    calls = Counter(call.api for call in new.calls)
    same = not (gained or lost or arguments or wants) and old.status == new.status
    return Difference(
        status=(old.status, new.status) if old.status != new.status else None,
        cost=(old.cost, new.cost) if old.cost != new.cost else None,
        gained=gained, lost=lost, arguments=arguments, wants=wants,
        explanation=outcome if explained or (old.status != new.status and new.status not in _PLANS) else "",
        reordered=same and _reordered(pairs, old, new),
        still=tuple((api, calls[api]) for api in touched),
    )  # fmt: skip


def _told(plan: Plan, steps: Sequence[Step]) -> Iterator[StepChange]:
    for step in steps:
        match step:
            case Ask():
                yield StepChange(step.id, "question", step.asks.question, step.asks.goals)
            case Choose():
                of = plan.step(step.of)
                yield StepChange(step.id, "choice", of.api, step.goals)
            case Call():
                yield StepChange(step.id, "call", step.api, step.goals)


def _arguments(pairs: Pairs, first: Sources, second: Sources) -> Iterator[ArgumentChange]:
    for before, after in pairs.calls:
        if before.for_each != after.for_each and first.each(before) != second.each(after):
            yield ArgumentChange(after.id, after.api, "calls", first.each_told(before), second.each_told(after), after.goals)
        for name in dict.fromkeys((*before.arguments, *after.arguments)):
            one, other = before.arguments.get(name), after.arguments.get(name)
            if one is not None and other is not None and first.key(before, name, one) == second.key(after, name, other):
                continue
            told = (
                first.told(before, name, one) if one is not None else None,
                second.told(after, name, other) if other is not None else None,
            )
            yield ArgumentChange(after.id, after.api, name, *told, after.goals)


def _wants(old: Sequence[Met], new: Sequence[Met], first: Sources, second: Sources) -> Iterator[WantChange]:
    before = {(met.goal, met.type): met for met in old}
    after = {(met.goal, met.type): met for met in new}
    for goal, kind in dict.fromkeys((*before, *after)):
        one, other = before.get((goal, kind)), after.get((goal, kind))
        if one is not None and other is not None and first.met_key(one) == second.met_key(other):
            continue
        told = (first.met(one) if one is not None else None, second.met(other) if other is not None else None)
        yield WantChange(goal, kind, *told)


def _reordered(pairs: Pairs, old: Plan, new: Plan) -> bool:
    """Whether two calls that both plans have come one after the other in the one, and the other way round in the other."""
    at = {step: i for i, stage in enumerate(old.stages) for step in stage}
    now = {step: i for i, stage in enumerate(new.stages) for step in stage}
    places = [(at.get(a.id, 0), now.get(b.id, 0)) for a, b in pairs.calls]
    return any((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(places, 2))


def _summary(said: Difference) -> Iterator[str]:
    if said.status is not None:
        yield _NOW[said.status[1]]
    if said.explanation:
        if said.status is None:
            yield "stays so for another reason"
        return  # there are no steps that could be told
    yield from _asked(said, "question", "asks", "question")
    yield from _asked(said, "choice", "leaves", "choice")
    yield from _called(said)
    if said.reordered:
        yield "makes the same calls in another order"


def _asked(said: Difference, kind: str, verb: str, noun: str) -> Iterator[str]:
    gained, lost = ([c for c in changes if c.kind == kind] for changes in (said.gained, said.lost))
    more, less = len(gained), len(lost)
    if more and less:
        what = f"{count(more, f'other {noun}')} in the place of {_NUMBER.get(less, str(less))}"
        yield f"{verb} {what}"
    elif more or less:
        told = f" ({listed([c.what.rstrip('?') for c in gained])})" if gained and kind == "question" else ""
        word = "more" if more else "less" if less == 1 else "fewer"
        yield f"{verb} {count(more or less, noun)} {word}{told}"


_NUMBER = {1: "one", 2: "two", 3: "three"}


def _called(said: Difference) -> Iterator[str]:
    gained, lost = (Counter(c.what for c in changes if c.kind == "call") for changes in (said.gained, said.lost))
    still = dict(said.still)
    net = {api: gained[api] - lost[api] for api in still}
    away = [api for api, change in net.items() if change < 0 and not still[api]]
    fresh = [api for api, change in net.items() if change > 0 and still[api] == change]
    if away:
        yield f"calls {listed(away)} no more"
    if fresh:
        yield f"calls {listed(fresh)} too"
    for api, change in net.items():
        if api not in (*away, *fresh) and change:
            times = _TIMES.get(abs(change), f"{abs(change)} times")
            yield f"calls {api} {times} {'more' if change > 0 else 'less'}"
        elif not change and gained[api]:
            yield f"calls {api} otherwise"
