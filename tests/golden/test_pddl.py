"""The readable planning model in `pddl/`: up to date, and accepted by a parser and by planners as it is written."""

from __future__ import annotations

import re
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from orchestrator import Catalog, Facts, Orchestrator
from orchestrator.plan.export import COMMAND, EXAMPLES, Example, files
from orchestrator.plan.export import main as export
from orchestrator.plan.host_client import plan_in
from orchestrator.resources import folder

_IDS = [example.domain for example in EXAMPLES]


def _read(*parts: str) -> str:
    return folder("pddl").joinpath(*parts).read_text(encoding="utf-8")


def _parsed(example: Example) -> Any:
    from unified_planning.io import PDDLReader
    from unified_planning.shortcuts import get_environment

    get_environment().credits_stream = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # unified-planning 1.3 reads into its shared environment only.
        return PDDLReader().parse_problem_string(
            _read(example.domain, "domain.pddl"), _read(example.domain, "problem.pddl")
        )


def _cost(example: Example) -> int:
    """What the plan of the example costs in the PDDL: questions weigh as much as get_info_api does."""
    cost = Orchestrator(Catalog.load(example.domain)).plan(facts=example.facts).cost
    question = re.search(r":action get_info_api.*?total-cost\) (\d+)", _read(example.domain, "domain.pddl"), re.DOTALL)
    return cost.calls + (cost.questions * int(question[1]) if question else 0)


def test_every_file_is_what_the_command_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export([str(tmp_path)]) == 0
    written = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.pddl")}
    kept = {str(p.relative_to(folder("pddl"))) for p in folder("pddl").rglob("*.pddl")}
    assert written == kept == set(files())
    assert len(capsys.readouterr().out.splitlines()) == len(written)
    for name in written:
        assert (tmp_path / name).read_bytes() == (folder("pddl") / name).read_bytes(), f"{name} is old; run {COMMAND}"


@pytest.mark.parametrize("example", EXAMPLES, ids=_IDS)
def test_the_base_is_part_of_every_domain(example: Example) -> None:
    base, domain = _read("base", "domain.pddl"), _read(example.domain, "domain.pddl")
    for part in ("datum query_goal - object", "(known ?d - datum)", "(done ?g - query_goal)", "(total-cost)"):
        assert part in base
        assert part in domain
    question = base[base.index(" (:action get_info_api") :].rstrip(")\n ")
    assert "get_info_api" not in domain or question in domain


def test_some_example_asks() -> None:
    assert any("get_info_api" in _read(example.domain, "problem.pddl") for example in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=_IDS)
def test_unified_planning_reads_it(example: Example) -> None:
    problem = _parsed(example)
    actions = {re.sub("-(for-goal|unasked)$", "", action.name) for action in problem.actions}
    assert {goal.api for goal in Facts.parse(example.facts).goals} <= actions
    assert problem.goals
    assert len(problem.quality_metrics) == 1


@pytest.mark.parametrize("example", EXAMPLES, ids=_IDS)
def test_fast_downward_plans_the_files_as_they_are(example: Example, tmp_path: Path) -> None:
    for name in ("domain.pddl", "problem.pddl"):
        shutil.copyfile(folder("pddl") / example.domain / name, tmp_path / name)
    ended = plan_in(tmp_path, seconds=60, memory_mb=2048)
    assert ended.code == 0, (tmp_path / "log.txt").read_text()
    assert f"; cost = {_cost(example)} " in (tmp_path / "plan.txt").read_text()


@pytest.mark.parametrize("example", EXAMPLES, ids=_IDS)
def test_clingo_finds_the_same_cost(example: Example) -> None:
    catalog = Catalog.load(example.domain)
    work = Orchestrator(catalog).work(facts=example.facts)
    assert work.situation is not None
    if work.situation.deletes:
        pytest.skip("clingo plans only where nothing is deleted")
    assert Orchestrator(catalog, planner="clingo").plan(facts=example.facts).cost == work.plan.cost


@pytest.mark.parametrize("example", EXAMPLES, ids=_IDS)
def test_another_planner_plans_it(example: Example) -> None:
    pytest.importorskip("up_pyperplan", reason="pip install up-pyperplan to plan with a planner of other makers")
    from unified_planning.engines import CompilationKind, PlanGenerationResultStatus

    problem = _parsed(example)
    environment = problem.environment
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem.clear_quality_metrics()
        kind = CompilationKind.NEGATIVE_CONDITIONS_REMOVING
        with environment.factory.Compiler(problem_kind=problem.kind, compilation_kind=kind) as compiler:
            problem = compiler.compile(problem, kind).problem
        with environment.factory.OneshotPlanner(name="pyperplan") as planner:
            result = planner.solve(problem)
    assert result.status in (PlanGenerationResultStatus.SOLVED_SATISFICING, PlanGenerationResultStatus.SOLVED_OPTIMALLY)
