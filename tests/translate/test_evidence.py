from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestrator.catalog import Catalog, Input
from orchestrator.errors import FactsError
from orchestrator.facts import Facts
from orchestrator.translate.build import build_facts
from orchestrator.translate.evidence import support
from orchestrator.translate.lines import parse_lines
from orchestrator.translate.mentions import Mentions

Read = Callable[[str], Mentions]


@pytest.mark.parametrize(
    ("query", "kind", "said", "value", "words"),
    [
        ("invoice ACME now", "customer_id", "Acme", "ACME", "ACME"),
        ("invoice CUS-12 now", "customer_id", "CUS-12", "CUS-12", "CUS-12"),
        ("pay $1,250.50 to him", "money", "1250.5", "1250.50", "1,250.50"),
        ("pay two hundred to him", "money", "200", "200", "two hundred"),
        ("pay by 2 May 2025", "date", "2025-05-02", "2025-05-02", "2 May 2025"),
        ("pay by 2 May 2025", "date", "2 May 2025", "2025-05-02", "2 May 2025"),
        ("pay by next Friday", "date", "2025-04-11", "2025-04-11", "next Friday"),
        ("pay by next Friday", "date", "next Friday", "2025-04-11", "next Friday"),
        ("am 2. Mai 2025 bitte", "date", "2. Mai 2025", "2025-05-02", "2. Mai 2025"),
        ("RING me", "channel", "phone", "phone", "RING"),
        ("a video  call", "channel", "video", "video", "video  call"),
        ("mail it to a.b@c.example, ok", "email_address", "A.B@c.example", "a.b@c.example", "a.b@c.example"),
        (
            "rechnung für Müller & Söhne",
            "customer_name",
            "müller & söhne",
            "Müller & Söhne",
            "Müller & Söhne",
        ),
        ("給田中さんに請求", "customer_name", "田中", "田中", "田中"),
        ("note it’s done", "note_text", "it's done", "it’s done", "it’s done"),
    ],
)
def test_what_the_query_says_is_supported_and_has_its_span(
    read: Read, query: str, kind: str, said: str, value: str, words: str
) -> None:
    found = support(said, "x", Input(type=kind), read(query))
    assert found is not None
    assert found.value == value
    assert query[slice(*found.span)] == words


@pytest.mark.parametrize(
    ("query", "kind", "said"),
    [
        ("invoice Acme", "customer_id", "Beta"),
        ("invoice Acme Ltd", "customer_name", "cme"),
        ("pay 200", "money", "20"),
        ("pay by 2 May 2025", "date", "2025-05-03"),
        ("write to me", "channel", "phone"),
        ("the ringleader", "channel", "phone"),
        ("send it to a@b.example", "email_address", "a@c.example"),
        ("hello", "note_text", ""),
    ],
)
def test_what_the_query_does_not_say_is_not(read: Read, query: str, kind: str, said: str) -> None:
    assert support(said, "x", Input(type=kind), read(query)) is None


def test_a_truth_value_needs_a_word_of_the_input_or_its_description(read: Read, catalog: Catalog) -> None:
    rush = catalog.apis["create_invoice"].inputs["rush"]
    said = support("true", "rush", rush, read("an urgent invoice"))
    assert said is not None
    assert said.value == "true"
    assert support("false", "rush", rush, read("an urgent invoice")) is None
    assert support("true", "rush", rush, read("an invoice")) is None
    denied = support("false", "rush", rush, read("it is not urgent"))
    assert denied is not None
    assert denied.value == "false"


def test_unsupported_values_are_dropped_and_recorded(read: Read) -> None:
    query = "Send Acme an invoice for $200"
    lines = parse_lines('1 create_invoice(customer = "Acme", amount = 200, due = 2030-01-01)')
    facts = build_facts(lines, read(query))
    assert str(facts) == 'goal(1, create_invoice).\ngiven(1, customer, "Acme").\ngiven(1, amount, "200").\n'
    assert [(d.name, d.value) for d in facts.dropped] == [("due", "2030-01-01")]
    assert facts.dropped[0].reason == 'the query does not say "2030-01-01"'
    assert [query[slice(*g.span)] for g in facts.givens if g.span] == ["Acme", "200"]


def test_what_no_fact_carries_is_listed(read: Read) -> None:
    facts = build_facts(
        parse_lines('1 create_invoice(customer = "Acme", amount = none)'),
        read("Invoice Acme for the paint job quickly"),
    )
    assert facts.unsaid == ("paint", "job", "quickly")


def test_facts_survive_their_own_text(read: Read) -> None:
    query = 'search “GET "it" all\\” now'
    said = 'GET "it" all\\'
    facts = build_facts(parse_lines('1 "GET /search/tv"("query text" = "GET \\"it\\" all\\\\")'), read(query))
    assert facts.givens[0].value == said
    again = Facts.parse(str(facts))
    assert (again.goals, again.givens[0].value, again.givens[0].name) == (facts.goals, said, "query text")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("1 create_invoise(customer = none)", "did you mean 'create_invoice'|Did you mean 'create_invoice'"),
        ("1 create_invoice(custmer = none)", "Did you mean 'customer'"),
        ("1 delete_all()\n2 send_invoice(invoice = @1, to = none)", "delete_all has no outputs"),
        (
            "1 create_invoice(customer = none)\n2 send_invoice(invoice = @1.total, to = none)",
            "no output 'total'",
        ),
    ],
)
def test_wrong_names_are_errors_with_the_right_one(read: Read, lines: str, says: str) -> None:
    with pytest.raises(FactsError, match=says):
        build_facts(parse_lines(lines), read("whatever"))
