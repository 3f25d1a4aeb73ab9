"""What `check` says of the labelled queries beside a catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.catalog.labelled import lint_queries, queries_of
from orchestrator.catalog.lint import RULES
from orchestrator.resources import domain_names

CATALOG = """\
name: notes
description: Notes.
types:
  words: {base: string, question: Which words?}
  note:  {base: string, entity: note, ask: never}
  day:   {base: date, entity: note, ask: never}
apis:
  search: {description: Search notes., inputs: {words: words}, rows: {note: note, day: day}}
  delete: {description: Delete a note., kind: write, inputs: {note: note}}
"""


def told(folder: Path, queries: str) -> list[str]:
    path = folder / "queries.yaml"
    path.write_text(queries, encoding="utf-8")
    found = lint_queries(path, Catalog.parse(CATALOG))
    assert {finding.rule for finding in found} <= set(RULES)
    return [f"{finding.level} {finding.rule} {finding}" for finding in found]


def test_good_queries_have_no_findings(tmp_path: Path) -> None:
    text = (
        '- {id: a, query: Delete the oldest., facts: "goal(1, delete). pick(1, note, min(day))."}\n'
        '- {id: b, query: What?, facts: ""}\n'
    )
    assert told(tmp_path, text) == []


def test_a_pick_that_can_never_work_is_told_with_its_line_and_fact(tmp_path: Path) -> None:
    text = (
        "# picks\n"
        "- id: first\n"
        "  facts: |\n"
        '    goal(1, search). given(1, words, "a"). each(1, words).\n'
        "- id: second\n"
        "  facts: goal(1, delete). pick(1, note, max(words)).\n"
        "- facts: goal(1, delete). pick(1, note, max(note)).\n"
    )
    assert told(tmp_path, text) == [
        "warning no-column queries.yaml:5: second > pick(1, note, max(words)): no list that can feed 'note' of goal 1 has the"
        " column 'words'. Use a column of 'search': day, note.",
    ]


def test_a_list_that_nothing_yields_is_told(tmp_path: Path) -> None:
    (line,) = told(tmp_path, "- {id: a, facts: 'goal(1, search). each(1, words).'}")
    assert line.startswith("warning no-list queries.yaml:1: a > each(1, words): no list can feed 'words' of goal 1.")


@pytest.mark.parametrize(
    ("queries", "says"),
    [
        ("- {id: a, facts: 'goal(1, delte).'}", "queries.yaml:1: a > facts > goal(1, delte).: the catalog has no API 'delte'"),
        ("- {id: a, facts: 'goal(1'}", "queries.yaml:1: a > facts"),
        ("- {id: a, facts: 'goal(1, delete). pick(1, note, frist).'}", "queries.yaml:1: a > facts, line 1, column 18"),
        ("- {id: a}", "queries.yaml:1: the query has no facts (expected {id, query, facts})"),
        ("- text", "queries.yaml:1: the query has no facts"),
        ("- id: a\n  facts: [x]", "queries.yaml:1: the query has no facts"),
        ("id: a", "queries.yaml: the file is no list of queries"),
        ("", "queries.yaml: the file is no list of queries"),
        ("- [", "queries.yaml:2: the file is no YAML"),
    ],
)
def test_queries_that_cannot_be_read_are_errors(tmp_path: Path, queries: str, says: str) -> None:
    (line,) = told(tmp_path, queries)
    assert line.startswith(f"error labelled-query {says}")


def test_errors_come_before_warnings(tmp_path: Path) -> None:
    text = "- {id: a, facts: 'goal(1, search). each(1, words).'}\n- {id: b}\n"
    assert [line.split()[0] for line in told(tmp_path, text)] == ["error", "warning"]


def test_queries_stand_beside_the_catalog(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    assert queries_of(str(tmp_path)) is None
    (tmp_path / "queries.yaml").write_text("[]", encoding="utf-8")
    assert queries_of(str(tmp_path)) == queries_of(str(tmp_path / "catalog.yaml")) == tmp_path / "queries.yaml"


@pytest.mark.parametrize("name", domain_names())
def test_the_queries_of_the_domains_are_free_of_findings(name: str) -> None:
    path = queries_of(name)
    assert path is not None
    assert lint_queries(path, Catalog.load(name)) == ()
