"""One reading of the facts: slots (R1), given values (R2), and which twin slot a value is for (R3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product

from .facts import Facts, Given, Uses
from .model import Api, Catalog, Input
from .relevance import Relevance
from .types import Key


class ConflictError(Exception):
    """The facts contradict each other or the catalog (R2)."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value the user gave, with the type it stands for; `slot` where it was given by name."""

    key: Key
    type: str
    given: int
    goal: int
    slot: str | None = None
    reference: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    goal: int
    input: Input
    named: tuple[Value, ...] = ()
    bound: tuple[Value, ...] = ()
    uses: Uses | None = None

    @property
    def name(self) -> str:
        return self.input.name

    @property
    def type(self) -> str:
        return self.input.type


@dataclass(frozen=True, slots=True)
class Goal:
    index: int
    api: Api | None
    want: str | None
    slots: tuple[Slot, ...]
    by_type: tuple[Value, ...]
    uses: tuple[Uses, ...] = ()
    """What a want draws on as if it had been given."""
    unknown: frozenset[str] = frozenset()
    """Inputs and types that the user does not know for it."""

    def slot(self, name: str) -> Slot | None:
        return next((s for s in self.slots if s.name == name), None)

    @property
    def values(self) -> tuple[Value, ...]:
        return tuple(v for s in self.slots for v in s.named) + self.by_type


@dataclass(frozen=True, slots=True)
class Draft:
    """A goal whose by-type values may still be for either of two twin slots."""

    goal: Goal
    choices: tuple[dict[int, str | None], ...]


