"""Names that are no constants of ASP and no identifiers of PDDL: everything goes by them all the same, with both engines."""

import pytest

from orchestrator import Catalog, Orchestrator
from orchestrator.plan.engine import ENGINES
from orchestrator.plan.model import AnyPlan

RADIO = r"""
name: radio
types:
  "Show.Title": {base: string, entity: "Radio Show", question: "Which show?"}
  "show.id": {base: string, entity: "Radio Show", ask: never, pattern: "^S-[0-9]+$"}
  "番号": {base: string, entity: "Radio Show", ask: never}
  "the \"fee\"": {base: number, minimum: 0}
  "1st Guest": {base: string, entity: "Guest's", question: "Who?"}
  "Guest.Id": {base: string, entity: "Guest's", ask: never}
  "not": {base: string, entity: "券", ask: never}
  col: {base: string, entity: "券", ask: never}
apis:
  "GET /shows": {inputs: {"Show.Title": "Show.Title"}, outputs: {"show.id": "show.id", "番号": "番号", "@ 1": string}}
  "Book It":
    kind: write
    inputs: {"show.id": "show.id", "2nd \"fee\"": "the \"fee\"", "Note": {type: string, required: false}}
    outputs: {"not": "not", col: col}
    requires: [Ready]
  "Sign.In": {kind: write, auto: true, ensures: [Ready]}
  "番組": {inputs: {"番号": "番号"}, outputs: {"数": "the \"fee\"", "題": string}}
  "List Guests": {inputs: {"show.id": "show.id"}, rows: {"Guest.Id": "Guest.Id", "Fee \"$\"": "the \"fee\"", "名": "1st Guest"}}
  "Write.To": {kind: write, inputs: {"Guest.Id": "Guest.Id", "文": string}}
  "Introduce": {kind: write, inputs: {"From": "Guest.Id", "To": "Guest.Id"}}
  "Cancel It": {kind: write, inputs: {"not": "not", col: col}}
  "Mix.Up": {inputs: {"A.x": "show.id", "B.x": "show.id"}, outputs: {"=": string}}
"""
CATALOG = Catalog.parse(RADIO)


def planned(facts: str) -> AnyPlan:
    """The plan of both engines, which is the same."""
    first, second = (Orchestrator(CATALOG, planner=engine).plan(facts=facts) for engine in ENGINES)
    assert first == second
    return first


@pytest.mark.parametrize(
    ("facts", "calls"),
    [
        pytest.param('want(1, "the \\"fee\\""). given(1, "Show.Title", "Dunes").', ["GET /shows", "番組"], id="want"),
        pytest.param('goal(1, "番組"). given(1, "Show.Title", "Dunes").', ["GET /shows", "番組"], id="lookup"),
        pytest.param(
            'goal(1, "Book It"). given(1, "show.id", "Dunes"). given(1, "2nd \\"fee\\"", "5").',
            ["GET /shows", "Sign.In", "Book It"], id="reference",
        ),
        pytest.param(
            'goal(1, "Book It"). given(1, "show.id", "S-1"). given(1, "2nd \\"fee\\"", "5"). goal(2, "Cancel It").'
            ' uses(2, "not", 1).',
            ["Sign.In", "Book It", "Cancel It"], id="uses and flow",
        ),
        pytest.param(
            'goal(1, "GET /shows"). given(1, "Show.Title", "Dunes"). goal(2, "番組"). uses(2, "番号", 1, "番号").',
            ["GET /shows", "番組"], id="uses of an output",
        ),
        pytest.param(
            'goal(1, "List Guests"). given(1, "show.id", "S-1"). goal(2, "Write.To"). uses(2, "Guest.Id", 1).'
            ' given(2, "文", "hello"). pick(2, "Guest.Id", max("Fee \\"$\\"")).',
            ["List Guests", "Write.To"], id="pick",
        ),
        pytest.param(
            'goal(1, "List Guests"). given(1, "show.id", "S-1"). goal(2, "Write.To"). uses(2, "Guest.Id", 1).'
            ' given(2, "文", "hello"). each(2, "Guest.Id").',
            ["List Guests", "Write.To"], id="each",
        ),
        pytest.param(
            'goal(1, "List Guests"). given(1, "show.id", "S-1"). goal(2, "Write.To"). given(2, "1st Guest", "Ann").'
            ' given(2, "文", "hello").',
            ["List Guests", "Write.To"], id="row by value",
        ),
        pytest.param('goal(1, "List Guests"). given(1, "show.id", ("S-1", "S-2")).', ["List Guests", "List Guests"], id="list"),
        pytest.param(
            'goal(1, "Mix.Up"). given(1, "A.x", "Dunes"). given(1, "B.x", "Waves").',
            ["GET /shows", "GET /shows", "Mix.Up"], id="twins",
        ),
    ],
)  # fmt: skip
def test_a_query_in_odd_names_is_planned(facts: str, calls: list[str]) -> None:
    plan = planned(facts)
    assert plan.status == "ready", plan.explanation
    assert [call.api for call in plan.calls] == calls


def test_what_is_asked_is_told_by_its_own_name() -> None:
    plan = planned('goal(1, "Book It"). given(1, "show.id", "S-1").')
    assert [ask.asks.slot for ask in plan.asks] == ['2nd "fee"']


def test_two_slots_that_stand_for_themselves_ask_for_themselves() -> None:
    plan = planned('goal(1, "Mix.Up").')
    assert [ask.asks.type for ask in plan.asks] == ["Show.Title", "Show.Title"]


def test_a_value_for_either_of_two_slots_has_both_as_readings() -> None:
    plan = planned('goal(1, "Mix.Up"). given(1, "show.id", "S-1").')
    assert [reading.given and reading.given.name for reading in plan.readings] == ["A.x", "B.x"]


def test_what_cannot_be_is_a_conflict_of_the_input() -> None:
    plan = planned('goal(1, "Book It"). given(1, "2nd \\"fee\\"", "-5").')
    assert [(found.name, found.values) for found in plan.conflicts] == [('2nd "fee"', ("-5",))]


def test_what_cannot_be_had_is_named() -> None:
    assert {missing.type for missing in planned('goal(1, "Cancel It").').missing} <= {"not", "col"}


def test_a_choice_is_for_the_slots_by_their_names() -> None:
    plan = planned('goal(1, "Introduce"). given(1, "From", "Ann"). given(1, "Show.Title", "Dunes").')
    assert [choice.goals for choice in plan.choices] == [(1,)]


def test_names_that_are_the_same_as_identifiers_stay_apart() -> None:
    catalog = Catalog.parse("""
    name: alike
    apis:
      Do:
        kind: write
        inputs: {"a.b": string, "a b": string, "A-B": number, "文": integer, "字": integer}
        requires: [Is_On, is_on]
      On: {kind: write, auto: true, ensures: [Is_On]}
      Off: {kind: write, auto: true, ensures: [is_on]}
    """)
    facts = 'goal(1, "Do"). given(1, "a.b", "x"). given(1, "a b", "y").'
    first, second = (Orchestrator(catalog, planner=engine).plan(facts=facts) for engine in ENGINES)
    assert first == second
    assert sorted(ask.asks.slot for ask in first.asks) == ["A-B", "字", "文"]
    assert {call.api for call in first.calls} == {"Do", "On", "Off"}
