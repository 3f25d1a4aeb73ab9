"""Questions, choices and several matches in a run, and what answers do."""

from __future__ import annotations

import pytest
from run_helpers import BIKES, OWNERS, Shop, answering, ran, record

from orchestrator.converse.answers import UNKNOWN
from orchestrator.run import Done, Failed, RunLimits, Waiting

REPAIR = 'goal(1, repair). given(1, bike_number, "2").'
SELL_ONE = 'goal(1, list_bikes). given(1, owner_name, "Ada"). goal(2, sell). uses(2, bike, 1).'


def test_questions_come_first_as_one_form_and_the_run_goes_on() -> None:
    shop, ask = Shop(), answering({"q1": "2", "q2": "30"})
    outcome = ran("goal(1, repair).", shop, ask=ask)
    assert isinstance(outcome, Done)
    assert [[q.type for q in form] for form in ask.asked] == [["bike_number", "price"]]
    assert shop.calls == [("find_bike", {"number": 2}), ("repair", {"bike": "B-2", "price": 30})]


def test_a_question_says_what_is_allowed() -> None:
    ask = answering()
    ran(REPAIR, ask=ask)
    (question,) = ask.asked[0]
    assert (question.id, question.text, question.type) == ("q1", "What does it cost?", "price")
    assert (question.allowed, question.goals, question.rows) == ("a number from 1", (1,), ())


def test_nobody_answers_and_the_run_waits_with_nothing_called() -> None:
    for ask in (None, answering(), answering({}), answering({"q9": "1"})):
        shop = Shop()
        outcome = ran(REPAIR, shop, ask=ask)
        assert isinstance(outcome, Waiting)
        assert [q.id for q in outcome.questions] == ["q1"]
        assert not shop.calls


def test_an_end_of_input_is_no_answer() -> None:
    def ask(questions: object) -> dict[str, str]:
        raise EOFError

    assert isinstance(ran(REPAIR, ask=ask), Waiting)


def test_an_answer_that_does_not_fit_is_told_and_asked_again() -> None:
    ask = answering({"q1": "cheap"}, {"q1": "40"})
    outcome = ran(REPAIR, ask=ask)
    assert isinstance(outcome, Done)
    assert ask.asked[0][0].note == ""
    assert "cheap" in ask.asked[1][0].note
    assert record(outcome, "repair").arguments == {"bike": "B-2", "price": 40}


def test_answers_that_never_fit_end_the_asking() -> None:
    ask = answering(*[{"q1": "cheap"}] * 20)
    outcome = ran(REPAIR, ask=ask, limits=RunLimits(rounds=3))
    assert isinstance(outcome, Waiting)
    assert len(ask.asked) == 3
    assert "cheap" in outcome.questions[0].note


def test_some_answers_leave_the_other_questions_open() -> None:
    ask = answering({"q1": "2"}, {"q1": "40"})
    assert isinstance(ran("goal(1, repair).", ask=ask), Done)
    assert [len(form) for form in ask.asked] == [2, 1]


def test_an_async_person_is_asked_too() -> None:
    async def ask(questions: object) -> dict[str, str]:
        return {"q1": "40"}

    async def approve(request: object) -> bool:
        return True

    assert isinstance(ran(REPAIR, ask=ask, approve=approve), Done)


def test_a_person_who_breaks_ends_the_run_and_not_the_program() -> None:
    def ask(questions: object) -> dict[str, str]:
        raise ValueError("no terminal")

    outcome = ran(REPAIR, ask=ask)
    assert isinstance(outcome, Failed)
    assert (outcome.by, "no terminal" in outcome.explanation) == ("answers", True)
    assert ran(REPAIR, ask=lambda questions: ["40"]).status == "failed"


def test_a_choice_is_put_with_the_rows_when_they_are_there() -> None:
    shop, ask = Shop(), answering({"q1": 2})
    outcome = ran(SELL_ONE, shop, ask=ask)
    assert isinstance(outcome, Done)
    (question,) = ask.asked[0]
    assert question.options == ("B-1 · red · 100", "B-2 · blue · 250.5", "B-3 · red · 80")
    assert question.rows[1] == BIKES[1]
    assert shop.made("sell") == [{"bike": "B-2"}]


@pytest.mark.parametrize(("answer", "bike"), [("3", "B-3"), ("blue", "B-2"), ("b-1", "B-1"), (BIKES[0], "B-1"), ("250.5", "B-2")])
def test_a_row_is_named_by_number_or_by_what_only_it_says(answer: object, bike: str) -> None:
    shop = Shop()
    ran(SELL_ONE, shop, ask=answering({"q1": answer}))
    assert shop.made("sell") == [{"bike": bike}]


@pytest.mark.parametrize("answer", ["red", 0, 4, -1, "", True, None, [], "nothing like it", 2.5])
def test_what_names_no_row_or_several_is_asked_again(answer: object) -> None:
    shop, ask = Shop(), answering({"q1": answer}, {"q1": 1})
    outcome = ran(SELL_ONE, shop, ask=ask)
    if answer is None:
        assert isinstance(outcome, Waiting)
    else:
        assert len(ask.asked) == 2
        assert "none of them" in ask.asked[1][0].note
        assert shop.made("sell") == [{"bike": "B-1"}]


