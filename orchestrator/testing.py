"""Stand-ins for tests: a translator and a language model that say what they are told to, without a model or a network.

`Recorded` replays what a real model said once; see `Recorded(path, record=True)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestrator.catalog import Catalog
from orchestrator.errors import Problem, TranslationError
from orchestrator.facts import Facts, Translation, check
from orchestrator.translate.chat import Reply
from orchestrator.translate.recorded import Recorded
from orchestrator.translate.remembered import Remembered
from orchestrator.translate.tool_calls import Tool, ToolReply, calls_in

__all__ = ["FakeModel", "FakeTranslator", "Recorded", "Remembered"]


class FakeTranslator:
    """Translates the queries it knows, and keeps those it was asked.

    Example:
        >>> translator = FakeTranslator({"help me": "goal(1, help)."})
        >>> catalog = Catalog.model_validate({"name": "x", "apis": {"help": {}}})
        >>> print(translator.translate("help me", catalog).goals[0].api)
        help
    """

    name = "fake"

    def __init__(self, answers: Mapping[str, str | Facts]) -> None:
        self.answers = dict(answers)
        self.asked: list[str] = []

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts that were given for this query.

        Raises:
            TranslationError: none were given.
        """
        self.asked.append(query)
        if query not in self.answers:
            raise TranslationError(
                Problem(f"the fake translator has no answer to {query!r}", expected=", ".join(self.answers))
            )
        known = self.answers[query]
        facts = Facts.parse(known) if isinstance(known, str) else known
        check(facts, catalog)
        return facts.model_copy(update={"query": query, "translation": Translation(translator=self.name)})


class FakeModel:
    """A `ChatModel` that answers with one reply after the other, and keeps the chats it was shown.

    Example:
        >>> model = FakeModel("nonsense", "1 help()")
        >>> model.ask([{"role": "user", "content": "help me"}], {}).text
        'nonsense'
    """

    name = "fake-model"

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.chats: list[list[dict[str, str]]] = []
        self.schemas: list[dict[str, Any]] = []
        self.tools: list[list[dict[str, Any]]] = []

    def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """The next reply; the last one again once there are no more."""
        self.schemas.append(dict(schema))
        return self._next(turns)

    def call(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Tool]) -> ToolReply:
        """The next reply, with the calls that it holds: `{"name": "ping", "arguments": {}}`, several in a list."""
        self.tools.append([dict(t) for t in tools])
        reply = self._next(turns)
        return ToolReply(calls_in(reply.text), reply)

    def _next(self, turns: Sequence[Mapping[str, str]]) -> Reply:
        self.chats.append([dict(t) for t in turns])
        text = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return Reply(text, prompt_tokens=len(turns), completion_tokens=len(text.split()))
