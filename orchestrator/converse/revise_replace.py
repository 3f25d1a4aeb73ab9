"""A goal in place of another one: what was said of the one holds for the other where it fits, and so does what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_model import Change, Fact
from orchestrator.facts import Facts, Given, Uses
from orchestrator.translate.reach import takes


def carried(dropped: Sequence[Change], old: int, added: Change, facts: Facts, catalog: Catalog) -> list[Change]:
    """The changes that put a goal in place of another: the old one goes, and takes with it only what the new one cannot serve.

    Args:
        dropped: the changes that drop the old goal with all that follows from it.
        old: the number of the old goal.
        added: the change that adds the new one; it is made already.
        facts: the facts with both.
        catalog: what the goals call.
    """
    moved = [u for u in facts.uses if u.source == old and u.goal != added.goal and _serves(u, added.api, facts, catalog)]
    saved = {u.goal for u in moved}
    new: list[Fact] = [u.model_copy(update={"source": added.goal, "output": None}) for u in moved]
    new += [*_values(old, added, facts, catalog)]
    found = [Change("added", added.goal, added.api, added.words, gone=tuple(moved), new=tuple(new))] if new else []
    return [*found, *(c for c in dropped if c.goal not in saved and not _hangs_on(c.goal, saved, facts))]


def _hangs_on(goal: int, saved: set[int], facts: Facts) -> bool:
    """Whether a goal only follows from one that stays."""
    return any(u.goal == goal and u.source in saved for u in facts.uses)


def _serves(uses: Uses, api: str, facts: Facts, catalog: Catalog) -> bool:
    """Whether the new goal yields what a goal took from the old one."""
    taker = next((g.api for g in facts.goals if g.goal == uses.goal), None)
    declared = catalog.apis[taker].inputs.get(uses.input) if taker is not None else None
    if declared is None or api not in catalog.apis:
        return False
    return any(takes(catalog, o.type, declared.type) for o in catalog.apis[api].yields.values())


def _values(old: int, added: Change, facts: Facts, catalog: Catalog) -> Iterator[Fact]:
    """What was given for the old goal and fits an input of the same name and type of the new one that is open."""
    was = next((g.api for g in facts.goals if g.goal == old), None)
    if was is None or added.api not in catalog.apis:
        return
    before, after = catalog.apis[was].inputs, catalog.apis[added.api].inputs
    said = {f.name for f in facts.givens if f.goal == added.goal} | {u.input for u in facts.uses if u.goal == added.goal}
    for name in after:
        if name in said or name not in before or before[name].type != after[name].type or before[name].many != after[name].many:
            continue
        given = next((g for g in facts.givens if g.goal == old and g.name == name), None)
        uses = next((u for u in facts.uses if u.goal == old and u.input == name), None)
        if given is not None:
            yield Given(goal=added.goal, name=name, value=given.value, span=given.span)
        elif uses is not None:
            yield Uses(goal=added.goal, input=name, source=uses.source, output=uses.output)
