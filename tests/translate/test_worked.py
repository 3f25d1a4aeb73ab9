"""Worked examples from labelled queries: facts back to lines, and which of them are near to a query."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.catalog.labelled import Labelled, queries_beside, read_queries
from orchestrator.facts import Facts
from orchestrator.resources import domain_names
from orchestrator.translate.build import build_facts
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said, parse_lines
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.worked import Examples, as_lines, lines_text

TODAY = date(2025, 4, 2)


def stated(facts: Facts) -> set[str]:
    return {*str(facts).splitlines()}


def labelled(*items: tuple[str, str, str]) -> list[Labelled]:
    return [Labelled(i, query, Facts.parse(facts).model_copy(update={"query": query})) for i, query, facts in items]


def shown(catalog: Catalog, facts: str) -> str | None:
    lines = as_lines(Facts.parse(facts), catalog)
    return lines_text(lines, catalog) if lines is not None else None


@pytest.mark.parametrize("domain", domain_names())
def test_lines_of_labelled_facts_make_these_facts_again(domain: str) -> None:
    catalog = Catalog.load(domain)
    path = queries_beside(catalog)
    assert path is not None
    queries, problems = read_queries(path, catalog)
    assert not problems
    said = 0
    for item in queries:
        lines = as_lines(item.facts, catalog)
        if lines is None:
            assert item.facts.wants or item.facts.maybes, item.id
            continue
        said += 1
        again = build_facts(lines, Mentions(item.query, catalog, TODAY))
        assert stated(again) == stated(item.facts), item.id
        assert parse_lines(lines_text(lines, catalog)) == lines, item.id
    assert said > 0.8 * len(queries)


def test_required_inputs_are_written_and_optional_ones_only_where_they_are_said(catalog: Catalog) -> None:
    lines = as_lines(Facts.parse('goal(1, create_invoice). given(1, due, "2025-05-02").'), catalog)
    assert lines == (
        Line(1, "create_invoice", (("customer", None), ("amount", None), ("due", Said("2025-05-02")))),
    )


def test_values_have_the_form_that_the_model_writes(catalog: Catalog) -> None:
    facts = (
        'goal(1, create_invoice). given(1, customer, "Acme \\"A\\""). given(1, amount, "200").'
        ' given(1, due, "2025-05-02"). given(1, rush, "true").'
        ' goal(4, contact_us). given(4, channel, "phone"). given(4, note, "1 2").'
        ' goal(7, "GET /search/tv").'
    )
    assert shown(catalog, facts) == (
        '1 create_invoice(customer = "Acme \\"A\\"", amount = 200, due = 2025-05-02, rush = true)\n'
        '2 contact_us(channel = phone, note = "1 2")\n'
        '3 "GET /search/tv"("query text" = none)\n'
        "4 done"
    )


def test_rows_lists_and_references_follow_the_new_numbers(stays: Catalog) -> None:
    facts = (
        'goal(3, search_hotels). given(3, city, "Oslo"). goal(5, book_hotel). uses(5, hotel, 3, hotel).'
        ' pick(5, hotel, min("open since")). goal(8, invite). uses(8, booking, 5). given(8, people, ("Ada","Ben")).'
    )
    lines = as_lines(Facts.parse(facts), stays)
    assert lines is not None
    assert lines[1].inputs[0] == ("hotel", Ref(1, "hotel", Rows("min", column="open since")))
    assert lines[2].inputs == (("booking", Ref(2)), ("people", Listed((Said("Ada"), Said("Ben")))))


@pytest.mark.parametrize(
    "facts",
    [
        "want(1, customer_email).",
        "maybe(1, create_invoice). maybe(1, contact_us).",
        'goal(1, create_invoice). given(1, amount, "1"). given(1, amount, "2").',
        'goal(1, create_invoice). given(1, customer, "Acme"). uses(1, customer, 2). goal(2, find_customer).',
        "goal(1, send_invoice). uses(1, invoice, 2). goal(2, create_invoice).",
        'goal(1, send_invoice). given(1, invoice, "7"). pick(1, invoice, last).',
        "goal(1, create_invoice). goal(2, send_invoice). uses(2, invoice, 1). pick(2, invoice, last). each(2, invoice).",
        "goal(1, no_such_api).",
    ],
)
def test_what_lines_cannot_say_is_none(catalog: Catalog, facts: str) -> None:
    assert as_lines(Facts.parse(facts), catalog) is None


def test_no_goal_at_all_is_the_line_none(catalog: Catalog) -> None:
    assert shown(catalog, "") == "1 none"


INVOICE = "goal(1, create_invoice)."
QUERIES = labelled(
    ("a", "Make an invoice for Acme of 200 dollars.", f'{INVOICE} given(1, customer, "Acme"). given(1, amount, "200").'),
    ("b", "An invoice for Boreal, please, 35 euros", f'{INVOICE} given(1, customer, "Boreal"). given(1, amount, "35").'),
    ("c", "I need an invoice of 70.", f'{INVOICE} given(1, amount, "70").'),
    ("d", "Send the invoice to Acme.", 'goal(1, send_invoice). given(1, to, "Acme").'),
    ("e", "Somebody should call Acme.", 'goal(1, contact_us). given(1, channel, "phone").'),
    ("f", "How tall is the invoice tower?", ""),
    ("g", "How tall is the mountain?", ""),
)  # fmt: skip


def near(examples: Examples, query: str, k: int, *without: str) -> list[str]:
    ids = {w.query: w.id for w in examples.worked}
    return [ids[said] for said, _ in examples.nearest(query, k, without=without)]


def test_the_nearest_comes_last_with_its_lines(catalog: Catalog) -> None:
    found = Examples(QUERIES, catalog).nearest("please send the invoice to Boreal", 3)
    assert found[-1] == ("Send the invoice to Acme.", '1 send_invoice(invoice = none, to = "Acme")\n2 done')


def test_a_value_in_common_makes_no_query_near(catalog: Catalog) -> None:
    examples = Examples(QUERIES, catalog)
    assert near(examples, "Somebody should ring Zenith", 1) == ["e"]
    assert near(examples, "make an invoice for Zenith of 90 dollars", 1) == ["a"]
    assert near(examples, "Does Acme matter to Acme?", 7) == near(examples, "Does Zenith matter to Zenith?", 7)


def test_no_third_of_the_same_goals_and_one_that_nothing_serves(catalog: Catalog) -> None:
    found = near(Examples(QUERIES, catalog), "How tall is the invoice I need? Make an invoice for Zenith of 5 dollars", 7)
    assert len({"a", "b", "c"} & {*found}) == 2
    assert len({"f", "g"} & {*found}) == 1


def test_the_query_itself_is_never_an_example(catalog: Catalog) -> None:
    examples = Examples(QUERIES, catalog)
    assert "d" not in near(examples, "  send THE invoice to  acme. ", 7)


def test_examples_can_be_left_out_by_id(catalog: Catalog) -> None:
    examples = Examples(QUERIES, catalog)
    assert near(examples, "send the invoice to Boreal", 1) == ["d"]
    assert "d" not in near(examples, "send the invoice to Boreal", 7, "d")


def test_one_example_of_lists_unless_the_query_speaks_of_them(stays: Catalog) -> None:
    examples = Examples(
        labelled(
            ("a", "Cancel the bookings B-1 and B-2.", 'goal(1, cancel_booking). given(1, booking, ("B-1","B-2")).'),
            ("b", "Label it with red and blue.", 'goal(1, label). given(1, tags, ("red","blue")).'),
            ("c", "Cancel the booking B-4.", 'goal(1, cancel_booking). given(1, booking, "B-4").'),
        ),
        stays,
    )
    assert len({"a", "b"} & {*near(examples, "cancel the booking B-9, label it", 3)}) == 1
    assert len({"a", "b"} & {*near(examples, "cancel and label the bookings B-8 and B-9", 3)}) == 2


def test_nothing_near_gives_no_example(catalog: Catalog) -> None:
    assert Examples(QUERIES, catalog).nearest("xyzzy", 4) == ()
    assert Examples((), catalog).nearest("make an invoice", 4) == ()


def test_what_is_put_in_by_program_is_not_written(catalog: Catalog) -> None:
    said = labelled(
        ("a", "Delete everything, the passcode is 123456.", 'goal(1, delete_all). given(1, passcode, "123456").'),
        ("b", "Delete everything.", 'goal(1, delete_all). given(1, passcode, "999999").'),
    )
    assert [w.text for w in Examples(said, catalog).worked] == ["1 delete_all()\n2 done"]


def test_a_catalog_has_the_examples_beside_its_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = "name: notes\ntypes: {words: {base: string}}\napis: {search: {description: Search notes., inputs: {words: words}}}\n"
    (tmp_path / "catalog.yaml").write_text(text, encoding="utf-8")
    assert len(Examples.of(Catalog.load(tmp_path))) == 0
    (tmp_path / "queries.yaml").write_text(
        "- {id: a, query: Search for tin, facts: 'goal(1, search). given(1, words, \"tin\").'}\n"
        "- {id: b, query: x, facts: 'goal(1, no).'}\n",
        encoding="utf-8",
    )
    catalog = Catalog.load(tmp_path)
    with caplog.at_level(logging.WARNING):
        examples = Examples.of(catalog)
    assert [w.id for w in examples.worked] == ["a"]
    assert "the catalog has no API 'no'" in caplog.text
    assert Examples.of(catalog) is examples


def test_a_broken_file_of_queries_leaves_a_catalog_without_examples(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "catalog.yaml").write_text("name: notes\napis: {ping: {}}\n", encoding="utf-8")
    (tmp_path / "queries.yaml").write_text("- [", encoding="utf-8")
    assert len(Examples.of(Catalog.load(tmp_path))) == 0
    assert "no YAML" in caplog.text


def test_a_catalog_made_in_python_has_no_examples(catalog: Catalog) -> None:
    assert queries_beside(catalog) is None
    assert len(Examples.of(catalog)) == 0
