"""The shape of one value as a JSON schema says it: base, format, members, range, list or not.

Schemas of tools say little: a day is often a `string` whose form stands only in the name or the description. What is read
from words is read narrowly: a form that is written out ("YYYY-MM-DD") counts, then the head of the name (`check_in_date`).
Where an example in quotation marks or a default does not fit what the name suggests, the name is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from orchestrator.catalog.model import Base, SemanticType
from orchestrator.values import fit, normal_form

Schema = Mapping[str, Any]
Members = tuple[tuple[str, tuple[str, ...]], ...]

_MAX_REFS = 20
_JSON_BASES: dict[str, Base] = {"integer": "integer", "number": "number", "boolean": "boolean"}
_FORMAT_BASES: dict[str, Base] = {"date": "date", "time": "time", "date-time": "datetime"}
_FORMATS = {"email": "email", "idn-email": "email", "uri": "uri", "url": "uri", "iri": "uri", "uuid": "uuid", "phone": "phone"}

_DAY = r"(?:y{4,5}|%y)\W?(?:m{2}|%m)\W?(?:d{2}|%d)"
_CLOCK = r"(?:h{2}|%h):(?:m{2}|%m)"
_WRITTEN_MOMENT = re.compile(rf"{_DAY}\W{{0,2}}(?:t|\s)\W{{0,2}}{_CLOCK}", re.IGNORECASE)
_WRITTEN_RANGE = re.compile(rf"{_DAY}\W*\b(?:to|and|until)\b\W*{_DAY}", re.IGNORECASE)
_WRITTEN_DAY = re.compile(r"(?:y{4,5}|%y)([-/.])(?:m{2}|%m)\1(?:d{2}|%d)", re.IGNORECASE)
_WRITTEN_OTHERWISE = re.compile(
    r"(?<![a-z%])(?:(?P<m>m{2}|%m)|(?P<d>d{2}|%d))(?P<sign>[-/.])(?:m{2}|%m|d{2}|%d)(?P=sign)(?:y{4}|%y)", re.IGNORECASE
)
_WRITTEN_PART = re.compile(r"\b(?:y{4}\W?m{2}|m{2}\W?y{4}|d{2}\W?m{2}|m{2}\W?d{2}|[dmy]{6,8})\b|%[ymd]", re.IGNORECASE)
_WRITTEN_CLOCK = re.compile(_CLOCK, re.IGNORECASE)
_QUOTED = re.compile(r"(?<!\w)['\"`‘“]([^'\"`‘’“”]{1,40})['\"`’”](?!\w)")

_SIDES = frozenset("of from to start end in out min max gte lte till until before after since".split())
_HEADS: tuple[tuple[str, Base], ...] = (("date", "date"), ("time", "time"), ("datetime", "datetime"), ("amount", "number"))
_COUNT = re.compile(r"^(?:the )?(?:total )?number of ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What values are possible. Two properties of one name and one shape are one type."""

    base: Base = "string"
    format: str | None = None
    pattern: str | None = None
    values: Members | None = None
    minimum: str | None = None
    maximum: str | None = None

    @property
    def plain(self) -> bool:
        """Whether the base says it all."""
        return self == Shape(self.base)

    def semantic(self) -> SemanticType:
        """The shape as a nameless type, to hold values against."""
        said = dict(self.values) if self.values is not None else None
        return SemanticType(
            name="",
            base=self.base,
            ancestors=("",),
            format=self.format,
            pattern=self.pattern,
            values=said,
            minimum=self.minimum,
            maximum=self.maximum,
        )


