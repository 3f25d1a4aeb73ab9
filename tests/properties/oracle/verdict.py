"""The outcome of a query: readings told apart, then the best plan of the one that is meant (R10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .derive import AmbiguousUseError
from .facts import Facts, read_facts
from .model import Api, Catalog, read_catalog
from .reading import ConflictError, Goal, Reader
from .search import Plan, Search
from .types import Key

Status = Literal["ready", "needs_input", "conflict", "ambiguous", "unsolvable", "out_of_scope"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the contract makes of a catalog and facts; all but the first three are for debugging."""

    status: Status
    questions: int = 0
    calls: int = 0
    asks: tuple[tuple[str, frozenset[int]], ...] = ()
    called: tuple[tuple[str, int], ...] = ()
    bindings: Mapping[tuple[int, str], Key] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading (and a way to tell twins apart) with its own verdict."""

    apis: Mapping[int, str]
    verdict: Verdict
    signature: frozenset[Key] | None


def solve(catalog: Mapping[str, Any], facts: str) -> Verdict:
    """The right status and cost of the best plan for a catalog (as YAML gives it) and facts."""
    known = read_catalog(catalog)
    said = read_facts(facts)
    _check_names(known, said)
    if not said.goals and not said.wants:
        return Verdict("out_of_scope")
    candidates: list[Candidate] = []
    for reading in said.readings():
        try:
            situations = list(Reader(known, said).situations(reading))
        except ConflictError as conflict:
            candidates.append(Candidate(reading, Verdict("conflict", reason=str(conflict)), None))
            continue
        for goals in situations:
            candidates.append(_judge(known, reading, goals))
    return _choose(known, candidates)


def _check_names(catalog: Catalog, facts: Facts) -> None:
    apis = [a for options in facts.goals.values() for a in options]
    words = [*apis, *facts.wants.values(), *(g.name for g in facts.given)]
    words += [u.name for u in facts.uses]
    words += [name for _, name in facts.unknown]
    for word in words:
        if not catalog.knows(word):
            raise ValueError(f"the catalog does not know {word!r}")
    for api in apis:
        if api not in catalog.apis:
            raise ValueError(f"{api!r} is no API")


def _judge(catalog: Catalog, reading: Mapping[int, str], goals: dict[int, Goal]) -> Candidate:
    try:
        best = Search(catalog, goals).run()
    except AmbiguousUseError as ambiguous:
        return Candidate(reading, Verdict("ambiguous", reason=str(ambiguous)), None)
    if best is None:
        return Candidate(reading, Verdict("unsolvable"), None)
    return Candidate(reading, _verdict(best), best.signature)


def _verdict(plan: Plan) -> Verdict:
    status: Status = "needs_input" if plan.asks else "ready"
    return Verdict(status, *plan.cost, plan.asks, plan.calls, plan.bindings)


def _choose(catalog: Catalog, candidates: list[Candidate]) -> Verdict:
    rest = [c for c in candidates if c.verdict.status != "conflict"]
    if not rest:
        return candidates[0].verdict
    rest = [c for c in rest if c.verdict.status != "unsolvable"] or rest
    if all(c.verdict.status == "unsolvable" for c in rest):
        return rest[0].verdict
    rest = [c for c in rest if not any(_commits_less(catalog, o, c) for o in rest)]
    distinct: list[Candidate] = []
    for one in rest:
        same = [o for o in distinct if o.signature is not None and o.signature == one.signature]
        if not same:
            distinct.append(one)
    if len(distinct) == 1:
        return distinct[0].verdict
    return Verdict("ambiguous", reason=" or ".join(str(dict(c.apis)) for c in distinct))


def _commits_less(catalog: Catalog, one: Candidate, other: Candidate) -> bool:
    """R10: whether one reading is a read whose result the other, a write, takes."""
    differing = [i for i in one.apis if one.apis[i] != other.apis[i]]
    return bool(differing) and all(
        _feeds(catalog, catalog.apis[one.apis[i]], catalog.apis[other.apis[i]]) for i in differing
    )


def _feeds(catalog: Catalog, read: Api, write: Api) -> bool:
    if read.write or not write.write:
        return False
    return any(catalog.types.is_a(t, i.type) for _, t in read.outputs for i in write.inputs)
