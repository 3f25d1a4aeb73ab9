"""Each rule of the lint: a catalog that trips it, and the nearest one that does not."""

from __future__ import annotations

import time

import pytest

from orchestrator.catalog import Catalog
from orchestrator.catalog.lint import RULES, Finding, lint
from orchestrator.resources import domain_names

TYPES = """
name: x
description: A catalog for tests.
types:
  who:     {base: string, entity: person, question: "Who?"}
  id:      {base: string, entity: person, ask: never}
  key:     {base: string, ask: never}
  typed:   {base: string, ask: never, pattern: "^T-[0-9]+$"}
  doc:     {base: string, entity: doc, question: "Which document?"}
  slip:    {base: string, entity: slip, ask: never, pattern: "^S-[0-9]+$"}
  ticket:  {base: string, entity: person, ask: never}
  report:  {is: doc, entity: report, question: "Which report?"}
"""
USES = "all: {description: Use all., kind: write, inputs: {a: who, b: {type: id, default: I}, d: typed, e: doc, f: report}}"


def findings(apis: str, *, rules: str = "", state: str = "[]", types: str = TYPES) -> list[Finding]:
    """What lint finds in a catalog of these APIs, without what all of these small catalogs have in common."""
    text = f"{types}state: {state}\napis:\n  {USES}\n" + "".join(
        f"  {line}\n" for line in apis.splitlines() if line
    )
    found = lint(Catalog.parse(text).model_copy(update={"rules": rules}))
    return [f for f in found if f.rule not in ("unused-type", "no-description")]


def rules_of(apis: str, **more: str) -> list[str]:
    return [finding.rule for finding in findings(apis, **more)]


TRIPS = [
    ("unsupplied-input", "a: {kind: write, inputs: {k: key}}"),
    ("unsupplied-input", "a: {kind: write, inputs: {k: {type: key, required: false}}}"),
    ("lookup-cycle", "a: {inputs: {k: key}, outputs: {i: id}}\nb: {inputs: {i: id}, outputs: {k: key}}"),
    ("lookup-cycle", "a: {inputs: {k: key}, outputs: {o: key}}"),
    ("unensured-state", "a: {kind: write, requires: [p]}"),
    (
        "unensured-state",
        (
            "a: {kind: write, requires: ['p(d)'], inputs: {d: doc}}\n"
            "b: {kind: write, ensures: ['p(w)'], inputs: {w: who}}"
        ),
    ),
    ("unensured-state", "a: {kind: write, requires: [p, not p]}\nb: {kind: write, ensures: [p]}"),
    (
        "unreachable-api",
        (
            "a: {kind: write, inputs: {k: key}}\n"
            "b: {inputs: {k: key}, outputs: {i: id}}\n"
            "c: {kind: write, inputs: {i: id}}"
        ),
    ),
    ("unreachable-api", "a: {kind: write, requires: [p]}\nb: {kind: write, requires: [q], ensures: [p]}"),
    (
        "unreachable-api",
        "a: {kind: write, requires: [p], ensures: [q]}\nb: {kind: write, requires: [q], ensures: [p]}",
    ),
    ("name-clash", "a: {kind: write, inputs: {who: doc}}"),
    ("name-clash", "a: {kind: write, inputs: {d: doc}, outputs: {d: who}, ensures: ['p(d)']}"),
    ("read-without-outputs", "a: {inputs: {w: who}}"),
    ("idle-auto", "a: {kind: write, auto: true}"),
    ("unread-column", "a: {rows: {i: slip, name: string}}"),
    ("unread-column", "a: {rows: {i: ticket, price: number}}"),
    ("unread-column", "a: {outputs: {o: {list_of: slip}}}"),
]

