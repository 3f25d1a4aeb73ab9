"""Why an API is not called: nobody asked for it, nothing needs it, it lacks something, or it costs more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from orchestrator.catalog.model import Api, Condition
from orchestrator.errors import Problem, UsageError
from orchestrator.nearest import nearest
from orchestrator.plan.model import Call, Plan
from orchestrator.reason.situation import SourceKind
from orchestrator.show.words import quoted_value
from orchestrator.why.changes import effect_of_solution
from orchestrator.why.model import Reason, Why
from orchestrator.why.rivals import call_words, kind_of
from orchestrator.why.search import solutions
from orchestrator.why.sources import source_words
from orchestrator.why.steps import other_reading
from orchestrator.why.study import Study, study
from orchestrator.why.unplanned import why_unplanned
from orchestrator.why.ways import lacks, unavailable, yields_words
from orchestrator.why.words import a, called, effect_words, listed, slot_words, upper, wordy

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator

_MOST_SLOTS = 4
_BEFORE: Mapping[SourceKind, str] = {
    "default": "the default goes before lookups (R1)",
    "uses": "`uses` is the only source where it is said (R4)",
    "flow": "what a goal yields goes before lookups (R9)",
    "state": "the state is needed of that very datum (R7)",
}


def why_absent(plan: Plan, home: Orchestrator, api: str) -> Why:
    """Why an API is not called; or that it is.

    Raises:
        UsageError: the catalog has no such API.
    """
    if api not in home.catalog.apis:
        meant = nearest(api, home.catalog.apis)
        mend = f"did you mean {meant}?" if meant else "`orchestrator show` lists the APIs"
        raise UsageError(
            Problem(
                f"the catalog has no API {api!r}",
                f"why_not > {home.catalog.name}",
                "an API of the catalog",
                mend,
            )
        )
    made = [call for call in plan.calls if call.api == api]
    if made:
        reasons = tuple(
            Reason("goal" if c.goals else "data", f"See why({c.id!r}) for {called(c)}.", (c.id,))
            for c in made
        )
        return Why(api, f"{api} is called: {listed([called(c) for c in made])}.", reasons)
    if plan.status not in ("ready", "needs_input"):
        return why_unplanned(plan, home, api)
    looked = study(plan, home)
    declared = home.catalog.apis[api]
    read_otherwise = [
        other_reading(looked, m, _meant(plan, m.goal)) for m in plan.facts.maybes if m.api == api
    ]
    if read_otherwise:
        return Why(
            api,
            f"{api} is not called because the words are read otherwise.",
            tuple(read_otherwise),
        )
    if declared.auto:
        return _auto(looked, api, declared)
    return _write(looked, api, declared) if declared.writes else _read(looked, api, declared)


def _meant(plan: Plan, goal: int) -> str:
    return next((call.api for call in plan.calls if goal in call.goals), "what is meant")


# --- writes --------------------------------------------------------------------------------------------------------------


def _write(looked: Study, api: str, declared: Api) -> Why:
    sentence = f"{api} is not called because it changes something and is no goal of the query (R5)."
    number = max(looked.plan.facts.numbers) + 1
    asked = [
        (c, x, kind) for c, x, kind in _could_fill(looked, declared) if kind_of(looked, c, x) == "question"
    ]
    reasons = [
        Reason(
            "rule",
            f"It would yield {a(kind)}, for {slot_words(x, c)}; but that is rather asked for than changed.",
            (f"{c.id}.{x}",),
        )
        for c, x, kind in asked
    ]
    reasons += list(_enabled(looked, declared))
    what = declared.description.rstrip(".") or wordy(api)
    text = f"It is called once the query asks for it: {what[:1].lower()}{what[1:]}."
    return Why(api, sentence, (*reasons, Reason("helps", text, (f"goal({number}, {api}).",))))


def _enabled(looked: Study, declared: Api) -> Iterator[Reason]:
    """The states that it could bring about for the plan, and why they hold without it."""
    for call, condition in _could_enable(looked, declared):
        makers = [
            link.maker
            for link in looked.state_links
            if link.taker == call.id and link.state == str(condition)
        ]
        by = (
            f"{called(_call(looked, makers[0]))} brings that about" if makers else "that holds from the start"
        )
        yield Reason("state", f"{called(call)} requires {condition}, but {by}.", (call.id, str(condition)))


def _auto(looked: Study, api: str, declared: Api) -> Why:
    """An auto write is only made where a state, or a datum that only it yields, is needed."""
    states = listed([str(c) for c in declared.ensures if c.holds]) or yields_words(declared)
    fed = [_filled(looked, api, call, slot, kind) for call, slot, kind in _could_fill(looked, declared)]
    reasons = [*_enabled(looked, declared), *_through(looked, api), *fed]
    if not reasons:
        text = f"It is an auto write: made only where what it brings about, {states}, is needed (R5)."
        return Why(
            api,
            f"{api} is not called because no call of the plan requires {states}.",
            (Reason("rule", text, (api,)),),
        )
    return Why(api, f"{api} is not called because {states} is had without it.", tuple(reasons))


def _call(looked: Study, identifier: str) -> Call:
    step = looked.step(identifier)
    assert isinstance(step, Call)  # choices and questions bring about no state
    return step


# --- reads ---------------------------------------------------------------------------------------------------------------


def _read(looked: Study, api: str, declared: Api) -> Why:
    through = list(_through(looked, api))
    fed = list(_could_fill(looked, declared))
    wanted = [
        w
        for w in looked.plan.wants
        if any(w.type in looked.catalog.type(o.type).ancestors for o in declared.yields.values())
    ]
    reasons = [_filled(looked, api, call, slot, kind) for call, slot, kind in fed]
    reasons += [
        Reason("source", f"Goal {w.goal} wants {a(w.type)}, which {w.source} is.", (f"goal {w.goal}",))
        for w in wanted
    ]
    if through:
        return Why(
            api,
            f"{api} is not called because {_verdict(through[0])}.",
            (*through, *reasons),
        )
    if not reasons:
        needs = (
            listed(
                sorted(
                    {
                        looked.catalog.apis[c.api].inputs[x].type
                        for c in looked.plan.calls
                        for x in c.arguments
                    }
                )
            )
            or "nothing"
        )
        sentence = (
            f"{api} is not called because nothing in the plan needs what it yields: {yields_words(declared)}."
        )
        return Why(api, sentence, (Reason("rule", f"The calls of the plan take {needs}.", (api,)),))
    missing = unavailable(looked.catalog, looked.plan.facts, api)
    if missing:
        sentence = (
            f"{api} is not called because it needs {missing}, which can be neither asked for nor looked up."
        )
        return Why(api, sentence, tuple(reasons))
    kinds = list(dict.fromkeys([*(kind for _, _, kind in fed), *(w.type for w in wanted)]))
    verb = "is" if len(kinds) == 1 else "are"
    return Why(
        api,
        f"{api} is not called because the {listed(kinds)} that it yields {verb} had otherwise.",
        tuple(reasons),
    )


def _verdict(through: Reason) -> str:
    """What a plan with the API comes to, in a few words."""
    if through.effect is None:
        return "no plan has a use for it"
    return (
        "another call serves at the same cost"
        if through.effect.kind == "same"
        else "the best plan with it costs more"
    )


def _through(looked: Study, api: str) -> Iterator[Reason]:
    """What the best plan with a call of the API would cost, where the situation has such calls."""
    nodes = [c for c in looked.situation.calls.values() if c.api == api and c.row is None]
    if not nodes:
        return
    other = next(solutions(looked.situation, looked.home, through=[c.id for c in nodes]), None)
    if other is None:
        text = f"No plan has a use for {listed([call_words(looked, c) for c in nodes[:2]], 'or')} beside what else must be taken."
        yield Reason("without", text, (api,))
        return
    told = effect_of_solution(looked.plan, other, looked.situation)
    used = next((c for c in nodes if any(m.call == c.id for m in other.selection.made)), nodes[0])
    if told.kind == "same":
        tie = "at the same cost the order of sources, of the query and of names prefers another call (R9)"
        yield Reason("without", f"{upper(tie)}.", (api,), told)
    else:
        yield Reason("without", f"With {call_words(looked, used)} {effect_words(told)}.", (api,), told)


def _could_fill(looked: Study, declared: Api) -> Iterator[tuple[Call, str, str]]:
    """The slots of the plan's calls that take what an API yields, by type."""
    count = 0
    for call in looked.plan.calls:
        for slot in call.arguments:
            wanted = looked.catalog.apis[call.api].inputs[slot].type
            if count < _MOST_SLOTS and any(
                wanted in looked.catalog.type(o.type).ancestors for o in declared.yields.values()
            ):
                count += 1
                yield call, slot, wanted


