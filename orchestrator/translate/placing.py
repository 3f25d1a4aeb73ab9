"""Which value goes where in a call, without a model: by its form, by the words beside it, by the stretch it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestrator.catalog import Input
from orchestrator.facts import Span
from orchestrator.translate.choices import Form
from orchestrator.translate.earlier import Call, Choice
from orchestrator.translate.enumerations import written_lists
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Value
from orchestrator.translate.mentions import Mention
from orchestrator.translate.reach import has_form, is_name
from orchestrator.translate.roles import input_end
from orchestrator.translate.words import Word, is_stop, name_words, starts_sentence, stem, words_of
from orchestrator.values import fit

_ENOUGH = 0.7
_FORMED, _QUOTED, _NAMED, _TEXT, _PHRASE = 1.0, 0.9, 0.8, 0.6, 0.2
_HERE, _ELSEWHERE = 0.3, 0.6
_BESIDE, _BESIDE_ANOTHER = 0.5, 0.3
_OPTIONAL = 0.1
_ABOVE = 1.2
_LED = 0.2
_ROWS = 1.3
_DOUBTFUL = 0.45
_LATER = 0.05
_BEFORE = 3
_JOINED = re.compile(r",|\s(?:and|or)\s", re.IGNORECASE)
_LINKING = frozenset("of is are the a an my our your be as".split())
_ARTICLES = frozenset("the a an my our your which what one of".split())
_PREPOSITIONS = frozenset("in at for from to with by on under into near whom".split())
# What a person says in place of what was spoken of before.
_POINTERS = frozenset("it its them they that this those these him her his their one ones".split())
# What announces a text.
_ANNOUNCING = frozenset(
    "about regarding concerning saying says say titled entitled called named reading".split()
)


def fill(api: str, form: Form, earlier: Sequence[Call], here: Span, elsewhere: Sequence[Span]) -> Call:
    """A call of an API with what fits its inputs best, the surest first; what nothing speaks for is left open.

    Args:
        here: the stretch of the query that speaks of the call.
        elsewhere: those that speak of other calls.
    """
    placing = _Placing(api, form, here, elsewhere)
    names = form.inputs(api, earlier)
    offers = [
        _Offer(placing.worth(n, c), -at, n, c)
        for at, n in enumerate(names)
        for c in form.values(api, n, earlier, ())
        if c.value is not None
    ]
    chosen = _best_of(offers, {})
    line = Line(len(earlier) + 1, api, tuple((n, chosen[n].value if n in chosen else None) for n in names))
    used = [c.mention for c in chosen.values() if c.mention is not None]
    by_type = [
        _Offer(placing.worth(kind, c), -at, kind, c)
        for at, kind in enumerate(form.further(line, earlier, used))
        for c in form.further_values(kind, earlier, used)
        if c.value is not None
    ]
    chosen = _best_of([o for o in by_type if _is_plain(o, by_type)], chosen)
    names = [*names, *(kind for kind in dict.fromkeys(o.name for o in by_type) if kind in chosen)]
    written: list[tuple[str, Value]] = [(n, chosen[n].value if n in chosen else None) for n in names]
    mentions = [(n, m) for n in names if n in chosen and (m := chosen[n].mention) is not None]
    return Call(Line(line.number, api, tuple(written)), tuple(mentions))


@dataclass(frozen=True, slots=True)
class _Offer:
    """A choice for an input, and how much speaks for it."""

    worth: float
    rank: int
    name: str
    choice: Choice

    @property
    def key(self) -> tuple[float, int, int, int]:
        """What is placed first: the surest, then the first input, then what is said first and longest."""
        begin, end = self.choice.mention.span if self.choice.mention is not None else (0, 0)
        return (round(self.worth, 3), self.rank, -begin, end)


def _is_plain(offer: _Offer, offers: Sequence[_Offer]) -> bool:
    """Whether less speaks for the same words to be of any other type."""
    same = [o for o in offers if o.name != offer.name and o.choice.mention == offer.choice.mention]
    return all(o.worth < offer.worth for o in same)


def _best_of(offers: Sequence[_Offer], chosen: Mapping[str, Choice]) -> dict[str, Choice]:
    """The offers that are taken beside those chosen already, no input and no words of the query twice."""
    taken = dict(chosen)
    for offer in sorted(offers, key=lambda o: o.key, reverse=True):
        if offer.worth < _ENOUGH or offer.name in taken:
            continue
        mention = offer.choice.mention
        if mention is None or not any(c.mention and mention.overlaps(c.mention) for c in taken.values()):
            taken[offer.name] = offer.choice
    return taken


def goes_on(call: Call, again: Call, form: Form) -> bool:
    """Whether a second call of an API is meant after a first: it has two values of its own, or one listed with the first's."""
    inputs = form.catalog.apis[call.line.api].inputs
    first, second = dict(call.mentions), dict(again.mentions)
    required = {n for n, i in inputs.items() if i.required}
    new = [n for n, m in second.items() if n in required and n in first and not m.overlaps(first[n])]
    if len(new) > 1:
        return True
    return any(written_lists(form.mentions.query, [first[n], second[n]]) for n in new)


