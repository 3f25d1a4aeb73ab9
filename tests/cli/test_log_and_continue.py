"""Conversations are kept, listed, and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestrator.cli import main

FACTS = 'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).'
SOLVE = ("solve", "--domain", "small_business", "--facts", FACTS)


def output(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    return capsys.readouterr().err


def test_answers_are_given_at_once_or_later(capsys: pytest.CaptureFixture[str]) -> None:
    at_once = json.loads(output(capsys, *SOLVE, "--answer", "q1=200", "--json"))
    output(capsys, *SOLVE, code=3)
    assert json.loads(output(capsys, "solve", "-c", "--answer", "amount=two hundred", "--json"))["steps"] == at_once["steps"]


def test_a_conversation_goes_on_in_words_and_says_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, *SOLVE, "--answer", "q1=200")
    said = output(capsys, "solve", "--continue", "make it 300, and don't send it")
    assert "calls send_invoice no more" in said
    assert "amount of create_invoice: 200 → 300" in said
    assert "Beta" in output(capsys, "solve", "-c", "--facts", 'given(1, customer, "Beta").')
    assert "3 turns" in output(capsys, "log") or "4 turns" in output(capsys, "log")


def test_what_cannot_be_changed_is_wrong_use_and_kept_out(capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, *SOLVE, code=3)
    assert "nothing changes: not understood: blah" in error(capsys, "solve", "-c", "blah")
    assert "is not a number" in error(capsys, "solve", "-c", "--answer", "q1=lots")
    assert "says no question" in error(capsys, "solve", "-c", "--answer", "200")
    assert "1 turn" in output(capsys, "log")


def test_the_log_shows_what_was_said_and_what_it_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No conversation is kept yet" in output(capsys, "log")
    output(capsys, *SOLVE, "--answer", "q1=200")
    (kept,) = json.loads(output(capsys, "log", "--json"))
    assert (kept["catalog"], kept["status"], kept["turns"]) == ("small_business", "ready", 2)
    shown = output(capsys, "log", kept["id"][:4])
    assert "answers  q1=200" in shown
    assert "asks one question less" in shown
    assert len(json.loads(output(capsys, "log", kept["id"], "--json"))["turns"]) == 2
    assert "there is no conversation 'zz'" in error(capsys, "log", "zz")


def test_without_a_log_nothing_is_kept_and_nothing_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, log_file: Path
) -> None:
    assert "there is no conversation to go on with" in error(capsys, "solve", "-c")
    monkeypatch.setenv("ORCHESTRATOR_LOG", "off")
    output(capsys, *SOLVE, code=3)
    assert not log_file.exists()
    assert "no conversation to go on with" in error(capsys, "solve", "-c")
    assert "conversations are not kept" in error(capsys, "log")


def test_a_log_that_cannot_be_written_is_a_warning(capsys: pytest.CaptureFixture[str], log_file: Path) -> None:
    log_file.parent.mkdir()
    log_file.write_text("something else")
    assert main(list(SOLVE)) == 3
    caught = capsys.readouterr()
    assert "Needs input" in caught.out
    assert caught.err.startswith("warning: ")


def test_a_conversation_has_its_own_catalog(capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, *SOLVE, code=3)
    assert "the conversation has its own" in error(capsys, "solve", "-c", "--domain", "travel").casefold()


def test_nothing_sensitive_is_in_the_file(capsys: pytest.CaptureFixture[str], log_file: Path) -> None:
    facts = 'goal(1, set_card_limit). given(1, card, "gold"). given(1, limit, "500").'
    output(capsys, "solve", "--domain", "banking", "--facts", facts, "--answer", "passcode=271828")
    assert all(b"271828" not in path.read_bytes() for path in log_file.parent.iterdir())
    asked = json.loads(output(capsys, "solve", "-c", "--json", code=3))
    assert [step["asks"]["type"] for step in asked["steps"] if "asks" in step] == ["passcode"]


@pytest.mark.parametrize("format", ["mermaid", "dot", "svg", "html"])
def test_a_plan_and_a_catalog_are_drawn(capsys: pytest.CaptureFixture[str], format: str) -> None:
    assert "create_invoice" in output(capsys, *SOLVE, "--format", format, code=3)
    assert "create_invoice" in output(capsys, "show", "small_business", "--format", format)


def test_a_picture_is_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert "both --json and --format" in error(capsys, *SOLVE, "--json", "--format", "dot")
    assert "both --json and --format" in error(capsys, "show", "travel", "--json", "--format", "dot")


class TestExplain:
    def test_a_step_an_api_a_supposition_and_other_plans(self, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ("explain", *SOLVE[1:])
        assert "q1" in output(capsys, *asked, "--step", "q1") or output(capsys, *asked, "--step", "q1")
        assert "delete_customer" in output(capsys, *asked, "--why-not", "delete_customer")
        assert "asks one question less" in output(capsys, *asked, "--what-if", "amount=200")
        assert "asks one question less" in output(capsys, *asked, "--what-if", "1:amount=200")
        assert output(capsys, *asked, "--alternatives", "2").strip()
        assert isinstance(json.loads(output(capsys, *asked, "--alternatives", "2", "--json")), list)
        assert json.loads(output(capsys, *asked, "--json"))["subject"] is not None

    def test_the_plan_of_the_last_conversation(self, capsys: pytest.CaptureFixture[str]) -> None:
        output(capsys, *SOLVE, code=3)
        assert "find_customer is called because" in output(capsys, "explain", "-c", "--step", "c1")
        assert "1 turn" in output(capsys, "log")  # to explain is to say nothing

    def test_what_is_no_supposition_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "says no value" in error(capsys, "explain", *SOLVE[1:], "--what-if", "amount")
