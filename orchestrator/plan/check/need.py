"""What must be in a plan, and that nothing else is: goals, wants, writes, no step too many; and the cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import Datum, Ledger, problem
from orchestrator.plan.check.state import holds_without
from orchestrator.plan.model import Call, Cost, FromStep, FromValue, Met


def goals(ledger: Ledger) -> Iterator[Problem]:
    """Every goal has exactly one call, with its API; a write is one goal's only, a read is made once."""
    for goal, apis in ledger.allowed_apis.items():
        calls = [call for call in ledger.calls if goal in call.goals]
        if len(calls) != 1:
            yield problem("R10", f"{ledger.member(goal)} has {len(calls)} calls", "steps")
        for call in calls:
            if call.api not in apis:
                yield problem("R10", f"{ledger.member(goal)} means {' or '.join(sorted(apis))}", call.id)
    reads: dict[tuple[str, str | None, frozenset[tuple[str, Datum]]], str] = {}
    for call in ledger.calls:
        for goal in call.goals:
            if goal not in ledger.allowed_apis:
                yield problem("R8", f"{ledger.origin(goal)} is a want, which has no call of its own", call.id)
        if ledger.api(call).writes:
            if len(call.goals) > 1:
                yield problem("R5", f"one write for the goals {list(map(ledger.origin, call.goals))}", call.id)
            continue
        key = (call.api, call.for_each, frozenset((name, ledger.datum(call, name)) for name in call.arguments))
        # Two goals done for each row of one list stay two, be they reads: what each yields is a list of its own.
        if call.goals and call.for_each is not None:
            continue
        if key in reads:
            yield problem("R5", f"the same read as {reads[key]}", call.id)
        reads.setdefault(key, call.id)


def needed(ledger: Ledger) -> Iterator[Problem]:
    """R5, R9: no write that nobody asked for, and no step that can be left out."""
    roots = [call for call in ledger.calls if call.goals]
    roots += [step for met in ledger.met.values() if isinstance(step := ledger.step_of(met.source), Call)]
    reached = _reach(ledger, roots)
    reached |= {met.pick.chosen for met in ledger.met.values() if met.pick is not None and met.pick.chosen}
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
        steps = [ledger.producer(argument) for argument in call.arguments.values()]
        for step in (*steps, ledger.steps.get(call.for_each or "")):
            if isinstance(step, Call):
                waiting.append(step)
            elif step is not None:
                found.add(step.id)
        found.update(a.pick.chosen for a in call.arguments.values() if isinstance(a, FromStep) and a.pick and a.pick.chosen)
    return found


def wants(ledger: Ledger) -> Iterator[Problem]:
    """R8: each want is met by an output of its type, in its own scope."""
    times = Counter(met.goal for met in ledger.plan.wants)
    for want in ledger.plan.facts.wants:
        if times[want.goal] != 1:
            yield problem("R8", f"it is met {times[want.goal]} times", "wants", ledger.origin(want.goal))
            continue
        met = ledger.met[want.goal]
        if not ledger.is_a(ledger.source_type(met.source), want.type):
            what = f"'{ledger.source_type(met.source)}' is no '{want.type}'"
            yield problem("R8", what, "wants", ledger.origin(want.goal))
        yield from _depends(ledger, met)
    for entry in ledger.plan.wants:
        if ledger.wants.get(entry.goal) != entry.type:
            yield problem("R8", f"nobody wants '{entry.type}'", "wants", ledger.origin(entry.goal))


def _depends(ledger: Ledger, met: Met) -> Iterator[Problem]:
    """Where values were given for a want, what meets it derives from one, or needs a state that does."""
    givens = ledger.givens.get(met.goal, ())
    if not givens:
        return
    autos = [(c, x) for c in ledger.calls if not c.goals and ledger.api(c).writes for x in c.arguments]
    below = [
        *ledger.trace_want(met, lambda _: True),
        *(t for c, x in autos for t in ledger.trace(c, x, ledger.reads)),
    ]
    if not any(
        isinstance(t.argument, FromValue) and any(ledger.same(g, t.type, t.argument.value) for g in givens)
        for t in below
    ):
        told = ", ".join(f"'{given.value}'" for given in givens)
        yield problem("R8", f"what meets it does not depend on {told}", "wants", ledger.origin(met.goal))


def cost(ledger: Ledger) -> Iterator[Problem]:
    """R9: the cost is that of its questions, choices and calls."""
    due = Cost(
        questions=sum(ledger.type(ask.asks.type).question_cost for ask in ledger.plan.asks),
        choices=len(ledger.plan.choices),
        calls=sum(ledger.api(call).cost for call in ledger.calls),
    )
    said = ledger.plan.cost
    if said.choices != due.choices:
        yield problem("R9", f"it says {said.choices} choices, its steps have {due.choices}", "cost")
    if (said.questions, said.calls) != (due.questions, due.calls):
        what = f"it says {said.questions} and {said.calls}, its steps come to {due.questions} and {due.calls}"
        yield problem("R9", what, "cost")
