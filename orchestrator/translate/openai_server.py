"""Translation by any server that speaks the OpenAI protocol."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.translate.answers import AnswerStore
from orchestrator.translate.chat import SHOWN, WORKED, ChatModel, ChatTranslator, Limits
from orchestrator.translate.remembered import Remembered
from orchestrator.translate.server_chat import DEFAULT_SERVER_MODEL, ServerChat
from orchestrator.translate.translator import Clock

__all__ = ["DEFAULT_SERVER_MODEL", "OpenAITranslator"]
_LEAST_SECONDS = 300.0


class OpenAITranslator:
    """Translates with a model behind an OpenAI-compatible server.

    Args:
        model: the model's name at the server. For None the default, or with a `base_url` the first model it serves.
        base_url: where the server is; for None OPENAI_BASE_URL, else OpenAI.
        api_key: for None OPENAI_API_KEY. It is never logged and stands in no error.
        timeout: seconds that one request may take.
        max_retries: how often a request is repeated after 429, 5xx or a broken connection, each time later.
        max_tokens: how many tokens an answer may have.
        limits: what one query may cost with all its repairs; for None five minutes, or twice `timeout` if that is more.
        today: says which day relative dates are reckoned from.
        worked: how many of the domain's own labelled queries, the nearest, the model is shown.
        left_out: says the ids of labelled queries that must not be shown, for an evaluation.
        shown: how many APIs the model is shown; of a larger catalog those that the query may want.
        answers: what the model answered before, and where its answers are kept; None for nowhere.

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
        max_tokens: int = 1024,
        limits: Limits | None = None,
        today: Clock = date.today,
        worked: int = WORKED,
        left_out: Callable[[], Collection[str]] = tuple,
        shown: int = SHOWN,
        answers: AnswerStore | None = None,
    ) -> None:
        self._chat = ServerChat(
            model,
            base_url=base_url,
            api_key=api_key,
            timeout=timeout,
            max_retries=max_retries,
            max_tokens=max_tokens,
        )
        asked: ChatModel = self._chat if answers is None else Remembered(self._chat, answers)
        limits = limits or Limits(seconds=max(_LEAST_SECONDS, 2 * timeout))
        self._translator = ChatTranslator(
            asked, name=self.name, today=today, limits=limits, worked=worked, left_out=left_out, shown=shown
        )

    def close(self) -> None:
        """Close the connections to the server."""
        self._chat.close()

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query.

        Raises:
            ModelError: the server is not reachable, refuses, or gives no answer in time.
            TranslationError: the query is empty or too long, or the answer was wrong even after the repairs.
        """
        return self._translator.translate(query, catalog)
