"""The graph of a plan: all that the plan says is in its nodes and edges."""

from __future__ import annotations

import pytest

from orchestrator import Catalog, Orchestrator
from orchestrator.plan.model import Plan, plan_from_json
from orchestrator.show.graph import Edge, Graph, Line, plan_graph

BUSINESS = Orchestrator(Catalog.load("small_business"))
TRAVEL = Orchestrator(Catalog.load("travel"))
REFUND = """
    goal(1, cancel_flight).  given(1, booking, "FB-1").
    goal(2, request_refund). given(2, booking, "FB-1"). given(2, reason, "ill").
"""


def graph_of(orchestrator: Orchestrator, facts: str) -> tuple[Plan, Graph]:
    plan = orchestrator.plan(facts=facts)
    return plan, plan_graph(plan, orchestrator.catalog)


def test_each_step_is_a_node_of_its_stage() -> None:
    plan, graph = graph_of(BUSINESS, 'goal(1, create_invoice). given(1, customer, "Acme").')
    assert [node.id for node in graph.nodes] == [step.id for step in plan.steps]
    assert {node.id: node.stage for node in graph.nodes} == {
        step: number for number, stage in enumerate(plan.stages) for step in stage
    }


def test_a_call_shows_what_each_argument_is() -> None:
    _, graph = graph_of(
        BUSINESS, 'goal(1, list_invoices). given(1, customer, "Acme"). goal(2, send_reminder). each(2, invoice).'
    )
    lookup, listing, reminder = graph.nodes
    assert lookup.lines == (Line("name", '"Acme"', "said"),)
    assert listing.lines == (Line("customer", "c1.id"),)
    assert reminder.lines == (Line("invoice", "c2.invoice", "that row"), Line("tone", '"friendly"', "default"))


def test_marks_say_role_repetition_and_effect() -> None:
    _, graph = graph_of(
        BUSINESS, 'goal(1, list_invoices). given(1, customer, "Acme"). goal(2, cancel_invoice). each(2, invoice).'
    )
    assert [node.marks for node in graph.nodes] == [
        ("lookup",), ("goal 1",), ("goal 2", "for each row of c2", "cannot be undone"),
    ]  # fmt: skip
    assert [node.effect for node in graph.nodes] == ["read", "read", "destroy"]


def test_without_a_catalog_no_effect_is_claimed() -> None:
    plan, _ = graph_of(BUSINESS, 'goal(1, delete_customer). given(1, customer, "Acme").')
    assert {node.effect for node in plan_graph(plan).nodes} == {None}


def test_edges_name_the_datum_that_flows() -> None:
    _, graph = graph_of(
        BUSINESS, 'goal(1, create_invoice). given(1, customer, "Acme"). given(1, amount, "2"). goal(2, send_invoice).'
    )
    assert set(graph.edges) == {Edge("c1", "c2", "id"), Edge("c2", "c3", "invoice"), Edge("c1", "c3", "email")}


def test_a_question_shows_its_words_its_slot_and_what_is_allowed() -> None:
    _, graph = graph_of(BUSINESS, 'goal(1, contact_us). given(1, topic, "payroll").')
    question = graph.node("q1")
    assert (question.kind, question.title) == ("ask", "By phone, chat or video?")
    assert question.lines == (
        Line("asks", "channel for goal 1 (contact_us)"), Line("answer", "one of phone, chat, video"),
    )  # fmt: skip
    assert Edge("q1", "c1", "channel") in graph.edges


def test_a_choice_shows_whose_row_it_is_and_what_is_seen_of_it() -> None:
    plan, graph = graph_of(
        BUSINESS, 'goal(1, list_invoices). given(1, customer, "Acme"). goal(2, cancel_invoice). uses(2, invoice, 1).'
    )
    choice = plan.choices[0]
    node = graph.node(choice.id)
    assert node.kind == "choose"
    assert Line("one row of", choice.of) in node.lines
    assert Line("shows", ", ".join(choice.columns)) in node.lines
    taker = plan.calls[-1].id
    assert {Edge(choice.of, choice.id, "rows"), Edge(choice.id, taker, "chosen row")} <= set(graph.edges)


