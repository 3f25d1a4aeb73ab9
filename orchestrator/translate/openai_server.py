"""Translation by any server that speaks the OpenAI protocol, through the `openai` package."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError, Problem
from orchestrator.facts import Facts
from orchestrator.translate.chat import ChatTranslator, Reply
from orchestrator.translate.schema import INSTRUCTION, as_json
from orchestrator.translate.translator import Clock

if TYPE_CHECKING:
    from openai import OpenAI

DEFAULT_SERVER_MODEL = "gpt-4.1-mini"
_NO_SERVER = "start the server, correct OPENAI_BASE_URL, or use the embedded model with --translator embedded"


class OpenAITranslator:
    """Translates with a model behind an OpenAI-compatible server.

    Args:
        model: the model's name at the server. For None the default, or with a `base_url` the first model it serves.
        base_url: where the server is; for None OPENAI_BASE_URL, else OpenAI.
        api_key: for None OPENAI_API_KEY. It is never logged and stands in no error.
        timeout: seconds that one request may take.
        max_retries: how often a request is repeated after 429, 5xx or a broken connection, each time later.
        today: says which day relative dates are reckoned from.

    Example:
        >>> translator = OpenAITranslator("qwen3", base_url="http://localhost:8080/v1")
        >>> facts = translator.translate("Invoice Acme for $200", catalog)     # doctest: +SKIP
    """

    name = "openai"

    def __init__(
        self,
        model: str | None = None,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 60.0,
        max_retries: int = 3,
        today: Clock = date.today,
    ) -> None:
        self._model = _ServerModel(model, base_url, api_key, timeout, max_retries)
        self._translator = ChatTranslator(self._model, name=self.name, today=today)

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query.

        Raises:
            ModelError: the server is not reachable, refuses, or gives no answer in time.
            TranslationError: the query is empty or too long, or the answer was wrong even after the repairs.
        """
        return self._translator.translate(query, catalog)


class _ServerModel:
    """A `ChatModel` over the `openai` package, which is imported with the first request."""

    def __init__(
        self, model: str | None, base_url: str | None, api_key: str | None, timeout: float, max_retries: int
    ) -> None:
        self._given, self._timeout, self._max_retries = model, timeout, max_retries
        self._base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self._key = api_key or os.environ.get("OPENAI_API_KEY") or ""
        self._client: OpenAI | None = None
        self._with_schema = self._with_temperature = True

    @property
    def name(self) -> str:
        return self._given or DEFAULT_SERVER_MODEL

    def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        import openai

        try:
            client = self._connect()
            return self._ask(client, turns, schema)
        except openai.APITimeoutError:
            mend = "allow more time, or use a smaller model"
            raise ModelError(
                Problem(f"the server gave no answer in {self._timeout:g} s", self._where, mend=mend)
            ) from None
        except openai.APIConnectionError as error:
            reason = error.__cause__ or error
            raise ModelError(
                Problem(
                    f"the server cannot be reached: {self._clean(str(reason))}", self._where, mend=_NO_SERVER
                )
            ) from None
        except openai.APIStatusError as error:
            raise self._refused(error) from None
        except openai.OpenAIError as error:
            raise ModelError(
                Problem(f"the server's answer cannot be read: {self._clean(str(error))}", self._where)
            ) from None

    def _connect(self) -> OpenAI:
        if self._client is None:
            import openai

            # A server of one's own often wants no key; the package insists on some text.
            self._client = openai.OpenAI(
                api_key=self._key or "none",
                base_url=self._base_url,
                timeout=self._timeout,
                max_retries=self._max_retries,
            )
        if self._given is None and self._base_url is not None:
            self._given = next((m.id for m in self._client.models.list()), DEFAULT_SERVER_MODEL)
        return self._client

    def _ask(self, client: OpenAI, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """Ask with all that constrains the answer; what the server does not know (400) is left out from then on."""
        import openai

        while True:
            try:
                return self._request(client, turns, schema)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if self._with_temperature and "temperature" in str(error):
                    self._with_temperature = False
                elif self._with_schema:
                    self._with_schema = False
                else:
                    raise

    def _request(
        self, client: OpenAI, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]
    ) -> Reply:
        options: dict[str, Any] = {"temperature": 0} if self._with_temperature else {}
        if self._with_schema:
            turns = _in_json(turns)
            form = {"name": "calls", "strict": True, "schema": dict(schema)}
            options["response_format"] = {"type": "json_schema", "json_schema": form}
        asked: Any = [dict(t) for t in turns]
        answer = client.chat.completions.create(model=self.name, messages=asked, **options)
        text = answer.choices[0].message.content if answer.choices else None
        usage = answer.usage
        return Reply(text or "", usage.prompt_tokens if usage else 0, usage.completion_tokens if usage else 0)

    @property
    def _where(self) -> str:
        return self._clean(self._base_url or "api.openai.com")

    def _refused(self, error: Any) -> ModelError:
        status = int(error.status_code)
        if status in (401, 403):
            return ModelError(
                Problem(
                    f"the server refuses the key ({status})",
                    self._where,
                    mend="set OPENAI_API_KEY to a key that is valid there",
                )
            )
        if status == 404:
            return ModelError(
                Problem(
                    f"the server has no model '{self.name}' (404)",
                    self._where,
                    mend="name one of its models with --model",
                )
            )
        if status == 429:
            return ModelError(
                Problem(
                    "the server takes no more requests now (429)",
                    self._where,
                    mend="wait, or look at your quota",
                )
            )
        return ModelError(
            Problem(
                f"the server refuses the request ({status}): {self._clean(str(error.message))}", self._where
            )
        )

    def _clean(self, text: str) -> str:
        """A text without the key, and without what an address holds of user and password."""
        import re

        text = text.replace(self._key, "***") if len(self._key) > 3 else text
        return re.sub(r"(?<=://)[^/@\s]+@", "", text)[:300]


def _in_json(turns: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The chat with its worked examples in JSON; the query and repairs as they are."""
    first, *rest = turns
    told: list[Mapping[str, str]] = [{**first, "content": f"{first['content']}\n\n{INSTRUCTION}"}]
    examples = rest[: _examples(rest)]
    told += [{**t, "content": as_json(t["content"])} if t["role"] == "assistant" else t for t in examples]
    return [*told, *rest[_examples(rest) :]]


def _examples(turns: Sequence[Mapping[str, str]]) -> int:
    """How many turns belong to worked examples."""
    from orchestrator.translate.prompt import template

    for lists in (True, False):
        requests = [request for request, _ in template(lists=lists).examples]
        if [turn["content"] for turn in turns[: 2 * len(requests) : 2]] == requests:
            return 2 * len(requests)
    return 0
