"""Another row of a list: "the cheapest one instead", "take the second" (R12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from orchestrator.catalog import Catalog
from orchestrator.converse.revise_cues import FILLERS
from orchestrator.converse.revise_model import Change, Fact
from orchestrator.converse.revise_words import Clause
from orchestrator.facts import Each, Facts, Given, Pick
from orchestrator.translate.lines import Line, Rows
from orchestrator.translate.lists import Columns, lists_found
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import inside
from orchestrator.translate.reach import leads, takes
from orchestrator.translate.row_words import row_words
from orchestrator.translate.words import name_words, stem, words_of


def row_changes(facts: Facts, clause: Clause, catalog: Catalog, today: date, farthest: int = 3) -> list[list[Change]]:
    """The rows that a clause speaks of: for each list that may be meant the changes that take another row of it.

    `farthest`: 1 for lists that a goal draws on by now, 3 for those too that a lookup would yield. More than one entry where
    several lists may be meant, or several columns; none where the clause speaks of no rows, or of more.
    """
    mentions = Mentions(clause.text, catalog, today)
    found: dict[int, list[list[Change]]] = {}
    for goal in facts.goals:
        for name, columns, near in _drawing(goal.goal, goal.api, facts, catalog):
            said = [r for r in row_words(mentions, columns) if r.sure or r.rows.kind != "each"]
            if not said or near > farthest or _more(mentions, [r.span for r in said], columns, goal.api, catalog):
                continue
            ways = [_change(goal.goal, goal.api, name, r.rows, facts, clause.text) for r in said[:3]]
            found.setdefault(near, []).extend([w] for w in ways)
    return found[min(found)] if found else []


def _drawing(number: int, api: str, facts: Facts, catalog: Catalog) -> Iterator[tuple[str, Columns, int]]:
    """The inputs of a goal that draw on a list, or could, with its columns; and how near that is."""
    declared = catalog.apis[api].inputs
    uses = {u.input: u for u in facts.uses if u.goal == number}
    picked = {p.input for p in facts.picks if p.goal == number} | {e.input for e in facts.eaches if e.goal == number}
    for name, wanted in declared.items():
        if wanted.many or not wanted.required:
            continue
        if name in uses:
            source = next((g.api for g in facts.goals if g.goal == uses[name].source), None)
            for listed in catalog.apis[source].lists.values() if source is not None else ():
                if any(takes(catalog, c.type, wanted.type) or leads(catalog, c.type, wanted.type) for c in listed.values()):
                    yield name, listed, 0
        else:
            given = any(g.goal == number and g.name == name for g in facts.givens)
            for goal in facts.goals:  # by default it flows from a list of another goal (R4)
                for listed in catalog.apis[goal.api].lists.values() if goal.goal != number and not given else ():
                    if any(takes(catalog, c.type, wanted.type) and not catalog.type(c.type).bare for c in listed.values()):
                        yield name, listed, 0 if name in picked else 1
            for columns in lists_found(name, Line(number, api), catalog):
                yield name, columns, 0 if name in picked else 3 if given else 2


def _more(mentions: Mentions, spans: Sequence[tuple[int, int]], columns: Columns, api: str, catalog: Catalog) -> bool:
    """Whether a clause says more than which row is meant."""
    about = {stem(w) for n, c in columns.items() for t in (n, c.type, catalog.type(c.type).entity or "") for w in name_words(t)}
    about |= {stem(w) for t in (api, catalog.apis[api].description) for w in name_words(t)}
    words = [w for w in words_of(mentions.query) if w.is_content and not inside((w.begin, w.end), spans)]
    return any(stem(w.lower) not in about | FILLERS for w in words)


def _change(number: int, api: str, name: str, rows: Rows, facts: Facts, words: str) -> Change:
    new: Fact
    if rows.kind == "each":
        new, after = Each(goal=number, input=name), "each"
    else:
        new = Pick(goal=number, input=name, row=rows.kind, count=rows.count, column=rows.column)
        after = new.row_term
    picks = [p for p in facts.picks if p.goal == number and p.input == name]
    eaches = [e for e in facts.eaches if e.goal == number and e.input == name]
    givens: list[Given] = [g for g in facts.givens if g.goal == number and g.name == name]
    before = picks[0].row_term if picks else "each" if eaches else givens[0].value if givens else None
    if new in (*picks, *eaches):
        return Change("kept", number, api, words, name, None, after)
    return Change("rows", number, api, words, name, before, after, (*picks, *eaches, *givens), (new,))
