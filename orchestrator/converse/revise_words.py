"""The clauses that a change of mind is made of, and what kind of change each is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_cues import (
    ADDS,
    ASKING,
    BECOMING,
    BEFORE_NO,
    CHANGING,
    CONDITION,
    DENY,
    DROP,
    FILLERS,
    IDIOMS,
    IN_PLACE,
    INSTEAD,
    IRREGULAR,
    JOINTS,
    KEEPING,
    MONEY,
    RELATIVE,
    SAYING,
    SENTENCE_ENDS,
    SIGNS,
    UNKNOWN,
)
from orchestrator.facts import Span
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import inside, overlap
from orchestrator.translate.words import Word, is_stop, name_words, stem

_WORD = re.compile(r"\be-mail\w*|[^\W_]+(?:['’][^\W_]+)*|->|[^\s\w]|_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a change that says one thing.

    `denied` says that something is not so, `drops` that something is left out (`soft`: by a word that may also be an API's),
    `unknown` that something is not known; `of` is what that is said of, for a clause that says none of these the whole;
    `head` is its text without what it quotes.
    """

    text: str
    span: Span
    words: tuple[Word, ...]
    joint: str = ""
    begins: bool = False
    denied: bool = False
    drops: bool = False
    soft: bool = False
    unknown: bool = False
    adds: bool = False
    instead: bool = False
    saying: Span | None = None
    head: str = ""
    of: Span = field(default=(0, 0))

    @property
    def content(self) -> tuple[Word, ...]:
        """The words that say something by themselves, those that only tell that something changes left out."""
        return tuple(w for w in self.words if w.is_content and stem_of(w) not in FILLERS and self._is_of(w))

    @property
    def stems(self) -> list[str]:
        """The stems of these words."""
        return [stem_of(w) for w in self.content]

    def without(self, spans: Sequence[Span]) -> list[Word]:
        """The words of content outside some spans."""
        return [w for w in self.content if not overlaps_any((w.begin, w.end), spans)]

    @property
    def replaces(self) -> bool:
        """Whether it says in place of what something is wanted."""
        return self.denied and bool(IN_PLACE.match(self.text))

    @property
    def is_plain(self) -> bool:
        """Whether it says that something is so."""
        return not (self.denied or self.drops or self.unknown)

    @property
    def changes(self) -> bool:
        """Whether a word of it tells that something changes."""
        return any(stem_of(w) in CHANGING for w in self.words)

    @property
    def keeps(self) -> bool:
        """Whether it says that all stays as it is."""
        return bool(KEEPING.search(self.head)) and all(w.lower in ("leave", "unchanged") for w in self.content)

    @property
    def becomes(self) -> bool:
        """Whether a word of it tells that something becomes something else."""
        return any(stem_of(w) in BECOMING for w in self.words)

    @property
    def relative(self) -> bool:
        """Whether it says how much more or less rather than how much."""
        return bool(RELATIVE.search(self.head))

    def _is_of(self, word: Word) -> bool:
        return self.of[0] <= word.begin and word.end <= self.of[1]


def read_mentions(words: str, catalog: Catalog, today: date) -> Mentions:
    """What the words of a change mention. A capital at the beginning makes no name of a word that only tells of change."""
    text = list(words)
    for match in re.finditer(r"(?:^|[.!?;,]\s+|\n\s*)([A-Z][\w'’-]*)", words):
        if stem(match[1]) in FILLERS or is_stop(match[1]) or DROP.fullmatch(match[1]) or match[1] in ("Not", "Without"):
            text[match.start(1)] = match[1][0].lower()
    return Mentions("".join(text), catalog, today)


def stem_of(word: Word) -> str:
    """The stem of a word; "e-mail" is "email"."""
    said = word.lower.replace("e-mail", "email")
    return stem(IRREGULAR.get(said, said))


def is_money_word(word: Word) -> bool:
    """Whether it only says which money a number is of."""
    return stem(word.lower) in MONEY


def clauses(mentions: Mentions, words: str) -> tuple[Clause, ...]:
    """The clauses of a change, in order; those without any word of their own are left out.

    Example:
        >>> [c.text for c in clauses(Mentions(said, catalog, today), said)]     # doctest: +SKIP
        ['make it 300', "don't e-mail it"]
    """
    found = (_read(c, mentions) for c in _cut(mentions))
    return tuple(replace(c, text=words[slice(*c.span)]) for c in found if c.words)


def is_out_of_hand(text: str) -> str | None:
    """Why a sentence changes nothing: it asks, or says under which condition something should change."""
    if CONDITION.search(text):
        return "a condition"
    return "a question" if ASKING.match(text) else None


def sentences(mentions: Mentions) -> list[Span]:
    """The sentences of the words: what asks or states a condition does so as a whole."""
    closed = _closed(mentions)
    found: list[Span] = []
    begin = 0
    for word in _words(mentions.query):
        ends = word.text in SENTENCE_ENDS and not any(b <= word.begin < e for b, e in closed)
        if ends and (word.end == len(mentions.query) or mentions.query[word.end].isspace()):
            found.append((begin, word.end))
            begin = word.end
    return [s for s in [*found, (begin, len(mentions.query))] if mentions.query[slice(*s)].strip()]


