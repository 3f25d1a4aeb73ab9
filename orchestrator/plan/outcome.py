"""The outcome of a query (R10): every reading of the facts is reasoned about and planned, and what remains is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import product
from math import prod

from orchestrator.catalog.model import Catalog
from orchestrator.errors import PlannerGaveUp, Problem
from orchestrator.facts.model import Facts, Given, Uses
from orchestrator.plan import explain
from orchestrator.plan.assemble import assemble
from orchestrator.plan.engine import EngineName, Solution, solve
from orchestrator.plan.equivalence import equivalent
from orchestrator.plan.fold import fold
from orchestrator.plan.follow import following
from orchestrator.plan.host_client import warm_up
from orchestrator.plan.limits import Limits
from orchestrator.plan.missing import behind, core, explain_missing, state_requirements, without
from orchestrator.plan.model import (
    Ambiguous,
    AnyPlan,
    Conflict,
    Missing,
    OutOfScope,
    ReadingGiven,
    Unsolvable,
)
from orchestrator.plan.model import Reading as ToldReading
from orchestrator.reason import Deadline, Reading, Situation, Unrolled, reason, unroll
from orchestrator.reason.knowledge import apply_rules
from orchestrator.reason.situation import ConflictTerm
from orchestrator.reason.unroll import Follow, plain

_MOST_READINGS = 64
_MOST_WAYS = 16
"""Up to so many readings, by `maybe`, and in each so many ways to settle what it leaves undecided, all are reasoned about, so as to
leave out those that cannot be meant. Their number grows with the power of what is undecided: beyond, the first point is asked."""


@dataclass(frozen=True, slots=True)
class Worked:
    """One reading, with its situation and its outcome.

    Attributes:
        reading: which API each goal means.
        facts: what was said, with what is settled by now.
        given: how the first point that it left undecided is settled here.
        situation: what was derived.
        plan: the outcome; where a point is still undecided, no more than that.
        options: the facts with that point settled, in each way.
        ways: how many ways there are to settle all points that are undecided.
    """

    reading: Reading
    facts: Facts
    given: ReadingGiven | None
    situation: Situation
    plan: AnyPlan
    options: tuple[tuple[Facts, ReadingGiven], ...] = ()
    ways: int = 1


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans facts over a catalog.

    Attributes:
        catalog: what APIs exist.
        engine: which engine plans.
        limits: what ends it.
    """

    catalog: Catalog
    engine: EngineName = "fast-downward"
    limits: Limits = field(default_factory=Limits)

    def plan(self, facts: Facts) -> tuple[AnyPlan, Situation | None]:
        """The outcome of the facts, and the situation that it comes from (of the first reading, where several remain).

        Raises:
            PlannerGaveUp: time or memory ran out; the time is that of the query, reasoning and all readings included.
            PlanningError: the planner was ended.
            InvalidPlan: a plan did not pass the validator.
        """
        return _Work(self.catalog, self.engine, self.limits, Deadline(self.limits.seconds)).plan(facts)


