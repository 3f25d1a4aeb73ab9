"""Golden cases: catalog and facts → situation, PDDL and plan. `python -m tests.golden.regenerate` writes them anew.

Look at the difference before you keep it: a golden file that changed without a reason is a bug that was found.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestrator import Catalog, Facts, Orchestrator, Work
from orchestrator.plan.selection import encode as encode_plan
from orchestrator.reason import Reading
from orchestrator.reason.encode import encode
from orchestrator.reason.part import relevant_part
from orchestrator.reason.unroll import plain

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Case:
    """A domain of ours and the facts of a query."""

    name: str
    domain: str
    facts: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    @cached_property
    def work(self) -> Work:
        return Orchestrator(Catalog.load(self.domain)).work(facts=self.facts)

    def asp(self) -> str:
        """The ASP facts that the reasoning reads, and those that the clingo engine reads."""
        work = self.work
        facts = Facts.parse(self.facts)
        reading = Reading({g.goal: g.api for g in facts.goals}, {w.goal: w.type for w in facts.wants})
        part = relevant_part(work.catalog, reading.goals.values(), reading.wants.values())
        told = encode(work.catalog, part, plain(facts, reading))
        return told + (encode_plan(work.situation) if work.situation is not None and not work.situation.conflicts else "")

    def files(self) -> dict[str, str]:
        """The text of each golden file, by name."""
        work = self.work
        found = {
            "situation.txt": str(work.situation),
            "plan.json": json.dumps(work.plan.to_json(), indent=2, ensure_ascii=False) + "\n",
        }
        if work.domain_pddl is not None and work.problem_pddl is not None:
            found["domain.pddl"] = _stripped(work.domain_pddl)
            found["problem.pddl"] = _stripped(work.problem_pddl)
        return found


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip("\n").splitlines()) + "\n"


def _cases() -> dict[str, Case]:
    cases = (
        Case(
            "invoice_without_amount",
            "small_business",
            'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).',
        ),
        Case(
            "balance_of_a_customer",
            "small_business",
            'want(1, customer_balance). given(1, customer_name, "Kestrel Ltd").',
        ),
        Case(
            "transfer_to_a_twin_account",
            "banking",
            'goal(1, transfer). given(1, from_account, "Everyday"). given(1, amount, "50").',
        ),
        Case(
            "publish_what_was_never_approved",
            "documents",
            'goal(1, publish_document). given(1, document, "Travel Policy").',
        ),
        Case(
            "edit_then_publish_again",
            "documents",
            'goal(1, edit_document). given(1, document, "Travel Policy"). given(1, text, "Trains first.").\n'
            'goal(2, approve_document). given(2, approver, "Ada Park").\ngoal(3, publish_document).',
        ),
        Case(
            "too_many_stars",
            "travel",
            'goal(1, suggest_hotel). given(1, city, "Nice"). given(1, stars, "7").',
        ),
    )
    return {case.name: case for case in cases}


CASES = _cases()


def main() -> None:
    for case in CASES.values():
        case.folder.mkdir(exist_ok=True)
        for old in case.folder.iterdir():
            old.unlink()
        (case.folder / "facts.lp").write_text(f"% domain: {case.domain}\n{Facts.parse(case.facts)}", encoding="utf-8")
        for name, text in case.files().items():
            (case.folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
