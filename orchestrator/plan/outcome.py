"""The outcome of a query (R10): every reading of the facts is reasoned about and planned, and what remains is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from orchestrator.catalog.model import Catalog
from orchestrator.errors import FactsError, PlannerGaveUp, Problem
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
    OutOfScope,
    ReadingGiven,
    Unsolvable,
)
from orchestrator.plan.model import Reading as ToldReading
from orchestrator.reason import Reading, Situation, Unrolled, reason, unroll
from orchestrator.reason.knowledge import apply_rules
from orchestrator.reason.situation import ConflictTerm
from orchestrator.reason.unroll import Follow, plain

_MOST_READINGS = 64


@dataclass(frozen=True, slots=True)
class Worked:
    """One reading, with its situation and its outcome."""

    reading: Reading
    facts: Facts
    given: ReadingGiven | None
    situation: Situation
    plan: AnyPlan


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
            PlanningError: the planner gave up, or was ended.
            InvalidPlan: a plan did not pass the validator.
        """
        known = apply_rules(facts, self.catalog)
        facts = known.facts
        if not facts.numbers:
            return OutOfScope(explanation=_out_of_scope(facts, self.catalog), nearest=_nearest(facts, self.catalog), facts=facts,
                              unsaid=facts.unsaid), None  # fmt: skip
        if known.conflicts:
            return self._conflict(known.conflicts, facts), None
        if self.engine == "fast-downward":
            warm_up()
        worked = [w for reading in _readings(facts) for w in self._work(facts, reading)]
        left = _that_count(worked, self.catalog)
        if len(left) == 1:
            return left[0].plan.model_copy(update={"facts": facts}), left[0].situation
        return self._ambiguous(left, facts), left[0].situation

    def _work(self, facts: Facts, reading: Reading, given: ReadingGiven | None = None) -> Iterator[Worked]:
        query, situation, solution = self._solve(facts, reading)
        if situation.conflicts or not situation.choices:
            plan = fold(self._outcome(situation, query.facts, solution), query, facts)
            if plan.status in ("ready", "needs_input"):
                plan = plan.model_copy(update={"explanation": explain.explain_plan(plan, self.catalog)})
            yield Worked(reading, facts, given, situation, plan)
            return
        for changed, chosen in _chosen(facts, situation, query):
            yield from self._work(changed, reading, chosen)

    def _solve(self, facts: Facts, reading: Reading) -> tuple[Unrolled, Situation, Solution | None]:
        """The situation of the facts, every list of values taken apart, and its best plan, where it is to be planned.

        Whoever takes by default from a goal that was unrolled, is unrolled with it: that shows only in the plan.
        """
        follows: frozenset[Follow] = frozenset()
        while True:
            query = unroll(facts, reading, self.catalog, follows)
            if query.conflicts:
                return plain(facts, reading), Situation(goals=dict(reading.goals), conflicts=query.conflicts), None
            situation = reason(query, self.catalog)
            settled = not situation.conflicts and not situation.choices
            solution = solve(situation, self.catalog, self.engine, self.limits) if settled else None
            found = following(query, situation, solution.selection if solution is not None else None)
            if found <= follows:
                return query, situation, solution
            follows |= found

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
        missing = explain_missing(requirements, situation, self.catalog)
        return Unsolvable(explanation=explain.explain_missing(missing), missing=missing, facts=facts, optimal=True)

    def _solvable(self, situation: Situation) -> bool:
        return solve(situation, self.catalog, self.engine, self.limits) is not None

    def _ambiguous(self, left: Sequence[Worked], facts: Facts) -> Ambiguous:
        readings = tuple(_told(w, left, self.catalog) for w in left)
        explanation = explain.explain_readings(readings, self.catalog)
        return Ambiguous(explanation=explanation, readings=readings, facts=facts, unsaid=facts.unsaid)


def _readings(facts: Facts) -> Iterator[Reading]:
    """Every way to choose among the `maybe` of each goal."""
    settled = {g.goal: g.api for g in facts.goals}
    wants = {w.goal: w.type for w in facts.wants}
    options: dict[int, list[str]] = {}
    for maybe in facts.maybes:
        options.setdefault(maybe.goal, []).append(maybe.api)
    if prod(map(len, options.values())) > _MOST_READINGS:
        what = f"the facts allow more than {_MOST_READINGS} readings"
        raise FactsError(Problem(what, "facts > maybe", mend="say with goal(...) what is known to be meant"))
    for chosen in product(*options.values()):
        yield Reading({**settled, **dict(zip(options, chosen, strict=True))}, wants)


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


def _that_count(worked: list[Worked], catalog: Catalog) -> list[Worked]:
    """The readings that are readings: not in conflict, not unsolvable beside one that is not, none twice (R10)."""
    for status in ("conflict", "unsolvable"):
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
        words = [catalog.apis[worked.reading.goals[n]].description.rstrip(".") or worked.reading.goals[n] for n in differing]
        question = f"{explain.listed(words)}?"
    elif worked.given is not None:
        question = f'Is "{worked.given.value}" the {worked.given.name.replace("_", " ")}?'
    else:
        question = ""
    return ToldReading(goals=dict(worked.reading.goals), given=worked.given, question=question)


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