@dataclass(frozen=True, slots=True)
class _Work:
    """The work on one query."""

    catalog: Catalog
    engine: EngineName
    limits: Limits
    deadline: Deadline

    def plan(self, facts: Facts) -> tuple[AnyPlan, Situation | None]:
        known = apply_rules(facts, self.catalog, self.deadline)
        facts = known.facts
        if not facts.numbers:
            return OutOfScope(explanation=_out_of_scope(facts, self.catalog), nearest=_nearest(facts, self.catalog), facts=facts,
                              unsaid=facts.unsaid), None  # fmt: skip
        if known.conflicts:
            return self._conflict(known.conflicts, facts), None
        options = _options(facts)
        if prod(map(len, options.values())) > _MOST_READINGS:
            return self._ambiguous([*_first_goal(facts, options, self.catalog)], facts), None
        if self.engine == "fast-downward":
            warm_up()
        worked = [w for reading in _readings(facts, options) for w in self._work(facts, reading)]
        left = _that_count(worked, self.catalog)
        if len(left) == 1:
            return left[0].plan.model_copy(update={"facts": facts}), left[0].situation
        return self._ambiguous([_told(w, left, self.catalog) for w in left], facts), left[0].situation

    def _work(self, facts: Facts, reading: Reading, given: ReadingGiven | None = None) -> list[Worked]:
        """The outcome of one reading; or its outcomes, one for each way to settle the first point that it leaves undecided.

        Points are settled one after the other, as a person is asked: a point that all but one way of settling it speak against
        is settled so, and the next is looked at.
        """
        one = self._look(facts, reading, given)
        if not one.options:
            return [one]
        if one.ways > _MOST_WAYS:
            return [replace(one, facts=f, given=g, plan=_undecided(reading, g)) for f, g in one.options]
        sound = _that_count([self._try(f, reading, g) for f, g in one.options], self.catalog)
        if len(sound) == 1 and sound[0].options:
            return self._work(sound[0].facts, reading, sound[0].given)
        return sound

    def _look(self, facts: Facts, reading: Reading, given: ReadingGiven | None) -> Worked:
        """What is derived of a reading, and its plan where nothing is undecided."""
        query, situation, solution = self._solve(facts, reading)
        if not situation.conflicts and situation.choices:
            ways = prod(len(choice.slots) for choice in situation.choices)
            options = tuple(_chosen(facts, situation, query))
            return Worked(reading, facts, given, situation, _undecided(reading, given), options, ways)
        plan = fold(self._outcome(situation, query.facts, solution), query, facts)
        if plan.status in ("ready", "needs_input"):
            plan = plan.model_copy(update={"explanation": explain.explain_plan(plan, self.catalog)})
        return Worked(reading, facts, given, situation, plan)

    def _try(self, facts: Facts, reading: Reading, given: ReadingGiven) -> Worked:
        """One way to settle a point, with what comes of it in the first way to settle all others that does not fail."""
        one = self._look(facts, reading, given)
        if one.ways > _MOST_WAYS:
            return one
        best: Worked | None = None
        for changed, _ in one.options:
            found = self._try(changed, reading, given)
            if best is None or _soundness(found) > _soundness(best):
                best = found
            if _soundness(best) == len(_FAILURES):
                break
        return one if best is None else replace(one, situation=best.situation, plan=best.plan)

    def _solve(self, facts: Facts, reading: Reading) -> tuple[Unrolled, Situation, Solution | None]:
        """The situation of the facts, every list of values taken apart, and its best plan, where it is to be planned.

        Whoever takes by default from a goal that was unrolled, is unrolled with it: that shows only in the plan.
        """
        follows: frozenset[Follow] = frozenset()
        while True:
            self.deadline.check()
            query = unroll(facts, reading, self.catalog, follows)
            if query.conflicts:
                return plain(facts, reading), Situation(goals=dict(reading.goals), conflicts=query.conflicts), None
            situation = reason(query, self.catalog, self.deadline)
            settled = not situation.conflicts and not situation.choices
            solution = self._best(situation) if settled else None
            found = following(query, situation, solution.selection if solution is not None else None)
            if found <= follows:
                return query, situation, solution
            follows |= found

    def _best(self, situation: Situation) -> Solution | None:
        """The best plan in the time that is left."""
        with self.deadline.paused():
            _load()
        self.deadline.check()
        try:
            return solve(situation, self.catalog, self.engine, replace(self.limits, seconds=self.deadline.left))
        except PlannerGaveUp:
            # What the planner says of its time is what was left of it.
            self.deadline.check()
            raise

    def _outcome(self, situation: Situation, facts: Facts, solution: Solution | None) -> AnyPlan:
        if situation.conflicts:
            return self._conflict(situation.conflicts, facts, situation.goals)
        if solution is None and not situation.complete:
            what = "the lookups of this catalog are too many to look at all: there is no plan with the shorter chains of them"
            raise PlannerGaveUp(Problem(what, mend="give more values, or an id; this is no proof that there is no plan"))
        if solution is None:
            return self._unsolvable(situation, facts)
        optimal = situation.complete
        return assemble(solution.schedule, solution.selection, situation, self.catalog, facts, optimal=optimal)

    def _conflict(
        self, terms: Sequence[ConflictTerm], facts: Facts, goals: Mapping[int, str] | None = None
    ) -> Conflict:
        named = goals if goals is not None else {g.goal: g.api for g in facts.goals}
        found = tuple(explain.conflict(c, named, self.catalog) for c in terms)
        explanation = explain.explain_conflicts(found, named, facts)
        return Conflict(explanation=explanation, conflicts=found, facts=facts, unsaid=facts.unsaid)

    def _unsolvable(self, situation: Situation, facts: Facts) -> Unsolvable:
        requirements = core(situation)
        if not requirements:
            # Each can be met alone: what one call ends another needs. The first state without which there is a plan says which.
            states = list(state_requirements(situation))
            barred = [r for r in states if self._solvable(without(situation, r))]
            requirements = barred[:1] or states
        if requirements[0][0] == "state":
            deeper = [r for r in behind(requirements[0], situation) if self._solvable(without(situation, r))]
            requirements = deeper[:1] or requirements
        told = explain_missing(requirements, situation, self.catalog)
        missing = tuple(_with_what_was_said(m, facts, self.catalog) for m in told)
        return Unsolvable(explanation=explain.explain_missing(missing), missing=missing, facts=facts, optimal=True)

    def _solvable(self, situation: Situation) -> bool:
        return self._best(situation) is not None

    def _ambiguous(self, readings: Sequence[ToldReading], facts: Facts) -> Ambiguous:
        explanation = explain.explain_readings(readings, self.catalog)
        return Ambiguous(explanation=explanation, readings=tuple(readings), facts=facts, unsaid=facts.unsaid)


