"""The validator on lists (R12): right plans pass; each way to get rows, choices and members wrong is told with its step."""

from __future__ import annotations

import time
from typing import Any

import pytest
from handmade import (
    Damage,
    Data,
    ask,
    call,
    choose,
    extra,
    fact,
    has,
    more_facts,
    ordered,
    plan,
    row,
    says,
    staged,
    step,
    takes,
    without,
)
from handmade_lists import (
    ALIKE,
    CATALOG,
    CHOSEN,
    EACH,
    ENDS,
    EQUAL,
    FIRST,
    LISTS,
    PICKED,
    SEARCHED,
    SHARED,
    SOME,
    TEAM,
    UNROLLED,
    USED,
    VALID,
    WANTS,
    WHOLE,
)

from orchestrator.errors import InvalidPlan
from orchestrator.plan.model import Plan
from orchestrator.plan.validate import validate


def problems_of(damaged: Plan) -> list[str]:
    with pytest.raises(InvalidPlan) as caught:
        validate(damaged, CATALOG)
    return [str(problem) for problem in caught.value.problems]


def passes(data: Data, *damages: Damage) -> None:
    validate(plan(data, *damages), CATALOG)


def case(name: str, base: Data, *damages: Damage, where: str, what: str) -> object:
    return pytest.param(base, damages, where, what, id=name)


def met(goal: int, **fields: Any) -> Damage:
    """What meets the want says something else."""

    def damage(data: Data) -> None:
        found = next(m for m in data["wants"] if m["goal"] == goal)
        if "pick" in fields:
            found.pop("pick", None)
        found.update({name: value for name, value in fields.items() if value is not None})

    return damage


def once(identifier: str) -> Damage:
    """The call is made once, not for each row."""

    def damage(data: Data) -> None:
        del step(data, identifier)["for_each"]

    return damage


def swapped(one: str, other: str) -> Damage:
    """Two steps change places, in the order and in the stages."""

    def damage(data: Data) -> None:
        ids = [s["id"] for s in data["steps"]]
        a, b = ids.index(one), ids.index(other)
        data["steps"][a], data["steps"][b] = data["steps"][b], data["steps"][a]
        names = {one: other, other: one}
        data["stages"] = [[names.get(i, i) for i in stage] for stage in data["stages"]]

    return damage


@pytest.mark.parametrize("data", VALID.values(), ids=VALID.keys())
def test_a_valid_plan_passes(data: Data) -> None:
    passes(data)


ROWS = [
    case("a whole list for one value", CHOSEN, takes("c2", product="c1.product"), where="c2 > product",
         what="it takes a whole list, 'c1.product', where one value is wanted"),
    case("several rows for one value", FIRST, takes("c2", product="c1.product first:2"), where="c2 > product",
         what="the first 2 rows where one value is wanted"),
    case("a list of values for one value", UNROLLED, takes("c3", amount=["=1", "=2"]), where="c3 > amount",
         what="a list, and the input takes one value"),
    case("a list of sources for one value", EQUAL, takes("c2", product=["c1.product last:1", "=x"]),
         where="c2 > product", what="a list, and the input takes one value"),
    case("a list without members", LISTS, takes("c2", tags=[]), where="c2 > tags", what="a list without members"),
    case("a row of no list", ALIKE, takes("c3", seller="c2.seller last:1"), where="c3 > seller",
         what="'c2.seller' is of no list"),
    case("a row of an answer", UNROLLED, takes("c3", amount="q1 first:1"), where="c3 > amount", what="is of no list"),
    case("a row of a want's one value", USED, met(1, **{"from": "c4.seller"}), without("c5"),
         where="wants > 1", what="is no 'product_id'"),
    case("no such column", PICKED, takes("c2", product="c1.product min:color"), where="c2 > product",
         what="the list of c1 has no column 'color'"),
    case("a column of another list", ENDS, takes("c2", source="c1.account max:price"), where="c2 > source",
         what="no column 'price'"),
    case("a reference in no column", EQUAL, takes("c2", product="c1.product equals:color=Blue mug"),
         where="c2 > product", what="no column 'color'"),
    case("a reference that does not fit", EQUAL, takes("c2", product="c1.product equals:price=Blue mug"),
         where="c2 > product", what="the value 'Blue mug' is not a number"),
    case("an invented reference", EQUAL, takes("c2", product="c1.product equals:name=Green mug"),
         where="c2 > product", what="nobody gave the value 'Green mug'"),
    case("the reference of another goal", TEAM, takes("c4", seller="c1.person equals:name=Ada"), where="c4 > seller",
         what="the value 'Ada' was given, but not for this place of goal 2"),
    case("a choice as a source", CHOSEN, takes("c2", product="q1"), where="c2 > product", what="'q1' is a choice"),
    case("a question as a choice", UNROLLED, takes("c3", product="c1.product chosen:q1"), where="c3 > product",
         what="'q1' is no choice before it"),
]  # fmt: skip

