"""Which goal the words of a change speak of, and what falls with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_model import Change
from orchestrator.converse.revise_places import GENERIC, says, stems_of
from orchestrator.facts import Facts
from orchestrator.translate.per_catalog import once_per_catalog
from orchestrator.translate.reach import takes
from orchestrator.translate.shelf import shelf_of
from orchestrator.translate.words import stem

_NEAR = 0.85
_DATA = 1.0
_OTHER = 1.2
_ORDINALS = {w: i for i, w in enumerate("first second third fourth fifth sixth".split(), 1)}
_NUMBERED = re.compile(r"([1-9])(?:st|nd|rd|th)")
_THINGS = frozenset("one goal step part task request thing order action call point item ones goals steps parts tasks".split())
_ALL = re.compile(
    r"\b(?:everything|all(?:\s+(?:of\s+)?(?:it|that|this|them))?|(?:the\s+)?(?:whole|entire)(?:\s+(?:thing|plan|lot))?"
    r"|the\s+plan|both(?:\s+of\s+them)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class About:
    """The stems by which an API is spoken of: of its name, of what it does, of what it yields and takes."""

    name: frozenset[str]
    does: frozenset[str]
    data: frozenset[str]

    def has(self, said: str) -> bool:
        """Whether a word may speak of the API."""
        return self.weight(said) > 0

    def weight(self, said: str) -> float:
        """How much a word speaks of it."""
        return 3.0 if says(self.name, said) else 2.0 if says(self.does, said) else 1.0 if says(self.data, said) else 0.0


@once_per_catalog
def words_about(catalog: Catalog) -> Mapping[str, About]:
    """For each API of a catalog, and each type that may be wanted, the words that speak of it."""
    found: dict[str, About] = {}
    for name, api in catalog.apis.items():
        kinds = [catalog.type(t) for t in (*(i.type for i in api.inputs.values()), *(o.type for o in api.yields.values()))]
        types = [*(k.name for k in kinds if k.name in catalog.types), *(k.entity or "" for k in kinds)]
        data = stems_of(*api.inputs, *api.yields, *types) - GENERIC
        found[name] = About(stems_of(name), stems_of(api.description), data)
    for name, kind in catalog.semantic_types.items():
        if name not in found:
            found[name] = About(stems_of(name), stems_of(kind.entity or "", kind.description or ""), frozenset())
    return found


def apis_of(facts: Facts) -> dict[int, tuple[str, ...]]:
    """What each goal calls, or wants; of one that is open, every reading."""
    found: dict[int, tuple[str, ...]] = {g.goal: (g.api,) for g in facts.goals}
    found |= {w.goal: (w.type,) for w in facts.wants}
    for maybe in facts.maybes:
        found[maybe.goal] = (*found.get(maybe.goal, ()), maybe.api)
    return dict(sorted(found.items()))


class Goals:
    """The goals of facts, and how words speak of them."""

    def __init__(self, facts: Facts, catalog: Catalog) -> None:
        self.facts, self.catalog = facts, catalog
        self.about = words_about(catalog)
        self.apis = apis_of(facts)
        self._index = shelf_of(catalog).index

    def explains(self, goal: int, said: str) -> bool:
        """Whether a word may speak of a goal."""
        return any(self.about[api].has(said) for api in self.apis.get(goal, ()))

    def explained(self, said: str) -> bool:
        """Whether a word may speak of any goal."""
        return any(self.explains(goal, said) for goal in self.apis)

    def are_called(self, said: str) -> bool:
        """Whether a word is of the name of what a goal calls."""
        return any(says(self.about[api].name, said) for apis in self.apis.values() for api in apis)

    def score(self, api: str, stems: Iterable[str]) -> float:
        """How much words speak of an API; rare words count more."""
        return sum(self._index.idf(s) * self.about[api].weight(s) for s in set(stems))

    def goal_score(self, goal: int, stems: Iterable[str]) -> float:
        """How much words speak of a goal."""
        said = set(stems)
        return max((self.score(api, said) for api in self.apis.get(goal, ())), default=0.0)

    def meant(self, stems: Sequence[str], among: Iterable[int] | None = None) -> tuple[int, ...]:
        """The goals that words speak of most; none where another API of the catalog is meant rather, or a word is left over.

        Of several that as much speaks for, and that hang together, the one that the others follow from.
        """
        numbers = [n for n in self.apis if among is None or n in among]
        fitting = [n for n in numbers if stems and all(self.explains(n, s) for s in stems)]
        scores = {n: self.goal_score(n, stems) for n in fitting}
        fitting = [n for n in fitting if any(self.about[a].weight(s) > _DATA for a in self.apis[n] for s in stems)]
        best = max((scores[n] for n in fitting), default=0.0)
        if best <= 0:
            return ()
        if among is None and self._another(stems, best):
            return ()
        near = [n for n in fitting if scores[n] >= _NEAR * best]
        roots = [n for n in near if not any(n in self.following([other]) for other in near if other != n)]
        return tuple(roots)

    def _another(self, stems: Sequence[str], best: float) -> bool:
        """Whether an API that is no goal is spoken of more clearly: all the words are of its name."""
        mine = {api for apis in self.apis.values() for api in apis}
        others = [a for a in self.catalog.apis if a not in mine and all(says(self.about[a].name, s) for s in stems)]
        named = [a for a in mine if all(says(self.about[a].name, s) for s in stems)]
        return not named and any(self.score(a, stems) > _OTHER * best for a in others)

    def numbered(self, words: Sequence[str]) -> tuple[int, int, int] | None:
        """The goal that is told by its place, and from and until which word: "the second one", "the last invoice".

        Of what goals do: the second of those that do it. The goal is 0 where there are not so many.
        """
        for index, word in enumerate(words):
            after = words[index + 1] if index + 1 < len(words) else ""
            match = _NUMBERED.fullmatch(word)
            place = _ORDINALS.get(word) or (int(match[1]) if match else -1 if word in ("last", "final") else None)
            if place is None:
                continue
            numbers = [*self.apis]
            if after and after not in _THINGS:
                numbers = [n for n in numbers if max(self.about[a].weight(stem(after)) for a in self.apis[n]) > _DATA]
                if not numbers:
                    continue
            goal = numbers[-1] if place < 0 else numbers[place - 1] if place <= len(numbers) else 0
            return goal, index, index + (2 if after else 1)
        return None

    def following(self, goals: Iterable[int]) -> tuple[int, ...]:
        """The goals that take what these yield, and those that take what they yield, and so on."""
        gone = set(goals)
        while more := {n for n in self.apis if n not in gone and self._follows(n, gone)}:
            gone |= more
        return tuple(sorted(gone - set(goals)))

    def _follows(self, goal: int, gone: set[int]) -> bool:
        """Whether a goal takes from one of these: as it is said, or because nothing else yields what it needs."""
        if any(u.goal == goal and u.source in gone for u in self.facts.uses):
            return True
        return any(self._flows(goal, name, gone) for name in self._open(goal))

    def _open(self, goal: int) -> list[str]:
        apis = self.apis[goal]
        if len(apis) != 1 or apis[0] not in self.catalog.apis:
            return []
        said = {g.name for g in self.facts.givens if g.goal == goal} | {u.input for u in self.facts.uses if u.goal == goal}
        kinds = [self.catalog.type(n) for n in said if n in self.catalog.semantic_types]
        found: list[str] = []
        for name, declared in self.catalog.apis[apis[0]].inputs.items():
            kind = self.catalog.type(declared.type)
            told = any(k.name == kind.name or (k.entity is not None and k.entity == kind.entity) for k in kinds)
            if declared.required and name not in said and not told and not (kind.bare and kind.askable):
                found.append(name)
        return found

    def _flows(self, goal: int, name: str, gone: set[int]) -> bool:
        """Whether an open input takes by default what one of these yields, and no other goal before it yields it (R4)."""
        api = self.catalog.apis[self.apis[goal][0]]
        wanted = self.catalog.type(api.inputs[name].type)
        yielding = [n for n in self.apis if n != goal and self._yields(n, wanted.name)]
        before = [n for n in yielding if n < goal]
        source = max(before) if before else min(yielding, default=None)
        return source in gone and not (set(yielding) - gone)

    def _yields(self, goal: int, wanted: str) -> bool:
        outputs = [
            o.type
            for api in self.apis[goal]
            if api in self.catalog.apis
            for o in self.catalog.apis[api].yields.values()
            if o.type not in {i.type for i in self.catalog.apis[api].inputs.values()}
        ]
        return any(takes(self.catalog, o, wanted) for o in outputs)

    def dropped(self, goals: Iterable[int], words: str) -> list[Change]:
        """The changes that drop goals with what follows from them."""
        gone = list(dict.fromkeys(goals))
        every = sorted({*gone, *self.following(gone)})
        return [Change("dropped", n, " or ".join(self.apis[n]), words) for n in every]


def says_all(text: str) -> bool:
    """Whether everything is meant."""
    return bool(_ALL.search(text))
