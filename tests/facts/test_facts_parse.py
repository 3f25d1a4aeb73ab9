"""Facts as text and back: nothing is lost, nothing becomes a rule, every error names its place."""

from __future__ import annotations

from contextlib import suppress

import pytest
from clingo import Control
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestrator.errors import FactsError
from orchestrator.facts import Each, Facts, Given, Goal, Maybe, Pick, Uses, Want
from orchestrator.facts.model import FailedCall, Unknown, quote, term

VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)
NAMES = VALUES.filter(bool)
COUNTS = st.integers(1, 2**31 - 1)
LISTS = st.lists(VALUES, min_size=1, max_size=5).map(tuple)


def picks(name: str) -> st.SearchStrategy[Pick]:
    """Picks of every form for an input of that name."""
    return st.one_of(
        st.sampled_from(("first", "last")).map(lambda row: Pick(goal=1, input=name, row=row)),
        st.builds(
            Pick, goal=st.just(1), input=st.just(name), row=st.sampled_from(("first", "nth")), count=COUNTS
        ),
        st.builds(
            Pick, goal=st.just(1), input=st.just(name), row=st.sampled_from(("min", "max")), column=NAMES
        ),
    )


def problems_of(text: str) -> list[str]:
    with pytest.raises(FactsError) as caught:
        Facts.parse(text)
    return [str(problem) for problem in caught.value.problems]


