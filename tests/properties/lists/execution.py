"""A small interpreter of the plan's JSON: it calls a concrete backend and a scripted user, and records everything.

It knows the plan's format and the meaning of rows (R12), and nothing of how the plan was made.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lists.generator import is_many, yields
from lists.pools import values_of
from lists.rows import NoSuchRow, Row, equal_rows, picked
from lists.trace import Argument, Cell, Chosen, Listed, Made, Place, Trace, cells
from lists.world import ROWS, Value, World


class Failed(Exception):
    """A call could not be made; the execution ends."""


class BadPlan(Exception):
    """The plan does not say what the format allows."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who answers questions and chooses rows, the same for the same seed."""

    seed: int

    def answer(self, type_: str, goals: Sequence[int]) -> str:
        """What the person says when asked for a type; a datum of no entity is another for each goal."""
        whose = goals if "_" not in type_ else ()
        return random.Random(f"{self.seed} {type_} {whose}").choice(values_of(type_))

    def choose(self, step: str, among: Sequence[int]) -> int:
        """Which of several rows the person means."""
        return random.Random(f"{self.seed} {step}").choice(among)


class Round(NamedTuple):
    """One time that a for_each step is made: for which row of which step."""

    source: str
    index: int


@dataclass
class Execution:
    """A plan on the way: what its steps have yielded so far."""

    apis: Mapping[str, Mapping[str, Any]]
    world: World
    user: User
    trace: Trace = field(default_factory=Trace)
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[str, dict[int | None, Made]] = field(default_factory=dict)
    chosen: dict[str, Place] = field(default_factory=dict)

    def run(self, plan: Mapping[str, Any]) -> Trace:
        """Execute a plan to its end, or to the first call that cannot be made."""
        try:
            for step in plan["steps"]:
                self.steps[step["id"]] = step
                self._do(step)
            for want in plan["wants"]:
                self.trace.wants[want["goal"]] = self._taken(want["from"], want.get("pick"), many=True, step=want)
        except (Failed, NoSuchRow) as failed:
            self.trace.failure = str(failed)
        return self.trace

    def _do(self, step: dict[str, Any]) -> None:
        if step["api"] == "get_info_api":
            asked = step["asks"]
            self.trace.answers[step["id"]] = self.user.answer(asked["type"], asked["goals"])
        elif step["api"] == "choose":
            self._choose(step)
        elif step.get("for_each") is None:
            self.made[step["id"]] = {None: self._call(step, None)}
        else:
            self.made[step["id"]] = {}
            for index in self._rounds(step):
                self.made[step["id"]][index] = self._call(step, Round(step["for_each"], index))

    def _call(self, step: dict[str, Any], round_: Round | None) -> Made:
        spec = self.apis[step["api"]]
        arguments = {
            name: self._argument(said, is_many(spec["inputs"][name]), step, round_)
            for name, said in step.get("arguments", {}).items()
        }
        values: dict[str, Value] = {}
        for name, argument in arguments.items():
            if any(cell.value is None for cell in cells(argument)):
                raise Failed(f"{step['id']} > {name}: the row lacks the column")
            said = [cell.value or "" for cell in cells(argument)]
            values[name] = said[0] if isinstance(argument, Cell) else tuple(said)
        number = len(self.trace.calls)
        row = None
        if round_ is not None:
            row = Place(self._round_list(step).name, round_.index)
        result = self.world.call(step["api"], values, number)
        name = self.world.name(step["api"], values, number)
        made = Made(number, name, step["id"], step["api"], tuple(step.get("goals", ())), arguments, result, row)
        self.trace.calls.append(made)
        return made

    # -- lists ---------------------------------------------------------------------------

    def _list(self, step: str, column: str, round_: Round | None) -> Listed | None:
        """The list of a step with that column, as seen from outside or in a round; None if it is an output of one value."""
        if step not in self.made:
            raise BadPlan(f"{step}.{column} is taken before the step")
        api = self.steps[step]["api"]
        if column not in yields(self.apis[api]):
            raise BadPlan(f"{api} yields no {column}")
        source = self.steps[step].get("for_each")
        if source is None:
            return self._inner_list(self.made[step][None], column)
        if round_ is not None and round_.source == source:
            return self._inner_list(self._same_round(step, round_), column)
        return self._outer_list(step)

    def _same_round(self, step: str, round_: Round) -> Made:
        if round_.index not in self.made[step]:
            raise BadPlan(f"{step} is not made for the row {round_.index} of {round_.source}")
        return self.made[step][round_.index]

    def _inner_list(self, made: Made, column: str) -> Listed | None:
        spec = self.apis[made.api]
        which = ROWS if column in spec.get("rows", {}) else column
        if which not in made.result.lists:
            return None
        rows = made.result.lists[which]
        return self._listed(f"{made.name}:{which}", rows, [made.number] * len(rows), made.api)

    def _listed(self, name: str, rows: Sequence[Row], calls: Sequence[int], api: str) -> Listed:
        listed = Listed(name, rows, calls, yields(self.apis[api]))
        self.trace.lists[name] = listed
        return listed

    def _outer_list(self, step: str) -> Listed:
        """What a for_each step yields: rows again, each output a column."""
        api = self.steps[step]["api"]
        rows: list[Row] = []
        calls: list[int] = []
        for made in self.made[step].values():
            own = [row for listed in made.result.lists.values() for row in listed] or [{}]
            rows += [{**made.result.outputs, **row} for row in own]
            calls += [made.number] * len(own)
        return self._listed(f"{step}*", rows, calls, api)

    def _rounds(self, step: dict[str, Any]) -> Sequence[int]:
        """The rows that a for_each step is made for."""
        source = step["for_each"]
        limits = [len(self._round_list(step).rows)]
        for said in step["arguments"].values():
            taken = said.get("from", "").partition(".")[0]
            if taken == source and "first" in said.get("pick", {}):
                limits.append(said["pick"]["first"])
            elif self.steps.get(taken, {}).get("for_each") == source and taken != source:
                limits.append(len(self.made[taken]))
        return range(min(limits))

    def _round_list(self, step: dict[str, Any]) -> Listed:
        """The list that a for_each step is made for: that of the column it takes, else of the step beside it."""
        source = step["for_each"]
        for said in step["arguments"].values():
            taken, _, column = said.get("from", "").partition(".")
            if taken == source and (found := self._list(source, column, None)) is not None:
                return found
        for said in step["arguments"].values():
            taken = said.get("from", "").partition(".")[0]
            if taken in self.steps and self.steps[taken].get("for_each") == source:
                return self._round_list(self.steps[taken])
        raise BadPlan(f"{step['id']} takes nothing of a row of {source}")

    # -- arguments -----------------------------------------------------------------------

    def _argument(self, said: dict[str, Any], many: bool, step: dict[str, Any], round_: Round | None) -> Argument:
        if "list" in said:
            parts = [self._argument(one, False, step, round_) for one in said["list"]]
            return tuple(cell for part in parts for cell in cells(part))
        for kind in ("value", "default"):
            if kind in said:
                texts = [said[kind]] if isinstance(said[kind], str) else said[kind]
                found = tuple(Cell(text, kind) for text in texts)
                if not many and len(found) != 1:
                    raise BadPlan(f"{step['id']}: a list of values for an input of one value")
                return found if many else found[0]
        taken = self._taken(said["from"], said.get("pick"), many=many, step=step, round_=round_)
        if isinstance(taken, Cell):
            return (taken,) if many else taken
        if not many:
            raise BadPlan(f"{step['id']}: a whole list for an input of one value")
        return taken

    def _taken(
        self,
        source: str,
        pick: dict[str, Any] | None,
        *,
        many: bool,
        step: dict[str, Any],
        round_: Round | None = None,
    ) -> Argument:
        if source in self.trace.answers:
            return Cell(self.trace.answers[source], "answer", source)
        name, _, column = source.partition(".")
        listed = self._list(name, column, round_)
        if listed is None:
            index = round_.index if round_ and self.steps[name].get("for_each") == round_.source else None
            made = self.made[name][index]
            if pick is not None:
                raise BadPlan(f"{source} is no list: {pick}")
            return Cell(made.result.outputs[column], "call", made.number, column)
        if round_ is not None and name == round_.source and (pick is None or "first" in pick):
            return listed.cell(round_.index, column)
        if pick is None:
            return tuple(listed.cell(i, column) for i in range(len(listed.rows)))
        taken = self._rows(listed, pick, step)
        # The first K of a list, or one row of it.
        if "first" in pick and many:
            return tuple(listed.cell(i, column) for i in taken)
        if len(taken) != 1:
            raise BadPlan(f"{step['id']}: {len(taken)} rows where one is meant")
        return listed.cell(taken[0], column)

    def _rows(self, listed: Listed, pick: dict[str, Any], step: dict[str, Any]) -> list[int]:
        if "chosen" in pick:
            place = self.chosen[pick["chosen"]]
            if place.list != listed.name:
                raise BadPlan(f"{pick['chosen']} chooses of {place.list}, not of {listed.name}")
            return [place.index]
        if "equals" in pick:
            return [self._equal(listed, pick["equals"], step)]
        return picked(listed.rows, pick, listed.types)

    # -- the person ----------------------------------------------------------------------

    def _choose(self, step: dict[str, Any]) -> None:
        columns = step["columns"]
        listed = self._list(step["of"], columns[0], None)
        if listed is None:
            raise BadPlan(f"{step['id']}: {step['of']}.{columns[0]} is no list")
        place = self._chosen(listed, range(len(listed.rows)), step["id"], tuple(step["goals"]), at_run=False)
        self.chosen[step["id"]] = place

    def _equal(self, listed: Listed, columns: Mapping[str, str], step: dict[str, Any]) -> int:
        equal = equal_rows(listed.rows, columns, listed.types)
        if len(equal) == 1:
            return equal[0]
        among = equal or range(len(listed.rows))
        return self._chosen(listed, among, "equals", tuple(step.get("goals", ())), at_run=True).index

    def _chosen(
        self, listed: Listed, among: Sequence[int], step: str, goals: tuple[int, ...], *, at_run: bool
    ) -> Place:
        if not among:
            raise NoSuchRow(f"{step}: there is no row to choose from")
        index = among[0] if len(among) == 1 else self.user.choose(f"{step} {listed.name}", among)
        place = Place(listed.name, index)
        self.trace.chosen.append(Chosen(step, place, goals, len(listed.rows), at_run))
        return place


def execute(plan: Mapping[str, Any], catalog: Mapping[str, Any], world: World, user: User) -> Trace:
    """Execute the JSON of a plan.

    Raises:
        BadPlan: a step says what the format does not allow, or takes from a later one.
    """
    return Execution(catalog["apis"], world, user).run(plan)
