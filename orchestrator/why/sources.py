"""Why a slot is filled from where it is: R9's order of sources, the facts behind it, and what the others would cost."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.errors import Problem, UsageError
from orchestrator.facts.model import Given
from orchestrator.nearest import nearest
from orchestrator.plan.model import Argument, Ask, Call, FromDefault, FromList, FromStep, FromValue, Plan
from orchestrator.show.words import quoted_value
from orchestrator.why.changes import changed, effect, replan, ungiven
from orchestrator.why.model import Reason, Why
from orchestrator.why.rivals import kind_of, parts_of, rejected, rivals
from orchestrator.why.study import Study
from orchestrator.why.without import without_step
from orchestrator.why.words import a, called, effect_words, listed, slot_words, upper


def why_source(study: Study, call: Call, slot: str) -> Why:
    """Why this source fills the slot, and not another.

    Raises:
        UsageError: the call has no such argument.
    """
    if slot not in call.arguments:
        meant = nearest(slot, call.arguments)
        mend = (
            f"did you mean {call.id}.{meant}?"
            if meant
            else f"write one of {', '.join(call.arguments) or 'none'}"
        )
        raise UsageError(
            Problem(
                f"{call.api} is called without {slot!r}", f"why > {call.id}", "an argument of the call", mend
            )
        )
    argument = call.arguments[slot]
    sentence = (
        f"{upper(slot_words(slot, call))} is {source_words(argument, study)}: {_rule(study, call, slot)}."
    )
    reasons = [
        *_facts(study, call, slot),
        *_standing(study, call, slot),
        *_without(study, argument),
        *rejected(study, call, slot),
    ]
    return Why(f"{call.id}.{slot}", sentence, tuple(reasons))


def source_words(argument: Argument, study: Study) -> str:
    """Where an argument comes from: `"200"`, `the id of find_customer (c1)`, `the answer to q1`."""
    match argument:
        case FromValue():
            return quoted_value(argument.value)
        case FromDefault():
            return f"the default {quoted_value(argument.default)}"
        case FromList():
            return listed([source_words(member, study) for member in argument.list])
        case FromStep():
            step, _, output = argument.source.partition(".")
            made = study.step(step)
            if isinstance(made, Ask):
                return f"the answer to {step}"
            row = (
                f" of the row chosen in {argument.pick.chosen}"
                if argument.pick is not None and argument.pick.chosen
                else ""
            )
            return f"the `{output}`{row} that {made.api} ({step}) yields"


def _rule(study: Study, call: Call, slot: str) -> str:
    """The rule that names this kind of source, in words."""
    kind, argument = kind_of(study, call, slot), call.arguments[slot]
    declared = study.catalog.apis[call.api].inputs[slot]
    match kind:
        case "given":
            return "it was given, and what is given goes before all else (R2)"
        case "default":
            return "nothing was given for it, and a default goes before other sources (R1)"
        case "state":
            return "the state is needed of this very datum (R7)"
        case "uses":
            return "`uses` says so, and is then the only source (R4)"
        case "flow":
            return f"another goal yields {a(declared.type)}, and the nearest one is taken (R4)"
        case "question":
            ask = argument.source if isinstance(argument, FromStep) else ""
            return f"nothing else can fill it{f', see why({ask!r})' if ask else ''} (R6)"
        case "lookup":
            said = [g for g in study.plan.facts.givens if g.goal in call.goals and g.name == slot]
            if said:
                return f"{quoted_value(said[0].value)} is no {declared.type} itself, but leads to one (R2)"
            if (
                isinstance(argument, FromStep)
                and isinstance(made := study.step(argument.source.partition(".")[0]), Call)
                and made.goals
            ):
                return "a goal's read counts as the lookup (R5)"
            return f"{a(declared.type)} is looked up where it was not given (R5)"


# --- the facts that it rests on ------------------------------------------------------------------------------------------


def _facts(study: Study, call: Call, slot: str) -> Iterator[Reason]:
    """The facts that fill the slot, each with what the plan would be without it."""
    facts, old = study.plan.facts, study.plan
    for given in givens_for(study, call, slot):
        new = replan(ungiven(facts, given), study.home)
        told = effect(old, new) if new is not None else None
        where = f", characters {given.span[0]} to {given.span[1]} of the query" if given.span else ""
        text = f"You said `{given.name}` {quoted_value(given.value)} for goal {given.goal}{where}"
        if new is not None and told is not None:
            text += f"; had you not, {effect_words(told)}{_else(call, slot, new, study)}"
        yield Reason("fact", f"{text}.", (str(given),), told)
    for uses in facts.uses:
        if uses.goal in call.goals and uses.input == slot:
            other = changed(facts, uses=tuple(u for u in facts.uses if u != uses))
            told = effect(old, new) if (new := replan(other, study.home)) is not None else None
            text = f"Goal {uses.goal} uses what goal {uses.source} yields"
            yield Reason(
                "fact",
                f"{text}{f'; were that not said, {effect_words(told)}' if told else ''}.",
                (str(uses),),
                told,
            )


def _else(call: Call, slot: str, new: Plan, study: Study) -> str:
    """Where a slot of a goal's call would be filled from in another plan, in a few words."""
    same = [
        c
        for c in new.calls
        if call.goals and (c.api, c.goals, c.member) == (call.api, call.goals, call.member)
    ]
    if not same:
        return ""
    if slot not in same[0].arguments:
        return ", without it"
    argument = same[0].arguments[slot]
    members = argument.list if isinstance(argument, FromList) else (argument,)
    if any(isinstance(m, FromStep) for m in members):
        return ""
    return f", with {source_words(argument, study)} for it"


