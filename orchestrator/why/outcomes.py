"""Why the outcome is what it is (R10): which facts clash, what is missing, what separates the readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from orchestrator.facts.model import Each, Facts, FailedCall, Given, Goal, Maybe, Pick, Unknown, Uses, Want
from orchestrator.plan.explain import explain_plan
from orchestrator.plan.model import Missing, Plan, Reading
from orchestrator.why.changes import PLANNED, changed, effect, replan
from orchestrator.why.model import Reason, Why
from orchestrator.why.questions import thing
from orchestrator.why.ways import ensurers, producers
from orchestrator.why.words import called, count, goal_words, listed, outcome_words, upper, wordy

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

Said = Goal | Want | Given | Uses | Pick | Each | Maybe | Unknown | FailedCall
_FIELDS = ("givens", "uses", "picks", "eaches", "unknowns", "failures")
_MOST_HELPS = 6


def why_outcome(plan: Plan, home: Orchestrator) -> Why:
    """Why the plan has the outcome that it has."""
    tell: dict[str, Callable[[Plan, Orchestrator], Why]] = {
        "conflict": _conflict, "unsolvable": _unsolvable, "ambiguous": _ambiguous, "out_of_scope": _out_of_scope,
    }  # fmt: skip
    return tell.get(plan.status, _planned)(plan, home)


# --- ready, needs_input --------------------------------------------------------------------------------------------------


def _planned(plan: Plan, home: Orchestrator) -> Why:
    state = "is ready" if plan.status == "ready" else "needs input"
    doing: dict[tuple[int, ...], list[str]] = {}
    for call in plan.calls:
        doing.setdefault(call.goals, []).append(f"{call.api} ({call.id})")
    reasons = [
        Reason("goal", f"{upper(goal_words(goals))} {'is' if len(goals) == 1 else 'are'} {listed(calls)}.", tuple(calls))
        for goals, calls in doing.items() if goals
    ]  # fmt: skip
    reasons += [Reason("goal", f"Goal {m.goal} wants the {wordy(m.type)}, which is {m.source}.", (m.source.partition(".")[0],))
                for m in plan.wants]  # fmt: skip
    helpers = [
        c for c in plan.calls if not c.goals and not any(m.source.startswith(f"{c.id}.") for m in plan.wants)
    ]
    if helpers:
        verb = "is" if len(helpers) == 1 else "are"
        reasons.append(
            Reason(
                "data",
                f"{listed([called(c) for c in helpers])} {verb} called on the way.",
                tuple(c.id for c in helpers),
            )
        )
    reasons += [
        Reason("data", f"{ask.id} asks for the {thing(ask, home.catalog)}.", (ask.id,)) for ask in plan.asks
    ]
    reasons += [
        Reason("data", f"{choose.id} lets you choose a row of {choose.of}.", (choose.id,))
        for choose in plan.choices
    ]
    cost = f"{plan.cost.questions} for questions, {plan.cost.choices} for choices and {plan.cost.calls} for calls"
    proof = (
        "it is proven that no plan costs less" if plan.optimal else "that no plan costs less is not proven"
    )
    reasons.append(Reason("rule", f"It costs {cost}; {proof} (R9)."))
    return Why("outcome", f"The plan {state}. {explain_plan(plan, home.catalog)}", tuple(reasons))


# --- conflict ------------------------------------------------------------------------------------------------------------


def _conflict(plan: Plan, home: Orchestrator) -> Why:
    clash = clashing(plan.facts, home)
    reasons = [Reason("fact", f"{upper(f.reason)}: {f.name} of goal {f.goal}"
                      f"{f'; allowed is {f.allowed}' if f.allowed else ''}.", (f.name,)) for f in plan.conflicts]  # fmt: skip
    if clash:
        what = "These cannot hold together" if len(clash) > 1 else "This cannot hold"
        reasons.append(
            Reason("fact", f"{what}: {listed([fact_words(f) for f in clash])}.", tuple(map(str, clash)))
        )
    reasons += _left_out(plan, home, clash)
    return Why("outcome", f"Nothing is planned, as the facts clash. {plan.explanation}", tuple(reasons))


def clashing(facts: Facts, home: Orchestrator) -> list[Said]:
    """A set of facts that is in conflict by itself, none of which can be left out; found by leaving out one after the other."""
    kept = facts
    for number in reversed(facts.numbers):
        fewer = without_goal(kept, number)
        if fewer.numbers and _clashes(fewer, home):
            kept = fewer
    for fact in _said(facts):
        fewer = leave_out(kept, fact)
        if fewer != kept and _clashes(fewer, home):
            kept = fewer
    return _said(kept)


def _clashes(facts: Facts, home: Orchestrator) -> bool:
    new = replan(facts, home)
    return new is not None and new.status == "conflict"


def _said(facts: Facts) -> list[Said]:
    """The facts about the goals: all that can be left out without a goal going with it."""
    return [fact for field in _FIELDS for fact in getattr(facts, field)]


def fact_words(fact: object) -> str:
    """A fact as it is written, without its full stop."""
    return str(fact).removesuffix(".")


def leave_out(facts: Facts, fact: Said) -> Facts:
    """The facts without one of them."""
    return changed(
        facts, **{field: tuple(f for f in getattr(facts, field) if f != fact) for field in _FIELDS}
    )


def without_goal(facts: Facts, number: int) -> Facts:
    """The facts without a goal, and without what was said of it."""
    changes: dict[str, object] = {
        field: tuple(f for f in getattr(facts, field) if f.goal != number)
        for field in ("goals", "wants", "givens", "uses", "picks", "eaches", "maybes", "unknowns")
    }
    kept = changed(facts, **changes)
    return changed(kept, uses=tuple(u for u in kept.uses if u.source != number))


def _left_out(plan: Plan, home: Orchestrator, facts: list[Said]) -> Iterator[Reason]:
    """What comes of leaving out each of these facts."""
    for fact in facts[:_MOST_HELPS]:
        new = replan(leave_out(plan.facts, fact), home)
        if new is None:
            continue
        told = effect(new, new)
        if told.kind != "impossible":
            yield Reason("helps", f"Without {fact_words(fact)} the plan {_state(new)}.", (str(fact),), told)
        elif len(facts) > 1 or plan.status != "unsolvable":
            yield Reason(
                "rule",
                f"To leave out {fact_words(fact)} alone does not help: {outcome_words(new.status)} all the same.",
                (str(fact),),
                told,
            )


def _state(plan: Plan) -> str:
    return "is ready" if plan.status == "ready" else "stands, and needs input"


# --- unsolvable ----------------------------------------------------------------------------------------------------------


def _unsolvable(plan: Plan, home: Orchestrator) -> Why:
    reasons = [_told(missing) for missing in plan.missing]
    reasons += [r for fact in _said(plan.facts) for r in _left_out(plan, home, [fact])]
    reasons += [r for missing in plan.missing for r in helping_goals(plan, home, missing)]
    reasons += _fewer_goals(plan, home)
    return Why("outcome", plan.explanation, tuple(dict.fromkeys(reasons)))


def _told(missing: Missing) -> Reason:
    """What is missing, and through which calls it is needed, the nearest to the goal first."""
    what = missing.slot if missing.type == "state" else f"{wordy(missing.slot)} ({missing.type})"
    way = f", through {' and '.join(missing.needed_for)}" if len(missing.needed_for) > 1 else ""
    text = f"Goal {missing.goal} needs {what}{way}, and nothing gives it."
    return Reason("missing", text, (missing.slot, *missing.needed_for))


def helping_goals(plan: Plan, home: Orchestrator, missing: Missing, only: str = "") -> Iterator[Reason]:
    """The goals that would bring about what is missing: those with which there is a plan; or only of that API."""
    catalog = home.catalog
    if missing.type == "state" or "(" in missing.type or missing.type not in catalog.semantic_types:
        apis = list(ensurers(catalog, missing.slot if missing.type == "state" else missing.type))
    else:
        apis = producers(catalog, missing.type, writes=True)
    known = {g.api for g in plan.facts.goals}
    for api in [name for name in apis if name not in known and (not only or name == only)][:_MOST_HELPS]:
        goal = Goal(goal=max(plan.facts.numbers) + 1, api=api)
        new = replan(changed(plan.facts, goals=(*plan.facts.goals, goal)), home)
        if new is not None and new.status in PLANNED:
            text = f"With {api} as one more goal the plan {_state(new)}."
            yield Reason("helps", text, (str(goal), api), effect(new, new))


def _fewer_goals(plan: Plan, home: Orchestrator) -> Iterator[Reason]:
    """The goals without which there is a plan."""
    for number in plan.facts.numbers if len(plan.facts.numbers) > 1 else ():
        new = replan(without_goal(plan.facts, number), home)
        if new is not None and new.status in PLANNED:
            yield Reason(
                "helps",
                f"Without goal {number} the plan {_state(new)}.",
                (f"goal {number}",),
                effect(new, new),
            )


# --- ambiguous, out of scope ---------------------------------------------------------------------------------------------


def _ambiguous(plan: Plan, home: Orchestrator) -> Why:
    reasons = [Reason("fact", f"The facts say {fact}", (str(fact),)) for fact in plan.facts.maybes]
    for reading in plan.readings:
        new = replan(settled(plan.facts, reading), home)
        if new is None:
            text = f"Read as {reading_words(reading, plan)}, planning gives up."
            reasons.append(Reason("reading", text, tuple(reading.goals.values())))
            continue
        costs = f"{count(len(new.calls), 'call')} and {count(len(new.asks) + len(new.choices), 'question')}"
        outcome = (
            f"the plan {_state(new)}, with {costs}" if new.status in PLANNED else outcome_words(new.status)
        )
        reasons.append(
            Reason(
                "reading",
                f"Read as {reading_words(reading, plan)}, {outcome}.",
                tuple(reading.goals.values()),
            )
        )
    return Why("outcome", plan.explanation, tuple(reasons))


def reading_words(reading: Reading, plan: Plan) -> str:
    """What tells a reading from the others."""
    differing = [n for n in reading.goals if len({r.goals.get(n) for r in plan.readings}) > 1]
    words = [f"{reading.goals[n]} for goal {n}" for n in differing]
    if reading.given is not None:
        words.append(f'"{reading.given.value}" as {reading.given.name} of goal {reading.given.goal}')
    return listed(words) or listed([f"{api} for goal {n}" for n, api in reading.goals.items()]) or "it stands"


def settled(facts: Facts, reading: Reading) -> Facts:
    """The facts with a reading chosen."""
    changes: dict[str, object] = {
        "maybes": tuple(m for m in facts.maybes if reading.goals.get(m.goal, m.api) == m.api)
    }
    said = reading.given
    if said is not None:
        uses = [u for u in facts.uses if (u.goal, u.input) == (said.goal, said.name) and u.output is None]
        if uses:
            changes["uses"] = tuple(
                u.model_copy(update={"output": said.value}) if u in uses else u for u in facts.uses
            )
        else:
            changes["givens"] = tuple(
                g.model_copy(update={"name": said.name})
                if g.goal == said.goal and said.value in g.members
                else g
                for g in facts.givens
            )
    return changed(facts, **changes)


def _out_of_scope(plan: Plan, home: Orchestrator) -> Why:
    reasons = [Reason("fact", "The facts name no goal, so there is nothing to plan.")]
    for name in plan.nearest:
        about = home.catalog.apis[name].description if name in home.catalog.apis else ""
        text = f"Nearest to it comes {name}{f': {about}' if about else ''}"
        reasons.append(Reason("helps", text if text.endswith(".") else f"{text}.", (name,)))
    for dropped in plan.facts.dropped:
        reasons.append(
            Reason(
                "fact", f'"{dropped.value}" for {dropped.name} was dropped: {dropped.reason}', (dropped.name,)
            )
        )
    return Why("outcome", plan.explanation or "No API of the catalog serves the query.", tuple(reasons))
