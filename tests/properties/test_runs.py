"""Whatever a backend and a person do, a run is safe, honest, and ends."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs.plans import Case, cases
from runs.user import User
from runs.world import World, key_of

from orchestrator.examples.samples import sample
from orchestrator.plan.model import Plan
from orchestrator.run import (
    Declined,
    Done,
    Failed,
    Outcome,
    Record,
    RunLimits,
    Waiting,
    arun,
    outcome_from_json,
)

EXAMPLES = int(os.environ.get("ORCHESTRATOR_RUN_EXAMPLES", "600"))
CASES = cases()
LIMITS = RunLimits(call_seconds=0.02, seconds=5.0)
MADE = ("done", "unknown", "kept")


@dataclass
class Round:
    """One run: what it was of, what the backend and the person saw, how it ended."""

    case: Case
    world: World
    user: User
    outcome: Outcome
    before: Outcome | None = None


def rounds(case: Case, seed: int, misdeeds: int, oddities: int, refusals: int) -> list[Round]:
    """A run, and where it did not end well another one after it, as a person would go on."""
    random = Random(seed)
    found: list[Round] = []
    plan, after = case.plan, None
    for _ in range(3):
        world = World(case.home.catalog, Random(random.random()), misdeeds)
        user = User(case.home.catalog, Random(random.random()), oddities, refusals)
        run = arun(plan, case.home, backend=world.backend(), ask=user.ask, approve=user.approve, limits=LIMITS, after=after)
        outcome = asyncio.run(asyncio.wait_for(run, 20))
        found.append(Round(case, world, user, outcome, after))
        if isinstance(outcome, Done):
            break
        # What is written down says as much as what is at hand.
        after = outcome_from_json(json.dumps(outcome.to_json())) if random.random() < 0.5 else outcome
        plan = changed(case, outcome.plan, random) if random.random() < 0.4 else outcome.plan
    return found


def changed(case: Case, plan: Plan, random: Random) -> Plan:
    """The plan after a change of mind: another value for something that was given."""
    facts, catalog = plan.facts, case.home.catalog
    if not facts.givens:
        return plan
    place = random.randrange(len(facts.givens))
    given = facts.givens[place]
    api = next((catalog.apis[g.api] for g in facts.goals if g.goal == given.goal), None)
    declared = api.inputs.get(given.name) if api is not None else None
    kind = declared.type if declared is not None else given.name
    drawn = sample(catalog.type(kind), Random(1)) if kind in catalog.semantic_types else None
    if drawn is None:
        return plan
    value = drawn.value if isinstance(given.value, str) else (*given.value[1:], drawn.value)
    givens = (*facts.givens[:place], given.model_copy(update={"value": value, "span": None}), *facts.givens[place + 1 :])
    new = case.home.plan(facts=facts.model_copy(update={"givens": givens}))
    return new if new.status in ("ready", "needs_input") else plan


def _written(round_: Round) -> list[Record]:
    """The calls of this run as its records say; those of the runs before it stand at the beginning."""
    earlier = Counter(r.identity for r in round_.before.records if r.status in MADE) if round_.before is not None else Counter()
    found = []
    for record in round_.outcome.records:
        if not record.called or record.status == "kept":
            continue
        if record.status == "unknown" and earlier[record.identity]:
            earlier[record.identity] -= 1
            continue
        found.append(record)
    return found


def unapproved(round_: Round) -> Iterator[str]:
    """Writes that were made without a yes to just these arguments."""
    sensitive = {(a, x) for a, api in round_.case.home.catalog.apis.items() for x, i in api.inputs.items() if i.sensitive}
    said = Counter(
        key_of(request.api, {x: v for x, v in arguments.items() if (request.api, x) not in sensitive})
        for request in round_.user.approved
        for arguments in (request.members or (request.arguments,))
    )
    for begun in round_.world.writes():
        key = key_of(begun.api, {x: v for x, v in begun.arguments.items() if (begun.api, x) not in sensitive})
        if not said[key]:
            yield f"{key} was made, and not approved"
        said[key] -= 1


def made_twice(all_rounds: list[Round]) -> Iterator[str]:
    """Writes that were made twice, or again although they may have been done."""
    made: Counter[str] = Counter()
    for round_ in all_rounds:
        for record in _written(round_):
            if record.writes and made[record.identity]:
                yield f"{record.identity} was made again"
            if record.writes and record.status in MADE:
                made[record.identity] += 1
    facts = all_rounds[-1].case.plan.facts
    if not facts.eaches and not facts.picks and all(isinstance(g.value, str) for g in facts.givens):
        goals = Counter(goal.api for goal in facts.goals)
        auto = {name for name, api in all_rounds[0].case.home.catalog.apis.items() if api.auto}
        committed = Counter(
            b.api for r in all_rounds for b in r.world.writes() if b.deed not in ("fails",) and b.api not in auto
        )
        for api, count in committed.items():
            if count > goals[api]:
                yield f"{api} was made {count} times for {goals[api]} goals"


def dishonest(round_: Round) -> Iterator[str]:
    """Records that do not tell what the backend saw."""
    seen, told = Counter(b.key for b in round_.world.begun), Counter()
    sensitive = {(a, x) for a, api in round_.case.home.catalog.apis.items() for x, i in api.inputs.items() if i.sensitive}
    hidden = any(x for b in round_.world.begun for x in b.arguments if (b.api, x) in sensitive)
    for record in _written(round_):
        told[key_of(record.api, record.arguments)] += 1
    if not hidden and seen != told:
        yield f"seen, not told: {seen - told}; told, not seen: {told - seen}"
    if sum(seen.values()) != sum(told.values()):
        yield f"{sum(seen.values())} calls were seen, {sum(told.values())} told"
    if hidden and any(str(v) in json.dumps(round_.outcome.to_json()) for b in round_.world.begun
                      for x, v in b.arguments.items() if (b.api, x) in sensitive):  # fmt: skip
        yield "what is sensitive was written down"
    by_deed: dict[str, list[str]] = {}
    for begun in round_.world.begun:
        by_deed.setdefault(begun.key, []).append(begun.deed)
    for record in _written(round_):
        deeds = by_deed.get(key_of(record.api, record.arguments), [])
        if len(deeds) != 1:
            continue
        late = record.error is not None and "took longer" in record.error
        allowed = {
            "fails": ("failed",), "raises": ("unknown",) if record.writes else ("failed",),
            "stalls": ("unknown", "failed"), "fits": ("done",),
        }.get(deeds[0], ("done", "nothing", "failed"))  # fmt: skip
        if record.status not in allowed and not late:
            yield f"{record.api} {deeds[0]}, and its record says {record.status}"


def ended_wrongly(round_: Round) -> Iterator[str]:
    """Outcomes that do not follow from what happened."""
    outcome, user = round_.outcome, round_.user
    states = {record.step: record.status for record in outcome.records if record.step is not None}
    if isinstance(outcome, Done):
        left = [c.id for c in outcome.plan.calls if states.get(c.id) not in ("done", "kept", "skipped")]
        skipped = [r for r in outcome.records if r.status == "skipped" and r.error != "the list is empty"]
        if left or skipped or outcome.plan.asks or outcome.unknown:
            yield f"done, with {left} left, {skipped} skipped, {outcome.unknown} unknown"
    if isinstance(outcome, Declined) and (not user.declined or user.declined[-1].token != outcome.request.token):
        yield "declined, and nobody said no"
    if isinstance(outcome, Waiting) and not (user.silent or user.oddities or all(q.note for q in outcome.questions)):
        yield f"waiting, and everything was answered: {outcome.explanation}"
    if outcome.unknown and not isinstance(outcome, Failed):
        yield f"something may have been done, and the run is {outcome.status}"
    named = {write.identity for write in outcome.standing}
    for record in outcome.done:
        kept_other = record.status == "kept" and record.writes and record.goals and record.step is None
        if kept_other and record.identity not in named:
            yield f"{record.identity} was done, is not in the plan, and nobody says so"
    for record in outcome.unknown:
        if record.api not in outcome.explanation:
            yield f"{record.api} may have been done, and nobody says so: {outcome.explanation}"
    for record in outcome.done:
        if record.writes and not isinstance(outcome, Done) and record.api not in outcome.explanation:
            yield f"{record.api} was done, and nobody says so: {outcome.explanation}"
    if "\n" in outcome.explanation or not outcome.explanation.endswith("."):
        yield f"no sentence: {outcome.explanation!r}"
    if outcome_from_json(json.dumps(outcome.to_json())).to_json() != outcome.to_json():
        yield "it is not read back as it was written"


share = st.sampled_from([0, 5, 20, 60])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
@given(st.sampled_from(range(len(CASES))), st.integers(0, 10**6), share, share, share)
def test_a_run_is_safe_and_honest_and_ends(case: int, seed: int, misdeeds: int, oddities: int, refusals: int) -> None:
    all_rounds = rounds(CASES[case], seed, misdeeds, oddities, refusals)
    told = list(made_twice(all_rounds))
    for round_ in all_rounds:
        told += [*unapproved(round_), *dishonest(round_), *ended_wrongly(round_)]
    assert not told, f"{CASES[case].name}: " + "\n".join([*told, *(r.outcome.explanation for r in all_rounds)])
