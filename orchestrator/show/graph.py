"""One graph of a plan: its steps, the data that flow between them, and what came of the rest (R9, R10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from orchestrator.catalog.model import Catalog
    from orchestrator.plan.model import Plan

NodeKind = Literal[
    "ask", "choose", "call", "want", "goal", "reading", "conflict", "missing", "nearest", "aside", "api", "type"
]
"""What a node stands for: steps of a plan, what comes out, what a query that has no plan says, parts of a catalog."""

Effect = Literal["read", "write", "destroy"]
EdgeKind = Literal["data", "state", "each", "reading", "problem", "needed"]
"""What an edge says: a datum flows, a state must be brought about first, a call is made for each row; or, where there is
no plan, which reading or problem a goal has, and what a missing datum is needed for."""

Format = Literal["tree", "mermaid", "dot", "svg", "html"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a node: what it is about, what it says, and where that comes from.

    Example:
        >>> Line("name", '"Acme"', "said")
        Line(name='name', text='"Acme"', note='said')
    """

    name: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture.

    Attributes:
        id: the step's own id, or another that no step has.
        title: the API, the words of the question, the type that is wanted.
        lines: arguments, or what else is to be read in the box.
        stage: from 0, the stage of the plan it belongs to; None where there are no stages.
        marks: short words on its role: `lookup`, `goal 1`, `for each row of c2`, `writes`.
        goals: the goals it is the call of, or is asked for.
        effect: of a call or an API, whether it changes something.
        lit: of a catalog, whether the plan has it; None where no plan was given.
    """

    id: str
    kind: NodeKind
    title: str
    lines: tuple[Line, ...] = ()
    stage: int | None = None
    marks: tuple[str, ...] = ()
    goals: tuple[int, ...] = ()
    effect: Effect | None = None
    lit: bool | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """From a node to a node. `label` is the datum that flows, or the state that is brought about."""

    source: str
    target: str
    label: str = ""
    kind: EdgeKind = "data"
    lit: bool | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """A picture as data, before anything is drawn.

    Attributes:
        title: in two words what it shows: `Ready`, `Needs input`, or the name of a catalog.
        text: one plain sentence on it.
        detail: numbers: calls, questions, whether it is proven best.
        nodes, edges: boxes and arrows, in a fixed order.
        direction: whether it runs down the page (plans) or to the right (catalogs).

    Example:
        >>> from orchestrator import Catalog, Orchestrator
        >>> plan = Orchestrator(Catalog.load("small_business")).plan(facts='goal(1, help). given(1, topic, "taxes").')
        >>> [node.title for node in plan_graph(plan).nodes]
        ['help']
    """

    title: str
    text: str
    detail: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    direction: Literal["down", "right"] = "down"

    def node(self, identifier: str) -> Node:
        """The node of that id.

        Raises:
            KeyError: there is no such node.
        """
        for node in self.nodes:
            if node.id == identifier:
                return node
        raise KeyError(identifier)

    def mermaid(self) -> str:
        """The graph as Mermaid text, which GitHub and many editors draw."""
        from orchestrator.show.mermaid import mermaid

        return mermaid(self)

    def dot(self) -> str:
        """The graph in the language of Graphviz."""
        from orchestrator.show.dot import dot

        return dot(self)

    def svg(self, *, heading: bool = True) -> str:
        """The graph as an SVG image; no other program is needed. Without `heading`, only boxes and lines."""
        from orchestrator.show.svg import svg

        return svg(self, heading=heading)

    def html(self) -> str:
        """A page with the image that needs nothing from the network."""
        from orchestrator.show.html import html

        return html(self)

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, str]:
        """What a notebook shows: the image, or the Mermaid text where no image can be shown."""
        return {"text/html": self.svg(), "text/plain": self.mermaid()}


def plan_graph(plan: Plan, catalog: Catalog | None = None) -> Graph:
    """The graph of a plan, or of the outcome where there is no plan.

    Args:
        plan: the plan.
        catalog: with it, calls that change something are marked, questions say what is allowed, and a call that brings
            about a state is joined with the call that needs it.
    """
    from orchestrator.show.outcome_graph import outcome_nodes
    from orchestrator.show.plan_nodes import heading, steps_graph

    title, detail = heading(plan)
    nodes, edges = steps_graph(plan, catalog) if plan.steps else outcome_nodes(plan, catalog)
    return Graph(title, plan.explanation, detail, tuple(nodes), tuple(edges))
