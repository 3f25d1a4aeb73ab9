"""Numbers as people write them: digits with signs of currency and thousands, or words. A whole span or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestrator.facts import Span
from orchestrator.translate.superlatives import superlative
from orchestrator.translate.words import Word, words_of

_DIGITS = re.compile(
    r"(?<![\w.,:/])(?<![A-Za-z0-9]-)[+-]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<times>\s?(?:k|thousand|m|million|mn)\b)?"
    r"(?![\w]|[.,]\d|[-/:]\d)"
)
_TIMES = {"k": 1000, "thousand": 1000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_ONES = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"thousand": 1000, "million": 1_000_000}
_ORDINALS = {
    w: i for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_SIGNS, _CODES = (
    r"[$€£¥₹₩₽]",
    r"(?:USD|EUR|GBP|CHF|JPY|CNY|INR|NOK|SEK|DKK|CAD|AUD|NZD|PLN|CZK|HUF|BRL|MXN|ZAR|TRY|KRW)",
)
_UNITS = r"(?:\w+ )?(?:dollars?|euros?|pounds?|francs?|yen|yuan|rupees?|kron(?:er?|or|a)|bucks|quid|cents?|pence|pesos?|zloty|rand)"
_CURRENCY_BEFORE = re.compile(rf"(?:{_SIGNS}|\b{_CODES})\s?$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(rf"\s?(?:{_SIGNS}|{_CODES}\b)|[\s-]{_UNITS}\b", re.IGNORECASE)
# "one" is more often a pronoun than a number; after these it is one, and before these.
_BEFORE_PRONOUN = frozenset("this that the which each another new other every any no last next only".split())
_AFTER_PRONOUN = frozenset("of that which who i we back".split())


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where the query says it."""

    value: str
    span: Span
    is_money: bool = False


def number_spans(query: str) -> list[Number]:
    """Every number of the query, in order.

    Example:
        >>> [n.value for n in number_spans("$1,250.50 for two guests, 3k at most")]
        ['1250.50', '2', '3000']
    """
    found = [Number(_of_digits(m), m.span()) for m in _DIGITS.finditer(query)]
    taken = [n.span for n in found]
    found.extend(
        n for n in _in_words(words_of(query)) if not any(b < n.span[1] and n.span[0] < e for b, e in taken)
    )
    priced = [replace(n, is_money=_is_money(query, n.span)) for n in found]
    return sorted(priced, key=lambda n: n.span)


def _is_money(query: str, span: Span) -> bool:
    """Whether a sign, a code or a name of a currency stands beside a number."""
    return bool(_CURRENCY_BEFORE.search(query[: span[0]]) or _CURRENCY_AFTER.match(query, span[1]))


def _of_digits(match: re.Match[str]) -> str:
    plain = match["number"].replace(",", "")
    if match[0].startswith("-"):
        plain = "-" + plain
    if match["times"]:
        scaled = Decimal(plain) * _TIMES[match["times"].strip().casefold()]
        return format(scaled.normalize(), "f")
    return plain


def _in_words(words: tuple[Word, ...]) -> list[Number]:
    found: list[Number] = []
    index = 0
    while index < len(words):
        value, after = _read(words, index)
        if value is None:
            index += 1
            continue
        alone = after == index + 1 and words[index].lower == "one"
        if not (alone and _is_pronoun(words, index)):
            found.append(Number(str(value), (words[index].begin, words[after - 1].end)))
        index = after
    return found


def _is_pronoun(words: tuple[Word, ...], index: int) -> bool:
    before = words[index - 1].lower if index else ""
    after = words[index + 1].lower if index + 1 < len(words) else ""
    if before in _ORDINALS or re.fullmatch(r"[0-9]+(?:st|nd|rd|th)", before) or _is_superlative(words, index):
        return True
    return before in _BEFORE_PRONOUN or after in _AFTER_PRONOUN or after == "" or not after[0].isalnum()


def _is_superlative(words: tuple[Word, ...], index: int) -> bool:
    """Whether a superlative stands before a word: "the cheapest one", "the most recent one"."""
    before = [w.lower for w in words[max(0, index - 2) : index]]
    return any(superlative(word, "one") is not None for word in before)


def _read(words: tuple[Word, ...], index: int) -> tuple[int | None, int]:
    """The number that starts at a word and the word after it: "two hundred and fifty", "twenty-five", "a dozen"."""
    total = current = 0
    at, end = index, index
    said = False
    while at < len(words):
        word = words[at].lower
        if word in _ONES and (
            not said or current % 100 == 0 or (current % 10 == 0 and _ONES[word] < 10 and current % 100 >= 20)
        ):
            current += _ONES[word]
        elif word in _TENS and (not said or current % 100 == 0):
            current += _TENS[word]
        elif word == "hundred" and said and 0 < current < 100:
            current *= 100
        elif word in _SCALES and said and current:
            total, current = total + current * _SCALES[word], 0
        elif word == "dozen":
            return (current or 1) * 12, at + 1
        elif said and word in ("and", "-") and at == end and _goes_on(words, at + 1, current):
            at += 1
            continue
        else:
            break
        said = True
        at += 1
        end = at
    return (total + current, end) if said else (None, index)


def _goes_on(words: tuple[Word, ...], at: int, current: int) -> bool:
    """Whether "and" or a hyphen joins two parts of one number: "hundred and five", "twenty-five"; not "two and three"."""
    if at >= len(words):
        return False
    word = words[at].lower
    if words[at - 1].text == "-":
        return current % 100 >= 20 and current % 10 == 0 and 0 < _ONES.get(word, 0) < 10
    return current >= 100 and current % 100 == 0 and (word in _ONES or word in _TENS)
