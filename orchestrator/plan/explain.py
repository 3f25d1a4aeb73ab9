"""One plain sentence for each outcome (R10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Facts
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    Choose,
    ConflictFound,
    FromList,
    FromStep,
    Missing,
    Plan,
    Reading,
    RowPick,
)
from orchestrator.reason.situation import ConflictTerm
from orchestrator.values import describe

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int, noun: str) -> str:
    """A number of things in words.

    Example:
        >>> count(1, "call"), count(12, "call")
        ('one call', '12 calls')
    """
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {noun}" if number == 1 else f"{word} {noun}s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def explain_plan(plan: Plan, catalog: Catalog) -> str:
    """The sentence of a plan that is ready, or that needs input: what is missing, and what is done with lists (R12)."""
    calls = f"{count(len(plan.calls), 'call')} in {count(len(set(plan.stages) - _asking(plan)), 'stage')}"
    things = [*_things(plan), *(_choice(choose, plan) for choose in plan.choices)]
    verb = "thing is" if len(things) == 1 else "things are"
    number = _NUMBERS[len(things)].capitalize() if len(things) < len(_NUMBERS) else len(things)
    head = f"{number} {verb} missing: {listed(things)}" if things else f"Nothing is missing: {calls}"
    return "; ".join([head, *_first_rows(plan, catalog), *_repeated(plan, catalog)]) + "."


def _api_of(step: str, plan: Plan) -> str:
    return next((call.api for call in plan.calls if call.id == step), step)


def _choice(choose: Choose, plan: Plan) -> str:
    """What is to be chosen, and for what; where one API is called for several goals, for which of them."""
    takers = [(x, c) for c in plan.calls for x, a in c.arguments.items() if choose.id in _chosen_in(a)]
    own = [(x, c) for x, c in takers if set(c.goals) & set(choose.goals)] or takers
    slots = dict.fromkeys(f"the {x.replace('_', ' ')} of {_told_apart(c, plan)}" for x, c in own)
    return f"which of the results of {_api_of(choose.of, plan)} is meant as {listed(list(slots))}"


def _told_apart(call: Call, plan: Plan) -> str:
    """The API of a call, with its goals where other goals call it too."""
    alike = {c.goals for c in plan.calls if c.api == call.api}
    return call.api if len(alike) == 1 else f"{call.api} {listed(list(map(str, call.goals)))}"


def _chosen_in(argument: Argument) -> set[str]:
    members = argument.list if isinstance(argument, FromList) else (argument,)
    return {m.pick.chosen for m in members if isinstance(m, FromStep) and m.pick is not None and m.pick.chosen is not None}


def _first_rows(plan: Plan, catalog: Catalog) -> Iterator[str]:
    """Where the first of several is taken although nobody said so, and why that does no harm."""
    if any(pick.row == "first" and not pick.several for pick in plan.facts.picks):
        return
    taken = [
        source.source.partition(".")[0]
        for call in plan.calls if call.for_each is None
        for name, source in call.arguments.items()
        if isinstance(source, FromStep) and source.pick == RowPick(first=1) and not catalog.apis[call.api].inputs[name].many
    ]  # fmt: skip
    taken += [met.source.partition(".")[0] for met in plan.wants if met.pick == RowPick(first=1)]
    for api in dict.fromkeys(_api_of(step, plan) for step in taken):
        yield f"of the results of {api} the first is taken, as nothing is changed by it"


def _repeated(plan: Plan, catalog: Catalog) -> Iterator[str]:
    """Which calls are made for each row of a list, and how often at most."""
    for call in plan.calls:
        if call.for_each is None:
            continue
        limits = [a.pick.first for a in call.arguments.values() if isinstance(a, FromStep) and a.pick is not None and a.pick.first]
        which = f"each of the first {limits[0]} results" if limits else "each result"
        shown = ", which you see before the first call" if catalog.apis[call.api].writes else ""
        yield f"{call.api} is called for {which} of {_api_of(call.for_each, plan)}{shown}"


def _asking(plan: Plan) -> set[tuple[str, ...]]:
    asks = {*(ask.id for ask in plan.asks), *(choice.id for choice in plan.choices)}
    return {stage for stage in plan.stages if set(stage) <= asks}


def _things(plan: Plan) -> list[str]:
    """What is asked for; two questions that lead to one slot are told apart by the type that each asks for."""
    words = [_thing(ask, plan) for ask in plan.asks]
    return [
        f"the {ask.asks.type.replace('_', ' ')} for {said}" if words.count(said) > 1 else said
        for ask, said in zip(plan.asks, words, strict=True)
    ]


def _thing(ask: Ask, plan: Plan) -> str:
    """What a question is for: the slot, and the call that has it."""
    owner = next((c.api for c in plan.calls if set(c.goals) & set(ask.asks.goals) and ask.asks.slot in c.arguments), None)
    owner = owner or next((c.api for c in plan.calls if ask.asks.slot in c.arguments), None)
    words = ask.asks.slot.replace("_", " ")
    return f"the {words} of {owner}" if owner else f"the {words}"


def conflict(term: ConflictTerm, goals: Mapping[int, str], catalog: Catalog) -> ConflictFound:
    """A conflict with its reason and what is allowed instead."""
    api = goals.get(term.goal)
    kind = _type(term, goals, catalog)
    words = {
        "misfit": "the value does not fit",
        "rivals": "two different values for one place",
        "both": "a value was given, and `uses` names another source",
        "foreign": f"nothing on the way of {api or 'what is wanted'} takes a {term.name}",
        "no_input": f"{api or 'what is wanted'} has no input {term.name}",
        "no_output": "the goal that is used has no such output",
        "rule": term.note,
        "no_list": "a row of a list is wanted for it, and what fills it is no list",
        "no_column": "no list that could fill it has that column",
        "no_row": "the list has no such row",
        "lists": term.note or "a goal has at most one list and one pick",
    }
    allowed = ""
    if term.reason in ("misfit", "rivals") and kind is not None:
        allowed = describe(catalog.type(kind)) if term.reason == "misfit" else "one value"
    elif term.reason in ("foreign", "no_input") and api is not None:
        allowed = listed(list(catalog.apis[api].inputs), "or") or "no input"
    elif term.reason in ("both", "lists"):
        allowed = "one of the two"
    return ConflictFound(goal=term.goal, name=term.name, values=term.values, reason=words[term.reason], allowed=allowed)


def _type(term: ConflictTerm, goals: Mapping[int, str], catalog: Catalog) -> str | None:
    api = goals.get(term.goal)
    if api is not None and term.name in catalog.apis[api].inputs:
        return catalog.apis[api].inputs[term.name].type
    return term.name if term.name in catalog.semantic_types else None


def explain_conflicts(conflicts: Sequence[ConflictFound], goals: Mapping[int, str], facts: Facts) -> str:
    """The sentence of a conflict: what was given, or picked, and why it cannot stand."""
    first = conflicts[0]
    values = listed([f'"{v}"' for v in dict.fromkeys(first.values)], "and")
    api = goals.get(first.goal)
    of = f"the {first.name} of {api}" if api else f"the {first.name}"
    picked = {p.row_term for p in facts.picks if p.goal == first.goal}
    verb = "was picked" if set(first.values) <= picked else "was given"
    sentence = f"{of[0].upper()}{of[1:]} {f'{verb} as {values}' if values else 'is in conflict'}: {first.reason}"
    if first.allowed:
        sentence += f"; allowed is {first.allowed}"
    if len(conflicts) > 1:
        sentence += f" (and {count(len(conflicts) - 1, 'more conflict')})"
    return sentence + "."


def explain_missing(missing: Sequence[Missing]) -> str:
    """The sentence of what cannot be done."""
    first = missing[0]
    what = first.slot if first.type == "state" else first.type
    needed = f", which {first.needed_for[-1]} needs" if first.needed_for else ""
    sentence = f"There is no way to {what}{needed}: it can be neither asked for nor obtained"
    if first.type == "state" or "(" in first.type:
        sentence = f"Nothing brings about {what}{needed}"
    if len(missing) > 1:
        sentence += f", together with {listed([m.slot if m.type == 'state' else m.type for m in missing[1:]])}"
    return f"{sentence}; what would help is {first.would_help}."


def explain_readings(readings: Sequence[Reading], catalog: Catalog) -> str:
    """The sentence of several readings: the one question that separates them best."""
    return "The words allow several readings: " + best_question(readings, catalog)


def best_question(readings: Sequence[Reading], catalog: Catalog) -> str:
    """The question whose answers split the readings most evenly."""
    numbers = sorted({n for r in readings for n in r.goals})
    splits = {n: Counter(r.goals.get(n, "") for r in readings) for n in numbers}
    best = min(numbers, key=lambda n: (max(splits[n].values()), n), default=None)
    if best is not None and len(splits[best]) > 1:
        options = [f"{api} ({catalog.apis[api].description.rstrip('.')})" if catalog.apis[api].description else api
                   for api in splits[best]]  # fmt: skip
        return f"is it {listed(options, 'or')}?"
    given = [r.given for r in readings if r.given is not None]
    names, values = (list(dict.fromkeys(x)) for x in ([g.name for g in given], [g.value for g in given]))
    if len(names) == 1 and len(values) > 1:
        return f"is the {names[0]} the {listed(values, 'or the')}?"
    if given:
        return f'is "{values[0]}" the {listed(names, "or the")}?'
    return f"{listed([r.question for r in readings], 'or')}?"
