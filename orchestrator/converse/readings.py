"""Which of several readings is meant, as facts (R10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Facts, Given, Goal, Uses
from orchestrator.plan.model import Reading, ReadingGiven


def reading_number(readings: Sequence[Reading], answer: Any) -> int | None:
    """Which reading an answer means, from 0: by its number from 1, or by the one API, slot or value that no other has."""
    text = str(answer).strip().casefold()
    if text.isascii() and text.isdigit():
        return int(text) - 1 if 1 <= int(text) <= len(readings) else None
    found = [at for at, reading in enumerate(readings) if text in map(str.casefold, _names(reading))]
    return found[0] if len(found) == 1 else None


def _names(reading: Reading) -> Iterator[str]:
    yield from reading.goals.values()
    if reading.given is not None:
        yield from (reading.given.name, reading.given.value)


def told(reading: Reading, catalog: Catalog) -> str:
    """A reading in a line: its question, else the APIs of its goals."""
    return reading.question or ", ".join(catalog.apis[api].description.rstrip(".") or api for api in reading.goals.values())


def chosen_reading(facts: Facts, reading: Reading, catalog: Catalog) -> Facts:
    """The facts with what the reading settles: which API each goal means, and for which slot a value is."""
    open_goals = {maybe.goal for maybe in facts.maybes}
    meant = tuple(Goal(goal=number, api=api) for number, api in reading.goals.items() if number in open_goals)
    settled = {goal.goal for goal in meant}
    changed = facts.model_copy(update={
        "goals": (*facts.goals, *meant),
        "maybes": tuple(maybe for maybe in facts.maybes if maybe.goal not in settled),
    })  # fmt: skip
    return changed if reading.given is None else _placed(changed, reading.given, catalog)


def _placed(facts: Facts, given: ReadingGiven, catalog: Catalog) -> Facts:
    """The facts with a value said of the slot it is for, or with the output that `uses` means."""
    uses = [u for u in facts.uses if (u.goal, u.input) == (given.goal, given.name) and u.output is None]
    if uses:
        named = tuple(_with_output(u, given.value) if u in uses else u for u in facts.uses)
        return facts.model_copy(update={"uses": named})
    of = {goal.goal: catalog.apis[goal.api].inputs for goal in facts.goals}
    for fact in facts.givens:
        if fact.goal == given.goal and given.value in fact.members and fact.name not in of.get(fact.goal, {}):
            return facts.model_copy(update={"givens": tuple(_named(g, given.name) if g is fact else g for g in facts.givens)})
    return facts


def _with_output(uses: Uses, output: str) -> Uses:
    return uses.model_copy(update={"output": output})


def _named(given: Given, slot: str) -> Given:
    return given.model_copy(update={"name": slot})