def _with_what_was_said(missing: Missing, facts: Facts, catalog: Catalog) -> Missing:
    """What is missing; where the user did not know it, or a call failed that may have yielded it, that would help first (R11)."""
    kinds = catalog.semantic_types
    entity = kinds[missing.type].entity if missing.type in kinds else None
    of_entity = {name for name, kind in kinds.items() if entity is not None and kind.entity == entity}
    if any(u.goal == missing.goal and u.name in {missing.slot, missing.type, *of_entity} for u in facts.unknowns):
        return missing.model_copy(update={"would_help": f"the {missing.slot} after all, which you said you do not know"})
    if facts.failures:
        failed = explain.listed([failure.call for failure in facts.failures])
        return missing.model_copy(update={"would_help": f"{missing.would_help}, or another try of {failed}, which failed"})
    return missing


def _load() -> None:
    """Load unified-planning, which takes as long as many a query."""
    import_module("orchestrator.plan.finished")


def _options(facts: Facts) -> dict[int, list[str]]:
    """Goal → the APIs that it may mean, of those that `maybe` speaks of."""
    options: dict[int, list[str]] = {}
    for maybe in facts.maybes:
        options.setdefault(maybe.goal, []).append(maybe.api)
    return options


def _readings(facts: Facts, options: Mapping[int, Sequence[str]]) -> Iterator[Reading]:
    """Every way to choose among the `maybe` of each goal."""
    settled = {g.goal: g.api for g in facts.goals}
    wants = {w.goal: w.type for w in facts.wants}
    for chosen in product(*options.values()):
        yield Reading({**settled, **dict(zip(options, chosen, strict=True))}, wants)


def _first_goal(facts: Facts, options: Mapping[int, Sequence[str]], catalog: Catalog) -> Iterator[ToldReading]:
    """The readings of the first goal that may mean several APIs; of the goals after it nothing is told."""
    settled = {g.goal: g.api for g in facts.goals}
    number = min(n for n, apis in options.items() if len(apis) > 1)
    for api in options[number]:
        yield ToldReading(goals=dict(sorted({**settled, number: api}.items())), question=_question([api], catalog))


def _undecided(reading: Reading, given: ReadingGiven | None) -> Ambiguous:
    """In the place of a plan, where a point is still undecided: told apart from others by how the one before it was settled."""
    return Ambiguous(explanation="", readings=(ToldReading(goals=dict(reading.goals), given=given, question=""),))


