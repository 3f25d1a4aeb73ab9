"""What holds for any change of mind: what it does not name stays, and words that fit nothing change nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.catalog import Catalog
from orchestrator.converse.revise import Revision, revise
from orchestrator.facts import Facts, check

SET: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "changes.yaml").read_text(encoding="utf-8"))
BASES = sorted(SET["bases"])
SAID = sorted({c["words"] for c in SET["changes"]})
WORDS = sorted({w for said in SAID for w in said.split()})
NONSENSE = ["blorp", "quux", "zibble", "frandle", "wug", "snark"]
FEW = settings(max_examples=60, deadline=None)


@cache
def catalog_of(base: str) -> Catalog:
    return Catalog.load(SET["bases"][base]["domain"])


def facts_of(base: str) -> Facts:
    return Facts.parse(SET["bases"][base]["facts"])


def change(base: str, words: str) -> Revision:
    return revise(facts_of(base), words, catalog_of(base), today=lambda: date(2025, 4, 2))


def lines(facts: Facts) -> Counter[str]:
    return Counter(str(facts).splitlines())


@FEW
@given(st.sampled_from(BASES), st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join))
def test_any_words_leave_facts_of_the_catalog_and_only_named_changes(base: str, words: str) -> None:
    revision = change(base, words)
    before, after = lines(facts_of(base)), lines(revision.facts)
    check(revision.facts, catalog_of(base))
    touched = {c.goal for c in revision.changes if c.is_change}
    changed = facts_of(base).numbers if not touched else {n for n in facts_of(base).numbers if n not in touched}
    for number in changed:
        said = {line for line in before if line.partition("(")[2].startswith(f"{number},") and not line.startswith("uses")}
        assert said <= set(after)
    dropped = {c.goal for c in revision.changes if c.kind == "dropped"}
    assert set(facts_of(base).numbers) - dropped <= set(revision.facts.numbers) | dropped
    if not touched:
        assert revision.facts == facts_of(base)


@FEW
@given(st.sampled_from(BASES), st.sampled_from(SAID))
def test_a_change_meant_for_others_gives_only_values_that_its_words_support(base: str, words: str) -> None:
    revision = change(base, words)
    known = {(g.goal, g.name, g.value) for g in facts_of(base).givens}
    for given_value in revision.facts.givens:
        if (given_value.goal, given_value.name, given_value.value) not in known and given_value.goal in facts_of(base).numbers:
            said = [c for c in revision.changes if c.goal == given_value.goal and c.after == given_value.value]
            assert said
            assert all(part.strip() and part.strip() in words for c in said for part in c.words.split(", ")[:1])


@FEW
@given(st.sampled_from(BASES), st.lists(st.sampled_from(NONSENSE), min_size=1, max_size=5).map(" ".join))
def test_words_that_fit_nothing_change_nothing(base: str, words: str) -> None:
    revision = change(base, words)
    assert revision.facts == facts_of(base)
    assert not revision.changes
    assert revision.unread


@FEW
@given(st.sampled_from(BASES), st.sampled_from(SAID))
def test_a_change_is_read_the_same_each_time(base: str, words: str) -> None:
    assert change(base, words) == change(base, words)


@FEW
@given(st.sampled_from(BASES), st.sampled_from(SAID))
def test_every_option_of_a_question_leaves_facts_of_the_catalog(base: str, words: str) -> None:
    revision = change(base, words)
    for at, question in enumerate(revision.questions):
        for option in range(len(question.options)):
            check(revision.choose(at, option).facts, catalog_of(base))
