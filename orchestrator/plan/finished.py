"""A problem of unified-planning that is built once and then only read, in an environment of its own."""

from __future__ import annotations

from typing import Any

from unified_planning.engines import Factory
from unified_planning.environment import Environment
from unified_planning.model import ExpressionManager, FreeVarsOracle, Problem
from unified_planning.model.type_manager import TypeManager
from unified_planning.model.walkers import (
    FreeVarsExtractor,
    NamesExtractor,
    Simplifier,
    Substituter,
    TypeChecker,
)


class QueryEnvironment(Environment):  # type: ignore[misc]
    """An environment for one query, without the catalogue of engines until somebody asks for it.

    unified-planning's own makes that catalogue, from its configuration files, for every environment; we name our engine.
    """

    def __init__(self) -> None:
        self._type_manager = TypeManager()
        self._tc = TypeChecker(self)
        self._expression_manager = ExpressionManager(self)
        self._free_vars_oracle = FreeVarsOracle()
        self._simplifier = Simplifier(self)
        self._substituter = Substituter(self)
        self._free_vars_extractor = FreeVarsExtractor()
        self._names_extractor = NamesExtractor()
        self._credits_stream = None
        self._error_used_name = True
        self._made_factory: Any = None

    @property
    def _factory(self) -> Any:
        if self._made_factory is None:
            self._made_factory = Factory(self)
        return self._made_factory


class FinishedProblem(Problem):  # type: ignore[misc]
    """Works out its kind once.

    unified-planning walks through the whole problem each time its kind is asked for, six times a plan: a quarter of the time
    of a small one. Nobody asks before the problem is complete.
    """

    _known_kind: Any = None

    @property
    def kind(self) -> Any:
        """What features the problem has."""
        if self._known_kind is None:
            self._known_kind = super().kind
        return self._known_kind