class TestRoundTrip:
    @given(NAMES, VALUES)
    @example("amount", '"). evil(1). given(1, x, "')
    @example("amount", "\\")
    @example("amount", '\\\\"\\n\n')
    @example("amount", 'a" % comment')
    @example("amount", "#script (python) #end.")
    @example("amount", "*% %*")
    @example("amount", "\r\n\t\x1b[31m\x7f\x85\u2028")
    @example("amount", "")
    @example("not", "not")
    @example("_", "_")
    @example("X", "X")
    def test_any_value_comes_back_as_it_was(self, name: str, value: str) -> None:
        facts = Facts(
            goals=(Goal(goal=1, api=name),),
            wants=(Want(goal=2, type=name),),
            givens=(Given(goal=1, name=name, value=value),),
            uses=(Uses(goal=1, input=name, source=2, output=name), Uses(goal=1, input=name, source=2)),
            maybes=(Maybe(goal=3, api=name),),
            unknowns=(Unknown(goal=1, name=name),),
            failures=(FailedCall(call=value),),
        )
        assert Facts.parse(str(facts)) == facts

    @given(NAMES, LISTS, st.data())
    @example("tags", ("red",), None)
    @example("tags", ('a","b', "("), None)
    @example("not", ("", ""), None)
    def test_lists_picks_and_each_come_back_as_they_were(
        self, name: str, value: tuple[str, ...], data: st.DataObject | None
    ) -> None:
        facts = Facts(
            goals=(Goal(goal=1, api="help"),),
            givens=(Given(goal=1, name=name, value=value),),
            picks=(data.draw(picks(name)),) if data is not None else (),
            eaches=(Each(goal=1, input=name),),
        )
        assert Facts.parse(str(facts)) == facts

    @settings(max_examples=50)
    @given(LISTS)
    @example(('"). evil(1). given(1, x, "',))
    def test_clingo_sees_one_list_of_the_very_values(self, value: tuple[str, ...]) -> None:
        control = Control(["--warn=none"])
        control.add("base", [], str(Given(goal=1, name="topic", value=value)))
        control.ground([("base", [])])
        (atom,) = list(control.symbolic_atoms)
        term_of_list = atom.symbol.arguments[2]
        assert term_of_list.name == ""
        assert tuple(member.string for member in term_of_list.arguments) == value

    @pytest.mark.parametrize("piece", ['"', "\\", "\n", "'", "é漢👩‍👩‍👧", 'x"\\\n', "%*", "#end."])
    def test_long_values_come_back(self, piece: str) -> None:
        value = (piece * 5000)[:5000]
        facts = Facts(goals=(Goal(goal=1, api="help"),), givens=(Given(goal=1, name="topic", value=value),))
        assert Facts.parse(str(facts)).givens[0].value == value

    @settings(max_examples=50)
    @given(VALUES)
    @example('"). evil(1). given(1, x, "')
    @example('\\"). evil. %')
    def test_clingo_sees_one_fact_with_the_very_value(self, value: str) -> None:
        control = Control(["--warn=none"])
        control.add("base", [], str(Given(goal=1, name="topic", value=value)))
        control.ground([("base", [])])
        (atom,) = list(control.symbolic_atoms)
        assert atom.symbol.name == "given"
        assert atom.symbol.arguments[2].string == value
        assert not [a for a in control.symbolic_atoms if not a.is_fact]

    def test_json_comes_back(self) -> None:
        facts = Facts.parse(
            'goal(1, help). want(2, balance). given(1, topic, ("x\\"y","z")). uses(1, topic, 2, total). '
            "pick(1, topic, first(3)). pick(2, balance, max(total)). each(1, topic)."
        )
        assert Facts.model_validate_json(facts.model_dump_json()) == facts

    def test_facts_print_goal_by_goal(self) -> None:
        text = 'given(2, a, "1"). goal(2, y). goal(1, x). maybe(3, z). uses(2, b, 1).'
        printed = 'goal(1, x).\ngoal(2, y).\ngiven(2, a, "1").\nuses(2, b, 1).\nmaybe(3, z).\n'
        assert str(Facts.parse(text)) == printed
        assert str(Facts()) == ""

    def test_what_is_about_a_goal_that_is_missing_is_printed_too(self) -> None:
        for text in ('given(2, a, "1").\n', "uses(2, b, 1).\n", "pick(3, a, last).\n", "each(3, a).\n"):
            assert str(Facts.parse(text)) == text

    def test_the_same_fact_twice_is_one(self) -> None:
        assert len(Facts.parse("goal(1, x). goal(1, x).").goals) == 1

    def test_comments_and_layout_do_not_matter(self) -> None:
        assert Facts.parse("% first\ngoal( 1 ,\n help ). %* more *%\n").goals == (Goal(goal=1, api="help"),)

    def test_names_may_be_constants_or_strings(self) -> None:
        assert Facts.parse('goal(1, "help").') == Facts.parse("goal(1, help).")
        assert Facts.parse('goal(1, "GET /search/tv").').goals[0].api == "GET /search/tv"

    @pytest.mark.parametrize("value", ["200", "-5", "red"])
    def test_a_plain_term_is_the_value_it_spells(self, value: str) -> None:
        assert Facts.parse(f"given(1, amount, {value}).").givens[0].value == value
        assert Facts.parse(f"given(1, amount, ({value},2)).").givens[0].value == (value, "2")

    @pytest.mark.parametrize(
        ("term_of_list", "value", "written"),
        [
            ('("red","blue")', ("red", "blue"), '("red","blue")'),
            ('( "red" , blue, 3,)', ("red", "blue", "3"), '("red","blue","3")'),
            ('("red",)', ("red",), '("red",)'),
            ('("red")', "red", '"red"'),
        ],
    )
    def test_a_list_is_a_tuple(self, term_of_list: str, value: str | tuple[str, ...], written: str) -> None:
        (fact,) = Facts.parse(f"given(1, tags, {term_of_list}).").givens
        assert fact.value == value
        assert str(fact) == f"given(1, tags, {written})."

    @pytest.mark.parametrize(
        ("row", "pick"),
        [
            ("first", Pick(goal=2, input="slug", row="first")),
            ("last", Pick(goal=2, input="slug", row="last")),
            ("nth(2)", Pick(goal=2, input="slug", row="nth", count=2)),
            ("first(1)", Pick(goal=2, input="slug", row="first", count=1)),
            ("first(3)", Pick(goal=2, input="slug", row="first", count=3)),
            ("min(price)", Pick(goal=2, input="slug", row="min", column="price")),
            ('max("unit price")', Pick(goal=2, input="slug", row="max", column="unit price")),
        ],
    )
    def test_a_pick_says_which_row(self, row: str, pick: Pick) -> None:
        facts = Facts.parse(f"pick(2, slug, {row}). each(3, slug). pick(2, slug, {row}).")
        assert facts.picks == (pick,)
        assert facts.eaches == (Each(goal=3, input="slug"),)
        assert str(facts) == f"pick(2, slug, {row}).\neach(3, slug).\n"


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("gaol(1, help).", "Did you mean goal(NUMBER, API)?"),
            ("wants(1, x).", "Did you mean want(NUMBER, TYPE)?"),
            (
                "xyzzy(1).",
                "'xyzzy' is no predicate of facts (expected goal, want, given, uses, pick, each, maybe, unknown, failed)",
            ),
            ("help.", "'help' is no predicate of facts"),
            ("goal(1).", "goal takes 2 arguments, not 1"),
            ("goal(1, a, b).", "goal takes 2 arguments, not 3"),
            ("given(1, a).", "given takes 3 arguments, not 2"),
            ("uses(1, a).", "uses takes 3 arguments, not 2"),
            ("goal(0, help).", "0 is no number of a goal"),
            ("goal(-1, help).", "-1 is no number of a goal"),
            ('goal("1", help).', '"1" is no number of a goal'),
            ("goal(a, help).", "a is no number of a goal"),
            ("goal(X, help).", "X is no number of a goal"),
            ("goal(1, Help).", "Help is no name"),
            ("goal(1, f(x)).", "f(x) is no name"),
            ("goal(1, _).", "_ is no name"),
            ("given(1, a, X).", "X is no value (expected given"),
            ("given(1, a, 1..3).", "is no value"),
            ("given(1, a, 1+2).", "is no value"),
            ("given(1, a, ()).", "() is a list without members"),
            ("given(1, a, ()).", "Leave the fact out where nothing is given."),
            ('given(1, a, ("x",("y","z"))).', "A list holds values only"),
            ('given(1, a, ("x",Y)).', "Y is no value"),
            ('given(1, a, ("x",f(y))).', "f(y) is no value"),
            ('given(1, a, ("x";"y")).', "Put commas between the members of a list."),
            ("given(1, a, @f(1)).", "is no value"),
            ("goal(1, (a,b)).", "is no name"),
            ("pick(1, a).", "pick takes 3 arguments, not 2"),
            ("each(1, a, b).", "each takes 2 arguments, not 3"),
            ("pick(a, b, first).", "a is no number of a goal"),
            ("pick(2, slug, frist).", "frist is no row"),
            ("pick(2, slug, frist).", "Did you mean first?"),
            ("pick(2, slug, mni(price)).", "Did you mean min(COLUMN)?"),
            ('pick(2, slug, "first").', "Did you mean first?"),
            ("pick(2, slug, third).", "(expected first or first(K), last, nth(K), min(COLUMN), max(COLUMN))"),
            (
                "pick(2, slug, nth(0)).",
                "nth(0) is no row (expected nth(K)). Give nth one whole number from 1.",
            ),
            ("pick(2, slug, nth).", "Give nth one whole number from 1."),
            ("pick(2, slug, nth(-1)).", "Give nth one whole number from 1."),
            ('pick(2, slug, nth("2")).', "Give nth one whole number from 1."),
            ("pick(2, slug, nth(1,2)).", "Give nth one whole number from 1."),
            ("pick(2, slug, nth(1;2)).", "nth(1;2) is no row"),
            ("pick(2, slug, first(0)).", "Give first one whole number from 1."),
            ("pick(2, slug, first(all)).", "Give first one whole number from 1."),
            ("pick(2, slug, last(2)).", "Write last alone."),
            ("pick(2, slug, min).", "Give min the name of one column."),
            ("pick(2, slug, max(a,b)).", "Give max the name of one column."),
            ("pick(2, slug, max(3)).", "Give max the name of one column."),
            ("pick(2, slug, max(X)).", "Give max the name of one column."),
            ("pick(2, slug, @first(3)).", "is no row"),
            ("pick(2, slug, (first,last)).", "is no row"),
            ("each(2, slug) :- goal(2, a).", "only facts are allowed"),
            ("pick(2, slug, nth(4294967297)).", "4294967297 is too large a number"),
            ("goal(1, help) :- true.", "only facts are allowed"),
            ("goal(1, X) :- api(X).", "only facts are allowed"),
            ("{goal(1, help)}.", "only facts are allowed"),
            ("goal(1, a); goal(1, b).", "only facts are allowed"),
            ("not goal(1, a).", "only facts are allowed"),
            (":- goal(1, a).", "only facts are allowed"),
            ("#show goal/2.", "only facts are allowed"),
            ("#const n = 3.", "only facts are allowed"),
            ("#minimize { 1 : goal(1, a) }.", "only facts are allowed"),
            ("#script (python) import os #end.", "only facts are allowed"),
            ("#external goal(1, a).", "only facts are allowed"),
            ("#program other.", "only facts are allowed"),
            ("#true.", "only facts are allowed"),
            ("1 < 2.", "only facts are allowed"),
            ("-goal(1, a).", "is no fact"),
            ("goal(1, help)", "facts, at the end: syntax error"),
            ("goal(1, help", "facts, at the end: syntax error"),
            ('given(1, a, "x).', "facts, line 1"),
            ("create an invoice for Acme", "facts, line 1"),
            ("goal(1, help).\0", "NUL"),
            ("goal(1, größe).", "facts, line 1, column 11: lexer error, unexpected ö"),
            ("% ö\n goal(1, 漢).", "facts, line 2, column 10: lexer error, unexpected 漢"),
            ("goal(1, help). \udc80", "no UTF-8"),
            ("goal(99999999999999999999, help).", "99999999999999999999 is too large a number"),
            ("given(1, amount, 4294967496).", "Write it in quotes."),
            ('#include "/etc/hostname".', "only facts are allowed"),
            ("#include <incmode>.", "only facts are allowed"),
        ],
    )
    def test_what_is_no_fact_is_an_error_with_its_place(self, text: str, says: str) -> None:
        problems = problems_of(text)
        assert len(problems) == 1, problems
        assert says in problems[0]
        assert "facts" in problems[0]

    def test_all_errors_come_together(self) -> None:
        problems = problems_of("gaol(1, a).\ngoal(1).\ngoal(1, X).\n")
        assert [problem.split(":")[0] for problem in problems] == [
            "facts, line 1, column 1",
            "facts, line 2, column 1",
            "facts, line 3, column 1",
        ]

    @given(st.text(max_size=80))
    def test_any_text_is_facts_or_a_facts_error(self, text: str) -> None:
        with suppress(FactsError):
            facts = Facts.parse(text)
            assert Facts.parse(str(facts)) == facts


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("help", "help"),
        ("_a1", "_a1"),
        ("not", '"not"'),
        ("Help", '"Help"'),
        ("a b", '"a b"'),
        ("1a", '"1a"'),
        ("", '""'),
    ],
)
def test_names_are_constants_where_they_can_be(name: str, written: str) -> None:
    assert term(name) == written


def test_quotes_close_what_they_open() -> None:
    assert quote('a"b\\c\nd') == '"a\\"b\\\\c\\nd"'
