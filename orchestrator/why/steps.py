"""Why a call is made: which goals need it, through which data or state, and what would be without it."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.facts.model import Maybe
from orchestrator.plan.model import Ask, Call
from orchestrator.why.changes import changed, effect, replan
from orchestrator.why.model import Reason, Why
from orchestrator.why.rivals import rejected
from orchestrator.why.study import Link, Study
from orchestrator.why.without import without_step
from orchestrator.why.words import called, effect_words, goal_words, listed, slot_words, upper, wordy


def why_call(study: Study, call: Call) -> Why:
    """Why this call is made."""
    reasons = [*data_reasons(study, call.id), *_states(study, call)]
    if call.goals:
        sentence = f"{call.api} is called because {_is_goal(call)}."
        reasons = [*_goal_facts(study, call), *reasons, *_order(study, call)]
    else:
        first = reasons[0].text.rstrip(".") if reasons else "an auto write is needed"
        sentence = f"{call.api} is called because {first[:1].lower()}{first[1:]}."
        reasons = reasons[1:] + [
            r for link in study.taken_from(call.id) for r in rejected(study, link.taker, link.slot)
        ]
    left = without_step(study, call.id)
    return Why(call.id, sentence, tuple(dict.fromkeys([*reasons, *([left] if left else [])])))


def _is_goal(call: Call) -> str:
    words = f"{goal_words(call.goals)} of the query {'is' if len(call.goals) == 1 else 'are'} this call"
    if call.member is not None:
        words += f", here for the value number {call.member} of its list"
    return words + (f", once for each row of {call.for_each}" if call.for_each is not None else "")


def data_reasons(study: Study, step: str) -> Iterator[Reason]:
    """What the data of a step are for: one reason for each chain that leads from it to a goal."""
    for met in study.plan.wants:
        if met.source.partition(".")[0] == step or (met.pick is not None and met.pick.chosen == step):
            output = met.source.partition(".")[2]
            row = " of the chosen row" if met.pick is not None and met.pick.chosen == step else ""
            text = f"its `{output}`{row} is the {wordy(met.type)} that goal {met.goal} wants"
            yield Reason("data", f"{upper(text)}.", (step, f"goal {met.goal}"))
    for chain in study.chains(step):
        yield Reason(
            "data", f"{upper(chain_words(study, chain))}.", (*(f"{x.taker.id}.{x.slot}" for x in chain),)
        )
    for call in study.plan.calls:
        if call.for_each == step and not any(link.taker.id == call.id for link in study.taken_from(step)):
            yield Reason("data", f"{called(call)} is called once for each of its rows.", (call.id,))


def chain_words(study: Study, chain: list[Link]) -> str:
    """`its id is the customer of get_customer (c2), whose email is the to of send_invoice (c3, goal 2)`."""
    words = ""
    for link in chain:
        step, _, output = link.source.partition(".")
        if not words:
            words = (
                "the answer"
                if not output
                else f"its `{output}`"
                if step == link.step
                else f"the `{output}` of the chosen row"
            )
        else:
            words += f", whose `{output}`"
        words += f" is {slot_words(link.slot, link.taker)}"
    return words + _end(study, chain[-1].taker)


def _end(study: Study, call: Call) -> str:
    """What a call at the end of a chain is for, where it is no goal's own."""
    if call.goals:
        return ""
    wanted = [m for m in study.plan.wants if m.source.partition(".")[0] == call.id]
    if wanted:
        return f", whose `{wanted[0].source.partition('.')[2]}` is what goal {wanted[0].goal} wants"
    served = [link for link in study.state_links if link.maker == call.id]
    return (
        f", after which {served[0].state} holds for {called(_call(study, served[0].taker))}" if served else ""
    )


def _call(study: Study, identifier: str) -> Call:
    step = study.step(identifier)
    assert isinstance(step, Call)  # only calls require states
    return step


def _states(study: Study, call: Call) -> Iterator[Reason]:
    """What the call brings about that another requires."""
    for link in study.state_links:
        if link.maker == call.id:
            text = f"{called(_call(study, link.taker))} requires {link.state}, which only holds after {called(call)}."
            yield Reason("state", text, (link.taker, link.state))


def _goal_facts(study: Study, call: Call) -> Iterator[Reason]:
    """The facts that make it a goal, and the other readings where the words allowed several."""
    facts = study.plan.facts
    for goal in call.goals:
        stated = [g for g in facts.goals if g.goal == goal]
        yield from (Reason("goal", f"The facts say {g}", (str(g),)) for g in stated)
        meant = [m for m in facts.maybes if m.goal == goal and m.api == call.api and not stated]
        yield from (Reason("goal", f"The facts say {m}", (str(m),)) for m in meant)
        for maybe in facts.maybes:
            if maybe.goal == goal and maybe.api != call.api and not stated:
                yield other_reading(study, maybe, call.api)


def other_reading(study: Study, maybe: Maybe, chosen: str) -> Reason:
    """Why the words are not read as this API, though they could be."""
    facts = study.plan.facts
    kept = tuple(m for m in facts.maybes if m.goal != maybe.goal or m.api == maybe.api)
    new = replan(changed(facts, maybes=kept), study.home)
    told = effect(study.plan, new) if new is not None else None
    if told is not None and told.kind == "impossible":
        why = f"then {effect_words(told)}"
    else:
        why = f"that comes to the same, or commits to more than {chosen} (R10)"
    return Reason(
        "reading", f"Goal {maybe.goal} could mean {maybe.api} too, but {why}.", (maybe.api, str(maybe)), told
    )


def _order(study: Study, call: Call) -> Iterator[Reason]:
    """What the call has to wait for."""
    waits: dict[str, list[str]] = {}
    for link in study.links:
        if link.taker.id == call.id and not link.source.startswith("q"):
            waits.setdefault(link.step, []).append(f"`{link.slot}`")
    for step, slots in waits.items():
        made = study.step(step)
        if not isinstance(made, Ask):
            name = called(made) if isinstance(made, Call) else f"the choice {step}"
            yield Reason(
                "data",
                f"It waits for {name}, which its {listed(slots)} {'comes' if len(slots) == 1 else 'come'} from.",
                (step,),
            )
    for state in study.state_links:
        if state.taker == call.id:
            yield Reason(
                "state",
                f"It waits for {called(_call(study, state.maker))}, as it requires {state.state}.",
                (state.maker,),
            )
