"""Translation by a small language model inside the process: no key, no network once the model is there.

The model fills in a form. At each step (an API, then each of its inputs) it may write only what `choices` allows, and what
is no choice (names, commas, brackets) is written for it. So what it writes always parses, and every value is in the query.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.errors import Problem, TranslationError
from orchestrator.facts import Facts, Span, Translation
from orchestrator.translate.absorb import absorb
from orchestrator.translate.answers import AnswerStore
from orchestrator.translate.beside import Kind
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.choices import Form
from orchestrator.translate.complete import complete, fill_open
from orchestrator.translate.earlier import Call, Choice
from orchestrator.translate.fold import fold
from orchestrator.translate.lines import DONE, NOTHING, Line, Said, Value, write_api, write_name
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.prompt import chatml, harmless, prompt, user_text
from orchestrator.translate.readings import leave_open
from orchestrator.translate.retrieve import narrow, shortlist
from orchestrator.translate.runtime import CONTEXT, Runtime, model_file
from orchestrator.translate.translator import Clock, accept
from orchestrator.translate.weigh import weigh
from orchestrator.translate.wishes import Wish, spoken_of, unmet, wishes
from orchestrator.translate.worked import Examples

_MAX_QUERY = 6_000
WORKED = 3
SPEAKS = (0.3, 0.6)
"""How little and how much the words of a query can speak for an API where the model finds that nothing serves it."""
UNSAID = 0.05
"""The least that the words of the query say for an API as the next goal: who calls it otherwise than the catalog may mean it."""
MARGIN, CLEAR = 0.2, 0.6
"""Where the words of a query speak so clearly for another API than the model's, and the model is so little surer of its own, the
person is asked which one is meant."""
WHOLE, SHOWN = 40, 12
"""A catalog of so many APIs is shown whole, for it is read once; of a larger one, or one whose APIs are too long for the model, so
many are, chosen for each query."""
MEANT, SPOKEN = 0.9, (0.5, 0.1)
"""How probable a call must be that adds no value: by itself, or where the query has a word for it. The latter also says how
improbable the end must be."""
LIKELY: dict[Kind, float] = {"form": 0.0, "name": 0.02, "led": 0.25, "modifier": 0.1, "phrase": 0.25}
"""How probable a value must be, of all that the model might write: where little in the query says that words are a value, a model
that wants to write something else is not to be held to them."""
DECLINED, PUT_OFF = 0.1, 0.5
"""A name that the model finds less probable for an input than the first is not put there either because nothing else would take
it, unless its share among what may stand there reaches the second: then it was only put off."""
HELD = 0.05
"""Where the model would so improbably write any of the APIs that what the query says leaves over, all are offered."""


class EmbeddedTranslator:
    """Translates with a model that runs on the CPU of this machine.

    The model is loaded with the first query. Close the translator, or use it as a context manager, to free its memory.

    Args:
        model: a name of the registry, or the path of a GGUF file; for None ORCHESTRATOR_MODEL_FILE or the default model.
        threads: how many threads it may use.
        timeout: seconds that one step may take.
        today: says which day relative dates are reckoned from.
        cache: whether the state after the long part of a prompt is kept on disk.
        answers: what the model answered before, and where its answers are kept; None for nowhere.
        worked: how many of the domain's own labelled queries, the nearest, the model is shown.
        left_out: says the ids of labelled queries that must not be shown, for an evaluation.

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
        answers: AnswerStore | None = None,
        worked: int = WORKED,
        left_out: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._worked, self._left_out = worked, left_out
        self._answers = answers
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
            mentions = narrow(Mentions(query, catalog, self._today()))
            filling = _Filling(runtime, mentions.catalog, mentions, self._nearest(query, catalog))
            lines = filling.run()
        told = filling.summary(self.name, runtime.model.stem, time.perf_counter() - begin)
        facts = build_facts(lines, mentions, told)
        return leave_open(facts, filling.readings, mentions.catalog) if filling.is_unfolded else facts

    def _nearest(self, query: str, catalog: Catalog) -> list[tuple[str, str]]:
        """The domain's own labelled queries that are nearest to the query, as the prompt tells them."""
        near = Examples.of(catalog).nearest(query, self._worked, without=self._left_out())
        return [(user_text(Mentions(q, catalog, self._today())), lines) for q, lines in near]

    def _load(self) -> Runtime:
        if self._runtime is None:
            self._runtime = Runtime(
                model_file(self._model, self._answers),
                threads=self._threads,
                timeout=self._timeout,
                cache=self._cache,
                answers=self._answers,
            )
        return self._runtime


