"""The graph of a catalog: data flow where the rules let them, and the part of a plan is lit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import Catalog, Orchestrator
from orchestrator.catalog.reach import Reach
from orchestrator.show.catalog_graph import catalog_graph
from orchestrator.show.knots import components, knots, longest

CATALOG = Catalog.parse(
    """
name: shop
types:
  note: {base: string}
  item_name: {base: string, entity: item}
  item_id: {base: string, entity: item, ask: never}
  listed_item: {is: item_id}
  token: {base: string, ask: never}
apis:
  find_item: {inputs: {name: item_name}, outputs: {id: item_id, note: note}}
  list_items: {rows: {item: listed_item}}
  show_item: {inputs: {item: item_id}, outputs: {item: item_id, name: item_name}}
  note_item: {kind: write, inputs: {item: item_id, note: note}}
  rename_item: {kind: write, inputs: {item: item_id, name: {type: item_name, from: user}}}
  sign_in: {outputs: {token: token}}
"""
)


def pairs(catalog: Catalog) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in catalog_graph(catalog).edges}


def test_an_output_flows_to_inputs_of_its_type_and_of_supertypes() -> None:
    assert {("api find_item", "type item_id"), ("api list_items", "type item_id")} <= pairs(CATALOG)
    assert {target for source, target in pairs(CATALOG) if source == "type item_id"} == {
        "api show_item", "api note_item", "api rename_item",
    }  # fmt: skip


def test_bare_types_do_not_flow() -> None:
    assert "type note" not in {end for pair in pairs(CATALOG) for end in pair}


def test_what_a_call_only_echoes_does_not_flow_from_it() -> None:
    assert ("api show_item", "type item_id") not in pairs(CATALOG)


def test_nothing_flows_to_an_input_that_only_the_user_fills() -> None:
    assert ("type item_name", "api rename_item") not in pairs(CATALOG)
    assert ("type item_name", "api find_item") in pairs(CATALOG)


def test_a_type_that_nothing_takes_is_no_node() -> None:
    assert "type token" not in {node.id for node in catalog_graph(CATALOG).nodes}


def test_every_api_is_a_node() -> None:
    assert {node.title for node in catalog_graph(CATALOG).nodes if node.kind == "api"} == set(CATALOG.apis)


@pytest.mark.parametrize("name", ["small_business", "travel", "documents", "banking"])
def test_flows_agree_with_what_the_catalog_can_supply(name: str) -> None:
    catalog = Catalog.load(name)
    reach = Reach.of(catalog)
    for edge in catalog_graph(catalog).edges:
        if edge.target.startswith("type "):
            assert edge.source.removeprefix("api ") in reach.producers(edge.target.removeprefix("type "))


@pytest.mark.parametrize("name", ["small_business", "travel", "documents", "banking"])
def test_few_edges_run_back(name: str) -> None:
    graph = catalog_graph(Catalog.load(name))
    column = {node.id: node.stage or 0 for node in graph.nodes}
    assert sum(column[edge.source] >= column[edge.target] for edge in graph.edges) <= 2


def test_the_part_of_a_plan_is_lit_and_names_its_steps() -> None:
    catalog = Catalog.load("small_business")
    plan = Orchestrator(catalog).plan(
        facts='goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "2").'
    )
    graph = catalog_graph(catalog, plan)
    assert {node.id for node in graph.nodes if node.lit} == {"api find_customer", "type customer_id", "api create_invoice"}
    assert [line.text for line in graph.node("api create_invoice").lines] == ["c2"]
    assert {(edge.source, edge.target) for edge in graph.edges if edge.lit} == {
        ("api find_customer", "type customer_id"), ("type customer_id", "api create_invoice"),
    }  # fmt: skip


def test_without_a_plan_nothing_is_lit_or_unlit() -> None:
    assert {node.lit for node in catalog_graph(CATALOG).nodes} == {None}


_PAIRS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=14)


@given(_PAIRS)
def test_a_knot_is_what_can_reach_each_other(found: list[tuple[str, str]]) -> None:
    reach = {node: {node} for node in "abcdefg"}
    for _ in reach:
        for a, b in found:
            for seen in reach.values():
                if a in seen:
                    seen.add(b)
    number = knots("abcdefg", found)
    for a in reach:
        for b in reach:
            assert (number[a] == number[b]) == (b in reach[a] and a in reach[b])


@given(_PAIRS)
def test_the_longest_way_grows_along_every_pair(found: list[tuple[str, str]]) -> None:
    onward = [(a, b) for a, b in found if a < b]
    at = longest(dict.fromkeys("abcdefg", 0), onward)
    assert all(at[a] < at[b] for a, b in onward)


def test_what_nothing_joins_is_a_group_of_its_own() -> None:
    assert components("abcd", [("a", "c")]) == [["a", "c"], ["b"], ["d"]]
