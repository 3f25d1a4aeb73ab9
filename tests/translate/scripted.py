"""A model that writes a certain answer, so many bytes at a time, as far as it is asked to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestrator.translate.runtime import Following

READ, WRITTEN, SAVED = 3, 1, 0.5


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

    def following(self, prompt: str, begun: str, choices: Sequence[str]) -> Following:
        assert choices, "there is nothing to choose"
        self.texts.append(prompt + begun)
        self.offered.append([*choices])
        done = self.written[-1].removesuffix(begun)
        for after, (value, nothing) in self.doubts.items():
            if done.endswith(after):
                return says({value: 1 - nothing, " none": nothing}, choices)
        assert self.answer.startswith(done), f"{done!r} does not begin {self.answer!r}"
        rest = self.answer[len(done) :]
        fitting = [c for c in choices if rest.startswith(c)]
        assert fitting, f"{rest!r} is none of {choices}"
        left = max(fitting, key=len).encode()[len(begun.encode()) :]
        return following({left[: self.size]: 1.0} if left else {})


class Shares(ScriptedRuntime):
    """A model that finds choices as probable as told: at every step those that begin so, and no others."""

    def __init__(self, *known: Mapping[str, float]) -> None:
        super().__init__("")
        self.known = [*known]

    def following(self, prompt: str, begun: str, choices: Sequence[str]) -> Following:
        assert not begun, "whole choices were told"
        return says(self.known.pop(0), choices)


def says(known: Mapping[str, float], choices: Sequence[str]) -> Following:
    """Whole choices, each as probable as what it begins with."""
    return following({c.encode(): share for begin, share in known.items() for c in choices if c.startswith(begin)})


def following(tokens: Mapping[bytes, float]) -> Following:
    """What may follow, at a price that is always the same."""
    return Following(tokens, READ, WRITTEN, SAVED)
