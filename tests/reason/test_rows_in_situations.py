"""Rows in the situation: only the columns that matter become data, and a goal takes one row of a list (R12)."""

from orchestrator import Catalog, Facts
from orchestrator.reason import Reading, Situation, reason, unroll

COLUMNS = ", ".join(f"extra_{n}: note" for n in range(30))
CATALOG = Catalog.parse(
    f"""
name: wide
types:
  room_id:   {{base: string, entity: room, ask: never}}
  room_name: {{base: string, entity: room}}
  town:      {{base: string}}
  note:      {{base: string}}
  floor:     {{base: string, entity: room, ask: never}}
apis:
  search:
    inputs: {{town: town}}
    rows:   {{room: room_id, name: room_name, floor: floor, {COLUMNS}}}
  book:
    kind: write
    inputs: {{room: room_id, floor: floor}}
  look:
    inputs:  {{room: room_id}}
    outputs: {{note: note}}
"""
)


def situation(text: str) -> Situation:
    facts = Facts.parse(text)
    reading = Reading({g.goal: g.api for g in facts.goals}, {w.goal: w.type for w in facts.wants})
    return reason(unroll(facts, reading, CATALOG), CATALOG)


def test_only_the_columns_that_matter_become_data() -> None:
    found = situation('goal(1, search). given(1, town, "Bergen"). goal(2, look). uses(2, room, 1).')
    rows = [d for d in found.data.values() if d.call is not None and found.calls[d.call].row is not None]
    assert [d.output for d in rows] == ["room"]


def test_a_list_is_one_datum_however_many_rows_are_picked_from_it() -> None:
    one = situation('goal(1, search). given(1, town, "Bergen"). goal(2, look). uses(2, room, 1). pick(2, room, nth(2)).')
    many = situation('goal(1, search). given(1, town, "Bergen"). goal(2, look). uses(2, room, 1). pick(2, room, first(50)).')
    assert len(many.data) <= len(one.data)
    assert [d.id for d in many.data.values() if d.call == "search-bergen"] == ["rows-of-search-bergen"]


def test_the_slots_of_a_goal_share_the_row_that_is_chosen() -> None:
    found = situation('goal(1, search). given(1, town, "Bergen"). goal(2, book).')
    book = found.call_of(2)
    rows = {found.data[c.datum].call for slot in ("room", "floor") for c in book.slots[slot][:1]}
    assert len(rows) == 1
    assert [found.calls[r or ""].kind for r in rows] == ["choice"]


def test_a_picked_row_of_one_list_does_not_stand_beside_another_row_of_it() -> None:
    facts = 'goal(1, search). given(1, town, "Bergen"). goal(2, book). uses(2, room, 1). uses(2, floor, 1). pick(2, room, last).'
    found = situation(facts)
    assert [c.datum for c in found.call_of(2).slots["room"]] == ["room-of-last-row-of-search-bergen"]
    apart = {frozenset({(a.slot, a.datum), (a.other_slot, a.other_datum)}) for a in found.apart}
    last, chosen = ("room", "room-of-last-row-of-search-bergen"), ("floor", "floor-of-chosen-row-of-search-bergen")
    assert frozenset({last, chosen}) in apart
