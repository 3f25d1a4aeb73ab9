"""How often words become the right plan, and how often without the planner: one command remakes the report.

    python benchmarks/translation.py [--data FOLDER] [--sample SET=N ...] [--solver NAME ...] [--set NAME ...]
                                     [--jobs N] [--report FILE] [--json FILE]

Answers of the models are remembered, so a run that was ended (Ctrl-C reports what is there) goes on where it ended, and the
report is remade in minutes. Third-party sets are read from `--data`, if it is there; nothing of them stands in the report but
figures and ids.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orchestrator import Catalog, OrchestratorError
from orchestrator.evaluate.figures import Share, paired
from orchestrator.evaluate.items import labelled, third_party
from orchestrator.evaluate.model import Item, Result
from orchestrator.evaluate.record import as_json
from orchestrator.evaluate.report import report
from orchestrator.evaluate.reworded import FILE as REWORDINGS
from orchestrator.evaluate.reworded import compare, reworded
from orchestrator.evaluate.run import Interrupted, Maker, run, sample
from orchestrator.evaluate.solvers import Setup, make, verify
from orchestrator.evaluate.summary import IN_SCOPE, Row, by_solver, summary
from orchestrator.evaluate.table import (
    NOTHING,
    Grid,
    markdown,
    paired_grid,
    percent,
    seconds_text,
    share_text,
)
from orchestrator.resources import domain_names, folder
from orchestrator.translate.answers import Answers
from orchestrator.translate.models import home

SAMPLES: Mapping[str, int | None] = {
    "domains": 96,
    "paraphrases": 48,
    "sgd": 72,
    "bfcl": 36,
    "when2call": 30,
    "nestful": 4,
    "complexfuncbench": 4,
}
"""How many queries of each set are drawn; None for all. The originals of the paraphrases come to the domains."""
BASELINES: Mapping[str, int] = {
    "domains": 48,
    "paraphrases": 0,
    "sgd": 14,
    "bfcl": 12,
    "when2call": 10,
    "nestful": 2,
    "complexfuncbench": 2,
}
"""How many of these the baselines are asked too: they write whole plans, which takes a small model much longer."""
SEED = 1
TODAY = date(2026, 11, 23)
DAYS = {"sgd": date(2019, 3, 1)}
"""From which day relative dates count: the set's own day, else the one above."""
SOLVERS = ("embedded", "none", "pure-model@embedded", "function-calling@embedded")
ON_A_SERVER = ("openai", "pure-model@openai")
"""These too, if the environment names a server."""


@dataclass(frozen=True)
class Target:
    """What is aimed at: a figure of the first solver in a set, and the share that it should reach, or not pass."""

    what: str
    of: str
    figure: str
    least: float | None = None
    most: float | None = None

    def row(self, results: Sequence[Result]) -> tuple[str, ...]:
        """The target beside what was measured."""
        found = summary(results)
        scoped = next((r for r in found.totals if r.cell == IN_SCOPE), found.overall)
        share: Share = getattr(found.overall if self.figure == "refusal" else scoped, self.figure)
        least, most = self.least or 0.0, 1.0 if self.most is None else self.most
        aim = f"at least {100 * least:g} %" if self.least is not None else f"at most {100 * most:g} %"
        met = NOTHING if share.rate is None else "yes" if least <= share.rate <= most else "no"
        return self.what, self.of, share_text(share), aim, met


TARGETS = (
    Target("goals and values exact", "domains", "exact", least=0.90),
    *(Target("values invented", name, "invented", most=0.0) for name in SAMPLES),
    *(Target("invented for missing", name, "filled", most=0.02) for name in ("domains", "sgd")),
    Target("questions exact", "sgd", "questions", least=0.85),
)
TRIED = Path(__file__).with_name("translation_tried.md")
"""What was tried to reach the targets, with its figures; told in the report as it stands."""
LEAD, LOSS = 20, -5
"""Points that our plans are to be ahead of the same model alone, and that success in other words is not to fall below."""


def load(name: str, data: Path) -> list[Item]:
    """The items of a set; none where it is not there."""
    if name == "domains":
        return [item for domain in domain_names() for item in _of_domain(domain)]
    if name == "paraphrases":
        files = {domain: folder("domains") / domain / REWORDINGS for domain in domain_names()}
        return [item for domain, file in files.items() if file.is_file() for item in reworded(file, _of_domain(domain))]
    items, tools = data / f"{name}.jsonl", data / f"{name}.tools.json"
    if not (items.is_file() and tools.is_file()):
        return []
    return third_party(items, tools, today=DAYS.get(name, TODAY))


@cache
def _of_domain(domain: str) -> tuple[Item, ...]:
    return tuple(labelled(folder("domains") / domain / "queries.yaml", Catalog.load(domain), today=TODAY))


