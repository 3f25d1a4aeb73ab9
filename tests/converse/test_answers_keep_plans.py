"""After an answer, the plan is the one before with the value in the place of the question (R11)."""

from __future__ import annotations

import sys
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from fitting import fitting_answers, with_answers
from hypothesis import assume, given, settings

from orchestrator import Catalog, Conflict, FactsError, Orchestrator, Plan
from orchestrator.catalog.labelled import read_queries
from orchestrator.converse.answers import read_answers
from orchestrator.plan.equivalence import difference
from orchestrator.plan.model import Call, FromStep
from orchestrator.resources import domain_names

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "properties"))

from strategies import Case, cases, random_case  # noqa: E402

SEEDS = range(0, 160)
CHUNK = 40


@cache
def _home(domain: str) -> Orchestrator:
    return Orchestrator(Catalog.load(domain))


@pytest.mark.parametrize("domain", domain_names())
def test_the_questions_of_labelled_queries_give_way_to_answers(domain: str) -> None:
    home = _home(domain)
    queries, _ = read_queries(ROOT / "domains" / domain / "queries.yaml", home.catalog)
    answered = 0
    for query in queries:
        plan = home.plan(facts=query.facts)
        answers = fitting_answers(plan, home.catalog)
        if answers is None:
            continue
        new = plan.answer(answers)
        if isinstance(new, Conflict) and new.conflicts[0].reason not in _OWN_REASONS:
            continue  # a rule of the domain speaks against the value, as it would against a value of the query
        assert difference(with_answers(plan, answers), new, home.catalog) == "", query.id
        answered += 1
    assert answered >= 5


_OWN_REASONS = (
    "the value does not fit",
    "two different values for one place",
    "a value was given, and `uses` names another source",
)


@pytest.mark.parametrize("domain", domain_names())
def test_one_answer_leaves_the_other_questions(domain: str) -> None:
    home = _home(domain)
    queries, _ = read_queries(ROOT / "domains" / domain / "queries.yaml", home.catalog)
    for query in queries:
        plan = home.plan(facts=query.facts)
        answers = fitting_answers(plan, home.catalog)
        if answers is None or len(answers) == 1:
            continue
        last = dict([list(answers.items())[-1]])
        new = plan.answer(last)
        if not isinstance(new, Conflict):
            assert difference(with_answers(plan, last), new, home.catalog) == "", query.id


def _wrong(catalog: Catalog, facts: str) -> str:
    """In what the plan after the answers is wrong; nothing where it is right, or nothing can be said of it."""
    home = Orchestrator(catalog, planner="clingo")
    try:
        plan = home.plan(facts=facts)
    except FactsError:
        return ""
    except Exception:  # noqa: BLE001  what the planner cannot do is the matter of other tests
        return ""
    answers = fitting_answers(plan, catalog)
    if answers is None or _cannot_be_said(plan, catalog):
        return ""
    new = home.plan(facts=read_answers(plan, answers, catalog).facts)
    found = difference(with_answers(plan, answers), new, catalog)
    return "" if _is_tie(plan, new) else found


def _is_tie(plan: Plan, new: Plan) -> bool:
    """Whether the new plan costs what the old one did, but for the questions: between such plans, R9 settles by sources."""
    calls = (plan.cost.calls, plan.cost.choices) == (new.cost.calls, new.cost.choices)
    return new.status in ("ready", "needs_input") and calls and new.cost.questions == 0


def _cannot_be_said(plan: Plan, catalog: Catalog) -> bool:
    """Whether facts cannot say where an answer belongs, and so refuse it or settle it otherwise.

    Two inputs of one lookup have related types; or an input of an auto write has the type of a slot of a goal's own.
    """
    if any(_has_twins(call, catalog) for call in plan.calls if not call.goals):
        return True
    asked = {ask.id: ask.asks.type for ask in plan.asks}
    own = {catalog.apis[call.api].inputs[x].type for call in plan.calls if call.goals for x in call.arguments}
    autos = [call for call in plan.calls if catalog.apis[call.api].writes and not call.goals]
    taken = {asked[a.source] for call in autos for a in call.arguments.values() if isinstance(a, FromStep) and a.source in asked}
    return bool(taken & own)


def _has_twins(call: Call, catalog: Catalog) -> bool:
    inputs = catalog.apis[call.api].inputs
    open_ones = [catalog.type(inputs[x].type) for x, a in call.arguments.items() if isinstance(a, FromStep)]
    return any(one.name in other.ancestors or other.name in one.ancestors for one, other in combinations(open_ones, 2))


@pytest.mark.parametrize("start", range(SEEDS.start, SEEDS.stop, CHUNK))
def test_the_questions_of_small_catalogs_give_way_to_answers(start: int) -> None:
    found = {}
    for seed in range(start, start + CHUNK):
        catalog, facts = random_case(seed)
        if wrong := _wrong(Catalog.model_validate(catalog), facts):
            found[seed] = wrong
    assert not found


@pytest.mark.timeout(600)
@settings(max_examples=80, deadline=None, derandomize=True)
@given(cases())
def test_the_questions_of_drawn_catalogs_give_way_to_answers(case: Case) -> None:
    catalog = Catalog.model_validate(case[0])
    assume(catalog.apis)
    assert _wrong(catalog, case[1]) == ""
