"""Hand-written mini cases, one a rule or trap, that show the oracle itself to be right."""

from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from oracle import solve
from strategies import Case, cases, random_case

TYPES = """
  name:   {base: string, entity: customer}
  nick:   {is: name}
  id:     {base: string, entity: customer, ask: never, pattern: "^C-[0-9]+$"}
  email:  {base: string, format: email}
  mail:   {is: email, entity: customer}
  own:    {is: email, entity: company, ask: never}
  money:  {base: number, minimum: 1}
  day:    {base: date}
  pin:    {base: string}
  token:  {base: string, ask: never}
  doc:    {base: string, entity: document, ask: never}
  title:  {base: string, entity: document, question_cost: 5}
  left:   {base: string, entity: pair, ask: never}
  right:  {base: string, entity: pair, ask: never}
  route:  {base: string, entity: route, ask: never}
"""

APIS = {
    "find": "{inputs: {name: name}, outputs: {id: id, mail: mail}}",
    "card": "{inputs: {id: id}, outputs: {name: name}}",
    "me": "{outputs: {mail: own}}",
    "worth": "{inputs: {id: id}, outputs: {amount: money}}",
    "find_doc": "{inputs: {title: title}, outputs: {doc: doc}}",
    "owner": "{inputs: {doc: doc}, outputs: {id: id}}",
    "to_right": "{inputs: {left: left}, outputs: {right: right}}",
    "to_left": "{inputs: {right: right}, outputs: {left: left}}",
    "path": "{inputs: {from: name, to: name}, outputs: {route: route}}",
    "bill": "{kind: write, inputs: {who: id, amount: money}, outputs: {doc: doc}}",
    "move": "{kind: write, inputs: {from: id, to: id, amount: money}}",
    "send": "{kind: write, inputs: {doc: doc, to: email}}",
    "share": "{kind: write, inputs: {doc: doc, with: id}}",
    "thank": "{kind: write, inputs: {doc: doc, whom: {type: id, via: [document]}}}",
    "renew": "{kind: write, inputs: {who: id, to: {type: mail, from: user}}}",
    "note": "{kind: write, inputs: {who: id, day: {type: day, required: false}}}",
    "ring": "{kind: write, inputs: {who: {type: id, default: C-1}}}",
    "turn": "{kind: write, inputs: {left: left}}",
    "drive": "{kind: write, inputs: {route: route}}",
    "enter": "{kind: write, auto: true, inputs: {pin: pin}, ensures: [inside]}",
    "leave": "{kind: write, requires: [inside], ensures: [not inside]}",
    "clean": "{kind: write, requires: [inside]}",
    "path_from": "{inputs: {to: name, from: {type: name, default: Acme}}, outputs: {route: route}}",
    "greet": "{kind: write, inputs: {name: name}}",
    "swap": "{kind: write, inputs: {old: token, new: token}}",
    "enter_code": "{kind: write, auto: true, inputs: {pin: pin}, ensures: [inside]}",
    "guard": "{kind: write, inputs: {code: pin}, requires: [inside]}",
    "sign_on": "{kind: write, auto: true, inputs: {pin: pin}, outputs: {token: token}}",
    "lock": "{kind: write, inputs: {token: token}}",
    "dim": "{kind: write, inputs: {token: token}}",
    "submit": "{kind: write, auto: true, inputs: {doc: doc}, ensures: [in(doc)]}",
    "approve": "{kind: write, inputs: {doc: doc}, requires: [in(doc)], ensures: [ok(doc), not in(doc)]}",
    "publish": "{kind: write, inputs: {doc: doc}, requires: [ok(doc)]}",
}


@dataclass(frozen=True, slots=True)
class Mini:
    id: str
    apis: str
    facts: str
    expected: tuple[str, int, int]


