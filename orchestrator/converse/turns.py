"""A change of mind in words: the words change the facts, and the plan is made anew (R11)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from orchestrator.converse.errors import RevisionError
from orchestrator.errors import Problem

if TYPE_CHECKING:
    from orchestrator.converse.revise_model import Revision
    from orchestrator.plan.model import AnyPlan, Plan

_MEND = 'say what is to be different, such as "make it 300", "not Acme, Beta" or "drop the second one"'


def revised(plan: Plan, words: str, *, today: date | None = None) -> AnyPlan:
    """The plan after a change of mind in words.

    Args:
        plan: what was planned so far.
        words: "make it 300, and don't e-mail it".
        today: from which day "next friday" is reckoned; by default today.

    Raises:
        RevisionError: the words change nothing, or could change several things; then the error says which.

    Example:
        >>> revised(plan, "make it 300").difference(plan).arguments[0].after
        '300'
    """
    return plan.home.plan(facts=settled(revision_of(plan, words, today=today), words).facts)


def revision_of(plan: Plan, words: str, *, today: date | None = None) -> Revision:
    """What words make of the facts of a plan, with what has to be asked first.

    Raises:
        TranslationError: the words are too many.
    """
    from orchestrator.converse.revise import revise

    clock = date.today if today is None else (lambda: today)
    # Without a translator of its own, the plan came from facts: what is wanted in addition is then read by the catalog's words.
    return revise(plan.facts, words, plan.home.catalog, plan.home.translator, today=clock)


def settled(revision: Revision, words: str) -> Revision:
    """The revision, where it changes something and leaves nothing to ask.

    Raises:
        RevisionError: it does not.
    """
    where = f'"{" ".join(words.split())}"'
    if revision.questions:
        problems = [
            Problem(q.question, q.words and f'"{q.words}"', " or ".join(option.text for option in q.options), "say which one")
            for q in revision.questions
        ]
        raise RevisionError(*problems)
    if revision.is_change:
        return revision
    kept = [str(change) for change in revision.changes if change.kind == "kept"]
    if kept:
        raise RevisionError(Problem(f"nothing changes, it was so already: {', '.join(kept)}", where))
    unread = f": not understood: {', '.join(revision.unread)}" if revision.unread else ""
    raise RevisionError(Problem(f"nothing changes{unread}", where, mend=_MEND))