def evaluate(
    sets: Mapping[str, list[Item]], solvers: Sequence[str], setup: Setup, jobs: int
) -> Iterator[tuple[str, list[Result]]]:
    """The results of each set, as soon as all solvers are done with it."""
    ours = [_maker(solver, setup) for solver in solvers if not _is_baseline(solver)]
    others = [_maker(solver, setup) for solver in solvers if _is_baseline(solver)]
    for name, items in sets.items():
        found: list[Result] = []
        try:
            for makers, part in ((ours, items), (others, sample(items, min(BASELINES[name], len(items)), SEED))):
                if makers and part:
                    tell = _Progress(name, len(part) * len(makers))
                    found += run(part, makers, jobs=jobs, today=TODAY, on_result=tell)
        except Interrupted as interrupted:
            yield name, [*found, *interrupted.results]
            raise
        yield name, found


def _is_baseline(solver: str) -> bool:
    return solver.startswith(("pure-model", "function-calling"))


@dataclass
class _Progress:
    """Tells of each result on stderr."""

    name: str
    total: int
    done: int = 0

    def __call__(self, result: Result) -> None:
        self.done += 1
        mark = "ok  " if result.verdict.plan else "miss"
        said = f"{self.name} {self.done}/{self.total} {mark} {result.solver} {result.item.id}"
        print(f"{said} {result.attempt.seconds:.1f} s {result.attempt.error[:80]}".rstrip(), file=sys.stderr, flush=True)


def _maker(name: str, setup: Setup) -> Maker:
    return lambda: make(name, setup)


def write(found: Mapping[str, list[Result]], sizes: Mapping[str, int], command: str) -> str:
    """The report: what was aimed at and found, the sets side by side, then each set."""
    parts = ["# From words to plans\n", _how(found, sizes, command), "## Results\n"]
    aimed = [target.row(_first_solver(found[target.of])) for target in TARGETS if found.get(target.of)]
    together = {"all together": [result for results in found.values() for result in results]} if len(found) > 1 else {}
    aimed += [row for name, results in {**found, **together}.items() for row in _against_the_model_alone(name, results)]
    aimed += [*_against_the_originals(found)]
    parts.append(markdown(Grid("", ("what", "set", "measured", "target", "reached"), tuple(aimed), frozenset({0, 1, 3, 4}))))
    parts.append(TRIED.read_text(encoding="utf-8"))
    parts.append("## All sets\n")
    parts.append(markdown(_side_by_side(found)))
    parts += _in_other_words(found)
    for name, results in found.items():
        if results:
            parts += [f"## {name}\n", report(results, level=3, today=TODAY)]
    return "\n".join(parts)


def _first_solver(results: Sequence[Result]) -> list[Result]:
    return next(iter(by_solver(results).values()), [])


def _against_the_model_alone(name: str, results: Sequence[Result]) -> Iterator[tuple[str, ...]]:
    first, *others = by_solver(results).values() if results else [[]]
    for own in others:
        if own[0].solver.startswith("pure-model"):
            pair = paired(own, first, "plan")
            low, high = pair.interval
            measured = f"{100 * (pair.difference or 0.0):+.1f} points ({100 * low:+.1f} to {100 * high:+.1f}; n = {pair.n})"
            met = "yes" if (pair.difference or 0.0) * 100 >= LEAD else "no"
            yield f"plan right, against {own[0].solver}", name, measured, f"at least {LEAD:+}", met


def _against_the_originals(found: Mapping[str, list[Result]]) -> Iterator[tuple[str, ...]]:
    """What re-wording costs the first solver."""
    own, others = _first_solver(found.get("domains") or []), _first_solver(found.get("paraphrases") or [])
    if own and others:
        pair = compare(own, others, "plan")
        low, high = pair.interval
        measured = f"{100 * (pair.difference or 0.0):+.1f} points ({100 * low:+.1f} to {100 * high:+.1f}; n = {pair.n})"
        met = "yes" if (pair.difference or 0.0) * 100 >= LOSS else "no"
        yield "plan right in other words", "paraphrases", measured, f"at least {LOSS:+}", met


