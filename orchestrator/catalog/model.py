"""What a catalog says, in the form of `catalog.yaml`: types, APIs, their inputs and outputs, and state."""

from __future__ import annotations

import os
import re
import warnings
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

Base = Literal["string", "integer", "number", "boolean", "date", "time", "datetime"]
BASES: tuple[Base, ...] = ("string", "integer", "number", "boolean", "date", "time", "datetime")

GET_INFO_API = "get_info_api"
ROWS = "rows[]"
"""The name of the list that the rows of a call are; no output can be called so."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class TypeDeclaration(_Model):
    """A semantic type as it is written; `SemanticType` is the same with what it inherits."""

    base: Base | None = None
    is_: str | None = Field(default=None, alias="is")
    entity: str | None = None
    ask: Literal["never"] | None = None
    question: str | None = None
    question_cost: int | None = Field(default=None, ge=1, le=1000)
    pattern: str | None = None
    format: Literal["email", "uri", "uuid", "phone"] | None = None
    values: dict[str, tuple[str, ...]] | None = None
    minimum: str | None = None
    maximum: str | None = None
    description: str | None = None

    @field_validator("values", mode="before")
    @classmethod
    def _members(cls, values: Any) -> Any:
        """A list of members, or a mapping of each member to its aliases."""
        if not isinstance(values, list | tuple | dict):
            return values
        seen: set[str] = set()
        for member in values:
            if member is None or member == "" or isinstance(member, list | tuple | dict):
                raise ValueError("a member of `values` is no text; quote a word such as null")
            if str(member).casefold() in seen:
                raise ValueError(f"the value {str(member)!r} stands twice, if case is disregarded")
            seen.add(str(member).casefold())
        return (
            {str(member): values[member] or () for member in values}
            if isinstance(values, dict)
            else {str(member): () for member in values}
        )

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", FutureWarning)
                    re.compile(pattern)
            except (re.error, OverflowError, RecursionError) as error:
                raise ValueError(f"the pattern {pattern!r} is no regular expression: {error}") from None
        return pattern

    @field_validator("minimum", "maximum", mode="before")
    @classmethod
    def _as_text(cls, bound: Any) -> Any:
        return bound if bound is None else str(bound)


class SemanticType(_Model):
    """A type with all that it inherits. `ancestors` are the types it is one of, itself first."""

    name: str
    base: Base
    ancestors: tuple[str, ...]
    parent: SemanticType | None = None
    entity: str | None = None
    askable: bool = True
    question: str | None = None
    question_cost: int = 1
    pattern: str | None = None
    format: str | None = None
    values: dict[str, tuple[str, ...]] | None = None
    minimum: str | None = None
    maximum: str | None = None
    description: str | None = None

    @property
    def root(self) -> str:
        """The most general type this is one of."""
        return self.ancestors[-1]

    @property
    def bare(self) -> bool:
        """Whether the type says of nothing whose datum it is."""
        return self.entity is None

    @property
    def constrained(self) -> bool:
        """Whether not every text of the base fits (R2 takes such types before others)."""
        return any(
            x is not None for x in (self.values, self.pattern, self.format, self.minimum, self.maximum)
        )


def _list_form(data: Any) -> Any:
    """`{list_of: T}` says the type of the members."""
    if not isinstance(data, dict) or "list_of" not in data:
        return data
    if "type" in data or "many" in data:
        raise ValueError("`list_of` stands in place of `type`; write one of them")
    return {**{key: said for key, said in data.items() if key != "list_of"}, "type": data["list_of"], "many": True}


class Input(_Model):
    """An input of an API. One that is `many` takes a list of its type: `{list_of: T}`."""

    type: str
    many: bool = False
    required: bool = True
    default: str | tuple[str, ...] | None = None
    source: Literal["user"] | None = Field(default=None, alias="from")
    via: tuple[str, ...] = ()
    sensitive: bool = False
    description: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"type": data}
        data = _list_form(data)
        if isinstance(data, dict) and data.get("default") is not None:
            return {**data, "required": False}
        return data


class Output(_Model):
    """An output of an API, or a column of its rows. One that is `many` is a list of its type: `{list_of: T}`."""

    type: str
    many: bool = False
    description: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        return {"type": data} if isinstance(data, str) else _list_form(data)


_CONDITION = re.compile(
    r"^\s*(?P<negated>not\s+)?(?P<fluent>[A-Za-z_][A-Za-z0-9_]*)\s*(?:\(\s*(?P<arguments>[^()]*?)\s*\))?\s*$"
)


class Condition(_Model):
    """A literal of the state: `signed_in`, `not published(document)`, `member(person, team)`."""

    fluent: str
    arguments: tuple[str, ...] = ()
    holds: bool = True

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read `p`, `p(x, y)` or `not p(x)`.

        Raises:
            ValueError: the text is none of these.
        """
        match = _CONDITION.match(text)
        if match is None:
            raise ValueError(f"{text!r} is no condition; write `p`, `p(x)` or `not p(x)`")
        listed = match["arguments"]
        arguments = tuple(a.strip() for a in listed.split(",")) if listed else ()
        if any(not a for a in arguments):
            raise ValueError(f"{text!r} has an empty argument")
        return cls(fluent=match["fluent"], arguments=arguments, holds=match["negated"] is None)

    def __str__(self) -> str:
        atom = f"{self.fluent}({', '.join(self.arguments)})" if self.arguments else self.fluent
        return atom if self.holds else f"not {atom}"


