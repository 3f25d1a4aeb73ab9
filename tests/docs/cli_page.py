"""The help texts in `docs/cli.md`: `python -m tests.docs.cli_page` writes them anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cli.md"

_HELP = re.compile(r"(?P<head>^```text help(?P<path>(?: [a-z]+)*)\n)(?P<text>.*?)(?P<tail>^```$)", re.MULTILINE | re.DOTALL)


def help_text(path: str) -> str:
    """What `orchestrator PATH --help` prints, 100 columns wide."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "orchestrator", *path.split(), "--help"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return "".join(f"{line.rstrip()}\n" for line in run.stdout.splitlines())


def documented() -> tuple[str, ...]:
    """The commands whose help stands on the page."""
    return tuple(match["path"].strip() for match in _HELP.finditer(PAGE.read_text(encoding="utf-8")))


def regenerated() -> str:
    """The page with the help texts of the commands as they are."""
    return _HELP.sub(lambda m: m["head"] + help_text(m["path"].strip()) + m["tail"], PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(regenerated(), encoding="utf-8")
