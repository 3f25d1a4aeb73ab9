"""From a schedule to the plan of section 5: steps with ids, and for every argument where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Facts, Given, Value
from orchestrator.plan.model import (
    Argument,
    Ask,
    Asked,
    Call,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Met,
    NeedsInput,
    Ready,
    RowPick,
    Unused,
)
from orchestrator.plan.schedule import Schedule, Step, after, start
from orchestrator.plan.selection import Selection
from orchestrator.reason.situation import Call as CallNode
from orchestrator.reason.situation import Candidate, Datum, Row, Situation


def assemble(
    schedule: Schedule, selection: Selection, situation: Situation, catalog: Catalog, facts: Facts, *, optimal: bool
) -> Ready | NeedsInput:
    """The plan of a schedule, without its explanation."""
    return _Assembly(schedule, selection, situation, catalog, facts).plan(optimal)


class _Assembly:
    def __init__(
        self, schedule: Schedule, selection: Selection, situation: Situation, catalog: Catalog, facts: Facts
    ) -> None:
        self.schedule, self.selection, self.situation = schedule, selection, situation
        self.catalog, self.facts = catalog, facts
        self.nodes = [situation.calls[step.made.call] for step in schedule.steps]
        self.ids = self._call_ids()
        self.before = [start(situation)]
        for step in schedule.steps:
            self.before.append(after(step, self.before[-1]))
        self.producer = {d: index for index, step in enumerate(schedule.steps) for d in step.yields}
        self.met = dict(selection.met)
        self.aliases = situation.turned_out(self.met)
        self.asked = self._questions_in_order()
        self.question_ids = {datum: f"q{index}" for index, datum in enumerate(self.asked, 1)}
        choices = [index for index, node in enumerate(self.nodes) if node.kind == "choice"]
        self.ids |= {index: f"q{number}" for number, index in enumerate(choices, 1 + len(self.asked))}
        self.ways = {number: self._way(number) for number in situation.numbers}

    def plan(self, optimal: bool) -> Ready | NeedsInput:
        asks = self._asks()
        calls: list[Call | Choose] = [
            self._choose(index) if self.nodes[index].kind == "choice" else self._call(index, step)
            for index, step in enumerate(self.schedule.steps) if not step.silent
        ]  # fmt: skip
        calls = [self._chosen_apart(c, calls) if isinstance(c, Choose) else c for c in calls]
        outcome = NeedsInput if asks or any(isinstance(c, Choose) for c in calls) else Ready
        return outcome(
            cost=self.selection.cost(self.situation),
            optimal=optimal,
            steps=(*asks, *calls),
            stages=self._stages(asks),
            wants=tuple(self._met(n, datum) for n, datum in self.selection.met if n not in self.situation.goals),
            unused=tuple(self._unused()),
            unsaid=self.facts.unsaid,
            facts=self.facts,
        )

    # --- calls ---------------------------------------------------------------------------------------------------------
    def _call_ids(self) -> dict[int, str]:
        made = [i for i, node in enumerate(self.nodes) if node.row is None]
        return {index: f"c{number}" for number, index in enumerate(made, 1)}

    def _call(self, index: int, step: Step) -> Call:
        call = self.nodes[index]
        goals = self._goals(index)
        arguments = {x: self._argument(goals, call.api, x, d, call.slots[x]) for x, d in step.made.data.items()}
        loops = [self._datum(d).loop for d in step.made.data.values()]
        loop = next((inner for inner in loops if inner is not None), None)
        return Call(
            id=self.ids[index],
            api=call.api,
            goals=goals,
            for_each=None if loop is None else self._lister(self.situation.calls[loop]),
            arguments=_put_together(arguments, call),
        )

    def _datum(self, identifier: str) -> Datum:
        return self.situation.data[self.aliases.get(identifier, identifier)]

    # --- rows ----------------------------------------------------------------------------------------------------------
    def _lister(self, row: CallNode) -> str:
        """The step whose list a row is of."""
        of = row.slots["of"][0].datum
        return self.ids[self.producer[self.aliases.get(of, of)]]

    def _choose(self, index: int) -> Choose:
        """A choice, with the goals it is for and what the user sees of each row."""
        node = self.nodes[index]
        row = node.row or Row(list="", mode="chosen")
        api = self.catalog.apis[node.api]
        columns = tuple(api.lists.get(row.list) or api.yields)
        thing = node.api.replace("_", " ")
        question = f"Which of the results of {thing}?"
        goals = tuple(n for n in self.situation.numbers if index in self.ways[n])
        return Choose(id=self.ids[index], of=self._lister(node), goals=goals, columns=columns, question=question)

    def _chosen_apart(self, choose: Choose, steps: Sequence[Call | Choose]) -> Choose:
        """Two choices of one list say what each is for."""
        if sum(isinstance(s, Choose) and s.question == choose.question for s in steps) == 1:
            return choose
        picked = RowPick(chosen=choose.id)
        takers = [
            f"{x} of {s.api} {' and '.join(map(str, s.goals))}".replace("_", " ").strip()
            for s in steps if isinstance(s, Call) for x, a in s.arguments.items() if isinstance(a, FromStep) and a.pick == picked
        ]  # fmt: skip
        return choose.model_copy(update={"question": f"{choose.question[:-1]}, as the {takers[0]}?"}) if takers else choose

    def _column(self, datum: Datum) -> FromStep:
        """A column of a row, under the step that yields the list."""
        node = self.situation.calls[datum.call or ""]
        row = node.row
        assert row is not None  # only rows have columns
        return FromStep(source=f"{self._lister(node)}.{datum.output}", pick=self._pick(datum, row))

    def _pick(self, datum: Datum, row: Row) -> RowPick | None:
        match row.mode:
            case "first":
                return RowPick(first=1)
            case "last":
                return RowPick(last=1)
            case "nth":
                return RowPick(nth=row.count)
            case "min":
                return RowPick(min=row.column)
            case "max":
                return RowPick(max=row.column)
            case "equals":
                return RowPick(equals={column: self.situation.data[d].text or "" for column, d in row.equals.items()})
            case "chosen":
                return RowPick(chosen=self.ids[self.producer[datum.id]])
            case "top" | "every" if row.count is not None:
                return RowPick(first=row.count)
            case _:
                return None

    def _goals(self, index: int) -> tuple[int, ...]:
        """The goals that a call is the call of: its own, and the reads that turned out to be it."""
        own = self.situation.calls[self.schedule.steps[index].made.call].goals
        reads = [n for n, d in self.selection.met if n in self.situation.goals and self.producer.get(d) == index]
        return tuple(sorted({*own, *reads}))

    def _argument(
        self, goals: Sequence[int], api: str, slot: str, datum_id: str, admitted: Sequence[Candidate]
    ) -> Argument:
        datum_id = self.aliases.get(datum_id, datum_id)
        datum = self.situation.data[datum_id]
        if datum.kind == "answer":
            return FromStep(source=self.question_ids[datum_id])
        if datum.kind == "output":
            return self._from_output(datum)
        source = next((c.source for c in admitted if c.datum == datum_id), "given")
        if source == "default":
            return FromDefault(default=self.catalog.apis[api].inputs[slot].default or "")
        given = self._said(goals, slot, datum_id)
        if given is not None:
            return FromValue(value=given.members[0], span=given.span)
        return FromValue(value=datum.text or "", span=datum.span)

    def _from_output(self, datum: Datum) -> FromStep:
        """What a call yields, or a column of a row of its list."""
        if datum.call is not None and self.situation.calls[datum.call].row is not None:
            return self._column(datum)
        return FromStep(source=f"{self.ids[self.producer[datum.id]]}.{datum.output}")

    def _said(self, goals: Sequence[int], slot: str, datum_id: str) -> Given | None:
        """The fact that the value comes from: the one of the goal and the slot before others, as the words stand there."""
        becoming = [g for g, use in zip(self.facts.givens, self.situation.givens, strict=True) if datum_id in use.data]
        own = [g for g in becoming if g.goal in goals]
        by_name = [g for g in own if g.name == slot]
        return next(iter([*by_name, *own, *becoming]), None)

    # --- questions -----------------------------------------------------------------------------------------------------
    def _questions_in_order(self) -> list[str]:
        """The questions in the order in which the goals' slots need them."""
        asked = set(self.selection.asked)
        found: list[str] = []
        for step in self.schedule.steps:
            found += [d for d in step.made.data.values() if d in asked and d not in found]
        return found

    def _way(self, number: int) -> set[int]:
        """The steps that a goal or want needs of its own: what yields its data and what brings about the state it requires.

        What another goal's call needs is that goal's affair, also where its result flows here.
        """
        waiting = [i for i in range(len(self.schedule.steps)) if number in self._goals(i)]
        met = self.met.get(number)
        waiting += [self.producer[met]] if met in self.producer and met is not None else []
        way: set[int] = set()
        while waiting:
            index = waiting.pop()
            step = self.schedule.steps[index]
            owners = self._goals(index)
            if index not in way and (not owners or number in owners):
                way.add(index)
                waiting += [self.producer[d] for d in step.needs if d in self.producer]
                waiting += self._enablers(index)
        return way

    def _enablers(self, index: int) -> list[int]:
        """Of each state that a step requires: the last step before it that brought it about, where it did not hold before."""
        found = []
        for atom, holds in self.schedule.steps[index].requires:
            makers = [i for i in range(index) if (atom in self.before[i]) != holds and (atom in self.before[i + 1]) == holds]
            found += makers[-1:]
        return found

    def _asks(self) -> list[Ask]:
        asks = [self._ask(datum) for datum in self.asked]
        words = [ask.asks.question for ask in asks]
        return [
            ask if words.count(ask.asks.question) == 1 else self._told_apart(ask)
            for ask in asks
        ]  # fmt: skip

    def _told_apart(self, ask: Ask) -> Ask:
        """Two questions with the same words say what each is for."""
        question = f"{ask.asks.question} ({ask.asks.slot.replace('_', ' ')}"
        goals = [self.situation.goals[g] for g in ask.asks.goals if g in self.situation.goals]
        question += f" of {goals[0].replace('_', ' ')} {ask.asks.goals[0]})" if goals else ")"
        return ask.model_copy(update={"asks": ask.asks.model_copy(update={"question": question})})

    def _ask(self, datum_id: str) -> Ask:
        datum = self.situation.data[datum_id]
        users = [i for i, step in enumerate(self.schedule.steps) if datum_id in step.made.data.values()]
        goals = tuple(n for n in self.situation.numbers if self.ways[n] & set(users))
        kind = self.catalog.type(datum.type)
        question = kind.question or f"Which {datum.type.replace('_', ' ')}?"
        slot = self._slot_of(datum_id, users, goals)
        return Ask(id=self.question_ids[datum_id], asks=Asked(type=datum.type, slot=slot, goals=goals, question=question))

    def _slot_of(self, datum_id: str, users: Sequence[int], goals: Sequence[int]) -> str:
        """The slot that the answer is for: that of a goal where it leads to one, else the input of the call that takes it."""
        for number in goals:
            if number in self.situation.goals:
                made = next(s.made for i, s in enumerate(self.schedule.steps) if number in self._goals(i))
                for slot, filled in made.data.items():
                    if self._derives(filled, datum_id):
                        return self.situation.calls[made.call].whole(slot)
        taken = self.schedule.steps[users[0]].made
        slot = next(slot for slot, filled in taken.data.items() if filled == datum_id)
        return self.situation.calls[taken.call].whole(slot)

    def _derives(self, datum_id: str, origin: str) -> bool:
        datum_id = self.aliases.get(datum_id, datum_id)
        if datum_id == origin:
            return True
        if datum_id not in self.producer:
            return False
        step = self.schedule.steps[self.producer[datum_id]]
        if self.situation.calls[step.made.call].goals and self.situation.calls[step.made.call].writes:
            return False
        return any(self._derives(d, origin) for d in step.made.data.values())

    # --- the rest ------------------------------------------------------------------------------------------------------
    def _stages(self, asks: Sequence[Ask]) -> tuple[tuple[str, ...], ...]:
        count = max(self.schedule.stages, default=-1) + 1
        shown = [(self.ids.get(i), stage) for i, stage in enumerate(self.schedule.stages)]
        calls = [tuple(i for i, s in shown if s == stage and i is not None) for stage in range(count)]
        return (tuple(ask.id for ask in asks), *calls) if asks else tuple(calls)

    def _met(self, number: int, datum_id: str) -> Met:
        wanted = next(w.type for w in self.situation.wants if w.goal == number)
        found = self._from_output(self._datum(datum_id))
        return Met(goal=number, type=wanted, source=found.source, pick=found.pick)

    def _unused(self) -> list[Unused]:
        filled = {d for step in self.schedule.steps for d in step.made.data.values()}
        unused = [use for use in self.situation.givens if not set(use.data) & filled]
        return [Unused(goal=use.goal, name=use.name, value=use.value) for use in unused]


def _put_together(arguments: Mapping[str, Argument], call: CallNode) -> dict[str, Argument]:
    """The arguments with the members of each list in one: a list of values, or of sources."""
    parts = {part: x for x, names in call.lists.items() for part in names if part != x}
    found: dict[str, Argument] = {}
    for name, argument in arguments.items():
        if name not in parts:
            found[name] = argument
        elif (x := parts[name]) not in found:
            members = [arguments[part] for part in call.lists[x] if part in arguments]
            found[x] = _list_of(members)
    return found


def _list_of(members: Sequence[Argument]) -> Argument:
    values = [m for m in members if isinstance(m, FromValue)]
    if len(values) < len(members):
        return FromList(list=tuple(m for m in members if not isinstance(m, FromList)))
    spans = [m.span for m in values if m.span is not None]
    span = (min(s[0] for s in spans), max(s[1] for s in spans)) if len(spans) == len(values) else None
    return FromValue(value=tuple(v for m in values for v in _members(m.value)), span=span)


def _members(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
