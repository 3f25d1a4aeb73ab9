"""The validator on lists (R12): what the rules allow passes, however it is written; states and auto writes go by the row."""

from __future__ import annotations

import pytest
from handmade import (
    Damage,
    Data,
    call,
    choose,
    extra,
    fact,
    has,
    made,
    more_facts,
    plan,
    takes,
    without,
)
from handmade_lists import CATALOG, EQUAL, FIRST, ORDER, PICKED, SEARCH, SEARCHED, SOME, UNROLLED, WHOLE

from orchestrator import Orchestrator
from orchestrator.catalog import Catalog
from orchestrator.errors import InvalidPlan
from orchestrator.plan.model import Plan
from orchestrator.plan.validate import validate


def problems_of(damaged: Plan) -> list[str]:
    with pytest.raises(InvalidPlan) as caught:
        validate(damaged, CATALOG)
    return [str(problem) for problem in caught.value.problems]


def passes(data: Data, *damages: Damage) -> None:
    validate(plan(data, *damages), CATALOG)


def costs(calls: int, questions: int = 0) -> Damage:
    """The cost, after calls were left out or added."""

    def damage(data: Data) -> None:
        choices = sum("of" in s for s in data["steps"])
        data["cost"] = {"questions": questions, "choices": choices, "calls": calls}

    return damage


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("first", "first:1"),
        ("first", "nth:1"),
        ("nth(1)", "first:1"),
        ("nth(2)", "nth:2"),
        ("last", "last:1"),
        ("max(stars)", "max:stars"),
    ],
)
def test_the_picked_row_is_taken_without_a_choice(said: str, taken: str) -> None:
    passes(PICKED, fact(f"{SEARCH} {ORDER} pick(2, product, {said})."), takes("c2", product=f"c1.product {taken}"))


def test_a_row_may_be_told_by_a_value_that_is_written_otherwise() -> None:
    damages = (takes("c2", product="c1.product equals:name=BLUE MUG"), takes("c1", query="=blue mug"))
    passes(EQUAL, *damages)


def test_a_row_may_be_told_by_a_bare_value_given_by_type() -> None:
    passes(FIRST, more_facts('given(1, price, "9.50").'), takes("c2", product="c1.product equals:price=9.5"))


def test_a_single_value_is_a_list_of_one() -> None:
    one = fact('goal(1, tag_product). given(1, product, "Cup"). given(1, tags, ("red",)).')
    steps = [
        call("c1", "search_products", query="=Cup"),
        call("c2", "tag_product", 1, product="c1.product equals:name=Cup", tags=["=red"]),
    ]
    base = made("goal(1, tag_product).", steps, "c1 | c2", (0, 2))
    passes(base, one)
    passes(base, one, takes("c2", tags="=red"))
    single = fact('goal(1, tag_product). given(1, product, "Cup"). given(1, tags, "red").')
    passes(base, single)
    passes(base, single, takes("c2", tags="=red"))


def test_one_member_of_a_goal_may_be_picked() -> None:
    for said, order in (("first", "c3.order"), ("last", "c4.order"), ("nth(2)", "c4.order")):
        passes(UNROLLED, more_facts(f"pick(2, order, {said})."), without("c6"), takes("c5", order=order), costs(5, 1))


def test_the_first_members_of_a_goal_may_be_picked() -> None:
    three = made(
        """goal(1, find_person). given(1, name, ("Ada","Bo","Cy")). goal(2, share_list). uses(2, people, 1). each(2, people).
        pick(2, people, first(2)).""",
        [
            *(call(f"c{n}", "find_person", 1, name=f"={name}") for n, name in enumerate(("Ada", "Bo", "Cy"), 1)),
            *(call(f"c{n + 3}", "share_list", 2, people=f"c{n}.person", sizes=["~small", "~large"]) for n in (1, 2)),
        ],
        "c1 c2 c3 | c4 | c5",
        (0, 5),
    )
    passes(three)


def test_a_list_input_may_take_all_members_of_a_goal() -> None:
    collected = made(
        'goal(1, find_person). given(1, name, ("Ada","Bo")). goal(2, share_list). uses(2, people, 1).',
        [
            call("c1", "find_person", 1, name="=Ada"),
            call("c2", "find_person", 1, name="=Bo"),
            call("c3", "share_list", 2, people=["c1.person", "c2.person"], sizes=["~small", "~large"]),
        ],
        "c1 c2 | c3",
        (0, 3),
    )
    passes(collected)
    found = problems_of(plan(collected, takes("c3", people=["c2.person", "c1.person"])))
    assert "plan > c3 > people[1]: member 2 of goal 1, and member 1 is meant [R12]." in found


def test_what_is_wanted_of_each_by_default_flow_is_done_for_each() -> None:
    passes(UNROLLED, fact(
        """goal(1, order_product). given(1, product, ("Blue mug","Red mug")). goal(2, ship_order). given(2, size, "little")."""
    ))  # fmt: skip


