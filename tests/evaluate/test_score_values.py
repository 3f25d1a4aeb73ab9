"""When two values are the same, and how values are counted."""

from __future__ import annotations

import pytest
from sequences import CATALOG, attempt, call, item

from orchestrator.catalog import Catalog
from orchestrator.evaluate.model import Asked, Literal, Ref, ResultText, Several
from orchestrator.evaluate.places import most_pairs
from orchestrator.evaluate.score import judge
from orchestrator.evaluate.values_equal import Equality

TYPED = Equality(
    Catalog.model_validate(
        {
            "name": "typed",
            "types": {"mood": {"base": "string", "values": {"Cheerful": ["happy"], "Sad": []}}},
            "apis": {
                "a": {
                    "inputs": {
                        "number": "number",
                        "day": "date",
                        "clock": "time",
                        "flag": "boolean",
                        "mood": "mood",
                        "text": "string",
                        "many": {"list_of": "integer"},
                        "size": {"type": "integer", "default": "10"},
                        "marks": {"list_of": "string", "default": ["x", "y"], "required": False},
                    }
                }
            },
        }
    )
)


@pytest.mark.parametrize(
    ("name", "said", "right"),
    [
        ("number", "1,250.50", 1250.5),
        ("number", 1e-7, "0.0000001"),
        ("number", 2.0, "2"),
        ("day", "2 May 2025", "2025-05-02"),
        ("clock", "9:05", "09:05:00"),
        ("flag", True, "yes"),
        ("flag", "False", False),
        ("mood", "CHEERFUL", "Cheerful"),
        ("mood", "happy", "cheerful"),
        ("text", "  Ortega  &\nSons ", "ortega & sons"),
        ("text", 2, "2"),
        ("text", "2.0", 2),
        ("many", [1, "2"], ["1", 2]),
        ("many", "[1, 2]", [1, 2]),
        ("many", 7, [7]),
        ("many", [7], "7"),
        ("unheard of", True, "true"),
        ("unheard of", "2.50", 2.5),
        ("unheard of", {"a": "X", "b": [1]}, {"b": ["1"], "a": "x"}),
        ("unheard of", '{"a": 1}', {"a": 1}),
    ],
)
def test_the_same_value_is_known_however_it_is_written(name, said, right):
    assert TYPED.same(("a", name), said, right)
    assert TYPED.accepts(("a", name), Literal(right), said)


@pytest.mark.parametrize(
    ("name", "said", "right"),
    [
        ("number", "200", 201),
        ("number", "NaN", 5),
        ("day", "2025-05-02", "2025-02-05"),
        ("flag", True, "false"),
        ("flag", 1, 2),
        ("mood", "happy", "Sad"),
        ("text", "007", "7"),
        ("text", "Acme", "Acme Ltd"),
        ("text", ["Acme"], "Acme"),
        ("many", [1, 2], [2, 1]),
        ("many", [1, 2], [1, 2, 2]),
        ("unheard of", True, 1),
        ("unheard of", {"a": 1}, {"a": 1, "b": 2}),
        ("unheard of", "{not json", {"a": 1}),
        ("unheard of", None, "none"),
    ],
)
def test_different_values_stay_different(name, said, right):
    assert not TYPED.same(("a", name), said, right)


def test_objects_of_lists_admit_one_right_value_for_each_key():
    gold = Literal(
        {"name": "Ada", "age": 30, "langs": ["en", "fr"]},
        ({"name": ["Ada", "Ada L."], "age": ["", 30], "langs": [["en", "fr"]]},),
    )
    place = ("a", "unheard of")
    assert TYPED.accepts(place, gold, {"name": "ada l.", "langs": ["en", "fr"]})
    assert TYPED.accepts(place, gold, {"name": "Ada", "age": 30, "langs": ["en", "fr"]})
    assert not TYPED.accepts(place, gold, {"name": "Ada", "age": 31, "langs": ["en", "fr"]})
    assert not TYPED.accepts(place, gold, {"name": "Ada"})
    assert not TYPED.accepts(place, gold, {"name": "Ada", "langs": ["en", "fr"], "shoe": 42})


