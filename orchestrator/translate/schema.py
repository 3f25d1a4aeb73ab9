"""The same form for servers that can hold a model to something: as JSON by a schema, as lines by a grammar, as a function."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from orchestrator.catalog import Catalog
from orchestrator.errors import Problem, TranslationError
from orchestrator.translate.grammar import literal
from orchestrator.translate.lines import (
    DONE,
    NOTHING,
    Line,
    Listed,
    Ref,
    Rows,
    Said,
    Value,
    parse_lines,
    read_ref,
    write,
    write_api,
    write_name,
)
from orchestrator.translate.lists import has_lists

INSTRUCTION = (
    'Write the calls as JSON: {"calls": [{"api": "find_customer", "inputs": {"name": "Acme"}}]}. null stands for none, '
    '"@1" for what the first call gives, "calls": [] for no API. Every input that is not optional must be there.'
)

_GRAMMAR_LINES = 12
_VALUES = r"""
value ::= "none" | ref | string | bare
list ::= "[" member (", " member)* "]"
member ::= string | bare
ref ::= "@" [1-9] [0-9]? ("." (word | string))?
rows ::= "[" ("0" | "-1" | "*" | ":"? [1-9] [0-9]? | ("min " | "max ") (word | string)) "]"
string ::= "\"" ([^"\\\x00-\x1F\x7F] | "\\" ["\\/bfnrt])* "\""
word ::= [A-Za-z_] [A-Za-z0-9_]*
bare ::= [^ \t\r\n"(),=@\x5B\x5D]+
""".strip()


def schema_of(catalog: Catalog, shown: Collection[str] | None = None) -> dict[str, Any]:
    """The JSON schema of an answer: a list of calls, each of one API with all its inputs, null for none.

    Where the catalog has lists, a value may be a list of texts. `shown` are the APIs that may be called; for None all.
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
        if shown is None or name in shown
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


def _ref(number: int, text: str) -> Ref | Rows | None:
    try:
        ref = read_ref(text)
    except ValueError as error:
        raise TranslationError(
            Problem(f"`{text}` in call {number} cannot be read", expected=str(error))
        ) from None
    if isinstance(ref, Ref) and not 1 <= ref.line < number:
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
        case Ref() | Rows():
            return write(value)
    return None


def grammar_of(schema: Mapping[str, Any]) -> str | None:
    """A GBNF grammar of the lines that say what an answer by `schema_of` says; None for another schema.

    It admits numbered calls of the catalog's APIs with all their inputs, and so nothing but names of the catalog.

    Example:
        >>> catalog = Catalog.model_validate({"name": "x", "apis": {"ping": {"inputs": {"host": "string"}}}})
        >>> print(next(rule for rule in grammar_of(schema_of(catalog)).splitlines() if rule.startswith("api")))
        api0 ::= "ping(host = " value ")"
    """
    try:
        calls = schema["properties"]["calls"]["items"]["anyOf"]
        inputs = {c["properties"]["api"]["enum"][0]: c["properties"]["inputs"]["properties"] for c in calls}
    except (KeyError, TypeError, IndexError):
        return None
    if not inputs:
        return None
    lists = any("anyOf" in value for values in inputs.values() for value in values.values())
    rules = [f"root ::= {literal(f'1 {NOTHING}')} | line1"]
    for number in range(1, _GRAMMAR_LINES + 1):
        after = f"{literal(f'{number + 1} {DONE}')}"
        more = f"({after} | line{number + 1})" if number < _GRAMMAR_LINES else after
        rules.append(f'line{number} ::= {literal(f"{number} ")} call "\\n" {more}')
    rules.append("call ::= " + " | ".join(f"api{i}" for i in range(len(inputs))))
    rules += [f"api{i} ::= {_call_rule(api, names)}" for i, (api, names) in enumerate(inputs.items())]
    return "\n".join([*rules, _values_of(lists=lists)])


def _call_rule(api: str, inputs: Iterable[str]) -> str:
    parts = [f"{write_api(api)}("]
    rule: list[str] = []
    for index, name in enumerate(inputs):
        parts.append(f"{', ' if index else ''}{write_name(name)} = ")
        rule += [literal("".join(parts)), "value"]
        parts = []
    return " ".join([*rule, literal("".join([*parts, ")"]))])


def _values_of(*, lists: bool) -> str:
    """The rules of values; rows and lists only where the catalog has some, else they would only be a temptation."""
    if lists:
        return _VALUES.replace("ref | string | bare", "ref rows? | \"@\" rows | list | string | bare")
    dropped = ("list ::=", "member ::=", "rows ::=")
    return "\n".join(rule for rule in _VALUES.splitlines() if not rule.startswith(dropped))


FUNCTION = "write_calls"


def function_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The form as the one function that a model may call which answers in no other way."""
    said = "Write down the calls that the request asks for."
    return {
        "type": "function",
        "function": {"name": FUNCTION, "description": said, "parameters": dict(schema)},
    }
