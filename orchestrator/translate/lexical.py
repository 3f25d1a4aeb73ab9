"""Translation without a model: the catalog's own words say what is wanted, the forms of values say what they are for.

It is quick and needs nothing, and it knows no word that the catalog does not have. It leaves out what it cannot place, which
is then asked, and says that nothing serves a query where too little speaks for any API.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts, Translation
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.choices import Form
from orchestrator.translate.complete import complete
from orchestrator.translate.earlier import Call
from orchestrator.translate.fold import fold
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.placing import fill, goes_on
from orchestrator.translate.reach import is_automatic
from orchestrator.translate.readings import leave_open
from orchestrator.translate.retrieve import narrow
from orchestrator.translate.shelf import Example
from orchestrator.translate.translator import Clock, accept
from orchestrator.translate.wishes import Wish, goal_scores, wishes

__all__ = ["LexicalTranslator", "goal_scores"]

_MAX_QUERY = 6_000
_ENOUGH = 0.3


class LexicalTranslator:
    """Translates by the words of the catalog alone, in milliseconds.

    Args:
        today: says which day relative dates are reckoned from.
        examples: worked queries of the catalog with the APIs they want: their words count as the catalog's own.

    Example:
        >>> facts = LexicalTranslator().translate("Cancel the flight FB-12", Catalog.load("travel"))
        >>> print(facts, end="")
        goal(1, cancel_flight).
        given(1, booking, "FB-12").
    """

    name = "none"

    def __init__(self, *, today: Clock = date.today, examples: Sequence[Example] = ()) -> None:
        self._today, self._examples = today, tuple(examples)

    def translate(self, query: str, catalog: Catalog) -> Facts:
        """The facts of a query; none where too little speaks for any API.

        Raises:
            TranslationError: the query is empty or too long.
        """
        accept(query, catalog, limit=_MAX_QUERY)
        begin = time.perf_counter()
        mentions = narrow(Mentions(query, catalog, self._today()), self._examples)
        form = Form(mentions)
        goals = _goals(wishes(mentions, self._examples), form)
        lines = fold([goal.call.line for goal in goals], mentions)
        lines = complete(lines, said_spans(lines, mentions), mentions)
        facts = build_facts(lines, mentions)
        if len(lines) == len(goals):
            open_goals = {goal.call.line.number: goal.readings for goal in goals if goal.readings}
            facts = leave_open(facts, open_goals, mentions.catalog)
        told = Translation(translator=self.name, seconds=round(time.perf_counter() - begin, 3))
        return facts.model_copy(update={"translation": told})


@dataclass(frozen=True, slots=True)
class _Goal:
    """A call that is filled in, and the APIs that the same words may mean as well."""

    call: Call
    readings: tuple[str, ...] = ()


def _goals(found: Sequence[Wish], form: Form) -> list[_Goal]:
    """The calls that wishes speak for, filled in; several for one wish where it goes on with the values of a further call."""
    strong = [w for w in found if w.strength >= _ENOUGH]
    goals: list[_Goal] = []
    for wish in strong:
        earlier = [goal.call for goal in goals]
        others = [w.span for w in strong if w is not wish]
        if len(goals) >= form.max_lines or is_automatic(
            form.catalog, wish.api, [w.api for w in strong if w is not wish]
        ):
            continue
        call = fill(wish.api, form, earlier, wish.span, others)
        if _repeats(call, earlier):
            continue
        goals.append(_Goal(call, wish.readings))
        while len(goals) < form.max_lines:
            earlier = [goal.call for goal in goals]
            rest = (min((m.span[1] for _, m in call.mentions), default=wish.span[1]), wish.span[1])
            again = fill(wish.api, form, earlier, rest, [*others, (0, rest[0])])
            if not goes_on(call, again, form):
                break
            goals.append(_Goal(again))
            call = again
    return goals


def _repeats(call: Call, earlier: Sequence[Call]) -> bool:
    """Whether a call says nothing that an earlier one of the same API does not say."""
    said = {m.span for c in earlier for _, m in c.mentions if c.line.api == call.line.api}
    same = any(c.line.api == call.line.api for c in earlier)
    return same and all(m.span in said for _, m in call.mentions)
