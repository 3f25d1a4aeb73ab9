"""Notebooks, run from their first cell to the last, in the form in which they are kept: the same on each machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = tuple(sorted(FOLDER.glob("*.ipynb")))

_SECONDS_A_CELL = 60
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_LIVE = "application/vnd.jupyter.widget-view+json"


def executed(path: Path) -> NotebookNode:
    """The notebook with the outputs that it has now.

    Raises:
        CellExecutionError: a cell raised.
    """
    notebook = nbformat.read(path, as_version=4)
    with _own_folders():
        client = NotebookClient(
            notebook,
            timeout=_SECONDS_A_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": str(FOLDER)}},
            store_widget_state=False,
        )
        client.execute()
    return normal(notebook)


def normal(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: ids, times, versions, and widgets, which need a kernel."""
    notebook.metadata = NotebookNode(_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    count = 0
    for number, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{number:02}", NotebookNode()
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        cell.outputs = _joined(cell.outputs)
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
            if "data" in output:
                output.data.pop(_LIVE, None)
                output.metadata = NotebookNode()
    return notebook


def written(notebook: NotebookNode) -> str:
    """The notebook as the text of its file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What is printed comes in pieces, as it happens; here it is one."""
    found: list[NotebookNode] = []
    for output in outputs:
        last = found[-1] if found else None
        both_streams = last is not None and last.output_type == output.output_type == "stream"
        if last is not None and both_streams and last.name == output.name:
            last.text += output.text
        else:
            found.append(output)
    return found


@contextmanager
def _own_folders() -> Iterator[None]:
    """Kernels find this checkout, and write nothing into the folders of the user."""
    with tempfile.TemporaryDirectory() as name:
        paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
        ours = {
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
            "IPYTHONDIR": str(Path(name, "ipython")),
            "JUPYTER_RUNTIME_DIR": str(Path(name, "runtime")),
            "JUPYTER_CONFIG_DIR": str(Path(name, "config")),
            "JUPYTER_PLATFORM_DIRS": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        before = {key: os.environ.get(key) for key in ours}
        os.environ.update(ours)
        try:
            yield
        finally:
            for key, value in before.items():
                if value is None:
                    del os.environ[key]
                else:
                    os.environ[key] = value
