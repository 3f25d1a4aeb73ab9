"""How results show themselves in a notebook: HTML with a picture, and plain text for whoever shows no HTML.

Each function gives what `_repr_mimebundle_` is to return. Nothing in it needs the network, and each panel brings its own style.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from orchestrator.show.panel import block, folded, heading, items, note, panel, picture, sentence, table
from orchestrator.show.words import UNICODE, counted, numbered_goals

if TYPE_CHECKING:
    from orchestrator.catalog.model import Catalog
    from orchestrator.converse.difference import Difference
    from orchestrator.facts.model import Facts
    from orchestrator.orchestrate import Work
    from orchestrator.plan.model import Plan
    from orchestrator.reason.situation import Situation
    from orchestrator.run.model import Outcome
    from orchestrator.show.graph import Graph
    from orchestrator.why import Alternative, WhatIf, Why

Bundle = dict[str, str]
"""MIME type → text."""

def plan_bundle(plan: Plan, catalog: Catalog | None = None) -> Bundle:
    """A plan: the sentence of its outcome, its questions, the picture, and what was left aside.

    Example:
        >>> sorted(plan_bundle(plan, catalog))
        ['text/html', 'text/plain']
    """
    return _bundle(plan_parts(plan, catalog), _plan_text(plan, catalog))


def plan_parts(
    plan: Plan, catalog: Catalog | None, *, questions: bool = True, still: bool = True
) -> Iterator[str]:
    """The parts of a plan's panel. A form leaves out the questions, and what is for pages that nothing runs on."""
    from orchestrator.show.graph import plan_graph

    graph = plan_graph(plan, catalog)
    marks = {"ready": UNICODE.done, "needs_input": UNICODE.ask, "ambiguous": UNICODE.ask}
    yield heading(graph.title, graph.text, kind=plan.status, mark=marks.get(plan.status, UNICODE.wrong))
    yield note(graph.detail)
    if questions:
        yield items(_questions(graph), "Questions")
    if graph.nodes:
        yield picture(graph.svg(heading=False), f"The picture of the plan. {graph.text}", still=still)
    yield items(_aside(graph), "Left aside")
    yield folded("The plan as text", block(_plan_text(plan, catalog), whole=True))


def facts_bundle(facts: Facts) -> Bundle:
    """Facts: the query, the facts as ASP text, and the words that became none."""
    counts = [counted(len(facts.numbers), "goal"), f"{counted(len(facts.givens), 'value')} given"]
    aside = [(f'{dropped.name}: "{dropped.value}"', dropped.reason) for dropped in facts.dropped]
    aside += [(f'"{word}"', "no fact carries it") for word in facts.unsaid]
    parts = (
        heading("Facts"),
        note(f" {UNICODE.dot} ".join(counts)),
        sentence(f'"{facts.query}"' if facts.query else ""),
        block(str(facts)),
        items(aside, "Left aside"),
    )
    return _bundle(parts, str(facts))


def situation_bundle(situation: Situation) -> Bundle:
    """A situation: what can be called and asked, and what each slot admits."""
    kinds = [datum.kind for datum in situation.data.values()]
    counts = (
        counted(len(situation.calls), "possible call"),
        counted(kinds.count("answer"), "possible question"),
        f"{len(kinds)} data",
    )
    return _bundle((heading("Situation"), note(f" {UNICODE.dot} ".join(counts)), block(str(situation))), str(situation))


def catalog_bundle(catalog: Catalog) -> Bundle:
    """A catalog: the picture of which API feeds which, and all it declares as text."""
    from orchestrator.show.catalog_graph import catalog_graph

    graph = catalog_graph(catalog)
    text = catalog_text(catalog)
    parts = (
        heading(catalog.name, catalog.description),
        note(f"{counted(len(catalog.apis), 'API')} {UNICODE.dot} {counted(len(catalog.types), 'type')}"),
        picture(graph.svg(heading=False), f"The picture of the catalog {catalog.name}.") if graph.nodes else "",
        folded("The catalog as text", block(text, whole=True)),
    )
    return _bundle(parts, text)


def work_bundle(work: Work) -> Bundle:
    """A query with what each stage made of it, one folded section a stage; the plan is open."""
    from orchestrator.show.tree import plan_text

    stages = (
        ("Facts, of the query", str(work.facts)),
        ("Situation, of the facts", str(work.situation) if work.situation is not None else ""),
        ("PDDL: the domain", work.domain_pddl or ""),
        ("PDDL: the problem", work.problem_pddl or ""),
    )
    query = f'"{work.facts.query}"' if work.facts.query else ""
    parts = (
        sentence(query),
        *(folded(title, block(text, whole=True)) for title, text in stages if text),
        *plan_parts(work.plan, work.catalog),
    )
    return _bundle(parts, plan_text(work.plan, work.catalog))


def difference_bundle(difference: Difference) -> Bundle:
    """In what two plans differ, a line a change."""
    return _bundle((heading("What changes"), items(_changes(difference))), str(difference))


def why_bundle(why: Why) -> Bundle:
    """Why something is so: the answer, and the reasons under it."""
    parts = (heading("Why", why.sentence), items((reason.text, "") for reason in why.because))
    return _bundle(parts, str(why))


