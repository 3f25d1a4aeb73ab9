"""What may stand next while a query is translated: the APIs, for each input the candidates that the query supports.

The embedded model fills this in step by step; at every step it may only write one of the choices.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from orchestrator.catalog import Api, Catalog, Input
from orchestrator.translate.lines import Line, Ref, Said, Value, write, write_name
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.reach import leads, references, takes
from orchestrator.translate.words import joints

MAX_LINES = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the model may write for an input, and the value it is."""

    text: str
    value: Value
    mention: Mention | None = None


class Form:
    """The form that a query's translation has to take.

    Example:
        >>> form = Form(mentions)                                   # doctest: +SKIP
        >>> [c.text for c in form.values(1, "create_invoice", "amount", [])]    # doctest: +SKIP
        ['200', 'none']
    """

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions
        self.catalog: Catalog = mentions.catalog

    @cached_property
    def max_lines(self) -> int:
        """A second goal only where the query has a joint: "and", a comma, the end of a sentence."""
        closed = list(self.mentions.solid_or_quoted)
        return min(MAX_LINES, 1 + joints(self.mentions.query, closed))

    def inputs(self, api: str, earlier: Sequence[Line]) -> list[str]:
        """The inputs to be written: the required ones, and those others that the query may have a word for."""
        declared = self.catalog.apis[api].inputs
        return [n for n, i in declared.items() if i.required or len(self._options(api, n, earlier)) > 0]

    def values(self, api: str, name: str, earlier: Sequence[Line], used: Sequence[Mention]) -> list[Choice]:
        """What may be written for an input; no words that an earlier input of the same call has taken."""
        options = self._options(api, name, earlier)
        free = [c for c in options if c.mention is None or not any(c.mention.overlaps(u) for u in used)]
        return [*free, Choice("none", None)]

    def _options(self, api: str, name: str, earlier: Sequence[Line]) -> list[Choice]:
        declared = self.catalog.apis[api].inputs[name]
        return [*self._references(api, name, earlier), *self._mentioned(name, declared)]

    def _mentioned(self, name: str, declared: Input) -> list[Choice]:
        kind = self.catalog.type(declared.type)
        if kind.base == "boolean":
            flag = self.mentions.flag(name, declared.description)
            return [_choice(flag)] if flag else []
        found: dict[str, Choice] = {}
        direct = self.mentions.of(kind) if kind.askable or kind.pattern is not None else ()
        referring = (m for r in references(self.catalog, kind.name) for m in self.mentions.of(r))
        for mention in (*direct, *referring):
            found.setdefault(mention.text, _choice(mention))
        return list(found.values())

    def _references(self, api: str, name: str, earlier: Sequence[Line]) -> list[Choice]:
        """`@N` where an output of line N fits, or, where none of its outputs fits another input, may lead to it."""
        declared = self.catalog.apis[api].inputs
        choices: list[Choice] = []
        for line in earlier:
            outputs = self.catalog.apis[line.api].outputs
            if any(takes(self.catalog, o.type, declared[name].type) for o in outputs.values()):
                fits = True
            else:
                others = any(takes(self.catalog, o.type, i.type) for o in outputs.values() for i in declared.values())
                fits = not others and any(leads(self.catalog, o.type, declared[name].type) for o in outputs.values())
            if fits:
                ref = Ref(line.number)
                choices.append(Choice(write(ref), ref))
        return choices


def _choice(mention: Mention) -> Choice:
    text = json.dumps(mention.text, ensure_ascii=False) if mention.quoted else mention.text
    return Choice(text, Said(mention.text), mention)


def signature(name: str, api: Api) -> str:
    """How an API is shown to the model: its inputs, the optional ones with a question mark."""
    inputs = ", ".join(write_name(n) + ("" if i.required else "?") for n, i in api.inputs.items())
    return f"{write_name(name)}({inputs})"


def gbnf(choices: Sequence[str]) -> str:
    """A GBNF grammar that accepts exactly these texts.

    Example:
        >>> gbnf(["none)", '"Acme")'])
        'root ::= "none)" | "\\\\"Acme\\\\")"'
    """
    return "root ::= " + " | ".join(_literal(c) for c in choices)


def _literal(text: str) -> str:
    escaped = re.sub(r'["\\]', lambda m: "\\" + m[0], text)
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
