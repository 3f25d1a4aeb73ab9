"""Labelled queries made from a catalog: complete ones composed, incomplete ones by leaving values out, all six cells alike.

Everything follows from the seed: the same catalog and seed give the same queries.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, cycle, zip_longest
from random import Random

from orchestrator.catalog import Catalog
from orchestrator.catalog.labelled import Labelled
from orchestrator.examples.accept import CATEGORIES, Candidate, Category, Judge, category_of
from orchestrator.examples.draft import STYLES, Draft, Part, lines_of, type_of, words_of
from orchestrator.examples.leave_out import shortened
from orchestrator.examples.phrases import FRAMES
from orchestrator.examples.samples import Sample, in_order, sample, sayable
from orchestrator.plan.model import AnyPlan
from orchestrator.translate.lines import Rows
from orchestrator.translate.reach import is_lookup, stands_for

_ROUNDS = 3
_MOST_SHAPES = 400
_PATIENCE = 60
_OPTIONAL = 0.4
_FROM_ONE = 2
_MOST_TRIED = 6


@dataclass(frozen=True, slots=True)
class Made:
    """What was made. `skipped` are the APIs that no request could be made for, `empty` the cells that have none."""

    queries: tuple[Candidate, ...]
    skipped: tuple[str, ...]
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """One API or two, and what the second takes from the first."""

    apis: tuple[str, ...]
    link: str | None = None
    rows: Rows | None = None


def make_examples(catalog: Catalog, count: int, seed: int, labelled: Sequence[Labelled] = ()) -> Made:
    """At most so many labelled queries, as many of each cell as the catalog allows.

    Args:
        catalog: what they are about.
        count: how many.
        seed: what chance is made of.
        labelled: queries there are already; incomplete ones are made from these too.
    """
    maker = _Maker(catalog, Random(f"{seed} {catalog.name}"))
    known = {_plain(item.query) for item in labelled}
    supplies = {c: _Supply(maker, c, [item for item in labelled if category_of(item.facts) == c]) for c in CATEGORIES}
    found: dict[tuple[Category, bool], list[Candidate]] = {(c, whole): [] for c in CATEGORIES for whole in (True, False)}
    open_cells = [*found]
    for cell in cycle(tuple(found)):
        if not open_cells or sum(map(len, found.values())) >= count:
            break
        if cell not in open_cells:
            continue
        candidate = supplies[cell[0]].take(complete=cell[1])
        if candidate is None:
            open_cells.remove(cell)
        elif _plain(candidate.query) not in known:
            known.add(_plain(candidate.query))
            found[cell].append(candidate)
    empty = [f"{'complete' if whole else 'incomplete'}-{category}" for (category, whole), made in found.items() if not made]
    return Made(tuple(chain(*found.values())), maker.skipped, tuple(empty if count >= len(found) else ()))


def _plain(query: str) -> str:
    return " ".join(query.casefold().split())


class _Supply:
    """The candidates of a category as they are asked for; what is made beside them is kept."""

    def __init__(self, maker: _Maker, category: Category, labelled: Sequence[Labelled]) -> None:
        self._batches = maker.batches(category)
        self._shortened = shortened(labelled, maker.catalog, maker.judge, maker.random)
        self._ready: dict[bool, deque[Candidate]] = {True: deque(), False: deque()}
        self._turn = 0

    def take(self, *, complete: bool) -> Candidate | None:
        """The next one; None where there are no more. Of incomplete ones every other is from a labelled query."""
        if not complete:
            self._turn += 1
            if self._turn % 2 and (short := next(self._shortened, None)) is not None:
                return short
        for _ in range(_PATIENCE):
            if self._ready[complete]:
                break
            batch = next(self._batches, None)
            if batch is None:
                break
            for candidate in batch:
                self._ready[candidate.complete].append(candidate)
        if self._ready[complete]:
            return self._ready[complete].popleft()
        return next(self._shortened, None) if not complete else None


class _Maker:
    """Composes requests for a catalog."""

    def __init__(self, catalog: Catalog, random: Random) -> None:
        self.catalog, self.random, self.judge = catalog, random, Judge(catalog)
        self._tried: set[str] = set()
        self._served: set[str] = set()

    @property
    def skipped(self) -> tuple[str, ...]:
        """The APIs that were tried by themselves and gave no request."""
        return tuple(name for name in self.catalog.apis if name in self._tried - self._served)

    def batches(self, category: Category) -> Iterator[list[Candidate]]:
        """For each shape in turn what can be made of it: a complete request, and some with something left out."""
        for _ in range(_ROUNDS):
            for shape in self._shapes(category):
                yield self._batch(shape, category)

    def _shapes(self, category: Category) -> list[_Shape]:
        apis = [n for n, api in self.catalog.apis.items() if not api.auto]
        match category:
            case "single":
                shapes = [_Shape((name,)) for name in apis]
            case "multi":
                shapes = [*self._unlinked(apis)]
            case "dataflow":
                shapes = [*self._linked(apis)]
        return self.random.sample(shapes, min(len(shapes), _MOST_SHAPES))

    def _unlinked(self, apis: Sequence[str]) -> Iterator[_Shape]:
        """Pairs of which neither takes what the other yields, one for each API and place."""
        for first in apis:
            others = [n for n in self.random.sample([*apis], min(len(apis), 12)) if n != first]
            free = (n for n in others if not any(True for _ in chain(self._links(first, n), self._links(n, first))))
            yield from (_Shape((first, n)) for n in [*free][:2])

    def _linked(self, apis: Sequence[str]) -> Iterator[_Shape]:
        firsts = [n for n in apis if not is_lookup(self.catalog, n)]
        for first in self.random.sample(firsts, min(len(firsts), _MOST_SHAPES // 4)):
            for second in self.random.sample([*apis], min(len(apis), _MOST_SHAPES)):
                if first != second:
                    yield from self._links(first, second)

    def _links(self, first: str, second: str) -> Iterator[_Shape]:
        """What the second takes from the first: outputs and columns of a type that stands for that of an input."""
        source, target = self.catalog.apis[first], self.catalog.apis[second]
        echoed = {i.type for i in source.inputs.values()}
        for name, declared in target.inputs.items():
            for output, yielded in source.yields.items():
                kind = self.catalog.type(yielded.type)
                own = kind.entity is not None or not kind.askable
                flows = own and yielded.type not in echoed and declared.source is None
                if flows and not declared.many and not yielded.many and stands_for(self.catalog, yielded.type, declared.type):
                    rows = Rows("first") if output in source.rows else None
                    yield _Shape((first, second), name, rows)
                    break

    def _batch(self, shape: _Shape, category: Category) -> list[Candidate]:
        if category == "single":
            self._tried.update(shape.apis)
        draft = self._draft(shape)
        whole = self._accepted(draft, category)
        for _ in range(2):
            if whole is None or whole.complete:
                break
            draft = self._with_answers(draft, self.judge.plan(whole.facts))
            whole = self._accepted(draft, category)
        if whole is None:
            return []
        self._served.update(shape.apis)
        short = self._shorter(draft, category) if whole.complete else []
        return [whole, *short]

    def _accepted(self, draft: Draft, category: Category) -> Candidate | None:
        return self.judge.candidate(words_of(draft, self.catalog), lines_of(draft, self.catalog), category)

    def _draft(self, shape: _Shape) -> Draft:
        taken: set[str] = set()
        parts = []
        for at, name in enumerate(shape.apis):
            said: dict[str, tuple[Sample, ...]] = {}
            for given, declared in self.catalog.apis[name].inputs.items():
                wanted = declared.required or self.random.random() < _OPTIONAL
                if wanted and not (at and given == shape.link):
                    samples = self._samples(declared.type, 2 if declared.many else 1, taken)
                    if samples:
                        said[given] = samples
            parts.append(self._in_order(Part(name, said)))
        frame, style = self.random.randrange(len(FRAMES)), self.random.randrange(STYLES)
        return Draft(tuple(parts), frame, style, shape.link, shape.rows)

    def _samples(self, wanted: str, count: int, taken: set[str]) -> tuple[Sample, ...]:
        """Values of one way to say the type, none of them said before."""
        ways = sayable(self.catalog, wanted)
        for kind in self.random.sample(ways, len(ways)):
            found: list[Sample] = []
            for _ in range(count):
                if (made := sample(kind, self.random, taken)) is not None:
                    found.append(made)
                    taken.add(made.value)
            if len(found) == count:
                return tuple(found)
        return ()

    def _with_answers(self, draft: Draft, plan: AnyPlan | None) -> Draft:
        """The draft with what its plan would ask for, given by the input it is asked for, or by type."""
        parts = [*draft.parts]
        taken = {s.value for part in parts for samples in part.said.values() for s in samples}
        for ask in plan.asks if plan is not None else ():
            at = ask.asks.goals[0] - 1
            part = parts[at]
            declared = self.catalog.apis[part.api].inputs.get(ask.asks.slot)
            own = declared is not None and declared.type == ask.asks.type and ask.asks.slot != draft.link
            name = ask.asks.slot if own else ask.asks.type
            made = sample(self.catalog.type(ask.asks.type), self.random, taken)
            if made is not None and name not in part.said:
                parts[at] = self._in_order(replace(part, said={**part.said, name: (made,)}))
        return replace(draft, parts=tuple(parts))

    def _in_order(self, part: Part) -> Part:
        """A goal whose period does not end before it begins: days in the order in which they are said."""
        single = [name for name, samples in part.said.items() if len(samples) == 1]
        typed = [(type_of(part.api, name, self.catalog), part.said[name][0]) for name in single]
        ordered = dict(zip(single, ((s,) for s in in_order(typed)), strict=True))
        return replace(part, said={name: ordered.get(name, samples) for name, samples in part.said.items()})

    def _shorter(self, draft: Draft, category: Category) -> list[Candidate]:
        """Requests with one or two values left out for which then is asked."""
        ones = [(value,) for value in draft.values]
        twos = [*combinations(draft.values, 2)]
        mixed = zip_longest(self.random.sample(ones, len(ones)), self.random.sample(twos, len(twos)))
        found: list[Candidate] = []
        for leave in [x for pair in mixed for x in pair if x is not None][:_MOST_TRIED]:
            again = replace(draft.without(leave), frame=self.random.randrange(len(FRAMES)))
            made = self._accepted(again, category)
            if made is not None and not made.complete:
                found.append(made)
            if len(found) == _FROM_ONE:
                break
        return found
