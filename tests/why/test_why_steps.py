"""Why a call is made, and why a slot is filled from where it is."""

import pytest
from desks import INVOICE, lists, office, shop

from orchestrator import UsageError
from orchestrator.why import Why, why


def texts(answer: Why, kind: str) -> list[str]:
    return [reason.text for reason in answer.because if reason.kind == kind]


def test_a_lookup_is_told_by_the_slot_that_takes_what_it_yields() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "c1")
    assert answer.sentence == "find is called because its `id` is the `customer` of charge (c2, goal 1)."


def test_a_lookup_is_told_through_the_lookup_that_takes_it() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "c1")
    told = "Its `id` is the `id` of card (c3), whose `email` is the `to` of mail (c4, goal 2)."
    assert told in texts(answer, "data")


def test_without_the_only_lookup_there_is_no_plan() -> None:
    home = shop()
    (left,) = [r for r in why(home.plan(facts=INVOICE), home, "c1").because if r.kind == "without"]
    assert left.effect is not None
    assert (left.effect.kind, left.effect.status) == ("impossible", "unsolvable")
    assert left.text == "Without find (c1), there would be no plan."


def test_without_a_lookup_that_saves_a_question_the_question_is_the_price() -> None:
    home = shop()
    (left,) = [r for r in why(home.plan(facts=INVOICE), home, "c3").because if r.kind == "without"]
    assert left.effect is not None
    assert (left.effect.kind, left.effect.questions, left.effect.calls) == ("worse", 1, -1)
    assert "one question more and one call fewer" in left.text


def test_the_call_of_a_goal_names_its_fact_and_what_it_waits_for() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "c4")
    assert texts(answer, "goal") == ["The facts say goal(2, mail)."]
    assert "It waits for charge (c2, goal 1), which its `bill` comes from." in texts(answer, "data")


def test_an_auto_write_is_told_by_the_state_that_is_required() -> None:
    home = office()
    plan = home.plan(facts='goal(1, approve). given(1, paper, "P-1").')
    answer = why(plan, home, "c1")
    assert plan.step("c1").api == "sign_in"
    told = "approve (c2, goal 1) requires signed_in, which only holds after sign_in (c1)."
    assert answer.sentence == f"sign_in is called because {told}"
    (left,) = [r for r in answer.because if r.kind == "without"]
    assert left.effect is not None
    assert left.effect.kind == "impossible"


def test_the_state_of_another_goal_is_told_at_both_ends() -> None:
    home = office()
    plan = home.plan(facts='goal(1, approve). given(1, paper, "P-1"). goal(2, publish).')
    assert "publish (c3, goal 2) requires approved(paper), which only holds after approve (c2, goal 1)." in texts(
        why(plan, home, "c2"), "state"
    )
    assert "It waits for approve (c2, goal 1), as it requires approved(paper)." in texts(why(plan, home, "c3"), "state")


def test_a_given_value_says_what_its_absence_would_cost() -> None:
    home = shop()
    plan = home.plan(facts='goal(1, charge). given(1, customer, "Acme"). given(1, amount, "200").')
    answer = why(plan, home, "c2.amount")
    (fact,) = [r for r in answer.because if r.kind == "fact"]
    assert fact.names == ('given(1, amount, "200").',)
    assert fact.effect is not None
    assert fact.effect.questions == 1


def test_a_reference_is_no_value_itself() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "c2.customer")
    assert '"Acme" is no id itself, but leads to one' in answer.sentence


def test_a_default_says_what_takes_its_place() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    answer = why(plan, home, "c4.tone")
    assert 'the default "kind"' in answer.sentence
    assert texts(answer, "helps") == ["Say another `tone`, and that is taken."]


def test_what_a_goal_yields_names_the_goal() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "c4.bill")
    assert "another goal yields a bill" in answer.sentence
    assert texts(answer, "data") == ["charge (c2, goal 1) yields a bill, and nothing else yields it to this slot."]


def test_uses_is_a_fact_that_can_be_left_out() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE + " uses(2, bill, 1).")
    answer = why(plan, home, "c4.bill")
    assert [r.names for r in answer.because if r.kind == "fact"] == [("uses(2, bill, 1).",)]


def test_other_sources_of_a_slot_are_told_with_their_price() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE), home, "c4.to")
    (rival,) = [r for r in answer.because if r.kind == "rejected"]
    assert rival.effect is not None
    assert (rival.effect.kind, rival.effect.questions, rival.effect.calls) == ("worse", 1, -1)
    assert rival.text.startswith("Asking for the email as the `to` of mail")


def test_a_want_is_told_by_what_meets_it() -> None:
    home = shop()
    plan = home.plan(facts='want(1, email). given(1, name, "Acme").')
    answer = why(plan, home, "goal 1")
    assert answer.sentence == "Goal 1 wants the email, which is the email that card (c2) yields (R8)."
    assert [r.names for r in answer.because if r.kind == "goal"] == [("want(1, email).",)]


def test_each_call_of_an_unrolled_goal_says_which_value_it_is_for() -> None:
    home = lists()
    plan = home.plan(facts='goal(1, photos). given(1, hotel, ("H-1", "H-2")).')
    assert "the value number 2 of its list" in why(plan, home, "c2").sentence


def test_a_call_for_each_row_says_so() -> None:
    home = lists()
    plan = home.plan(facts='goal(1, book). given(1, town, "Nice"). each(1, hotel).')
    assert "once for each row of c1" in why(plan, home, "c2").sentence


def test_an_unknown_step_names_the_steps_that_there_are() -> None:
    home = shop()
    with pytest.raises(UsageError, match="no step 'c9'"):
        why(home.plan(facts=INVOICE), home, "c9")
    with pytest.raises(UsageError, match="called without 'colour'"):
        why(home.plan(facts=INVOICE), home, "c2.colour")
    with pytest.raises(UsageError, match="no goal 7"):
        why(home.plan(facts=INVOICE), home, "goal 7")


def test_a_plan_of_other_facts_is_refused() -> None:
    home = shop()
    plan = home.plan(facts=INVOICE)
    other = plan.model_copy(update={"facts": home.plan(facts="goal(1, charge).").facts})
    with pytest.raises(UsageError, match="give another plan"):
        why(other, home, "c1")


def test_an_answer_is_plain_data() -> None:
    home = shop()
    data = why(home.plan(facts=INVOICE), home, "c1").to_json()
    assert data["subject"] == "c1"
    assert {"kind", "text"} <= set(data["because"][0])
    assert any("effect" in reason for reason in data["because"])
