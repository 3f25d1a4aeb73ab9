"""Numbers as people write them: digits with signs of currency and thousands, or words. A whole span or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestrator.catalog import SemanticType
from orchestrator.facts import Span
from orchestrator.translate.superlatives import superlative
from orchestrator.translate.words import Word, words_of

_UNIT_SIGNS = (
    "km/h kph mph km cm mm m kg mg g lbs lb oz ft in yd mi ml cl l h hrs hr min sec s ms W kW V mV A mA N J kJ Hz kHz MHz"
    " GHz KB MB GB TB gb mb tb px C F bpm fps sqft kcal cal mol Pa kPa bar rpm psi hp ha nm μm"
).split()
_UNIT = rf"\s?(?:°\s?[CFKNSEW]?|%|{'|'.join(sorted(_UNIT_SIGNS, key=len, reverse=True))})(?:[²³]|\^-?\d|/\w+(?:[²³]|\^\d)?)?(?!\w)"
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)"
_DIGITS = re.compile(
    rf"(?<![\w.,:/^])(?<![A-Za-z0-9)]-)[+-]?{_NUMBER}(?:(?P<times>\s?(?:[kK]|[Tt]housand|mn|[Mm]illion|bn|[Bb]illion|[Tt]rillion)|\s?[MB]|(?<=\d)[mb])(?!\w))?"
    rf"(?P<unit>{_UNIT})?(?:(?<=[°%²³\w])(?![\w^]|[.,]\d|[-/:]\d|\s\d+/\d))",
)
_ORDINAL = re.compile(r"(?<![\w.,:/-])(?P<number>\d+)(?:st|nd|rd|th)(?!\w)")
_IN_BRACKETS = re.compile(r"[\[({](?P<body>\s*-?\d[\d.eE+-]*(?:\s*[,;]\s*-?\d[\d.eE+-]*)+\s*)[\])}]")
_MEMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_AS_SHARE = re.compile(
    r"\b(?:decimal|fraction|(?:between|from)\s+0\s+(?:and|to)\s+1|0\.\d+)\b", re.IGNORECASE
)
_AS_PERCENT = re.compile(r"percent|per\s?cent|%|\bpct\b", re.IGNORECASE)
_TIMES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9,
          "billion": 10**9, "trillion": 10**12}  # fmt: skip
_ONES = {
    w: i
    for i, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen".split()
    )
}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PLACES = {
    w: i for i, w in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
_ROUND = frozenset(("hundred", *_SCALES))
_SIGNS, _CODES = (
    r"[$€£¥₹₩₽]",
    r"(?:USD|EUR|GBP|CHF|JPY|CNY|INR|NOK|SEK|DKK|CAD|AUD|NZD|PLN|CZK|HUF|BRL|MXN|ZAR|TRY|KRW)",
)
_UNITS = r"(?:\w+ )?(?:dollars?|euros?|pounds?|francs?|yen|yuan|rupees?|kron(?:er?|or|a)|bucks|quid|cents?|pence|pesos?|zloty|rand)"
_CURRENCY_BEFORE = re.compile(rf"(?:{_SIGNS}|\b{_CODES})\s?$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(rf"\s?(?:{_SIGNS}|{_CODES}\b)|[\s-]{_UNITS}\b", re.IGNORECASE)
# "one" is more often a pronoun than a number; after these it is one, and before these.
_BEFORE_PRONOUN = frozenset("this that the which each another new other every any no last next only".split())
_AFTER_PRONOUN = frozenset("of that which who i we back way please with in at near from to for on too".split())


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where the query says it. A `place` is an ordinal, "3rd", which counts nothing."""

    value: str
    span: Span
    is_money: bool = False
    is_percent: bool = False
    is_place: bool = False


def number_spans(query: str) -> list[Number]:
    """Every number of the query, in order; the places ("3rd") are not among them.

    Example:
        >>> [n.value for n in number_spans("$1,250.50 for two guests, 3k at most, 1.75m tall")]
        ['1250.50', '2', '3000', '1.75']
    """
    found = [*_in_brackets(query)]
    found += [n for n in _written(query) if not _taken(n.span, found)]
    found += [n for n in _in_words(words_of(query)) if not _taken(n.span, found)]
    priced = [replace(n, is_money=not n.is_percent and _is_money(query, n.span)) for n in found]
    return sorted(priced, key=lambda n: n.span)


def places(query: str) -> list[Number]:
    """The ordinals that are written with digits: "the 3rd and 4th floor"."""
    return [Number(m["number"], m.span(), is_place=True) for m in _ORDINAL.finditer(query)]


