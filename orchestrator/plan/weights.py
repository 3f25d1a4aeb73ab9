"""Lexicographic costs in one integer: any question outweighs all calls together (R9)."""

from __future__ import annotations

from orchestrator.errors import PlanningError, Problem
from orchestrator.reason.situation import Situation

LARGEST_COST = 2**31 - 1
"""Fast Downward adds costs in 32 bits without a check: a larger sum would silently be a wrong plan."""


class CostsTooLarge(PlanningError):
    """The costs of a catalog cannot be told apart in the integers of the planner."""


def weights(situation: Situation) -> tuple[int, int]:
    """What a unit of call cost and a unit of question cost weigh, so that any question outweighs all calls.

    Raises:
        CostsTooLarge: the sums would not fit the planner's integers.
    """
    calls = sum(c.cost for c in situation.calls.values())
    if situation.deletes:
        # What was brought about can be undone and be needed again: an auto write may be called once for each goal and once more.
        again = 1 + len(situation.goals)
        calls += sum(c.cost * again * max((len(s) for s in c.slots.values()), default=1)
                     for c in situation.calls.values() if c.kind == "auto")  # fmt: skip
    questions = sum(d.question_cost for d in situation.data.values())
    # A round weight reads better: the smallest power of ten, from a hundred on, that outweighs all calls.
    weight = max(100, 10 ** len(str(calls)))
    if weight * questions + calls > LARGEST_COST:
        raise CostsTooLarge(
            Problem(
                f"the costs of the catalog are too large to be compared exactly: {questions} for questions, {calls} for calls",
                expected=f"question costs × call costs up to {LARGEST_COST}",
                mend="divide the catalog's costs by a common factor",
            )
        )
    return 1, weight
