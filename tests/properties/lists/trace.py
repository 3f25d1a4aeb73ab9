"""What was done when a plan was executed: every call with where each of its arguments came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lists.rows import Row
from lists.world import Result


class Place(NamedTuple):
    """A row: of which list, and which one, from 0. A list is called by its call and its name: `find(a='x'):rows[]`."""

    list: str
    index: int


class Listed(NamedTuple):
    """A list at hand: what it is called, its rows, which call each row comes from, and the types of its columns."""

    name: str
    rows: Sequence[Row]
    calls: Sequence[int]
    types: Mapping[str, str]

    def cell(self, index: int, column: str) -> Cell:
        """What the row has in the column."""
        return Cell(self.rows[index].get(column), "call", self.calls[index], column, Place(self.name, index))


@dataclass(frozen=True, slots=True)
class Cell:
    """One value, and where it came from.

    Attributes:
        kind: the user gave it, it is a default, an answer, or what a call yields.
        source: of an answer, the question; of what a call yields, the number of that call.
        output: of what a call yields, the output or column.
        place: of what a list yields, the row.
    """

    value: str | None
    kind: str
    source: str | int | None = None
    output: str = ""
    place: Place | None = None


Argument = Cell | tuple[Cell, ...]


def cells(argument: Argument) -> tuple[Cell, ...]:
    """The members of an argument; of a single value, itself."""
    return (argument,) if isinstance(argument, Cell) else argument


def plain(argument: Argument) -> str | tuple[str | None, ...] | None:
    """The value of an argument."""
    return argument.value if isinstance(argument, Cell) else tuple(cell.value for cell in argument)


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made. `name`: equal reads alike; `row`: the row it was made for, of a step that is for_each."""

    number: int
    name: str
    step: str
    api: str
    goals: tuple[int, ...]
    arguments: Mapping[str, Argument]
    result: Result
    row: Place | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row that the person chose, for which goals. `at_run`: no step of the plan, but no one row equals the reference."""

    step: str
    place: Place
    goals: tuple[int, ...]
    size: int
    at_run: bool = False


@dataclass
class Trace:
    """All that was done.

    Attributes:
        answers: what the person said, by question.
        lists: every list that was drawn on, by its name.
        wants: what meets each want.
        failure: why the execution stopped before its end.
    """

    calls: list[Made] = field(default_factory=list)
    chosen: list[Chosen] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    lists: dict[str, Listed] = field(default_factory=dict)
    wants: dict[int, Argument] = field(default_factory=dict)
    failure: str | None = None

    def of_goal(self, goal: int) -> list[Made]:
        """The calls of a goal, in the order they were made."""
        return [made for made in self.calls if goal in made.goals]

    def behind(self, argument: Argument) -> Iterator[Cell]:
        """The cells of an argument and of the lookups that it comes from; not beyond the calls of goals."""
        for cell in cells(argument):
            yield cell
            if isinstance(cell.source, int) and not self.calls[cell.source].goals:
                for further in self.calls[cell.source].arguments.values():
                    yield from self.behind(further)

    def everything_behind(self, argument: Argument) -> Iterator[Cell]:
        """The same, beyond the calls of goals as well."""
        for cell in cells(argument):
            yield cell
            if isinstance(cell.source, int):
                for further in self.calls[cell.source].arguments.values():
                    yield from self.everything_behind(further)

    def places(self, argument: Argument) -> set[Place]:
        """The rows, one at a time, that an argument comes from; whole lists on the way are none."""
        found: set[Place] = set()
        for cell in cells(argument):
            if cell.place is not None:
                found.add(cell.place)
            if isinstance(cell.source, int) and not self.calls[cell.source].goals:
                single = (a for a in self.calls[cell.source].arguments.values() if isinstance(a, Cell))
                found.update(place for further in single for place in self.places(further))
        return found
