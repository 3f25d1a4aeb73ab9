"""GBNF, the grammars that llama.cpp holds a model to."""

from __future__ import annotations

import re


def literal(text: str) -> str:
    """A text as GBNF writes it."""
    escaped = re.sub(r'["\\]', lambda m: "\\" + m[0], text)
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
