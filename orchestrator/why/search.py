"""Plans of a situation one after the other, the best first: different sources or calls each time (`asp/others.lp`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from orchestrator.errors import PlannerGaveUp
from orchestrator.facts.model import quote
from orchestrator.plan.clingo_engine import optimum, selection_from
from orchestrator.plan.engine import Solution
from orchestrator.plan.schedule import make_steps, schedule
from orchestrator.plan.selection import Selection, encode, instances
from orchestrator.reason.ground import program_text
from orchestrator.reason.situation import Situation
from orchestrator.why.changes import engine_of

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

_MOST_TRIES = 60
"""So many selections are looked at before the search is given up: each that cannot be put in an order counts."""


def solutions(
    situation: Situation, home: Orchestrator, *, through: Iterable[str] = (), known: Selection | None = None
) -> Iterator[Solution]:
    """The plans of a situation in the order of R9, each with other sources or calls than those before.

    Where state is deleted, those that can be put in an order; plans that make an auto write several times are then left out.

    Args:
        situation: what was derived.
        home: the orchestrator, with its catalog and limits.
        through: calls of the situation, of which one at least is made; empty where any plan will do.
        known: a selection that is left out.
    """
    _, limits = engine_of(home)
    wanted = frozenset(through)
    names = [i.id for i in instances(situation) if i.call.id in wanted]
    rules = [f"forced({quote(name)})." for name in names]
    if known is not None:
        rules.append(_ruled_out(_terms(known, situation)))
    for _ in range(_MOST_TRIES):
        atoms = _best(situation, rules, limits.seconds)
        if atoms is None:
            return
        rules.append(_ruled_out(str(a) for a in atoms))
        selection = selection_from(situation, atoms)
        ordered = schedule(make_steps(selection, situation, home.catalog), selection, situation)
        if ordered is not None:
            yield Solution(selection, ordered)


def _best(situation: Situation, rules: list[str], seconds: float) -> list[Any] | None:
    """What the best plan uses under some more rules; None where there is none, or where the time is up."""
    from clingo import Control

    control = Control(["--opt-strategy=usc", "--warn=none"])
    control.add("base", [], program_text(("plan", "others")))
    control.add("base", [], encode(situation))
    control.add("base", [], "\n".join(rules))
    try:
        found = optimum(control, seconds)
    except PlannerGaveUp:
        return None
    return None if found is None else sorted(found)


def _ruled_out(atoms: Iterable[str]) -> str:
    """A plan with all these again, and perhaps more, is none of the others."""
    return f":- {'; '.join(atoms) or '#true'}."


def _terms(selection: Selection, situation: Situation) -> Iterator[str]:
    """A selection as the program writes it. Auto writes that are made for several data count by their first name."""
    by_call = {
        (i.call.id, tuple((x, a[0].datum) for x, a in i.slots.items() if len(a) == 1)): i.id
        for i in instances(situation)
    }
    for made in selection.made:
        fitting = [
            name
            for (call, fixed), name in by_call.items()
            if call == made.call and set(fixed) <= set(made.bindings)
        ]
        name = fitting[0] if fitting else made.call
        yield f"used({quote(name)})"
        yield from (f"bind({quote(name)},{quote(x)},{quote(d)})" for x, d in made.bindings)
    yield from (f"met({goal},{quote(datum)})" for goal, datum in selection.met)
