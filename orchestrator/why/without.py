"""What a plan would be without one of its steps."""

from __future__ import annotations

from orchestrator.plan.identity import identities
from orchestrator.plan.model import Ask, Call, Plan
from orchestrator.why.changes import effect, effect_of, failing, replan, unknowing, unmade
from orchestrator.why.model import Reason
from orchestrator.why.study import Study
from orchestrator.why.words import called, effect_words, listed, wordy


def without_step(study: Study, identifier: str) -> Reason | None:
    """What the plan would be without a lookup, an auto write or a question; None for what is itself wanted."""
    step, facts = study.step(identifier), study.plan.facts
    if isinstance(step, Ask):
        new = replan(unknowing(facts, step), study.home)
        lead = f"If you do not know it ({identifier})"
    elif isinstance(step, Call) and study.catalog.apis[step.api].writes and not step.goals:
        told = effect_of(
            study.plan,
            unmade(study.situation, study.calls[identifier].id, study.made(identifier)),
            study.home,
        )
        return Reason("without", f"Without {called(step)}, {effect_words(told)}.", (identifier,), told)
    elif isinstance(step, Call) and not step.goals:
        new = replan(failing(facts, identities(study.plan, study.catalog)[identifier]), study.home)
        lead = f"Without {called(step)}"
    else:
        return None
    if new is None:
        return None
    told = effect(study.plan, new)
    return Reason("without", f"{lead}, {effect_words(told)}{instead(study, new)}.", (identifier,), told)


def instead(study: Study, new: Plan) -> str:
    """Which calls another plan makes that this one does not, in a few words."""
    calls, asks = new.calls, new.asks
    old = [c.api for c in study.plan.calls]
    more = [
        api
        for api in dict.fromkeys(c.api for c in calls)
        if [c.api for c in calls].count(api) > old.count(api)
    ]
    kinds = [x.asks.type for x in study.plan.asks]
    more += [f"a question for the {wordy(x.asks.type)}" for x in asks if x.asks.type not in kinds]
    return f", with {listed(more)} instead" if more else ""
