"""The parts of a plan's view that are no steps: readings, conflicts, what is missing, what was left aside."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from orchestrator.catalog.model import Catalog
from orchestrator.plan.model import ConflictFound, Missing, Plan, Reading
from orchestrator.show.words import Marks, printable, quoted, quoted_value, styled


def outcome_sections(plan: Plan, catalog: Catalog | None, marks: Marks) -> Iterator[RenderableType]:
    """The sections that a plan has besides its steps, each after an empty line."""
    sections = (
        _section("Readings", [_reading(reading) for reading in plan.readings]),
        _section("Conflicts", [_conflict(conflict) for conflict in plan.conflicts]),
        _section("What is missing", [_missing(missing, marks) for missing in plan.missing]),
        _nearest(plan, catalog),
        _left_aside(plan, marks),
    )
    for section in sections:
        if section is not None:
            yield Text()
            yield section


def _section(title: str, entries: list[RenderableType]) -> RenderableType | None:
    if not entries:
        return None
    tree = Tree(styled((title, "bold")), guide_style="dim")
    for entry in entries:
        tree.add(entry)
    return tree


def _rows(*rows: tuple[str, str]) -> RenderableType:
    """Lines of a word and what it says, under an entry; empty ones are left out."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for word, said in rows:
        if said:
            table.add_row(word, Text(said))
    return table


def _reading(reading: Reading) -> RenderableType:
    heading = Text()
    for number, api in reading.goals.items():
        if heading:
            heading.append(", ")
        heading.append_text(styled((printable(api), "bold"), (f" for goal {number}", "dim")))
    if reading.given is not None:
        if heading:
            heading.append(", with ")
        given = reading.given
        heading.append_text(styled(f"{quoted(given.value)} as ", (printable(given.name), "bold")))
        heading.append(f" for goal {given.goal}", style="dim")
    question = printable(reading.question, 1000)
    return Group(heading, styled((question, "italic"))) if question else heading


def _conflict(conflict: ConflictFound) -> RenderableType:
    values = ", ".join(map(quoted, conflict.values))
    heading = styled((printable(conflict.name), "bold"), f" {values} ", (f"for goal {conflict.goal}", "dim"))
    return Group(
        heading,
        _rows(("why", printable(conflict.reason, 1000)), ("allowed", printable(conflict.allowed, 1000))),
    )


def _missing(missing: Missing, marks: Marks) -> RenderableType:
    heading = styled((printable(missing.slot or missing.type), "bold"))
    if missing.slot and missing.type not in ("", missing.slot):
        heading.append(f" ({printable(missing.type)})")
    heading.append(f" for goal {missing.goal}", style="dim")
    chain = f" {marks.then} ".join(printable(step) for step in missing.needed_for)
    return Group(heading, _rows(("needed for", chain), ("would help", printable(missing.would_help, 1000))))


def _nearest(plan: Plan, catalog: Catalog | None) -> RenderableType | None:
    entries: list[RenderableType] = []
    for name in plan.nearest:
        api = catalog.apis.get(name) if catalog is not None else None
        described = f"  {printable(api.description)}" if api is not None else ""
        entries.append(styled((printable(name), "bold"), (described, "dim")))
    return _section("Nearest to it", entries)


def _left_aside(plan: Plan, marks: Marks) -> RenderableType | None:
    """What the user said and no step uses, and what the model said and the query does not support."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="yellow", no_wrap=True)
    table.add_column(overflow="fold")
    for unused in plan.unused:
        said = f"{printable(unused.name)} {quoted_value(unused.value)} (goal {unused.goal})"
        table.add_row("not used", Text(said))
    for dropped in plan.facts.dropped:
        said = f"{printable(dropped.name)} {quoted(dropped.value)} (goal {dropped.goal})"
        table.add_row("dropped", Text(f"{said} {marks.dot} {printable(dropped.reason)}"))
    if plan.unsaid:
        table.add_row("ignored", Text(", ".join(quoted(word) for word in plan.unsaid)))
    return Group(styled(("Left aside", "bold")), Padding(table, (0, 0, 0, 2))) if table.row_count else None