def resolved(schema: Any, root: Schema) -> dict[str, Any]:
    """A schema without indirection: references within the document, `allOf`, "or null" and lists of types are gone.

    Of several alternatives the first counts. What is no schema says nothing.
    """
    for _ in range(_MAX_REFS):
        if not isinstance(schema, Mapping):
            return {}
        own = {k: v for k, v in schema.items() if k not in ("$ref", "allOf", "anyOf", "oneOf")}
        if "$ref" in schema:
            schema = {**_target(schema["$ref"], root), **own}
        elif schema.get("allOf"):
            parts = [p for p in schema["allOf"] if isinstance(p, Mapping)]
            schema = {k: v for part in (*parts, own) for k, v in part.items()}
        elif alternatives := [*(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]:
            schema = {**_alternative(alternatives), **own}
        else:
            return {**own, "type": _type_of(own)}
    return {}


def _target(reference: Any, root: Schema) -> dict[str, Any]:
    """What a reference within the document points at; elsewhere is nothing."""
    found: Any = root
    for part in str(reference).removeprefix("#/").split("/") if str(reference).startswith("#/") else ["\0"]:
        key = part.replace("~1", "/").replace("~0", "~")
        found = found.get(key) if isinstance(found, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


def _alternative(alternatives: list[Any]) -> dict[str, Any]:
    """The first alternative that is not null; constants, each with its title, are an enumeration."""
    said = [a for a in alternatives if isinstance(a, Mapping) and a.get("type") != "null"]
    if said and all("const" in a for a in said):
        names = [a.get("title") for a in said]
        return {"enum": [a["const"] for a in said], "enumNames": names}
    return dict(said[0]) if said else {}


def _type_of(schema: Schema) -> str | None:
    """The one JSON type; a schema that says none has that of what else it says."""
    said = schema.get("type")
    if isinstance(said, list):
        said = next((t for t in said if isinstance(t, str) and t != "null"), None)
    if isinstance(said, str):
        return said
    return "object" if "properties" in schema else "array" if "items" in schema else None


def shape_of(name: str, schema: Schema, description: str = "") -> Shape:
    """The shape of the values of a property whose schema is `resolved`; of an array, that of its members."""
    shape = Shape(_JSON_BASES.get(str(schema.get("type")), "string"))
    members = _members(schema)
    if members:
        return _enumeration(shape.base, members)
    if shape.base == "string":
        return _text_shape(name, schema, description)
    if shape.base == "boolean":
        return shape
    low = _bound(schema, "minimum", "exclusiveMinimum", 1)
    high = _bound(schema, "maximum", "exclusiveMaximum", -1)
    ranged = replace(shape, minimum=low, maximum=high)
    empty = low is not None and high is not None and Decimal(low) > Decimal(high)
    return shape if empty else ranged


def _members(schema: Schema) -> Members:
    """The members of an enumeration with their titles as aliases."""
    said = [schema["const"]] if "const" in schema else schema.get("enum")
    if not isinstance(said, list | tuple):
        return ()
    titles = schema.get("enumNames")
    titles = titles if isinstance(titles, list) and len(titles) == len(said) else [None] * len(said)
    pairs = [(as_text(value), title) for value, title in zip(said, titles, strict=True)]
    return tuple(
        (text, (title,) if isinstance(title, str) and title.strip() else ())
        for text, title in pairs
        if isinstance(text, str) and text.strip()
    )


def _enumeration(base: Base, members: Members) -> Shape:
    """The members that are values of the base; where none is, they are texts. True and False alone are a boolean."""
    fitting = [m for m in members if normal_form(base, m[0]) is not None]
    if not fitting:
        base, fitting = "string", list(members)
    if base == "boolean" or {normal_form("boolean", text) for text, _ in fitting} == {"true", "false"}:
        return Shape("boolean")
    kept: dict[str, tuple[str, tuple[str, ...]]] = {}
    for text, aliases in fitting:
        kept.setdefault(str(normal_form(base, text)).casefold(), (text, aliases))
    owners = dict.fromkeys(kept)
    values = []
    for text, aliases in kept.values():
        own = tuple(a for a in aliases if (normal_form(base, a) or a.strip().casefold()) not in owners)
        owners.update(dict.fromkeys((normal_form(base, a) or a.strip().casefold()) for a in own))
        values.append((text, own))
    return Shape(base, values=tuple(values))


def _text_shape(name: str, schema: Schema, description: str) -> Shape:
    said = str(schema.get("format") or "")
    if said in _FORMAT_BASES:
        return Shape(_FORMAT_BASES[said])
    if said in _FORMATS:
        return Shape(format=_FORMATS[said])
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and _compiles(pattern):
        return Shape(pattern=pattern)
    if words_in(name)[-1:] in (["format"], ["pattern"]):
        return Shape()  # a description writes out what it may be
    return Shape(_written_base(description) or _named_base(name, schema, description) or "string")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _written_base(description: str) -> Base | None:
    """The base of a form that a description writes out; a part of a day or a range of days is a text."""
    if _WRITTEN_RANGE.search(description):
        return "string"
    if _WRITTEN_MOMENT.search(description):
        return "datetime"
    if _WRITTEN_DAY.search(description) or day_form(description):
        return "date"
    if _WRITTEN_PART.search(description):
        return "string"
    return "time" if _WRITTEN_CLOCK.search(description) else None


def day_form(description: str) -> str | None:
    """How a description wants a day written where it is not year first: `mdy` or `dmy`.

    Example:
        >>> day_form("The day, formatted as 'MM/DD/YYYY'."), day_form("in the format YYYY-MM-DD")
        ('mdy', None)
    """
    if _WRITTEN_DAY.search(description):
        return None
    found = _WRITTEN_OTHERWISE.search(description)
    if found is None or re.match(rf"\W{{0,2}}\s?{_CLOCK}", description[found.end() :], re.IGNORECASE):
        return None
    return "mdy" if found["m"] else "dmy"


def _named_base(name: str, schema: Schema, description: str) -> Base | None:
    """The base that the head of a name suggests, if no example and no default speaks against it."""
    words = words_in(name)
    base = next((b for head, b in _HEADS if _is_head(head, words)), None)
    if _COUNT.match(description) or words[:2] in (["number", "of"], ["num", "of"]):
        base = "integer"
    if base is None:
        return None
    examples = _QUOTED.findall(description)
    default = as_text(schema.get("default"))
    said = [*examples, *([default] if isinstance(default, str) and any(c.isdigit() for c in default) else [])]
    return base if all(normal_form(base, text) is not None for text in said) else None


def _is_head(head: str, words: list[str]) -> bool:
    """Whether a word is what a name names: `check_in_date`, `date_of_birth`, `start_date.gte`; not `date_range`."""
    if head not in words:
        return False
    place = len(words) - 1 - words[::-1].index(head)
    return place == len(words) - 1 or words[place + 1] in _SIDES


def words_in(name: str) -> list[str]:
    """The words of a name in lower case, whichever way they are joined.

    Example:
        >>> words_in("checkInDate"), words_in("user-id"), words_in("HTTPStatus_2")
        (['check', 'in', 'date'], ['user', 'id'], ['http', 'status', '2'])
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return [w.casefold() for w in re.split(r"[\W_]+", parted) if w]


def _bound(schema: Schema, key: str, exclusive: str, step: int) -> str | None:
    """A bound of a number; one that itself is excluded can be said of integers only."""
    said = schema.get(exclusive)
    if not isinstance(said, bool) and isinstance(said, int | float) and schema.get("type") == "integer":
        return as_number(int(said) + step)
    bound = schema.get(key)
    return as_number(bound) if isinstance(bound, int | float) and not isinstance(bound, bool) else None


def as_number(value: float) -> str | None:
    """A JSON number as plain text."""
    try:
        text = format(Decimal(str(value)), "f")
    except InvalidOperation:
        return None
    return normal_form("number", text)


def as_text(value: Any) -> str | tuple[str, ...] | None:
    """A JSON value as a catalog writes it; None for what is no value, or has parts that are none."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return as_number(value)
        case str():
            return value
        case list() | tuple():
            members = [as_text(member) for member in value]
            return tuple(m for m in members if isinstance(m, str)) if all(isinstance(m, str) for m in members) else None
        case _:
            return None


def default_of(schema: Schema, shape: Shape, *, many: bool) -> str | tuple[str, ...] | None:
    """The default of an input, if it has one that fits: `"dontcare"` for one of `cheap`, `costly` says that none is needed."""
    said = as_text(schema.get("default"))
    if said is None or said == () or (isinstance(said, tuple) and not many):
        return None
    kind = shape.semantic()
    members: Iterable[str] = said if isinstance(said, tuple) else (said,)
    return said if all(fit(kind, m) for m in members) else None
