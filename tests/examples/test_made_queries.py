"""Labelled queries made from a catalog: what their words say is what their facts say, and the plan is of their cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestrator import Orchestrator
from orchestrator.catalog import Catalog
from orchestrator.catalog.labelled import Labelled, lint_queries, queries_beside, read_queries
from orchestrator.examples.make import Made, make_examples
from orchestrator.examples.write import yaml_text
from orchestrator.facts import Facts
from orchestrator.resources import domain_names
from orchestrator.translate.build import build_facts
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.worked import as_lines

ANOTHER_DAY = date(2019, 7, 3)
CELLS = {f"{a}-{b}" for a in ("complete", "incomplete") for b in ("single", "multi", "dataflow")}
STATUS = {"complete": "ready", "incomplete": "needs_input"}

ODD = {
    "name": "télé: odd #names",
    "types": {
        "show-id": {"base": "string", "entity": "show", "ask": "never"},
        "show title": {"base": "string", "entity": "show", "question": "Which show?"},
        "stars": {"base": "integer", "minimum": "1", "maximum": "5"},
        "Sprache": {"values": ["null", "yes", "Français, é"]},
        "hard": {"base": "string", "pattern": "^(?=x)x$", "ask": "never"},
        "Liste": {"base": "string", "entity": "list", "ask": "never"},
    },
    "apis": {
        "GET /search/tv": {
            "description": "",
            "inputs": {"query text": "show title", "lang:2": {"type": "Sprache", "required": False}},
            "outputs": {"showId": "show-id"},
        },
        "POST /rate": {
            "description": "Rates a show; 'best' wins: yes",
            "kind": "write",
            "inputs": {"show id": "show-id", "stars": "stars"},
        },
        "Ünsäglich!": {"description": "…", "inputs": {"x": "hard"}},
        "ping": {},
        "PUT /list": {"kind": "write", "description": "", "inputs": {"stars": "stars"}, "outputs": {"liste": "Liste"}},
        "POST /list/{x}/add": {"kind": "write", "inputs": {"x": "Liste", "show": "show-id"}},
    },
}


def told(made: Made) -> list[dict[str, Any]]:
    data = yaml.safe_load(yaml_text(made.queries, "made"))
    assert isinstance(data, list)
    return data


def hold(made: Made, catalog: Catalog, folder: Path) -> None:
    """Each query is read again from the written file, translated by program and planned anew."""
    path = folder / "queries.yaml"
    path.write_text(yaml_text(made.queries, "made"), encoding="utf-8")
    assert [f for f in lint_queries(path, catalog) if f.level == "error"] == []
    labelled, problems = read_queries(path, catalog)
    assert not problems
    assert len(labelled) == len(made.queries)
    assert len({item.query for item in labelled}) == len(labelled)
    orchestrator = Orchestrator(catalog)
    for item, candidate in zip(labelled, made.queries, strict=True):
        assert item.query == candidate.query
        lines = as_lines(item.facts, catalog)
        assert lines is not None, item.query
        again = build_facts(lines, Mentions(item.query, catalog, ANOTHER_DAY))
        assert {*str(again).splitlines()} == {*str(item.facts).splitlines()}, item.query
        plan = orchestrator.plan(facts=item.facts)
        kind, _, category = item.cell.partition("-")
        assert plan.status == STATUS[kind], item.query
        assert bool(plan.asks) == (kind == "incomplete"), item.query
        assert ("missing" in item.note) == (kind == "incomplete"), item.query
        assert (len(item.facts.goals) > 1, bool(item.facts.uses)) == (category != "single", category == "dataflow")


@pytest.mark.parametrize("domain", domain_names())
def test_made_queries_hold_and_fill_all_cells(domain: str, tmp_path: Path) -> None:
    catalog = Catalog.load(domain)
    made = make_examples(catalog, 12, 5)
    assert {query.cell for query in made.queries} == CELLS
    assert len(made.queries) == 12
    assert made.empty == ()
    hold(made, catalog, tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_odd_names_are_no_trouble(seed: int, tmp_path: Path) -> None:
    catalog = Catalog.model_validate(ODD)
    made = make_examples(catalog, 24, seed)
    hold(made, catalog, tmp_path)
    assert {query.cell for query in made.queries} == CELLS
    assert "Ünsäglich!" not in {goal.api for query in made.queries for goal in query.facts.goals}


def test_an_api_that_cannot_be_spoken_of_is_skipped_and_told() -> None:
    made = make_examples(Catalog.model_validate(ODD), 24, 0)
    assert made.skipped == ("Ünsäglich!",)


def test_the_seed_says_what_is_made() -> None:
    catalog = Catalog.model_validate(ODD)
    first, same, other = (yaml_text(make_examples(catalog, 8, seed).queries, "x") for seed in (1, 1, 2))
    assert first == same
    assert first != other


def test_cells_are_filled_alike() -> None:
    cells = [query.cell for query in make_examples(Catalog.load("documents"), 9, 3).queries]
    assert {cells.count(cell) for cell in CELLS} <= {1, 2}


def test_a_catalog_without_anything_to_take_gives_no_dataflow() -> None:
    catalog = Catalog.model_validate(
        {"name": "c", "apis": {"ring": {"description": "Ring a bell."}, "wait": {"description": "Wait a bit."}}}
    )
    made = make_examples(catalog, 12, 0)
    assert {query.cell for query in made.queries} == {"complete-single", "complete-multi"}
    assert set(made.empty) == CELLS - {"complete-single", "complete-multi"}


def test_incomplete_queries_are_made_from_labelled_ones_too(tmp_path: Path) -> None:
    catalog = Catalog.load("small_business")
    text = "Could you make an invoice for Marlow Sails for 320?"
    facts = 'goal(1, create_invoice). given(1, customer, "Marlow Sails"). given(1, amount, "320").'
    made = make_examples(catalog, 2, 0, [Labelled("mine", text, Facts.parse(facts))])
    found = {query.query: query.note for query in made.queries}
    assert set(found.values()) & {"Made from mine. The amount is missing.", "Made from mine. The customer is missing."}
    hold(made, catalog, tmp_path)


def test_a_labelled_query_is_not_made_once_more() -> None:
    catalog = Catalog.model_validate(ODD)
    first = make_examples(catalog, 6, 1)
    known = [Labelled(str(at), query.query.upper(), Facts()) for at, query in enumerate(first.queries)]
    again = make_examples(catalog, 6, 1, known)
    assert not {query.query for query in first.queries} & {query.query for query in again.queries}


def test_the_written_file_says_what_it_is() -> None:
    made = make_examples(Catalog.model_validate(ODD), 4, 1)
    text = yaml_text(made.queries, "one line\nanother")
    assert text.startswith("# one line\n# another\n\n# complete, one goal\n- id: made-001\n")
    assert [item["id"] for item in told(made)] == [f"made-{n:03}" for n in range(1, len(made.queries) + 1)]
    assert {"id", "query", "cell", "facts"} <= {*told(made)[0]}


def test_the_domains_have_queries_beside_them() -> None:
    assert all(queries_beside(Catalog.load(name)) is not None for name in domain_names())
