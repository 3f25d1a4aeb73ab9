"""A plan looked up: which step, which goal, which datum, and what a datum derives from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from orchestrator.catalog.model import Api, Catalog, SemanticType
from orchestrator.errors import Problem
from orchestrator.facts.model import Given, Uses, Value
from orchestrator.plan.model import (
    Argument,
    Ask,
    Call,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Met,
    Plan,
    RowPick,
    Step,
)
from orchestrator.values import member, normal_form

Datum = tuple[str, ...]
"""A datum by how it was obtained: a value or default in normal form, or the step and output that yield it, and of which row."""


def problem(rule: str, what: str, *where: object) -> Problem:
    """A problem that names the rule it breaks and where: the step, then the input."""
    return Problem(f"{what} [{rule}]", where=" > ".join(["plan", *map(str, where)]))


def normal(kind: SemanticType, text: str) -> str:
    """The normal form under which values of a type are compared; a text that is none stands for itself."""
    if kind.values is not None:
        text = member(kind, text) or text
    return normal_form(kind.base, text) or text.strip().casefold()


def text_of(value: Value) -> str:
    """A value as one text, as which all stand once the plan has been taken apart."""
    return value if isinstance(value, str) else ", ".join(value)


def is_lookup(call: Call, api: Api) -> bool:
    """Whether the call is a read that is no goal's."""
    return not call.goals and not api.writes


@dataclass(frozen=True, slots=True)
class Member:
    """Which member of a goal of the facts a goal is, from 1, of how many (R12)."""

    goal: int
    place: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"goal {self.goal}" if self.of == 1 else f"goal {self.goal} (member {self.place})"


@dataclass(frozen=True, slots=True)
class Taken:
    """An argument met while a datum is traced back. `type`: of the output, or else of the input.

    `picked`: it is not the argument of the input, but a value by which the row is told that the input takes.
    """

    call: Call
    input: str
    argument: Argument
    type: str
    picked: bool = False


