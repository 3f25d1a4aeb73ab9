"""R12: what is done for each row is one step for each row of that list; what is done for each value takes its own member."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from orchestrator.errors import Problem
from orchestrator.facts.model import Each, Pick
from orchestrator.plan.check.draws import EACH, Draw, Draws, Place, words
from orchestrator.plan.check.ledger import Ledger, is_lookup, problem
from orchestrator.plan.check.unroll import member_place
from orchestrator.plan.model import Call, RowPick


def each(draws: Draws) -> Iterator[Problem]:
    """The steps for each row, the facts that ask for them, and the members of goals over values."""
    for call in draws.ledger.calls:
        if call.for_each is not None:
            yield from _for_each(draws, call)
    for place in draws.places:
        yield from _asked(draws, place)
        yield from _members(draws, place)
    for given in draws.ledger.lists:
        yield from _in_order(draws, given.goal, given.name, given.members)
    yield from _asked_twice(draws.ledger)
    yield from _unknown(draws)


# --- steps for each row ------------------------------------------------------------------------------------
def _for_each(draws: Draws, call: Call) -> Iterator[Problem]:
    """It is of a list, takes something of the row, and somebody asked for it."""
    ledger = draws.ledger
    base = ledger.steps[str(call.for_each)]
    assert isinstance(base, Call)  # the form has been checked
    if base.for_each is None and not ledger.api(base).lists:
        yield problem("R12", f"it is made for each row of {base.id}, which yields no list", call.id)
        return
    if not any(draw.row == EACH for draw in draws.all if draw.taker is call):
        yield problem("R12", f"it is made for each row of {base.id}, and takes nothing of the row", call.id)
    places = [place for place in draws.places if place.call is call]
    for goal in ledger.origins(call.goals):
        if not any(draws.eaches(place) for place in places if ledger.origin(place.goal) == goal):
            yield problem("R12", f"nobody asked for goal {goal} to be done for each row of {base.id}", call.id)
    if is_lookup(call, ledger.api(call)) and not _for_a_row(draws, call):
        yield problem("R12", f"a lookup for each row of {base.id}, for no goal that is done for each", call.id)


def _for_a_row(draws: Draws, lookup: Call) -> bool:
    """Whether a step that is made for each row takes what the lookup yields, or a want of each."""
    takers = [d.taker for d in draws.all if d.maker is lookup and d.taker is not None]
    wanted = any(
        draw.maker is lookup and draw.taker is None and draws.eaches(place)
        for place in draws.places
        for draw in place.draws
    )
    lists = [step.id for taker in takers for step in draws.ledger.rows_of(taker)]
    return wanted or lookup.id in lists or lookup.for_each in lists


def _asked(draws: Draws, place: Place) -> Iterator[Problem]:
    """What the facts say of each row is done for each, and for all the rows that they say."""
    members = place.call is None or draws.from_members(place) or draws.from_given(place)
    if members and draws.ledger.origin(place.goal) in draws.ledger.unrolled:
        return
    facts = draws.eaches(place)
    if facts and not _rows_taken(place) and not _is_first(place, facts[0]):
        took = place.draws[0].words if place.draws else "no row"
        where = place.draws[0].where if place.draws else place.where
        yield problem("R12", f"the facts ask for {_told(facts[0])}, and it takes {took}", *where)
    # Other slots that draw on the same list take the same row, so the same rows.
    for fact in facts or [f for other in draws.of_goal[place.goal] for f in draws.eaches(other)][:1]:
        wanted = RowPick(first=fact.count) if isinstance(fact, Pick) else None
        taken = _rows_taken(place)
        # The others mean the row that the step is made for, however they are written.
        said = any(draw.pick == wanted for other in draws.of_goal[place.goal] for draw in _rows_taken(other))
        for draw in taken:
            if draw.pick != wanted and not (said and draw.pick is None):
                yield problem("R12", f"the facts ask for {_told(fact)}, and it takes {words(draw.pick)}", *draw.where)


def _rows_taken(place: Place) -> list[Draw]:
    """What is taken of each row: by a step made for each, or by a want of each."""
    rows = [draw for draw in place.draws if draw.row == EACH]
    if place.call is not None:
        return rows if place.call.for_each is not None else []
    met = [draw for draw in place.draws if draw.taker is None and draw.one is None]
    return met + rows if met else []


def _is_first(place: Place, fact: Each | Pick) -> bool:
    """Whether the first rows are one row, and that is taken."""
    return isinstance(fact, Pick) and fact.count == 1 and any(draw.row == ("nth", "1") for draw in place.draws)


def _told(fact: Each | Pick) -> str:
    return f"the first {fact.count} rows" if isinstance(fact, Pick) else "each row"


def _unknown(draws: Draws) -> Iterator[Problem]:
    """A pick or an `each` for an input that is not filled is passed over; one of a type is for an input of that type."""
    ledger = draws.ledger
    asked: tuple[Each | Pick, ...] = (*ledger.plan.facts.picks, *ledger.plan.facts.eaches)
    for fact in asked:
        places = draws.of_goal.get(fact.goal, [])
        if any(draws.base(place) == fact.input for place in places):
            continue
        kinds = [ledger.input_type(p.call, p.slot) if p.call is not None else p.slot for p in places]
        if fact.input in ledger.catalog.semantic_types and any(ledger.related(fact.input, kind) for kind in kinds):
            continue
        asks = f"the facts ask for {'each row' if isinstance(fact, Each) else fact.row_term} of '{fact.input}'"
        call = ledger.call_of.get(fact.goal)
        yield problem("R12", f"{asks}, which is not filled", call.id if call is not None else "wants", fact.input)


# --- goals for each value ----------------------------------------------------------------------------------
def _members(draws: Draws, place: Place) -> Iterator[Problem]:
    """Of a goal that is made for each value, a goal takes its own member, the picked one, or all as a list."""
    ledger = draws.ledger
    own = ledger.member(place.goal)
    if draws.from_given(place):
        return  # a goal's read call counts as the lookup with the same arguments
    if own.goal in ledger.listed:
        return  # the members are those of a list of its own
    for taken in place.taken:
        maker = ledger.producer(taken.argument)
        if not isinstance(maker, Call) or taken.picked:
            continue
        made = [ledger.member(goal) for goal in maker.goals]
        if not made or any(m.of == 1 or m.goal == own.goal for m in made):
            continue
        source = made[0]
        expected = _expected_member(draws, place, source.of)
        if expected is None:
            what = f"goal {source.goal} is done for each of {source.of}, and goal {own.goal} takes one of them"
            yield problem("R12", what, *place.where)
        elif expected not in [m.place for m in made]:
            yield problem("R12", f"member {source.place} of goal {source.goal}, and member {expected} is meant", *place.where)


def _expected_member(draws: Draws, place: Place, count: int) -> int | None:
    """The member, from 1, of a goal made so often that a slot takes; None where there is no telling."""
    own = draws.ledger.member(place.goal)
    several = own.goal in draws.ledger.unrolled and any(pick.several for pick in draws.picks(place))
    if several or own.of == count > 1:
        return own.place
    for pick in draws.picks(place):
        if (picked := member_place(pick, count)) is not None:
            return picked + 1
    name = draws.base(place)
    if place.call is not None and name != place.slot:
        parts = [x for x in place.call.arguments if x.startswith(f"{name}[")]
        return parts.index(place.slot) + 1 if len(parts) == count else None
    return None


def _in_order(draws: Draws, goal: int, kind: str, members: tuple[str, ...]) -> Iterator[Problem]:
    """A list given by type, that an input takes whole, is there with all its members in their order."""
    ledger = draws.ledger
    givens = [g for g in ledger.givens.get(goal, ()) if g.name == kind and g.value in members]
    partly: list[tuple[str, str]] = []
    for call in ledger.calls:
        if goal not in (call.goals or ledger.serves[call.id]):
            continue
        for name in ledger.catalog.apis[call.api].inputs:
            parts = [x for x in call.arguments if x.startswith(f"{name}[")]
            found = [{g.value for g in givens if ledger.derives_from(call, part, g)} for part in parts]
            if not any(found) or not ledger.related(kind, ledger.input_type(call, parts[0])):
                continue
            if len(found) == len(members) and all(m in have for m, have in zip(members, found, strict=True)):
                return
            if not any(ledger.by_name(goal, part) for part in parts):
                partly.append((call.id, name))
    for where in partly:
        told = ", ".join(f"'{member}'" for member in members)
        yield problem("R12", f"the list {told} is not there with all its members in order", *where)


def _asked_twice(ledger: Ledger) -> Iterator[Problem]:
    """The members of a goal share its questions."""
    slots: dict[str, set[tuple[int, str]]] = {}
    for call in ledger.calls:
        for name, argument in call.arguments.items():
            step = ledger.producer(argument)
            if step is not None and not isinstance(step, Call):
                slots.setdefault(step.id, set()).update((goal, name) for goal in ledger.origins(call.goals))
    for one, other in combinations(ledger.plan.asks, 2):
        both = slots.get(one.id, set()) & slots.get(other.id, set())
        if one.asks.type == other.asks.type and any(goal in ledger.unrolled for goal, _ in both):
            yield problem("R12", f"the members of a goal share a question, and it asks as {one.id} does", other.id)
