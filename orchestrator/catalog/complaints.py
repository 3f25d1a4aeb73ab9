"""What pydantic found wrong with a catalog, in words that name the key, what was expected and the mend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from orchestrator.catalog.document import Document, Path
from orchestrator.catalog.model import BASES, Api, Catalog, Input, Output, TypeDeclaration
from orchestrator.errors import Problem
from orchestrator.nearest import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "a text",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "an integer",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "int_parsing_size": "a smaller integer",
    "tuple_type": "a list, such as [one, two]",
    "dict_type": "a mapping of names",
}
_EXPECTED_AT: dict[Path, str] = {
    ("default",): "a text, or a list of texts",
    ("type",): "the name of a type",
    ("list_of",): "the name of a type",
}
"""What is expected at these keys of an input, an output or a column."""


def details_of(error: ValidationError, document: Document) -> Iterator[tuple[Path, ErrorDetails]]:
    """What pydantic found, each with the path of its key as it was written.

    A default is a text or a list of texts: of the two complaints, the one about the form that was meant.
    """
    for detail in error.errors(include_url=False):
        path: Path = tuple(detail["loc"])
        if path[:1] == ("apis",) and path[2:3] == ("inputs",) and path[4:5] == ("default",):
            is_list = isinstance(detail["input"], list | tuple)
            if not path[6:] and (path[5:] != ("str",) or is_list):
                continue
            path = (*path[:5], *path[6:])
        if path[-1:] == ("type",) and (*path[:-1], "list_of") in document.lines:
            path = (*path[:-1], "list_of")
        yield path, detail


def problem_of(path: Path, detail: ErrorDetails, document: Document) -> Problem:
    """One error of pydantic as a problem of the document."""
    where = document.where(path)
    kind, key = detail["type"], _key(path)
    given, context = detail["input"], detail.get("ctx", {})
    match kind:
        case "extra_forbidden":
            return _unknown_key(key, path[:-1], where)
        case "missing":
            return Problem(f"the key '{key}' is missing", where, mend=f"add `{key}: ...`")
        case "literal_error":
            return _not_one_of(key, given, str(context.get("expected", "")), where)
        case "value_error":
            return Problem(str(context["error"]), where)
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            side = "at least" if "ge" in context else "at most"
            return Problem(f"{key} is {_kind(given)}", where, f"{side} {bound}")
        case "model_type" | "model_attributes_type":
            return Problem(f"'{key}' is {_kind(given)}", where, *_form(path, given))
        case _:
            expected = _EXPECTED_AT.get(path[4:]) or _EXPECTED.get(kind, detail["msg"])
            return Problem(f"{_subject(path)} is {_kind(given)}", where, expected, _mend_of_kind(kind, key, given))


def _key(path: Path) -> str:
    return str(path[-1]) if path else "catalog"


def _subject(path: Path) -> str:
    return f"member {path[-1] + 1} of '{_key(path[:-1])}'" if path and isinstance(path[-1], int) else f"'{_key(path)}'"


def _unknown_key(key: str, parent: Path, where: str) -> Problem:
    names = [name for name in _written_names(_model_at(parent)) if name != "list_of" or parent[2:3] != ("rows",)]
    guess = nearest(key, names) or next((n for n in names if n == key.casefold()), None)
    mend = f"did you mean '{guess}'?" if guess else "remove it"
    return Problem(f"unknown key '{key}'", where, "one of " + ", ".join(names), mend)


def _written_names(model: type[BaseModel]) -> Iterator[str]:
    """The keys of a model as they are written: a list is said by `list_of`, and rules stand in a file of their own."""
    for name, field in model.model_fields.items():
        if name != "rules":
            yield "list_of" if name == "many" else field.alias or name


def _model_at(path: Path) -> type[BaseModel]:
    match path:
        case ("types", _):
            return TypeDeclaration
        case ("apis", _):
            return Api
        case ("apis", _, "inputs", _):
            return Input
        case ("apis", _, "outputs" | "rows", _):
            return Output
        case _:
            return Catalog


def _not_one_of(key: str, given: Any, expected: str, where: str) -> Problem:
    names = [name.strip("'") for name in expected.replace(" or ", ", ").split(", ")]
    guess = nearest(given.casefold(), names) if isinstance(given, str) else None
    mend = f"did you mean '{guess}'?" if guess else ""
    return Problem(
        f"'{key}' is {_kind(given)}", where, "one of " + ", ".join(names) if names[1:] else names[0], mend
    )


def _form(path: Path, given: Any) -> tuple[str, str]:
    """What stands where a mapping of a model is wanted, and how to write what was probably meant."""
    match path:
        case ("types", _) if isinstance(given, str):
            return (
                "a mapping such as {base: string}",
                f"write {{base: {given}}}" if given in BASES else f"write {{is: {given}}}",
            )
        case ("types", _):
            return "a mapping such as {base: string}", ""
        case ("apis", _):
            return "a mapping with description, inputs, outputs", ""
        case ("apis", _, "inputs" | "outputs" | "rows", _):
            return "the name of a type, or a mapping such as {type: string}", ""
        case _:
            return "a mapping", ""


def _mend_of_kind(kind: str, key: str, given: Any) -> str:
    if kind == "tuple_type" and isinstance(given, str):
        return f"write {key}: [{given}]"
    if key == "rows_at" and isinstance(given, list) and all(isinstance(part, str) for part in given):
        return f"write rows_at: {'.'.join(given)}"
    if kind == "string_type" and given is None:
        return "write the text, or remove the key"
    if kind == "dict_type" and isinstance(given, list):
        return "write `name: ...` in each line instead of `- ...`"
    return ""


def _kind(given: Any) -> str:
    if given is None:
        return "empty"
    if isinstance(given, dict):
        return "a mapping"
    if isinstance(given, list | tuple):
        return "a list"
    text = str(given)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"
