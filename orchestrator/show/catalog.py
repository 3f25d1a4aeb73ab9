"""A catalog, and the domains there are, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestrator.catalog.lint import Finding
from orchestrator.catalog.model import Api, Catalog, Input, Output, SemanticType
from orchestrator.show.words import Marks, counted, printable, styled
from orchestrator.values import describe


@dataclass(frozen=True)
class CatalogView:
    """A catalog's APIs and types, to be printed by rich."""

    catalog: Catalog

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = Marks.of(options)
        writes = sum(api.writes for api in self.catalog.apis.values())
        yield styled((printable(self.catalog.name), "bold"), f"  {printable(self.catalog.description, 1000)}")
        counts = f"{counted(len(self.catalog.apis), 'API')} ({writes} write)"
        yield styled((f"{counts} {marks.dot} {counted(len(self.catalog.types), 'type')}", "dim"))
        if self.catalog.apis:
            yield Text()
            yield Text("APIs", style="bold")
        for i, (name, api) in enumerate(self.catalog.apis.items()):
            yield Padding(_api(name, api, marks), (1 if i else 0, 0, 0, 2))
        if self.catalog.types:
            yield Text()
            yield Text("Types", style="bold")
            yield Padding(self._types(), (0, 0, 0, 2))
        if self.catalog.state:
            yield Text()
            held = ", ".join(printable(str(condition)) for condition in self.catalog.state)
            yield styled(("Holds at the start", "bold"), f"  {held}")

    def _types(self) -> RenderableType:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", overflow="fold")
        for _ in range(3):
            table.add_column(overflow="fold")
        for name in self.catalog.types:
            kind = self.catalog.type(name)
            table.add_row(printable(name), _kind(kind), printable(kind.entity or ""), _question(kind))
        return table


def _api(name: str, api: Api, marks: Marks) -> RenderableType:
    heading = styled((printable(name), "bold cyan"))
    if api.destructive:
        heading.append("  cannot be undone", style="bold red")
    elif api.writes:
        heading.append("  writes", style="magenta")
    if api.auto:
        heading.append(f" {marks.dot} called when needed", style="magenta")
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True, min_width=6)
    table.add_column(overflow="fold")
    if api.inputs:
        table.add_row("takes", _slots(api.inputs))
    if api.outputs:
        table.add_row("yields", _slots(api.outputs))
    if api.rows:
        table.add_row("rows", _slots(api.rows).append(f" (at {printable(api.rows_at)})" if api.rows_at else "", "italic dim"))
    if api.requires:
        table.add_row("needs", ", ".join(printable(str(condition)) for condition in api.requires))
    if api.ensures:
        table.add_row("then", ", ".join(printable(str(condition)) for condition in api.ensures))
    described = [Text(printable(api.description, 1000))] if api.description else []
    rows = [table] if table.row_count else []
    return Group(heading, Padding(Group(*described, *rows), (0, 0, 0, 2)))


def _slots(slots: Mapping[str, Input] | Mapping[str, Output]) -> Text:
    """`name: type` with a `?` after what may be left out; a default is shown as it is, a list in brackets."""
    text = Text()
    for name, slot in slots.items():
        if text:
            text.append(", ")
        text.append(printable(name))
        if isinstance(slot, Input) and not slot.required and slot.default is None:
            text.append("?", style="yellow")
        if slot.type != name or slot.many:
            text.append(f": {'list of ' if slot.many else ''}{printable(slot.type)}", style="dim")
        if isinstance(slot, Input):
            text.append(f" = {_default(slot.default)}" if slot.default is not None else "")
            text.append(" from the user" if slot.source == "user" else "", style="italic dim")
    return text


def _default(said: str | tuple[str, ...]) -> str:
    return printable(said) if isinstance(said, str) else f"[{', '.join(map(printable, said))}]"


def _kind(kind: SemanticType) -> str:
    """What values the type has, and what it is one of."""
    is_one_of = f"; is {kind.ancestors[1]}" if kind.ancestors[1:] else ""
    return printable(describe(kind) + is_one_of, 300)


def _question(kind: SemanticType) -> Text:
    if not kind.askable:
        return Text("never asked", style="dim")
    return Text(printable(kind.question)) if kind.question else Text("")


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that comes with the package; one that cannot be loaded has no catalog."""

    name: str
    catalog: Catalog | None


@dataclass(frozen=True)
class DomainsView:
    """The domains there are, as a table."""

    domains: Sequence[Domain]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
        table.add_column("domain", style="cyan", no_wrap=True)
        table.add_column("APIs", justify="right")
        table.add_column("types", justify="right")
        table.add_column("description", overflow="fold")
        for domain in self.domains:
            catalog = domain.catalog
            if catalog is None:
                table.add_row(domain.name, "", "", Text("cannot be loaded; see `check`", style="red"))
            else:
                counts = (str(len(catalog.apis)), str(len(catalog.types)))
                table.add_row(domain.name, *counts, printable(catalog.description, 1000))
        yield table


@dataclass(frozen=True)
class FindingsView:
    """What a check found, errors first."""

    name: str
    findings: Sequence[Finding]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = Marks.of(options)
        if not self.findings:
            yield styled((f"{marks.done} ", "green"), (printable(self.name), "bold"), ": nothing to mend")
            return
        errors = sum(finding.level == "error" for finding in self.findings)
        counts = f"{counted(errors, 'error')}, {counted(len(self.findings) - errors, 'warning')}"
        sign = (f"{marks.wrong} ", "red") if errors else (f"{marks.ask} ", "yellow")
        yield styled(sign, (printable(self.name), "bold"), f": {counts}")
        for finding in self.findings:
            style = "red" if finding.level == "error" else "yellow"
            text = styled(printable(finding.message, 2000), (f" [{finding.rule}]", "dim"))
            mend = [styled(("mend: ", "dim"), printable(finding.mend, 1000))] if finding.mend else []
            heading = styled((finding.level, style), f" {printable(finding.where)}")
            yield Padding(Group(heading, Padding(Group(text, *mend), (0, 0, 0, 2))), (0, 0, 0, 2))
