from __future__ import annotations

import subprocess
import sys

import pytest

from orchestrator.errors import UsageError
from orchestrator.translate import EmbeddedTranslator, OpenAITranslator, choose_translator


@pytest.mark.parametrize(
    ("flag", "model", "environment", "chosen"),
    [
        (None, None, {}, EmbeddedTranslator),
        (None, None, {"OPENAI_API_KEY": "k"}, OpenAITranslator),
        (None, None, {"OPENAI_BASE_URL": "http://localhost:1/v1"}, OpenAITranslator),
        (None, None, {"OPENAI_API_KEY": ""}, EmbeddedTranslator),
        (None, "x/y.gguf", {"OPENAI_API_KEY": "k"}, EmbeddedTranslator),
        ("embedded", None, {"OPENAI_API_KEY": "k"}, EmbeddedTranslator),
        ("openai", "gpt", {}, OpenAITranslator),
    ],
)
def test_a_flag_then_the_environment_then_the_embedded_model(
    flag: str | None, model: str | None, environment: dict[str, str], chosen: type
) -> None:
    assert type(choose_translator(flag, model, environment=environment, timeout=5.0)) is chosen


def test_none_points_to_facts() -> None:
    with pytest.raises(UsageError, match="--facts"):
        choose_translator("none")


def test_an_unknown_translator_is_an_error() -> None:
    with pytest.raises(UsageError, match="embedded, openai, none"):
        choose_translator("gpt")


def test_choosing_imports_nothing_heavy() -> None:
    code = (
        "import sys; from orchestrator.translate import choose_translator, Translator;"
        "choose_translator('openai', environment={}); choose_translator('embedded', environment={});"
        "print([m for m in ('openai', 'xllamacpp', 'dateparser', 'clingo') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
