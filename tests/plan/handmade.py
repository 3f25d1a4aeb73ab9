"""A small catalog, hand-made plans that are valid over it, and ways to damage them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from orchestrator.catalog import Catalog
from orchestrator.catalog.model import Condition
from orchestrator.facts import Facts
from orchestrator.plan.model import Plan, plan_from_json

CATALOG = Catalog.parse(
    """
name: shop
types:
  customer_name:  {base: string, entity: customer, question: "Which customer?"}
  customer_id:    {base: string, entity: customer, ask: never, pattern: "^CUS-[0-9]+$"}
  email_address:  {base: string, format: email}
  customer_email: {is: email_address, entity: customer}
  own_email:      {is: email_address, entity: company, ask: never}
  money:          {base: number, minimum: 1, question: "How much?"}
  due_date:       {base: date}
  channel:        {base: string, values: {phone: [call], chat: []}}
  invoice_id:     {base: string, entity: invoice, ask: never}
  pin:            {base: string, pattern: "^[0-9]{4}$", question: "Which PIN?", question_cost: 2}
  account_name:   {base: string, entity: account}
  account_id:     {base: string, entity: account, ask: never}
  balance:        {base: number, entity: account, ask: never}
  person_id:      {base: string, entity: person, ask: never}
  person_name:    {base: string, entity: person}
apis:
  find_customer:
    inputs:  {name: customer_name}
    outputs: {id: customer_id, email: customer_email}
  own_profile:
    outputs: {email: own_email}
  account_manager:
    inputs:  {customer: customer_id}
    outputs: {manager: person_id}
  find_person:
    inputs:  {name: person_name}
    outputs: {person: person_id}
  create_invoice:
    kind: write
    inputs:  {customer: customer_id, amount: money, due: {type: due_date, required: false}}
    outputs: {invoice: invoice_id}
    ensures: ["issued(invoice)"]
    cost: 2
  send_invoice:
    kind: write
    inputs:  {invoice: invoice_id, to: email_address, by: {type: channel, default: chat}}
    requires: ["issued(invoice)"]
  hand_over:
    kind: write
    inputs:  {customer: customer_id, person: person_id}
  update_customer:
    kind: write
    inputs:  {customer: customer_id, email: {type: customer_email, from: user}}
  sign_in:
    kind: write
    auto: true
    inputs:  {pin: pin}
    ensures: [signed_in]
  sign_out:
    kind: write
    requires: [signed_in]
    ensures: ["not signed_in"]
  find_account:
    inputs:  {name: account_name}
    outputs: {account: account_id}
    requires: [signed_in]
  same_account:
    inputs:  {name: account_name}
    outputs: {name: account_name}
  account_balance:
    inputs:  {account: account_id}
    outputs: {balance: balance, left: money}
    requires: [signed_in]
  transfer:
    kind: write
    inputs:  {source: account_id, target: account_id, amount: money}
    requires: [signed_in]
  remind:
    kind: write
    inputs:  {amount: money, text: {type: string, required: false}}
