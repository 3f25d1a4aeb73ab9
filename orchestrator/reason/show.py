"""A situation as text: what `--show situation` prints."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.reason.situation import Call, Candidate, Situation


def text(situation: Situation) -> str:
    """The calls that can matter with what each slot admits, the wants, and what stands in the way."""
    return "\n".join(_lines(situation)) + "\n"


def _lines(situation: Situation) -> Iterator[str]:
    for call in situation.calls.values():
        yield from _call(call)
    for want in situation.wants:
        yield f"want {want.goal}: {want.type}"
        yield f"  <- {_candidates(want.candidates)}"
    for apart in situation.apart:
        yield f"apart: {apart.call} {apart.slot}={apart.datum} {apart.other_slot}={apart.other_datum}"
    for conflict in situation.conflicts:
        yield f"conflict: goal {conflict.goal} {conflict.name} ({conflict.reason}) {', '.join(conflict.values)}"
    for choice in situation.choices:
        yield f"unclear: goal {choice.goal} {choice.name} {choice.value} -> {' | '.join(choice.slots)}"
    for datum in situation.data.values():
        if datum.kind in ("value", "answer"):
            yield f"{datum.kind} {datum.id}: {datum.type}" + (f" = {datum.text!r}" if datum.text is not None else "")


def _call(call: Call) -> Iterator[str]:
    whose = f" for goal {', '.join(map(str, call.goals))}" if call.goals else ""
    yield f"{call.kind} {call.id}: {call.api}{whose}, cost {call.cost}"
    for slot, candidates in call.slots.items():
        yield f"  {slot} <- {_candidates(candidates)}"
    for output, datum in call.outputs.items():
        yield f"  {output} -> {datum}"
    for condition in call.requires:
        yield f"  requires {condition}"
    for condition in call.ensures:
        yield f"  ensures {condition}"


def _candidates(candidates: tuple[Candidate, ...]) -> str:
    return " | ".join(f"{c.datum} ({c.source})" for c in candidates) or "nothing"
