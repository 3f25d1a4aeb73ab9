"""A conversation, turn by turn."""

from __future__ import annotations

import json

import pytest

from orchestrator import Catalog, Orchestrator, UsageError
from orchestrator.converse.conversation import Conversation
from orchestrator.converse.errors import AnswerError, RevisionError
from orchestrator.testing import FakeTranslator

OPEN = 'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).'


@pytest.fixture(scope="module")
def shop() -> Orchestrator:
    return Orchestrator(Catalog.load("small_business"), translator=FakeTranslator({"Bill Acme and send it": OPEN}))


@pytest.fixture
def talk(shop: Orchestrator) -> Conversation:
    return Conversation.begin(shop, "Bill Acme and send it")


def test_each_turn_makes_the_plan_anew_from_all_that_was_said(talk: Conversation) -> None:
    assert talk.plan.status == "needs_input"
    assert talk.answer(amount=200).status == "ready"
    talk.revise("make it 300, and don't send it")
    assert [call.api for call in talk.plan.calls] == ["find_customer", "create_invoice"]
    talk.with_facts('given(1, customer, "Beta").')
    assert str(talk.difference()) == "name of find_customer: Acme → Beta"
    assert [str(turn) for turn in talk.turns][:3] == ["Bill Acme and send it", "amount=200", "make it 300, and don't send it"]


def test_what_fails_changes_nothing(talk: Conversation) -> None:
    before = talk.turns
    with pytest.raises(AnswerError):
        talk.answer(q1="lots")
    with pytest.raises(RevisionError, match="nothing changes"):
        talk.revise("blah")
    assert talk.turns == before


def test_the_last_turn_can_be_taken_back_but_not_the_first(talk: Conversation) -> None:
    first = talk.plan
    talk.answer(q1=200)
    assert talk.undo() == first
    with pytest.raises(UsageError, match="nothing to take back"):
        talk.undo()


def test_a_goal_may_be_added_in_words(shop: Orchestrator) -> None:
    talk = Conversation.begin(Orchestrator(shop.catalog), facts=OPEN)
    talk.answer(q1=200)
    talk.revise("also remind them")
    assert "send_reminder" in {call.api for call in talk.plan.calls}


def test_a_conversation_goes_through_json(talk: Conversation, shop: Orchestrator) -> None:
    talk.answer(q1=200)
    again = Conversation.from_json(shop, json.loads(json.dumps(talk.to_json())))
    assert again.turns == talk.turns
    assert again.revise("make it 300") == talk.revise("make it 300")


def test_a_conversation_about_another_catalog_is_refused(talk: Conversation) -> None:
    with pytest.raises(UsageError, match="is about 'small_business', and the catalog is 'travel'"):
        Conversation.from_json(Orchestrator(Catalog.load("travel")), talk.to_json())


@pytest.mark.parametrize("data", [None, {}, {"catalog": "x", "turns": []}, {"catalog": "small_business", "turns": [{}]}])
def test_what_is_no_conversation_is_refused(shop: Orchestrator, data: object) -> None:
    with pytest.raises(UsageError):
        Conversation.from_json(shop, data)


def test_what_is_sensitive_is_not_written_and_asked_again() -> None:
    bank = Orchestrator(Catalog.load("banking"))
    facts = 'goal(1, set_card_limit). given(1, card, "gold"). given(1, limit, "500").'
    talk = Conversation.begin(bank, facts=facts)
    asked = [ask for ask in talk.plan.asks if ask.asks.type == "passcode"]
    assert asked, "another limit needs a passcode"
    talk.answer({asked[0].id: "271828"})
    assert "271828" in str(talk.plan.facts)
    written = json.dumps(talk.to_json())
    assert "271828" not in written
    again = Conversation.from_json(bank, json.loads(written))
    assert [ask.asks.type for ask in again.plan.asks] == ["passcode"]
