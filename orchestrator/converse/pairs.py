"""Which steps of two plans are the same step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from orchestrator.catalog.model import Catalog
from orchestrator.plan.identity import identities
from orchestrator.plan.model import Ask, Call, Choose, Plan, Step


@dataclass(frozen=True, slots=True)
class Pairs:
    """The steps that two plans share, and those that only one of them has.

    Attributes:
        calls: the calls that both have, the old and the new one.
        lost: the steps that only the old one has.
        gained: those that only the new one has.
        old: step of the old plan → a name that it shares with the step of the new plan that is the same.
        new: the same of the new plan.
    """

    calls: tuple[tuple[Call, Call], ...]
    lost: tuple[Step, ...]
    gained: tuple[Step, ...]
    old: dict[str, str]
    new: dict[str, str]


def pair_steps(old: Plan, new: Plan, catalog: Catalog) -> Pairs:
    """The steps that are the same: identified alike, else the like of them in their order."""
    first, second = identities(old, catalog), identities(new, catalog)
    paired: list[tuple[Step, Step]] = []
    left, right = list(old.steps), list(new.steps)
    for keys in (
        ({s.id: (first[s.id], _place(s)) for s in left}, {s.id: (second[s.id], _place(s)) for s in right}),
        ({s.id: (first[s.id], type(s)) for s in left}, {s.id: (second[s.id], type(s)) for s in right}),
        ({s.id: _like(s, old) for s in left}, {s.id: _like(s, new) for s in right}),
    ):
        found = _matched(left, right, *keys)
        paired += found
        gone, come = {a.id for a, _ in found}, {b.id for _, b in found}
        left, right = [s for s in left if s.id not in gone], [s for s in right if s.id not in come]
    order = {s.id: i for i, s in enumerate(new.steps)}
    paired.sort(key=lambda pair: order[pair[1].id])
    calls = tuple((a, b) for a, b in paired if isinstance(a, Call) and isinstance(b, Call))
    names = {b.id: a.id for a, b in paired}
    return Pairs(
        calls=calls, lost=tuple(left), gained=tuple(right),
        old={s.id: f"old {s.id}" for s in old.steps},
        new={s.id: f"old {names[s.id]}" if s.id in names else f"new {s.id}" for s in new.steps},
    )  # fmt: skip


def _place(step: Step) -> Hashable:
    """What tells two steps of one identity apart: what a question is for."""
    return (step.asks.slot, step.asks.goals) if isinstance(step, Ask) else step.goals


def _like(step: Step, plan: Plan) -> Hashable:
    """What two calls must share to be one call with other arguments; two questions, or choices, to be one for other goals."""
    match step:
        case Ask():
            return ("ask", step.asks.type, step.asks.slot)
        case Choose():
            return ("choose", plan.step(step.of).api, step.goals)
        case Call():
            return ("call", step.api, step.goals, step.member)


def _matched(
    left: Sequence[Step], right: Sequence[Step], of_left: dict[str, Hashable], of_right: dict[str, Hashable]
) -> list[tuple[Step, Step]]:
    """The pairs of one key, in their order; where one side has more of a key, its last ones are left."""
    waiting: dict[Hashable, list[Step]] = {}
    for step in right:
        waiting.setdefault(of_right[step.id], []).append(step)
    return [(step, waiting[of_left[step.id]].pop(0)) for step in _known(left, of_left, waiting)]


def _known(left: Sequence[Step], keys: dict[str, Hashable], waiting: dict[Hashable, list[Step]]) -> Iterable[Step]:
    return (step for step in left if waiting.get(keys[step.id]))
