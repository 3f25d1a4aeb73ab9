"""A model behind any server that speaks the OpenAI protocol, through the `openai` package.

What holds the answer to its form differs from server to server. The ladder, from the best rung down: a grammar (llama.cpp), a JSON
schema, plain text, the form as a function to call. A rung that the server refuses is left, and what worked is remembered.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from orchestrator.errors import ModelError, Problem, TranslationError
from orchestrator.translate.chat import Left, Reply
from orchestrator.translate.lines import parse_lines
from orchestrator.translate.schema import FUNCTION, INSTRUCTION, as_json, function_of, grammar_of
from orchestrator.translate.server_errors import Address, is_too_long, pause
from orchestrator.translate.tool_calls import Tool, ToolCall, ToolReply, loaded

if TYPE_CHECKING:
    from openai import OpenAI

DEFAULT_SERVER_MODEL = "gpt-4.1-mini"
Rung = Literal["grammar", "schema", "plain", "tools"]
LADDER: tuple[Rung, ...] = ("grammar", "schema", "plain", "tools")
_Asked = TypeVar("_Asked")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Server:
    """What was found out about a server: how it wants to be asked."""

    client: OpenAI | None = None
    model: str | None = None
    is_llama: bool = False
    rung: int = 0
    temperature: bool = True
    bound: Literal["max_tokens", "max_completion_tokens", ""] = "max_tokens"
    forced: bool = True


class ServerChat:
    """A chat with a model behind an OpenAI-compatible server.

    Args:
        model: the model's name at the server. For None the default, or with a `base_url` the first model it serves.
        base_url: where the server is; for None OPENAI_BASE_URL, else OpenAI.
        api_key: for None OPENAI_API_KEY. It is never logged and stands in no error.
        timeout: seconds that one request may take.
        max_retries: how often a request is repeated after 429, 5xx or a broken connection, each time later.
        max_tokens: how many tokens an answer may have.
        sleep: waits between two requests.

    Example:
        >>> chat = ServerChat("qwen3", base_url="http://localhost:8080/v1")
        >>> print(chat.ask([{"role": "user", "content": "Say hello."}], {}).text)     # doctest: +SKIP
    """

    def __init__(
        self,
        model: str | None = None,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 60.0,
        max_retries: int = 3,
        max_tokens: int = 1024,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self._key = api_key or os.environ.get("OPENAI_API_KEY") or ""
        self._timeout, self._max_retries, self._max_tokens = timeout, max_retries, max_tokens
        self._sleep = sleep
        self._until: float | None = None
        self._server = _Server(model=model)
        self._address = Address(self._base_url or "api.openai.com", self._key)
        self.identity = f"{self._base_url or ''} {model or ''} {max_tokens}"

    @property
    def name(self) -> str:
        """The model's name; that of the default model before the server was asked which it serves."""
        return self._server.model or DEFAULT_SERVER_MODEL

    def close(self) -> None:
        """Close the connections."""
        if self._server.client is not None:
            self._server.client.close()
        self._server.client = None

    def within(self, left: Left) -> ServerChat:
        """The same chat for a query that may only cost so much; what is found out about the server is shared."""
        bounded = copy.copy(self)
        bounded._until = left.until
        if left.tokens is not None:
            bounded._max_tokens = max(1, min(self._max_tokens, left.tokens))
        return bounded

    def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """The answer to the last turn, held to the schema as well as the server can; an empty schema stands for any text.

        Raises:
            ModelError: the server is not reachable, refuses, or gives no answer in time.
        """
        with self._told():
            self._connect()
            return self._down_the_ladder(turns, schema)

    def call(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Tool]) -> ToolReply:
        """The calls of functions that answer the last turn; the model may also answer in words.

        Raises:
            ModelError: the server is not reachable, refuses, or gives no answer in time.
        """
        with self._told():
            self._connect()
            answer = self._request(turns, {"tools": [dict(t) for t in tools], "tool_choice": "auto"})
            made = tuple(ToolCall(name, loaded(arguments)) for name, arguments in _made(answer))
            return ToolReply(made, _reply(answer, _text(answer)))

    def _down_the_ladder(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """Ask by the highest rung that the server takes. One that it refuses is left for good once a lower one worked."""
        import openai

        rungs = self._rungs(turns, schema)
        for rung in rungs:
            try:
                answer = self._request(*self._by(rung, turns, schema))
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if rung == rungs[-1] or is_too_long(error):
                    raise
                _log.info("the server refuses to be asked by %s", rung)
                continue
            said = next((a for n, a in _made(answer) if n == FUNCTION), "") or _text(answer)
            if rung != "tools" or _made(answer):
                self._server.rung = LADDER.index(rung)
            return _reply(answer, said)
        raise AssertionError("there is always the rung of plain text")

    def _rungs(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> list[Rung]:
        if not schema:
            return ["plain"]
        rungs = [*LADDER[self._server.rung :]]
        if not (self._server.is_llama and grammar_of(schema)):
            rungs = [r for r in rungs if r != "grammar"]
        mute = len(turns) > 1 and turns[-2]["role"] == "assistant" and not turns[-2]["content"].strip()
        return ["tools", *rungs] if mute and rungs[0] != "tools" else rungs

    def _by(
        self, rung: Rung, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]
    ) -> tuple[Sequence[Mapping[str, str]], dict[str, Any]]:
        """The chat and the options of a request by a rung."""
        if rung == "grammar":
            return turns, {"extra_body": {"grammar": grammar_of(schema)}}
        if rung == "schema":
            form = {"name": "calls", "strict": is_strict(schema), "schema": dict(schema)}
            return in_json(turns, schema), {"response_format": {"type": "json_schema", "json_schema": form}}
        if rung == "plain":
            return turns, {}
        choice = {"type": "function", "function": {"name": FUNCTION}} if self._server.forced else "auto"
        return in_json(turns, schema), {"tools": [function_of(schema)], "tool_choice": choice}

    def _request(self, turns: Sequence[Mapping[str, str]], options: Mapping[str, Any]) -> Any:
        """One answer; a parameter that the server says it does not know is left out from then on."""
        import openai

        while True:
            server = self._server
            told: dict[str, Any] = {"messages": [dict(t) for t in turns], "model": self.name, **options}
            if server.temperature:
                told["temperature"] = 0
            if server.bound:
                told[server.bound] = self._max_tokens
            if not server.forced and "tool_choice" in told:
                told["tool_choice"] = "auto"
            try:
                return self._patiently(partial(_create, told))
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._learns(str(error), options):
                    raise

    def _learns(self, refusal: str, options: Mapping[str, Any]) -> bool:
        """Whether a refusal names a parameter that can be left out or be called otherwise."""
        server = self._server
        if server.temperature and "temperature" in refusal:
            server.temperature = False
        elif server.bound == "max_tokens" and "max_tokens" in refusal and "context" not in refusal:
            server.bound = "max_completion_tokens" if "max_completion_tokens" in refusal else ""
        elif server.bound == "max_completion_tokens" and server.bound in refusal:
            server.bound = ""
        elif server.forced and "tool_choice" in options and "tool_choice" in refusal:
            server.forced = False
        else:
            return False
        return True

    def _patiently(self, request: Callable[[OpenAI], _Asked]) -> _Asked:
        """Send a request, again after what may pass, as long as the query may take."""
        import openai

        for attempt in range(self._max_retries + 1):
            patience = self._patience()
            try:
                return request(self._client().with_options(timeout=patience))
            except openai.APITimeoutError:
                raise self._address.silent(patience) from None
            except (openai.APIConnectionError, openai.APIStatusError) as error:
                wait = pause(error, attempt)
                late = self._until is not None and wait is not None and time.monotonic() + wait >= self._until
                if wait is None or late or attempt == self._max_retries:
                    raise
                _log.info("the server is asked again in %.1f s (%s)", wait, type(error).__name__)
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _patience(self) -> float:
        """How long the next request may take.

        Raises:
            ModelError: the time of the query is over.
        """
        if self._until is None:
            return self._timeout
        left = self._until - time.monotonic()
        if left <= 0:
            raise ModelError(
                Problem("the time of the query is over", self._address.shown, mend="allow more time")
            )
        return min(self._timeout, left)

    def _client(self) -> OpenAI:
        if self._server.client is None:
            import openai

            # A server of one's own often wants no key; the package insists on some text. Requests are repeated here.
            self._server.client = openai.OpenAI(
                api_key=self._key or "none", base_url=self._base_url, timeout=self._timeout, max_retries=0
            )
        return self._server.client

    def _connect(self) -> None:
        """Once, ask a server that is not OpenAI's which model it serves, and whether it is llama.cpp."""
        import openai

        fresh = self._server.client is None
        self._client()
        if not fresh or self._base_url is None:
            return
        try:
            raw = self._patiently(lambda c: c.models.with_raw_response.list())
            served = list(raw.parse().data)
        except openai.APIStatusError:
            if self._server.model is None:
                self._server.client = None
                raise
            return  # a server that lists no models may know the one that was named
        except BaseException:
            self._server.client = None
            raise
        said = {str(raw.headers.get("server", "")).casefold(), *(str(m.owned_by).casefold() for m in served)}
        self._server.is_llama = bool(said & {"llama.cpp", "llamacpp"})
        if self._server.model is None:
            self._server.model = served[0].id if served else None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the package as ours, without the key and without what the package keeps of the request."""
        import openai

        try:
            yield
        except openai.APIConnectionError as error:
            raise self._address.unreachable(error) from None
        except openai.APIStatusError as error:
            raise self._address.refused(error, self.name) from None
        except (openai.OpenAIError, json.JSONDecodeError) as error:
            raise self._address.unreadable(error) from None


def _create(told: Mapping[str, Any], client: OpenAI) -> Any:
    return client.chat.completions.create(**told)


def in_json(turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """A chat about lines as one about JSON: the form is told, and what stands in lines is said in JSON.

    A chat about another schema than that of calls stays as it is.
    """
    if grammar_of(schema) is None:
        return [*turns]
    first, *rest = turns
    told: list[Mapping[str, str]] = [{**first, "content": f"{first['content']}\n\n{INSTRUCTION}"}]
    return [
        *told,
        *({**t, "content": _said_in_json(t["content"])} if t["role"] == "assistant" else t for t in rest),
    ]


def is_strict(schema: Any) -> bool:
    """Whether servers can hold an answer strictly to a schema: all properties of all its objects are required."""
    if isinstance(schema, list):
        return all(is_strict(part) for part in schema)
    if not isinstance(schema, Mapping):
        return True
    properties = schema.get("properties", {})
    return set(schema.get("required", ())) >= set(properties) and all(
        is_strict(part) for part in schema.values()
    )


def _said_in_json(text: str) -> str:
    try:
        parse_lines(text)
    except TranslationError:
        return text
    return as_json(text)


def _message(answer: Any) -> Any:
    """The message of an answer; None where it has none. The package passes on whatever a server says."""
    choices = getattr(answer, "choices", None)
    return getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None


def _made(answer: Any) -> list[tuple[str, str]]:
    """The names and the arguments of the functions that an answer calls."""
    calls = getattr(_message(answer), "tool_calls", None)
    functions = [getattr(c, "function", None) for c in calls] if isinstance(calls, list) else []
    return [(str(f.name), str(f.arguments)) for f in functions if f is not None]


def _text(answer: Any) -> str:
    content = getattr(_message(answer), "content", None)
    return content if isinstance(content, str) else ""


def _reply(answer: Any, text: str) -> Reply:
    usage = getattr(answer, "usage", None)
    cut = _message(answer) is not None and getattr(answer.choices[0], "finish_reason", None) == "length"
    return Reply(
        text,
        getattr(usage, "prompt_tokens", None) or 0,
        getattr(usage, "completion_tokens", None) or 0,
        finished=not cut,
    )
