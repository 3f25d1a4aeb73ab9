"""One plain sentence for each outcome (R10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from orchestrator.catalog.model import Catalog
from orchestrator.plan.model import Ask, ConflictFound, Missing, Plan, Reading
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


def explain_plan(plan: Plan) -> str:
    """The sentence of a plan that is ready, or that needs input."""
    calls = f"{count(len(plan.calls), 'call')} in {count(len(set(plan.stages) - _asking(plan)), 'stage')}"
    if not plan.asks:
        return f"Nothing is missing: {calls}."
    things = [_thing(ask, plan) for ask in plan.asks]
    verb = "thing is" if len(things) == 1 else "things are"
    return f"{_NUMBERS[len(things)].capitalize() if len(things) < 11 else len(things)} {verb} missing: {listed(things)}."


def _asking(plan: Plan) -> set[tuple[str, ...]]:
    asks = {ask.id for ask in plan.asks}
    return {stage for stage in plan.stages if set(stage) <= asks}


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
    }
    allowed = ""
    if term.reason in ("misfit", "rivals") and kind is not None:
        allowed = describe(catalog.type(kind)) if term.reason == "misfit" else "one value"
    elif term.reason in ("foreign", "no_input") and api is not None:
        allowed = listed(list(catalog.apis[api].inputs), "or") or "no input"
    elif term.reason == "both":
        allowed = "one of the two"
    return ConflictFound(goal=term.goal, name=term.name, values=term.values, reason=words[term.reason], allowed=allowed)


def _type(term: ConflictTerm, goals: Mapping[int, str], catalog: Catalog) -> str | None:
    api = goals.get(term.goal)
    if api is not None and term.name in catalog.apis[api].inputs:
        return catalog.apis[api].inputs[term.name].type
    return term.name if term.name in catalog.semantic_types else None


def explain_conflicts(conflicts: Sequence[ConflictFound], goals: Mapping[int, str]) -> str:
    """The sentence of a conflict."""
    first = conflicts[0]
    values = listed([f'"{v}"' for v in dict.fromkeys(first.values)], "and")
    api = goals.get(first.goal)
    of = f"the {first.name} of {api}" if api else f"the {first.name}"
    sentence = f"{of[0].upper()}{of[1:]} {f'was given as {values}' if values else 'is in conflict'}: {first.reason}"
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
