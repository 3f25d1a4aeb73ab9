"""The words of a query: where they stand, which carry content, where one wish may end and the next begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from orchestrator.facts import Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\s\w]|_")
_SENTENCE_END = ".!?;:\n"
QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’", "'": "'", "`": "`"}

# Words that name nothing by themselves. Verbs of asking are among them: "want" is no content of a wish.
STOP_WORDS = frozenset(
    """
    a about after afterwards again all also am an and another any anybody anyone anything are as at away be because been
    before being both but by can cannot can't could couldn't did different do does doesn't doing don't down each either
    else every everybody everyone everything for from get gets getting give given gives giving go going gonna got had
    has have having he hello help hence her here hers hey hi him his how however i i'd i'll i'm i've if immediately in
    instead into is isn't it it's its itself just kindly know later let let's like likes make makes making many may maybe
    me might mine more most much must my myself need needed needs new next no nobody none not nothing now of off oh ok
    okay on once one ones only onto or other others our ours ourselves out over own per perhaps please plus quite rather
    really right same shall she should so some somebody someone something somehow soon still such sure take takes taking
    tell than thank thanks that that's the their theirs them themselves then there there's these they they're thing
    things this those though through thus till to today together too toward towards under until up upon us use using
    very via want wanted wants was we we'd we'll we're we've well were what what's when where where's whether which
    while who who's whom whose why will wish with within without won't would wouldn't yes yet you you'd you'll you're
    your yours yourself
    """.split()
)
_SHARING = frozenset("same both each every all".split())
_JOINTS = frozenset("and then also plus afterwards too".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a single sign, of the query and where it stands."""

    text: str
    begin: int
    end: int

    @property
    def lower(self) -> str:
        """The word in lower case with a straight apostrophe: what is compared."""
        return self.text.casefold().replace("’", "'")

    @property
    def is_sign(self) -> bool:
        """Whether it is punctuation or another sign rather than a word."""
        return not self.text[0].isalnum()

    @property
    def is_content(self) -> bool:
        """Whether it says something by itself."""
        return not self.is_sign and not is_stop(self.text)


def is_stop(word: str) -> bool:
    """Whether a word names nothing by itself, contracted or not: "how's" is as empty as "how"."""
    plain = word.casefold().replace("’", "'")
    return plain in STOP_WORDS or plain.removesuffix("n't") in STOP_WORDS or plain.split("'")[0] in STOP_WORDS


def words_of(text: str) -> tuple[Word, ...]:
    """The words and signs of a text, in order.

    Example:
        >>> [w.text for w in words_of("Bill C-204, don't wait")]
        ['Bill', 'C', '-', '204', ',', "don't", 'wait']
    """
    return tuple(Word(m[0], m.start(), m.end()) for m in _WORD.finditer(text))


def says_shared(query: str) -> bool:
    """Whether a query says that what it wants done has something in common: "the same for both"."""
    return any(word.lower in _SHARING for word in words_of(query))


@lru_cache(maxsize=50_000)
def plain(query: str) -> str:
    """A query regardless of case and of how it is spaced: two that are the same so are the same query."""
    return " ".join(query.casefold().split())


def stem(word: str) -> str:
    """A word without the endings that English inflects it with: enough to compare, no dictionary form.

    Example:
        >>> stem("invoices") == stem("invoicing"), stem("approved") == stem("approve"), stem("movies") == stem("movie")
        (True, True, True)
    """
    word = word.casefold().replace("’", "'").removesuffix("'s")
    word = re.sub(r"tre(s?)$", r"ter\1", word)  # "theatre" is "theater"
    for ending in ("ings", "ing", "ies", "ied", "ie", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            is_y = ending in ("ies", "ied", "ie", "y")  # "movie" is not of "move"
            word = word[: -len(ending)] + ("i" if is_y else "")
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def name_words(name: str) -> list[str]:
    """The words that an identifier is made of.

    Example:
        >>> name_words("create_invoice"), name_words("GET /searchTV")
        (['create', 'invoice'], ['get', 'search', 'tv'])
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [
        w.casefold()
        for w in re.findall(r"[^\W_]+", spaced.replace("e-mail", "email").replace("E-mail", "email"))
    ]


def starts_sentence(query: str, begin: int) -> bool:
    """Whether nothing of its sentence stands before this place."""
    before = query[:begin].rstrip(" \t\"“'‘(-")
    return not before or before[-1] in _SENTENCE_END


def quoted_spans(query: str) -> list[Span]:
    """What stands in quotation marks, without the marks. Marks around the whole of a query quote nothing."""
    spans: list[Span] = []
    at = 0
    while at < len(query):
        closing = QUOTES.get(query[at])
        if closing and not _is_apostrophe(query, at):
            end = next(
                (i for i in range(at + 1, len(query)) if query[i] in closing and not _goes_on(query, i)), -1
            )
            if end > at + 1 and not _is_all(query, at, end):
                spans.append((at + 1, end))
                at = end
        at += 1
    return spans


def _is_apostrophe(query: str, at: int) -> bool:
    """Whether a single mark stands within or after a word, or before a blank or the number of a year: "its'", "'90s"."""
    if query[at] not in "‘'":
        return False
    after = query[at + 1 : at + 2]
    return (
        (at > 0 and query[at - 1].isalnum())
        or not after.strip()
        or bool(re.match(r"\d0s\b", query[at + 1 :]))
    )


def _goes_on(query: str, at: int) -> bool:
    """Whether a single mark is followed by the rest of a word: "it's"."""
    return query[at] in "'’" and query[at + 1 : at + 2].isalnum()


def _is_all(query: str, begin: int, end: int) -> bool:
    """Whether nothing is said outside the marks, and more than a name within."""
    return not re.search(r"\w", query[:begin] + query[end + 1 :]) and len(query[begin:end].split()) > 6


def joints(query: str, closed: list[Span]) -> int:
    """How many places there are where one wish may end and another begin; none inside the `closed` spans."""
    found = 0
    words = [w for w in words_of(query) if not any(b <= w.begin < e for b, e in closed)]
    for index, word in enumerate(words):
        last = index == len(words) - 1
        if (
            word.lower in _JOINTS
            or word.text == "&"
            or (word.text in ".!?;,:–—-" and not last and query[word.end : word.end + 1].isspace())
        ):
            found += 1
    return found


def find_text(text: str, query: str) -> Span | None:
    """Where a text stands in a query, in whole words and regardless of case and of how it is spaced.

    Example:
        >>> find_text("new york", "flights to New  York"), find_text("new", "the renewal")
        ((11, 20), None)
    """
    said = text.strip()
    if not said:
        return None
    body = r"\s+".join(re.escape(part).replace("'", "['’]") for part in said.split())
    before = r"(?<!\w)" if _is_spaced(said[0]) else ""
    after = r"(?!\w)" if _is_spaced(said[-1]) else ""
    match = re.search(before + body + after, query, re.IGNORECASE)
    return match.span() if match else None


def _is_spaced(sign: str) -> bool:
    """Whether words of this sign's script are set apart by blanks; Chinese, Japanese and Thai are not."""
    return sign.isalnum() and not (
        "\u0e00" <= sign <= "\u0eff" or "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7ff"
    )
