"""Labelled queries in other words: the same right outcome, and whether it is found as often."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from orchestrator.catalog.document import Document, read_document
from orchestrator.catalog.load import read_text
from orchestrator.errors import Problem, UsageError
from orchestrator.evaluate.figures import Paired, paired
from orchestrator.evaluate.model import Item, Result

FILE = "paraphrases.yaml"
AS_LABELLED, REWORDED = "as labelled", "re-worded"


def reworded(path: pathlib.Path, items: Iterable[Item]) -> list[Item]:
    """The re-wordings of a file, a list of `{id, queries}`, each with the right outcome of the item of that id.

    The third re-wording of `q07` is called `q07~3`.

    Raises:
        CatalogError: the file cannot be read, or is no YAML.
        UsageError: it is no such list, or names an item that there is not.
    """
    document = read_document(read_text(path), str(path))
    known = {item.id: item for item in items}
    if not isinstance(document.data, list):
        raise UsageError(Problem("the file is no list of re-wordings", str(path), "a list of {id, queries}"))
    return [item for place in range(len(document.data)) for item in _reworded(document, place, known)]


def _reworded(document: Document, place: int, known: Mapping[str, Item]) -> Iterator[Item]:
    said: Any = document.data[place]
    where = f"{document.origin}:{document.lines[place,]}"
    queries = said.get("queries") if isinstance(said, dict) else None
    if not isinstance(queries, list) or not all(isinstance(query, str) for query in queries):
        raise UsageError(Problem("these are no re-wordings", where, "{id, queries}, queries being a list of texts"))
    original = known.get(said.get("id"))
    if original is None:
        raise UsageError(Problem(f"there is no labelled query '{said.get('id')}'", where))
    for number, query in enumerate(queries, 1):
        facts = original.facts.model_copy(update={"query": query}) if original.facts is not None else None
        yield replace(original, id=f"{original.id}~{number}", query=query, facts=facts, original=original.id)


def compare(originals: Sequence[Result], others: Sequence[Result], metric: str = "plan") -> Paired:
    """How often one solver is right of the re-wordings, compared with the queries they re-word: a pair each re-wording.

    Those of one query are not independent of each other; the interval takes them for it, and is too narrow.
    """
    of_item = {result.item.id: result for result in originals}
    shared = [(of_item[r.item.original], r) for r in others if r.item.original in of_item]
    return paired(
        [replace(one, solver=AS_LABELLED, item=other.item) for one, other in shared],
        [replace(other, solver=REWORDED) for _, other in shared],
        metric,
    )
