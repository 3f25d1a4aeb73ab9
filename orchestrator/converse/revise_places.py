"""The places of facts where a value may stand: the inputs of goals, and the types by which something is said of them (R2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from orchestrator.catalog import Catalog, Input, SemanticType
from orchestrator.facts import Facts, Given, Uses
from orchestrator.translate.complete import on_the_way
from orchestrator.translate.flags import is_flag
from orchestrator.translate.lines import Line, Listed, Ref, Said, Value
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.reach import has_form, is_name, references, ways_to
from orchestrator.translate.synonyms import alike
from orchestrator.translate.words import is_stop, name_words, stem
from orchestrator.values import fit, member

Role = Literal["form", "name", "text", "flag"]
GENERIC = frozenset(map(stem, "id name text number date day count value kind type words string integer boolean list".split()))
_LONG = 5
_PREPOSITIONS = frozenset("in at for from to with by on under into near of about whom".split())
_ARTICLES = frozenset("the a an my our your which what one another other".split())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value may stand for a goal, and what stands there now.

    `called` are the stems of its name, `own` those of all words that it is called by, `more` those of what is said of it, `led` the
    prepositions before it.
    `order` is how near it is: what is said already, an open slot, one that need not be filled, a datum on the way.
    """

    goal: int
    api: str
    name: str
    kind: SemanticType
    fits: tuple[SemanticType, ...]
    role: Role
    own: frozenset[str]
    more: frozenset[str]
    led: frozenset[str]
    called: frozenset[str]
    many: bool = False
    required: bool = False
    way: bool = False
    given: Given | None = None
    uses: Uses | None = None
    default: str | tuple[str, ...] | None = None
    description: str | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """The values that stand there: what was given, else the default."""
        value = self.given.value if self.given is not None else self.default if self.uses is None else None
        return (value,) if isinstance(value, str) else value or ()

    @property
    def order(self) -> int:
        """Where a value goes first if nothing says where it belongs."""
        if self.given is not None:
            return 0
        if self.way:
            return 4
        return 3 if self.uses is not None else 1 if self.required else 2

    def named(self, stems: Iterable[str]) -> int:
        """How much words say that this place is meant: its own words count twice."""
        return sum(2 if says(self.own, s) else 1 if says(self.more, s) else 0 for s in set(stems))

    def is_called(self, stems: Iterable[str]) -> bool:
        """Whether every word of its name is said."""
        said = set(stems)
        return all(any(says(frozenset([own]), s) for s in said) for own in self.called)

    def values(self, mentions: Mentions) -> Iterator[tuple[SemanticType, str, tuple[int, int], bool]]:
        """What the words mention that fits here: of which type, its value, its span, and whether its form tells it."""
        for kind in self.fits:
            for said in mentions.of(kind):
                yield kind, said.value, said.span, not said.quoted or has_form(kind) or kind.values is not None

    def same(self, one: str, other: str) -> bool:
        """Whether two texts are the same value here."""
        return any(_normal(k, one) == _normal(k, other) is not None for k in self.fits) or one.casefold() == other.casefold()

    def given_name(self, value: str, catalog: Catalog) -> str:
        """The name by which a new value is given: the one it had, if it still fits, else that of the input."""
        if self.given is not None and self.given.name != self.name:
            kind = catalog.semantic_types.get(self.given.name)
            if kind is not None and fit(kind, value):
                return self.given.name
        return self.name


def says(stems: frozenset[str], said: str) -> bool:
    """Whether a stem is one of these, or means nearly the same as one."""
    return said in stems or any(alike(s, said) or _begins(s, said) for s in stems)


def _begins(one: str, other: str) -> bool:
    """Whether two stems are of one word: "arrive" and "arrival"."""
    return min(len(one), len(other)) >= _LONG and (one.startswith(other) or other.startswith(one))


def _normal(kind: SemanticType, text: str) -> str | None:
    return fit(kind, member(kind, text) or text).normal


def stems_of(*texts: str) -> frozenset[str]:
    """The stems of the words of content in texts or names."""
    return frozenset(stem(w) for text in texts for w in name_words(text) if not is_stop(w))


def places_of(facts: Facts, catalog: Catalog) -> tuple[Place, ...]:
    """Every place where a value may stand, goal by goal: inputs, then types that were given, then data on the way."""
    found: list[Place] = []
    for goal in facts.goals:
        found.extend(_of_goal(goal.goal, goal.api, facts, catalog))
    for want in facts.wants:
        found.extend(_of_want(want.goal, want.type, facts, catalog))
    open_goals = dict.fromkeys(m.goal for m in facts.maybes)
    for number in open_goals:
        seen: set[str] = set()
        for maybe in (m for m in facts.maybes if m.goal == number):
            new = [p for p in _of_goal(number, maybe.api, facts, catalog) if p.name not in seen]
            seen |= {p.name for p in new}
            found.extend(new)
    return tuple(found)


