"""Answers: what they become, and how those that do not fit are refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from orchestrator import Catalog, Orchestrator, Plan, UsageError
from orchestrator.converse.answers import ANY, UNKNOWN, answered, read_answers, said
from orchestrator.converse.errors import AnswerError

TODAY = date(2025, 5, 2)
INVOICE = 'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).'
CONTACT = 'goal(1, contact_us). given(1, topic, "payroll").'


@pytest.fixture(scope="module")
def shop() -> Orchestrator:
    return Orchestrator(Catalog.load("small_business"))


@pytest.fixture(scope="module")
def travel() -> Orchestrator:
    return Orchestrator(Catalog.load("travel"))


def problems(plan: Plan, **answers: object) -> list[tuple[str, str]]:
    with pytest.raises(AnswerError) as caught:
        plan.answer(answers)
    return [(problem.where, problem.what) for problem in caught.value.problems]


@pytest.mark.parametrize("answer", ["200", 200, 200.0, "two hundred", "$200", "200 dollars please"])
def test_an_amount_may_be_said_in_many_ways(shop: Orchestrator, answer: object) -> None:
    plan = shop.plan(facts=INVOICE).answer(q1=answer)
    assert plan.status == "ready"
    amount = next(call for call in plan.calls if call.api == "create_invoice").arguments["amount"]
    assert amount.model_dump()["value"] in ("200", "200.0")


def test_an_answer_goes_by_the_slot_too(shop: Orchestrator) -> None:
    plan = shop.plan(facts=INVOICE)
    assert plan.answer(amount="200") == plan.answer(q1="200") == plan.answer(money="200")


def test_a_question_that_is_not_asked_is_refused_with_those_that_are(shop: Orchestrator) -> None:
    with pytest.raises(UsageError, match=r"no question 'q7' \(expected q1\)"):
        shop.plan(facts=INVOICE).answer(q7="200")


def test_one_question_is_not_answered_twice(shop: Orchestrator) -> None:
    with pytest.raises(UsageError, match="q1 is answered twice"):
        shop.plan(facts=INVOICE).answer(q1="200", amount="300")


def test_all_answers_that_do_not_fit_are_told_at_once(shop: Orchestrator) -> None:
    plan = shop.plan(facts='goal(1, create_invoice). given(1, customer, "Acme"). goal(2, contact_us). given(2, topic, "x").')
    told = problems(plan, q1="lots", q2="fax")
    assert told == [("q1 > amount", '"lots" is not a number'), ("q2 > channel", '"fax" is none of them')]


def test_a_refused_answer_says_what_is_allowed(shop: Orchestrator) -> None:
    with pytest.raises(AnswerError, match=r"q1 > amount: -5 does not fit \(expected a number from 0.01 to 1000000\)"):
        shop.plan(facts=INVOICE).answer(q1="-5")


def test_two_values_are_not_taken_for_one(shop: Orchestrator) -> None:
    assert problems(shop.plan(facts=INVOICE), q1=[1, 2]) == [("q1 > amount", "2 values for what takes one")]
    assert problems(shop.plan(facts=INVOICE), q1="200 or 300") == [("q1 > amount", '"200 or 300" could be "200" or "300"')]


@pytest.mark.parametrize("answer", ["", "   ", None, object(), float("nan")])
def test_what_says_nothing_is_no_answer(shop: Orchestrator, answer: object) -> None:
    assert len(problems(shop.plan(facts=INVOICE), q1=answer)) == 1


def test_some_answers_leave_the_other_questions(shop: Orchestrator) -> None:
    plan = shop.plan(facts="goal(1, contact_us).")
    new = plan.answer(topic="payroll")
    assert [ask.asks.slot for ask in new.asks] == ["channel"]


def test_what_is_not_known_makes_the_plan_impossible_and_says_so(shop: Orchestrator) -> None:
    new = shop.plan(facts=INVOICE).answer(q1=UNKNOWN)
    assert new.status == "unsolvable"
    assert "which you said you do not know" in new.explanation


def test_what_is_not_known_may_be_said_later(shop: Orchestrator) -> None:
    plan = shop.plan(facts=INVOICE)
    unknown = plan.answer(q1=UNKNOWN)
    assert unknown.with_facts('given(1, amount, "200").').status == "ready"


def test_of_what_is_listed_any_is_the_first_and_is_told(shop: Orchestrator) -> None:
    plan = shop.plan(facts=CONTACT)
    read = read_answers(plan, {"q1": ANY}, shop.catalog)
    assert read.notes == ('channel: "phone" is taken, as any will do',)
    assert plan.answer(q1=ANY) == plan.answer(q1="phone")


def test_where_nothing_is_listed_any_is_refused(shop: Orchestrator) -> None:
    assert problems(shop.plan(facts=INVOICE), q1=ANY) == [("q1 > amount", "nothing is listed that could be taken")]


@pytest.mark.parametrize("number", [1, "1", "2", "cancel_flight", "Cancel_Hotel"])
def test_a_reading_is_chosen_by_number_or_name(travel: Orchestrator, number: object) -> None:
    plan = travel.plan(facts="maybe(1, cancel_flight). maybe(1, cancel_hotel).").answer(reading=number)
    meant = "cancel_flight" if number in (1, "1", "cancel_flight") else "cancel_hotel"
    assert plan.status == "needs_input"
    assert [goal.api for goal in plan.facts.goals] == [meant]


def test_a_reading_that_is_none_is_refused(travel: Orchestrator) -> None:
    plan = travel.plan(facts="maybe(1, cancel_flight). maybe(1, cancel_hotel).")
    with pytest.raises(AnswerError, match="a number from 1 to 2"):
        plan.answer(reading=3)


def test_a_value_that_may_be_for_two_slots_is_for_the_chosen_one() -> None:
    banking = Orchestrator(Catalog.load("banking"))
    plan = banking.plan(facts='goal(1, transfer). given(1, account_name, "Savings"). given(1, money, "50").')
    assert plan.status == "ambiguous"
    for number, reading in enumerate(plan.readings, 1):
        assert reading.given is not None
        new = plan.answer(reading=number)
        assert (reading.given.name, "Savings") in {(given.name, given.value) for given in new.facts.givens}
        assert new.status != "ambiguous"


def test_two_slots_of_one_type_are_answered_each_for_itself(travel: Orchestrator) -> None:
    plan = travel.plan(facts="goal(1, search_flight).")
    slots = {ask.asks.slot: ask.id for ask in plan.asks if ask.asks.type == plan.asks[0].asks.type}
    answers = dict(zip(slots.values(), ("Oslo", "Nice"), strict=False))
    if len(slots) < 2:
        pytest.skip("the catalog asks for one of them only")
    new = plan.answer(answers)
    told = {given.name: given.value for given in new.facts.givens}
    assert told == dict(zip(slots, ("Oslo", "Nice"), strict=True))


@pytest.mark.parametrize(
    ("text", "meant"),
    [("I don't know", UNKNOWN), ("?", UNKNOWN), ("no idea.", UNKNOWN), ("not sure", UNKNOWN), ("choose for me", ANY), ("*", ANY),
     ("any", ANY), ("whatever", ANY), (" Acme ", "Acme"), ("Any Time Ltd", "Any Time Ltd"), ("don't know yet", UNKNOWN)],
)  # fmt: skip
def test_what_is_typed_may_say_no_value(text: str, meant: object) -> None:
    assert said(text) == meant


def test_days_are_reckoned_from_the_day_that_is_given(travel: Orchestrator) -> None:
    plan = travel.plan(facts="goal(1, list_flights).")
    new = answered(plan, {"day": "next friday"}, today=TODAY)
    assert "2025-05-09" in {given.value for given in new.facts.givens}


CHOICE = """
name: shop
types:
  item_id: {base: string, entity: item, ask: never}
  item_name: {base: string, entity: item}
