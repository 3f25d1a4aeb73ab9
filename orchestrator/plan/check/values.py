"""Values and defaults: each fits, and was given for its place; nothing given is passed over (R1-R3)."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.errors import Problem
from orchestrator.facts.model import Given
from orchestrator.plan.check.ledger import Ledger, Taken, is_lookup, normal, problem, text_of
from orchestrator.plan.model import Call, FromDefault, FromValue
from orchestrator.values import fit


def values(ledger: Ledger) -> Iterator[Problem]:
    """The arguments, one by one and then as the places of each goal."""
    for call in ledger.calls:
        yield from _filled(ledger, call)
        for name, argument in call.arguments.items():
            if isinstance(argument, FromValue):
                yield from _fits(ledger, call, name, text_of(argument.value))
            if isinstance(argument, FromDefault):
                yield from _default(ledger, call, name, text_of(argument.default))
    for place, name, scopes, below in _places(ledger):
        for taken in below:
            if isinstance(taken.argument, FromValue):
                direct = taken.call is place and taken.input == name and not taken.picked
                yield from _granted(ledger, taken, scopes, direct=direct)


def _filled(ledger: Ledger, call: Call) -> Iterator[Problem]:
    """R1: required inputs and defaults are filled, others only with a reason."""
    api = ledger.api(call)
    for name, slot in api.inputs.items():
        if name not in call.arguments:
            if slot.required or slot.default is not None:
                yield problem("R1", "the input is not filled", call.id, name)
        elif not slot.required and slot.default is None and not _has_reason(ledger, call, name):
            yield problem("R1", "the optional input is filled, and nobody asked for that", call.id, name)


def _has_reason(ledger: Ledger, call: Call, name: str) -> bool:
    wanted = ledger.input_type(call, name)
    if not call.goals:
        # R5: of a lookup, when a value was given for that goal. Whose it is, `_granted` tells.
        return not is_lookup(call, ledger.api(call)) or isinstance(call.arguments[name], FromValue)
    return any(
        (goal, name) in ledger.uses
        or (goal, name) in ledger.picked
        or ledger.by_name(goal, name)
        or any(_binds(ledger, given, wanted) for given in ledger.givens.get(goal, ()))
        for goal in call.goals
    )


def _binds(ledger: Ledger, given: Given, wanted: str) -> bool:
    """R2: whether a value given by type binds a slot: of that type, of a supertype, of the same entity."""
    if ledger.named_slot(given) is not None or given.name not in ledger.catalog.semantic_types:
        return False
    entity = ledger.type(wanted).entity
    return ledger.is_a(given.name, wanted) or (
        entity is not None and entity == ledger.type(given.name).entity
    )


def _fits(ledger: Ledger, call: Call, name: str, value: str) -> Iterator[Problem]:
    found = fit(ledger.type(ledger.input_type(call, name)), value)
    if not found:
        yield problem("R2", f"the value '{value}' is not {found.allowed}", call.id, name)


def _default(ledger: Ledger, call: Call, name: str, value: str) -> Iterator[Problem]:
    """R1: the default of the catalog, where the goal was given nothing and no `uses` exists."""
    slot = ledger.api(call).inputs[name]
    kind = ledger.type(slot.type)
    if slot.default is None or normal(kind, text_of(slot.default)) != normal(kind, value):
        yield problem("R1", f"'{value}' is not the default of the catalog", call.id, name)
    for goal in call.goals:
        if ledger.by_name(goal, name) or (goal, name) in ledger.uses:
            yield problem("R1", f"a default, though {ledger.member(goal)} says what it is", call.id, name)


# --- whose value it is -------------------------------------------------------------------------------------
_Place = tuple[Call | None, str, tuple[int, ...], Iterator[Taken]]


def _places(ledger: Ledger) -> Iterator[_Place]:
    """Slots of goals, wants and auto writes: which goals' values may be below them, and what is below."""
    for call in ledger.calls:
        if call.goals:
            for goal in call.goals:
                for name in call.arguments:
                    # What a want of which `uses` speaks derives from, was given for that want.
                    use = ledger.uses.get((goal, name))
                    scopes = (goal,) if use is None else (goal, use.source)
                    yield call, name, scopes, ledger.trace(call, name, ledger.lookups)
        elif ledger.api(call).writes:
            # R5: an auto write serves all goals, so a value of any of them may be below it.
            numbers = ledger.plan.facts.numbers
            for name in call.arguments:
                yield None, name, numbers, ledger.trace(call, name, ledger.lookups)
    for goal, met in ledger.met.items():
        yield None, "", (goal,), ledger.trace_want(met, ledger.lookups)


