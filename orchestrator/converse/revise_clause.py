"""What each clause of a change of mind does, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_heard import Held
from orchestrator.converse.revise_left_out import LeftOut
from orchestrator.converse.revise_new import New, asks
from orchestrator.converse.revise_plain import Plain
from orchestrator.converse.revise_state import State
from orchestrator.converse.revise_words import Clause
from orchestrator.facts import Facts
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.translator import Translator


class Turn:
    """Reads a change of mind, clause by clause; `state` is what it comes to."""

    def __init__(self, facts: Facts, catalog: Catalog, mentions: Mentions, words: str, translator: Translator) -> None:
        self.state = State(facts, catalog, mentions, words, translator)
        self.new = New(self.state)
        self.plain = Plain(self.state)
        self.left_out = LeftOut(self.state, self.new)

    def wishes(self, clauses: Sequence[Clause]) -> bool:
        """Read a sentence that asks as a wish, if it is one: "and what's the weather there?"."""
        return bool(clauses) and (clauses[0].adds or asks(clauses[0])) and self.new.read(clauses, 0, quietly=True) > 0

    def read(self, clauses: Sequence[Clause]) -> None:
        """Read the clauses in order."""
        olds, spent = self._paired(clauses)
        called_off: list[Clause] = []
        at = 0
        while at < len(clauses):
            clause = clauses[at]
            if at in spent:
                at += 1
            elif clause.keeps:
                called_off.clear()
                at += 1
            elif self._is_negative(clause) and not clause.unknown and self.left_out.is_all(clause):
                called_off.append(clause)
                at += 1
            else:
                at += self._one(clauses, at, olds.get(at, ()))
        self._end(called_off)

    def _one(self, clauses: Sequence[Clause], at: int, old: Sequence[Held]) -> int:
        """Read a clause; how many clauses that were."""
        clause = clauses[at]
        if clause.unknown:
            self.left_out.unknown(clause)
        elif self._is_negative(clause):
            after = clauses[at + 1] if at + 1 < len(clauses) else None
            wanted = after is not None and after.is_plain and not self.plain.changes_value(after)
            if wanted and self.left_out.is_in_place(clause):
                return 1 + self.new.read(clauses, at + 1, replaces=clause)
            self.left_out.read(clause, clauses[at - 1] if at else None)
        elif not self.plain.read(clause, old):
            return self.new.read(clauses, at)
        return 1

    @staticmethod
    def _is_negative(clause: Clause) -> bool:
        """Whether a clause says what is not wanted; "cancel INV-7 too" says what is."""
        return clause.denied or (clause.drops and not (clause.soft and clause.adds))

    def _end(self, called_off: Sequence[Clause]) -> None:
        """What can only be said at the end: clauses that name a place nobody filled, and that everything is called off.

        "Scratch that, 300" calls nothing off.
        """
        state = self.state
        changed = {(c.goal, c.name) for c in state.changes}
        state.unread.extend(text for text, places in state.named if not places & changed)
        if not called_off or any(c.kind in ("value", "rows", "removed", "unknown") for c in state.changes):
            return
        if state.questions or state.unread:  # who goes on in words that are not understood may want something else instead
            state.unread.append(called_off[0].text)
        else:
            added = {c.goal for c in state.changes if c.kind == "added"}
            state.make(state.drop([n for n in state.goals.apis if n not in added], called_off[0]))

    def _paired(self, clauses: Sequence[Clause]) -> tuple[dict[int, tuple[Held, ...]], set[int]]:
        """Which clause says what holds in place of which values, and the clauses that only say that these no longer hold."""
        olds: dict[int, tuple[Held, ...]] = {}
        spent: set[int] = set()
        for at, clause in enumerate(clauses):
            if not clause.denied and not clause.drops:
                continue
            held = self.state.reader.held(clause)
            near = [n for n in (at - 1, at + 1) if 0 <= n < len(clauses) and clauses[n].is_plain]
            if not held and self._is_unheld(clause, [clauses[n] for n in near]):
                spent.add(at)
            if not held or clause.without([h.span for h in held]):
                continue
            for n in reversed(near) if clause.joint else near:
                if fits := tuple(h for h in held if self._takes(clauses[n], h)):
                    olds[n] = (*olds.get(n, ()), *fits)
                    spent.add(at)
                    break
        return olds, spent

    def _is_unheld(self, clause: Clause, beside: Sequence[Clause]) -> bool:
        """Whether a clause only denies a value that stands nowhere, beside one that says what holds: "not today but on Friday"."""
        state = self.state
        spans = state.reader.said(clause, state.places, ())
        if not clause.denied or not spans or clause.without(spans):
            return False
        names = {p.name for p in state.places for _, _, s, _ in state.reader.values(p) if s in spans}
        read = [f for c in beside for f in state.reader.read(c, state.places, (), ())[0]]
        return any(p.name in names for f in read for p, _ in f.places)

    def _takes(self, clause: Clause, held: Held) -> bool:
        """Whether a clause has a value that may stand in place of another one."""
        reader = self.state.reader
        free = [h for h in (held,) if h.span not in [k.span for k in reader.held(clause)]]
        placed, _ = reader.read(clause, [held.place], free, [])
        return any(held.place.name == p.name for f in placed for p, _ in f.places)
