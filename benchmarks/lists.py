"""How often both engines agree on random problems with lists, and whether what the plans do is what R12 says.

    python benchmarks/lists.py FROM TO [--clingo]

Prints each difference and each wrong execution as it is found, with the catalog and the facts, and the counts at the end.
With --clingo only that engine plans, which is several times as fast.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# First, since this file has the name of the package that it reads.
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "properties")]

from lists.agreement import both  # noqa: E402
from lists.generator import Case, random_case  # noqa: E402
from lists.runs import PLANS, Run, plan_of  # noqa: E402
from lists.suite import RULES, wrong_outcome  # noqa: E402

SIZES = ((0, 1, 2, 2, 3, 3, 4), (2, 3, 4), (1,))


def judge(case: Case, seed: int, *, one_engine: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with the plans of a case: which rule, and in words. First of all, the status."""
    if one_engine:
        plan = plan_of(case)
    else:
        engines = both(case)
        plan = dict(engines.plans["clingo"])
        if not engines.agree:
            yield "engines", str(engines)
    yield "status", plan["status"]
    if wrong := wrong_outcome(case, plan):
        yield "outcome", wrong
    if plan["status"] in PLANS:
        for sizes in SIZES:
            run = Run(case, plan, seed, sizes)
            for rule in () if run.coincident else RULES:
                for finding in rule(run):
                    if finding.wrong:
                        yield rule.__name__, f"{finding.wrong}\n{run}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=int, metavar="FROM", help="the first seed")
    parser.add_argument("stop", type=int, metavar="TO", help="the seed after the last")
    parser.add_argument("--clingo", action="store_true", help="plan with clingo only")
    given = parser.parse_args()
    statuses: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for seed in range(given.start, given.stop):
        try:
            for rule, told in judge(random_case(seed), seed, one_engine=given.clingo):
                if rule == "status":
                    statuses[told] += 1
                    continue
                wrong[rule] += 1
                print(f"==== seed {seed}: {rule}\n{told}", flush=True)
        except Exception as error:  # noqa: BLE001 - one case that breaks must not end the run
            wrong[type(error).__name__] += 1
            notes = "\n".join(getattr(error, "__notes__", ()))
            print(f"==== seed {seed}: {type(error).__name__}\n{error}\n{notes}", flush=True)
    print(f"statuses {dict(statuses)}; wrong {dict(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
