"""Which kind of *why* is asked: of a step, a slot, a goal, an API or the outcome."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.errors import Problem, UsageError
from orchestrator.plan.model import Ask, Choose, Plan
from orchestrator.why.changes import effect_of
from orchestrator.why.model import Reason, Why
from orchestrator.why.outcomes import why_outcome
from orchestrator.why.questions import why_ask, why_choose
from orchestrator.why.rivals import datum_words, meeting
from orchestrator.why.sources import why_source
from orchestrator.why.steps import why_call
from orchestrator.why.study import Study, no_step, study
from orchestrator.why.without import without_step
from orchestrator.why.words import called, effect_words, upper, wordy

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

_GOAL = re.compile(r"^goal (\d+)$")


def answer(plan: Plan, home: Orchestrator, subject: str) -> Why:
    """The answer to *why*, by what it is asked about."""
    if subject in ("", "outcome"):
        return why_outcome(plan, home)
    goal = _GOAL.match(subject)
    if goal is not None:
        return why_goal(plan, home, int(goal[1]))
    if subject in home.catalog.apis and subject not in {step.id for step in plan.steps}:
        return _api(plan, home, subject)
    identifier, _, slot = subject.partition(".")
    try:
        step = plan.step(identifier)
    except KeyError:
        raise no_step(identifier, plan) from None
    looked = study(plan, home)
    if isinstance(step, Ask):
        return why_ask(looked, step)
    if isinstance(step, Choose):
        return why_choose(looked, step)
    return why_source(looked, step, slot) if slot else why_call(looked, step)


def _api(plan: Plan, home: Orchestrator, api: str) -> Why:
    """An API by its name: its first call, or why there is none."""
    from orchestrator.why.absent import why_absent

    made = [call for call in plan.calls if call.api == api]
    return answer(plan, home, made[0].id) if made else why_absent(plan, home, api)


def why_goal(plan: Plan, home: Orchestrator, goal: int) -> Why:
    """What a goal comes to: its call, or what meets what it wants."""
    if goal not in plan.facts.numbers:
        numbers = ", ".join(map(str, plan.facts.numbers)) or "none"
        raise UsageError(Problem(f"the facts have no goal {goal}", "why", f"one of {numbers}"))
    if not plan.steps:
        return why_outcome(plan, home)
    made = [call for call in plan.calls if goal in call.goals]
    looked = study(plan, home)
    return why_call(looked, made[0]) if made else _want(looked, goal)


def _want(looked: Study, goal: int) -> Why:
    """Why this datum meets what a goal wants, and not another (R8)."""
    met = next(m for m in looked.plan.wants if m.goal == goal)
    step, _, output = met.source.partition(".")
    maker = looked.step(step)
    name = called(maker) if not isinstance(maker, Ask | Choose) else step
    sentence = (
        f"Goal {goal} wants the {wordy(met.type)}, which is the {wordy(output)} that {name} yields (R8)."
    )
    reasons = [
        Reason("goal", f"The facts say {w}", (str(w),)) for w in looked.plan.facts.wants if w.goal == goal
    ]
    want, now = looked.situation.want_of(goal), dict(looked.solution.selection.met).get(goal)
    for candidate in want.candidates if want is not None else ():
        if want is not None and candidate.datum != now:
            told = effect_of(looked.plan, meeting(looked.situation, want, candidate.datum), looked.home)
            text = f"{upper(datum_words(looked, candidate.datum))} could be meant too, but then {effect_words(told)}."
            reasons.append(Reason("rejected", text, (f"goal {goal}",), told))
    left = without_step(looked, step)
    return Why(f"goal {goal}", sentence, (*reasons, *([left] if left else [])))
