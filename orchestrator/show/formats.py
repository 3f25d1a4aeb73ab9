"""Plans and catalogs in every format there is: one entry for the command line, notebooks and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from orchestrator.errors import Problem, UsageError
from orchestrator.show.graph import Format, Graph, plan_graph

if TYPE_CHECKING:
    from orchestrator.catalog.model import Catalog
    from orchestrator.plan.model import Plan

FORMATS: tuple[Format, ...] = get_args(Format)


def render(plan: Plan, catalog: Catalog | None = None, format: Format = "tree", *, width: int = 80) -> str:
    """A plan as text in a format.

    Args:
        plan: the plan.
        catalog: with it, more is known of calls and questions.
        format: `tree`, `mermaid`, `dot`, `svg` or `html`.
        width: of the tree, in columns.

    Raises:
        UsageError: there is no such format.

    Example:
        >>> from orchestrator import Catalog, Orchestrator
        >>> plan = Orchestrator(Catalog.load("small_business")).plan(facts='goal(1, help). given(1, topic, "taxes").')
        >>> render(plan, format="mermaid").splitlines()[1]
        'flowchart TD'
    """
    if format == "tree":
        from orchestrator.show.tree import plan_text

        return plan_text(plan, catalog, width=width)
    return _drawn(plan_graph(plan, catalog), format)


def render_catalog(
    catalog: Catalog, plan: Plan | None = None, format: Format = "tree", *, width: int = 80
) -> str:
    """A catalog as text in a format: which API feeds which; with a plan, its part is lit.

    The `tree` of a catalog lists its APIs and types, and no plan in it.

    Raises:
        UsageError: there is no such format.
    """
    if format == "tree":
        return _listed(catalog, width)
    from orchestrator.show.catalog_graph import catalog_graph

    return _drawn(catalog_graph(catalog, plan), format)


def _drawn(graph: Graph, format: Format) -> str:
    match format:
        case "mermaid":
            return graph.mermaid()
        case "dot":
            return graph.dot()
        case "svg":
            return graph.svg()
        case "html":
            return graph.html()
        case _:
            raise UsageError(Problem(f"there is no format {format!r}", expected=f"one of {', '.join(FORMATS)}"))


def _listed(catalog: Catalog, width: int) -> str:
    import io

    from rich.console import Console

    from orchestrator.show.catalog import CatalogView

    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None, legacy_windows=False, highlight=False)
    console.print(CatalogView(catalog))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
