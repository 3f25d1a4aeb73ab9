"""Many conversations in one process: each keeps its own data."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from run_helpers import home

from orchestrator.run import Done, Question, RunLimits, arun

MANY = 20


class Talk:
    """A conversation about owners and bikes that nobody else has."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.seen: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[Question] = []

    async def ask(self, questions: Sequence[Question]) -> dict[str, Any]:
        self.asked += questions
        await asyncio.sleep(0)
        return {q.id: f"Owner {self.number}" if q.type == "owner_name" else str(100 + self.number) for q in questions}

    async def approve(self, request: Any) -> bool:
        await asyncio.sleep(0)
        return True

    async def find_owner(self, name: str) -> dict[str, str]:
        self.seen.append(("find_owner", {"name": name}))
        await asyncio.sleep(0.001)
        return {"owner": f"O-{self.number}", "email": f"{self.number}@example.org"}

    def greet(self, owner: str, email: str) -> None:
        self.seen.append(("greet", {"owner": owner, "email": email}))

    async def run(self) -> Any:
        plan = await asyncio.to_thread(home().plan, facts="goal(1, greet).")
        backend = {"find_owner": self.find_owner, "greet": self.greet}
        return await arun(plan, home(), backend=backend, ask=self.ask, approve=self.approve, limits=RunLimits(call_seconds=30))


def test_conversations_at_once_keep_their_data_apart() -> None:
    async def all_at_once() -> list[tuple[Talk, Any]]:
        talks = [Talk(number) for number in range(1, MANY + 1)]
        outcomes = await asyncio.gather(*(talk.run() for talk in talks))
        return list(zip(talks, outcomes, strict=True))

    for talk, outcome in asyncio.run(all_at_once()):
        n = talk.number
        assert isinstance(outcome, Done)
        assert talk.seen == [
            ("find_owner", {"name": f"Owner {n}"}),
            ("greet", {"owner": f"O-{n}", "email": f"{n}@example.org"}),
        ]
        assert [given.value for given in outcome.plan.facts.givens] == [f"Owner {n}"]
        assert [r.arguments for r in outcome.records] == [arguments for _, arguments in talk.seen]
