"""A command in a terminal of its own: what a person types, and what he sees."""

from __future__ import annotations

import codecs
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
CTRL_C, CTRL_D = "\x03", "\x04"


class Terminal:
    """Runs `orchestrator` with these arguments in a pseudo-terminal. Use it as a context manager."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None, seconds: float = 60.0) -> None:
        self._arguments, self._seconds = arguments, seconds
        self._environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", "COLUMNS": "100", "LINES": "60", "NO_COLOR": "1",
            "PYTHONIOENCODING": "utf-8", **(environment or {}),
        }  # fmt: skip
        self.seen = ""
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._from = 0

    def __enter__(self) -> Terminal:
        self._ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "orchestrator", *self._arguments]
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=self._environment, start_new_session=True,
            preexec_fn=_own_terminal,
        )  # fmt: skip
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(timeout=10)
        os.close(self._ours)

    def until(self, text: str) -> str:
        """Read until this is seen, after what was read before; gives what came."""
        deadline = time.monotonic() + self._seconds
        while (found := self.seen.find(text, self._from)) < 0:
            if not self._read(deadline):
                raise AssertionError(f"{text!r} is not seen in:\n{self.seen[self._from :]}")
        came = self.seen[self._from : found + len(text)]
        self._from = found + len(text)
        return came

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self._ours, f"{text}\n".encode())

    def press(self, key: str) -> None:
        """Press a key, without Enter, as soon after a prompt as a person can: it is printed before it is read from."""
        time.sleep(0.3)
        os.write(self._ours, key.encode())

    def end(self) -> int:
        """Read to the end, and give the exit code."""
        deadline = time.monotonic() + self._seconds
        while self._read(deadline):
            pass
        return self._process.wait(timeout=self._seconds)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._ours], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return False
        try:
            content = os.read(self._ours, 65536)
        except OSError:  # the other end is closed
            return False
        self.seen += _ESCAPES.sub("", self._decode(content))
        return bool(content)


def _own_terminal() -> None:
    """Make the pseudo-terminal that of the new session, so that Ctrl-C reaches it."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