def _chosen(facts: Facts, situation: Situation, query: Unrolled) -> Iterator[tuple[Facts, ReadingGiven]]:
    """The facts with the first unclear value or output settled, in each way."""
    choice = situation.choices[0]
    choice = choice.model_copy(update={"goal": query.origin[choice.goal]})
    for slot in choice.slots:
        if choice.kind == "output":
            uses = tuple(
                Uses(goal=u.goal, input=u.input, source=u.source, output=slot)
                if (u.goal, u.input) == (choice.goal, choice.name) else u
                for u in facts.uses
            )  # fmt: skip
            yield facts.model_copy(update={"uses": uses}), ReadingGiven(goal=choice.goal, name=choice.name, value=slot)
        else:
            givens = tuple(_renamed(g, choice.goal, choice.name, choice.value, slot) for g in facts.givens)
            yield facts.model_copy(update={"givens": givens}), ReadingGiven(goal=choice.goal, name=slot, value=choice.value)


def _renamed(given: Given, goal: int, name: str, value: str, slot: str) -> Given:
    if (given.goal, given.name) == (goal, name) and value in given.members:
        return given.model_copy(update={"name": slot})
    return given


_FAILURES = ("conflict", "unsolvable")
"""What makes a reading none beside one that is not so, the worst first."""


def _soundness(worked: Worked) -> int:
    """How much speaks for a reading: the more, the later among the failures, or none."""
    status = worked.plan.status
    return _FAILURES.index(status) if status in _FAILURES else len(_FAILURES)


def _that_count(worked: list[Worked], catalog: Catalog) -> list[Worked]:
    """The readings that are readings: not in conflict, not unsolvable beside one that is not, none twice (R10)."""
    for status in _FAILURES:
        others = [w for w in worked if w.plan.status != status]
        worked = others or worked[:1]
    kept: list[Worked] = []
    for one in worked:
        if not any(equivalent(one.plan, other.plan) for other in kept):
            kept.append(one)
    return [one for one in kept if not any(_commits_more(one, other, catalog) for other in kept)]


def _commits_more(one: Worked, other: Worked, catalog: Catalog) -> bool:
    """Whether `one` means a write that takes the result of the read that `other` means instead."""
    differing = [n for n in one.reading.goals if one.reading.goals[n] != other.reading.goals.get(n)]
    if not differing:
        return False
    for number in differing:
        mine, theirs = catalog.apis[one.reading.goals[number]], catalog.apis[other.reading.goals[number]]
        if not mine.writes or theirs.writes:
            return False
        taken = {i.type for i in mine.inputs.values()}
        if not any(taken & set(catalog.type(o.type).ancestors) for o in theirs.yields.values()):
            return False
    return True


def _told(worked: Worked, left: Sequence[Worked], catalog: Catalog) -> ToldReading:
    differing = [n for n in worked.reading.goals if len({w.reading.goals[n] for w in left}) > 1]
    if differing:
        question = _question([worked.reading.goals[n] for n in differing], catalog)
    elif worked.given is not None:
        question = f'Is "{worked.given.value}" the {worked.given.name.replace("_", " ")}?'
    else:
        question = ""
    return ToldReading(goals=dict(worked.reading.goals), given=worked.given, question=question)


def _question(apis: Sequence[str], catalog: Catalog) -> str:
    return f"{explain.listed([catalog.apis[api].description.rstrip('.') or api for api in apis])}?"


def _out_of_scope(facts: Facts, catalog: Catalog) -> str:
    near = _nearest(facts, catalog)
    which = "API is" if len(near) == 1 else "APIs are"
    nearest = f"; the nearest {which} {explain.listed(list(near))}" if near else ""
    return f"No API of {catalog.name} serves this{nearest}."


def _nearest(facts: Facts, catalog: Catalog) -> tuple[str, ...]:
    """The APIs whose name and description share most words with the query; short words say nothing."""
    words = {w.strip(".,;:!?") for w in (facts.query or "").casefold().split() if len(w) > 3}
    scored = []
    for name, api in catalog.apis.items():
        about = set(f"{name.replace('_', ' ')} {api.description}".casefold().replace(".", " ").replace(",", " ").split())
        scored.append((-len(words & about), name))
    return tuple(name for score, name in sorted(scored)[:3] if score < 0)

