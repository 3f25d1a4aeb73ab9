"""What the words beside a mention say of it: how surely it is a value, and for which input it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from orchestrator.catalog import Input, SemanticType
from orchestrator.facts import Span
from orchestrator.translate.claims import numeric
from orchestrator.translate.enumerations import written_lists
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.names import catalog_words
from orchestrator.translate.reach import has_form, references
from orchestrator.translate.roles import input_end, said_end
from orchestrator.translate.words import Word, is_stop, name_words, starts_sentence, stem, words_of

Kind = Literal["form", "name", "led", "modifier", "phrase"]
_ABOUT = frozenset("about regarding concerning saying for".split())
_LEADING = frozenset("in at near around from to into for of by on about with called named titled like as".split())
_CLAUSE = re.compile(r"\b(?:I|we|you|they|he|she|is|are|was|were)\b", re.IGNORECASE)
_ONE_LOWER = re.compile(r"[^\W\d_]+ (?:[a-z]|I\b)")  # one word, and another one without a capital of its own
_INDEFINITE = re.compile(r"\b(?:an?|my|our)\s+$", re.IGNORECASE)  # a thing of a kind follows, no name: "to my house"
_ASKED_FOR = re.compile(r"\b(?:what|how)(?:['’]s|\s+(?:is|are|was|were))\s+(?:the|my|your)\s+$", re.IGNORECASE)
_WHERE = frozenset("in at near".split())
_NO_NOUNS = frozenset("name title text id number".split())  # they say how a thing is told, not what it is
_MAX_MODIFIER = 2
_OPENING = "\"'“„«‘(:$€£#"
_ARTICLES = frozenset("a an the my our your his her their its some".split())


class Beside:
    """The words beside the mentions of a query."""

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions
        self.catalog = mentions.catalog

    def kind_of(self, mention: Mention, kind: SemanticType | None = None) -> Kind:
        """What a mention, as a value of a type, is told by: a form of its own (a member of an enumeration that is said as it is
        called has one), marks of a name (capitals, quotes), the word before it, the word after it, nothing."""
        if not mention.quoted or mention.span in self._formed:
            return "form"
        if kind is not None and kind.values is not None and self._is_said(mention):
            return "form"
        if mention.span in self._named and not self._opens(mention):
            return "name"
        before = self._word_before(mention.span[0])
        if before is not None and before.lower in _LEADING and not _INDEFINITE.search(self.mentions.query[: mention.span[0]]):
            return "led"
        return "modifier" if self._is_modifier(mention) else "phrase"

    def _is_modifier(self, mention: Mention) -> bool:
        """Whether a word of the catalog follows: in "mystery movies" the one says which of the other are meant."""
        after = [w for w in words_of(self.mentions.query[mention.span[1] :])[:1] if w.is_content]
        return any(stem(w.lower) in catalog_words(self.catalog) for w in after)

    def _opens(self, mention: Mention) -> bool:
        """Whether a word may have its capital only from its place: "Check in Oslo" begins with no name."""
        query, (begin, end) = self.mentions.query, mention.span
        return starts_sentence(query, begin) and bool(_ONE_LOWER.match(query, begin)) and query[begin:end].isalpha()

    def _is_said(self, mention: Mention) -> bool:
        """Whether the query has all words of a value, inflected or not; "temple" is no Place of Worship by its words."""
        said = {stem(w) for w in name_words(self.mentions.query[slice(*mention.span)])}
        return said >= {stem(w) for w in name_words(mention.text)}

    def announced(self, name: str, declared: Input, texts: Sequence[Mention]) -> tuple[Mention, ...]:
        """For a free text that may be left out: quoted texts, names, and what a word leads to that says what it is for or about.

        A word of the input's own name is one of these words; so is what a word of the catalog follows: "horror movies". Else
        every request would say its own words for a note. Of what is listed side by side for an input that takes a list, one is
        enough.
        """
        wanted = {stem(w) for w in (*name_words(name), *name_words(declared.type)) if not is_stop(w)}

        def leads(word: Word | None) -> bool:
            return word is not None and (word.lower in _ABOUT or stem(word.lower) in wanted)

        found = {m for m in texts if m.span in self._named or leads(self._word_before(m.span[0]))}
        found.update(m for m in texts if self.kind_of(m) == "modifier" and len(m.text.split()) <= _MAX_MODIFIER)
        for members in written_lists(self.mentions.query, list(texts)) if declared.many else ():
            found.update(members if found & {*members} else ())
        return tuple(m for m in texts if m in found)

    def is_misplaced(self, api: str, name: str, mention: Mention | None) -> bool:
        """Whether the query says of the mention that it is for another input: by its name, or as the other end of a stretch."""
        if mention is None:
            return False
        return (
            self._is_called_other(api, name, mention)
            or self._is_other_end(api, name, mention)
            or self.is_where(self.catalog.type(self.catalog.apis[api].inputs[name].type), mention)
        )

    def is_no_text(self, api: str, name: str, mention: Mention | None) -> bool:
        """Whether words are no value of an input that takes any text, though they might be: unless the query says that they are
        for it, neither a clause ("the car I could pick") nor what names a member of an enumeration of another input."""
        if mention is None or self.kind_of(mention) == "form" or mention in self.mentions.quoted:
            return False
        kind = self.catalog.type(self.catalog.apis[api].inputs[name].type)
        if kind.values is not None or has_form(kind):
            return False
        before = self._word_before(mention.span[0])
        if before is not None and (before.lower in (*_ABOUT, "that") or stem(before.lower) in self._name_stems(api, name)):
            return False
        is_name = mention.span in self._named
        is_talk = not is_name and (
            bool(_CLAUSE.search(mention.text)) or self._leads_into_name(mention) or self._is_asked_for(mention)
        )
        return is_talk or self._is_counted(api, mention) or self._is_member(api, name, mention)

    def is_no_number(self, api: str, name: str, mention: Mention | None) -> bool:
        """Whether words are no value of an input that is a number or an id by its name and that nothing is looked up for: for
        "order_id" several words without a figure are none."""
        if mention is None or mention in self.mentions.quoted or any(c.isdigit() for c in mention.text):
            return False
        kind = self.catalog.type(self.catalog.apis[api].inputs[name].type)
        is_one = name_words(name)[-1:] == ["number"] or len(mention.text.split()) > 1
        return is_one and self.is_number_of_thing(name, kind)

    def is_number_of_thing(self, name: str, kind: SemanticType) -> bool:
        """Whether an input of any text is a number or an id by its name, and nothing is looked up for it."""
        is_open = kind.values is None and not has_form(kind) and not references(self.catalog, kind.name)
        return is_open and name_words(name)[-1:] in (["number"], ["id"])

    def _is_counted(self, api: str, mention: Mention) -> bool:
        """Whether a mention is a number that another input counts by, with what is counted: "three", "three bathrooms"."""
        if mention.span in self._named or mention.text.isdigit():
            return False
        kinds = [self.catalog.type(i.type) for i in self.catalog.apis[api].inputs.values()]
        numbers = {m.span for k in kinds if numeric(k) for m in self.mentions.of(k)}
        inner = [n for n in numbers if mention.span[0] <= n[0] and n[1] <= mention.span[1]]
        return any(self._is_talk(self.mentions.query[mention.span[0] : begin]) for begin, _ in inner)

    def _is_asked_for(self, mention: Mention) -> bool:
        """Whether a word is what a question asks for: "what's the forecast"."""
        return len(mention.text.split()) == 1 and bool(_ASKED_FOR.search(self.mentions.query[: mention.span[0]]))

    def _leads_into_name(self, mention: Mention) -> bool:
        """Whether a mention is a name with nothing but words of the catalog before it: "a restaurant in Oslo"."""
        begin, end = mention.span
        leads = (self.mentions.query[begin : n[0]] for n in self._named if begin < n[0] and n[1] <= end)
        return any(self._is_talk(text) for text in leads)

    def _is_talk(self, text: str) -> bool:
        """Whether a text says nothing but words of the catalog."""
        return all(is_stop(w) or stem(w) in catalog_words(self.catalog) for w in name_words(text))

    def _is_member(self, api: str, name: str, mention: Mention) -> bool:
        """Whether a mention says no more than a member of an enumeration that another input takes: "pop", "a pop song"."""
        others = [self.catalog.type(i.type) for n, i in self.catalog.apis[api].inputs.items() if n != name]
        members = [m.span for k in others if k.values is not None for m in self.mentions.of(k)]
        for begin, end in members:
            if begin <= mention.span[0] and mention.span[1] <= end:
                return True
            if mention.span[0] <= begin and end <= mention.span[1]:
                rest = self.mentions.query[mention.span[0] : begin] + " " + self.mentions.query[end : mention.span[1]]
                if self._is_talk(rest):
                    return True
        return False

    def _is_called_other(self, api: str, name: str, mention: Mention) -> bool:
        """Whether a word beside a text is of the name of another input: "the album Blue" is no artist, "Rex Theater" no city."""
        if self.kind_of(mention) == "form":
            return False
        before = self._word_before(mention.span[0])
        verb = stem(name_words(api)[0])  # "tag Kestrel Ltd" says nothing of tags
        led = [before] if before is not None and before.is_content and stem(before.lower) != verb else []
        own = self._name_stems(api, name)
        nouns = [w for w in (*led, *self._nouns_of(mention)) if w.is_content]
        if any(stem(w.lower) in own for w in nouns):
            return False
        inputs = {n: self.catalog.type(i.type) for n, i in self.catalog.apis[api].inputs.items() if n != name}
        texts = [n for n, kind in inputs.items() if kind.values is None and not has_form(kind)]
        return any(stem(w.lower) in self._name_stems(api, n) for w in nouns for n in (inputs if w in led else texts))

    def _nouns_of(self, mention: Mention) -> list[Word]:
        """What says of a text what it is after it was said: the next word, and its own last one."""
        after = [w for w in words_of(self.mentions.query[mention.span[1] :])[:1] if not w.lower.endswith("s")]  # "Adele songs"
        own = words_of(mention.text)[-1:] if len(mention.text.split()) > 1 else ()
        return [*after, *own]

    def _name_stems(self, api: str, name: str) -> frozenset[str]:
        """The words of an input's name that tell it from the other inputs."""
        inputs = self.catalog.apis[api].inputs
        others = {stem(w) for n in inputs if n != name for w in name_words(n)}
        return frozenset(stem(w) for w in name_words(name) if not is_stop(w) and w not in _NO_NOUNS) - others

    def is_where(self, kind: SemanticType, mention: Mention) -> bool:
        """Whether a text says where a thing is that a type is the name or the id of: no hotel in Bruges is called so."""
        if self.kind_of(mention) == "form" or not (not kind.askable or name_words(kind.name)[-1] in _NO_NOUNS):
            return False
        before = words_of(self.mentions.query[: mention.span[0]])[-2:]
        if len(before) < 2 or before[1].lower not in _WHERE:
            return False
        return stem(before[0].lower) in {stem(w) for w in name_words(kind.entity or "")}

    def _is_other_end(self, api: str, name: str, mention: Mention) -> bool:
        inputs = self.catalog.apis[api].inputs
        own = input_end(name, inputs[name].type)
        said = said_end(self.mentions.query, mention.span) if own is not None else None
        if said is None or said == own:
            return False
        base = self.catalog.type(inputs[name].type).base
        others = [(n, i) for n, i in inputs.items() if n != name and self.catalog.type(i.type).base == base]
        return any(input_end(n, i.type) == said for n, i in others)

    def _word_before(self, begin: int) -> Word | None:
        """The word before a text, articles left out; none where another sign stands between."""
        before = [w for w in words_of(self.mentions.query[:begin]) if w.lower not in _ARTICLES and w.text not in _OPENING]
        return before[-1] if before and not before[-1].is_sign else None

    @cached_property
    def _named(self) -> frozenset[Span]:
        """Where names and quoted texts stand."""
        return frozenset(m.span for m in (*self.mentions.names, *self.mentions.quoted))

    @cached_property
    def _formed(self) -> frozenset[Span]:
        return frozenset(m.span for m in (*self.mentions.ids, *self.mentions.addresses))