PICKS = [
    case("the first for the cheapest", PICKED, takes("c2", product="c1.product first:1"), where="c2 > product",
         what="the facts pick the row with the least price, and it takes the first row"),
    case("the dearest for the cheapest", PICKED, takes("c2", product="c1.product max:price"), where="c2 > product",
         what="the facts pick the row with the least price"),
    case("the cheapest by another column", PICKED, takes("c2", product="c1.product min:stars"), where="c2 > product",
         what="the facts pick the row with the least price"),
    case("the second for the first", SEARCHED, more_facts("pick(2, product, first)."),
         takes("c2", product="c1.product nth:2"), where="c2 > product", what="the facts pick the first row"),
    case("the third for the second", SEARCHED, more_facts("pick(2, product, nth(2))."),
         takes("c2", product="c1.product nth:3"), where="c2 > product", what="the facts pick row 2"),
    case("a choice for the last", SEARCHED, more_facts("pick(2, product, last)."), where="c2 > product",
         what="the facts pick the last row, and it takes the row chosen in q1"),
    case("a pick of no list", EQUAL, more_facts("pick(1, amount, last)."), where="c2 > amount",
         what="the facts pick the last row, and it draws on no list"),
    case("a pick for what is not filled", SEARCHED, more_facts("pick(2, sizes, last)."), where="c2 > sizes",
         what="the facts ask for last of 'sizes', which is not filled"),
    case("a pick for what is no input", ENDS, more_facts("pick(1, price, last)."), where="c2 > price", what="not filled"),
    case("each of what all members share", UNROLLED, more_facts("each(1, amount)."), where="c3 > amount",
         what="the facts ask for each row, and it takes no row"),
    case("each for what is not filled", SEARCHED, more_facts("each(2, sizes)."), where="c2 > sizes", what="each row of 'sizes'"),
    case("the last that nobody asked for", FIRST, takes("c2", product="c1.product last:1"), where="c2 > product",
         what="nobody asked for the last row"),
    case("the second that nobody asked for", CHOSEN, takes("c2", product="c1.product nth:2"), where="c2 > product",
         what="nobody asked for row 2"),
    case("the best that nobody asked for", FIRST, takes("c2", product="c1.product max:stars"), where="c2 > product",
         what="nobody asked for the row with the greatest stars"),
    case("the first for the one that is named", EQUAL, takes("c2", product="c1.product first:1"), where="c2 > product",
         what="the row where 'name' is 'Blue mug' is meant, and it takes the first row"),
    case("a choice for the one that is named", EQUAL, extra(choose("q1", "c1", 1), 1, 1),
         says(status="needs_input"), takes("c2", product="c1.product chosen:q1"), where="c2 > product",
         what="'name' is 'Blue mug' is meant"),
    case("the first for the one of that price", FIRST, more_facts('given(1, price, "9.50").'),
         says(unused=[{"goal": 1, "name": "price", "value": "9.50"}]), where="c2 > product",
         what="the row where 'price' is '9.50' is meant"),
    case("the first for the best, of a want", WANTS, met(2, pick=row("first:1")), where="wants > 2",
         what="the facts pick the row with the greatest price, and it takes the first row"),
    case("the last for the first, of a want", WANTS, met(1, pick=row("last:1")), where="wants > 1",
         what="nobody asked for the last row"),
    case("a whole list for a want", WANTS, met(1, pick=None), where="wants > 1", what="it takes a whole list"),
    case("another row than the want's", USED, more_facts("pick(2, product, max(stars))."),
         fact("""want(1, product_id). given(1, shelf, "mugs"). goal(2, order_product). uses(2, product, 1).
              given(2, amount, "2"). want(3, product_id). given(3, shelf, "cups"). each(3, product_id).
              goal(4, contact_seller). uses(4, product, 3). goal(5, product_seller). given(5, product, ("Cup","Cup"))."""),
         met(1, pick=row("first:1")), where="c2 > product",
         what="the row with the greatest stars, and goal 1 wants the first row"),
]  # fmt: skip

