"""The form of a plan: what each outcome carries, names that exist, and an order that can be run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orchestrator.catalog.model import Catalog, Input
from orchestrator.errors import Problem
from orchestrator.plan.check.ledger import problem
from orchestrator.plan.check.parts import elements, sources
from orchestrator.plan.model import Argument, Ask, Call, Choose, Cost, FromDefault, Plan, RowPick, Step

_PLANS = ("ready", "needs_input")
_CARRIES = {"ambiguous": ("readings", 2), "conflict": ("conflicts", 1), "unsolvable": ("missing", 1)}


def outcome(plan: Plan) -> Iterator[Problem]:
    """R10: each outcome carries what it is about, and nothing of another."""
    if not plan.explanation.strip() or "\n" in plan.explanation.strip():
        yield problem("R10", "the explanation is not one plain sentence", "explanation")
    if plan.status in _PLANS:
        if not plan.steps:
            yield problem("R10", f"a plan that is {plan.status} has no steps", "status")
        if bool(plan.asks or plan.choices) != (plan.status == "needs_input"):
            choices = f" and {len(plan.choices)} choices" if plan.choices else ""
            yield problem("R10", f"{plan.status}, with {len(plan.asks)} questions{choices}", "status")
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
        elif isinstance(step, Choose):
            yield from _choose(step, plan, earlier)
        else:
            yield from _call(step, plan, catalog, earlier)
        earlier[step.id] = step
    for met in plan.wants:
        yield from _source(met.source, earlier, catalog, ("wants", met.goal), questions=False)
        yield from _pick(met.pick, earlier, ("wants", met.goal))
    yield from _stages(plan)


def _ask(ask: Ask, catalog: Catalog) -> Iterator[Problem]:
    if not ask.id.startswith("q") or "." in ask.id:
        yield problem("section 5", "the id of a question is q and a number", ask.id)
    if ask.asks.type not in catalog.semantic_types:
        yield problem("R6", f"the catalog has no type '{ask.asks.type}'", ask.id)


def _choose(choice: Choose, plan: Plan, earlier: dict[str, Step]) -> Iterator[Problem]:
    if not choice.id.startswith("q") or "." in choice.id:
        yield problem("section 5", "the id of a choice is q and a number", choice.id)
    if not isinstance(earlier.get(choice.of), Call):
        yield problem("R12", f"'{choice.of}' is no call before it", choice.id)
    strangers = set(choice.goals) - set(plan.facts.numbers)
    if not choice.goals or strangers or len(set(choice.goals)) != len(choice.goals):
        yield problem("R12", f"the goals {list(choice.goals)} are not goals of the facts, each once", choice.id)


def _call(call: Call, plan: Plan, catalog: Catalog, earlier: dict[str, Step]) -> Iterator[Problem]:
    if not call.id.startswith("c") or "." in call.id:
        yield problem("section 5", "the id of a call is c and a number", call.id)
    api = catalog.apis.get(call.api)
    if api is None:
        yield problem("section 5", f"the catalog has no API '{call.api}'", call.id)
        return
    if call.for_each is not None and not isinstance(earlier.get(call.for_each), Call):
        yield problem("R12", f"it is made for each row of '{call.for_each}', which is no call before it", call.id)
    for name, argument in call.arguments.items():
        if name not in api.inputs:
            yield problem("R1", f"'{call.api}' has no input of that name", call.id, name)
        else:
            yield from _listed(api.inputs[name], argument, call.id, name)
        for source in sources(argument):
            yield from _source(source.source, earlier, catalog, (call.id, name), questions=True)
            yield from _pick(source.pick, earlier, (call.id, name))
    numbers = plan.facts.numbers
    for goal in call.goals:
        if goal not in numbers:
            yield problem("R1", f"it is the call of goal {goal}, which the facts do not have", call.id)


def _listed(slot: Input, argument: Argument, *where: object) -> Iterator[Problem]:
    """A list is for an input that takes a list, and has members; none only where that is the default."""
    parts = elements(argument)
    if parts is None:
        return
    if not slot.many:
        yield problem("R12", "a list, and the input takes one value", *where)
    elif not parts and not (isinstance(argument, FromDefault) and slot.default == ()):
        yield problem("R12", "a list without members", *where)


def _source(
    source: str, earlier: dict[str, Step], catalog: Catalog, where: tuple[object, ...], *, questions: bool
) -> Iterator[Problem]:
    identifier, dot, output = source.partition(".")
    step = earlier.get(identifier)
    if step is None:
        yield problem("R4", f"'{source}' comes from no step before it", *where)
    elif isinstance(step, Choose):
        yield problem("R12", f"'{source}' is a choice, which says which row is taken and yields nothing itself", *where)
    elif isinstance(step, Ask):
        if dot or not questions:
            yield problem("R4" if questions else "R8", f"'{source}' is not what a question may be", *where)
    elif step.api in catalog.apis and output not in catalog.apis[step.api].yields:
        yield problem("R4", f"'{step.api}' has no output '{output}'", *where)


def _pick(pick: RowPick | None, earlier: dict[str, Step], where: tuple[object, ...]) -> Iterator[Problem]:
    if pick is not None and pick.chosen is not None and not isinstance(earlier.get(pick.chosen), Choose):
        yield problem("R12", f"'{pick.chosen}' is no choice before it", *where)


def _stages(plan: Plan) -> Iterator[Problem]:
    listed = [identifier for stage in plan.stages for identifier in stage]
    if Counter(listed) != Counter(step.id for step in plan.steps) or not all(plan.stages):
        yield problem("section 5", "the stages do not hold each step exactly once", "stages")
        return
    stage_of = {identifier: n for n, stage in enumerate(plan.stages) for identifier in stage}
    for step in plan.steps:
        if isinstance(step, Ask) and stage_of[step.id] != 0:
            yield problem("R9", "a question depends on nothing, and is not in the first stage", step.id)
        for needed, *where in _needs(step):
            if stage_of.get(needed, -1) >= stage_of[step.id]:
                yield problem("R9", f"{needed} is not in a stage before it", step.id, *where)


def _needs(step: Step) -> Iterator[tuple[str, ...]]:
    """The steps that a step needs before it, each with the input that needs it."""
    if isinstance(step, Choose):
        yield (step.of,)
    if not isinstance(step, Call):
        return
    if step.for_each is not None:
        yield (step.for_each,)
    for name, argument in step.arguments.items():
        for source in sources(argument):
            yield source.source.partition(".")[0], name
            if source.pick is not None and source.pick.chosen is not None:
                yield source.pick.chosen, name
