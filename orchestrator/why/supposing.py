"""What would come of more facts, or of fewer APIs: both are planned, and compared with the plan as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from orchestrator.converse.difference import Difference, difference
from orchestrator.errors import Problem, UsageError
from orchestrator.facts.model import Facts, Given, Value
from orchestrator.nearest import nearest
from orchestrator.plan.model import AnyPlan, Ask, Missing, Plan, Unsolvable
from orchestrator.why.changes import PLANNED, changed, effect, engine_of, lacking
from orchestrator.why.model import Effect, WhatIf
from orchestrator.why.words import effect_words, listed, outcome_words

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

Supposed = Mapping[str, Value] | Iterable[tuple[int, str, Value]]


def suppose(plan: Plan, home: Orchestrator, given: Supposed, without: Sequence[str]) -> WhatIf:
    """What would come of the change.

    Raises:
        UsageError: nothing is to be changed, or a name is none of the catalog's.
        FactsError: a goal that does not exist is given something.
    """
    added = _placed(given, plan, home)
    if not added and not without:
        raise UsageError(
            Problem(
                "nothing is changed",
                "what_if",
                "`given` values or APIs to be `without`",
                'for instance given={"amount": "200"}',
            )
        )
    for api in without:
        if api not in home.catalog.apis:
            meant = nearest(api, home.catalog.apis)
            raise UsageError(Problem(f"the catalog has no API {api!r}", "what_if > without", "an API of the catalog",
                                     f"did you mean {meant}?" if meant else ""))  # fmt: skip
    facts = with_givens(plan.facts, added) if added else plan.facts
    new = _planned(facts, home, frozenset(without))
    change = listed([*(str(g).rstrip(".") for g in added), *(f"no {api}" for api in without)])
    told = _effect(plan, new)
    differing = difference(plan, new, home.catalog)
    return WhatIf(change, _sentence(plan, new, told, change, differing), new, told, differing)


def _planned(facts: Facts, home: Orchestrator, without: frozenset[str]) -> AnyPlan:
    if not without:
        return home.plan(facts=facts)
    lost = [g for g in (*facts.goals, *facts.maybes) if g.api in without]
    left = [m for m in facts.maybes if m.api not in without]
    gone = [g for g in lost if not any(m.goal == g.goal for m in left)]
    if gone:
        # A goal that is this very call cannot be reached without it: there is nothing to plan.
        missing = tuple(
            Missing(goal=g.goal, slot=g.api, type="API", needed_for=(g.api,), would_help=f"the API {g.api}")
            for g in gone
        )
        text = f"Goal {gone[0].goal} is a call of {gone[0].api}, which is not there."
        return Unsolvable(
            explanation=text, missing=missing, facts=facts, optimal=True, unsaid=facts.unsaid
        ).at_home(home)
    from orchestrator.orchestrate import Orchestrator

    engine, limits = engine_of(home)
    smaller = Orchestrator(lacking(home.catalog, without), planner=engine, limits=limits)
    return smaller.plan(facts=changed(facts, maybes=tuple(left))).at_home(home)


def with_givens(facts: Facts, added: Sequence[Given]) -> Facts:
    """The facts with these values, each in the place of what was given there before."""
    places = {(g.goal, g.name) for g in added}
    kept = tuple(g for g in facts.givens if (g.goal, g.name) not in places)
    unknowns = tuple(u for u in facts.unknowns if (u.goal, u.name) not in places)
    return changed(facts, givens=(*kept, *added), unknowns=unknowns)


def _placed(given: Supposed, plan: Plan, home: Orchestrator) -> tuple[Given, ...]:
    """Each value at the goal and under the name that it is for."""
    if isinstance(given, Mapping):
        return tuple(g for name, value in given.items() for g in _goals(name, value, plan, home))
    return tuple(Given(goal=goal, name=name, value=value) for goal, name, value in given)


def _goals(name: str, value: Value, plan: Plan, home: Orchestrator) -> Iterable[Given]:
    """A name alone: a question of the plan, else an input of a goal, else a type."""
    asked = [ask for ask in plan.asks if name in (ask.id, ask.asks.slot, ask.asks.type)]
    if asked:
        return [_answer(asked[0], goal, value, plan, home) for goal in asked[0].asks.goals]
    apis = {g.goal: g.api for g in (*plan.facts.goals, *plan.facts.maybes)}
    having = [goal for goal, api in sorted(apis.items()) if name in home.catalog.apis[api].inputs]
    if having or name in home.catalog.semantic_types:
        return [Given(goal=having[0] if having else plan.facts.numbers[0], name=name, value=value)]
    inputs = list(dict.fromkeys(x for api in apis.values() for x in home.catalog.apis[api].inputs))
    meant = nearest(name, [*inputs, *home.catalog.semantic_types])
    mend = f"did you mean {meant}?" if meant else f"write one of {', '.join(inputs) or 'the types'}"
    what = f"nothing is called {name!r} here"
    raise UsageError(Problem(what, "what_if > given", "a question, an input of a goal, or a type", mend))


def _answer(ask: Ask, goal: int, value: Value, plan: Plan, home: Orchestrator) -> Given:
    """The answer of a question as a fact: under the input where the goal's own call takes it, else under its type."""
    own = {g.goal: home.catalog.apis[g.api].inputs for g in plan.facts.goals}.get(goal, {})
    slot = ask.asks.slot
    return Given(
        goal=goal,
        name=slot if slot in own and own[slot].type == ask.asks.type else ask.asks.type,
        value=value,
    )


def _effect(plan: Plan, new: Plan) -> Effect:
    if plan.status in PLANNED:
        return effect(plan, new)
    if new.status in PLANNED:
        return Effect("better", new.status)
    return Effect("same" if plan.status == new.status else "impossible", new.status)


def _sentence(plan: Plan, new: Plan, told: Effect, change: str, differing: Difference) -> str:
    lead = f"With {change}"
    if new.status not in PLANNED:
        return f"{lead}, {outcome_words(new.status)}. {new.explanation}"
    if plan.status not in PLANNED:
        return f"{lead} there is a plan: {new.explanation}"
    if told.asked or told.choices or told.made:
        return f"{lead}, the plan {differing}."
    what = f": {differing}" if differing else ", and is the same"
    return f"{lead}, {effect_words(told, 'the plan', 'costs')}{what}."
