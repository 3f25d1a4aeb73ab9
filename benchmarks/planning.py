"""How long it takes from facts to a validated plan, stage by stage, and beside the plain way.

    python benchmarks/planning.py [--rounds N] [--json FILE]

The plain way is unified-planning with its own Fast Downward engine on the full catalog, without reasoning: every API an
action, a datum for each type, a question for each type that can be asked for. Both ways plan the same goals in one run,
one after the other, so that the ratio means something on a noisy machine; the plain way plans an easier problem, since it
does not tell the data of two goals apart.

The catalogs are made up: N APIs over entities that have a name people know, an id they do not, lookups between the two, and
writes that take ids, amounts and days. The queries ask for two writes, of which the second takes what the first yields.
A query whose shape was seen before (the same goals, with other values) needs no reasoning anew.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from orchestrator import Catalog, Facts, Limits
from orchestrator.facts import check
from orchestrator.plan.assemble import assemble
from orchestrator.plan.engine import solve
from orchestrator.plan.outcome import Planner
from orchestrator.plan.validate import validate
from orchestrator.reason import Reading, reason, unroll
from orchestrator.reason.ground import answer_set

FASTER = {"faster than the plain way": "total", "faster, a shape seen before": "total, a shape seen before"}
"""Which ratios are told: the median over the queries of the plain way's time to ours."""


