"""The client of the planner's host: one host a process, any number of problems at once, from any thread."""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import itertools
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import PlannerKilled, PlanningError, Problem


@dataclass(frozen=True, slots=True)
class Ended:
    """How a planning process ended: its exit code, or the signal that ended it, or that its time was up."""

    code: int | None = None
    signal: int | None = None
    timed_out: bool = False


def binary() -> Path:
    """The search binary of Fast Downward, as up-fast-downward ships it.

    Raises:
        PlanningError: there is none for this machine.
    """
    spec = importlib.util.find_spec("up_fast_downward")
    if spec is not None and spec.origin is not None:
        found = Path(spec.origin).parent / "downward/builds/release/bin/downward"
        if found.exists():
            return found
    raise PlanningError(
        Problem(
            "Fast Downward is not installed",
            mend="install up-fast-downward, or choose the second engine with --planner clingo (there is no build for aarch64)",
        )
    )


class _Host:
    """One running host and the problems that wait for it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "orchestrator.plan.planner_host", str(binary())]
        # A session of its own: Ctrl-C at the terminal reaches the client only, which then ends what it began.
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, env=_environment()
        )
        self.waiting: dict[str, Future[Ended]] = {}
        self.lock = threading.Lock()
        threading.Thread(target=self._listen, name="planner-host", daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            answer = json.loads(line)
            with self.lock:
                future = self.waiting.pop(answer["id"], None)
            if future is not None:
                future.set_result(Ended(code=answer.get("code"), signal=answer.get("signal")))
        with self.lock:
            left, self.waiting = self.waiting, {}
        for future in left.values():
            future.set_exception(PlannerKilled(Problem("the planner's host was ended from outside", mend="run it again")))

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        data = json.dumps(message).encode() + b"\n"
        try:
            with self.lock:
                os.write(self.process.stdin.fileno(), data)
        except (BrokenPipeError, ValueError, OSError):
            raise PlannerKilled(Problem("the planner's host was ended from outside", mend="run it again")) from None

    def begin(self, identifier: str, message: dict[str, Any]) -> Future[Ended]:
        future: Future[Ended] = Future()
        with self.lock:
            self.waiting[identifier] = future
        try:
            self.send(message)
        except PlannerKilled:
            with self.lock:
                self.waiting.pop(identifier, None)
            raise
        return future

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


_state_lock = threading.Lock()
_ids = itertools.count(1)
_current: _Host | None = None


def _environment() -> dict[str, str]:
    # The package may run from a checkout that is not installed.
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}


def _host() -> _Host:
    global _current
    with _state_lock:
        if _current is None or not _current.alive:
            if _current is not None:
                _current.close()
            _current = _Host()
        return _current


@atexit.register
def close() -> None:
    """End the host, and with it every planning process."""
    global _current
    with _state_lock:
        if _current is not None:
            _current.close()
            _current = None


def _after_fork() -> None:
    # A forked child must not speak on its parent's pipes.
    global _current, _state_lock
    _current, _state_lock = None, threading.Lock()


os.register_at_fork(after_in_child=_after_fork)


def warm_up() -> None:
    """Start the host, so that the first problem need not wait for it; where there is none, the first problem says so."""
    with contextlib.suppress(PlanningError):
        _host()


def plan_in(folder: Path, *, seconds: float, memory_mb: int) -> Ended:
    """Plan the problem in a folder: `domain.pddl` and `problem.pddl` in, `plan.txt` and `log.txt` out.

    Args:
        folder: the problem's own folder.
        seconds: wall time after which the process is killed.
        memory_mb: address space of the process, in MB; 0 for no limit.

    Raises:
        PlannerKilled: the host was killed, twice in a row.
    """
    identifier = f"{os.getpid()}-{next(_ids)}"
    message = {"id": identifier, "folder": str(folder), "seconds": seconds, "memory_mb": memory_mb}
    host = _host()
    try:
        future = host.begin(identifier, message)
    except PlannerKilled:
        # It had ended since the last problem: a new one serves.
        host = _host()
        future = host.begin(identifier, message)
    finished = False
    try:
        ended = future.result(timeout=seconds)
        finished = True
        return ended
    except FutureTimeout:
        return Ended(timed_out=True)
    finally:
        if not finished and host.alive:
            host.send({"kill": identifier})
