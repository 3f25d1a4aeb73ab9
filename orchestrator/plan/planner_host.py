"""The planner's host: a process that has Fast Downward's translator loaded, and forks one child a planning problem.

Run as `python -m orchestrator.plan.planner_host BINARY`. It speaks JSON lines: `{"id", "folder", "seconds", "memory_mb"}` or
`{"kill": id}` on stdin, `{"id", "code"}` or `{"id", "signal"}` on stdout. A child translates `domain.pddl` and `problem.pddl`
of its own folder, then becomes the search binary; so nothing is shared between problems: no file, no module global, no
limit. When stdin closes, because the client ended in whatever way, all children are killed and the host ends.

Starting two Python processes is most of the time of a small problem; this is why the host stays.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import sys
from typing import Any

SEARCH = "astar(lmcut(),pruning=atom_centric_stubborn_sets())"
TRANSLATE_FAILED = 30


def main() -> None:
    """Serve until stdin closes."""
    from fast_downward.translate import main as _preloaded  # noqa: F401

    # What is loaded now is never freed: children then share its memory pages instead of copying them.
    gc.collect()
    gc.freeze()
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: dict[int, str] = {}
    buffer = b""
    while True:
        readable, _, _ = select.select([0, wake_read], [], [])
        if wake_read in readable:
            os.read(wake_read, 4096)
            _report(children)
        if 0 in readable:
            read = os.read(0, 65536)
            if not read:
                break
            *lines, buffer = (buffer + read).split(b"\n")
            for line in lines:
                _serve(json.loads(line), children, (wake_read, wake_write))
    for pid in children:
        _kill(pid)


def _serve(request: dict[str, Any], children: dict[int, str], pipes: tuple[int, int]) -> None:
    if "kill" in request:
        for pid, identifier in children.items():
            if identifier == request["kill"]:
                _kill(pid)
        return
    pid = os.fork()
    if pid == 0:
        try:
            signal.set_wakeup_fd(-1)
            for pipe in pipes:
                os.close(pipe)
            _plan(request)
        finally:
            os._exit(TRANSLATE_FAILED)
    children[pid] = request["id"]


def _report(children: dict[int, str]) -> None:
    for pid in list(children):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended == 0:
            continue
        code = os.waitstatus_to_exitcode(status)
        answer = {"id": children.pop(pid), **({"code": code} if code >= 0 else {"signal": -code})}
        os.write(1, json.dumps(answer).encode() + b"\n")


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _plan(request: dict[str, Any]) -> None:
    """In the child: translate, then become the search. Never returns."""
    gc.disable()
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder = request["folder"]
    os.chdir(folder)
    seconds = max(1, int(request["seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if request["memory_mb"]:
        limit = int(request["memory_mb"]) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    log = os.open("log.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    try:
        _translate()
    except MemoryError:
        os._exit(20)
    sys.stdout.flush()
    sas = os.open("output.sas", os.O_RDONLY)
    os.dup2(sas, 0)
    binary = sys.argv[1]
    os.execv(binary, [binary, "--internal-plan-file", "plan.txt", "--search", SEARCH])


def _translate() -> None:
    from fast_downward.translate.main import main as translate
    from fast_downward.translate.options import set_options

    set_options(["domain.pddl", "problem.pddl", "--sas-file", "output.sas"])
    translate()


if __name__ == "__main__":
    main()
