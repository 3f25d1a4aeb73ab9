"""A change of mind in words, as a change of the facts (R11): "make it 300, and don't e-mail it".

No language model has a part in it wherever the words and the types of the catalog suffice; a translator reads what is a new
wish. What the words do not name stays as it is, and nothing is guessed: what may be meant in several ways becomes a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_clause import Turn
from orchestrator.converse.revise_model import Change, Option, Question, Revision, apply
from orchestrator.converse.revise_words import Clause, clauses, is_out_of_hand, read_mentions, sentences
from orchestrator.facts import Facts
from orchestrator.translate.lexical import LexicalTranslator
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import inside
from orchestrator.translate.translator import Clock, Translator, accept

__all__ = ["Change", "Option", "Question", "Revision", "apply", "revise"]

_MAX_WORDS = 2_000


def revise(
    facts: Facts, words: str, catalog: Catalog, translator: Translator | None = None, *, today: Clock = date.today
) -> Revision:
    """The facts as a change of mind in words changes them (R11).

    Args:
        facts: what was wanted so far.
        words: the change: "make it 300", "not Acme, Beta", "drop the second one", "also remind them".
        catalog: what the facts are about.
        translator: who reads what is wanted in addition; for None the one without a model.
        today: says which day "on Friday" is reckoned from.

    Raises:
        TranslationError: the words are too many.
        ModelError: something is wanted in addition, and the translator's model is missing or unreachable.

    Example:
        >>> facts = Facts.parse('goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "200").')
        >>> revision = revise(facts, "make it 300", Catalog.load("small_business"))
        >>> print(revision)
        changed: amount 200 → 300
        >>> print(revision.facts, end="")
        goal(1, create_invoice).
        given(1, customer, "Acme").
        given(1, amount, "300").
    """
    if not words.strip():
        return Revision(facts)
    accept(words, catalog, limit=_MAX_WORDS)
    mentions = read_mentions(words, catalog, today())
    turn = Turn(facts, catalog, mentions, words, translator or LexicalTranslator(today=today))
    turn.read(_said_so(turn, clauses(mentions, words), mentions, words))
    changes = _merged(turn.state.changes)
    real = any(c.is_change for c in changes)
    unread = tuple(dict.fromkeys(turn.state.unread))
    revised = apply(facts, changes) if real else facts
    return Revision(revised, tuple(changes), unread, tuple(q for q in turn.state.questions if _is_open(q, revised)))


def _said_so(turn: Turn, known: Sequence[Clause], mentions: Mentions, words: str) -> list[Clause]:
    """The clauses of the sentences that neither ask nor state a condition; those that ask for something new are read as that."""
    asides = [(s, why) for s in sentences(mentions) if (why := is_out_of_hand(mentions.query[slice(*s)])) is not None]
    for span, why in asides:
        if not (why == "a question" and turn.wishes([c for c in known if inside(c.span, [span])])):
            turn.state.unread.append(f"{why}: {words[slice(*span)].strip()}")
    return [c for c in known if not any(inside(c.span, [s]) for s, _ in asides)]


def _is_open(question: Question, facts: Facts) -> bool:
    """Whether a question is about goals that are still there."""
    return any(c.kind == "added" or c.goal in facts.numbers for option in question.options for c in option.changes)


def _merged(changes: Sequence[Change]) -> list[Change]:
    """Changes without those that a later one overrides: "make it 300. No, 400"; and none of a goal that is dropped all the same."""
    gone = {c.goal for c in changes if c.kind == "dropped"}
    found: list[Change] = []
    for change in changes:
        if (change.goal in gone and change.kind != "dropped") or change in found:
            continue
        earlier = next((c for c in found if _is_overridden(c, change)), None)
        if earlier is None:
            found.append(change)
        else:
            both = Change(
                change.kind, change.goal, change.api, f"{earlier.words}, {change.words}", change.name,
                earlier.before, change.after, (*earlier.gone, *change.gone), change.new,
            )  # fmt: skip
            found[found.index(earlier)] = both
    added = {c.goal for c in changes if c.kind == "added"}
    return [c for c in found if not (c.kind == "dropped" and c.goal in added)]


def _is_overridden(earlier: Change, later: Change) -> bool:
    same = (earlier.goal, earlier.name) == (later.goal, later.name)
    return same and earlier.name is not None and earlier.kind == later.kind == "value" and earlier.before is not None
