"""The command `orchestrator`: its commands, and how a run ends. What is heavy is imported when needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from orchestrator.cli import exits, streams
from orchestrator.cli.domains import check, domains, show
from orchestrator.cli.evaluate import evaluate
from orchestrator.cli.examples import examples
from orchestrator.cli.explain import explain
from orchestrator.cli.log import log
from orchestrator.cli.model import model
from orchestrator.cli.solve import solve
from orchestrator.errors import OrchestratorError

_OPTIONS: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}

app = typer.Typer(
    name="orchestrator",
    help="From a query in words to a proven plan of API calls.",
    epilog="Start with: orchestrator solve --domain small_business --facts 'goal(1, create_invoice).'",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    **_OPTIONS,
)
app.command()(solve)
app.command()(explain)
app.command()(log)
app.command()(domains)
app.command()(show)
app.command()(check)
app.command()(examples)
app.command("eval")(evaluate)
app.add_typer(model, name="model")


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(f"orchestrator {_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("plan-orchestrator")
    except PackageNotFoundError:
        return "(from a checkout)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code. No exception and no traceback leaves it.

    Args:
        argv: the arguments; those of the process by default.
    """
    streams.prepare()
    try:
        code = _run(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except OrchestratorError as error:
        for problem in error.problems:
            streams.print_error(str(problem))
        return exits.code_of(error)
    except (KeyboardInterrupt, typer.Abort):
        return exits.INTERRUPTED
    except BrokenPipeError:
        streams.close_quietly()
        return exits.BROKEN_PIPE
    except OSError as error:
        streams.close_quietly()
        streams.print_error(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
        return exits.IO_FAILED
    except Exception as error:  # noqa: BLE001  the outermost edge: whatever it is, it ends in one line
        return _report_bug(error)
    return code


def _run(arguments: list[str]) -> int:
    command: Any = typer.main.get_command(app)
    try:
        result = command.main(arguments, prog_name="orchestrator", standalone_mode=False)
    except Exception as error:
        if not _is_usage_error(error):
            raise
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "orchestrator"
        said = str(error.format_message()).replace("Value error, ", "")  # type: ignore[attr-defined]
        streams.print_error(f"{_sentence(said)} Try `{path} --help`.")
        return exits.WRONG_USE
    return result if isinstance(result, int) else 0


def _is_usage_error(error: Exception) -> bool:
    """Whether the arguments were wrong. Some versions of typer bring their own click: classes do not tell."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."


def _report_bug(error: Exception) -> int:
    if os.environ.get("ORCHESTRATOR_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    said = str(error).splitlines()
    streams.print_error(
        f"this is a bug, please report it: {type(error).__name__}{f': {said[0]}' if said else ''} "
        "(ORCHESTRATOR_DEBUG=1 tells more)"
    )
    return exits.BUG