MIXED = [
    case("the lookup takes another row", ALIKE, takes("c2", product="c1.product first:1"), where="c2 > product",
         what="it takes the first row of c1, and c3 > product, for the same goal, the row chosen in q1"),
    case("the slot takes another row", ALIKE, takes("c3", product="c1.product last:1"), where="c2 > product",
         what="and c3 > product, for the same goal, the last row"),
    case("two choices for one row", ALIKE, extra(choose("q2", "c1", 1), 2, 1), staged("c1 | q1 q2 | c2 | c3"),
         takes("c2", product="c1.product chosen:q2"), where="c2 > product", what="the row chosen in q2 of c1"),
    case("each row, and the first", EACH, once("c3"), takes("c3", product="c1.product first:1"), where="c3 > product",
         what="it takes the first row of c1, and c4 > product, for the same goal, each row"),
    case("the first of the looked up for each row", EACH, takes("c4", seller="c3.seller first:1"), where="c4 > seller",
         what="the facts ask for each row, and it takes the first row"),
    case("the last member of another goal of one row", TEAM, takes("c4", seller="c1.person equals:name=Bo"),
         where="c4 > seller", what="'Bo' was given, but not for this place of goal 2"),
    case("one row for both ends", ENDS, takes("c2", target="c1.account chosen:q1"), where="c2 > target",
         what="'source' and 'target' take the same datum"),
]  # fmt: skip

WRITES = [
    case("the first row ordered", CHOSEN, takes("c2", product="c1.product first:1"), where="c2 > product",
         what="the first row, which nobody picked, reaches the write c2"),
    case("a lookup from the first row", ALIKE, takes("c2", product="c1.product first:1"), where="c2 > product",
         what="reaches the write c3"),
    case("the result of a read of the first row", SHARED,
         fact('goal(1, browse). given(1, shelf, "mugs"). goal(2, product_seller). goal(3, share_list). uses(3, people, 2).'),
         says(steps=[
             call("c1", "browse", 1, shelf="=mugs"),
             call("c2", "product_seller", 2, product="c1.product first:1"),
             call("c3", "share_list", 3, people="c2.seller", sizes=["~small", "~large"]),
         ], status="ready"), staged("c1 | c2 | c3"), where="c2 > product", what="reaches the write c3"),
    case("the first of what each row made", SOME, takes("c3", order="c2.order first:1"), where="c3 > order",
         what="reaches the write c3"),
    case("the first member of a list", TEAM, takes("c2", people=["c1.person first:1", "c1.person equals:name=Bo"]),
         where="c2 > people[1]", what="reaches the write c2"),
]  # fmt: skip

