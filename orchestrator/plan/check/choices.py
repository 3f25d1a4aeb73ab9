"""R12: a choice is of a list, is used, is for the goals it names, and is put once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from orchestrator.errors import Problem
from orchestrator.plan.check.draws import Draw, Draws, Place, reached_write
from orchestrator.plan.check.ledger import Ledger, problem
from orchestrator.plan.model import Call, Choose


def choices(draws: Draws) -> Iterator[Problem]:
    """Each choice by itself, then those of one list."""
    for choice in draws.ledger.plan.choices:
        takers = [draw for draw in draws.all if _chosen(draw) == choice.id]
        yield from _of_its_list(draws.ledger, choice, takers)
        yield from _goals(draws, choice, takers)
        yield from _of_one_api(draws, choice)
        if takers and not any(_reaches_write(draws.ledger, d) or _is_beside_twin(draws.ledger, d) for d in takers):
            yield problem("R12", "the row reaches no write, so the first is taken and nothing is to choose", choice.id)
    yield from _needless(draws)


def _chosen(draw: Draw) -> str | None:
    return draw.pick.chosen if draw.pick is not None else None


def _of_its_list(ledger: Ledger, choice: Choose, takers: list[Draw]) -> Iterator[Problem]:
    maker = ledger.steps[choice.of]
    lists = _lists(ledger, maker)
    if not lists:
        yield problem("R12", f"{choice.of} yields no list to choose from", choice.id)
    for draw in takers:
        if draw.maker is not maker:
            what = f"the row of {draw.maker.id}, and {choice.id} is a choice among those of {choice.of}"
            yield problem("R12", what, *draw.where)
    if len({draw.list for draw in takers if draw.maker is maker}) > 1:
        yield problem("R12", "one choice for two lists", choice.id)
    columns = [set(draw.columns) for draw in takers if draw.maker is maker] or lists
    for column in choice.columns:
        if columns and not any(column in known for known in columns):
            yield problem("R12", f"the list of {choice.of} has no column '{column}'", choice.id)


def _lists(ledger: Ledger, step: object) -> list[set[str]]:
    """The columns of each list that a step yields."""
    if not isinstance(step, Call):
        return []
    api = ledger.api(step)
    return [set(api.yields)] if step.for_each is not None else [set(columns) for columns in api.lists.values()]


def _goals(draws: Draws, choice: Choose, takers: list[Draw]) -> Iterator[Problem]:
    """It names each goal that takes the row, and none that nothing of it reaches."""
    ledger = draws.ledger
    named = set(choice.goals)
    served = {place.goal for place in draws.places for draw in place.draws if _chosen(draw) == choice.id}
    if served - named:
        what = f"it serves {ledger.member(min(served - named))} too, and does not say so"
        yield problem("R12", what, choice.id)
    reached = served.union(*(_reached_goals(ledger, draw) for draw in takers))
    idle = set(ledger.origins(named)) - set(ledger.origins(reached))
    if takers and idle:
        yield problem("R12", f"it does not serve goal {min(idle)}", choice.id)


def _reached_goals(ledger: Ledger, draw: Draw) -> set[int]:
    """The goals that what takes the row leads to, also through the calls of other goals."""
    if draw.taker is None:
        return set()
    reached, goals = {draw.taker.id}, set(draw.taker.goals)
    for later in ledger.calls:
        steps = [ledger.producer(argument) for argument in later.arguments.values()]
        if later.for_each in reached or any(step is not None and step.id in reached for step in steps):
            reached.add(later.id)
            goals.update(later.goals)
    return goals | {g for g, met in ledger.met.items() if met.source.partition(".")[0] in reached}


def _reaches_write(ledger: Ledger, draw: Draw) -> bool:
    """Whether a write takes the row or what comes of it. What meets a want, the goals that use it take themselves."""
    return draw.taker is not None and reached_write(ledger, draw.taker) is not None


def _is_beside_twin(ledger: Ledger, draw: Draw) -> bool:
    """Whether the call has another input that takes such a row: the first cannot be meant for both (R3)."""
    if draw.taker is None:
        return False
    inputs = ledger.api(draw.taker).inputs
    others = (other for other in draw.taker.arguments if other != draw.input)
    return any(ledger.comparable(inputs[draw.input].type, inputs[other].type) for other in others)


def _of_one_api(draws: Draws, choice: Choose) -> Iterator[Problem]:
    """Two goals of one API choose each for itself; the members of one goal choose together."""
    ledger = draws.ledger
    served = dict.fromkeys(p.goal for p in draws.places for d in p.draws if _chosen(d) == choice.id)
    for one, other in combinations(served, 2):
        a, b = ledger.call_of.get(one), ledger.call_of.get(other)
        if a is None or b is None or a.api != b.api or a is b or ledger.origin(one) == ledger.origin(other):
            continue
        what = f"it serves goals {ledger.origin(one)} and {ledger.origin(other)}, which call the same API"
        yield problem("R12", what, choice.id)


def _needless(draws: Draws) -> Iterator[Problem]:
    """One choice serves all goals that need a row of a list, but two of one API, and but twin slots."""
    ledger = draws.ledger
    for one, other in combinations(ledger.plan.choices, 2):
        first, second = _places(draws, one), _places(draws, other)
        lists = [{d.key for p in places for d in p.draws if _chosen(d) == c.id} for places, c in ((first, one), (second, other))]
        if not lists[0] & lists[1]:
            continue
        if not any(_each_for_itself(draws, a, b) for a in first for b in second):
            yield problem("R12", f"the same choice as {one.id}", other.id)


def _places(draws: Draws, choice: Choose) -> list[Place]:
    return [place for place in draws.places if any(_chosen(draw) == choice.id for draw in place.draws)]


def _each_for_itself(draws: Draws, one: Place, other: Place) -> bool:
    """Whether two slots may need rows of their own: of two goals of one API, beside twins, or where only `uses` passes."""
    ledger = draws.ledger
    apart = ledger.origin(one.goal) != ledger.origin(other.goal)
    if apart and one.call is not None and other.call is not None and one.call.api == other.call.api:
        return True
    pair = {one.goal, other.goal}
    if any({use.goal, use.source} == pair for use in ledger.plan.facts.uses):
        return True  # R3: nothing passes between them but what is used
    return any(draws.has_twin(place) or draws.below_twins(place) for place in (one, other))
