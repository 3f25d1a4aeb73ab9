"""Where a plan takes from lists (R12): each draw, and for which slot of which goal it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog.model import ROWS
from orchestrator.facts.model import Each, Pick
from orchestrator.plan.check.ledger import Ledger, Taken
from orchestrator.plan.model import Call, FromStep, Met, RowPick
from orchestrator.plan.rows import in_words

Row = tuple[str, ...]
"""Which row is taken, as `Ledger.row` says it; `EACH` for the row that a call is made for."""

EACH: Row = ("each",)


@dataclass(frozen=True, slots=True)
class Draw:
    """An argument, or what meets a want, that is taken from a list.

    `taker` is the call whose argument it is, None for a want. `many`: the input takes a list. `row`: which row is taken, None for
    all. `columns`: those of the list, each with its type.
    """

    taker: Call | None
    input: str
    source: str
    pick: RowPick | None
    maker: Call
    list: str
    columns: dict[str, str]
    many: bool
    row: Row | None
    where: tuple[object, ...]

    @property
    def key(self) -> tuple[str, str]:
        """The list: the step that yields it, and its name there."""
        return (self.maker.id, self.list)

    @property
    def words(self) -> str:
        """Which row is taken, in words."""
        return "each row" if self.row == EACH else words(self.pick)

    @property
    def one(self) -> Row | None:
        """The one row that is taken; None where rows are."""
        return None if self.row is None or self.row[0] == "first" else self.row


@dataclass(frozen=True)
class Place:
    """A slot of a goal, or a want (`slot` is its type), and what is taken from lists and goals for it."""

    goal: int
    slot: str
    call: Call | None
    draws: tuple[Draw, ...]
    taken: tuple[Taken, ...]

    @property
    def where(self) -> tuple[object, ...]:
        return ("wants",) if self.call is None else (self.call.id, self.slot)


@dataclass(frozen=True)
class Draws:
    """A ledger seen by its lists."""

    ledger: Ledger

    @cached_property
    def all(self) -> tuple[Draw, ...]:
        """Every draw once: of calls in order, then of wants."""
        calls = (self.draw(c, n, a) for c in self.ledger.calls for n, a in c.arguments.items() if isinstance(a, FromStep))
        wants = (self._met(met) for met in self.ledger.plan.wants)
        return tuple(draw for draw in (*calls, *wants) if draw is not None)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(self._places())

    @cached_property
    def of_goal(self) -> dict[int, list[Place]]:
        found: dict[int, list[Place]] = {}
        for place in self.places:
            found.setdefault(place.goal, []).append(place)
        return found

    def _places(self) -> Iterator[Place]:
        ledger = self.ledger
        for call in ledger.calls:
            for goal in call.goals:
                for name in call.arguments:
                    taken = tuple(ledger.trace(call, name, ledger.lookups))
                    yield Place(goal, name, call, self._drawn(taken), taken)
        for met in ledger.plan.wants:
            taken = tuple(ledger.trace_want(met, ledger.lookups))
            own = self._met(met)
            yield Place(met.goal, met.type, None, (*([own] if own else []), *self._drawn(taken)), taken)

    def _drawn(self, taken: tuple[Taken, ...]) -> tuple[Draw, ...]:
        found = (self.draw(t.call, t.input, t.argument) for t in taken if isinstance(t.argument, FromStep))
        return tuple(draw for draw in found if draw is not None)

    # --- one draw ------------------------------------------------------------------------------------------
    def draw(self, taker: Call, name: str, argument: FromStep) -> Draw | None:
        """The draw of an argument; None where it is taken from no list."""
        many = self.ledger.api(taker).inputs[name].many
        return self._draw(taker, name, argument.source, argument.pick, many, (taker.id, name))

    def _met(self, met: Met) -> Draw | None:
        where = ("wants", self.ledger.origin(met.goal))
        return self._draw(None, met.type, met.source, met.pick, False, where)

    def _draw(
        self, taker: Call | None, name: str, source: str, pick: RowPick | None, many: bool, where: tuple[object, ...]
    ) -> Draw | None:
        maker, output = self.ledger.step_of(source), source.partition(".")[2]
        if not isinstance(maker, Call):
            return None
        api = self.ledger.api(maker)
        columns = self.ledger.columns(source)
        if maker.for_each is None and output not in api.rows and not api.outputs[output].many:
            return None
        listed = output if maker.for_each is None and output not in api.rows else ROWS
        row = self._row(taker, maker, source, pick)
        return Draw(taker, name, source, pick, maker, listed, columns, many, row, where)

    def _row(self, taker: Call | None, maker: Call, source: str, pick: RowPick | None) -> Row | None:
        lists = [step.id for step in self.ledger.rows_of(taker)] if taker is not None else []
        own_row = pick is not None and pick.first is None  # of a twin slot, which does not take the row it is made for
        if (maker.id in lists or maker.for_each in lists) and not own_row:
            return EACH
        return None if pick is None else self.ledger.row(source, pick)

    # --- what the facts say ----------------------------------------------------------------------------------
    def is_picked(self, draw: Draw, pick: Pick) -> bool:
        """Whether a draw takes the row of a fact."""
        return draw.row == self.ledger.row(draw.source, expected(pick))

    def picks(self, place: Place) -> list[Pick]:
        """The picks for a slot; where there are none and it is what a want is, those for the want."""
        facts = self.ledger.plan.facts.picks
        return [p for p in facts if (p.goal, p.input) == (place.goal, self.base(place))] or [
            p for p in facts if p.goal == self._used_want(place)
        ]

    def eaches(self, place: Place) -> list[Each | Pick]:
        """Why a slot takes each of several rows: `each`, or a pick of several for an input of one value."""
        facts = self.ledger.plan.facts.eaches
        own = [e for e in facts if (e.goal, e.input) == (place.goal, self.base(place))]
        several = [pick for pick in self.picks(place) if pick.several]
        if several and (own or not self.takes_list(place)):
            return list(several)  # each of the first rows, if both are said
        want = self._used_want(place)
        return list(own or [e for e in facts if e.goal == want])

    def _used_want(self, place: Place) -> int | None:
        use = self.ledger.uses.get((place.goal, place.slot))
        return use.source if use is not None and use.source in self.ledger.wants else None

    def has_twin(self, place: Place) -> bool:
        """Whether another slot of the call has the same type, or a sub- or supertype."""
        call = place.call
        return call is not None and any(x in call.arguments for x in self.ledger.twins(call, place.slot))

    def below_twins(self, place: Place) -> bool:
        """Whether a lookup for the slot has inputs that are twins."""
        lookups = [t for t in place.taken if t.call is not place.call and not t.picked]
        return any(x in t.call.arguments for t in lookups for x in self.ledger.twins(t.call, t.input))

    def from_members(self, place: Place) -> bool:
        """Whether a slot draws on a goal that is made for each of several values: it then takes one of its calls."""
        makers = [self.ledger.producer(taken.argument) for taken in place.taken]
        return any(isinstance(m, Call) and set(self.ledger.origins(m.goals)) & self.ledger.unrolled for m in makers)

    def from_given(self, place: Place) -> bool:
        """Whether a slot takes what its goal was given, or what derives from that."""
        givens = self.ledger.givens.get(place.goal, ())
        return place.call is not None and any(self.ledger.derives_from(place.call, place.slot, g) for g in givens)

    def base(self, place: Place) -> str:
        """The input of the catalog: `tags` of `tags[2]`."""
        if place.call is None:
            return place.slot
        inputs = self.ledger.catalog.apis[place.call.api].inputs
        return place.slot if place.slot in inputs else place.slot.rpartition("[")[0]

    def takes_list(self, place: Place) -> bool:
        """Whether the input takes a list."""
        return place.call is not None and self.ledger.catalog.apis[place.call.api].inputs[self.base(place)].many


def expected(pick: Pick) -> RowPick:
    """The pick that a fact asks for."""
    match pick.row:
        case "min":
            return RowPick(min=pick.column)
        case "max":
            return RowPick(max=pick.column)
        case "last":
            return RowPick(last=1)
        case "nth":
            return RowPick(nth=pick.count)
        case "first":
            return RowPick(first=pick.count or 1)


def words(pick: RowPick | None) -> str:
    """Which rows are taken."""
    return "all rows" if pick is None else in_words(pick)


def reached_write(ledger: Ledger, call: Call) -> Call | None:
    """The first write that a call is, or that takes what it yields, by itself or through other calls."""
    reached = {call.id}
    for later in ledger.calls:
        steps = [ledger.producer(argument) for argument in later.arguments.values()]
        if later is call or later.for_each in reached or any(s is not None and s.id in reached for s in steps):
            reached.add(later.id)
            if ledger.api(later).writes:
                return later
    return None