class _Filling:
    """One query being filled in."""

    def __init__(
        self, runtime: Runtime, catalog: Catalog, mentions: Mentions, worked: Sequence[tuple[str, str]]
    ) -> None:
        self.runtime, self.catalog = runtime, catalog
        self._show(mentions, worked)
        self.wishes = wishes(mentions)
        self.words = spoken_of(self.wishes)
        self.read = self.written = 0
        self.shares: dict[str, float] = {}  # of the choices that were offered last
        self.mass = 1.0  # how probable it was that any of them is written
        self.readings: dict[int, tuple[str, ...]] = {}  # goals of which it is not clear which API is meant
        self.declined: set[tuple[str, str, Span]] = set()  # names that the model did not want for an input
        self.is_unfolded = True  # whether every call is a line of its own
        self.saved = 0.0  # seconds that were not spent, for the answers were known

    def _show(self, mentions: Mentions, worked: Sequence[tuple[str, str]]) -> None:
        """Choose which APIs the model is shown: all where they are few and the model can read them, else a shortlist.

        Raises:
            TranslationError: the query is too long even so.
        """
        is_small = len(self.catalog.apis) <= WHOLE
        for limit in [WHOLE, SHOWN] if is_small else [SHOWN]:
            shown = shortlist(mentions, self.catalog, limit)
            said = prompt(mentions, shown=shown, worked=worked)
            kept = [said.fixed, said.of_catalog] if limit == WHOLE else [said.fixed]
            self.text = chatml(said.turns) + "<|im_start|>assistant\n"
            self.form = Form(mentions, shown)
            self.runtime.prepare(*map(chatml, kept))
            if self.runtime.count_tokens(self.text) <= CONTEXT - 1024:
                return
        raise TranslationError(
            Problem(
                "the query and the catalog are too long for the embedded model",
                expected=f"less than {CONTEXT - 1024} tokens",
            )
        )

    def run(self) -> tuple[Line, ...]:
        calls: list[Call] = []
        while len(calls) < self.form.max_lines:
            api = self._next_api(calls)
            if api is None:
                break
            share, end = self.shares.get(f" {write_api(api)}(", 1.0), self.shares.get(f" {DONE if calls else NOTHING}", 0.0)
            call = self._call(api, calls)
            if self.form.says_nothing(call, calls) and not self._is_meant(call, calls, share, end):
                break
            calls.append(call)
        spans = [m.span for c in calls for _, m in c.mentions]
        lines = absorb(fold([c.line for c in calls], self.form.mentions), spans, self.form.mentions)
        lines = fill_open(lines, spans, self.form, self.declined)
        self.is_unfolded = len(lines) == len(calls)
        return complete(lines, said_spans(lines, self.form.mentions), self.form.mentions)

    def _is_meant(self, call: Call, earlier: Sequence[Call], share: float, end: float) -> bool:
        """Whether a call for which no value speaks is wanted: the model is sure of it, or the query has a word for it."""
        if not earlier:
            return share >= SPOKEN[0] or (share >= SPOKEN[1] and self.form.is_spoken_of(call.line.api, earlier))
        if self.form.is_repeated(call, earlier):
            return False
        return share >= MEANT or (share >= SPOKEN[0] and end < SPOKEN[1] and self.form.is_spoken_of(call.line.api, earlier))

    def summary(self, translator: str, model: str, seconds: float) -> Translation:
        return Translation(
            translator=translator,
            model=model,
            prompt_tokens=self.read,
            completion_tokens=self.written,
            seconds=round(seconds + self.saved, 3),
        )

    def _next_api(self, calls: list[Call]) -> str | None:
        self.text += f"{len(calls) + 1}"
        apis = {f" {write_api(name)}(": name for name in self.form.apis(calls)}
        ending = [f" {DONE if calls else NOTHING}"] if self.form.may_end(calls) else []
        before = self.text
        said = self._choose([*apis, *ending])
        if self.mass < HELD:
            apis = {f" {write_api(name)}(": name for name in self.form.ordered(calls)}
            self.text = before
            said = self._choose([*apis, *ending])
        if apis and ending and not calls and (said in apis) == self._refuses():
            self.text = before
            said = self._choose([*apis] if said in ending else ending)
        if said in apis and self.shares:
            left = unmet(self.wishes, [c.line.api for c in calls])
            words = spoken_of(left)
            said = max(apis, key=lambda text: (self._worth(text, words.get(apis[text], 0.0)), text == said))
            self.text = before + said
            if others := [*self._equals(apis[said], left), *self._other_reading(said, apis)]:
                self.readings[len(calls) + 1] = tuple(dict.fromkeys((apis[said], *others)))
        return apis.get(said)

    def _equals(self, api: str, left: Sequence[Wish]) -> list[str]:
        """The writes for which the words of the query speak as much as for this one, itself among them; none beside a read."""
        tied = next((wish.readings for wish in left if api in wish.readings), ())
        return [*tied] if tied and all(self.catalog.apis[name].writes for name in tied) else []

    def _worth(self, text: str, spoken: float) -> float:
        """How likely an API is the next goal, by the model and by the words of the query that spoke for no goal before."""
        return self.shares.get(text, 0.0) * max(spoken, UNSAID)

    def _other_reading(self, said: str, apis: Mapping[str, str]) -> list[str]:
        """The API that the words of the query speak for where the model, by a thin margin, finds another one more probable."""
        spoken = max(apis, key=lambda text: (self.words.get(apis[text], 0.0), text == said))
        near = self.shares.get(said, 1.0) - self.shares.get(spoken, 0.0) < MARGIN
        return [apis[spoken]] if spoken != said and near and self.words.get(apis[spoken], 0.0) >= CLEAR else []

    def _refuses(self) -> bool:
        """Whether no API serves the query, by what the model and the words of the query say together, both read as odds."""
        nothing = self.shares.get(f" {NOTHING}", 0.0)
        silent = math.prod(1.0 - share for share in self.words.values())
        words = min(max(SPEAKS[0], 1.0 - silent), SPEAKS[1])
        return nothing * (1.0 - words) > (1.0 - nothing) * words

    def _call(self, api: str, calls: list[Call]) -> Call:
        written: list[tuple[str, Value]] = []
        mentions: list[tuple[str, Mention]] = []
        names = self.form.inputs(api, calls)
        number = len(calls) + 1
        while names:
            name = names.pop(0)
            self.text += f"{' ' if written else ''}{write_name(name)} ="
            used = [m for _, m in mentions]
            is_input = name in self.catalog.apis[api].inputs
            values = self.form.values(api, name, calls, used) if is_input else self.form.further_values(name, calls, used)
            endings = {c: self._rest(Line(number, api, (*written, (name, c.value))), c, names, calls, used) for c in values}
            choices = {f" {harmless(c.text)}{',' if endings[c] else ')'}": c for c in values}
            choice = self._value(choices, self.catalog.type(self.catalog.apis[api].inputs[name].type if is_input else name))
            if choice.value is None:
                self._decline(api, name, choices)
            names = endings[choice]
            written.append((name, choice.value))
            if choice.mention is not None:
                mentions.append((name, choice.mention))
        self.text += "\n" if written else ")\n"
        return Call(Line(number, api, tuple(written)), tuple(mentions))

    def _decline(self, api: str, name: str, choices: Mapping[str, Choice]) -> None:
        """Remember the names that the model was offered for an input and found improbable."""
        for text, choice in choices.items():
            is_name = choice.mention is not None and self.form.kind_of(choice.mention) == "name"
            share = self.shares.get(text, 1.0)
            if choice.mention is not None and is_name and share < PUT_OFF and self.mass * share < DECLINED:
                self.declined.add((api, name, choice.mention.span))

    def _rest(
        self, line: Line, choice: Choice, names: list[str], calls: list[Call], used: list[Mention]
    ) -> list[str]:
        """What is to be written after a choice: the inputs that are left, then what an open one is looked up by."""
        if names and any(n in self.catalog.apis[line.api].inputs for n in names):
            return names
        taken = [*used, *([choice.mention] if choice.mention is not None else [])]
        return self.form.further(line, calls, taken)

    def _value(self, choices: Mapping[str, Choice], kind: SemanticType) -> Choice:
        """The choice of a value: none where the model would rather write something else than these words."""
        before = self.text
        in_quotes = {_in_quotes(text): text for text, c in choices.items() if c.mention is not None and not c.mention.quoted}
        said = self._choose([*choices], {other: text for other, text in in_quotes.items() if other not in choices})
        mention = choices[said].mention
        if mention is None or not isinstance(choices[said].value, Said):  # rows and lists are said as such
            return choices[said]
        overlapping = [text for text, c in choices.items() if c.mention is not None and c.mention.overlaps(mention)]
        if self.mass * sum(self.shares[text] for text in overlapping) >= LIKELY[self.form.kind_of(mention, kind)]:
            return choices[said]  # else a name may still go where nothing else takes it (`fill_open`)
        nothing = next(text for text, c in choices.items() if c.value is None)
        self.text = before + nothing
        return choices[nothing]

    def _choose(self, choices: Sequence[str], others: Mapping[str, str] | None = None) -> str:
        """What the model finds most probable. It is not asked where there is nothing to choose.

        Args:
            choices: the texts.
            others: other ways of writing a choice, each with the choice that it is.
        """
        self.shares, self.mass = {}, 1.0
        said = choices[0]
        if len(choices) > 1:
            weights = weigh([*choices, *(others or ())], self._next_tokens)
            self.shares, self.mass = {c: weights.shares[c] for c in choices}, weights.mass
            for other, choice in (others or {}).items():
                self.shares[choice] += weights.shares[other]
            said = max(choices, key=lambda choice: self.shares[choice])
        self.text += said
        return said

    def _next_tokens(self, begun: str, choices: Sequence[str]) -> Mapping[bytes, float]:
        """What may follow what is begun, and how probable the model finds it."""
        following = self.runtime.following(self.text, begun, choices)
        self.read += following.prompt_tokens
        self.written += following.completion_tokens
        self.saved += following.saved
        return following.tokens


def _in_quotes(text: str) -> str:
    """A value that the form writes bare, a word of an enumeration or a day, as a model may write it: in quotation marks."""
    return f' "{text[1:-1]}"{text[-1]}'
