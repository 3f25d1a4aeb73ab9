"""Translation by a model that one talks to: ask, read, and where the answer is wrong show it the exact error."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError, OrchestratorError, Problem, TranslationError
from orchestrator.facts import Facts, Translation
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.complete import complete
from orchestrator.translate.fold import fold
from orchestrator.translate.lines import Line, parse_lines
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.prompt import messages
from orchestrator.translate.schema import is_json, read_json, schema_of
from orchestrator.translate.translator import Clock, accept

MAX_REPAIRS = 2
_MAX_QUERY = 20_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and what it cost."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ChatModel(Protocol):
    """A model that answers a chat. `schema` is what its answer should be; a model that cannot be held to one ignores it."""

    @property
    def name(self) -> str:
        """What the result says about which model it was."""
        ...

    def ask(self, turns: Sequence[Mapping[str, str]], schema: Mapping[str, Any]) -> Reply:
        """The answer to the last turn.

        Raises:
            ModelError: there is no answer.
        """
        ...


class ChatTranslator:
    """Translates with any `ChatModel`; at most two repairs, in which the model sees the exact error.

    Example:
        >>> from orchestrator.testing import FakeModel
        >>> catalog = Catalog.model_validate({"name": "x", "apis": {"ping": {"description": "Ping."}}})
        >>> print(ChatTranslator(FakeModel("1 ping()")).translate("ping it", catalog))
        goal(1, ping).
        <BLANKLINE>
    """

    def __init__(self, model: ChatModel, *, name: str = "chat", today: Clock = date.today) -> None:
        self._chat, self._name, self._today = model, name, today

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query.

        Raises:
            ModelError: the model gave no answer.
            TranslationError: the query is empty or too long, or the answer was wrong even after the repairs.
        """
        accept(query, catalog, limit=_MAX_QUERY)
        begin = time.perf_counter()
        mentions = Mentions(query, catalog, self._today())
        turns = messages(catalog, mentions)
        schema = schema_of(catalog)
        read = written = 0
        error: OrchestratorError | None = None
        for repairs in range(MAX_REPAIRS + 1):
            reply = self._chat.ask(turns, schema)
            read, written = read + reply.prompt_tokens, written + reply.completion_tokens
            try:
                facts = build_facts(_completed(_lines(reply.text), mentions), mentions)
            except (TranslationError, FactsError) as caught:
                _log.info("answer %d cannot be used: %s", repairs + 1, caught)
                error = caught
                turns = [
                    *turns,
                    {"role": "assistant", "content": reply.text[:4000]},
                    {"role": "user", "content": _repair(caught)},
                ]
                continue
            told = Translation(
                translator=self._name,
                model=self._chat.name,
                repairs=repairs,
                prompt_tokens=read,
                completion_tokens=written,
                seconds=round(time.perf_counter() - begin, 3),
            )
            return facts.model_copy(update={"translation": told})
        raise _gave_up(self._chat.name, error)


def _lines(text: str) -> tuple[Line, ...]:
    return read_json(text) if is_json(text) else parse_lines(text)


def _completed(lines: Sequence[Line], mentions: Mentions) -> tuple[Line, ...]:
    build_facts(lines, mentions)  # what is wrong in the answer is found before anything is made of it
    folded = fold(lines, mentions)
    return complete(folded, said_spans(folded, mentions), mentions)


def _repair(error: OrchestratorError) -> str:
    said = "\n".join(str(p) for p in error.problems[:5])
    return f"That cannot be used:\n{said}\nAnswer the same request again, in the right form and nothing else."


def _gave_up(model: str, error: OrchestratorError | None) -> TranslationError:
    problems = error.problems if error is not None else ()
    mend = "say it in other words, use another model with --model, or give facts with --facts"
    return TranslationError(
        Problem(f"{model} gave no usable answer, not even after {MAX_REPAIRS} repairs", mend=mend),
        *problems[:5],
    )
