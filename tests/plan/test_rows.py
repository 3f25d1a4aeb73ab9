"""What a pick means on concrete rows: ties, missing values, values compared as what they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.catalog import Catalog
from orchestrator.plan.model import RowPick
from orchestrator.plan.rows import NoSuchRow, RowUndecided, in_words, take

CATALOG = Catalog.parse(
    """
name: hotels
types:
  hotel_name: {base: string, entity: hotel}
  price: {base: number}
  nights: {base: integer}
  opened: {base: date}
  checked: {base: datetime}
  sort: {base: string, values: {Inn: [guest house], Hotel: []}}
apis:
  search: {rows: {name: hotel_name, price: price, nights: nights, opened: opened, checked: checked, open: boolean, sort: sort}}
"""
)
TYPES = {name: CATALOG.type(column.type) for name, column in CATALOG.apis["search"].rows.items()}
Rows = list[dict[str, Any]]


def named(*values: Any, column: str = "price") -> Rows:
    """Rows a, b, c ... with these values in the column."""
    return [{"name": "abcdefgh"[place], column: value} for place, value in enumerate(values)]


def names(rows: Rows, several: bool = False, **pick: Any) -> str:
    taken = take(rows, RowPick(**pick), TYPES, several=several)
    return "".join(row["name"] for row in taken)


THREE = named(30, 10, 20)


@pytest.mark.parametrize(
    ("pick", "taken"),
    [
        ({"first": 1}, "a"),
        ({"last": 1}, "c"),
        ({"nth": 1}, "a"),
        ({"nth": 3}, "c"),
        ({"min": "price"}, "b"),
        ({"max": "price"}, "a"),
        ({"equals": {"name": "B"}}, "b"),
        ({"equals": {"name": "b", "price": "10.00"}}, "b"),
    ],
)
def test_a_pick_takes_its_row(pick: dict[str, Any], taken: str) -> None:
    assert names(THREE, **pick) == taken


@pytest.mark.parametrize(("count", "taken"), [(1, "a"), (2, "ab"), (3, "abc"), (9, "abc")])
def test_the_first_rows_are_what_there_is(count: int, taken: str) -> None:
    assert names(THREE, several=True, first=count) == taken
    assert names([], several=True, first=count) == ""


def test_where_a_list_is_wanted_another_pick_is_a_list_of_one() -> None:
    assert names(THREE, several=True, last=1) == "c"


@pytest.mark.parametrize(
    ("pick", "told"),
    [
        ({"nth": 4}, "row 4: there is no such row: the list has 3 rows."),
        ({"nth": 9}, "row 9: there is no such row: the list has 3 rows."),
    ],
)
def test_a_row_that_does_not_exist_is_an_error_that_names_the_pick(pick: dict[str, Any], told: str) -> None:
    with pytest.raises(NoSuchRow) as caught:
        names(THREE, **pick)
    assert str(caught.value) == told
    assert caught.value.pick == RowPick(**pick)
    assert caught.value.count == 3


@pytest.mark.parametrize(
    "pick",
    [{"first": 1}, {"last": 1}, {"nth": 1}, {"min": "price"}, {"max": "price"}, {"equals": {"name": "a"}}, {"chosen": "q1"}],
)
def test_an_empty_list_has_no_row(pick: dict[str, Any]) -> None:
    with pytest.raises(NoSuchRow, match="the list is empty"):
        names([], **pick)


def test_one_row_is_said_in_the_singular() -> None:
    with pytest.raises(NoSuchRow, match="the list has 1 row\\."):
        names(named(1), nth=2)


@pytest.mark.parametrize("pick", ["min", "max"])
@pytest.mark.parametrize("equal", [[5, 5, 5], ["5", 5.0, "5.00"], [None, 5, "5"]])
def test_of_equal_rows_the_first_is_taken(pick: str, equal: list[Any]) -> None:
    assert names(named(*equal), **{pick: "price"}) == ("b" if equal[0] is None else "a")


@pytest.mark.parametrize("lacking", [None, "", "on request", [], {"amount": 1}, float("nan")])
def test_a_row_that_lacks_the_column_comes_last(lacking: Any) -> None:
    rows = named(lacking, 7, 9)
    assert names(rows, min="price") == "b"
    assert names(rows, max="price") == "c"
    del rows[0]["price"]
    assert names(rows, min="price") == "b"


def test_where_all_rows_lack_the_column_the_first_is_taken() -> None:
    assert names(named(None, None), max="price") == "a"
    assert names([{"name": "a"}, {"name": "b"}], min="price") == "a"


@pytest.mark.parametrize(
    ("column", "values", "least", "greatest"),
    [
        ("price", ["9", "80", "100.5"], "a", "c"),
        ("price", ["1,200", 300, -4], "c", "a"),
        ("price", [1e-07, 0, 2e20], "b", "c"),
        ("nights", ["10", 9, 2], "c", "a"),
        ("opened", ["12 May 2025", "2025-04-30", "2024-12-31"], "c", "a"),
        ("checked", ["2025-05-01T10:00:00+02:00", "2025-05-01T09:00:00Z", "2025-05-01T08:30:00"], "a", "b"),
        ("open", [True, False, "yes"], "b", "a"),
        ("name", ["Beta", "alpha", "Gamma"], "alpha", "Gamma"),
        ("sort", ["guest house", "Hotel", "inn"], "b", "a"),
    ],
)
def test_values_are_compared_as_what_they_are(column: str, values: list[Any], least: str, greatest: str) -> None:
    rows = [{"name": value} for value in values] if column == "name" else named(*values, column=column)
    assert names(rows, min=column) == least
    assert names(rows, max=column) == greatest


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("price", 1200, "1,200.00"),
        ("price", 0.5, "0.50"),
        ("nights", 3.0, "3"),
        ("opened", "2025-05-12", "12 May 2025"),
        ("open", True, "yes"),
        ("sort", "Inn", "guest house"),
        ("name", "ACME  ", "acme"),
        ("unheard of", 7, "7"),
        ("unheard of", "Seven", "seven"),
    ],
)
def test_a_row_equals_a_value_however_it_is_written(column: str, value: Any, said: str) -> None:
    rows = [{column: None}, {column: "other"}, {}, {column: value}]
    assert take(rows, RowPick(equals={column: said}), TYPES) == ({column: value},)


@pytest.mark.parametrize(
    ("values", "places"), [([1, 2, 3], (0, 1, 2)), ([1, 7, 7.0], (1, 2)), ([None, None], (0, 1))]
)
def test_no_row_or_several_rows_equal_are_a_question_to_the_person(values: list[Any], places: tuple[int, ...]) -> None:
    with pytest.raises(RowUndecided, match='the row where price is "7"') as caught:
        names(named(*values), equals={"price": "7"})
    assert caught.value.places == places


def test_the_chosen_row_is_taken() -> None:
    assert take(THREE, RowPick(chosen="q2"), TYPES, choices={"q2": 1}) == (THREE[1],)


def test_a_choice_that_was_not_made_is_a_question_unless_one_row_is_left() -> None:
    with pytest.raises(RowUndecided) as caught:
        take(THREE, RowPick(chosen="q2"), TYPES, choices={"q1": 1})
    assert caught.value.places == (0, 1, 2)
    assert take(THREE[:1], RowPick(chosen="q2"), TYPES) == (THREE[0],)


@pytest.mark.parametrize("place", [-1, 3])
def test_a_chosen_row_that_is_gone_does_not_exist(place: int) -> None:
    with pytest.raises(NoSuchRow):
        take(THREE, RowPick(chosen="q2"), TYPES, choices={"q2": place})


def test_values_of_an_unknown_type_are_numbers_where_all_are() -> None:
    assert take([{"x": 9}, {"x": 80}], RowPick(max="x"), {}) == ({"x": 80},)
    assert take([{"x": 9}, {"x": "80"}], RowPick(max="x"), {}) == ({"x": 9},)


@pytest.mark.parametrize(
    ("pick", "words"),
    [
        ({"first": 1}, "the first row"),
        ({"first": 3}, "the first 3 rows"),
        ({"last": 1}, "the last row"),
        ({"nth": 2}, "row 2"),
        ({"min": "price"}, "the row with the least price"),
        ({"max": "price"}, "the row with the greatest price"),
        ({"equals": {"name": "Acme", "city": "Bonn"}}, 'the row where name is "Acme" and city is "Bonn"'),
        ({"chosen": "q2"}, "the row chosen in q2"),
    ],
)
def test_a_pick_in_words(pick: dict[str, Any], words: str) -> None:
    assert in_words(RowPick(**pick)) == words


CELLS = st.one_of(st.none(), st.integers(-50, 50), st.integers(-50, 50).map(str), st.sampled_from(["n/a", "1,000"]))


@given(st.lists(CELLS, min_size=1, max_size=6))
def test_the_least_and_the_greatest_row_bound_all_others(values: list[Any]) -> None:
    rows = [{"place": place, "price": value} for place, value in enumerate(values)]
    amounts = {i: float(str(v).replace(",", "")) for i, v in enumerate(values) if v is not None and v != "n/a"}
    for pick, bound in ((RowPick(min="price"), min), (RowPick(max="price"), max)):
        place = take(rows, pick, TYPES)[0]["place"]
        expected = min((i for i, v in amounts.items() if v == bound(amounts.values())), default=0)
        assert place == expected
