"""The layout: boxes apart, wires downwards and around boxes, the same every time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from geometry import NEAR, assert_clear
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.errors import UsageError
from orchestrator.show.layout import Box, Item, Layout, Wire, lay_out
from orchestrator.show.layout_order import crossings, ordered
from orchestrator.show.layout_pack import packed
from orchestrator.show.layout_place import pushed


@st.composite
def _drawings(draw: st.DrawFn) -> tuple[list[Box], list[Wire]]:
    number = draw(st.integers(1, 14))
    size = st.floats(20, 320, allow_nan=False)
    boxes = [Box(f"b{i}", draw(size), draw(size), draw(st.integers(0, 5))) for i in range(number)]
    rank = {box.id: box.rank for box in boxes}
    wires = []
    for box in boxes:
        later = [other for other in rank if rank[other] > box.rank]
        for _ in range(draw(st.integers(0, 2)) if later else 0):
            targets = draw(st.lists(st.sampled_from(later), min_size=1, max_size=4))
            label = draw(st.none() | st.just((60.0, 17.0)))
            wires.append(Wire(box.id, tuple(targets), label))
    return boxes, wires


@settings(max_examples=120, deadline=None)
@given(_drawings())
def test_nothing_overlaps_and_no_wire_runs_through_a_box(drawing: tuple[list[Box], list[Wire]]) -> None:
    assert_clear(lay_out(*drawing, most_width=600))


@settings(max_examples=60, deadline=None)
@given(_drawings())
def test_wires_run_down_from_their_box_to_all_their_targets(drawing: tuple[list[Box], list[Wire]]) -> None:
    boxes, wires = drawing
    layout = lay_out(boxes, wires)
    for wire, route in zip(wires, layout.routes, strict=True):
        assert {piece.arrives for piece in route.pieces} - {None} == set(wire.targets)
        assert {piece.leaves for piece in route.pieces} - {None} == {wire.source}
        for piece in route.pieces:
            assert piece.start[1] <= piece.end[1]
            if piece.leaves is not None:
                box = layout.boxes[piece.leaves]
                assert box.x - NEAR <= piece.start[0] <= box.right + NEAR
                assert piece.start[1] == pytest.approx(box.bottom)
            if piece.arrives is not None:
                box = layout.boxes[piece.arrives]
                assert box.x - NEAR <= piece.end[0] <= box.right + NEAR
                assert piece.end[1] == pytest.approx(box.y)


@settings(max_examples=60, deadline=None)
@given(_drawings())
def test_pieces_of_a_wire_join(drawing: tuple[list[Box], list[Wire]]) -> None:
    boxes, wires = drawing
    layout = lay_out(boxes, wires)
    for route in layout.routes:
        ends = {(round(x, 3), round(y, 3)) for x, y in (piece.end for piece in route.pieces)}
        for piece in route.pieces:
            start = (round(piece.start[0], 3), round(piece.start[1], 3))
            from_label = route.label is not None and abs(piece.start[1] - route.label.bottom) < NEAR
            assert piece.leaves is not None or from_label or start in ends


@settings(max_examples=30, deadline=None)
@given(_drawings())
def test_the_same_boxes_are_laid_out_the_same(drawing: tuple[list[Box], list[Wire]]) -> None:
    assert lay_out(*drawing) == lay_out(*drawing)


@settings(max_examples=40, deadline=None)
@given(_drawings())
def test_all_stands_within_the_page(drawing: tuple[list[Box], list[Wire]]) -> None:
    layout = lay_out(*drawing)
    for place in [*layout.boxes.values(), *(route.label for route in layout.routes if route.label)]:
        assert place.x >= -NEAR
        assert place.y >= 0
        assert place.right <= layout.width + NEAR
        assert place.bottom <= layout.height + NEAR


@settings(max_examples=40, deadline=None)
@given(_drawings())
def test_ranks_stand_below_each_other(drawing: tuple[list[Box], list[Wire]]) -> None:
    ranks = lay_out(*drawing, most_width=500).ranks
    assert all(ranks[upper][1] < ranks[lower][0] for upper, lower in pairwise(sorted(ranks)))


def test_a_wide_rank_is_broken_into_rows() -> None:
    layout = lay_out([Box(f"b{i}", 200, 40, 0) for i in range(12)], [], most_width=900)
    assert layout.width < 1000
    assert len({place.y for place in layout.boxes.values()}) == 3


def test_wires_that_can_run_without_crossing_do() -> None:
    boxes = [Box(name, 60, 20, 0) for name in "abc"] + [Box(name, 60, 20, 1) for name in "xyz"]
    layout = lay_out(boxes, [Wire("a", ("z",)), Wire("b", ("y",)), Wire("c", ("x",))])
    upper = sorted("abc", key=lambda name: layout.boxes[name].x)
    lower = sorted("zyx", key=lambda name: layout.boxes[name].x)
    assert [{"a": "z", "b": "y", "c": "x"}[name] for name in upper] == lower


def test_a_lane_with_a_free_column_is_straight() -> None:
    boxes = [Box("a", 300, 30, 0), *(Box(f"m{i}", 80, 30, i) for i in range(1, 5)), Box("z", 300, 30, 5)]
    wires = [Wire("a", ("m1",)), *(Wire(f"m{i}", (f"m{i + 1}",)) for i in range(1, 4)), Wire("m4", ("z",)), Wire("a", ("z",))]
    route = lay_out(boxes, wires).routes[-1]
    lanes = {round(piece.start[0], 3) for piece in route.pieces if piece.leaves is None and piece.arrives is None}
    assert len(lanes) == 1


def test_one_lane_serves_all_targets_of_a_wire() -> None:
    boxes = [Box("a", 60, 20, 0), *(Box(f"t{i}", 60, 20, i) for i in range(1, 6))]
    layout = lay_out(boxes, [Wire("a", tuple(f"t{i}" for i in range(1, 6)))])
    leaving = {piece.start for piece in layout.routes[0].pieces if piece.leaves == "a"}
    assert len(leaving) == 1


@pytest.mark.parametrize(
    ("boxes", "wires", "said"),
    [
        ([Box("a", 9, 9, 0), Box("a", 9, 9, 1)], [], "one id"),
        ([Box("a", 9, 9, 0)], [Wire("a", ("b",))], "no box"),
        ([Box("a", 9, 9, 0), Box("b", 9, 9, 0)], [Wire("a", ("b",))], "later rank"),
    ],
)
def test_a_drawing_that_cannot_be_is_refused(boxes: list[Box], wires: list[Wire], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        lay_out(boxes, wires)


def test_nothing_is_laid_out_as_nothing() -> None:
    assert lay_out([], []) == Layout({}, (), {}, 0.0, 0.0)


def test_layouts_side_by_side_do_not_overlap() -> None:
    one = lay_out([Box("a", 90, 300, 0), Box("b", 90, 30, 1)], [Wire("a", ("b",), (40, 17))])
    other = lay_out([Box("c", 50, 500, 0)], [])
    third = lay_out([Box("d", 70, 90, 0), Box("e", 70, 90, 1)], [Wire("d", ("e",))])
    page = packed([one, other, third], 700)
    assert_clear(page)
    assert set(page.boxes) == set("abcde")
    assert page.width >= max(place.right for place in page.boxes.values())


@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(0.1, 9), st.floats(0, 80)), min_size=1, max_size=12))
def test_what_is_pushed_keeps_order_and_gaps(wishes: list[tuple[float, float, float]]) -> None:
    gaps = [gap for _, _, gap in wishes[1:]]
    at = pushed([wish for wish, _, _ in wishes], [weight for _, weight, _ in wishes], gaps)
    assert all(right - left >= gap - 1e-6 for (left, right), gap in zip(pairwise(at), gaps, strict=True))


def test_what_is_pushed_stays_within_bounds_where_there_is_room() -> None:
    assert pushed([-50.0, 400.0], [1.0, 1.0], [10.0], (0.0, 100.0)) == [0.0, 100.0]


def test_the_order_of_rows_has_no_more_crossings_than_the_first_one() -> None:
    items = [Item(0, 10, 10, box=f"a{i}") for i in range(4)] + [Item(1, 10, 10, box=f"b{i}") for i in range(4)]
    for upper, lower in [(0, 7), (1, 6), (2, 5), (3, 4), (0, 6)]:
        items[upper].below.append(lower)
        items[lower].above.append(upper)
    assert crossings(items, [[0, 1, 2, 3], [4, 5, 6, 7]]) == 8
    assert crossings(items, ordered(items, 2)) == 0
