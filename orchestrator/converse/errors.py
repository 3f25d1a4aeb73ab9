"""What can go wrong in a conversation."""

from __future__ import annotations

from orchestrator.errors import OrchestratorError


class AnswerError(OrchestratorError):
    """An answer that does not fit what is asked for. All that do not fit are told at once."""


class RevisionError(OrchestratorError):
    """Words that change nothing, or that could change several things."""
