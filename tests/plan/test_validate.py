"""The validator: hand-made valid plans pass; each check is tripped by a plan damaged on purpose."""

from __future__ import annotations

import time

import pytest
from handmade import (
    CATALOG,
    HAND,
    ISSUED,
    MOVE,
    SEND,
    TWO,
    VALID,
    Damage,
    Data,
    ask,
    call,
    extra,
    fact,
    has,
    lacks,
    made,
    more_facts,
    ordered,
    plan,
    says,
    staged,
    takes,
    without,
)

from orchestrator.errors import InvalidPlan
from orchestrator.plan.model import Plan, plan_from_json
from orchestrator.plan.validate import validate


def problems_of(damaged: Plan) -> list[str]:
    with pytest.raises(InvalidPlan) as caught:
        validate(damaged, ISSUED)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("data", VALID.values(), ids=VALID.keys())
def test_a_valid_plan_passes(data: Data) -> None:
    validate(plan(data), ISSUED)


def case(name: str, base: Data, *damages: Damage, where: str, what: str) -> object:
    return pytest.param(base, damages, where, what, id=name)


FORM = [
    case("two steps of one id", SEND, has("c3", id="c2"), where="c2", what="2 steps have this id"),
    case("a call named like a question", SEND, has("c3", id="q3"), where="q3", what="the id of a call"),
    case("a question named like a call", TWO, has("q1", id="c9"), where="c9", what="the id of a question"),
    case("an unknown API", SEND, has("c1", api="find_nobody"), where="c1", what="no API 'find_nobody'"),
    case("an unknown type", TWO, has("q1", type="coins"), where="q1", what="no type 'coins'"),
    case("an unknown input", SEND, takes("c2", tax="=1"), where="c2 > tax", what="no input of that name"),
    case("an unknown output", SEND, takes("c3", to="c1.fax"), where="c3 > to", what="no output 'fax'"),
    case("an output of a question", TWO, takes("c4", amount="q1.it"), where="c4 > amount", what="a question"),
    case("a source that does not exist", SEND, takes("c3", to="c9.x"), where="c3 > to", what="no step before"),
    case("a source that comes later", SEND, ordered("c2 c1 c3"), where="c2 > customer", what="no step before"),
    case("the call of no goal", SEND, has("c2", goals=[1, 8]), where="c2", what="goal 8"),
    case("a step in no stage", SEND, staged("c1 | c2"), where="stages", what="exactly once"),
    case("a step in two stages", SEND, staged("c1 | c2 | c3 c1"), where="stages", what="exactly once"),
    case("an empty stage", SEND, says(stages=[["c1"], [], ["c2"], ["c3"]]), where="stages", what="exactly"),
    case("a stage too early", SEND, staged("c1 c2 | c3"), where="c2 > customer", what="c1 is not in a stage"),
    case("a late question", HAND, staged("q1 q2 | c1 q3 | c4 | c2 | c3"), where="q3", what="first stage"),
    case("ready with a question", TWO, says(status="ready"), where="status", what="ready, with 1"),
    case("needs nothing", SEND, says(status="needs_input"), where="status", what="needs_input, with 0"),
    case("no explanation", SEND, says(explanation=" "), where="explanation", what="one plain sentence"),
    case("no steps", SEND, says(steps=[], stages=[]), where="status", what="has no steps"),
    case("readings of a plan", SEND, says(readings=[{}]), where="readings", what="has readings"),
    case("a want met by a question", MOVE, says(wants=[{"goal": 2, "type": "balance", "from": "q1"}]),
         where="wants > 2", what="question"),
]  # fmt: skip

