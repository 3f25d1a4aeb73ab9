"""Why the outcome is what it is: each helpful change is one that helps."""

from desks import INVOICE, office, shop

from orchestrator import Catalog, Orchestrator
from orchestrator.why import why


def test_a_ready_plan_names_the_calls_of_its_goals() -> None:
    home = shop()
    answer = why(home.plan(facts=INVOICE + ' given(1, amount, "5").'), home)
    assert [r.text for r in answer.because if r.kind == "goal"] == ["Goal 1 is charge (c2).", "Goal 2 is mail (c4)."]
    assert "proven that no plan costs less" in str(answer)


def test_a_conflict_is_told_by_the_facts_that_clash_and_no_others() -> None:
    home = shop()
    twice = 'given(1, amount, "2"). given(1, amount, "3").'
    plan = home.plan(facts=f'goal(1, charge). given(1, customer, "Acme"). {twice} goal(2, mail).')
    assert plan.status == "conflict"
    (clash,) = [r for r in why(plan, home).because if r.kind == "fact" and "hold" in r.text]
    assert clash.names == ('given(1, amount, "2").', 'given(1, amount, "3").')


def test_what_is_said_to_end_a_conflict_ends_it() -> None:
    home = shop()
    facts = 'goal(1, charge). given(1, customer, "Acme"). given(1, amount, "2"). given(1, amount, "3").'
    plan = home.plan(facts=facts)
    helps = [r for r in why(plan, home).because if r.kind == "helps"]
    assert len(helps) == 2
    for reason in helps:
        assert home.plan(facts=facts.replace(reason.names[0], "")).status in ("ready", "needs_input")


def test_two_conflicts_are_not_ended_by_leaving_out_one_fact() -> None:
    home = shop()
    facts = 'goal(1, mail). given(1, tone, "loud"). goal(2, charge). given(2, amount, "much").'
    answer = why(home.plan(facts=facts), home)
    assert not [r for r in answer.because if r.kind == "helps"]
    assert "alone does not help" in str(answer)


def test_an_unsolvable_query_names_the_goal_that_would_help() -> None:
    home = office()
    plan = home.plan(facts='goal(1, publish). given(1, paper, "P-1").')
    assert plan.status == "unsolvable"
    (helps,) = [r for r in why(plan, home).because if r.kind == "helps"]
    assert helps.names == ("goal(2, approve).", "approve")
    assert home.plan(facts=f'goal(1, publish). given(1, paper, "P-1"). {helps.names[0]}').status == "needs_input"


def test_an_unsolvable_goal_beside_another_can_be_left_out() -> None:
    home = office()
    plan = home.plan(facts='goal(1, publish). given(1, paper, "P-1"). goal(2, rename). given(2, paper, "P-2").')
    names = [r.names for r in why(plan, home).because if r.kind == "helps"]
    assert ("goal 1",) in names
    assert ("goal 2",) not in names


def test_readings_are_told_with_what_each_comes_to() -> None:
    home = shop()
    plan = home.plan(facts='maybe(1, charge). maybe(1, card). given(1, name, "Acme").')
    assert plan.status == "ambiguous"
    told = [r.text for r in why(plan, home).because if r.kind == "reading"]
    assert told == [
        "Read as charge for goal 1, the plan stands, and needs input, with two calls and one question.",
        "Read as card for goal 1, the plan is ready, with two calls and no questions.",
    ]


def test_a_value_for_either_of_two_slots_is_told_slot_by_slot() -> None:
    trip = "name: trip\ntypes: {city: {base: string, question: Where?}}\napis: {fly: {kind: write, inputs: {from: city, to: city}}}"
    home = Orchestrator(Catalog.parse(trip), planner="clingo")
    plan = home.plan(facts='goal(1, fly). given(1, city, "Nice").')
    assert plan.status == "ambiguous"
    assert [r.text for r in why(plan, home).because if r.kind == "reading"] == [
        'Read as "Nice" as from of goal 1, the plan stands, and needs input, with one call and one question.',
        'Read as "Nice" as to of goal 1, the plan stands, and needs input, with one call and one question.',
    ]


def test_nothing_to_do_is_told_with_the_nearest() -> None:
    home = shop()
    answer = why(home.plan(facts=""), home)
    assert "name no goal" in answer.because[0].text


def test_goals_of_a_plan_without_steps_are_told_by_the_outcome() -> None:
    home = office()
    plan = home.plan(facts='goal(1, publish). given(1, paper, "P-1").')
    assert why(plan, home, "goal 1") == why(plan, home)
