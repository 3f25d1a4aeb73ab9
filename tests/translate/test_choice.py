from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError, UsageError
from orchestrator.translate import EmbeddedTranslator, OpenAITranslator, choose_translator
from orchestrator.translate.lexical import LexicalTranslator


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


def test_none_is_the_one_without_a_model_whatever_the_environment_says() -> None:
    chosen = choose_translator("none", environment={"OPENAI_API_KEY": "k"})
    assert isinstance(chosen, LexicalTranslator)
    assert chosen.name == "none"


def test_it_is_never_chosen_by_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, catalog: Catalog
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_HOME", str(tmp_path))
    monkeypatch.delenv("ORCHESTRATOR_MODEL_FILE", raising=False)
    with pytest.raises(ModelError, match="--translator none"):
        choose_translator(environment={}).translate("delete all", catalog)


def test_a_model_for_the_one_without_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"[Ll]eave out --model"):
        choose_translator("none", "qwen")


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
