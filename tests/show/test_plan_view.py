"""A plan in the terminal: nothing it says is missing from the tree, at any width, in Unicode and in ASCII."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from orchestrator.catalog import Catalog
from orchestrator.plan.model import Plan, plan_from_json
from orchestrator.show import plan_text
from orchestrator.show.words import counted, listed, numbered_goals, printable

CATALOG = Catalog.parse(
    """
name: invoicing
types:
  customer_name: {base: string, entity: customer}
  customer_id: {base: string, entity: customer, ask: never}
  customer_email: {base: string, entity: customer}
  balance: {base: number, entity: customer, ask: never}
  money: {base: number, minimum: 0}
  invoice_id: {base: string, entity: invoice, ask: never}
  channel: {base: string, values: [phone, chat]}
apis:
  find_customer:
    description: Look up a customer.
    inputs: {name: customer_name}
    outputs: {id: customer_id, email: customer_email, balance: balance}
  create_invoice:
    kind: write
    inputs: {customer: customer_id, amount: money}
    outputs: {invoice: invoice_id}
  send_invoice: {kind: write, inputs: {invoice: invoice_id, to: customer_email, by: channel}}
  delete_customer: {kind: write, destructive: true, inputs: {customer: customer_id}}
  sign_in: {kind: write, auto: true, ensures: [signed_in]}
  list_customers: {rows: {id: customer_id, name: customer_name, email: customer_email, balance: balance}}
  list_invoices:
    inputs: {customer: customer_id}
    outputs: {numbers: {list_of: invoice_id}}
  write_to:
    kind: write
    inputs: {to: {list_of: customer_email}, by: {list_of: channel, default: [phone, chat]}}
"""
)


def ask(number: int, kind: str, slot: str, goals: list[int], question: str) -> dict[str, Any]:
    asks = {"type": kind, "slot": slot, "goals": goals, "question": question}
    return {"id": f"q{number}", "api": "get_info_api", "asks": asks}


def call(number: int, api: str, goals: list[int], **arguments: Any) -> dict[str, Any]:
    return {"id": f"c{number}", "api": api, "goals": goals, "arguments": arguments}


def choose(number: int, of: str, goals: list[int], **said: Any) -> dict[str, Any]:
    return {"id": f"q{number}", "api": "choose", "of": of, "goals": goals, **said}


def each(call: dict[str, Any], of: str) -> dict[str, Any]:
    return {**call, "for_each": of}


def row(source: str, **pick: Any) -> dict[str, Any]:
    return {"from": source, "pick": pick}


def plan(status: str, **said: Any) -> Plan:
    return plan_from_json({"status": status, **said})


FULL = plan(
    "needs_input",
    cost={"questions": 1, "choices": 0, "calls": 4},
    optimal=True,
    explanation="One thing is missing: the amount of the invoice.",
    steps=[
        ask(1, "money", "amount", [1], "For what amount?"),
        call(1, "sign_in", []),
        call(2, "find_customer", [], name={"value": "Acme", "span": [8, 12]}),
        call(3, "create_invoice", [1], customer={"from": "c2.id"}, amount={"from": "q1"}),
        call(
            4,
            "send_invoice",
            [2, 3],
            invoice={"from": "c3.invoice"},
            to={"from": "c2.email"},
            by={"default": "chat"},
        ),
        call(5, "delete_customer", [4], customer={"from": "c2.id"}),
    ],
    stages=[["q1"], ["c1", "c2"], ["c3"], ["c4"], ["c5"]],
    wants=[{"goal": 5, "type": "balance", "from": "c2.balance"}],
    unused=[{"goal": 1, "name": "due", "value": "friday"}],
    unsaid=["asap"],
    facts={"dropped": [{"goal": 1, "name": "amount", "value": "300", "reason": "the query does not say it"}]},
)

FULL_AT_80 = """\
? Needs input: One thing is missing: the amount of the invoice.
  5 calls, 1 question · proven best

Questions
  ? q1 For what amount?
       amount for goal 1 (create_invoice) · a number from 0

