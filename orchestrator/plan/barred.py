"""A situation without the calls that failed, and without all that only they could yield (R11)."""

from __future__ import annotations

from orchestrator.catalog.model import Catalog
from orchestrator.plan.identity import Identities
from orchestrator.reason import Situation, Unrolled
from orchestrator.reason.situation import Call, Candidate, Want


def without_failed(situation: Situation, query: Unrolled, catalog: Catalog) -> Situation:
    """The situation in which the lookups and auto writes that failed are nobody's source.

    A goal's own call must be made whatever happened to it: whether there is a point in that is not for planning to say.
    """
    failed = {failure.call for failure in query.facts.failures}
    if not failed:
        return situation
    members = {number: (query.origin[number], query.member(number)) for number in situation.goals}
    identities = Identities(situation, catalog, members)
    gone = {
        call.id for call in situation.calls.values()
        if call.row is None and call.kind != "goal" and not call.goals and identities.of(call) in failed
    }  # fmt: skip
    while deeper := {c.id for c in situation.calls.values() if c.id not in gone and not c.goals and _starved(c, gone, situation)}:
        gone |= deeper
    calls = {c.id: _left(c, gone, situation) for c in situation.calls.values() if c.id not in gone}
    wants = tuple(_want_left(w, gone, situation) for w in situation.wants)
    data = {d.id: d for d in situation.data.values() if d.call not in gone}
    apart = tuple(a for a in situation.apart if {a.datum, a.other_datum} <= data.keys())
    givens = tuple(g.model_copy(update={"data": tuple(d for d in g.data if d in data)}) for g in situation.givens)
    return situation.model_copy(update={"calls": calls, "wants": wants, "data": data, "apart": apart, "givens": givens})


def _stands(candidate: Candidate, gone: set[str], situation: Situation) -> bool:
    return situation.data[candidate.datum].call not in gone


def _starved(call: Call, gone: set[str], situation: Situation) -> bool:
    """Whether a slot of a call that need not be made has nothing left to draw on."""
    return any(not any(_stands(c, gone, situation) for c in admitted) for admitted in call.slots.values())


def _want_left(want: Want, gone: set[str], situation: Situation) -> Want:
    candidates = tuple(c for c in want.candidates if _stands(c, gone, situation))
    kept = {c.datum for c in candidates}
    stands_in = {alias: {d: o for d, o in which.items() if d in kept} for alias, which in want.stands_in.items()}
    return want.model_copy(update={"candidates": candidates, "stands_in": stands_in})


def _left(call: Call, gone: set[str], situation: Situation) -> Call:
    slots = {x: tuple(c for c in admitted if _stands(c, gone, situation)) for x, admitted in call.slots.items()}
    return call.model_copy(update={"slots": slots})
