"""Two plans with lists are one plan, or two: rows, choices, members and steps for each row count, their names do not."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from handmade import Damage, Data, extra, has, ordered, plan, says, step, takes, without
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
    SHARED,
    SOME,
    TEAM,
    UNROLLED,
    VALID,
    WANTS,
    WHOLE,
)

from orchestrator.plan.equivalence import difference, equivalent


def renamed(data: Data) -> None:
    """Every step under another name, wherever it stands."""
    names = {s["id"]: f"{s['id'][0]}{int(s['id'][1:]) + 40}" for s in data["steps"]}

    def new(said: Any) -> Any:
        if isinstance(said, dict):
            return {key: new(value) for key, value in said.items()}
        if isinstance(said, list):
            return [new(value) for value in said]
        head, dot, rest = said.partition(".") if isinstance(said, str) else (said, "", "")
        return names[head] + dot + rest if head in names else said

    for name in ("steps", "stages", "wants"):
        if name in data:
            data[name] = new(data[name])


@pytest.mark.parametrize("catalog", [CATALOG, None], ids=["by type", "without a catalog"])
@pytest.mark.parametrize("data", VALID.values(), ids=VALID.keys())
def test_names_do_not_matter(data: Data, catalog: object) -> None:
    catalog = CATALOG if catalog else None
    other = plan(data, renamed)
    assert other.steps != plan(data).steps
    assert difference(plan(data), other, catalog) == ""
    assert equivalent(other, plan(data), catalog)


def want(goal: int, **fields: Any) -> Damage:
    def damage(data: Data) -> None:
        found = next(m for m in data["wants"] if m["goal"] == goal)
        found.update(fields)

    return damage


def once(data: Data) -> None:
    del step(data, "c2")["for_each"]


@pytest.mark.parametrize(
    ("data", "damages"),
    [
        pytest.param(FIRST, [takes("c2", product="c1.product nth:1")], id="the first by its number"),
        pytest.param(EQUAL, [takes("c2", product="c1.product equals:name=BLUE MUG")], id="a reference in another case"),
        pytest.param(TEAM, [takes("c2", sizes="=small")], id="a list of one, by another word"),
        pytest.param(LISTS, [takes("c2", tags=["=RED", "=Blue"])], id="values of a list in another case"),
        pytest.param(CHOSEN, [has("q1", question="Otherwise?", columns=[])], id="the words of a choice"),
        pytest.param(SHARED, [has("q1", goals=[4, 2])], id="the order of goals"),
        pytest.param(ENDS, [ordered("c1 q2 q1 c2")], id="the order of choices"),
        pytest.param(EACH, [ordered("c1 c3 c2 c4")], id="independent steps for each row"),
        pytest.param(
            ENDS,
            [takes("c2", source="c1.account chosen:q2", target="c1.account chosen:q1")],
            id="two choices that are alike",
        ),
    ],
)
def test_what_does_not_matter(data: Data, damages: list[Damage]) -> None:
    assert difference(plan(data), plan(data, *damages), CATALOG) == ""
    assert difference(plan(data, *damages), plan(data), CATALOG) == ""


@pytest.mark.parametrize(
    ("data", "damages", "told"),
    [
        pytest.param(FIRST, [takes("c2", product="c1.product last:1")], ".product[first 1]", id="another row"),
        pytest.param(FIRST, [takes("c2", product="c1.product")], ".product[first 1]", id="all rows"),
        pytest.param(PICKED, [takes("c2", product="c1.product max:price")], "[min price]", id="the greatest"),
        pytest.param(PICKED, [takes("c2", product="c1.product min:stars")], "[min price]", id="another column"),
        pytest.param(EQUAL, [takes("c2", product="c1.product equals:name=Red mug")], "[name='blue mug']", id="a reference"),
        pytest.param(CHOSEN, [takes("c2", product="c1.product first:1"), without("q1")], "choose(", id="a choice less"),
        pytest.param(CHOSEN, [has("q1", goals=[1, 2])], "choose(browse(shelf='mugs'))[1]", id="the goals of a choice"),
        pytest.param(ALIKE, [takes("c2", product="c1.product first:1")], "product_seller(", id="the row of a lookup"),
        pytest.param(
            ALIKE,
            [extra(copy.deepcopy(step(ALIKE, "q1")) | {"id": "q2"}, 2, 1)],
            "only in the second plan, the choice",
            id="a choice put twice",
        ),
        pytest.param(ENDS, [takes("c2", target="c1.account chosen:q1")], "transfer[1]", id="one choice for both ends"),
        pytest.param(EACH, [once], "for each of search_products", id="once, not for each"),
        pytest.param(EACH, [has("c2", for_each="c3")], "for each of search_products[1]", id="for each of another"),
        pytest.param(SOME, [takes("c2", product="c1.product first:2")], "[first 3]", id="fewer rows"),
        pytest.param(UNROLLED, [without("c6")], "ship_order[2]", id="a member less"),
        pytest.param(UNROLLED, [takes("c6", order="c3.order")], "ship_order[2]", id="a member twice"),
        pytest.param(LISTS, [takes("c2", tags=["=blue", "=red"])], "tags=('red', 'blue')", id="a list in another order"),
        pytest.param(LISTS, [takes("c2", tags=["=red"])], "tags=('red', 'blue')", id="a shorter list"),
        pytest.param(LISTS, [takes("c5", people=["c4.person", "c3.person"])], "people=(find_person", id="sources swapped"),
        pytest.param(WHOLE, [takes("c2", people=["c1.person first:1"])], "people=list_team[1]().person", id="a row for a column"),
        pytest.param(TEAM, [takes("c2", sizes=["~small"])], "sizes='small'", id="a default for a value"),
        pytest.param(WANTS, [want(1, pick={"last": 1})], "the want price[1]", id="the row of a want"),
        pytest.param(UNROLLED, [ordered("q1 c1 c2 c4 c3 c5 c6")], "comes before order_product[1]", id="two writes swapped"),
        pytest.param(CHOSEN, [says(status="ready")], "the first is needs_input, the second ready", id="status"),
    ],
)
def test_what_matters(data: Data, damages: list[Damage], told: str) -> None:
    assert told in difference(plan(data), plan(data, *damages), CATALOG)
    assert not equivalent(plan(data, *damages), plan(data), CATALOG)


def test_the_lists_that_choices_are_from_tell_them_apart() -> None:
    other = has("q2", of="c5"), extra({"id": "c5", "api": "list_accounts", "arguments": {}}, 0, 0)
    assert not equivalent(plan(ENDS), plan(ENDS, *other), CATALOG)


def test_without_a_catalog_rows_and_lists_are_compared_as_they_look() -> None:
    assert equivalent(plan(EQUAL), plan(EQUAL, takes("c2", product="c1.product equals:name=BLUE MUG")))
    assert equivalent(plan(LISTS), plan(LISTS, takes("c2", tags=["=Red", "=blue"])))
    assert not equivalent(plan(FIRST), plan(FIRST, takes("c2", product="c1.product last:1")))
    assert not equivalent(plan(EACH), plan(EACH, once))
