"""Which translator is used: a flag, else a key or a server in the environment, else the embedded model.

The one without a model is never chosen by itself: who wants words read by a model is told what is missing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import Literal

from orchestrator.errors import Problem, UsageError
from orchestrator.translate.translator import Clock, Translator

TranslatorName = Literal["embedded", "openai", "none"]
NAMES: tuple[TranslatorName, ...] = ("embedded", "openai", "none")


def choose_translator(
    flag: str | None = None,
    model: str | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    timeout: float | None = None,
    today: Clock = date.today,
) -> Translator:
    """The translator that a flag names; else of the server that the environment names; else the embedded one.

    Args:
        flag: `embedded`, `openai`, or `none`: without a model, by the words of the catalog.
        model: the translator's model. The path of a GGUF file means the embedded translator.
        environment: for None that of the process.
        timeout: seconds that one request to the model may take.
        today: says which day relative dates are reckoned from.

    Raises:
        UsageError: the flag is none of these, or `none` with a model.

    Example:
        >>> choose_translator(environment={"OPENAI_API_KEY": "..."}).name
        'openai'
    """
    said = os.environ if environment is None else environment
    if flag is not None and flag not in NAMES:
        raise UsageError(Problem(f"'{flag}' is no translator", "--translator", ", ".join(NAMES)))
    if flag == "none":
        if model is not None:
            told = Problem("without a model none can be named", "--translator none", mend="leave out --model")
            raise UsageError(told)
        from orchestrator.translate.lexical import LexicalTranslator

        return LexicalTranslator(today=today)
    on_a_server = bool(said.get("OPENAI_API_KEY") or said.get("OPENAI_BASE_URL")) and not (
        model or ""
    ).endswith(".gguf")
    if flag == "openai" or (flag is None and on_a_server):
        from orchestrator.translate.openai_server import OpenAITranslator

        server, key = said.get("OPENAI_BASE_URL"), said.get("OPENAI_API_KEY")
        return OpenAITranslator(model, base_url=server, api_key=key, timeout=timeout or 60.0, today=today)
    from orchestrator.translate.embedded import EmbeddedTranslator

    return EmbeddedTranslator(model, timeout=timeout or 300.0, today=today)
