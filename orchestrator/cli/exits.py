"""Exit codes: what a shell script learns from a run.

  0   ready: the plan stands
  2   wrong use, facts that are no facts, a catalog that is none
  3   needs input: the plan has questions; of a run: nobody answered, or a write was not approved
  4   ambiguous, or a conflict
  5   unsolvable: proven that no plan exists
  6   out of scope
  7   a call failed, or a run could not go on
  8   no translation: the model is missing, unreachable, or gave no facts
  9   gave up: the planner ran out of time or memory, or was killed; nothing is proven
 70   a bug of ours
 74   reading or writing failed
130   interrupted
141   whoever read the output went away
"""

from __future__ import annotations

from orchestrator.errors import InvalidPlan, OrchestratorError, PlanningError, TranslationError

WRONG_USE = 2
CALL_FAILED = 7
NO_TRANSLATION = 8
GAVE_UP = 9
BUG = 70
IO_FAILED = 74
INTERRUPTED = 130
BROKEN_PIPE = 141

BY_STATUS = {
    "ready": 0,
    "needs_input": 3,
    "ambiguous": 4,
    "conflict": 4,
    "unsolvable": 5,
    "out_of_scope": 6,
}


def code_of(error: OrchestratorError) -> int:
    """The exit code that an error ends with."""
    if isinstance(error, InvalidPlan):
        return BUG
    if isinstance(error, TranslationError):
        return NO_TRANSLATION
    return GAVE_UP if isinstance(error, PlanningError) else WRONG_USE
