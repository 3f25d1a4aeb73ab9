"""The command line as a process of its own: what only shows there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "orchestrator.cli"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def run(
    *argv: str, stdin: bytes = b"", folder: Path | None = None, **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *argv],
        input=stdin,
        capture_output=True,
        env=environment(**more),
        cwd=folder,
        timeout=60,
        check=False,
    )


def test_help_is_quick() -> None:
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        assert run("--help").returncode == 0
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.3, seconds


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from orchestrator.cli import main; main(['--help']);"
        "heavy = {'clingo', 'unified_planning', 'openai', 'xllamacpp', 'dateparser'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=False)
    assert done.returncode == 0, done.stderr


def test_it_works_from_any_folder(tmp_path: Path) -> None:
    done = run("domains", folder=tmp_path)
    assert done.returncode == 0
    assert b"banking" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "show", "banking"], stdout=writing, stderr=subprocess.PIPE, env=environment(), check=False
    )
    os.close(writing)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "show", "banking"], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 74
    assert done.stderr == b"error: No space left on device\n"


def test_an_interrupt_is_quiet() -> None:
    # A runner in the background ignores the signal, and its children would too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*COMMAND, "solve", "--domain", "banking"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    assert process.stdout is not None
    assert process.stderr is not None
    assert (process.stdout.read(), process.stderr.read()) == (b"", b"")
    for pipe in (process.stdin, process.stdout, process.stderr):
        assert pipe is not None
        pipe.close()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_terminal_works(encoding: str) -> None:
    done = run("check", "banking", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stdout.decode(encoding).endswith("banking: nothing to mend\n")


def test_ten_megabytes_of_query_are_refused_quickly() -> None:
    done = run("solve", "--domain", "banking", stdin=b"x" * 10_000_000)
    assert done.returncode == 2
    assert done.stderr == b"error: the query: this is too large (expected at most 1 MB).\n"


def test_bytes_that_are_no_text_are_refused() -> None:
    done = subprocess.run(
        [*(part.encode() for part in COMMAND), b"solve", b"a\xff", b"--domain", b"banking"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 2
    assert b"no UTF-8 text" in done.stderr