class Reader:
    def __init__(self, catalog: Catalog, facts: Facts) -> None:
        self.catalog = catalog
        self.types = catalog.types
        self.facts = facts
        self.relevance = Relevance(catalog)

    def situations(self, reading: Mapping[int, str]) -> Iterator[dict[int, Goal]]:
        """Every way to tell which twin slot a by-type value is for; raises ConflictError."""
        drafts = [self._draft(i, self.catalog.apis[a], None) for i, a in reading.items()]
        drafts += [self._draft(i, None, t) for i, t in self.facts.wants.items()]
        drafts.sort(key=lambda d: d.goal.index)
        for combo in product(*(d.choices for d in drafts)):
            chosen = zip(drafts, combo, strict=True)
            yield {d.goal.index: self._bind(d.goal, choice) for d, choice in chosen}

    def _draft(self, index: int, api: Api | None, want: str | None) -> Draft:
        named: dict[str, list[Given]] = {}
        by_type: list[Value] = []
        for fact in self.facts.given:
            if fact.goal != index:
                continue
            if api is not None and api.input(fact.name) is not None:
                named.setdefault(fact.name, []).append(fact)
            else:
                by_type.append(self._by_type(fact, api, want))
        unique = {(v.key, v.type): v for v in reversed(by_type)}
        by_type = sorted(unique.values(), key=lambda v: v.given)
        slots = self._slots(index, api, named, by_type) if api else ()
        used = () if api else self._used_by_want(index)
        unknown = frozenset(name for g, name in self.facts.unknown if g == index)
        goal = Goal(index, api, want, slots, tuple(by_type), used, unknown)
        self._check_extra(goal)
        return Draft(goal, self._choices(goal))

    def _used_by_want(self, index: int) -> tuple[Uses, ...]:
        used = tuple(u for u in self.facts.uses if u.goal == index)
        for one in used:
            if one.name not in self.types.names:
                raise ConflictError(f"goal {index}: {one.name} is no type")
        return used

    # -- slots ---------------------------------------------------------------------------

    def _slots(
        self, index: int, api: Api, named: Mapping[str, list[Given]], by_type: list[Value]
    ) -> tuple[Slot, ...]:
        uses = {u.name: u for u in self.facts.uses if u.goal == index}
        for name in uses:
            if api.input(name) is None:
                raise ConflictError(f"goal {index}: {name} is no input of {api.name}")
        for name in named:
            if name in uses:
                raise ConflictError(f"goal {index}: {name} is both given and used")
        extra = self._optional_by_type(api, {*named, *uses}, by_type)
        slots = []
        for item in api.inputs:
            wanted = item.required or item.default is not None
            if wanted or item.name in named or item.name in uses or item.name in extra:
                values = self._named(index, item, named.get(item.name, []))
                slots.append(Slot(index, item, values, (), uses.get(item.name)))
        return tuple(slots)

    def _named(self, index: int, item: Input, facts: list[Given]) -> tuple[Value, ...]:
        if not facts:
            return ()
        if len({self.types.value_key(item.type, f.text) for f in facts}) > 1:
            raise ConflictError(f"goal {index}: two different values for {item.name}")
        fact = facts[0]
        fits = self.types.fits(item.type, fact.text)
        opaque = self.types.never_asked(item.type) and not self.types.has_pattern(item.type)
        if (not fits or opaque) and (kinds := self._reference_types(item, fact.text)):
            return tuple(
                Value(self.types.value_key(t, fact.text), t, fact.id, index, item.name, True) for t in kinds
            )
        if not fits:
            raise ConflictError(f"goal {index}: {fact.text!r} does not fit {item.name}")
        key = self.types.value_key(item.type, fact.text)
        return (Value(key, item.type, fact.id, index, item.name),)

    def _reference_types(self, item: Input, text: str) -> list[str]:
        """The narrowest askable types of the same entity that lead to the slot (R2)."""
        types = self.types
        if item.from_user:
            return []
        found = [
            t
            for t in sorted(types.names)
            if types.same_entity(t, item.type)
            and not types.is_a(t, item.type)
            and not types.never_asked(t)
            and types.fits(t, text)
            and self.relevance.leads(t, item.type)
        ]
        narrow = [t for t in found if not any(o != t and types.is_a(o, t) for o in found)]
        return [t for t in narrow if types.narrowed(t)] or narrow

    def _optional_by_type(self, api: Api, taken: set[str], by_type: list[Value]) -> frozenset[str]:
        """Optional inputs that a value given by type fits, if exactly one (R1)."""
        found = set()
        for value in by_type:
            if any(self._could_take(i, value) for i in api.inputs if i.required and i.name not in taken):
                continue
            optional = [i for i in api.inputs if not i.required and i.default is None and i.name not in taken]
            direct = [i for i in optional if self.types.is_a(value.type, i.type)]
            fitting = direct or [i for i in optional if self._could_take(i, value)]
            if len(fitting) == 1:
                found.add(fitting[0].name)
        return frozenset(found)

    # -- values given by type ------------------------------------------------------------

    def _by_type(self, fact: Given, api: Api | None, want: str | None) -> Value:
        if fact.name not in self.types.names:
            if self.catalog.knows(fact.name):
                raise ConflictError(f"goal {fact.goal}: {fact.name} is neither input nor type here")
            raise ValueError(f"the catalog does not know {fact.name!r}")
        if not self.relevance.fits_somewhere(fact.name, api, want):
            raise ConflictError(f"goal {fact.goal}: nothing here takes a {fact.name}")
        if not self.types.fits(fact.name, fact.text):
            raise ConflictError(f"goal {fact.goal}: {fact.text!r} is no {fact.name}")
        key = self.types.value_key(fact.name, fact.text)
        return Value(key, fact.name, fact.id, fact.goal)

    def _could_take(self, item: Input, value: Value) -> bool:
        """Whether a by-type value binds this input: it fits, or a lookup from it may."""
        types = self.types
        if types.is_a(value.type, item.type):
            return True
        if item.from_user or not types.same_entity(value.type, item.type):
            return False
        return self.relevance.leads(value.type, item.type)

    def _takers(self, goal: Goal, value: Value) -> list[Slot]:
        free = [s for s in goal.slots if not s.named and s.uses is None]
        return [s for s in free if self._could_take(s.input, value)]

    def twins(self, a: Slot, b: Slot) -> bool:
        return a.name != b.name and self.types.comparable(a.type, b.type)

    def _check_extra(self, goal: Goal) -> None:
        """By-type values that contradict what their only possible slot already has."""
        for value in goal.by_type:
            if self._takers(goal, value):
                continue
            for slot in goal.slots:
                if slot.uses is not None and self.types.is_a(value.type, slot.type):
                    raise ConflictError(f"goal {goal.index}: {slot.name} is both given and used")
                for named in slot.named:
                    rival = self.types.comparable(named.type, value.type)
                    if rival and named.key != value.key:
                        raise ConflictError(f"goal {goal.index}: two different values for {slot.name}")
        for a, b in combinations(goal.by_type, 2):
            if not self.types.comparable(a.type, b.type) or a.key == b.key:
                continue
            taken = self._takers(goal, a) or self._takers(goal, b)
            if not taken and not self.relevance.twin_inputs(a.type, b.type, goal.api, goal.want):
                raise ConflictError(f"goal {goal.index}: two different values of {a.type}")

    def _choices(self, goal: Goal) -> tuple[dict[int, str | None], ...]:
        """Injective ways to put each by-type value that twins could take into one of them."""
        options: list[list[tuple[int, str | None]]] = []
        for value in goal.by_type:
            takers = self._takers(goal, value)
            twin = [s for s in takers if any(self.twins(s, o) for o in goal.slots)]
            names: list[str | None] = [s.name for s in twin]
            options.append([(value.given, n) for n in names] or [(value.given, None)])
        choices = []
        for combo in product(*options):
            taken = [n for _, n in combo if n is not None]
            if len(taken) == len(set(taken)):
                choices.append(dict(combo))
        free = {n for o in options for _, n in o if n is not None}
        if not choices and len(free) == 1:
            # One end is left: a name and an e-mail may both be its own (_doubly_bound tells).
            choices = [dict(c) for c in product(*options)]
        # A value for which no twin is left contradicts the others.
        if not choices:
            raise ConflictError(f"goal {goal.index}: more values than slots to take them")
        bound = [self._bind(goal, c) for c in choices]
        if all(self._doubly_bound(g) for g in bound):
            raise ConflictError(f"goal {goal.index}: two different values for one slot")
        kept = [c for c, g in zip(choices, bound, strict=True) if not self._doubly_bound(g)]
        return tuple(kept)

    def _doubly_bound(self, goal: Goal) -> bool:
        return any(
            self.types.comparable(a.type, b.type) and a.key != b.key
            for slot in goal.slots
            for a, b in combinations(slot.bound, 2)
        )

    def _bind(self, goal: Goal, choice: Mapping[int, str | None]) -> Goal:
        slots = []
        for slot in goal.slots:
            bound = []
            for value in goal.by_type:
                if slot.name not in {s.name for s in self._takers(goal, value)}:
                    continue
                twin = any(self.twins(slot, o) for o in goal.slots)
                if not twin or choice[value.given] == slot.name:
                    bound.append(value)
            slots.append(replace(slot, bound=tuple(bound)))
        by_type = tuple(replace(v, slot=choice[v.given]) if choice.get(v.given) else v for v in goal.by_type)
        return replace(goal, slots=tuple(slots), by_type=by_type)
