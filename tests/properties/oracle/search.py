"""The best plan of one situation: every combination of sources, cheapest first (R9)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .assembly import Assembly, CircularError
from .derive import Deriver, Node, is_own
from .model import Catalog
from .reading import Goal, Slot
from .scope import Scope
from .state import Cost, StateSearch
from .types import Key

Unit = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Plan:
    cost: Cost
    asks: tuple[tuple[str, frozenset[int]], ...]
    calls: tuple[tuple[str, int], ...]
    bindings: Mapping[Unit, Key]
    signature: frozenset[Key]


@dataclass(slots=True)
class Search:
    catalog: Catalog
    goals: Mapping[int, Goal]
    best: Plan | None = None
    scope: Scope = field(init=False)
    deriver: Deriver = field(init=False)
    units: list[tuple[Unit, Slot | None, list[Node]]] = field(init=False)

    def __post_init__(self) -> None:
        alone = (Deriver(Scope(self.catalog, {g.index: g})) for g in self.goals.values())
        settled = frozenset(s for deriver in alone for s in deriver.settled())
        self.scope = Scope(self.catalog, self.goals, settled)
        self.deriver = Deriver(self.scope)
        self.units = []
        for goal in self.goals.values():
            if goal.want is not None:
                nodes = self.deriver.want_sources(goal)
                self.units.append(((goal.index, ""), None, self._usable(nodes)))
            for slot in goal.slots:
                nodes = self.deriver.slot_sources(slot)
                self.units.append(((goal.index, slot.name), slot, self._usable(nodes)))

    def _usable(self, nodes: list[Node]) -> list[Node]:
        return sorted(nodes, key=lambda n: self._price({n.key: n}))

    def run(self) -> Plan | None:
        writes = [g.api for g in self.goals.values() if g.api is not None and g.api.write]
        self._extend(0, {}, (), sum(a.cost for a in writes))
        return self.best

    # -- bounds --------------------------------------------------------------------------

    def _price(self, nodes: Mapping[Key, Node]) -> Cost:
        """A lower bound: distinct questions, and lookups that cannot turn out to be a goal's."""
        asks: set[Key] = set()
        calls: set[Key] = set()
        for root in nodes.values():
            for node in root.walk():
                if node.kind == "ask":
                    asks.add(node.key)
                elif node.kind in ("read", "auto") and not self._unsettled(node):
                    calls.add(node.key[:-1])
        questions = sum(self.catalog.types.question_cost(k[2]) for k in asks)
        return questions, sum(self.catalog.apis[k[1]].cost for k in calls)

    @staticmethod
    def _unsettled(node: Node) -> bool:
        return any(n.kind == "goal" for n in node.walk())

    def _extend(self, at: int, chosen: dict[Unit, Node], roots: tuple[Node, ...], base: int) -> None:
        bound = self._price({n.key: n for n in roots})
        if self.best is not None and (bound[0], bound[1] + base) >= self.best.cost:
            return
        if at == len(self.units):
            self._finish(chosen)
            return
        unit, slot, nodes = self.units[at]
        for node in nodes:
            after = {**chosen, unit: node}
            if slot is None or self._fits_beside(slot, node, after):
                self._extend(at + 1, after, (*roots, node), base)

    # -- rules between slots ---------------------------------------------------------------

    def _fits_beside(self, slot: Slot, node: Node, chosen: Mapping[Unit, Node]) -> bool:
        for other in self.goals[slot.goal].slots:
            if other.name == slot.name or (other.goal, other.name) not in chosen:
                continue
            there = chosen[other.goal, other.name]
            if not (self._starts(slot, node, other, there) and self._starts(other, there, slot, node)):
                return False
        return True

    def _starts(self, slot: Slot, node: Node, other: Slot, there: Node) -> bool:
        """R3: what fills another slot starts a lookup here only within its entity, or by `via`."""
        if slot.uses is not None:
            return True
        types = self.catalog.types
        home = {types.entity(node.type), types.entity(slot.type)} | slot.input.via
        filling = {types.entity(there.type), types.entity(other.type)}
        inside = {(n.key, types.entity(n.type)) for n in there.walk()}
        root = (there.key, types.entity(there.type))
        for start in node.below():
            entity = types.entity(start.type)
            if entity is None or entity in home:
                continue
            seen = (start.key, entity)
            if seen == root or (seen in inside and entity in filling):
                return False
        return True

    def _said(self, slot: Slot) -> bool:
        said = slot.named or slot.bound or slot.uses is not None
        return bool(said) or self.scope.default_fills(slot)

    def _true_of_oneself(self, chosen: Mapping[Unit, Node], *slots: Slot) -> bool:
        return any(is_own(chosen[s.goal, s.name]) for s in slots)

    def _shared(self, assembly: Assembly, chosen: Mapping[Unit, Node]) -> bool:
        """R3: whether two slots that stand for themselves take the same datum, unsaid."""
        for goal in self.goals.values():
            for slot in goal.slots:
                for twin in self.scope.twins(slot):
                    one = assembly.sources[slot.goal, slot.name]
                    if one != assembly.sources[twin.goal, twin.name]:
                        continue
                    common = self._of_auto(one) or self._true_of_oneself(chosen, slot, twin)
                    if twin.goal != slot.goal and common:
                        continue
                    if not (self._said(slot) and self._said(twin)):
                        return True
        return False

    def _of_auto(self, key: Key) -> bool:
        if key[0] == "goal":
            api = self.goals[key[1]].api
            return api is not None and api.auto
        return bool(key[0] == "auto")

    def _idle_loan(self, assembly: Assembly, chosen: Mapping[Unit, Node]) -> bool:
        """Whether an answer is taken by a supertype only, though nobody is asked for it."""
        nodes = [n for root in chosen.values() for n in root.walk()]
        lent = {n.key for n in nodes if n.kind == "ask" and n.borrowed}
        asked = {n.key for n in nodes if n.kind == "ask" and not n.borrowed}
        return not lent <= asked

    # -- complete combinations -------------------------------------------------------------

    def _finish(self, chosen: dict[Unit, Node]) -> None:
        try:
            assembly = Assembly(self.catalog, self.goals, chosen).build()
        except CircularError:
            return
        if self._idle_loan(assembly, chosen) or self._shared(assembly, chosen):
            return
        cost = self._cost(assembly)
        if self.best is not None and cost >= self.best.cost:
            return
        free = {
            assembly.resolve(n, u[0])[:-1]
            for u, root in chosen.items()
            for n in root.walk()
            if n.kind == "auto" and n.for_state
        }
        if free and StateSearch(assembly, self.deriver, frozenset(free)).cheapest() is not None:
            # The auto write is not needed for state, so it is not called for its output.
            return
        state = StateSearch(assembly, self.deriver)
        found = state.cheapest()
        if found is None:
            return
        total = (cost[0] + found.cost[0], cost[1] + found.cost[1])
        if self.best is None or total < self.best.cost:
            self.best = self._plan(total, assembly, state, found.inserted, found.asked)

    def _cost(self, assembly: Assembly) -> Cost:
        questions = sum(self.catalog.types.question_cost(k[2]) for k in assembly.asks)
        return questions, sum(c.api.cost for c in assembly.calls.values())

    @staticmethod
    def _signature(assembly: Assembly) -> frozenset[Key]:
        """What is done, with every call told by its API and arguments."""
        calls = assembly.calls.values()
        return frozenset((c.id, c.api.name, tuple(c.args.items())) for c in calls)

    def _plan(
        self,
        cost: Cost,
        assembly: Assembly,
        state: StateSearch,
        inserted: tuple[Key, ...],
        asked: tuple[Key, ...],
    ) -> Plan:
        asks = {k: set(g) for k, g in assembly.asks.items()}
        for key in asked:
            asks.setdefault(key, set()).update(state.asks.get(key, set()))
        calls = Counter(c.api.name for c in assembly.calls.values())
        calls.update(k[1] for k in inserted)
        listed = sorted(((k[2], frozenset(g)) for k, g in asks.items()), key=repr)
        return Plan(
            cost,
            tuple(listed),
            tuple(sorted(calls.items())),
            dict(assembly.sources),
            self._signature(assembly) | frozenset(inserted) | frozenset(asks),
        )
