"""Fast Downward as an engine of unified-planning: optimal, isolated, with limits that end it.

The engine that up-fast-downward registers writes into the current folder and mixes up concurrent calls, and its optimal
configuration is plain A* with LM-cut. This one plans in a folder of its own, in the warm host of `planner_host`, with
stubborn-set pruning.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from unified_planning.engines import Credits
from unified_planning.engines.engine import Engine
from unified_planning.engines.mixins import OneshotPlannerMixin
from unified_planning.engines.mixins.oneshot_planner import OptimalityGuarantee
from unified_planning.engines.results import (
    LogLevel,
    LogMessage,
    PlanGenerationResult,
    PlanGenerationResultStatus,
)
from unified_planning.io import PDDLWriter
from unified_planning.model import ProblemKind
from unified_planning.plans import ActionInstance, SequentialPlan

from orchestrator.plan.host_client import Ended, plan_in

_STATUS = {
    0: PlanGenerationResultStatus.SOLVED_OPTIMALLY,
    10: PlanGenerationResultStatus.UNSOLVABLE_PROVEN,
    11: PlanGenerationResultStatus.UNSOLVABLE_PROVEN,
    12: PlanGenerationResultStatus.UNSOLVABLE_INCOMPLETELY,
    20: PlanGenerationResultStatus.MEMOUT,
    21: PlanGenerationResultStatus.TIMEOUT,
    22: PlanGenerationResultStatus.MEMOUT,
    23: PlanGenerationResultStatus.TIMEOUT,
    24: PlanGenerationResultStatus.MEMOUT,
}
_ACTION = re.compile(r"^\((.+)\)$")


class IsolatedFastDownward(Engine, OneshotPlannerMixin):  # type: ignore[misc]
    """Fast Downward, safe to use from many threads at once (an engine object each).

    Args:
        memory_mb: address space of the planner's process, in MB; 0 for no limit.
    """

    def __init__(self, memory_mb: int = 2048) -> None:
        Engine.__init__(self)
        OneshotPlannerMixin.__init__(self)
        self._memory_mb = memory_mb
        self.skip_checks = True

    @property
    def name(self) -> str:
        """The name of the engine."""
        return "Fast Downward (isolated)"

    @staticmethod
    def supported_kind() -> Any:
        """What problems it takes: classical ones with types, negative preconditions and action costs."""
        kind = ProblemKind()
        kind.set_problem_class("ACTION_BASED")
        for feature in ("FLAT_TYPING", "HIERARCHICAL_TYPING"):
            kind.set_typing(feature)
        for feature in ("NEGATIVE_CONDITIONS", "EQUALITIES"):
            kind.set_conditions_kind(feature)
        kind.set_quality_metrics("ACTIONS_COST")
        kind.set_actions_cost_kind("STATIC_FLUENTS_IN_ACTIONS_COST")
        return kind

    @staticmethod
    def supports(problem_kind: Any) -> bool:
        """Whether it takes problems of that kind."""
        return bool(problem_kind <= IsolatedFastDownward.supported_kind())

    @staticmethod
    def satisfies(optimality_guarantee: Any) -> bool:
        """Its plans are optimal."""
        return bool(optimality_guarantee == OptimalityGuarantee.SOLVED_OPTIMALLY)

    @staticmethod
    def get_credits(**_: Any) -> Any:
        """Whose work the planner is."""
        return Credits(
            "Fast Downward", "University of Basel", "", "https://www.fast-downward.org", "GPL-3.0", "A classical planner.", ""
        )

    def _solve(self, problem: Any, heuristic: Any = None, timeout: float | None = None, output_stream: Any = None) -> Any:
        del heuristic, output_stream
        writer = PDDLWriter(problem)
        with tempfile.TemporaryDirectory(prefix="orchestrator-") as name:
            folder = Path(name)
            (folder / "domain.pddl").write_text(writer.get_domain(), encoding="utf-8")
            (folder / "problem.pddl").write_text(writer.get_problem(), encoding="utf-8")
            ended = plan_in(folder, seconds=timeout if timeout is not None else 3600.0, memory_mb=self._memory_mb)
            found, log = folder / "plan.txt", folder / "log.txt"
            lines = found.read_text(encoding="utf-8").splitlines() if found.exists() and ended.code == 0 else None
            logs = [LogMessage(LogLevel.INFO, log.read_text(encoding="utf-8", errors="replace"))] if log.exists() else []
        plan = None if lines is None else _read_plan(problem, lines, writer)
        return PlanGenerationResult(_status(ended), plan, engine_name=self.name, log_messages=logs)


def _status(ended: Ended) -> Any:
    if ended.timed_out:
        return PlanGenerationResultStatus.TIMEOUT
    return _STATUS.get(-1 if ended.code is None else ended.code, PlanGenerationResultStatus.INTERNAL_ERROR)


def _read_plan(problem: Any, lines: list[str], writer: Any) -> Any:
    """The plan file's lines, `(action object ...)`, as a plan of the problem."""
    steps = []
    for line in lines:
        match = _ACTION.match(line.strip())
        if match is None:
            continue
        action, *arguments = (writer.get_item_named(word) for word in match[1].split())
        expressions = [problem.environment.expression_manager.ObjectExp(a) for a in arguments]
        steps.append(ActionInstance(action, expressions))
    return SequentialPlan(steps, problem.environment)
