"""What all tests of the command line share: no conversation is kept but in the test's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the conversations of the test are kept."""
    path = tmp_path / "log" / "conversations.sqlite"
    monkeypatch.setenv("ORCHESTRATOR_LOG", str(path))
    return path
