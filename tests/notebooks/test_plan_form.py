"""The form, from the side of Python: the messages that the browser sends, and what it is told to draw."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestrator import Catalog, Orchestrator, UsageError
from orchestrator.converse.answers import ANY, UNKNOWN
from orchestrator.notebook import PlanForm
from orchestrator.notebook.fields import Option, fields
from orchestrator.plan.model import plan_from_json

NO_AMOUNT = 'goal(1, create_invoice). given(1, customer, "Acme").'


@pytest.fixture(scope="module")
def business() -> Orchestrator:
    return Orchestrator(Catalog.load("small_business"))


def form_of(orchestrator: Orchestrator, facts: str) -> PlanForm:
    return PlanForm(orchestrator.plan(facts=facts))


def send(form: PlanForm, kind: str, **content: Any) -> None:
    """What the browser sends, as it arrives from it."""
    form._handle_custom_msg({"kind": kind, "round": form.view["round"], **content}, [])


def answer(form: PlanForm, **answers: Any) -> None:
    send(form, "submit", answers=answers)


def test_each_question_has_a_field_by_its_type(business: Orchestrator) -> None:
    facts = "goal(1, contact_us). goal(2, tag_customer). goal(3, record_expense). goal(4, dispute_charge)."
    plan = business.plan(facts=facts)
    found = {field.told: field for field in fields(plan, business.catalog)}
    kinds = {
        "topic of contact_us": "text",
        "channel of contact_us": "select",
        "tags of tag_customer": "text",
        "amount of record_expense": "number",
        "spent_on of record_expense": "date",
    }
    assert {told: found[told].kind for told in kinds} == kinds
    assert found["channel of contact_us"].options == tuple(Option(v, v) for v in ("phone", "chat", "video"))
    assert [field.id for field in fields(plan, business.catalog)] == [ask.id for ask in plan.asks]
    assert [told for told, field in found.items() if field.many] == ["tags of tag_customer"]


def test_a_boolean_is_asked_as_yes_or_no_since_an_empty_box_would_be_an_answer() -> None:
    catalog = Catalog.parse("""
        name: lamps
        types: {lit: {base: boolean, question: "Shall it be on?"}}
        apis: {switch: {description: Switch the lamp., kind: write, inputs: {lit: lit}}}
    """)
    form = form_of(Orchestrator(catalog), "goal(1, switch).")
    assert [option["value"] for option in form.view["fields"][0]["options"]] == ["yes", "no"]
    answer(form, q1={"text": "no"})
    assert form.plan.facts.givens[0].value in ("no", "false")
    assert form.plan.status == "ready"


def test_an_answer_makes_the_plan_anew_and_draws_it(business: Orchestrator) -> None:
    form = form_of(business, NO_AMOUNT)
    before = form.view
    told: list[str] = []
    form.observe(lambda change: told.append(change["new"].status), "plan")
    answer(form, q1={"text": " two hundred "})
    assert form.plan.status == "ready"
    assert told == ["ready"]
    assert form.plan.facts.givens[-1].value == "200"
    assert form.view["fields"] == []
    assert form.view["html"] != before["html"]
    assert "Nothing is missing" in form.view["html"]


def test_a_wrong_answer_is_told_beside_its_field_and_stands_there_still(business: Orchestrator) -> None:
    form = form_of(business, "goal(1, contact_us). goal(2, record_expense).")
    asked = {field["told"]: field["id"] for field in form.view["fields"]}
    amount, topic = asked["amount of record_expense"], asked["topic of contact_us"]
    plan = form.plan
    answer(form, **{amount: {"text": "a lot"}, topic: {"text": "payroll"}})
    assert form.plan is plan
    assert form.view["errors"] == {amount: '"a lot" is not a number (expected a number from 0.01 to 1000000).'}
    assert form.view["said"] == {amount: {"text": "a lot"}, topic: {"text": "payroll"}}
    assert form.view["problems"] == []
    answer(form, **{amount: {"text": "12"}, topic: {"text": "payroll"}})
    assert form.view["errors"] == {}
    assert {given.value for given in form.plan.facts.givens} == {"12", "payroll"}


def test_not_to_know_is_an_answer_by_the_box_and_in_words(business: Orchestrator) -> None:
    for said in ({"unknown": True}, {"text": "I don't know"}):
        form = form_of(business, NO_AMOUNT)
        answer(form, q1=said)
        assert form.plan.status == "unsolvable"
        assert form.plan.facts.unknowns


def test_any_of_the_listed_values_is_the_first_and_said_to_be(business: Orchestrator) -> None:
    form = form_of(business, 'goal(1, contact_us). given(1, topic, "payroll").')
    answer(form, q1={"any": True})
    assert form.plan.facts.givens[-1].value == "phone"
    assert form.view["notes"] == ['channel: "phone" is taken, as any will do']


def test_several_values_are_one_answer(business: Orchestrator) -> None:
    form = form_of(business, 'goal(1, tag_customer). given(1, customer, "Acme").')
    answer(form, q1={"texts": ["red", "", " blue "]})
    assert form.plan.facts.givens[-1].value == ("red", "blue")


def test_a_reading_is_chosen_by_its_words() -> None:
    form = form_of(Orchestrator(Catalog.load("travel")), "maybe(1, cancel_flight). maybe(1, cancel_hotel).")
    (field,) = form.view["fields"]
    assert (field["id"], field["open"]) == ("reading", False)
    assert [option["label"] for option in field["options"]] == ["Cancel a booked flight?", "Cancel a booked hotel?"]
    answer(form, reading={"text": "1"})
    assert [call.api for call in form.plan.calls if call.goals] == ["cancel_flight"]


def test_what_was_answered_can_be_taken_back(business: Orchestrator) -> None:
    form = form_of(business, NO_AMOUNT)
    first = form.plan
    assert form.view["undo"] is False
    assert form.undo() is False
    answer(form, q1={"text": "200"})
    assert form.view["undo"] is True
    send(form, "undo")
    assert form.plan is first
    assert form.view["undo"] is False


def test_nothing_filled_in_changes_nothing_and_is_said(business: Orchestrator) -> None:
    form = form_of(business, NO_AMOUNT)
    plan = form.plan
    answer(form, q1={"text": "  "})
    assert form.plan is plan
    assert form.view["problems"] == ["nothing is answered yet. Fill in a field, or say that you do not know."]


def test_an_answer_to_a_form_that_has_changed_is_not_taken(business: Orchestrator) -> None:
    form = form_of(business, 'goal(1, contact_us). given(1, topic, "payroll").')
    old = form.view["round"]
    assert form.submit({"q1": "chat"})
    plan = form.plan
    form._handle_custom_msg({"kind": "submit", "round": old, "answers": {"q1": {"text": "video"}}}, [])
    assert form.plan is plan
    assert "changed meanwhile" in form.view["problems"][0]


@pytest.mark.parametrize(
    "content",
    [None, 7, [], {}, {"kind": "burn"}, {"kind": "submit"}, {"kind": "submit", "answers": 3},
     {"kind": "submit", "answers": {"q1": 3, "q2": {"texts": 5}, "q3": {"text": {}}}}],
)  # fmt: skip
def test_messages_of_another_form_do_no_harm(business: Orchestrator, content: Any) -> None:
    form = form_of(business, NO_AMOUNT)
    plan = form.plan
    sent = {**content, "round": form.view["round"]} if isinstance(content, dict) else content
    form._handle_custom_msg(sent, [])
    assert form.plan is plan


def test_an_unknown_question_is_told_and_not_guessed(business: Orchestrator) -> None:
    form = form_of(business, NO_AMOUNT)
    assert form.submit({"q9": "200"}) is False
    assert "q9" in form.view["problems"][0]
    assert form.submit({"q1": UNKNOWN}) is True
    assert form.submit({"q1": ANY}) is False


def test_what_is_drawn_is_escaped(business: Orchestrator) -> None:
    form = form_of(business, 'goal(1, create_invoice). given(1, customer, "<img src=x onerror=alert(1)>").')
    assert "<img" not in form.view["html"]
    assert "&lt;img src=x" in form.view["html"]


def test_a_page_on_which_nothing_runs_shows_the_plan_as_it_is_now(business: Orchestrator) -> None:
    form = form_of(business, NO_AMOUNT)
    assert form.submit({"q1": "200"})
    shown = form._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "Nothing is missing" in data["text/html"]
    assert data["text/plain"].startswith("✓ Ready")


def test_the_form_needs_a_plan_that_is_bound(business: Orchestrator) -> None:
    plan = plan_from_json(business.plan(facts=NO_AMOUNT).to_json())
    with pytest.raises(UsageError, match="bound to no orchestrator"):
        PlanForm(plan)
    assert PlanForm(business.bind(plan)).plan == plan


def test_without_anywidget_the_form_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "from orchestrator import UsageError\n"
        "import orchestrator.notebook\n"
        "try:\n    from orchestrator.notebook import PlanForm\n"
        "except UsageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == (
        "PlanForm: the form needs anywidget, which is not installed. Install it: pip install 'plan-orchestrator[notebook]'."
    ), done.stderr


def test_the_browser_side_loads_nothing_from_elsewhere() -> None:
    script = (Path(str(sys.modules["orchestrator.notebook"].__file__)).parent / "form.js").read_text(encoding="utf-8")
    assert "http" not in script
    assert "import " not in script
    assert script.count("innerHTML") == 1
