"""One graph of a catalog: which API feeds which, through which type (R4, R5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from orchestrator.catalog.model import Api, Catalog, Input
from orchestrator.plan.model import Argument, Call, FromList, FromStep, Plan
from orchestrator.show.graph import Edge, Graph, Line, Node
from orchestrator.show.knots import knots, longest
from orchestrator.show.plan_nodes import effect_of
from orchestrator.show.words import counted


def catalog_graph(catalog: Catalog, plan: Plan | None = None) -> Graph:
    """The graph of a catalog. Between APIs stand the types through which data flow by themselves.

    An output flows to an input of its own type or of a supertype, if the input's type has an entity or is `ask: never`, and the
    input is not `from: user`. A type that an API both takes and yields does not flow from it.

    Args:
        catalog: what APIs exist.
        plan: its calls, and the types through which its data flow, are lit.

    Example:
        >>> graph = catalog_graph(Catalog.load("small_business"))
        >>> graph.node("type customer_id").title
        'customer_id'
    """
    flows = _Flows(catalog)
    edges = tuple(flows.edges())
    joined = {end for edge in edges for end in (edge.source, edge.target)}
    stages = flows.stages()
    nodes = [flows.api_node(name, stages.get(_api_id(name), 0) if _api_id(name) in joined else None) for name in catalog.apis]
    nodes += [flows.type_node(name, stages[_type_id(name)]) for name in flows.types]
    title = catalog.name
    detail = f"{counted(len(catalog.apis), 'API')} · {counted(len(flows.types), 'type')} between them"
    graph = Graph(title, catalog.description, detail, tuple(nodes), edges, "right")
    return graph if plan is None else _lit(graph, plan, flows)


def _api_id(name: str) -> str:
    return f"api {name}"


def _type_id(name: str) -> str:
    return f"type {name}"


class _Flows:
    """What flows in a catalog: by wanted type, who yields it and who takes it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        takers: dict[str, list[str]] = {}
        for name, api in catalog.apis.items():
            for slot in api.inputs.values():
                if self.is_open(slot) and name not in takers.setdefault(slot.type, []):
                    takers[slot.type].append(name)
        found = {wanted: self._makers(wanted) for wanted in takers}
        self.makers: dict[str, tuple[str, ...]] = {wanted: made for wanted, made in found.items() if made}
        self.takers = {wanted: tuple(takers[wanted]) for wanted in self.makers}
        self.types = tuple(self.makers)

    def is_open(self, slot: Input) -> bool:
        """Whether data flow to an input by themselves."""
        kind = self.catalog.type(slot.type)
        return slot.source != "user" and (kind.entity is not None or not kind.askable)

    def _makers(self, wanted: str) -> tuple[str, ...]:
        return tuple(
            name
            for name, api in self.catalog.apis.items()
            if any(self._yields(api, output.type, wanted) for output in api.yields.values())
        )

    def _yields(self, api: Api, made: str, wanted: str) -> bool:
        echoed = any(slot.type == made for slot in api.inputs.values())
        return not echoed and wanted in self.catalog.type(made).ancestors

    def edges(self) -> Iterator[Edge]:
        for wanted in self.types:
            for name in self.makers[wanted]:
                yield Edge(_api_id(name), _type_id(wanted))
            for name in self.takers[wanted]:
                yield Edge(_type_id(wanted), _api_id(name))

    def stages(self) -> dict[str, int]:
        """The column of each node: even for APIs, odd for types, and as few edges as can be run back."""
        first = self._reached()
        pairs = [(edge.source, edge.target) for edge in self.edges()]
        knot = knots([*map(_api_id, self.catalog.apis), *map(_type_id, self.types)], pairs)
        onward = [(a, b) for a, b in pairs if knot[a] != knot[b] or first[a] < first[b]]
        columns = {node: column % 2 for node, column in first.items()}
        return longest(columns, onward)

    def _reached(self) -> dict[str, int]:
        """When each node is reached: APIs behind the types that only other APIs can give them, types behind who yields them."""
        depth: dict[str, int] = {}
        waiting = dict.fromkeys(self.catalog.apis)
        level = 0
        while waiting:
            known = {wanted for wanted, made in self.makers.items() if any(name in depth for name in made)}
            ready = [name for name in waiting if all(kind in known for kind in self._needs(name))]
            for name in ready or list(waiting)[:1]:  # where APIs wait for each other, the first of them begins
                depth[name] = level
                del waiting[name]
            level += 1
        columns = {_api_id(name): 2 * at for name, at in depth.items()}
        for wanted, made in self.makers.items():
            columns[_type_id(wanted)] = 2 * min(depth[name] for name in made) + 1
        return columns

    def _needs(self, name: str) -> list[str]:
        """The types without which the API cannot be called, and which nobody can be asked for."""
        slots = self.catalog.apis[name].inputs.values()
        return [
            slot.type
            for slot in slots
            if slot.required and slot.type in self.makers and not self.catalog.type(slot.type).askable
            and self.makers[slot.type] != (name,)
        ]  # fmt: skip

    def api_node(self, name: str, stage: int | None) -> Node:
        api = self.catalog.apis[name]
        marks = {"write": ("writes",), "destroy": ("cannot be undone",)}.get(effect_of(api), ())
        return Node(_api_id(name), "api", name, (), stage, marks, (), effect_of(api))

    def type_node(self, name: str, stage: int) -> Node:
        entity = self.catalog.type(name).entity
        return Node(_type_id(name), "type", name, (), stage, (entity,) if entity else ())


def _lit(graph: Graph, plan: Plan, flows: _Flows) -> Graph:
    """The graph with the plan's part lit; each API says as which steps it is called."""
    steps: dict[str, list[str]] = {}
    for call in plan.calls:
        steps.setdefault(_api_id(call.api), []).append(call.id)
    drawn = set(_drawn(plan, flows))
    ends = {end for pair in drawn for end in pair}
    nodes = tuple(
        replace(
            node,
            lit=node.id in steps or node.id in ends,
            lines=(Line("in the plan", ", ".join(steps[node.id])),) if node.id in steps else (),
        )
        for node in graph.nodes
    )
    edges = tuple(replace(edge, lit=(edge.source, edge.target) in drawn) for edge in graph.edges)
    return replace(graph, nodes=nodes, edges=edges)


def _drawn(plan: Plan, flows: _Flows) -> Iterator[tuple[str, str]]:
    """The edges through which a plan's data flow."""
    calls = {call.id: call for call in plan.calls}
    for call in plan.calls:
        api = flows.catalog.apis.get(call.api)
        for name, argument in call.arguments.items():
            slot = api.inputs.get(name) if api is not None else None
            for maker in _makers_of(argument, calls):
                if slot is not None and maker in flows.makers.get(slot.type, ()):
                    yield _api_id(maker), _type_id(slot.type)
                    yield _type_id(slot.type), _api_id(call.api)


def _makers_of(argument: Argument, calls: Mapping[str, Call]) -> Iterator[str]:
    for part in argument.list if isinstance(argument, FromList) else (argument,):
        if isinstance(part, FromStep):
            maker = calls.get(part.source.partition(".")[0])
            if maker is not None:
                yield maker.api