def test_a_want_is_what_comes_out() -> None:
    _, graph = graph_of(TRAVEL, 'want(1, weather_forecast). given(1, city_name, "Oslo").')
    want = graph.nodes[-1]
    assert (want.kind, want.title, want.goals) == ("want", "weather_forecast", (1,))
    assert graph.edges == (Edge("c1", want.id, "forecast"),)


def test_members_of_a_list_are_lines_and_edges_each() -> None:
    documents = Orchestrator(Catalog.load("documents"))
    _, graph = graph_of(
        documents,
        'goal(1, share_with_group). given(1, document, "Roadmap"). given(1, people, ("Ann Ruud", "Bo Lie")).',
    )
    names = [line.name for line in graph.nodes[-1].lines]
    assert names == ["document", "people", "", "permission"]
    assert sum(edge.label == "person" for edge in graph.edges) == 2


def test_a_state_joins_who_brings_it_about_with_who_needs_it_for_the_same_data() -> None:
    _, graph = graph_of(TRAVEL, REFUND)
    assert [(e.source, e.target, e.label) for e in graph.edges if e.kind == "state"] == [
        ("c1", "c2", "cancelled(booking)")
    ]


def test_a_state_of_other_data_joins_nothing() -> None:
    plan, _ = graph_of(TRAVEL, REFUND)
    data = plan.to_json()
    data["steps"][1]["arguments"]["booking"] = {"value": "FB-2"}
    other = plan_graph(plan_from_json(data), TRAVEL.catalog)
    assert not [edge for edge in other.edges if edge.kind == "state"]


def test_what_was_left_aside_is_a_node() -> None:
    plan, _ = graph_of(BUSINESS, 'goal(1, help). given(1, topic, "taxes").')
    data = plan.to_json() | {"unused": [{"goal": 1, "name": "due", "value": "friday"}], "unsaid": ["please"]}
    aside = plan_graph(plan_from_json(data)).nodes[-1]
    assert aside.kind == "aside"
    assert aside.lines == (
        Line("due", '"friday"', "not used, goal 1"), Line("", '"please"', "words that no fact carries"),
    )  # fmt: skip


def test_several_readings_hang_on_their_goal() -> None:
    _, graph = graph_of(TRAVEL, "maybe(1, cancel_flight). maybe(1, cancel_hotel).")
    assert [(node.kind, node.title) for node in graph.nodes] == [
        ("goal", "cancel_flight or cancel_hotel"), ("reading", "cancel_flight"), ("reading", "cancel_hotel"),
    ]  # fmt: skip
    assert {(edge.source, edge.target) for edge in graph.edges} == {("goal 1", "reading 1"), ("goal 1", "reading 2")}


def test_a_conflict_says_why_and_what_is_allowed() -> None:
    _, graph = graph_of(TRAVEL, 'goal(1, suggest_hotel). given(1, city, "Nice"). given(1, stars, "7").')
    conflict = graph.node("conflict 1")
    assert conflict.lines == (
        Line("given", '"7"'), Line("why", "the value does not fit"), Line("allowed", "an integer from 1 to 5"),
    )  # fmt: skip


def test_what_is_missing_says_what_would_help() -> None:
    plan, graph = graph_of(TRAVEL, 'goal(1, request_refund). given(1, booking, "FB-1"). given(1, reason, "ill").')
    assert Line("would help", plan.missing[0].would_help) in graph.node("missing 1").lines
    assert graph.title == "No plan exists"


def test_out_of_scope_shows_the_nearest_apis() -> None:
    plan = plan_from_json({"status": "out_of_scope", "explanation": "Nothing fits.", "nearest": ["help", "contact_us"]})
    assert [node.title for node in plan_graph(plan, BUSINESS.catalog).nodes] == ["help", "contact_us"]


def test_no_such_node_is_a_key_error() -> None:
    _, graph = graph_of(BUSINESS, 'goal(1, help). given(1, topic, "taxes").')
    with pytest.raises(KeyError):
        graph.node("c9")
