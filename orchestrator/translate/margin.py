"""How sure a model was of a choice: what each of the choices would have got."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidates:
    """A token that was written, and the log-probability of what could have stood in its place, itself included.

    The probabilities are the model's own, before any grammar: what a grammar forbids is among them.
    """

    taken: bytes
    logprobs: Mapping[bytes, float]


def shares(choices: Sequence[str], written: Sequence[Candidates]) -> list[tuple[str, float]]:
    """The share of each choice, all together 1, in the order of the choices.

    At every token only what begins or goes on with a choice counts. The token that was taken passes its share on to what
    follows it; that of another one is divided evenly among the choices it may lead to, for nobody followed it.

    Example:
        >>> [(c, round(s, 2)) for c, s in shares(["yes", "no"], [Candidates(b"yes", {b"yes": -0.1, b"no": -2.4, b"well": -5})])]
        [('yes', 0.91), ('no', 0.09)]
    """
    texts = [c.encode() for c in choices]
    got = dict.fromkeys(texts, 0.0)
    left, text = 1.0, b""
    for step in written:
        leads = {t: led_to(text + t, texts) for t in step.logprobs if t}
        allowed = {t: math.exp(step.logprobs[t] - step.logprobs[step.taken]) for t, to in leads.items() if to}
        if step.taken not in allowed:  # the end, after a whole choice
            break
        whole = sum(allowed.values())
        for token, weight in allowed.items():
            if token != step.taken:
                for choice in leads[token]:
                    got[choice] += left * weight / whole / len(leads[token])
        left *= allowed[step.taken] / whole
        text += step.taken
    reached = led_to(text, texts)
    for choice in [text] if text in got else reached or texts:
        got[choice] += left / (1 if text in got else len(reached or texts))
    return [(c, round(got[t], 6)) for c, t in zip(choices, texts, strict=True)]


def led_to(text: bytes, choices: Sequence[bytes]) -> list[bytes]:
    """The choices that what was written may lead to.

    Tokenizers take a blank into one token with the word or the sign after it, but not with a figure: a blank by itself leads to
    figures, where there are any.

    Example:
        >>> led_to(b" ", [b" 3,", b" none,"])
        [b' 3,']
    """
    begun = [c for c in choices if c.startswith(text)]
    figures = [c for c in begun if c[len(text) : len(text) + 1].isdigit()] if text and not text.strip() else []
    return figures or begun
