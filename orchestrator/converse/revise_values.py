"""Which value of a clause goes where: by the words beside it, by the value it takes the place of, else where it can only go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.converse.revise_cues import FILLERS, LINK, STATES
from orchestrator.converse.revise_heard import Heard, Held
from orchestrator.converse.revise_places import Place
from orchestrator.converse.revise_words import Clause, is_money_word, overlaps_any, stem_of
from orchestrator.facts import Span
from orchestrator.translate.names import LINKS, inside
from orchestrator.translate.roles import input_end, said_end
from orchestrator.translate.superlatives import superlative
from orchestrator.translate.words import Word, is_stop, stem, words_of

_PREPOSITIONS = frozenset("in at for from to with by on under into near of about regarding concerning".split())
_ARTICLES = frozenset("the a an my our your".split())
_ABOUT = frozenset("about regarding concerning".split())
_TAKEN = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A value of the words, and the places it may be for: one, or several that hold the same; more where it is not clear."""

    text: str
    span: Span
    places: tuple[tuple[Place, str], ...]
    clear: bool = True


class Reader(Heard):
    """Reads the clauses of a change against the places of the facts."""

    def read(
        self, clause: Clause, places: Sequence[Place], old: Sequence[Held], keep: Sequence[Held]
    ) -> tuple[list[Placed], list[str]]:
        """Where the values of a clause go, and its words that say nothing about it.

        Args:
            clause: the clause.
            places: where values may go.
            old: the values whose place a value takes.
            keep: values that only tell which goal is meant.
        """
        known = [h.span for h in (*old, *keep)]
        if (framed := self._framed(clause, places, old, keep)) is not None:
            return framed
        spans = self.said(clause, places, known)
        if clause.saying is not None:
            spans.append(self.bare(clause.saying))
        if not spans and (phrase := self._phrase(clause, places, old, known)) is not None:
            spans = [phrase]
        placed: list[Placed] = []
        unread: list[str] = []
        among = self._of_goals(places, keep)
        listed = self._listed(among, spans)
        for span in [s for s in spans if not any(inside(s, [whole]) for whole, _ in listed)]:
            found = self._place(clause, span, among, old, [*known, *spans])
            if found is None:
                unread.append(self.query[slice(*span)])
            else:
                placed.append(found)
        placed.extend(p for _, p in listed)
        unread.extend(self.left_over(clause, [*known, *(spans or [])], [p for f in placed for p, _ in f.places]))
        return placed, unread

    def left_over(self, clause: Clause, spans: Sequence[Span], places: Sequence[Place]) -> list[str]:
        """The words of content that neither a value, nor a place, nor a goal accounts for."""
        goals = {p.goal for p in places} or set(self.goals.apis)
        ends = {b.begin for s in spans if said_end(self.query, s) for b in [w for w in clause.words if w.end <= s[0]][-1:]}
        return [
            w.text
            for w in clause.content
            if not overlaps_any((w.begin, w.end), spans)
            and w.begin not in ends
            and not is_money_word(w)
            and not any(p.named([stem_of(w)]) for p in places)
            and not any(self.goals.explains(g, stem_of(w)) for g in goals)
        ]

    @staticmethod
    def _of_goals(places: Sequence[Place], keep: Sequence[Held]) -> list[Place]:
        """The places of the goals that a clause speaks of, by a value of theirs; all where it speaks of none."""
        goals = {h.place.goal for h in keep}
        return [p for p in places if p.goal in goals] if goals else list(places)

    def _listed(self, places: Sequence[Place], spans: Sequence[Span]) -> list[tuple[Span, Placed]]:
        """Several values side by side for an input that takes a list."""
        found: list[tuple[Span, Placed]] = []
        for place in places:
            if not place.many:
                continue
            here = {s: v for _, v, s, _ in self.values(place) if s in spans}
            rivals = [p for p in places if p.role == "name" and not p.many and p.given is not None]
            if len(here) < 2 or any(here.keys() & self._fitting(p) for p in rivals):
                continue
            whole = (min(s[0] for s in here), max(s[1] for s in here))
            values = "\n".join(here[s] for s in sorted(here))
            found.append((whole, Placed(self.query[slice(*whole)], whole, ((place, values),))))
        return found[:1]

    def _fitting(self, place: Place) -> set[Span]:
        return {s for _, _, s, _ in self.values(place)}

    def _place(
        self, clause: Clause, span: Span, places: Sequence[Place], old: Sequence[Held], spans: Sequence[Span]
    ) -> Placed | None:
        text = self.words[slice(*span)]
        fitting = [p for p in places if p.role != "flag" and self._suits(clause, p, span)]
        every = [(p, v) for p in fitting if (v := self.value(p, span)) is not None]
        taken = [(p, v) for p, v in every if any(h.place.goal == p.goal and h.place.name == p.name for h in old)]
        if taken:
            return Placed(text, span, tuple(taken))
        if not every or self._is_relative(clause, span):
            return None
        every = self._by_form(every, span)
        stems = [stem_of(w) for w in clause.without(spans)]
        cands, named = self._named(every, stems)
        if not named:
            cands, _ = self._named(self._by_words_before(clause, every, span), stems)
            if self.left_over(clause, spans, [p for p, _ in cands]):
                return None
        cands = self._by_goal(cands, stems)
        cands = self._like(text, cands)
        best = min(p.order for p, _ in cands)
        nearest = [(p, v) for p, v in cands if p.order == best]
        if self._are_one(nearest) or self._is_period(span, nearest) or self._is_each(clause, nearest):
            return Placed(text, span, tuple(nearest))
        return Placed(text, span, tuple(c for c in cands if c[0].order <= max(best, _TAKEN)), clear=False)

    def _by_form(self, cands: list[tuple[Place, str]], span: Span) -> list[tuple[Place, str]]:
        """Those that a value has the form for, "aisle" for a kind of seat; else those that such a text may be for at all."""
        cands = [(p, v) for p, v in cands if any(s == span for _, _, s, _ in self.values(p))] or cands
        if inside(span, self.quoted):
            return cands
        return [(p, v) for p, v in cands if any(s == span and formed for _, _, s, formed in self.values(p))] or cands

    @staticmethod
    def _like(text: str, cands: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
        """Those that hold something with a word of a value: "Handbook 2024" is rather for that of "Handbook 2025"."""
        said = {stem(w.lower) for w in words_of(text) if w.is_content and not w.text.isdigit()}
        alike = [c for c in cands if said & {stem(w.lower) for m in c[0].members for w in words_of(m)}]
        return alike or cands

    @staticmethod
    def _is_each(clause: Clause, cands: Sequence[tuple[Place, str]]) -> bool:
        """Whether a value is said of all goals that do the same: "both 250"."""
        alike = len({(p.api, p.name) for p, _ in cands}) == 1
        return alike and any(w.lower in ("both", "all", "each", "every") for w in clause.words)

    def _is_period(self, span: Span, cands: Sequence[tuple[Place, str]]) -> bool:
        """Whether a period is said, and the places are its two ends."""
        ends = sorted(input_end(p.name, p.kind.name) or "" for p, _ in cands)
        period = any(w.span == span and not w.is_day for w in self.mentions.dates)
        return period and ends == ["end", "start"] and len({p.goal for p, _ in cands}) == 1

    def _suits(self, clause: Clause, place: Place, span: Span) -> bool:
        """Whether a free text may be for a place at all: not an open one that nothing speaks of."""
        stems = clause.stems
        if clause.saying is not None and inside(span, [clause.saying]):
            return place.role == "text"
        if place.role == "text" and place.given is None and not place.required:
            return bool(place.named(stems))
        return True

    def _is_relative(self, clause: Clause, span: Span) -> bool:
        """Whether the clause says how much more or less, and the value is a number."""
        return clause.relative and any(n.span == span for n in self.mentions.numbers)

    @staticmethod
    def _named(cands: list[tuple[Place, str]], stems: Sequence[str]) -> tuple[list[tuple[Place, str]], bool]:
        """Those that the words speak of most, if they speak of some more than of others."""
        scores = [p.named(stems) for p, _ in cands]
        best = max(scores)
        top = [c for c, s in zip(cands, scores, strict=True) if s == best]
        top = [c for c in top if c[0].is_called(stems)] or top
        return (top, best > 1) if best else (cands, False)

    def _by_words_before(self, clause: Clause, cands: list[tuple[Place, str]], span: Span) -> list[tuple[Place, str]]:
        """Those that the preposition before a value speaks for: the end of a stretch, or the catalog's own preposition."""
        before = self._word_before(clause, span)
        if before == "to" and clause.becomes and not any(w.lower == "from" for w in clause.words):
            return cands  # "change it to Savings" says nothing of where money goes
        end = said_end(self.query, span)
        ends = {id(p): input_end(p.name, p.kind.name) for p, _ in cands}
        if end is not None:
            cands = [c for c in cands if ends[id(c[0])] == end] or [c for c in cands if ends[id(c[0])] is None] or cands
        names = [c for c in cands if c[0].role != "text"]
        if names and not inside(span, self.quoted):
            cands = names
        led = [c for c in cands if before in c[0].led] if before in _PREPOSITIONS else []
        return led or cands

    def _word_before(self, clause: Clause, span: Span) -> str:
        before = [w.lower for w in clause.words if w.end <= span[0] and w.lower not in _ARTICLES]
        return before[-1] if before else ""

    def _by_goal(self, cands: list[tuple[Place, str]], stems: Sequence[str]) -> list[tuple[Place, str]]:
        """Those of the goal that the words speak of most."""
        scores = [self.goals.goal_score(p.goal, stems) for p, _ in cands]
        best = max(scores)
        top = [c for c, s in zip(cands, scores, strict=True) if s >= best - 1e-9]
        return top if best > 0 else cands

    def _are_one(self, cands: Sequence[tuple[Place, str]]) -> bool:
        """Whether places are one, or hold the same value of the same thing, so that a change of one is one of all."""
        first = cands[0][0]
        if len(cands) == 1:
            return True
        if first.given is None:
            return False
        held = first.given.members
        return all(
            p.given is not None
            and len(p.given.members) == len(held)
            and all(first.same(a, b) for a, b in zip(p.given.members, held, strict=True))
            and (p.kind.name == first.kind.name or (p.kind.entity is not None and p.kind.entity == first.kind.entity))
            and p.goal not in [q.goal for q, _ in cands if q is not p]
            for p, _ in cands
        )

    def _framed(
        self, clause: Clause, places: Sequence[Place], old: Sequence[Held], keep: Sequence[Held]
    ) -> tuple[list[Placed], list[str]] | None:
        """A clause that names a place, or the value that stands there, and then what should stand there."""
        for match in LINK.finditer(self.query, *clause.span):
            left = [w for w in clause.content if w.end <= match.start()]
            olds = [h for h in old if h.span[1] <= match.start()]
            region = self._trimmed((match.end(), clause.span[1]), keep)
            if region is None or (clause.saying is not None and match.start() >= clause.saying[0]):
                continue
            kept = [h.span for h in keep]
            rest = [w for w in left if not overlaps_any((w.begin, w.end), [*(h.span for h in olds), *kept])]
            among = [h.place for h in olds] or self._named_by(rest, self._of_goals(places, keep))
            if not among or (match[0].casefold() in ("for", "with", "by") and not olds):
                continue
            values = self._by_form([(p, v) for p in among if (v := self._in_region(p, region)) is not None], region)
            if values and not self._foreign(rest, among) and not self._is_relative(clause, region) and not self._is_state(region):
                cands = values if olds else [c for c in values if c[0].order == min(p.order for p, _ in values)]
                clear = bool(olds) or (self._are_one(cands) and all(self._is_sure(p, region) for p, _ in cands))
                return [Placed(self.words[slice(*region)], region, tuple(cands), clear)], []
        return None

    def _is_state(self, region: Span) -> bool:
        """Whether a stretch says how something is: "too long"."""
        return any(w.lower in STATES for w in words_of(self.query[slice(*region)])[:1])

    def _is_sure(self, place: Place, region: Span) -> bool:
        """Whether a stretch may go for a value of a place without asking: "the customer is angry" names no customer."""
        within = [s for _, _, s, _ in self.values(place) if inside(s, [region])]
        return place.role != "name" or any(self.is_marked(place, s) for s in (region, *within))

    def _foreign(self, words: Sequence[Word], places: Sequence[Place]) -> list[str]:
        """Those of some words that neither places nor their goals account for."""
        return [
            w.text
            for w in words
            if not any(p.named([stem_of(w)]) or self.goals.explains(p.goal, stem_of(w)) for p in places)
        ]

    def _named_by(self, words: Sequence[Word], places: Sequence[Place]) -> list[Place]:
        """The places that words name most; words of the name of a place have to be among them."""
        stems = [stem_of(w) for w in words]
        scores = {id(p): p.named(stems) for p in places if p.role != "flag"}
        best = max(scores.values(), default=0)
        top = [p for p in places if scores.get(id(p), 0) == best] if best > 1 else []
        return [p for p in top if p.is_called(stems)] or top

    def _in_region(self, place: Place, region: Span) -> str | None:
        """The value of a place that a stretch is, or has in it with nothing else of content."""
        if (value := self.value(place, region)) is not None:
            return value
        for _, _, span, _ in self.values(place):
            around = [w for w in words_of(self.query[region[0] : region[1]]) if w.is_content and not is_money_word(w)]
            free = [w for w in around if not inside((w.begin + region[0], w.end + region[0]), [span])]
            if inside(span, [region]) and all(place.named([stem_of(w)]) or stem_of(w) in FILLERS for w in free):
                return self.value(place, span)
        return None

    def _trimmed(self, region: Span, keep: Sequence[Held]) -> Span | None:
        """A stretch without what only frames a value: articles and "instead" at its ends, quotation marks, a value that is kept."""
        quoted = [q for q in self.quoted if inside(q, [region])]
        if len(quoted) == 1:
            return quoted[0]
        words = [w for w in words_of(self.query) if region[0] <= w.begin and w.end <= region[1]]
        words = [w for w in words if not overlaps_any((w.begin, w.end), [h.span for h in keep])]
        while words and ((words[0].is_sign and words[0].text not in "$€£+-") or _frames(words[0])):
            words = words[1:]
        while words and (words[-1].is_sign or _frames(words[-1], last=True)):
            words = words[:-1]
        return (words[0].begin, words[-1].end) if words else None

    def _phrase(self, clause: Clause, places: Sequence[Place], old: Sequence[Held], known: Sequence[Span]) -> Span | None:
        """What a clause without any marked value says: its words of content, if they may be a value and are introduced as one."""
        free = clause.without(known)
        if not free:
            return None
        span = (free[0].begin, free[-1].end)
        before = self._word_before(clause, span)
        inner = [w.lower for w in words_of(self.query[slice(*span)])]
        if any(w not in LINKS and (is_stop(w) or not w[0].isalpha()) for w in inner):
            return None
        about = [p for p in places if p.role == "text" and p.given is not None and before in _ABOUT]
        if len(about) == 1 and (old or clause.instead):
            return span
        if any(superlative(w.lower, "") is not None for w in free):
            return None
        if not (old or clause.instead or before in _PREPOSITIONS) or overlaps_any(span, known):
            return None
        if not (old or clause.instead):  # a name in small letters needs more than "for" before it
            places = [p for p in places if p.role == "text"]
        fitting = [p for p in places if p.given is not None and any(s == span for _, _, s, _ in self.values(p))]
        fitting = fitting or [h.place for h in old if self.value(h.place, span) is not None]
        own = [p for p in fitting if before in p.led] or fitting
        return span if own and not self._is_spoken_of(free) else None

    def _is_spoken_of(self, words: Sequence[Word]) -> bool:
        """Whether words are the catalog's own: "the invoice instead" is no name."""
        return all(self.goals.explained(stem_of(w)) for w in words)


def _frames(word: Word, *, last: bool = False) -> bool:
    """Whether a word at the end of a stretch is not of the value."""
    if last:
        return word.lower in ("instead", "please", "then", "rather", "now", "thanks", "though")
    return word.lower in (*_ARTICLES, "be", "to", "just", "only", "rather", "actually", "instead", "is", "it", "that")
