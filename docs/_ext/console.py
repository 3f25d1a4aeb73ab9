"""Sessions at a terminal: `$ ` begins a command, a backslash carries it on, and all else is what it prints.

The lexer that Pygments has for them sees a prompt in every line that begins with a word in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pygments.lexer import Lexer, do_insertions
from pygments.lexers.shell import BashLexer
from pygments.token import Generic, _TokenType

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*\n?", re.MULTILINE)
_PROMPT = "$ "


class ConsoleLexer(Lexer):
    """Commands in the colours of the shell, output in one."""

    name = "Session at a terminal"
    aliases = ("console",)

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        end = 0
        for found in _COMMAND.finditer(text):
            if found.start() > end:
                yield end, Generic.Output, text[end : found.start()]
            end = found.end()
            prompt = [(0, [(0, Generic.Prompt, _PROMPT)])]
            command = BashLexer().get_tokens_unprocessed(found[0].removeprefix(_PROMPT))
            for at, kind, value in do_insertions(prompt, command):
                yield found.start() + at, kind, value
        if end < len(text):
            yield end, Generic.Output, text[end:]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_lexer("console", ConsoleLexer)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
