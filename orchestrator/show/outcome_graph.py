"""The picture of a query that has no plan: its goals as they were understood, and what keeps them from being done (R10)."""

from __future__ import annotations

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Facts
from orchestrator.plan.model import ConflictFound, Missing, Plan, Reading
from orchestrator.show.graph import Edge, Line, Node
from orchestrator.show.plan_nodes import aside_node, effect_of
from orchestrator.show.words import listed, quoted, quoted_value


def outcome_nodes(plan: Plan, catalog: Catalog | None) -> tuple[list[Node], list[Edge]]:
    """Goals, with their readings, conflicts, or what is missing; of a query out of scope, the nearest APIs."""
    nodes = [_goal(number, plan.facts, catalog) for number in plan.facts.numbers]
    goals = {number: _goal_id(number) for number in plan.facts.numbers}
    edges = [
        Edge(goals[uses.source], goals[uses.goal], uses.output or uses.input)
        for uses in plan.facts.uses
        if uses.source in goals and uses.goal in goals and uses.source != uses.goal
    ]
    for place, reading in enumerate(plan.readings, 1):
        nodes.append(_reading(place, reading))
        of = sorted({*reading.goals, *([reading.given.goal] if reading.given else [])})
        edges += [Edge(goals[goal], f"reading {place}", "or", "reading") for goal in of if goal in goals]
    for place, conflict in enumerate(plan.conflicts, 1):
        nodes.append(_conflict(place, conflict))
        if conflict.goal in goals:
            edges.append(Edge(goals[conflict.goal], f"conflict {place}", "in conflict", "problem"))
    for place, missing in enumerate(plan.missing, 1):
        nodes.append(_missing(place, missing))
        if missing.goal in goals:
            edges.append(Edge(goals[missing.goal], f"missing {place}", "needs", "needed"))
    nodes += [_nearest(name, catalog) for name in plan.nearest]
    if (aside := aside_node(plan, None)) is not None:
        nodes.append(aside)
    return nodes, edges


def _goal_id(number: int) -> str:
    return f"goal {number}"


def _goal(number: int, facts: Facts, catalog: Catalog | None) -> Node:
    """A goal as it was understood: its API or the type that is wanted, and all that was said for it."""
    apis = [goal.api for goal in facts.goals if goal.goal == number]
    wanted = [want.type for want in facts.wants if want.goal == number]
    maybe = [maybe.api for maybe in facts.maybes if maybe.goal == number]
    title = listed(apis or wanted) or listed(maybe, "or")
    lines = [Line(given.name, quoted_value(given.value), "said") for given in facts.givens if given.goal == number]
    lines += [
        Line(uses.input, f"goal {uses.source}{'.' + uses.output if uses.output else ''}", "what it yields")
        for uses in facts.uses if uses.goal == number
    ]  # fmt: skip
    lines += [Line(pick.input, pick.row_term, "row") for pick in facts.picks if pick.goal == number]
    lines += [Line(each.input, "each row") for each in facts.eaches if each.goal == number]
    api = catalog.apis.get(apis[0]) if catalog is not None and apis else None
    marks = [f"goal {number}", *(["wanted"] if wanted and not apis else [])]
    return Node(
        _goal_id(number), "goal", title, tuple(lines), None, tuple(marks), (number,), effect_of(api) if api else None
    )


def _reading(place: int, reading: Reading) -> Node:
    title = ", ".join(reading.goals.values()) or (reading.given.name if reading.given is not None else "")
    lines = [Line(f"goal {goal}", api) for goal, api in reading.goals.items() if len(reading.goals) > 1]
    if reading.given is not None:
        given = reading.given
        lines.append(Line(given.name, quoted(given.value), f"goal {given.goal}"))
    if reading.question:
        lines.append(Line("", reading.question))
    goals = tuple(reading.goals) or ((reading.given.goal,) if reading.given is not None else ())
    return Node(f"reading {place}", "reading", title, tuple(lines), None, (f"reading {place}",), goals)


def _conflict(place: int, conflict: ConflictFound) -> Node:
    lines = [Line("given", quoted(value)) for value in conflict.values]
    lines.append(Line("why", conflict.reason))
    if conflict.allowed:
        lines.append(Line("allowed", conflict.allowed))
    return Node(f"conflict {place}", "conflict", conflict.name, tuple(lines), None, ("conflict",), (conflict.goal,))


def _missing(place: int, missing: Missing) -> Node:
    title = missing.slot or missing.type
    lines = [Line("type", missing.type)] if missing.type not in ("", "state", title) else []
    if missing.needed_for:
        lines.append(Line("needed for", " → ".join(missing.needed_for)))
    if missing.would_help:
        lines.append(Line("would help", missing.would_help))
    marks = ("missing state",) if missing.type == "state" else ("missing",)
    return Node(f"missing {place}", "missing", title, tuple(lines), None, marks, (missing.goal,))


def _nearest(name: str, catalog: Catalog | None) -> Node:
    api = catalog.apis.get(name) if catalog is not None else None
    lines = (Line("", api.description),) if api is not None and api.description else ()
    return Node(f"nearest {name}", "nearest", name, lines, None, ("nearest to it",), (), effect_of(api) if api else None)
