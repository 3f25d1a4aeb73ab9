"""Calls of functions in the manner of chat models: what a model is asked with, what it answers, and its answer from plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from orchestrator.translate.chat import Reply

Tool = Mapping[str, Any]
"""`{"type": "function", "function": {"name", "description", "parameters": JSON schema}}`."""

_TAGGED = re.compile(r"<tool_call>\s*(.*?)\s*(?:</tool_call>|\Z)", re.DOTALL)
_FENCED = re.compile(r"```(?:json|tool_call)?\s*(.*?)\s*(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call as the model made it. Its arguments are no object where the model wrote none."""

    name: str
    arguments: Any


@dataclass(frozen=True, slots=True)
class ToolReply:
    """What a model answered that could have called functions: calls, or text, or both."""

    calls: tuple[ToolCall, ...]
    reply: Reply


class ToolModel(Protocol):
    """A model that answers a chat, and may call functions in its answer."""

    @property
    def name(self) -> str:
        """What the result says about which model it was."""
        ...

    def call(self, turns: Sequence[Mapping[str, str]], tools: Sequence[Tool]) -> ToolReply:
        """The calls that answer the last turn.

        Raises:
            ModelError: there is no answer.
        """
        ...


def qwen_tools(tools: Sequence[Tool]) -> str:
    """What the template of Qwen2.5 adds to the system turn, so that the model may call functions."""
    listed = "\n".join(json.dumps(tool, ensure_ascii=False) for tool in tools)
    return (
        "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
        "You are provided with function signatures within <tools></tools> XML tags:\n"
        f"<tools>\n{listed}\n</tools>\n\n"
        "For each function call, return a json object with function name and arguments within <tool_call></tool_call> "
        'XML tags:\n<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>'
    )


def calls_in(text: str) -> tuple[ToolCall, ...]:
    """The calls that a text holds: between the marks of the template, in fenced blocks, or as bare JSON.

    Small models often forget the marks, and write several objects in one block or a list.

    Example:
        >>> calls_in('<tool_call>\\n{"name": "ping", "arguments": {}}\\n</tool_call>')
        (ToolCall(name='ping', arguments={}),)
    """
    bodies = _TAGGED.findall(text) or _FENCED.findall(text) or [text]
    return tuple(call for body in bodies for said in _objects(body) for call in _calls(said))


def _objects(text: str) -> Iterator[Any]:
    """The JSON values of a text, one after the other; what stands between them is skipped."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while (begin := min((i for i in (text.find("{", at), text.find("[", at)) if i >= 0), default=-1)) >= 0:
        try:
            value, at = decoder.raw_decode(text, begin)
            yield value
        except (ValueError, RecursionError):
            at = begin + 1


def _calls(said: Any) -> Iterator[ToolCall]:
    if isinstance(said, list):
        for member in said:
            yield from _calls(member)
    elif isinstance(said, dict):
        function = said.get("function", said)
        if isinstance(function, dict) and isinstance(function.get("name"), str):
            arguments = function.get("arguments", function.get("parameters", {}))
            yield ToolCall(function["name"], loaded(arguments))


def loaded(arguments: Any) -> Any:
    """Arguments that were written as a text of JSON, read; else as they are."""
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments, strict=False) if arguments.strip() else {}
    except (ValueError, RecursionError):
        return arguments