VALUES = [
    case("a required input empty", SEND, lacks("c2", "amount"), where="c2 > amount", what="is not filled"),
    case("a default left out", SEND, lacks("c3", "by"), where="c3 > by", what="is not filled"),
    case("an optional input unasked", SEND, takes("c2", due="=200"), where="c2 > due", what="nobody asked"),
    case("an optional value passed over", TWO, lacks("c2", "due"), where="c2 > due", what="only this input"),
    case("an invented value", SEND, takes("c2", amount="=999"), where="c2 > amount", what="nobody gave"),
    case("a bare value of another goal", TWO, takes("c4", amount="=5"), where="c4 > amount",
         what="not for this place of goal 2"),
    case("a value of a goal of the same API", TWO, takes("c3", name="=Acme"), where="c3 > name",
         what="not for this place of goal 2"),
    case("a value that does not fit", SEND, takes("c2", customer="=Acme"), where="c2 > customer", what="^CUS-"),
    case("a default over a given value", HAND, takes("c4", by="~chat"), where="c4 > by", what="goal 3 says"),
    case("another default", SEND, takes("c3", by="~phone"), where="c3 > by", what="not the default"),
    case("a default that there is not", SEND, takes("c2", amount="~200"), where="c2 > amount",
         what="not the default"),
    case("a given value not in its slot", TWO, takes("c2", amount="q1"), where="c2 > amount",
         what="'200' was given for the input"),
    case("a source that is not of the reference", MOVE, takes("c2", name="=travel"), where="c4 > source",
         what="does not derive from 'rent'"),
    case("a value by type passed over", TWO, takes("c4", customer="c1.id"), where="c4 > customer",
         what="'Beta' was given for it by type"),
    case("a reference taken for the id", MOVE, takes("c4", source="=rent"), where="c4 > source",
         what="a reference to be looked up"),
    case("a used value listed", SEND, says(unused=[{"goal": 1, "name": "amount", "value": "200"}]),
         where="unused", what="'200' is listed, and is used"),
    case("an unused value not listed", SEND, says(unused=[]), where="unused", what="neither used nor listed"),
    case("a listed value nobody gave", SEND, says(unused=[{"goal": 2, "name": "money", "value": "8"}]),
         where="unused", what="was not given"),
]  # fmt: skip

FLOW = [
    case("a wrong type", SEND, takes("c3", to="c1.id"), where="c3 > to", what="'customer_id' is no 'email"),
    case("an answer of a wrong type", TWO, takes("c4", customer="q1"), where="c4 > customer", what="'money'"),
    case("a bare datum looked up", MOVE, takes("c4", amount="c5.left"), ordered("q1 c1 c2 c3 c5 c4 c6"),
         where="c4 > amount", what="is bare"),
    case("an old address for the new one", HAND, takes("c3", email="c9.email"),
         extra(call("c9", "find_customer", name="q1"), 3, 1), where="c3 > email", what="from: user"),
    case("one's own address", SEND, takes("c3", to="c9.email"), extra(call("c9", "own_profile"), 0, 0),
         where="c3 > to", what="without arguments"),
    case("a mere echo", MOVE, takes("c3", name="c9.name"), extra(call("c9", "same_account", name="=travel"), 3, 2),
         where="c3 > name", what="merely echoes"),
    case("uses of another goal", SEND, fact("""goal(1, create_invoice). given(1, customer, "Acme").
         given(1, amount, "200"). goal(2, send_invoice). uses(2, to, 1). given(2, money, "7")."""),
         where="c3 > to", what="is not goal 1"),
    case("uses left out", SEND, takes("c3", invoice="=200"), where="c3 > invoice", what="is not goal 1"),
    case("the farther invoice", TWO, more_facts("goal(4, send_invoice)."),
         extra(call("c6", "send_invoice", 4, invoice="c2.invoice", to="c1.email", by="~chat"), 6, 5),
         where="c6 > invoice", what="c4 is nearer"),
    case("a person by way of the customer", HAND, takes("c2", person="c9.manager"),
         extra(call("c9", "account_manager", customer="=CUS-7"), 4, 1), where="c2 > person", what="via customer"),
]  # fmt: skip

APART = [
    case("twins of one datum", MOVE, takes("c4", target="c2.account"), where="c4 > target",
         what="does not derive from 'travel'"),
    case("twins swapped", MOVE, takes("c4", source="c3.account", target="c2.account"), where="c4 > source",
         what="does not derive"),
    case("an open twin takes the other's account", MOVE, takes("c4", target="c2.account"),
         fact("""goal(1, transfer). given(1, source, "rent"). given(1, amount, "5").
              want(2, balance). given(2, account_name, "travel"). goal(3, sign_out)."""),
         where="c4 > target", what="take the same datum"),
    case("what was given for one end", MOVE, takes("c4", target="c2.account", source="c3.account"),
         fact("""goal(1, transfer). given(1, source, "rent"). given(1, amount, "5").
              want(2, balance). given(2, account_name, "travel"). goal(3, sign_out)."""),
         where="c4 > target", what="'rent' was given for 'source' only"),
    case("one question for two ends", MOVE, takes("c2", name="q2"), takes("c3", name="q2"),
         extra(ask("q2", "account_name", "source", 1, 2), 1, 1), staged("q1 q2 | c1 | c2 c3 | c4 | c5 | c6"),
         where="c4 > target", what="serves 'target' too"),
    case("a question for two invoices", TWO, takes("c2", amount="q1"), has("q1", goals=[1, 2]), where="c4",
         what="q1 serves goals 1 and 2, which call the same API"),
    case("one customer for two invoices", TWO, takes("c4", customer="c1.id"),
         fact("""goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200").
              given(1, due_date, "2025-05-02"). goal(2, create_invoice). goal(3, remind). given(3, amount, "5")."""),
         where="c4 > customer", what="goals 1 and 2 take the same datum"),
]  # fmt: skip

