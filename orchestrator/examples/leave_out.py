"""Incomplete queries from labelled ones: a value is taken out where it is a phrase with its own preposition.

"Make an invoice for Ada on 3 May" stays a sentence without "on 3 May"; "the passcode is 1234" would not without the number, and
is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from orchestrator.catalog import Catalog
from orchestrator.catalog.labelled import Labelled
from orchestrator.examples.accept import Candidate, Judge, category_of
from orchestrator.facts import Facts, Given, Span
from orchestrator.translate.lines import Line
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.worked import as_lines

_PREPOSITION = "for|to|from|on|at|by|in|into|with|about|of|under|until|since|between|onto|through|as"
_LITTLE = r"(?:the|my|our|your|a|an|this)\s+"
_BEFORE = re.compile(
    rf"(?P<last>[^\W_][\w'’-]*)(?P<cut>,?\s+(?:{_PREPOSITION})\s+(?:{_LITTLE})?[\"“]?)$", re.IGNORECASE
)
_AFTER = re.compile(rf"[\"”]?(?=[.!?;]|,\s|$|\s+(?:and|then|please|{_PREPOSITION})\s+\w)", re.IGNORECASE)
_NEEDS_MORE = re.compile(
    r"(?:\w+(?:ing|ed|[ay]able)|due|is|are|was|were|be|it's|called|between|look|ask|wait|paid|and|or|than|up|out)$", re.IGNORECASE
)


def shortened(labelled: Sequence[Labelled], catalog: Catalog, judge: Judge, random: Random) -> Iterator[Candidate]:
    """The incomplete queries that come of labelled ones by leaving a value out; in an order of the seed, one a query."""
    for item in random.sample([*labelled], len(labelled)):
        lines = as_lines(item.facts, catalog)
        facts = judge.facts(item.query, lines) if lines else None
        if facts is None or lines is None:
            continue
        givens = random.sample([*facts.givens], len(facts.givens))
        found = (_without(given, facts, lines, judge, item.id) for given in givens)
        if (made := next((c for c in found if c is not None), None)) is not None:
            yield made


def _without(given: Given, facts: Facts, lines: Sequence[Line], judge: Judge, source: str) -> Candidate | None:
    query = facts.query or ""
    span = phrase(query, given.span) if given.span is not None and isinstance(given.value, str) else None
    others = [g.span for g in facts.givens if g != given]
    if span is None or any(s is None or (s[0] < span[1] and span[0] < s[1]) for s in others):
        return None
    left = query[: span[0]] + query[span[1] :]
    said = query[slice(*given.span)] if given.span is not None else ""
    if Mentions(left, judge.catalog, judge.day).find(said) is not None:
        return None  # the query says it once more
    kept = tuple(_forget(line, given, judge.catalog) for line in lines)
    found = judge.candidate(left, kept, category_of(facts), f"Made from {source}.")
    return found if found is not None and not found.complete else None


def _forget(line: Line, given: Given, catalog: Catalog) -> Line:
    """A line without a value: `none` for a required input, nothing for another."""
    if line.number != given.goal:
        return line
    inputs = catalog.apis[line.api].inputs
    required = given.name in inputs and inputs[given.name].required
    if required:
        return replace(line, inputs=tuple((n, None if n == given.name else v) for n, v in line.inputs))
    return replace(line, inputs=tuple((n, v) for n, v in line.inputs if n != given.name))


def phrase(query: str, span: Span) -> Span | None:
    """The stretch that can go with a value: its preposition, article and quotation marks; None where a sentence would break.

    Example:
        >>> query = "Make an invoice for Ada on 3 May."
        >>> begin, end = phrase(query, (27, 32))
        >>> query[:begin] + query[end:]
        'Make an invoice for Ada.'
    """
    before, after = _BEFORE.search(query, 0, span[0]), _AFTER.match(query, span[1])
    if before is None or before.end() != span[0] or after is None or _NEEDS_MORE.search(before["last"]):
        return None
    return before.start("cut"), after.end()