def test_equal_members_of_a_write_are_two_calls() -> None:
    twice = made(
        'goal(1, order_product). given(1, product, ("Cup","Cup")). given(1, amount, "2").',
        [
            call("c1", "search_products", query="=Cup"),
            call("c2", "order_product", 1, product="c1.product equals:name=Cup", amount="=2"),
            call("c3", "order_product", 1, product="c1.product equals:name=Cup", amount="=2"),
        ],
        "c1 | c2 | c3",
        (0, 3),
    )
    passes(twice)
    assert any("goal 1 has 1 calls" in text for text in problems_of(plan(twice, without("c3"))))


def test_a_list_of_one_is_done_once() -> None:
    passes(EQUAL, fact('goal(1, order_product). given(1, product, ("Blue mug",)). given(1, amount, "2").'))


def test_what_each_row_made_may_be_done_each_again() -> None:
    passes(SOME, fact(f"{SEARCH} {ORDER} pick(2, product, first(3)). goal(3, ship_order). uses(3, order, 2). each(3, order)."),
           has("c3", for_each="c2"), takes("c3", order="c2.order"), without("c4"), costs(3))  # fmt: skip


def test_a_list_input_may_be_done_for_each() -> None:
    passes(WHOLE, more_facts("each(2, people)."), has("c2", for_each="c1"))
    assert any("the facts ask for each row" in text for text in problems_of(plan(WHOLE, more_facts("each(2, people)."))))


def test_a_list_input_may_take_the_row_that_is_named() -> None:
    team = made(
        'goal(1, share_list). given(1, person_name, "Ada").',
        [
            call("c1", "list_team"),
            call("c2", "share_list", 1, people="c1.person equals:name=Ada", sizes=["~small", "~large"]),
        ],
        "c1 | c2",
        (0, 2),
    )
    passes(team)
    found = problems_of(plan(team, takes("c2", people="c1.person first:1")))
    assert "plan > c2 > people: the input takes a list, and it takes the first row [R12]." in found


def test_each_of_the_first_rows_may_be_said_of_a_list_input() -> None:
    asked = more_facts("each(2, people). pick(2, people, first(2)).")
    passes(WHOLE, asked, has("c2", for_each="c1"), takes("c2", people="c1.person first:2"))


def test_a_pick_may_be_of_the_rows_that_each_member_yields() -> None:
    passes(made(
        f"""goal(1, search_products). given(1, query, ("Cup","Jug")). {ORDER} pick(2, product, min(price)).""",
        [
            call("c1", "search_products", 1, query="=Cup"),
            call("c2", "search_products", 1, query="=Jug"),
            call("c3", "order_product", 2, product="c1.product min:price", amount="=2"),
            call("c4", "order_product", 2, product="c2.product min:price", amount="=2"),
        ],
        "c1 c2 | c3 | c4",
        (0, 4),
    ))  # fmt: skip


def test_a_read_beside_a_write_takes_the_first_row_or_the_chosen_one() -> None:
    both = more_facts("goal(3, product_details). uses(3, product, 1).")
    for taken, named in (("first:1", [2]), ("chosen:q1", [2, 3])):
        details = extra(call("c3", "product_details", 3, product=f"c1.product {taken}"), 3, 3)
        passes(SEARCHED, both, details, has("q1", goals=named), costs(3))


def test_a_picked_row_may_fill_what_was_not_given_for_it() -> None:
    """The pick says of which list the row is, whatever else was given by type."""
    both = fact(f'{SEARCH} goal(2, tag_product). given(2, product_name, "Cup"). pick(2, product, last). given(2, tags, ("red",)).')
    steps = [
        call("c1", "search_products", 1, query="=mug"),
        call("c2", "tag_product", 2, product="c1.product last:1", tags=["=red"]),
    ]
    unused = [{"goal": 2, "name": "product_name", "value": "Cup"}]
    passes(made(SEARCH, steps, "c1 | c2", (0, 2), unused=unused), both)


def test_a_lookup_of_a_goal_of_each_may_serve_another_goal_that_was_given_the_same() -> None:
    passes(made(
        """goal(1, search_products). given(1, query, ("Cup","Jug")). goal(2, product_details). given(2, product, "Jug").""",
        [
            call("c1", "search_products", 1, query="=Cup"),
            call("c2", "search_products", 1, query="=Jug"),
            call("c3", "product_details", 2, product="c2.product equals:name=Jug"),
        ],
        "c1 c2 | c3",
        (0, 3),
    ))  # fmt: skip


def test_each_member_chooses_from_its_own_list() -> None:
    passes(made(
        f"""goal(1, search_products). given(1, query, ("Cup","Jug")). {ORDER}""",
        [
            call("c1", "search_products", 1, query="=Cup"),
            call("c2", "search_products", 1, query="=Jug"),
            choose("q1", "c1", 2),
            choose("q2", "c2", 2),
            call("c3", "order_product", 2, product="c1.product chosen:q1", amount="=2"),
            call("c4", "order_product", 2, product="c2.product chosen:q2", amount="=2"),
        ],
        "c1 c2 | q1 q2 | c3 | c4",
        (0, 4),
    ))  # fmt: skip


