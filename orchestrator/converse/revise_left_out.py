"""What a clause leaves out: "don't e-mail it", "drop the second one", "no message", "I don't know the amount"."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.converse.revise_cues import CHANGING, SOFT
from orchestrator.converse.revise_goals import says_all
from orchestrator.converse.revise_heard import Held
from orchestrator.converse.revise_model import Change
from orchestrator.converse.revise_new import New, adding
from orchestrator.converse.revise_places import Place
from orchestrator.converse.revise_replace import carried
from orchestrator.converse.revise_setting import flag_said, removal, unknowing
from orchestrator.converse.revise_state import State
from orchestrator.converse.revise_words import Clause, stem_of
from orchestrator.translate.shelf import shelf_of
from orchestrator.translate.words import Word

_EVERYTHING = frozenset("everything whole entire plan all both thing lot".split())


class LeftOut:
    """Reads the clauses that say what is not wanted, or not known."""

    def __init__(self, state: State, new: New) -> None:
        self.state, self.new = state, new

    def is_all(self, clause: Clause) -> bool:
        """Whether a clause calls everything off: "forget it", "cancel that", "never mind"."""
        if clause.content and not says_all(clause.text):
            return False
        if says_all(clause.text):
            return all(w.lower in _EVERYTHING for w in clause.content)
        words = [w.lower for w in clause.words if clause.of[0] <= w.begin]
        state = self.state
        if state.goals.numbered(words) is not None or state.reader.held(clause) or state.reader.said(clause, state.places, ()):
            return False
        if clause.denied:
            text = [w.lower for w in clause.words]
            return text[-1] in ("it", "that", "this") and "do" in words
        return True

    def is_in_place(self, clause: Clause) -> bool:
        """Whether a clause names a goal in whose place another one is wanted: "instead of the hotel"."""
        return clause.replaces and bool(self.state.goals.meant(clause.stems))

    def read(self, clause: Clause, before: Clause | None) -> None:
        """Read what a clause leaves out: a goal, a value, or what a flag says.

        Args:
            clause: the clause.
            before: the one before it, in place of which something may be wanted: "a van instead of a flight".
        """
        held = self.state.reader.held(clause)
        rest = clause.without([h.span for h in held])
        if self._is_numbered(clause, rest):
            return
        verbs = [stem_of(w) for w in clause.words if clause.of[0] <= w.begin and stem_of(w) in CHANGING]
        done = [v for v in verbs if self.state.goals.are_called(v)]
        if clause.denied and clause.changes and not done and not held and not clause.replaces:
            return  # "don't change the amount"
        said = [*done, *(stem_of(w) for w in rest)]
        stems = [*done, *clause.stems]
        if clause.soft and self._may_be_wish(clause, said):
            return
        if not self._is_value(clause, stems, held, said):
            self._drop(clause, said, held, before)

    def _is_numbered(self, clause: Clause, rest: Sequence[Word]) -> bool:
        """Whether a goal is dropped by its place: "drop the second one"."""
        words = [w.lower for w in clause.words if clause.of[0] <= w.begin]
        numbered = self.state.goals.numbered(words)
        if numbered is None:
            return False
        goal, begin, end = numbered
        if goal and all(self.state.goals.explains(goal, stem_of(w)) for w in rest if w.lower not in words[begin:end]):
            self.state.make(self.state.drop([goal], clause))
        else:
            self.state.unread.append(clause.text if goal else f"{clause.text}: there is no such goal")
        return True

    def _is_value(self, clause: Clause, stems: Sequence[str], held: Sequence[Held], said: Sequence[str]) -> bool:
        """Whether no goal is left out, but what a flag says, or what stands in a place."""
        state = self.state
        if flags := [f for f in flag_said(clause, state.places, state.mentions) if set(stems) <= f.stems]:
            state.make(f.change(clause.text) for f in flags)
        elif held and (not said or not state.goals.meant(said)):
            self._without(clause, held, said)
        elif stems and (gone := removal(clause, state.places, stems, state.goals)):
            state.make(gone)
        elif stems and (empty := self._empty(stems)):
            state.make(Change("kept", p.goal, p.api, clause.text, p.name, None, "left open") for p in empty)
        else:
            return False
        return True

    def _empty(self, stems: Sequence[str]) -> list[Place]:
        """The places that words name, that may be empty and are."""
        free = [p for p in self.state.places if not p.required and p.given is None and p.role != "flag"]
        found = [p for p in free if p.named(stems) >= 2 and all(p.named([s]) for s in stems)]
        return [] if self.state.goals.meant(stems) else found[:1]

    def _without(self, clause: Clause, held: Sequence[Held], rest: Sequence[str]) -> None:
        """A value that no longer holds; where each goal of several has its own, the goal that it belongs to."""
        state = self.state
        goals = {h.place.goal for h in held}
        alike = [apis for apis in state.goals.apis.values() if apis == state.goals.apis[min(goals)]]
        gone = [c for h in held if h.place.given is not None for c in removal(clause, [h.place], [], state.goals, h.member)]
        if not gone or any(not any(h.place.named([s]) for h in held) for s in rest):
            state.unread.append(clause.text)
        elif clause.drops and len(goals) == 1 and len(alike) > 1 and all(len(h.place.members) == 1 for h in held):
            state.make(state.drop(goals, clause))
        else:
            state.make(gone)

    def _drop(self, clause: Clause, rest: Sequence[str], held: Sequence[Held], before: Clause | None) -> None:
        among = {h.place.goal for h in held} or None
        state = self.state
        found = state.goals.meant(rest, among)
        if len(found) == 1:
            dropped = state.drop(found, clause)
            added = [c for c in state.changes if before is not None and c.kind == "added" and c.words == before.text]
            if added and clause.replaces:
                state.make(carried(dropped, found[0], added[0], state.facts, state.catalog))
            else:
                self.state.make(dropped)
        elif found:
            options = [(f"goal {n}, {self.state.api_of(n)}", self.state.drop([n], clause)) for n in found]
            self.state.ask(clause, "Which goal is to be dropped?", options)
        else:
            self.state.unread.append(clause.text)

    def _may_be_wish(self, clause: Clause, rest: Sequence[str]) -> bool:
        """Where "cancel" may drop a goal, or be something the catalog does: a new goal, or a question which of the two."""
        state = self.state
        words = [w for w in clause.words if not w.is_sign and stem_of(w) in SOFT]
        if shelf_of(state.catalog).verb_of(words[:1]) is None:
            return False
        if own := state.goals.meant([stem_of(words[0]), *rest]):
            state.make(Change("kept", n, state.api_of(n), clause.text) for n in own)
            return True
        wanted = self.new.wish(clause.text)
        about = [state.goals.about[g.api] for g in wanted if g.api in state.goals.about]
        if not wanted or not all(any(a.has(s) for a in about) for s in rest):
            return False
        added = [adding(g, clause.text) for g in wanted]
        found = state.goals.meant(rest)
        state.taken = max(g.goal for g in wanted)
        if not found:
            state.make(added)
            return True
        dropped = state.drop(found, clause)
        names = " and ".join(dict.fromkeys(c.api for c in dropped))
        ways = [(f"drop {names}", dropped), (f"do {' and '.join(g.api for g in wanted)} as well", added)]
        state.ask(clause, f'What does "{clause.text}" mean?', ways)
        return True

    def unknown(self, clause: Clause) -> None:
        """Read what a clause says is not known."""
        state = self.state
        ways = unknowing(clause, state.places, clause.stems, state.goals)
        if len(ways) == 1:
            state.make(ways)
        elif ways:
            options = [(f"the {(c.name or '').replace('_', ' ')} of {c.api}", [c]) for c in ways]
            state.ask(clause, "What is not known?", options)
        else:
            state.unread.append(clause.text)
