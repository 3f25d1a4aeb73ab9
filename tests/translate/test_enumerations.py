"""Lists that a query writes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.enumerations import stretch, written_lists
from orchestrator.translate.mentions import Mentions

Read = Callable[[str], Mentions]


@pytest.mark.parametrize(
    ("query", "kind", "lists"),
    [
        ("invite Ada, Ben and Cleo Marsh", "person_name", [["Ada", "Ben", "Cleo Marsh"]]),
        ("invite Ada, Ben, and Cleo", "person_name", [["Ada", "Ben", "Cleo"]]),
        ("invite Ada as well as Ben", "person_name", [["Ada", "Ben"]]),
        ("invite Ada and also Ben", "person_name", [["Ada", "Ben"]]),
        ('invite "Ada and Co", "Ben"', "person_name", [["Ada and Co", "Ben"]]),
        ("write to Ada and to Ben", "person_name", [["Ada", "Ben"]]),
        (
            "bill Ortega & Sons and Acme",
            "person_name",
            [["Ortega", "Sons", "Acme"], ["Ortega & Sons", "Acme"]],
        ),
        ("bill Ada & Ben", "person_name", [["Ada", "Ben"]]),
        ("invite Ada", "person_name", []),
        ("invite Ada. Ben is away", "person_name", []),
        ("invite Ada and tell Ben", "person_name", []),
        ("invite Ada or Ben", "person_name", []),
        ("tag it with red, dark blue and green please", "tag", [["red", "dark blue", "green"]]),
        ("with breakfast and garage", "extra", [["breakfast", "parking"]]),
        ("cancel B-1, B-22 and B-3", "booking_id", [["B-1", "B-22", "B-3"]]),
        ("rooms 3, 4 and twenty", "integer", [["3", "4", "20"]]),
        ("on 2 May 2025 and 5 May 2025", "date", [["2025-05-02", "2025-05-05"]]),
    ],
)
def test_what_joints_join_is_a_list(
    read_stays: Read, stays: Catalog, query: str, kind: str, lists: list[list[str]]
) -> None:
    mentions = read_stays(query)
    found = written_lists(query, mentions.of(stays.type(kind)))
    assert sorted([m.value for m in members] for members in found) == sorted(lists)


def test_a_long_list_is_found_at_once(read_stays: Read, stays: Catalog) -> None:
    names = [f"Name{chr(65 + i // 26)}{chr(97 + i % 26)}" for i in range(60)]
    query = f"invite {', '.join(names)}"
    (found,) = written_lists(query, read_stays(query).of(stays.type("person_name")))
    assert [m.value for m in found] == names


@pytest.mark.parametrize(
    ("query", "words", "whole"),
    [
        ("invite Ada, Ben and Cleo now", ["Ada", "Cleo", "Ben"], "Ada, Ben and Cleo"),
        ("invite Ada now", ["Ada"], "Ada"),
        ("invite Ada and her cousin Ben", ["Ada", "Ben"], None),
        ("invite Ada. And Ben", ["Ada", "Ben"], None),
    ],
)
def test_members_side_by_side_are_one_stretch(query: str, words: list[str], whole: str | None) -> None:
    spans = [(query.index(word), query.index(word) + len(word)) for word in words]
    span = stretch(query, spans)
    assert (query[slice(*span)] if span else None) == whole
