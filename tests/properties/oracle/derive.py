"""Every admissible source of a slot or want, as a derivation tree (R4, R5, R6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from .facts import Uses
from .model import Api, Input
from .reading import Goal, Slot, Value
from .scope import Scope
from .types import Key


class AmbiguousUseError(Exception):
    """Several outputs fit what `uses` says and none has the input's name (R4)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A datum with the data it was made from. `kind` is value, default, ask, goal, read or auto."""

    kind: str
    key: Key
    type: str
    kids: tuple[tuple[str, "Node"], ...] = ()
    given: int | None = None
    output: str = ""
    borrowed: bool = field(default=False, compare=False)
    for_state: bool = field(default=False, compare=False)

    def walk(self) -> Iterator["Node"]:
        yield self
        for _, kid in self.kids:
            yield from kid.walk()

    def below(self) -> Iterator["Node"]:
        for _, kid in self.kids:
            yield from kid.walk()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a datum is wanted: whose scope, inside which twin inputs, below which types."""

    goal: int
    slot: Slot | None = None
    auto: Key = ()
    ends: tuple[tuple[str, str, str], ...] = ()
    above: tuple[str, ...] = ()
    wanted: str | None = None
    used: tuple[Node, ...] = ()


class Deriver:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.catalog = scope.catalog
        self.types = scope.types
        self._memo: dict[tuple[str, Place], list[Node]] = {}
        self._owner = {v.given: g.index for g in scope.goals.values() for v in g.values}

    # -- slots and wants -----------------------------------------------------------------

    def slot_sources(self, slot: Slot) -> list[Node]:
        if self.scope.default_fills(slot):
            return [self._default(slot.input)]
        if slot.uses is not None:
            return self._used(slot)
        if slot.named and not slot.named[0].reference:
            return [self._value(slot.named[0])]
        return self._firsthand(slot, self._unsettled_sources(slot))

    def _unsettled_sources(self, slot: Slot) -> list[Node]:
        place = Place(slot.goal, slot)
        if slot.named:
            return self._from(slot.named, self._lookups(slot.type, place))
        if slot.bound:
            found = [self._value(v) for v in slot.bound if self.types.is_a(v.type, slot.type)]
            if not slot.input.from_user:
                found += self._from(slot.bound, self._lookups(slot.type, place))
            if found:
                return found
            if slot.input.default is not None:
                return [self._default(slot.input)]
        return self._open_sources(slot, place)

    def _open_sources(self, slot: Slot, place: Place) -> list[Node]:
        if slot.input.from_user:
            return self._values(slot.type, place) + self._questions(slot.type, place)
        found = self.sources(slot.type, place)
        if any(n.kind == "goal" for n in found):
            # R6: no question in place of what a goal yields to this slot.
            return [n for n in found if not any(k.kind == "ask" for k in n.walk())]
        return found

    def want_sources(self, goal: Goal) -> list[Node]:
        assert goal.want is not None
        used = tuple(n for u in goal.uses for n in self._outputs(u) if self.types.is_a(n.type, u.name))
        place = Place(goal.index, wanted=goal.want, used=used)
        found = self._flows(goal.want, place) + self._lookups(goal.want, place)
        found += self._autos(goal.want, place, needed=not found)
        if not goal.values and not used:
            return found
        given = {v.given for v in goal.values}
        keys = {n.key for n in used}
        return [n for n in found if any(k.given in given or k.key in keys for k in n.walk())]

    # -- what is the goal's own goes before what is another's (R3) -------------------------

    def _borrowed(self, node: Node, index: int) -> bool:
        if node.kind == "goal":
            return True
        return node.given is not None and self._owner[node.given] != index

    def _firsthand(self, slot: Slot, nodes: list[Node]) -> list[Node]:
        """Nothing of another goal's, where what was given for the goal itself leads to the slot."""
        if not any(self._leads_there(n, slot) for n in nodes):
            return nodes
        return [n for n in nodes if not any(self._borrowed(k, slot.goal) for k in n.walk())]

    def settled(self) -> set[tuple[int, str]]:
        """Slots to which what was given for their own goal leads: they take nothing by default."""
        slots = [s for g in self.scope.goals.values() for s in g.slots if self.scope.is_open(s)]
        return {(s.goal, s.name) for s in slots if any(self._leads_there(n, s) for n in self.slot_sources(s))}

    def _leads_there(self, node: Node, slot: Slot) -> bool:
        types = self.types
        parts = list(node.walk())
        if node.kind != "read" or any(k.kind == "ask" or self._borrowed(k, slot.goal) for k in parts):
            return False
        return any(
            k.given is not None
            and (types.same_entity(k.type, slot.type) or types.same_entity(k.type, node.type))
            for k in parts
        )

    def _starts_elsewhere(self, node: Node, index: int) -> bool:
        """Whether a lookup starts from another goal's value of an entity the goal has its own of."""
        mine = {self.types.entity(v.type) for v in self.scope.goals[index].values} - {None}
        return any(
            k.given is not None and self._borrowed(k, index) and self.types.entity(k.type) in mine
            for k in node.below()
        )

    def _from(self, values: Sequence[Value], nodes: list[Node]) -> list[Node]:
        starts = {(v.given, v.type) for v in values}
        return [n for n in nodes if any((k.given, k.type) in starts for k in n.below())]

    def _used(self, slot: Slot) -> list[Node]:
        assert slot.uses is not None
        types = self.types
        nodes = self._outputs(slot.uses)
        fit = [n for n in nodes if types.is_a(n.type, slot.type)]
        if fit:
            return [self._only(fit, slot)]
        found = []
        for node in nodes if not slot.input.from_user else ():
            place = Place(slot.goal, slot, used=(node,))
            lookups = self._lookups(slot.type, place)
            found += [n for n in lookups if any(k.key == node.key for k in n.below())]
        converted = [n for n in nodes if types.converts(n.type, slot.type)]
        if found or not converted:
            return found
        return [self._only(converted, slot)]

    def _outputs(self, uses: Uses) -> list[Node]:
        source = self.scope.goals.get(uses.source)
        if source is None:
            return []
        outputs = source.api.outputs if source.api else (("", source.want or ""),)
        if uses.output is not None:
            outputs = tuple(o for o in outputs if o[0] == uses.output)
        return [Node("goal", ("goal", source.index, o), t, output=o) for o, t in outputs]

    @staticmethod
    def _only(nodes: list[Node], slot: Slot) -> Node:
        if len(nodes) == 1:
            return nodes[0]
        named = [n for n in nodes if n.output == slot.name]
        if len(named) != 1:
            raise AmbiguousUseError(f"goal {slot.goal}: {slot.name} could be any of several outputs")
        return named[0]

    # -- one place -----------------------------------------------------------------------

    def sources(self, wanted: str, place: Place) -> list[Node]:
        memo = self._memo.get((wanted, place))
        if memo is None:
            memo = self._values(wanted, place) + self._flows(wanted, place)
            memo += self._lookups(wanted, place)
            # An auto write is called for a token only where nothing else yields it.
            memo += self._autos(wanted, place, needed=not memo)
            memo += self._questions(wanted, place)
            self._memo[wanted, place] = memo
        return memo

    def _allowed(self, type_: str, place: Place, value: bool = False) -> bool:
        """R5: nothing is derived from what could itself stand in its place."""
        if any(self.types.is_a(type_, a) for a in place.above):
            return False
        if place.wanted is None or value:
            return True
        return not (place.above and self.types.is_a(type_, place.wanted))

    def _in_end(self, type_: str, place: Place) -> bool:
        return any(self.scope.touches(type_, t) for _, _, t in place.ends)

    def _value(self, value: Value) -> Node:
        return Node("value", value.key, value.type, given=value.given)

    def _default(self, item: Input) -> Node:
        assert item.default is not None
        return Node("default", self.types.value_key(item.type, item.default), item.type)

    def _visible(self, type_: str, place: Place) -> list[Value]:
        """Values a place may take; one of two twin inputs of a lookup takes none of its kind."""
        return [
            v
            for v in self.scope.visible(place.goal, place.slot)
            if self.types.is_a(v.type, type_) and not self._in_end(v.type, place)
        ]

    def _values(self, wanted: str, place: Place) -> list[Node]:
        found = [
            self._value(v) for v in self._visible(wanted, place) if self._allowed(v.type, place, value=True)
        ]
        return found + [
            n
            for n in place.used
            if self.types.is_a(n.type, wanted)
            and not self._in_end(n.type, place)
            and self._allowed(n.type, place, value=place.wanted is not None)
        ]

    def _flows(self, wanted: str, place: Place) -> list[Node]:
        scope = self.scope
        source = scope.flow_goal(place.goal, wanted)
        if source is None or self._in_end(wanted, place):
            return []
        api = scope.goals[source].api
        auto = api is not None and api.auto
        slot = place.slot
        if slot is not None and not auto and not scope.unguessed(slot, wanted):
            return []
        return [
            Node("goal", ("goal", source, o), t, output=o)
            for o, t in scope.flowing(slot, source, wanted)
            if self._allowed(t, place)
        ]

    def _questions(self, wanted: str, place: Place) -> list[Node]:
        found = []
        for type_ in sorted(self.types.names):
            if not self.types.is_a(type_, wanted) or self.types.never_asked(type_):
                continue
            want = self.scope.goals[place.goal].want
            if place.auto and want is not None and self.types.is_a(type_, want):
                # No question for what is wanted, not even to sign in with.
                continue
            borrowed = type_ != wanted
            if borrowed and self.types.is_bare(type_):
                continue
            given = self._visible(type_, place)
            if place.slot is not None and self.scope.twins(place.slot):
                # It stands for itself: only what its own goal was given is in the way.
                given = [v for v in given if v.goal == place.goal]
            given = [v for v in given if v.goal == place.goal or self._of_use(v, place)]
            used = any(self.types.is_a(n.type, type_) for n in place.used)
            if given or used or not self._allowed(type_, place) or self._unknown(type_, place):
                continue
            key = ("ask", self._question_scope(type_, place), type_)
            found.append(Node("ask", key, type_, borrowed=borrowed))
        return found

    def _unknown(self, type_: str, place: Place) -> bool:
        """Whether the user said that he does not know it, of the goal or, for an auto write, of any goal (R11)."""
        if place.auto and any(type_ in g.unknown and g.slot(type_) is None for g in self.scope.goals.values()):
            return True
        goal = self.scope.goals[place.goal]
        if type_ in goal.unknown and goal.slot(type_) is None:
            return True
        if place.auto:
            return False
        own = self._alone(place.slot)
        return any(
            slot.name in goal.unknown
            and self.scope.touches(type_, slot.type)
            and (slot == place.slot if own or self._alone(slot) else True)
            for slot in goal.slots
        )

    def _alone(self, slot: Slot | None) -> bool:
        """Whether a slot draws on nothing that the goal's other slots draw on."""
        return slot is not None and bool(self.scope.ends(slot) or self.scope.twins(slot) or slot.uses)

    def _of_use(self, value: Value, place: Place) -> bool:
        """Whether another goal's value may do anything here: start lookups (decision 25), or fill a slot of its type."""
        goal = self.scope.goals[place.goal]
        owned = any(self.types.same_entity(value.type, own.type) for own in goal.values)
        direct = any(self.scope.is_open(s) and self.types.is_a(value.type, s.type) for s in goal.slots)
        return direct or not owned

    def _question_scope(self, type_: str, place: Place) -> Key:
        if place.auto and self.types.is_bare(type_):
            scope: Key = ("auto", place.auto[0])
        elif place.auto and len(place.auto) == 1 and self.scope.same_api(place.goal):
            scope = ("auto", *place.auto)
        else:
            scope = self.scope.question_scope(place.goal, place.slot, type_)
        inside = tuple((a, i) for a, i, t in place.ends if self.scope.touches(type_, t))
        return (scope, inside)

    # -- lookups and auto writes ---------------------------------------------------------

    def _lookups(self, wanted: str, place: Place) -> list[Node]:
        found = []
        for api in self.catalog.reads:
            for output, type_ in api.outputs:
                if self._yields(type_, wanted, place):
                    found += self._calls("read", api, output, type_, wanted, place)
        found = [n for n in found if not self._starts_elsewhere(n, place.goal)]
        return [n for n in found if n.type == wanted or not is_own(n)]

    def _yields(self, type_: str, wanted: str, place: Place) -> bool:
        bare_want = place.wanted is not None and not place.above
        ok = self.types.obtainable(type_) or bare_want
        return ok and self.types.is_a(type_, wanted) and self._allowed(type_, place)

    def _autos(self, wanted: str, place: Place, needed: bool) -> list[Node]:
        found = []
        for api in self.catalog.autos:
            for output, type_ in api.outputs:
                if not self._yields(type_, wanted, place):
                    continue
                must = needed and self.types.never_asked(wanted)
                if must or api.ensures:
                    inner = replace(place, slot=None, auto=(api.name,))
                    nodes = self._calls("auto", api, output, type_, wanted, inner)
                    found += [replace(n, for_state=not must) for n in nodes]
        return found

    def _calls(self, kind: str, api: Api, output: str, type_: str, wanted: str, place: Place) -> list[Node]:
        inner = replace(place, above=(*place.above, wanted))
        if place.wanted is not None and not place.above:
            # The root of a want: values may be arguments of its own type, outputs may not.
            inner = replace(place, above=("",))
        found = []
        for args in self.arguments(api, inner, {}):
            # R6: no question for an argument that the call's own result would answer.
            asked = any(
                n.kind == "ask" and self.types.is_a(type_, item.type)
                for name, n in args
                if (item := api.input(name)) is not None
            )
            if not asked:
                key = (kind, api.name, tuple((n, k.key) for n, k in args), output)
                found.append(Node(kind, key, type_, args, output=output))
        return found

    def arguments(self, api: Api, place: Place, fixed: dict[str, Node]) -> list[tuple[tuple[str, Node], ...]]:
        """Every way to fill a lookup's or auto write's inputs in a scope."""
        filled = [(i, self._optional(api, i, place)) for i in api.inputs if i.name not in fixed]
        items = [i for i, nodes in filled if nodes is None or nodes]
        names = {i.name for i in items} | set(fixed)
        choices = []
        for item in api.inputs:
            if item.name in fixed:
                choices.append([fixed[item.name]])
            elif item in items:
                choices.append(self._argument(api, item, place, names, dict(filled)[item]))
        order = [i.name for i in api.inputs if i.name in names]
        found = (tuple(zip(order, combo, strict=True)) for combo in product(*choices))
        return [args for args in found if self._distinct(api, args)]

    def _argument(
        self, api: Api, item: Input, place: Place, names: set[str], given: list[Node] | None
    ) -> list[Node]:
        if given is not None:
            return given
        if self._end_inputs(api, item, names):
            place = replace(place, ends=(*place.ends, (api.name, item.name, item.type)))
        nodes = self.sources(item.type, place)
        if item.from_user:
            return [n for n in nodes if n.kind in ("value", "ask") or n in place.used]
        return nodes

    def _end_inputs(self, api: Api, item: Input, names: set[str]) -> list[Input]:
        # One that keeps its default or stays out (see _optional) is no end, nor makes one.
        return [
            o
            for o in api.inputs
            if item.mandatory and o.mandatory and o.name in names and o != item
            if self.types.comparable(o.type, item.type)
        ]

    def _distinct(self, api: Api, args: tuple[tuple[str, Node], ...]) -> bool:
        filled = dict(args)
        for item in api.inputs:
            if item.name not in filled or filled[item.name].kind == "default":
                continue
            for other in self._end_inputs(api, item, set(filled)):
                if filled[other.name].key == filled[item.name].key:
                    return False
        return True

    def _optional(self, api: Api, item: Input, place: Place) -> list[Node] | None:
        """None for a required input; else what fills an optional one, if anything does (R5)."""
        if item.mandatory:
            return None
        others = [i for i in api.inputs if i.name != item.name]
        if any(self.types.comparable(i.type, item.type) for i in others):
            # Which of two inputs the value is for would be a guess.
            own: list[Node] = []
        else:
            own = [
                self._value(v)
                for v in self._visible(item.type, place)
                if v.goal == place.goal and self._allowed(v.type, place, value=True)
            ]
        if not own and item.default is not None:
            return [self._default(item)]
        return own


def is_own(node: Node) -> bool:
    """A lookup without arguments, or a chain that starts from nothing else (R5)."""
    return node.kind == "read" and all(n.kind in ("read", "default") for n in node.walk())