def test_beside_each_account_a_named_one_may_stand() -> None:
    """A twin of the slot that takes each row has a row of its own."""
    spread = made(
        """goal(1, list_accounts). goal(2, transfer). uses(2, target, 1). each(2, target). given(2, source, "Rent").
        given(2, amount, "5").""",
        [
            call("c1", "list_accounts", 1),
            call("c2", "transfer", 2, for_each="c1", source="c1.account equals:label=Rent", target="c1.account", amount="=5"),
        ],
        "c1 | c2",
        (0, 2),
    )
    passes(spread)
    found = problems_of(plan(spread, takes("c2", source="c1.account")))
    assert "plan > c2 > source: the source does not derive from 'Rent' [R2]." in found


def test_two_lists_given_to_one_goal_stay_apart() -> None:
    facts = """goal(1, label). given(1, first, ("a","b")). given(1, word, ("b","a"))."""
    words = Catalog.parse(
        """
name: words
types: {word: {base: string}}
apis: {label: {kind: write, inputs: {first: {list_of: word}, second: {list_of: word}}}}
"""
    )
    labelled = made(facts, [call("c1", "label", 1, first=["=a", "=b"], second=["=b", "=a"])], "c1", (0, 1))
    validate(plan(labelled), words)
    with pytest.raises(InvalidPlan, match="the list 'b', 'a' is not there with all its members in order"):
        validate(plan(labelled, takes("c1", second=["=a", "=b"])), words)


def test_what_flows_from_each_member_is_used_of_each() -> None:
    passes(made(
        """goal(1, find_person). given(1, name, ("Ada","Bo")). goal(2, contact_seller). given(2, product, "Cup").""",
        [
            call("c1", "find_person", 1, name="=Ada"),
            call("c2", "find_person", 1, name="=Bo"),
            call("c3", "search_products", query="=Cup"),
            call("c4", "contact_seller", 2, product="c3.product equals:name=Cup", seller="c1.person"),
            call("c5", "contact_seller", 2, product="c3.product equals:name=Cup", seller="c2.person"),
        ],
        "c1 c2 c3 | c4 | c5",
        (0, 5),
    ))  # fmt: skip


# --- states and auto writes ------------------------------------------------------------------------------------
PAPERS = Catalog.parse(
    """
name: papers
types:
  paper_id: {base: string, entity: paper, ask: never}
  folder:   {base: string, entity: folder}
apis:
  list_papers: {inputs: {folder: folder}, rows: {paper: paper_id}}
  sign: {kind: write, auto: true, inputs: {paper: paper_id}, ensures: ["signed(paper)"]}
  print: {inputs: {paper: paper_id}, outputs: {pages: integer}, requires: ["signed(paper)"]}
  shred: {kind: write, inputs: {paper: paper_id}, ensures: ["not signed(paper)"]}
"""
)


def papers(facts: str, *, pick: str, last: str) -> Plan:
    steps = [
        call("c1", "list_papers", 1, folder="=inbox"),
        call("c2", "sign", paper=f"c1.paper {pick}"),
        call("c3", "print", 2, paper=f"c1.paper {last}"),
    ]
    given = 'goal(1, list_papers). given(1, folder, "inbox"). goal(2, print). uses(2, paper, 1). '
    return plan(made(given + facts, steps, "c1 | c2 | c3", (0, 3)))


def test_an_auto_write_takes_the_row_that_its_goal_takes() -> None:
    validate(papers("pick(2, paper, first).", pick="first:1", last="first:1"), PAPERS)
    validate(papers("pick(2, paper, last).", pick="last:1", last="last:1"), PAPERS)


def test_an_auto_write_takes_no_unchosen_row() -> None:
    with pytest.raises(InvalidPlan, match="c2 > paper: the first row, which nobody picked, reaches the write c2"):
        validate(papers("", pick="first:1", last="first:1"), PAPERS)


def test_a_state_of_one_row_is_not_that_of_another() -> None:
    with pytest.raises(InvalidPlan, match=r"c3: it requires 'signed\(paper\)', which does not hold then"):
        validate(papers("pick(2, paper, last).", pick="first:1", last="last:1"), PAPERS)


def test_which_two_rows_are_compared_is_chosen_though_nothing_is_written() -> None:
    facts = 'goal(1, search_documents). given(1, words, "pricing"). goal(2, compare_documents). '
    facts += "uses(2, first, 1). uses(2, second, 1)."
    made_of = Orchestrator(Catalog.load("documents")).plan(facts=facts)  # is validated before it comes
    assert [choice.goals for choice in made_of.choices] == [(2,), (2,)]
