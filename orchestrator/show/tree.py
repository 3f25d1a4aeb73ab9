"""A plan as a tree for the terminal: questions on top, the calls in stages, then what came of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from orchestrator.catalog.model import Catalog
from orchestrator.plan.model import Argument, Ask, Call, FromDefault, FromStep, FromValue, Plan, Status, Step
from orchestrator.show.outcomes import outcome_sections
from orchestrator.show.words import Marks, counted, listed, numbered_goals, printable, quoted, styled
from orchestrator.values import describe

_TITLES: dict[Status, tuple[str, str]] = {
    "ready": ("Ready", "green"),
    "needs_input": ("Needs input", "yellow"),
    "ambiguous": ("Several readings", "magenta"),
    "conflict": ("Conflict", "red"),
    "unsolvable": ("No plan exists", "red"),
    "out_of_scope": ("Out of scope", "blue"),
}


@dataclass(frozen=True)
class PlanView:
    """A plan, to be printed by rich.

    Args:
        plan: the plan.
        catalog: with it, calls that change something are marked, and questions say what is allowed.

    Example:
        Console().print(PlanView(plan, catalog))
    """

    plan: Plan
    catalog: Catalog | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        marks = Marks.of(options)
        yield self._heading(marks)
        if self.plan.asks:
            yield Text()
            yield Text("Questions", style="bold")
            yield from self._questions(marks)
        if self.plan.calls:
            yield Text()
            yield self._calls(marks)
        if self.plan.wants:
            yield Text()
            yield self._wants(marks)
        yield from outcome_sections(self.plan, self.catalog, marks)

    def _heading(self, marks: Marks) -> RenderableType:
        title, style = _TITLES[self.plan.status]
        sign = {"ready": marks.done, "needs_input": marks.ask, "ambiguous": marks.ask}.get(
            self.plan.status, marks.wrong
        )
        heading = styled((f"{sign} {title}", f"bold {style}"))
        if self.plan.explanation:
            heading.append(f": {printable(self.plan.explanation, 2000)}")
        if self.plan.status not in ("ready", "needs_input"):
            return heading
        counts = [counted(len(self.plan.calls), "call")]
        if self.plan.asks:
            counts.append(counted(len(self.plan.asks), "question"))
        proof = "proven best" if self.plan.optimal else "not proven to be the best"
        return Group(heading, styled((f"  {', '.join(counts)} {marks.dot} {proof}", "dim")))

    def _questions(self, marks: Marks) -> Iterator[RenderableType]:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for ask in self.plan.asks:
            words = ask.asks.question or f"Which {ask.asks.type.replace('_', ' ')}?"
            told = f"{ask.asks.slot} for {self._goals_in_words(ask)}"
            if allowed := self._allowed(ask):
                told += f" {marks.dot} {allowed}"
            sign = styled((f"{marks.ask} ", "bold yellow"), (ask.id, "yellow"))
            table.add_row(
                sign, Group(styled((printable(words, 1000), "bold")), styled((printable(told, 1000), "dim")))
            )
        yield Padding(table, (0, 0, 0, 2))

    def _allowed(self, ask: Ask) -> str:
        """What may be answered, where that is more than a text or a number."""
        if self.catalog is None or ask.asks.type not in self.catalog.semantic_types:
            return ""
        kind = self.catalog.type(ask.asks.type)
        return printable(describe(kind), 300) if kind.values or kind.base != "string" else ""

    def _goals_in_words(self, ask: Ask) -> str:
        apis = {goal: call.api for call in self.plan.calls for goal in call.goals}
        apis |= {want.goal: want.type for want in self.plan.wants}
        words = [f"{goal} ({apis[goal]})" if goal in apis else str(goal) for goal in ask.asks.goals]
        return f"goal{'s' if words[1:] else ''} {listed(words)}"

    def _calls(self, marks: Marks) -> Tree:
        tree = Tree(styled(("Calls", "bold")), guide_style="dim")
        for stage in self._stages():
            branch = tree.add(styled(("side by side", "dim italic"))) if stage[1:] else tree
            for step in stage:
                branch.add(self._step(step, marks))
        return tree

    def _stages(self) -> list[list[Step]]:
        """The stages without those questions that are put before any call: they stand on top."""
        stages: list[list[Step]] = []
        for ids in self.plan.stages or tuple((step.id,) for step in self.plan.steps):
            steps = [self.plan.step(identifier) for identifier in ids]
            kept = [step for step in steps if isinstance(step, Call) or stages]
            if kept:
                stages.append(kept)
        return stages

    def _step(self, step: Step, marks: Marks) -> RenderableType:
        if isinstance(step, Ask):
            return styled((f"{step.id} ", "yellow"), (f"{marks.ask} ask, as above", "dim"))
        heading = styled((f"{step.id} ", "cyan"), (printable(step.api), "bold"))
        heading.append_text(self._role(step, marks))
        if not step.arguments:
            return heading
        table = _flow_table()
        for name, argument in step.arguments.items():
            value, origin = self._source(argument)
            table.add_row(printable(name), marks.arrow, value, origin)
        return Group(heading, Padding(table, (0, 0, 0, len(step.id) + 1)))

    def _role(self, call: Call, marks: Marks) -> Text:
        """Why the call is made, and whether it changes something."""
        api = self.catalog.apis.get(call.api) if self.catalog is not None else None
        role = Text("  ")
        if call.goals:
            role.append(f"{marks.goal} for {numbered_goals(call.goals)}", style="green")
        else:
            role.append("needed first" if api is not None and api.writes else "lookup", style="dim")
        if api is not None and api.destructive:
            role.append(f" {marks.dot} cannot be undone", style="bold red")
        elif api is not None and api.writes:
            role.append(f" {marks.dot} writes", style="magenta")
        return role

    def _source(self, argument: Argument) -> tuple[Text, str]:
        """What fills an argument, and where that comes from."""
        match argument:
            case FromValue(value=value):
                return Text(quoted(value)), "said"
            case FromDefault(default=value):
                return Text(quoted(value)), "default"
            case FromStep(source=source):
                return self._step_source(source)

    def _step_source(self, source: str) -> tuple[Text, str]:
        identifier, _, output = source.partition(".")
        step = next((s for s in self.plan.steps if s.id == identifier), None)
        if isinstance(step, Ask):
            return styled((identifier, "yellow")), "your answer"
        name = styled((identifier, "cyan"), f".{printable(output)}" if output else "")
        return name, f"from {printable(step.api)}" if step is not None else ""

    def _wants(self, marks: Marks) -> RenderableType:
        table = _flow_table()
        for want in self.plan.wants:
            value, origin = self._step_source(want.source)
            name = styled((f"{marks.goal} ", "green"), printable(want.type))
            table.add_row(name, marks.arrow, value, f"{origin}, for goal {want.goal}")
        return Group(styled(("You get", "bold")), Padding(table, (0, 0, 0, 2)))


def _flow_table() -> Table:
    """Rows of a name, an arrow, what it is filled with, and where that comes from."""
    table = Table.grid(padding=(0, 1))
    table.add_column(overflow="fold")
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim", overflow="fold")
    return table


def plan_text(
    plan: Plan, catalog: Catalog | None = None, *, width: int = 80, ascii_only: bool = False
) -> str:
    """The tree of a plan as plain text.

    Args:
        plan: the plan.
        catalog: with it, calls that change something are marked, and questions say what is allowed.
        width: the columns there are.
        ascii_only: use no characters beyond ASCII for the tree itself.
    """
    import io

    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii" if ascii_only else "utf-8", errors="backslashreplace")
    console = Console(file=stream, width=width, color_system=None, legacy_windows=False, highlight=False)
    console.print(PlanView(plan, catalog))
    stream.flush()
    return "\n".join(line.rstrip() for line in buffer.getvalue().decode().splitlines()) + "\n"
