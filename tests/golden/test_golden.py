"""What the stages make of known facts, byte for byte, in this process and in others."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from regenerate import CASES, FOLDER, Case

from orchestrator import Facts

ROOT = FOLDER.parents[1]
_MEND = "look at the difference; if it is meant: python -m tests.golden.regenerate"
_DIGEST = """
import sys
sys.path.insert(0, sys.argv[1])
from regenerate import CASES, Case
from test_golden import digest
for case in CASES.values():
    print(digest(Case(case.name, case.domain, case.facts)))
"""


def digest(case: Case) -> str:
    """All that the stages make of a case: the ASP they read, the situation, the PDDL, the plan."""
    texts = [case.asp(), *case.files().values()]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_stages_come_out_as_kept(case: Case) -> None:
    made = case.files()
    kept = {path.name for path in case.folder.iterdir()} - {"facts.lp"}
    assert set(made) == kept, _MEND
    for name, text in made.items():
        assert text == (case.folder / name).read_text(encoding="utf-8"), f"{case.name}/{name}: {_MEND}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_kept_facts_are_those_of_the_case(case: Case) -> None:
    kept = (case.folder / "facts.lp").read_text(encoding="utf-8")
    assert Facts.parse(kept) == Facts.parse(case.facts)


def test_no_folder_is_left_over() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    assert folders == set(CASES)


def test_five_runs_in_one_process_are_equal() -> None:
    for case in CASES.values():
        runs = {digest(Case(case.name, case.domain, case.facts)) for _ in range(5)}
        assert len(runs) == 1, case.name


def test_processes_with_other_hash_seeds_are_equal(tmp_path: Path) -> None:
    here = [digest(Case(case.name, case.domain, case.facts)) for case in CASES.values()]
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", _DIGEST, str(FOLDER)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.split() == here, f"PYTHONHASHSEED={seed}"
        assert not list(tmp_path.iterdir())
