"""The answers of models without a planner, read into the common form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator.catalog import Catalog
from orchestrator.evaluate.model import Argument, Asked, CallMade, Json, Literal, Ref, ResultText, Several
from orchestrator.translate.reach import is_lookup
from orchestrator.translate.tool_calls import ToolCall

_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_RESULT = re.compile(r"<\s*results? of call (\d+)(?:\s*[:.]\s*([^<>]+?))?\s*>", re.IGNORECASE)
_ASK = re.compile(r"<\s*ask(?: [^<>]*)?>", re.IGNORECASE)
_FEW = re.compile(r"first (\d+)")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of an answer, and what in it is wrong."""

    calls: tuple[CallMade, ...]
    wrong: tuple[str, ...] = ()


class UnreadableError(ValueError):
    """The answer is of another form altogether."""


def read_answer(text: str, catalog: Catalog) -> Read:
    """The calls of an answer of the pure model.

    What is wrong is named, and read as generously as can be: an unknown name stays, and scores as what it is.

    Raises:
        UnreadableError: it is no JSON, or has no list of calls.
    """
    try:
        said = json.loads(_FENCE.sub("", text.strip()), strict=False)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"the answer is no JSON: {error}") from None
    listed = said.get("calls") if isinstance(said, dict) else said
    if not isinstance(listed, list) or not all(
        isinstance(c, dict) and isinstance(c.get("api"), str) for c in listed
    ):
        raise UnreadableError(
            'the answer has no list `calls` of {"call": 1, "api": "...", "arguments": {...}}'
        )
    reader = _Reader(catalog, listed)
    calls = tuple(reader.call(at, call) for at, call in enumerate(listed))
    return Read(calls, tuple(reader.wrong))


class _Reader:
    def __init__(self, catalog: Catalog, listed: Sequence[Mapping[str, Any]]) -> None:
        self._catalog = catalog
        self._places = {str(c.get("call", at)): at - 1 for at, c in enumerate(listed, 1)}
        self.wrong: list[str] = []

    def call(self, at: int, said: Mapping[str, Any]) -> CallMade:
        name = str(said["api"])
        api = self._catalog.apis.get(name)
        if api is None:
            self.wrong.append(f"call {at + 1}: there is no API `{name}`")
        given = said.get("arguments", {})
        if not isinstance(given, dict):
            self.wrong.append(f"call {at + 1}: `arguments` is no object")
            given = {}
        arguments: dict[str, Argument] = {}
        each: Ref | None = None
        for slot, value in given.items():
            if api is not None and slot not in api.inputs:
                self.wrong.append(f"call {at + 1}: {name} has no input `{slot}`")
            if value is None:
                continue
            arguments[slot], over = self._argument(at, slot, value)
            if over is not None and not (api is not None and slot in api.inputs and api.inputs[slot].many):
                each = over
        for slot, declared in api.inputs.items() if api is not None else ():
            if declared.required and declared.default is None and slot not in arguments:
                self.wrong.append(f"call {at + 1}: {name} needs `{slot}`: a value, a ref or an ask")
        return CallMade(name, arguments, each)

    def _argument(self, at: int, slot: str, value: Json) -> tuple[Argument, Ref | None]:
        """An argument, and the list over whose rows the call is made if the argument says so."""
        if isinstance(value, list):
            members = [self._argument(at, slot, member) for member in value]
            if any(isinstance(member, Ref | Asked) for member, _ in members):
                return Several(tuple(member for member, _ in members)), None
            return Literal(value), None
        if isinstance(value, dict) and "ref" in value:
            return self._reference(at, slot, value)
        if isinstance(value, dict) and "ask" in value:
            return Asked(), None
        return Literal(value), None

    def _reference(self, at: int, slot: str, value: Mapping[str, Json]) -> tuple[Argument, Ref | None]:
        place = self._places.get(str(value["ref"]))
        if place is None or place >= at:
            self.wrong.append(f"call {at + 1}: `{slot}` refers to {value['ref']!r}, which is no earlier call")
            return Literal(dict(value)), None
        rows = str(value.get("rows") or "")
        few = _FEW.fullmatch(rows)
        several = rows == "each" or bool(few and int(few[1]) > 1)
        output = str(value["output"]) if value.get("output") else None
        return Ref(place, output, "" if rows == "each" else rows), Ref(place) if several else None


def read_tool_calls(
    made: Iterable[ToolCall], apis: Mapping[str, str], inputs: Mapping[str, Mapping[str, str]]
) -> tuple[CallMade, ...]:
    """Calls of functions in the common form. `<result of call 1: output>` is a reference, `<ask>` is to be asked."""
    calls: list[CallMade] = []
    for call in made:
        names = inputs.get(call.name, {})
        given = call.arguments if isinstance(call.arguments, dict) else {}
        arguments = {
            names.get(n, n): _tool_argument(v, len(calls)) for n, v in given.items() if v is not None
        }
        calls.append(CallMade(apis.get(call.name, call.name), arguments))
    return tuple(calls)


def _tool_argument(value: Json, earlier: int) -> Argument:
    if isinstance(value, list):
        members = [_tool_argument(member, earlier) for member in value]
        return Literal(value) if all(isinstance(m, Literal) for m in members) else Several(tuple(members))
    if not isinstance(value, str):
        return Literal(value)
    if _ASK.fullmatch(value.strip()):
        return Asked()
    found = _RESULT.search(value)
    if found is None or not 1 <= int(found[1]) <= earlier:
        return Literal(value)
    if _RESULT.fullmatch(value.strip()):
        return Ref(int(found[1]) - 1, found[2])
    return ResultText(value)


def goals_of_calls(calls: Sequence[CallMade], catalog: Catalog) -> tuple[str, ...]:
    """Which calls a sequence of calls was made for: it does not say so, and the rule gives it the benefit of the doubt.

    A call is a goal if no later call takes from it, or if it is nothing that a planner would put in by itself: neither a lookup
    nor an `auto` write. An `auto` write beside other calls is no goal.
    """
    taken = {ref.call for call in calls for ref in _refs(call)}
    known = catalog.apis
    own = [
        at
        for at, call in enumerate(calls)
        if not (call.api in known and known[call.api].auto)
        and (at not in taken or call.api not in known or not is_lookup(catalog, call.api))
    ]
    return tuple(calls[at].api for at in own or range(len(calls)))


def _refs(call: CallMade) -> list[Ref]:
    several = [m for a in call.arguments.values() for m in (a.members if isinstance(a, Several) else (a,))]
    return [a for a in (*several, call.each) if isinstance(a, Ref)]
