"""Shares with their intervals, and what two solvers differ by on the same items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from types import MappingProxyType

from orchestrator.errors import Problem, UsageError
from orchestrator.evaluate.model import Result, Verdict
from orchestrator.evaluate.score import tells_arguments

_Z = 1.959963984540054
"""Between minus this and this lie 95 % of a normal distribution."""

METRICS: Mapping[str, Callable[[Verdict], bool]] = MappingProxyType(
    {
        "goals": lambda v: v.goals,
        "values": lambda v: v.values,
        "exact": lambda v: v.exact,
        "questions": lambda v: v.questions,
        "plan": lambda v: v.plan,
        "refusal": lambda v: v.refusal,
        "nothing invented": lambda v: v.invented == 0,
        "nothing filled": lambda v: v.filled == 0,
    }
)
"""What is right or not of an item, by the name that tables use. "filled" is a value invented for a missing one."""

_OF_ALL = frozenset({"goals", "refusal"})
"""Metrics that count for items too that tell no arguments."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    Example:
        >>> share = Share(45, 50)
        >>> share.rate, [round(bound, 3) for bound in share.interval]
        (0.9, [0.786, 0.957])
    """

    hits: int
    total: int

    @property
    def rate(self) -> float | None:
        """The share; None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of Wilson (1927); of nothing, everything. It takes the counted for independent of each other."""
        if not self.total:
            return 0.0, 1.0
        rate, n = self.hits / self.total, self.total
        middle = rate + _Z**2 / (2 * n)
        width = _Z * sqrt(rate * (1 - rate) / n + _Z**2 / (4 * n**2))
        low, high = ((middle - width) / (1 + _Z**2 / n), (middle + width) / (1 + _Z**2 / n))
        # At the ends the bound is exact; what is off is rounding.
        return (0.0 if self.hits == 0 else low), (1.0 if self.hits == n else high)


@dataclass(frozen=True, slots=True)
class Paired:
    """Two solvers, a and b, on the same items.

    Attributes:
        a, b: in how many items each is right.
        wins, losses: in how many items b is right where a is not, and the other way round.
    """

    metric: str
    solver_a: str
    solver_b: str
    a: Share
    b: Share
    wins: int
    losses: int

    @property
    def n(self) -> int:
        """How many items both solved."""
        return self.a.total

    @property
    def difference(self) -> float | None:
        """How much more often b is right, from -1 to 1; None of no item."""
        return (self.wins - self.losses) / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the difference: Newcombe's square-and-add of Wilson's (1998, paired data, method 10)."""
        return newcombe(self.b.hits - self.wins, self.wins, self.losses, self.n)

    @property
    def p(self) -> float:
        """How likely wins and losses are so uneven if neither solver is better: McNemar's test, exact and two-sided."""
        return mcnemar(self.wins, self.losses)


def newcombe(both: int, only_first: int, only_second: int, n: int) -> tuple[float, float]:
    """The 95 % interval of the difference of two shares of the same n items, the first minus the second.

    Newcombe, "Improved confidence intervals for the difference between binomial proportions based on paired data",
    Statistics in Medicine 17 (1998), method 10: Wilson intervals of both, joined with their correlation.
    """
    if not n:
        return -1.0, 1.0
    neither = n - both - only_first - only_second
    one, other = Share(both + only_first, n), Share(both + only_second, n)
    correlation = _correlation(both, only_first, only_second, neither)
    (low, high), (other_low, other_high) = one.interval, other.interval
    rate, other_rate = one.hits / n, other.hits / n

    def joined(x: float, y: float) -> float:
        return sqrt(max(0.0, x * x - 2 * correlation * x * y + y * y))

    difference = rate - other_rate
    below = joined(rate - low, other_high - other_rate)
    above = joined(high - rate, other_rate - other_low)
    return max(-1.0, difference - below), min(1.0, difference + above)


def _correlation(both: int, only_first: int, only_second: int, neither: int) -> float:
    """The correlation of two counts, a positive one corrected for continuity and never made negative by that."""
    margins = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if not margins:
        return 0.0
    excess = float(both * neither - only_first * only_second)
    if excess > 0:
        excess = max(0.0, excess - (both + only_first + only_second + neither) / 2)
    return excess / sqrt(margins)


def mcnemar(wins: int, losses: int) -> float:
    """The exact two-sided p of McNemar's test: how likely a fair coin falls at least as unevenly."""
    n = wins + losses
    tail = sum(comb(n, k) for k in range(min(wins, losses) + 1))
    return min(1.0, 2 * tail / (1 << n))


def metric_items(results: Iterable[Result], metric: str) -> list[Result]:
    """The results that count for a metric: where the item tells no arguments, only goals and refusal can be held against it.

    Raises:
        UsageError: there is no such metric.
    """
    if metric not in METRICS:
        raise UsageError(
            Problem(f"there is no figure called {metric!r}", expected="one of " + ", ".join(METRICS))
        )
    return [r for r in results if metric in _OF_ALL or tells_arguments(r.item)]


def share(results: Iterable[Result], metric: str) -> Share:
    """In how many of the results the metric is right."""
    counted = metric_items(results, metric)
    return Share(sum(METRICS[metric](r.verdict) for r in counted), len(counted))


def paired(results_a: Sequence[Result], results_b: Sequence[Result], metric: str = "plan") -> Paired:
    """What the second solver is better at than the first, over the items that both have a result of.

    Raises:
        UsageError: there is no such metric, or a solver has two results of one item.
    """
    a, b = _by_item(metric_items(results_a, metric)), _by_item(metric_items(results_b, metric))
    shared = [key for key in a if key in b]
    right = METRICS[metric]
    pairs = [(right(a[key].verdict), right(b[key].verdict)) for key in shared]
    return Paired(
        metric,
        results_a[0].solver if results_a else "",
        results_b[0].solver if results_b else "",
        Share(sum(x for x, _ in pairs), len(pairs)),
        Share(sum(y for _, y in pairs), len(pairs)),
        wins=sum(y and not x for x, y in pairs),
        losses=sum(x and not y for x, y in pairs),
    )


def _by_item(results: Iterable[Result]) -> dict[str, Result]:
    by_item: dict[str, Result] = {}
    for result in results:
        if result.item.id in by_item:
            raise UsageError(
                Problem(
                    f"the item {result.item.id!r} has two results of the solver {result.solver!r}",
                    mend="compare the results of one run, in which the ids of items are unique",
                )
            )
        by_item[result.item.id] = result
    return by_item
