"""The notebooks run from the first cell to the last, and show what is kept in them."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from executed import NOTEBOOKS, executed, normal, written

_MEND = "; look at it, and if it is right: python -m tests.notebooks.regenerate"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::RuntimeWarning:zmq")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_is_kept(path: Path) -> None:
    kept, now = nbformat.read(path, as_version=4), executed(path)
    for number, (old, new) in enumerate(zip(kept.cells, now.cells, strict=True), 1):
        assert old.get("outputs", []) == new.get("outputs", []), f"{path.name}, cell {number} shows something else{_MEND}"
    assert path.read_text(encoding="utf-8") == written(now), f"{path.name} is not as it would be written{_MEND}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_can_be_read_without_running_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert written(normal(nbformat.from_dict(notebook))) == text
    assert notebook.cells[0].source.startswith("# ")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert sum(bool(cell.outputs) for cell in code) >= len(code) - 1
    assert all(output.output_type != "error" for cell in code for output in cell.outputs)
    assert "application/vnd.jupyter.widget" not in text
    assert len(text) < 400_000


def test_there_are_notebooks() -> None:
    assert [path.name[:3] for path in NOTEBOOKS] == ["01_", "02_", "03_"]
