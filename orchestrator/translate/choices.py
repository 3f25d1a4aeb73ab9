"""What may stand next while a query is translated: the APIs, and for each input the candidates that the query supports.

The embedded model fills this form in step by step; at every step it may only write one of the choices.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from orchestrator.catalog import Catalog, Input, SemanticType
from orchestrator.facts import Span
from orchestrator.translate.beside import Beside, Kind
from orchestrator.translate.complete import complete, fill_open, loose, on_the_way
from orchestrator.translate.earlier import Call, Choice, Earlier
from orchestrator.translate.enumerations import written_lists
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said, Value, write
from orchestrator.translate.lists import lists_found
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.names import inside
from orchestrator.translate.negation import negated
from orchestrator.translate.orders import not_wanted, only_quoted
from orchestrator.translate.reach import has_form, is_automatic, is_lookup, references, stands_for
from orchestrator.translate.row_words import row_words
from orchestrator.translate.synonyms import likes
from orchestrator.translate.words import is_stop, joints, name_words, says_shared, stem

MAX_LINES = 6
_MAX_FURTHER = 3

_SENTENCE = re.compile(r"[.!?;](?=\s)")


class Form:
    """The form that a query's translation has to take. `shown` are the APIs that may be called; for None all."""

    def __init__(self, mentions: Mentions, shown: Sequence[str] | None = None) -> None:
        self.mentions = mentions
        self.catalog: Catalog = mentions.catalog
        self.shown = tuple(self.catalog.apis) if shown is None else tuple(shown)
        self._earlier = Earlier(mentions)
        self._beside = Beside(mentions)

    @cached_property
    def max_lines(self) -> int:
        """A second goal only where the query has a joint: "and", a comma, the end of a sentence."""
        return min(MAX_LINES, 1 + joints(self.mentions.query, list(self.mentions.solid_or_quoted)))

    def apis(self, earlier: Sequence[Call]) -> list[str]:
        """The APIs that the next line may call.

        Not those that are put in by themselves for an earlier goal. And while an id of the query is not
        taken yet, none that takes ids of other kinds only: who says HB-118 does not want a flight cancelled.
        """
        names = self.ordered(earlier)
        takers = {n for n in names if self._takes_any(n, self._left(self.mentions.ids, earlier))}
        names = [n for n in names if n in takers or not self._starves(n, earlier)] if takers else names
        return self._wanted(names, earlier) or (names if earlier else self._serving(names))

    def _serving(self, names: Sequence[str]) -> list[str]:
        """Where the query has one wish only: the APIs that take most of what in it has a form of its own, if any takes some."""
        if self.max_lines > 1:
            return list(names)
        told = [*self.mentions.ids, *self.mentions.addresses, *self._days_and_money]
        taken = {n: len({m.span for m in told if self._takes_any(n, [m])}) for n in names}
        return [n for n in names if taken[n] == max(taken.values())]

    def ordered(self, earlier: Sequence[Call]) -> list[str]:
        """The APIs that the query may order: neither put in by themselves, nor only quoted, nor writes that are said not to be
        wanted."""
        done = [c.line.api for c in earlier]
        names = [n for n in self.shown if not is_automatic(self.catalog, n, done)]
        names = [n for n in names if not self._looks_for_nothing(n, earlier)]
        names = [n for n in names if not only_quoted(n, self.mentions) or self._takes_any(n, self.mentions.quoted)]
        return [n for n in names if not self.catalog.apis[n].writes or not not_wanted(n, self.mentions)]

    def _looks_for_nothing(self, api: str, earlier: Sequence[Call]) -> bool:
        """Whether it is a lookup with nothing to look up by, beside one of the same thing that has something."""
        if not is_lookup(self.catalog, api) or self._has_options(api, earlier):
            return False
        yields = {o.type for o in self.catalog.apis[api].outputs.values()}
        others = [n for n in self.shown if n != api and is_lookup(self.catalog, n)]
        rivals = [n for n in others if yields & {o.type for o in self.catalog.apis[n].outputs.values()}]
        return any(self._has_options(n, earlier) for n in rivals)

    def _has_options(self, api: str, earlier: Sequence[Call]) -> bool:
        inputs = self.catalog.apis[api].inputs
        return any(self._options(api, n, earlier) for n, i in inputs.items() if i.required)

    def may_end(self, earlier: Sequence[Call]) -> bool:
        """Whether there may be no further goal: all that has a form of its own is taken, or no API would take it."""
        names = self.ordered(earlier)
        if not earlier:
            ids = self._left(self.mentions.ids, earlier)
            return not any(self._takes_any(n, ids) for n in names)
        return not self._wanted(names, earlier)

    def _wanted(self, names: Sequence[str], earlier: Sequence[Call]) -> list[str]:
        """After the first line: the APIs that take an id, an address, a day or an amount that no line took."""
        if not earlier:
            return []
        left = self._left([*self.mentions.ids, *self.mentions.addresses, *self._days_and_money], earlier)
        lines = tuple(c.line for c in earlier)
        spans = [m.span for c in earlier for _, m in c.mentions]
        placed = complete(fill_open(lines, spans, self), spans, self.mentions)
        said = {
            s
            for line in placed
            for _, v in line.inputs
            for s in (v.members if isinstance(v, Listed) else (v,))
        }
        left = [m for m in left if Said(m.text) not in said]
        return [n for n in names if self._takes_any(n, left)]

    @cached_property
    def _days_and_money(self) -> tuple[Mention, ...]:
        days = [
            m
            for m in loose(self.mentions)
            if any(w.span == m.span and w.year_said for w in self.mentions.dates)
        ]
        return (*days, *(n for n in self.mentions.numbers if n.span in self.mentions.money))

    def _left(self, mentions: Iterable[Mention], earlier: Sequence[Call]) -> list[Mention]:
        """What no line took, and what is not only said with what shall not be done."""
        taken = [m for c in earlier for _, m in c.mentions]
        unwanted = negated(self.mentions.query)
        return [m for m in mentions if not inside(m.span, unwanted) and not any(m.overlaps(t) for t in taken)]

    def _takes_any(self, api: str, ids: Sequence[Mention]) -> bool:
        spans = {m.span for m in ids}
        inputs = self.catalog.apis[api].inputs
        return any(
            c.mention and c.mention.span in spans for n, i in inputs.items() for c in self._mentioned(n, i)
        )

    def _starves(self, api: str, earlier: Sequence[Call]) -> bool:
        """Whether the API requires ids and there is nothing that could stand for any of them."""
        inputs = self.catalog.apis[api].inputs
        patterned = [
            n for n, i in inputs.items() if i.required and self.catalog.type(i.type).pattern is not None
        ]
        return bool(patterned) and not any(self._options(api, n, earlier) for n in patterned)

    def inputs(self, api: str, earlier: Sequence[Call]) -> list[str]:
        """The inputs to be written: the required ones, and those others that the query may have a word for."""
        declared = self.catalog.apis[api].inputs
        return [n for n, i in declared.items() if i.required or self._options(api, n, earlier)]

    def values(self, api: str, name: str, earlier: Sequence[Call], used: Sequence[Mention]) -> list[Choice]:
        """What may be written for an input; no words that an earlier input of the same call has taken."""
        options = self._options(api, name, earlier)
        free: dict[str, Choice] = {}
        for choice in options:
            if choice.mention is None or not any(choice.mention.overlaps(u) for u in used):
                free.setdefault(choice.text, choice)
        said = {c.value.line for c in free.values() if c.sure and isinstance(c.value, Ref)}
        offered = [
            c
            for c in free.values()
            if not (isinstance(c.value, Ref) and c.value == Ref(c.value.line) and c.value.line in said)
        ]
        return [*offered, Choice("none", None)]

    def further(self, line: Line, earlier: Sequence[Call], used: Sequence[Mention]) -> list[str]:
        """The types by which the query may say what an open input is looked up by: whose booking it is, in which city (R2, R12).

        Only those that something fits which nobody took; what has a form of its own needs no model to be placed (`complete`).
        """
        inputs = self.catalog.apis[line.api].inputs
        said = dict(line.inputs)
        open_slots = [n for n, i in inputs.items() if i.required and isinstance(said.get(n), Rows | None)]
        own = {i.type for i in inputs.values()} | {n for n, _ in line.inputs}
        for name in open_slots:
            own |= {kind.name for kind in references(self.catalog, inputs[name].type)}
        columns = [
            c.type for n in open_slots for found in lists_found(n, line, self.catalog) for c in found.values()
        ]
        types = dict.fromkeys((*on_the_way(line, self.catalog), *columns))
        left = _MAX_FURTHER - sum(n not in inputs for n, _ in line.inputs)
        return [t for t in types if t not in own and self._by_type(t, earlier, used)][: max(0, left)]

    def further_values(self, name: str, earlier: Sequence[Call], used: Sequence[Mention]) -> list[Choice]:
        """What may be written for a type of `further`."""
        return [*map(_choice, self._by_type(name, earlier, used)), Choice("none", None)]

    def _by_type(self, name: str, earlier: Sequence[Call], used: Sequence[Mention]) -> list[Mention]:
        """What nobody took of the names, or of the members of an enumeration, that fit a type."""
        kind = self.catalog.type(name)
        if has_form(kind) or (kind.values is None and kind.entity is None):
            return []
        taken = [*used, *(m for c in earlier for _, m in c.mentions)]
        fitting = self._said_names(kind) if kind.values is None else self.mentions.of(kind)
        return [m for m in fitting if not any(m.overlaps(t) for t in taken) and not self._beside.is_where(kind, m)]

    def _said_names(self, kind: SemanticType) -> list[Mention]:
        names = {m.span for m in (*self.mentions.names, *self.mentions.quoted)}
        return [m for m in self.mentions.of(kind) if m.span in names]

    def _found_rows(self, api: str, name: str, earlier: Sequence[Call]) -> list[Choice]:
        """`@[...]`: the rows that the query speaks of, of a list that is looked up for the input."""
        taken = [m for c in earlier for _, m in c.mentions]
        found: dict[str, Choice] = {}
        for columns in lists_found(name, Line(len(earlier) + 1, api), self.catalog):
            for said in row_words(self.mentions, columns):
                words = Mention("", "", said.span)
                if said.sure and not any(words.overlaps(t) for t in taken):
                    found.setdefault(write(said.rows), Choice(write(said.rows), said.rows, words))
        return [*found.values()]

    def says_nothing(self, call: Call, earlier: Sequence[Call]) -> bool:
        """Whether no value speaks for a call: none that was not said before. What must not be the end yet is not judged."""
        if not earlier and not self.may_end(earlier):
            return False
        said = {m.span for c in earlier for _, m in c.mentions}
        return all(m.span in said for _, m in call.mentions)

    def is_repeated(self, call: Call, earlier: Sequence[Call]) -> bool:
        """Whether a call only does again what one of the same API does, with what that one gives or with nothing new."""
        same = {c.line.number for c in earlier if c.line.api == call.line.api}
        refs = {v for c in earlier for _, v in c.line.inputs if isinstance(v, Ref)}
        new = (v for _, v in call.line.inputs if isinstance(v, Ref) and v not in refs)
        return bool(same) and all(ref.line in same for ref in new)

    def is_spoken_of(self, api: str, earlier: Sequence[Call]) -> bool:
        """Whether the query has a word of the API, or of what it does, or one that means nearly the same, that stands in no value
        and speaks for no earlier line."""
        words = self._words_of(api)
        for call in earlier:
            if call.line.api != api:
                words = words - self._words_of(call.line.api)
        taken = [m.span for c in earlier for _, m in c.mentions]
        free = "".join(
            " " if any(b <= i < e for b, e in taken) else c for i, c in enumerate(self.mentions.query)
        )
        said = [stem(w) for w in name_words(free)]
        return any(w in words or not likes(w).isdisjoint(words) for w in said)

    def _words_of(self, api: str) -> frozenset[str]:
        """The stems of the words of an API's name and of what it does."""
        said = (*name_words(api), *name_words(self.catalog.apis[api].description))
        return frozenset(stem(w) for w in said if not is_stop(w))

    def open_slots(self, line: Line, mention: Mention) -> list[str]:
        """The required inputs of a line that were left open and that a mention fits."""
        inputs = self.catalog.apis[line.api].inputs
        return [
            n
            for n, v in line.inputs
            if v is None and n in inputs and inputs[n].required
            and (mention.quoted or self.catalog.type(inputs[n].type).bare)
            and any(c.mention == mention for c in self._mentioned(n, inputs[n]))
            and not self._beside.is_misplaced(line.api, n, mention)
            and not self._beside.is_no_text(line.api, n, mention)
            and not self._beside.is_no_number(line.api, n, mention)
            and self._beside.kind_of(mention) not in ("modifier", "phrase")
        ]  # fmt: skip

    def kind_of(self, mention: Mention, kind: SemanticType | None = None) -> Kind:
        """What a mention is told by, as a value of a type."""
        return self._beside.kind_of(mention, kind)

    def is_bare(self, api: str, name: str) -> bool:
        """Whether the input's type says of nothing whose datum it is."""
        return self.catalog.type(self.catalog.apis[api].inputs[name].type).bare

    def _options(self, api: str, name: str, earlier: Sequence[Call]) -> list[Choice]:
        declared = self.catalog.apis[api].inputs[name]
        mentioned = [c for c in self._mentioned(name, declared) if not self._beside.is_misplaced(api, name, c.mention)]
        mentioned = [c for c in mentioned if not self._beside.is_no_text(api, name, c.mention)]
        mentioned = [c for c in mentioned if not self._beside.is_no_number(api, name, c.mention)]
        mentioned = [c for c in mentioned if not self._spent(c.mention, declared, earlier)]
        if not self.is_bare(api, name):
            every = self._mentioned(name, declared)
            mentioned = [c for c in mentioned if not self._skips(c.mention, every, earlier)]
        if declared.many:
            mentioned = self._with_lists(mentioned, declared)
        above = self._earlier.choices(api, name, earlier)
        rows = [] if above or declared.many or not declared.required else self._found_rows(api, name, earlier)
        return [*above, *rows, *mentioned]

    def _lists(self, choices: Sequence[Choice], declared: Input) -> list[Choice]:
        """The lists that the query writes out; of an enumeration all the members that it names, wherever they stand."""
        by_mention = {c.mention: c for c in choices if c.mention is not None}
        lists = written_lists(self.mentions.query, [*by_mention])
        if not lists and self.catalog.type(declared.type).values is not None and len(by_mention) > 1:
            lists = [tuple(by_mention)]
        return [_list_choice([by_mention[m] for m in members], self.mentions.query) for members in lists]

    def _with_lists(self, choices: Sequence[Choice], declared: Input) -> list[Choice]:
        """For an input that takes a list: the lists that the query writes out, then what stands in none of them."""
        lists = self._lists(choices, declared)
        taken = [c.mention for c in lists if c.mention is not None]
        return [
            *lists,
            *(c for c in choices if c.mention is None or not any(c.mention.overlaps(t) for t in taken)),
        ]

    def value_of(self, api: str, name: str, mention: Mention) -> tuple[Value, Span]:
        """What a mention is for an input, and where it stands: for one that takes a list, with those it is listed with."""
        declared = self.catalog.apis[api].inputs[name]
        if declared.many:
            for choice in self._with_lists(self._mentioned(name, declared), declared):
                if choice.mention is not None and choice.mention.overlaps(mention):
                    return choice.value, choice.mention.span
        return Said(mention.text, mention.span), mention.span

    def _spent(self, mention: Mention | None, declared: Input, earlier: Sequence[Call]) -> bool:
        """Whether an earlier goal has taken the words for something else.

        What is bare belongs to one goal (R3) unless the query says that goals share it; a name is of one entity.
        """
        kind = self.catalog.type(declared.type)
        for call in earlier:
            for name, taken in call.mentions:
                if mention is None or not mention.overlaps(taken):
                    continue
                inputs = self.catalog.apis[call.line.api].inputs
                other = self.catalog.type(inputs[name].type if name in inputs else name)
                if kind.entity != other.entity or (kind.bare and not self._shares):
                    return True
                if kind.entity and self._yields(call, declared.type):
                    return True  # what a line was told of the thing it yields is that thing: @N says it
        return False

    def _yields(self, call: Call, wanted: str) -> bool:
        outputs = self.catalog.apis[call.line.api].outputs.values()
        return any(stands_for(self.catalog, o.type, wanted) for o in outputs if not o.many)

    def _skips(self, mention: Mention | None, choices: Sequence[Choice], earlier: Sequence[Call]) -> bool:
        """Whether a sentence before that of the mention has one of its kind that no goal took: goals keep the order."""
        names = {m.span for m in self.mentions.names}
        if mention is None or mention.span not in names:
            return False
        taken = [m for c in earlier for _, m in c.mentions]
        others = [c.mention for c in choices if c.mention is not None and c.mention.span in names]
        free = [m for m in others if m.span[1] <= mention.span[0] and not any(m.overlaps(t) for t in taken)]
        return any(_SENTENCE.search(self.mentions.query, m.span[1], mention.span[0]) for m in free)

    @cached_property
    def _shares(self) -> bool:
        """Whether the query says that goals have something in common; else what is bare belongs to one goal (R3)."""
        return says_shared(self.mentions.query)

    def _mentioned(self, name: str, declared: Input) -> list[Choice]:
        kind = self.catalog.type(declared.type)
        if kind.base == "boolean":
            flag = self.mentions.flag(name, declared.description)
            return [_choice(flag)] if flag else []
        direct: tuple[Mention, ...] = self.mentions.of(kind) if kind.askable or kind.pattern is not None else ()
        if self._beside.is_number_of_thing(name, kind):
            direct = tuple(dict.fromkeys((*self.mentions.numerals, *direct)))
        if not declared.required and kind.bare and kind.values is None and not has_form(kind):
            direct = self._beside.announced(name, declared, direct)
        others = references(self.catalog, kind.name)
        kinds = [kind, *others] if direct else [*others]
        found = dict.fromkeys((*direct, *(m for k in others for m in self.mentions.of(k))))
        if any(k.constrained and self.mentions.of(k) for k in kinds):  # "4821" is the card, so "purse" is not
            names = {m.span for m in (*self.mentions.names, *self.mentions.quoted)}
            loose_ones = {
                m for k in kinds if not k.constrained for m in self.mentions.of(k) if m.span not in names
            }
            return [_choice(m) for m in found if m not in loose_ones]
        return [_choice(m) for m in found]


def _choice(mention: Mention) -> Choice:
    text = json.dumps(mention.text, ensure_ascii=False) if mention.quoted else mention.text
    return Choice(text, Said(mention.text, mention.span), mention)


def _list_choice(members: Sequence[Choice], query: str) -> Choice:
    said = [c.value for c in members if isinstance(c.value, Said)]
    spans = [c.mention.span for c in members if c.mention is not None]
    span = (spans[0][0], spans[-1][1])
    text = f"[{', '.join(c.text for c in members)}]"
    return Choice(text, Listed(tuple(said)), Mention(query[slice(*span)], text, span))