QUESTIONS = [
    case("an id asked for", HAND, has("q1", type="person_id"), takes("c2", person="q1"), without("c1"),
         where="q1", what="ask: never"),
    case("what is wanted asked for", MOVE, has("q1", type="account_name", goals=[2]),
         fact("goal(1, transfer). want(2, account_name). goal(3, sign_out)."), where="q1", what="wants to know"),
    case("no words", TWO, has("q1", question=""), where="q1", what="words of the question"),
    case("a question of no goal", TWO, has("q1", goals=[9]), where="q1", what="[9] are not goals"),
    case("a goal not named", TWO, has("q1", goals=[3]), where="q1", what="serves goal 2 too"),
    case("a bare question for two goals", TWO, takes("c5", amount="q1"), has("q1", goals=[2, 3]), where="q1",
         what="is bare"),
    case("what was given asked for", HAND, more_facts('given(1, person_name, "Ines").'), where="q1",
         what="which goal 1 was given"),
    case("asked twice", HAND, has("q2", type="person_name"), takes("c3", email="q2"), where="q2",
         what="it asks for 'person_name' as q1 does"),
]  # fmt: skip

NEED = [
    case("a goal without its call", SEND, without("c3"), where="steps", what="goal 2 has 0 calls"),
    case("a goal called twice", TWO, has("c5", goals=[2, 3]), where="steps", what="goal 2 has 2 calls"),
    case("a goal of another API", SEND, fact("goal(1, create_invoice). goal(2, remind)."), where="c3",
         what="goal 2 means remind"),
    case("a call of a want", MOVE, has("c5", goals=[2]), where="c5", what="2 is a want"),
    case("one write for two goals", SEND, has("c2", goals=[1, 2]), where="c2", what="one write for"),
    case("a read made twice", SEND, takes("c3", to="c9.email"),
         extra(call("c9", "find_customer", name="=ACME"), 1, 1), where="c9", what="same read as c1"),
    case("a superfluous lookup", SEND, extra(call("c9", "own_profile"), 0, 0), where="c9", what="left out"),
    case("a superfluous question", SEND, extra(ask("q1", "money", "amount", 1), 0, 0),
         says(status="needs_input"), where="q1", what="left out"),
    case("a write nobody asked for", SEND, extra(call("c9", "remind", amount="=7"), 0, 0), where="c9",
         what="not marked auto"),
    case("an auto write that nothing needs", TWO, extra(call("c9", "sign_in", pin="=5"), 1, 1), where="c9",
         what="nothing needs"),
    case("a want not met", MOVE, says(wants=[]), where="wants > 2", what="met 0 times"),
    case("a want of another type", MOVE, says(wants=[{"goal": 2, "type": "balance", "from": "c3.account"}]),
         where="wants > 2", what="'account_id' is no 'balance'"),
    case("a want nobody has", MOVE, says(wants=[{"goal": g, "type": "balance", "from": "c5.balance"} for g in (2, 3)]),
         where="wants > 3", what="nobody wants"),
    case("one's own balance", MOVE, takes("c5", account="c2.account"), where="wants > 2",
         what="does not depend on 'travel'"),
    case("a wrong cost", SEND, says(cost={"questions": 0, "choices": 0, "calls": 3}), where="cost",
         what="come to 0 and 4"),
    case("a question's weight forgotten", MOVE, says(cost={"questions": 1, "choices": 0, "calls": 6}),
         where="cost", what="come to 2 and 6"),
]  # fmt: skip

