"""What the embedded model is asked for where choices part: the next token, without a grammar."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from orchestrator.errors import ModelError
from orchestrator.testing import Recorded
from orchestrator.translate.answers import Answers
from orchestrator.translate.runtime import Following, Runtime

OSLO, NONE = ' "Oslo",', " none,"


class Told(Runtime):
    """A runtime whose server tells of the next token what it is given; it counts how often it is started."""

    def __init__(self, model: Path, *tokens: tuple[bytes, float], **options: Any) -> None:
        super().__init__(model, cache=False, **options)
        self.tokens = tokens
        self.started = 0
        self.posted: list[dict[str, Any]] = []

    def _start(self) -> Any:
        self.started += 1
        return type("Server", (), {"listening_address": "http://127.0.0.1:1"})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        self._load()
        self.posted.append(body)
        told = [
            {"token": t.decode("utf-8", "replace"), "bytes": [*t], "logprob": math.log(p)} for t, p in self.tokens
        ]
        step = {**told[0], "top_logprobs": told[1:]} if told else {}
        return {
            "content": "x",
            "tokens_predicted": 1,
            "timings": {"prompt_n": 7},
            "stop_type": "limit",
            **({"completion_probabilities": [step]} if told else {}),
        }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF and so on")
    return path


def asked(runtime: Runtime, begun: str = "", choices: tuple[str, ...] = (OSLO, NONE)) -> Following:
    return runtime.following("1 find(city =", begun, choices)


def test_of_the_next_tokens_those_are_told_that_lead_to_a_choice(file: Path) -> None:
    found = asked(Told(file, (b" the", 0.5), (b' "', 0.3), (b" none", 0.1), (b" nowhere", 0.05)))
    assert dict(found.tokens) == pytest.approx({b' "': 0.3, b" none": 0.1})
    assert (found.prompt_tokens, found.completion_tokens, found.saved) == (7, 1, 0.0)


def test_the_token_that_is_written_counts_like_those_beside_it(file: Path) -> None:
    found = asked(Told(file, (b' "', 0.9), (b" none", 0.1)))
    assert dict(found.tokens) == pytest.approx({b' "': 0.9, b" none": 0.1})


def test_the_model_goes_on_freely_with_what_is_begun_by_one_token(file: Path) -> None:
    runtime = Told(file, (b"Os", 0.9))
    asked(runtime, ' "')
    (body,) = runtime.posted
    assert body["prompt"] == '1 find(city = "'
    assert body["n_predict"] == 1
    assert body["n_probs"] >= 100
    assert body["temperature"] == 0
    assert not {"grammar", "json_schema"} & {*body}


def test_tokens_are_held_against_the_choices_from_where_they_are_begun(file: Path) -> None:
    found = asked(Told(file, (b"Os", 0.6), (b' "', 0.3), (b" none", 0.1)), ' "')
    assert {*found.tokens} == {b"Os"}


def test_where_nothing_is_told_nothing_follows(file: Path) -> None:
    assert asked(Told(file)).tokens == {}


@pytest.mark.parametrize("kind", [Answers, Recorded])
def test_what_follows_is_replayed_to_the_byte_without_the_model(tmp_path: Path, file: Path, kind: type) -> None:
    path = tmp_path / "kept"
    half = "Ø".encode()[:1]
    choices = ("Ørsted", "日本", "none")
    store = Answers(path) if kind is Answers else Recorded(path, record=True)
    first = asked(Told(file, (half, 0.6), ("日".encode(), 0.3), (b"what", 0.1), answers=store), choices=choices)
    known = Answers(path) if kind is Answers else Recorded(path)
    silent = Told(file, answers=known)
    again = asked(silent, choices=choices)
    assert silent.started == 0
    assert dict(again.tokens) == dict(first.tokens) == pytest.approx({half: 0.6, "日".encode(): 0.3})
    assert (again.prompt_tokens, again.completion_tokens) == (7, 1)
    assert again.saved > 0


@pytest.mark.parametrize(
    ("prompt", "begun", "choices"),
    [
        ("a", "b", ("bd", "bc")),  # of the choices another one is the first, and told as the best of equals
        ("a", "b", ("bc", "be")),
        ("ab", "", ("bc", "bd")),  # the same text before the token, but begun elsewhere
        ("ax", "b", ("bc", "bd")),
    ],
)
def test_another_begin_or_another_choice_is_another_question(
    tmp_path: Path, file: Path, prompt: str, begun: str, choices: tuple[str, ...]
) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        runtime = Told(file, (b"c", 0.5), (b"d", 0.5), answers=answers)
        for _ in range(2):
            runtime.following("a", "b", ["bc", "bd"])
        assert len(runtime.posted) == 1
        runtime.following(prompt, begun, choices)
        assert len(runtime.posted) == 2


def test_it_is_another_question_than_to_go_on_with_the_same_text(tmp_path: Path, file: Path) -> None:
    with Answers(tmp_path / "a.sqlite") as answers:
        runtime = Told(file, (b"Os", 0.9), answers=answers)
        asked(runtime, ' "')
        assert not runtime.complete('1 find(city = "', None, tokens=1).finished
        assert len(runtime.posted) == 2


def test_what_is_kept_has_none_of_the_tokens_that_lead_nowhere(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "kept.json"
    asked(Told(file, (b" the", 0.5), (b" none", 0.25), answers=Recorded(path, record=True)))
    (answer,) = json.loads(path.read_text(encoding="utf-8"))["answers"].values()
    assert answer["more"] == {"tokens": {b" none".hex(): 0.25}}


def test_a_closed_runtime_is_not_asked(file: Path) -> None:
    runtime = Told(file, (b" none", 1.0))
    runtime.close()
    with pytest.raises(ModelError, match="was closed"):
        asked(runtime)
