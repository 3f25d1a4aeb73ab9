"""How attempts are judged: goals, questions, plans, refusals, and outcomes that are no plan."""

from __future__ import annotations

import pytest
from sequences import CATALOG, attempt, call, item

from orchestrator.evaluate.match import same_calls
from orchestrator.evaluate.mistakes import errors, mistakes
from orchestrator.evaluate.model import Asked, Literal, Ref, Result, ResultText, Several
from orchestrator.evaluate.score import judge
from orchestrator.evaluate.values_equal import Equality
from orchestrator.facts import Facts

ACME = call("find_customer", name="Acme")


def invoice(customer, **more):
    return call("create_invoice", customer=customer, **{"amount": 5, **more})


def test_goals_are_compared_as_a_multiset():
    gold = item([ACME, ACME], goals=["tag", "tag", "find_customer"])
    assert judge(gold, attempt(goals=["find_customer", "tag", "tag"])).goals
    assert not judge(gold, attempt(goals=["find_customer", "tag"])).goals
    assert not judge(gold, attempt(goals=["find_customer", "tag", "tag", "tag"])).goals


def test_of_a_lower_bound_more_of_the_gold_calls_may_be_goals():
    calls = [ACME, invoice(Ref(0, "id"))]
    gold = item(calls, goals=["create_invoice"], lower_bound=True)
    assert judge(gold, attempt(calls, goals=["create_invoice"])).goals
    assert judge(gold, attempt(calls, goals=["find_customer", "create_invoice"])).goals
    assert not judge(gold, attempt(calls, goals=["find_customer"])).goals
    assert not judge(gold, attempt(calls, goals=["create_invoice", "tag"])).goals
    assert not judge(gold, attempt(calls, goals=["create_invoice", "create_invoice"])).goals


def test_a_lower_bound_still_needs_all_gold_calls_in_the_plan():
    gold = item([ACME, invoice(Ref(0, "id"))], goals=["create_invoice"], lower_bound=True)
    assert not judge(gold, attempt([invoice(Asked())], goals=["create_invoice"])).plan


@pytest.mark.parametrize(
    ("said", "gold", "same"),
    [
        (Ref(0, "ID"), Ref(0, "id"), True),
        (Ref(0, "results[0].id"), Ref(0, "id"), True),
        (Ref(0, None), Ref(0, "id"), True),
        (Ref(0, "email"), Ref(0, "id"), False),
        (Ref(0, "id", "first"), Ref(0, "id", "first 1"), True),
        (Ref(0, "id", "first 2"), Ref(0, "id", ""), True),
        (Ref(0, "id", "min price"), Ref(0, "id", "max price"), False),
        (Ref(5, "id"), Ref(0, "id"), False),
        (Ref(-1, "id"), Ref(0, "id"), False),
        (Ref(0, "id"), ResultText("written by {0}"), True),
        (Several((Literal("by "), Ref(0, "id"))), ResultText("by {0}"), True),
        (Several((Literal("by "), Literal("me"))), ResultText("by {0}"), False),
        (Asked(), Ref(0, "id"), False),
        (Ref(0, "id"), Asked(), False),
        (Ref(0, "id"), Literal("C1"), False),
    ],
)
def test_an_argument_is_right_by_where_it_comes_from(said, gold, same):
    assert same_calls([ACME, invoice(said)], [ACME, invoice(gold)], Equality(CATALOG)) == same


def test_references_follow_the_partners_of_their_calls():
    other = call("find_customer", name="Zenith")
    gold = [ACME, other, invoice(Ref(0, "id")), invoice(Ref(1, "id"))]
    turned = [other, ACME, invoice(Ref(0, "id")), invoice(Ref(1, "id"))]
    crossed = [ACME, other, invoice(Ref(0, "id")), invoice(Ref(0, "id"))]
    assert same_calls(turned, gold, Equality(CATALOG))
    assert not same_calls(crossed, gold, Equality(CATALOG))


