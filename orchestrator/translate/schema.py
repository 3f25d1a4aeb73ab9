"""The same form as JSON, for servers that can hold a model to a schema."""

from __future__ import annotations

import json
import re
from typing import Any

from orchestrator.catalog import Catalog
from orchestrator.errors import Problem, TranslationError
from orchestrator.translate.lines import Line, Listed, Ref, Said, Value, parse_lines, read_ref, write
from orchestrator.translate.lists import has_lists

INSTRUCTION = (
    'Write the calls as JSON: {"calls": [{"api": "find_customer", "inputs": {"name": "Acme"}}]}. null stands for none, '
    '"@1" for what the first call gives, "calls": [] for no API. Every input that is not optional must be there.'
)


def schema_of(catalog: Catalog) -> dict[str, Any]:
    """The JSON schema of an answer: a list of calls, each of one API with all its inputs, null for none.

    Where the catalog has lists, a value may be a list of texts.
    """
    text = {"type": ["string", "null"]}
    texts = {"anyOf": [text, {"type": "array", "items": {"type": "string"}}]}
    value = texts if has_lists(catalog) else text
    calls = [
        {
            "type": "object",
            "properties": {
                "api": {"type": "string", "enum": [name]},
                "inputs": {
                    "type": "object",
                    "properties": dict.fromkeys(api.inputs, value),
                    "required": list(api.inputs),
                    "additionalProperties": False,
                },
            },
            "required": ["api", "inputs"],
            "additionalProperties": False,
        }
        for name, api in catalog.apis.items()
    ]
    return {
        "type": "object",
        "properties": {"calls": {"type": "array", "items": {"anyOf": calls}}},
        "required": ["calls"],
        "additionalProperties": False,
    }


def is_json(text: str) -> bool:
    """Whether an answer is meant to be JSON."""
    return _bare(text).startswith("{")


def read_json(text: str) -> tuple[Line, ...]:
    """Read an answer in JSON.

    Raises:
        TranslationError: it is no JSON, or of another form.
    """
    try:
        answer = json.loads(_bare(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise TranslationError(Problem(f"the answer is no JSON: {error}", expected=INSTRUCTION)) from None
    calls = answer.get("calls")
    if not isinstance(calls, list):
        raise TranslationError(Problem("the answer has no list `calls`", expected=INSTRUCTION))
    return tuple(_line(number, call) for number, call in enumerate(calls, 1))


def _bare(text: str) -> str:
    return re.sub(r"^\s*```(?:json)?\s*|\s*```\s*$", "", text.strip())


def _line(number: int, call: Any) -> Line:
    if (
        not isinstance(call, dict)
        or not isinstance(call.get("api"), str)
        or not isinstance(call.get("inputs", {}), dict)
    ):
        raise TranslationError(Problem(f"call {number} is not of the form", expected=INSTRUCTION))
    inputs = call.get("inputs", {})
    return Line(number, call["api"], tuple((str(n), _value(number, n, v)) for n, v in inputs.items()))


def _value(number: int, name: str, value: Any) -> Value:
    if value is None or (isinstance(value, str) and value.strip().casefold() in ("", "none", "null")):
        return None
    if isinstance(value, list):
        return _listed(number, name, value)
    if isinstance(value, str) and (ref := _ref(number, value.strip())) is not None:
        return ref
    said = _said(value)
    if said is None:
        raise TranslationError(
            Problem(
                f"the value of `{name}` in call {number} is no text",
                expected='"text", a number, a list of these, null or "@1"',
            )
        )
    return said


def _listed(number: int, name: str, values: list[Any]) -> Listed | None:
    """The members of a list; a list without any says no more than null."""
    members = [_said(value) for value in values]
    said = [m for m in members if m is not None and _ref(number, m.text) is None]
    if len(said) < len(values):
        what = f"the list of `{name}` in call {number} holds what is no text"
        raise TranslationError(Problem(what, expected='texts and numbers, as in ["a", "b"]'))
    return Listed(tuple(said)) if said else None


def _said(value: Any) -> Said | None:
    if isinstance(value, bool):
        return Said("true" if value else "false")
    return Said(str(value)) if isinstance(value, str | int | float) else None


def _ref(number: int, text: str) -> Ref | None:
    try:
        ref = read_ref(text)
    except ValueError as error:
        raise TranslationError(
            Problem(f"`{text}` in call {number} cannot be read", expected=str(error))
        ) from None
    if ref is not None and not 1 <= ref.line < number:
        raise TranslationError(
            Problem(
                f"{text} in call {number} is no earlier call",
                expected="@N with N smaller than the call's number",
            )
        )
    return ref


def as_json(lines: str) -> str:
    """Worked examples in lines, as the JSON that says the same."""
    calls = [
        {"api": line.api, "inputs": {n: _plain(v) for n, v in line.inputs}} for line in parse_lines(lines)
    ]
    return json.dumps({"calls": calls}, ensure_ascii=False)


def _plain(value: Value) -> str | list[str] | None:
    match value:
        case Said(text=text):
            return text
        case Listed(members):
            return [member.text for member in members]
        case Ref():
            return write(value)
    return None
