"""A model that writes a certain answer, so many bytes at a time, as far as it is asked to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestrator.translate.grammar import gbnf
from orchestrator.translate.runtime import Completion


class ScriptedRuntime:
    """Writes `answer`, and holds its tests to it: a choice that is not offered fails.

    Args:
        answer: the lines that stand there in the end.
        size: how many bytes a token has; None for a token that is a whole choice.
        doubts: after which text the model writes a value, and how probable it finds `none` in its place.
    """

    model = Path("scripted.gguf")

    def __init__(
        self, answer: str, *, size: int | None = None, doubts: Mapping[str, tuple[str, float]] | None = None
    ) -> None:
        self.answer, self.size, self.doubts = answer, size, dict(doubts or {})
        self.parts: tuple[str, ...] = ()
        self.texts: list[str] = []  # all that was asked
        self.offered: list[list[str]] = []

    @property
    def written(self) -> list[str]:
        """What was written each time before the model was asked."""
        return [text.rpartition("<|im_start|>assistant\n")[2] for text in self.texts]

    def prepare(self, *parts: str) -> None:
        self.parts = parts

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def close(self) -> None:
        pass

    def complete(self, text: str, grammar: str, *, tokens: int, choices: Sequence[str]) -> Completion:
        assert grammar == gbnf(choices)
        assert len(choices) > 1, "there is nothing to choose"
        self.texts.append(text)
        self.offered.append([*choices])
        done = self.written[-1]
        for after, (value, nothing) in self.doubts.items():
            if done.endswith(after):
                return self._says(value, choices, {c: nothing if c.startswith(" none") else 1 - nothing for c in choices})
        rest = self.answer[len(done) :]
        assert self.answer.startswith(done), f"{done!r} does not begin {self.answer!r}"
        fitting = [c for c in choices if rest.startswith(c)]
        assert fitting, f"{rest!r} is none of {choices}"
        said = max(fitting, key=len)
        size = len(said.encode()) if self.size is None else self.size * tokens
        shares = tuple((c, float(c == said)) for c in choices)
        return Completion(said, 3, 1, saved=0.5, shares=shares, written=said.encode()[:size])

    def _says(self, value: str, choices: Sequence[str], shares: Mapping[str, float]) -> Completion:
        (said,) = [c for c in choices if c.startswith(value)]
        return Completion(said, 3, 1, shares=tuple(shares.items()), written=said.encode())
