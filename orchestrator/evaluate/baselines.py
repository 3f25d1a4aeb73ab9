"""Models without a planner, to compare with: the same model, asked for the whole sequence of calls, questions included.

`PureModel` is asked for it in JSON, `FunctionCalling` by calls of functions. Both are shown what our own translators are shown of a
catalog, the same APIs of a large one, and what day it is.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from orchestrator.catalog import Catalog
from orchestrator.errors import OrchestratorError
from orchestrator.evaluate.baseline_read import (
    Read,
    UnreadableError,
    goals_of_calls,
    read_answer,
    read_tool_calls,
)
from orchestrator.evaluate.baseline_text import Functions, answer_schema, api_texts, functions_of, told
from orchestrator.evaluate.model import Attempt, Item
from orchestrator.translate.chat import ChatModel, Reply
from orchestrator.translate.lists import has_lists
from orchestrator.translate.retrieve import shortlist
from orchestrator.translate.tool_calls import Tool, ToolModel
from orchestrator.translate.translator import Clock

SHOWN = 40
_UNDERSTOOD = "I will use these APIs only."
Turn = dict[str, str]
Model = TypeVar("Model", ChatModel, ToolModel)


class _Baseline(ABC, Generic[Model]):
    """What both share: time, errors, and as many APIs as the model can read. `called` is their name where none is said."""

    called: str

    def __init__(
        self, chat: Model, name: str | None = None, today: Clock = date.today, limit: int = SHOWN
    ) -> None:
        self._chat: Model = chat
        self._name, self._today, self._limit = name or self.called, today, limit

    @property
    def name(self) -> str:
        """What the tables call it."""
        return self._name

    def close(self) -> None:
        """Free the model."""
        if close := getattr(self._chat, "close", None):
            close()

    def solve(self, item: Item) -> Attempt:
        """The calls that the model makes of the item's query. Errors become `Attempt.error`."""
        begin = time.perf_counter()
        cost = _Cost()
        try:
            attempt = self._attempt(item.query, item.catalog, item.today or self._today(), cost)
        except (OrchestratorError, UnreadableError) as error:
            said = " ".join(str(error).split())
            attempt = Attempt(error=f"{type(error).__name__.removesuffix('Error')}: {said}")
        return cost.told(attempt, time.perf_counter() - begin)

    @abstractmethod
    def _attempt(self, query: str, catalog: Catalog, today: date, cost: _Cost) -> Attempt: ...

    def _ways_to_show(self, query: str, catalog: Catalog) -> Iterator[tuple[tuple[str, ...], bool]]:
        """Which APIs are shown, and whether with the descriptions of their inputs; ever less, for a model that reads little."""
        limit = min(self._limit, len(catalog.apis))
        names = shortlist(query, catalog, limit)
        yield names, True
        yield names, False
        while limit > 1:
            limit //= 2
            yield shortlist(query, catalog, limit), False

    def _fits(self, turns: Sequence[Turn], tools: Sequence[Tool] = ()) -> bool:
        fits = getattr(self._chat, "fits", None)
        return fits is None or bool(fits(turns, tools))


class PureModel(_Baseline[ChatModel]):
    """A language model alone: instructions, worked examples, the APIs and the query; its answer is the plan.

    An answer that cannot be read, or with names that do not exist, is shown to it with what is wrong, once.

    Args:
        chat: the model.
        name: what the tables call it.
        today: the day, where an item does not say it.
        limit: how many APIs it is shown.
    """

    called = "pure-model"

    def _attempt(self, query: str, catalog: Catalog, today: date, cost: _Cost) -> Attempt:
        turns: list[Turn] = []
        names: tuple[str, ...] = ()
        for names, details in self._ways_to_show(query, catalog):
            turns = _turns(query, catalog, names, today, details=details)
            if self._fits(turns):
                break
        schema = answer_schema(catalog, names)
        reply = cost.add(self._chat.ask(turns, schema), self._chat)
        read, wrong = _read(reply.text, catalog)
        if wrong:
            cost.repairs = 1
            again = f"That cannot be used: {'; '.join(wrong[:5])}. Answer the same request again, in JSON and nothing else."
            turns = [
                *turns,
                {"role": "assistant", "content": reply.text[:4000]},
                {"role": "user", "content": again},
            ]
            second, _ = _read(cost.add(self._chat.ask(turns, schema), self._chat).text, catalog)
            read = second or read
        if read is None:
            raise UnreadableError(wrong[0])
        return Attempt(goals_of_calls(read.calls, catalog), read.calls, refused=not read.calls)