def _granted(ledger: Ledger, taken: Taken, scopes: tuple[int, ...], *, direct: bool) -> Iterator[Problem]:
    assert isinstance(taken.argument, FromValue)
    value = text_of(taken.argument.value)
    slot = taken.input if direct else None
    if any(_own(ledger, goal, slot, taken.type, value) for goal in scopes):
        return
    if any(_lent(ledger, goal, taken.type, value) for goal in scopes):
        return
    if taken.picked and any(_tells_row(ledger, goal, taken.type, value) for goal in scopes):
        return
    if not taken.picked and ledger.is_default(taken.call, taken.input):
        return  # one datum with the default, which a lookup takes whatever was said
    facts = ledger.plan.facts
    if any(ledger.same(given, taken.type, value) for given in facts.givens):
        whose = " or ".join(str(ledger.member(goal)) for goal in scopes)
        what = f"the value '{value}' was given, but not for this place of {whose}"
        yield problem("R3", what, taken.call.id, taken.input)
    else:
        yield problem("R2", f"nobody gave the value '{value}'", taken.call.id, taken.input)


def _own(ledger: Ledger, goal: int, slot: str | None, wanted: str, value: str) -> bool:
    """Whether the value was given for the goal, and may stand in the slot, or in a lookup's argument."""
    for given in ledger.givens.get(goal, ()):
        if not ledger.same(given, wanted, value):
            continue
        named = ledger.named_slot(given)
        if named is None:
            granted = ledger.is_a(given.name, wanted)
        elif slot is None:
            granted = ledger.is_a(named, wanted) or _refers(ledger, named, wanted)
        else:
            # Of another slot only where that is no twin of this one.
            other = not ledger.comparable(named, wanted) and _refers(ledger, named, wanted)
            granted = slot == given.name or other
        if granted:
            return True
    return False


def _tells_row(ledger: Ledger, goal: int, column: str, value: str) -> bool:
    """R12: whether the value was given for the goal by a type that the column is of, though it may say more."""
    return any(
        ledger.same(given, column, value) and ledger.named_slot(given) is None and ledger.is_a(column, given.name)
        for given in ledger.givens.get(goal, ())
    )


def _refers(ledger: Ledger, named: str, wanted: str) -> bool:
    """Whether a reference for a slot may be of the wanted type: some type of the slot's entity is one."""
    entity = ledger.type(named).entity
    return entity is not None and any(
        kind.entity == entity and wanted in kind.ancestors for kind in ledger.catalog.semantic_types.values()
    )


def _lent(ledger: Ledger, goal: int, wanted: str, value: str) -> bool:
    """R3: whether another goal lends it: of a type with an entity, of which this goal was given nothing."""
    own = ledger.call_of.get(goal)
    for given in ledger.plan.facts.givens:
        if ledger.origin(given.goal) == ledger.origin(goal) or not ledger.same(given, wanted, value):
            continue
        if own is not None and own.api == _api_name(ledger, given.goal):
            continue
        if any(use.goal == given.goal and use.source == goal for use in ledger.plan.facts.uses):
            continue
        for kind in references(ledger, given):
            if ledger.type(kind).entity is None or not ledger.is_a(kind, wanted):
                continue
            if not any(_only_comparable(ledger, g, kind) for g in ledger.givens.get(goal, ())):
                return True
    return False


def _api_name(ledger: Ledger, goal: int) -> str | None:
    call = ledger.call_of.get(goal)
    return call.api if call is not None else None


def references(ledger: Ledger, given: Given) -> list[str]:
    """The types a given value may be of: the named one; of a reference, those of the entity it fits."""
    named = ledger.named_slot(given)
    if named is None:
        return [given.name] if given.name in ledger.catalog.semantic_types else []
    kind, value = ledger.type(named), text_of(given.value)
    fitting = bool(fit(kind, value))
    if fitting and (kind.askable or kind.pattern is not None):
        return [named]
    found = [
        other.name
        for other in ledger.catalog.semantic_types.values()
        if other.entity is not None
        and other.entity == kind.entity
        and other.askable
        and fit(other, value)
    ]
    return [named, *found] if fitting else found


def _only_comparable(ledger: Ledger, given: Given, kind: str) -> bool:
    types = references(ledger, given)
    return bool(types) and all(ledger.comparable(t, kind) for t in types)


# --- nothing passed over -----------------------------------------------------------------------------------
def said(ledger: Ledger) -> Iterator[Problem]:
    """R2: a value given by name is in its slot, or the slot derives from it; one given by type binds."""
    for given in ledger.plan.facts.givens:
        call = ledger.call_of.get(given.goal)
        if call is None:
            continue
        if ledger.named_slot(given) is not None:
            if (given.goal, given.name) not in ledger.uses:
                yield from _obeyed(ledger, call, given)
        elif given.name in ledger.catalog.semantic_types:
            yield from _bound(ledger, call, given)


def _obeyed(ledger: Ledger, call: Call, given: Given) -> Iterator[Problem]:
    argument = call.arguments.get(given.name)
    if argument is None:
        yield problem(
            "R2", f"'{given.value}' was given for the input, which is not filled", call.id, given.name
        )
        return
    if isinstance(argument, FromDefault):
        return  # told by the check of defaults
    kind = ledger.type(ledger.input_type(call, given.name))
    fitting = bool(fit(kind, text_of(given.value)))
    if isinstance(argument, FromValue) and ledger.same(given, kind.name, argument.value):
        opaque = not kind.askable and kind.pattern is None
        sought = ledger.api(call).inputs[given.name].source != "user"
        if fitting and opaque and sought and _leads(ledger, text_of(given.value), kind.name):
            what = f"'{given.value}' is a reference to be looked up, and is taken for the value itself"
            yield problem("R2", what, call.id, given.name)
        return
    if fitting and (kind.askable or kind.pattern is not None):
        yield problem("R2", f"'{given.value}' was given for the input, and is not in it", call.id, given.name)
    elif not ledger.derives_from(call, given.name, given):
        yield problem("R2", f"the source does not derive from '{given.value}'", call.id, given.name)


