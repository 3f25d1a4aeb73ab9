from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import ModelError, UsageError
from orchestrator.translate.answers import Answer, Answers, Question
from orchestrator.translate.runtime import Runtime, identity, model_file

ASKED = Question("model", "Say yes.", {"tokens": 1})
SAID = Answer("yes", 5, 1, 0.25, "m", {"tokens": {"796573": 0.9, "6e6f": 0.1}})


def test_an_answer_is_found_again_after_the_file_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "answers.sqlite"
    with Answers(path) as answers:
        assert answers.get(ASKED) is None
        answers.put(ASKED, SAID)
    assert Answers(path).get(ASKED) == SAID


@pytest.mark.parametrize(
    "other",
    [
        Question("other", "Say yes.", {"tokens": 1}),
        Question("model", "Say yes!", {"tokens": 1}),
        Question("model", "Say yes.", {"tokens": 2}),
        Question("model", "Say yes.", {"tokens": 1, "grammar": 'root ::= "yes"'}),
    ],
)
def test_another_model_prompt_or_parameter_is_another_question(tmp_path: Path, other: Question) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        answers.put(ASKED, SAID)
        assert answers.get(other) is None


def test_what_was_asked_is_not_kept_in_the_file(tmp_path: Path) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        answers.put(Question("http://me:secret@host", "my private query"), SAID)
    held = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    assert b"yes" in held
    assert b"secret" not in held
    assert b"private" not in held


