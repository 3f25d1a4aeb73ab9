"""The conversations of a user, kept in a file: SQLite, with named migrations, for several processes at once.

Nothing sensitive is kept: a conversation writes a mark in its place (`Conversation.to_json`).
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator.errors import Problem, UsageError

_WAIT = 30.0  # seconds that a process waits for another one that is writing
_OFF = frozenset(("off", "no", "none", "0", "false"))

MIGRATIONS: tuple[tuple[str, str], ...] = (
    (
        "0001_conversations",
        """
        CREATE TABLE conversations (
            id TEXT PRIMARY KEY, begun REAL NOT NULL, changed REAL NOT NULL, catalog TEXT NOT NULL, source TEXT NOT NULL,
            title TEXT NOT NULL, status TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE turns (
            conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, number INTEGER NOT NULL,
            turn TEXT NOT NULL, PRIMARY KEY (conversation, number)
        ) WITHOUT ROWID;
        """,
    ),
    ("0002_by_change", "CREATE INDEX conversations_by_change ON conversations (changed DESC, id);"),
)
"""The changes of the tables, in the order in which they are made; each is made once, and recorded by its name."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation that is kept.

    Attributes:
        id: by what it is named.
        begun: when it began, in seconds since 1970.
        changed: when something was last said.
        source: what its catalog is loaded from: the name of a domain, or a path.
        title: what it began with, in a line.
        status: the outcome of its plan.
        data: the conversation itself, as `Conversation.to_json` gives it; empty in a list.
    """

    id: str
    begun: float
    changed: float
    catalog: str
    source: str
    title: str
    status: str
    turns: int
    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """What is kept as plain data."""
        told = {name: getattr(self, name) for name in ("id", "begun", "changed", "catalog", "source", "title", "status")}
        return {**told, "turns": self.data.get("turns", self.turns)}


def log_path(environment: Mapping[str, str] | None = None) -> Path | None:
    """Where conversations are kept: ORCHESTRATOR_LOG, else in the data folder of the user; None where it says `off`."""
    said = (os.environ if environment is None else environment).get("ORCHESTRATOR_LOG", "").strip()
    if said.casefold() in _OFF:
        return None
    if said:
        return Path(said).expanduser()
    from orchestrator.translate.models import home

    return home() / "conversations.sqlite"


class Store:
    """Conversations in a file. The file and its folder are made with the first conversation; only the user may read it.

    Args:
        path: the file.
        clock: says what time it is.
        new_id: makes the name of a new conversation.

    Example:
        >>> store = Store(Path(folder) / "conversations.sqlite")
        >>> identifier = store.save(talk, source="small_business")
        >>> store.last().id == identifier
        True
    """

    def __init__(
        self, path: Path, *, clock: Callable[[], float] = time.time, new_id: Callable[[], str] = lambda: secrets.token_hex(4)
    ) -> None:
        self.path, self._clock, self._new_id = path, clock, new_id

    def save(self, data: Mapping[str, Any], *, source: str, identifier: str | None = None) -> str:
        """Keep a conversation as it is now, and give its name.

        Args:
            data: what `Conversation.to_json` gives.
            source: what its catalog is loaded from.
            identifier: of a conversation that was kept before: its name.

        Raises:
            UsageError: the file is no store of conversations, or one of a later version, or cannot be written.
        """
        turns = data["turns"]
        now, name = self._clock(), identifier or self._new_id()
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO conversations (id, begun, changed, catalog, source, title, status) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, status = excluded.status",
                (name, now, now, data["catalog"], source, _title(turns[0]), turns[-1]["plan"]["status"]),
            )
            connection.execute("DELETE FROM turns WHERE conversation = ?", (name,))
            connection.executemany(
                "INSERT INTO turns (conversation, number, turn) VALUES (?, ?, ?)",
                [(name, number, json.dumps(turn, ensure_ascii=False)) for number, turn in enumerate(turns)],
            )
        return name

    def last(self) -> Kept | None:
        """The conversation in which something was said last; None where there is none."""
        found = self._rows("ORDER BY changed DESC, id LIMIT 1", ())
        return self.get(found[0].id) if found else None

    def get(self, identifier: str) -> Kept:
        """A conversation with its turns, by its name or the beginning of it.

        Raises:
            UsageError: there is none of that name, or several begin so.
        """
        by_beginning = "WHERE substr(id, 1, ?) = ? ORDER BY changed DESC, id"
        found = self._rows(by_beginning, (len(identifier), identifier)) if identifier else []
        exact = [one for one in found if one.id == identifier] or found
        if len(exact) != 1:
            what = f"several conversations begin with '{identifier}'" if exact else f"there is no conversation '{identifier}'"
            mend = "`orchestrator log` lists them"
            raise UsageError(Problem(what, "log", ", ".join(one.id for one in exact), mend))
        with closing(self._open()) as connection:
            rows = connection.execute("SELECT turn FROM turns WHERE conversation = ? ORDER BY number", (exact[0].id,)).fetchall()
        one = exact[0]
        data = {"catalog": one.catalog, "turns": [json.loads(turn) for (turn,) in rows]}
        return Kept(one.id, one.begun, one.changed, one.catalog, one.source, one.title, one.status, len(rows), data)

    def latest(self, limit: int = 20) -> tuple[Kept, ...]:
        """The conversations in which something was said last, without their turns, the latest first."""
        return tuple(self._rows("ORDER BY changed DESC, id LIMIT ?", (limit,)))

    def _rows(self, where: str, values: tuple[Any, ...]) -> list[Kept]:
        if not self.path.exists():
            return []
        statement = (
            "SELECT id, begun, changed, catalog, source, title, status,"
            f" (SELECT COUNT(*) FROM turns WHERE conversation = conversations.id) FROM conversations {where}"
        )
        with closing(self._open()) as connection:
            return [_kept(row) for row in connection.execute(statement, values)]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise _unusable(self.path, str(error)) from None

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            return _connect(self.path)
        except (sqlite3.Error, OSError) as error:
            raise _unusable(self.path, str(error)) from None


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        if _pending(connection, path):
            _migrate(connection, path)
            _log_ahead(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side. The mode stays with the file; who finds it busy leaves it to others."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise


def _pending(connection: sqlite3.Connection, path: Path) -> list[tuple[str, str]]:
    """The migrations that were not made yet.

    Raises:
        UsageError: others were made: the file was written by a later version, or is something else.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "migrations" not in tables:
        raise _unusable(path, "it is another database")
    made = [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name")] if tables else []
    strange = sorted(set(made) - {name for name, _ in MIGRATIONS})
    if strange:
        raise _unusable(path, f"it was written by a later version ({strange[-1]})")
    return [(name, script) for name, script in MIGRATIONS if name not in made]


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Make the migrations that are left, each whole or not at all; one process makes them, the others wait."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name, script in _pending(connection, path):
            connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, made REAL NOT NULL) WITHOUT ROWID")
            for statement in filter(None, map(str.strip, script.split(";"))):
                connection.execute(statement)
            connection.execute("INSERT INTO migrations (name, made) VALUES (?, ?)", (name, time.time()))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _kept(row: tuple[Any, ...]) -> Kept:
    identifier, begun, changed, catalog, source, title, status, turns = row
    return Kept(identifier, begun, changed, catalog, source, title, status, turns, {})


def _title(turn: Mapping[str, Any]) -> str:
    said = turn["said"]
    line = " ".join(str(said).split()) if isinstance(said, str) else "answers"
    return line if len(line) <= 200 else f"{line[:199]}…"


def _unusable(path: Path, reason: str) -> UsageError:
    mend = "delete the file, name another one with ORCHESTRATOR_LOG, or keep nothing with ORCHESTRATOR_LOG=off"
    return UsageError(Problem(f"conversations cannot be kept: {reason}", str(path), mend=mend))
