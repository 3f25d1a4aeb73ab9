"""clingo as the planner: optimal where nothing is deleted, and the judge of R9's ties (`asp/plan.lp`)."""

from __future__ import annotations

import threading
from typing import Any

from orchestrator.errors import PlannerGaveUp, Problem
from orchestrator.plan.selection import Made, Selection, encode, instances, selection_of
from orchestrator.reason.ground import prepared, program_text
from orchestrator.reason.situation import Situation


def best_selection(situation: Situation, *, seconds: float) -> Selection | None:
    """The best selection of R9, or None where there is none: proven, where nothing is deleted.

    Args:
        situation: what to plan.
        seconds: wall time after which it gives up.

    Raises:
        PlannerGaveUp: the time was up.
    """
    # Core-guided optimisation: the default, branch and bound, takes seconds where this takes milliseconds.
    control = prepared(program_text(("plan",)), ("--opt-strategy=usc", "--warn=none"))
    control.add("base", [], encode(situation))
    atoms = optimum(control, seconds)
    return selection_from(situation, atoms) if atoms is not None else None


def optimum(control: Any, seconds: float) -> list[Any] | None:
    """The atoms that the best answer set of a program shows; None where it has no answer set.

    Raises:
        PlannerGaveUp: the time was up.
    """
    control.ground([("base", [])])
    best: list[list[Any]] = []

    def keep(model: Any) -> None:
        best[:] = [model.symbols(shown=True)]

    timer = threading.Timer(seconds, control.interrupt)
    timer.daemon = True
    timer.start()
    try:
        result = control.solve(on_model=keep)
    finally:
        timer.cancel()
    if result.interrupted:
        raise PlannerGaveUp(Problem(f"clingo found no proven plan in {seconds:g} seconds", mend="allow more with --timeout"))
    return best[0] if best and result.satisfiable else None


def selection_from(situation: Situation, atoms: list[Any]) -> Selection:
    """The selection that the atoms of `asp/plan.lp` describe."""
    calls = {instance.id: instance.call for instance in instances(situation)}
    bound: dict[str, dict[str, str]] = {a.arguments[0].string: {} for a in atoms if a.name == "used"}
    met: dict[int, str] = {}
    for atom in atoms:
        if atom.name == "bind":
            instance, slot, datum = (argument.string for argument in atom.arguments)
            bound[instance][slot] = datum
        elif atom.name == "met":
            met[atom.arguments[0].number] = atom.arguments[1].string
    made: list[Made] = []
    for instance, data in bound.items():
        call = calls[instance]
        bindings = tuple((x, data[x]) for x in call.slots)
        occurrence = 1 + sum(m.call == call.id and m.bindings == bindings for m in made)
        made.append(Made(call.id, bindings, occurrence))
    return selection_of(situation, made, met)
