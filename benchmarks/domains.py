"""How often a query in words becomes the right plan: the labelled queries of the shipped domains, end to end.

    python benchmarks/domains.py [--domain NAME ...] [--translator embedded|openai] [--model M] [--report FILE] [--json FILE]

A query counts as a success when the plan made from its words is equivalent to the plan made from its labelled facts: the same
outcome, the same calls with the same sources of every argument, the same questions. Queries that no API serves count in a row
of their own. The labels are ours and so are the queries: other people's words are measured elsewhere.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from orchestrator import Catalog, Facts, Orchestrator, OrchestratorError
from orchestrator.plan.equivalence import difference, equivalent
from orchestrator.resources import domain_names, folder
from orchestrator.translate import choose_translator

CELLS = [f"{info}-{kind}" for info in ("complete", "incomplete") for kind in ("single", "multi", "dataflow")]
OUT_OF_SCOPE = "out of scope"


@dataclass(frozen=True)
class Result:
    """What became of one query."""

    id: str
    cell: str
    query: str
    right: bool
    goals_right: bool
    invented: int
    seconds: float
    tokens: int
    repairs: int
    labelled: str
    facts: str
    difference: str
    model: str = ""


def run(domains: Iterable[str], translator_name: str | None, model: str | None) -> tuple[str, list[Result]]:
    """Translate and plan every labelled query of the domains."""
    translator = choose_translator(translator_name, model)
    results: list[Result] = []
    for name in domains:
        catalog = Catalog.load(name)
        orchestrator = Orchestrator(catalog, translator=translator)
        items = yaml.load((folder("domains") / name / "queries.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
        for item in items:
            results.append(_one(item, catalog, orchestrator))
            last = results[-1]
            print(f"{'ok  ' if last.right else 'miss'} {last.id:16} {last.seconds:5.1f} s  {last.query[:90]}", flush=True)
    return str(getattr(translator, "name", translator_name)), results


def _model_of(results: list[Result]) -> str:
    return next((r.model for r in results if r.model), "unknown model")


def _one(item: dict[str, str], catalog: Catalog, orchestrator: Orchestrator) -> Result:
    labelled = Facts.parse(item["facts"] or "")
    wanted = orchestrator.plan(facts=labelled)
    cell = item["cell"] if labelled.numbers else OUT_OF_SCOPE
    begun = time.perf_counter()
    try:
        work = orchestrator.work(item["query"])
    except OrchestratorError as error:
        seconds = time.perf_counter() - begun
        return Result(item["id"], cell, item["query"], False, False, 0, seconds, 0, 0, str(labelled), "", str(error))
    seconds = time.perf_counter() - begun
    same_goals = sorted(g.api for g in work.facts.goals) == sorted(g.api for g in labelled.goals)
    said = work.facts.translation
    right = equivalent(work.plan, wanted, catalog)
    return Result(
        item["id"], cell, item["query"], right, same_goals,
        sum(1 for g in work.facts.givens if g.span is None), seconds,
        said.prompt_tokens + said.completion_tokens if said else 0, said.repairs if said else 0,
        str(labelled), str(work.facts), "" if right else difference(work.plan, wanted, catalog), said.model or "" if said else "",
    )  # fmt: skip


def report(model: str, results: list[Result]) -> str:
    """The results as Markdown."""
    by_domain: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_domain[result.id.rsplit("-", 1)[0]].append(result)
    lines = [
        "# From words to plans: the labelled queries of the shipped domains",
        "",
        f"Translator: {model}, {_model_of(results)}. A success is a plan equivalent to the one of the labelled facts. "
        "Made by `python benchmarks/domains.py`.",
        "",
        "| cell | " + " | ".join(by_domain) + " | all |",
        "|---|" + "---|" * (len(by_domain) + 1),
    ]
    for cell in [*CELLS, OUT_OF_SCOPE]:
        groups = [[r for r in rs if r.cell == cell] for rs in by_domain.values()]
        lines.append(f"| {cell} | " + " | ".join(map(_share, groups)) + f" | {_share([r for r in results if r.cell == cell])} |")
    scoped = [r for r in results if r.cell != OUT_OF_SCOPE]
    groups = [[r for r in rs if r.cell != OUT_OF_SCOPE] for rs in by_domain.values()]
    lines.append("| **the six cells** | " + " | ".join(map(_share, groups)) + f" | **{_share(scoped)}** |")
    seconds = sorted(r.seconds for r in results)
    lines += [
        "",
        f"Goals right: {_share(scoped, 'goals_right')}. Values without a place in the query: {sum(r.invented for r in results)}. "
        f"Repairs: {sum(r.repairs for r in results)}.",
        "",
        f"Seconds a query, from words to validated plan: median {statistics.median(seconds):.1f}, 95th percentile "
        f"{seconds[round(0.95 * (len(seconds) - 1))]:.1f}; the first query of a domain reads the whole catalog and takes longest. "
        f"Tokens read and written a query, the cached prefix left out: median {statistics.median(r.tokens for r in results):.0f}.",
        "",
        "## What missed",
        "",
    ]
    lines += [f"- `{r.id}` ({r.cell}) {r.query}\n  {r.difference}" for r in results if not r.right] or ["Nothing."]
    return "\n".join(lines) + "\n"


def _share(results: list[Result], what: str = "right") -> str:
    if not results:
        return ""
    count = sum(getattr(r, what) for r in results)
    return f"{count}/{len(results)} ({100 * count / len(results):.0f} %)"


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description="The labelled queries of the shipped domains, end to end.")
    parser.add_argument("--domain", action="append", choices=domain_names())
    parser.add_argument("--translator", choices=("embedded", "openai"))
    parser.add_argument("--model")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    model, results = run(arguments.domain or domain_names(), arguments.translator, arguments.model)
    text = report(model, results)
    print(text)
    if arguments.report is not None:
        arguments.report.write_text(text, encoding="utf-8")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps([asdict(r) for r in results], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
