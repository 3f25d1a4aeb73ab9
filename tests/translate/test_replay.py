from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError, UsageError
from orchestrator.testing import FakeModel, Recorded, Remembered
from orchestrator.translate import ChatTranslator, EmbeddedTranslator
from orchestrator.translate.answers import Answer, Answers, Question
from orchestrator.translate.chat import Left, Reply
from orchestrator.translate.runtime import Runtime
from orchestrator.translate.tool_calls import ToolCall

LINES = '1 create_invoice(customer = "Acme", amount = 200, due = none, rush = none)\n2 done'
QUERY = "Invoice Acme for $200"


class Posting(Runtime):
    """A runtime whose server writes certain lines, three bytes at a time."""

    def _start(self) -> Any:
        return type("Server", (), {"listening_address": "http://127.0.0.1:1"})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        self._load()
        if path == "/tokenize":
            return {"tokens": body["content"].split()}
        done = body["prompt"].rpartition("<|im_start|>assistant\n")[2]
        written = LINES.removeprefix(done).encode()[:3] if LINES.startswith(done) else b"?"
        step = {"token": written.decode(), "bytes": [*written], "logprob": -0.1}
        return {
            "content": written.decode(),
            "tokens_predicted": 1,
            "timings": {"prompt_n": 5},
            "completion_probabilities": [step],
        }


def today() -> date:
    return date(2025, 4, 2)


def test_the_embedded_translator_is_replayed_without_the_model(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_HOME", str(tmp_path / "empty"))
    monkeypatch.delenv("ORCHESTRATOR_MODEL_FILE", raising=False)
    model, path = tmp_path / "tiny.gguf", tmp_path / "conversation.json"
    model.write_bytes(b"GGUF")
    with monkeypatch.context() as patched:
        patched.setattr("orchestrator.translate.embedded.Runtime", Posting)
        one = EmbeddedTranslator(str(model), today=today, cache=False, answers=Recorded(path, record=True))
        recorded = one.translate(QUERY, catalog)
    model.unlink()
    with EmbeddedTranslator(today=today, cache=False, answers=Recorded(path)) as translator:
        replayed = translator.translate(QUERY, catalog)
        assert str(replayed) == str(recorded)
        assert {(g.name, g.value) for g in recorded.givens} == {("customer", "Acme"), ("amount", "200")}
        assert recorded.translation is not None
        assert replayed.translation is not None
        assert recorded.translation.prompt_tokens == replayed.translation.prompt_tokens > 0
        assert replayed.translation.model == "tiny"
        with pytest.raises(
            ModelError, match=r"conversation\.json: the recording has no answer to: .*Cancel it"
        ):
            translator.translate("Cancel it", catalog)


def test_a_chat_is_replayed_without_its_model(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "conversation.json"
    model = Remembered(FakeModel("nonsense", LINES), Recorded(path, record=True))
    recorded = ChatTranslator(model, today=today).translate(QUERY, catalog)
    silent = FakeModel("never asked")
    replayed = ChatTranslator(Remembered(silent, Recorded(path)), today=today).translate(QUERY, catalog)
    assert str(replayed) == str(recorded)
    assert silent.chats == []
    assert replayed.translation is not None
    assert (replayed.translation.repairs, replayed.translation.model) == (1, "fake-model")


def test_while_recording_only_what_is_new_is_asked(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "conversation.json"
    model = FakeModel(LINES)
    for _ in range(2):
        ChatTranslator(Remembered(model, Recorded(path, record=True)), today=today).translate(QUERY, catalog)
    assert len(model.chats) == 1


def test_a_recording_can_be_read_by_people(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "conversation.json"
    Recorded(path, record=True).put(
        Question("m", "<long prompt>", asked="Invoice Zoë"), Answer("1 none", 3, 2, 0.5, "m")
    )
    said = json.loads(path.read_text(encoding="utf-8"))
    (entry,) = said["answers"].values()
    assert (said["model"], entry["asked"], entry["text"]) == ("m", "Invoice Zoë", "1 none")
    assert "Zoë" in path.read_text(encoding="utf-8")


def test_without_a_recording_there_is_nothing_to_replay(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no recording.*record=True"):
        Recorded(tmp_path / "none.json")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 9, "model": "m", "answers": {}}',
        '{"version": 1, "model": "m", "answers": {"a": {"txt": 1}}}',
    ],
)
def test_what_is_no_recording_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "conversation.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"conversation\.json: it is no recording"):
        Recorded(path)


def test_calls_of_functions_are_remembered_as_they_were(tmp_path: Path) -> None:
    model = FakeModel('{"name": "ping", "arguments": {"n": [1, null]}}')
    turns = [{"role": "user", "content": "ping"}]
    with Answers(tmp_path / "a.sqlite") as answers:
        first = Remembered(model, answers).call(turns, [{"type": "function"}])
        second = Remembered(model, answers).call(turns, [{"type": "function"}])
        assert first.calls == second.calls == (ToolCall("ping", {"n": [1, None]}),)
        assert len(model.chats) == 1
        Remembered(model, answers).call(turns, [{"type": "other"}])
        assert len(model.chats) == 2


def test_what_was_cut_off_stays_cut_off(tmp_path: Path) -> None:
    class Cut(FakeModel):
        def ask(self, turns: Any, schema: Any) -> Reply:
            return Reply("1 pi", 3, 2, finished=False)

    with Answers(tmp_path / "a.sqlite") as answers:
        model = Remembered(Cut(""), answers)
        model.ask([{"role": "user", "content": "x"}], {})
        assert not model.ask([{"role": "user", "content": "x"}], {}).finished


def test_the_limits_of_a_query_reach_the_model_behind_the_memory(tmp_path: Path) -> None:
    class Bounded(FakeModel):
        left: Left | None = None

        def within(self, left: Left) -> Bounded:
            self.left = left
            return self

    model = Bounded("hello")
    with Answers(tmp_path / "a.sqlite") as answers:
        Remembered(model, answers).within(Left(tokens=7)).ask([{"role": "user", "content": "x"}], {})
        assert model.left == Left(tokens=7)
        assert Remembered(FakeModel("x"), answers).within(Left()).name == "fake-model"