def test_one_lookup_used_twice_is_not_two_used_once():
    twice = [ACME, ACME, invoice(Ref(0, "id")), invoice(Ref(0, "id"))]
    once = [ACME, ACME, invoice(Ref(0, "id")), invoice(Ref(1, "id"))]
    assert not same_calls(twice, once, Equality(CATALOG))
    assert not same_calls(once, twice, Equality(CATALOG))


def test_lists_put_together_of_different_length_differ():
    shorter, longer = Several((Asked(),)), Several((Asked(), Asked()))
    assert not same_calls([call("tag", tags=shorter)], [call("tag", tags=longer)], Equality(CATALOG))
    assert not same_calls([call("tag", tags=longer)], [call("tag", tags=shorter)], Equality(CATALOG))


def test_a_call_for_each_row_is_no_single_call():
    rows = [ACME, call("tag", each=Ref(0, "email"), invoice=Ref(0, "email"), tags=["x"])]
    single = [ACME, call("tag", invoice=Ref(0, "email"), tags=["x"])]
    equality = Equality(CATALOG)
    assert same_calls(rows, rows, equality)
    assert not same_calls(rows, single, equality)
    assert not same_calls(single, rows, equality)


def test_twenty_look_alikes_with_one_wrong_reference_are_told_apart_at_once():
    lookups = [ACME] * 20
    gold = [*lookups, *(invoice(Ref(i, "id")) for i in range(20))]
    wrong = [*gold[:-1], invoice(Ref(0, "id"))]
    assert same_calls(list(gold), gold, Equality(CATALOG))
    assert not same_calls(wrong, gold, Equality(CATALOG))


def test_questions_are_compared_by_where_their_answers_go():
    gold = item([invoice(Asked(), amount=Asked())])
    right, fewer = attempt([invoice(Asked(), amount=Asked())]), attempt([invoice(Asked(), amount=7)])
    verdict = judge(gold, right)
    assert (verdict.questions, verdict.missing, verdict.filled) == (True, 2, 0)
    verdict = judge(gold, fewer)
    assert (verdict.questions, verdict.missing, verdict.filled) == (False, 2, 1)
    elsewhere = judge(gold, attempt([invoice(Asked(), amount=Asked(), due=Asked())]))
    assert (elsewhere.questions, elsewhere.plan) == (False, False)


def test_leaving_out_what_should_be_asked_fills_nothing():
    verdict = judge(item([invoice("C1", amount=Asked())]), attempt([call("create_invoice", customer="C1")]))
    assert (verdict.filled, verdict.questions, verdict.values) == (0, False, True)


def test_the_default_in_place_of_a_question_fills_nothing():
    gold = item([call("find_customer", name="Acme", city=Asked())])
    verdict = judge(gold, attempt([call("find_customer", name="Acme", city="Rome")]))
    assert (verdict.filled, verdict.questions, verdict.values) == (0, False, True)


def test_a_right_value_of_a_sister_call_fills_no_question():
    gold = item([call("find_customer", name="Acme"), call("find_customer", name=Asked())])
    assert judge(gold, attempt([call("find_customer", name="Acme")])).filled == 0
    both = attempt([call("find_customer", name="Acme"), call("find_customer", name="Zenith")])
    assert judge(gold, both).filled == 1


NOTHING_FITS = item(goals=[], cell="out of scope")


def test_where_nothing_fits_only_the_refusal_is_right():
    verdict = judge(NOTHING_FITS, attempt(refused=True))
    assert (verdict.goals, verdict.values, verdict.questions, verdict.plan, verdict.refusal) == (True,) * 5
    called = judge(NOTHING_FITS, attempt([ACME], goals=[]))
    assert (called.goals, called.values, called.plan, called.refusal) == (False, False, False, False)
    both = judge(NOTHING_FITS, attempt([ACME], goals=[], refused=True))
    assert (both.goals, both.plan, both.refusal) == (False, False, True)
    silent = judge(NOTHING_FITS, attempt())
    assert (silent.plan, silent.refusal) == (False, False)


def test_refusing_what_can_be_done_is_wrong():
    verdict = judge(item([ACME]), attempt(refused=True))
    assert (verdict.goals, verdict.values, verdict.plan, verdict.refusal) == (False, False, False, False)
    assert mistakes(item([ACME]), attempt(refused=True)) == ("refused wrongly",)


