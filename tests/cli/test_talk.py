"""`solve` at a terminal: it asks, takes a change of mind, and ends cleanly."""

from __future__ import annotations

import pytest
from terminal import CTRL_C, CTRL_D, Terminal

FACTS = 'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, contact_us). given(2, topic, "taxes").'
SOLVE = ("solve", "--domain", "small_business", "--facts", FACTS)
ASK, CHANGE = " › ", "Change anything? (empty = done) › "

pytestmark = pytest.mark.timeout(180)


def test_the_questions_are_put_as_one_form_and_the_new_plan_is_shown_with_what_changed() -> None:
    with Terminal(*SOLVE) as terminal:
        terminal.until("q1 What is the amount? (a number from 0.01 to 1000000)" + ASK)
        terminal.type("lots")
        terminal.until('"lots" is not a number')
        terminal.until(ASK)
        terminal.type("three hundred dollars")
        terminal.until("one of phone, chat, video; * for any)" + ASK)
        terminal.type("*")
        terminal.until('"phone" is taken, as any will do')
        shown = terminal.until(CHANGE)
        assert "Ready" in shown
        assert "asks two questions fewer" in shown
        assert "amount of create_invoice: your answer → 300" in shown
        terminal.type("")
        assert terminal.end() == 0


def test_a_change_of_mind_is_taken_in_words_and_can_be_taken_back() -> None:
    with Terminal(*SOLVE, "--answer", "amount=200", "--answer", "channel=chat") as terminal:
        terminal.until(CHANGE)
        terminal.type("make it 300")
        assert "amount of create_invoice: 200 → 300" in terminal.until(CHANGE)
        terminal.type("blah")
        terminal.until("nothing changes: not understood: blah")
        terminal.until(CHANGE)
        terminal.type("undo")
        assert '"200" said' in terminal.until(CHANGE)
        terminal.type("why c1")
        terminal.until("find_customer is called because")
        terminal.until(CHANGE)
        terminal.type("")
        assert terminal.end() == 0


def test_a_skipped_question_is_not_put_again_and_the_code_says_it_is_open() -> None:
    with Terminal(*SOLVE) as terminal:
        for _ in range(2):
            terminal.until(ASK)
            terminal.type("")
        terminal.until(CHANGE)
        terminal.type("")
        assert terminal.end() == 3


def test_one_does_not_know_and_is_told_what_becomes_impossible() -> None:
    with Terminal(*SOLVE) as terminal:
        terminal.until(ASK)
        terminal.type("I don't know")
        terminal.until("it is planned without it")
        terminal.until(ASK)
        terminal.type("chat")
        assert "is impossible now" in terminal.until(CHANGE)
        terminal.type("")
        assert terminal.end() == 5


def test_several_readings_are_a_numbered_choice() -> None:
    with Terminal("solve", "--domain", "travel", "--facts", "maybe(1, cancel_flight). maybe(1, cancel_hotel).") as terminal:
        terminal.until("Which is meant? [1-2, empty = skip]" + ASK)
        terminal.type("7")
        terminal.until("7 is none of them")
        terminal.until(ASK)
        terminal.type("2")
        terminal.until("cancel_hotel")
        terminal.until(ASK)
        terminal.press(CTRL_D)
        assert terminal.end() == 3


def test_ctrl_d_keeps_what_was_answered_and_ends_with_the_code_of_the_plan() -> None:
    with Terminal(*SOLVE) as terminal:
        terminal.until("What is the amount?")
        terminal.until(ASK)
        terminal.type("200")
        terminal.until("chat or video?")
        terminal.until(ASK)
        terminal.press(CTRL_D)
        code = terminal.end()
        assert "asks one question less" in terminal.seen
        assert "Traceback" not in terminal.seen
        assert code == 3


@pytest.mark.parametrize("first", [None, "200"])
def test_ctrl_c_ends_at_any_prompt_with_130(first: str | None) -> None:
    with Terminal(*SOLVE) as terminal:
        terminal.until("What is the amount?")
        terminal.until(ASK)
        if first is not None:
            terminal.type(first)
            terminal.until(ASK)
        terminal.press(CTRL_C)
        assert terminal.end() == 130
        assert "Traceback" not in terminal.seen


def test_nothing_is_asked_with_no_input_or_json() -> None:
    for option in ("--no-input", "--json"):
        with Terminal(*SOLVE, option) as terminal:
            assert terminal.end() == 3
            assert CHANGE not in terminal.seen


def test_a_passcode_is_not_echoed() -> None:
    facts = 'goal(1, set_card_limit). given(1, card, "gold"). given(1, limit, "500").'
    with Terminal("solve", "--domain", "banking", "--facts", facts) as terminal:
        terminal.until("six-digit passcode? (")
        terminal.until(ASK)
        terminal.type("271828")
        assert "271828" not in terminal.until("Ready")
        terminal.until(CHANGE)
        terminal.press(CTRL_D)
        assert terminal.end() == 0