MINIS = [
    Mini("R1-optional-stays-empty", "note", 'goal(1,note). given(1,who,"C-1").', ("ready", 0, 1)),
    Mini(
        "R1-optional-by-type",
        "note",
        'goal(1,note). given(1,who,"C-1"). given(1,day,"2025-01-01").',
        ("ready", 0, 1),
    ),
    Mini("R1-default", "find ring", "goal(1,ring).", ("ready", 0, 1)),
    Mini(
        "R1-own-value-before-default",
        "find ring",
        'goal(1,ring). given(1,name,"Acme").',
        ("ready", 0, 2),
    ),
    Mini(
        "R1-default-before-others",
        "find ring note",
        'goal(1,note). given(1,who,"Acme"). goal(2,ring).',
        ("ready", 0, 3),
    ),
    Mini(
        "R2-reference",
        "find bill",
        'goal(1,bill). given(1,who,"Acme"). given(1,amount,"5").',
        ("ready", 0, 2),
    ),
    Mini(
        "R2-no-lookup-for-the-name",
        "bill",
        'goal(1,bill). given(1,who,"Acme"). given(1,amount,"5").',
        ("conflict", 0, 0),
    ),
    Mini(
        "R2-below-the-minimum",
        "find bill",
        'goal(1,bill). given(1,who,"C-1"). given(1,amount,"0").',
        ("conflict", 0, 0),
    ),
    Mini(
        "R2-two-values",
        "find bill",
        'goal(1,bill). given(1,amount,"2"). given(1,amount,"3").',
        ("conflict", 0, 0),
    ),
    Mini(
        "R2-one-value-twice",
        "find bill",
        'goal(1,bill). given(1,who,"C-1"). given(1,amount,"2"). given(1,amount,"2.0").',
        ("ready", 0, 1),
    ),
    Mini("R2-type-of-nothing", "find ring", 'goal(1,ring). given(1,day,"2025-01-01").', ("conflict", 0, 0)),
    Mini("R2-from-user-is-asked", "find renew", 'goal(1,renew). given(1,who,"Acme").', ("needs_input", 1, 2)),
    Mini(
        "R3-ends-are-two-questions",
        "find card move",
        'goal(1,move). given(1,amount,"5").',
        ("needs_input", 2, 3),
    ),
    Mini(
        "R3-end-by-type-is-ambiguous",
        "find move",
        'goal(1,move). given(1,amount,"5"). given(1,name,"Acme").',
        ("ambiguous", 0, 0),
    ),
    Mini(
        "R3-end-by-type-the-other-by-name",
        "find move",
        'goal(1,move). given(1,amount,"5"). given(1,name,"Acme"). given(1,to,"Beta").',
        ("ready", 0, 3),
    ),
    Mini(
        "R3-more-values-than-ends",
        "find move",
        'goal(1,move). given(1,name,"A"). given(1,name,"B"). given(1,name,"C").',
        ("conflict", 0, 0),
    ),
    Mini(
        "R3-same-reference-for-both-ends",
        "find move",
        'goal(1,move). given(1,from,"A"). given(1,to,"A"). given(1,amount,"5").',
        ("ready", 0, 2),
    ),
    Mini(
        "R3-inputs-of-a-lookup-are-ends",
        "path drive",
        "goal(1,drive).",
        ("needs_input", 2, 2),
    ),
    Mini(
        "R3-value-for-neither-input-of-a-lookup",
        "path drive",
        'goal(1,drive). given(1,name,"Acme").',
        ("needs_input", 2, 2),
    ),
    Mini(
        "R3-two-goals-of-one-api",
        "find bill",
        'goal(1,bill). given(1,who,"Acme"). given(1,amount,"5"). goal(2,bill). given(2,amount,"5").',
        ("needs_input", 1, 4),
    ),
    Mini(
        "R3-not-with-its-owner",
        "find owner find_doc share",
        'goal(1,share). given(1,doc,"Plan").',
        ("needs_input", 1, 3),
    ),
    Mini(
        "R3-via",
        "find owner find_doc thank",
        'goal(1,thank). given(1,doc,"Plan").',
        ("ready", 0, 3),
    ),
    Mini(
        "R4-flow-and-the-address-of-the-same-goal",
        "find me bill send",
        'goal(1,bill). given(1,who,"Acme"). given(1,amount,"5"). goal(2,send).',
        ("ready", 0, 3),
    ),
    Mini(
        "R4-uses-converts-by-base",
        "worth note bill",
        'goal(1,worth). given(1,id,"C-1"). goal(2,bill). given(2,who,"C-2"). uses(2,amount,1).',
        ("ready", 0, 2),
    ),
    Mini(
        "R4-given-and-used",
        "bill send",
        'goal(1,bill). goal(2,send). uses(2,doc,1). given(2,doc,"D").',
        ("conflict", 0, 0),
    ),
    Mini(
        "R5-no-amount-is-looked-up",
        "find worth bill",
        'goal(1,bill). given(1,who,"C-1").',
        ("needs_input", 1, 1),
    ),
    Mini("R5-circle", "to_left to_right turn", "goal(1,turn).", ("unsolvable", 0, 0)),
    Mini("R5-no-write-for-an-id", "bill send", 'goal(1,send). given(1,to,"a@b.c").', ("unsolvable", 0, 0)),
    Mini(
        "R5-own-address-is-nobody-else's",
        "me find find_doc send",
        'goal(1,send). given(1,doc,"Plan").',
        ("needs_input", 1, 2),
    ),
    Mini("R5-one-token", "sign_on lock dim", "goal(1,lock). goal(2,dim).", ("needs_input", 1, 3)),
    Mini(
        "R6-shared-question",
        "find note renew",
        'goal(1,note). goal(2,renew). given(2,to,"a@b.c").',
        ("needs_input", 1, 3),
    ),
    Mini(
        "R6-bare-is-asked-for-each-goal",
        "bill move",
        'goal(1,bill). given(1,who,"C-1"). goal(2,move). given(2,from,"C-2"). given(2,to,"C-3").',
        ("needs_input", 2, 2),
    ),
    Mini("R6-question-cost", "find_doc share", 'goal(1,share). given(1,with,"C-1").', ("needs_input", 5, 2)),
    Mini(
        "R7-enter-once",
        "enter clean leave",
        'goal(1,leave). goal(2,clean). given(2,pin,"1").',
        ("ready", 0, 3),
    ),
    Mini(
        "R7-nothing-is-put-in-unasked",
        "approve publish",
        'goal(1,publish). given(1,doc,"D").',
        ("unsolvable", 0, 0),
    ),
    Mini(
        "R7-state-of-the-same-datum",
        "submit approve publish",
        'goal(1,publish). given(1,doc,"D"). goal(2,approve). given(2,doc,"D").',
        ("ready", 0, 3),
    ),
    Mini(
        "R7-state-of-another-datum",
        "submit approve publish",
        'goal(1,publish). given(1,doc,"D"). goal(2,approve). given(2,doc,"E").',
        ("unsolvable", 0, 0),
    ),
    Mini(
        "R7-deleted-state-is-brought-back",
        "submit approve",
        'goal(1,approve). given(1,doc,"D"). goal(2,approve). given(2,doc,"D").',
        ("ready", 0, 4),
    ),
    Mini("R8-of-what-was-given", "find me", 'want(1,mail). given(1,name,"Acme").', ("ready", 0, 1)),
    Mini("R8-not-asked-itself", "find", "want(1,mail).", ("needs_input", 1, 1)),
    Mini("R8-bare-want-is-looked-up", "find worth", 'want(1,money). given(1,name,"Acme").', ("ready", 0, 2)),
    Mini(
        "R10-reading-in-conflict",
        "find bill note",
        'maybe(1,bill). maybe(1,note). given(1,who,"C-1"). given(1,day,"2025-01-01").',
        ("ready", 0, 1),
    ),
    Mini(
        "R10-two-readings",
        "find note ring",
        'maybe(1,note). maybe(1,ring). given(1,who,"C-1").',
        ("ambiguous", 0, 0),
    ),
    Mini(
        "R10-the-read-is-meant",
        "find note",
        'maybe(1,find). maybe(1,note). given(1,name,"Acme").',
        ("ready", 0, 1),
    ),
    Mini("R10-no-goal", "find", "", ("out_of_scope", 0, 0)),
    Mini(
        "R3-default-beside-makes-no-end",
        "path_from drive",
        'goal(1,drive). given(1,name,"Beta").',
        ("ready", 0, 2),
    ),
    Mini(
        "R3-same-value-by-type-and-by-name",
        "find move",
        'goal(1,move). given(1,amount,"5"). given(1,id,"C-1"). given(1,to,"C-1").',
        ("ready", 0, 1),
    ),
    Mini(
        "R3-only-the-named-goal's-word-counts",
        "find bill note send",
        'goal(1,bill). given(1,who,"C-1"). given(1,amount,"5"). goal(2,note). given(2,who,"Acme"). '
        "goal(3,send). uses(3,doc,1).",
        ("needs_input", 1, 4),
    ),
    Mini(
        "R3-one-token-is-not-both-ends",
        "sign_on swap",
        "goal(1,swap).",
        ("unsolvable", 0, 0),
    ),
    Mini(
        "R3-value-of-another-goal-for-neither-of-two",
        "find note bill",
        'goal(1,note). given(1,who,"Acme"). goal(2,bill). given(2,amount,"2"). goal(3,bill). given(3,amount,"3").',
        ("needs_input", 2, 6),
    ),
    Mini(
        "R4-used-by-one-twin-is-asked-for-the-other",
        "card greet",
        'goal(1,card). given(1,id,"C-1"). goal(2,greet). uses(2,name,1). goal(3,greet).',
        ("needs_input", 1, 3),
    ),
    Mini(
        "R5-word-for-a-slot-is-no-word-for-a-write-put-in",
        "enter_code guard",
        'goal(1,guard). given(1,code,"1234").',
        ("needs_input", 1, 2),
    ),
    Mini(
        "R5-word-by-type-serves-a-write-put-in",
        "enter_code guard",
        'goal(1,guard). given(1,pin,"1234").',
        ("ready", 0, 2),
    ),
]