CHOICES = [
    case("a choice dropped", CHOSEN, without("q1"), where="c2 > product", what="'q1' is no choice before it"),
    case("a choice that nothing takes", PICKED, extra(choose("q1", "c1", 2), 1, 1), says(status="needs_input"),
         where="q1", what="can be left out"),
    case("a choice among nothing", ALIKE, has("q1", of="c2"), ordered("c1 c2 q1 c3"), staged("c1 | c2 | q1 | c3"),
         takes("c2", product="c1.product first:1"), where="q1", what="c2 yields no list to choose from"),
    case("a choice among the rows of another call", SHARED, has("q2", of="c5"), extra(call("c5", "browse", shelf="=mugs"), 0, 0),
         where="c3 > product", what="the row of c1, and q2 is a choice among those of c5"),
    case("a choice of no call", CHOSEN, has("q1", of="c9"), where="q1", what="'c9' is no call before it"),
    case("a choice before its list", CHOSEN, ordered("q1 c1 c2"), where="q1", what="'c1' is no call before it"),
    case("a choice beside its list", CHOSEN, staged("c1 q1 | c2"), where="q1", what="c1 is not in a stage before it"),
    case("a choice beside its taker", CHOSEN, staged("c1 | q1 c2"), where="c2 > product", what="q1 is not in a stage"),
    case("a choice named like a call", CHOSEN, has("q1", id="c7"), where="c7", what="the id of a choice"),
    case("a choice of no goal", CHOSEN, has("q1", goals=[]), where="q1", what="the goals [] are not goals"),
    case("a choice of an unknown goal", CHOSEN, has("q1", goals=[1, 7]), where="q1", what="the goals [1, 7] are not"),
    case("a goal not named", SHARED, has("q1", goals=[2]), where="q1", what="serves goal 4 too"),
    case("a goal not served", SHARED, has("q1", goals=[2, 3, 4]), where="q1", what="it does not serve goal 3"),
    case("a column that is not there", CHOSEN, has("q1", columns=["name", "color"]), where="q1",
         what="the list of c1 has no column 'color'"),
    case("the same choice put twice", SHARED, extra(choose("q3", "c1", 4), 3, 1), has("q1", goals=[2]),
         takes("c4", product="c1.product chosen:q3"), where="q3", what="the same choice as q1"),
    case("one choice for two goals of one API", SHARED, without("q2"), has("q1", goals=[2, 3, 4]),
         takes("c3", product="c1.product chosen:q1"), where="q1", what="serves goals 2 and 3, which call the same API"),
    case("a choice for a read", FIRST, extra(choose("q1", "c1", 1), 1, 1), says(status="needs_input"),
         takes("c2", product="c1.product chosen:q1"), where="q1", what="the row reaches no write"),
    case("ready with a choice", CHOSEN, says(status="ready"), where="status", what="ready, with 0 questions and 1 choices"),
    case("choices that cost nothing", ENDS, says(cost={"questions": 0, "choices": 0, "calls": 2}), where="cost",
         what="it says 0 choices, its steps have 2"),
    case("choices that there are not", FIRST, says(cost={"questions": 0, "choices": 1, "calls": 2}), where="cost",
         what="it says 1 choices, its steps have 0"),
]  # fmt: skip

EACHES = [
    case("for_each dropped", EACH, once("c2"), where="c2 > product", what="a whole list"),
    case("the first instead of each", EACH, once("c2"), takes("c2", product="c1.product first:1"), where="c2 > product",
         what="the facts ask for each row, and it takes the first row"),
    case("each instead of the first three", SOME, takes("c2", product="c1.product"), where="c2 > product",
         what="the facts ask for the first 3 rows, and it takes all rows"),
    case("two instead of the first three", SOME, takes("c2", product="c1.product first:2"), where="c2 > product",
         what="the facts ask for the first 3 rows, and it takes the first 2 rows"),
    case("three instead of each", EACH, takes("c2", product="c1.product first:3"), where="c2 > product",
         what="the facts ask for each row, and it takes the first 3 rows"),
    case("three looked up for each", EACH, takes("c3", product="c1.product first:3"), where="c3 > product",
         what="the facts ask for each row, and it takes the first 3 rows"),
    case("the first of the first three", SOME, once("c2"), takes("c2", product="c1.product first:1"), where="c2 > product",
         what="the facts ask for the first 3 rows, and it takes the first row"),
    case("for each, and nobody asked", FIRST, has("c2", for_each="c1"), takes("c2", product="c1.product"), where="c2",
         what="nobody asked for goal 1 to be done for each row of c1"),
    case("for each row of no list", EACH, has("c4", for_each="c9"),
         extra(call("c9", "product_seller", product="c1.product first:1"), 3, 1), where="c4", what="c9, which yields no list"),
    case("for each row of a question", UNROLLED, has("c3", for_each="q1"), where="c3", what="'q1', which is no call"),
    case("for each row of what comes later", EACH, ordered("c2 c1 c3 c4"), where="c2", what="'c1', which is no call before it"),
    case("for each row beside its list", EACH, staged("c1 c2 c3 | c4"), where="c2", what="c1 is not in a stage before it"),
    case("for each row of another list", EACH, extra(call("c9", "browse", shelf="=mugs"), 1, 1), has("c2", for_each="c9"),
         where="c2", what="made for each row of c9, and takes nothing of the row"),
    case("a lookup for each, for a goal done once", ALIKE, has("c2", for_each="c1"), takes("c2", product="c1.product"),
         where="c2", what="a lookup for each row of c1, for no goal that is done for each"),
    case("the row of the lookup mixed", EACH, once("c3"), takes("c3", product="c1.product last:1"), where="c3 > product",
         what="nobody asked for the last row"),
    case("for_each of what was asked of a want", USED, once("c5"), takes("c5", product="c3.product first:1"),
         where="c5 > product", what="the facts ask for each row, and it takes the first row"),
    case("a want of each met by one", WANTS, met(3, pick=row("first:1")), where="wants > 3",
         what="the facts ask for each row, and it takes the first row"),
    case("a want of one met by each", WANTS, fact(
         """want(1, price). given(1, shelf, "mugs"). want(2, stars). given(2, shelf, "cups"). pick(2, stars, max(price)).
         want(3, details). given(3, shelf, "jugs"). want(4, details). given(4, product_name, ("Cup","Jug"))."""),
         where="wants > 3", what="it takes a whole list, 'c4.text'"),
    case("the same for each twice", EACH, extra(call("c9", "product_seller", for_each="c1", product="c1.product"), 3, 1),
         where="c9", what="the same read as c3"),
]  # fmt: skip