def _how(found: Mapping[str, list[Result]], sizes: Mapping[str, int], command: str) -> str:
    models = sorted({r.attempt.model for results in found.values() for r in results if r.attempt.model})
    counts = {name: len({result.item.id for result in results}) for name, results in found.items() if results}
    drawn = ", ".join(f"{count} of {sizes[name]} of {name}" for name, count in counts.items())
    left = ", ".join(name for name in sizes if name not in counts)
    return (
        f"Made by `{command}`; models: {', '.join(models) or 'none'}; machine: {_machine()}. Queries: {drawn}, drawn by "
        f"cell with seed {SEED}{f' (the run was ended before {left})' if left else ''}. Relative dates count from {TODAY}"
        f"{''.join(f', in {name} from {day}' for name, day in DAYS.items() if found.get(name))}.\n\n"
        "A plan is right when its calls, the sources of all their arguments and its questions are those of the labels, up to "
        "naming and to the order of what is independent. The queries of the domains and their re-wordings are ours, and many "
        "were looked at while the translation was written; the other sets are public and other people's, and were read as "
        "well. The embedded translator is shown worked examples from a domain's labelled queries, never the query itself and "
        "never the one that it re-words. Seconds are those of the first time a model was asked.\n"
    )


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        named = (line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name"))
        cpu = next(named, cpu)
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, xllamacpp {version('xllamacpp')}"


def _side_by_side(found: Mapping[str, list[Result]]) -> Grid:
    rows = []
    for name, results in found.items():
        for solver, own in by_solver(results).items():
            row: Row = summary(own).overall
            shares = (share_text(getattr(row, figure)) for figure in ("goals", "exact", "plan"))
            counts = (_count(row.invented), _count(row.filled))
            rows.append((name, solver, str(row.n), *shares, *counts, seconds_text(row.seconds)))
    header = ("set", "solver", "n", "goals", "exact", "plan", "invented", "invented for missing", "s, median")
    return Grid("All sets", header, tuple(rows), frozenset({0, 1}))


def _count(share: Share) -> str:
    return f"{percent(share, 1)} % ({share.hits}/{share.total})" if share.total else NOTHING


def _in_other_words(found: Mapping[str, list[Result]]) -> Iterator[str]:
    others, originals = found.get("paraphrases") or [], by_solver(found.get("domains") or [])
    if not others or not originals:
        return
    yield "## In other words\n"
    yield (
        "Each of 60 labelled queries was re-worded five times. A pair is a re-wording and its original; success is not to fall by "
        f"more than {-LOSS} points.\n"
    )
    for solver, own in by_solver(others).items():
        if solver in originals:
            pairs = [compare(originals[solver], own, metric) for metric in ("goals", "exact", "questions", "plan")]
            yield f"**{solver}**\n"
            yield markdown(paired_grid(pairs))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Words to plans: the report, remade.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the third-party sets")
    parser.add_argument("--sample", action="append", default=[], metavar="SET=N", help="how many of a set; all for all")
    parser.add_argument("--set", action="append", choices=tuple(SAMPLES), help="only this set")
    parser.add_argument("--solver", action="append", help="only this one; the first is the one others are compared with")
    parser.add_argument("--model", help="the embedded model, or the server's")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--report", type=Path, default=Path(__file__).with_suffix(".md"))
    parser.add_argument("--json", type=Path, default=Path(tempfile.gettempdir(), "translation.json"))
    return parser.parse_args()


def _command(said: argparse.Namespace) -> str:
    """The command that makes the same report, but for where files lie."""
    told = {"--sample": said.sample, "--set": said.set, "--solver": said.solver, "--model": said.model and [said.model]}
    options = [f"{option} {value}" for option, values in told.items() for value in values or ()]
    return " ".join(["python benchmarks/translation.py", *options])


def _sizes(said: Sequence[str]) -> dict[str, int | None]:
    sizes = dict(SAMPLES)
    for entry in said:
        name, _, size = entry.partition("=")
        if name not in sizes or not (size == "all" or size.isdecimal()):
            sys.exit(f"--sample {entry}: write SET=N or SET=all, SET being one of {', '.join(sizes)}")
        sizes[name] = None if size == "all" else int(size)
    return sizes


def main() -> int:
    """Run and report."""
    said = _arguments()
    sizes = _sizes(said.sample)
    all_items = {name: items for name in said.set or SAMPLES if (items := load(name, said.data))}
    sets = {n: items if (size := sizes[n]) is None else sample(items, size, SEED) for n, items in all_items.items()}
    wanted = {item.original for item in sets.get("paraphrases", ())}
    known = {item.id for item in sets.get("domains", ())}
    if "domains" in sets:
        sets["domains"] += [i for i in all_items["domains"] if i.id in wanted - known]
    found: dict[str, list[Result]] = {}
    code = 0
    with Answers(home() / "cache" / "answers.sqlite") as answers:
        threads = max(1, (os.cpu_count() or 1) // said.jobs)
        setup = Setup(model=said.model, answers=answers, threads=threads, today=TODAY)
        solvers = said.solver or [*SOLVERS, *(ON_A_SERVER if setup.has_server else ())]
        for solver in solvers:
            verify(solver, setup)
        try:
            for name, results in evaluate(sets, solvers, setup, said.jobs):
                found[name] = results
        except KeyboardInterrupt:
            code = 130
    text = write(found, {name: len(items) for name, items in all_items.items()}, _command(said))
    said.report.write_text(text, encoding="utf-8")
    said.json.write_text(json.dumps({n: as_json(r) for n, r in found.items()}, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{said.report}, and every item in {said.json}")
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OrchestratorError as error:
        sys.exit(f"error: {error}")
