"""llama.cpp inside the process, spoken to over its own HTTP server on the loopback interface.

HTTP rather than direct calls because a request can then be left at once: on Ctrl-C, or when its time is over.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orchestrator.errors import ModelError, Problem
from orchestrator.translate.models import home

CONTEXT = 6144
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote next, and what it cost."""

    text: str
    prompt_tokens: int
    completion_tokens: int


class Runtime:
    """One loaded model. `close` it, or use it as a context manager; the end of the process closes it too."""

    def __init__(self, model: Path, *, threads: int = 2, timeout: float = 300.0, cache: bool = True) -> None:
        self.model = model
        self.timeout = timeout
        self._cache = home() / "cache" if cache else None
        self._lock = threading.RLock()
        self._prefix: str | None = None
        self._key = secrets.token_urlsafe(24)
        self._server: Any = self._start(threads)
        self._address = urlsplit(self._server.listening_address).netloc

    def _start(self, threads: int) -> Any:
        os.environ.setdefault(
            "OMP_WAIT_POLICY", "passive"
        )  # else waiting threads burn the cores of their neighbours
        try:
            import xllamacpp
        except ImportError as error:
            raise ModelError(
                Problem(f"xllamacpp cannot be loaded: {error}", mend="pip install xllamacpp, or use a server")
            ) from error
        params = xllamacpp.CommonParams()
        params.model.path = str(self.model)
        params.n_ctx, params.n_parallel, params.n_gpu_layers = CONTEXT, 1, 0
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.n_batch = params.n_ubatch = 64  # a request that is left ends after the batch it is in
        params.warmup, params.verbosity, params.ui = False, -1, False
        params.api_keys = [self._key]
        params.cache_ram_mib = 0
        params.endpoint_slots = True
        if self._cache is not None:
            self._cache.mkdir(parents=True, exist_ok=True)
            params.slot_save_path = str(self._cache) + os.sep
        try:
            return xllamacpp.Server(params)
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                Problem(
                    f"the model cannot be loaded: {error}",
                    str(self.model),
                    "a GGUF file",
                    "fetch it again, with `orchestrator model fetch`",
                )
            ) from error

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server and give the memory back."""
        self._server = None

    def prepare(self, prefix: str) -> None:
        """Have the model read the part that all prompts share, from the disk if it was read before by any process."""
        with self._lock:
            if self._prefix == prefix:
                return
            file = self._prefix_file(prefix)
            if file is None or not self._restore(file):
                self.complete(prefix, None, tokens=0)
                if file is not None:
                    self._save(file)
            self._prefix = prefix

    def complete(self, prompt: str, grammar: str | None, *, tokens: int = 96) -> Completion:
        """What follows the prompt, by the grammar, most probable token first."""
        request = {
            "prompt": prompt, "n_predict": tokens, "temperature": 0, "top_k": 1, "cache_prompt": True, "id_slot": 0,
            **({"grammar": grammar} if grammar else {}),
        }  # fmt: skip
        with self._lock:
            answer = self._post("/completion", request)
        timings = answer.get("timings", {})
        return Completion(
            str(answer.get("content", "")),
            int(timings.get("prompt_n", 0)),
            int(answer.get("tokens_predicted", 0)),
        )

    def count_tokens(self, text: str) -> int:
        """How many tokens a text is."""
        return len(self._post("/tokenize", {"content": text})["tokens"])

    def _prefix_file(self, prefix: str) -> str | None:
        if self._cache is None:
            return None
        from importlib.metadata import version

        stamp = (self.model.name, self.model.stat().st_size, version("xllamacpp"), CONTEXT, prefix)
        return f"prefix-{hashlib.sha256(repr(stamp).encode()).hexdigest()[:24]}.bin"

    def _slot(self, action: str, file: str) -> bool:
        try:
            self._post(f"/slots/0?action={action}", {"filename": file})
        except ModelError as error:  # the cache only saves time
            _log.info("slot %s: %s", action, error)
            return False
        return True

    def _restore(self, file: str) -> bool:
        if self._cache is None or not (self._cache / file).is_file() or not self._slot("restore", file):
            return False
        os.utime(self._cache / file)  # what was used last is forgotten last
        return True

    def _save(self, file: str) -> None:
        """Keep the state on disk; moved to its place in one step, for other processes may look for it."""
        if self._cache is not None:
            unfinished = f"{file}.{os.getpid()}"
            if self._slot("save", unfinished):
                (self._cache / unfinished).replace(self._cache / file)
                self._forget_old()

    def _forget_old(self, keep: int = 8) -> None:
        if self._cache is not None:
            files = sorted(self._cache.glob("prefix-*.bin"), key=lambda f: f.stat().st_mtime, reverse=True)
            for old in files[keep:]:
                old.unlink(missing_ok=True)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        if self._server is None:
            raise ModelError(Problem("the embedded model was closed", mend="make a new translator"))
        connection = http.client.HTTPConnection(self._address, timeout=self.timeout)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._key}"}
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except TimeoutError:
            raise ModelError(
                Problem(
                    f"the embedded model gave no answer in {self.timeout:g} s",
                    mend="allow more time, or use a server",
                )
            ) from None
        except (OSError, http.client.HTTPException) as error:
            raise ModelError(Problem(f"the embedded model does not answer: {error}")) from error
        finally:
            connection.close()
        if answer.status != 200:
            raise ModelError(Problem(f"the embedded model refused a request: {_reason(text)}", path))
        return json.loads(text)


def _reason(text: str) -> str:
    try:
        return str(json.loads(text)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return text[:200]


def shortest(choices: Sequence[str]) -> int:
    """A bound for the tokens of any of the choices: a token is a character at least."""
    return max((len(c.encode()) for c in choices), default=1) + 4