def _words(text: str) -> Iterator[Word]:
    return (Word(m[0], m.start(), m.end()) for m in _WORD.finditer(text))


def _closed(mentions: Mentions) -> list[Span]:
    """Where no clause ends: in quotes, dates, numbers in words, addresses, and names with an ampersand."""
    days = [w.span for w in mentions.dates if "," not in mentions.query[slice(*w.span)] or w.year_said]
    return [*mentions.solid_or_quoted, *days, *(n.span for n in mentions.numbers)]


def _cut(mentions: Mentions) -> Iterator[Clause]:
    query, closed = mentions.query, _closed(mentions)
    held: list[Word] = []
    begin, joint, begins = 0, "", True
    for word in _words(query):
        inside = any(b <= word.begin < e for b, e in closed)
        sign = word.text in SIGNS and (word.end == len(query) or query[word.end].isspace())
        if not inside and word.lower == "and" and _is_of_name(word, held, mentions):
            held.append(word)
        elif not inside and (sign or word.lower in JOINTS):
            if held:
                yield _clause(query, begin, word.begin, held, joint, begins)
                joint, begins = "", False
            begin, held = word.end, []
            joint = f"{joint} {word.lower}".strip()
            begins = begins or word.text in SENTENCE_ENDS
        elif not inside and held and _opens(word, held, query):
            yield _clause(query, begin, word.begin, held, joint, begins)
            begin, held, joint, begins = word.begin, [word], "", False
        elif not word.is_sign or word.text == "->":
            held.append(word)
    if held:
        yield _clause(query, begin, len(query), held, joint, begins)


def _is_of_name(word: Word, held: Sequence[Word], mentions: Mentions) -> bool:
    """Whether "and" stands within what an API of the catalog is called or does: "profit and loss"."""
    after = next(_words(mentions.query[word.end :]), None)
    if not held or after is None:
        return False
    said = f"{held[-1].lower} and {after.lower}"
    both = {held[-1].lower, after.lower}
    apis = mentions.catalog.apis.items()
    return any(said in api.description.casefold() or both <= {*name_words(name)} for name, api in apis)


def _opens(word: Word, held: Sequence[Word], query: str) -> bool:
    """Whether a word opens a clause with no sign before it: "Beta not Acme", "300 instead of 200", "instead of Acme use Beta"."""
    rest = query[word.begin :]
    said = any(w.is_content or w.text[0].isdigit() for w in held)
    if re.match(r"(?:instead\s+of|rather\s+than|in\s+place\s+of|in\s+lieu\s+of)\b", rest, re.IGNORECASE):
        return said or len(held) > 1
    before = held[-1].lower
    if word.lower == "not" and said and before not in ("is", "are", "was", "do", "does", "did", "should", "must", "it's", "that's"):
        return True
    first = held[0].lower
    leads = first in ("instead", "rather") and len(held) > 1 and held[1].lower in ("of", "than")
    return leads and said and word.lower in ("use", "make", "take", "put", "change", "set", "do", "send", "i", "we", "please", "it")


def _clause(query: str, begin: int, end: int, words: Sequence[Word], joint: str, begins: bool) -> Clause:
    span = (words[0].begin, max(words[-1].end, begin + len(query[begin:end].rstrip())))
    return Clause(query[slice(*span)], span, tuple(words), joint, begins, of=span)


def _read(clause: Clause, mentions: Mentions) -> Clause:
    """What kind of clause it is. What stands in quotation marks says nothing of that."""
    begin, end = clause.span
    quoted = [m.span for m in mentions.quoted]
    plain = "".join("x" if any(b <= begin + i < e for b, e in quoted) else c for i, c in enumerate(clause.text))
    saying = SAYING.search(plain)
    head = plain[: saying.start()] if saying else plain
    adds = bool(ADDS.search(head)) or bool({"also", "plus", "afterwards"} & set(clause.joint.split()))
    instead = bool(INSTEAD.search(head))
    idioms = [(begin + m.start(), begin + m.end()) for m in IDIOMS.finditer(head)]
    words = tuple(w for w in clause.words if not inside((w.begin, w.end), idioms))
    clause = replace(clause, words=words)
    said = (begin + saying.end(), end) if saying and saying.end() < len(plain) else None
    clause = replace(clause, head=head, adds=adds, instead=instead, saying=said)
    if unknown := UNKNOWN.search(head):
        after = (begin + unknown.end(), end)
        of = after if head[unknown.end() :].strip(" .!?") else (begin, begin + unknown.start())
        return replace(clause, unknown=True, of=of)
    if (drop := DROP.search(head)) and BEFORE_NO.match(head[: drop.start()]):
        return replace(clause, drops=True, soft=bool(drop["soft"]), of=(begin + drop.end(), end))
    denied = DENY.search(head)
    if denied and (BEFORE_NO.match(head[: denied.start()]) or _is_short(head[: denied.start()])):
        return replace(clause, denied=True, of=(begin + denied.end(), end))
    if denied:
        return replace(clause, denied=True, of=(begin, end))
    return clause


def _is_short(text: str) -> bool:
    return not any(w.is_content and stem_of(w) not in FILLERS for w in _words(text))


def overlaps_any(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span shares a character with one of the others."""
    return any(overlap(span, other) for other in others)
