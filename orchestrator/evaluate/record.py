"""Results as plain data, for other programs: every item with what was made of it, and the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from orchestrator.evaluate.figures import Share
from orchestrator.evaluate.mistakes import errors, mistakes
from orchestrator.evaluate.model import (
    Argument,
    Asked,
    Attempt,
    CallMade,
    Item,
    Literal,
    Ref,
    Result,
    ResultText,
    Several,
)
from orchestrator.evaluate.score import tells_arguments
from orchestrator.evaluate.summary import Row, Summary, by_solver, summary


def as_json(results: Sequence[Result], *, today: date | None = None) -> dict[str, Any]:
    """All results as JSON can say them: `solvers` with their figures, and `items`, one for each item and solver.

    The same results give the same data, key by key. A share is `{"hits", "total", "low", "high"}`, its ends those of the 95 %
    interval. An argument is `{"value"}`, `{"call", "output", "rows"}` (calls count from 0), `{"asked": true}`,
    `{"result_text"}` or `{"several"}`. `today` is as in `judge`.
    """
    return {
        "solvers": [_solver(summary(own), own, today) for own in by_solver(results).values()],
        "items": [_item(result, today) for result in results],
    }


def _solver(figures: Summary, results: Sequence[Result], today: date | None) -> dict[str, Any]:
    return {
        "solver": figures.solver,
        "models": list(figures.models),
        "n": figures.n,
        "rows": [_row(row) for row in figures.rows],
        "errors": [
            {"kind": g.kind, "count": g.count, "of": g.of, "ids": list(g.ids)}
            for g in errors(results, today=today)
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    named = {name: getattr(row, name) for name in row.__dataclass_fields__}
    return {name: _share(value) if isinstance(value, Share) else value for name, value in named.items()}


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "total": share.total, "low": round(low, 6), "high": round(high, 6)}


def _item(result: Result, today: date | None) -> dict[str, Any]:
    item, attempt = result.item, result.attempt
    return {
        "id": item.id,
        "solver": result.solver,
        "cell": item.cell,
        "query": item.query,
        "judged": "calls" if tells_arguments(item) else "goals",
        "gold": _gold(item),
        "attempt": _attempt(attempt),
        "verdict": {**asdict(result.verdict), "exact": result.verdict.exact},
        "mistakes": list(mistakes(item, attempt, today=today)),
        "seconds": round(attempt.seconds, 6),
        "prompt_tokens": attempt.prompt_tokens,
        "completion_tokens": attempt.completion_tokens,
        "repairs": attempt.repairs,
        "model": attempt.model,
    }


def _gold(item: Item) -> dict[str, Any]:
    return {
        "goals": list(item.goals),
        "lower_bound": item.lower_bound,
        "status": item.status,
        "facts": str(item.facts) if item.facts is not None else None,
        "calls": calls_json(item.calls),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "goals": list(attempt.goals),
        "refused": attempt.refused,
        "status": attempt.status,
        "facts": attempt.facts,
        "error": attempt.error,
        "calls": calls_json(attempt.calls),
    }


def calls_json(calls: Iterable[CallMade]) -> list[dict[str, Any]]:
    """Calls as plain data."""
    return [
        {
            "api": call.api,
            "arguments": {name: _argument(argument) for name, argument in call.arguments.items()},
            **({"each": _argument(call.each)} if call.each is not None else {}),
        }
        for call in calls
    ]


def _argument(argument: Argument) -> dict[str, Any]:
    match argument:
        case Literal(value, accepted, optional):
            more: dict[str, Any] = {"accepted": list(accepted)} if accepted else {}
            return {"value": value, **more, **({"optional": True} if optional else {})}
        case Ref(call, output, rows):
            return {"call": call, "output": output, **({"rows": rows} if rows else {})}
        case Asked():
            return {"asked": True}
        case ResultText(text):
            return {"result_text": text}
        case Several(members):
            return {"several": [_argument(member) for member in members]}
