"""Goals that have nothing to do with each other are planned one by one, and come to the same plan (R9)."""

from __future__ import annotations

import pytest
import yaml

from orchestrator import Catalog, Orchestrator
from orchestrator.plan.parts import take_apart
from orchestrator.reason.situation import Situation

HOME = Orchestrator(Catalog.load("small_business"))


def invoices(*customers: str) -> str:
    """An invoice for each customer, created and sent."""
    lines = []
    for place, name in enumerate(customers):
        one, two = 2 * place + 1, 2 * place + 2
        lines.append(f'goal({one}, create_invoice). given({one}, customer, "{name}"). given({one}, amount, "{place + 1}").')
        lines.append(f"goal({two}, send_invoice). uses({two}, invoice, {one}).")
    return "\n".join(lines)


def situation_of(facts: str, home: Orchestrator = HOME) -> Situation:
    situation = home.work(facts=facts).situation
    assert situation is not None
    return situation


def test_each_customer_is_a_part() -> None:
    apart = take_apart(situation_of(invoices("Acme", "Beta", "Bolt")))
    assert [sorted(part.goals) for part in apart.parts] == [[1, 2], [3, 4], [5, 6]]


def test_a_lookup_that_all_need_is_made_first_and_ties_nothing_together() -> None:
    apart = take_apart(situation_of(invoices("Acme", "Acme")))
    assert [call.api for call in apart.first] == ["find_customer"]
    assert [sorted(part.goals) for part in apart.parts] == [[1, 2], [3, 4]]


def test_goals_that_share_a_choice_of_lookups_stay_together() -> None:
    text = """
        {name: people,
         types: {name: {base: string, entity: person}, mail: {base: string, entity: person},
                 id: {base: string, entity: person, ask: never}},
         apis: {by_name: {inputs: {name: name}, outputs: {id: id}}, by_mail: {inputs: {mail: mail}, outputs: {id: id}},
                greet: {kind: write, inputs: {who: id}}, thank: {kind: write, inputs: {who: id}}}}
    """
    situation = situation_of("goal(1, greet). goal(2, thank).", Orchestrator(Catalog.parse(text, "people")))
    assert len(take_apart(situation).parts) == 1


def test_goals_that_need_each_others_state_stay_together() -> None:
    documents = Orchestrator(Catalog.load("documents"))
    facts = 'goal(1, publish_document). given(1, document, "A"). goal(2, publish_document). given(2, document, "B").'
    situation = situation_of(facts, documents)
    together = take_apart(situation).parts
    assert sorted(n for part in together for n in part.goals) == sorted(situation.goals)


@pytest.mark.parametrize("customers", [("Acme", "Beta", "Bolt"), ("Acme", "Acme"), ("Acme", "Beta", "Acme")])
def test_both_engines_come_to_the_same_plan(customers: tuple[str, ...]) -> None:
    facts = invoices(*customers)
    other = Orchestrator(HOME.catalog, planner="clingo").plan(facts=facts)
    assert HOME.plan(facts=facts) == other


def test_twelve_invoices_are_planned_within_the_usual_time() -> None:
    plan = HOME.plan(facts=invoices(*(f"Customer {n}" for n in range(12))))
    assert len(plan.steps) == 48
    assert plan.optimal


def test_where_one_part_has_no_plan_there_is_none() -> None:
    text = yaml.safe_dump(
        {
            "name": "two",
            "types": {"key": {"base": "string", "ask": "never"}, "word": {"base": "string"}},
            "apis": {"say": {"kind": "write", "inputs": {"it": "word"}}, "open": {"kind": "write", "inputs": {"with": "key"}}},
        }
    )
    plan = Orchestrator(Catalog.parse(text, "two")).plan(facts='goal(1, say). given(1, it, "x"). goal(2, open).')
    assert plan.status == "unsolvable"