Calls
├── side by side
│   ├── c1 sign_in  needed first · writes
│   └── c2 find_customer  lookup
│          name ← "Acme" said
├── c3 create_invoice  ★ for goal 1 · writes
│      customer ← c2.id from find_customer
│      amount   ← q1    your answer
├── c4 send_invoice  ★ for goals 2 and 3 · writes
│      invoice ← c3.invoice from create_invoice
│      to      ← c2.email   from find_customer
│      by      ← "chat"     default
└── c5 delete_customer  ★ for goal 4 · cannot be undone
       customer ← c2.id from find_customer

You get
  ★ balance ← c2.balance from find_customer, for goal 5

Left aside
  not used due "friday" (goal 1)
  dropped  amount "300" (goal 1) · the query does not say it
  ignored  "asap"
"""

READY = plan(
    "ready",
    explanation="Looks up Acme.",
    steps=[call(1, "find_customer", [1], name={"value": "Acme"})],
    stages=[["c1"]],
)
AMBIGUOUS = plan(
    "ambiguous",
    explanation="It could be the order or the booking.",
    readings=[
        {"goals": {"1": "cancel_order"}, "question": "Is it the order?"},
        {"goals": {"1": "cancel_booking", "2": "refund"}},
        {"given": {"goal": 1, "name": "from", "value": "checking"}, "question": "From checking?"},
        {"goals": {"1": "pay"}, "given": {"goal": 1, "name": "from", "value": "savings"}},
    ],
)
CONFLICT = plan(
    "conflict",
    explanation="Two amounts were given.",
    conflicts=[
        {"goal": 1, "name": "amount", "values": ["200", "300"], "reason": "two values", "allowed": "a number"}
    ],
)
UNSOLVABLE = plan(
    "unsolvable",
    explanation="The snapshot cannot be had.",
    missing=[
        {
            "goal": 1,
            "slot": "snapshot",
            "type": "snapshot_id",
            "needed_for": ["version", "restore"],
            "would_help": "say the snapshot",
        },
        {"goal": 2, "slot": "", "type": "token"},
    ],
)
OUT_OF_SCOPE = plan(
    "out_of_scope", explanation="Nothing here bakes cakes.", nearest=["find_customer", "nobody"]
)
LISTS = plan(
    "needs_input",
    cost={"questions": 0, "choices": 1, "calls": 8},
    explanation="One thing is missing: the customer.",
    steps=[
        call(1, "list_customers", [1]),
        choose(1, "c1", [2, 6], columns=["name", "balance"], question="Which customer?"),
        call(2, "create_invoice", [2], customer=row("c1.id", chosen="q1"), amount={"value": "20"}),
        call(3, "create_invoice", [2], customer=row("c1.id", max="balance"), amount={"value": "30"}),
        each(call(4, "list_invoices", [3], customer=row("c1.id", first=3)), "c1"),
        each(call(5, "send_invoice", [4], invoice={"from": "c4.numbers"}, to={"from": "c1.email"}), "c1"),
        each(call(6, "find_customer", [], name=row("c1.name", first=1)), "c1"),
        call(
            7,
            "write_to",
            [5],
            to={"list": [row("c1.email", equals={"name": "Acme"}), {"value": "ada@b.org"}, row("c6.email", last=1)]},
            by={"default": ["phone", "chat"]},
        ),
        call(8, "write_to", [6], to={"from": "c1.email"}, by={"value": ["phone"]}),
    ],
    stages=[["c1"], ["q1"], ["c2"], ["c3", "c4"], ["c5"], ["c6"], ["c7"], ["c8"]],
    wants=[
        {"goal": 7, "type": "balance", "from": "c1.balance", "pick": {"nth": 2}},
        {"goal": 8, "type": "invoice_id", "from": "c4.numbers"},
    ],
    unused=[{"goal": 5, "name": "to", "value": ["a@b.org", "c@d.org"]}],
)

LISTS_AT_80 = """\
? Needs input: One thing is missing: the customer.
  8 calls, 1 choice · not proven to be the best