def test_a_wanted_datum_is_in_scope_though_it_names_no_api():
    gold = item([ACME], goals=[])
    assert judge(gold, attempt([ACME], goals=[])).refusal
    assert judge(gold, attempt([ACME], goals=[])).plan
    assert not judge(gold, attempt(refused=True)).refusal


@pytest.mark.parametrize("gold", [NOTHING_FITS, item([ACME]), item([call("tag")], known="calls")])
def test_an_error_is_never_right(gold):
    verdict = judge(gold, attempt(goals=gold.goals, error="no answer in time"))
    assert (verdict.goals, verdict.values, verdict.questions, verdict.plan) == (False,) * 4
    assert mistakes(gold, attempt(error="no answer in time")) == ("no answer",)


def conflict(facts):
    return item(goals=["create_invoice"], status="conflict", facts=Facts.parse(facts))


CONFLICT = 'goal(1, create_invoice). given(1, amount, "200"). given(1, amount, "300").'


def test_an_outcome_that_is_no_plan_is_right_by_its_kind_and_its_facts():
    gold = conflict(CONFLICT)
    right = attempt(goals=["create_invoice"], status="conflict", facts=CONFLICT)
    verdict = judge(gold, right)
    assert (verdict.goals, verdict.values, verdict.plan, verdict.refusal) == (True,) * 4
    assert (verdict.right, verdict.said, verdict.gold) == (2, 2, 2)
    assert mistakes(gold, right) == ()


def test_a_plan_where_there_is_none_is_wrong_and_its_values_still_count():
    gold = conflict(CONFLICT)
    verdict = judge(gold, attempt([invoice("C1", amount="300.0")]))
    assert (verdict.goals, verdict.values, verdict.plan) == (True, False, False)
    assert (verdict.right, verdict.said, verdict.gold) == (1, 2, 2)
    assert mistakes(gold, attempt([invoice("C1", amount=300)])) == ("wrong outcome",)


def test_facts_that_cannot_be_read_leave_the_calls_to_be_compared():
    verdict = judge(conflict(CONFLICT), attempt([invoice("C1", amount=300)], facts="goal(1"))
    assert (verdict.right, verdict.said, verdict.gold) == (1, 2, 2)


def test_lists_given_by_type_to_several_readings_are_compared():
    facts = 'maybe(1, tag). maybe(1, find_customer). given(1, string, ("a", "b")).'
    gold = item(goals=[], status="ambiguous", facts=Facts.parse(facts))
    turned = 'maybe(1, find_customer). maybe(1, tag). given(1, string, ("a", "b")).'
    assert judge(gold, attempt(status="ambiguous", facts=turned)).values
    assert not judge(gold, attempt(status="ambiguous", facts='maybe(1, tag). given(1, string, "a").')).values


def test_facts_with_a_list_in_another_order_are_wrong_values():
    facts = 'goal(1, tag). given(1, tags, ("a", "b")). given(1, invoice, "I1"). given(1, invoice, "I2").'
    gold = item(goals=["tag"], status="conflict", facts=Facts.parse(facts))
    turned = attempt(goals=["tag"], status="conflict", facts=facts.replace('"a", "b"', '"b", "a"'))
    assert (judge(gold, turned).plan, judge(gold, turned).values) == (True, False)
    assert mistakes(gold, turned) == ("value wrong",)


def test_a_conflict_where_a_plan_is_right_is_a_wrong_outcome():
    for made in (attempt(goals=["find_customer"], status="conflict"), attempt([ACME], status="conflict")):
        assert not judge(item([ACME]), made).plan
        assert mistakes(item([ACME]), made) == ("wrong outcome",)


def test_right_calls_are_no_right_plan_where_out_of_scope_is_said_too():
    verdict = judge(item([ACME]), attempt([ACME], refused=True))
    assert (verdict.goals, verdict.plan, verdict.refusal) == (True, False, False)


