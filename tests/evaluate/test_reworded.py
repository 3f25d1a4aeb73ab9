"""Re-wordings: the right outcome of the query they re-word, and one compared with the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import CatalogError, UsageError
from orchestrator.evaluate.model import Attempt, CallMade, Item, Result
from orchestrator.evaluate.reworded import compare, reworded
from orchestrator.evaluate.score import judge
from orchestrator.facts import Facts

DOOR = Catalog.model_validate({"name": "door", "apis": {"open": {"kind": "write"}}})
ORIGINALS = [
    Item(f"d-{i}", f"Open door {i}.", "complete-single", DOOR, ("open",), (CallMade("open"),), facts=Facts.parse("goal(1, open)."))
    for i in (1, 2)
]  # fmt: skip
TEXT = """
- id: d-2
  queries: [open number 2, "Would you open no. 2?", 'on']
- {id: d-1, queries: [Let me in.]}
"""


def file_of(folder: Path, text: str) -> Path:
    path = folder / "paraphrases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def result(item: Item, right: bool) -> Result:
    attempt = Attempt(goals=item.goals, calls=item.calls) if right else Attempt(refused=True)
    return Result("s", item, attempt, judge(item, attempt))


def test_a_rewording_has_the_right_outcome_of_its_original(tmp_path: Path) -> None:
    items = reworded(file_of(tmp_path, TEXT), ORIGINALS)
    assert [(item.id, item.original, item.query) for item in items] == [
        ("d-2~1", "d-2", "open number 2"),
        ("d-2~2", "d-2", "Would you open no. 2?"),
        ("d-2~3", "d-2", "on"),
        ("d-1~1", "d-1", "Let me in."),
    ]
    same = replace(items[0], id="d-2", query=ORIGINALS[1].query, facts=ORIGINALS[1].facts, original=None)
    assert same == ORIGINALS[1]
    assert items[0].facts is not None
    assert items[0].facts.query == "open number 2"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("- {id: d-9, queries: [a]}", UsageError, "paraphrases.yaml:1: there is no labelled query 'd-9'"),
        ("- {id: d-1, queries: a}", UsageError, "these are no re-wordings"),
        ("- {id: d-1, queries: [[a]]}", UsageError, "these are no re-wordings"),
        ("- d-1", UsageError, "these are no re-wordings"),
        ("id: d-1", UsageError, "no list of re-wordings"),
        ("[", CatalogError, "paraphrases.yaml"),
    ],
)
def test_a_file_of_something_else_is_told(
    text: str, error: type[Exception], says: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=says.replace("(", r"\(")):
        reworded(file_of(tmp_path, text), ORIGINALS)


def test_each_rewording_is_a_pair_with_its_original(tmp_path: Path) -> None:
    one, two, three, other = reworded(file_of(tmp_path, TEXT), ORIGINALS)
    originals = [result(ORIGINALS[0], right=False), result(ORIGINALS[1], right=True)]
    others = [result(one, right=True), result(two, right=False), result(three, right=False), result(other, right=True)]
    pair = compare(originals, others)
    assert (pair.n, pair.a.hits, pair.b.hits, pair.wins, pair.losses) == (4, 3, 2, 1, 2)
    assert (pair.solver_a, pair.solver_b) == ("as labelled", "re-worded")


def test_a_rewording_whose_original_was_not_solved_is_left_out(tmp_path: Path) -> None:
    items = reworded(file_of(tmp_path, TEXT), ORIGINALS)
    pair = compare([result(ORIGINALS[0], right=True)], [result(item, right=True) for item in items], "goals")
    assert pair.n == 1
