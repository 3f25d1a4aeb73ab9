"""Translation: from a query in words to facts. What a model says is checked against the query and the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.translate.choice import choose_translator
from orchestrator.translate.translator import Translator

if TYPE_CHECKING:
    from orchestrator.translate.chat import ChatModel, ChatTranslator, Reply
    from orchestrator.translate.embedded import EmbeddedTranslator
    from orchestrator.translate.openai_server import OpenAITranslator

__all__ = [
    "ChatModel",
    "ChatTranslator",
    "EmbeddedTranslator",
    "OpenAITranslator",
    "Reply",
    "Translator",
    "choose_translator",
]

_LATE = {
    "ChatModel": "chat",
    "ChatTranslator": "chat",
    "EmbeddedTranslator": "embedded",
    "OpenAITranslator": "openai_server",
    "Reply": "chat",
}


def __getattr__(name: str) -> Any:
    """Import what is heavy when it is first used."""
    if name in _LATE:
        from importlib import import_module

        return getattr(import_module(f"orchestrator.translate.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
