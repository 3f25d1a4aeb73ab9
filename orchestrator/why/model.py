"""What is answered to *why*: data that prints as plain sentences."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from orchestrator.converse.difference import Difference
from orchestrator.plan.model import AnyPlan, Status

EffectKind = Literal["impossible", "worse", "same", "better"]
ReasonKind = Literal[
    "goal",
    "data",
    "state",
    "source",
    "rejected",
    "without",
    "rule",
    "lacks",
    "helps",
    "fact",
    "reading",
    "missing",
]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change makes of a plan, measured by planning again.

    Attributes:
        kind: no plan is left, or it costs more, as much, or less than the plan asked about (R9).
        status: the outcome after the change.
        questions: how much more the questions cost; less than nothing where they cost less.
        choices: how many choices more there are.
        calls: how much more the calls cost.
        asked: how many questions more there are.
        made: how many calls more there are.
    """

    kind: EffectKind
    status: Status
    questions: int = 0
    choices: int = 0
    calls: int = 0
    asked: int = 0
    made: int = 0

    def to_json(self) -> dict[str, Any]:
        """The effect as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, as a short sentence.

    Attributes:
        kind: what sort of reason: `data` and `state` are causal links, `rejected` another way and what it would cost, `without`
            what is left when the thing is taken away, `lacks` what a way that is none would need, `helps` what would change it.
        text: the sentence.
        names: what it speaks of: steps (`c1`), slots (`c2.customer`), APIs, types, or facts as they are written.
        effect: what was measured, where the sentence says what a change comes to.
    """

    kind: ReasonKind
    text: str
    names: tuple[str, ...] = ()
    effect: Effect | None = None

    def __str__(self) -> str:
        return self.text

    def to_json(self) -> dict[str, Any]:
        """The reason as plain data."""
        data: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.names:
            data["names"] = list(self.names)
        if self.effect is not None:
            data["effect"] = self.effect.to_json()
        return data


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to *why* or *why not*: a sentence, and what it rests on.

    Attributes:
        subject: what was asked about: a step, a slot (`c2.customer`), a goal (`goal 1`), an API, or `outcome`.
        sentence: the answer in one sentence.
        because: the reasons, the nearest first.
    """

    subject: str
    sentence: str
    because: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"- {reason.text}" for reason in self.because)])

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "subject": self.subject,
            "sentence": self.sentence,
            "because": [r.to_json() for r in self.because],
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import why_bundle

        return why_bundle(self)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would come of more facts, or of fewer APIs.

    Attributes:
        change: the change, in words.
        sentence: what comes of it.
        plan: the plan after the change.
        effect: how its outcome and cost compare with the plan before.
        difference: the difference of the two plans, as `orchestrator.converse.difference` tells it.
    """

    change: str
    sentence: str
    plan: AnyPlan
    effect: Effect
    difference: Difference

    def __str__(self) -> str:
        return self.sentence

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {"change": self.change, "sentence": self.sentence, "effect": self.effect.to_json(), "plan": self.plan.to_json(),
                "difference": self.difference.to_json()}  # fmt: skip

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import what_if_bundle

        return what_if_bundle(self)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan for the same facts, from which no step can be left out.

    Attributes:
        plan: the other plan.
        sentence: in what it differs from the best.
        effect: what it costs more than the best.
        difference: the difference from the best, as `orchestrator.converse.difference` tells it.
    """

    plan: AnyPlan
    sentence: str
    effect: Effect
    difference: Difference

    def __str__(self) -> str:
        return self.sentence

    def to_json(self) -> dict[str, Any]:
        """The alternative as plain data."""
        return {"sentence": self.sentence, "effect": self.effect.to_json(), "plan": self.plan.to_json(),
                "difference": self.difference.to_json()}  # fmt: skip

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """How a notebook shows it."""
        from orchestrator.show.notebook import alternative_bundle

        return alternative_bundle(self)
