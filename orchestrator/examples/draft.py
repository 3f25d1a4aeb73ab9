"""A request being made: its goals with the values said for them, and its words in English.

The words are made from the draft each time. So a value is left out by making the request again without it, and what stays is a
whole sentence: "Create an invoice for a customer" where it was "for Ada Lindqvist".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.examples.phrases import (
    capital,
    edge,
    framed,
    is_directed,
    is_or_are,
    joined,
    label,
    mention,
    nouns,
    wish,
)
from orchestrator.examples.samples import Sample, is_familiar
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said, Value

STYLES = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One goal: its API and what is said for its inputs (or types); a tuple is a list of values."""

    api: str
    said: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """One or two goals. `link` is the input of the second that takes what the first yields; `rows` if that is a list.

    `frame` and `style` choose among the ways to say it.
    """

    parts: tuple[Part, ...]
    frame: int = 0
    style: int = 0
    link: str | None = None
    rows: Rows | None = None

    def without(self, leave: Sequence[tuple[int, str]]) -> Draft:
        """The same with values left out: (index of the goal, input)."""
        parts = tuple(
            replace(part, said={n: v for n, v in part.said.items() if (at, n) not in leave})
            for at, part in enumerate(self.parts)
        )
        return replace(self, parts=parts)

    @property
    def values(self) -> tuple[tuple[int, str], ...]:
        """Everything that is said: (index of the goal, input)."""
        return tuple((at, name) for at, part in enumerate(self.parts) for name in part.said)


def lines_of(draft: Draft, catalog: Catalog) -> tuple[Line, ...]:
    """The draft as the lines that a model should write for it."""
    lines: list[Line] = []
    for at, part in enumerate(draft.parts):
        inputs: dict[str, Value] = {n: None for n, i in catalog.apis[part.api].inputs.items() if i.required}
        for name, samples in part.said.items():
            inputs[name] = _value(name, samples, part.api, catalog)
        if at and draft.link is not None:
            inputs[draft.link] = Ref(1, None, draft.rows)
        lines.append(Line(at + 1, part.api, tuple(inputs.items())))
    return tuple(lines)


def _value(name: str, samples: tuple[Sample, ...], api: str, catalog: Catalog) -> Value:
    declared = catalog.apis[api].inputs.get(name)
    if declared is not None and declared.many:
        return Listed(tuple(Said(s.value) for s in samples))
    return Said(samples[0].value)


def words_of(draft: Draft, catalog: Catalog) -> str:
    """The draft as a request in English."""
    clauses = [_clause(draft, at, catalog) for at in range(len(draft.parts))]
    (first, more), rest = clauses[0], clauses[1:]
    if not rest:
        return " ".join([framed(draft.frame, first), *more])
    second, further = rest[0]
    if draft.link is not None and not more:
        return " ".join([framed(draft.frame, f"{first}, then {second}"), *further])
    opening = "Then" if draft.link is not None else "Also"
    follows = f"{opening} {second}." if opening == "Then" else f"{opening}, {second}."
    return " ".join([framed(draft.frame, first), *more, follows, *further])


def _clause(draft: Draft, at: int, catalog: Catalog) -> tuple[str, tuple[str, ...]]:
    """What a goal is as a wish, and the sentences that come after it."""
    part = draft.parts[at]
    api = catalog.apis[part.api]
    said = wish(part.api, api, catalog)
    if at and draft.link is not None:
        said = _linked(said, draft, catalog)
    open_ones: list[tuple[str, SemanticType, str, bool]] = []
    for name, samples in part.said.items():
        kind = type_of(part.api, name, catalog)
        value = joined([s.said for s in samples])
        put = _in_place(said, part, name, kind, value, samples[0].is_name, catalog)
        if put is not None:
            said = put
        else:
            open_ones.append((name, kind, value, len(samples) > 1))
    return _with_values(said, open_ones, draft.style)


def type_of(api: str, name: str, catalog: Catalog) -> SemanticType:
    """The type of an input of an API; of another name, the type of that name."""
    declared = catalog.apis[api].inputs.get(name)
    return catalog.type(declared.type if declared is not None else name)


def _linked(said: str, draft: Draft, catalog: Catalog) -> str:
    """A wish in which the input that takes an earlier result is "that invoice", or "the first one" of a list."""
    name = draft.link or ""
    part = draft.parts[1]
    kind = type_of(part.api, name, catalog)
    put = "the first one" if draft.rows is not None else f"that {nouns(name, kind)[-1]}"
    found = mention(said, nouns(name, kind), put)
    if found is not None:
        return found
    if is_directed(name):
        return f"{said} {label(name, kind).split()[0]} {put}"
    return f"{said} for the first one of them" if draft.rows is not None else f"{said}, using that {nouns(name, kind)[-1]}"


def _in_place(
    said: str, part: Part, name: str, kind: SemanticType, value: str, is_name: bool, catalog: Catalog
) -> str | None:
    """A wish with a value put where the description speaks of it: "for Ada" for "for a customer"."""
    api = catalog.apis[part.api]
    makes = {catalog.type(o.type).entity for o in api.yields.values()} if api.writes else set()
    if kind.entity in makes and kind.entity is not None:
        return None  # "open an account" makes the account: what is said of it is no account that there is
    if kind.base in ("integer", "number", "boolean") or kind.values is not None:
        return None
    names = nouns(name, kind)
    rivals = [n for n in api.inputs if n != name and {*nouns(n, catalog.type(api.inputs[n].type))} & {*names}]
    if rivals:
        return None
    put = value
    if is_name and kind.entity is not None and kind.base == "string":
        with_sign = any(c.isdigit() for c in value)
        put = f"{names[-1]} {value}" if with_sign else value if is_familiar(names[-1]) else f"the {names[-1]} {value}"
    return mention(said, names, put)


def _with_values(
    said: str, values: Sequence[tuple[str, SemanticType, str, bool]], style: int
) -> tuple[str, tuple[str, ...]]:
    """A wish with the values that have no place in it yet: after it, in brackets, or as sentences of their own."""
    told: list[tuple[str, str, bool]] = []
    for name, kind, value, many in values:
        if (preposition := edge(name, kind)) is not None:
            said = f"{said} {preposition} {value}"
        elif is_directed(name) and style != 2:
            said = f"{said} {label(name, kind)} {value}"
        else:
            told.append((label(name, kind), value, many))
    if not told:
        return said, ()
    match style % STYLES:
        case 0:
            return f"{said} with {joined([f'{name} {value}' for name, value, _ in told])}", ()
        case 1:
            return said, tuple(capital(f"the {n} {'are' if many else is_or_are(n)} {v}.") for n, v, many in told)
        case _:
            return f"{said} ({', '.join(f'{name}: {value}' for name, value, _ in told)})", ()