apis:
  list_items: {rows: {item: item_id, name: item_name}}
  delete_item: {kind: write, inputs: {item: item_id}}
"""


@pytest.mark.parametrize(
    ("answer", "pick"),
    [("first", "first"), ("the second one", "nth(2)"), (3, "nth(3)"), ("last", "last"), (ANY, "first"), (1, "first")],
)
def test_a_choice_may_be_answered_before_its_rows_are_there(answer: object, pick: str) -> None:
    plan = Orchestrator(Catalog.parse(CHOICE)).plan(facts="goal(1, list_items). goal(2, delete_item). uses(2, item, 1).")
    new = plan.answer({plan.choices[0].id: answer})
    assert (new.status, [p.row_term for p in new.facts.picks]) == ("ready", [pick])


@pytest.mark.parametrize("answer", ["the red one", UNKNOWN, 0, "-1", ""])
def test_what_is_no_row_is_refused(answer: object) -> None:
    plan = Orchestrator(Catalog.parse(CHOICE)).plan(facts="goal(1, list_items). goal(2, delete_item). uses(2, item, 1).")
    with pytest.raises(AnswerError, match="first, last, or the number of a row"):
        plan.answer({plan.choices[0].id: answer})


RATES = """
name: rates
types:
  currency: {base: string, entity: rate}
  rate_id: {base: string, entity: rate, ask: never}
apis:
  find_rate: {inputs: {source: currency, target: currency}, outputs: {rate: rate_id}}
  watch_rate: {kind: write, inputs: {rate: rate_id}}
"""


def test_two_answers_for_one_lookup_never_change_places_silently() -> None:
    plan = Orchestrator(Catalog.parse(RATES)).plan(facts="want(1, rate_id).")
    assert [ask.asks.slot for ask in plan.asks] == ["source", "target"]
    told = 0
    for source, target in (("EUR", "NOK"), ("NOK", "EUR")):
        new = None
        with suppress(AnswerError):
            new = plan.answer(source=source, target=target)
        if new is not None:
            placed = {x: a.model_dump()["value"] for x, a in new.calls[0].arguments.items()}
            assert placed == {"source": source, "target": target}
            told += 1
    assert told == 1, "one of the two orders can be said, the other is refused"