def _could_enable(looked: Study, declared: Api) -> Iterator[tuple[Call, Condition]]:
    """The states of the plan's calls that an API brings about."""
    for call in looked.plan.calls:
        for condition in looked.catalog.apis[call.api].requires:
            if any((c.fluent, c.holds) == (condition.fluent, condition.holds) for c in declared.ensures):
                yield call, condition


def _at_large(looked: Study, api: str, kind: str) -> bool:
    """Whether an API needs no argument, and yields no datum of exactly that type."""
    declared = looked.catalog.apis[api]
    return not any(i.required for i in declared.inputs.values()) and all(
        o.type != kind for o in declared.yields.values()
    )


def _filled(looked: Study, api: str, call: Call, slot: str, kind: str) -> Reason:
    """Why what the API yields does not fill a slot of its type."""
    have = f"{slot_words(slot, call)} is {source_words(call.arguments[slot], looked)}"
    source = kind_of(looked, call, slot)
    if source == "given":
        text = f"{have}, as you said, so no lookup is made for it (R2)"
    elif source in _BEFORE:
        text = f"{have}: {_BEFORE[source]}"
    elif looked.catalog.apis[call.api].inputs[slot].source == "user":
        text = f"{have}: the input is marked `from: user`, so it is never looked up (R5)"
    elif source == "question" and looked.catalog.type(kind).bare:
        text = f"{have}: data of the type {kind} do not say whose they are, so they are never looked up (R5)"
    elif said := [g for g in looked.plan.facts.givens if g.goal in call.goals and g.name == slot]:
        text = f"{have}: {quoted_value(said[0].value)} was said for it, and only lookups from that count (R2)"
    elif _at_large(looked, api, kind):
        text = f"{have}; a lookup without arguments only serves slots of exactly its type (R5)"
    elif needed := lacks(looked.catalog, looked.plan.facts, api, kind, looked.goals_of(call.id)):
        text = f"{have}; {api} {needed} (R5)"
    elif any(node.api == api for node in looked.situation.calls.values()):
        text = have
    else:
        text = f"{have}, and nothing that {api} could start from belongs to it (R3, R5)"
    return Reason("source", f"{upper(text)}.", (f"{call.id}.{slot}", kind))
