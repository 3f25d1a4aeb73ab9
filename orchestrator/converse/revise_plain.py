"""What a clause says to be so: another value, another row, what a flag says, which reading is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from orchestrator.converse.revise_cues import CHANGING, FILLERS, LINK
from orchestrator.converse.revise_heard import Held
from orchestrator.converse.revise_model import Change
from orchestrator.converse.revise_rows import row_changes
from orchestrator.converse.revise_setting import flag_said, setting
from orchestrator.converse.revise_state import State
from orchestrator.converse.revise_values import Placed
from orchestrator.converse.revise_words import Clause, stem_of
from orchestrator.facts import Goal
from orchestrator.translate.words import Word, stem

_NEW = frozenset("a an another".split())
_POINTING = frozenset("it that this them those these all everything plan".split())
_ADDING = frozenset(map(stem, "add put include append".split()))
_ARROW = re.compile(r"→|->")


class Plain:
    """Reads the clauses that say what is so."""

    def __init__(self, state: State) -> None:
        self.state = state

    def read(self, clause: Clause, old: Sequence[Held]) -> bool:
        """Read what a clause says to be so; False where it may rather be something new that is wanted.

        Args:
            clause: the clause.
            old: the values that no longer hold, and in whose place something is said here.
        """
        state = self.state
        goal, clause = self._numbered(clause)
        if goal == 0:
            return False
        held = [h for h in state.reader.held(clause) if goal is None or h.place.goal == goal]
        if not clause.content and not held and not state.reader.said(clause, state.places, ()):
            self._says_little(clause, goal)
            return True
        if clause.adds and not old and self._appended(clause):
            return True
        if not old and self._is_new(clause):
            return False
        if goal is None and self._rows(clause):
            return True
        if self._is_unheard(clause, held):
            state.unread.append(clause.text)
            return True
        if not old and held and (clause.changes or _ARROW.search(clause.text) or not state.begins_goal(clause)):
            inner = self._within(clause, held)
            if inner is not None:
                self._settle(clause, inner, held)
                return True
        return self._says(clause, goal, old, [h for h in held if not any(h.place == o.place for o in old)])

    def _says(self, clause: Clause, goal: int | None, old: Sequence[Held], keep: Sequence[Held]) -> bool:
        """Read the values of a clause, what it says of flags, and what it says to be so that is so."""
        state = self.state
        places = [p for p in state.places if old or not any(h.place == p and not p.many for h in keep)]
        placed, left = state.reader.read(clause, [p for p in places if goal is None or p.goal == goal], old, keep)
        flags = flag_said(clause, state.places, state.mentions)
        left = [w for w in left if stem(w.casefold()) not in {s for f in flags for s in f.stems}]
        if placed and (not left or old):
            self._settle(clause, placed, old)
            state.unread.extend(w for w in left if not self._is_done_to_it(w, clause))
        elif flags and not left:
            state.make(f.change(clause.text) for f in flags)
        elif clause.relative:
            state.unread.append(clause.text)
        elif self._meant(clause):
            pass
        elif not left and (keep or state.goals.meant(clause.stems)) and not (clause.adds or clause.instead):
            self._kept(clause, keep)
        elif goal is not None:
            state.unread.append(clause.text)
        else:
            return self._names_only(clause)
        return True

    def _says_little(self, clause: Clause, goal: int | None) -> None:
        """A clause without any word of content: "the last one", "only the first one"; else courtesy."""
        if goal is not None:
            self.state.unread.append(clause.text)
        elif clause.instead or (clause.changes and any(w.text.isdigit() for w in clause.words)):
            self._rows(clause)

    def _appended(self, clause: Clause) -> bool:
        """Whether a clause says one more member of a list: "also tag them retail", "and Cleo Vik too"."""
        for place in self.state.places:
            goals = self.state.goals
            words = [w for w in clause.content if stem_of(w) not in _ADDING]
            free = [w for w in words if not place.named([stem_of(w)]) and not goals.explains(place.goal, stem_of(w))]
            if not place.many or place.given is None or not free:
                continue
            span = (free[0].begin, free[-1].end)
            value = self.state.reader.value(place, span)
            if value is not None and (len(free) < len(words) or self.state.reader.is_marked(place, span)):
                self.state.make([setting(place, value, clause, (), self.state.facts, self.state.catalog)])
                return True
        return False

    def _names_only(self, clause: Clause) -> bool:
        """Whether a clause only names a place: "wrong customer"; what stands there instead has to be said beside it."""
        stems = clause.stems
        found = [p for p in self.state.places if stems and p.named(stems) == 2 * len(set(stems))]
        if not found or clause.adds or clause.instead or self.state.begins_goal(clause):
            return False
        self.state.named.append((clause.text, frozenset((p.goal, p.name) for p in found)))
        return True

    def _numbered(self, clause: Clause) -> tuple[int | None, Clause]:
        """The goal that a clause tells by its place, "the first one should be 250", and the clause without that."""
        mentions = self.state.mentions
        closed = [*(w.span for w in mentions.dates), *mentions.solid_or_quoted]
        words = [w for w in clause.words if not any(b <= w.begin < e for b, e in closed)]
        found = self.state.goals.numbered([w.lower for w in words])
        few = found is None or len(self.state.goals.apis) < 2
        if found is None or few or row_changes(self.state.facts, clause, self.state.catalog, mentions.today, farthest=1):
            return None, clause
        goal, begin, end = found
        return goal, replace(clause, words=tuple(w for w in clause.words if w not in words[begin:end]))

    def _becomes(self, clause: Clause, old: tuple[int, int], new: tuple[int, int]) -> bool:
        """Whether a clause says of an old value that a new one stands in its place: "Acme should be Beta", "use Beta for Acme"."""
        if new[0] < old[0]:
            return clause.changes and " for " in self.state.mentions.query[new[1] : old[0]]
        return LINK.search(self.state.mentions.query[old[1] : new[0]]) is not None

    def _is_done_to_it(self, said: str, clause: Clause) -> bool:
        """Whether a word only says that something is done to what was spoken of: "send it to Cleo instead of Ben"."""
        words = [w.lower for w in clause.words if not w.is_sign]
        return any(a == said.casefold() and b in _POINTING for a, b in pairwise(words))

    def _is_unheard(self, clause: Clause, held: Sequence[Held]) -> bool:
        """Whether a clause changes into something what stands nowhere: "change Oslo to Bergen" where nothing is about Oslo."""
        spans = self.state.reader.said(clause, self.state.places, [h.span for h in held])
        links = ("to", "with", "for", "by", "into")
        first = spans[0] if clause.changes and len(spans) == 2 else None
        if first is None or clause.words[0].begin >= first[0] or any(w.lower == "from" for w in clause.words):
            return False
        between = self.state.mentions.query[first[1] : spans[1][0]].casefold().split()
        return len(between) == 1 and between[0] in links and stem_of(self._before(clause, first)) in CHANGING

    @staticmethod
    def _before(clause: Clause, span: tuple[int, int]) -> Word:
        return [w for w in clause.words if w.end <= span[0]][-1]

    def _within(self, clause: Clause, held: Sequence[Held]) -> list[Placed] | None:
        """ "Change 200 to 300": a value of the facts, and in the same clause what it becomes."""
        for old in held:
            same = [h for h in held if h.place.same(h.member, old.member) and h.span == old.span]
            rest = [h for h in held if h.span != old.span]
            placed, left = self.state.reader.read(clause, [h.place for h in same], same, rest)
            ends = any(w.lower == "from" for w in clause.words if w.end <= old.span[0]) and not clause.changes
            if placed and not left and not ends and all(self._becomes(clause, old.span, p.span) for p in placed):
                return placed
        return None

    def _settle(self, clause: Clause, placed: Sequence[Placed], old: Sequence[Held]) -> None:
        """Make the changes of values that are clear, and ask about the others."""
        state = self.state
        twice: dict[tuple[int, str], list[Placed]] = {}
        for one in placed:
            for place, _ in one.places:
                twice.setdefault((place.goal, place.name), []).append(one)

        def changes(one: Placed) -> list[Change]:
            return [setting(p, v, clause, old, state.facts, state.catalog) for p, v in one.places]

        for one in placed:
            rivals = [r for p, _ in one.places if not p.many for r in twice[p.goal, p.name]]
            if not one.clear:
                ways = [(state.called(p), [c]) for (p, _), c in zip(one.places, changes(one), strict=True)]
                state.ask(clause, f'What is "{one.text}" meant for?', ways)
            elif len(rivals) <= len(one.places):
                state.make(changes(one))
            elif rivals[0] is one:
                ways = [(r.text, changes(r)) for r in rivals]
                state.ask(clause, f"Which is {state.called(one.places[0][0])}?", ways)

    def _rows(self, clause: Clause) -> bool:
        ways = row_changes(self.state.facts, clause, self.state.catalog, self.state.mentions.today)
        if not ways:
            return False
        if len(ways) == 1:
            self.state.make(ways[0])
        else:
            options = [(f"{c[0].after} for the {(c[0].name or '').replace('_', ' ')} of {c[0].api}", c) for c in ways]
            self.state.ask(clause, f'Which row is meant by "{clause.text}"?', options)
        return True

    def _kept(self, clause: Clause, keep: Sequence[Held]) -> None:
        for held in keep:
            place = held.place
            self.state.make([Change("kept", place.goal, place.api, clause.text, place.name, None, held.member)])
        if not keep:
            for goal in self.state.goals.meant(clause.stems):
                self.state.make([Change("kept", goal, self.state.api_of(goal), clause.text)])

    def _meant(self, clause: Clause) -> bool:
        """Whether a clause says which reading of an open goal is meant."""
        for number in dict.fromkeys(m.goal for m in self.state.facts.maybes):
            goals, stems = self.state.goals, clause.stems
            scores = {a: goals.score(a, stems) for a in goals.apis[number] if stems and all(goals.about[a].has(s) for s in stems)}
            best = [a for a in scores if scores[a] == max(scores.values())]
            if len(best) == 1:
                maybes = tuple(m for m in self.state.facts.maybes if m.goal == number)
                goal = Goal(goal=number, api=best[0])
                self.state.make([Change("meant", number, best[0], clause.text, gone=maybes, new=(goal,))])
                return True
        return False

    def _is_new(self, clause: Clause) -> bool:
        """Whether a clause asks for something in addition: "also", "too", or a verb of the catalog with "a" or "another"."""
        state = self.state
        if clause.instead:
            return False
        if clause.adds:
            values = state.reader.said(clause, [p for p in state.places if p.many], ())
            return not values or bool(clause.without(values))
        words = [w for w in clause.words if not w.is_sign]
        if not state.begins_goal(clause) or stem_of(words[0]) in FILLERS:
            return False
        nouns = [stem_of(b) for a, b in pairwise(words) if a.lower in _NEW]
        return any(state.goals.explains(n, noun) for noun in nouns for n in state.goals.apis)

    def changes_value(self, clause: Clause) -> bool:
        """Whether a clause says a value for a place that there is."""
        placed, left = self.state.reader.read(clause, self.state.places, (), self.state.reader.held(clause))
        return bool(placed) and not left
