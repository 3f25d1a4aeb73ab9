"""Two plans are one plan, or two: up to the names of steps and the order of independent ones."""

from __future__ import annotations

import pytest
from handmade import (
    CATALOG,
    HAND,
    MOVE,
    SEND,
    TWO,
    VALID,
    Damage,
    Data,
    ask,
    extra,
    has,
    ordered,
    plan,
    says,
    takes,
    without,
)

from orchestrator.plan.equivalence import difference, equivalent
from orchestrator.plan.model import plan_from_json


def renamed(data: Data) -> None:
    """Every step under another name; its sources with it."""
    names = {s["id"]: f"{s['id'][0]}{int(s['id'][1:]) + 40}" for s in data["steps"]}

    def new(source: str) -> str:
        identifier, dot, output = source.partition(".")
        return names[identifier] + dot + output

    for step in data["steps"]:
        step["id"] = names[step["id"]]
        for argument in step.get("arguments", {}).values():
            if "from" in argument:
                argument["from"] = new(argument["from"])
    for want in data.get("wants", ()):
        want["from"] = new(want["from"])
    data["stages"] = [[names[i] for i in stage] for stage in data["stages"]]


@pytest.mark.parametrize("catalog", [CATALOG, None], ids=["by type", "without a catalog"])
@pytest.mark.parametrize("data", VALID.values(), ids=VALID.keys())
def test_names_do_not_matter(data: Data, catalog: object) -> None:
    catalog = CATALOG if catalog else None
    assert difference(plan(data), plan(data, renamed), catalog) == ""
    assert equivalent(plan(data, renamed), plan(data), catalog)


@pytest.mark.parametrize(
    ("data", "damages"),
    [
        pytest.param(MOVE, [ordered("q1 c1 c3 c2 c4 c5 c6")], id="independent lookups"),
        pytest.param(TWO, [ordered("q1 c5 c1 c2 c3 c4")], id="an independent goal"),
        pytest.param(SEND, [takes("c2", amount="=200.00")], id="a number written otherwise"),
        pytest.param(TWO, [takes("c2", due="=2025-05-02")], id="a date written otherwise"),
        pytest.param(SEND, [takes("c1", name="=ACME")], id="text in another case"),
        pytest.param(HAND, [takes("c4", by="=phone")], id="an alias"),
        pytest.param(SEND, [says(explanation="Otherwise.", optimal=True, unused=[])], id="words"),
        pytest.param(TWO, [has("q1", question="Otherwise?")], id="the words of a question"),
    ],
)
def test_what_does_not_matter(data: Data, damages: list[Damage]) -> None:
    assert difference(plan(data), plan(data, *damages), CATALOG) == ""


@pytest.mark.parametrize(
    ("data", "damages", "told"),
    [
        pytest.param(SEND, [takes("c2", amount="=201")], "create_invoice[1]", id="a value"),
        pytest.param(SEND, [takes("c3", by="=chat")], "send_invoice[2]", id="a value for a default"),
        pytest.param(MOVE, [takes("c4", source="c3.account", target="c2.account")], "transfer[1]", id="twins"),
        pytest.param(SEND, [without("c3")], "only in the first plan, the call send_invoice", id="a call less"),
        pytest.param(SEND, [has("c2", goals=[2]), has("c3", goals=[1])], "create_invoice", id="goals"),
        pytest.param(TWO, [has("q1", type="string")], "ask(money)[2]", id="the type of a question"),
        pytest.param(TWO, [has("q1", goals=[2, 3])], "ask(money)[2]", id="the goals of a question"),
        pytest.param(MOVE, [says(wants=[{"goal": 2, "type": "balance", "from": "c5.left"}])], "want", id="a want"),
        pytest.param(MOVE, [ordered("q1 c1 c2 c3 c5 c4 c6")], "transfer[1]", id="a balance read before"),
        pytest.param(MOVE, [ordered("q1 c1 c2 c3 c4 c6 c5")], "account_balance", id="signed out before"),
        pytest.param(TWO, [ordered("q1 c3 c4 c1 c2 c5")], "comes before", id="two writes on one entity"),
        pytest.param(HAND, [extra(ask("q4", "email_address", "to", 3), 3, 1)], "only in the second", id="asked twice"),
        pytest.param(TWO, [says(status="ready")], "the first is needs_input, the second ready", id="status"),
    ],
)
def test_what_matters(data: Data, damages: list[Damage], told: str) -> None:
    assert told in difference(plan(data), plan(data, *damages), CATALOG)
    assert not equivalent(plan(data, *damages), plan(data), CATALOG)


def test_order_is_not_told_without_a_catalog() -> None:
    assert equivalent(plan(MOVE), plan(MOVE, ordered("q1 c1 c2 c3 c5 c4 c6")))


def test_two_questions_of_one_type_are_told_apart_by_where_they_go() -> None:
    asked = [ask("q2", "account_name", "source", 1), ask("q3", "account_name", "target", 1)]
    both = [extra(asked[0], 1, 1), extra(asked[1], 1, 1)]
    one = plan(MOVE, *both, takes("c2", name="q2"), takes("c3", name="q3"))
    assert equivalent(one, plan(MOVE, *both, takes("c2", name="q3"), takes("c3", name="q2")), CATALOG)
    assert not equivalent(one, plan(MOVE, *both, takes("c2", name="q2"), takes("c3", name="q2")), CATALOG)


def outcome(status: str, *readings: Data) -> Data:
    return {"status": status, "explanation": "It is so.", "readings": list(readings)}


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        pytest.param(
            outcome("ambiguous", {"goals": {"1": "a"}}, {"goals": {"1": "b"}}),
            outcome("ambiguous", {"goals": {"1": "b"}}, {"goals": {"1": "a"}, "question": "This?"}),
            "",
            id="readings in another order",
        ),
        pytest.param(
            outcome("ambiguous", {"goals": {"1": "a"}}, {"goals": {"1": "b"}}),
            outcome("ambiguous", {"goals": {"1": "a"}}, {"goals": {"1": "c"}}),
            "only in the first plan, the reading 1: b",
            id="another reading",
        ),
        pytest.param(
            outcome("ambiguous", {"goals": {"1": "a"}, "given": {"goal": 1, "name": "x", "value": "V"}}),
            outcome("ambiguous", {"goals": {"1": "a"}, "given": {"goal": 1, "name": "y", "value": "V"}}),
            "x[1] = 'v'",
            id="a value for another slot",
        ),
        pytest.param(outcome("conflict"), outcome("conflict"), "", id="conflicts"),
        pytest.param(
            outcome("conflict"), outcome("unsolvable"), "the first is conflict, the second unsolvable", id="status"
        ),
    ],
)
def test_outcomes_without_a_plan(one: Data, other: Data, told: str) -> None:
    found = difference(plan_from_json(one), plan_from_json(other))
    assert told in found
    assert bool(told) == bool(found)