@pytest.mark.parametrize(("name", "value"), [("size", 10), ("size", "10"), ("marks", ["X", "y"])])
def test_the_default_is_known_in_every_form(name, value):
    assert TYPED.is_default(("a", name), value)


def test_an_input_without_a_default_has_none():
    assert not TYPED.is_default(("a", "text"), "")
    assert not TYPED.is_default(("a", "unheard of"), "x")


def find(**arguments):
    return call("find_customer", **arguments)


@pytest.mark.parametrize(
    ("said", "gold"),
    [
        (find(name="Acme", city="rome"), find(name="Acme")),
        (find(name="Acme"), find(name="Acme", city="Rome")),
        (find(name="Acme"), find(name="Acme", city=Literal("Oslo", ("Oslo", "Rome")))),
        (find(name="Acme"), find(name="Acme", city=Literal("Oslo", optional=True))),
        (find(name="Acme"), find(name="Acme", city=Literal("Oslo", ("", "Oslo")))),
        (find(name="Acme", city="oslo"), find(name="Acme", city=Literal("Oslo", optional=True))),
        (find(name="Acme", city=None), find(name="Acme")),
        (find(name="Acme", city=" "), find(name="Acme")),
        (find(name="ACME Ltd"), find(name=Literal("Acme", ("Acme", "Acme Ltd")))),
    ],
)
def test_what_may_be_left_out_makes_no_difference_said_or_not(said, gold):
    verdict = judge(item([gold]), attempt([said]))
    assert (verdict.values, verdict.plan, verdict.invented) == (True, True, 0)
    assert (verdict.right, verdict.said, verdict.gold) == (1, 1, 1)


@pytest.mark.parametrize(
    ("said", "gold", "counts"),
    [
        (find(name="Acme", city="Lima"), find(name="Acme"), (1, 2, 1)),
        (find(name="Acme"), find(name="Acme", city="Lima"), (1, 1, 2)),
        (find(name="Acme", city="Rome"), find(name="Acme", city="Lima"), (1, 1, 2)),
        (find(name="Acme", city="Lima"), find(name="Acme", city=Literal("Oslo", optional=True)), (1, 2, 1)),
    ],
)
def test_a_value_that_may_not_be_left_out_counts(said, gold, counts):
    verdict = judge(item([gold]), attempt([said]))
    assert (verdict.right, verdict.said, verdict.gold) == counts
    assert not verdict.values
    assert not verdict.plan


def test_a_value_at_the_wrong_input_is_wrong():
    verdict = judge(item([find(name="Lima", city="Oslo")]), attempt([find(name="Oslo", city="Lima")]))
    assert (verdict.right, verdict.said, verdict.gold, verdict.values) == (0, 2, 2, False)


def tag(tags, **more):
    return call("tag", invoice=Ref(0, "invoice"), tags=tags, **more)


def judged_tags(said, gold):
    first = call("create_invoice", customer="C1", amount=5)
    return judge(item([first, tag(gold)]), attempt([first, tag(said)]))


def test_members_of_lists_count_one_by_one_and_exact_needs_all_in_order():
    verdict = judged_tags(["new", "paid"], ["new", "old", "big"])
    assert (verdict.right, verdict.said, verdict.gold, verdict.values) == (3, 4, 5, False)
    turned = judged_tags(["old", "new"], ["new", "old"])
    assert (turned.right, turned.said, turned.gold, turned.values, turned.plan) == (4, 4, 4, False, False)


def test_any_of_several_right_lists_is_right_and_the_nearest_is_counted():
    gold = Literal(["a", "b"], (["a", "b"], ["b", "a"], ["c"]))
    assert judged_tags(["b", "a"], gold).plan
    assert judged_tags(["c"], gold).plan
    near = judged_tags(["a", "x"], gold)
    assert (near.right, near.said, near.gold) == (3, 4, 4)
    # None of the lists is near: then it is the shortest that was missed.
    none = judged_tags(["x", "y"], gold)
    assert (none.right, none.said, none.gold) == (2, 4, 3)


