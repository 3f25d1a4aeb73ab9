"""The form of a plan: what each outcome carries, names that exist, and an order that can be run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orchestrator.catalog.model import Catalog
from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import problem
from orchestrator.plan.model import Ask, Call, Cost, FromStep, Plan, Step

_PLANS = ("ready", "needs_input")
_CARRIES = {"ambiguous": ("readings", 2), "conflict": ("conflicts", 1), "unsolvable": ("missing", 1)}


def outcome(plan: Plan) -> Iterator[Problem]:
    """R10: each outcome carries what it is about, and nothing of another."""
    if not plan.explanation.strip() or "\n" in plan.explanation.strip():
        yield problem("R10", "the explanation is not one plain sentence", "explanation")
    if plan.status in _PLANS:
        if not plan.steps:
            yield problem("R10", f"a plan that is {plan.status} has no steps", "status")
        # A choice, once plans have them, waits for the user as a question does.
        if bool(plan.asks) != (plan.status == "needs_input") and plan.cost.choices == 0:
            yield problem("R10", f"{plan.status}, with {len(plan.asks)} questions", "status")
    elif plan.steps or plan.stages or plan.wants or plan.cost != Cost():
        yield problem("R10", f"{plan.status} is no plan, yet it has steps, stages, wants or a cost", "status")
    for status, (field, least) in _CARRIES.items():
        count = len(getattr(plan, field))
        if plan.status == status and count < least:
            yield problem("R10", f"{status} with {count} {field}; at least {least} belong to it", field)
        if plan.status != status and count:
            yield problem("R10", f"{plan.status}, yet it has {field}", field)


def form(plan: Plan, catalog: Catalog) -> Iterator[Problem]:
    """Every name exists, and what a step needs comes before it. The other checks rely on this."""
    counts = Counter(step.id for step in plan.steps)
    for identifier, count in counts.items():
        if count > 1:
            yield problem("section 5", f"{count} steps have this id", identifier)
    earlier: dict[str, Step] = {}
    for step in plan.steps:
        if isinstance(step, Ask):
            yield from _ask(step, catalog)
        else:
            yield from _call(step, plan, catalog, earlier)
        earlier[step.id] = step
    for met in plan.wants:
        yield from _source(met.source, earlier, catalog, ("wants", met.goal), questions=False)
    yield from _stages(plan)


def _ask(ask: Ask, catalog: Catalog) -> Iterator[Problem]:
    if not ask.id.startswith("q") or "." in ask.id:
        yield problem("section 5", "the id of a question is q and a number", ask.id)
    if ask.asks.type not in catalog.semantic_types:
        yield problem("R6", f"the catalog has no type '{ask.asks.type}'", ask.id)


def _call(call: Call, plan: Plan, catalog: Catalog, earlier: dict[str, Step]) -> Iterator[Problem]:
    if not call.id.startswith("c") or "." in call.id:
        yield problem("section 5", "the id of a call is c and a number", call.id)
    api = catalog.apis.get(call.api)
    if api is None:
        yield problem("section 5", f"the catalog has no API '{call.api}'", call.id)
        return
    for name, argument in call.arguments.items():
        if name not in api.inputs:
            yield problem("R1", f"'{call.api}' has no input of that name", call.id, name)
        if isinstance(argument, FromStep):
            yield from _source(argument.source, earlier, catalog, (call.id, name), questions=True)
    numbers = plan.facts.numbers
    for goal in call.goals:
        if goal not in numbers:
            yield problem("R1", f"it is the call of goal {goal}, which the facts do not have", call.id)


def _source(
    source: str, earlier: dict[str, Step], catalog: Catalog, where: tuple[object, ...], *, questions: bool
) -> Iterator[Problem]:
    identifier, dot, output = source.partition(".")
    step = earlier.get(identifier)
    if step is None:
        yield problem("R4", f"'{source}' comes from no step before it", *where)
    elif isinstance(step, Ask):
        if dot or not questions:
            yield problem("R4" if questions else "R8", f"'{source}' is not what a question may be", *where)
    elif step.api in catalog.apis and output not in catalog.apis[step.api].outputs:
        yield problem("R4", f"'{step.api}' has no output '{output}'", *where)


def _stages(plan: Plan) -> Iterator[Problem]:
    listed = [identifier for stage in plan.stages for identifier in stage]
    if Counter(listed) != Counter(step.id for step in plan.steps) or not all(plan.stages):
        yield problem("section 5", "the stages do not hold each step exactly once", "stages")
        return
    stage_of = {identifier: n for n, stage in enumerate(plan.stages) for identifier in stage}
    for step in plan.steps:
        if isinstance(step, Ask):
            if stage_of[step.id] != 0:
                yield problem("R9", "a question depends on nothing, and is not in the first stage", step.id)
            continue
        for name, argument in step.arguments.items():
            if isinstance(argument, FromStep):
                needed = argument.source.partition(".")[0]
                if stage_of.get(needed, -1) >= stage_of[step.id]:
                    yield problem("R9", f"{needed} is not in a stage before it", step.id, name)