MEMBERS = [
    case("a member lost", UNROLLED, without("c6"), where="steps", what="goal 2 has 1 calls, for the 2 members of its list"),
    case("a member too many", UNROLLED, extra(call("c9", "ship_order", 2, order="c3.order", size="=little"), 7, 6),
         where="steps", what="goal 2 has 3 calls, for the 2 members of its list"),
    case("the list of the goal itself short", UNROLLED, without("c6"), without("c4"), without("c2"), where="steps",
         what="goal 1 has 1 calls, for the 2 members"),
    case("members in the wrong order", UNROLLED, swapped("c3", "c4"), where="c4 > product",
         what="the source does not derive from 'Blue mug'"),
    case("a member's value for another", UNROLLED, takes("c4", product="c1.product equals:name=Blue mug"),
         where="c4 > product", what="the source does not derive from 'Red mug'"),
    case("members that follow in the wrong order", UNROLLED, swapped("c5", "c6"), where="c6 > order",
         what="the source is not goal 1 (member 1)"),
    case("one member used twice", UNROLLED, takes("c6", order="c3.order"), where="c6 > order",
         what="member 1 of goal 1, and member 2 is meant"),
    case("members that differ in what they share", UNROLLED, extra(ask("q2", "quantity", "amount", 1), 1, 0),
         staged("q1 q2 | c1 c2 | c3 | c4 | c5 | c6"), takes("c4", amount="q2"), where="q2",
         what="the members of a goal share a question, and it asks as q1 does"),
    case("one call for two members", UNROLLED, without("c4"), takes("c6", order="c3.order"), where="steps",
         what="goal 1 has 1 calls"),
    case("a want's member lost", WANTS, lambda data: data["wants"].pop(), where="steps",
         what="goal 4 is met 1 times, for the 2 members"),
    case("a want's members in the wrong order", WANTS, lambda data: data["wants"].append(data["wants"].pop(3)),
         where="wants > 4", what="does not depend on 'Cup'"),
    case("the picked member", UNROLLED, more_facts("pick(2, order, last)."), without("c6"), where="c5 > order",
         what="member 1 of goal 1, and member 2 is meant"),
    case("a pick of all members", UNROLLED, more_facts("pick(2, order, min(price))."), without("c6"), where="c5 > order",
         what="goal 1 is done for each of 2, and goal 2 takes one of them"),
    case("equal members of a read made twice", USED,
         extra(call("c9", "product_seller", 5, product="c6.product equals:name=Cup"), 7, 4), where="c9",
         what="the same read as c7"),
]  # fmt: skip

