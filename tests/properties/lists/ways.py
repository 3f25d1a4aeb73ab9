"""Cases that surely have a plan, and cases that surely have none, by a plain reading of facts and catalog."""

from __future__ import annotations

from lists.generator import is_many, type_of, yields
from lists.problem import Problem

PLANNED = ("ready", "needs_input")


def surely_solvable(problem: Problem) -> bool:
    """Whether every slot plainly has a source of its own: a value that fits, what another goal yields, or a question.

    Only what is plain counts: one fact a slot, nothing by type, and picks of a list that is there.
    """
    if problem.facts.wants or not problem.goals:
        return False
    return all(_plain(problem, goal) and all(_filled(problem, goal, s) for s in problem.required(goal)) for goal in problem.goals)


def _plain(problem: Problem, goal: int) -> bool:
    inputs = problem.inputs(goal)
    given = [g.name for g in problem.given(goal)]
    used = [u.input for u in problem.facts.uses if u.goal == goal]
    said = given + used
    if len(set(said)) != len(said) or not set(said) <= set(inputs):
        return False
    if any(not _filled(problem, goal, slot) for slot in said):
        return False
    settled = [*problem.picks(goal), *problem.eaches(goal)]
    repeated = [g.name for g in problem.list_terms(goal)]
    repeated += [u.input for u in problem.facts.uses if u.goal == goal and problem.times(u.source) is not None]
    if len(settled) + len(repeated) > 1:
        return False
    return all(_listed(problem, goal, f.input, getattr(f, "column", None)) for f in settled)


def _filled(problem: Problem, goal: int, slot: str) -> bool:
    type_ = type_of(problem.inputs(goal)[slot])
    given = next((g for g in problem.given(goal) if g.name == slot), None)
    if given is not None:
        # A value of an opaque type without a pattern may be taken for a name.
        return all(problem.fits(type_, m) and not problem.refers(type_, m) for m in given.members)
    if problem.uses(goal, slot) is not None:
        return bool(_fitting(problem, goal, slot))
    # Nothing of its entity was said for the goal, so nothing keeps the question away.
    return problem.askable(type_) and not problem.given(goal)


def _fitting(problem: Problem, goal: int, slot: str) -> list[str]:
    """The outputs that a `uses` of the slot may take, by type; none if it could mean several."""
    uses = problem.uses(goal, slot)
    if uses is None or uses.source not in problem.goals or uses.source >= goal:
        return []
    spec = problem.inputs(goal)[slot]
    source = dict(problem.apis[problem.goals[uses.source]])
    fit = [n for n, t in yields(source).items() if type_of(spec) in problem.ancestors(t)]
    if uses.output is not None:
        return [n for n in fit if n == uses.output]
    return fit if len(fit) == 1 else []


def _listed(problem: Problem, goal: int, slot: str, column: str | None) -> bool:
    """Whether a slot of one value plainly draws on a list, and one with that column."""
    columns = plain_list(problem, goal, slot)
    return bool(columns) and not is_many(problem.inputs(goal)[slot]) and (column is None or column in columns)


def plain_list(problem: Problem, goal: int, slot: str) -> dict[str, str]:
    """The columns of the one list that a slot draws on by `uses`; none where it draws on no list of a single call."""
    uses = problem.uses(goal, slot)
    if uses is None or not (fit := _fitting(problem, goal, slot)):
        return {}
    if problem.times(uses.source) is not None or _repeats(problem, uses.source):
        return {}
    lists = problem.columns(problem.goals[uses.source]).values()
    return next((columns for columns in lists if fit[0] in columns), {})


def _repeats(problem: Problem, goal: int) -> bool:
    return bool(problem.eaches(goal)) or any(p.several for p in problem.picks(goal))


def surely_unsolvable(problem: Problem) -> bool:
    """Whether some required slot wants a type that nothing yields, nobody gave and nobody can be asked for."""
    for goal in problem.goals:
        for slot in problem.required(goal):
            type_ = type_of(problem.inputs(goal)[slot])
            given = any(problem.fits(type_, m) for g in problem.facts.givens for m in g.members)
            made = any(
                type_ in problem.ancestors(t) or problem.uses(goal, slot) is not None
                for api in problem.goals.values()
                for t in yields(dict(problem.apis[api])).values()
            )
            if not (given or made or problem.askable(type_) or problem.yielding(type_)):
                return True
    return False
