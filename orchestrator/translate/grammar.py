"""GBNF, the grammars that llama.cpp holds a model to."""

from __future__ import annotations

import re
from collections.abc import Sequence


def gbnf(choices: Sequence[str]) -> str:
    """A GBNF grammar that accepts exactly these texts.

    Example:
        >>> print(gbnf(["none)", '"Acme")']))
        root ::= "none)" | "\\"Acme\\")"
    """
    return "root ::= " + " | ".join(literal(c) for c in choices)


def literal(text: str) -> str:
    """A text as GBNF writes it."""
    escaped = re.sub(r'["\\]', lambda m: "\\" + m[0], text)
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
