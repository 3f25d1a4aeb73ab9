"""The console of the command line."""

from __future__ import annotations

from typing import NoReturn

from rich.console import Console


class PlainConsole(Console):
    """A console that leaves a broken pipe to `main`; rich's own ends the process with 1."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False)

    def on_broken_pipe(self) -> NoReturn:
        """Called while the error is handled: raise it again."""
        raise BrokenPipeError
