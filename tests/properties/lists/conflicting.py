"""Facts that have a plan, with one fact more that cannot hold beside them (R12)."""

from __future__ import annotations

from collections.abc import Iterator

from lists.generator import Case, is_many, type_of, yields
from lists.pools import BARE
from lists.problem import Problem
from lists.ways import plain_list, surely_solvable
from orchestrator.facts.model import quote


def _with(case: Case, *facts: str) -> Case:
    return case._replace(facts=case.facts + "".join(f"{fact}\n" for fact in facts))


def _drawing(problem: Problem) -> Iterator[tuple[int, str, dict[str, str]]]:
    """The slots of one value that plainly draw on a list, and the columns of that list."""
    for uses in problem.facts.uses:
        spec = problem.inputs(uses.goal).get(uses.input)
        if spec is not None and not is_many(spec) and (columns := plain_list(problem, uses.goal, uses.input)):
            yield uses.goal, uses.input, columns


def _settled(problem: Problem, goal: int) -> bool:
    terms = next(problem.list_terms(goal), None)
    return bool(problem.picks(goal) or problem.eaches(goal) or terms)


def picks_without_a_list(case: Case) -> Iterator[Case]:
    """A pick, or each, of an input that was given one value."""
    problem = Problem(case)
    for given in problem.facts.givens:
        spec = problem.inputs(given.goal).get(given.name)
        single = spec is not None and type_of(spec) in BARE and isinstance(given.value, str)
        if single and not is_many(spec) and not _settled(problem, given.goal):
            yield _with(case, f"pick({given.goal}, {given.name}, last).")
            yield _with(case, f"pick({given.goal}, {given.name}, first(2)).")
            yield _with(case, f"each({given.goal}, {given.name}).")


def picks_by_another_column(case: Case) -> Iterator[Case]:
    """The least or the greatest of a column that the list does not have."""
    problem = Problem(case)
    known = sorted({column for api in problem.apis.values() for column in yields(dict(api))})
    for goal, slot, columns in _drawing(problem):
        other = [name for name in known if name not in columns]
        if other and not _settled(problem, goal):
            yield _with(case, f"pick({goal}, {slot}, min({other[0]})).")
            yield _with(case, f"pick({goal}, {slot}, max({other[-1]})).")


def two_picks(case: Case) -> Iterator[Case]:
    """Two different rows of one list for one slot."""
    problem = Problem(case)
    for goal, slot, _ in _drawing(problem):
        if not _settled(problem, goal):
            yield _with(case, f"pick({goal}, {slot}, nth(2)).", f"pick({goal}, {slot}, last).")
            yield _with(case, f"pick({goal}, {slot}, first(2)).", f"pick({goal}, {slot}, first).")


def two_lists(case: Case) -> Iterator[Case]:
    """A goal that is to be done for each member of two lists: of a result and of values."""
    problem = Problem(case)
    for goal, slot, _ in _drawing(problem):
        if _settled(problem, goal):
            continue
        for given in problem.given(goal):
            spec = problem.inputs(goal)[given.name]
            if not is_many(spec) and isinstance(given.value, str):
                single = f"{given}\n"
                twice = f"given({goal}, {given.name}, ({quote(given.value)},{quote(given.value)})).\n"
                repeated = case._replace(facts=case.facts.replace(single.rstrip(), twice.rstrip(), 1))
                yield _with(repeated, f"each({goal}, {slot}).")
                yield _with(repeated, f"pick({goal}, {slot}, first(2)).")


def conflicts(case: Case, kind: str) -> list[Case]:
    """The conflicting cases of a kind that a solvable case gives rise to."""
    made = {f.__name__: f for f in (picks_without_a_list, picks_by_another_column, two_picks, two_lists)}
    return list(made[kind](case)) if surely_solvable(Problem(case)) else []
