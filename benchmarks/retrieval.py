"""How often the APIs that a query wants are among the few that are shown of a large catalog.

    python benchmarks/retrieval.py --data FOLDER [--report FILE]

FOLDER holds third-party sets in the form `<name>.tools.json` and `<name>.jsonl`. Their catalogs are put together to large ones; a
tool that stands in several of them word for word is one, others of one name get a number. A query counts as found within k
where *every* API that it is labelled with is among the first k. Beside ours stands plain BM25 over name and description.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator import Catalog
from orchestrator.evaluate.figures import Share
from orchestrator.evaluate.table import interval_text, percent
from orchestrator.evaluate.tools import catalog_of
from orchestrator.translate.bm25 import Field, Index
from orchestrator.translate.retrieve import ranked
from orchestrator.translate.shelf import shelf_of

CUTS = (5, 10, 20, 40)
SEED = 7
MOST = 600
EVERYTHING = (
    "stabletoolbench",
    "bfcl",
    "sgd",
    "when2call",
    "nestful",
    "complexfuncbench",
    "restbench",
    "apibank",
)
Tool = dict[str, Any]
Rank = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Question:
    """A query with the APIs that have to be found."""

    query: str
    source: str
    wanted: frozenset[str]


@dataclass(frozen=True)
class Merged:
    """One catalog made of many, and the queries over it."""

    name: str
    catalog: Catalog
    questions: tuple[Question, ...]


class _Merge:
    """Puts catalogs together."""

    def __init__(self) -> None:
        self.tools: dict[str, tuple[str, Tool]] = {}
        self._spelt: dict[str, str] = {}

    def name_of(self, tool: Tool) -> str:
        """The name that a tool has in the whole; the same tool has the same."""
        key = json.dumps([tool.get("description"), tool.get("inputSchema")], sort_keys=True)
        name, number = tool["name"], 1
        while (spelt := self._spelt.get(name.casefold())) and (spelt != name or self.tools[name][0] != key):
            number += 1
            name = f"{tool['name']} #{number}"
        self._spelt[name.casefold()] = name
        self.tools[name] = (key, {**tool, "name": name})
        return name


def merged(label: str, data: Path, sets: Sequence[str], at_most: int | None = None) -> Merged:
    """The catalogs of sets as one; of a sample of them, if it may have only so many tools."""
    merge = _Merge()
    questions: list[Question] = []
    for name in sets:
        catalogs = json.loads((data / f"{name}.tools.json").read_text(encoding="utf-8"))
        names: dict[tuple[str, str], str] = {}
        for catalog in random.Random(SEED).sample(sorted(catalogs), len(catalogs)):
            if at_most is None or len(merge.tools) < at_most:
                names.update({(catalog, t["name"]): merge.name_of(t) for t in catalogs[catalog]["tools"]})
        for item in _items(data / f"{name}.jsonl"):
            keys = [(item["catalog"], goal) for goal in item["goals"]]
            if keys and all(key in names for key in keys):
                questions.append(Question(item["query"], name, frozenset(names[key] for key in keys)))
    questions = random.Random(SEED).sample(questions, min(MOST, len(questions)))
    return Merged(label, catalog_of(label, [tool for _, tool in merge.tools.values()]), tuple(questions))


def _items(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def plain(catalog: Catalog) -> Rank:
    """BM25 over names and descriptions, words as they are: what one would take from a shelf."""
    names = list(catalog.apis)
    index = Index(
        [{"text": _words(f"{n} {catalog.apis[n].description}")} for n in names], {"text": Field(1.0)}
    )

    def rank(query: str) -> Sequence[str]:
        scores = index.scores(dict.fromkeys(_words(query), 1.0))
        return [names[at] for at in sorted(range(len(names)), key=lambda at: (-scores.get(at, 0.0), at))]

    return rank


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).casefold())


def depths(rank: Rank, questions: Sequence[Question]) -> list[int]:
    """How many APIs have to be shown for each question until all that it wants are among them."""
    found: list[int] = []
    for question in questions:
        place = {name: at for at, name in enumerate(rank(question.query), 1)}
        found.append(max(place.get(name, 10**9) for name in question.wanted))
    return found


def shares(deep: Sequence[int]) -> str:
    """The cells of a row: the share found within each cut, with its 95 % interval."""
    cells = []
    for cut in CUTS:
        share = Share(sum(d <= cut for d in deep), len(deep))
        cells.append(f"{percent(share)} % ({interval_text(share)})")
    return " | ".join(cells)


def measure(part: Merged) -> list[str]:
    """The rows of one catalog: over all its queries, and over those of each set where it has several."""
    begin = time.perf_counter()
    shelf_of(part.catalog)
    made = time.perf_counter() - begin
    seconds: list[float] = []

    def ours(query: str) -> Sequence[str]:
        begin = time.perf_counter()
        names = ranked(query, part.catalog)
        seconds.append(time.perf_counter() - begin)
        return names

    deep = depths(ours, part.questions)
    other = depths(plain(part.catalog), part.questions)
    size = f"{len(part.catalog.apis):,}"
    told = f"{1000 * statistics.median(seconds):.1f} | {made:.2f}"
    rows = [
        f"| {part.name} | {size} | {len(deep)} | ours | {shares(deep)} | {told} |",
        f"| | | | plain BM25 | {shares(other)} | | |",
    ]
    sources = sorted({q.source for q in part.questions})
    for source in sources if len(sources) > 1 else ():
        of_source = [d for d, q in zip(deep, part.questions, strict=True) if q.source == source]
        rows.append(f"| only {source} | | {len(of_source)} | ours | {shares(of_source)} | | |")
    return rows


def timing(part: Merged, sizes: Sequence[int]) -> list[str]:
    """Seconds at sizes that no set has: the tools again under other names, for the time only."""
    rows = []
    apis = list(part.catalog.apis.items())
    for size in sizes:
        many = {
            f"{name} again {at // len(apis)}": api
            for at in range(size)
            for name, api in [apis[at % len(apis)]]
        }
        catalog = part.catalog.model_copy(update={"apis": many})
        begin = time.perf_counter()
        shelf_of(catalog)
        made = time.perf_counter() - begin
        seconds = []
        for question in part.questions[:60]:
            begin = time.perf_counter()
            ranked(question.query, catalog)
            seconds.append(time.perf_counter() - begin)
        rows.append(f"| {size:,} | {1000 * statistics.median(seconds):.1f} | {made:.2f} |")
    return rows


def report(data: Path) -> str:
    """All of it as Markdown."""
    parts = (
        merged("complexfuncbench", data, ["complexfuncbench"]),
        merged("sgd", data, ["sgd"]),
        merged("bfcl, a sample", data, ["bfcl"], 500),
        merged("bfcl and stabletoolbench", data, ["stabletoolbench", "bfcl"]),
        merged("all eight sets", data, EVERYTHING),
    )
    lines = [
        "# Finding the APIs of a query in a large catalog",
        "",
        "Made by `python benchmarks/retrieval.py`, on third-party sets (development halves) whose catalogs are put together.",
        "Found within k: every API that a query is labelled with is among the first k. In brackets the 95 % interval (Wilson).",
        "Where sets hold several variants of one tool, only the labelled one counts. The weights were chosen on these very halves.",
        "",
        "| catalog | APIs | queries | | "
        + " | ".join(f"within {k}" for k in CUTS)
        + " | ms a query (median) | index, s |",
        "|---|---|---|---|" + "---|" * (len(CUTS) + 2),
        *(row for part in parts for row in measure(part)),
        "",
        "The same tools again under other names, for the time only:",
        "",
        "| APIs | ms a query (median) | index, s |",
        "|---|---|---|",
        *timing(parts[-1], (5_000, 16_000)),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description="Recall of the APIs that are shown of a large catalog.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    text = report(arguments.data)
    print(text)
    if arguments.report is not None:
        arguments.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
