"""Whether two values are the same: by the type of the input they are for where it is known, else by what they look like."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from orchestrator.catalog.model import Catalog, Input, SemanticType
from orchestrator.evaluate.model import Json, Literal
from orchestrator.values import member, normal_form

Place = tuple[str, str]
"""Where a value stands: an API, and one of its inputs (in facts given by type: the name of the type)."""


def is_nothing(value: Json) -> bool:
    """Whether a value says nothing: null, or a text of blanks. An input that takes it counts as left out."""
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: Json) -> str:
    """A value that is no list and no object as a text; truth values as JSON writes them."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Equality:
    """Which values are the same for the inputs of a catalog.

    Numbers are compared by amount, days and times by what they are, members of enumerated types in any case and by their
    aliases, texts regardless of case and blanks, lists member by member in their order; for an input that takes a list one value
    is a list of one. Without a type JSON decides: `2` is "2" but "007" is not "7".

    Example:
        >>> catalog = Catalog.model_validate({"name": "x", "apis": {"pay": {"inputs": {"on": "date"}}}})
        >>> Equality(catalog).same(("pay", "on"), "2 May 2025", "2025-05-02")
        True
    """

    catalog: Catalog

    def declared(self, place: Place) -> Input | None:
        """The input that stands there; None where the catalog has none."""
        api = self.catalog.apis.get(place[0])
        return api.inputs.get(place[1]) if api is not None else None

    def kind(self, place: Place) -> SemanticType | None:
        """The type of what stands there, be it an input or a type that a value was given by."""
        declared = self.declared(place)
        return self.catalog.semantic_types.get(declared.type if declared is not None else place[1])

    def takes_list(self, place: Place) -> bool:
        """Whether the input takes a list."""
        declared = self.declared(place)
        return declared is not None and declared.many

    def same(self, place: Place, said: Json, right: Json) -> bool:
        """Whether a value is the right one."""
        return _same(self.kind(place), said, right, self.takes_list(place))

    def accepts(self, place: Place, gold: Literal, said: Json) -> bool:
        """Whether a value is one of those that are right."""
        return self.same(place, said, gold.value) or any(
            self.same(place, said, one) or _fits_object(self.kind(place), said, one) for one in gold.accepted
        )

    def is_default(self, place: Place, value: Json) -> bool:
        """Whether a value is what the input has anyway when it is left out."""
        declared = self.declared(place)
        if declared is None or declared.default is None:
            return False
        default = declared.default
        return self.same(place, value, list(default) if isinstance(default, tuple) else default)

    def says(self, place: Place, literal: Literal) -> bool:
        """Whether an argument of an attempt says something: neither nothing nor the default."""
        return not is_nothing(literal.value) and not self.is_default(place, literal.value)

    def may_be_left_out(self, place: Place, gold: Literal) -> bool:
        """Whether leaving a gold argument out is right: it is marked so, or one of the right values is the default."""
        return gold.optional or any(
            is_nothing(v) or self.is_default(place, v) for v in (gold.value, *gold.accepted)
        )

    def members(self, place: Place, value: Json) -> list[Json]:
        """The values that are counted one by one: the members of a list, of anything else itself."""
        read = _read(value) if self.takes_list(place) else value
        return list(read) if isinstance(read, list | tuple) else [read]


def _read(value: Json) -> Json:
    """A list or an object that is written as a text, as what it is."""
    if isinstance(value, str) and value.strip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _same(kind: SemanticType | None, said: Json, right: Json, many: bool = False) -> bool:
    if many:
        said, right = _read(said), _read(right)
    if many or isinstance(right, list | tuple):
        return _same_list(kind, said, right)
    if isinstance(right, dict):
        said = _read(said)
        return (
            isinstance(said, dict)
            and said.keys() == right.keys()
            and all(_same(None, said[key], right[key]) for key in right)
        )
    if isinstance(said, list | tuple | dict):
        return False
    return _same_scalar(kind, said, right)


def _same_list(kind: SemanticType | None, said: Json, right: Json) -> bool:
    said = _read(said)
    ours, theirs = (list(v) if isinstance(v, list | tuple) else [v] for v in (said, right))
    return len(ours) == len(theirs) and all(_same(kind, a, b) for a, b in zip(ours, theirs, strict=True))


def _same_scalar(kind: SemanticType | None, said: Json, right: Json) -> bool:
    if is_nothing(said) or is_nothing(right):
        return is_nothing(said) and is_nothing(right)
    texts = text_of(said), text_of(right)
    if kind is not None:
        ours, theirs = (normal_form(kind.base, member(kind, text) or text) for text in texts)
        if ours is not None and ours == theirs:
            return True
    if isinstance(said, bool) or isinstance(right, bool):
        ours, theirs = (normal_form("boolean", text) for text in texts)
        return ours is not None and ours == theirs
    if isinstance(said, int | float) or isinstance(right, int | float):
        amounts = [_amount(text) for text in texts]
        return amounts[0] is not None and amounts[0] == amounts[1]
    return " ".join(texts[0].split()).casefold() == " ".join(texts[1].split()).casefold()


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(normal_form("number", text) or text.strip())
    except InvalidOperation:
        return None


def _fits_object(kind: SemanticType | None, said: Json, right: Json) -> bool:
    """Whether an object is one of those that an object of lists admits: each list holds all right values of its key."""
    if isinstance(right, list | tuple):
        said = _read(said)
        return (
            isinstance(said, list)
            and len(said) == len(right)
            and all(_fits_object(kind, a, b) for a, b in zip(said, right, strict=True))
        )
    said = _read(said)
    if not isinstance(right, dict):
        return _same(kind, said, right)
    if not isinstance(said, dict) or said.keys() - right.keys():
        return False
    return all(_fits_key(said.get(key), choices) for key, choices in right.items())


def _fits_key(said: Json, choices: Json) -> bool:
    if not isinstance(choices, list):
        return _fits_object(None, said, choices)
    return any(
        _same_scalar(None, said, one) if is_nothing(one) else _fits_object(None, said, one) for one in choices
    ) or (said is not None and _same(None, said, choices))
