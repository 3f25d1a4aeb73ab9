"""The runner: all solvers get all items, results come in order, nothing is lost to one that breaks or to Ctrl-C."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError, OrchestratorError
from orchestrator.evaluate.model import Attempt, CallMade, Item, Result
from orchestrator.evaluate.run import Interrupted, run, sample

SHOP = Catalog.model_validate({"name": "shop", "apis": {"sell": {"kind": "write"}}})
CLINIC = Catalog.model_validate({"name": "clinic", "apis": {"heal": {"kind": "write"}}})


def item(name: str, catalog: Catalog = SHOP, cell: str = "complete-single") -> Item:
    """An item whose right plan is one call of the catalog's only API."""
    api = next(iter(catalog.apis))
    return Item(name, f"query {name}", cell, catalog, (api,), (CallMade(api),))


class Right:
    """Solves every item rightly, and notes what it was given and by which thread."""

    def __init__(self, name: str = "right", log: list[tuple[str, str]] | None = None) -> None:
        self.name = name
        self.log = log if log is not None else []
        self.closed = 0

    def solve(self, item: Item) -> Attempt:
        self.log.append((self.name, item.id))
        return Attempt(goals=item.goals, calls=item.calls)

    def close(self) -> None:
        self.closed += 1


class Breaking(Right):
    """Breaks on one item."""

    def __init__(self, on: str, error: Callable[[], BaseException]) -> None:
        super().__init__("breaking")
        self.on, self.error = on, error

    def solve(self, item: Item) -> Attempt:
        if item.id == self.on:
            raise self.error()
        return super().solve(item)


def told(results: list[Result]) -> list[tuple[str, str]]:
    return [(result.solver, result.item.id) for result in results]


class TestRun:
    @pytest.mark.parametrize("jobs", [1, 2, 5, 50])
    def test_every_solver_gets_every_item_and_results_keep_their_order(self, jobs: int) -> None:
        items = [item(str(i), (SHOP, CLINIC)[i % 2]) for i in range(20)]
        results = run(items, [lambda: Right("one"), lambda: Right("two")], jobs=jobs)
        assert told(results) == [(name, str(i)) for name in ("one", "two") for i in range(20)]
        assert all(result.verdict.plan and result.verdict.goals for result in results)

    def test_items_of_one_catalog_are_solved_together(self) -> None:
        solver = Right()
        items = [item("a"), item("b", CLINIC), item("c"), item("d", CLINIC)]
        results = run(items, [lambda: solver])
        assert [name for _, name in solver.log] == ["a", "c", "b", "d"]
        assert [result.item.id for result in results] == ["a", "b", "c", "d"]

    def test_one_solver_is_closed_before_the_next_is_made(self) -> None:
        one = Right("one")

        def second() -> Right:
            assert one.closed == 1
            return Right("two")

        assert len(run([item("a")], [lambda: one, second])) == 2

    @pytest.mark.parametrize("jobs", [1, 3])
    def test_each_worker_has_a_solver_of_its_own_that_is_closed(self, jobs: int) -> None:
        made: list[Right] = []
        users: dict[int, set[int]] = {}

        class Own(Right):
            def solve(self, item: Item) -> Attempt:
                users.setdefault(id(self), set()).add(threading.get_ident())
                time.sleep(0.01)
                return super().solve(item)

        def maker() -> Right:
            made.append(Own())
            return made[-1]

        run([item(str(i)) for i in range(12)], [maker], jobs=jobs)
        assert len(made) == jobs
        assert [solver.closed for solver in made] == [1] * jobs
        assert all(len(threads) == 1 for threads in users.values())

    def test_no_more_workers_are_started_than_there_are_items(self) -> None:
        made: list[Right] = []

        def maker() -> Right:
            made.append(Right())
            return made[-1]

        run([item("a"), item("b")], [maker], jobs=8)
        assert len(made) == 2

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_an_item_that_a_solver_breaks_on_counts_as_wrong_and_the_run_goes_on(self, jobs: int) -> None:
        items = [item("a"), item("b"), item("c")]
        results = run(items, [lambda: Breaking("b", lambda: ZeroDivisionError("by\n zero"))], jobs=jobs)
        assert [result.attempt.error for result in results] == ["", "ZeroDivisionError: by zero", ""]
        assert [result.verdict.plan for result in results] == [True, False, True]

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_a_solver_that_cannot_be_made_ends_the_run(self, jobs: int) -> None:
        def maker() -> Right:
            raise ModelError("no model")

        with pytest.raises(OrchestratorError, match="no model"):
            run([item("a"), item("b")], [maker], jobs=jobs)

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_results_are_told_as_they_come_in_the_callers_thread(self, jobs: int) -> None:
        heard: list[tuple[str, int]] = []
        items = [item(str(i)) for i in range(5)]
        run(items, [Right], jobs=jobs, on_result=lambda r: heard.append((r.item.id, threading.get_ident())))
        assert sorted(name for name, _ in heard) == ["0", "1", "2", "3", "4"]
        assert {thread for _, thread in heard} == {threading.get_ident()}

    @pytest.mark.parametrize("jobs", [1, 2])
    def test_nothing_to_solve_needs_no_solver(self, jobs: int) -> None:
        def maker() -> Right:
            raise AssertionError("no solver is needed")

        assert run([], [maker], jobs=jobs) == []

    def test_ctrl_c_keeps_what_is_done_and_closes_the_solver(self) -> None:
        solver = Breaking("c", KeyboardInterrupt)
        with pytest.raises(Interrupted) as caught:
            run([item(name) for name in "abcd"], [lambda: Right("first"), lambda: solver])
        assert told(caught.value.results) == [
            *(("first", name) for name in "abcd"), ("breaking", "a"), ("breaking", "b"),
        ]  # fmt: skip
        assert solver.closed == 1

    def test_ctrl_c_stops_workers_at_the_query_at_hand(self) -> None:
        solvers: list[Right] = []

        class Slow(Right):
            def solve(self, item: Item) -> Attempt:
                time.sleep(0.02)
                return super().solve(item)

        def maker() -> Right:
            solvers.append(Slow())
            return solvers[-1]

        def interrupt(result: Result) -> None:
            raise KeyboardInterrupt

        with pytest.raises(Interrupted) as caught:
            run([item(str(i)) for i in range(100)], [maker], jobs=2, on_result=interrupt)
        assert len(caught.value.results) == 1
        assert sum(len(solver.log) for solver in solvers) < 10
        assert [solver.closed for solver in solvers] == [1, 1]

    def test_ctrl_c_does_not_wait_for_a_solver_that_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("orchestrator.evaluate.run._PATIENCE", 0.05)
        never = threading.Event()

        class Hanging(Right):
            def solve(self, item: Item) -> Attempt:
                if item.id != "0":
                    never.wait(30)
                return super().solve(item)

        def interrupt(result: Result) -> None:
            raise KeyboardInterrupt

        begun = time.perf_counter()
        with pytest.raises(Interrupted):
            run([item(str(i)) for i in range(9)], [Hanging], jobs=3, on_result=interrupt)
        assert time.perf_counter() - begun < 5
        never.set()

    def test_two_runs_give_the_same(self) -> None:
        items = [item(str(i), (SHOP, CLINIC)[i % 2]) for i in range(30)]
        assert run(items, [Right], jobs=1) == run(items, [Right], jobs=4)


