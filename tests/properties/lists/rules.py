"""What R12 says of an executed plan: each function finds the places where one sentence of it applies, and what is wrong there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from lists.generator import is_many, type_of
from lists.problem import Problem
from lists.rows import NoSuchRow, comparable, equal_rows, picked
from lists.runs import Finding, Run
from lists.trace import Cell, Chosen, Listed, Made, Place, cells, plain
from orchestrator.facts.model import Pick


def same_row(run: Run) -> Iterator[Finding]:
    """All slots of a goal that draw on one list, and lookups that start from its columns for it, take the same row."""
    for made in run.trace.calls:
        for goal in made.goals:
            rows: dict[str, set[int]] = defaultdict(set)
            for name, cell in run.single(made):
                if not run.problem.twin(goal, name):
                    for place in run.trace.places(cell):
                        rows[place.list].add(place.index)
            for which, taken in rows.items():
                several = len(run.trace.lists[which].rows) > 1
                if several:
                    yield Finding(f"{made.step} mixes the rows {sorted(taken)} of {which}" if len(taken) > 1 else "")


def pick_json(pick: Pick) -> dict[str, Any]:
    """A pick of the facts in the form that plans have."""
    if pick.row in ("min", "max"):
        return {pick.row: pick.column}
    return {pick.row: pick.count if pick.count is not None else 1}


def _drawn(run: Run, cell: Cell) -> Place | None:
    """The row of the one list that a value comes from; None if it is not of one list."""
    places = [cell.place] if cell.place is not None else sorted(run.trace.places(cell))
    return places[0] if len(places) == 1 and not places[0].list.endswith("*") else None


def picks_call(problem: Problem, pick: Pick) -> bool:
    """Whether a pick means one of several calls of the goal that is used, rather than a row of its list."""
    uses = problem.uses(pick.goal, pick.input)
    return uses is not None and problem.times(uses.source) is not None


def picked_row(run: Run) -> Iterator[Finding]:
    """Where the facts pick a row, it is that one: ties go to the first, and what lacks the column comes last."""
    for goal in run.problem.goals:
        for pick in run.problem.picks(goal):
            spec = run.problem.inputs(goal).get(pick.input)
            if spec is None or pick.several or run.problem.times(goal) is not None or picks_call(run.problem, pick):
                continue
            for made in run.trace.of_goal(goal):
                if pick.input not in made.arguments:
                    yield Finding(f"{made.step} leaves out the picked input {pick.input}")
                    continue
                for cell in cells(made.arguments[pick.input]):
                    if (place := _drawn(run, cell)) is not None:
                        yield _right_row(run, made, pick, place)


def meant_rows(listed: Listed, pick: Pick) -> list[int]:
    """The rows that a pick of the facts means; none where the list does not have them."""
    try:
        return picked(listed.rows, pick_json(pick), listed.types)
    except NoSuchRow:
        return []


def _right_row(run: Run, made: Made, pick: Pick, place: Place) -> Finding:
    listed = run.trace.lists[place.list]
    if pick.column is not None and pick.column not in listed.types:
        return Finding(f"{made.step}: {place.list} has no column {pick.column}")
    meant = meant_rows(listed, pick)
    return Finding(f"{made.step}: {pick} means row {meant}, not {place.index}" if [place.index] != meant else "")


def references(run: Run, goal: int, listed: Listed) -> list[dict[str, str]]:
    """The values given for the goal that name what it is of, each with the column of the list that has its type."""
    found: list[dict[str, str]] = []
    types = run.case.catalog["types"]
    for given in run.problem.given(goal):
        spec = run.problem.inputs(goal).get(given.name)
        for column, type_ in listed.types.items():
            for text in given.members:
                by_type = spec is None and given.name in types and run.problem.comparable(given.name, type_)
                by_name = spec is not None and type_ != type_of(spec) and run.problem.refers(type_of(spec), text)
                if (by_type or by_name) and run.problem.fits(type_, text):
                    found.append({column: text})
    return found


def _settled(run: Run, goal: int, made: Made, place: Place) -> bool:
    """Whether something says that this row is meant."""
    listed = run.trace.lists[place.list]
    if len(listed.rows) == 1 or place in {c.place for c in run.trace.chosen if goal in c.goals or c.at_run}:
        return True
    if place == made.row or place in (m.row for m in run.trace.calls if m.row is not None and not m.goals):
        return True
    for pick in run.problem.picks(goal):
        argument = made.arguments.get(pick.input)
        if argument is not None and place.list in {p.list for p in run.trace.places(argument)}:
            return True
    return any(place.index in equal_rows(listed.rows, said, listed.types) for said in references(run, goal, listed))


def unchosen(run: Run) -> Iterator[Finding]:
    """A row of several that reaches a write is one that the user picked, named or chose, or each in its turn."""
    for made in run.trace.calls:
        for goal in set(made.goals) & run.reaching:
            for name, cell in run.single(made):
                for place in sorted(run.trace.places(cell)):
                    settled = _settled(run, goal, made, place)
                    yield Finding("" if settled else f"{made.step} > {name} takes a row of {place.list} that nobody chose")


def first_row(run: Run) -> Iterator[Finding]:
    """Where a row reaches only reads and nothing says which, it is the first."""
    for made in run.trace.calls:
        for goal in set(made.goals) - run.reaching:
            for name, cell in run.single(made):
                for place in sorted(run.trace.places(cell)):
                    listed = run.trace.lists[place.list]
                    if len(listed.rows) > 1 and not _settled(run, goal, made, place):
                        yield Finding(f"{made.step} > {name}: row {place.index}, not the first" if place.index else "")


def _repeated(run: Run) -> Iterator[tuple[int, str, int | None]]:
    """The goals that are done for every member of a list of results: by which input, and for how many at most."""
    for goal in run.problem.goals:
        if run.problem.times(goal) is not None:
            continue
        single = [n for n, s in run.problem.inputs(goal).items() if not is_many(s)]
        firsts = {p.input: p.count for p in run.problem.picks(goal) if p.several and p.input in single}
        for slot in dict.fromkeys([*firsts, *(each.input for each in run.problem.eaches(goal))]):
            yield goal, slot, firsts.get(slot)


def each_member(run: Run) -> Iterator[Finding]:
    """What is done for each row is done once for every row, in the order of the list, and takes nothing of another row."""
    if run.trace.failure is not None:
        return
    for goal, slot, most in _repeated(run):
        steps = [s for s in run.plan["steps"] if goal in s.get("goals", ()) and s["api"] == run.problem.goals[goal]]
        if len(steps) > 1 and any(run.problem.times(other) is not None for other in run.problem.goals):
            continue
        if len(steps) != 1 or steps[0].get("for_each") is None:
            yield Finding(f"goal {goal} is to be done for each {slot}, and has no step for_each")
            continue
        made = run.trace.of_goal(goal)
        rows = [one.row for one in made]
        names = {row.list for row in rows if row is not None}
        size = len(run.trace.lists[names.pop()].rows) if len(names) == 1 else 0
        if most is not None:
            size = min(size, most)
        order = [row.index for row in rows if row is not None]
        yield Finding("" if order == list(range(size)) else f"goal {goal} is done for the rows {order} of {size}")
        for one in made:
            strange = _other_rows(run, one)
            yield Finding(f"goal {goal}, row {one.row}: takes {sorted(strange)}" if strange else "")
        yield _equal_otherwise(run, made)


def empty_list(run: Run) -> Iterator[Finding]:
    """What is to be done for each member of an empty list is not done."""
    for goal, slot, _ in _repeated(run):
        steps = [s for s in run.plan["steps"] if goal in s.get("goals", ()) and s["api"] == run.problem.goals[goal]]
        lists = [name for name, listed in run.trace.lists.items() if not listed.rows]
        if lists and all(s.get("for_each") for s in steps):
            done = run.trace.of_goal(goal)
            yield Finding(f"goal {goal} is done for each {slot} of an empty list" if done else "")


def _other_rows(run: Run, made: Made) -> set[Place]:
    # A slot with a twin, or one for which a name was given, has a row of its own.
    given = {(g, said.name) for g in made.goals for said in run.problem.given(g)}
    own = {(g, name) for g in made.goals for name in made.arguments if run.problem.twin(g, name)} | given
    single = [cell for name, cell in run.single(made) if not any((g, name) in own for g in made.goals)]
    places = {place for cell in single for place in run.trace.places(cell)}
    return {place for place in places if made.row is not None and place.list == made.row.list and place != made.row}


def _equal_otherwise(run: Run, made: list[Made]) -> Finding:
    """What does not come from the row is the same every time."""
    values = defaultdict(set)
    for one in made:
        for name, argument in one.arguments.items():
            of_row = {p for cell in cells(argument) for p in run.trace.places(cell)}
            if one.row not in of_row:
                values[name].add(plain(argument))
    other = sorted(name for name, seen in values.items() if len(seen) > 1)
    return Finding(f"the arguments {other} differ from row to row" if other else "")


def every_value(run: Run) -> Iterator[Finding]:
    """A list of values for an input of one value is as many calls, in order, equal otherwise."""
    if run.trace.failure is not None:
        return
    for goal in run.problem.goals:
        terms = list(run.problem.list_terms(goal))
        times = run.problem.times(goal)
        if not terms and times is not None and run.problem.writes(goal) and not run.problem.eaches(goal):
            count = len(run.trace.of_goal(goal))
            yield Finding(f"goal {goal}: {count} calls for {len(times)} values" if count != len(times) else "")
        if len(terms) != 1:
            continue
        (term,) = terms
        made = run.trace.of_goal(goal)
        if len(made) != len(term.members):
            type_ = type_of(run.problem.inputs(goal)[term.name])
            distinct = len({comparable(type_, m) for m in term.members})
            # Equal reads are made once.
            shared = not run.problem.writes(goal) and distinct <= len(made) < len(term.members)
            yield Finding("" if shared else f"{len(made)} calls for {len(term.members)} values of {term.name}")
            continue
        for one, member in zip(made, term.members, strict=True):
            behind = {c.value for c in run.trace.everything_behind(one.arguments[term.name]) if c.kind == "value"}
            row = run.trace.places(one.arguments[term.name])
            named = any(
                comparable(listed.types[c], text) == comparable(listed.types[c], member)
                for p in row
                for listed in [run.trace.lists[p.list]]
                for c, text in listed.rows[p.index].items()
                if text is not None
            ) or any(c.place in row for c in run.trace.chosen if c.at_run)
            said = member in behind or named
            yield Finding("" if said else f"{one.step} > {term.name} is {one.arguments[term.name]}, not of {member!r}")


def one_choice(run: Run) -> Iterator[Finding]:
    """One choice serves all goals that need a row of that list, but goals of one API, and two slots of one kind."""
    seen: dict[str, list[Chosen]] = defaultdict(list)
    for chosen in run.trace.chosen:
        if not chosen.at_run:
            seen[chosen.place.list].append(chosen)
    for which, choices in seen.items():
        for at, one in enumerate(choices):
            for other in choices[:at]:
                apart = _apart(run, one, other)
                yield Finding("" if apart else f"{other.step} and {one.step} both choose of {which}")
        if len(choices) == 1:
            yield Finding()


def _apart(run: Run, one: Chosen, other: Chosen) -> bool:
    """Whether two choices may be of one list: for goals of one API, for slots with a twin, for members of one list."""
    goals = run.problem.goals
    if any(not isinstance(given.value, str) for g in (*one.goals, *other.goals) for given in run.problem.given(g)):
        return True
    alike = any(g != h and goals.get(g) == goals.get(h) for g in one.goals for h in other.goals)
    return alike or any(run.problem.twin(g, x) for g in one.goals + other.goals for x in run.problem.inputs(g))


def whole_column(run: Run) -> Iterator[Finding]:
    """A list input takes the whole column in its order; picked, the first rows of it, or the value of one row."""
    for made in run.trace.calls:
        for goal in made.goals:
            for name, argument in made.arguments.items():
                spec = run.problem.inputs(goal)[name]
                if is_many(spec) and isinstance(argument, tuple):
                    yield from _column(run, goal, made, name)


def _lists(run: Run, made: Made, name: str) -> set[str]:
    return {place.list for place in run.trace.places(made.arguments[name])}


def _column(run: Run, goal: int, made: Made, name: str) -> Iterator[Finding]:
    places = [cell.place for cell in cells(made.arguments[name]) if cell.place is not None]
    lists = {place.list for place in places}
    uses = run.problem.uses(goal, name)
    unrolled = uses is not None and run.problem.times(uses.source) is not None
    if len(lists) != 1 or run.problem.times(goal) is not None or unrolled:
        return
    listed = run.trace.lists[lists.pop()]
    inputs = run.problem.inputs(goal)
    said = (g for g in run.problem.given(goal) if g.name == name or g.name not in inputs)
    if any(said) or references(run, goal, listed):
        return
    picks = run.problem.picks(goal)
    pick = next((p for p in picks if p.input == name), None)
    if pick is None and any(p.input in made.arguments and listed.name in _lists(run, made, p.input) for p in picks):
        # Another slot's pick of the list: whether it holds for the whole column too is not said.
        return
    if made.row is not None and made.row.list == listed.name:
        if pick is not None and not pick.several:
            # Each row of a list, and one row of it: what holds is not said.
            return
        meant = [made.row.index]
    else:
        meant = list(range(len(listed.rows))) if pick is None else meant_rows(listed, pick)
    taken = [place.index for place in places]
    whole = cells(made.arguments[name])
    right = taken == meant and len(whole) == len(taken)
    yield Finding("" if right else f"{made.step} > {name} takes the rows {taken}, not {meant}")


def choices_counted(run: Run) -> Iterator[Finding]:
    """The plan's cost names its choices, and it needs input exactly where it has questions or choices."""
    steps = [step["api"] for step in run.plan["steps"]]
    choices = steps.count("choose")
    wrong = "" if run.plan["cost"]["choices"] == choices else f"{choices} choices, told {run.plan['cost']}"
    asks = choices + steps.count("get_info_api") > 0
    if asks != (run.plan["status"] == "needs_input"):
        wrong = f"{run.plan['status']} with {choices} choices"
    yield Finding(wrong)


def choices_reach_writes(run: Run) -> Iterator[Finding]:
    """Nothing is chosen that only reads take."""
    for step in run.plan["steps"]:
        if step["api"] == "choose":
            reads = [goal for goal in step["goals"] if goal not in run.reaching]
            only = len(reads) == len(step["goals"]) and run.trace.failure is None
            yield Finding(f"{step['id']} is chosen for reads" if only else "")
