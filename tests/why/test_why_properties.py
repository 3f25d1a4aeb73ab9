"""What answers to *why* say holds for any catalog: what they name is needed, and what they measure is so."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from strategies import Case, cases, random_case

from orchestrator import Catalog, Orchestrator, Plan
from orchestrator.plan.equivalence import equivalent
from orchestrator.plan.identity import identities
from orchestrator.plan.model import Ask, Call, FromList, FromStep
from orchestrator.plan.validate import validate
from orchestrator.why import Effect, alternatives, what_if, why, why_not

CHUNK = 10
CHUNKS = range(0, 40, CHUNK)
PLANNED = ("ready", "needs_input")


def planned(case: Case) -> tuple[Plan, Orchestrator]:
    declared, facts = case
    home = Orchestrator(Catalog.parse(yaml.safe_dump(declared, sort_keys=False), "drawn"), planner=engine(declared))
    return home.plan(facts=facts), home


def engine(declared: dict[str, Any]) -> Any:
    return "fast-downward" if "not " in str(declared) else "clingo"


def price(plan: Plan) -> tuple[int, int, int]:
    return plan.cost.questions, plan.cost.choices, plan.cost.calls


def holds(effect: Effect, old: Plan, new: Plan) -> bool:
    """Whether an effect is what planning the changed facts comes to."""
    if new.status not in PLANNED:
        return (effect.kind, effect.status) == ("impossible", new.status)
    more = tuple(b - a for a, b in zip(price(old), price(new), strict=True))
    return (effect.questions, effect.choices, effect.calls) == more


def check_steps(plan: Plan, home: Orchestrator) -> None:
    """Every step has an answer, and without a lookup or an answer the plan is as the answer says: never better."""
    for step in plan.steps:
        answer = why(plan, home, step.id)
        assert answer.sentence, step
        assert answer.because, step
        for reason in answer.because:
            if reason.kind in ("without", "rejected") and reason.effect is not None:
                assert reason.effect.kind != "better", reason
        left = [r for r in answer.because if r.kind == "without" and r.names == (step.id,)]
        changed = str(plan.facts)
        if isinstance(step, Ask):
            changed += "".join(f"unknown({goal}, {step.asks.type}).\n" for goal in step.asks.goals)
        elif isinstance(step, Call) and not step.goals and not home.catalog.apis[step.api].writes:
            text = identities(plan, home.catalog)[step.id].replace("\\", "\\\\").replace('"', '\\"')
            changed += f'failed("{text}").\n'
        else:
            continue
        for reason in left:
            assert reason.effect is not None
            assert holds(reason.effect, plan, home.plan(facts=changed)), reason


def check_facts(plan: Plan, home: Orchestrator) -> None:
    """Without a given value the plan is as the answer says."""
    for call in plan.calls:
        for slot in call.arguments:
            for reason in why(plan, home, f"{call.id}.{slot}").because:
                if reason.kind == "fact" and reason.effect is not None:
                    lines = [line for line in str(plan.facts).splitlines() if line not in reason.names]
                    assert holds(reason.effect, plan, home.plan(facts="\n".join(lines))), reason


def check_absent(plan: Plan, home: Orchestrator) -> None:
    """Every API has an answer; one that is not called is no loss."""
    called = {call.api for call in plan.calls}
    for api in home.catalog.apis:
        answer = why_not(plan, home, api)
        assert answer.because, api
        assert answer.sentence.startswith(f"{api} is called" if api in called else f"{api} is not called")
        for reason in answer.because:
            if reason.kind == "without" and reason.effect is not None:
                assert reason.effect.kind in ("same", "worse"), reason


def check_alternatives(plan: Plan, home: Orchestrator) -> None:
    """Each is valid, costs at least as much, is another plan, and needs each of its steps."""
    others = [one.plan for one in alternatives(plan, home, 3)]
    for number, other in enumerate(others):
        validate(other, home.catalog)
        assert price(other) >= price(plan)
        assert not any(equivalent(other, one, home.catalog) for one in (plan, *others[:number]))
        for step in other.steps:
            assert needed(step.id, other, home), step


def needed(step: str, plan: Plan, home: Orchestrator) -> bool:
    """Whether something takes what a step has, or it is a goal's or an auto write."""
    own = plan.step(step)
    if isinstance(own, Call) and (own.goals or home.catalog.apis[own.api].writes):
        return True
    taken = [m for c in plan.calls for a in c.arguments.values() for m in (a.list if isinstance(a, FromList) else (a,))]
    sources = [(m.source, m.pick) for m in taken if isinstance(m, FromStep)] + [(w.source, w.pick) for w in plan.wants]
    return any(source.partition(".")[0] == step or (pick is not None and pick.chosen == step) for source, pick in sources)


def check(case: Case) -> None:
    plan, home = planned(case)
    assert why(plan, home).because
    check_absent(plan, home)
    if plan.steps:
        check_steps(plan, home)
        check_facts(plan, home)
        check_alternatives(plan, home)


@pytest.mark.parametrize("start", CHUNKS)
def test_what_is_said_of_a_plan_is_so(start: int) -> None:
    for seed in range(start, start + CHUNK):
        check(random_case(seed))


@pytest.mark.timeout(300)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(cases())
def test_what_is_said_of_a_drawn_plan_is_so(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("seed", range(60, 72))
def test_the_same_question_has_the_same_answer(seed: int) -> None:
    plan, home = planned(random_case(seed))
    again, other = planned(random_case(seed))
    assert why(plan, home) == why(again, other)
    assert [why(plan, home, s.id) for s in plan.steps] == [why(again, other, s.id) for s in again.steps]
    assert alternatives(plan, home, 2) == alternatives(again, other, 2)


@pytest.mark.parametrize("seed", range(72, 90))
def test_taking_an_api_out_leaves_another_plan_or_none(seed: int) -> None:
    plan, home = planned(random_case(seed))
    for api in dict.fromkeys(call.api for call in plan.calls):
        told = what_if(plan, home, without=[api])
        assert api not in [call.api for call in told.plan.calls]
        assert told.effect.kind == "impossible" or told.difference