CELLS = {"complete-single": 50, "incomplete-single": 30, "complete-dataflow": 19, "out of scope": 1}
MANY = [item(f"{cell}-{i}", cell=cell) for cell, count in CELLS.items() for i in range(count)]


class TestSample:
    def test_cells_keep_their_shares(self) -> None:
        assert Counter(i.cell for i in sample(MANY, 20)) == {
            "complete-single": 10, "incomplete-single": 6, "complete-dataflow": 4,
        }  # fmt: skip

    def test_it_stands_in_the_order_of_the_items(self) -> None:
        drawn = sample(MANY, 33, seed=5)
        assert [i.id for i in drawn] == [i.id for i in MANY if i in drawn]

    def test_the_order_of_the_file_and_other_items_of_other_cells_do_not_matter(self) -> None:
        assert {i.id for i in sample(MANY[::-1], 20)} == {i.id for i in sample(MANY, 20)}

    def test_the_same_seed_draws_the_same_on_every_machine(self) -> None:
        few = [item(name) for name in "abcdefgh"]
        assert [i.id for i in sample(few, 3, seed=0)] == ["a", "b", "d"]
        assert [i.id for i in sample(few, 3, seed=1)] == ["b", "d", "h"]

    @given(st.integers(0, 120), st.integers(0, 5))
    def test_a_smaller_sample_is_part_of_a_larger_one(self, size: int, seed: int) -> None:
        smaller = {i.id for i in sample(MANY, size, seed)}
        assert len(smaller) == min(size, len(MANY))
        assert smaller <= {i.id for i in sample(MANY, size + 1, seed)}

    @given(st.integers(1, 100))
    def test_no_cell_is_off_by_more_than_one(self, size: int) -> None:
        drawn = Counter(i.cell for i in sample(MANY, size))
        assert all(abs(drawn[cell] - size * count / len(MANY)) <= 1 for cell, count in CELLS.items())
