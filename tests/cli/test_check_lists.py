"""`orchestrator check` reads the labelled queries beside a catalog, and finds picks that can never work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestrator.cli import main

Capture = pytest.CaptureFixture[str]

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


def check(folder: Path, *queries: str) -> int:
    """The exit code of checking the catalog with these facts as its labelled queries."""
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    items = [{"id": f"q{i}", "query": "", "facts": facts} for i, facts in enumerate(queries, 1)]
    (folder / "queries.yaml").write_text(json.dumps(items), encoding="utf-8")
    return main(["check", str(folder / "catalog.yaml"), "--json"])


def rules(capsys: Capture) -> list[str]:
    (checked,) = json.loads(capsys.readouterr().out)
    return [finding["rule"] for finding in checked["findings"]]


def test_a_pick_that_a_list_can_feed_is_fine(tmp_path: Path, capsys: Capture) -> None:
    assert check(tmp_path, "goal(1, delete). pick(1, note, max(day)).", "goal(1, delete). each(1, note).") == 0
    assert rules(capsys) == []


def test_a_pick_that_no_list_can_feed_is_a_warning(tmp_path: Path, capsys: Capture) -> None:
    assert check(tmp_path, "goal(1, search). pick(1, words, last).") == 0
    assert rules(capsys) == ["no-list"]


def test_a_column_that_no_list_has_is_a_warning(tmp_path: Path, capsys: Capture) -> None:
    assert check(tmp_path, "goal(1, delete). pick(1, note, max(words)).") == 0
    assert rules(capsys) == ["no-column"]


def test_facts_that_cannot_be_read_are_an_error(tmp_path: Path, capsys: Capture) -> None:
    assert check(tmp_path, "goal(1, search). pick(1, words, last).", "goal(1, dleete).") == 2
    assert rules(capsys) == ["labelled-query", "no-list"]


def test_findings_tell_the_query_and_the_fact(tmp_path: Path, capsys: Capture) -> None:
    check(tmp_path, "goal(1, search). pick(1, words, last).")
    capsys.readouterr()
    assert main(["check", str(tmp_path / "catalog.yaml")]) == 0
    out = capsys.readouterr().out
    assert "queries.yaml:1: q1 > pick(1, words, last)" in out
    assert "no list can feed 'words' of goal 1 [no-list]" in out


def test_a_catalog_that_cannot_be_loaded_is_told_without_its_queries(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "catalog.yaml").write_text("name: x\ntypess: {}", encoding="utf-8")
    (tmp_path / "queries.yaml").write_text("- {}", encoding="utf-8")
    assert main(["check", str(tmp_path), "--json"]) == 2
    assert rules(capsys) == ["load"]


def test_without_queries_only_the_catalog_is_checked(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    assert main(["check", str(tmp_path), "--json"]) == 0
    assert rules(capsys) == []
