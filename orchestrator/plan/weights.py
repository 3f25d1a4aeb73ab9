"""Lexicographic costs in one integer: any question outweighs all choices, any choice all calls together (R9)."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.errors import PlanningError, Problem
from orchestrator.reason.situation import Situation

LARGEST_COST = 2**31 - 1
"""Fast Downward adds costs in 32 bits without a check: a larger sum would silently be a wrong plan."""


class CostsTooLarge(PlanningError):
    """The costs of a catalog cannot be told apart in the integers of the planner."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a unit of call cost, a choice, and a unit of question cost weigh."""

    call: int = 1
    choice: int = 1
    question: int = 1


def weights(situation: Situation) -> Weights:
    """Weights by which any question outweighs all choices and calls, and any choice all calls.

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
    # Round weights read better: the smallest powers of ten, from a hundred on, that outweigh what comes below.
    choices = sum(c.kind == "choice" for c in situation.calls.values())
    choice = max(100, 10 ** len(str(calls)))
    question = max(choice, 10 ** len(str(choice * choices + calls)))
    if question * questions + choice * choices + calls > LARGEST_COST:
        raise CostsTooLarge(
            Problem(
                f"the costs of the catalog are too large to be compared exactly: {questions} for questions, {calls} for calls",
                expected=f"question costs × call costs up to {LARGEST_COST}",
                mend="divide the catalog's costs by a common factor",
            )
        )
    return Weights(1, choice, question)