VALUES = [
    case("a value of a list lost", LISTS, takes("c2", tags=["=red"]), where="unused", what="'blue' of goal 1 is neither used"),
    case("values of a list swapped", LISTS, takes("c2", tags=["=blue", "=red"]), where="c2 > tags[1]",
         what="'red' was given for the input, and is not in it"),
    case("a value of a list twice", LISTS, takes("c2", tags=["=red", "=red"]), where="c2 > tags[2]",
         what="'blue' was given for the input"),
    case("a value of a list invented", LISTS, takes("c2", tags=["=red", "=blue", "=green"]), where="c2 > tags[3]",
         what="nobody gave the value 'green'"),
    case("one value for a list of two", LISTS, takes("c2", tags="=red"), where="c2 > tags", what="'blue' was given for the input"),
    case("sources of a list swapped", LISTS, takes("c5", people=["c4.person", "c3.person"]), where="c5 > people[1]",
         what="the source does not derive from 'Ada'"),
    case("a reference of a list lost", LISTS, takes("c5", people=["c3.person"]), without("c4"), where="unused",
         what="'Bo' of goal 2 is neither used"),
    case("rows of a list swapped", TEAM, takes("c2", people=["c1.person equals:name=Bo", "c1.person equals:name=Ada"]),
         where="c2 > people[1]", what="the source does not derive from 'Ada'"),
    case("a list by type swapped", LISTS, takes("c7", tags=["=new", "=old"]), where="c7 > tags",
         what="the list 'old', 'new' is not there with all its members in order"),
    case("a list by type short", LISTS, takes("c7", tags=["=old"]),
         says(unused=[{"goal": 3, "name": "tag", "value": ["old", "new"]}]), where="c7 > tags",
         what="is not there with all its members"),
    case("a default list short", LISTS, takes("c5", sizes=["~small"]), where="c5 > sizes[2]", what="is not filled"),
    case("a default list swapped", LISTS, takes("c5", sizes=["~large", "~small"]), where="c5 > sizes[1]",
         what="'large' is not the default"),
    case("a default for a given list", TEAM, takes("c2", sizes=["~small", "~large"]), where="c2 > sizes[1]",
         what="a default, though goal 1 says what it is"),
    case("a value of a list that does not fit", TEAM, takes("c2", sizes=["=huge"]), where="c2 > sizes[1]",
         what="the value 'huge' is not one of small, large"),
    case("one row for a list", WHOLE, takes("c2", people="c1.person first:1"), where="c2 > people",
         what="the input takes a list, and it takes the first row"),
    case("some rows for a list", WHOLE, takes("c2", people="c1.person first:3"), where="c2 > people",
         what="nobody asked for the first 3 rows"),
    case("all rows for some", WHOLE, takes("c4", products="c3.product"), where="c4 > products",
         what="the facts pick the first 3 rows, and it takes all rows"),
    case("a list of another type", WHOLE, takes("c2", people="c3.product"), ordered("c1 c3 c2 c4"),
         where="c2 > people", what="'product_id' is no 'person_id'"),
    case("what was found among the rows for a row", CHOSEN, extra(call("c3", "compare_products", products="c1.product"), 1, 1),
         ordered("c1 c3 c2"), takes("c2", product="c3.best"), says(status="ready"), where="c2 > product",
         what="derives from rows that could stand in its place"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "damages", "where", "what"), [*ROWS, *PICKS, *MIXED, *WRITES, *CHOICES, *EACHES, *MEMBERS, *VALUES]
)
def test_a_damaged_plan_is_refused(base: Data, damages: tuple[Damage, ...], where: str, what: str) -> None:
    found = problems_of(plan(base, *damages))
    assert any(text.startswith(f"plan > {where}:") and what in text for text in found), found


def test_all_problems_are_told_once_with_rule_and_step() -> None:
    found = problems_of(plan(UNROLLED, takes("c3", product="c1.product first:1"), takes("c6", order="c3.order")))
    assert "plan > c3 > product: the first row, which nobody picked, reaches the write c3 [R12]." in found
    assert "plan > c6 > order: member 1 of goal 1, and member 2 is meant [R12]." in found
    assert len(found) == len(set(found))


@pytest.mark.parametrize("data", [EACH, UNROLLED, SHARED], ids=["each", "unrolled", "shared"])
def test_it_is_fast(data: Data) -> None:
    checked = plan(data)
    validate(checked, CATALOG)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        validate(checked, CATALOG)
        best = min(best, time.perf_counter() - start)
    assert best < 0.01
