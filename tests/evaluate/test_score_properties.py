"""What the judgement must do whatever the calls are: full marks for the gold itself, and exactly what was damaged marked wrong."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sequences import CATALOG, OTHER, attempt, item, renumbered, same_slowly, sequences

from orchestrator.evaluate.match import same_calls
from orchestrator.evaluate.mistakes import mistakes
from orchestrator.evaluate.model import Asked, CallMade, Literal, Ref, Verdict
from orchestrator.evaluate.score import judge
from orchestrator.evaluate.values_equal import Equality

EQUALITY = Equality(CATALOG)
examples = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much]
)


def right(verdict: Verdict) -> set[str]:
    fields = ("goals", "values", "questions", "plan", "refusal")
    return {name for name in fields if getattr(verdict, name)}


EVERYTHING = {"goals", "values", "questions", "plan", "refusal"}


def changed(calls: tuple[CallMade, ...], index: int, name: str, argument: object) -> tuple[CallMade, ...]:
    made = CallMade(calls[index].api, {**calls[index].arguments, name: argument})
    return (*calls[:index], made, *calls[index + 1 :])


def places(calls: tuple[CallMade, ...], kind: type) -> list[tuple[int, str]]:
    return [(i, n) for i, c in enumerate(calls) for n, a in c.arguments.items() if isinstance(a, kind)]


@examples
@given(sequences(), st.randoms(use_true_random=False))
def test_the_gold_itself_in_another_order_is_right_everywhere(calls, random):
    order = random.sample(range(len(calls)), len(calls))
    verdict = judge(item(calls), attempt(renumbered(calls, order)))
    assert right(verdict) == EVERYTHING
    assert verdict.right == verdict.said == verdict.gold
    assert verdict.filled == verdict.invented == 0
    assert verdict.missing == len(places(calls, Asked))
    assert mistakes(item(calls), attempt(renumbered(calls, order))) == ()


@examples
@given(sequences(), st.data())
def test_a_changed_value_makes_values_and_plan_wrong_and_nothing_else(calls, data):
    spots = [(i, n) for i, n in places(calls, Literal) if n in OTHER]
    spots = [(i, n) for i, n in spots if n != "colour" or calls[i].arguments[n] != Literal("blue")]
    assume(spots)
    index, name = data.draw(st.sampled_from(spots))
    gold = calls
    if name == "colour":  # blue may stand elsewhere: then it would not be another value
        assume(all(c.arguments.get("colour") != Literal("blue") for c in calls))
    verdict = judge(item(gold), attempt(changed(calls, index, name, Literal(OTHER[name]))))
    lost = len(calls[index].arguments[name].value) if name == "tags" else 1
    assert right(verdict) == EVERYTHING - {"values", "plan"}
    assert verdict.gold - verdict.right >= min(lost, 1)
    assert verdict.gold - verdict.right <= lost
    assert verdict.said - verdict.right == 1
    assert verdict.invented == 1


@examples
@given(sequences(), st.data())
def test_an_answer_made_up_in_place_of_a_question_counts_as_filled(calls, data):
    spots = [(i, n) for i, n in places(calls, Asked) if n in OTHER and n != "colour"]
    assume(spots)
    index, name = data.draw(st.sampled_from(spots))
    made = attempt(changed(calls, index, name, Literal(OTHER[name])))
    verdict = judge(item(calls), made)
    assert right(verdict) == EVERYTHING - {"values", "questions", "plan"}
    assert verdict.filled == 1
    assert verdict.missing == len(places(calls, Asked))
    assert "invented for missing" in mistakes(item(calls), made)


@examples
@given(sequences(), st.data())
def test_a_question_in_place_of_a_result_makes_questions_and_plan_wrong(calls, data):
    spots = places(calls, Ref)
    assume(spots)
    index, name = data.draw(st.sampled_from(spots))
    made = attempt(changed(calls, index, name, Asked()))
    assert right(judge(item(calls), made)) == EVERYTHING - {"questions", "plan"}
    assert mistakes(item(calls), made) == ("question added",)


@examples
@given(sequences(), st.data())
def test_a_value_in_place_of_a_result_is_said_and_wrong(calls, data):
    spots = [(i, n) for i, n in places(calls, Ref) if n in OTHER and n != "colour"]
    assume(spots)
    index, name = data.draw(st.sampled_from(spots))
    verdict = judge(item(calls), attempt(changed(calls, index, name, Literal(OTHER[name]))))
    assert right(verdict) == EVERYTHING - {"values", "plan"}
    assert verdict.said == verdict.right + 1
    assert verdict.filled == 0


@examples
@given(sequences(), st.data())
def test_a_reference_to_another_call_makes_only_the_plan_wrong(calls, data):
    spots = [(i, n) for i, n in places(calls, Ref) if i > 1]
    assume(spots)
    index, name = data.draw(st.sampled_from(spots))
    old = calls[index].arguments[name]
    other = data.draw(st.integers(0, index - 1).filter(lambda j: j != old.call))
    damaged = changed(calls, index, name, replace(old, call=other))
    verdict = judge(item(calls), attempt(damaged))
    # Two equal lookups can stand for each other; whether they do is for the slow judge to say.
    assert right(verdict) == (EVERYTHING if same_slowly(damaged, calls) else EVERYTHING - {"plan"})
    assert mistakes(item(calls), attempt(damaged)) == (() if verdict.plan else ("wrong source",))


@examples
@given(sequences(), st.data())
def test_a_dropped_call_makes_the_plan_wrong_and_what_it_held(calls, data):
    sinks = [
        i
        for i in range(len(calls))
        if all(a.call != i for c in calls for a in c.arguments.values() if isinstance(a, Ref))
    ]
    index = data.draw(st.sampled_from(sinks))
    order = [i for i in range(len(calls)) if i != index]
    goals = [c.api for c in calls]
    verdict = judge(item(calls), attempt(renumbered(calls, order), goals))
    held = calls[index].arguments.values()
    expected = EVERYTHING - {"plan"}
    expected -= {"values"} if any(isinstance(a, Literal) for a in held) else set()
    expected -= {"questions"} if any(isinstance(a, Asked) for a in held) else set()
    assert right(verdict) == expected
    assert verdict.said == verdict.right


@examples
@given(sequences(largest=4), st.sampled_from(sorted(CATALOG.apis)))
def test_an_added_call_makes_only_the_plan_wrong_while_it_says_nothing(calls, api):
    verdict = judge(item(calls), attempt((*calls, CallMade(api)), [c.api for c in calls]))
    assert right(verdict) == EVERYTHING - {"plan"}


@examples
@given(sequences(), st.data())
def test_another_goal_makes_only_the_goals_wrong(calls, data):
    goals = [c.api for c in calls]
    index = data.draw(st.integers(0, len(goals) - 1))
    goals[index] = data.draw(st.sampled_from(sorted(set(CATALOG.apis) - {goals[index]})))
    made = attempt(calls, goals)
    assert right(judge(item(calls), made)) == EVERYTHING - {"goals"}
    assert mistakes(item(calls), made) == ("wrong goal",)


@examples
@given(sequences(largest=4), sequences(largest=4))
def test_the_matcher_agrees_with_trying_all_ways_to_pair(said, gold):
    assert same_calls(said, gold, EQUALITY) == same_slowly(said, gold)


@examples
@given(sequences(), st.data())
def test_the_matcher_agrees_with_trying_all_ways_on_look_alikes(calls, data):
    order = data.draw(st.permutations(range(len(calls))))
    damaged = renumbered(calls, order)
    spots = places(damaged, Ref)
    assume(spots)
    index, name = data.draw(st.sampled_from(spots))
    old = damaged[index].arguments[name]
    damaged = changed(damaged, index, name, replace(old, call=data.draw(st.integers(0, len(calls) - 1))))
    assert same_calls(damaged, calls, EQUALITY) == same_slowly(damaged, calls)


@examples
@given(sequences(), sequences())
def test_a_mistake_is_named_exactly_where_something_is_wrong(said, gold):
    verdict = judge(item(gold), attempt(said))
    assert (mistakes(item(gold), attempt(said)) == ()) == (right(verdict) == EVERYTHING)


@examples
@given(sequences(), sequences())
def test_no_more_is_right_than_was_said_and_was_to_be_said(said, gold):
    verdict = judge(item(gold), attempt(said))
    assert 0 <= verdict.right <= min(verdict.said, verdict.gold)
    assert 0 <= verdict.filled <= verdict.missing
    assert verdict.invented <= verdict.said - verdict.right
    assert not verdict.plan or verdict.values
    assert not verdict.plan or verdict.questions
