"""Cases planned and executed, once for all tests that look at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import yaml

from lists.execution import User, execute
from lists.generator import Case, random_case
from lists.problem import Problem
from lists.trace import Cell, Made, Trace
from lists.world import World
from orchestrator import Catalog, Orchestrator
from orchestrator.plan.engine import EngineName

PLANS = ("ready", "needs_input")
WORLDS = 2
"""On how many backends each plan is executed."""


@dataclass(frozen=True)
class Finding:
    """One place where a rule had something to say, and what is wrong there; nothing if it holds."""

    wrong: str = ""


def _sources(arguments: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What arguments of a plan are taken from."""
    for argument in arguments:
        if "from" in argument:
            yield argument["from"]
        yield from _sources(argument.get("list", ()))


def text_of(case: Case) -> str:
    """A case as it can be tried by hand."""
    return f"{yaml.safe_dump(case.catalog, sort_keys=False, width=200)}\nfacts:\n{case.facts}"


def plan_of(case: Case, engine: EngineName = "clingo") -> dict[str, Any]:
    """The JSON of the plan of a case. An error has the case in its notes."""
    try:
        catalog = Catalog.parse(yaml.safe_dump(case.catalog, sort_keys=False), "drawn")
        return Orchestrator(catalog, planner=engine).plan(facts=case.facts).to_json()
    except Exception as error:
        error.add_note(text_of(case))
        raise


@dataclass(frozen=True)
class Run:
    """A case, its plan, and what was done when the plan was executed."""

    case: Case
    plan: dict[str, Any]
    seed: int
    sizes: tuple[int, ...]

    @cached_property
    def problem(self) -> Problem:
        return Problem(self.case)

    @cached_property
    def world(self) -> World:
        return World(self.case.catalog["apis"], self.seed, self.sizes)

    @cached_property
    def trace(self) -> Trace:
        return execute(self.plan, self.case.catalog, self.world, User(self.seed))

    @cached_property
    def reaching(self) -> set[int]:
        """The goals that are writes, or whose result flows into a goal that reaches one."""
        found = {goal for goal in self.problem.goals if self.problem.writes(goal)}
        steps = {step["id"]: step for step in self.plan["steps"]}
        taken = [s for s in steps.values() if not found.isdisjoint(s.get("goals", ())) and s["api"] != "choose"]
        for step in taken:
            if step["api"] not in self.case.catalog["apis"]:
                continue
            found.update(step["goals"])
            sources = {source.partition(".")[0] for source in _sources(step["arguments"].values())}
            taken += [steps[source] for source in sources if steps[source] not in taken]
        return found

    @cached_property
    def coincident(self) -> bool:
        """Whether two steps turn out to be one read: then it is not told which list a row is of."""
        steps = {(made.name, made.step) for made in self.trace.calls if made.row is None}
        return len({name for name, _ in steps}) < len(steps)

    def single(self, made: Made) -> Iterator[tuple[str, Cell]]:
        """The arguments of one value."""
        for name, argument in made.arguments.items():
            if isinstance(argument, Cell):
                yield name, argument

    def __str__(self) -> str:
        steps = "\n".join(f"  {step}" for step in self.plan["steps"])
        return f"seed {self.seed}, {self.plan['status']}\n{steps}\n{text_of(self.case)}"


@lru_cache(maxsize=2)
def _planned(start: int, stop: int) -> tuple[tuple[int, Case, dict[str, Any] | str], ...]:
    """The cases of these seeds, each with its plan or with what went wrong, once for all tests."""
    made: list[tuple[int, Case, dict[str, Any] | str]] = []
    for seed in range(start, stop):
        case = random_case(seed)
        try:
            made.append((seed, case, plan_of(case)))
        except Exception as error:  # noqa: BLE001 - told by the test that looks at `failures`
            made.append((seed, case, f"{type(error).__name__}: {error}"))
    return tuple(made)


def planned(start: int, stop: int) -> list[tuple[int, Case, dict[str, Any]]]:
    """The cases of these seeds, each with its plan."""
    return [(seed, case, plan) for seed, case, plan in _planned(start, stop) if not isinstance(plan, str)]


def failures(start: int, stop: int) -> list[str]:
    """The cases of these seeds that could not be planned, in words."""
    return [
        f"seed {seed}: {told}\n{text_of(case)}"
        for seed, case, told in _planned(start, stop)
        if isinstance(told, str)
    ]


@lru_cache(maxsize=8)
def runs(start: int, stop: int, sizes: tuple[int, ...]) -> tuple[Run, ...]:
    """The cases of these seeds that have a plan, executed on backends whose lists have so many rows."""
    every = (
        Run(case, plan, WORLDS * seed + again, sizes)
        for seed, case, plan in planned(start, stop)
        for again in range(WORLDS)
        if plan["status"] in PLANS
    )
    return tuple(run for run in every if not run.coincident)


def broken(findings: Iterable[tuple[Run, Iterable[Finding]]], at_least: int) -> str:
    """What is wrong, in words; that a rule had too little to say is wrong as well."""
    told: list[str] = []
    count = 0
    for run, found in findings:
        every = list(found)
        count += len(every)
        told += [f"{one.wrong}\n{run}" for one in every if one.wrong]
    if told:
        return f"{len(told)} of {count}\n\n" + "\n----\n".join(told[:5])
    return "" if count >= at_least else f"the rule was met only {count} times"
