"""Why something is asked, or put to choice: which slots need it, and why it cannot be had otherwise (R5, R6, R12)."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Given, Pick
from orchestrator.plan.model import Ask, Call, Choose
from orchestrator.reason.situation import Situation
from orchestrator.show.words import quoted_value
from orchestrator.why.changes import barred, changed, effect, effect_of, replan
from orchestrator.why.model import Reason, Why
from orchestrator.why.rivals import rejected
from orchestrator.why.steps import data_reasons
from orchestrator.why.study import Study
from orchestrator.why.ways import lacks, producers, related
from orchestrator.why.without import without_step
from orchestrator.why.words import (
    a,
    called,
    callers,
    chosen_from,
    effect_words,
    goal_words,
    listed,
    slot_words,
    upper,
    wordy,
)

_MOST_APIS = 5


def why_ask(study: Study, ask: Ask) -> Why:
    """Why this is asked."""
    takers = listed([f"{called(link.taker)} takes it as `{link.slot}`" for link in study.taken_from(ask.id)])
    sentence = (
        f"{ask.id} asks for the {thing(ask, study.catalog)} because {takers}, and {_nothing(study, ask)}."
    )
    left = without_step(study, ask.id)
    reasons = [
        *data_reasons(study, ask.id),
        *_given(study, ask),
        *_not_looked_up(study, ask),
        *_others(study, ask),
    ]
    reasons += [*([left] if left else []), *_unnecessary(study, ask)]
    return Why(ask.id, sentence, tuple(dict.fromkeys(reasons)))


def thing(ask: Ask, catalog: Catalog) -> str:
    """What a question asks for: of a bare type the slot says more than the type."""
    return wordy(ask.asks.slot if catalog.type(ask.asks.type).bare else ask.asks.type)


def _nothing(study: Study, ask: Ask) -> str:
    """Why nothing else serves, in a few words."""
    kind = study.catalog.type(ask.asks.type)
    if kind.bare:
        return f"{_none_given(ask)}; data of the type {kind.name} are never looked up (R5)"
    if _user_only(study, ask):
        return f"only you can say it (`from: user`) and {_none_given(ask)}"
    return f"{_none_given(ask)}; no lookup serves better"


def _none_given(ask: Ask) -> str:
    return f"none was given for {goal_words(ask.asks.goals)}" if ask.asks.goals else "none was given"


def _user_only(study: Study, ask: Ask) -> bool:
    inputs = [study.catalog.apis[link.taker.api].inputs[link.slot] for link in study.taken_from(ask.id)]
    return bool(inputs) and all(i.source == "user" for i in inputs)


def _given(study: Study, ask: Ask) -> Iterator[Reason]:
    """The values of its kind that were given all the same, and what they are for."""
    facts, catalog, asked = study.plan.facts, study.catalog, study.catalog.type(ask.asks.type)
    goals = {g.goal: g.api for g in (*facts.goals, *facts.maybes)}
    for given in facts.givens:
        api = catalog.apis.get(goals.get(given.goal, ""))
        declared = api.inputs.get(given.name) if api is not None else None
        kind = declared.type if declared is not None else given.name
        if kind in catalog.semantic_types and (
            related(catalog, kind, asked.name) or _elsewhere(given, ask, catalog, kind)
        ):
            whose = f"for goal {given.goal}, as `{given.name}`"
            text = f"{quoted_value(given.value)} was given {whose}, and stands for that alone (R3)."
            yield Reason("rule", text, (str(given),))


def _elsewhere(given: Given, ask: Ask, catalog: Catalog, kind: str) -> bool:
    """Whether a value is of the same entity, but was given for another goal."""
    entity = catalog.type(ask.asks.type).entity
    return entity is not None and catalog.type(kind).entity == entity and given.goal not in ask.asks.goals


def _not_looked_up(study: Study, ask: Ask) -> Iterator[Reason]:
    """Why no read yields it here: the type is bare, or each read that yields it lacks something."""
    catalog, kind = study.catalog, ask.asks.type
    reads, writes = (producers(catalog, kind, writes=w) for w in (False, True))
    if catalog.type(kind).bare:
        told = f"; {listed(reads[:_MOST_APIS], 'or')} would yield some, but not whose" if reads else ""
        text = f"Data of the type {kind} do not say whose they are (no entity), so no lookup can find the right one (R5){told}."
        yield Reason("rule", text, (kind, *reads[:_MOST_APIS]))
        return
    if not reads:
        yield Reason("lacks", f"No read API yields {a(kind)}.", (kind,))
    for api in reads[:_MOST_APIS]:
        if needed := lacks(catalog, study.plan.facts, api, kind, ask.asks.goals):
            yield Reason("lacks", f"{api} yields {a(kind)}, but {needed}.", (api, kind))
        elif not any(call.api == api for call in study.situation.calls.values()):
            inputs = listed([i.type for i in catalog.apis[api].inputs.values() if i.required]) or "nothing"
            yield Reason(
                "lacks",
                f"{api} yields {a(kind)}, but nothing leads to it here: it takes {inputs} (R3, R5).",
                (api, kind),
            )
    called_apis = {call.api for call in study.plan.calls}
    for api in [w for w in writes if w not in called_apis][:_MOST_APIS]:
        yield Reason(
            "rule",
            f"{api} yields {a(kind)} too, but it changes something, and nobody asked for it (R5).",
            (api, kind),
        )


def _others(study: Study, ask: Ask) -> Iterator[Reason]:
    """The other sources of the slots that the answer leads to."""
    for chain in study.chains(ask.id):
        for link in chain:
            yield from rejected(study, link.taker, link.slot)


def _unnecessary(study: Study, ask: Ask) -> Iterator[Reason]:
    """What would make the question unnecessary: the value itself, or one further on the way that has a form of its own."""
    names = list(dict.fromkeys(link.slot for link in study.taken_from(ask.id) if link.taker.goals)) or [
        ask.asks.type
    ]
    goal = ask.asks.goals[0] if ask.asks.goals else 1
    yield Reason("helps", f"Say `{ask.asks.slot}` for {goal_words(ask.asks.goals or (1,))}, and it is not asked.",
                 (f"given({goal}, {names[0]}, ...)",))  # fmt: skip
    for chain in study.chains(ask.id):
        for link in chain[1:]:
            declared = study.catalog.type(study.catalog.apis[link.taker.api].inputs[link.slot].type)
            if declared.pattern is not None and link.taker.goals:
                text = f"{upper(slot_words(link.slot, link.taker))} itself, if you have it, makes the question unnecessary too."
                yield Reason("helps", text, (f"given({link.taker.goals[0]}, {link.slot}, ...)",))


# --- choices -------------------------------------------------------------------------------------------------------------


def why_choose(study: Study, choose: Choose) -> Why:
    """Why a row is put to choice."""
    api = chosen_from(choose, study.plan)
    writes = _writes(study, choose)
    verb = "change" if writes[1:] else "changes"
    what = f", and {listed([called(w) for w in writes])} {verb} something with it" if writes else ""
    sentence = f"{choose.id} asks which row of {api} ({choose.of}) is meant: several may come{what} (R12)."
    reasons = [*data_reasons(study, choose.id), *_several(choose, api), *_only_read(writes)]
    told = effect_of(study.plan, _without_choice(study, choose), study.home)
    reasons.append(Reason("without", f"Without the choice, {effect_words(told)}.", (choose.id,), told))
    return Why(choose.id, sentence, tuple(dict.fromkeys([*reasons, *_picks(study, choose)])))


def _writes(study: Study, choose: Choose) -> list[Call]:
    """The writes that the chosen row reaches."""
    reached: dict[str, None] = {}
    waiting = [link.taker for link in study.taken_from(choose.id)]
    while waiting:
        call = waiting.pop(0)
        if call.id not in reached:
            reached[call.id] = None
            waiting += [link.taker for link in study.taken_from(call.id)]
    return [call for call in callers(reached, study.plan) if study.catalog.apis[call.api].writes]


def _several(choose: Choose, api: str) -> Iterator[Reason]:
    columns = f", with {listed([wordy(c) for c in choose.columns])}" if choose.columns else ""
    yield Reason(
        "rule",
        f"{api} yields a list{columns}; nothing in the query says which row of it is meant.",
        (choose.of,),
    )


def _only_read(writes: list[Call]) -> Iterator[Reason]:
    if writes:
        names = listed([w.api for w in writes])
        yield Reason("rule", f"Were the row only read, the first would be taken; but {names} must not change the wrong one.",
                     tuple(w.id for w in writes))  # fmt: skip


def _without_choice(study: Study, choose: Choose) -> Situation:
    node = study.calls[choose.id]
    return barred(study.situation, frozenset(node.outputs.values()))


def _picks(study: Study, choose: Choose) -> Iterator[Reason]:
    """The pick that would settle it, where planning confirms that it does."""
    for chain in study.chains(choose.id):
        end = chain[-1]
        for goal in end.taker.goals[:1]:
            pick = Pick(goal=goal, input=end.slot, row="first")
            facts = study.plan.facts
            new = replan(changed(facts, picks=(*facts.picks, pick)), study.home)
            told = effect(study.plan, new) if new is not None else None
            if told is not None and told.choices < 0:
                text = f"Say which row, for instance the first or the last one, and {choose.id} is not put to you."
                yield Reason("helps", text, (str(pick),), told)
                return
