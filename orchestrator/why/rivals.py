"""The other sources that a slot admits, and what taking each would cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestrator.plan.identity import identities
from orchestrator.plan.model import Call
from orchestrator.plan.selection import SOURCE_RANK
from orchestrator.reason.identity import Identities
from orchestrator.reason.situation import Call as CallNode
from orchestrator.reason.situation import Candidate, Situation, SourceKind, Want
from orchestrator.show.words import quoted_value
from orchestrator.why.changes import best, effect_of_solution, forced
from orchestrator.why.model import Effect, Reason
from orchestrator.why.study import Study
from orchestrator.why.words import more_words, slot_words, upper, wordy

_MOST_RIVALS = 3
"""So many other sources of one slot are told, the cheapest first."""

_KINDS: Mapping[SourceKind, str] = {
    "given": "what was given", "default": "a default", "state": "what a state is needed of", "uses": "what `uses` names",
    "flow": "what another goal yields", "lookup": "a lookup", "question": "a question",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rival:
    """Another source that a slot admits, with what taking it comes to."""

    words: str
    source: SourceKind
    effect: Effect
    unused: int


def kind_of(study: Study, call: Call, slot: str) -> SourceKind:
    """What kind of source fills a slot; of a list put together from several, the first member's."""
    node = study.calls[call.id]
    part = next(iter(parts_of(node, slot)), slot)
    filled = study.made(call.id).get(part)
    found = next((c.source for c in node.slots.get(part, ()) if c.datum == filled), None)
    return found or "lookup"


def parts_of(node: CallNode, slot: str) -> tuple[str, ...]:
    return node.lists.get(slot, (slot,) if slot in node.slots else ())


def rejected(study: Study, call: Call, slot: str) -> Iterator[Reason]:
    """The other sources that the slot admits, the cheapest first, each with what it would cost."""
    now = kind_of(study, call, slot)
    order = {"same": 0, "better": 0, "worse": 1, "impossible": 2}
    found = sorted(rivals(study, call, slot), key=lambda r: (order[r.effect.kind], r.effect.questions, r.effect.choices,
                                                              r.effect.calls, r.words))  # fmt: skip
    for rival in found[:_MOST_RIVALS]:
        text = f"{upper(rival.words)} as {slot_words(slot, call)} would {_but(rival, now, study)}."
        yield Reason("rejected", text, (f"{call.id}.{slot}",), rival.effect)
    if len(found) > _MOST_RIVALS:
        yield Reason(
            "rejected",
            f"{len(found) - _MOST_RIVALS} more sources cost as much or more.",
            (f"{call.id}.{slot}",),
        )


def _but(rival: Rival, now: SourceKind, study: Study) -> str:
    if rival.effect.kind == "impossible":
        return "leave no plan"
    if rival.effect.kind != "same":
        return f"cost {more_words(rival.effect)}"
    if rival.unused > len(study.plan.unused):
        return "cost the same, but leave unused what was given (R9)"
    if SOURCE_RANK[rival.source] > SOURCE_RANK[now]:
        return f"cost the same, but {_KINDS[now]} goes before {_KINDS[rival.source]} (R9)"
    return "cost the same; the order of goals, inputs and names decides (R9)"


def rivals(study: Study, call: Call, slot: str) -> Iterator[Rival]:
    """The other sources that a slot admits."""
    node, situation = study.calls[call.id], study.situation
    made = study.made(call.id)
    for part in parts_of(node, slot):
        for candidate in node.slots[part]:
            if candidate.datum != made.get(part) and candidate.source != "state":
                yield _rival(study, candidate, forced(situation, node.id, part, candidate.datum))
    yield from _other_reads(study, call, slot)


def _other_reads(study: Study, call: Call, slot: str) -> Iterator[Rival]:
    """Of a goal that is a read of which several calls are possible: the sources that the others take."""
    situation, met = study.situation, dict(study.solution.selection.met)
    seen = {study.made(call.id).get(slot)}
    for want in situation.wants:
        if want.goal not in situation.goals or situation.data[met[want.goal]].call != study.calls[call.id].id:
            continue
        for candidate in want.candidates:
            other = situation.calls[situation.data[candidate.datum].call or ""]
            for admitted in other.slots.get(slot, ()):
                if admitted.datum not in seen:
                    seen.add(admitted.datum)
                    yield _rival(study, admitted, meeting(situation, want, candidate.datum))


def _rival(study: Study, candidate: Candidate, other: Situation) -> Rival:
    words, solution = datum_words(study, candidate.datum), best(other, study.home)
    if solution is None:
        return Rival(words, candidate.source, Effect("impossible", "unsolvable"), 0)
    filled = {d for step in solution.schedule.steps for d in step.made.data.values()}
    unused = sum(not set(use.data) & filled for use in other.givens)
    return Rival(words, candidate.source, effect_of_solution(study.plan, solution, other), unused)


def meeting(situation: Situation, want: Want, datum: str) -> Situation:
    """The situation in which that datum meets the want."""
    kept = want.model_copy(update={
        "candidates": tuple(c for c in want.candidates if c.datum == datum),
        "stands_in": {alias: {d: o for d, o in which.items() if d == datum} for alias, which in want.stands_in.items()},
    })  # fmt: skip
    return situation.model_copy(
        update={"wants": tuple(kept if w.goal == want.goal else w for w in situation.wants)}
    )


def datum_words(study: Study, identifier: str) -> str:
    """A datum in words: `the value "Acme"`, `asking for the customer name`, `the id of find_customer(name="acme")`."""
    datum = study.situation.data[identifier]
    if datum.kind == "value":
        return f"the value {quoted_value(datum.text or '')}"
    if datum.kind == "answer":
        return f"asking for the {wordy(datum.type)}"
    if datum.kind == "wanted" or datum.call is None:
        return f"the `{datum.output or datum.type}` that another goal turns out to yield"
    node = study.situation.calls[datum.call]
    if node.row is not None:
        which = {"chosen": "a chosen row", "first": "the first row", "every": "each row"}.get(
            node.row.mode, "a row"
        )
        return f"the `{datum.output}` of {which} of {node.api}"
    return f"the `{datum.output}` of {call_words(study, node)}"


def call_words(study: Study, node: CallNode) -> str:
    """A call of the situation: by its step where the plan makes it, else by its identity."""
    step = next((i for i, known in study.calls.items() if known.id == node.id), None)
    if step is not None:
        return f"{node.api} ({step})"
    if node.goals:
        return node.api
    text = Identities(study.situation, study.catalog, _members(study)).of(node)
    # What the plan has already is named by its step.
    known = identities(study.plan, study.catalog)
    for call in sorted(study.plan.calls, key=lambda c: len(known[c.id]), reverse=True):
        text = text.replace(f"{known[call.id]}.", f"{call.id}.")
    return text


def _members(study: Study) -> dict[int, tuple[int, int | None]]:
    """Goal of the situation → its number in the facts, and which of its values it is done for."""
    found: dict[int, tuple[int, int | None]] = {n: (n, None) for n in study.situation.goals}
    for identifier, node in study.calls.items():
        step = study.plan.step(identifier)
        if isinstance(step, Call) and step.goals:
            found |= dict.fromkeys(node.goals, (step.goals[0], step.member))
    return found
