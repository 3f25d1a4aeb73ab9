"""Any model that one talks to, with a memory: what it was asked before it is not asked again."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

from orchestrator.translate.answers import Answer, AnswerStore, Question
from orchestrator.translate.chat import ChatModel, Left, Reply
from orchestrator.translate.tool_calls import Tool, ToolCall, ToolModel, ToolReply


class Remembered:
    """A `ChatModel` whose answers are kept, by what was asked.

    Args:
        chat: the model. Its `identity`, if it has one, says which model it is among those of the same name.
        answers: `Answers`, or `orchestrator.testing.Recorded` for a conversation that is replayed.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from orchestrator.testing import FakeModel, Recorded
        >>> path = Path(tempfile.mkdtemp()) / "conversation.json"
        >>> hello = [{"role": "user", "content": "hello"}]
        >>> _ = Remembered(FakeModel("hello yourself"), Recorded(path, record=True)).ask(hello, {})
        >>> Remembered(FakeModel("something else"), Recorded(path)).ask(hello, {}).text
        'hello yourself'
    """

    def __init__(self, chat: ChatModel, answers: AnswerStore) -> None:
        self._chat, self._answers = chat, answers

    @property
    def name(self) -> str:
        """The model's name."""
        return self._answers.recorded_model or self._chat.name

    def within(self, left: Left) -> Remembered:
        """The same model for a query that may only cost so much. What is known costs nothing."""
        within = getattr(self._chat, "within", None)
        return self if within is None else Remembered(within(left), self._answers)

    def close(self) -> None:
        """Free what the model holds; the store of answers stays open."""
        close = getattr(self._chat, "close", None)
        if close is not None:
            close()

    def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """The answer of the first time, else that of the model.

        Raises:
            ModelError: there is no answer.
        """
        question = self._question(turns, {"schema": dict(schema)})
        known = self._answers.get(question)
        if known is not None:
            return _reply(known, known.seconds)
        begin = time.perf_counter()
        reply = self._chat.ask(turns, schema)
        self._put(question, reply, time.perf_counter() - begin, {})
        return reply

    def call(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Tool]) -> ToolReply:
        """The calls of the first time, else those of the model, which has to be a `ToolModel`.

        Raises:
            ModelError: there is no answer.
        """
        question = self._question(turns, {"tools": [dict(t) for t in tools]})
        known = self._answers.get(question)
        if known is not None:
            calls = tuple(ToolCall(str(name), arguments) for name, arguments in known.more.get("calls", ()))
            return ToolReply(calls, _reply(known, known.seconds))
        begin = time.perf_counter()
        said = cast(ToolModel, self._chat).call(turns, tools)
        calls_made = [[c.name, c.arguments] for c in said.calls]
        self._put(question, said.reply, time.perf_counter() - begin, {"calls": calls_made})
        return said

    def _question(self, turns: Sequence[Mapping[str, str]], parameters: Mapping[str, Any]) -> Question:
        identity = str(getattr(self._chat, "identity", "") or self._chat.name)
        chat = json.dumps([dict(t) for t in turns], ensure_ascii=False)
        return Question(identity, chat, parameters, turns[-1]["content"] if turns else "")

    def _put(self, question: Question, reply: Reply, seconds: float, more: dict[str, Any]) -> None:
        if not reply.finished:
            more = {**more, "unfinished": True}
        model = reply.model or self._chat.name
        answer = Answer(reply.text, reply.prompt_tokens, reply.completion_tokens, seconds, model, more)
        self._answers.put(question, answer)


def _reply(known: Answer, saved: float) -> Reply:
    return Reply(
        known.text,
        known.prompt_tokens,
        known.completion_tokens,
        known.model,
        saved,
        not known.more.get("unfinished", False),
    )
