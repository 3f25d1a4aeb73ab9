"""What a query says is not wanted, or does not matter: the stretches in which a word says the opposite, or nothing."""

from __future__ import annotations

import re

from orchestrator.facts import Span

# Where the scope of a negation ends: the clause does, or another wish begins.
_END = re.compile(
    r"[.!?;,:](?=\s|$)|\s[-–—]\s|\b(?:but|then|because|just|instead|so|though|although|unless|until|only)\b|\band\b|[()]",
    re.IGNORECASE,
)
_NOT = r"(?:(?:do|does|need|should|must)(?:\s+not|\s?n['’]?t)|never)"
_FALSE_FRIENDS = (
    r"(?!\s+(?:only|forget|hesitate|worry|wait|know|mind|care|think|understand|see|remember|believe|you|we|more\s+than|less\s+than"
    r"|later\s+than|sooner|earlier\s+than|fewer\s+than|sure|yet\b|matter|have\s+(?:any|a)\s+idea))"
)
_WISHES = re.compile(
    rf"(?<!why )(?<!\bor )\b(?:{_NOT}{_FALSE_FRIENDS}|no\s+need\s+(?:to|for|of)|without(?=\s+\w+ing\b)|rather\s+than|instead\s+of"
    r"|not\s+to(?=\s+\w)|no\s+longer\s+(?:want|need))\b",
    re.IGNORECASE,
)
_VALUES = re.compile(
    rf"(?<!why )(?<!\bor )\b(?:{_NOT}{_FALSE_FRIENDS}|not{_FALSE_FRIENDS}(?!\s+to\b)|(?:is|are|was|has|have)n['’]?t"
    r"|no(?!\s*[,.]|\s+(?:more|less|fewer|later|earlier|sooner|problem|matter|wait|idea|doubt)\b)|non(?=[\s-])|nothing|neither|nor|without"
    r"|rather\s+than|instead\s+of|except(?:\s+for)?|excluding|avoid(?:ing)?|other\s+than|anything\s+but)\b",
    re.IGNORECASE,
)
_INDIFFERENT = re.compile(
    r"\b(?:(?:do(?:es)?\s+not|do(?:es)?n['’]?t)\s+(?:mind|care|matter)|not\s+(?:really\s+)?(?:concerned|worried|bothered|fussy|picky)"
    r"(?:\s+(?:about|with|by|if|whether))?|regardless\s+of|no\s+matter|whether\s+or\s+not|with\s+or\s+without)\b",
    re.IGNORECASE,
)

# "instead of the small room send ...": what these reach over is a thing, not a clause
_SHORT = re.compile(r"(?:than|of|except|for)$", re.IGNORECASE)
_FEW = re.compile(r"(?:\s+\S+){1,4}")


def negated(query: str) -> tuple[Span, ...]:
    """The stretches that say what shall not be done: a goal whose words stand only there is not wanted.

    Example:
        >>> [said[slice(*s)] for said in ["Bill Acme but don't send it, please"] for s in negated(said)]
        ["don't send it"]
    """
    return _scopes(_WISHES, query)


def denied(query: str) -> tuple[Span, ...]:
    """The stretches in which a word says the opposite of itself: "without wifi", "not expensive".

    Example:
        >>> [said[slice(*s)] for said in ["a flat with no garage and a lift"] for s in denied(said)]
        ['no garage']
    """
    loose = indifferent(query)
    return tuple(s for s in _scopes(_VALUES, query) if not any(b <= s[0] < e for b, e in loose))


def indifferent(query: str) -> tuple[Span, ...]:
    """The stretches in which a word says that it does not matter: "I don't mind a fee".

    Example:
        >>> [said[slice(*s)] for said in ["I don't mind a fee, if it is near"] for s in indifferent(said)]
        ["don't mind a fee"]
    """
    return _scopes(_INDIFFERENT, query)


def _scopes(cue: re.Pattern[str], query: str) -> tuple[Span, ...]:
    """From each cue to the end of its clause."""
    spans: list[Span] = []
    for match in cue.finditer(query):
        if spans and match.start() < spans[-1][1]:
            continue
        end = _END.search(query, match.end())
        stop = end.start() if end else len(query)
        if _SHORT.search(match[0]) and (words := _FEW.match(query, match.end())):
            stop = min(stop, words.end())
        spans.append((match.start(), match.start() + len(query[match.start() : stop].rstrip())))
    return tuple(spans)
