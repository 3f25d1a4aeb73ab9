"""The interpreter and the rules of these tests themselves: right plans written by hand pass, and damaged ones are caught."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from lists.execution import BadPlan
from lists.generator import Case
from lists.rows import NoSuchRow, equal_rows, picked
from lists.runs import Run
from lists.suite import RULES

TYPES: dict[str, Any] = {
    "item_name": {"base": "string", "entity": "item"},
    "item_id": {"base": "string", "entity": "item", "ask": "never", "pattern": "^ITE-[0-9]+$"},
    "shop_id": {"base": "string", "entity": "shop", "ask": "never", "pattern": "^SHO-[0-9]+$"},
    "money": {"base": "number", "minimum": 1},
}
APIS: dict[str, Any] = {
    "list_item": {"rows": {"id": "item_id", "name": "item_name", "r_money": "money"}},
    "detail_item": {"inputs": {"a_id": "item_id"}, "outputs": {"d_id": "shop_id"}},
    "buy": {"kind": "write", "inputs": {"x_id": "item_id", "y_name": "item_name", "z_id": "shop_id"}},
    "tag": {"kind": "write", "inputs": {"x_ids": {"list_of": "item_id"}}},
    "ping": {"kind": "write", "inputs": {"x_id": "item_id"}},
}
CATALOG: dict[str, Any] = {"name": "drawn", "types": TYPES, "apis": APIS}
TYPED = {"name": "item_name", "price": "money"}
ROWS = [{"name": "Beta", "price": "100"}, {"name": "Acme"}, {"name": "beta", "price": "20"}, {"name": "Beta", "price": "100.00"}]
LIST = {"id": "c1", "api": "list_item", "goals": [1], "arguments": {}}


def taken(step: str, column: str, **pick: Any) -> dict[str, Any]:
    return {"from": f"{step}.{column}", **({"pick": pick} if pick else {})}


def call(step: str, api: str, goals: list[int], for_each: str | None = None, **arguments: Any) -> dict[str, Any]:
    made = {"id": step, "api": api, "goals": goals, "arguments": arguments}
    return made if for_each is None else {**made, "for_each": for_each}


def run(facts: str, *steps: dict[str, Any], seed: int = 0, sizes: tuple[int, ...] = (4,)) -> Run:
    choices = sum(step["api"] == "choose" for step in steps)
    cost = {"questions": 0, "choices": choices, "calls": len(steps) - choices}
    status = "needs_input" if choices else "ready"
    plan = {"status": status, "cost": cost, "steps": list(steps), "wants": []}
    return Run(Case(CATALOG, f"goal(1, list_item). {facts}"), plan, seed, sizes)


def wrong(one: Run) -> set[str]:
    """The rules that find something wrong."""
    return {rule.__name__ for rule in RULES for finding in rule(one) if finding.wrong}


@pytest.mark.parametrize(
    ("pick", "places"),
    [
        ({"first": 1}, [0]),
        ({"first": 3}, [0, 1, 2]),
        ({"first": 9}, [0, 1, 2, 3]),
        ({"last": 1}, [3]),
        ({"nth": 2}, [1]),
        ({"min": "price"}, [2]),
        ({"max": "price"}, [0]),
    ],
)
def test_a_pick_takes_its_rows(pick: dict[str, Any], places: list[int]) -> None:
    assert picked(ROWS, pick, TYPED) == places


def test_a_row_without_the_column_is_taken_only_if_no_other_has_it() -> None:
    assert picked(ROWS[1:2], {"max": "price"}, TYPED) == [0]


def test_a_row_that_does_not_exist_is_told() -> None:
    with pytest.raises(NoSuchRow, match="nth 5"):
        picked(ROWS, {"nth": 5}, TYPED)


def test_equal_rows_are_equal_regardless_of_case_and_form() -> None:
    assert equal_rows(ROWS, {"name": "BETA", "price": "100.0"}, TYPED) == [0, 3]


CHEAPEST = "goal(2, buy). uses(2, x_id, 1). uses(2, y_name, 1). pick(2, x_id, min(r_money))."
CHEAP = {"min": "r_money"}
BUY = (
    LIST,
    call("c2", "detail_item", [], a_id=taken("c1", "id", **CHEAP)),
    call("c3", "buy", [2], x_id=taken("c1", "id", **CHEAP), y_name=taken("c1", "name", **CHEAP), z_id=taken("c2", "d_id")),
)
CHOOSE = {"id": "q1", "api": "choose", "of": "c1", "goals": [2], "columns": ["id", "name"], "question": "Which?"}
EACH = (
    LIST,
    call("c2", "detail_item", [], "c1", a_id=taken("c1", "id")),
    call("c3", "buy", [2], "c1", x_id=taken("c1", "id"), y_name=taken("c1", "name"), z_id=taken("c2", "d_id")),
)


def damaged(steps: tuple[dict[str, Any], ...], at: int, **change: Any) -> list[dict[str, Any]]:
    """The steps with one of them changed; an argument is changed within its step."""
    made = deepcopy(list(steps))
    for name, said in change.items():
        if said is None:
            del made[at][name]
        elif name in made[at]["arguments"]:
            made[at]["arguments"][name] = said
        else:
            made[at][name] = said
    return made


RIGHT = [
    (CHEAPEST, BUY),
    ("goal(2, ping). uses(2, x_id, 1).", (LIST, CHOOSE, call("c2", "ping", [2], x_id=taken("c1", "id", chosen="q1")))),
    ("goal(2, buy). uses(2, x_id, 1). uses(2, y_name, 1). each(2, x_id).", EACH),
    ("goal(2, tag). uses(2, x_ids, 1).", (LIST, call("c2", "tag", [2], x_ids=taken("c1", "id")))),
    (
        "goal(2, tag). uses(2, x_ids, 1). pick(2, x_ids, first(2)).",
        (LIST, call("c2", "tag", [2], x_ids=taken("c1", "id", first=2))),
    ),
    ("goal(2, detail_item). uses(2, a_id, 1).", (LIST, call("c2", "detail_item", [2], a_id=taken("c1", "id", first=1)))),
    (
        'goal(2, ping). given(2, x_id, "Acme").',
        (LIST, call("c2", "ping", [2], x_id=taken("c1", "id", equals={"name": "Acme"}))),
    ),
    (
        'goal(2, ping). given(2, x_id, ("ITE-1","ITE-2")).',
        (LIST, call("c2", "ping", [2], x_id={"value": "ITE-1"}), call("c3", "ping", [2], x_id={"value": "ITE-2"})),
    ),
]


@pytest.mark.parametrize(("facts", "steps"), RIGHT)
def test_a_right_plan_passes(facts: str, steps: tuple[dict[str, Any], ...]) -> None:
    for seed in range(12):
        for sizes in ((4,), (1,), (0, 1, 2, 3)):
            assert not wrong(run(facts, *steps, seed=seed, sizes=sizes))


def caught(facts: str, steps: list[dict[str, Any]], *rules: str) -> None:
    found = set().union(*(wrong(run(facts, *steps, seed=seed)) for seed in range(12)))
    assert set(rules) <= found


def test_a_row_mixed_with_another_is_caught() -> None:
    steps = damaged(BUY, 2, y_name=taken("c1", "name", first=1))
    caught(CHEAPEST, steps, "same_row", "admitted")


def test_a_lookup_from_another_row_is_caught() -> None:
    steps = damaged(BUY, 1, a_id=taken("c1", "id", last=1))
    caught(CHEAPEST, steps, "same_row", "admitted")


def test_a_wrong_pick_is_caught() -> None:
    facts = "goal(2, ping). uses(2, x_id, 1). pick(2, x_id, max(r_money))."
    steps = [LIST, call("c2", "ping", [2], x_id=taken("c1", "id", min="r_money"))]
    caught(facts, steps, "picked_row", "admitted")


def test_an_unchosen_row_that_reaches_a_write_is_caught() -> None:
    steps = [LIST, call("c2", "ping", [2], x_id=taken("c1", "id", first=1))]
    caught("goal(2, ping). uses(2, x_id, 1).", steps, "unchosen", "admitted")


def test_an_unchosen_row_that_reaches_a_write_by_another_goal_is_caught() -> None:
    facts = (
        "goal(2, detail_item). uses(2, a_id, 1). goal(3, buy). uses(3, z_id, 2)."
        'given(3, x_id, "ITE-1"). given(3, y_name, "Acme").'
    )
    steps = [
        LIST,
        call("c2", "detail_item", [2], a_id=taken("c1", "id", first=1)),
        call("c3", "buy", [3], x_id={"value": "ITE-1"}, y_name={"value": "Acme"}, z_id=taken("c2", "d_id")),
    ]
    caught(facts, steps, "unchosen", "admitted")


def test_another_row_than_the_first_for_a_read_is_caught() -> None:
    steps = [LIST, call("c2", "detail_item", [2], a_id=taken("c1", "id", last=1))]
    caught("goal(2, detail_item). uses(2, a_id, 1).", steps, "first_row", "admitted")


def test_a_row_that_does_not_have_the_name_is_caught() -> None:
    steps = [LIST, call("c2", "ping", [2], x_id=taken("c1", "id", first=1))]
    caught('goal(2, ping). given(2, x_id, "Acme").', steps, "unchosen", "admitted")


def test_each_done_once_only_is_caught() -> None:
    steps = [LIST, call("c2", "ping", [2], x_id=taken("c1", "id", first=1))]
    caught("goal(2, ping). uses(2, x_id, 1). each(2, x_id).", steps, "each_member", "unchosen")


def test_each_with_what_is_of_one_row_is_caught() -> None:
    steps = damaged(EACH, 1, a_id=taken("c1", "id", first=1), for_each=None)
    caught("goal(2, buy). uses(2, x_id, 1). uses(2, y_name, 1). each(2, x_id).", steps, "each_member", "same_row")


def test_each_for_fewer_rows_is_caught() -> None:
    facts = "goal(2, ping). uses(2, x_id, 1). each(2, x_id)."
    caught(facts, [LIST, call("c2", "ping", [2], "c1", x_id=taken("c1", "id", first=2))], "each_member")


def test_values_in_another_order_are_caught() -> None:
    facts = 'goal(2, ping). given(2, x_id, ("ITE-1","ITE-2")).'
    steps = [LIST, call("c2", "ping", [2], x_id={"value": "ITE-2"}), call("c3", "ping", [2], x_id={"value": "ITE-1"})]
    caught(facts, steps, "every_value")


def test_a_value_left_out_is_caught() -> None:
    facts = 'goal(2, ping). given(2, x_id, ("ITE-1","ITE-2")).'
    caught(facts, [LIST, call("c2", "ping", [2], x_id={"value": "ITE-1"})], "every_value")


def test_two_choices_of_one_list_are_caught() -> None:
    again = {**CHOOSE, "id": "q2", "goals": [3]}
    steps = [
        LIST,
        CHOOSE,
        again,
        call("c2", "ping", [2], x_id=taken("c1", "id", chosen="q1")),
        call("c3", "tag", [3], x_ids=taken("c1", "id", chosen="q2")),
    ]
    caught("goal(2, ping). uses(2, x_id, 1). goal(3, tag). uses(3, x_ids, 1).", steps, "one_choice", "whole_column")


def test_a_choice_for_a_read_is_caught() -> None:
    steps = [LIST, CHOOSE, call("c2", "detail_item", [2], a_id=taken("c1", "id", chosen="q1"))]
    caught("goal(2, detail_item). uses(2, a_id, 1).", steps, "choices_reach_writes")


def test_part_of_a_column_for_a_list_is_caught() -> None:
    steps = [LIST, call("c2", "tag", [2], x_ids=taken("c1", "id", first=2))]
    caught("goal(2, tag). uses(2, x_ids, 1).", steps, "whole_column", "admitted")


def test_a_whole_list_for_an_input_of_one_value_is_no_plan() -> None:
    steps = [LIST, call("c2", "ping", [2], x_id=taken("c1", "id"))]
    with pytest.raises(BadPlan, match="a whole list for an input of one value"):
        assert run("goal(2, ping). uses(2, x_id, 1).", *steps).trace


def test_what_is_taken_before_it_is_there_is_no_plan() -> None:
    steps = [call("c2", "ping", [2], x_id=taken("c1", "id", first=1)), LIST]
    with pytest.raises(BadPlan, match="before the step"):
        assert run("goal(2, ping). uses(2, x_id, 1).", *steps).trace


def test_an_empty_list_is_not_called_for() -> None:
    facts = "goal(2, ping). uses(2, x_id, 1). each(2, x_id)."
    one = run(facts, LIST, call("c2", "ping", [2], "c1", x_id=taken("c1", "id")), sizes=(0,))
    assert [made.api for made in one.trace.calls] == ["list_item"]
    assert one.trace.failure is None


def test_one_row_left_is_not_chosen() -> None:
    steps = (LIST, CHOOSE, call("c2", "ping", [2], x_id=taken("c1", "id", chosen="q1")))
    one = run("goal(2, ping). uses(2, x_id, 1).", *steps, sizes=(1,))
    assert [made.api for made in one.trace.calls] == ["list_item", "ping"]
    assert [chosen.size for chosen in one.trace.chosen] == [1]
