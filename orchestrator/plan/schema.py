"""What the actions of a planning problem mean: read a planner's plan, and write ours as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from orchestrator.errors import PlanningError, Problem
from orchestrator.plan.weights import Weights
from orchestrator.reason.situation import Call


@dataclass(frozen=True, slots=True)
class Ground:
    """What a ground action of the plan means: the call, or the question, and the data bound to its slots."""

    call: str | None = None
    question: str | None = None
    bindings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanningProblem:
    """A problem of unified-planning, and how to read its actions back."""

    problem: Any
    weights: Weights
    schemas: dict[str, Schema]
    objects: dict[str, str]
    questions: dict[str, str]
    settling: dict[int, str]

    def write(self, made: Iterable[tuple[str, dict[str, str]]], asked: Iterable[str], met: Iterable[tuple[int, str]]) -> Any:
        """A plan of unified-planning: the questions, the calls in their order, and which datum settles which want.

        Args:
            made: the calls in order, each with its slots' data.
            asked: the data that are asked for.
            met: which datum meets which want.
        """
        from unified_planning.plans import SequentialPlan

        settling = [(number, d) for number, d in met if number in self.settling]
        steps = [self._instance(self.questions[d], [d]) for d in asked]
        known = set(asked)
        for call, data in made:
            schema = next(s for s in self.schemas.values() if any(c.id == call for c in s.calls))
            node = next(c for c in schema.calls if c.id == call)
            owner = [f"goal {node.goals[0]}"] if schema.kind == "goal" else []
            steps.append(self._instance(schema.name, [*owner, *(data[x] for x in schema.slots), *node.outputs.values()]))
            known.update(node.outputs.values())
            for number, datum in [s for s in settling if s[1] in known]:
                settling.remove((number, datum))
                steps.append(self._instance(self.settling[number], [f"goal {number}", datum]))
        return SequentialPlan(steps, self.problem.environment)

    def _instance(self, action: str, things: list[str]) -> Any:
        from unified_planning.plans import ActionInstance

        named = {meaning: name for name, meaning in self.objects.items()}
        objects = [self.problem.object(named[t]) for t in things]
        manager = self.problem.environment.expression_manager
        return ActionInstance(self.problem.action(action), [manager.ObjectExp(o) for o in objects])

    def read(self, action: str, arguments: Iterable[str]) -> Ground | None:
        """What a ground action means; None for bookkeeping.

        Args:
            action: the action's name in the problem.
            arguments: the names of its objects.
        """
        given = [self.objects[a] for a in arguments]
        schema = self.schemas.get(action)
        if schema is None:
            return Ground(question=given[0]) if action.startswith("get_info_api") else None
        bound = dict(zip(schema.parameters, given, strict=True))
        filled = {x: bound[x] for x in schema.slots}
        return Ground(call=schema.find(filled, bound), bindings=filled)


@dataclass(frozen=True, slots=True)
class Schema:
    """A lifted action: the calls it stands for, and which of its parameters are slots."""

    name: str
    kind: str
    slots: tuple[str, ...]
    outputs: tuple[str, ...]
    calls: tuple[Call, ...]

    @property
    def settled(self) -> bool:
        """Whether the data of each call are known: of a lookup, of a row, of a choice."""
        return self.kind in ("lookup", "row", "choice")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters in order: the goal of a goal's call, its slots, its outputs."""
        first = ("goal of the call",) if self.kind == "goal" else ()
        return (*first, *self.slots, *(f"output {o}" for o in self.outputs))

    def find(self, filled: dict[str, str], bound: dict[str, str]) -> str:
        """The call that these data are of."""
        for call in self.calls:
            if self.kind == "goal" and bound["goal of the call"] == f"goal {call.goals[0]}":
                return call.id
            same = all(call.slots[x][0].datum == d for x, d in filled.items()) if self.settled else False
            if same and all(bound[f"output {o}"] == d for o, d in call.outputs.items()):
                return call.id
            if self.kind == "auto":
                return call.id
        raise PlanningError(Problem(f"the planner made a call of '{self.name}' that was not derived"))
