"""What models answered before: the same question to the same model is not asked again.

A question is all that an answer depends on: the model, the prompt, and what it was asked with (a grammar, a schema, a bound).
The store keeps a hash of the question and the answer; prompts are not kept, nor is any key or address of a server in clear.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from orchestrator.errors import Problem, UsageError

_VERSION = 1
_WAIT = 30.0  # seconds that a process waits for another one that is writing
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, model TEXT NOT NULL, prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL, seconds REAL NOT NULL, more TEXT NOT NULL
) WITHOUT ROWID
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked.

    Attributes:
        model: which model it is, so that another file or server of the same name is another model.
        prompt: the text, or the turns of a chat as JSON.
        parameters: whatever else the answer depends on; what JSON can say.
        asked: what a person would say was asked, for errors; the end of the prompt if it is empty.
    """

    model: str
    prompt: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    asked: str = ""

    @property
    def key(self) -> str:
        """The same for the same question, in every process and on every machine."""
        return _hash([self.model, self.prompt, dict(self.parameters)])

    @property
    def key_of_any_model(self) -> str:
        """The same for the same question to whichever model."""
        return _hash([self.prompt, dict(self.parameters)])

    @property
    def told(self) -> str:
        """What was asked, in a line."""
        said = " ".join((self.asked or self.prompt).split())
        return said if len(said) <= 160 else f"…{said[-160:]}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered, and what it cost when it was asked.

    Attributes:
        seconds: how long it took the first time.
        model: the name of the model, where the question does not know it.
        more: what else belongs to the answer (probabilities, calls of tools); what JSON can say.
    """

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    model: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


class AnswerStore(Protocol):
    """Where answers are kept."""

    @property
    def recorded_model(self) -> str | None:
        """The name of the model that was recorded, where nothing else may be asked; else None."""
        ...

    def get(self, question: Question) -> Answer | None:
        """The answer, or None where the model has to be asked."""
        ...

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer."""
        ...


class Answers:
    """Answers in a file, for several threads and processes at once. `close` it, or use it as a context manager.

    The file and its folder are made with the first answer. A file of an older version is emptied.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder, Answers(Path(folder) / "new" / "answers.sqlite") as answers:
        ...     question = Question("some-model", "2 + 2 =", {"tokens": 1})
        ...     answers.put(question, Answer("4", seconds=0.2))
        ...     print(answers.get(question).text, answers.get(Question("other-model", "2 + 2 =")))
        4 None
    """

    recorded_model: str | None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. It is opened again when it is needed."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def get(self, question: Question) -> Answer | None:
        """The answer to a question that was asked before, else None.

        Raises:
            UsageError: the file is no store of answers, or one of a later version.
        """
        with self._lock:
            row = self._run(
                "SELECT text, prompt_tokens, completion_tokens, seconds, model, more FROM answers WHERE key = ?",
                (question.key,),
            )
        if not row:
            return None
        text, read, written, seconds, model, more = row
        return Answer(text, read, written, seconds, model, json.loads(more))

    def put(self, question: Question, answer: Answer) -> None:
        """Keep an answer. The first answer to a question stays.

        Raises:
            UsageError: the file is no store of answers, or one of a later version.
        """
        more = json.dumps(dict(answer.more), ensure_ascii=False)
        with self._lock:
            self._run(
                "INSERT OR IGNORE INTO answers"
                " (key, text, model, prompt_tokens, completion_tokens, seconds, more) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    question.key, answer.text, answer.model, answer.prompt_tokens,
                    answer.completion_tokens, answer.seconds, more,
                ),
            )  # fmt: skip

    def _run(self, statement: str, values: tuple[Any, ...]) -> Any:
        """A row of the answer. A store that is busy or full only costs time, so that is no error."""
        connection = self._open()
        try:
            return connection.execute(statement, values).fetchone()
        except (sqlite3.Error, UnicodeError) as error:
            _log.warning("%s: %s", self.path, error)
            return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._connection = _connect(self.path)
            except (sqlite3.Error, OSError) as error:
                raise _unusable(self.path, str(error)) from None
        return self._connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # with WAL, a crash loses the last answers and nothing else
        connection.execute("BEGIN IMMEDIATE")  # one process makes the tables, the others wait
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise _unusable(path, f"it was written by a later version ({version})")
        if version < _VERSION:
            connection.execute("DROP TABLE IF EXISTS answers")
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) or connection.in_transaction:
            connection.close()
            raise
    except BaseException:
        connection.close()
        raise
    return connection


def _unusable(path: Path, reason: str) -> UsageError:
    return UsageError(
        Problem(
            f"the answers cannot be kept: {reason}", str(path), mend="delete the file, or name another one"
        )
    )


def _hash(parts: list[Any]) -> str:
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
