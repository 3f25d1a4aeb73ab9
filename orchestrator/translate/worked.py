"""Worked examples from a domain's own labelled queries: which of them are shown to the model with a query.

A labelled query is turned into the lines that a model should write for it. Those nearest to the query at hand are chosen. Near
is what is said in like words; the values do not count: whose invoice it is does not make two wishes alike.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.catalog.labelled import Labelled, queries_beside, read_queries
from orchestrator.errors import CatalogError, Problem
from orchestrator.facts import Facts, Given, Pick, Span
from orchestrator.translate.bm25 import Field, Index
from orchestrator.translate.build import build_facts, said_spans
from orchestrator.translate.complete import complete
from orchestrator.translate.enumerations import written_lists
from orchestrator.translate.lines import (
    DONE,
    NOTHING,
    Line,
    Listed,
    Ref,
    Rows,
    Said,
    Value,
    write,
    write_api,
    write_name,
)
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import inside
from orchestrator.translate.per_catalog import CatalogKey
from orchestrator.translate.reach import has_form, references
from orchestrator.translate.row_words import row_words
from orchestrator.translate.words import name_words, plain, starts_sentence, stem, words_of
from orchestrator.values import fit

_LOG = logging.getLogger(__name__)
_DAY = date(2000, 1, 1)
"""A day to read queries by where only the places of dates matter."""

_BARE = re.compile(r'[^\s"(),=\[\]@]+')
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIELDS = {"words": Field(1.0, 0.4), "names": Field(0.7, 0.4)}
_ALIKE = 0.35
_SAME_GOALS = 2


def as_lines(facts: Facts, catalog: Catalog) -> tuple[Line, ...] | None:
    """Facts as the lines that `build_facts` makes them of; None where lines cannot say them.

    Of each goal every required input is written, with None where nothing is said of it, and optional ones where something is.
    Lines cannot say a want, several readings, two values for one input, or what a later goal yields.
    """
    if facts.wants or facts.maybes or {g.api for g in facts.goals} - {*catalog.apis}:
        return None
    goals = sorted(facts.goals, key=lambda g: g.goal)
    numbers = {goal.goal: at for at, goal in enumerate(goals, 1)}
    lines: list[Line] = []
    for goal in goals:
        said = _said(goal.goal, facts, numbers)
        if said is None:
            return None
        declared = catalog.apis[goal.api].inputs
        names = [n for n, i in declared.items() if i.required or n in said]
        names += [n for n in said if n not in declared]
        lines.append(Line(numbers[goal.goal], goal.api, tuple((n, said.get(n)) for n in names)))
    return tuple(lines)


def _said(goal: int, facts: Facts, numbers: Mapping[int, int]) -> dict[str, Value] | None:
    """What is said of the inputs of a goal, by name; None where lines cannot say it."""
    found: dict[str, Value] = {}
    for given in facts.givens:
        if given.goal == goal:
            if given.name in found:
                return None
            found[given.name] = _value(given)
    rows = _rows(goal, facts)
    for uses in facts.uses:
        if uses.goal == goal:
            source = numbers.get(uses.source)
            if uses.input in found or source is None or source >= numbers[goal]:
                return None
            found[uses.input] = Ref(source, uses.output, rows.get(uses.input) if rows is not None else None)
    if rows is None or any(not isinstance(found.get(name), Ref | None) for name in rows):
        return None
    return {**rows, **found}


def _value(given: Given) -> Value:
    if isinstance(given.value, str):
        return Said(given.value, given.span)
    return Listed(tuple(Said(member) for member in given.value))


def _rows(goal: int, facts: Facts) -> dict[str, Rows] | None:
    """Which rows the inputs of a goal take; None where two facts say it of one input."""
    stated = [(p.input, _row(p)) for p in facts.picks if p.goal == goal]
    stated += [(e.input, Rows("each")) for e in facts.eaches if e.goal == goal]
    return dict(stated) if len({name for name, _ in stated}) == len(stated) else None


def _row(pick: Pick) -> Rows:
    if pick.row == "nth" and pick.count == 1:
        return Rows("first")
    return Rows(pick.row, pick.count, pick.column)


def lines_text(lines: Sequence[Line], catalog: Catalog) -> str:
    """Lines as the model writes them, to the end: `N done`, or `1 none` where there are none.

    Example:
        >>> print(lines_text((Line(1, "help", (("topic", Said("taxes")),)),), Catalog.load("small_business")))
        1 help(topic = "taxes")
        2 done
    """
    if not lines:
        return f"1 {NOTHING}"
    return "\n".join((*(_line_text(line, catalog) for line in lines), f"{len(lines) + 1} {DONE}"))


def _line_text(line: Line, catalog: Catalog) -> str:
    inputs = catalog.apis[line.api].inputs
    types = {n: catalog.type(inputs[n].type if n in inputs else n) for n, _ in line.inputs}
    written = (f"{write_name(n)} = {_text(v, types[n], catalog)}" for n, v in line.inputs)
    return f"{line.number} {write_api(line.api)}({', '.join(written)})"


def _text(value: Value, kind: SemanticType, catalog: Catalog) -> str:
    match value:
        case Listed(members):
            return f"[{', '.join(_text(member, kind, catalog) for member in members)}]"
        case Said(text=text):
            return text if _is_bare(text, kind, catalog) else json.dumps(text, ensure_ascii=False)
        case _:
            return write(value)


def _is_bare(text: str, kind: SemanticType, catalog: Catalog) -> bool:
    """Whether the form writes a value without quotes: numbers, days, times, truth values, words of an enumeration."""
    own = [kind] if kind.askable or kind.pattern is not None else []
    taken = next((k for k in (*own, *references(catalog, kind.name)) if fit(k, text)), kind)
    if taken.values is not None:
        return _WORD.fullmatch(text) is not None
    return taken.base != "string" and _BARE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Worked:
    """A query with the lines for it. `goals` are its APIs, in alphabetical order; `has_list` whether it is about a list."""

    id: str
    query: str
    text: str
    goals: tuple[str, ...]
    has_list: bool


class Examples:
    """The worked examples of a catalog, made once.

    Only what the form can take is an example: facts that lines cannot say are left out.

    Args:
        labelled: the labelled queries.
        catalog: the catalog they are about.

    Example:
        >>> examples = Examples.of(Catalog.load("small_business"))
        >>> [query for query, _ in examples.nearest("bill Acme 300 dollars", 2)]      # doctest: +SKIP
        ['Make an invoice for Fjord Coffee', 'Please bill Brightwater Bakery $1,250.50 for the menu redesign, ...']
    """

    def __init__(self, labelled: Iterable[Labelled], catalog: Catalog) -> None:
        self.catalog = catalog
        made = [(q, w) for q in labelled if (w := _worked(q, catalog)) is not None]
        self.worked = tuple(w for _, w in made)
        self._words = tuple(_terms(Mentions(q.query, catalog, _DAY), q.facts) for q, _ in made)
        texts = [
            {"words": terms, "names": [stem(w) for goal in worked.goals for w in name_words(goal)]}
            for terms, worked in zip(self._words, self.worked, strict=True)
        ]
        self._index = Index(texts, _FIELDS)
        self._columns = {n: c for a in catalog.apis.values() for listed in a.lists.values() for n, c in listed.items()}

    @classmethod
    def of(cls, catalog: Catalog) -> Examples:
        """The examples of the `queries.yaml` beside a catalog; none where there is none. Read once for each catalog.

        What cannot be read is logged and left out: `orchestrator check` tells of it.
        """
        return _examples_of(CatalogKey(catalog))

    @classmethod
    def load(cls, path: Path, catalog: Catalog) -> Examples:
        """The examples of a file of labelled queries.

        Raises:
            CatalogError: the file cannot be read, or is no YAML.
        """
        labelled, problems = read_queries(path, catalog)
        _log(problems)
        return cls(labelled, catalog)

    def __len__(self) -> int:
        return len(self.worked)

    def nearest(self, query: str, k: int, *, without: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
        """At most `k` worked queries near to a query, each with its lines as text.

        The order is that of a prompt: the least near first, the nearest last, next to the query itself. Of one set of goals
        there are at most two, of queries that nothing serves one, and of queries about lists one unless the query speaks of
        lists. A query that is the same but for case and blanks is never among them.

        Args:
            query: the query at hand.
            k: how many are wanted.
            without: the ids of examples that must not be shown.
        """
        mentions = Mentions(query, self.catalog, _DAY)
        scores = self._scores(mentions)
        same = plain(query)
        offered = [
            at for at, w in enumerate(self.worked)
            if at in scores and w.id not in without and plain(w.query) != same
        ]  # fmt: skip
        chosen: list[int] = []
        lists_left = k if self._speaks_of_lists(mentions) else 1
        while len(chosen) < k:
            open_ones = [at for at in offered if at not in chosen and self._is_allowed(at, chosen, lists_left)]
            if not open_ones:
                break
            chosen.append(max(open_ones, key=lambda at: (self._gain(at, scores, chosen), -at)))
        ordered = sorted(chosen, key=lambda at: (scores[at], -at))
        return tuple((self.worked[at].query, self.worked[at].text) for at in ordered)

    def _scores(self, mentions: Mentions) -> dict[int, float]:
        """How near the examples are, from 0 to 1; none that has nothing in common with the query."""
        terms = _terms(mentions, None)
        scores = self._index.scores(dict.fromkeys(terms, 1.0))
        most = max(scores.values(), default=0.0)
        return {at: score / most for at, score in scores.items() if score > 0}

    def _is_allowed(self, at: int, chosen: Sequence[int], lists_left: int) -> bool:
        one = self.worked[at]
        same = sum(self.worked[c].goals == one.goals for c in chosen)
        lists = sum(self.worked[c].has_list for c in chosen)
        return same < (_SAME_GOALS if one.goals else 1) and (not one.has_list or lists < lists_left)

    def _gain(self, at: int, scores: Mapping[int, float], chosen: Sequence[int]) -> float:
        """Nearness, less what one that is chosen already shows as well."""
        alike = max((self._likeness(at, c) for c in chosen), default=0.0)
        return (1 - _ALIKE) * scores[at] - _ALIKE * alike

    def _likeness(self, one: int, other: int) -> float:
        goals = _jaccard(self.worked[one].goals, self.worked[other].goals)
        return (goals + _jaccard(self._words[one], self._words[other])) / 2

    def _speaks_of_lists(self, mentions: Mentions) -> bool:
        values = [*mentions.quoted, *mentions.names, *mentions.ids, *mentions.numbers]
        rows = row_words(mentions, self._columns) if self._columns else ()
        return bool(written_lists(mentions.query, values)) or any(said.sure for said in rows)


def _worked(labelled: Labelled, catalog: Catalog) -> Worked | None:
    facts = labelled.facts
    lines = as_lines(facts, catalog)
    if lines is None or (lines := _written(lines, facts, Mentions(labelled.query, catalog, _DAY))) is None:
        return None
    has_list = bool(facts.picks or facts.eaches or any(not isinstance(g.value, str) for g in facts.givens))
    goals = tuple(sorted(line.api for line in lines))
    return Worked(labelled.id, labelled.query, lines_text(lines, catalog), goals, has_list)


def _written(lines: Sequence[Line], facts: Facts, mentions: Mentions) -> tuple[Line, ...] | None:
    """The part of lines that the model writes: what has a form of its own and is given for a type is put in by program.

    None where it would not be.
    """
    catalog = mentions.catalog
    written = tuple(
        replace(
            x, inputs=tuple((n, v) for n, v in x.inputs if n in catalog.apis[x.api].inputs or not has_form(catalog.type(n)))
        )
        for x in lines
    )
    if written == tuple(lines):
        return written
    whole = complete(written, said_spans(written, mentions), mentions)
    return written if _stated(build_facts(whole, mentions)) == _stated(facts) else None


def _stated(facts: Facts) -> frozenset[str]:
    return frozenset(str(facts).splitlines())


def _terms(mentions: Mentions, facts: Facts | None) -> tuple[str, ...]:
    """The stems of a query, each once, with values replaced by their kind."""
    masks = _masks(mentions, facts)
    spans = [span for _, span in masks]
    words = [w for w in words_of(mentions.query) if w.is_content and not inside((w.begin, w.end), spans)]
    return tuple(dict.fromkeys((*(stem(w.lower) for w in words), *(f"<{kind}>" for kind, _ in masks))))


def _masks(mentions: Mentions, facts: Facts | None) -> list[tuple[str, Span]]:
    """What in a query is a value by its form or by its facts, and of which kind."""
    names = [s for s in (m.span for m in mentions.names) if not _is_first_word(s, mentions.query)]
    kinds = {
        "text": [m.span for m in mentions.quoted],
        "id": [m.span for m in (*mentions.ids, *mentions.addresses)],
        "date": [w.span for w in mentions.dates],
        "number": [m.span for m in mentions.numbers],
        "name": names,
        "phrase": [*_given_spans(facts, mentions)] if facts is not None else [],
    }
    found: list[tuple[str, Span]] = []
    for kind, spans in kinds.items():
        found.extend((kind, s) for s in spans if not inside(s, [t for _, t in found]))
    return found


def _is_first_word(span: Span, query: str) -> bool:
    """Whether a name begins with a word that is only capital because its sentence begins with it."""
    return starts_sentence(query, span[0])


def _given_spans(facts: Facts, mentions: Mentions) -> Iterator[Span]:
    """Where a query says the values that its facts have; words of enumerations stay, for they tell what is wanted."""
    catalog = mentions.catalog
    apis = {g.goal: catalog.apis[g.api] for g in facts.goals}
    for given in facts.givens:
        inputs = apis[given.goal].inputs
        declared = inputs[given.name].type if given.name in inputs else given.name
        if declared in catalog.semantic_types and catalog.type(declared).values is None:
            yield from (span for member in given.members if (span := mentions.find(member)) is not None)


def _jaccard(one: Iterable[str], other: Iterable[str]) -> float:
    left, right = {*one}, {*other}
    return len(left & right) / len(left | right) if left or right else 1.0


@lru_cache(maxsize=16)
def _examples_of(key: CatalogKey) -> Examples:
    path = queries_beside(key.catalog)
    if path is not None:
        try:
            return Examples.load(path, key.catalog)
        except CatalogError as error:
            _log(error.problems)
    return Examples((), key.catalog)


def _log(problems: Iterable[Problem]) -> None:
    for problem in problems:
        _LOG.warning("labelled queries are left out: %s", problem)
