"""What may pass to which slot: twins, default flow, values of other goals (R3, R4, R6)."""

from collections.abc import Iterable, Mapping
from functools import cache

from .model import Catalog
from .reading import Goal, Slot, Value
from .relevance import Relevance
from .types import Key


class Scope:
    def __init__(
        self, catalog: Catalog, goals: Mapping[int, Goal], settled: frozenset[tuple[int, str]] = frozenset()
    ) -> None:
        self.settled = settled
        self.catalog = catalog
        self.types = catalog.types
        self.goals = goals
        self.relevance = Relevance(catalog)
        self.takes: dict[int, set[int]] = {i: set() for i in goals}
        self.passed = cache(self._passed)
        self.flow_goal = cache(self._flow_goal)
        self._connect()

    # -- slots ---------------------------------------------------------------------------

    def default_fills(self, slot: Slot) -> bool:
        silent = not slot.named and not slot.bound and slot.uses is None
        return slot.input.default is not None and silent

    def is_open(self, slot: Slot) -> bool:
        silent = not slot.named and not slot.bound and slot.uses is None
        return silent and slot.input.default is None

    def ends(self, slot: Slot) -> list[Slot]:
        """Twin slots of the same call (`from`/`to`)."""
        return [
            o
            for o in self.goals[slot.goal].slots
            if o.name != slot.name and self.types.comparable(o.type, slot.type)
        ]

    def same_api(self, index: int) -> list[Goal]:
        api = self.goals[index].api
        others = [g for g in self.goals.values() if g.index != index and g.api is not None]
        return [g for g in others if api is not None and g.api == api]

    def twins(self, slot: Slot) -> list[Slot]:
        """Slots that stand for themselves beside this one: its ends, and other goals' like it."""
        others = [s for g in self.same_api(slot.goal) for s in g.slots]
        return self.ends(slot) + [s for s in others if self.types.comparable(s.type, slot.type)]

    def touches(self, type_: str, slot_type: str) -> bool:
        """Whether a type is a slot's type (or kin to it) or of its entity."""
        types = self.types
        return types.comparable(type_, slot_type) or types.same_entity(type_, slot_type)

    def _beside_open(self, slot: Slot) -> bool:
        """Whether it is open beside an open twin, so that what is another goal's would be a guess."""
        return self.is_open(slot) and any(self.is_open(t) for t in self.twins(slot))

    def unguessed(self, slot: Slot, type_: str) -> bool:
        """False for what would have to be guessed to be for one of two open twins."""
        return not (self.touches(type_, slot.type) and self._beside_open(slot))

    # -- default flow --------------------------------------------------------------------

    def outputs(self, index: int, wanted: str) -> list[tuple[str, str]]:
        """Outputs of a goal's call that may pass by default: no echo, no bare datum."""
        api = self.goals[index].api
        if api is None:
            return []
        filled = {s.type for s in self.goals[index].slots}
        return [
            (name, type_)
            for name, type_ in api.outputs
            if type_ not in filled and self.types.is_a(type_, wanted) and self.types.obtainable(type_)
        ]

    def depends(self, index: int, on: int) -> bool:
        seen, todo = set(), [index]
        while todo:
            for source in self.takes.get(todo.pop(), ()):
                if source == on:
                    return True
                if source not in seen:
                    seen.add(source)
                    todo.append(source)
        return False

    def _may_pass(self, source: int, target: int) -> bool:
        a, b = self.goals[source].api, self.goals[target].api
        same = a is not None and b is not None and a.name == b.name
        return source != target and not same and not self.depends(source, target)

    def _ranked(self, index: int, among: Iterable[int], first: Iterable[int] = ()) -> list[int]:
        """Goals by R3/R4: those named first, then the nearest before, then the nearest after."""
        some = set(among)
        before = sorted((i for i in some if i < index), reverse=True)
        after = sorted(i for i in some if i > index)
        near = before + after
        named = [i for i in first if i in some]
        return named + [i for i in near if i not in named]

    def named_sources(self, index: int) -> list[int]:
        named = {s.uses.source for s in self.goals[index].slots if s.uses is not None}
        named |= {u.source for u in self.goals[index].uses}
        return self._ranked(index, named)

    def _flow_goal(self, index: int, wanted: str) -> int | None:
        fit = [i for i in self.goals if self._may_pass(i, index) and self.outputs(i, wanted)]
        ranked = self._ranked(index, fit, self.named_sources(index))
        return ranked[0] if ranked else None

    def _connect(self) -> None:
        """Who takes whose output: `uses`, then what flows from before, then from after."""
        for goal in self.goals.values():
            self.takes[goal.index] |= {u.source for u in goal.uses}
            for slot in goal.slots:
                if slot.uses is not None:
                    self.takes[goal.index].add(slot.uses.source)
        for before in (True, False):
            for goal in self.goals.values():
                for slot in goal.slots:
                    source = self._takes_by_default(slot)
                    early = source is not None and (
                        source < goal.index or source in self.named_sources(goal.index)
                    )
                    if source is not None and early == before:
                        self.takes[goal.index].add(source)

    def _takes_by_default(self, slot: Slot) -> int | None:
        if not self.is_open(slot) or slot.input.from_user:
            return None
        if (slot.goal, slot.name) in self.settled or not self.unguessed(slot, slot.type):
            return None
        source = self._flow_goal(slot.goal, slot.type)
        if source is None or not self.flowing(slot, source, slot.type):
            return None
        return source

    def flowing(self, slot: Slot | None, source: int, wanted: str) -> list[tuple[str, str]]:
        """Outputs of a goal that reach a slot by default: none that `uses` hands to its twin."""
        handed = {o for t in self.twins(slot) for o in self._handed(t, source)} if slot else set()
        return [(o, t) for o, t in self.outputs(source, wanted) if o not in handed]

    def _handed(self, slot: Slot, source: int) -> set[str]:
        """The outputs of a goal that `uses` may give to a slot."""
        api = self.goals[source].api
        if slot.uses is None or slot.uses.source != source or api is None:
            return set()
        if slot.uses.output is not None:
            return {slot.uses.output}
        fit = {o for o, t in api.outputs if self.types.is_a(t, slot.type)}
        return fit & {slot.name} or fit

    # -- values --------------------------------------------------------------------------

    def is_end(self, value: Value) -> bool:
        """Whether a value stands for one of two ends of a call, and so serves nothing else."""
        slots = self.goals[value.goal].slots
        return any(s.name == value.slot and self.ends(s) for s in slots)

    def _passed(self, index: int) -> tuple[Value, ...]:
        """Values that come from other goals, for each type from one goal only (R3)."""
        own = self.goals[index].values
        sources: dict[str, set[int]] = {}
        for other in self.goals.values():
            if not self._may_pass(other.index, index):
                continue
            for value in other.values:
                blocked = any(self.types.comparable(value.type, o.type) for o in own)
                if not (blocked or self.types.is_bare(value.type) or self.is_end(value)):
                    sources.setdefault(value.type, set()).add(other.index)
        result: list[Value] = []
        for type_, goals in sorted(sources.items()):
            source = self._strong(index, type_)
            if source is None:
                source = self._ranked(index, goals)[0]
            values = self.goals[source].values
            result += [v for v in values if v.type == type_ and not self.is_end(v) and not self._said_of_sibling(index, v)]
        return tuple(result)

    def _said_of_sibling(self, index: int, value: Value) -> bool:
        """Whether the same was given to another goal of the API: it is not for this one, not even by way of a third."""
        return any(value.key == other.key for goal in self.same_api(index) for other in goal.values)

    def _strong(self, index: int, type_: str) -> int | None:
        """The goal whose word on this entity counts for `index`: one `uses` names, else a flow's."""
        for source in self._named_by_r3(index):
            said = any(self.types.same_entity(v.type, type_) for v in self.goals[source].values)
            if said and self._may_pass(source, index):
                return source
        return None

    def _named_by_r3(self, index: int) -> list[int]:
        flows = [self._takes_by_default(s) for s in self.goals[index].slots]
        return self.named_sources(index) + [f for f in flows if f is not None]

    def visible(self, index: int, slot: Slot | None) -> list[Value]:
        """The values on which a slot (or an auto write's input) of a goal may draw."""
        bound = {v.given for v in slot.bound} if slot is not None else set()
        own = [
            v
            for v in self.goals[index].values
            if (slot is not None and v.slot == slot.name) or v.given in bound or not self.is_end(v)
        ]
        if slot is None:
            # What was said for a bare slot by its name is for that slot, not for a write put in.
            own = [v for v in own if v in self.goals[index].by_type or not self.types.is_bare(v.type)]
        passed = () if slot is not None and self._beside_open(slot) else self.passed(index)
        return [*own, *passed]

    # -- questions -----------------------------------------------------------------------

    def question_scope(self, index: int, slot: Slot | None, type_: str) -> Key:
        """Which needs share a question (R6)."""
        if slot is not None and self.ends(slot) and self.touches(type_, slot.type):
            return ("slot", index, slot.name)
        if self.types.is_bare(type_) or self.same_api(index):
            return ("goal", index)
        beside = [g.index for g in self.goals.values() if self.same_api(g.index)]
        asking = [i for i in beside if self._could_ask(i, type_)]
        if asking:
            return ("goal", self._ranked(index, asking, self._named_by_r3(index))[0])
        return ("all",)

    def _could_ask(self, index: int, type_: str) -> bool:
        goal = self.goals[index]
        if any(self.types.is_a(v.type, type_) for v in goal.values + self.passed(index)):
            return False
        slots = [s for s in goal.slots if self.is_open(s)]
        shared = [s for s in slots if not (self.ends(s) and self.touches(type_, s.type))]
        return any(s.type == type_ or self.relevance.leads(type_, s.type) for s in shared)
