"""The embedded model as a model that one talks to: for `ChatTranslator`, and for whoever wants to compare."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from orchestrator.errors import ModelError, Problem
from orchestrator.translate.answers import AnswerStore
from orchestrator.translate.chat import Left, Reply
from orchestrator.translate.prompt import chatml
from orchestrator.translate.runtime import CONTEXT, Completion, Runtime, model_file
from orchestrator.translate.schema import grammar_of
from orchestrator.translate.tool_calls import Tool, ToolReply, calls_in, qwen_tools


class EmbeddedChat:
    """A chat with the model inside the process, which is loaded with the first question whose answer is not known.

    Close it, or use it as a context manager, to free its memory.

    Args:
        model: a name of the registry, or the path of a GGUF file; for None ORCHESTRATOR_MODEL_FILE or the default model.
        threads: how many threads it may use.
        timeout: seconds that one answer may take.
        max_tokens: how many tokens an answer may have.
        answers: what the model answered before, and where its answers are kept; None for nowhere.

    Example:
        >>> with EmbeddedChat() as chat:                                    # doctest: +SKIP
        ...     print(chat.ask([{"role": "user", "content": "Say hello."}], {}).text)
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        threads: int = 2,
        timeout: float = 300.0,
        max_tokens: int = 400,
        answers: AnswerStore | None = None,
    ) -> None:
        self._model, self._threads, self._timeout = model, threads, timeout
        self._max_tokens, self._answers = max_tokens, answers
        self._runtime: Runtime | None = None
        self._lock = Lock()

    def __enter__(self) -> EmbeddedChat:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the model."""
        with self._lock:
            if self._runtime is not None:
                self._runtime.close()
            self._runtime = None

    @property
    def name(self) -> str:
        """The model's file, without its ending."""
        return self._load().model.stem

    def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """The answer to the last turn; held to the schema unless that is empty.

        A chat about calls in lines is held to lines, by the grammar that says the same as the schema.

        Raises:
            ModelError: the model is not there, the chat is too long for it, or it gave no answer in time.
        """
        return self._ask(turns, schema)

    def call(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Tool]) -> ToolReply:
        """The calls that answer the last turn, asked for in the words of the model's own template.

        Raises:
            ModelError: the model is not there, the chat is too long for it, or it gave no answer in time.
        """
        reply = self._ask(_with_tools(turns, tools), {})
        return ToolReply(calls_in(reply.text), reply)

    def within(self, left: Left) -> EmbeddedChat:
        """The same chat with answers no longer than what a query may still cost; both share the model."""
        if left.tokens is None or left.tokens >= self._max_tokens:
            return self
        shorter = copy.copy(self)
        shorter._runtime, shorter._max_tokens = self._load(), max(1, left.tokens)
        return shorter

    def fits(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Tool] = ()) -> bool:
        """Whether the model can read the chat and still write an answer of full length.

        Raises:
            ModelError: the model is not there.
        """
        text = _text(_with_tools(turns, tools) if tools else turns)
        with self._lock:
            return self._load().count_tokens(text) + self._max_tokens <= CONTEXT

    def _ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        text = _text(turns)
        with self._lock:
            runtime = self._load()
            count = runtime.count_tokens(text)
            if count + self._max_tokens > CONTEXT:
                what = f"the chat is too long for the embedded model: {count:,} tokens, and {self._max_tokens} for the answer"
                raise ModelError(Problem(what, expected=f"at most {CONTEXT:,} together", mend="use a server"))
            grammar = grammar_of(schema)
            form = schema if schema and grammar is None else None
            said: Completion = runtime.complete(text, grammar, tokens=self._max_tokens, schema=form)
        return Reply(
            said.text,
            said.prompt_tokens,
            said.completion_tokens,
            runtime.model.stem,
            said.saved,
            said.finished,
        )

    def _load(self) -> Runtime:
        if self._runtime is None:
            self._runtime = Runtime(
                model_file(self._model, self._answers),
                threads=self._threads,
                timeout=self._timeout,
                cache=False,  # the turns before the last are often of one query only: not worth 40 MB on the disk
                answers=self._answers,
            )
        return self._runtime


def _text(turns: Sequence[Mapping[str, str]]) -> str:
    return chatml([dict(t) for t in turns]) + "<|im_start|>assistant\n"


def _with_tools(turns: Sequence[Mapping[str, str]], tools: Sequence[Tool]) -> list[Mapping[str, str]]:
    """The chat with the functions in its system turn, as the template of the model has it."""
    system = turns[0]["content"] if turns and turns[0]["role"] == "system" else ""
    rest = turns[1:] if system else turns
    return [{"role": "system", "content": f"{system}\n\n{qwen_tools(tools)}".strip()}, *rest]
