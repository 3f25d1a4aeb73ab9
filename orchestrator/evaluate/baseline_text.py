"""What a model is told of a catalog when it has to plan alone: as text, as a schema of its answer, as functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from orchestrator.catalog import Api, Catalog, Input

_SECTION = re.compile(r"^<!-- (lists|example APIs|request|answer) -->\n", re.MULTILINE)
_MAX_DESCRIPTION = 160  # as in the prompt of our own translators
_MAX_INPUT_DESCRIPTION = 80
_WORDS = {"string": "text", "datetime": "date and time"}
_JSON = {"number": "number", "integer": "integer", "boolean": "boolean"}
_FORMS = {"date": "YYYY-MM-DD", "time": "HH:MM", "datetime": "YYYY-MM-DDTHH:MM"}


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of `pure_model.md`: what to do, what to do with lists, the APIs of the examples, and (request, answer)s."""

    instructions: str
    lists: str
    example_apis: str
    examples: tuple[tuple[str, str], ...]


@cache
def told() -> Told:
    """What the pure model is told."""
    text = Path(__file__).with_name("pure_model.md").read_text(encoding="utf-8")
    first, *parts = _SECTION.split(text)
    sections = list(zip(parts[::2], (p.strip() for p in parts[1::2]), strict=True))
    of: dict[str, list[str]] = {}
    for name, body in sections:
        of.setdefault(name, []).append(body)
    examples = tuple(zip(of["request"], of["answer"], strict=True))
    return Told(first.strip(), of["lists"][0], of["example APIs"][0], examples)


def api_texts(catalog: Catalog, names: Sequence[str], *, details: bool) -> str:
    """APIs, one a line: inputs with their types, the optional ones with a question mark, outputs, and what it does.

    Args:
        catalog: whose APIs they are.
        names: which.
        details: whether descriptions of inputs are told too.
    """
    return "\n".join(_api_text(catalog, name, details=details) for name in names)


def _api_text(catalog: Catalog, name: str, *, details: bool) -> str:
    api = catalog.apis[name]
    inputs = [_input_text(catalog, n, i, details=details) for n, i in api.inputs.items()]
    lists = [f"[{', '.join(columns)}]" for columns in api.lists.values()]
    yields = [*(n for n, output in api.outputs.items() if not output.many), *lists]
    gives = f" -> {', '.join(yields)}" if yields else ""
    return f"- {name}({', '.join(inputs)}){gives}: {_short(api.description, _MAX_DESCRIPTION)}"


def _input_text(catalog: Catalog, name: str, declared: Input, *, details: bool) -> str:
    kind = catalog.type(declared.type)
    form = (
        "|".join(kind.values) if kind.values is not None else kind.format or _WORDS.get(kind.base, kind.base)
    )
    if kind.pattern is not None:
        form += f" like {kind.pattern}"
    if declared.many:
        form = f"list of {form}"
    said = _short(declared.description or kind.description or "", _MAX_INPUT_DESCRIPTION) if details else ""
    needed = declared.required and declared.default is None
    return f"{name}{'' if needed else '?'}: {form}{f' ({said})' if said else ''}"


def _short(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def answer_schema(catalog: Catalog, names: Sequence[str]) -> dict[str, Any]:
    """The JSON schema of an answer of the pure model: calls whose arguments are values, references, or to be asked."""
    ref: dict[str, Any] = {"ref": {"type": "integer"}, "output": {"type": "string"}}
    if any(catalog.apis[name].lists for name in names):
        ref["rows"] = {"type": "string"}
    others = [
        _object({"ask": {"type": "string"}}, ["ask"]),
        _object(ref, ["ref", "output"]),
    ]
    calls = [
        _object(
            {
                "call": {"type": "integer"},
                "api": {"type": "string", "enum": [name]},
                "arguments": _object(
                    {
                        n: {"anyOf": [_value_schema(catalog, i), *others]}
                        for n, i in catalog.apis[name].inputs.items()
                    },
                    [n for n, i in catalog.apis[name].inputs.items() if i.required and i.default is None],
                ),
            },
            ["call", "api", "arguments"],
        )
        for name in names
    ]
    return _object({"calls": {"type": "array", "items": {"anyOf": calls}}}, ["calls"])


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _value_schema(catalog: Catalog, declared: Input) -> dict[str, Any]:
    kind = catalog.type(declared.type)
    one: dict[str, Any] = {"type": _JSON.get(kind.base, "string")}
    if kind.values is not None and one["type"] == "string":
        one["enum"] = list(kind.values)
    return {"type": "array", "items": one} if declared.many else one


@dataclass(frozen=True, slots=True)
class Functions:
    """A catalog as functions. Names that protocols do not allow are written otherwise; the maps lead back to ours."""

    tools: tuple[dict[str, Any], ...]
    apis: Mapping[str, str]
    inputs: Mapping[str, Mapping[str, str]]


def functions_of(catalog: Catalog, names: Sequence[str]) -> Functions:
    """The APIs of a catalog as functions in the form of the OpenAI protocol."""
    apis: dict[str, str] = {}
    inputs: dict[str, dict[str, str]] = {}
    tools: list[dict[str, Any]] = []
    for name in names:
        api = catalog.apis[name]
        function = _allowed(name, apis)
        apis[function], inputs[function] = name, {}
        for given in api.inputs:
            inputs[function][_allowed(given, inputs[function])] = given
        parameters = {n: _parameter(catalog, api.inputs[given]) for n, given in inputs[function].items()}
        needed = [
            n
            for n, given in inputs[function].items()
            if api.inputs[given].required and api.inputs[given].default is None
        ]
        tools.append(
            {
                "type": "function",
                "function": {
                    "name": function,
                    "description": _function_text(api),
                    "parameters": {"type": "object", "properties": parameters, "required": needed},
                },
            }
        )
    return Functions(tuple(tools), apis, inputs)


def _allowed(name: str, taken: Mapping[str, str]) -> str:
    """A name that every server takes, different from those that are taken."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", name)[:60] or "_"
    free = plain
    number = 2
    while free in taken:
        free, number = f"{plain}_{number}", number + 1
    return free


def _function_text(api: Api) -> str:
    gives = [
        *(n for n, o in api.outputs.items() if not o.many),
        *(c for cs in api.lists.values() for c in cs),
    ]
    said = _short(api.description, _MAX_DESCRIPTION)
    return f"{said.rstrip('.')}. Gives: {', '.join(gives)}." if gives else said


def _parameter(catalog: Catalog, declared: Input) -> dict[str, Any]:
    kind = catalog.type(declared.type)
    schema = _value_schema(catalog, declared)
    one = schema["items"] if declared.many else schema
    if kind.pattern is not None:
        one["pattern"] = kind.pattern
    if kind.format is not None:
        one["format"] = kind.format
    said = [
        _short(declared.description or kind.description or "", _MAX_DESCRIPTION),
        _FORMS.get(kind.base, ""),
    ]
    text = ", ".join(s for s in said if s)
    return {**schema, "description": text} if text else schema