Calls
├── c1 list_customers  ★ for goal 1
├── q1 ? Which customer?
│      one row of c1 for goals 2 (create_invoice) and 6 (write_to) · name,
│      balance
├── c2 create_invoice  ★ for goal 2, 1 of 2 · writes
│      customer ← c1.id from list_customers, the row chosen in q1
│      amount   ← "20"  said
├── side by side
│   ├── c3 create_invoice  ★ for goal 2, 2 of 2 · writes
│   │      customer ← c1.id from list_customers, the row with the greatest
│   │                       balance
│   │      amount   ← "30"  said
│   └── c4 list_invoices  ★ for goal 3 · for each of the first 3 rows of c1
│          customer ← c1.id from list_customers, that row
├── c5 send_invoice  ★ for goal 4 · for each row of c1 · writes
│      invoice ← c4.numbers from list_invoices, that row
│      to      ← c1.email   from list_customers, that row
├── c6 find_customer  lookup · for the first row of c1
│      name ← c1.name from list_customers, that row
├── c7 write_to  ★ for goal 5 · writes
│      to ← c1.email        from list_customers, the row where name is "Acme"
│           "ada@b.org"     said
│           c6.email        from find_customer, the last row
│      by ← "phone", "chat" default
└── c8 write_to  ★ for goal 6 · writes
       to ← c1.email from list_customers, all rows
       by ← "phone"  said

You get
  ★ balance    ← c1.balance from list_customers, row 2, for goal 7
  ★ invoice_id ← c4.numbers from list_invoices, all rows, for goal 8

Left aside
  not used to "a@b.org", "c@d.org" (goal 5)
