"""The tables of a run put together."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from orchestrator.catalog import Catalog
from orchestrator.evaluate.model import Attempt, CallMade, Item, Result
from orchestrator.evaluate.report import comparisons, failures, report, views
from orchestrator.evaluate.score import judge

DOOR = Catalog.model_validate({"name": "door", "apis": {"open": {"kind": "write"}, "close": {"kind": "write"}}})
ITEMS = [Item(f"i{i}", f"open {i}", "complete-single", DOOR, ("open",), (CallMade("open"),)) for i in range(4)]


def solved(solver: str, apis: str) -> list[Result]:
    """What a solver makes of the items: `o`pen, `c`lose, or an error (`-`)."""
    found = []
    for item, letter in zip(ITEMS, apis, strict=True):
        api = {"o": "open", "c": "close"}.get(letter)
        attempt = Attempt((api,), (CallMade(api),)) if api else Attempt(error="TranslationError: no answer")
        found.append(Result(solver, item, attempt, judge(item, attempt)))
    return found


def shown(results: list[Result], *, with_errors: bool = False) -> str:
    screen = StringIO()
    console = Console(file=screen, width=100)
    for view in views(results, with_errors=with_errors):
        console.print(view)
    return screen.getvalue()


def test_every_solver_is_compared_with_the_first_and_no_other() -> None:
    results = solved("one", "oooc") + solved("two", "occc") + solved("three", "oooo")
    pairs = {(p.solver_a, p.solver_b): (p.wins, p.losses) for row in comparisons(results) for p in row if p.metric == "plan"}
    assert pairs == {("one", "two"): (0, 2), ("one", "three"): (1, 0)}


def test_a_report_begins_with_all_solvers_together() -> None:
    text = report(solved("one", "oooc") + solved("two", "occ-"), level=3)
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "### All solvers",
        "### two compared with one, on the same items",
        "### one: 4 queries",
        "### two: 4 queries",
    ]
    assert "| wrong goal | 1 of 4 | i3" in " ".join(text.split())


def test_one_solver_is_compared_with_nobody() -> None:
    text = report(solved("one", "oooo"))
    assert "compared" not in text
    assert "## one: 4 queries" in text
    assert comparisons(solved("one", "oooo")) == []


def test_nothing_solved_is_an_empty_report() -> None:
    assert report([]) == ""
    assert shown([]) == ""
    assert failures([]) == []


def test_the_terminal_shows_errors_only_when_asked() -> None:
    results = solved("one", "oooc")
    assert "wrong goal" in shown(results, with_errors=True)
    assert "wrong goal" not in shown(results)


def test_reasons_for_no_answer_are_counted_the_most_frequent_first() -> None:
    results = solved("one", "oo-c") + solved("two", "---o")
    assert failures(results) == ["3 × two: TranslationError: no answer", "1 × one: TranslationError: no answer"]
    assert failures(results, limit=1) == ["3 × two: TranslationError: no answer"]
