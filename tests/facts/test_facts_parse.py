"""Facts as text and back: nothing is lost, nothing becomes a rule, every error names its place."""

from __future__ import annotations

from contextlib import suppress

import pytest
from clingo import Control
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestrator.errors import FactsError
from orchestrator.facts import Facts, Given, Goal, Maybe, Uses, Want
from orchestrator.facts.model import quote, term

VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)
NAMES = VALUES.filter(bool)


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
        )
        assert Facts.parse(str(facts)) == facts

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
            'goal(1, help). want(2, balance). given(1, topic, "x\\"y"). uses(1, topic, 2, total).'
        )
        assert Facts.model_validate_json(facts.model_dump_json()) == facts

    def test_facts_print_goal_by_goal(self) -> None:
        text = 'given(2, a, "1"). goal(2, y). goal(1, x). maybe(3, z). uses(2, b, 1).'
        printed = 'goal(1, x).\ngoal(2, y).\ngiven(2, a, "1").\nuses(2, b, 1).\nmaybe(3, z).\n'
        assert str(Facts.parse(text)) == printed
        assert str(Facts()) == ""

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


class TestErrors:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("gaol(1, help).", "Did you mean goal(NUMBER, API)?"),
            ("wants(1, x).", "Did you mean want(NUMBER, TYPE)?"),
            ("xyzzy(1).", "'xyzzy' is no predicate of facts (expected goal, want, given, uses, maybe)"),
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