def made_up_catalog(apis: int, seed: int) -> dict[str, Any]:
    """A catalog of that many APIs, four an entity."""
    draw = random.Random(seed)
    entities = [f"thing{i}" for i in range(max(2, apis // 4))]
    types: dict[str, Any] = {"amount": {"base": "number", "minimum": 0}, "day": {"base": "date"}}
    declared: dict[str, Any] = {}
    for entity in entities:
        types[f"{entity}_name"] = {"base": "string", "entity": entity, "question": f"Which {entity}?"}
        types[f"{entity}_id"] = {"base": "string", "entity": entity, "ask": "never"}
        types[f"{entity}_note"] = {"base": "string", "entity": entity, "ask": "never"}
    for i, entity in enumerate(entities):
        other = entities[draw.randrange(len(entities))] if i else entities[-1]
        declared[f"find_{entity}"] = {
            "description": f"Look up a {entity} by name.",
            "inputs": {"name": f"{entity}_name"}, "outputs": {"id": f"{entity}_id"},
        }  # fmt: skip
        declared[f"read_{entity}"] = {
            "description": f"The note of a {entity}.",
            "inputs": {"id": f"{entity}_id"}, "outputs": {"note": f"{entity}_note"},
        }  # fmt: skip
        declared[f"order_{entity}"] = {
            "description": f"Order a {entity}.", "kind": "write",
            "inputs": {"item": f"{entity}_id", "owner": f"{other}_id", "amount": "amount"},
            "outputs": {"order": f"{entity}_id"},
        }  # fmt: skip
        declared[f"tag_{entity}"] = {
            "description": f"Put a {entity} on the calendar.", "kind": "write",
            "inputs": {"item": f"{entity}_id", "note": f"{entity}_note", "day": "day"},
        }  # fmt: skip
    return {"name": "made_up", "types": types, "apis": dict(list(declared.items())[:apis] if apis < 8 else declared)}


def made_up_facts(catalog: Catalog, seed: int) -> str:
    """Two goals, the second on what the first yields; some values given, some left out."""
    draw = random.Random(seed)
    entity = draw.choice([n.removeprefix("order_") for n in catalog.apis if n.startswith("order_")])
    lines = [f"goal(1, order_{entity}).", 'given(1, item, "Oak").']
    lines += ['given(1, owner, "Elm").'] if draw.random() < 0.5 else []
    lines += ['given(1, amount, "20").'] if draw.random() < 0.7 else []
    lines += [f"goal(2, tag_{entity}).", "uses(2, item, 1)."]
    lines += ['given(2, day, "2025-05-02").'] if draw.random() < 0.7 else []
    return "\n".join(lines)


def our_stages(catalog: Catalog, facts: Facts) -> dict[str, float]:
    """Milliseconds a stage, for one query."""
    times: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        made = work()
        times[name] = 1000 * (time.perf_counter() - begun)
        return made

    begun = time.perf_counter()
    timed("check", lambda: check(facts, catalog))
    reading = Reading({g.goal: g.api for g in facts.goals}, {})
    situation = timed("reason", lambda: reason(unroll(facts, reading, catalog), catalog))
    solution = timed("plan", lambda: solve(situation, catalog, "fast-downward", Limits()))
    plan = timed("assemble", lambda: assemble(solution.schedule, solution.selection, situation, catalog, facts, optimal=True))
    plan = plan.model_copy(update={"explanation": "measured"})
    timed("validate", lambda: validate(plan, catalog))
    times["total"] = 1000 * (time.perf_counter() - begun)
    return times


def plain_way(catalog: Catalog, facts: Facts) -> float:
    """Milliseconds of unified-planning's own engine on the full catalog, without reasoning."""
    from unified_planning.shortcuts import OneshotPlanner, get_environment

    get_environment().credits_stream = None
    begun = time.perf_counter()
    problem = _plain_problem(catalog, facts)
    with OneshotPlanner(name="fast-downward-opt") as planner:
        result = planner.solve(problem)
    if result.plan is None:
        raise SystemExit(f"the plain way found no plan: {result.status}")
    return 1000 * (time.perf_counter() - begun)


def _plain_problem(catalog: Catalog, facts: Facts) -> Any:
    from unified_planning.shortcuts import BoolType, Fluent, InstantaneousAction, MinimizeActionCosts, Problem

    problem, costs = Problem("plain"), {}
    known = {t: Fluent(f"known_{t}", BoolType()) for t in catalog.types}
    called = {a: Fluent(f"called_{a}", BoolType()) for a in catalog.apis}
    for fluent in (*known.values(), *called.values()):
        problem.add_fluent(fluent, default_initial_value=False)
    for name, api in catalog.apis.items():
        action = InstantaneousAction(name)
        for declared in api.inputs.values():
            action.add_precondition(known[declared.type])
        for output in api.outputs.values():
            action.add_effect(known[output.type], True)
        action.add_effect(called[name], True)
        problem.add_action(action)
        costs[action] = api.cost
    for name in catalog.types:
        if catalog.type(name).askable:
            action = InstantaneousAction(f"ask_{name}")
            action.add_effect(known[name], True)
            problem.add_action(action)
            costs[action] = 100
    for given in facts.givens:
        kind = catalog.apis[next(g.api for g in facts.goals if g.goal == given.goal)].inputs[given.name].type
        name = kind if catalog.type(kind).askable else kind.replace("_id", "_name")
        problem.set_initial_value(known[name], True)
    for goal in facts.goals:
        problem.add_goal(called[goal.api])
    problem.add_quality_metric(MinimizeActionCosts(costs))
    return problem


def at_once(cases: list[tuple[Catalog, Facts]], count: int = 16) -> tuple[int, int]:
    """How many of so many plans made at once are the ones that are made one by one."""
    drawn = [cases[i % len(cases)] for i in range(count)]
    alone = [Planner(c).plan(f)[0].to_json() for c, f in drawn]
    with ThreadPoolExecutor(count) as pool:
        together = list(pool.map(lambda case: Planner(case[0]).plan(case[1])[0].to_json(), drawn))
    return sum(a == b for a, b in zip(alone, together, strict=True)), count


def measure(sizes: list[int], rounds: int) -> dict[str, Any]:
    """The medians and 95th percentiles for each size."""
    report: dict[str, Any] = {}
    everything: list[tuple[Catalog, Facts]] = []
    for size in sizes:
        ours: list[dict[str, float]] = []
        plain: list[float] = []
        for seed in range(rounds + 2):
            catalog = Catalog.parse(yaml.safe_dump(made_up_catalog(size, seed), sort_keys=False))
            facts = Facts.parse(made_up_facts(catalog, seed))
            answer_set.cache_clear()
            stages, simple = our_stages(catalog, facts), plain_way(catalog, facts)
            again = Facts.parse(str(facts).replace("Oak", "Ash").replace("Elm", "Fir").replace('"20"', '"35"'))
            stages["total, a shape seen before"] = our_stages(catalog, again)["total"]
            if seed >= 2:
                ours.append(stages)
                plain.append(simple)
                everything.append((catalog, facts))
        row: dict[str, Any] = {s: _summary([o[s] for o in ours]) for s in ours[0]}
        row["plain way"] = _summary(plain)
        for name, stage in FASTER.items():
            row[name] = round(statistics.median(p / o[stage] for p, o in zip(plain, ours, strict=True)), 1)
        report[str(size)] = row
    right, count = at_once(everything)
    report["at once"] = f"{right} of {count} right"
    return report


def _summary(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))], 1),
    }


def table(report: dict[str, Any]) -> str:
    """The report as a Markdown table: median / 95th percentile, in milliseconds."""
    sizes = [k for k in report if k.isdigit()]
    lines = ["| ms, median / p95 | " + " | ".join(f"{s} APIs" for s in sizes) + " |", "|---|" + "---|" * len(sizes)]
    stages = [k for k in report[sizes[0]] if k not in FASTER]
    for stage in stages:
        cells = (f"{report[s][stage]['median']} / {report[s][stage]['p95']}" for s in sizes)
        lines.append(f"| {stage} | " + " | ".join(cells) + " |")
    for name in FASTER:
        lines.append(f"| {name} | " + " | ".join(f"{report[s][name]} ×" for s in sizes) + " |")
    return "\n".join(lines) + f"\n\n16 plans at once: {report['at once']}.\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Seconds from facts to a validated plan.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sizes", type=int, nargs="*", default=[12, 40, 100])
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    report = measure(arguments.sizes, arguments.rounds)
    print(table(report))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
