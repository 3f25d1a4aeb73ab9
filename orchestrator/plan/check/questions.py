"""R6: what may be asked, and whom the answer serves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import Ledger, problem
from orchestrator.plan.model import Ask, Call


def questions(ledger: Ledger) -> Iterator[Problem]:
    """Each question by itself, then those of one type."""
    for ask in ledger.plan.asks:
        takers = [c for c in ledger.calls if any(ledger.producer(a) is ask for a in c.arguments.values())]
        yield from _form(ledger, ask)
        yield from _goals(ledger, ask, takers)
        yield from _known(ledger, ask, takers)
    yield from _twice(ledger)


def _form(ledger: Ledger, ask: Ask) -> Iterator[Problem]:
    kind = ledger.type(ask.asks.type)
    if not kind.askable:
        yield problem("R6", f"'{kind.name}' is marked `ask: never`", ask.id)
    if not ask.asks.question.strip() or not ask.asks.slot:
        yield problem("R6", "the words of the question, or its slot, are missing", ask.id)
    wanted = [t for goal in ask.asks.goals for g, t in ledger.wants.items() if g == goal]
    named = ledger.origins(ask.asks.goals)
    if len(named) == 1 and any(ledger.is_a(kind.name, t) for t in wanted):
        yield problem("R6", f"it asks for what goal {named[0]} wants to know", ask.id)


def _goals(ledger: Ledger, ask: Ask, takers: list[Call]) -> Iterator[Problem]:
    named = set(ask.asks.goals)
    strangers = named - set(ledger.plan.facts.numbers)
    goals = sorted(ledger.origins(named))
    if not named or strangers or len(named) != len(ask.asks.goals):
        told = [ledger.origin(goal) for goal in ask.asks.goals]
        yield problem("R6", f"the goals {told} are not goals of the facts, each once", ask.id)
    served = ledger.serves[ask.id]
    if served - named:
        yield problem("R6", f"it serves {ledger.member(min(served - named))} too, and does not say so", ask.id)
    # R5: a question for an input of an auto write names all goals whose way needs it.
    auto = any(ledger.api(taker).auto for taker in _users(ledger, ask, takers))
    if ledger.type(ask.asks.type).bare and not auto and len(goals) > 1:
        yield problem("R6", f"'{ask.asks.type}' is bare, and the question serves goals {goals}", ask.id)


def _users(ledger: Ledger, ask: Ask, takers: list[Call]) -> list[Call]:
    """The calls that take the answer, and the auto writes that take what lookups make of it."""
    autos = [
        call
        for call in ledger.calls
        if ledger.api(call).auto
        if any(
            ledger.producer(t.argument) is ask
            for x in call.arguments
            for t in ledger.trace(call, x, ledger.lookups)
        )
    ]
    return [*takers, *autos]


def _known(ledger: Ledger, ask: Ask, takers: list[Call]) -> Iterator[Problem]:
    """Never for what was given by type to the goal, where no twin makes a slot stand for itself."""
    if len(ledger.origins(ask.asks.goals)) != 1 or any(_has_twin(ledger, taker, ask) for taker in takers):
        return
    goal = ask.asks.goals[0]
    call = ledger.call_of.get(goal)
    if call is not None and any(ledger.twins(call, name) for name in call.arguments):
        return
    for given in ledger.givens.get(goal, ()):
        if ledger.named_slot(given) is None and ledger.is_a(given.name, ask.asks.type):
            yield problem("R6", f"it asks for '{ask.asks.type}', which {ledger.member(goal)} was given", ask.id)


def _has_twin(ledger: Ledger, taker: Call, ask: Ask) -> bool:
    return any(ledger.producer(a) is ask and ledger.twins(taker, name) for name, a in taker.arguments.items())


def _twice(ledger: Ledger) -> Iterator[Problem]:
    """One question serves all slots that need a type with an entity, where no exception of R3 can hold."""
    of_goal = {goal: call.api for call in ledger.calls for goal in ledger.origins(call.goals)}
    if len(set(of_goal.values())) < len(of_goal):
        return
    for one, other in combinations(ledger.plan.asks, 2):
        if one.asks.type != other.asks.type or ledger.type(one.asks.type).bare:
            continue
        takers = [
            (call, name)
            for call in ledger.calls
            for name in call.arguments
            for taken in ledger.trace(call, name, lambda _: True)
            if ledger.producer(taken.argument) in (one, other)
        ]
        if not any(ledger.twins(call, name) for call, name in takers):
            yield problem("R6", f"it asks for '{one.asks.type}' as {one.id} does", other.id)
