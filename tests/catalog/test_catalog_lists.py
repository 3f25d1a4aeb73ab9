"""Lists in catalogs (R12): how rows and `list_of` are read, and each error that they can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.catalog.lint import lint
from orchestrator.catalog.model import ROWS, Api
from orchestrator.errors import CatalogError

TYPES = "{money: {base: number, entity: account}, colour: {values: {red: [crimson], blue: []}}}"


def parse(apis: str, types: str = TYPES) -> Catalog:
    return Catalog.parse(f"name: x\ntypes: {types}\napis: {apis}\n", "c.yaml")


def api(said: str) -> Api:
    return parse(f"{{a: {said}}}").apis["a"]


def problems_of(said: str) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        api(said)
    return [str(problem) for problem in caught.value.problems]


class TestWhatIsWritten:
    def test_rows_have_columns_and_a_place_in_the_result(self) -> None:
        found = api("{rows: {price: money, hue: {type: colour, description: d}}, rows_at: data.items}")
        assert {name: (column.type, column.many) for name, column in found.rows.items()} == {
            "price": ("money", False),
            "hue": ("colour", False),
        }
        assert found.rows_at == "data.items"
        assert found.lists == {ROWS: found.rows}

    def test_list_of_is_a_type_of_which_there_are_many(self) -> None:
        found = api("{inputs: {i: {list_of: colour, required: no}}, outputs: {o: {list_of: money}, p: money}}")
        assert (found.inputs["i"].type, found.inputs["i"].many, found.inputs["i"].required) == ("colour", True, False)
        assert found.lists == {"o": {"o": found.outputs["o"]}}
        assert list(found.yields) == ["o", "p"]

    @pytest.mark.parametrize(
        ("said", "default"),
        [("red", "red"), ("[red]", ("red",)), ("[crimson, BLUE]", ("crimson", "BLUE"))],
    )
    def test_the_default_of_a_list_is_a_text_or_a_list(self, said: str, default: str | tuple[str, ...]) -> None:
        slot = api(f"{{inputs: {{i: {{list_of: colour, default: {said}}}}}}}").inputs["i"]
        assert (slot.default, slot.required) == (default, False)

    def test_members_of_a_default_stay_the_text_that_was_written(self) -> None:
        slot = api("{inputs: {i: {list_of: date, default: [2025-01-01, 2025-01-02]}}}").inputs["i"]
        assert slot.default == ("2025-01-01", "2025-01-02")

    def test_a_catalog_with_lists_survives_json(self) -> None:
        catalog = parse("{a: {inputs: {i: {list_of: colour, default: [red]}}, rows: {r: money}, rows_at: d.i}}")
        dumped = catalog.model_dump_json(by_alias=True, exclude_defaults=True)
        assert Catalog.model_validate_json(dumped) == catalog

    def test_columns_are_words_of_the_vocabulary(self) -> None:
        assert "price" in parse("{a: {rows: {price: money}}}").vocabulary

    def test_an_input_and_a_column_may_have_one_name(self) -> None:
        found = api("{kind: write, inputs: {m: money}, rows: {m: money}, ensures: ['p(m)']}")
        assert list(found.rows) == ["m"]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("{rows: {}}", "c.yaml:3: apis > a > rows: the rows have no columns. Name the columns"),
        ("{rows: }", "apis > a > rows: the rows have no columns"),
        ("{rows: [r]}", "'rows' is a list (expected a mapping of names). Write `name: ...` in each line"),
        ("{rows: r}", "'rows' is 'r' (expected a mapping of names)"),
        ("{rows: {r: [money]}}", "rows > r: 'r' is a list (expected the name of a type"),
        ("{rows: {r: mony}}", "rows > r: there is no type 'mony' (expected a declared or built-in type). Did you"),
        ("{rows: {r: {type: mony}}}", "rows > r > type: there is no type 'mony'"),
        ("{rows: {r: {list_of: money}}}", "rows > r: the column 'r' is a list, and a row has one value in each"),
        ("{rows: {r: {list_of: money}}}", "Write r: money, or make it an output."),
        ("{rows: {r: {type: money, requird: no}}}", "unknown key 'requird' (expected one of type, description)"),
        ("{rows: {r: money, R: money}}", "rows > R: the columns 'r' and 'R' differ in case only"),
        ("{outputs: {r: money}, rows: {r: money}}", "rows > r: 'r' is an output and a column. Rename one"),
        ("{outputs: {r: money}, rows: {R: money}}", "the output 'r' and the column 'R' differ in case only"),
        ("{outputs: {'rows[]': money}}", "outputs > rows[]: the name 'rows[]' is taken"),
        ("{rows: {'rows[]': money}}", "rows > rows[]: the name 'rows[]' is taken"),
        ("{rows_at: data}", "rows_at: `rows_at` says where rows stand, and there are no rows. Add `rows:"),
        ("{rows: {r: money}, rows_at: data..items}", "'data..items' is no path in a result (expected a path such as"),
        ("{rows: {r: money}, rows_at: ''}", "'' is no path in a result"),
        ("{rows: {r: money}, rows_at: [data, items]}", "'rows_at' is a list (expected a text). Write rows_at: data.items."),
        ("{rwos: {r: money}}", "unknown key 'rwos'"),
        ("{outputs: {o: {list_of: mony}}}", "outputs > o > list_of: there is no type 'mony'"),
        ("{outputs: {o: {list_of: money, type: money}}}", "`list_of` stands in place of `type`; write one of them"),
        ("{outputs: {o: {list_of: [money]}}}", "o > list_of: 'list_of' is a list (expected the name of a type)"),
        ("{outputs: {o: {list_of: }}}", "'list_of' is empty (expected the name of a type)"),
        ("{outputs: {o: {type: [money]}}}", "o > type: 'type' is a list (expected the name of a type)"),
        ("{inputs: {i: {type: money, lst_of: money}}}", "Did you mean 'list_of'?"),
        ("{inputs: {i: {list_of: colour, default: green}}}", "the default 'green' does not fit the type 'colour'"),
        ("{inputs: {i: {list_of: colour, default: [red, green]}}}", "i > default > 2: the default 'green' does not fit"),
        ("{inputs: {i: {list_of: colour, default: []}}}", "the default is a list without members. Remove it"),
        ("{inputs: {i: {type: colour, default: [red]}}}", "the input takes one value. Write one value, or {list_of: colour}."),
        ("{inputs: {i: {list_of: colour, default: {a: b}}}}", "'default' is a mapping (expected a text, or a list of texts)"),
        ("{inputs: {i: {list_of: colour, default: [red, {a: b}]}}}", "default > 2: member 2 of 'default' is a mapping"),
        ("{inputs: {i: {list_of: colour, default: [null]}}}", "member 1 of 'default' is empty (expected a text)"),
        ("{kind: write, rows: {r: money}, ensures: ['p(r)']}", "'r' in 'p(r)' is a column of the rows, and state speaks"),
        ("{inputs: {i: money}, rows: {r: money}, requires: ['p(r)']}", "speaks of one datum (expected one of i)"),
        ("{inputs: {i: {list_of: money}}, requires: ['p(i)']}", "'i' in 'p(i)' is a list, and state speaks of one datum"),
        ("{kind: write, outputs: {o: {list_of: money}}, ensures: ['p(o)']}", "'o' in 'p(o)' is a list"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_list_is_told_once(said: str, says: str) -> None:
    problems = problems_of(said)
    assert len(problems) == 1, problems
    assert says in problems[0]


def test_a_faulty_column_does_not_make_the_rows_seem_empty_or_missing() -> None:
    problems = problems_of("{rows: {r: {type: money, x: y}}, rows_at: d, kind: wirte, ensures: ['p(r)']}")
    assert {problem.split(": ")[1] for problem in problems} == {
        "apis > a > rows > r > x",
        "apis > a > kind",
        "apis > a > ensures > 1",
    }
    assert len(problems) == 3


@pytest.mark.parametrize("name", ["shop", "music"])
def test_the_catalogs_of_the_scenarios_with_lists_are_free_of_findings(name: str) -> None:
    catalog = Catalog.load(Path(__file__).parents[1] / "scenarios" / f"{name}.catalog.yaml")
    assert lint(catalog) == ()
    apis = catalog.apis.values()
    assert any(found.rows for found in apis)
    assert any(found.rows_at for found in apis)
    assert any(slot.many for found in apis for slot in found.inputs.values())
    assert any(output.many for found in apis for output in found.outputs.values())


@pytest.mark.parametrize("name", ["banking", "documents", "small_business", "travel"])
def test_each_domain_has_lists_and_takes_some(name: str) -> None:
    apis = Catalog.load(name).apis.values()
    assert sum(bool(found.lists) for found in apis) >= 2
    assert any(slot.many for found in apis for slot in found.inputs.values())


class TestAliases:
    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ("{a: [B], b: []}", "values > a: 'B', an alias of 'a', is a member itself, 'b'"),
            ("{a: [x], b: [X]}", "values > b: 'X', an alias of 'b', is an alias of 'a' too"),
            ("{a: [x], b: [' x ']}", "' x ', an alias of 'b', is an alias of 'a' too"),
        ],
    )
    def test_a_word_for_two_members_is_an_error(self, values: str, says: str) -> None:
        with pytest.raises(CatalogError) as caught:
            parse("{}", f"{{t: {{values: {values}}}}}")
        (problem,) = caught.value.problems
        assert says in str(problem)
        assert problem.mend == "let each word stand for one member"

    def test_numbers_are_compared_as_numbers(self) -> None:
        with pytest.raises(CatalogError, match=r"the values '1' and '1\.0' are the same number"):
            parse("{}", "{t: {base: number, values: [1, 1.0]}}")
        with pytest.raises(CatalogError, match=r"'1\.0', an alias of '2', is a member itself, '1'"):
            parse("{}", "{t: {base: number, values: {1: [one], 2: [1.0]}}}")

    def test_a_word_said_twice_of_one_member_is_harmless(self) -> None:
        assert parse("{}", "{t: {values: {a: [x, X, A], b: []}}}").type("t").values == {"a": ("x", "X", "A"), "b": ()}

    def test_the_same_word_may_stand_for_members_of_two_types(self) -> None:
        assert parse("{}", "{t: {values: {a: [x]}}, u: {values: {b: [x]}}}").types
