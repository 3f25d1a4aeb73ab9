"""A plan as a tree for the terminal: questions on top, the calls in stages, then what came of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from orchestrator.catalog.model import Catalog
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Plan,
    RowPick,
    Status,
    Step,
)
from orchestrator.plan.rows import each_in_words, in_words
from orchestrator.secrets import MARK
from orchestrator.show.outcomes import outcome_sections
from orchestrator.show.words import Marks, counted, listed, numbered_goals, printable, quoted_value, styled
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
        if self.plan.calls or self.plan.choices:
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
        if self.plan.choices:
            counts.append(counted(len(self.plan.choices), "choice"))
        proof = "proven best" if self.plan.optimal else "not proven to be the best"
        return Group(heading, styled((f"  {', '.join(counts)} {marks.dot} {proof}", "dim")))

    def _questions(self, marks: Marks) -> Iterator[RenderableType]:
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for ask in self.plan.asks:
            words = ask.asks.question or f"Which {ask.asks.type.replace('_', ' ')}?"
            told = f"{ask.asks.slot} for {self._goals_in_words(ask.asks.goals)}"
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

    def _goals_in_words(self, goals: Sequence[int]) -> str:
        apis = {goal: call.api for call in self.plan.calls for goal in call.goals}
        apis |= {want.goal: want.type for want in self.plan.wants}
        words = [f"{goal} ({apis[goal]})" if goal in apis else str(goal) for goal in goals]
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
            kept = [step for step in steps if not isinstance(step, Ask) or stages]
            if kept:
                stages.append(kept)
        return stages

    def _step(self, step: Step, marks: Marks) -> RenderableType:
        if isinstance(step, Ask):
            return styled((f"{step.id} ", "yellow"), (f"{marks.ask} ask, as above", "dim"))
        if isinstance(step, Choose):
            return self._choice(step, marks)
        heading = styled((f"{step.id} ", "cyan"), (printable(step.api), "bold"))
        heading.append_text(self._role(step, marks))
        if not step.arguments:
            return heading
        table = _flow_table()
        for name, argument in step.arguments.items():
            label, arrow = printable(name), marks.arrow
            api = self.catalog.apis.get(step.api) if self.catalog is not None else None
            secret = api is not None and name in api.inputs and api.inputs[name].sensitive
            for value, origin in self._sources(argument, step):
                value = Text(MARK) if secret and isinstance(argument, FromValue) else value
                table.add_row(label, arrow, value, origin)
                label = arrow = ""  # the other members of a list stand below the first
        return Group(heading, Padding(table, (0, 0, 0, len(step.id) + 1)))

    def _choice(self, choice: Choose, marks: Marks) -> RenderableType:
        """What is to choose, from which rows and for what, and what will be shown of each."""
        words = choice.question or "Which one?"
        heading = styled((f"{choice.id} ", "yellow"), (f"{marks.ask} ", "bold yellow"), (printable(words, 1000), "bold"))
        told = f"one row of {choice.of} for {self._goals_in_words(choice.goals)}"
        if choice.columns:
            told += f" {marks.dot} {', '.join(choice.columns)}"
        return Group(heading, Padding(styled((printable(told, 1000), "dim")), (0, 0, 0, len(choice.id) + 1)))

    def _role(self, call: Call, marks: Marks) -> Text:
        """Why and how often the call is made, and whether it changes something."""
        api = self.catalog.apis.get(call.api) if self.catalog is not None else None
        role = Text("  ")
        if call.goals:
            role.append(f"{marks.goal} for {numbered_goals(call.goals)}{self._member(call)}", style="green")
        else:
            role.append("needed first" if api is not None and api.writes else "lookup", style="dim")
        if call.for_each is not None:
            role.append(f" {marks.dot} for {each_in_words(call)} of {printable(call.for_each)}", style="cyan")
        if api is not None and api.destructive:
            role.append(f" {marks.dot} cannot be undone", style="bold red")
        elif api is not None and api.writes:
            role.append(f" {marks.dot} writes", style="magenta")
        return role

    def _member(self, call: Call) -> str:
        """Of a goal that is called several times, once for each value: which of the calls this is."""
        alike = [other.id for other in self.plan.calls if other.goals == call.goals]
        return f", {alike.index(call.id) + 1} of {len(alike)}" if alike[1:] else ""

    def _sources(self, argument: Argument, call: Call) -> Iterator[tuple[Text, str]]:
        """What fills an argument, and where that comes from; of a list put together from several, each member."""
        match argument:
            case FromValue(value=value):
                yield Text(quoted_value(value)), "said"
            case FromDefault(default=value):
                yield Text(quoted_value(value)), "default"
            case FromStep(source=source, pick=pick):
                yield self._step_source(source, pick, call)
            case FromList(list=parts):
                for part in parts:
                    yield from self._sources(part, call)

    def _step_source(self, source: str, pick: RowPick | None, call: Call | None = None) -> tuple[Text, str]:
        identifier, _, output = source.partition(".")
        step = next((s for s in self.plan.steps if s.id == identifier), None)
        if isinstance(step, Ask):
            return styled((identifier, "yellow")), "your answer"
        name = styled((identifier, "cyan"), f".{printable(output)}" if output else "")
        if not isinstance(step, Call):
            return name, f"from {printable(step.api)}" if step is not None else ""
        origin = f"from {printable(step.api)}"
        return name, f"{origin}, {rows}" if (rows := self._rows(step, output, pick, call)) else origin

    def _rows(self, maker: Call, output: str, pick: RowPick | None, taker: Call | None) -> str:
        """Which rows of a list are taken, as far as that is known without the catalog."""
        each = taker.for_each if taker is not None else None
        if each is not None and each in (maker.id, maker.for_each) and (pick is None or pick.first is not None):
            return "that row"
        if pick is not None:
            return printable(in_words(pick), 1000)
        api = self.catalog.apis.get(maker.api) if self.catalog is not None else None
        of_rows = api is not None and output in api.rows
        return "all rows" if maker.for_each is not None or of_rows else ""

    def _wants(self, marks: Marks) -> RenderableType:
        table = _flow_table()
        for want in self.plan.wants:
            value, origin = self._step_source(want.source, want.pick)
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
    console = Console(file=stream, width=width, color_system=None, legacy_windows=False, highlight=False, force_jupyter=False)
    console.print(PlanView(plan, catalog))
    stream.flush()
    return "\n".join(line.rstrip() for line in buffer.getvalue().decode().splitlines()) + "\n"