class FunctionCalling(_Baseline[ToolModel]):
    """A language model that calls functions, as its protocol or its template has it; one turn, no results.

    It cannot know what a call yields, so it is told of placeholders: `<result of call 1: output>` for what a call yields, `<ask>`
    for what the user has to be asked. An answer in words alone is a refusal, unless it asks something.

    Args:
        chat: the model.
        name: what the tables call it.
        today: the day, where an item does not say it.
        limit: how many functions it is given.
    """

    called = "function-calling"

    def _attempt(self, query: str, catalog: Catalog, today: date, cost: _Cost) -> Attempt:
        turns = [
            {"role": "system", "content": _FUNCTIONS_TOLD.format(today=_day(today))},
            {"role": "user", "content": query},
        ]
        functions = Functions((), {}, {})
        for names, _ in self._ways_to_show(query, catalog):
            functions = functions_of(catalog, names)
            if self._fits(turns, functions.tools):
                break
        said = self._chat.call(turns, functions.tools)
        cost.add(said.reply, self._chat)
        calls = read_tool_calls(said.calls, functions.apis, functions.inputs)
        asks = "?" in said.reply.text
        return Attempt(goals_of_calls(calls, catalog), calls, refused=not calls and not asks)


_FUNCTIONS_TOLD = """You do what the user asks for by calling functions. Today is {today}.
- Make all calls that the request needs in one answer, in the order in which they are made. You see no results in between.
- Where an argument is what an earlier call gives, write "<result of call 1: output>": its number and the name of the output.
- Where the request leaves out what a required argument needs, write "<ask>" and the user is asked. Never guess a value.
- Leave out optional arguments that the request says nothing about.
- If no function does what the request asks for, call none and say so."""


class _Cost:
    """What an attempt costs, summed over its requests."""

    def __init__(self) -> None:
        self.read = self.written = self.repairs = 0
        self.saved = 0.0
        self.model = ""

    def add(self, reply: Reply, chat: Any) -> Reply:
        self.read += reply.prompt_tokens
        self.written += reply.completion_tokens
        self.saved += reply.saved
        self.model = reply.model or str(chat.name)
        return reply

    def told(self, attempt: Attempt, seconds: float) -> Attempt:
        return Attempt(
            attempt.goals,
            attempt.calls,
            attempt.refused,
            error=attempt.error,
            model=self.model,
            prompt_tokens=self.read,
            completion_tokens=self.written,
            repairs=self.repairs,
            seconds=seconds + self.saved,
        )


def _turns(query: str, catalog: Catalog, names: Sequence[str], today: date, *, details: bool) -> list[Turn]:
    """The chat: the same for all queries, then the APIs, the query last."""
    said = told()
    system = f"{said.instructions}\n{said.lists}" if has_lists(catalog) else said.instructions
    turns = [_turn("system", f"{system}\n\nAPIs of the examples:\n{said.example_apis}")]
    for request, answer in said.examples:
        turns += [_turn("user", request), _turn("assistant", answer)]
    apis = api_texts(catalog, names, details=details)
    return [
        *turns,
        _turn("user", f"From now on today is {_day(today)} and these are the APIs:\n{apis}"),
        _turn("assistant", _UNDERSTOOD),
        _turn("user", query),
    ]


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}


def _day(today: date) -> str:
    return f"{today:%A}, {today.isoformat()}"


def _read(text: str, catalog: Catalog) -> tuple[Read | None, Sequence[str]]:
    """What can be read of an answer, and what the model has to be told."""
    try:
        read = read_answer(text, catalog)
    except UnreadableError as error:
        return None, [str(error)]
    return read, read.wrong


__all__ = ["SHOWN", "FunctionCalling", "PureModel"]
