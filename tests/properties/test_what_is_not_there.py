"""What the user does not know is not asked for, and a call that failed is not planned again (R11)."""

import random

import pytest
import yaml
from comparison import compare, engine_for
from strategies import random_case

from orchestrator import Catalog, Orchestrator, Plan
from orchestrator.facts.model import FailedCall
from orchestrator.plan.identity import identities
from orchestrator.reason import Situation
from orchestrator.reason.identity import Identities

CHUNK = 25
CHUNKS = range(0, 150, CHUNK)


def home_of(seed: int) -> tuple[Orchestrator, str]:
    catalog, facts = random_case(seed)
    known = Catalog.parse(yaml.safe_dump(catalog, sort_keys=False), "drawn")
    return Orchestrator(known, planner=engine_for(catalog)), facts


@pytest.mark.parametrize("start", CHUNKS)
def test_plans_without_what_is_not_known_cost_what_the_oracle_says(start: int) -> None:
    found, asked = [], 0
    for seed in range(start, start + CHUNK):
        home, facts = home_of(seed)
        asks = home.plan(facts=facts).asks
        if not asks:
            continue
        asked += 1
        draw = random.Random(seed)
        asks_for = draw.choice(asks).asks
        word = asks_for.type if draw.random() < 0.6 else asks_for.slot
        said = "\n".join(f"unknown({goal}, {word})." for goal in asks_for.goals)
        compared = compare(random_case(seed)[0], f"{facts}\n{said}")
        if not compared.agrees:
            found.append(f"seed {seed}\n{compared}")
    assert asked > 5
    assert not found, "\n----\n".join(found)


@pytest.mark.parametrize("start", CHUNKS)
def test_a_lookup_that_failed_is_not_planned_again_and_the_plan_is_no_cheaper_for_it(start: int) -> None:
    failed = 0
    for seed in range(start, start + CHUNK):
        home, facts = home_of(seed)
        plan = home.plan(facts=facts)
        names = identities(plan, home.catalog)
        for call in plan.calls:
            if call.goals or home.catalog.apis[call.api].writes:
                continue
            failed += 1
            failures = (FailedCall(call=names[call.id]),)
            after = home.plan(facts=plan.facts.model_copy(update={"failures": failures}))
            assert names[call.id] not in identities(after, home.catalog).values(), seed
            assert after.status == "unsolvable" or _cost(after) >= _cost(plan), seed
    assert failed > 5


@pytest.mark.parametrize("start", CHUNKS)
def test_a_call_has_one_identity_in_the_plan_and_in_the_situation(start: int) -> None:
    for seed in range(start, start + CHUNK):
        home, facts = home_of(seed)
        work = home.work(facts=facts)
        if work.situation is None or not work.plan.calls:
            continue
        found = _in_situation(work.situation, home.catalog)
        names = identities(work.plan, home.catalog)
        calls = [c for c in work.plan.calls if not home.catalog.apis[c.api].auto and not c.goals]
        assert {names[c.id] for c in calls} <= found, seed


def _in_situation(situation: Situation, catalog: Catalog) -> set[str]:
    named = Identities(situation, catalog, {number: (number, None) for number in situation.goals})
    return {named.of(call) for call in situation.calls.values() if call.row is None}


def _cost(plan: Plan) -> tuple[int, int, int]:
    return plan.cost.questions, plan.cost.choices, plan.cost.calls
