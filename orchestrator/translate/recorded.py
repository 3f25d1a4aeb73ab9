"""A conversation with a model, recorded once and replayed from a file: no model, no network, the same answers for ever."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

from orchestrator.errors import ModelError, Problem, UsageError
from orchestrator.translate.answers import Answer, Question

_VERSION = 1


class Recorded:
    """Answers of a model in a JSON file that people can read and keep beside their tests.

    Give it as `answers` to a translator or to any model: with `record=True` what is not known is asked of the model and written
    to the file; without, nothing is asked of anybody. Answers are found by what was asked, whichever model it was.

    Raises:
        UsageError: there is no such file to replay, or it is no recording.

    Example:
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "conversation.json"
        >>> Recorded(path, record=True).put(Question("some-model", "2 + 2 ="), Answer("4"))
        >>> Recorded(path).get(Question("any-model", "2 + 2 =")).text
        '4'
    """

    def __init__(self, path: Path | str, *, record: bool = False) -> None:
        self.path = Path(path)
        self._record = record
        self._lock = Lock()
        self._model = ""
        self._entries: dict[str, dict[str, Any]] = {}
        if not record or self.path.exists():
            self._read()

    @property
    def recorded_model(self) -> str | None:
        """The name of the model that was recorded, where nothing else may be asked; None while recording."""
        return None if self._record else self._model or "recorded"

    def get(self, question: Question) -> Answer | None:
        """The recorded answer; None if there is none and the model may be asked.

        Raises:
            ModelError: there is none, and nothing may be asked.
        """
        with self._lock:
            entry = self._entries.get(question.key_of_any_model)
        if entry is not None:
            return _answer(entry)
        if self._record:
            return None
        mend = "record it again with Recorded(path, record=True): the query, the catalog or the prompt is another one now"
        raise ModelError(
            Problem(f"the recording has no answer to: {question.told}", str(self.path), mend=mend)
        )

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer, and write the file."""
        with self._lock:
            self._model = answer.model or self._model
            self._entries[question.key_of_any_model] = {"asked": question.told, **asdict(answer)}
            self._write()

    def _read(self) -> None:
        try:
            said = json.loads(self.path.read_text(encoding="utf-8"))
            if said["version"] != _VERSION:
                raise ValueError(f"version {said['version']}")
            self._model = str(said["model"])
            self._entries = {str(key): dict(entry) for key, entry in said["answers"].items()}
            for entry in self._entries.values():
                _answer(entry)
        except OSError as error:
            mend = "record it first, with Recorded(path, record=True)"
            raise UsageError(
                Problem(f"there is no recording: {error.strerror}", str(self.path), mend=mend)
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                Problem(f"it is no recording: {error!r}", str(self.path), "a file that Recorded wrote")
            ) from None

    def _write(self) -> None:
        said = {"version": _VERSION, "model": self._model, "answers": self._entries}
        unfinished = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            unfinished.replace(self.path)
        except OSError as error:
            raise UsageError(
                Problem(f"the recording cannot be written: {error.strerror}", str(self.path))
            ) from None


def _answer(entry: dict[str, Any]) -> Answer:
    return Answer(**{name: value for name, value in entry.items() if name != "asked"})
