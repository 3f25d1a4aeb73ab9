"""What the words beside a mention say of it: how surely it is a value, and for which input it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from orchestrator.catalog import Input
from orchestrator.facts import Span
from orchestrator.translate.enumerations import written_lists
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.roles import input_end, said_end
from orchestrator.translate.words import Word, is_stop, name_words, stem, words_of

Kind = Literal["form", "name", "led", "phrase"]
_ABOUT = frozenset("about regarding concerning saying for".split())
_LEADING = frozenset("in at near around from to into for of by on about with called named titled like as".split())
_OPENING = "\"'“„«‘(:$€£#"
_ARTICLES = frozenset("a an the my our your his her their its some".split())


class Beside:
    """The words beside the mentions of a query."""

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions
        self.catalog = mentions.catalog

    def kind_of(self, mention: Mention) -> Kind:
        """What a mention is told by: a form of its own, marks of a name (capitals, quotes), the word before it, nothing."""
        if not mention.quoted or mention.span in self._formed:
            return "form"
        if mention.span in self._named:
            return "name"
        before = self._word_before(mention.span[0])
        return "led" if before is not None and before.lower in _LEADING else "phrase"

    def announced(self, name: str, declared: Input, texts: Sequence[Mention]) -> tuple[Mention, ...]:
        """For a free text that may be left out: quoted texts, names, and what a word leads to that says what it is for or about.

        A word of the input's own name is one of these words. Else every request would say its own words for a note. Of what is
        listed side by side for an input that takes a list, one is enough.
        """
        wanted = {stem(w) for w in (*name_words(name), *name_words(declared.type)) if not is_stop(w)}

        def leads(word: Word | None) -> bool:
            return word is not None and (word.lower in _ABOUT or stem(word.lower) in wanted)

        found = {m for m in texts if m.span in self._named or leads(self._word_before(m.span[0]))}
        for members in written_lists(self.mentions.query, list(texts)) if declared.many else ():
            found.update(members if found & {*members} else ())
        return tuple(m for m in texts if m in found)

    def is_misplaced(self, api: str, name: str, mention: Mention | None) -> bool:
        """Whether the query says of the mention that it is for another input: by its name, or as the other end of a stretch."""
        if mention is None:
            return False
        return self._is_called_other(api, name, mention) or self._is_other_end(api, name, mention)

    def _is_called_other(self, api: str, name: str, mention: Mention) -> bool:
        """Whether the word before a text is of the name of another input: "the album Blue" is no artist."""
        if self.kind_of(mention) == "form":
            return False
        before = self._word_before(mention.span[0])
        if before is None or not before.is_content or stem(before.lower) in self._name_stems(api, name):
            return False
        others = (other for other in self.catalog.apis[api].inputs if other != name)
        return any(stem(before.lower) in self._name_stems(api, other) for other in others)

    def _name_stems(self, api: str, name: str) -> frozenset[str]:
        """The words of an input's name that tell it from the other inputs."""
        inputs = self.catalog.apis[api].inputs
        others = {stem(w) for n in inputs if n != name for w in name_words(n)}
        return frozenset(stem(w) for w in name_words(name) if not is_stop(w)) - others

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