def catalog_of(apis: str) -> dict[str, Any]:
    listed = "\n".join(f"  {name}: {APIS[name]}" for name in apis.split())
    loaded: dict[str, Any] = yaml.safe_load(f"types:{TYPES}\napis:\n{listed}\n")
    return loaded


@pytest.mark.parametrize("mini", MINIS, ids=lambda m: m.id)
def test_mini_case(mini: Mini) -> None:
    verdict = solve(catalog_of(mini.apis), mini.facts)
    assert (verdict.status, verdict.questions, verdict.calls) == mini.expected, verdict


def test_initial_state_speaks_of_values() -> None:
    catalog = catalog_of("publish") | {"state": ["ok(D-7)"]}
    assert solve(catalog, 'goal(1,publish). given(1,doc,"D-7").').status == "ready"
    assert solve(catalog, 'goal(1,publish). given(1,doc,"D-8").').status == "unsolvable"


def test_unknown_word_is_an_error() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        solve(catalog_of("note"), 'goal(1,note). given(1,nonsense,"x").')


def test_random_cases_are_solved_alike_twice() -> None:
    for seed in range(200):
        catalog, facts = random_case(seed)
        assert solve(catalog, facts) == solve(catalog, facts)


def test_random_cases_reach_every_status() -> None:
    met = {solve(*random_case(seed)).status for seed in range(300)}
    assert met == {"ready", "needs_input", "conflict", "ambiguous", "unsolvable"}


@settings(max_examples=100, deadline=None)
@given(cases())
def test_drawn_cases_are_judged(case: Case) -> None:
    verdict = solve(*case)
    assert (verdict.status == "needs_input") == bool(verdict.asks)
    assert (verdict.status in ("ready", "needs_input")) == bool(verdict.called)