def what_if_bundle(what_if: WhatIf, catalog: Catalog | None = None) -> Bundle:
    """What would come of a change, with the plan there would be."""
    changes = items(_changes(what_if.difference)) if what_if.difference is not None else ""
    return _other_plan(what_if, (heading("What if", what_if.sentence), changes), catalog)


def alternative_bundle(alternative: Alternative, catalog: Catalog | None = None) -> Bundle:
    """Another plan: in what it differs from the best, and its picture."""
    return _other_plan(alternative, (heading("Another way", alternative.sentence),), catalog)


def outcome_bundle(outcome: Outcome) -> Bundle:
    """How a run ended: its sentence, a line a call, and what came of it. What is sensitive is not shown."""
    data = outcome.to_json()
    records = [_record(record) for record in data.get("records", ())]
    results = [(_result(result), numbered_goals((result["goal"],))) for result in data.get("results", ())]
    standing = [(f"{done['api']}({_named(done['done'])})", _now(done)) for done in data.get("standing", ())]
    asked = [(question["text"], _asked(question)) for question in data.get("questions", ())]
    kind = {"done": "ready", "failed": "unsolvable"}.get(outcome.status, "needs_input")
    mark = {"done": UNICODE.done, "failed": UNICODE.wrong}.get(outcome.status, UNICODE.ask)
    parts = (
        heading(outcome.status.capitalize(), outcome.explanation, kind=kind, mark=mark),
        items(asked, "Open questions"),
        table(("step", "call", "came to", ""), records),
        items(results, "You get"),
        items(standing, "Done before, and not done again"),
    )
    lines = [outcome.explanation, *(f"  {' '.join(filter(None, record))}" for record in records)]
    return _bundle(parts, "\n".join([*lines, *(f"  {UNICODE.goal} {said}" for said, _ in results)]))


def _record(record: dict[str, Any]) -> tuple[str, str, str, str]:
    """Step, call, what became of it, and what it gave or why it was not made."""
    came = record.get("error") or (_value(record["result"]) if record.get("result") else "")
    return record.get("step") or "", f"{record['api']}({_named(record.get('arguments', {}))})", record["status"], came


def _asked(question: dict[str, Any]) -> str:
    """What may be answered, and why it is asked."""
    return f" {UNICODE.dot} ".join(filter(None, (question.get("allowed"), question.get("note"))))


def _result(result: dict[str, Any]) -> str:
    """What the person gets; a write may give nothing but that it is done."""
    return f"{result['name']}: {_value(result['value']) if result.get('value') is not None else 'done'}"


def _now(standing: dict[str, Any]) -> str:
    now = standing.get("now")
    return "the plan has it no more" if now is None else f"now it would be {standing['api']}({_named(now)})"


def _named(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in values.items())


def _value(value: Any) -> str:
    """A result on one line: outputs by name, how many rows, a text in quotes."""
    if isinstance(value, dict):
        return _named(value)
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return f"{counted(len(value), 'row')}: {'; '.join(_named(row) for row in value)}"
    return json.dumps(value, ensure_ascii=False)


def _other_plan(result: WhatIf | Alternative, first: Iterable[str], catalog: Catalog | None) -> Bundle:
    shown = plan_parts(result.plan, catalog or home_catalog(result.plan))
    return _bundle((*first, folded("The plan there would be", *shown)), str(result))


def home_catalog(plan: Plan) -> Catalog | None:
    """The catalog of whoever made the plan; None where the plan is bound to nobody."""
    from orchestrator.errors import UsageError

    try:
        return plan.home.catalog
    except UsageError:
        return None


def catalog_text(catalog: Catalog, *, width: int = 80) -> str:
    """A catalog as plain text, as the command line shows it."""
    from io import StringIO

    from rich.console import Console

    from orchestrator.show.catalog import CatalogView

    stream = StringIO()
    # In a notebook a console would put its text on the page, whatever stream it was given.
    console = Console(
        file=stream, width=width, color_system=None, legacy_windows=False, highlight=False, force_jupyter=False
    )
    console.print(CatalogView(catalog))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _bundle(parts: Iterable[str], text: str) -> Bundle:
    return {"text/html": panel(*parts), "text/plain": text.rstrip("\n")}


def _plan_text(plan: Plan, catalog: Catalog | None) -> str:
    from orchestrator.show.tree import plan_text

    return plan_text(plan, catalog)


def _changes(difference: Difference) -> Iterator[tuple[str, str]]:
    """What differs, an entry a change."""
    changes = [", ".join(difference.summary), *map(str, difference.arguments), *map(str, difference.wants)]
    yield from ((change, "") for change in [change for change in changes if change] or [str(difference)])


def _questions(graph: Graph) -> Iterator[tuple[str, str]]:
    """The questions, each with what it asks for and what may be answered."""
    for node in graph.nodes:
        if node.kind == "ask":
            told = (f"{line.name} {line.text}" if line.name == "answer" else line.text for line in node.lines)
            yield node.title, f" {UNICODE.dot} ".join((node.id, *told))


def _aside(graph: Graph) -> Iterator[tuple[str, str]]:
    """What was said and is not used: the lines of the box that the picture has for it."""
    for node in graph.nodes:
        if node.kind == "aside":
            yield from ((f"{line.name} {line.text}".strip(), line.note) for line in node.lines)
