"""Changes of a single place: another value, none any more, not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_cues import FILLERS
from orchestrator.converse.revise_goals import Goals
from orchestrator.converse.revise_heard import Held
from orchestrator.converse.revise_model import Change, Fact, Kind
from orchestrator.converse.revise_places import Place
from orchestrator.converse.revise_words import Clause
from orchestrator.facts import Facts, Given
from orchestrator.facts.model import Unknown, Value
from orchestrator.translate.flags import truths
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.words import stem


def setting(place: Place, value: str, clause: Clause, old: Sequence[Held], facts: Facts, catalog: Catalog) -> Change:
    """The change that puts a value into a place. Of a list only the member that it takes the place of goes."""
    said = value.split("\n")
    name = place.given_name(said[0], catalog)
    after = _whole(place, said, clause, [h.member for h in old if (h.place.goal, h.place.name) == (place.goal, place.name)])
    before = place.given.value if place.given is not None else None
    if before is not None and _same(place, before, after):
        return Change("kept", place.goal, place.api, clause.text, place.name, None, after)
    gone: list[Fact] = [place.given] if place.given is not None else []
    gone += [f for f in (place.uses,) if f is not None]
    gone += [p for p in facts.picks if (p.goal, p.input) == (place.goal, place.name)]
    gone += [e for e in facts.eaches if (e.goal, e.input) == (place.goal, place.name)]
    gone += [u for u in facts.unknowns if u.goal == place.goal and u.name in (place.name, *(k.name for k in place.fits))]
    new = Given(goal=place.goal, name=name, value=after)
    return Change("value", place.goal, place.api, clause.text, place.name, before, after, tuple(gone), (new,))


def _whole(place: Place, said: Sequence[str], clause: Clause, old: Sequence[str]) -> Value:
    held = place.given.value if place.given is not None else None
    if isinstance(held, tuple):
        if old:
            kept = [v for member in held for v in (said if any(place.same(member, o) for o in old[:1]) else [member])]
            return tuple(v for v in dict.fromkeys(kept) if v not in old)
        if clause.adds:
            return tuple(dict.fromkeys((*held, *said)))
    elif held is not None and clause.adds and place.many:
        return tuple(dict.fromkeys((held, *said)))
    return tuple(said) if place.many or len(said) > 1 else said[0]


def _same(place: Place, one: Value, other: Value) -> bool:
    a, b = ((v,) if isinstance(v, str) else v for v in (one, other))
    return len(a) == len(b) and all(place.same(x, y) for x, y in zip(a, b, strict=True))


@dataclass(frozen=True, slots=True)
class FlagSaid:
    """What a clause says of a place that is true or false, and the stems that say it."""

    place: Place
    value: str
    stems: frozenset[str]

    def change(self, words: str) -> Change:
        """The change that puts it there."""
        before = self.place.given.value if self.place.given is not None else None
        if before == self.value:
            return Change("kept", self.place.goal, self.place.api, words, self.place.name, None, self.value)
        gone = (self.place.given,) if self.place.given is not None else ()
        new = Given(goal=self.place.goal, name=self.place.name, value=self.value)
        return Change("value", self.place.goal, self.place.api, words, self.place.name, before, self.value, gone, (new,))


def flag_said(clause: Clause, places: Sequence[Place], mentions: Mentions) -> list[FlagSaid]:
    """What a clause says of places that are true or false."""
    found: list[FlagSaid] = []
    said = Mentions(clause.text, mentions.catalog, mentions.today)
    for place in (p for p in places if p.role == "flag"):
        flag = said.flag(place.name, place.description)
        if flag is None:
            continue
        value = flag.value
        if place.kind.values is not None and (pair := truths(place.kind.values)) is not None:
            value = pair[0] if flag.value == "true" else pair[1]
        word = stem(clause.text[slice(*flag.span)].casefold())
        found.append(FlagSaid(place, value, place.own | place.more | {word}))
    return found


def removal(clause: Clause, places: Sequence[Place], stems: Sequence[str], goals: Goals, member: str | None = None) -> list[Change]:
    """The changes that take a value away that a clause names, by the place it stands in.

    One that has to be there is only taken away if it is named by itself and no goal is; then it is asked for again.

    Args:
        clause: the words.
        places: where values stand.
        stems: the words that name a place; none for a place that is known.
        goals: the goals that words may name as well.
        member: of a list, what goes; for None all.
    """
    found: list[Change] = []
    for place in places:
        if place.given is None or place.role == "flag":
            continue
        if stems and (not all(place.named([s]) for s in stems) or place.named(stems) < 2):
            continue
        if stems and place.required and goals.meant(stems) and any(goals.are_called(s) for s in stems):
            continue
        left = tuple(m for m in place.given.members if member is not None and not place.same(m, member))
        new = (place.given.model_copy(update={"value": left, "span": None}),) if left else ()
        if left:
            found.append(_of(place, clause, "value", place.given.value, left, new))
        else:
            found.append(_of(place, clause, "removed", place.given.value))
    best = max((p.named(stems) for p in places if p.given is not None), default=0)
    if stems:
        names = {(p.goal, p.name) for p in places if p.given is not None and p.named(stems) == best}
        found = [c for c in found if (c.goal, c.name) in names]
    return found


def _of(
    place: Place, clause: Clause, kind: Kind, before: Value | None, after: Value | None = None, new: tuple[Fact, ...] = ()
) -> Change:
    gone = (place.given,) if place.given is not None else ()
    return Change(kind, place.goal, place.api, clause.text, place.name, before, after, gone, new)


def unknowing(clause: Clause, places: Sequence[Place], stems: Sequence[str], goals: Goals) -> list[Change]:
    """What a clause may say is not known: the places that its words name most; without any, the open ones."""
    told = [s for s in stems if s not in FILLERS]
    open_places = [p for p in places if p.role != "flag" and p.uses is None]
    if told:
        scores = {id(p): p.named(told) for p in open_places}
        best = max(scores.values(), default=0)
        found = [p for p in open_places if best > 0 and scores[id(p)] == best]
        left = [s for s in told if not any(p.named([s]) or goals.explains(p.goal, s) for p in found)]
        if left:
            return []
        if len(found) > 1:
            scored = {id(p): goals.goal_score(p.goal, [s for s in told if not p.named([s])]) for p in found}
            found = [p for p in found if scored[id(p)] == max(scored.values())]
            found = [p for p in found if p.is_called(told)] or found
        found = [p for p in found if p.given is None] or found
        found = [p for p in found if p.required] or found
    else:
        found = [p for p in open_places if p.required and p.given is None]
    return [_unknown(p, clause) for p in found]


def _unknown(place: Place, clause: Clause) -> Change:
    before = place.given.value if place.given is not None else None
    return _of(place, clause, "unknown", before, None, (Unknown(goal=place.goal, name=place.name),))