def percentages(value: str, kind: SemanticType) -> tuple[str, ...]:
    """What a percentage is as a value of a type: 5 or 0.05, as its range or description says, else both."""
    share = _expanded(Decimal(value) / 100)
    if kind.base == "integer":
        return (value,)
    if kind.maximum is not None and Decimal(kind.maximum) <= 1:
        return (share,)
    said = kind.description or ""
    if _AS_SHARE.search(said):
        return (share,)
    if _AS_PERCENT.search(f"{said} {kind.name}"):
        return (value,)
    return (value, share)


def _taken(span: Span, numbers: Iterable[Number]) -> bool:
    return any(n.span[0] < span[1] and span[0] < n.span[1] for n in numbers)


def _is_money(query: str, span: Span) -> bool:
    """Whether a sign, a code or a name of a currency stands beside a number."""
    return bool(_CURRENCY_BEFORE.search(query[: span[0]]) or _CURRENCY_AFTER.match(query, span[1]))


def _in_brackets(query: str) -> Iterator[Number]:
    """The members of [22,33,42] and (3,4), where a comma sets no thousands apart."""
    for match in _IN_BRACKETS.finditer(query):
        if match[0][0] == "[" or not re.fullmatch(r"\d{1,3}(,\d{3})+", match["body"].strip()):
            for member in _MEMBER.finditer(query, *match.span("body")):
                yield Number(_plain(member[0]), member.span())


def _written(query: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(query):
        end = match.end("times") if match["times"] else match.end("number")
        sign = "-" if match[0].startswith("-") else ""
        value = _plain(sign + match["number"].replace(",", ""))
        span = (match.start(), end)
        times = (match["times"] or "").strip()
        money = _is_money(query, span)
        if times in ("m", "b") and not money:  # 5m is a length
            times, span = "", (match.start(), match.end("number"))
        if times == "K" and not money:  # 298K is a temperature, 50K are many
            yield Number(value, span)
        if times:
            value = _expanded(Decimal(value) * _TIMES[times.casefold()])
        is_percent = bool(re.match(r"\s?%|\s+per\s?cent\b|\s+percent(?:age)?\b", query[span[1] :]))
        yield Number(value, span, is_percent=is_percent)


def _plain(text: str) -> str:
    """A number without an exponent, otherwise as it was written."""
    return text if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else _expanded(Decimal(text))


def _expanded(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _in_words(words: tuple[Word, ...]) -> list[Number]:
    found: list[Number] = []
    index = 0
    while index < len(words):
        value, after = _read(words, index)
        if value is None:
            index += 1
            continue
        said, after = _decimals(words, value, after)
        alone = after == index + 1 and words[index].lower == "one"
        if not (alone and _is_pronoun(words, index)):
            found.append(Number(str(said), (words[index].begin, words[after - 1].end)))
        index = after
    return found


def _is_pronoun(words: tuple[Word, ...], index: int) -> bool:
    before = words[index - 1].lower if index else ""
    after = words[index + 1].lower if index + 1 < len(words) else ""
    if before in ("for", "of", "just") and after != "of":
        return False
    if before in _PLACES or re.fullmatch(r"[0-9]+(?:st|nd|rd|th)", before) or _is_superlative(words, index):
        return True
    return before in _BEFORE_PRONOUN or after in _AFTER_PRONOUN or after == "" or not after[0].isalnum()


def _is_superlative(words: tuple[Word, ...], index: int) -> bool:
    """Whether a superlative stands before a word: "the cheapest one", "the most recent one"."""
    before = [w.lower for w in words[max(0, index - 2) : index]]
    return any(superlative(word, "one") is not None for word in before)


def _decimals(words: tuple[Word, ...], whole: int, after: int) -> tuple[int | Decimal, int]:
    """The number with what follows "point": "two point five million"."""
    if after + 1 >= len(words) or words[after].lower != "point":
        return whole, after
    digits = ""
    at = after + 1
    while at < len(words) and (digit := _ONES.get(words[at].lower)) is not None and digit < 10:
        digits += str(digit)
        at += 1
    if not digits:
        return whole, after
    value = Decimal(f"{whole}.{digits}")
    if at < len(words) and words[at].lower in _SCALES:
        return int(value * _SCALES[words[at].lower]), at + 1
    return value, at


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
        elif word in ("a", "an") and not said and at + 1 < len(words) and words[at + 1].lower in _ROUND:
            current, word_after = 1, words[at + 1].lower  # "a hundred", "a million"
            current = current * 100 if word_after == "hundred" else 1
            total, current = (total, current) if word_after == "hundred" else (total + _SCALES[word_after], 0)
            at += 1
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
