"""A new goal among the others: translated by itself, numbered after them, and linked to what they yield."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_cues import ANNOUNCED
from orchestrator.converse.revise_model import Fact
from orchestrator.errors import FactsError, ModelError, TranslationError
from orchestrator.facts import Dropped, Each, Facts, Given, Goal, Maybe, Pick, Uses, Want, check
from orchestrator.translate.complete import loose
from orchestrator.translate.earlier import Call, Earlier
from orchestrator.translate.lines import Line, Listed, Ref, Said, Value
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import overlap
from orchestrator.translate.reach import references, takes
from orchestrator.translate.translator import Translator
from orchestrator.translate.words import words_of
from orchestrator.values import fit

F = TypeVar("F", Goal, Want, Maybe, Given, Uses, Pick, Each, Dropped)
_THING = frozenset("it that this its".split())
_PEOPLE = frozenset("them they those these him her their his both".split())


@dataclass(frozen=True, slots=True)
class Added:
    """The facts of a new goal; `sources` are the ways to understand what it takes from the others, if there are several."""

    goal: int
    api: str
    facts: tuple[Fact, ...]
    sources: tuple[tuple[str, tuple[Uses, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Additions:
    """What a stretch of words adds, which of its words stand in no fact, and what was not believed."""

    goals: tuple[Added, ...] = ()
    rests: bool = False
    """Whether something was said for an input of a new goal, or a word points to what the other goals yield."""
    unsaid: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = field(default=())


def additions(text: str, facts: Facts, catalog: Catalog, translator: Translator, today: date, taken: int) -> Additions | None:
    """The goals that a stretch of words adds to facts; None where it is no wish that the catalog serves.

    Args:
        text: the words.
        facts: the goals that there are.
        catalog: what may be called.
        translator: who reads the words.
        today: the day from which days are reckoned.
        taken: the highest number of a goal so far; the new ones come after it.

    Raises:
        ModelError: the translator's model is missing or unreachable.
    """
    try:
        said = translator.translate(text, catalog)
        check(said, catalog)
    except ModelError:
        raise
    except (TranslationError, FactsError):
        return None
    if not said.goals and not said.wants and not said.maybes:
        return None
    idle = _idle(said, text, catalog, today)
    if idle and not said.givens and not said.picks:
        return None
    said = _mended(_supplied(said, text, facts, catalog, today), text, catalog)
    numbers = {number: taken + at for at, number in enumerate(said.numbers, 1)}
    found = _renumbered(said, numbers)
    goals = tuple(_added(number, found, text, facts, catalog, today) for number in numbers.values())
    inputs = {g.goal: catalog.apis[g.api].inputs for g in found.goals}
    rests = any(w.lower in _THING | _PEOPLE for w in words_of(text)) or any(
        g.name in inputs.get(g.goal, ()) and not any(k.isdigit() for k in str(g.value)[:1]) for g in found.givens
    )
    return Additions(goals, rests, tuple(dict.fromkeys((*said.unsaid, *idle))), found.dropped)


def _idle(said: Facts, text: str, catalog: Catalog, today: date) -> list[str]:
    """The values of the words, days, numbers and the like, that no fact carries."""
    mentions = Mentions(text, catalog, today)
    values = [str(g.value) for g in said.givens]
    counts = {str(p.count) for p in said.picks}
    spans = [g.span for g in said.givens if g.span is not None]
    return [
        m.text for m in (*loose(mentions), *mentions.quoted)
        if m.value not in counts and not any(m.value in v for v in values) and not any(overlap(m.span, s) for s in spans)
    ]  # fmt: skip


def _renumbered(said: Facts, numbers: dict[int, int]) -> Facts:
    """Facts with other numbers of goals. Their spans are none of the query that the other facts are from."""
    def of(group: Sequence[F]) -> tuple[F, ...]:
        return tuple(f.model_copy(update={"goal": numbers[f.goal]}) for f in group if f.goal in numbers)

    return said.model_copy(
        update={
            "goals": of(said.goals),
            "wants": of(said.wants),
            "maybes": of(said.maybes),
            "givens": tuple(g.model_copy(update={"span": None}) for g in of(said.givens)),
            "uses": tuple(u.model_copy(update={"source": numbers[u.source]}) for u in of(said.uses) if u.source in numbers),
            "picks": of(said.picks),
            "eaches": of(said.eaches),
            "dropped": of(said.dropped),
        }
    )


def _added(number: int, found: Facts, text: str, facts: Facts, catalog: Catalog, today: date) -> Added:
    groups: tuple[Sequence[Fact], ...] = (
        found.goals, found.wants, found.maybes, found.givens, found.uses, found.picks, found.eaches,
    )  # fmt: skip
    mine = tuple(f for group in groups for f in group if f.goal == number)
    apis = [g.api for g in found.goals if g.goal == number]
    if not apis:
        readings = [m.api for m in found.maybes if m.goal == number]
        return Added(number, " or ".join(readings) or next(w.type for w in found.wants if w.goal == number), mine)
    ways = _links(number, apis[0], found, text, facts, catalog, today)
    if len(ways) == 1:
        mine = (*mine, *ways[0][1])
    elif ways:
        return Added(number, apis[0], mine, tuple(ways))
    return Added(number, apis[0], (*mine, *_again(number, apis[0], mine, text, facts, catalog)))


def _again(number: int, api: str, mine: Sequence[Fact], text: str, facts: Facts, catalog: Catalog) -> Iterator[Fact]:
    """What "it" is where the same is done once more: "share it with Cleo too" after it was shared with Ben.

    It is what stood there the last time, for an input of a thing that no value was said for.
    """
    if not any(w.lower in _THING | _PEOPLE for w in words_of(text)):
        return
    last = max((g.goal for g in facts.goals if g.api == api), default=None)
    said = {f.name for f in mine if isinstance(f, Given)} | {f.input for f in mine if isinstance(f, Uses)}
    for name, wanted in catalog.apis[api].inputs.items():
        if last is None or name in said or not wanted.required or catalog.type(wanted.type).bare:
            continue
        givens = (g for g in facts.givens if (g.goal, g.name) == (last, name))
        yield from (g.model_copy(update={"goal": number, "span": None}) for g in givens)
        yield from (u.model_copy(update={"goal": number}) for u in facts.uses if (u.goal, u.input) == (last, name))


def _links(
    number: int, api: str, found: Facts, text: str, facts: Facts, catalog: Catalog, today: date
) -> list[tuple[str, tuple[Uses, ...]]]:
    """What "it" or "them" in the words is among what the other goals yield: the ways to understand it."""
    if not any(w.lower in _THING | _PEOPLE for w in words_of(text)):
        return []
    calls = [_call(g.goal, g.api, facts) for g in facts.goals]
    apis = {g.goal: g.api for g in facts.goals}
    earlier = Earlier(Mentions(text, catalog, today))
    said = {f.name for f in found.givens if f.goal == number} | {u.input for u in found.uses if u.goal == number}
    ways: dict[int, list[Uses]] = {}
    for name, wanted in catalog.apis[api].inputs.items():
        if not wanted.required or name in said or catalog.type(wanted.type).bare:
            continue
        for choice in earlier.choices(api, name, calls):
            ref = choice.value
            if isinstance(ref, Ref) and ref.rows is None and _yields(catalog, apis[ref.line], wanted.type):
                ways.setdefault(ref.line, []).append(Uses(goal=number, input=name, source=ref.line))
    return [(f"of goal {source}, {apis[source]}", tuple(uses)) for source, uses in ways.items()]


def _call(number: int, api: str, facts: Facts) -> Call:
    """A goal as a line that is filled in."""
    inputs: list[tuple[str, Value]] = []
    for given in (g for g in facts.givens if g.goal == number):
        value = Said(given.value) if isinstance(given.value, str) else Listed(tuple(map(Said, given.value)))
        inputs.append((given.name, value))
    inputs.extend((u.input, Ref(u.source, u.output)) for u in facts.uses if u.goal == number)
    return Call(Line(number, api, tuple(inputs)))


def _yields(catalog: Catalog, api: str, wanted: str) -> bool:
    """Whether a call yields a new datum of a type: what it only echoes is none."""
    declared = catalog.apis[api]
    echoed = {(n, i.type) for n, i in declared.inputs.items()}
    return any(takes(catalog, o.type, wanted) for n, o in declared.yields.items() if (n, o.type) not in echoed)


def _supplied(said: Facts, text: str, facts: Facts, catalog: Catalog, today: date) -> Facts:
    """The new facts without a value for what the other goals supply, where another open input takes that value.

    "Share it with Ben" after a goal about a document: it is the document, and Ben is whom to share it with.
    """
    known = _entities(facts, catalog)
    points = any(w.lower in _THING for w in words_of(text))
    mentions = Mentions(text, catalog, today)
    givens: list[Given] = []
    for given in said.givens:
        api = next((g.api for g in said.goals if g.goal == given.goal), None)
        new = None
        if api is not None and isinstance(given.value, str) and given.name in catalog.apis[api].inputs:
            taken = {g.name for g in said.givens if g.goal == given.goal} | {u.input for u in said.uses if u.goal == given.goal}
            entity = catalog.type(catalog.apis[api].inputs[given.name].type).entity
            if entity in known:
                after = [*catalog.apis[api].inputs]
                later = after[after.index(given.name) + 1 :] if points else after
                theirs = frozenset[str]() if points else known
                new = _elsewhere(given.value, api, taken, theirs, later, catalog, mentions, bare=not points)
        givens.append(given.model_copy(update={"name": new}) if new is not None else given)
    return said.model_copy(update={"givens": tuple(givens)})


def _entities(facts: Facts, catalog: Catalog) -> frozenset[str]:
    """What the goals have data of: what was given for them, and what they yield."""
    kinds = [catalog.semantic_types.get(g.name) for g in facts.givens]
    found = {k.entity for k in kinds if k is not None}
    for goal in facts.goals:
        api = catalog.apis[goal.api]
        said = [api.inputs[g.name].type for g in facts.givens if g.goal == goal.goal and g.name in api.inputs]
        found |= {catalog.type(t).entity for t in (*said, *(o.type for o in api.yields.values()))}
    return frozenset(e for e in found if e is not None)


def _elsewhere(
    value: str,
    api: str,
    taken: set[str],
    known: frozenset[str],
    among: Sequence[str],
    catalog: Catalog,
    mentions: Mentions,
    *,
    bare: bool,
) -> str | None:
    """The one open input among some that takes a value and that the other goals do not supply."""
    found: list[str] = []
    for name, declared in catalog.apis[api].inputs.items():
        kind = catalog.type(declared.type)
        is_open = name in among and name not in taken and declared.required and not declared.many
        if not is_open or kind.entity in known or (bare and not kind.bare):
            continue
        kinds = [kind, *references(catalog, kind.name)] if kind.askable else [*references(catalog, kind.name)]
        if any(fit(k, value) and any(m.value == value for m in mentions.of(k)) for k in kinds):
            found.append(name)
    return found[0] if len(found) == 1 else None


def _mended(said: Facts, text: str, catalog: Catalog) -> Facts:
    """Free texts from after what announces them to the end: "a note saying call first" is the note "call first"."""
    announced = ANNOUNCED.search(text)
    if announced is None:
        return said
    words = text[announced.end() :].strip(" \"'“”.,;!?")
    return said.model_copy(update={"givens": tuple(_texts(said, announced.start(), words, catalog))} if words else {})


def _texts(said: Facts, begin: int, words: str, catalog: Catalog) -> Iterator[Given]:
    done = False
    for given in said.givens:
        api = next((g.api for g in said.goals if g.goal == given.goal), None)
        declared = catalog.apis[api].inputs.get(given.name) if api is not None else None
        kind = catalog.type(declared.type) if declared is not None else None
        free = kind is not None and kind.bare and kind.base == "string" and not kind.constrained
        if not free or not isinstance(given.value, str) or given.span is None or given.span[1] <= begin:
            yield given
        elif not done:
            done = True
            yield given.model_copy(update={"value": words, "span": None})
    if not done:
        yield from _announced_for(said, words, catalog)


def _announced_for(said: Facts, words: str, catalog: Catalog) -> Iterator[Given]:
    """The announced text, for the one free text that a single new goal takes and was given nothing for."""
    if len(said.goals) != 1:
        return
    goal = said.goals[0]
    given = {g.name for g in said.givens}
    free = [
        n for n, i in catalog.apis[goal.api].inputs.items()
        if n not in given and (k := catalog.type(i.type)).bare and k.base == "string" and not k.constrained
    ]  # fmt: skip
    if len(free) == 1:
        yield Given(goal=goal.goal, name=free[0], value=words)