def test_one_row_left_is_no_choice_and_no_row_is_no_sale() -> None:
    shop = Shop(list_bikes=lambda owner: BIKES[2:])
    assert isinstance(ran(SELL_ONE, shop, ask=None), Done)
    assert shop.made("sell") == [{"bike": "B-3"}]
    shop = Shop(list_bikes=lambda owner: [])
    outcome = ran(SELL_ONE, shop, ask=None)
    assert isinstance(outcome, Failed)
    assert "list_bikes gave an empty list" in outcome.explanation
    assert not shop.made("sell")
    assert record(outcome, "sell").called is False


def test_of_equal_rows_the_person_says_which() -> None:
    facts = 'goal(1, list_bikes). given(1, owner_name, "Ada"). goal(2, sell). uses(2, bike, 1). given(2, bike_colour, "red").'
    shop, ask = Shop(), answering({"c2.colour": 2})
    outcome = ran(facts, shop, ask=ask)
    assert isinstance(outcome, Done)
    assert [row["bike"] for row in ask.asked[0][0].rows] == ["B-1", "B-3"]
    assert shop.made("sell") == [{"bike": "B-3"}]


def test_several_matches_are_a_question_and_the_lookup_is_made_once() -> None:
    shop = Shop(find_owner=lambda name: list(OWNERS.values()))
    ask = answering({"c1": "bo@example.org"})
    outcome = ran('goal(1, greet). given(1, owner_name, "A").', shop, ask=ask)
    assert isinstance(outcome, Done)
    assert ask.asked[0][0].text == 'find_owner found 2 for "A": which one is meant?'
    assert len(shop.made("find_owner")) == 1
    assert shop.made("greet") == [{"owner": "O-2", "email": "bo@example.org"}]
    found = record(outcome, "find_owner")
    assert (found.place, found.result, len(found.matches)) == (2, OWNERS["Bo"], 2)


def test_one_match_in_a_list_is_taken() -> None:
    shop = Shop(find_owner=lambda name: [OWNERS["Bo"]])
    assert isinstance(ran('goal(1, greet). given(1, owner_name, "A").', shop), Done)


def test_nothing_found_sets_aside_what_was_said_and_asks() -> None:
    shop, ask = Shop(), answering({"q1": "Bo"})
    outcome = ran('goal(1, greet). given(1, owner_name, "Zoe").', shop, ask=ask)
    assert isinstance(outcome, Done)
    (question,) = ask.asked[0]
    assert (question.text, question.note) == ("Whose is it?", 'find_owner found nothing for "Zoe"')
    assert shop.made("greet") == [{"owner": "O-2", "email": "bo@example.org"}]
    assert [(d.name, d.value) for d in outcome.plan.facts.dropped] == [("owner_name", "Zoe")]


def test_the_same_answer_that_found_nothing_is_refused_plainly() -> None:
    shop, ask = Shop(), answering({"q1": "zoe"}, {"q1": "Ada"})
    assert isinstance(ran('goal(1, greet). given(1, owner_name, "Zoe").', shop, ask=ask), Done)
    assert ask.asked[1][0].note == 'find_owner found nothing for "Zoe", so that is no answer'
    assert [arguments["name"] for arguments in shop.made("find_owner")] == ["Zoe", "Ada"]


def test_nothing_found_and_nobody_to_ask_waits_with_the_reason() -> None:
    outcome = ran('goal(1, greet). given(1, owner_name, "Zoe").')
    assert isinstance(outcome, Waiting)
    assert outcome.questions[0].note == 'find_owner found nothing for "Zoe"'
    assert outcome.explanation == 'find_owner found nothing for "Zoe"; an answer is needed (Whose is it?); nothing was changed.'


@pytest.mark.parametrize("nothing", [None, {}, [], [{}], {"owner": None, "email": None}])
def test_nothing_comes_in_several_forms(nothing: object) -> None:
    shop = Shop(find_owner=lambda name: nothing)
    assert isinstance(ran('goal(1, greet). given(1, owner_name, "Zoe").', shop), Waiting)


def test_nothing_found_for_one_is_never_done_for_another() -> None:
    """Without what was said, the plan would greet the owner that was found for the other goal."""
    facts = 'goal(1, find_owner). given(1, name, "Ada"). goal(2, greet). given(2, owner_name, "Zoe").'
    shop, ask = Shop(), answering({"q1": "Bo"})
    outcome = ran(facts, shop, ask=ask)
    assert isinstance(outcome, Failed)
    assert outcome.explanation.startswith('find_owner found nothing for "Zoe", and it cannot be asked for again')
    assert not shop.made("greet")


def test_who_does_not_know_what_is_needed_cannot_be_served() -> None:
    shop = Shop()
    outcome = ran("goal(1, opening_hours).", shop, ask=answering({"q1": UNKNOWN}))
    assert isinstance(outcome, Failed)
    assert outcome.by == "answers"
    assert not shop.calls
