"""Labelled queries as the text of a `queries.yaml` (design, section 7)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

import yaml

from orchestrator.examples.accept import Candidate

_CELLS = {"single": "one goal", "multi": "several goals", "dataflow": "data flow from goal to goal"}


def yaml_text(queries: Sequence[Candidate], head: str) -> str:
    """The queries as YAML, cell by cell, under a comment of these lines."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    number = 0
    for (complete, category), group in groupby(queries, lambda q: (q.complete, q.category)):
        lines += ["", f"# {'complete' if complete else 'incomplete'}, {_CELLS[category]}"]
        for query in group:
            number += 1
            lines += _item(query, f"made-{number:03}")
    return "\n".join(lines) + "\n"


def _item(query: Candidate, identifier: str) -> list[str]:
    lines = [f"- id: {identifier}", f"  query: {_scalar(query.query)}", f"  cell: {query.cell}"]
    if query.note:
        lines.append(f"  note: {_scalar(query.note)}")
    facts = str(query.facts).splitlines()
    if all(line.isprintable() for line in facts):
        return [*lines, "  facts: |", *(f"    {line}" for line in facts)]
    return [*lines, f"  facts: {json.dumps(str(query.facts))}"]


def _scalar(text: str) -> str:
    """A text on one line, in quotes where YAML would read something else."""
    plain = yaml.safe_dump([text], width=1_000_000, allow_unicode=True, default_flow_style=False)
    written = plain.removeprefix("- ").rstrip("\n")
    return written if "\n" not in written else json.dumps(text)
