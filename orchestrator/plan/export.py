"""The planning model that people can read: `python -m orchestrator.plan.export` writes the folder `pddl/` anew.

`base/domain.pddl` is what every planning domain has in common; `<domain>/domain.pddl` and `<domain>/problem.pddl` are a
worked example of each domain. All of it is what the planner itself is given, with a comment on top.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator.catalog.model import Catalog
from orchestrator.facts import Facts
from orchestrator.facts.model import value_term
from orchestrator.orchestrate import Orchestrator
from orchestrator.plan.model import (
    Argument,
    Ask,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    Plan,
    Step,
)
from orchestrator.plan.problem import make_problem
from orchestrator.plan.rows import in_words
from orchestrator.reason.situation import Datum, Situation
from orchestrator.resources import folder

COMMAND = "python -m orchestrator.plan.export"
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Example:
    """A query and its facts, planned over a domain of ours."""

    domain: str
    query: str
    facts: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "banking",
        "Move 50 euros from Everyday to Rainy Day.",
        'goal(1, transfer).\ngiven(1, from_account, "Everyday").\ngiven(1, to_account, "Rainy Day").\ngiven(1, amount, "50").',
    ),
    Example(
        "documents",
        "Ada Park approves the Travel Policy; then publish it.",
        'goal(1, approve_document).\ngiven(1, document, "Travel Policy").\ngiven(1, approver, "Ada Park").\n'
        "goal(2, publish_document).",
    ),
    Example(
        "small_business",
        "Create an invoice for Acme and send it.",
        'goal(1, create_invoice).\ngiven(1, customer, "Acme").\ngoal(2, send_invoice).\nuses(2, invoice, 1).',
    ),
    Example(
        "travel",
        "Find a flight from Oslo to Nice on 2 May 2025 and book it for Ada Park.",
        'goal(1, search_flight).\ngiven(1, origin, "Oslo").\ngiven(1, destination, "Nice").\ngiven(1, day, "2025-05-02").\n'
        'goal(2, book_flight).\nuses(2, flight, 1).\ngiven(2, traveller, "Ada Park").',
    ),
)

_BASE_HEADER = """\
What all planning domains have in common. A domain adds its own types, predicates and actions:

  types        the semantic types of the catalog, each under `datum`, a subtype under its supertype
  objects      only the data that can matter for one query, each named after how it is obtained
  predicates   static relations that say which data belong together in a call (`A-yields`, `A-<input>`),
               and the states of the catalog's `requires` and `ensures`
  actions      one for each API and role:
                 A            a lookup: its relation ties the arguments to the results
                 A            a goal's own call of a write API: it makes the goal `done`
                 A-for-goal   the same of a read API
                 A-unasked    a write API with `auto: true`, called for the state that it ensures
                 A-row        a row of the list that a call of A yields, with the columns that matter
                 A-choice     the row of that list which the user chooses

