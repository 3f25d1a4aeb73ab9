"""Why an API is not called."""

import pytest
from desks import INVOICE, office, shop

from orchestrator import UsageError
from orchestrator.why import Why, why_not


def absent(api: str, facts: str = INVOICE) -> Why:
    home = shop()
    return why_not(home.plan(facts=facts), home, api)


def test_an_api_that_is_called_is_said_to_be() -> None:
    assert absent("find").sentence == "find is called: find (c1)."


def test_a_write_that_nobody_asked_for_is_not_called() -> None:
    answer = absent("open_bill")
    assert answer.sentence == "open_bill is not called because it changes something and is no goal of the query (R5)."
    assert answer.because[-1].names == ("goal(3, open_bill).",)


def test_a_read_that_yields_what_nobody_needs_names_it() -> None:
    home = office()
    plan = home.plan(facts='goal(1, approve). given(1, paper, "P-1").')
    answer = why_not(plan, home, "find_paper")
    assert 'is "P-1", as you said, so no lookup is made for it' in answer.because[0].text
    other = absent("card", 'goal(1, charge). given(1, customer, "C-1"). given(1, amount, "2").')
    assert other.sentence == "card is not called because nothing in the plan needs what it yields: name and email."


def test_a_bare_datum_is_no_reason_to_call_a_read() -> None:
    answer = absent("prices")
    assert answer.sentence == "prices is not called because the money that it yields is had otherwise."
    assert "data of the type money do not say whose they are" in answer.because[0].text


def test_an_auto_write_is_not_called_where_no_state_needs_it() -> None:
    home = office()
    plan = home.plan(facts='goal(1, rename). given(1, paper, "P-1").')
    assert why_not(plan, home, "sign_in").sentence == "sign_in is not called because no call of the plan requires signed_in."


def test_another_reading_is_told_by_what_speaks_against_it() -> None:
    answer = absent("card", 'maybe(1, charge). maybe(1, card). given(1, name, "Acme"). given(1, amount, "2").')
    assert answer.sentence == "card is not called because the words are read otherwise."
    assert answer.because[0].text == "Goal 1 could mean card too, but then the facts would clash."


@pytest.mark.parametrize("api", ["find_paper", "sign_in", "approve", "publish", "rename"])
def test_where_nothing_is_called_each_api_has_its_part_in_it(api: str) -> None:
    home = office()
    plan = home.plan(facts='goal(1, publish). given(1, paper, "P-1").')
    answer = why_not(plan, home, api)
    assert answer.sentence == f"{api} is not called because nothing is: there is no plan."
    assert answer.because[-1].text == plan.explanation
    if api == "approve":
        assert any(r.kind == "helps" and r.names == ("goal(2, approve).", "approve") for r in answer.because)


def test_a_reading_in_which_an_api_is_called_is_told() -> None:
    home = shop()
    plan = home.plan(facts='maybe(1, charge). maybe(1, card). given(1, name, "Acme").')
    assert [r.text for r in why_not(plan, home, "charge").because if r.kind == "reading"] == [
        "Read as charge for goal 1, charge is called."
    ]


def test_an_api_that_is_none_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean charge"):
        absent("chrage")


def test_the_answers_for_the_apis_of_a_domain_are_specific() -> None:
    from orchestrator import Catalog, Orchestrator

    home = Orchestrator(Catalog.load("small_business"))
    plan = home.plan(facts='goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice).')
    apis = ("get_customer", "search_customers", "list_invoices", "help", "find_invoice")
    answers = {api: why_not(plan, home, api) for api in apis}
    assert "one call more" in str(answers["get_customer"])
    assert "only lookups from that count" in str(answers["search_customers"])
    assert "one choice more" in str(answers["list_invoices"])
    assert "nothing in the plan needs what it yields: help_article" in str(answers["help"])
    assert all(answer.because for answer in answers.values())
