"""llama.cpp inside the process, spoken to over its own HTTP server on the loopback interface.

HTTP rather than direct calls because a request can then be left at once: on Ctrl-C, or when its time is over.
What was answered before is answered again without the model: nothing is loaded until something is not known.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import logging
import math
import os
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from orchestrator.errors import ModelError, Problem
from orchestrator.translate.answers import Answer, AnswerStore, Question
from orchestrator.translate.models import REGISTRY, home, locate
from orchestrator.translate.weigh import leading

CONTEXT = 6144
_CANDIDATES = 1000  # how many tokens are looked at; what a grammar allows is often far from the most probable
_SHORT = 1_000  # characters: a part of a prompt that is not worth a file
_PLAIN_REQUEST = {"temperature": 0, "top_k": 1, "cache_prompt": True, "id_slot": 0}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Completion:
    """What the model wrote next, and what it cost.

    Attributes:
        seconds: how long it took when the model was asked, with what had to be loaded and read before.
        saved: how many of these seconds were not spent now, for the answer was known.
        finished: whether the model ended by itself, and not because it may not write more.
    """

    text: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float = 0.0
    saved: float = 0.0
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Following:
    """The tokens that may come next and lead to a choice, each with how probable the model finds it, and what asking cost."""

    tokens: Mapping[bytes, float]
    prompt_tokens: int
    completion_tokens: int
    saved: float = 0.0


def model_file(name: str | None, answers: AnswerStore | None = None) -> Path:
    """The file of a model, by `locate`; where answers were recorded and are all there is, no file is looked for.

    Raises:
        ModelError: the file is not there.
        UsageError: there is no model of that name.
    """
    recorded = answers.recorded_model if answers is not None else None
    return Path(recorded) if recorded else locate(name)


class Runtime:
    """One model, loaded when something is asked that is not known. `close` it, or use it as a context manager.

    The end of the process closes it too.

    Args:
        model: the file of the model.
        threads: how many threads it may use.
        timeout: seconds that one step may take.
        cache: whether the state after the long part of a prompt is kept on disk.
        answers: what was answered before, and where answers are kept.
    """

    def __init__(
        self,
        model: Path,
        *,
        threads: int = 2,
        timeout: float = 300.0,
        cache: bool = True,
        answers: AnswerStore | None = None,
    ) -> None:
        self.model = model
        self.timeout = timeout
        self.answers = answers
        self._threads = threads
        self._cache = home() / "cache" if cache else None
        self._lock = threading.RLock()
        self._wanted: tuple[str, ...] = ()  # what is to be read before the next question
        self._read = ""  # what was read
        self._key = secrets.token_urlsafe(24)
        self._server: Any = None
        self._closed = False
        self._address = ""
        self._identity: str | None = None
        self._untold = 0.0  # seconds that were spent and stand in no answer yet

    def _start(self) -> Any:
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
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self._threads
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
        self._server, self._closed = None, True

    def prepare(self, *parts: str) -> None:
        """Say what all coming prompts begin with, part after part, the first the one that changes least.

        Each beginning is read once and kept on disk for any process, unless it adds little to the one before. It is read when
        the model is asked next, for all may be known without the model.
        """
        self._wanted = parts

    def complete(
        self,
        prompt: str,
        grammar: str | None,
        *,
        tokens: int = 96,
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        """What follows the prompt, most probable token first.

        Args:
            prompt: the text so far.
            grammar: what may be written, in GBNF; None for anything.
            tokens: how many at most.
            schema: a JSON schema that the text is to follow, in place of a grammar.

        Raises:
            ModelError: the model cannot be loaded, or gave no answer in time.
        """
        parameters: dict[str, Any] = {"grammar": grammar, "tokens": tokens}
        if schema is not None:
            parameters["schema"] = dict(schema)
        question = self._question(prompt, parameters)
        if self.answers is not None and (known := self.answers.get(question)) is not None:
            return _completion(known)
        request = {
            **_PLAIN_REQUEST, "prompt": prompt, "n_predict": tokens,
            **({"grammar": grammar} if grammar else {}),
            **({"json_schema": dict(schema)} if schema is not None else {}),
        }  # fmt: skip
        answer, seconds = self._ask(request)
        more = {"unfinished": True} if answer.get("stop_type") == "limit" else {}
        found = self._keep(question, answer, seconds, more)
        return replace(_completion(found), saved=0.0)

    def following(self, prompt: str, begun: str, choices: Sequence[str]) -> Following:
        """What may come next of choices, and how probable the model finds it, whatever else it might write.

        Args:
            prompt: the text before the choices.
            begun: what of a choice is written already.
            choices: the texts that it may become.

        Raises:
            ModelError: the model cannot be loaded, or gave no answer in time.
        """
        question = self._question(prompt + begun, {"begun": begun, "choices": list(choices)})
        if self.answers is not None and (known := self.answers.get(question)) is not None:
            return _following(known)
        request = {**_PLAIN_REQUEST, "prompt": prompt + begun, "n_predict": 1, "n_probs": _CANDIDATES}
        answer, seconds = self._ask(request)
        tokens = leading(_next_tokens(answer), begun, choices)
        more = {"tokens": {token.hex(): round(p, 9) for token, p in tokens.items()}}
        return replace(_following(self._keep(question, answer, seconds, more)), saved=0.0)

    def _ask(self, request: Mapping[str, Any]) -> tuple[Any, float]:
        """The answer of the model, and the seconds that it took, with what had to be loaded and read before."""
        with self._lock:
            begin = time.perf_counter()
            self._read_prefix()
            answer = self._post("/completion", dict(request))
            seconds, self._untold = self._untold + time.perf_counter() - begin, 0.0
        return answer, seconds

    def _keep(self, question: Question, answer: Any, seconds: float, more: Mapping[str, Any]) -> Answer:
        """An answer, told with what it cost, and remembered."""
        found = Answer(
            str(answer.get("content", "")),
            int(answer.get("timings", {}).get("prompt_n", 0)),
            int(answer.get("tokens_predicted", 0)),
            seconds,
            self.model.stem,
            more,
        )
        if self.answers is not None:
            self.answers.put(question, found)
        return found

    def count_tokens(self, text: str) -> int:
        """How many tokens a text is."""
        question = self._question(text, {"count": True})
        if self.answers is not None and (known := self.answers.get(question)) is not None:
            return int(known.text)
        with self._lock:
            begin = time.perf_counter()
            count = len(self._post("/tokenize", {"content": text})["tokens"])
            self._untold += time.perf_counter() - begin
        if self.answers is not None:
            self.answers.put(question, Answer(str(count), model=self.model.stem))
        return count

    def _question(self, prompt: str, parameters: Mapping[str, Any]) -> Question:
        if self.answers is None:
            return Question("", "", {})
        if self._identity is None:
            self._identity = "recorded" if self.answers.recorded_model else identity(self.model)
        asked = (
            prompt.rpartition("<|im_start|>user\n")[2].replace("<|im_start|>", "").replace("<|im_end|>", "")
        )
        return Question(self._identity, prompt, {"context": CONTEXT, **parameters}, asked)

    def _read_prefix(self) -> None:
        """Have the model read what all prompts begin with: from the disk as far as it was read before by any process."""
        whole = "".join(self._wanted)
        if self._read == whole:
            return
        begins = ["".join(self._wanted[: n + 1]) for n, part in enumerate(self._wanted) if len(part) > _SHORT]
        kept = [(begin, self._prefix_file(begin)) for begin in begins]
        known = [begin for begin, file in kept if self._read.startswith(begin)]
        for begin, file in reversed(kept):
            if begin in known or (file is not None and self._restore(file)):
                known.append(begin)
                break
        for begin, file in kept:
            if len(begin) > max(map(len, known), default=0):
                self._post("/completion", {**_PLAIN_REQUEST, "prompt": begin, "n_predict": 0})
                if file is not None:
                    self._save(file)
        self._read = whole

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

    def _load(self) -> None:
        if self._closed:
            raise ModelError(Problem("the embedded model was closed", mend="make a new translator"))
        if self._server is None:
            self._server = self._start()
            self._address = urlsplit(self._server.listening_address).netloc

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        self._load()
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


def identity(model: Path) -> str:
    """Which model a file holds: the pinned checksum of a model of the registry, else its name, length and both ends.

    Raises:
        ModelError: the file cannot be read.
    """
    try:
        size = model.stat().st_size
        for known in REGISTRY.values():
            if (model.name, size) == (known.file, known.bytes):
                return known.sha256
        with model.open("rb") as file:
            begin = file.read(1 << 20)
            file.seek(max(0, size - (1 << 20)))
            ends = hashlib.sha256(begin + file.read()).hexdigest()
    except OSError as error:
        raise ModelError(Problem(f"the model cannot be read: {error}", str(model), "a GGUF file")) from None
    return f"{model.name} {size} {ends}"


def _completion(known: Answer) -> Completion:
    return Completion(
        known.text,
        known.prompt_tokens,
        known.completion_tokens,
        known.seconds,
        known.seconds,
        not known.more.get("unfinished", False),
    )


def _following(known: Answer) -> Following:
    tokens = {bytes.fromhex(token): float(p) for token, p in known.more.get("tokens", {}).items()}
    return Following(tokens, known.prompt_tokens, known.completion_tokens, known.seconds)


def _next_tokens(answer: Mapping[str, Any]) -> dict[bytes, float]:
    """How probable the model found each token to come next, as far as they were told."""
    steps = answer.get("completion_probabilities", ())[:1]
    told = [c for step in steps for c in [*step.get("top_logprobs", ()), step]]
    return {_text_of(c): math.exp(float(c["logprob"])) for c in told}


def _text_of(token: Mapping[str, Any]) -> bytes:
    return bytes(token["bytes"]) if token.get("bytes") is not None else str(token["token"]).encode()


def _reason(text: str) -> str:
    try:
        return str(json.loads(text)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return text[:200]

