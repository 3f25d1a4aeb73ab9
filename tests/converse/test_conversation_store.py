"""The file in which conversations are kept."""

from __future__ import annotations

import itertools
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestrator import UsageError
from orchestrator.converse import store as module
from orchestrator.converse.store import MIGRATIONS, Store, log_path


def data(*said: str) -> dict[str, Any]:
    return {"catalog": "x", "turns": [{"kind": "query", "said": s, "notes": [], "plan": {"status": "ready"}} for s in said]}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    ids, times = (f"id{n}" for n in itertools.count(1)), itertools.count(100.0)
    return Store(tmp_path / "new" / "log.sqlite", clock=lambda: next(times), new_id=lambda: next(ids))


def test_the_last_is_the_one_in_which_something_was_said_last(store: Store) -> None:
    assert store.last() is None
    first = store.save(data("one"), source="x")
    store.save(data("two"), source="x")
    store.save(data("one", "more"), source="x", identifier=first)
    last = store.last()
    assert last is not None
    assert (last.id, last.turns, last.begun, last.changed) == (first, 2, 100.0, 102.0)
    assert [kept.title for kept in store.latest()] == ["one", "two"]
    assert store.get("id2").data == data("two")


def test_a_turn_that_was_taken_back_is_gone(store: Store) -> None:
    name = store.save(data("one", "two"), source="x")
    store.save(data("one"), source="x", identifier=name)
    assert store.get(name).data == data("one")


def test_a_name_may_be_cut_short_where_one_begins_so(store: Store) -> None:
    store.save(data("one"), source="x")
    store.save(data("two"), source="x")
    with pytest.raises(UsageError, match="several conversations begin with 'id'"):
        store.get("id")
    for name in ("no", "", "id1' OR 1=1", "%"):
        with pytest.raises(UsageError, match="there is no conversation"):
            store.get(name)


def test_only_the_user_may_read_the_file(store: Store) -> None:
    store.save(data("one"), source="x")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_each_migration_is_made_once_and_recorded(store: Store) -> None:
    store.save(data("one"), source="x")
    Store(store.path).save(data("two"), source="x")
    with sqlite3.connect(store.path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY name")]
    connection.close()
    assert names == [name for name, _ in MIGRATIONS] == sorted(names)


def test_an_older_file_is_brought_up_to_date(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", MIGRATIONS[:1])
        store.save(data("one"), source="x")
    assert [kept.title for kept in store.latest()] == ["one"]


def test_a_migration_that_fails_leaves_nothing_half_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(data("one"), source="x")
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", (*MIGRATIONS, ("0003_broken", "CREATE TABLE half (x); CREATE nonsense")))
        with pytest.raises(UsageError, match="cannot be kept"):
            store.latest()
    with sqlite3.connect(store.path) as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()
    connection.close()
    assert len(store.latest()) == 1


def test_a_file_of_a_later_version_is_refused(store: Store) -> None:
    store.save(data("one"), source="x")
    with sqlite3.connect(store.path) as connection:
        connection.execute("INSERT INTO migrations (name, made) VALUES ('0099_later', 0)")
    connection.close()
    with pytest.raises(UsageError, match=r"written by a later version \(0099_later\)"):
        store.latest()


@pytest.mark.parametrize("content", [b"no database at all, but a text", None])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.sqlite"
    if content is None:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE mine (x)")
        connection.close()
        content = path.read_bytes()
    else:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be kept"):
        Store(path).save(data("one"), source="x")
    assert path.read_bytes() == content


_WRITER = """
import sys
from pathlib import Path
from orchestrator.converse.store import Store
store = Store(Path(sys.argv[1]))
for n in range(10):
    turn = {"kind": "query", "said": sys.argv[2] + str(n), "notes": [], "plan": {"status": "ready"}}
    store.save({"catalog": "x", "turns": [turn]}, source="x")
"""


def test_several_processes_keep_theirs_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    command, root = [sys.executable, "-c", _WRITER, str(path)], Path(__file__).parents[2]
    running = [subprocess.Popen([*command, f"p{n}-"], cwd=root) for n in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert len(Store(path).latest(100)) == 30


def test_where_conversations_are_kept_is_for_the_user_to_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert log_path({"ORCHESTRATOR_LOG": str(tmp_path / "mine.sqlite")}) == tmp_path / "mine.sqlite"
    assert log_path({"ORCHESTRATOR_LOG": "off"}) is None
    monkeypatch.setenv("ORCHESTRATOR_HOME", str(tmp_path))
    assert log_path({}) == tmp_path / "conversations.sqlite"
