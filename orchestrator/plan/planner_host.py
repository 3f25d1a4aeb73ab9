"""The planner's host: a process that has Fast Downward's translator loaded, and children ready for the next problems.

Run as `python -m orchestrator.plan.planner_host BINARY`. It speaks JSON lines: `{"id", "folder", "seconds", "memory_mb"}` or
`{"kill": id}` on stdin, `{"id", "code"}` or `{"id", "signal"}` on stdout. A child translates `domain.pddl` and `problem.pddl`
of one folder, then becomes the search binary; so nothing is shared between problems: no file, no module global, no limit.
When stdin closes, because the client ended in whatever way, all children are killed and the host ends.

Starting two Python processes is most of the time of a small problem; this is why the host stays, and why children are
forked, and have translated a problem of no matter, before they are needed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import signal
import sys
from dataclasses import dataclass, field
from typing import Any

SEARCH = "astar(lmcut(),pruning=atom_centric_stubborn_sets())"
SPARES = 2
TRANSLATE_FAILED = 30

_PR_SET_PDEATHSIG = 1
_WARM_DOMAIN = """(define (domain warm) (:requirements :strips :typing :negative-preconditions :action-costs) (:types t - object)
(:predicates (p ?x - t) (q ?x - t)) (:functions (total-cost)) (:action a :parameters (?x - t)
:precondition (and (p ?x) (not (q ?x))) :effect (and (q ?x) (increase (total-cost) 1))))"""
_WARM_PROBLEM = """(define (problem warm) (:domain warm) (:objects x y - t) (:init (p x) (p y) (= (total-cost) 0))
(:goal (and (q x) (q y))) (:metric minimize (total-cost)))"""


@dataclass
class _Host:
    """The children: those that plan, by process id, and those that wait, with the pipe on which they are told."""

    planning: dict[int, str] = field(default_factory=dict)
    spares: list[tuple[int, int]] = field(default_factory=list)
    libc: Any = None

    def prepare(self) -> None:
        """Fork a child that takes one of the next problems."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                # A pipe ends for its child only when nobody else holds its other end.
                for _, other in [*self.spares, (0, writing)]:
                    os.close(other)
                _child(reading, self.libc)
            finally:
                os._exit(TRANSLATE_FAILED)
        os.close(reading)
        self.spares.append((pid, writing))

    def serve(self, request: dict[str, Any]) -> None:
        """Hand a problem to the child that waits, or kill the one that plans it."""
        if "kill" in request:
            for pid in [p for p, identifier in self.planning.items() if identifier == request["kill"]]:
                _kill(pid)
            return
        if not self.spares:
            self.prepare()
        pid, writing = self.spares.pop(0)
        self.planning[pid] = request["id"]
        with contextlib.suppress(BrokenPipeError):
            os.write(writing, json.dumps(request).encode())
        os.close(writing)

    def report(self) -> None:
        """Tell the client which problems have ended, and how."""
        for pid, writing in list(self.spares):
            if os.waitpid(pid, os.WNOHANG)[0]:
                os.close(writing)
                self.spares.remove((pid, writing))
        for pid in list(self.planning):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                code = os.waitstatus_to_exitcode(status)
                answer = {"id": self.planning.pop(pid), **({"code": code} if code >= 0 else {"signal": -code})}
                os.write(1, json.dumps(answer).encode() + b"\n")

    def close(self) -> None:
        """Kill every child."""
        for pid in [*self.planning, *(pid for pid, _ in self.spares)]:
            _kill(pid)


def main() -> None:
    """Serve until stdin closes."""
    from fast_downward.translate import main as _preloaded  # noqa: F401

    host = _Host()
    with contextlib.suppress(OSError):
        host.libc = ctypes.CDLL(None, use_errno=True)
    # What is loaded now is never freed: children then share its memory pages instead of copying them.
    gc.collect()
    gc.freeze()
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    buffer = b""
    while True:
        # Only when nothing is being planned: else they would take the processor from it.
        while len(host.spares) < SPARES and not host.planning:
            host.prepare()
        readable, _, _ = select.select([0, wake_read], [], [])
        if wake_read in readable:
            os.read(wake_read, 4096)
            host.report()
        if 0 in readable:
            read = os.read(0, 65536)
            if not read:
                break
            *lines, buffer = (buffer + read).split(b"\n")
            for line in lines:
                host.serve(json.loads(line))
    host.close()


def _kill(pid: int) -> None:
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            end(pid, signal.SIGKILL)


def _child(reading: int, libc: Any) -> None:
    """Wait for a problem; translate it; become the search. Never returns."""
    gc.disable()
    signal.set_wakeup_fd(-1)
    os.setsid()
    if libc is not None and hasattr(libc, "prctl"):
        # Should the host be killed, its children go with it (Linux).
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    _warm_up()
    data = b""
    while piece := os.read(reading, 65536):
        data += piece
    if not data:
        os._exit(0)
    _plan(json.loads(data))


def _warm_up() -> None:
    """Translate a problem of no matter: what is loaded on first use is loaded, and the pages that change are this process's."""
    if not hasattr(os, "memfd_create"):
        return
    paths = []
    for text in (_WARM_DOMAIN, _WARM_PROBLEM):
        memory = os.memfd_create("warm")
        os.write(memory, text.encode())
        paths.append(f"/proc/self/fd/{memory}")
    with contextlib.suppress(Exception):
        _translate(paths[0], paths[1], os.devnull)
    for path in paths:
        os.close(int(path.rsplit("/", 1)[1]))


def _plan(request: dict[str, Any]) -> None:
    os.chdir(request["folder"])
    log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    seconds = max(1, int(request["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if request["memory_mb"]:
        limit = int(request["memory_mb"]) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _translate("domain.pddl", "problem.pddl", "output.sas")
    except MemoryError:
        os._exit(20)
    sys.stdout.flush()
    os.dup2(os.open("output.sas", os.O_RDONLY), 0)
    binary = sys.argv[1]
    os.execv(binary, [binary, "--internal-plan-file", "plan.txt", "--search", SEARCH])


def _translate(domain: str, problem: str, sas: str) -> None:
    from fast_downward.translate.main import main as translate
    from fast_downward.translate.options import set_options

    set_options([domain, problem, "--sas-file", sas])
    translate()


if __name__ == "__main__":
    main()
