"""Every example of README and docs runs, and prints what the page says.

Blocks of a page share a namespace (python) and a folder (console, and files written by ```yaml file=NAME). What needs the
bytes of the embedded model is run where ORCHESTRATOR_TEST_MODEL=1 and the model is there.
"""

from __future__ import annotations

import doctest
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pages import PAGES, ROOT, Block, blocks, commands

_IDS = [page.name for page in PAGES]
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_LANGUAGES = {"python", "console", "yaml", "json", "text", "mermaid", "lisp", "prolog", "sh"}
_WIDTH = 80
_SECONDS = 110


def _run_python(block: Block, names: dict[str, Any]) -> None:
    where = f"{block.page.name}:{block.line}"
    if ">>>" not in block.text:
        exec(compile("\n" * block.line + block.text, str(block.page), "exec"), names)
        return
    # The namespace of a page is one: a doctest works on a copy, whose names are taken over.
    test = doctest.DocTestParser().get_doctest(block.text, names, where, str(block.page), block.line)
    told: list[str] = []
    failed, _ = doctest.DocTestRunner(optionflags=_FLAGS).run(test, out=told.append, clear_globs=False)
    names.update(test.globs)
    assert not failed, "".join(told)


def _shim(folder: Path) -> Path:
    """A folder with the command `orchestrator` of this checkout in it."""
    folder.mkdir()
    script = folder / "orchestrator"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m orchestrator "$@"\n')
    script.chmod(0o755)
    return folder


def _run_console(block: Block, folder: Path, shim: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ORCHESTRATOR_MODEL"))}
    environment = {
        **kept, "PATH": f"{shim}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": str(_WIDTH),
        "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    code = 0
    for command in commands(block):
        if command.line == "echo $?":
            assert command.output == f"{code}\n", f"{block.page.name}:{block.line}"
            continue
        run = subprocess.run(
            ["bash", "-c", command.line], cwd=folder, env=environment, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=_SECONDS,
        )  # fmt: skip
        code = run.returncode
        printed = "".join(f"{line.rstrip()}\n" for line in run.stdout.splitlines())
        assert printed == command.output, f"{block.page.name}:{block.line}: $ {command.line}"


@pytest.mark.parametrize("page", PAGES, ids=_IDS)
def test_examples_print_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, shim = tmp_path / "here", _shim(tmp_path / "bin")
    folder.mkdir()
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"__name__": "__page__"}
    for block in blocks(page):
        if block.file is not None:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        if not block.runs or block.needs_model:
            continue
        if block.language == "python":
            _run_python(block, names)
        elif block.language == "console":
            _run_console(block, folder, shim)


def _model_is_there() -> bool:
    from orchestrator.translate.models import DEFAULT_MODEL, REGISTRY

    return os.environ.get("ORCHESTRATOR_TEST_MODEL") == "1" and REGISTRY[DEFAULT_MODEL].present


@pytest.mark.model
@pytest.mark.timeout(600)
@pytest.mark.skipif(not _model_is_there(), reason="set ORCHESTRATOR_TEST_MODEL=1, with the model fetched")
@pytest.mark.parametrize("page", PAGES, ids=_IDS)
def test_examples_in_words_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.needs_model:
            _run_console(block, tmp_path, _shim(tmp_path / f"bin{block.line}"))


def test_few_examples_are_left_out() -> None:
    found = [block for page in PAGES for block in blocks(page)]
    left_out = [block for block in found if block.language in ("python", "console") and not block.runs]
    assert len(left_out) <= 6
    assert {block.language for block in found} <= _LANGUAGES


def test_the_readme_shows_facts_and_words() -> None:
    found = [block for block in blocks(PAGES[0]) if block.language == "console" and block.runs]
    assert any("--facts" in block.text and not block.needs_model for block in found)
    assert any(block.needs_model for block in found)