def test_a_value_said_twice_is_right_only_as_often_as_it_should_be_said():
    gold = [find(name="Acme"), find(name="Zenith")]
    verdict = judge(item(gold), attempt([find(name="Acme"), find(name="acme")]))
    assert (verdict.right, verdict.said, verdict.gold, verdict.values) == (1, 2, 2, False)


def test_values_of_two_calls_are_shared_out_so_that_most_are_right():
    gold = [find(name=Literal("Acme", ("Acme", "Zenith"))), find(name="Acme")]
    verdict = judge(item(gold), attempt([find(name="Acme"), find(name="Zenith")]))
    assert (verdict.right, verdict.values, verdict.plan) == (2, True, True)


def test_a_list_put_together_is_compared_member_by_member():
    first = call("create_invoice", customer="C1", amount=5)
    gold = Several((Literal("new"), Ref(0, "invoice"), Asked()))
    assert judge(item([first, tag(gold)]), attempt([first, tag(gold)])).plan
    said = Several((Literal("new"), Ref(0, "invoice"), Literal("made up")))
    verdict = judge(item([first, tag(gold)]), attempt([first, tag(said)]))
    assert (verdict.plan, verdict.missing, verdict.filled, verdict.questions) == (False, 1, 1, False)
    assert (verdict.said - verdict.right, verdict.invented) == (1, 1)


def test_a_list_of_values_may_be_said_in_one_or_put_together():
    gold = Several((Literal("new"), Literal("old")))
    verdict = judged_tags(["new", "old"], gold)
    assert (verdict.values, verdict.plan) == (True, True)
    assert judged_tags(gold, ["new", "old"]).plan


def test_a_result_written_out_may_be_taken_or_repeated_but_not_replaced():
    first = find(name="Acme")
    gold = item([first, call("create_invoice", customer=ResultText("C-9"), amount=5)])

    def made(customer):
        return judge(gold, attempt([first, call("create_invoice", customer=customer, amount=5)]))

    taken, repeated, replaced = made(Ref(0, "id")), made("c-9"), made("C-8")
    assert (taken.values, taken.plan, taken.said) == (True, True, 2)
    assert (repeated.values, repeated.plan, repeated.said, repeated.invented) == (True, True, 2, 0)
    assert (replaced.values, replaced.plan, replaced.said, replaced.invented) == (False, False, 3, 1)


@pytest.mark.parametrize(
    ("query", "name", "value", "invented"),
    [
        ("bill Acme", "name", "acme", 0),
        ("bill Acmeville", "name", "Acme", 1),
        ("pay two hundred", "amount", 200, 0),
        ("pay it", "amount", 200, 1),
        ("pay by 2 May 2025", "due", "2025-05-02", 0),
        ("pay by tomorrow", "due", "2025-04-02", 0),
        ("pay by tomorrow", "due", "2025-04-03", 1),
        ("an urgent one", "urgent", True, 0),
        ("an ordinary one", "urgent", True, 1),
        ("make it scarlet", "colour", "red", 0),
        ("make it nice", "colour", "red", 1),
        ("call it old hat", "tags", ["hat", "shoe"], 1),
        ("it weighs 5", "weight", {"amount": 5, "unit": "kg"}, 1),
        ("it weighs 5 kg", "weight", {"amount": 5, "unit": "kg"}, 0),
    ],
)
def test_a_value_is_invented_where_the_query_does_not_say_it(query, name, value, invented):
    api = next((api for api, told in CATALOG.apis.items() if name in told.inputs), "find_customer")
    gold = call(api, **{other: Asked() for other in CATALOG.apis[api].inputs if other != name})
    verdict = judge(item([gold], query=query), attempt([call(api, **{name: value})]))
    assert verdict.invented == invented


def test_a_right_value_is_never_invented_though_the_query_says_it_otherwise():
    made = find(name="Acme Limited")
    assert judge(item([made], query="bill the usual"), attempt([made])).invented == 0


def test_the_most_pairs_are_found_where_the_first_choice_must_be_given_up():
    assert most_pairs([[0, 1], [0], [1, 2]]) == 3
    assert most_pairs([[0], [0], []]) == 1
    assert most_pairs([]) == 0
