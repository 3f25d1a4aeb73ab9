"""A domain's rules and lists of values: the rules see the tuple, and the normal form of each member."""

from __future__ import annotations

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.reason.knowledge import apply_rules

APIS = {"tag": {"kind": "write", "inputs": {"tags": {"list_of": "string"}, "days": {"list_of": "date"}, "copies": "string"}}}


def known(rules: str, facts: str) -> tuple[Facts, list[tuple[str, ...]]]:
    catalog = Catalog.model_validate({"name": "small", "apis": APIS, "rules": rules})
    found = apply_rules(Facts.parse(facts), catalog)
    return found.facts, [conflict.values for conflict in found.conflicts]


def test_rules_read_the_normal_form_of_each_member() -> None:
    rules = 'conflict(G,days,"no work on May Day") :- normal(G,days,"2025-05-01").'
    _, conflicts = known(rules, 'goal(1, tag). given(1, days, ("30 April 2025","1 May 2025")).')
    assert conflicts == [("30 April 2025", "1 May 2025")]
    _, conflicts = known(rules, 'goal(1, tag). given(1, days, ("30 April 2025","2 May 2025")).')
    assert conflicts == []


def test_rules_read_a_list_as_a_tuple() -> None:
    rules = 'conflict(G,tags,"two are too many") :- given(G,tags,(_,_)).'
    assert known(rules, 'goal(1, tag). given(1, tags, ("Red","Blue")).')[1] == [("Red", "Blue")]
    assert known(rules, 'goal(1, tag). given(1, tags, ("Red",)).')[1] == []


def test_rules_may_pass_a_list_on() -> None:
    facts, _ = known("derive(G,copies,V) :- given(G,tags,V).", 'goal(1, tag). given(1, tags, ("Red","Blue")).')
    assert [(given.name, given.value) for given in facts.givens] == [("tags", ("Red", "Blue")), ("copies", ("Red", "Blue"))]
