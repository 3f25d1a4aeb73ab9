"""What a clause wants in addition, or in place of something: "also remind them", "a sales report instead"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestrator.converse.revise_additions import Added, Additions, additions
from orchestrator.converse.revise_cues import FILLERS
from orchestrator.converse.revise_model import Change, Fact, apply
from orchestrator.converse.revise_replace import carried
from orchestrator.converse.revise_setting import setting
from orchestrator.converse.revise_state import State
from orchestrator.converse.revise_words import Clause
from orchestrator.facts import Given, Uses
from orchestrator.translate.lexical import LexicalTranslator
from orchestrator.translate.negation import negated
from orchestrator.translate.words import stem

_ASKING = frozenset("what where when which who whose how".split())


class New:
    """Reads the clauses that say what is wanted in addition."""

    def __init__(self, state: State) -> None:
        self.state = state

    def wish(self, text: str) -> tuple[Added, ...]:
        """The goals that a text adds."""
        found = self._additions(text)
        return found.goals if found is not None else ()

    def _additions(self, text: str) -> Additions | None:
        s = self.state
        return additions(text, s.facts, s.catalog, s.translator, s.mentions.today, s.taken)

    def read(self, clauses: Sequence[Clause], at: int, *, replaces: Clause | None = None, quietly: bool = False) -> int:
        """Read a clause, with those after it that go on with it, as something new; how many clauses that were.

        Args:
            clauses: all clauses.
            at: which of them.
            replaces: the clause that says in place of what it is wanted.
            quietly: one that is nothing new is left to others; then the result is 0.
        """
        state, clause = self.state, clauses[at]
        end = at + 1
        while end < len(clauses) and self._goes_on(clauses[end]):
            end += 1
        text = state.mentions.query[clause.span[0] : clauses[end - 1].span[1]].strip(" ,;-–—")
        found = None
        if (replaces is not None or self._may_add(clause)) and not any(b == 0 for b, _ in negated(text)):
            found = self._additions(text)
        if found is None or (not (found.rests or clause.adds) and self._is_verb_only(clause)):
            state.unread.extend([] if quietly else [clause.text])
            return 0 if quietly else 1
        left = self._foreign(found)
        if not clause.adds and (there := self._are_about(left)):
            state.make([Change("kept", n, state.api_of(n), clause.text) for n in there])
        elif left and not (clause.adds and found.rests):
            state.unread.append(clause.text)
        else:
            self._take(clause, found.goals, replaces, left)
            state.unread.extend([*left, *(f"{d.value}: {d.reason}" for d in found.dropped)])
        return end - at

    def _may_add(self, clause: Clause) -> bool:
        """Whether a clause has the form of a wish."""
        if clause.adds or self.state.begins_goal(clause) or (clause.instead and len(clause.content) > 1):
            return True
        words = [w.lower for w in clause.words]
        if any(w in _ASKING for w in words[:2]):
            return True
        reads_more = not isinstance(self.state.translator, LexicalTranslator)
        return reads_more and bool(clause.content) and not clause.relative and not clause.changes

    def _goes_on(self, clause: Clause) -> bool:
        plain = clause.is_plain and not (clause.adds or clause.instead or clause.changes or clause.begins)
        return plain and not self.state.begins_goal(clause) and "but" not in clause.joint

    def _take(self, clause: Clause, goals: Sequence[Added], replaces: Clause | None, left: Sequence[str]) -> None:
        """Add goals, ask what they are about, or put them in place of others."""
        state = self.state
        for goal in goals:
            state.taken = max(state.taken, goal.goal)
            added = adding(goal, clause.text)
            others = self._replaced(clause, replaces)
            if self._is_there(goal):
                state.make([Change("kept", goal.goal, goal.api, clause.text)])
            elif len(others) == 1 and state.goals.apis[others[0]] == (goal.api,):
                self._say_again(goal, others[0], clause, left)
            elif goal.sources:
                ways = [(which, [replace(added, new=(*added.new, *uses))]) for which, uses in goal.sources]
                state.ask(clause, f"On what is {goal.api} to be done?", ways)
            elif len(others) == 1:
                state.make([added])
                state.make(self._in_place(others[0], added, replaces or clause))
            elif others:
                ways = [(f"of {state.api_of(n)}", [added, *self._in_place(n, added, clause)]) for n in others]
                state.ask(clause, f"In place of what is {goal.api} wanted?", ways)
            else:
                state.make([added])

    def _in_place(self, old: int, added: Change, clause: Clause) -> list[Change]:
        """The changes that put a new goal in place of an old one."""
        with_it = apply(self.state.facts, [added])
        return carried(self.state.drop([old], clause), old, added, with_it, self.state.catalog)

    def _say_again(self, goal: Added, old: int, clause: Clause, left: Sequence[str]) -> None:
        """What was said for a goal in place of one that does the same: it is said of that one."""
        state = self.state
        givens = {f.name: (f.value,) if isinstance(f.value, str) else f.value for f in goal.facts if isinstance(f, Given)}
        places = [p for p in state.places if p.goal == old and p.name in givens]
        if left or not places:
            state.unread.append(clause.text)
        else:
            state.make([setting(p, "\n".join(givens[p.name]), clause, (), state.facts, state.catalog) for p in places])

    def _replaced(self, clause: Clause, replaces: Clause | None) -> list[int]:
        """The goals in whose place something new is wanted."""
        if replaces is not None:
            return list(self.state.goals.meant(replaces.stems))[:1]
        if not clause.instead:
            return []
        return [n for n in self.state.goals.apis if not any(u.goal == n for u in self.state.facts.uses)]

    def _is_there(self, goal: Added) -> bool:
        """Whether a goal is wanted already, with all that is said of it."""
        facts, apis = self.state.facts, self.state.goals.apis
        said = {_about(f) for f in goal.facts} - {None}
        known: list[Fact] = [*facts.givens, *facts.uses]
        return any(apis[n] == (goal.api,) and said <= {_about(f) for f in known if f.goal == n} for n in apis)

    def _foreign(self, found: Additions) -> list[str]:
        """The words that name something which what they would add has no word for."""
        about = [self.state.goals.about[g.api] for g in found.goals if g.api in self.state.goals.about]
        left = [w for w in found.unsaid if w.casefold() not in ("e", "mail") and stem(w.casefold()) not in FILLERS]
        return [w for w in left if not any(a.has(stem(w.casefold())) for a in about)]

    def _are_about(self, left: Sequence[str]) -> tuple[int, ...]:
        """The goals that there are and that have the words which what a clause would add has not: "just show me the list"."""
        stems = [stem(w.casefold()) for w in left]
        goals = self.state.goals
        known = [n for n, apis in goals.apis.items() if all(max(goals.about[a].weight(s) for a in apis) > 1 for s in stems)]
        return tuple(known[:1]) if stems else ()

    def _is_verb_only(self, clause: Clause) -> bool:
        """Whether a clause has no word of content but its verb: "add 100" is no wish for whatever can be added."""
        spans = self.state.reader.said(clause, self.state.places, ())
        words = [w for w in clause.words if not w.is_sign and not any(b <= w.begin < e for b, e in spans)]
        return sum(w.is_content for w in words) <= 1 and (bool(spans) or len(words) == 1)


def _about(fact: Fact) -> tuple[str, str] | None:
    """What a fact says of an input, to be compared; None for one that says nothing of an input."""
    match fact:
        case Given():
            return fact.name, str(fact.value).casefold()
        case Uses():
            return fact.input, f"@{fact.source}"
    return None


def adding(goal: Added, words: str) -> Change:
    """The change that adds a goal."""
    return Change("added", goal.goal, goal.api, words, new=goal.facts)


def asks(clause: Clause) -> bool:
    """Whether a clause begins as a question does that wants to know something."""
    return any(w.lower in _ASKING for w in clause.words[:2])
