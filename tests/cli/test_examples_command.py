"""`orchestrator examples`: labelled queries made from a catalog, on stdout or in a new file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestrator.cli import exits, main

Capture = pytest.CaptureFixture[str]

CATALOG = """\
name: kennel
types:
  dog_name: {base: string, entity: dog, question: Which dog?}
  dog_id:   {base: string, entity: dog, ask: never, pattern: "^DOG-[0-9]+$"}
  walk_day: {base: date, question: On which day?}
  walk_id:  {base: string, entity: walk, ask: never}
  secret:   {base: string, ask: never}
apis:
  find_dog:  {description: Look up a dog by name., inputs: {name: dog_name}, outputs: {dog: dog_id}}
  book_walk: {description: Book a walk for a dog., kind: write, inputs: {dog: dog_id, day: walk_day}, outputs: {walk: walk_id}}
  end_walk:  {description: Call off a walk., kind: write, inputs: {walk: walk_id}}
  open_safe: {description: Open the safe., kind: write, inputs: {secret: secret}}
"""


@pytest.fixture
def kennel(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.yaml"
    path.write_text(CATALOG, encoding="utf-8")
    return path


def test_queries_come_on_stdout_and_notes_on_stderr(kennel: Path, capsys: Capture) -> None:
    assert main(["examples", "--catalog", str(kennel), "--n", "8", "--seed", "2"]) == 0
    said = capsys.readouterr()
    head = "# Labelled queries made from the catalog; read and edit before use.\n# catalog kennel, --n 8 --seed 2\n"
    assert said.out.startswith(head)
    assert len(yaml.safe_load(said.out)) == 8
    assert "note: no query of its own for open_safe" in said.err


def test_the_written_file_passes_the_check_of_the_catalog(kennel: Path, capsys: Capture) -> None:
    out = kennel.with_name("queries.yaml")
    assert main(["examples", "--catalog", str(kennel), "--n", "6", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert len(yaml.safe_load(out.read_text(encoding="utf-8"))) == 6
    main(["check", str(kennel)])
    assert "queries.yaml" not in capsys.readouterr().out


def test_queries_beside_the_catalog_are_shortened_too(kennel: Path, capsys: Capture) -> None:
    facts = 'goal(1, book_walk). given(1, dog, "Rex"). given(1, day, "2025-05-03").'
    item = {"id": "mine", "query": "Rex is bored, book him a walk on 3 May 2025!", "facts": facts}
    broken = {"id": "broken", "query": "x", "facts": "goal(1, no_such)."}
    kennel.with_name("queries.yaml").write_text(yaml.safe_dump([item, broken]), encoding="utf-8")
    assert main(["examples", "--catalog", str(kennel), "--n", "4"]) == 0
    said = capsys.readouterr()
    found = {i["query"]: i for i in yaml.safe_load(said.out)}
    shortened = found["Rex is bored, book him a walk!"]
    assert shortened["note"] == "Made from mine. The walk day is missing."
    assert shortened["facts"] == 'goal(1, book_walk).\ngiven(1, dog, "Rex").\n'
    assert "no_such" in said.err


def test_a_file_that_is_there_is_not_written_over(kennel: Path, capsys: Capture) -> None:
    assert main(["examples", "--catalog", str(kennel), "--out", str(kennel)]) == exits.WRONG_USE
    assert "there is such a file already" in capsys.readouterr().err
    assert kennel.read_text(encoding="utf-8") == CATALOG


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--n", "0", "--domain", "travel"], "--n is 0 (expected a number from 1 to 1000)"),
        (["--n", "1001", "--domain", "travel"], "--n is 1001"),
        ([], "no domain is named"),
        (["--domain", "travle"], "Did you mean 'travel'?"),
        (["--domain", "travel", "--catalog", "x"], "both --domain and --catalog are given"),
        (["--n", "many"], "valid integer"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], says: str, capsys: Capture) -> None:
    assert main(["examples", *arguments]) == exits.WRONG_USE
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""


def test_a_catalog_of_which_nothing_can_be_said_is_told(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(
        "name: mute\ntypes: {s: {base: string, ask: never}}\napis: {a: {description: Open it., inputs: {s: s}}}\n", encoding="utf-8"
    )
    assert main(["examples", "--catalog", str(path)]) == exits.WRONG_USE
    assert "no query could be made from the catalog" in capsys.readouterr().err