PASSES = [
    "a: {kind: write, inputs: {k: {type: key, default: K}}}",
    "a: {kind: write, inputs: {k: typed}}",
    "a: {kind: write, inputs: {k: key}}\nb: {outputs: {k: key}}",
    (
        "a: {inputs: {k: key}, outputs: {i: id}}\n"
        "b: {inputs: {i: id}, outputs: {k: key}}\n"
        "c: {inputs: {w: who}, outputs: {i: id}}"
    ),
    "a: {kind: write, requires: [p]}\nb: {kind: write, ensures: [p]}",
    "a: {kind: write, requires: [not p]}",
    (
        "a: {kind: write, requires: ['p(d)'], inputs: {d: doc}}\n"
        "b: {kind: write, ensures: ['p(r)'], inputs: {r: report}}"
    ),
    (
        "a: {kind: write, requires: ['p(r)'], inputs: {r: report}}\n"
        "b: {kind: write, ensures: ['p(d)'], inputs: {d: doc}}"
    ),
    "a: {kind: write, inputs: {doc: report}}",
    "a: {kind: write, inputs: {number: who}}",
    "a: {kind: write, auto: true, ensures: [p]}",
    "a: {kind: write, auto: true, outputs: {k: key}}",
    "a: {kind: write, auto: true, rows: {k: key}}",
    "a: {kind: write, inputs: {k: key}}\nb: {rows: {k: key}}",
    "a: {kind: write, inputs: {k: {list_of: key}}}\nb: {outputs: {k: {list_of: key}}}",
    "a: {rows: {i: id, t: slip}}",
    "a: {rows: {name: who, t: ticket}}",
    "a: {rows: {k: key, day: date}}",
    "a: {rows: {d: typed, price: number}}",
]


@pytest.mark.parametrize(("rule", "apis"), TRIPS)
def test_each_rule_is_tripped(rule: str, apis: str) -> None:
    assert rule in rules_of(apis)


@pytest.mark.parametrize("apis", PASSES)
def test_what_is_right_is_left_alone(apis: str) -> None:
    assert rules_of(apis) == []


def test_every_rule_is_tested() -> None:
    elsewhere = {"no-apis", "no-description", "unused-type", "no-question", "rules-text"}
    elsewhere |= {"labelled-query", "no-list", "no-column"}
    assert {rule for rule, _ in TRIPS} | elsewhere == set(RULES)


def test_what_holds_at_the_start_needs_no_one_to_ensure_it() -> None:
    assert rules_of("a: {kind: write, requires: [p]}", state="[p]") == []
    assert rules_of("a: {kind: write, requires: ['p(d)'], inputs: {d: doc}}", state="[p(D-1)]") == []
    assert rules_of("a: {kind: write, requires: ['p(d)'], inputs: {d: typed}}", state="[p(D-1)]") == [
        "unensured-state"
    ]


def test_what_holds_for_good_can_never_be_absent() -> None:
    assert rules_of("a: {kind: write, requires: [not p]}", state="[p]") == ["unensured-state"]
    assert (
        rules_of("a: {kind: write, requires: [not p]}\nb: {kind: write, ensures: [not p]}", state="[p]") == []
    )


def test_an_input_nobody_needs_is_only_a_warning() -> None:
    (finding,) = findings("a: {kind: write, inputs: {k: {type: key, required: false}}}")
    assert finding.level == "warning"
    (finding,) = findings("a: {kind: write, inputs: {k: key}}")
    assert finding.level == "error"
    assert "can never be part of a plan" in finding.message


def test_a_column_that_leads_nowhere_gets_the_type_that_may_be_meant() -> None:
    (finding,) = findings("a: {rows: {t: ticket, price: number}}")
    assert (finding.level, finding.where) == ("warning", "apis > a > rows > t")
    assert finding.message == "nothing takes 't': no input is of the type 'ticket', nor of a sub- or supertype"
    assert finding.mend == "should 'ticket' be a subtype, `is: id`?"


def test_a_type_that_only_a_column_has_is_used() -> None:
    found = lint(Catalog.parse(f"{TYPES}apis: {{a: {{rows: {{k: key}}}}}}"))
    unused = {f.where for f in found if f.rule == "unused-type"}
    assert "types > key" not in unused
    assert "types > id" in unused


def test_a_cycle_is_told_once_and_names_its_members() -> None:
    apis = (
        "a: {inputs: {k: key}, outputs: {i: id}}\n"
        "b: {inputs: {i: id}, outputs: {k: key}}\n"
        "c: {kind: write, inputs: {i: id}}"
    )
    cycle, beyond = findings(apis)
    assert (cycle.rule, cycle.where) == ("lookup-cycle", "apis > a")
    assert "'a' and 'b' wait for each other" in cycle.message
    assert (beyond.rule, beyond.where) == ("unreachable-api", "apis > c")
    assert "comes only from 'a'" in beyond.message