"""
OUTCOMES = [FULL, LISTS, READY, AMBIGUOUS, CONFLICT, UNSOLVABLE, OUT_OF_SCOPE]


def test_a_plan_with_everything_looks_so() -> None:
    assert plan_text(FULL, CATALOG) == FULL_AT_80


def test_rows_choices_and_lists_look_so() -> None:
    assert plan_text(LISTS, CATALOG) == LISTS_AT_80


def test_a_choice_without_words_gets_some() -> None:
    wordless = plan("needs_input", steps=[call(1, "list_customers", []), choose(1, "c1", [1, 2])])
    assert "└── q1 ? Which one?\n       one row of c1 for goals 1 and 2\n" in plan_text(wordless)


def test_a_list_without_members_is_said_to_be_one() -> None:
    empty = plan("ready", steps=[call(1, "write_to", [1], by={"default": []})])
    assert "by ← nothing default" in plan_text(empty)


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (
            READY,
            "✓ Ready: Looks up Acme.\n  1 call · not proven to be the best\n\n"
            'Calls\n└── c1 find_customer  ★ for goal 1\n       name ← "Acme" said\n',
        ),
        (
            AMBIGUOUS,
            "? Several readings: It could be the order or the booking.\n\nReadings\n"
            "├── cancel_order for goal 1\n│   Is it the order?\n"
            "├── cancel_booking for goal 1, refund for goal 2\n"
            '├── "checking" as from for goal 1\n│   From checking?\n'
            '└── pay for goal 1, with "savings" as from for goal 1\n',
        ),
        (
            CONFLICT,
            '✗ Conflict: Two amounts were given.\n\nConflicts\n└── amount "200", "300" for goal 1\n'
            "    why     two values\n    allowed a number\n",
        ),
        (
            UNSOLVABLE,
            "✗ No plan exists: The snapshot cannot be had.\n\nWhat is missing\n"
            "├── snapshot (snapshot_id) for goal 1\n│   needed for version → restore\n"
            "│   would help say the snapshot\n└── token for goal 2\n",
        ),
        (
            OUT_OF_SCOPE,
            "✗ Out of scope: Nothing here bakes cakes.\n\nNearest to it\n"
            "├── find_customer  Look up a customer.\n└── nobody\n",
        ),
    ],
)
def test_each_outcome_looks_so(outcome: Plan, text: str) -> None:
    shown = plan_text(outcome, CATALOG)
    assert "\n".join(line.rstrip() for line in shown.splitlines()) + "\n" == text


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("catalog", [None, CATALOG])
def test_lines_keep_to_the_width(
    outcome: Plan, width: int, ascii_only: bool, catalog: Catalog | None
) -> None:
    text = plan_text(outcome, catalog, width=width, ascii_only=ascii_only)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert text.isascii() or not ascii_only


@pytest.mark.parametrize("width", [60, 100])
def test_nothing_is_lost_at_any_width(width: int) -> None:
    words = "".join(plan_text(FULL, CATALOG, width=width).split())
    for said in (
        "Forwhatamount?",
        "c3.invoice",
        '"Acme"said',
        "youranswer",
        "default",
        "duefriday",
        "asap",
        "★balance",
    ):
        assert said.replace("duefriday", 'due"friday"') in words


def test_without_a_catalog_nothing_is_said_of_writes() -> None:
    text = plan_text(FULL)
    assert "writes" not in text
    assert "cannot be undone" not in text
    assert "c1 sign_in  lookup" in text


def test_questions_that_come_after_a_call_are_shown_where_they_are_put() -> None:
    late = plan(
        "needs_input",
        steps=[
            call(1, "find_customer", []),
            ask(1, "money", "amount", [1], "How much?"),
            call(2, "create_invoice", [1]),
        ],
        stages=[["c1"], ["q1"], ["c2"]],
    )
    assert "├── q1 ? ask, as above" in plan_text(late)


def test_a_question_without_words_gets_some() -> None:
    wordless = plan("needs_input", steps=[ask(1, "due_date", "due", [1, 2], "")], stages=[["q1"]])
    assert "Which due date?\n       due for goals 1 and 2\n" in plan_text(wordless)


def test_a_plan_without_stages_shows_its_steps_in_order() -> None:
    bare = plan("ready", steps=[call(1, "a", []), call(2, "b", [1], x={"from": "c1.y"})])
    assert plan_text(bare).index("c1 a") < plan_text(bare).index("c2 b")


def test_what_a_terminal_would_obey_is_shown_as_text() -> None:
    evil = "[red]x[/red]\x1b[2J\r\n\u202e\x07\x9b"
    arguments = {evil: {"value": evil}}
    everything = plan(
        "conflict",
        explanation=evil,
        steps=[
            ask(1, evil, evil, [1], evil),
            {"id": "c1", "api": evil, "goals": [1], "arguments": arguments},
            choose(2, "c1", [1], columns=[evil], question=evil),
            {
                "id": "c2",
                "api": evil,
                "goals": [1],
                "for_each": "c1" + evil,
                "arguments": {
                    evil: {"list": [row(f"c1.{evil}", max=evil), row(f"c1.{evil}", equals={evil: evil})]},
                    "b" + evil: row(f"c1.{evil}", chosen=evil),
                    "c" + evil: {"value": [evil, evil]},
                },
            },
        ],
        wants=[{"goal": 1, "type": evil, "from": f"c1.{evil}", "pick": {"min": evil}}],
        unused=[{"goal": 1, "name": evil, "value": evil}, {"goal": 1, "name": evil, "value": [evil, evil]}],
        unsaid=[evil],
        nearest=[evil],
        readings=[
            {"goals": {"1": evil}, "given": {"goal": 1, "name": evil, "value": evil}, "question": evil}
        ],
        conflicts=[{"goal": 1, "name": evil, "values": [evil], "reason": evil, "allowed": evil}],
        missing=[{"goal": 1, "slot": evil, "type": evil + "x", "needed_for": [evil], "would_help": evil}],
        facts={"dropped": [{"goal": 1, "name": evil, "value": evil, "reason": evil}]},
    )
    text = plan_text(everything, width=100)
    assert not set(text) & {"\x1b", "\r", "\u202e", "\x07", "\x9b"}
    assert "[red]x[/red]" in text


@given(st.text(max_size=300))
def test_any_value_can_be_shown(value: str) -> None:
    some = plan("ready", steps=[call(1, "a", [1], x={"value": value})], unsaid=[value])
    text = plan_text(some, width=60)
    assert all(cell_len(line) <= 60 for line in text.splitlines())
    assert plan_text(some, width=60, ascii_only=True).isascii()


@given(st.text(max_size=300))
def test_what_is_printable_stays_on_its_line(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Zl", "Zp"}


def test_long_values_are_cut_and_say_how_long_they_are() -> None:
    assert printable("x" * 5000) == "x" * 200 + "... (5,000 characters)"


def test_words() -> None:
    assert [counted(n, "call") for n in (0, 1, 2)] == ["no calls", "1 call", "2 calls"]
    assert [listed(["a", "b", "c"][:n]) for n in (0, 1, 2, 3)] == ["", "a", "a and b", "a, b and c"]
    assert numbered_goals([1]) == "goal 1"
    assert numbered_goals([1, 2]) == "goals 1 and 2"
