"""Lists that a query writes out: "Ada, Ben and Cleo"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from orchestrator.facts import Span
from orchestrator.translate.mentions import Mention
from orchestrator.translate.names import inside
from orchestrator.translate.words import is_stop, words_of

_MAX_LISTS = 6
_MAX_TRIED = 1000
_OPENS, _CLOSES = "[\"'“‘«„(]?", "[\"'”’»“)]?"
_WORDS = r"and|plus|as\s+well\s+as|along\s+with"
_LITTLE = r"(?:(?:also|the|a|an|my|our|your|to|with|for|by|from|on|in)\s+)*"


def _joint(words: str) -> re.Pattern[str]:
    between = rf"(?:\s*[,;]\s*(?:(?:{words})\s+)?|\s+(?:{words})\s+|\s*/\s*)"
    return re.compile(f"{_CLOSES}{between}{_LITTLE}{_OPENS}", re.IGNORECASE)


_JOINT, _JOINT_OR_SIGN = _joint(_WORDS), _joint(rf"{_WORDS}|[&+]")
_INNER = re.compile(rf"[,;]|\s(?:{_WORDS}|or)\s", re.IGNORECASE)
_INNER_OR_SIGN = re.compile(rf"{_INNER.pattern}|\s[&+]\s", re.IGNORECASE)


def written_lists(query: str, mentions: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """The lists of two or more that mentions of one kind make up, where nothing but joints stands between them.

    What holds a joint itself is no member unless it is in quotation marks; "Ortega & Sons" may be one name or two: the list
    is given either way.

    Example:
        >>> said = [Mention("3", "3", (5, 6), quoted=False), Mention("4", "4", (11, 12), quoted=False)]
        >>> [[m.value for m in found] for found in written_lists("book 3 and 4", said)]
        [['3', '4']]
    """
    quoted = [m.span for m in mentions if _in_quotes(m, query)]
    free = [m for m in mentions if not any(inside(m.span, [q]) and m.span != q for q in quoted)]
    whole = [m for m in free if not _is_beside_sign(m, query)]
    found: dict[tuple[Mention, ...], None] = {}
    for offered, joint, inner in ((whole, _JOINT, _INNER), (free, _JOINT_OR_SIGN, _INNER_OR_SIGN)):
        members = [m for m in offered if _in_quotes(m, query) or not inner.search(query[slice(*m.span)])]
        chains = [*_chains(query, members, joint)]
        found.update(dict.fromkeys(c for c in chains if not any(_is_part(c, other) for other in chains)))
    plain = [chain for chain in found if all(_is_plain(m, query) for m in chain)]
    return (plain or [*found])[:_MAX_LISTS]


def stretch(query: str, spans: Sequence[Span]) -> Span | None:
    """The one stretch of the query in which spans stand with no word of content between them; None where there is one."""
    ordered = sorted(spans)
    for (_, end), (begin, _) in pairwise(ordered):
        between = query[end:begin]
        if re.search(r"[.!?]\s", between) or any(w.is_content for w in words_of(between)):
            return None
    return (ordered[0][0], max(end for _, end in ordered)) if ordered else None


def _chains(query: str, members: Sequence[Mention], joint: re.Pattern[str]) -> Iterator[tuple[Mention, ...]]:
    """The members that joints join, as long as they go."""
    after = {
        m: [n for n in members if n.span[0] > m.span[1] and _joins(joint, query, m.span[1], n.span[0])]
        for m in members
    }
    followers = {n for joined in after.values() for n in joined}
    waiting: list[tuple[Mention, ...]] = [(m,) for m in members if m not in followers and after[m]]
    for _ in range(_MAX_TRIED):
        if not waiting:
            return
        chain = waiting.pop()
        if after[chain[-1]]:
            waiting.extend((*chain, n) for n in after[chain[-1]])
        else:
            yield chain


def _joins(joint: re.Pattern[str], query: str, begin: int, end: int) -> bool:
    """Whether nothing but a joint stands between two places; what closes one pair of brackets and opens another parts two lists."""
    return bool(joint.fullmatch(query, begin, end)) and not re.search(r"[\])].*[\[(]", query[begin:end])


def _is_beside_sign(mention: Mention, query: str) -> bool:
    """Whether a mention is what an ampersand joins to something else."""
    begin, end = mention.span
    return bool(re.search(r"[&+]\s*$", query[:begin]) or re.match(r"\s*[&+]\s", query[end:]))


def _is_part(chain: Sequence[Mention], other: Sequence[Mention]) -> bool:
    """Whether a longer list stands in the same place: "red, dark blue" is more than "dark"."""
    apart = chain[-1].span[1] <= other[0].span[0] or other[-1].span[1] <= chain[0].span[0]
    return len(chain) < len(other) and not apart


def _in_quotes(mention: Mention, query: str) -> bool:
    begin, end = mention.span
    return query[begin - 1 : begin] in set("\"'“‘«„") and query[end : end + 1] in set("\"'”’»“")


def _is_plain(mention: Mention, query: str) -> bool:
    """Whether all words of a member carry something: "red", not "tag it with red"."""
    return _in_quotes(mention, query) or not any(is_stop(w) for w in query[slice(*mention.span)].split())
