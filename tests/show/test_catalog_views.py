"""Catalogs, domains and findings in the terminal."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from orchestrator.catalog import Catalog
from orchestrator.catalog.lint import Finding, lint
from orchestrator.resources import domain_names
from orchestrator.show import CatalogView, Domain, DomainsView, FindingsView

CATALOG = Catalog.parse(
    """
name: small
description: A small catalog.
types:
  who: {base: string, entity: person, question: "Who?"}
  id: {base: string, entity: person, ask: never}
  vip: {is: who}
  due: {base: number, entity: person, ask: never}
  group: {base: string, values: [staff, guest], question: "Which group?"}
apis:
  find: {description: Find somebody., inputs: {who: who}, outputs: {id: id}}
  pay:
    kind: write
    auto: true
    inputs: {to: id, note: {type: string, required: false},
             by: {type: string, default: card}, new: {type: who, from: user}}
    requires: [signed_in, not blocked(to)]
    ensures: ["paid(to)"]
  drop: {kind: write, destructive: true}
  seek:
    inputs: {groups: {list_of: group, required: false}}
    rows: {id: id, who: who, owes: due}
    rows_at: data.people
  invite:
    kind: write
    inputs: {group: {list_of: group, default: [staff, guest]}, to: {list_of: id}}
    outputs: {sent: {list_of: id}, count: integer}
state: [signed_in]
"""
)

SHOWN = """\
small  A small catalog.
5 APIs (3 write) · 5 types

APIs
  find
    Find somebody.
    takes  who
    yields id

  pay  writes · called when needed
    takes  to: id, note?: string, by: string = card, new: who from the user
    needs  signed_in, not blocked(to)
    then   paid(to)

  drop  cannot be undone

  seek
    takes  groups?: list of group
    rows   id, who, owes: due (at data.people)

  invite  writes
    takes  group: list of group = [staff, guest], to: list of id
    yields sent: list of id, count: integer

Types
  who    a text               person  Who?
  id     a text               person  never asked
  vip    a text; is who       person
  due    a number             person  never asked
  group  one of staff, guest          Which group?

Holds at the start  signed_in
"""


def shown(view: RenderableType, width: int = 80, encoding: str = "utf-8") -> str:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding=encoding, errors="backslashreplace")
    Console(file=stream, width=width, color_system=None, highlight=False, legacy_windows=False).print(view)
    stream.flush()
    return "\n".join(line.rstrip() for line in buffer.getvalue().decode().splitlines()) + "\n"


def test_a_catalog_looks_so() -> None:
    assert shown(CatalogView(CATALOG)) == SHOWN


def test_an_empty_catalog_can_be_shown() -> None:
    assert shown(CatalogView(Catalog(name="x"))) == "x\nno APIs (0 write) · no types\n"


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_domains_can_be_shown(width: int, encoding: str) -> None:
    for name in domain_names():
        text = shown(CatalogView(Catalog.load(name)), width, encoding)
        assert all(cell_len(line) <= width for line in text.splitlines())


def test_domains_are_a_table() -> None:
    text = shown(DomainsView([Domain("small", CATALOG), Domain("broken", None)]))
    assert text.splitlines() == [
        "domain  APIs  types  description",
        "small      5      5  A small catalog.",
        "broken               cannot be loaded; see `check`",
    ]


def test_findings_tell_where_what_and_how_to_mend() -> None:
    findings = [
        Finding("error", "r-one", "apis > a", "it is [bold]wrong[/bold]", "mend it"),
        Finding("warning", "r-two", "b", "odd"),
    ]
    assert shown(FindingsView("small", findings)) == (
        "✗ small: 1 error, 1 warning\n"
        "  error apis > a\n    it is [bold]wrong[/bold] [r-one]\n    mend: mend it\n"
        "  warning b\n    odd [r-two]\n"
    )
    assert shown(FindingsView("small", findings[1:])).startswith("? small: no errors, 1 warning\n")


def test_nothing_found_is_said_too() -> None:
    assert shown(FindingsView("small", [])) == "✓ small: nothing to mend\n"


def test_all_findings_of_a_catalog_can_be_shown() -> None:
    assert "[no-description]" in shown(FindingsView("small", lint(CATALOG)), 60)