def _standing(study: Study, call: Call, slot: str) -> Iterator[Reason]:
    """Of a default, or of what another goal yields: what would take its place, or why it is that goal."""
    argument, goal = call.arguments[slot], call.goals[0] if call.goals else 0
    kind = kind_of(study, call, slot)
    for link in study.state_links if kind == "state" else ():
        if link.maker == call.id:
            taker = study.step(link.taker)
            name = called(taker) if isinstance(taker, Call) else link.taker
            yield Reason("state", f"{name} requires {link.state} of that datum.", (link.taker, link.state))
    if kind == "default":
        yield Reason("helps", f"Say another `{slot}`, and that is taken.", (f"given({goal}, {slot}, ...)",))
    for source in (
        m
        for m in (argument.list if isinstance(argument, FromList) else (argument,))
        if isinstance(m, FromStep)
    ):
        step, _, output = source.source.partition(".")
        made = study.step(step)
        if isinstance(made, Call) and made.goals:
            only = (
                "nothing else yields it to this slot"
                if not any(True for _ in rivals(study, call, slot))
                else "it is the nearest"
            )
            text = f"{called(made)} yields {a(study.catalog.apis[made.api].yields[output].type)}, and {only}."
            yield Reason("data", text, (step,))


def givens_for(study: Study, call: Call, slot: str) -> list[Given]:
    """The given values that fill the slot themselves."""
    filled = study.made(call.id)
    data = {filled[x] for x in parts_of(study.calls[call.id], slot) if x in filled}
    uses = [u for u in study.situation.givens if set(u.data) & data]
    said = [
        g
        for g in study.plan.facts.givens
        if any(u.name.partition("[")[0] == g.name and u.value in g.members for u in uses)
    ]
    own = [g for g in said if not call.goals or g.goal in call.goals]
    by_name = [g for g in own if g.name == slot]
    return (by_name or own or said)[:2] if kind_of(study, call, slot) == "given" else []


def _without(study: Study, argument: Argument) -> Iterator[Reason]:
    """What the plan would be without the step that the argument comes from."""
    for source in (
        m
        for m in (argument.list if isinstance(argument, FromList) else (argument,))
        if isinstance(m, FromStep)
    ):
        reason = without_step(study, source.source.partition(".")[0])
        if reason is not None:
            yield reason