class _Placing:
    """What speaks for a value to stand in an input of one call."""

    def __init__(self, api: str, form: Form, here: Span, elsewhere: Sequence[Span]) -> None:
        self.form, self.here, self.elsewhere = form, here, elsewhere
        self.inputs = form.catalog.apis[api].inputs
        self.words = [w for w in words_of(form.mentions.query) if not w.is_sign]
        self.stems = {name: self._stems(name, declared) for name, declared in self.inputs.items()}
        self.description = form.catalog.apis[api].description
        self.led = {name: self._led_by(name, declared) for name, declared in self.inputs.items()}
        self.quoted = {m.span for m in form.mentions.quoted}
        self.named = {m.span for m in form.mentions.names}
        begin, end = here
        content = [w for w in self.words if w.is_content and begin <= w.begin < end]
        self.opening = content[0].end if content else begin
        self.points = any(w.lower in _POINTERS for w in self.words if begin <= w.begin < end)

    def worth(self, name: str, choice: Choice) -> float:
        """How much speaks for a choice; what is below the threshold is no value of the input."""
        declared = self.inputs.get(name) or Input(type=name, required=False)
        if isinstance(choice.value, Ref) and not choice.sure:
            return _ABOVE if self.points and declared.required and choice.mention is None else 0.0
        if choice.mention is None:
            return 0.0
        if isinstance(choice.value, Ref | Rows):
            return _ROWS
        if isinstance(choice.value, Listed):
            return _FORMED + self._by_place(choice.mention.span)
        worth = self._by_form(declared, choice.mention) + self._by_place(choice.mention.span)
        worth += self._by_words(name, declared, choice.mention)
        if input_end(name, declared.type) == "end":
            worth += _LATER * (choice.mention.value == self._last_day(choice.mention.span))
        return worth - (0.0 if declared.required else _OPTIONAL)

    def _by_words(self, name: str, declared: Input, mention: Mention) -> float:
        """What the words before a mention, after it and in it say: an input's own words for it, another's against it."""
        own = self.stems.get(name) or self._stems(name, declared)
        beside = self._beside(mention)
        if beside & own or (self._is_text(declared) and self._is_announced(mention)):
            return _BESIDE
        if not has_form(self.form.catalog.type(declared.type)) and own & set(
            map(stem, name_words(mention.text))
        ):
            return _BESIDE
        others = (stems for other, stems in self.stems.items() if other != name)
        led = self._by_preposition(name, mention)
        return led - _BESIDE_ANOTHER if any(beside & stems for stems in others) else led

    def _by_preposition(self, name: str, mention: Mention) -> float:
        """Whether the preposition before a mention is the one by which the catalog speaks of the input: "in a city"."""
        before = [w.lower for w in self.words if w.end <= mention.span[0] and w.lower not in _ARTICLES]
        if not before or before[-1] not in _PREPOSITIONS:
            return 0.0
        if before[-1] in self.led.get(name, ()):
            return _LED
        return -_LED if any(before[-1] in said for other, said in self.led.items() if other != name) else 0.0

    def _led_by(self, name: str, declared: Input) -> frozenset[str]:
        """The prepositions that the catalog puts before an input: in what its API does, in its question, in its name."""
        kind = self.form.catalog.type(declared.type)
        said = [self.description, declared.description or "", kind.question or ""]
        found = set(name_words(name)[:1]) & _PREPOSITIONS
        for text in said:
            words = [w for w in name_words(text) if w not in _ARTICLES]
            found |= {a for a, b in pairwise(words) if a in _PREPOSITIONS and stem(b) in self.stems[name]}
            found |= set(words[:1]) & _PREPOSITIONS if text == kind.question else set()
        return frozenset(found)

    def _last_day(self, span: Span) -> str | None:
        return next((w.end.isoformat() for w in self.form.mentions.dates if w.span == span), None)

    def _by_form(self, declared: Input, mention: Mention) -> float:
        kind = self.form.catalog.type(declared.type)
        if mention.span in self.quoted:
            return _QUOTED
        if kind.base != "string" or not mention.quoted or (kind.constrained and fit(kind, mention.value)):
            return _FORMED
        if mention.span not in self.named:
            return _FORMED if any(c.isdigit() for c in mention.text) else _PHRASE
        return (_TEXT if self._is_text(declared) else _NAMED) - _DOUBTFUL * self._is_doubtful(mention)

    def _is_doubtful(self, mention: Mention) -> bool:
        """Whether a name may be none, or two: "Pull" and "Reserve the Inn" begin a sentence, "Oslo and Rome" are two."""
        if _JOINED.search(mention.text):
            return True
        first, _, rest = mention.text.partition(" ")
        begins = starts_sentence(self.form.mentions.query, mention.span[0])
        return first in _LINKING or (
            begins and (not rest or rest.split()[0] in _LINKING) and first[1:].islower()
        )

    def _is_text(self, declared: Input) -> bool:
        """Whether anything may be said for the input: it is neither told by its form nor what something is looked up by."""
        kind = self.form.catalog.type(declared.type)
        return (
            kind.askable
            and kind.values is None
            and not has_form(kind)
            and not is_name(self.form.catalog, kind.name)
        )

    def _by_place(self, span: Span) -> float:
        if self.here[0] <= span[0] < self.here[1]:
            return _HERE
        return -_ELSEWHERE if any(b <= span[0] < e for b, e in self.elsewhere) else 0.0

    def _beside(self, mention: Mention) -> frozenset[str]:
        """The stems of the words that a mention belongs to: those right before it and the one after it.

        "the customer Acme", "a limit of 200", "3 nights"; not "an invoice for Acme", nor the verb that opens the wish.
        """
        said: list[Word] = []
        query, end = self.form.mentions.query, mention.span[0]
        for word in reversed([w for w in self.words if self.opening <= w.begin and w.end <= mention.span[0]]):
            parted = set(",.;!?()") & set(query[word.end : end])
            if parted or len(said) == _BEFORE or (is_stop(word.text) and word.lower not in _LINKING):
                break
            said.append(word)
            end = word.begin
        after = [w for w in self.words if w.begin >= mention.span[1]][:1]
        said.extend(w for w in after if not set(",.;!?()") & set(query[mention.span[1] : w.begin]))
        return frozenset(stem(w.lower) for w in said if not is_stop(w.text))

    def _is_announced(self, mention: Mention) -> bool:
        before = [w for w in self.words if w.end <= mention.span[0]]
        while before and before[-1].lower in ("the", "a", "an", "my", "our", "your"):
            before.pop()
        return bool(before) and before[-1].lower in _ANNOUNCING

    def _stems(self, name: str, declared: Input) -> frozenset[str]:
        """The stems of the words that an input is called by: its own name, its type's, and whose datum it is."""
        kind = self.form.catalog.type(declared.type)
        own = kind.name if kind.name in self.form.catalog.types else ""
        return frozenset(
            stem(w) for said in (name, own, kind.entity or "") for w in name_words(said) if not is_stop(w)
        )
