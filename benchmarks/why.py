"""Every question that can be put to the plans of folders of worked cases: why, why not, what if, and what else.

    python benchmarks/why.py FOLDER...                   counts: how many answers, how many are empty or fail, how long they take
    python benchmarks/why.py FOLDER... --show ID...      the answers for these cases, to be read

Asked are `why` of the outcome, each step, each argument and each goal, `why_not` of each API, `what_if` each API were not there
and each question were answered, and three `alternatives`. What is said of costs is held against planning again. Ends with 1 if
an answer is empty, fails, or is contradicted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestrator import Orchestrator, Plan
from orchestrator.plan.engine import EngineName
from orchestrator.plan.equivalence import equivalent
from orchestrator.plan.model import FromStep, FromValue
from orchestrator.plan.validate import validate
from orchestrator.why import Why, alternatives, what_if, why, why_not

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "tests" / "scenarios")]
from runner import Case, read_cases, scenario_files  # noqa: E402  the tests' own reader of scenarios, which no package has


@dataclass(slots=True)
class Tally:
    """The answers to one kind of question."""

    kind: str
    milliseconds: list[float] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def questions(plan: Plan, home: Orchestrator) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """What can be asked of a plan: the kind, the words, and the call that answers."""
    subjects = [
        "",
        *(step.id for step in plan.steps),
        *(f"{c.id}.{x}" for c in plan.calls for x in c.arguments),
    ]
    for subject in [*subjects, *(f"goal {n}" for n in plan.facts.numbers)]:
        yield "why", f"why({subject!r})", lambda s=subject: why(plan, home, s)
    for api in home.catalog.apis:
        yield "why_not", f"why_not({api!r})", lambda a=api: why_not(plan, home, a)
    for api in dict.fromkeys(call.api for call in plan.calls):
        yield "what_if", f"what_if(without={api!r})", lambda a=api: what_if(plan, home, without=[a])
    for ask in plan.asks:
        value = _sample(ask.asks.type, home)
        yield (
            "what_if",
            f"what_if(given={{{ask.id!r}: {value!r}}})",
            lambda i=ask.id, v=value: what_if(plan, home, given={i: v}),
        )
    yield "alternatives", "alternatives(3)", lambda: alternatives(plan, home, 3)


def _sample(kind: str, home: Orchestrator) -> str:
    declared = home.catalog.type(kind)
    if declared.values:
        return next(iter(declared.values))
    if declared.pattern or declared.format:
        return {"email": "a@b.org"}.get(declared.format or "", "1234")
    return {"number": "200", "integer": "2", "date": "2025-05-02", "time": "10:00", "boolean": "true"}.get(
        declared.base, "Acme"
    )


def wrong(answer: Any, plan: Plan, home: Orchestrator, subject: str) -> str:
    """What is wrong with an answer; nothing where it stands."""
    if isinstance(answer, tuple):
        for one in answer:
            validate(one.plan, home.catalog)
            cost, best = one.plan.cost, plan.cost
            if (cost.questions, cost.choices, cost.calls) < (best.questions, best.choices, best.calls):
                return "an alternative costs less than the plan"
        plans = [plan, *(one.plan for one in answer)]
        if any(equivalent(a, b, home.catalog) for i, a in enumerate(plans) for b in plans[:i]):
            return "two alternatives are the same"
        return "" if all(len(one.sentence.split()) > 3 for one in answer) else "an alternative without words"
    if len(answer.sentence.split()) < 4:
        return f"the sentence says nothing: {answer.sentence!r}"
    if isinstance(answer, Why) and not answer.because:
        return "no reason"
    if isinstance(answer, Why) and any(
        r.kind in ("without", "rejected") and r.effect and r.effect.kind == "better" for r in answer.because
    ):
        return "something would be better without what it names"
    if (
        "without=" in subject
        and answer.effect.kind not in ("worse", "impossible")
        and not _said_itself(plan, answer.plan)
        and not answer.difference
    ):
        return f"without it the plan is {answer.effect.kind}"
    return ""


def _said_itself(plan: Plan, new: Plan) -> bool:
    """Whether a reference is now taken for the value itself: with no lookup that takes it, it is no reference (R2)."""
    filled = {(c.api, c.goals, x): a for c in plan.calls for x, a in c.arguments.items() if c.goals}
    return any(
        isinstance(a, FromValue) and isinstance(filled.get((c.api, c.goals, x)), FromStep)
        for c in new.calls
        for x, a in c.arguments.items()
    )


def main() -> int:
    """Ask everything and print; 1 if an answer is empty, fails or is contradicted."""
    parser = argparse.ArgumentParser(description="Ask why of worked cases.")
    parser.add_argument(
        "folders", type=Path, nargs="+", metavar="FOLDER", help="a folder with *.scenarios.yaml"
    )
    parser.add_argument(
        "--show", nargs="*", default=[], metavar="ID", help="print the answers for these cases"
    )
    arguments = parser.parse_args()
    tallies: dict[str, Tally] = {}
    statuses: Counter[str] = Counter()
    for case in (
        c for folder in arguments.folders for path in scenario_files(folder) for c in read_cases(path)
    ):
        if arguments.show and case.id not in arguments.show:
            continue
        statuses[_ask(case, tallies, show=bool(arguments.show))] += 1
    print(_table(tallies, statuses))
    return int(any(t.wrong for t in tallies.values()) or not tallies)


def _ask(case: Case, tallies: dict[str, Tally], *, show: bool) -> str:
    catalog = case.load_catalog()
    engine: EngineName = (
        "fast-downward"
        if any(not c.holds for a in catalog.apis.values() for c in (*a.requires, *a.ensures))
        else "clingo"
    )
    home = Orchestrator(catalog, planner=engine)
    plan = home.plan(facts=case.facts)
    if show:
        print(f"\n===== {case.id}: {case.query}\n{plan.facts}{plan.status}: {plan.explanation}")
        print("".join(f"  {step.to_json() if hasattr(step, 'to_json') else step}\n" for step in plan.steps))
    for kind, words, ask in questions(plan, home):
        tally = tallies.setdefault(kind, Tally(kind))
        begun = time.perf_counter()
        try:
            answer = ask()
            found = wrong(answer, plan, home, words)
        except Exception as error:  # noqa: BLE001 - a crash is one wrong answer, not the end of all
            answer, found = None, f"{type(error).__name__}: {error}"
        tally.milliseconds.append(1000 * (time.perf_counter() - begun))
        tally.lines.append(len(answer) if isinstance(answer, tuple) else len(getattr(answer, "because", ())))
        if found:
            tally.wrong.append(f"{case.id} {words}: {found}")
        if show:
            told = "\n".join(map(str, answer)) if isinstance(answer, tuple) else str(answer)
            print(f"--- {words}\n{told}")
    return plan.status


def _table(tallies: dict[str, Tally], statuses: Counter[str]) -> str:
    lines = [f"{'question':<13} {'answers':>7} {'wrong':>6} {'median ms':>10} {'reasons':>8}"]
    for tally in tallies.values():
        reasons = statistics.mean(tally.lines)
        median = statistics.median(tally.milliseconds)
        lines.append(
            f"{tally.kind:<13} {len(tally.lines):>7} {len(tally.wrong):>6} {median:>10.1f} {reasons:>8.1f}"
        )
    lines += ["", *(f"- {line}" for tally in tallies.values() for line in tally.wrong)]
    return "\n".join([", ".join(f"{n} {status}" for status, n in sorted(statuses.items())), *lines])


if __name__ == "__main__":
    sys.exit(main())
