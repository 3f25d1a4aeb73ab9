"""Replaying a plan with unified-planning's simulator: every precondition holds, and the goals are reached.

unified-planning 1.3 grounds actions in its one shared environment, whatever environment the problem has (its validator
fails on any other). The simulator below grounds them in the problem's own; all that judges the plan is unified-planning's.
"""

from __future__ import annotations

import warnings
from typing import Any

from unified_planning.engines.sequential_simulator import UPSequentialSimulator
from unified_planning.model import InstantaneousAction


class _Simulator(UPSequentialSimulator):  # type: ignore[misc]
    def __init__(self, problem: Any) -> None:
        super().__init__(problem, error_on_failed_checks=False)
        self._ground: dict[Any, Any] = {}

    def _ground_action(self, action: Any, params: Any) -> Any:
        key = (action.name, tuple(params))
        if key not in self._ground:
            self._ground[key] = self._grounded(action, params)
        return self._ground[key]

    def _grounded(self, action: Any, params: Any) -> Any:
        environment = self._problem.environment
        bound = dict(zip(action.parameters, params, strict=True))
        ground = InstantaneousAction(action.name, _env=environment)
        for precondition in action.preconditions:
            ground.add_precondition(precondition.substitute(bound))
        for effect in action.effects:
            ground.add_effect(effect.fluent.substitute(bound), effect.value.substitute(bound))
        return ground


def replay(problem: Any, plan: Any) -> str | None:
    """What is wrong with a plan, or None where it is valid.

    Args:
        problem: a problem of unified-planning.
        plan: a sequential plan for it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        simulator = _Simulator(problem)
    state = simulator.get_initial_state()
    for number, step in enumerate(plan.actions, 1):
        unmet, _ = simulator.get_unsatisfied_conditions(state, step)
        if unmet:
            return f"step {number}, {step}, is made while {', '.join(map(str, unmet))} does not hold"
        state = simulator.apply_unsafe(state, step)
    missed = simulator.get_unsatisfied_goals(state)
    return f"the goals {', '.join(map(str, missed))} are not reached" if missed else None
