"""A person who answers, approves, keeps silent or talks nonsense, as it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from orchestrator.catalog import Catalog
from orchestrator.examples.samples import sample
from orchestrator.run import Approval, Question


@dataclass
class User:
    """Somebody.

    Attributes:
        oddities: of a hundred answers, how many are none, do not fit, or say that it is not known.
        refusals: of a hundred writes, how many are not approved.
        approved, declined: what was said yes and no to.
    """

    catalog: Catalog
    random: Random
    oddities: int
    refusals: int
    approved: list[Approval] = field(default_factory=list)
    declined: list[Approval] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    silent: bool = False

    async def ask(self, questions: Sequence[Question]) -> Mapping[str, Any]:
        self.asked += questions
        if self.random.randrange(400) < self.oddities:
            self.silent = True
            return {}
        return {question.id: self._answer(question) for question in questions}

    def approve(self, request: Approval) -> bool:
        yes = self.random.randrange(100) >= self.refusals
        (self.approved if yes else self.declined).append(request)
        return yes

    def _answer(self, question: Question) -> Any:
        if self.random.randrange(100) < self.oddities:
            return self.random.choice(["?", "xyzzy", 99, "", [], {"a": 1}, -1])
        if question.rows:
            return self.random.randrange(len(question.rows)) + 1
        drawn = sample(self.catalog.type(question.type), Random(self.random.randrange(2)))
        return drawn.value if drawn is not None else "something"