def test_where_no_arguments_are_told_the_goals_decide():
    gold = item([call("tag"), call("find_customer")], known="calls")
    verdict = judge(gold, attempt([ACME, call("tag", invoice=Ref(0), tags=["x"])]))
    assert (verdict.goals, verdict.values, verdict.plan, verdict.said, verdict.gold) == (
        True,
        True,
        True,
        0,
        0,
    )
    assert not judge(gold, attempt([ACME])).plan
    assert mistakes(gold, attempt([ACME])) == ("goal missed",)


RECORDED = [ACME, invoice("C-90210"), call("tag", invoice="acme", tags=["x"])]


@pytest.mark.parametrize(
    ("customer", "right"), [(Ref(0, "id"), True), ("C-90210", True), ("C-1", False), (Asked(), False)]
)
def test_a_result_that_a_recorded_call_holds_as_a_value_may_be_taken_from_any_call(customer, right):
    gold = item(RECORDED, query="bill Acme 5 and tag it x")
    verdict = judge(gold, attempt([ACME, invoice(customer), RECORDED[2]]))
    assert verdict.plan == right
    assert verdict.values == right
    assert (mistakes(gold, attempt([ACME, invoice(customer), RECORDED[2]])) == ()) == right


def test_a_recorded_value_that_the_query_says_is_no_result():
    gold = item(RECORDED, query="bill Acme 5 and tag it x")
    assert not judge(gold, attempt([*RECORDED[:2], call("tag", invoice=Ref(1, "invoice"), tags=["x"])])).plan


def test_a_labelled_value_of_our_own_is_no_result():
    own = item(RECORDED, query="bill Acme 5", facts=Facts.parse("goal(1, tag)."))
    assert not judge(own, attempt([ACME, invoice(Ref(0, "id")), RECORDED[2]])).plan


def test_the_first_call_holds_no_results():
    gold = item([invoice("C-90210"), ACME], query="bill Acme 5")
    assert not judge(gold, attempt([invoice(Ref(1, "id")), ACME])).plan


@pytest.mark.parametrize(
    ("gold", "said", "kinds"),
    [
        ([ACME], [call("tag", invoice="I1", tags=["x"])], ("wrong goal",)),
        ([ACME], [ACME, call("tag", invoice="Acme", tags=["Acme"])], ("goal added",)),
        ([ACME, call("tag", tags=["x"])], [ACME], ("goal missed",)),
        ([ACME], [call("find_customer", name="it")], ("value wrong",)),
        ([ACME], [call("find_customer", name="Zenith")], ("value invented", "value wrong")),
        ([ACME], [call("find_customer")], ("value missed",)),
        ([call("tag", tags=["a", "b"])], [call("tag", tags=["b", "a"])], ("value wrong",)),
        ([ACME], [call("find_customer", name="Acme", city="do")], ("value added",)),
        (
            [invoice("C1", amount=Asked())],
            [invoice("C1", amount=9)],
            ("invented for missing", "value invented"),
        ),
        ([invoice("C1", amount=Asked())], [call("create_invoice", customer="C1")], ("question missed",)),
        ([invoice("C1")], [invoice("C1", due=Asked())], ("question added",)),
        ([ACME, invoice(Ref(0, "id"))], [ACME, invoice("do")], ("wrong source",)),
        ([ACME, invoice(Ref(0, "id"))], [ACME, invoice(Ref(0, "email"))], ("wrong source",)),
    ],
)
def test_each_mistake_has_its_kind(gold, said, kinds):
    assert mistakes(item(gold), attempt(said)) == kinds


def test_what_missed_is_grouped_by_kind_the_most_frequent_first():
    golds = [item([ACME], id=f"i{i}") for i in range(3)]
    attempts = [attempt([call("find_customer")]), attempt(error="gone"), attempt([call("find_customer")])]
    results = [Result("s", g, a, judge(g, a)) for g, a in zip(golds, attempts, strict=True)]
    groups = errors(results)
    assert [(g.kind, g.count, g.of, g.ids) for g in groups] == [
        ("value missed", 2, 3, ("i0", "i2")),
        ("no answer", 1, 3, ("i1",)),
    ]
    assert groups[0].examples(1) == ("i0",)
    assert errors([]) == []