STATE = [
    case("signed out too early", MOVE, ordered("q1 c1 c6 c2 c3 c4 c5"), where="c2", what="'signed_in'"),
    case("not signed in", MOVE, without("c1"), without("q1"), says(status="ready"), where="c2",
         what="requires 'signed_in'"),
    case("the state of another datum", HAND, takes("c4", invoice="=INV 4"), where="c4",
         what="requires 'issued(invoice)'"),
    case("signed out beside the transfer", MOVE, staged("q1 | c1 | c2 c3 | c5 | c4 c6"), where="c4",
         what="c6 ends 'signed_in'"),
    case("two writes on a customer side by side", HAND, staged("q1 q2 q3 | c1 c4 | c2 c3"), where="c2",
         what="both touch customer"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("base", "damages", "where", "what"), [*FORM, *VALUES, *FLOW, *APART, *QUESTIONS, *NEED, *STATE]
)
def test_a_damaged_plan_is_refused(base: Data, damages: tuple[Damage, ...], where: str, what: str) -> None:
    found = problems_of(plan(base, *damages))
    assert any(text.startswith(f"plan > {where}:") and what in text for text in found), found


def test_all_problems_are_told_with_rule_and_step() -> None:
    found = problems_of(plan(SEND, takes("c2", amount="=999"), takes("c3", by="~phone"), says(unused=[])))
    assert "plan > c2 > amount: nobody gave the value '999' [R2]." in found
    assert "plan > c3 > by: 'phone' is not the default of the catalog [R1]." in found
    assert "plan > unused: '7' of goal 2 is neither used nor listed [R2]." in found
    assert len(found) == len(set(found))


NO_PLANS = {
    "out_of_scope": {},
    "ambiguous": {"readings": [{"goals": {"1": "remind"}}, {"goals": {"1": "send_invoice"}}]},
    "conflict": {"conflicts": [{"goal": 1, "name": "amount", "values": ["1", "2"], "reason": "two amounts"}]},
    "unsolvable": {"missing": [{"goal": 1, "slot": "invoice", "type": "invoice_id"}]},
}


@pytest.mark.parametrize("status", NO_PLANS)
def test_an_outcome_without_a_plan_passes(status: str) -> None:
    validate(plan_from_json({"status": status, "explanation": "It is so.", **NO_PLANS[status]}), CATALOG)


@pytest.mark.parametrize(
    ("status", "fields", "what"),
    [
        pytest.param("ambiguous", {"readings": NO_PLANS["ambiguous"]["readings"][:1]}, "1 readings", id="one reading"),
        pytest.param("conflict", {}, "0 conflicts", id="no conflict"),
        pytest.param("unsolvable", {}, "0 missing", id="nothing missing"),
        pytest.param("out_of_scope", NO_PLANS["unsolvable"], "it has missing", id="of another outcome"),
        pytest.param("out_of_scope", {"steps": [call("c1", "own_profile")]}, "is no plan", id="steps"),
        pytest.param("out_of_scope", {"explanation": "One.\nTwo."}, "one plain sentence", id="two lines"),
    ],
)
def test_a_damaged_outcome_is_refused(status: str, fields: Data, what: str) -> None:
    found = problems_of(plan_from_json({"status": status, "explanation": "It is so.", **fields}))
    assert any(what in text for text in found), found


def test_uses_by_base_and_by_lookup() -> None:
    """Under `uses` a number may stand where a text is wanted, and a lookup may lead from the result."""
    converted = made(
        "want(1, money). given(1, account_name, \"travel\"). goal(2, remind). uses(2, text, 1). given(2, amount, \"5\").",
        [
            ask("q1", "pin", "pin", 1),
            call("c1", "sign_in", pin="q1"),
            call("c2", "find_account", name="=travel"),
            call("c3", "account_balance", account="c2.account"),
            call("c4", "remind", 2, amount="=5", text="c3.left"),
        ],
        "q1 | c1 | c2 | c3 | c4",
        (2, 4),
        wants=[{"goal": 1, "type": "money", "from": "c3.left"}],
    )
    validate(plan(converted), CATALOG)
    unsaid = fact('want(1, money). given(1, account_name, "travel"). goal(2, remind). given(2, amount, "5").')
    assert any("is no 'string'" in text for text in problems_of(plan(converted, unsaid)))


def test_a_reading_that_was_settled_may_be_any_of_its_apis() -> None:
    validate(plan(HAND), ISSUED)
    other = fact('goal(1, hand_over). goal(2, update_customer). maybe(3, remind). maybe(3, transfer).')
    assert any("goal 3 means remind or transfer" in text for text in problems_of(plan(HAND, other)))


def test_it_is_fast() -> None:
    checked = plan(MOVE)
    validate(checked, ISSUED)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        validate(checked, ISSUED)
        best = min(best, time.perf_counter() - start)
    assert best < 0.005
