"""The two functions through which a run asks at a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from orchestrator.cli.asking import TerminalPerson
from orchestrator.converse.answers import UNKNOWN
from orchestrator.run.model import Approval, Question

DELETE = Approval(
    step="c2", api="delete_item", description="Delete an item.", identity="delete_item/2",
    arguments={"item": "I-1", "why": ["a", "b"]}, members=({"item": "I-2"},), destructive=True, plan="hash", token="token",
)  # fmt: skip


@pytest.fixture
def person() -> TerminalPerson:
    return TerminalPerson(Console(file=io.StringIO(), width=100, color_system=None, highlight=False))


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Let these lines be typed, then Ctrl-D; gives the prompts."""
    prompts: list[str] = []
    waiting: Iterator[str] = iter(lines)

    def answer(prompt: str = "") -> str:
        prompts.append(prompt)
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    return prompts


def shown(person: TerminalPerson) -> str:
    assert isinstance(person.console.file, io.StringIO)
    return person.console.file.getvalue()


def test_questions_are_put_with_what_is_allowed_and_why(person: TerminalPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = typed(monkeypatch, "200", "", "no idea")
    first = Question(id="q1", text="Which 1?", type="x", allowed="a number", note="found nothing")
    more = [Question(id=f"q{n}", text=f"Which {n}?", type="x") for n in (2, 3)]
    assert person.ask((first, *more)) == {"q1": "200", "q3": UNKNOWN}
    assert prompts[0] == "  Which 1? (a number) › "
    assert "found nothing" in shown(person)


def test_rows_are_numbered_and_one_is_taken_by_its_number(person: TerminalPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "5", "two", "2")
    rows = Question(id="q1", text="Which one?", type="row", options=("Ada · 1", "Bo · 2"), rows=({"name": "Ada"}, {"name": "Bo"}))
    assert person.ask((rows,)) == {"q1": 2}
    assert "2 Bo · 2" in shown(person)
    assert "5 is none of them" in shown(person)


def test_nobody_who_answers_is_the_end_of_the_input(person: TerminalPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    with pytest.raises(EOFError):
        person.ask((Question(id="q1", text="Which?", type="x"),))


@pytest.mark.parametrize(("line", "yes"), [("y", True), ("YES", True), ("", False), ("n", False), ("yeah right", False)])
def test_only_a_plain_yes_approves(person: TerminalPerson, monkeypatch: pytest.MonkeyPatch, line: str, yes: bool) -> None:
    typed(monkeypatch, line)
    assert person.approve(DELETE) is yes


def test_a_write_is_shown_as_it_will_be_made_and_ctrl_d_is_a_no(person: TerminalPerson, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch)
    assert person.approve(DELETE) is False
    for told in ("delete_item", "cannot be undone", "Delete an item.", "item ← I-1", "why  ← a, b", "1 of 1", "item ← I-2"):
        assert told in shown(person)