def _of_goal(number: int, api: str, facts: Facts, catalog: Catalog) -> Iterator[Place]:
    declared = catalog.apis[api].inputs
    givens = {g.name: g for g in facts.givens if g.goal == number}
    uses = {u.input: u for u in facts.uses if u.goal == number}
    served: set[str] = set()
    for name, wanted in declared.items():
        given = givens.get(name)
        if given is None and name not in uses:
            kinds = [k for k in givens if k not in declared and k not in served and _serves(k, wanted, catalog)]
            given = givens[kinds[0]] if kinds else None
            served |= set(kinds[:1])
        place = _place(number, api, name, wanted, catalog, catalog.apis[api].description)
        yield from _filled(place, given, uses.get(name))
    for name, given in givens.items():
        if name not in declared and name not in served and name in catalog.semantic_types:
            yield from _filled(_place(number, api, name, Input(type=name, required=False), catalog, ""), given, None)
    said = {*givens, *(d.type for n, d in declared.items())}
    line = Line(number, api, tuple((n, _written(givens.get(n), uses.get(n))) for n in declared))
    for kind in dict.fromkeys(on_the_way(line, catalog)):
        if kind not in said and not any(kind == r.name for d in declared.values() for r in references(catalog, d.type)):
            yield from _filled(_place(number, api, kind, Input(type=kind, required=False), catalog, "", way=True), None, None)


def _written(given: Given | None, uses: Uses | None) -> Value:
    """A fact as a line has it: enough to know which inputs are open."""
    if given is not None:
        return Said(given.value) if isinstance(given.value, str) else Listed(tuple(map(Said, given.value)))
    return Ref(uses.source, uses.output) if uses is not None else None


def _of_want(number: int, wanted: str, facts: Facts, catalog: Catalog) -> Iterator[Place]:
    givens = {g.name: g for g in facts.givens if g.goal == number}
    for name, given in givens.items():
        if name in catalog.semantic_types:
            yield from _filled(_place(number, wanted, name, Input(type=name), catalog, ""), given, None)
    on_way = dict.fromkeys(i.type for _, api in ways_to(catalog, wanted) for i in api.inputs.values())
    for kind in on_way:
        if kind not in givens:
            yield from _filled(_place(number, wanted, kind, Input(type=kind), catalog, "", way=True), None, None)


def _serves(given: str, wanted: Input, catalog: Catalog) -> bool:
    """Whether what was given by type is for an input: of its type or a supertype of it, or a reference of the same entity (R2)."""
    kind = catalog.semantic_types.get(given)
    slot = catalog.type(wanted.type)
    if kind is None:
        return False
    related = slot.name in kind.ancestors or kind.name in slot.ancestors
    return related or (kind.entity is not None and kind.entity == slot.entity)


def _filled(place: Place | None, given: Given | None, uses: Uses | None) -> Iterator[Place]:
    """A place with what stands there, if it is one."""
    if place is not None:
        yield replace(place, given=given, uses=uses)


def _place(number: int, api: str, name: str, wanted: Input, catalog: Catalog, does: str, *, way: bool = False) -> Place | None:
    kind = catalog.type(wanted.type)
    fits = ((kind,) if kind.askable or kind.pattern is not None else ()) + references(catalog, kind.name)
    if not fits:
        return None
    declared = [k for k in (kind, *fits) if k.name in catalog.types]
    by_type = stems_of(*(k.name for k in declared), *(k.entity or "" for k in declared))
    by_name = stems_of(name) | ({stem(name)} if not way else set())
    own = by_name | (by_type - GENERIC)
    about = [kind.question if kind.values is None else None, kind.description, wanted.description]
    about += [k.question for k in fits if k.values is None]
    more = (stems_of(*(t for t in about if t)) | by_type) - own
    led = frozenset(_led_by(name, own, [does, wanted.description or "", *(k.question or "" for k in fits)]))
    flag = is_flag(catalog, kind.name)
    form = kind.values is not None or any(has_form(k) for k in fits)
    named = any(k.entity is not None and is_name(catalog, k.name) for k in fits)
    role: Role = "flag" if flag else "name" if named else "form" if form else "text"
    return Place(
        number, api, name, kind, fits, role, own, more, led, stems_of(name) or own,
        many=wanted.many, required=wanted.required and wanted.default is None, way=way,
        default=wanted.default, description=wanted.description,
    )  # fmt: skip


def _led_by(name: str, own: frozenset[str], texts: Iterable[str]) -> Iterator[str]:
    """The prepositions that the catalog puts before an input: in what its API does, in its question, in its name."""
    yield from (w for w in name_words(name)[:1] if w in _PREPOSITIONS)
    for text in texts:
        words = [w for w in re.findall(r"[^\W_]+", text.casefold()) if w not in _ARTICLES]
        yield from (a for a, b in pairwise(words) if a in _PREPOSITIONS and stem(b) in own)
        yield from (w for w in words[:1] if w in _PREPOSITIONS and text.endswith("?"))
