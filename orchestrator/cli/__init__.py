"""The command line. `main` is the entry point of the command `orchestrator`."""

from orchestrator.cli.main import main

__all__ = ["main"]
