from __future__ import annotations

from collections.abc import Callable

import pytest
from filling import fill

from orchestrator.catalog import Catalog
from orchestrator.translate.choices import Form
from orchestrator.translate.complete import complete, fill_open
from orchestrator.translate.earlier import Call
from orchestrator.translate.grammar import literal
from orchestrator.translate.lines import Line, Ref, Said
from orchestrator.translate.mentions import Mention, Mentions

Read = Callable[[str], Mentions]


@pytest.mark.parametrize(
    ("query", "gold"),
    [
        ("Invoice Acme for $200", '1 create_invoice(customer = "Acme", amount = 200)'),
        ("Invoice CUS-7 for two hundred", '1 create_invoice(customer = "CUS-7", amount = 200)'),
        ("Bill someone", "1 create_invoice(customer = none, amount = none)"),
        (
            "Invoice Acme for $200 by next Friday and send it to them",
            '1 create_invoice(customer = "Acme", amount = 200, due = 2025-04-11)\n2 send_invoice(invoice = @1, to = none)',
        ),
        ("Urgent invoice for Acme", '1 create_invoice(customer = "Acme", amount = none, rush = true)'),
        ("Please ring me about the bank feed", '1 contact_us(channel = phone, note = "bank feed")'),
        (
            'search for "Dune" and list it',
            '1 "GET /search/tv"("query text" = "Dune")',
        ),
        ("move 5 from Ada to Bo", '1 transfer(from_customer = "Ada", to_customer = "Bo", amount = 5)'),
    ],
)
def test_the_form_takes_gold_lines(read: Read, query: str, gold: str) -> None:
    fill(Form(read(query)), gold)


