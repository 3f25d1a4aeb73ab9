"""The error tree.

    OrchestratorError
    ├── CatalogError        a catalog that cannot be read, or says something impossible
    ├── FactsError          facts that are no facts of the catalog's vocabulary
    ├── TranslationError    no facts could be had from the query
    │   └── ModelError      the language model: unreachable, missing, or no answer in time
    ├── PlanningError       the planner itself failed
    │   ├── PlannerGaveUp   time or memory ran out: nothing is proven either way
    │   └── PlannerKilled   the planner's process ended by a signal
    ├── InvalidPlan         a plan did not pass the validator: a bug of ours, to be reported
    ├── AnswerError         an answer that does not fit the question
    ├── RevisionError       a change of mind in words that changes nothing, or not only one thing
    ├── BackendError        the functions behind the APIs cannot be loaded, or do not fit the catalog
    ├── CallFailed          raised by such a function: the call failed, and why
    └── UsageError          the library or the command was called in a way that cannot work
        └── NotRunnable     a plan that cannot be run as it is: nothing was called

Every error has four parts: *what* was wrong, *where* (file > API > slot), what was *expected*, and the *mend*.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told so that it can be mended."""

    what: str
    where: str = ""
    expected: str = ""
    mend: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.expected:
            text += f" (expected {self.expected})"
        if self.mend:
            text += f". {self.mend[0].upper()}{self.mend[1:]}"
        return text if text.endswith((".", "?", "!")) else text + "."


class OrchestratorError(Exception):
    """The root of all errors that this package raises on purpose.

    Attributes:
        problems: what is wrong, one entry a thing, most important first.
    """

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class CatalogError(OrchestratorError):
    """A catalog that cannot be read, or that says something impossible."""


class FactsError(OrchestratorError):
    """Text that is not made of facts, or facts that the catalog's vocabulary does not have."""


class TranslationError(OrchestratorError):
    """No facts could be had from the query."""


class ModelError(TranslationError):
    """The language model is unreachable, missing, or gave no answer in time."""


class PlanningError(OrchestratorError):
    """The planner itself failed."""


class PlannerGaveUp(PlanningError):
    """Time or memory ran out before anything was proven."""


class PlannerKilled(PlanningError):
    """The planner's process was ended by a signal from outside."""


class InvalidPlan(OrchestratorError):
    """A plan did not pass the independent validator. This is a bug of ours; please report it."""


class UsageError(OrchestratorError):
    """The library or the command was called in a way that cannot work."""
