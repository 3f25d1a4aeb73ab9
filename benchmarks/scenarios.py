"""Folders of worked cases, each case planned and compared with the outcome that it expects.

    python benchmarks/scenarios.py FOLDER...

A folder holds `*.scenarios.yaml` in the form that `tests/scenarios/runner.py` describes, and the catalogs that they name.
Prints how many cases of each file come out right and how long a plan takes, then in what the others differ; ends with 1 if
any does, or if a folder has no case.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "scenarios")]

from runner import Case, differences, plan_case, read_cases, scenario_files  # noqa: E402


@dataclass(slots=True)
class Tally:
    """How the cases of one file come out."""

    name: str
    count: int = 0
    milliseconds: list[float] = field(default_factory=list)
    failed: dict[str, list[str]] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Plan a case and keep how it came out."""
        case.load_catalog()
        begun = time.perf_counter()
        try:
            plan = plan_case(case)
        except Exception as error:  # noqa: BLE001 - a crash is one failed case, not the end of all
            found = [f"{type(error).__name__}: {error}"]
        else:
            self.milliseconds.append(1000 * (time.perf_counter() - begun))
            found = differences(case, plan)
        self.count += 1
        if found:
            self.failed[case.id] = found


def table(tallies: list[Tally]) -> str:
    """A line a file and one for all, with the median time of a plan."""
    width = max(len(t.name) for t in tallies)
    lines = [f"{'file':<{width}}  passed  failed  median ms"]
    lines += [_row(t.name, t.count, len(t.failed), t.milliseconds, width) for t in tallies]
    count, failed = sum(t.count for t in tallies), sum(len(t.failed) for t in tallies)
    lines.append(_row("all", count, failed, [m for t in tallies for m in t.milliseconds], width))
    for tally in tallies:
        for identifier, found in tally.failed.items():
            lines += ["", f"{identifier} ({tally.name})", *(f"  - {line}" for line in found)]
    return "\n".join([*lines, "", f"{count - failed} of {count} as expected"])


def _row(name: str, count: int, failed: int, milliseconds: list[float], width: int) -> str:
    median = f"{statistics.median(milliseconds):9.1f}" if milliseconds else f"{'-':>9}"
    return f"{name:<{width}}  {count - failed:>6}  {failed:>6}  {median}"


def main() -> int:
    """Run the folders and print; 1 if a case fails, or if there is none."""
    parser = argparse.ArgumentParser(description="Run folders of worked cases.")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="a folder with *.scenarios.yaml")
    arguments = parser.parse_args()
    empty = [folder for folder in arguments.folders if not scenario_files(folder)]
    if empty:
        print(f"no *.scenarios.yaml in {', '.join(map(str, empty))}", file=sys.stderr)
        return 1
    tallies = []
    for path in (path for folder in arguments.folders for path in scenario_files(folder)):
        tally = Tally(path.name.removesuffix(".scenarios.yaml"))
        for case in read_cases(path):
            tally.add(case)
        tallies.append(tally)
    print(table(tallies))
    return int(any(t.failed for t in tallies) or not any(t.count for t in tallies))


if __name__ == "__main__":
    sys.exit(main())
