"""A set of changes of mind, written by hand, over the four domains: what of it comes out as it should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestrator.catalog import Catalog
from orchestrator.converse.revise import Revision, revise
from orchestrator.facts import Facts, check

TODAY = date(2025, 4, 2)
SET: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))
# Not read yet, and said so: nothing is changed by them.
NOT_YET = frozenset(
    {
        "then e-mail it to them",
        "I'd like to fly on 4 May 2025",
        "give Ben Ode edit rights",
        "also one for Gamma",
        "send the file to Cleo Vik",
    }
)


@cache
def catalog_of(domain: str) -> Catalog:
    return Catalog.load(domain)


@dataclass(frozen=True)
class Case:
    base: str
    words: str
    gone: Counter[str]
    new: Counter[str]
    asks: int
    unread: bool

    @property
    def facts(self) -> Facts:
        return Facts.parse(SET["bases"][self.base]["facts"])

    @property
    def catalog(self) -> Catalog:
        return catalog_of(SET["bases"][self.base]["domain"])

    def revised(self) -> Revision:
        return revise(self.facts, self.words, self.catalog, today=lambda: TODAY)


def cases() -> Iterator[Case]:
    for item in SET["changes"]:
        gone, new = Counter(item.get("gone", ())), Counter(item.get("new", ()))
        yield Case(item["base"], item["words"], gone, new, item.get("asks", 0), item.get("unread", False))


def lines(facts: Facts) -> Counter[str]:
    return Counter(str(facts).splitlines())


@pytest.mark.parametrize("case", [*cases()], ids=lambda c: f"{c.base}: {c.words}")
def test_a_change_in_words_changes_these_facts_and_no_others(case: Case, request: pytest.FixtureRequest) -> None:
    if case.words in NOT_YET:
        request.applymarker(pytest.mark.xfail(strict=True))
    revision = case.revised()
    check(revision.facts, case.catalog)
    before, after = lines(case.facts), lines(revision.facts)
    told = str(revision)
    assert (before - after, after - before) == (case.gone, case.new), told
    assert len(revision.questions) == case.asks, told
    assert bool(revision.unread) == case.unread, told


@pytest.mark.parametrize("case", [c for c in cases() if c.words in NOT_YET], ids=lambda c: c.words)
def test_what_is_not_read_yet_changes_nothing_and_is_told(case: Case) -> None:
    revision = case.revised()
    assert not revision.is_change
    assert revision.unread
