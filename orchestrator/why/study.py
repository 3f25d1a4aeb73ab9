"""A plan laid beside the situation that it was made from: which call, datum and row each of its steps is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from orchestrator.catalog.model import Catalog
from orchestrator.errors import Problem, UsageError
from orchestrator.nearest import nearest
from orchestrator.plan.check.parts import sources
from orchestrator.plan.engine import Solution
from orchestrator.plan.model import Argument, Ask, Call, Choose, Plan, Step
from orchestrator.plan.schedule import Atom, after, start
from orchestrator.reason.situation import Call as CallNode
from orchestrator.reason.situation import Situation
from orchestrator.why.changes import PLANNED, best

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator


@dataclass(frozen=True, slots=True)
class Link:
    """A causal link: what one step has (`c1.id`, an answer, a chosen row), and the slot of the call that takes it."""

    source: str
    step: str
    taker: Call
    slot: str


@dataclass(frozen=True, slots=True)
class StateLink:
    """A state that one call brings about and another requires."""

    maker: str
    taker: str
    state: str


@dataclass(frozen=True)
class Study:
    """A plan with steps, and what reasoning and planning know of it.

    Attributes:
        plan: the plan.
        home: the orchestrator that made it.
        situation: what was derived from its facts.
        solution: its calls in order.
        calls: step → the call of the situation that it is, of calls and choices.
        data: question → the datum that its answer is.
    """

    plan: Plan
    home: Orchestrator
    situation: Situation
    solution: Solution
    calls: dict[str, CallNode]
    data: dict[str, str]

    @property
    def catalog(self) -> Catalog:
        """What APIs exist."""
        return self.home.catalog

    def step(self, identifier: str) -> Step:
        """The step of that id.

        Raises:
            UsageError: the plan has no such step.
        """
        try:
            return self.plan.step(identifier)
        except KeyError:
            raise no_step(identifier, self.plan) from None

    # --- causal links of data ----------------------------------------------------------------------------------------
    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All causal links of data, in the order of the steps that take."""
        return tuple(
            link for call in self.plan.calls for slot, argument in call.arguments.items()
            for link in _links(call, slot, argument)
        )  # fmt: skip

    def taken_from(self, step: str) -> list[Link]:
        """The links that begin at a step."""
        return [link for link in self.links if link.step == step]

    def chains(self, step: str) -> list[list[Link]]:
        """The shortest chain of links from a step to each call of a goal, and to each end that only serves a want or a state."""
        found: list[list[Link]] = []
        ends: set[tuple[str, str, str]] = set()
        waiting: list[list[Link]] = [[link] for link in self.taken_from(step)]
        seen: set[tuple[str, str]] = {(c[0].taker.id, c[0].slot) for c in waiting}
        while waiting:
            chain = waiting.pop(0)
            last = chain[-1]
            further = [] if last.taker.goals else self.taken_from(last.taker.id)
            end = (last.taker.id, last.slot, chain[0].source)
            if not further and end not in ends:
                ends.add(end)
                found.append(chain)
            for link in further:
                if (link.taker.id, link.slot) not in seen:
                    seen.add((link.taker.id, link.slot))
                    waiting.append([*chain, link])
        return sorted(found, key=lambda chain: not chain[-1].taker.goals)

    def goals_of(self, step: str) -> frozenset[int]:
        """The goals that a step serves by its data: its own, or those at the ends of its chains."""
        own = self.step(step)
        if isinstance(own, Call) and own.goals:
            return frozenset(own.goals)
        wanted = {m.goal for m in self.plan.wants if m.source.partition(".")[0] == step}
        return frozenset(wanted.union(*(chain[-1].taker.goals for chain in self.chains(step))))

    # --- state ---------------------------------------------------------------------------------------------------------
    @cached_property
    def state_links(self) -> tuple[StateLink, ...]:
        """Of each state that a call requires: the last call before it that brought it about, where it did not hold before."""
        ids = {index: name for name, index in self._places.items()}
        steps = self.solution.schedule.steps
        before = [start(self.situation)]
        for step in steps:
            before.append(after(step, before[-1]))
        found = []
        for index, step in enumerate(steps):
            for atom, holds in step.requires:
                makers = [
                    i
                    for i in range(index)
                    if (atom in before[i]) != holds and (atom in before[i + 1]) == holds
                ]
                if makers and makers[-1] in ids and index in ids:
                    found.append(
                        StateLink(ids[makers[-1]], ids[index], self._state_words(index, atom, holds))
                    )
        return tuple(found)

    def _state_words(self, index: int, atom: Atom, holds: bool) -> str:
        """The state as the catalog writes it for the call that requires it."""
        api = self.catalog.apis[self.situation.calls[self.solution.schedule.steps[index].made.call].api]
        fitting = [
            c for c in api.requires if (c.fluent, c.holds, len(c.arguments)) == (atom[0], holds, len(atom[1]))
        ]
        return str(fitting[0]) if fitting else atom[0]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Step → its place in the schedule."""
        return places(self.solution, self.situation)

    def made(self, step: str) -> dict[str, str]:
        """Slot → datum of a call, as planning bound them; a list that was taken apart has a slot for each member."""
        return self.solution.schedule.steps[self._places[step]].made.data


def _links(call: Call, slot: str, argument: Argument) -> Iterator[Link]:
    for source in sources(argument):
        yield Link(source.source, source.source.partition(".")[0], call, slot)
        if source.pick is not None and source.pick.chosen is not None:
            yield Link(source.source, source.pick.chosen, call, slot)


def places(solution: Solution, situation: Situation) -> dict[str, int]:
    """The id of each call and choice that is a step → its place in the schedule, numbered as plans number them."""
    steps = solution.schedule.steps
    nodes = [situation.calls[step.made.call] for step in steps]
    calls = [index for index, node in enumerate(nodes) if node.row is None]
    choices = [index for index, node in enumerate(nodes) if node.kind == "choice"]
    first = 1 + len(solution.selection.asked)
    return {f"c{n}": i for n, i in enumerate(calls, 1)} | {f"q{n}": i for n, i in enumerate(choices, first)}


def asked(solution: Solution) -> dict[str, str]:
    """Question → the datum that is its answer, numbered in the order in which the steps need them."""
    wanted = set(solution.selection.asked)
    order = dict.fromkeys(
        d for step in solution.schedule.steps for d in step.made.data.values() if d in wanted
    )
    return {f"q{n}": datum for n, datum in enumerate(order, 1)}


def study(plan: Plan, home: Orchestrator) -> Study:
    """Lay a plan with steps beside its situation, which is derived again from its facts.

    Raises:
        UsageError: the facts of the plan do not give this plan here.
    """
    work = home.work(facts=plan.facts)
    situation = work.situation
    solution = best(situation, home) if situation is not None and work.plan.status in PLANNED else None
    if solution is None or situation is None or not _same(work.plan, plan):
        what = "with this catalog the facts of the plan give another plan"
        raise UsageError(
            Problem(
                what,
                mend="plan them again, with orchestrator.plan(facts=plan.facts), and ask about that plan",
            )
        )
    calls = {
        name: situation.calls[solution.schedule.steps[index].made.call]
        for name, index in places(solution, situation).items()
    }  # fmt: skip
    return Study(plan, home, situation, solution, calls, asked(solution))


def _same(one: Plan, other: Plan) -> bool:
    """Whether two plans have the same steps, up to what calls cost and words say."""
    return [_bare(s) for s in one.steps] == [_bare(s) for s in other.steps]


def _bare(step: Step) -> object:
    return (step.id, step.asks.type, step.asks.goals) if isinstance(step, Ask) else _call(step)


def _call(step: Call | Choose) -> object:
    return (
        (step.id, step.of, step.goals)
        if isinstance(step, Choose)
        else (step.id, step.api, step.goals, step.arguments)
    )


def no_step(identifier: str, plan: Plan) -> UsageError:
    """The error of a step that is none, with the nearest or all that there are."""
    ids = [step.id for step in plan.steps]
    meant = nearest(identifier, ids)
    mend = (
        f"did you mean {meant}?"
        if meant
        else f"write one of {', '.join(ids)}"
        if ids
        else "this plan has no steps: ask why(plan)"
    )
    return UsageError(
        Problem(f"the plan has no step {identifier!r}", where="why", expected="the id of a step", mend=mend)
    )
