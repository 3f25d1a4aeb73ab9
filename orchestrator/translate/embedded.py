"""Translation by a small language model inside the process: no key, no network once the model is there.

The model fills in a form. At each step (an API, then each of its inputs) it may write only what `choices` allows, and what
is no choice (names, commas, brackets) is written for it. So what it writes always parses, and every value is in the query.
"""

from __future__ import annotations

import threading
import time
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.errors import Problem, TranslationError
from orchestrator.facts import Facts, Translation
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.choices import Form, gbnf
from orchestrator.translate.complete import complete, fill_open
from orchestrator.translate.earlier import Call
from orchestrator.translate.fold import fold
from orchestrator.translate.lines import DONE, NOTHING, Line, Value, write_name
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.models import locate
from orchestrator.translate.prompt import chatml, messages
from orchestrator.translate.runtime import CONTEXT, Completion, Runtime, shortest
from orchestrator.translate.translator import Clock, accept

_MAX_QUERY = 6_000


class EmbeddedTranslator:
    """Translates with a model that runs on the CPU of this machine.

    The model is loaded with the first query. Close the translator, or use it as a context manager, to free its memory.

    Args:
        model: a name of the registry, or the path of a GGUF file; for None ORCHESTRATOR_MODEL_FILE or the default model.
        threads: how many threads it may use.
        timeout: seconds that one step may take.
        today: says which day relative dates are reckoned from.
        cache: whether the state after the long part of a prompt is kept on disk.

    Example:
        >>> with EmbeddedTranslator() as translator:                        # doctest: +SKIP
        ...     print(translator.translate("Invoice Acme for $200", catalog))
    """

    name = "embedded"

    def __init__(
        self,
        model: str | None = None,
        *,
        threads: int = 2,
        timeout: float = 300.0,
        today: Clock = date.today,
        cache: bool = True,
    ) -> None:
        self._model, self._threads, self._timeout, self._cache = model, threads, timeout, cache
        self._today = today
        self._runtime: Runtime | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> EmbeddedTranslator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the model."""
        with self._lock:
            if self._runtime is not None:
                self._runtime.close()
            self._runtime = None

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query.

        Raises:
            ModelError: the model is not there, or gave no answer in time.
            TranslationError: the query is empty or too long.
        """
        accept(query, catalog, limit=_MAX_QUERY)
        with self._lock:
            begin = time.perf_counter()
            runtime = self._load()
            mentions = Mentions(query, catalog, self._today())
            filling = _Filling(runtime, catalog, mentions)
            lines = filling.run()
        return build_facts(
            lines, mentions, filling.summary(self.name, runtime.model.stem, time.perf_counter() - begin)
        )

    def _load(self) -> Runtime:
        if self._runtime is None:
            self._runtime = Runtime(
                locate(self._model), threads=self._threads, timeout=self._timeout, cache=self._cache
            )
        return self._runtime


class _Filling:
    """One query being filled in."""

    def __init__(self, runtime: Runtime, catalog: Catalog, mentions: Mentions) -> None:
        self.runtime, self.catalog, self.form = runtime, catalog, Form(mentions)
        turns = messages(catalog, mentions)
        self.prefix = chatml(turns[:-1])
        self.text = self.prefix + chatml(turns[-1:]) + "<|im_start|>assistant\n"
        self.read = self.written = 0

    def run(self) -> tuple[Line, ...]:
        self.runtime.prepare(self.prefix)
        if self.runtime.count_tokens(self.text) > CONTEXT - 1024:
            raise TranslationError(
                Problem(
                    "the query and the catalog are too long for the embedded model",
                    expected=f"less than {CONTEXT - 1024} tokens",
                )
            )
        calls: list[Call] = []
        while len(calls) < self.form.max_lines:
            api = self._next_api(calls)
            if api is None:
                break
            call = self._call(api, calls)
            if self.form.adds_nothing(call, calls):
                break
            calls.append(call)
        spans = [m.span for c in calls for _, m in c.mentions]
        lines = fill_open(fold([c.line for c in calls], self.form.mentions), spans, self.form)
        return complete(lines, said_spans(lines, self.form.mentions), self.form.mentions)

    def summary(self, translator: str, model: str, seconds: float) -> Translation:
        return Translation(
            translator=translator,
            model=model,
            prompt_tokens=self.read,
            completion_tokens=self.written,
            seconds=round(seconds, 3),
        )

    def _next_api(self, calls: list[Call]) -> str | None:
        self.text += f"{len(calls) + 1}"
        apis = {f" {write_name(name)}(": name for name in self.form.apis(calls)}
        ending = [f" {DONE if calls else NOTHING}"] if self.form.may_end(calls) else []
        return apis.get(self._choose([*apis, *ending]))

    def _call(self, api: str, calls: list[Call]) -> Call:
        written: list[tuple[str, Value]] = []
        mentions: list[tuple[str, Mention]] = []
        names = self.form.inputs(api, calls)
        for index, name in enumerate(names):
            self.text += f"{' ' if index else ''}{write_name(name)} ="
            ending = "," if index + 1 < len(names) else ")"
            values = self.form.values(api, name, calls, [m for _, m in mentions])
            choices = {f" {c.text}{ending}": c for c in values}
            choice = choices[self._choose([*choices])]
            written.append((name, choice.value))
            if choice.mention is not None:
                mentions.append((name, choice.mention))
        self.text += "\n" if names else ")\n"
        return Call(Line(len(calls) + 1, api, tuple(written)), tuple(mentions))

    def _choose(self, choices: list[str]) -> str:
        """What the model writes; where there is only one thing to write, it is not asked."""
        if len(choices) == 1:
            self.text += choices[0]
            return choices[0]
        said = self._complete(gbnf(choices), choices)
        if said not in choices:
            said = next((c for c in choices if c.startswith(said)), choices[-1])
        self.text += said
        return said

    def _complete(self, grammar: str, choices: list[str]) -> str:
        completion: Completion = self.runtime.complete(self.text, grammar, tokens=shortest(choices))
        self.read += completion.prompt_tokens
        self.written += completion.completion_tokens
        return completion.text
