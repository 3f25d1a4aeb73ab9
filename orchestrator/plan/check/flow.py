"""What one call takes from another: types, `uses`, default flow and the lookups on the way (R3-R5)."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.errors import Problem
from orchestrator.facts.model import Uses
from orchestrator.plan.check.ledger import Ledger, Taken, is_lookup, problem
from orchestrator.plan.model import Ask, Call, FromStep

_NUMBERS = ("integer", "number")


def flow(ledger: Ledger) -> Iterator[Problem]:
    """Every argument that another step yields."""
    for call in ledger.calls:
        for name, argument in call.arguments.items():
            if not isinstance(argument, FromStep):
                continue
            maker = ledger.producer(argument)
            if isinstance(maker, Call):
                yield from _taken(ledger, call, name, maker, argument.source)
            elif isinstance(maker, Ask) and not ledger.is_a(maker.asks.type, ledger.input_type(call, name)):
                yield problem("R6", f"the answer is of type '{maker.asks.type}'", call.id, name)
        for goal in call.goals:
            yield from _nearest(ledger, call, goal)
            yield from _entities(ledger, call)
    for use in ledger.plan.facts.uses:
        yield from _obeyed(ledger, use)


def _taken(ledger: Ledger, call: Call, name: str, maker: Call, source: str) -> Iterator[Problem]:
    slot = ledger.api(call).inputs[name]
    output = source.partition(".")[2]
    kind = ledger.type(ledger.source_type(source))
    if _by_uses(ledger, call, name, maker, source):
        if not ledger.is_a(kind.name, slot.type) and not _converts(ledger, kind.name, slot.type):
            yield problem("R4", f"an output of type '{kind.name}' is no '{slot.type}'", call.id, name)
        return
    if not ledger.is_a(kind.name, slot.type):
        yield problem("R4", f"an output of type '{kind.name}' is no '{slot.type}'", call.id, name)
    if kind.entity is None and kind.askable:
        yield problem("R5", f"'{kind.name}' is bare, and is neither looked up nor passed on", call.id, name)
    if slot.source == "user" and (maker.goals or not ledger.api(maker).auto):
        yield problem("R5", "the input is marked `from: user`", call.id, name)
    takes = ledger.catalog.apis[maker.api].inputs
    said = [x for x in maker.arguments if x in takes and not takes[x].many and not ledger.is_default(maker, x)]
    if any(ledger.input_type(maker, x) == kind.name for x in said):
        yield problem("R4", f"'{output}' of {maker.id} merely echoes its input", call.id, name)
    lookup = is_lookup(maker, ledger.api(maker))
    if lookup and _among_rows(ledger, maker, slot.type):
        what = f"'{output}' of {maker.id} derives from rows that could stand in its place"
        yield problem("R5", what, call.id, name)
    if lookup and kind.name != slot.type and not ledger.tells_row(call, name) and ledger.from_nothing(source):
        yield problem(
            "R5", f"a lookup without arguments yields '{kind.name}', no supertype of it", call.id, name
        )
    if ledger.api(maker).writes and maker.goals and maker.api == call.api and call.goals:
        yield problem("R3", f"it passes from {maker.id}, which calls the same API", call.id, name)


def _among_rows(ledger: Ledger, lookup: Call, wanted: str) -> bool:
    """Whether a lookup takes a whole list of what is wanted: a row of it could stand in its place."""
    whole = [a for a in lookup.arguments.values() if isinstance(a, FromStep) and a.pick is None]
    return lookup.for_each is None and any(
        ledger.columns(a.source) and ledger.is_a(ledger.source_type(a.source), wanted) for a in whole
    )


def _by_uses(ledger: Ledger, call: Call, name: str, maker: Call, source: str) -> bool:
    """Whether a `uses` is why the input takes this: of the goal itself, or of the goal a lookup serves.

    R7: an auto write takes the very datum that its state is needed of, however a goal came by that.
    """
    if call.goals:
        return any((goal, name) in ledger.uses for goal in call.goals)
    if ledger.api(call).auto and any(_takes(other, source) for other in ledger.calls if other is not call):
        return True
    return any(goal in ledger.used for goal in maker.goals) or any(
        (met := ledger.met.get(goal)) is not None and met.source == source for goal in ledger.used
    )


def _takes(call: Call, source: str) -> bool:
    return any(isinstance(a, FromStep) and a.source == source for a in call.arguments.values())


def _converts(ledger: Ledger, one: str, other: str) -> bool:
    """R4: under `uses` an output fits by base, where neither type has an entity or both have the same."""
    a, b = ledger.type(one), ledger.type(other)
    if a.entity != b.entity:
        return False
    if a.base == b.base or (a.base == "integer" and b.base == "number"):
        return True
    return {a.base, b.base} <= {*_NUMBERS, "string"} and "string" in (a.base, b.base)


# --- uses --------------------------------------------------------------------------------------------------
def _obeyed(ledger: Ledger, use: Uses) -> Iterator[Problem]:
    """R4: the only source of the input is what that goal yields, or a lookup from it."""
    call = ledger.call_of.get(use.goal)
    if call is None or use.input not in ledger.api(call).inputs:
        return
    if use.input not in call.arguments:
        yield problem("R4", f"the input should take what goal {use.source} yields", call.id, use.input)
        return
    argument = call.arguments[use.input]
    sources = [
        t.argument.source
        for t in ledger.trace(call, use.input, ledger.reads)
        if isinstance(t.argument, FromStep)
    ]
    named = ledger.member(use.source)
    if not any(_yielded_by(ledger, use, source) for source in sources):
        which = f"'{use.output}' of {named}" if use.output is not None else named
        yield problem("R4", f"the source is not {which}", call.id, use.input)
    elif isinstance(argument, FromStep) and not _yielded_by(ledger, use, argument.source):
        maker, wanted = ledger.call_of.get(use.source), ledger.input_type(call, use.input)
        outputs = ledger.api(maker).yields.items() if maker is not None else ()
        if any(ledger.is_a(o.type, wanted) for x, o in outputs if use.output in (None, x)):
            yield problem("R4", f"a lookup, though {named} yields a '{wanted}'", call.id, use.input)


def _yielded_by(ledger: Ledger, use: Uses, source: str) -> bool:
    identifier, _, output = source.partition(".")
    maker = ledger.call_of.get(use.source)
    if maker is None:
        met = ledger.met.get(use.source)
        return met is not None and met.source == source
    return maker.id == identifier and use.output in (None, output)


# --- default flow ------------------------------------------------------------------------------------------
def _nearest(ledger: Ledger, call: Call, goal: int) -> Iterator[Problem]:
    """R4: of two goals that call one API, the nearer is the source, unless `uses` or R3 say otherwise.

    Only goals of one API are compared: they yield the same, so only the exceptions could tell them apart.
    """
    if any(use.goal == goal for use in ledger.plan.facts.uses):
        return
    makers = {
        n: m for n, a in call.arguments.items() if isinstance(m := ledger.producer(a), Call) and m.goals
    }
    for name, maker in makers.items():
        if not ledger.api(maker).writes or ledger.twins(call, name):
            continue
        kind = ledger.datum_type(call, name)
        for other in ledger.calls:
            if other.api != maker.api or not other.goals or other in makers.values():
                continue
            if _distance(other, goal) >= _distance(maker, goal) or _needs(ledger, other, call):
                continue
            if set(ledger.origins(other.goals)) & set(ledger.origins(maker.goals)):
                continue  # which member is taken, has a check of its own
            if not any(ledger.input_type(other, x) == kind for x in other.arguments):  # no mere echo
                yield problem("R4", f"{other.id} is nearer to {ledger.member(goal)} than {maker.id}", call.id, name)


def _distance(call: Call, goal: int) -> tuple[bool, int]:
    """Goals before come first, the nearest of them foremost; then goals after."""
    return (call.goals[0] > goal, abs(goal - call.goals[0]))


def _needs(ledger: Ledger, one: Call, other: Call) -> bool:
    """Whether one call needs a result of the other."""
    return any(
        ledger.producer(taken.argument) is other
        for name in one.arguments
        for taken in ledger.trace(one, name, lambda _: True)
    )


def _entities(ledger: Ledger, call: Call) -> Iterator[Problem]:
    """R3: what fills one slot starts lookups towards another within the entity only, or by `via`."""
    api = ledger.api(call)
    filled = {
        x: {t.call.id + "." + t.input: t for t in ledger.trace(call, x, ledger.lookups) if not t.picked}
        for x in call.arguments
    }
    for name, below in filled.items():
        argument = call.arguments[name]
        if not isinstance(argument, FromStep) or any((goal, name) in ledger.uses for goal in call.goals):
            continue
        slot = api.inputs[name]
        allowed = {
            ledger.type(slot.type).entity,
            ledger.type(ledger.source_type(argument.source)).entity,
            *slot.via,
        }
        for other, theirs in filled.items():
            if other == name:
                continue
            for taken in below.values():
                entity = ledger.type(taken.type).entity
                if taken.call is call or entity is None or entity in allowed:
                    continue
                if _drives(ledger, call, other, list(theirs.values()), taken):
                    what = (
                        f"it is looked up from what '{other}' takes, and the input does not say via {entity}"
                    )
                    yield problem("R3", what, call.id, name)


def _drives(ledger: Ledger, call: Call, other: str, theirs: list[Taken], taken: Taken) -> bool:
    """Whether the datum fills the other slot, or is of its entity and below it."""
    datum = ledger.datum(taken.call, taken.input)
    if datum == ledger.datum(call, other) and ledger.related(taken.type, ledger.input_type(call, other)):
        return True
    entity = ledger.type(ledger.input_type(call, other)).entity
    return ledger.type(taken.type).entity == entity and any(
        ledger.datum(t.call, t.input) == datum for t in theirs if t.call is not call
    )