@dataclass(frozen=True)
class Ledger:
    """A plan whose form is sound, with its facts and the catalog, by step and by goal.

    Of a plan with lists of values it is the plan taken apart. `views`: by call, its API with an input for each member of a list.
    `members`: by goal, whose member it is. `unrolled`: the goals of the facts that are made for each member. `lists`: the lists
    of values given by type that inputs may take whole.
    """

    plan: Plan
    catalog: Catalog
    views: Mapping[str, Api] = field(default_factory=dict)
    members: Mapping[int, Member] = field(default_factory=dict)
    unrolled: frozenset[int] = frozenset()
    listed: frozenset[int] = frozenset()
    lists: tuple[Given, ...] = ()

    # --- steps ---------------------------------------------------------------------------------------------
    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.id: step for step in self.plan.steps}

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        return self.plan.calls

    def api(self, call: Call) -> Api:
        return self.views.get(call.id) or self.catalog.apis[call.api]

    def producer(self, argument: Argument) -> Step | None:
        """The step that yields the argument, or None where it is a value or a default."""
        return self.step_of(argument.source) if isinstance(argument, FromStep) else None

    def step_of(self, source: str) -> Step | None:
        """The step named by `c1.id` or `q1`. An output's name may hold dots; a step's does not."""
        return self.steps.get(source.partition(".")[0])

    # --- goals ---------------------------------------------------------------------------------------------
    def member(self, goal: int) -> Member:
        """Whose member a goal is; in words, how the facts call it."""
        return self.members.get(goal) or Member(abs(goal))

    def origin(self, goal: int) -> int:
        """The goal of the facts."""
        return self.member(goal).goal

    def origins(self, goals: Iterable[int]) -> tuple[int, ...]:
        """The goals of the facts, each once."""
        return tuple(dict.fromkeys(map(self.origin, goals)))

    @cached_property
    def call_of(self) -> dict[int, Call]:
        """Goal → its own call."""
        return {goal: call for call in self.calls for goal in call.goals}

    @cached_property
    def wants(self) -> dict[int, str]:
        return {want.goal: want.type for want in self.plan.facts.wants}

    @cached_property
    def met(self) -> dict[int, Met]:
        """Want → what meets it."""
        return {met.goal: met for met in self.plan.wants}

    @cached_property
    def allowed_apis(self) -> dict[int, set[str]]:
        """Goal → the API it may be the goal of; of a goal with several readings any of them."""
        allowed = {goal.goal: {goal.api} for goal in self.plan.facts.goals}
        for maybe in self.plan.facts.maybes:
            allowed.setdefault(maybe.goal, set()).add(maybe.api)
        return allowed

    @cached_property
    def givens(self) -> dict[int, list[Given]]:
        found: dict[int, list[Given]] = {}
        for given in self.plan.facts.givens:
            found.setdefault(given.goal, []).append(given)
        return found

    @cached_property
    def uses(self) -> dict[tuple[int, str], Uses]:
        return {(use.goal, use.input): use for use in self.plan.facts.uses}

    @cached_property
    def picked(self) -> set[tuple[int, str]]:
        """The goals and inputs of which the facts say which row, or that it is each."""
        facts = self.plan.facts
        return {(f.goal, f.input) for f in facts.picks} | {(f.goal, f.input) for f in facts.eaches}

    @cached_property
    def used(self) -> set[int]:
        """The goals and wants that some `uses` names."""
        return {use.source for use in self.plan.facts.uses}

    def api_of(self, goal: int) -> Api | None:
        """The API of a goal; None for a want."""
        call = self.call_of.get(goal)
        return None if call is None else self.api(call)

    def named_slot(self, given: Given) -> str | None:
        """The type of the input that a value was given for by name; None where it was given by type."""
        api = self.api_of(given.goal)
        slot = api.inputs.get(given.name) if api is not None else None
        return None if slot is None else slot.type

    def by_name(self, goal: int, slot: str) -> list[Given]:
        """What was given for a goal's input by name."""
        return [g for g in self.givens.get(goal, ()) if g.name == slot]

    # --- types ---------------------------------------------------------------------------------------------
    def type(self, name: str) -> SemanticType:
        return self.catalog.semantic_types[name]

    def is_a(self, sub: str, name: str) -> bool:
        """Whether a datum of the first type may stand where the second is wanted."""
        kind = self.catalog.semantic_types.get(sub)
        return kind is not None and name in kind.ancestors

    def comparable(self, one: str, other: str) -> bool:
        """Whether the types are the same, or one is a subtype of the other."""
        return self.is_a(one, other) or self.is_a(other, one)

    def related(self, one: str, other: str) -> bool:
        """Whether the types are comparable or of one entity."""
        entity = self.type(one).entity
        return self.comparable(one, other) or (entity is not None and entity == self.type(other).entity)

    def input_type(self, call: Call, name: str) -> str:
        return self.api(call).inputs[name].type

    def datum_type(self, call: Call, name: str) -> str:
        """The type of the datum that fills an input: the output's, the question's, or else the input's."""
        argument = call.arguments[name]
        if isinstance(argument, FromStep):
            return self.source_type(argument.source)
        return self.input_type(call, name)

    def source_type(self, source: str) -> str:
        """The type of what a step yields."""
        step = self.step_of(source)
        if isinstance(step, Call):
            return self.api(step).yields[source.partition(".")[2]].type
        assert isinstance(step, Ask), source  # the form has been checked
        return step.asks.type

    # --- data ----------------------------------------------------------------------------------------------
    def datum(self, call: Call, name: str) -> Datum:
        """Which datum fills an input."""
        argument = call.arguments[name]
        if isinstance(argument, FromStep):
            row = () if argument.pick is None else self.row(argument.source, argument.pick)
            each = ("each",) if row and self.producer(argument) in self.rows_of(call) else ()
            return ("step", argument.source, *each, *row)
        assert not isinstance(argument, FromList)  # the plan has been taken apart
        kind = self.type(self.input_type(call, name))
        value = argument.value if isinstance(argument, FromValue) else argument.default
        return ("default" if isinstance(argument, FromDefault) else "value", normal(kind, text_of(value)))

    def rows_of(self, call: Call) -> list[Call]:
        """The step whose rows a call is made for, and the one whose rows that is made for, and so on."""
        found: list[Call] = []
        while call.for_each is not None:
            step = self.steps.get(call.for_each)
            if not isinstance(step, Call):
                break
            found.append(step)
            call = step
        return found

    def row(self, source: str, pick: RowPick) -> tuple[str, ...]:
        """A pick in normal form: two that mean the same row are equal."""
        if pick.equals is not None:
            kinds = self.columns(source)
            told = sorted((c, normal(self.type(kinds[c]), v) if c in kinds else v) for c, v in pick.equals.items())
            return ("equals", *(word for pair in told for word in pair))
        if pick.first == 1:
            return ("nth", "1")
        name, said = next((n, s) for n in type(pick).model_fields if (s := getattr(pick, n)) is not None)
        return (name, str(said))

    def columns(self, source: str) -> dict[str, str]:
        """The columns of the list that a source is of, each with its type; none where it is of one value."""
        step, output = self.step_of(source), source.partition(".")[2]
        if not isinstance(step, Call):
            return {}
        api = self.api(step)
        if step.for_each is not None:
            listed = api.yields
        else:
            listed = next((columns for columns in api.lists.values() if output in columns), {})
        return {name: column.type for name, column in listed.items()}

    def is_default(self, call: Call, name: str) -> bool:
        """Whether an input has its default, even where the plan shows it as a value."""
        default = self.api(call).inputs[name].default
        if default is None or isinstance(call.arguments[name], FromStep):
            return False
        kind = self.type(self.input_type(call, name))
        return self.datum(call, name)[1] == normal(kind, text_of(default))

    def same(self, given: Given, type_name: str, value: Value) -> bool:
        """Whether a given value is this one, where a type is wanted."""
        if given.value == value:
            return True
        kind = self.type(type_name)
        return normal(kind, text_of(given.value)) == normal(kind, text_of(value))

    def trace(self, call: Call, name: str, through: Callable[[Call], bool]) -> Iterator[Taken]:
        """The argument of an input, and what it derives from through the calls that `through` lets pass."""
        return self._trace([(call, name)], through)

    def trace_source(self, source: str, through: Callable[[Call], bool]) -> Iterator[Taken]:
        """What the output of a step derives from."""
        step = self.step_of(source)
        if isinstance(step, Call) and through(step):
            return self._trace([(step, name) for name in step.arguments], through)
        return iter(())

    def trace_want(self, met: Met, through: Callable[[Call], bool]) -> Iterator[Taken]:
        """What meets a want derives from."""
        maker = self.step_of(met.source)
        if isinstance(maker, Call):
            yield from self._row(maker, "", FromStep.model_validate({"from": met.source, "pick": met.pick}))
        yield from self.trace_source(met.source, through)

    def _trace(self, waiting: list[tuple[Call, str]], through: Callable[[Call], bool]) -> Iterator[Taken]:
        seen: set[str] = set()
        while waiting:
            call, name = waiting.pop()
            argument = call.arguments[name]
            yield Taken(call, name, argument, self.datum_type(call, name))
            step = self.producer(argument)
            if isinstance(argument, FromStep):
                yield from self._row(call, name, argument)
            if isinstance(step, Call) and step.id not in seen and through(step):
                seen.add(step.id)
                waiting.extend((step, below) for below in step.arguments)

    def _row(self, taker: Call, name: str, argument: FromStep) -> Iterator[Taken]:
        """The values that tell which row is taken: a datum of the row derives from them."""
        equals = argument.pick.equals if argument.pick is not None else None
        kinds = self.columns(argument.source) if equals else {}
        for column, value in (equals or {}).items():
            if column in kinds:
                yield Taken(taker, name or column, FromValue(value=value), kinds[column], picked=True)

    @cached_property
    def row_values(self) -> list[tuple[str, str]]:
        """The values that tell which rows are taken, each with its type."""
        met = [t for want in self.plan.wants for t in self.trace_want(want, lambda _: False)]
        drawn = ((c, n, a) for c in self.calls for n, a in c.arguments.items() if isinstance(a, FromStep))
        taken = [*met, *(t for call, name, argument in drawn for t in self._row(call, name, argument))]
        return [(t.type, text_of(t.argument.value)) for t in taken if isinstance(t.argument, FromValue)]

    def lookups(self, call: Call) -> bool:
        """For `trace`: through lookups only."""
        return is_lookup(call, self.api(call))

    def reads(self, call: Call) -> bool:
        """For `trace`: through reads; a goal's read call counts as the lookup with the same arguments."""
        return not self.api(call).writes

    def derives_from(self, call: Call, name: str, given: Given) -> bool:
        """Whether an input is filled by a given value, or by what reads yield from it."""
        return any(
            isinstance(t.argument, FromValue) and self.same(given, t.type, t.argument.value)
            for t in self.trace(call, name, self.reads)
        )

    def from_nothing(self, source: str) -> bool:
        """Whether a lookup yields it from nothing that was said or done: one's own profile, say."""
        step = self.step_of(source)
        return (
            isinstance(step, Call)
            and self.lookups(step)
            and not any(map(self._says, self.trace_source(source, self.lookups)))
        )

    def tells_row(self, call: Call, name: str) -> bool:
        """Whether it is said which row of a list an input takes, or that it is each (R12)."""
        argument = call.arguments[name]
        picked = isinstance(argument, FromStep) and argument.pick is not None and argument.pick.first is None
        return picked or call.for_each is not None

    def _says(self, taken: Taken) -> bool:
        if not taken.picked and self.tells_row(taken.call, taken.input):
            return True
        step = self.producer(taken.argument)
        if isinstance(step, Call):
            return not self.lookups(step)
        return step is not None or isinstance(taken.argument, FromValue)

    def twins(self, call: Call, name: str) -> list[str]:
        """The other inputs of the API whose types are the same, or sub- or supertypes (R3)."""
        inputs = self.api(call).inputs
        return [
            x for x, slot in inputs.items() if x != name and self.comparable(slot.type, inputs[name].type)
        ]

    @cached_property
    def serves(self) -> dict[str, set[int]]:
        """Step → the goals and wants that it serves with no other goal's call or auto write in between; choices apart."""
        found: dict[str, set[int]] = {step.id: set() for step in self.plan.steps}
        for call in self.calls:
            for name in call.arguments if call.goals else ():
                for taken in self.trace(call, name, self.lookups):
                    if (step := self.producer(taken.argument)) is not None:
                        found[step.id].update(call.goals)
        for goal, met in self.met.items():
            if (made := self.step_of(met.source)) is not None:
                found[made.id].add(goal)
            for taken in self.trace_want(met, self.lookups):
                if (step := self.producer(taken.argument)) is not None:
                    found[step.id].add(goal)
        return found