def test_two_cycles_are_two_findings() -> None:
    apis = "a: {inputs: {k: key}, outputs: {o: key}}\nb: {inputs: {i: id}, outputs: {o: id}}"
    assert [f.where for f in findings(apis)] == ["apis > a", "apis > b"]


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ("p :- q", "line 2"),
        ("p(X.", "line 1"),
        ("p(é).", "line 1:3-4: error: lexer error, unexpected character"),
        ("p(\0).", "line 1"),
        ('q. #include "/etc/passwd".', "'#include' is not allowed"),
        ("#script (python) import os #end.", "'#script' is not allowed"),
        ('p.\n  #include "/etc/passwd".', "'#include' is not allowed"),
    ],
)
def test_rules_that_are_no_rules_are_told(rules: str, says: str) -> None:
    (finding,) = findings("", rules=rules + "\n")
    assert (finding.rule, finding.level, finding.where) == ("rules-text", "error", "rules.lp")
    assert says in finding.message


def test_rules_that_are_rules_are_left_alone() -> None:
    assert findings("", rules='p(X, "é") :- q(X), not r(X). % é: no #script\n#show p/1.\n') == []


def whole(text: str) -> list[str]:
    return [f"{f.level} {f.rule} {f.where}" for f in lint(Catalog.parse(text))]


def test_a_catalog_without_apis_is_a_warning() -> None:
    assert whole("name: x\ndescription: d") == ["warning no-apis apis"]


def test_what_has_no_description_is_a_warning() -> None:
    text = "name: x\n{}apis: {{a: {{kind: write{}}}}}"
    assert whole(text.format("", "")) == [
        "warning no-description description",
        "warning no-description apis > a",
    ]
    assert whole(text.format("description: d\n", ", description: d")) == []


def test_a_type_that_may_be_asked_for_needs_a_question() -> None:
    text = (
        "name: x\n"
        "description: d\n"
        "types: {{t: {{{}}}}}\n"
        "apis: {{a: {{kind: write, description: d, inputs: {{i: {}}}}}}}"
    )
    assert whole(text.format("base: number", "t")) == ["warning no-question types > t"]
    assert whole(text.format("base: number, question: How many?", "t")) == []
    assert whole(text.format("base: number", "{type: t, default: 3}")) == []
    assert whole(text.format("ask: never, pattern: x", "t")) == []


def test_a_subtype_needs_its_own_question() -> None:
    text = (
        "name: x\n"
        "description: d\n"
        "types: {t: {question: Q?}, u: {is: t}}\n"
        "apis: {a: {kind: write, description: d, inputs: {i: u}}}"
    )
    assert whole(text) == ["warning no-question types > u"]


def test_a_type_that_nothing_uses_is_a_warning() -> None:
    text = (
        "name: x\n"
        "description: d\n"
        "types: {t: {}, u: {is: t}, v: {}}\n"
        "apis: {a: {description: d, outputs: {o: u}}}"
    )
    catalog = Catalog.parse(text)
    assert [f.where for f in lint(catalog)] == ["types > v"]
    assert lint(catalog.model_copy(update={"rules": "p(v)."})) == ()


def test_errors_come_first() -> None:
    levels = [f.level for f in lint(Catalog.parse("name: x\ntypes: {z: {}}\napis: {a: {requires: [p]}}"))]
    assert levels == sorted(levels)
    assert set(levels) == {"error", "warning"}


def test_the_domains_are_free_of_findings() -> None:
    for name in domain_names():
        assert lint(Catalog.load(name)) == (), name


def test_a_finding_prints_itself() -> None:
    finding = Finding("error", "no-apis", "apis", "there are none", "add some")
    assert str(finding) == "apis: there are none. Add some."
    assert str(Finding("error", "no-apis", "apis", "there are none")) == "apis: there are none."


def test_large_catalogs_are_linted_quickly() -> None:
    chain = "".join(
        f"  a{i}: {{description: d, inputs: {{i: t{i}}}, outputs: {{o: t{i + 1}}}}}\n" for i in range(300)
    )
    types = "".join(f"  t{i}: {{ask: never, entity: e}}\n" for i in range(1, 301))
    catalog = Catalog.parse(f"name: x\ndescription: d\ntypes:\n  t0: {{question: Q?}}\n{types}apis:\n{chain}")
    begun = time.perf_counter()
    assert lint(catalog) == ()
    assert time.perf_counter() - begun < 5
