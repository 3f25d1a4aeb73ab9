"""The pages of the documentation and the blocks of code in them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")), *sorted(DOCS.glob("*/*.md")))

_WIDTH = 80
_SECONDS = 300
_FENCE = re.compile(r"^```(?P<language>\{[\w-]+\}|[\w-]*)(?P<info>[^\n`]*)\n(?P<text>.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, the words after it, its text, and the line it begins in."""

    page: Path
    language: str
    words: tuple[str, ...]
    text: str
    line: int

    @property
    def runs(self) -> bool:
        return "no-run" not in self.words

    @property
    def needs_model(self) -> bool:
        return "model" in self.words

    @property
    def file(self) -> str | None:
        """The name under which the block is written to disk, for the blocks that come after it."""
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), None)


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order. A fence with a `{directive}` speaks to the site and is no example."""
    text = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(text):
        if match["language"].startswith("{"):
            continue
        line = text.count("\n", 0, match.start()) + 1
        yield Block(page, match["language"], tuple(match["info"].split()), match["text"], line)


@dataclass(frozen=True)
class Command:
    """A command of a console block, and what it prints."""

    line: str
    output: str


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block: lines after `$ `, with those that a backslash carries on."""
    command: list[str] = []
    output: list[str] = []
    carried = False
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if command:
                yield Command("\n".join(command), _joined(output))
            command, output = [line.removeprefix("$ ")], []
        elif carried:
            command.append(line.removeprefix("> "))
        else:
            output.append(line)
        carried = line.endswith("\\") and not output
    if command:
        yield Command("\n".join(command), _joined(output))


def _joined(lines: list[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)


def make_shim(folder: Path) -> Path:
    """A folder with the command `orchestrator` of this checkout in it."""
    folder.mkdir()
    script = folder / "orchestrator"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m orchestrator "$@"\n')
    script.chmod(0o755)
    return folder


def replay(block: Block, folder: Path, shim: Path) -> Iterator[tuple[Command, int, str]]:
    """The commands of a console block, each with its exit code and what it prints now; `echo $?` prints the code before."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ORCHESTRATOR_MODEL"))}
    environment = {
        "ORCHESTRATOR_LOG": str(folder / ".conversations.sqlite"),
        **kept, "PATH": f"{shim}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": str(_WIDTH),
        "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    code = 0
    for command in commands(block):
        if command.line == "echo $?":
            yield command, code, f"{code}\n"
            continue
        run = subprocess.run(
            ["bash", "-c", command.line], cwd=folder, env=environment, check=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=_SECONDS,
        )  # fmt: skip
        code = run.returncode
        yield command, code, _joined(run.stdout.splitlines())
