"""Every example of README and docs runs, and prints what the page says.

Blocks of a page share a namespace (python) and a folder (console, and files written by ```yaml file=NAME). What needs the
bytes of the embedded model is run where ORCHESTRATOR_TEST_MODEL=1 and the model is there.
"""

from __future__ import annotations

import doctest
import os
from pathlib import Path
from typing import Any

import pytest
from pages import PAGES, Block, blocks, make_shim, replay

_IDS = [page.name for page in PAGES]
_IN_WORDS = [page for page in PAGES if any(block.needs_model for block in blocks(page))]
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_LANGUAGES = {"python", "console", "yaml", "json", "text", "mermaid", "lisp", "prolog", "sh"}


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


def _run_console(block: Block, folder: Path, shim: Path) -> None:
    for command, code, printed in replay(block, folder, shim):
        where = f"{block.page.name}:{block.line}: $ {command.line} ended with {code}"
        assert printed == command.output, where


@pytest.mark.parametrize("page", PAGES, ids=_IDS)
def test_examples_print_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, shim = tmp_path / "here", make_shim(tmp_path / "bin")
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
@pytest.mark.parametrize("page", _IN_WORDS, ids=[page.name for page in _IN_WORDS])
def test_examples_in_words_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.file is not None:
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        if block.needs_model:
            _run_console(block, tmp_path, make_shim(tmp_path / f"bin{block.line}"))


def test_few_examples_are_left_out() -> None:
    found = [block for page in PAGES for block in blocks(page)]
    left_out = [block for block in found if block.language in ("python", "console") and not block.runs]
    assert len(left_out) <= 6
    assert {block.language for block in found} <= _LANGUAGES


def test_the_readme_shows_facts_and_words() -> None:
    found = [block for block in blocks(PAGES[0]) if block.language == "console" and block.runs]
    assert any("--facts" in block.text and not block.needs_model for block in found)
    assert any(block.needs_model for block in found)