"""
)

Data = dict[str, Any]
Damage = Callable[[Data], None]


def source(text: str | list[str]) -> Data:
    """`=Acme` is a value, `~chat` a default, everything else a step: `c1.id`, or `c1.id max:price`; a list is one of these each."""
    if isinstance(text, list):
        parts = [source(part) for part in text]
        for key in ("value", "default"):
            if all(key in part for part in parts):
                return {key: [part[key] for part in parts]}
        return {"list": parts}
    if text[0] in "=~":
        return {"value" if text[0] == "=" else "default": text[1:]}
    step, _, pick = text.partition(" ")
    return {"from": step, "pick": row(pick)} if pick else {"from": step}


def row(text: str) -> Data:
    """`first:1`, `max:price`, `chosen:q1`, `equals:name=Blue mug`."""
    kind, _, said = text.partition(":")
    if kind == "equals":
        return {"equals": dict([said.split("=", 1)])}
    return {kind: int(said) if kind in ("first", "last", "nth") else said}


def choose(identifier: str, of: str, *goals: int, columns: str = "") -> Data:
    said = {"goals": list(goals), "columns": columns.split(), "question": "Which one?"}
    return {"id": identifier, "api": "choose", "of": of, **said}


def ask(identifier: str, kind: str, slot: str, *goals: int, question: str = "What is it?") -> Data:
    return {
        "id": identifier,
        "api": "get_info_api",
        "asks": {"type": kind, "slot": slot, "goals": list(goals), "question": question},
    }


def call(identifier: str, api: str, *goals: int, for_each: str | None = None, **arguments: str | list[str]) -> Data:
    filled = {name: source(text) for name, text in arguments.items()}
    made = {"id": identifier, "api": api, "goals": list(goals), "arguments": filled}
    return made if for_each is None else {**made, "for_each": for_each}


def made(facts: str, steps: list[Data], stages: str, cost: tuple[int, int], **more: Any) -> Data:
    """A plan as JSON. `stages` reads like `q1 | c1 c2 | c3`."""
    return {
        "status": "needs_input" if any(step["id"].startswith("q") for step in steps) else "ready",
        "cost": {"questions": cost[0], "choices": sum("of" in step for step in steps), "calls": cost[1]},
        "explanation": "This is what is to be done.",
        "steps": steps,
        "stages": [stage.split() for stage in stages.split("|")],
        "facts": Facts.parse(facts).model_dump(mode="json"),
        **more,
    }


SEND = made(
    """goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200"). given(1, amount, "200.00").
    goal(2, send_invoice). uses(2, invoice, 1). given(2, money, "7").""",
    [
        call("c1", "find_customer", name="=Acme"),
        call("c2", "create_invoice", 1, customer="c1.id", amount="=200"),
        call("c3", "send_invoice", 2, invoice="c2.invoice", to="c1.email", by="~chat"),
    ],
    "c1 | c2 | c3",
    (0, 4),
    unused=[{"goal": 2, "name": "money", "value": "7"}],
)
TWO = made(
    """goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200"). given(1, due_date, "2025-05-02").
    goal(2, create_invoice). given(2, customer_name, "Beta"). goal(3, remind). given(3, amount, "5").""",
    [
        ask("q1", "money", "amount", 2),
        call("c1", "find_customer", name="=Acme"),
        call("c2", "create_invoice", 1, customer="c1.id", amount="=200", due="=2 May 2025"),
        call("c3", "find_customer", name="=Beta"),
        call("c4", "create_invoice", 2, customer="c3.id", amount="q1"),
        call("c5", "remind", 3, amount="=5"),
    ],
    "q1 | c1 c5 | c2 | c3 | c4",
    (1, 7),
)
MOVE = made(
    """goal(1, transfer). given(1, source, "rent"). given(1, target, "travel"). given(1, amount, "5").
    want(2, balance). given(2, account_name, "travel"). goal(3, sign_out).""",
    [
        ask("q1", "pin", "pin", 1, 2, 3),
        call("c1", "sign_in", pin="q1"),
        call("c2", "find_account", name="=rent"),
        call("c3", "find_account", name="=travel"),
        call("c4", "transfer", 1, source="c2.account", target="c3.account", amount="=5"),
        call("c5", "account_balance", account="c3.account"),
        call("c6", "sign_out", 3),
    ],
    "q1 | c1 | c2 c3 | c4 | c5 | c6",
    (2, 6),
    wants=[{"goal": 2, "type": "balance", "from": "c5.balance"}],
)
HAND = made(
    """goal(1, hand_over). given(1, customer, "CUS-7"). goal(2, update_customer). given(2, customer, "CUS-7").
    maybe(3, send_invoice). maybe(3, remind). given(3, invoice, "INV 3"). given(3, by, "CALL").""",
    [
        ask("q1", "person_name", "person", 1),
        ask("q2", "customer_email", "email", 2),
        ask("q3", "email_address", "to", 3),
        call("c1", "find_person", name="q1"),
        call("c2", "hand_over", 1, customer="=CUS-7", person="c1.person"),
        call("c3", "update_customer", 2, customer="=CUS-7", email="q2"),
        call("c4", "send_invoice", 3, invoice="=INV 3", to="q3", by="=call"),
    ],
    "q1 q2 q3 | c1 c4 | c2 | c3",
    (3, 4),
)
ISSUED = CATALOG.model_copy(update={"state": (Condition.parse("issued(inv 3)"),)})
"""The same catalog, in which the invoice of `HAND` is issued at the start."""

VALID = {"send": SEND, "two": TWO, "move": MOVE, "hand": HAND}


def plan(data: Data, *damages: Damage) -> Plan:
    """The plan, after the damage."""
    data = copy.deepcopy(data)
    for damage in damages:
        damage(data)
    return plan_from_json(data)


def step(data: Data, identifier: str) -> Data:
    return next(s for s in data["steps"] if s["id"] == identifier)


def takes(identifier: str, **arguments: str | list[str]) -> Damage:
    """The call takes its inputs from elsewhere."""

    def damage(data: Data) -> None:
        step(data, identifier)["arguments"].update({n: source(t) for n, t in arguments.items()})

    return damage


def lacks(identifier: str, name: str) -> Damage:
    def damage(data: Data) -> None:
        del step(data, identifier)["arguments"][name]

    return damage


def has(identifier: str, **fields: Any) -> Damage:
    """The step, or what its question asks, says something else."""

    def damage(data: Data) -> None:
        found = step(data, identifier)
        (found["asks"] if "asks" in found and "id" not in fields and "api" not in fields else found).update(fields)

    return damage


def without(identifier: str) -> Damage:
    def damage(data: Data) -> None:
        data["steps"] = [s for s in data["steps"] if s["id"] != identifier]
        stages = [[i for i in stage if i != identifier] for stage in data["stages"]]
        data["stages"] = [stage for stage in stages if stage]

    return damage


def extra(added: Data, place: int, stage: int) -> Damage:
    """One more step, at a place among the steps and in a new stage."""

    def damage(data: Data) -> None:
        data["steps"].insert(place, added)
        data["stages"].insert(stage, [added["id"]])

    return damage


def says(**fields: Any) -> Damage:
    return lambda data: data.update(fields)


def staged(text: str) -> Damage:
    return says(stages=[stage.split() for stage in text.split("|")])


def ordered(text: str) -> Damage:
    """The same steps in another order, each in a stage of its own but the questions."""

    def damage(data: Data) -> None:
        names = text.split()
        data["steps"] = [step(data, name) for name in names]
        asked = [name for name in names if name.startswith("q")]
        data["stages"] = ([asked] if asked else []) + [[n] for n in names if n not in asked]

    return damage


def fact(text: str) -> Damage:
    """The facts, replaced."""
    return says(facts=Facts.parse(text).model_dump(mode="json"))


def more_facts(text: str) -> Damage:
    def damage(data: Data) -> None:
        added = Facts.parse(text).model_dump(mode="json")
        for name in ("goals", "wants", "givens", "uses", "picks", "eaches", "maybes"):
            data["facts"][name] = [*data["facts"][name], *added[name]]

    return damage
