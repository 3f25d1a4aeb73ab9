"""What reasoning is grounded over, and that it ends where the chains of lookups are very many."""

import pytest

from orchestrator import Catalog, Facts, Orchestrator, PlannerGaveUp
from orchestrator.reason import Reading, reason, unroll
from orchestrator.reason.part import relevant_part


def layers(depth: int, width: int, *, pairs: bool) -> Catalog:
    """Types in layers, each looked up from the one below (or the two below) by several APIs of different costs and outputs."""
    lines = ["name: layers", "types:", "  t0: {base: string, entity: e0, question: Which?}"]
    lines += [f"  t{i}: {{base: string, entity: e{i}, ask: never}}" for i in range(1, depth + 1)]
    lines += [f"  n{i}_{j}: {{base: string, entity: n, ask: never}}" for i in range(1, depth + 1) for j in range(width)]
    lines += ["apis:", f"  act: {{description: Act., kind: write, inputs: {{x: t{depth}}}}}"]
    for i in range(1, depth + 1):
        inputs = ", ".join(f"x{k}: t{k}" for k in ([i - 1, i - 2] if pairs and i > 1 else [i - 1]))
        for j in range(width):
            outputs = f"y: t{i}, n: n{i}_{j}"
            lines.append(f"  look{i}_{j}: {{description: Look., inputs: {{{inputs}}}, outputs: {{{outputs}}}}}")
    return Catalog.parse("\n".join(lines))


def test_of_two_lookups_that_take_the_same_only_the_better_is_looked_at() -> None:
    catalog = Catalog.parse("""
name: twice
types: {name: {base: string, entity: a}, id: {base: string, entity: a, ask: never}, note: {base: string, entity: a, ask: never}}
apis:
  act:    {kind: write, inputs: {id: id}}
  best:   {inputs: {name: name}, outputs: {id: id, note: note}}
  dear:   {inputs: {name: name}, outputs: {id: id}, cost: 2}
  behind: {inputs: {name: name}, outputs: {id: id}, requires: [open]}
""")
    assert relevant_part(catalog, ["act"], []) == {"act", "best", "behind"}


def test_a_lookup_that_is_asked_for_itself_stays() -> None:
    catalog = Catalog.parse("""
name: twice
types: {name: {base: string, entity: a}, id: {base: string, entity: a, ask: never}}
apis: {best: {inputs: {name: name}, outputs: {id: id}}, other: {inputs: {name: name}, outputs: {id: id}, cost: 2}}
""")
    assert relevant_part(catalog, ["other"], ["id"]) == {"best", "other"}


def test_a_chain_is_followed_to_its_end_however_long() -> None:
    plan = Orchestrator(layers(9, 1, pairs=False)).plan(facts="goal(1,act).")
    assert plan.cost.calls == 10
    assert plan.optimal


def test_very_many_chains_are_followed_to_a_length_and_nothing_is_claimed_beyond() -> None:
    catalog = layers(7, 3, pairs=True)
    situation = reason(unroll(Facts.parse("goal(1,act)."), Reading({1: "act"}, {}), catalog), catalog)
    assert not situation.complete
    with pytest.raises(PlannerGaveUp, match="no proof"):
        Orchestrator(catalog).plan(facts="goal(1,act).")
