"""Lists of values taken apart into goals and inputs of one value each (R12)."""

import pytest

from orchestrator import Catalog, Facts
from orchestrator.reason import Reading, Unrolled, unroll

CATALOG = Catalog.parse(
    """
name: post
types:
  person_id:   {base: string, entity: person, ask: never}
  person_name: {base: string, entity: person}
  letter_id:   {base: string, entity: letter, ask: never}
  word:        {base: string}
apis:
  write_letter:
    kind: write
    inputs:  {to: person_id, tags: {list_of: word, required: false}}
    outputs: {letter: letter_id}
  send_letter:
    kind: write
    inputs: {letter: letter_id}
  bundle:
    kind: write
    inputs: {letters: {list_of: letter_id}, to: {list_of: person_id}}
  find_person:
    inputs:  {name: person_name}
    outputs: {person: person_id}
"""
)


def unrolled(text: str, query: str | None = None, span: tuple[int, int] | None = None) -> Unrolled:
    facts = Facts.parse(text)
    if query is not None:
        givens = tuple(g.model_copy(update={"span": span}) for g in facts.givens)
        facts = facts.model_copy(update={"query": query, "givens": givens})
    return unroll(facts, Reading({g.goal: g.api for g in facts.goals}, {w.goal: w.type for w in facts.wants}), CATALOG)


def test_facts_without_lists_stay_as_they_are() -> None:
    text = 'goal(1, write_letter). given(1, to, "Ann"). goal(4, send_letter). uses(4, letter, 1).'
    found = unrolled(text)
    assert found.facts == Facts.parse(text)
    assert found.origin == {1: 1, 4: 4}


def test_a_list_for_an_input_of_one_value_is_as_many_goals() -> None:
    found = unrolled('goal(1, find_person). goal(2, write_letter). given(2, to, ("Ann", "Bob")). given(2, tags, "x").')
    assert found.reading.goals == {1: "find_person", 2: "write_letter", 3: "write_letter"}
    assert found.origin == {1: 1, 2: 2, 3: 2}
    assert [(g.goal, g.name, g.value) for g in found.facts.givens] == [
        (2, "to", "Ann"), (3, "to", "Bob"), (2, "tags", "x"), (3, "tags", "x"),
    ]  # fmt: skip


def test_a_row_and_each_row_of_one_list_are_two_lists() -> None:
    text = "goal(1, find_person). goal(2, write_letter). uses(2, to, 1). each(2, to). uses(2, tags, 1). pick(2, tags, last)."
    assert [c.reason for c in unrolled(text).conflicts] == ["lists"]


def test_a_goal_before_the_one_that_it_uses_is_unrolled_with_it() -> None:
    found = unrolled('goal(1, send_letter). uses(1, letter, 2). goal(2, write_letter). given(2, to, ("Ann", "Bob")).')
    assert [(u.goal, u.source) for u in found.facts.uses] == [(1, 3), (2, 4)]


def test_a_list_for_an_input_that_takes_one_stays_one_goal_with_an_input_for_each_member() -> None:
    found = unrolled('goal(1, write_letter). given(1, to, "Ann"). given(1, tags, ("red", "blue")).')
    assert found.parts == {1: {"tags": ("tags[1]", "tags[2]")}}
    assert [(g.name, g.value) for g in found.facts.givens] == [("to", "Ann"), ("tags[1]", "red"), ("tags[2]", "blue")]


def test_a_list_given_by_type_goes_to_the_input_that_takes_a_list_of_its_entity() -> None:
    found = unrolled('goal(1, bundle). given(1, person_name, ("Ann", "Bob")).')
    assert found.parts == {1: {"to": ("to[1]", "to[2]")}}
    assert len(found.reading.goals) == 1


def test_a_goal_that_uses_an_unrolled_one_is_unrolled_with_it() -> None:
    found = unrolled('goal(1, write_letter). given(1, to, ("Ann", "Bob")). goal(2, send_letter). uses(2, letter, 1).')
    assert found.origin == {1: 1, 2: 1, 3: 2, 4: 2}
    assert [(u.goal, u.source) for u in found.facts.uses] == [(3, 1), (4, 2)]


@pytest.mark.parametrize(("row", "sources"), [("first", [1]), ("last", [3]), ("nth(2)", [2]), ("first(2)", [1, 2])])
def test_a_pick_from_an_unrolled_goal_is_the_call_of_that_member(row: str, sources: list[int]) -> None:
    text = 'goal(1, write_letter). given(1, to, ("Ann", "Bob", "Cy")). goal(2, send_letter). uses(2, letter, 1). '
    found = unrolled(f"{text} pick(2, letter, {row}).")
    assert [u.source for u in found.facts.uses] == sources
    assert not found.facts.picks
    assert not found.conflicts


def test_an_input_that_takes_a_list_collects_what_an_unrolled_goal_yields() -> None:
    found = unrolled('goal(1, write_letter). given(1, to, ("Ann", "Bob")). goal(2, bundle). uses(2, letters, 1).')
    assert [(u.goal, u.input, u.source) for u in found.facts.uses] == [(3, "letters[1]", 1), (3, "letters[2]", 2)]


def test_each_member_keeps_its_own_place_in_the_query() -> None:
    query = "write to Ann and Bob"
    found = unrolled('goal(1, write_letter). given(1, to, ("Ann", "Bob")).', query, (9, 20))
    assert [query[slice(*g.span)] for g in found.facts.givens if g.span] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ("pick(1, to, first). pick(1, to, last).", "lists"),
        ("each(1, to). each(1, tags).", "lists"),
        ("each(1, to). pick(1, to, last).", "lists"),
        ('given(1, to, ("Ann", "Bob")). given(1, person_name, ("Ann", "Cy")).', "lists"),
        ('given(1, to, ("Ann", "Bob")). pick(1, to, max(letter)).', "no_column"),
        ('given(1, to, ("Ann", "Bob")). pick(1, to, nth(3)).', "no_row"),
    ],
)
def test_what_cannot_be_told_of_a_list_is_a_conflict(facts: str, reason: str) -> None:
    assert reason in {c.reason for c in unrolled(f"goal(1, write_letter). {facts}").conflicts}


def test_one_row_of_a_list_may_go_with_a_list_of_values() -> None:
    found = unrolled('goal(1, write_letter). given(1, to, ("Ann", "Bob")). pick(1, tags, first).')
    assert not found.conflicts
    assert [(p.goal, p.input) for p in found.facts.picks] == [(1, "tags"), (2, "tags")]
