"""Lines that do the same with one thing after the other, as one line with a list: "archive D-20 and D-21" (R12).

A list is one goal: its members share questions and choices, and what comes after may take the last of them or each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestrator.translate.enumerations import stretch
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said, Value
from orchestrator.translate.lists import has_lists
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.words import says_shared

_ALL = re.compile(r"\b(?:both|each|(?:all|every one) of (?:them|these))\b", re.IGNORECASE)  # not only the last


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines that are one: from which index on, how many, and the input in which they differ."""

    begin: int
    size: int
    name: str

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(range(self.begin + 1, self.begin + self.size + 1))


def fold(lines: Sequence[Line], mentions: Mentions) -> tuple[Line, ...]:
    """Lines with those made one that differ in one value only, where the query lists these values side by side.

    A catalog without lists knows of no such thing: its lines stay as they are.
    """
    if not has_lists(mentions.catalog):
        return tuple(lines)
    kept_apart: set[int] = set()
    is_all = bool(_ALL.search(mentions.query))
    while True:
        groups = _groups(lines, mentions, kept_apart)
        wrong = [g for g in groups if not _is_whole_to_others(g, groups, lines, is_all=is_all)]
        if not wrong:
            return _rewritten(lines, groups, is_all=is_all)
        kept_apart.update(g.begin for g in wrong)


def _groups(lines: Sequence[Line], mentions: Mentions, kept_apart: set[int]) -> list[_Group]:
    groups: list[_Group] = []
    at = 0
    while at < len(lines):
        found = None if at in kept_apart else _group_at(at, lines, groups, mentions)
        if found is not None:
            groups.append(found)
        at += found.size if found is not None else 1
    return groups


def _group_at(
    begin: int, lines: Sequence[Line], groups: Sequence[_Group], mentions: Mentions
) -> _Group | None:
    """The longest group that begins there."""
    for size in range(len(lines) - begin, 1, -1):
        run = lines[begin : begin + size]
        name = _difference(run)
        if name is not None and _is_one(run, name, groups, mentions):
            return _Group(begin, size, name)
    return None


def _difference(run: Sequence[Line]) -> str | None:
    """The one input in which lines of one API differ, each from each. What only some of them say is meant of all."""
    if any(line.api != run[0].api for line in run):
        return None
    said = {n: [dict(line.inputs).get(n) for line in run] for n in _names(run)}
    differing = [n for n, values in said.items() if len({v for v in values if v is not None}) > 1]
    return differing[0] if len(differing) == 1 and len({*said[differing[0]]} - {None}) == len(run) else None


def _names(run: Sequence[Line]) -> list[str]:
    """The inputs that some of the lines write, in order."""
    return [*dict.fromkeys(name for line in run for name, _ in line.inputs)]


def _shared(run: Sequence[Line], name: str) -> Value:
    """What lines that are one say for an input in which they do not differ."""
    return next((v for line in run for n, v in line.inputs if n == name and v is not None), None)


def _is_one(run: Sequence[Line], name: str, groups: Sequence[_Group], mentions: Mentions) -> bool:
    """Whether the values in which lines differ are a list, and whether what is open in them may be asked for once."""
    catalog = mentions.catalog
    inputs = catalog.apis[run[0].api].inputs
    if name not in inputs or inputs[name].many:
        return False
    asked = [
        n for n, i in inputs.items() if i.required and catalog.type(i.type).bare and _shared(run, n) is None
    ]
    if asked and not says_shared(mentions.query):
        return False
    values = [dict(line.inputs)[name] for line in run]
    if all(isinstance(value, Said) for value in values):
        spans = [v.span or mentions.find(v.text) for v in values if isinstance(v, Said)]
        known = [span for span in spans if span is not None]
        return len(known) == len(run) and stretch(mentions.query, known) is not None
    return any(values == [Ref(number) for number in group.numbers] for group in groups)


def _is_whole_to_others(group: _Group, groups: Sequence[_Group], lines: Sequence[Line], *, is_all: bool) -> bool:
    """Whether other lines take all of a group or its last: another member could not be told from the rest."""
    for index, line in enumerate(lines):
        for name, value in line.inputs:
            if not isinstance(value, Ref) or value.line not in group.numbers:
                continue
            is_each = any(g.name == name and index + 1 in g.numbers for g in groups)
            is_last = value.line == group.numbers[-1] or is_all
            if not is_each and (value.rows is not None or not is_last):
                return False
    return True


def _rewritten(lines: Sequence[Line], groups: Sequence[_Group], *, is_all: bool) -> tuple[Line, ...]:
    """The lines with each group as one, numbered anew. What takes from a group takes each of it, or its last."""
    heads = {g.begin: g for g in groups}
    inner = {index for g in groups for index in range(g.begin + 1, g.begin + g.size)}
    kept = [index for index in range(len(lines)) if index not in inner]
    numbers: dict[int, int] = {}
    for index in range(len(lines)):
        numbers[index + 1] = sum(1 for k in kept if k <= index)
    members = {number for g in groups for number in g.numbers}

    def taken(value: Value) -> Value:
        if not isinstance(value, Ref):
            return value
        rows = Rows("each" if is_all else "last") if value.line in members else value.rows
        return replace(value, line=numbers[value.line], rows=rows)

    done: list[Line] = []
    for index in kept:
        group = heads.get(index)
        run = lines[index : index + (group.size if group is not None else 1)]
        inputs = tuple(
            (
                n,
                _together(lines, group, numbers)
                if group is not None and n == group.name
                else taken(_shared(run, n)),
            )
            for n in _names(run)
        )
        done.append(Line(len(done) + 1, run[0].api, inputs))
    return tuple(done)


def _together(lines: Sequence[Line], group: _Group, numbers: dict[int, int]) -> Value:
    """The values of a group as one: a list, or each of what another group yields."""
    values = [dict(lines[number - 1].inputs)[group.name] for number in group.numbers]
    if isinstance(values[0], Ref):
        return Ref(numbers[values[0].line], values[0].output, Rows("each"))
    return Listed(tuple(value for value in values if isinstance(value, Said)))
