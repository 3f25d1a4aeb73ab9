"""Translation by a model that one talks to: ask, read, and where the answer is wrong show it the exact error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError, ModelError, OrchestratorError, Problem, TranslationError
from orchestrator.facts import Facts, Translation
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.complete import complete
from orchestrator.translate.fold import fold
from orchestrator.translate.lines import Line, parse_lines
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.orders import orders_in_quotes
from orchestrator.translate.prompt import prompt, user_text
from orchestrator.translate.retrieve import shortlist
from orchestrator.translate.schema import is_json, read_json, schema_of
from orchestrator.translate.translator import Clock, accept
from orchestrator.translate.worked import Examples

MAX_REPAIRS = 2
WORKED = 3
SHOWN = 60
_MAX_QUERY = 20_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and what it cost.

    Attributes:
        model: which model it was, where the server says it.
        saved: seconds that it took when it was asked, and that were not spent now, for the answer was known.
        finished: whether the model ended by itself, and not because it may not write more.
    """

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model: str = ""
    saved: float = 0.0
    finished: bool = True


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


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may cost, with all its repairs and repeated requests.

    Attributes:
        seconds: how long it may take; None for as long as it takes.
        tokens: how many tokens the model may read and write; None for as many as it takes.

    Example:
        >>> Limits(seconds=60, tokens=20_000)
        Limits(seconds=60, tokens=20000)
    """

    seconds: float | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """What a query may still cost: until when by `time.monotonic`, and how many tokens."""

    until: float | None = None
    tokens: int | None = None


class ChatTranslator:
    """Translates with any `ChatModel`; at most two repairs, in which the model sees the exact error.

    A model with a method `within(left: Left) -> ChatModel` is told what the query may still cost before each request.

    Args:
        model: the model.
        name: what the facts call the translator.
        today: says which day relative dates are reckoned from.
        limits: what one query may cost with all its repairs.
        worked: how many of the domain's own labelled queries, the nearest, the model is shown.
        left_out: says the ids of labelled queries that must not be shown, for an evaluation.
        shown: how many APIs the model is shown; of a larger catalog those that the query may want.

    Example:
        >>> from orchestrator.testing import FakeModel
        >>> catalog = Catalog.model_validate({"name": "x", "apis": {"ping": {"description": "Ping."}}})
        >>> print(ChatTranslator(FakeModel("1 ping()")).translate("ping it", catalog))
        goal(1, ping).
        <BLANKLINE>
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        name: str = "chat",
        today: Clock = date.today,
        limits: Limits | None = None,
        worked: int = WORKED,
        left_out: Callable[[], Collection[str]] = tuple,
        shown: int = SHOWN,
    ) -> None:
        self._chat, self._name, self._today = model, name, today
        self._limits = limits or Limits()
        self._worked, self._left_out, self._shown = worked, left_out, shown

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query.

        Raises:
            ModelError: the model gave no answer, or none within the time of the query.
            TranslationError: the query is empty or too long, the answer was wrong even after the repairs, or the tokens of
                the query did not suffice for these.
        """
        accept(query, catalog, limit=_MAX_QUERY)
        begin = time.perf_counter()
        mentions = Mentions(query, catalog, self._today())
        names = shortlist(mentions, catalog, self._shown)
        turns: list[Mapping[str, str]] = [
            *prompt(mentions, shown=names, worked=self._nearest(mentions)).turns
        ]
        schema = schema_of(catalog, names)
        spent = _Spent(self._limits)
        error: OrchestratorError | None = None
        for repairs in range(MAX_REPAIRS + 1):
            reply = spent.ask(self._chat, turns, schema, error)
            try:
                facts = build_facts(_completed(_lines(reply), mentions), mentions)
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
                model=reply.model or self._chat.name,
                repairs=repairs,
                prompt_tokens=spent.read,
                completion_tokens=spent.written,
                seconds=round(time.perf_counter() - begin + spent.saved, 3),
            )
            return facts.model_copy(update={"translation": told})
        raise _gave_up(self._chat.name, error)

    def _nearest(self, mentions: Mentions) -> list[tuple[str, str]]:
        """The domain's own labelled queries that are nearest to the query, as the prompt tells them."""
        catalog = mentions.catalog
        near = Examples.of(catalog).nearest(mentions.query, self._worked, without=self._left_out())
        return [(user_text(Mentions(query, catalog, self._today())), lines) for query, lines in near]


class _Spent:
    """What a query has cost so far, held against its limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._until = None if limits.seconds is None else time.monotonic() + limits.seconds
        self.read = self.written = 0
        self.saved = 0.0
        self._last = 0  # what the last request had to read: the next one has that and more

    def ask(
        self,
        chat: ChatModel,
        turns: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        error: OrchestratorError | None,
    ) -> Reply:
        """Ask within what is left.

        Raises:
            ModelError: no time is left.
            TranslationError: too few tokens are left.
        """
        left = self._left(error)
        within = getattr(chat, "within", None)
        bounded: ChatModel = within(left) if within is not None else chat
        reply = bounded.ask(turns, schema)
        self.read, self.written = self.read + reply.prompt_tokens, self.written + reply.completion_tokens
        self.saved += reply.saved
        self._last = reply.prompt_tokens
        return reply

    def _left(self, error: OrchestratorError | None) -> Left:
        problems = error.problems[:5] if error is not None else ()
        if self._until is not None and time.monotonic() >= self._until:
            what = f"the query was not translated in {self._limits.seconds:g} s"
            raise ModelError(Problem(what, mend="allow more time, or use a quicker model"), *problems)
        budget = self._limits.tokens
        if budget is None:
            return Left(self._until)
        spent = self.read + self.written
        if spent + self._last >= budget:
            what = f"the query has used {spent:,} of its {budget:,} tokens, and to ask again takes {self._last:,} more"
            mend = "allow more tokens, or use a model that needs no repairs"
            raise TranslationError(Problem(what, mend=mend), *problems)
        return Left(self._until, budget - spent - self._last)


def _lines(reply: Reply) -> tuple[Line, ...]:
    try:
        return read_json(reply.text) if is_json(reply.text) else parse_lines(reply.text)
    except TranslationError as error:
        if reply.finished:
            raise
        cut = Problem(
            f"the answer was cut off after {reply.completion_tokens} tokens", expected="a shorter one"
        )
        raise TranslationError(cut, *error.problems) from None


def _completed(lines: Sequence[Line], mentions: Mentions) -> tuple[Line, ...]:
    build_facts(lines, mentions)  # what is wrong in the answer is found before anything is made of it
    if quoted := [*orders_in_quotes(lines, mentions)]:
        raise TranslationError(*quoted)
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
