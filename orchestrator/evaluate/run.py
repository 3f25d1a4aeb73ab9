"""Every item to every solver: in an order that suits caches, by several workers, and so that an end by Ctrl-C loses nothing."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from queue import SimpleQueue

from orchestrator.evaluate.model import Attempt, Item, Result, Solver
from orchestrator.evaluate.score import judge

Maker = Callable[[], Solver]
"""Makes a solver; called once a worker."""

_PATIENCE = 5.0  # seconds that an interrupted run waits for the queries at hand
_log = logging.getLogger(__name__)


class Interrupted(KeyboardInterrupt):
    """A run was ended by Ctrl-C. `results` are what was done until then, in the order of a whole run."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


def sample(items: Sequence[Item], size: int, seed: int = 0) -> list[Item]:
    """Some of the items, each cell in proportion to its size, in the order in which they stand.

    Which ones depends on the seed and on the ids alone, so it is the same on every machine. A smaller sample is part of a
    larger one. In a cell the items are put in the order of a hash; of all cells together those come first that stand
    first in their cell for its size (Webster's method).
    """
    cells: defaultdict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        cells[item.cell].append(place)
    ranked: list[tuple[float, str, int]] = []
    for places in cells.values():
        drawn = sorted((_lot(items[place], seed), place) for place in places)
        ranked += [((rank + 0.5) / len(drawn), lot, place) for rank, (lot, place) in enumerate(drawn)]
    return [items[place] for place in sorted(place for _, _, place in sorted(ranked)[: max(size, 0)])]


def _lot(item: Item, seed: int) -> str:
    return hashlib.sha256(f"{seed}\n{item.id}".encode()).hexdigest()


def run(
    items: Sequence[Item],
    makers: Sequence[Maker],
    *,
    jobs: int = 1,
    today: date | None = None,
    on_result: Callable[[Result], None] | None = None,
) -> list[Result]:
    """What every solver makes of every item, solver by solver, each in the order of the items.

    One solver is done with all items before the next one is made: a machine need not hold two language models at once.

    Args:
        items: what is to be solved.
        makers: one a solver.
        jobs: how many workers solve side by side, each with a solver of its own.
        today: from which day relative dates count where an item does not say it; for None the day of the run.
        on_result: is told of each result as it comes, in this thread.

    Raises:
        Interrupted: Ctrl-C; it holds the results so far.
        OrchestratorError: a solver cannot be made.
    """
    done: dict[tuple[int, int], Result] = {}
    work = _Work(items, today or date.today())
    try:
        for place, maker in enumerate(makers):
            for index, result in work.done_by(maker, min(jobs, len(items))):
                done[place, index] = result
                if on_result is not None:
                    on_result(result)
    except KeyboardInterrupt:
        raise Interrupted([done[key] for key in sorted(done)]) from None
    return [done[key] for key in sorted(done)]


@dataclass(frozen=True, slots=True)
class _Work:
    """The items, to be solved by one solver after the other."""

    items: Sequence[Item]
    today: date

    def done_by(self, maker: Maker, jobs: int) -> Iterator[tuple[int, Result]]:
        """Each result as it comes, with the place of its item."""
        if jobs > 1:
            yield from self._side_by_side(maker, jobs)
        elif self.items:
            # In this thread, so that Ctrl-C reaches the query at hand.
            with closing(maker()) as solver:
                for index in self.order():
                    yield index, self.result(solver, index)

    def order(self) -> list[int]:
        """The places of the items, those of one catalog together: a model keeps what it read of a catalog."""
        first: dict[int, int] = {}
        for index, item in enumerate(self.items):
            first.setdefault(id(item.catalog), index)
        return sorted(range(len(self.items)), key=lambda index: (first[id(self.items[index].catalog)], index))

    def result(self, solver: Solver, index: int) -> Result:
        """What the solver makes of one item. That it breaks is its result."""
        item = self.items[index]
        try:
            attempt = solver.solve(item)
        except Exception as error:  # noqa: BLE001  one item that a solver breaks on must not end the run
            _log.debug("%s, %s", solver.name, item.id, exc_info=True)
            attempt = Attempt(error=f"{type(error).__name__}: {' '.join(str(error).split())}")
        return Result(solver.name, item, attempt, judge(item, attempt, today=self.today))

    def _side_by_side(self, maker: Maker, jobs: int) -> Iterator[tuple[int, Result]]:
        crew = _Crew(self, maker)
        # Daemons: a model that hangs must not keep an interrupted process from ending.
        threads = [threading.Thread(target=crew.work, name=f"solver-{i}", daemon=True) for i in range(jobs)]
        for thread in threads:
            thread.start()
        try:
            yield from crew.results(jobs)
        finally:
            crew.stop.set()
            until = time.monotonic() + _PATIENCE
            for thread in threads:
                thread.join(max(0.0, until - time.monotonic()))


class _Crew:
    """Workers that take one item after the other from one heap."""

    def __init__(self, work: _Work, maker: Maker) -> None:
        self.all, self.maker = work, maker
        self.left = deque(work.order())
        self.done: SimpleQueue[tuple[int, Result] | BaseException | None] = SimpleQueue()
        self.stop = threading.Event()

    def work(self) -> None:
        """Until nothing is left. The last thing told is None."""
        try:
            with closing(self.maker()) as solver:
                while not self.stop.is_set():
                    try:
                        index = self.left.popleft()
                    except IndexError:
                        break
                    self.done.put((index, self.all.result(solver, index)))
        except BaseException as error:  # noqa: BLE001  it is raised again in the thread that waits
            self.done.put(error)
        finally:
            self.done.put(None)

    def results(self, workers: int) -> Iterator[tuple[int, Result]]:
        """What the workers tell, as it comes.

        Raises:
            BaseException: what ended a worker.
        """
        while workers:
            told = self.done.get()
            if told is None:
                workers -= 1
            elif isinstance(told, BaseException):
                raise told
            else:
                yield told
