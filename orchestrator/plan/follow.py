"""Who takes by default from a goal that was unrolled, and so is to be unrolled with it (R12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orchestrator.plan.selection import Selection
from orchestrator.reason import Unrolled
from orchestrator.reason.situation import Situation
from orchestrator.reason.unroll import Follow


def following(query: Unrolled, situation: Situation, selection: Selection | None) -> frozenset[Follow]:
    """The goals that take what one of several goals yields, or what was given for it alone.

    What was asked for each is wanted of each. A goal that was unrolled itself takes from the nearest, as from any goal, and so
    does one that says which of them it uses.

    Args:
        query: how the facts were unrolled.
        situation: what reasoning made of them.
        selection: the best plan; None where there is none.
    """
    size = Counter(query.origin.values())
    if len(size) == len(query.origin):
        return frozenset()
    found = {Follow(query.origin[f.goal], query.origin[f.source], input=f.slot) for f in situation.flows}
    if selection is not None:
        found |= set(_Trace(query, situation, selection).run())
    return frozenset(f for f in found if size[f.source] > 1 and size[f.goal] == 1 and not _says_which(f, query))


def _says_which(follow: Follow, query: Unrolled) -> bool:
    return any(
        query.origin[uses.goal] == follow.goal and query.origin[uses.source] == follow.source for uses in query.facts.uses
    )


class _Trace:
    """Traces what fills the slots of each goal's call, through lookups, to other goals' calls and to given values."""

    def __init__(self, query: Unrolled, situation: Situation, selection: Selection) -> None:
        self.query, self.situation = query, situation
        self.made = {made.call: made for made in selection.made}
        self.met = dict(selection.met)
        self.aliases = situation.turned_out(self.met)

    def run(self) -> Iterator[Follow]:
        for number in self.situation.goals:
            call = self._call_of(number)
            for x, datum in self.made[call].data.items() if call in self.made else ():
                for found in self._trace(datum):
                    yield from self._follow(number, x, found)

    def _call_of(self, number: int) -> str:
        if self.situation.want_of(number) is not None:
            return self.situation.data[self.met[number]].call or ""
        return self.situation.call_of(number).id

    def _trace(self, datum: str) -> Iterator[str]:
        """The data that a datum derives from, up to what goals' calls yield."""
        datum = self.aliases.get(datum, datum)
        yield datum
        call = self.situation.data[datum].call
        if call is not None and call in self.made and not self._goals(call):
            for below in self.made[call].data.values():
                yield from self._trace(below)

    def _goals(self, call: str) -> set[int]:
        """The goals that a call is the call of, the reads among them that turned out to be it."""
        reads = {n for n, d in self.met.items() if n in self.situation.goals and self.situation.data[d].call == call}
        return {*self.situation.calls[call].goals, *reads}

    def _follow(self, number: int, x: str, datum: str) -> Iterator[Follow]:
        goal, made = self.query.origin[number], self.situation.data[datum]
        for source in self._goals(made.call) if made.call is not None else ():
            if self.query.origin[source] != goal:
                yield Follow(goal, self.query.origin[source], input=x)
        given = [i for i, use in enumerate(self.situation.givens) if datum in use.data]
        if any(self.query.origin[self.situation.givens[i].goal] == goal for i in given):
            return
        for said in (self.query.said[i] for i in given):
            if isinstance(said.value, tuple):
                yield Follow(goal, said.goal, name=said.name, type=made.type)
