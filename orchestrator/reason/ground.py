"""Running the reasoning programs. They are stratified: each situation has exactly one answer set."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, lru_cache
from typing import Any

from orchestrator.errors import CatalogError, OrchestratorError, Problem
from orchestrator.reason.deadline import Deadline
from orchestrator.resources import program

ALWAYS = ("types", "slots", "conflicts", "scope", "lookups", "questions", "candidates", "show")
SEVERAL_GOALS = ("lending", "flow")
STATE = ("state",)
LISTS = ("rows", "picks")
PROGRAMS = (*ALWAYS, *SEVERAL_GOALS, *STATE, *LISTS)
"""One topic a file. clingo takes about as long for a rule that has nothing to do as for one that has, so a program is
given to it only where there is something that it speaks of."""


@cache
def program_text(names: tuple[str, ...]) -> str:
    """The text of the programs of these names, one after the other."""
    return "\n".join(program(name).read_text(encoding="utf-8") for name in names)


@cache
def _workshop() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="clingo")


_ready: dict[tuple[str, tuple[str, ...]], Future[Any]] = {}


def _forget() -> None:
    # A forked child has none of its parent's threads.
    _ready.clear()
    _workshop.cache_clear()


os.register_at_fork(after_in_child=_forget)


def prepared(text: str, options: tuple[str, ...]) -> Any:
    """A fresh `Control` that has read the text of a program.

    Reading takes about a third of the time of a small query, and the text is always the same: so, once this one has done its
    work, the next is made ready by `prepare` while the query is planned.
    """
    waiting = _ready.pop((text, options), None)
    return waiting.result() if waiting is not None else _read(text, options)


def prepare(text: str, options: tuple[str, ...]) -> None:
    """Have the next `Control` of that kind read its program, in a thread of its own."""
    if (text, options) not in _ready:
        _ready[text, options] = _workshop().submit(_read, text, options)


def _read(text: str, options: tuple[str, ...]) -> Any:
    from clingo import Control

    control = Control(list(options))
    control.add("base", [], text)
    return control


@lru_cache(maxsize=1024)
def answer_set(facts: str, programs: tuple[str, ...] = PROGRAMS, deadline: Deadline | None = None) -> tuple[Any, ...]:
    """The atoms that the programs show for these ASP facts, as clingo symbols; remembered for the next query of the same shape.

    Raises:
        OrchestratorError: the programs have no answer set, or several: a bug of ours.
        PlannerGaveUp: the time was up. clingo cannot be stopped while it grounds; it is noticed after.
    """
    found = _answer_sets(program_text(programs), facts, limit=2, deadline=deadline)
    if len(found) != 1:
        raise OrchestratorError(
            f"the reasoning has {len(found) or 'no'} answer sets where it should have one; please report this"
        )
    return tuple(found[0])


def rule_atoms(rules: str, facts: str, origin: str, deadline: Deadline | None = None) -> list[Any]:
    """The atoms that a domain's own rules derive, in all from their one answer set.

    Raises:
        CatalogError: the rules are no ASP, or have no answer set or several.
        PlannerGaveUp: the time was up.
    """
    said: list[str] = []
    try:
        found = _answer_sets(rules, facts, limit=2, log=said, deadline=deadline)
    except RuntimeError:
        raise CatalogError(Problem(said[0].strip() if said else "cannot be read", where=f"{origin} > rules.lp")) from None
    if len(found) != 1:
        what = "the rules contradict each other" if not found else "the rules leave a choice open"
        raise CatalogError(Problem(what, f"{origin} > rules.lp", "rules that have exactly one answer set"))
    return found[0]


def _answer_sets(
    text: str, facts: str, *, limit: int, log: list[str] | None = None, deadline: Deadline | None = None
) -> list[list[Any]]:
    options = (f"--models={limit}", "--warn=none")
    if log is None:
        control = prepared(text, options)
    else:
        from clingo import Control

        control = Control([f"--models={limit}"], logger=lambda code, message: _log(log, code, message))
        control.add("base", [], text)
    control.add("base", [], facts)
    control.ground([("base", [])])
    found: list[list[Any]] = []
    _solve(control, found, None if log is None else deadline)
    if deadline is not None:
        deadline.check()
    if log is None:
        prepare(text, options)
    return found


def _solve(control: Any, found: list[list[Any]], deadline: Deadline | None) -> None:
    """Find the answer sets; with a deadline in a thread that can be stopped.

    Our own programs leave nothing to search for and need none, a domain's own rules may.
    """

    def keep(model: Any) -> None:
        found.append(model.symbols(shown=True))

    if deadline is None:
        control.solve(on_model=keep)
        return
    with control.solve(on_model=keep, async_=True) as search:
        while not search.wait(deadline.left):  # it may wake a moment too early
            if not deadline.left:
                search.cancel()
                return


def _log(log: list[str] | None, code: Any, message: str) -> None:
    # clingo also tells of atoms that no rule derives: which facts there are differs from query to query.
    if log is not None and "RuntimeError" in str(code):
        log.append(message)
