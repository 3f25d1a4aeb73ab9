"""How probable a model finds each of several texts to come next: by its own probabilities, not by those of a grammar.

A grammar that lets only the choices through gives them all the weight there is. A model that would like to write "horror" and
may write "Rheem Theatre" or none then seems sure of the theatre, for both begin with a quotation mark. So the model is asked
without a grammar, token after token, and what it would write otherwise counts against a choice (grammar-aligned decoding,
Park et al. 2024, arXiv 2405.21047). Of what the choices begin with the most probable is followed first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_LEAST = 1e-9
"""What a choice has at least, so that shares can be told even where the model would write none of them."""
_NEGLIGIBLE = 0.02
"""A beginning is followed no more if it is less probable than this, measured by the best choice."""
_MOST_ASKED = 32

NextTokens = Callable[[str, Sequence[str]], Mapping[bytes, float]]
"""Says what may follow a beginning: the tokens that lead to a choice, each with its probability."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How probable choices are.

    Attributes:
        shares: of each choice, all together 1, in the order of the choices.
        mass: how probable it is that the model writes any of them, from 0 to 1.
    """

    shares: Mapping[str, float]
    mass: float

    @property
    def best(self) -> str:
        """The most probable choice; of equals the first."""
        return max(self.shares, key=lambda choice: self.shares[choice])


def weigh(choices: Sequence[str], next_tokens: NextTokens) -> Weights:
    """Weigh choices. What two or more of them go on with together, after a word of it, is taken as written.

    A choice that is the only one left is followed no further than to its first word. What is not followed, for it is hardly
    probable, is divided evenly among what it leads to. Whether a model writes "Sacramento" or "sacramento" is one to it, unless
    both are choices.

    Args:
        choices: the texts, each once.
        next_tokens: asks the model; it gets what is written so far, and the choices that it leads to.

    Example:
        >>> said = {"": {b"yes": 0.6, b"no": 0.2}}
        >>> found = weigh(["yes", "no"], lambda begun, left: said[begun])
        >>> found.best, round(found.shares["no"], 2), round(found.mass, 2)
        ('yes', 0.25, 0.8)
    """
    texts = {c.encode(): c for c in choices}
    got = dict.fromkeys(texts, _LEAST)
    open_ones: dict[bytes, float] = {b"": 1.0}
    for _ in range(_MOST_ASKED):
        if not open_ones:
            break
        begun = max(open_ones, key=lambda text: (open_ones[text], text))
        if open_ones[begun] < _NEGLIGIBLE * max(got.values()):
            break
        weight = open_ones.pop(begun)
        leads = led_to(begun, [*texts])
        if len(leads) == 1 and (len(begun) >= len(leads[0]) or _says_something(begun)):
            got[leads[0]] += weight
            continue
        if not _is_whole(begun):  # a prompt cannot end within a character
            for lead in leads:
                _add(open_ones, _to_whole(lead, len(begun)), weight / len(leads))
            continue
        begun = _forced(begun, leads)
        tokens = next_tokens(begun.decode(), [texts[lead] for lead in leads])
        for token, probability in tokens.items():
            _add(open_ones, begun + token, weight * probability)
        if begun in got:  # a whole choice that others go on with
            got[begun] += weight * max(0.0, 1.0 - sum(tokens.values()))
    for begun, weight in open_ones.items():
        leads = led_to(begun, [*texts])
        for lead in leads:
            got[lead] += weight / len(leads)
    mass = sum(got.values())
    return Weights({choice: round(got[text] / mass, 6) for text, choice in texts.items()}, min(1.0, mass))


def _add(weights: dict[bytes, float], text: bytes, weight: float) -> None:
    """Add to the weight of a text; several ways of cutting it into tokens lead to it."""
    weights[text] = weights.get(text, 0.0) + weight


def leading(tokens: Mapping[bytes, float], begun: str, choices: Sequence[str]) -> dict[bytes, float]:
    """Those of the tokens that may follow which lead to a choice."""
    texts = [c.encode() for c in choices]
    return {token: p for token, p in tokens.items() if token and led_to(begun.encode() + token, texts)}


def led_to(text: bytes, choices: Sequence[bytes]) -> list[bytes]:
    """The choices that what was written may lead to.

    Tokenizers take a blank into one token with the word or the sign after it, but not with a figure: a blank by itself leads to
    figures, where there are any. Case counts only where choices differ by nothing else.

    Example:
        >>> led_to(b" ", [b" 3,", b" none,"])
        [b' 3,']
    """
    is_folded = len({c.lower() for c in choices}) == len(choices)
    begun = [c for c in choices if (c.lower().startswith(text.lower()) if is_folded else c.startswith(text))]
    figures = [c for c in begun if c[len(text) : len(text) + 1].isdigit()] if text and not text.strip() else []
    return figures or begun or _passed(text, choices, is_folded=is_folded)


def _passed(text: bytes, choices: Sequence[bytes], *, is_folded: bool) -> list[bytes]:
    """The choice that a text goes past: a token takes the sign that ends a choice with what follows it, such as a line's end."""
    said = text.lower() if is_folded else text
    whole = [c for c in choices if said.startswith(c.lower() if is_folded else c)]
    ended = [c for c in whole if not (c[-1:].isalnum() and text[len(c) :][:1].isalnum())]
    return [max(ended, key=len)] if ended else []


def _says_something(text: bytes) -> bool:
    """Whether a text has a letter or a figure: a quotation mark alone does not say which quotation follows."""
    return any(c.isalnum() for c in text.decode("utf-8", "ignore"))


def _is_whole(text: bytes) -> bool:
    return text.decode("utf-8", "ignore").encode() == text


def _to_whole(choice: bytes, begun: int) -> bytes:
    """A choice up to the end of the character in which what was written ends."""
    end = begun
    while not _is_whole(choice[:end]):
        end += 1
    return choice[:end]


def _forced(begun: bytes, leads: Sequence[bytes]) -> bytes:
    """What is written, with the whole words that all choices go on with: nothing is to be asked for these."""
    if len(leads) < 2 or not _says_something(begun):
        return begun
    texts = [lead.decode() for lead in leads]
    common = 0
    while all(len(t) > common and t[common] == texts[0][common] for t in texts):
        common += 1
    while common and not (texts[0][common - 1].isalnum() and all(not t[common : common + 1].isalnum() for t in texts)):
        common -= 1
    forced = texts[0][:common].encode()
    return forced if len(forced) > len(begun) else begun
