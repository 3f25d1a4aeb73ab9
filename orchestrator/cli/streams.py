"""Where output goes: results to stdout, everything else to stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def prepare() -> None:
    """Let no character end a run: what a stream cannot encode is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def out() -> Console:
    """The console for results."""
    from orchestrator.cli.console import PlainConsole

    return PlainConsole()


def err() -> Console:
    """The console for everything else."""
    from orchestrator.cli.console import PlainConsole

    return PlainConsole(stderr=True)


def print_json(data: Any) -> None:
    """Data as JSON on stdout, and nothing else."""
    is_unicode = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=not is_unicode) + "\n")


def print_heading(console: Console, title: str) -> None:
    """The heading of a stage."""
    from rich.text import Text

    console.print(Text(f"{'--' if console.options.ascii_only else '──'} {title}", style="bold blue"))


def print_stage(console: Console, title: str, text: str) -> None:
    """A stage of the work under its heading; what a terminal would obey is shown as an escape."""
    from rich.text import Text

    from orchestrator.show.words import printable

    print_heading(console, title)
    if console.is_terminal:
        text = "\n".join(printable(line, 100_000) for line in text.split("\n"))
    console.print(Text(text.rstrip("\n")), soft_wrap=True)
    console.print()


def print_error(text: str, *, warning: bool = False) -> None:
    """A line on stderr that begins with `error:`, or with `warning:`."""
    from rich.text import Text

    from orchestrator.show.words import printable

    begins = ("warning: ", "bold yellow") if warning else ("error: ", "bold red")
    err().print(Text.assemble(begins, printable(text, 20_000)), soft_wrap=True)


def is_interactive() -> bool:
    """Whether somebody sits at both ends: questions can be asked, and answered."""
    ends = (sys.stdin, sys.stdout)
    return all(end is not None and not end.closed and end.isatty() for end in ends)


def close_quietly() -> None:
    """Point stdout nowhere, so that the interpreter's last flush has no broken pipe to complain of."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return
