"""The outputs in console blocks: `python -m tests.docs.fill [PAGE...]` runs the commands and writes what they print now.

With ORCHESTRATOR_TEST_MODEL=1 those in words too. Look at the difference before you keep it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pages import PAGES, blocks, make_shim, replay


def fill(page: Path) -> None:
    """Write the outputs of a page anew."""
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "here")
        folder.mkdir()
        shim = make_shim(Path(name, "bin"))
        for block in blocks(page):
            if block.file is not None:
                (folder / block.file).write_text(block.text, encoding="utf-8")
            is_left_out = not block.runs or (block.needs_model and os.environ.get("ORCHESTRATOR_TEST_MODEL") != "1")
            if block.language != "console" or is_left_out:
                continue
            printed = "".join(f"$ {command.line}\n{output}" for command, _, output in replay(block, folder, shim))
            text = text.replace(f"\n{block.text}```", f"\n{printed}```", 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else PAGES:
        fill(path.resolve())
