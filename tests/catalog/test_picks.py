"""Picks and eaches that can never work, told from the types alone."""

from __future__ import annotations

import pytest

from orchestrator.catalog import Catalog
from orchestrator.catalog.picks import idle_picks
from orchestrator.facts import Each, Facts, Given, Goal, Maybe, Pick, Uses, Want

CATALOG = Catalog.parse(
    """
name: hotels
types:
  city:    {entity: city}
  hotel:   {entity: hotel, ask: never}
  fine:    {is: hotel}
  name:    {entity: hotel}
  stars:   {base: integer, entity: hotel, ask: never}
  guest:   {entity: guest, ask: never}
  email:   {format: email}
  amount:  {base: number}
  label:   {base: string}
apis:
  search:  {inputs: {city: city}, rows: {hotel: fine, stars: stars, price: amount}}
  details: {inputs: {hotel: hotel}, outputs: {name: name}}
  guests:  {inputs: {hotel: hotel}, outputs: {guests: {list_of: guest}}}
  greet:   {kind: write, inputs: {guest: guest, at: {type: hotel, required: false}}}
  book:    {kind: write, inputs: {hotel: hotel, nights: integer}, outputs: {number: integer, label: label}}
  pay:     {kind: write, inputs: {amount: amount, number: integer, word: label, own: {type: name, from: user}}}
  write:   {kind: write, inputs: {to: email, all: {list_of: email}}}
"""
)


def told(facts: Facts) -> list[tuple[str, str]]:
    return [(idle.rule, idle.message) for idle in idle_picks(facts, CATALOG)]


def of(api: str, *facts: Pick | Each | Given | Uses, before: str | None = None) -> Facts:
    """Facts of goal 2, and of goal 1 where an API is named for it."""
    return Facts(
        goals=(*([Goal(goal=1, api=before)] if before else []), Goal(goal=2, api=api)),
        picks=tuple(f for f in facts if isinstance(f, Pick)),
        eaches=tuple(f for f in facts if isinstance(f, Each)),
        givens=tuple(f for f in facts if isinstance(f, Given)),
        uses=tuple(f for f in facts if isinstance(f, Uses)),
    )


def first(slot: str, goal: int = 2) -> Pick:
    return Pick(goal=goal, input=slot, row="first")


def least(slot: str, column: str) -> Pick:
    return Pick(goal=2, input=slot, row="min", column=column)


def use(slot: str, output: str | None = None) -> Uses:
    return Uses(goal=2, input=slot, source=1, output=output)


@pytest.mark.parametrize(
    "facts",
    [
        of("book", first("hotel")),
        of("book", least("hotel", "stars")),
        of("greet", first("guest")),
        of("greet", least("at", "price")),
        of("book", first("hotel"), use("hotel"), before="search"),
        of("pay", first("amount"), use("amount", "price"), before="search"),
        of("pay", first("number"), use("number", "price"), before="search"),
        of("pay", least("word", "stars"), use("word", "price"), before="search"),
        of("write", Each(goal=2, input="to"), Given(goal=2, name="to", value=("a@b.de", "c@d.de"))),
        of("greet", Each(goal=2, input="guest"), use("guest"), before="guests"),
    ],
)
def test_what_a_list_can_feed_is_left_alone(facts: Facts) -> None:
    assert told(facts) == []


@pytest.mark.parametrize(
    ("facts", "slot"),
    [
        (of("write", first("to")), "to"),
        (of("write", first("all")), "all"),
        (of("pay", first("amount")), "amount"),
        (of("pay", first("own")), "own"),
        (of("book", first("hotel"), use("hotel"), before="details"), "hotel"),
        (of("write", Each(goal=2, input="to"), use("to"), before="guests"), "to"),
        (of("pay", first("amount"), use("amount", "stars"), before="search"), "amount"),
    ],
)
def test_what_no_list_can_feed_is_told(facts: Facts, slot: str) -> None:
    assert told(facts) == [("no-list", f"no list can feed '{slot}' of goal 2")]


def test_a_column_that_no_feeding_list_has_is_told_with_the_nearest() -> None:
    (idle,) = idle_picks(of("book", least("hotel", "star")), CATALOG)
    assert (idle.rule, idle.mend) == ("no-column", "did you mean 'stars'?")
    assert idle.message == "no list that can feed 'hotel' of goal 2 has the column 'star'"
    (idle,) = idle_picks(of("greet", least("guest", "zzz"), use("guest"), before="guests"), CATALOG)
    assert idle.mend == "use a column of 'guests': guests"


def test_a_column_of_another_list_is_no_column_of_this_one() -> None:
    assert told(of("greet", least("guest", "price"), use("guest"), before="guests"))[0][0] == "no-column"


def test_a_name_that_is_no_input_of_the_goal_is_told() -> None:
    (idle,) = idle_picks(of("book", first("hotl")), CATALOG)
    assert (idle.message, idle.mend) == ("'hotl' is no input of 'book'", "did you mean 'hotel'?")


def test_what_a_goal_done_for_each_yields_is_a_list_too() -> None:
    facts = Facts(
        goals=(Goal(goal=1, api="book"), Goal(goal=2, api="pay"), Goal(goal=3, api="pay")),
        picks=(Pick(goal=1, input="hotel", row="first", count=3), Pick(goal=2, input="number", row="max", column="label")),
        uses=(Uses(goal=2, input="number", source=1), Uses(goal=3, input="word", source=1)),
        eaches=(Each(goal=3, input="word"),),
    )
    assert told(facts) == []
    once = facts.model_copy(update={"picks": (facts.picks[1],)})
    assert [rule for rule, _ in told(once)] == ["no-list", "no-list"]


def test_several_values_make_a_goal_yield_a_list() -> None:
    facts = Facts(
        goals=(Goal(goal=1, api="book"), Goal(goal=2, api="pay")),
        givens=(Given(goal=1, name="hotel", value=("A", "B")),),
        uses=(Uses(goal=2, input="number", source=1),),
        eaches=(Each(goal=2, input="number"),),
    )
    assert told(facts) == []


def test_a_want_draws_on_lists_by_its_type() -> None:
    facts = Facts(wants=(Want(goal=1, type="name"), Want(goal=2, type="email")), picks=(first("name", 1), first("email")))
    assert told(facts) == [("no-list", "no list can feed 'email' of goal 2")]
    wrong = Facts(wants=(Want(goal=2, type="name"),), picks=(first("city"),))
    assert told(wrong) == [("no-list", "goal 2 does not want 'city'")]


def test_one_reading_that_works_is_enough() -> None:
    facts = Facts(maybes=(Maybe(goal=2, api="book"), Maybe(goal=2, api="pay")), picks=(first("hotel"), first("amount")))
    assert told(facts) == [("no-list", "no list can feed 'amount' of goal 2")]
