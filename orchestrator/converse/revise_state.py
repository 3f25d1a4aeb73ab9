"""A change of mind while it is read: what it changes so far, what it leaves open, what of it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_goals import Goals
from orchestrator.converse.revise_model import Change, Option, Question, apply
from orchestrator.converse.revise_places import Place, places_of
from orchestrator.converse.revise_values import Reader
from orchestrator.converse.revise_words import Clause
from orchestrator.facts import Facts
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.shelf import shelf_of
from orchestrator.translate.translator import Translator
from orchestrator.translate.words import is_stop

_DOING = frozenset("give get make take tell".split())
Ways = Iterable[tuple[str, Sequence[Change]]]


class State:
    """What the clauses of a change of mind are read against, and what they have come to so far.

    `taken` is the highest number of a goal so far, `named` are the clauses that only name places.
    """

    def __init__(self, facts: Facts, catalog: Catalog, mentions: Mentions, words: str, translator: Translator) -> None:
        self.catalog, self.mentions, self.words, self.translator = catalog, mentions, words, translator
        self.changes: list[Change] = []
        self.questions: list[Question] = []
        self.unread: list[str] = []
        self.named: list[tuple[str, frozenset[tuple[int, str]]]] = []
        self.taken = max(facts.numbers, default=0)
        self._at(facts)

    def _at(self, facts: Facts) -> None:
        self.facts = facts
        self.goals = Goals(facts, self.catalog)
        self.places = places_of(facts, self.catalog)
        self.reader = Reader(self.mentions, self.places, self.goals, self.words)

    def make(self, changes: Iterable[Change]) -> None:
        """Make changes; what is read after them is read against the changed facts."""
        made = list(changes)
        self.changes.extend(made)
        if any(c.is_change for c in made):
            self._at(apply(self.facts, made))

    def ask(self, clause: Clause, question: str, ways: Ways) -> None:
        """Leave open what a clause changes."""
        self.questions.append(Question(clause.text, question, tuple(Option(t, tuple(c)) for t, c in ways)))

    def drop(self, goals: Iterable[int], clause: Clause) -> list[Change]:
        """The changes that drop goals with what follows from them."""
        return self.goals.dropped(goals, clause.text)

    def begins_goal(self, clause: Clause) -> bool:
        """Whether a clause begins with a verb by which an API of the catalog says what it does."""
        words = [replace(w, text=w.text.replace("-", "")) for w in clause.words if not w.is_sign]
        said = [w for w in words if not is_stop(w.text) or w.lower in _DOING]
        return shelf_of(self.catalog).verb_of(said) is not None

    def called(self, place: Place) -> str:
        """A place as people are asked about it; with the number of its goal where several goals do the same."""
        alike = [n for n, apis in self.goals.apis.items() if place.api in apis]
        which = f", goal {place.goal}" if len(alike) > 1 else ""
        return f"the {place.name.replace('_', ' ')} of {place.api}{which}"

    def api_of(self, goal: int) -> str:
        """What a goal calls, in words; of one that is open, every reading."""
        return " or ".join(self.goals.apis[goal])
