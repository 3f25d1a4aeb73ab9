"""Many conversations at once in one process: what each takes, and whether each keeps its own data.

    python benchmarks/conversations.py [--count 200] [--at-once 200]

Each plans an incomplete query, is asked, answers with data of its own, approves and runs; then all outcomes are held against
what their own functions saw. All of it is done twice, for seconds and for memory. Prints a table.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Sequence
from typing import Any

from orchestrator import Catalog, Orchestrator
from orchestrator.run import Done, Question, arun

FACTS = "goal(1, create_invoice). goal(2, send_invoice)."


class Conversation:
    """One person with a backend of their own; what is asked is answered with data that nobody else has."""

    def __init__(self, number: int, home: Orchestrator) -> None:
        self.number, self.home = number, home
        self.seen: list[tuple[str, dict[str, Any]]] = []
        self.outcome: Any = None
        self.seconds = 0.0
        self.backend = {name: self._function(name) for name in ("find_customer", "create_invoice", "send_invoice")}

    async def ask(self, questions: Sequence[Question]) -> dict[str, str]:
        answers = {"customer_name": f"Customer {self.number}", "money": str(self.number + 1)}
        return {question.id: answers[question.type] for question in questions}

    async def talk(self, room: asyncio.Semaphore) -> None:
        """The whole conversation."""
        async with room:
            began = time.perf_counter()
            plan = await asyncio.to_thread(self.home.plan, facts=FACTS)
            self.outcome = await arun(plan, self.home, backend=self.backend, ask=self.ask, approve=True)
            self.seconds = time.perf_counter() - began

    def wrong(self) -> str:
        """What is not this conversation's own."""
        own = [
            ("find_customer", {"name": f"Customer {self.number}"}),
            ("create_invoice", {"customer": f"C-{1000 + self.number}", "amount": self.number + 1}),
            ("send_invoice", {"invoice": f"INV-{self.number}", "to": f"c{self.number}@example.org"}),
        ]
        if not isinstance(self.outcome, Done):
            return str(self.outcome)
        told = [(record.api, record.arguments) for record in self.outcome.records]
        return "" if self.seen == own == told else f"{self.seen} and {told} are not {own}"

    def _function(self, name: str) -> Any:
        results: dict[str, Any] = {
            "find_customer": {"id": f"C-{1000 + self.number}", "email": f"c{self.number}@example.org", "phone": None},
            "create_invoice": {"invoice": f"INV-{self.number}"},
        }

        async def function(**arguments: Any) -> Any:
            self.seen.append((name, arguments))
            await asyncio.sleep(0.005)
            return results.get(name)

        return function


async def all_of(count: int, at_once: int, home: Orchestrator) -> list[Conversation]:
    """That many conversations, so many at once."""
    room = asyncio.Semaphore(at_once)
    conversations = [Conversation(number, home) for number in range(count)]
    await asyncio.gather(*(conversation.talk(room) for conversation in conversations))
    return conversations


def resident() -> float:
    """The largest resident set so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200, help="how many conversations")
    parser.add_argument("--at-once", type=int, default=200, help="how many of them at once")
    given = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    home = Orchestrator(Catalog.load("small_business"))
    asyncio.run(all_of(2, 2, home))
    gc.collect()
    before = resident()
    began = time.perf_counter()
    conversations = asyncio.run(all_of(given.count, given.at_once, home))
    seconds, after = time.perf_counter() - began, resident()
    # Once more for memory: watching it makes all else slower.
    tracemalloc.start()
    held = tracemalloc.get_traced_memory()[0]
    again = asyncio.run(all_of(given.count, given.at_once, home))
    gc.collect()
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    wrong = [told for conversation in (*conversations, *again) if (told := conversation.wrong())]
    each = sorted(conversation.seconds for conversation in conversations)
    print(f"| conversations | {given.count}, {given.at_once} at once |\n|---|---|")
    print(f"| each with its own data | {2 * given.count - len(wrong)} of {2 * given.count} |")
    print(f"| seconds in all | {seconds:.1f} |")
    print(f"| a second | {given.count / seconds:.1f} |")
    print(f"| seconds a conversation, median / p95 | {statistics.median(each):.1f} / {each[int(len(each) * 0.95)]:.1f} |")
    print(f"| kept of a conversation, KB | {(kept - held) / given.count / 1024:.0f} |")
    print(f"| at the peak, KB a conversation | {(peak - held) / given.count / 1024:.0f} |")
    print(f"| resident at the peak, MB | {after:.0f} (before: {before:.0f}) |")
    for told in wrong[:5]:
        print(told, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