Costs: any question weighs more than all choices, and any choice more than all calls of the problem together."""

_NOTES: dict[str, str] = {
    " (:types": "a datum is one piece of data of the conversation; a query_goal is one thing the user wants done",
    "(known ?d - datum)": "the datum is at hand: the user gave it, a call yielded it, or a question was answered",
    "(done ?g - query_goal)": "the goal's own call was made",
    "(askable ?d - datum)": "a person may be asked for the datum; never for what has `ask: never`, or what a goal yields",
    " (:action get_info_api": "a question to the user",
}


def base_domain() -> str:
    """What every domain has in common, as PDDL: the model of a situation in which one thing is missing and nothing is called."""
    answer = Datum(id="answer", kind="answer", type="string", origin="", question_cost=1)
    text, _ = _pddl(Situation(goals={}, data={answer.id: answer}), Catalog(name="base"), "base")
    bare = text.replace("    string - datum\n", "")
    return _comment(_BASE_HEADER) + "".join(_with_notes(bare))


def _with_notes(text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        for start, note in _NOTES.items():
            if line.strip().startswith(start.strip()):
                indent = line[: len(line) - len(line.lstrip())]
                yield f"{indent}; {note}\n"
        yield line


def example_files(example: Example) -> dict[str, str]:
    """The texts of `domain.pddl` and `problem.pddl` of an example, by name."""
    catalog = Catalog.load(example.domain)
    facts = Facts.parse(example.facts).model_copy(update={"query": example.query})
    work = Orchestrator(catalog).work(facts=facts)
    if work.situation is None:
        raise ValueError(f"the example of {example.domain} has no goal")
    header = "\n".join(
        [
            f"Query: {example.query}",
            "Facts:",
            *(f"  {line}" for line in example.facts.splitlines()),
            f"Plan ({work.plan.status}, {_cost(work.plan)}):",
            *(f"  {told(step)}" for step in work.plan.steps),
            f"Written by: {COMMAND}",
        ]
    )
    domain, problem = _pddl(work.situation, catalog, example.domain)
    return {"domain.pddl": _comment(header) + domain, "problem.pddl": _comment(header) + problem}


def _cost(plan: Plan) -> str:
    return f"cost of questions {plan.cost.questions}, of calls {plan.cost.calls}"


def told(step: Step) -> str:
    """A step on one line.

    Example:
        >>> from orchestrator.plan.model import Call
        >>> told(Call(id="c1", api="find_customer", arguments={"name": FromValue(value="Acme")}))
        'c1 find_customer(name = "Acme")'
    """
    if isinstance(step, Ask):
        return f"{step.id} {step.api}({step.asks.type}): {step.asks.question}"
    if isinstance(step, Choose):
        return f"{step.id} {step.api}({step.of}): {step.question}"
    return f"{step.id} {step.api}({', '.join(f'{name} = {_source(a)}' for name, a in step.arguments.items())})"


def _source(argument: Argument) -> str:
    match argument:
        case FromValue(value=value) | FromDefault(default=value):
            return value_term(value)
        case FromStep(source=source, pick=pick):
            return source if pick is None else f"{source}, {in_words(pick)}"
        case FromList(list=parts):
            return f"({', '.join(map(_source, parts))})"


def _pddl(situation: Situation, catalog: Catalog, name: str) -> tuple[str, str]:
    from unified_planning.io import PDDLWriter

    writer = PDDLWriter(make_problem(situation, catalog, name).problem)
    return _tidy(writer.get_domain()), _tidy(writer.get_problem())


def _tidy(text: str) -> str:
    """Without trailing spaces, the writer's deep indents made shallow, long conjunctions broken into lines."""
    lines = (re.sub(r"^ {5,}\)$", "  )", re.sub(r"^ {5,}(?=\()", "    ", line.rstrip())) for line in text.splitlines())
    return "\n".join(part for line in lines for part in _broken(line)) + "\n"


def _broken(line: str) -> Iterator[str]:
    start = re.match(r"^ +:\w+ \(and ", line)
    if start is None or len(line) <= _WIDTH:
        yield line
        return
    depth, begin = 0, start.end()
    yield line[:begin].rstrip()
    for end, sign in enumerate(line[begin:], begin + 1):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and sign == ")":
            yield f"    {line[begin:end].strip()}"
            begin = end
        elif depth < 0:
            break
    yield f"  {line[begin:].strip()}"


def _comment(text: str) -> str:
    return "".join(f"; {line}".rstrip() + "\n" for line in text.splitlines()) + "\n"


def files() -> dict[str, str]:
    """Every file of `pddl/`, by its path in that folder."""
    found = {"base/domain.pddl": base_domain()}
    for example in EXAMPLES:
        found |= {f"{example.domain}/{name}": text for name, text in example_files(example).items()}
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Write the folder `pddl/`, or another one."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Write the readable planning model anew.")
    parser.add_argument("folder", nargs="?", type=Path, help="where to; by default the pddl/ of this installation")
    arguments = parser.parse_args(argv)
    target: Path = arguments.folder if arguments.folder is not None else folder("pddl")
    for name, text in files().items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