@pytest.mark.parametrize(
    ("query", "lines", "says"),
    [
        ("Invoice Acme for $200", '1 create_invoice(customer = "Beta", amount = 200)', "customer"),
        ("Invoice Acme for $200", '1 create_invoice(customer = "Acme", amount = 20)', "amount"),
        (
            "Invoice Acme",
            '1 create_invoice(customer = "Acme", amount = none)\n2 find_customer(name = "Acme")',
            "no further",
        ),
        ("Invoice Acme", "1 erase()", "no API"),
        (
            "Ada, ok? and Bo",
            "1 find_customer(name = none)\n2 create_invoice(customer = @1, amount = @1)",
            "amount",
        ),
        (
            "transfer from Ada",
            '1 transfer(from_customer = none, to_customer = "Ada", amount = none)',
            "to_customer",
        ),
        (
            "move 5 from Ada",
            '1 transfer(from_customer = "Ada", to_customer = "Ada", amount = 5)',
            "to_customer",
        ),
    ],
)
def test_the_form_takes_nothing_else(read: Read, query: str, lines: str, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        fill(Form(read(query)), lines)


def test_a_reference_by_name_is_offered_where_an_id_is_wanted(read: Read) -> None:
    form = Form(read("Invoice Acme"))
    assert [c.text for c in form.values("create_invoice", "customer", [], [])] == ['"Acme"', "none"]


def test_what_is_bare_belongs_to_one_goal(read: Read) -> None:
    first = Call(
        Line(1, "create_invoice", (("customer", Said("Acme")), ("amount", Said("200")))),
        (("amount", Mention("200", "200", (17, 20), quoted=False)),),
    )
    form = Form(read("Invoice Acme for 200 and Beta too"))
    assert [c.text for c in form.values("create_invoice", "amount", [first], [])] == ["none"]
    form = Form(read("Invoice Acme for 200 and Beta the same"))
    assert [c.text for c in form.values("create_invoice", "amount", [first], [])] == ["200", "none"]


def test_an_id_that_is_not_taken_rules_out_apis_for_ids_of_other_kinds(read: Read) -> None:
    assert "confirm" not in Form(read("something about CUS-7")).apis([])
    assert "confirm" in Form(read("something about 123456")).apis([])


def test_a_write_that_is_put_in_by_itself_is_no_further_goal(read: Read) -> None:
    done = Call(Line(1, "delete_all"))
    assert "confirm" not in Form(read("delete all, 123456")).apis([done])


def test_the_passcode_is_given_by_its_type(read: Read) -> None:
    mentions = read("Delete everything, my passcode is 123456")
    assert complete([Line(1, "delete_all")], [], mentions) == (
        Line(1, "delete_all", (("passcode", Said("123456")),)),
    )


def test_a_name_that_nobody_took_fills_the_one_open_slot(read: Read) -> None:
    mentions = read("My client is Acme, so make an invoice")
    open_line = Line(1, "create_invoice", (("customer", None), ("amount", None)))
    (filled,) = fill_open([open_line], [], Form(mentions))
    assert filled.inputs == (("customer", Said("Acme")), ("amount", None))


def test_a_query_without_a_joint_has_one_goal(read: Read) -> None:
    assert Form(read("Invoice Acme for $200")).max_lines == 1
    assert Form(read('Note "first, then and also"')).max_lines == 1
    assert Form(read("Invoice Acme and send it")).max_lines == 2


def test_the_grammar_is_made_of_exact_texts() -> None:
    assert literal(' "a\\"b")') == '" \\"a\\\\\\"b\\")"'


def test_references_are_offered_only_where_an_output_fits(read: Read) -> None:
    form = Form(read("Find Acme, then invoice and send"))
    found = Call(Line(1, "find_customer", (("name", Said("Acme")),)))
    texts = [c.value for c in form.values("create_invoice", "customer", [found], [])]
    assert Ref(1) in texts
    assert Ref(1) not in [c.value for c in form.values("contact_us", "channel", [found], [])]


def test_only_what_is_shown_may_be_called(read: Read) -> None:
    form = Form(read("Delete everything for CUS-7"), ["find_customer", "create_invoice"])
    assert form.apis([]) == ["create_invoice"]  # the one of them that takes the id
    assert Form(read("Delete everything"), ["find_customer", "contact_us"]).apis([]) == ["find_customer", "contact_us"]
    assert Form(read("about CUS-7"), ["contact_us"]).may_end([])  # none of them takes it


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("Please ring me about the bank feed", ["bank feed"]),
        ("Please ring me, note: bank feed", ["bank feed"]),
        ('Please ring me, "bank feed"', ["bank feed"]),
        ("Please ring me on my bank feed", []),
        ("Please ring me", []),
    ],
)
def test_a_text_that_may_be_left_out_needs_words_that_announce_it(read: Read, query: str, offered: list[str]) -> None:
    form = Form(read(query))
    said = [c.value.text for c in form.values("contact_us", "note", [], []) if isinstance(c.value, Said)]
    assert [text for text in said if text == "bank feed"] == offered
    assert bool(said) == bool(offered)
    assert ("note" in form.inputs("contact_us", [])) == bool(offered)


def test_a_text_that_must_be_there_needs_no_such_words(read: Read) -> None:
    values = Form(read("tell me the bank feed")).values("GET /search/tv", "query text", [], [])
    assert '"bank feed"' in [c.text for c in values]


@pytest.mark.parametrize(
    ("query", "text", "kind"),
    [
        ("Bill Acme", "Acme", "name"),
        ('bill "the corner shop"', "the corner shop", "name"),
        ("bill CUS-7", "CUS-7", "form"),
        ("write to ada@x.org", "ada@x.org", "form"),
        ("make a bill for the corner shop", "corner shop", "led"),
        ("bill the corner shop", "corner shop", "phrase"),
    ],
)
def test_what_a_value_is_told_by(read: Read, catalog: Catalog, query: str, text: str, kind: str) -> None:
    form = Form(read(query))
    types = ("customer_name", "customer_id", "customer_email")
    (mention,) = {m for t in types for m in form.mentions.of(catalog.type(t)) if m.text == text}
    assert form.kind_of(mention) == kind
    assert form.kind_of(Mention("200", "200", (0, 3), quoted=False)) == "form"
