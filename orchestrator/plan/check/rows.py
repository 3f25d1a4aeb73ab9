"""R12: which row of a list is taken, the same for all that is of one goal, and none that nobody chose for a write."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from orchestrator.errors import Problem
from orchestrator.plan.check.choices import choices
from orchestrator.plan.check.draws import EACH, Draw, Draws, Place, Row, expected, reached_write, words
from orchestrator.plan.check.each import each
from orchestrator.plan.check.ledger import Ledger, normal, problem, text_of
from orchestrator.plan.check.values import references
from orchestrator.plan.model import FromStep, FromValue
from orchestrator.values import fit

Asked = dict[tuple[int, tuple[str, str]], set[Row]]
"""Goal and list → the rows that the facts pick there."""

_FIRST: Row = ("nth", "1")


def rows(ledger: Ledger) -> Iterator[Problem]:
    """Everything about lists that a plan without list values can show."""
    draws = Draws(ledger)
    yield from _no_list(ledger)
    for draw in draws.all:
        yield from _columns(ledger, draw)
    asked = _asked(draws)
    for place in draws.places:
        yield from _of_one_value(draws, place)
        yield from _obeyed(draws, place)
        for draw in place.draws:
            yield from _demanded(draws, place, draw, asked)
        yield from _as_the_want(draws, place)
    for goal in draws.of_goal:
        yield from _same(draws, goal)
    yield from _unchosen(draws, asked)
    yield from choices(draws)
    yield from each(draws)


# --- what a pick can be ------------------------------------------------------------------------------------
def _no_list(ledger: Ledger) -> Iterator[Problem]:
    """A pick is of a list."""
    for call in ledger.calls:
        for name, argument in call.arguments.items():
            if isinstance(argument, FromStep) and argument.pick is not None and not ledger.columns(argument.source):
                yield problem("R12", f"'{argument.source}' is of no list to pick a row of", call.id, name)
    for met in ledger.plan.wants:
        if met.pick is not None and not ledger.columns(met.source):
            what = f"'{met.source}' is of no list to pick a row of"
            yield problem("R12", what, "wants", ledger.origin(met.goal))


def _columns(ledger: Ledger, draw: Draw) -> Iterator[Problem]:
    """The columns that a pick names exist; a row is told by a column that is the only one of its type."""
    if draw.pick is None:
        return
    equals = draw.pick.equals or {}
    for column in (draw.pick.min, draw.pick.max, *equals):
        if column is not None and column not in draw.columns:
            yield problem("R12", f"the list of {draw.maker.id} has no column '{column}'", *draw.where)
    for column, value in equals.items():
        kind = draw.columns.get(column)
        if kind is None:
            continue
        if list(draw.columns.values()).count(kind) > 1:
            yield problem("R12", f"'{column}' is not the only column of type '{kind}'", *draw.where)
        if not (found := fit(ledger.type(kind), value)):
            yield problem("R2", f"the value '{value}' is not {found.allowed}", *draw.where)


def _of_one_value(draws: Draws, place: Place) -> Iterator[Problem]:
    """Where one value is wanted, one row is taken."""
    for draw in place.draws:
        if draw.many or draw.row == EACH or (draw.taker is None and draws.eaches(place)):
            continue
        if draw.row is None:
            yield problem("R12", f"it takes a whole list, '{draw.source}', where one value is wanted", *draw.where)
        elif draw.one is None:
            yield problem("R12", f"it takes {draw.words} where one value is wanted", *draw.where)


# --- which row it must be ----------------------------------------------------------------------------------
def _asked(draws: Draws) -> Asked:
    found: Asked = {}
    for place in draws.places:
        for pick in draws.picks(place):
            for draw in place.draws:
                if draw.row is not None and draws.is_picked(draw, pick):
                    found.setdefault((place.goal, draw.key), set()).add(draw.row)
    return found


def _obeyed(draws: Draws, place: Place) -> Iterator[Problem]:
    """The row that the facts pick for a slot is taken; for several rows, `each` sees to it."""
    for pick in draws.picks(place):
        if pick.several and draws.eaches(place):
            continue
        told = f"the facts pick {words(expected(pick))}"
        if not place.draws:
            if not draws.from_members(place):
                yield problem("R12", f"{told}, and it draws on no list", *place.where)
        elif not any(draws.is_picked(draw, pick) for draw in place.draws):
            what = f"{told}, and it takes {place.draws[0].words}"
            yield problem("R12", what, *place.draws[0].where)


def _demanded(draws: Draws, place: Place, draw: Draw, asked: Asked) -> Iterator[Problem]:
    """A row that is not the one picked is the one that a reference tells, the chosen one or the first."""
    row, picked = draw.row, asked.get((place.goal, draw.key), set())
    if row is None or row == EACH or row in picked:
        return
    if row[0] in ("last", "min", "max", "nth") and row != _FIRST:
        yield problem("R12", f"nobody asked for {draw.words}", *draw.where)
    elif row[0] == "first":
        if draw.many:
            yield problem("R12", f"nobody asked for {draw.words}", *draw.where)
    elif draw.many:
        alike = (d for p in draws.of_goal[place.goal] for d in p.draws if d.where != draw.where)
        referred = draws.from_given(place) or any((d.key, d.row) == (draw.key, row) for d in alike)
        if not picked and not referred:
            yield problem("R12", f"the input takes a list, and it takes {draw.words}", *draw.where)
    elif not picked:
        for column, value in _referred(draws, place, draw):
            if not any(_tells(draws.ledger, d, draw.columns[column], value) for d in place.draws):
                meant = f"the row where '{column}' is '{value}' is meant"
                yield problem("R12", f"{meant}, and it takes {draw.words}", *draw.where)


def _tells(ledger: Ledger, draw: Draw, kind: str, value: str) -> bool:
    """Whether the row is the one that has the value in its column of the type."""
    form = normal(ledger.type(kind), value)
    told = draw.pick.equals or {} if draw.pick is not None else {}
    return any(normal(ledger.type(kind), v) == form for c, v in told.items() if draw.columns.get(c) == kind)


def _referred(draws: Draws, place: Place, draw: Draw) -> Iterator[tuple[str, str]]:
    """The columns in which the row equals a reference, where that is beyond doubt."""
    ledger = draws.ledger
    twins = draws.has_twin(place)
    for given in ledger.givens.get(place.goal, ()):
        value = text_of(given.value)
        if given.name == place.slot and ledger.named_slot(given) is not None:
            kinds = [k for k in references(ledger, given) if _can_be_said(ledger, k)]
        elif twins or given.name not in ledger.catalog.semantic_types or _taken(ledger, given.name, value):
            continue
        else:
            kinds = [given.name]
        columns = [name for name, kind in draw.columns.items() if kind in kinds]
        if len(kinds) == 1 and len(columns) == 1 and fit(ledger.type(kinds[0]), value):
            yield columns[0], value


def _can_be_said(ledger: Ledger, kind: str) -> bool:
    """Whether a person can be expected to say a value of the type; an opaque one is referred to otherwise (R2)."""
    return ledger.type(kind).askable or ledger.type(kind).pattern is not None


def _taken(ledger: Ledger, kind: str, value: str) -> bool:
    """Whether an argument takes the value, or another row is told by it."""
    form = normal(ledger.type(kind), value)
    return any(k == kind and normal(ledger.type(kind), v) == form for k, v in ledger.row_values) or any(
        isinstance(argument, FromValue)
        and ledger.related(kind, ledger.input_type(call, name))
        and normal(ledger.type(kind), text_of(argument.value)) == form
        for call in ledger.calls
        for name, argument in call.arguments.items()
    )


def _as_the_want(draws: Draws, place: Place) -> Iterator[Problem]:
    """R4: what `uses` says of a want is the very datum that meets it, unless another row is picked for the slot."""
    use = draws.ledger.uses.get((place.goal, place.slot))
    met = draws.ledger.met.get(use.source) if use is not None else None
    own = any((p.goal, p.input) == (place.goal, draws.base(place)) for p in draws.ledger.plan.facts.picks)
    if use is None or met is None or own:
        return
    row = draws.ledger.row(met.source, met.pick) if met.pick is not None else None
    for draw in place.draws:
        if draw.taker is place.call and draw.source == met.source and draw.row not in (row, EACH):
            what = f"{draw.words}, and {draws.ledger.member(use.source)} wants {words(met.pick)}"
            yield problem("R12", what, *draw.where)


# --- one row for all ---------------------------------------------------------------------------------------
def _same(draws: Draws, goal: int) -> Iterator[Problem]:
    """All slots of a goal, and its lookups, take one row of a list; twin slots each one of their own."""
    found = [(p, d) for p in draws.of_goal[goal] for d in p.draws if d.one is not None]
    for (one, a), (other, b) in combinations(found, 2):
        if a.key != b.key or a.row == b.row or _apart(draws, one, other):
            continue
        taker = " > ".join(map(str, a.where))
        what = f"it takes {b.words} of {b.maker.id}, and {taker}, for the same goal, {a.words}"
        yield problem("R12", what, *b.where)


def _apart(draws: Draws, one: Place, other: Place) -> bool:
    """Whether either slot has a twin, or a lookup for one of them has: a twin has a row of its own."""
    if one.slot != other.slot and (draws.has_twin(one) or draws.has_twin(other)):
        return True
    return draws.below_twins(one) or draws.below_twins(other)


def _unchosen(draws: Draws, asked: Asked) -> Iterator[Problem]:
    """No write takes a row that neither the facts nor the person picked, by itself or through what reads make of it."""
    granted = {(d.where, d.row) for p in draws.places for d in p.draws if d.row in asked.get((p.goal, d.key), ())}
    placed = {draw.where for place in draws.places for draw in place.draws}
    somewhere = {(key, row) for (_, key), picked in asked.items() for row in picked}
    for draw in draws.all:
        if draw.row != _FIRST or draw.taker is None or (draw.where, draw.row) in granted:
            continue
        if draw.where not in placed and (draw.key, draw.row) in somewhere:
            continue  # an auto write takes what its goal takes
        write = reached_write(draws.ledger, draw.taker)
        if write is not None:
            yield problem("R12", f"the first row, which nobody picked, reaches the write {write.id}", *draw.where)
