"""The cheapest order of calls under `requires` and `ensures`, with auto writes put in (R5, R7)."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from .assembly import Assembly, Call
from .derive import Deriver, Node, Place
from .model import Api, Atom, Literal
from .types import Key

Cost = tuple[int, int]
"""Question cost, then call cost."""


@dataclass(frozen=True, slots=True)
class Found:
    cost: Cost
    inserted: tuple[Key, ...]
    asked: tuple[Key, ...]


@dataclass(slots=True)
class StateSearch:
    assembly: Assembly
    deriver: Deriver
    mute: frozenset[Key] = frozenset()
    optional: dict[Key, Call] = field(default_factory=dict)
    asks: dict[Key, set[int]] = field(default_factory=dict)

    def cheapest(self) -> Found | None:
        """What must be added to the assembly's own calls, at least cost; None if nothing helps."""
        self._add_autos()
        start = self._close(frozenset(), self._initial())
        queue: list[tuple[Cost, int, frozenset[Key], frozenset[Atom], tuple[Key, ...]]] = []
        tick = count()
        heapq.heappush(queue, ((0, 0), next(tick), start, self._initial(), ()))
        seen = set()
        needed = set(self.assembly.calls)
        while queue:
            cost, _, done, atoms, path = heapq.heappop(queue)
            if (done, atoms) in seen:
                continue
            seen.add((done, atoms))
            if needed <= done:
                return Found(cost, path, tuple(sorted((k for k in done if k[0] == "ask"), key=repr)))
            for call in self._enabled(done, atoms):
                extra, after = self._price(call, done)
                state = self._apply(call, atoms)
                closed = self._close(after, state)
                if (closed, state) not in seen:
                    more = path if call.id in needed - done else (*path, call.id)
                    total = (cost[0] + extra[0], cost[1] + extra[1])
                    heapq.heappush(queue, (total, next(tick), closed, state, more))
        return None

    def _initial(self) -> frozenset[Atom]:
        return self.deriver.catalog.state

    # -- steps ---------------------------------------------------------------------------

    def _all(self) -> Iterator[Call]:
        yield from self.assembly.calls.values()
        yield from (c for k, c in self.optional.items() if k not in self.assembly.calls)

    def _ready(self, call: Call, done: frozenset[Key]) -> bool:
        made = (key for key in call.args.values() if key[0] in ("goal", "read", "auto"))
        return all(key[:-1] in done for key in made)

    def _holds(self, call: Call, atoms: frozenset[Atom]) -> bool:
        for literal in call.api.requires:
            atom = call.atom(literal)
            if atom is not None and (atom in atoms) != literal.positive:
                return False
        return True

    def _apply(self, call: Call, atoms: frozenset[Atom]) -> frozenset[Atom]:
        if call.id in self.mute:
            return atoms
        # Deleting goes first, so that a call may both take back and bring about.
        for positive in (False, True):
            for literal in call.api.ensures:
                atom = call.atom(literal)
                if atom is None or literal.positive != positive:
                    continue
                atoms = atoms | {atom} if positive else atoms - {atom}
        return atoms

    def _close(self, done: frozenset[Key], atoms: frozenset[Atom]) -> frozenset[Key]:
        """Make every needed read that can be made: it changes nothing and is paid for anyway."""
        grown = True
        while grown:
            grown = False
            for call in self.assembly.calls.values():
                if call.api.write or call.id in done:
                    continue
                if self._ready(call, done) and self._holds(call, atoms):
                    done, grown = done | {call.id}, True
        return done

    def _enabled(self, done: frozenset[Key], atoms: frozenset[Atom]) -> Iterator[Call]:
        for call in self._all():
            again = call.id in done
            if again and (call.id[0] != "auto" or self._apply(call, atoms) == atoms):
                continue
            if self._ready(call, done) and self._holds(call, atoms):
                yield call

    def _price(self, call: Call, done: frozenset[Key]) -> tuple[Cost, frozenset[Key]]:
        own = call.id in self.assembly.calls and call.id not in done
        questions = 0
        after = done | {call.id}
        for key in call.args.values():
            if key[0] == "ask" and key not in self.assembly.asks and key not in done:
                questions += self.deriver.types.question_cost(key[2])
                after |= {key}
        return (questions, 0 if own else call.api.cost), after

    # -- auto writes ---------------------------------------------------------------------

    def _add_autos(self) -> None:
        """Every auto write (and lookups for its inputs) that some `requires` may need."""
        todo = list(self.assembly.calls.values())
        while todo:
            call = todo.pop()
            for literal in call.api.requires:
                atom = call.atom(literal)
                if atom is None:
                    continue
                for api in self.deriver.catalog.autos:
                    for effect in api.ensures:
                        todo += self._instances(call, literal, atom, api, effect)

    def _instances(self, call: Call, literal: Literal, atom: Atom, api: Api, effect: Literal) -> list[Call]:
        if (effect.positive, effect.name) != (literal.positive, atom[0]):
            return []
        if len(effect.args) != len(atom[1]):
            return []
        fixed = self._unify(api, effect, atom)
        if fixed is None:
            return []
        added = []
        bound = tuple((n, node.key) for n, node in sorted(fixed.items()))
        for way in sorted(call.ways):
            auto: Key = (api.name, bound) if bound else (api.name,)
            place = Place(way, auto=auto)
            for args in self.deriver.arguments(api, place, fixed):
                added += self._register(api, args, way)
        return added

    def _unify(self, api: Api, effect: Literal, atom: Atom) -> dict[str, Node] | None:
        fixed: dict[str, Node] = {}
        for name, key in zip(effect.args, atom[1], strict=True):
            item = api.input(name)
            if item is None:
                # It speaks of the write's own new output, which only that very call yields.
                return None
            types = self.assembly.types_of.get(key, set())
            fit = [t for t in sorted(types) if self.deriver.types.is_a(t, item.type)]
            if not fit or (name in fixed and fixed[name].key != key):
                return None
            fixed[name] = Node("fixed", key, fit[0])
        return fixed

    def _register(self, api: Api, args: tuple[tuple[str, Node], ...], way: int) -> list[Call]:
        """Add one auto call and the lookups behind it; what is new is returned."""
        scratch = Assembly(self.assembly.catalog, self.assembly.goals, self.assembly.choice)
        keys = {name: scratch.resolve(node, way) for name, node in args}
        id_: Key = ("auto", api.name, tuple(keys.items()))
        scratch.calls[id_] = Call(id_, api, keys, ways={way})
        for key, types in scratch.types_of.items():
            self.assembly.types_of.setdefault(key, set()).update(types)
        for key in scratch.asks:
            self.asks.setdefault(key, set()).add(way)
        added = []
        for call in scratch.calls.values():
            known = self.optional.get(call.id) or self.assembly.calls.get(call.id)
            if known is not None and way in known.ways:
                continue
            if call.api.write and call.id[0] == "goal":
                continue
            if known is not None:
                known.ways.add(way)
            else:
                self.optional[call.id] = call
            added.append(call)
        return added
