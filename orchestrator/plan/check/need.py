"""What must be in a plan, and that nothing else is: goals, wants, writes, no step too many; and the cost."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import Datum, Ledger, problem
from orchestrator.plan.check.state import holds_without
from orchestrator.plan.model import Ask, Call, Cost, FromValue


def goals(ledger: Ledger) -> Iterator[Problem]:
    """Every goal has exactly one call, with its API; a write is one goal's only, a read is made once."""
    for goal, apis in ledger.allowed_apis.items():
        calls = [call for call in ledger.calls if goal in call.goals]
        if len(calls) != 1:
            yield problem("R10", f"goal {goal} has {len(calls)} calls", "steps")
        for call in calls:
            if call.api not in apis:
                yield problem("R10", f"goal {goal} means {' or '.join(sorted(apis))}", call.id)
    reads: dict[tuple[str, frozenset[tuple[str, Datum]]], str] = {}
    for call in ledger.calls:
        for goal in call.goals:
            if goal not in ledger.allowed_apis:
                yield problem("R8", f"{goal} is a want, which has no call of its own", call.id)
        if ledger.api(call).writes:
            if len(call.goals) > 1:
                yield problem("R5", f"one write for the goals {list(call.goals)}", call.id)
            continue
        key = (call.api, frozenset((name, ledger.datum(call, name)) for name in call.arguments))
        if key in reads:
            yield problem("R5", f"the same read as {reads[key]}", call.id)
        reads.setdefault(key, call.id)


def needed(ledger: Ledger) -> Iterator[Problem]:
    """R5, R9: no write that nobody asked for, and no step that can be left out."""
    roots = [call for call in ledger.calls if call.goals]
    roots += [step for s in ledger.met.values() if isinstance(step := ledger.step_of(s), Call)]
    reached = _reach(ledger, roots)
    for call in ledger.calls:
        if not ledger.api(call).writes or call.goals:
            continue
        if not ledger.api(call).auto:
            yield problem("R5", "a write that is no goal, and is not marked auto", call.id)
        if call.id not in reached and holds_without(ledger, call):
            yield problem("R9", "an auto write that nothing needs", call.id)
        reached |= _reach(ledger, [call])
    for step in ledger.plan.steps:
        if step.id not in reached:
            yield problem("R9", "the step can be left out", step.id)


def _reach(ledger: Ledger, waiting: list[Call]) -> set[str]:
    """The steps that these calls need for their data, and themselves."""
    found: set[str] = set()
    waiting = list(waiting)
    while waiting:
        call = waiting.pop()
        if call.id in found:
            continue
        found.add(call.id)
        for argument in call.arguments.values():
            step = ledger.producer(argument)
            if isinstance(step, Ask):
                found.add(step.id)
            elif step is not None:
                waiting.append(step)
    return found


def wants(ledger: Ledger) -> Iterator[Problem]:
    """R8: each want is met by an output of its type, in its own scope."""
    met = [m.goal for m in ledger.plan.wants]
    for want in ledger.plan.facts.wants:
        if met.count(want.goal) != 1:
            yield problem("R8", f"it is met {met.count(want.goal)} times", "wants", want.goal)
            continue
        source = ledger.met[want.goal]
        if not ledger.is_a(ledger.source_type(source), want.type):
            what = f"'{ledger.source_type(source)}' is no '{want.type}'"
            yield problem("R8", what, "wants", want.goal)
        yield from _depends(ledger, want.goal, source)
    for entry in ledger.plan.wants:
        if ledger.wants.get(entry.goal) != entry.type:
            yield problem("R8", f"nobody wants '{entry.type}'", "wants", entry.goal)


def _depends(ledger: Ledger, goal: int, source: str) -> Iterator[Problem]:
    """Where values were given for a want, what meets it derives from one, or needs a state that does."""
    givens = ledger.givens.get(goal, ())
    if not givens:
        return
    autos = [(c, x) for c in ledger.calls if not c.goals and ledger.api(c).writes for x in c.arguments]
    below = [
        *ledger.trace_source(source, lambda _: True),
        *(t for c, x in autos for t in ledger.trace(c, x, ledger.reads)),
    ]
    if not any(
        isinstance(t.argument, FromValue) and any(ledger.same(g, t.type, t.argument.value) for g in givens)
        for t in below
    ):
        said = ", ".join(f"'{given.value}'" for given in givens)
        yield problem("R8", f"what meets it does not depend on {said}", "wants", goal)


def cost(ledger: Ledger) -> Iterator[Problem]:
    """R9: the cost is that of its questions and calls."""
    due = Cost(
        questions=sum(ledger.type(ask.asks.type).question_cost for ask in ledger.plan.asks),
        choices=ledger.plan.cost.choices,
        calls=sum(ledger.api(call).cost for call in ledger.calls),
    )
    if ledger.plan.cost != due:
        said = ledger.plan.cost
        what = f"it says {said.questions} and {said.calls}, its steps come to {due.questions} and {due.calls}"
        yield problem("R9", what, "cost")