def test_threads_share_a_store(tmp_path: Path) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        threads = [threading.Thread(target=_fill, args=(answers, n)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert _missing(answers, 4) == []


def _fill(answers: Answers, number: int) -> None:
    for i in range(25):
        answers.put(Question("m", f"{number} {i}"), Answer(f"{number} {i}"))


def _missing(answers: Answers, writers: int) -> list[str]:
    asked = [f"{n} {i}" for n in range(writers) for i in range(25)]
    return [a for a in asked if (answers.get(Question("m", a)) or Answer("")).text != a]


def _fill_in_a_process(path: Path, number: int) -> None:
    with Answers(path) as answers:
        _fill(answers, number)


def test_processes_share_a_store_from_the_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_fill_in_a_process, args=(path, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [p.exitcode for p in processes] == [0, 0, 0]
    with Answers(path) as answers:
        assert _missing(answers, 3) == []


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_text("something else entirely, and long enough to be looked at" * 20)
    with pytest.raises(UsageError, match=r"a\.sqlite.*cannot be kept.*Delete the file"):
        Answers(path).get(ASKED)


def test_a_store_of_a_later_version_is_left_alone_and_one_of_an_older_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with Answers(path) as answers:
        answers.put(ASKED, SAID)
    _set_version(path, 99)
    with pytest.raises(UsageError, match="later version"):
        Answers(path).get(ASKED)
    _set_version(path, 0)
    with Answers(path) as answers:
        assert answers.get(ASKED) is None


def _set_version(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


class Scripted(Runtime):
    """A runtime whose server is a function, and that counts how often it is started."""

    def __init__(self, model: Path, **options: Any) -> None:
        super().__init__(model, cache=False, **options)
        self.started = 0
        self.posted: list[tuple[str, dict[str, Any]]] = []

    def _start(self) -> Any:
        self.started += 1
        return type("Server", (), {"listening_address": "http://127.0.0.1:1"})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        self._load()
        self.posted.append((path, body))
        if path == "/tokenize":
            return {"tokens": body["content"].split()}
        return {"content": "yes", "tokens_predicted": 1, "timings": {"prompt_n": 7}, "stop_type": "eos"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF and so on")
    return path


def test_nothing_is_loaded_while_all_is_known(tmp_path: Path, file: Path) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        first = Scripted(file, answers=answers)
        first.prepare("long part")
        assert first.started == 0
        assert first.count_tokens("two words") == 2
        asked = first.complete("long part and query", 'root ::= "yes"')
        assert (first.started, asked.saved) == (1, 0.0)
        second = Scripted(file, answers=answers)
        second.prepare("long part")
        assert second.count_tokens("two words") == 2
        known = second.complete("long part and query", 'root ::= "yes"')
        assert second.started == 0
        assert (known.text, known.prompt_tokens, known.completion_tokens) == ("yes", 7, 1)
        assert known.saved == known.seconds == asked.seconds > 0


def test_the_long_part_is_read_right_before_the_first_question_and_once(file: Path) -> None:
    long, other = "long part " * 1000, "other part " * 1000
    runtime = Scripted(file)
    runtime.prepare(long)
    assert runtime.started == 0
    runtime.complete(f"{long}, one", None)
    runtime.prepare(long)
    runtime.complete(f"{long}, two", None)
    runtime.prepare(other)
    runtime.complete(f"{other}, one", None)
    prompts = [body["prompt"] for _, body in runtime.posted]
    assert prompts == [long, f"{long}, one", f"{long}, two", other, f"{other}, one"]


class Kept(Scripted):
    """A runtime that keeps what it read on disk; its server saves a word, and restores what is there."""

    def __init__(self, model: Path, folder: Path) -> None:
        super().__init__(model)
        self._cache = folder

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        if "action=save" in path and self._cache is not None:
            self._cache.mkdir(exist_ok=True)
            (self._cache / body["filename"]).write_text("kept")
        return super()._post(path, body)

    @property
    def done(self) -> list[str]:
        """What was asked: the begin of each prompt, and what was done with files."""
        return [body["prompt"][:6] if path == "/completion" else path.rpartition("=")[2] for path, body in self.posted]


FIXED, ONE, OTHER = ("fixed " * 300, "one    " * 300, "other  " * 300)


def test_each_beginning_is_read_once_and_kept_for_other_processes(tmp_path: Path, file: Path) -> None:
    def run(*parts: str) -> list[str]:
        runtime = Kept(file, tmp_path / "cache")
        runtime.prepare(*parts)
        runtime.complete("".join((*parts, "query")), None)
        *before, asked = [body.get("prompt") for _, body in runtime.posted]
        assert asked == "".join((*parts, "query"))
        assert {p for p in before if p} <= {parts[0], "".join(parts)}
        return runtime.done[:-1]

    assert run(FIXED, ONE) == ["fixed ", "save", "fixed ", "save"]
    assert run(FIXED, ONE) == ["restore"]
    assert run(FIXED, OTHER) == ["restore", "fixed ", "save"]  # only what is new is read
    assert run(FIXED) == ["restore"]
    assert run(ONE) == ["one   ", "save"]


def test_another_catalog_within_a_process_goes_on_from_what_both_have(tmp_path: Path, file: Path) -> None:
    runtime = Kept(file, tmp_path / "cache")
    runtime.prepare(FIXED, ONE)
    runtime.complete("x", None)
    runtime.posted.clear()
    runtime.prepare(FIXED, OTHER)
    runtime.complete("x", None)
    prompts = [body["prompt"] for path, body in runtime.posted if path == "/completion"]
    assert prompts == [FIXED + OTHER, "x"]
    assert "restore" not in runtime.done


def test_a_part_that_is_short_is_not_kept(tmp_path: Path, file: Path) -> None:
    runtime = Kept(file, tmp_path / "cache")
    runtime.prepare(FIXED, "a short catalog")
    runtime.complete("x", None)
    assert runtime.done == ["fixed ", "save", "x"]
    assert len([*(tmp_path / "cache").iterdir()]) == 1


def test_what_a_grammar_or_a_schema_allows_is_part_of_the_question(tmp_path: Path, file: Path) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        runtime = Scripted(file, answers=answers)
        runtime.complete("prompt", 'root ::= "yes"')
        runtime.complete("prompt", 'root ::= "no"')
        runtime.complete("prompt", None, schema={"type": "object"})
        runtime.complete("prompt", None, tokens=3)
        runtime.complete("prompt", None, tokens=3)
        assert len(runtime.posted) == 4


def test_a_closed_runtime_still_says_what_is_known_and_nothing_else(tmp_path: Path, file: Path) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        runtime = Scripted(file, answers=answers)
        runtime.complete("known", None)
        runtime.close()
        assert runtime.complete("known", None).text == "yes"
        with pytest.raises(ModelError, match="was closed"):
            runtime.complete("unknown", None)


def test_two_files_of_one_name_are_two_models(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    other.write_bytes(b"GGUF and so oN")
    assert identity(file) != identity(other)
    assert identity(file) == identity(file)
    with pytest.raises(ModelError, match="cannot be read"):
        identity(tmp_path / "none.gguf")


def test_without_a_recording_the_file_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no file"):
        model_file(str(tmp_path / "none.gguf"))
