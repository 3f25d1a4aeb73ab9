"""Whether the text of a `rules.lp` may be given to clingo."""

from __future__ import annotations

import re

_QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\[n\\"])*"|%\*.*?\*%|%[^\n]*', re.DOTALL)
_FORBIDDEN = re.compile(r"#\s*(script|include)\b")


def rules_flaw(rules: str) -> str:
    """What is wrong with background rules: no ASP, or a script, or another file; empty where nothing is.

    Example:
        >>> rules_flaw("p :- q.")
        ''
    """
    bare = _QUOTED_OR_COMMENT.sub("", rules)
    if found := _FORBIDDEN.search(bare):
        return f"'#{found[1]}' is not allowed in rules"
    return _syntax_error(rules) if bare.strip() else ""


def _syntax_error(rules: str) -> str:
    from clingo import ast

    said: list[str] = []
    # complaining of a character beyond ASCII, clingo cuts it in two and ends the process: it sees a stand-in
    text = re.sub(r"[^\x00-\x7f]|\0", "`", rules)
    try:
        ast.parse_string(text, lambda _statement: None, logger=lambda _code, message: said.append(message))
    except RuntimeError:
        message = said[0].removeprefix("<string>:").strip().rstrip(".:") if said else "the rules are no ASP"
        return "line " + message.replace("unexpected `", "unexpected character")
    return ""
