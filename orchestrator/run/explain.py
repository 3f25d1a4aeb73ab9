"""One plain sentence for each outcome of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orchestrator.plan.explain import count, listed
from orchestrator.run.model import Approval, Question, Record, Standing
from orchestrator.run.values import text_of


def all_done(records: Sequence[Record], standing: Sequence[Standing], empty: Sequence[str]) -> str:
    """The sentence where all was done."""
    calls = [r for r in records if r.status == "done" and r.called]
    writes = [r for r in calls if r.writes]
    told = f"All is done: {count(len(calls), 'call')}" if calls else "All is done: nothing was left to do"
    if writes:
        told += f", of which {_names(writes)} changed something"
    return _sentence(told, *_not_called(empty), *_standing(standing))


def failed(cause: str, records: Sequence[Record], standing: Sequence[Standing]) -> str:
    """The sentence where the run could not go on: why, what was done, what was not, what nobody knows."""
    return _sentence(cause, *_state(records), *_standing(standing))


def declined(request: Approval, records: Sequence[Record], standing: Sequence[Standing]) -> str:
    """The sentence where a write was not approved."""
    return _sentence(f"{request.api} was not approved", *_state(records), *_standing(standing))


def waiting(questions: Sequence[Question], records: Sequence[Record], standing: Sequence[Standing]) -> str:
    """The sentence where nobody answered."""
    notes = [q.note for q in questions if q.note]
    asked = " ".join(q.text if q.text.endswith(("?", ".")) else f"{q.text}?" for q in questions)
    head = f"{'an answer is' if len(questions) == 1 else 'answers are'} needed ({asked})"
    done = _state([r for r in records if r.status != "skipped"])
    return _sentence(*dict.fromkeys(notes), head, *done, *_standing(standing))


def _state(records: Sequence[Record]) -> Iterable[str]:
    """What was done, what was not, and what nobody knows. A read changes nothing, so it is not told."""
    writes = [r for r in records if r.writes and r.status in ("done", "kept")]
    yield f"done: {_names(writes)}" if writes else "nothing was changed" if not _lost(records) else ""
    left = [r for r in records if r.status in ("skipped", "failed", "nothing") and r.step is not None]
    if left:
        yield f"not done: {_names(left)}"
    if lost := _lost(records):
        yield f"it is not known whether {_names(lost)} was done, and it is not tried again"


def _lost(records: Iterable[Record]) -> list[Record]:
    return [r for r in records if r.status == "unknown"]


def _names(records: Iterable[Record]) -> str:
    numbers: dict[str, int] = {}
    for record in records:
        numbers[record.api] = numbers.get(record.api, 0) + 1
    return listed([name if number == 1 else f"{name} ({number} times)" for name, number in numbers.items()])


def _not_called(empty: Sequence[str]) -> Iterable[str]:
    for api in dict.fromkeys(empty):
        yield f"{api} was not called, as the list is empty"


def _standing(standing: Sequence[Standing]) -> Iterable[str]:
    for write in standing:
        if write.now is None:
            yield f"{write.api} was done before and is not undone"
            continue
        names = _other(write.done, write.now)
        changed = [f"{x.replace('_', ' ')} {_told(write.done, x)}, not {_told(write.now, x)}" for x in names]
        yield f"{write.api} was done before with {listed(changed)}, and is not done again"


def _other(done: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [x for x in dict.fromkeys([*done, *now]) if done.get(x) != now.get(x)]


def _told(arguments: Mapping[str, Any], name: str) -> str:
    value = arguments.get(name)
    if isinstance(value, list | tuple):
        return listed([text_of(member) or "" for member in value]) or "none"
    return text_of(value) or "none"


def _sentence(*parts: str) -> str:
    told = "; ".join(part.strip().rstrip(".") for part in parts if part.strip())
    told = " ".join(told.split())
    # A sentence that begins with the name of an API leaves the name as it is.
    return f"{told}." if "_" in told.partition(" ")[0] else f"{told[:1].upper()}{told[1:]}."