def _leads(ledger: Ledger, value: str, target: str) -> bool:
    """Whether lookups of one argument lead, within the entity, from what can be asked to the target."""
    entity = ledger.type(target).entity
    if entity is None:
        return False
    types = ledger.catalog.semantic_types
    reached = {k.name for k in types.values() if k.entity == entity and k.askable and fit(k, value)}
    if target in reached:
        return False
    while True:
        grown = {
            output.type
            for api in ledger.catalog.apis.values()
            if not api.writes and len(api.inputs) == 1
            if any(ledger.is_a(r, slot.type) for slot in api.inputs.values() for r in reached)
            for output in api.yields.values()
            if types[output.type].entity == entity
        }
        if any(ledger.is_a(kind, target) for kind in grown):
            return True
        if grown <= reached:
            return False
        reached |= grown


def _bound(ledger: Ledger, call: Call, given: Given) -> Iterator[Problem]:
    """Slots that a value given by type binds take it or a lookup from it. Twins have their own check."""
    api = ledger.api(call)
    for name, slot in api.inputs.items():
        if ledger.by_name(given.goal, name) or (given.goal, name) in ledger.uses or ledger.twins(call, name):
            continue
        if (given.goal, name) in ledger.picked:
            continue  # R12: the facts say of which list it is a row
        fitting = ledger.is_a(given.name, slot.type)
        if name not in call.arguments:
            if fitting and _only_taker(ledger, call, name, given.name):
                yield problem("R1", f"'{given.value}' was given, and only this input takes it", call.id, name)
            continue
        if not fitting and not (_binds(ledger, given, slot.type) and _one_call(ledger, given, slot.type)):
            continue
        if slot.source == "user" and not fitting:
            continue
        rivals = [g for g in ledger.givens[given.goal] if _binds(ledger, g, slot.type)]
        if not any(ledger.derives_from(call, name, rival) for rival in rivals):
            yield problem(
                "R2", f"'{given.value}' was given for it by type, and is passed over", call.id, name
            )


def _only_taker(ledger: Ledger, call: Call, name: str, kind: str) -> bool:
    """Whether no other input of the API could take a value of the type, itself or by a lookup."""
    inputs = ledger.api(call).inputs
    return not any(ledger.related(kind, slot.type) for x, slot in inputs.items() if x != name)


def _one_call(ledger: Ledger, given: Given, wanted: str) -> bool:
    """Whether a single lookup, which needs nothing but the given value and did not fail, leads from it to the wanted type."""
    failed = {failure.call.partition("(")[0] for failure in ledger.plan.facts.failures}
    return any(
        ledger.is_a(given.name, next(iter(api.inputs.values())).type)
        and any(
            ledger.is_a(o.type, wanted) and not ledger.comparable(o.type, given.name)
            for o in api.yields.values()
        )
        for name, api in ledger.catalog.apis.items()
        if not api.writes and not api.requires and len(api.inputs) == 1 and name not in failed
    )


def unused(ledger: Ledger) -> Iterator[Problem]:
    """R2: exactly the given values that appear nowhere are listed as unused."""
    listed = list(ledger.plan.unused)
    givens = ledger.plan.facts.givens
    for entry in listed:
        same = [g for g in givens if (g.goal, g.name, g.value) == (entry.goal, entry.name, entry.value)]
        if not same:
            yield problem("R2", f"'{entry.value}' is listed, and was not given", "unused")
        elif _in_its_slot(ledger, same[0]):
            yield problem("R2", f"'{entry.value}' is listed, and is used", "unused")
    named = {(entry.goal, entry.name, entry.value) for entry in listed}
    for given in givens:
        if (given.goal, given.name, given.value) not in named and not _appears(ledger, given):
            yield problem("R2", f"'{given.value}' of {ledger.member(given.goal)} is neither used nor listed", "unused")


def _in_its_slot(ledger: Ledger, given: Given) -> bool:
    call = ledger.call_of.get(given.goal)
    return (
        call is not None
        and ledger.named_slot(given) is not None
        and given.name in call.arguments
        and ledger.derives_from(call, given.name, given)
    )


def _appears(ledger: Ledger, given: Given) -> bool:
    """Whether the value is some argument, or tells a row. A second way to write one value of a goal counts as the first."""
    return any(ledger.same(given, kind, value) for kind, value in ledger.row_values) or any(
        isinstance(argument, FromValue) and ledger.same(given, ledger.input_type(call, name), argument.value)
        for call in ledger.calls
        for name, argument in call.arguments.items()
    )