def _condition(value: Any) -> Any:
    return Condition.parse(value) if isinstance(value, str) else value


ConditionField = Annotated[Condition, BeforeValidator(_condition)]


class Api(_Model):
    """An API: what it takes, what it yields, what must hold before and holds after.

    `rows` are the columns of the one list that it may yield (R12); `rows_at` says where in the result the list stands.
    """

    description: str = ""
    kind: Literal["read", "write"] = "read"
    inputs: dict[str, Input] = Field(default_factory=dict)
    outputs: dict[str, Output] = Field(default_factory=dict)
    rows: dict[str, Output] = Field(default_factory=dict)
    rows_at: str | None = None
    requires: tuple[ConditionField, ...] = ()
    ensures: tuple[ConditionField, ...] = ()
    cost: int = Field(default=1, ge=1, le=100_000)
    idempotent: bool = False
    destructive: bool = False
    auto: bool = False
    examples: tuple[str, ...] = ()

    @field_validator("inputs", "outputs", "rows", "requires", "ensures", "examples", mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None:
            return {} if info.field_name in ("inputs", "outputs", "rows") else ()
        return value

    @property
    def writes(self) -> bool:
        """Whether a call changes the world."""
        return self.kind == "write"

    @property
    def lists(self) -> dict[str, dict[str, Output]]:
        """The lists that a call yields, by name, each with its columns: the rows, and each output that is a list."""
        listed = {name: {name: output} for name, output in self.outputs.items() if output.many}
        return {ROWS: self.rows, **listed} if self.rows else listed

    @property
    def yields(self) -> dict[str, Output]:
        """Everything that a call yields, by name: outputs and columns of its rows."""
        return {**self.outputs, **self.rows}


class Catalog(_Model):
    """The APIs that exist, and the types of what they take and yield.

    Example:
        >>> catalog = Catalog.load("small_business")
        >>> catalog.apis["create_invoice"].writes
        True
    """

    name: str
    description: str = ""
    types: dict[str, TypeDeclaration] = Field(default_factory=dict)
    apis: dict[str, Api] = Field(default_factory=dict)
    state: tuple[ConditionField, ...] = ()
    rules: str = Field(default="", description="Background knowledge in ASP: the text of rules.lp.")

    @field_validator("types", "apis", "state", mode="before")
    @classmethod
    def _nothing_is_empty(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None:
            return () if info.field_name == "state" else {}
        return value

    @classmethod
    def load(cls, source: str | os.PathLike[str]) -> Catalog:
        """Load a catalog by the name of a domain, or by the path of a `catalog.yaml` or of its folder.

        Raises:
            CatalogError: the file is missing, is no YAML, or says something impossible.
        """
        from orchestrator.catalog.load import load

        return load(source)

    @classmethod
    def parse(cls, text: str, origin: str = "catalog") -> Catalog:
        """Read the text of a `catalog.yaml`. `origin` is what errors call it.

        Raises:
            CatalogError: the text is no YAML, or says something impossible.
        """
        from orchestrator.catalog.load import parse

        return parse(text, origin)

    @cached_property
    def source(self) -> str | None:
        """The file it was loaded from; None for a catalog made in Python. It is no part of what the catalog says."""
        return None

    @cached_property
    def semantic_types(self) -> dict[str, SemanticType]:
        """Every declared and every built-in type with what it inherits, by name."""
        from orchestrator.catalog.resolve import resolve

        return resolve(self.types)

    def type(self, name: str) -> SemanticType:
        """The type of that name, with what it inherits."""
        return self.semantic_types[name]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every name that facts may use: APIs, inputs, outputs, types."""
        names = set(self.apis) | set(self.semantic_types)
        for api in self.apis.values():
            names.update(api.inputs, api.yields)
        return frozenset(names)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import catalog_bundle

        return catalog_bundle(self)
