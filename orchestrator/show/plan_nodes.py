"""The nodes and edges of a plan that has steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.catalog.model import Api, Catalog, Condition
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
    Step,
)
from orchestrator.plan.rows import each_in_words, in_words
from orchestrator.secrets import MARK
from orchestrator.show.graph import Edge, Effect, Line, Node
from orchestrator.show.words import counted, listed, numbered_goals, quoted, quoted_value
from orchestrator.values import describe

TITLES = {
    "ready": "Ready",
    "needs_input": "Needs input",
    "ambiguous": "Several readings",
    "conflict": "Conflict",
    "unsolvable": "No plan exists",
    "out_of_scope": "Out of scope",
}


def heading(plan: Plan) -> tuple[str, str]:
    """The title of the picture, and the numbers under it."""
    title = TITLES[plan.status]
    if plan.status not in ("ready", "needs_input"):
        return title, ""
    counts = [counted(len(plan.calls), "call")]
    if plan.asks:
        counts.append(counted(len(plan.asks), "question"))
    if plan.choices:
        counts.append(counted(len(plan.choices), "choice"))
    return title, f"{', '.join(counts)} · {'proven best' if plan.optimal else 'not proven to be the best'}"


def steps_graph(plan: Plan, catalog: Catalog | None) -> tuple[list[Node], list[Edge]]:
    """The nodes of the steps, of what comes out and of what was left aside, and the edges between them."""
    maker = _Maker(plan, catalog)
    nodes = [*maker.steps(), *maker.wants()]
    if (aside := aside_node(plan, maker.stages)) is not None:
        nodes.append(aside)
    return nodes, list(dict.fromkeys(maker.edges()))


def aside_node(plan: Plan, stage: int | None) -> Node | None:
    """What the user said and no step uses, what the model said and the query does not support, words without a fact."""
    lines = [
        Line(f"{unused.name}", quoted_value(unused.value), f"not used, goal {unused.goal}") for unused in plan.unused
    ]
    lines += [
        Line(dropped.name, quoted(dropped.value), f"dropped: {dropped.reason}") for dropped in plan.facts.dropped
    ]
    if plan.unsaid:
        lines.append(Line("", ", ".join(map(quoted, plan.unsaid)), "words that no fact carries"))
    return Node("aside", "aside", "Left aside", tuple(lines), stage) if lines else None


class _Maker:
    """Makes the nodes and edges of one plan."""

    def __init__(self, plan: Plan, catalog: Catalog | None) -> None:
        self.plan, self.catalog = plan, catalog
        stages = plan.stages or tuple((step.id,) for step in plan.steps)
        self.stage = {step: number for number, stage in enumerate(stages) for step in stage}
        self.stages = len(stages)
        self.by_id: dict[str, Step] = {step.id: step for step in plan.steps}

    def api(self, name: str) -> Api | None:
        return self.catalog.apis.get(name) if self.catalog is not None else None

    # nodes

    def steps(self) -> Iterator[Node]:
        for step in self.plan.steps:
            match step:
                case Ask():
                    yield self._ask(step)
                case Choose():
                    yield self._choose(step)
                case Call():
                    yield self._call(step)

    def _ask(self, ask: Ask) -> Node:
        words = ask.asks.question or f"Which {ask.asks.type.replace('_', ' ')}?"
        lines = [Line("asks", f"{ask.asks.slot} for {self._goals(ask.asks.goals)}")]
        if allowed := self._allowed(ask.asks.type):
            lines.append(Line("answer", allowed))
        return Node(ask.id, "ask", words, tuple(lines), self.stage.get(ask.id), ("question",), ask.asks.goals)

    def _allowed(self, name: str) -> str:
        if self.catalog is None or name not in self.catalog.semantic_types:
            return ""
        kind = self.catalog.type(name)
        return describe(kind) if kind.values or kind.base != "string" else ""

    def _goals(self, goals: Sequence[int]) -> str:
        apis = {goal: call.api for call in self.plan.calls for goal in call.goals}
        apis |= {want.goal: want.type for want in self.plan.wants}
        words = [f"{goal} ({apis[goal]})" if goal in apis else str(goal) for goal in goals]
        return f"goal{'s' if words[1:] else ''} {listed(words)}"

    def _choose(self, choose: Choose) -> Node:
        lines = [Line("one row of", choose.of), Line("for", self._goals(choose.goals))]
        if choose.columns:
            lines.append(Line("shows", ", ".join(choose.columns)))
        words = choose.question or "Which one?"
        return Node(choose.id, "choose", words, tuple(lines), self.stage.get(choose.id), ("choice",), choose.goals)

    def _call(self, call: Call) -> Node:
        api = self.api(call.api)
        effect: Effect | None = effect_of(api) if api is not None else None
        lines = [line for name, argument in call.arguments.items() for line in self._lines(name, argument, call)]
        stage = self.stage.get(call.id)
        return Node(call.id, "call", call.api, tuple(lines), stage, self._marks(call, effect), call.goals, effect)

    def _marks(self, call: Call, effect: Effect | None) -> tuple[str, ...]:
        alike = [other.id for other in self.plan.calls if other.goals == call.goals]
        member = f", {alike.index(call.id) + 1} of {len(alike)}" if call.goals and alike[1:] else ""
        role = numbered_goals(call.goals) + member if call.goals else "needed first" if effect == "write" else "lookup"
        marks = [role]
        if call.for_each is not None:
            marks.append(f"for {each_in_words(call)} of {call.for_each}")
        if effect in ("write", "destroy"):
            marks.append("writes" if effect == "write" else "cannot be undone")
        return tuple(marks)

    def _is_secret(self, call: Call, name: str) -> bool:
        api = self.api(call.api)
        return api is not None and name in api.inputs and api.inputs[name].sensitive

    def _lines(self, name: str, argument: Argument, call: Call) -> Iterator[Line]:
        match argument:
            case FromValue(value=value):
                yield Line(name, MARK if self._is_secret(call, name) else quoted_value(value), "said")
            case FromDefault(default=value):
                yield Line(name, quoted_value(value), "default")
            case FromStep(source=source, pick=pick):
                yield Line(name, source, self._origin(source, pick, call))
            case FromList(list=parts):
                for place, part in enumerate(parts):
                    yield from self._lines("" if place else name, part, call)

    def _origin(self, source: str, pick: RowPick | None, call: Call | None = None) -> str:
        """What is to be known of a datum besides its source: an answer, or which rows of a list."""
        identifier, _, output = source.partition(".")
        maker = self.by_id.get(identifier)
        if isinstance(maker, Ask):
            return "your answer"
        if not isinstance(maker, Call):
            return ""
        each = call.for_each if call is not None else None
        if each is not None and each in (maker.id, maker.for_each) and (pick is None or pick.first is not None):
            return "that row"
        if pick is not None:
            return in_words(pick)
        api = self.api(maker.api)
        of_rows = api is not None and output in api.rows
        return "all rows" if maker.for_each is not None or of_rows else ""

    def wants(self) -> Iterator[Node]:
        for place, want in enumerate(self.plan.wants, 1):
            line = Line("", want.source, self._origin(want.source, want.pick))
            marks = (f"goal {want.goal}", "you get")
            yield Node(_want_id(place), "want", want.type, (line,), self.stages, marks, (want.goal,))

    # edges

    def edges(self) -> Iterator[Edge]:
        for step in self.plan.steps:
            if isinstance(step, Choose) and step.of in self.by_id:
                yield Edge(step.of, step.id, "rows")
            if isinstance(step, Call):
                drawn = list(self._drawn(step))
                yield from drawn
                if step.for_each in self.by_id and all(edge.source != step.for_each for edge in drawn):
                    yield Edge(str(step.for_each), step.id, "each row", "each")
                yield from self._states(step)
        for place, want in enumerate(self.plan.wants, 1):
            yield from self._flow(want.source, want.pick, _want_id(place))

    def _drawn(self, call: Call) -> Iterator[Edge]:
        for name, argument in call.arguments.items():
            for part in argument.list if isinstance(argument, FromList) else (argument,):
                if isinstance(part, FromStep):
                    yield from self._flow(part.source, part.pick, call.id, name)

    def _flow(self, source: str, pick: RowPick | None, target: str, slot: str = "") -> Iterator[Edge]:
        identifier, _, output = source.partition(".")
        maker = self.by_id.get(identifier)
        if maker is not None:
            yield Edge(identifier, target, output or (maker.asks.slot if isinstance(maker, Ask) else slot))
        if pick is not None and pick.chosen is not None and pick.chosen in self.by_id:
            yield Edge(pick.chosen, target, "chosen row")

    def _states(self, call: Call) -> Iterator[Edge]:
        """A call that needs a state, and the last call before it that brings just that about for the same data."""
        api = self.api(call.api)
        for needed in api.requires if api is not None else ():
            wanted = self._meant(needed, call)
            for before in reversed(self.plan.calls):
                made_by = self.api(before.api)
                if made_by is None or self.stage[before.id] >= self.stage[call.id]:
                    continue
                if any(self._meant(effect, before) == wanted for effect in made_by.ensures):
                    yield Edge(before.id, call.id, str(needed), "state")
                    break

    def _meant(self, condition: Condition, call: Call) -> tuple[object, ...]:
        """A condition with the data it speaks of: two that are equal are the same state."""
        data = [call.arguments.get(name, f"{call.id}.{name}") for name in condition.arguments]
        named = [part.source if isinstance(part, FromStep) else part for part in data]
        return (condition.fluent, condition.holds, *(str(part) for part in named))


def effect_of(api: Api) -> Effect:
    """What a call of the API does to the world."""
    return "destroy" if api.destructive else "write" if api.writes else "read"


def _want_id(place: int) -> str:
    return f"want {place}"
