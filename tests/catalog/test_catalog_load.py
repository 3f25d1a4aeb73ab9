"""Reading catalogs: what stands in the file comes out, and every error says where, what and how to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.catalog import Catalog
from orchestrator.catalog.document import MAX_BYTES, read_document
from orchestrator.catalog.load import load, locate
from orchestrator.errors import CatalogError
from orchestrator.resources import domain_names

SMALL = """\
name: invoicing
description: Customers and invoices.
types:
  customer_name: {base: string, entity: customer, question: "Which customer?"}
  customer_id:   {base: string, entity: customer, ask: never, pattern: "^CUS-[0-9]+$"}
  email_address: {base: string, format: email}
  customer_email: {is: email_address, entity: customer}
  money: {base: number, minimum: 0}
apis:
  find_customer:
    inputs: {name: customer_name}
    outputs: {id: customer_id, email: customer_email}
  create_invoice:
    kind: write
    inputs: {customer: customer_id, amount: money, due: {type: date, required: false}}
    requires: [signed_in]
    ensures: ["billed(customer)", not signed_in]
"""


def problems_of(text: str) -> list[str]:
    """The problems of a catalog's text, as lines."""
    with pytest.raises(CatalogError) as caught:
        Catalog.parse(text, "c.yaml")
    return [str(problem) for problem in caught.value.problems]


def the_problem_of(text: str) -> str:
    """The only problem of a catalog's text."""
    problems = problems_of(text)
    assert len(problems) == 1, problems
    return problems[0]


def with_types(types: str, apis: str = "{}") -> str:
    return f"name: x\ntypes: {types}\napis: {apis}\n"


def with_apis(apis: str) -> str:
    return with_types("{money: {base: number, entity: account}}", apis)


class TestWhatIsWritten:
    def test_a_whole_catalog_is_read(self) -> None:
        catalog = Catalog.parse(SMALL)
        assert catalog.name == "invoicing"
        assert list(catalog.apis) == ["find_customer", "create_invoice"]
        create = catalog.apis["create_invoice"]
        assert create.writes
        assert create.inputs["amount"].type == "money"
        assert not create.inputs["due"].required
        assert [str(condition) for condition in create.ensures] == ["billed(customer)", "not signed_in"]

    def test_subtypes_inherit_all_but_the_question(self) -> None:
        text = (
            "{a: {base: string, entity: e, ask: never, pattern: x, question: Which?},"
            " b: {is: a}, c: {is: b, entity: f}}"
        )
        catalog = Catalog.parse(with_types(text))
        kind = catalog.type("c")
        assert kind.ancestors == ("c", "b", "a")
        assert (kind.entity, kind.askable, kind.pattern, kind.question) == ("f", False, "x", None)
        assert catalog.type("b").entity == "e"
        assert kind.root == "a"

    @pytest.mark.parametrize(
        "word", ["on", "no", "off", "yes", "y", "null", "1", "1.0", "2025-01-01", "0x1f", "1e3"]
    )
    def test_names_stay_the_text_that_was_written(self, word: str) -> None:
        catalog = Catalog.parse(
            with_apis(f"{{a: {{inputs: {{{word}: money}}, outputs: {{{word}: money}}}}}}")
        )
        assert list(catalog.apis["a"].inputs) == [word]
        assert list(catalog.apis["a"].outputs) == [word]

    @pytest.mark.parametrize(
        ("base", "default"),
        [
            ("date", "2025-01-01"),
            ("string", "yes"),
            ("string", "0010"),
            ("string", "1_000"),
            ("string", "1.50"),
            ("number", "1.50"),
            ("boolean", "no"),
            ("time", "12:30"),
            ("datetime", "2025-01-01 10:00:00"),
        ],
    )
    def test_defaults_stay_the_text_that_was_written(self, base: str, default: str) -> None:
        catalog = Catalog.parse(with_apis(f"{{a: {{inputs: {{i: {{type: {base}, default: {default}}}}}}}}}"))
        assert catalog.apis["a"].inputs["i"].default == default
        assert not catalog.apis["a"].inputs["i"].required

    @pytest.mark.parametrize("said", ["true", "True", "yes", "on", "'true'", "1"])
    def test_booleans_may_be_written_in_any_way(self, said: str) -> None:
        catalog = Catalog.parse(with_apis(f"{{a: {{kind: write, auto: {said}, cost: 7}}}}"))
        assert catalog.apis["a"].auto
        assert catalog.apis["a"].cost == 7

    def test_members_are_a_list_or_a_mapping_to_aliases(self) -> None:
        catalog = Catalog.parse(
            with_types("{a: {values: [on, 2]}, b: {values: {Sports: [games, match], Other: }}}")
        )
        assert catalog.type("a").values == {"on": (), "2": ()}
        assert catalog.type("b").values == {"Sports": ("games", "match"), "Other": ()}

    @pytest.mark.parametrize("key", ["types", "apis", "state"])
    def test_a_key_without_a_value_is_empty(self, key: str) -> None:
        assert not getattr(Catalog.parse(f"name: x\n{key}:\n"), key)

    def test_an_api_may_have_empty_parts(self) -> None:
        api = Catalog.parse(with_apis("{a: {inputs: , outputs: , requires: , ensures: , examples: }}")).apis[
            "a"
        ]
        assert (api.inputs, api.outputs, api.requires, api.ensures, api.examples) == ({}, {}, (), (), ())

    def test_a_catalog_with_only_a_name_is_valid(self) -> None:
        assert Catalog.parse("name: x").apis == {}

    def test_aliases_and_merge_keys_are_followed(self) -> None:
        text = (
            "{a: &a {base: number, minimum: 1}, b: {<<: *a, minimum: 2}, c: *a, d: {<<: [*a, {maximum: 9}]}}"
        )
        types = Catalog.parse(with_types(text)).types
        assert (types["b"].base, types["b"].minimum) == ("number", "2")
        assert types["c"] == types["a"]
        assert types["d"].maximum == "9"

    def test_state_speaks_of_data_by_value(self) -> None:
        text = "name: x\nstate: [approved(DOC-7), signed_in]\n"
        assert [str(c) for c in Catalog.parse(text).state] == ["approved(DOC-7)", "signed_in"]

    def test_any_name_may_be_an_api(self) -> None:
        assert list(Catalog.parse(with_apis('{"GET /search/tv": {}, "Größe": {}}')).apis) == [
            "GET /search/tv",
            "Größe",
        ]


class TestYaml:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("name: [x", "no YAML"),
            ("name: x\n\tb: c", "no YAML"),
            ("name: 'x", "no YAML"),
            ("a: b: c", "no YAML"),
            ("name: *nowhere", "no YAML"),
            ("name: x\n---\nname: y", "no YAML"),
            ("name: x\x01", "character"),
            ("name: \x00", "character"),
            ("", "empty"),
            ("# only a comment", "empty"),
            ("~", "empty"),
            ("[name, x]", "no mapping"),
            ("name", "no mapping"),
            ("? [a]\n: b", "a key is a list"),
            ("a: !!python/object:os.system {}", "tag"),
            ("!mine {a: b}", "tag"),
            ("a: !!binary aGk=", "tag"),
            ("a: &a [*a]", "contains itself"),
            ("a: &a {<<: *a}", "contains itself"),
            ("a: {<<: text}", "no mapping"),
            ("[" * 5000, "nested too deeply"),
            ("a: " * 5000, "no YAML"),
        ],
    )
    def test_what_is_no_catalog_is_refused_in_words(self, text: str, says: str) -> None:
        problem = the_problem_of(text)
        assert problem.startswith("c.yaml")
        assert says in problem

    def test_a_syntax_error_names_its_line(self) -> None:
        assert the_problem_of("name: x\ntypes:\n  a: {base: string\napis: {}\n").startswith("c.yaml:4: ")

    def test_aliases_cannot_grow_without_bound(self) -> None:
        levels = [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 10)]
        assert "without bound" in the_problem_of("l0: &l0 [x, x]\n" + "\n".join(levels))

    def test_a_huge_text_is_refused(self) -> None:
        assert "too large" in the_problem_of("x" * (MAX_BYTES + 1))

    def test_a_key_that_stands_twice_is_an_error(self) -> None:
        problem = the_problem_of("name: x\ntypes:\n  money: {base: number}\n  money: {base: integer}\n")
        assert problem.startswith("c.yaml:4: types > money: the key 'money' stands twice")
        assert "line 3" in problem

    def test_every_path_has_its_line(self) -> None:
        document = read_document(SMALL, "c.yaml")
        assert (
            document.where(("types", "customer_id", "pattern")) == "c.yaml:5: types > customer_id > pattern"
        )
        assert document.where(("apis", "create_invoice", "inputs", "due", "type")).startswith("c.yaml:15: ")
        assert document.where(("apis", "nobody")) == "c.yaml:9: apis"


class TestKeys:
    @pytest.mark.parametrize(
        ("text", "where", "mend"),
        [
            ("name: x\ntypess: {}", "c.yaml:2: typess", "Did you mean 'types'?"),
            (with_types("{a: {patern: x}}"), "c.yaml:2: types > a > patern", "Did you mean 'pattern'?"),
            (with_apis("{a: {input: {}}}"), "c.yaml:3: apis > a > input", "Did you mean 'inputs'?"),
            (with_apis("{a: {row: {}}}"), "c.yaml:3: apis > a > row", "Did you mean 'rows'?"),
            (
                with_apis("{a: {inputs: {i: {typ: money, type: money}}}}"),
                "apis > a > inputs > i > typ",
                "'type'?",
            ),
            (
                with_apis("{a: {inputs: {i: {type: money, source: user}}}}"),
                "inputs > i > source",
                "Remove it.",
            ),
            (
                with_apis("{a: {outputs: {o: {type: money, required: no}}}}"),
                "outputs > o > required",
                "Remove it.",
            ),
            ("name: x\nrules: p.", "c.yaml:2: rules", "rules.lp"),
        ],
    )
    def test_an_unknown_key_gets_the_nearest_right_one(self, text: str, where: str, mend: str) -> None:
        problem = the_problem_of(text)
        assert "unknown key" in problem
        assert where in problem
        assert mend in problem

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("types: {}", "c.yaml:1: the key 'name' is missing. Add `name: ...`."),
            ("name:", "name: 'name' is empty (expected a text)"),
            ("name: [x]", "'name' is a list (expected a text)"),
            ("name: x\ntypes: [money]", "types: 'types' is a list (expected a mapping of names)"),
            ("name: x\nstate: signed_in", "Write state: [signed_in]."),
            (with_types("{a: number}"), "Write {base: number}."),
            (with_types("{a: money}"), "Write {is: money}."),
            (with_types("{a: }"), "'a' is empty (expected a mapping such as {base: string})"),
            (with_types("{a: {base: text}}"), "'base' is 'text' (expected one of string, integer"),
            (with_types("{a: {base: strng}}"), "Did you mean 'string'?"),
            (with_types("{a: {ask: always}}"), "'ask' is 'always' (expected never)"),
            (with_types("{a: {format: mail}}"), "Did you mean 'email'?"),
            (
                with_types("{a: {pattern: '('}}"),
                "types > a > pattern: the pattern '(' is no regular expression",
            ),
            (with_types("{a: {pattern: 'a{99999999999999999999}'}}"), "is no regular expression"),
            (with_types("{a: {question_cost: 0}}"), "question_cost is '0' (expected at least 1)"),
            (with_types("{a: {values: red}}"), "'values' is 'red'"),
            (with_types("{a: {values: [a, b, A]}}"), "'A' stands twice"),
            (with_types("{a: {values: [a, null]}}"), "quote a word such as null"),
            (with_types("{a: {values: {x: y}}}"), "types > a > values > x: 'x' is 'y' (expected a list"),
            (with_apis("{a: }"), "'a' is empty (expected a mapping with description, inputs, outputs)"),
            (
                with_apis("{a: {kind: wirte}}"),
                "'kind' is 'wirte' (expected one of read, write). Did you mean 'write'?",
            ),
            (with_apis("{a: {cost: 1.5}}"), "'cost' is '1.5' (expected an integer)"),
            (with_apis("{a: {cost: 0}}"), "cost is '0' (expected at least 1)"),
            (with_apis("{a: {cost: 1000000}}"), "cost is '1000000' (expected at most 100000)"),
            (with_apis("{a: {idempotent: maybe}}"), "'idempotent' is 'maybe' (expected true or false)"),
            (with_apis("{a: {inputs: [i]}}"), "'inputs' is a list (expected a mapping of names)"),
            (with_apis("{a: {inputs: {i: [money]}}}"), "expected the name of a type, or a mapping"),
            (
                with_apis("{a: {inputs: {i: {required: no}}}}"),
                "apis > a > inputs > i: the key 'type' is missing",
            ),
            (with_apis("{a: {inputs: {i: {type: money, from: me}}}}"), "'from' is 'me' (expected user)"),
            (with_apis("{a: {inputs: {i: {type: money, via: account}}}}"), "Write via: [account]."),
            (with_apis("{a: {requires: p}}"), "Write requires: [p]."),
            (with_apis("{a: {requires: ['p(']}}"), "apis > a > requires > 1: 'p(' is no condition"),
            (with_apis("{a: {requires: ['p(,)']}}"), "has an empty argument"),
            (with_apis("{a: {description: {b: c}}}"), "'description' is a mapping (expected a text)"),
        ],
    )
    def test_a_value_of_the_wrong_kind_is_told_in_words(self, text: str, says: str) -> None:
        assert says in the_problem_of(text)

    def test_long_values_are_cut_in_messages(self) -> None:
        assert len(the_problem_of(with_types(f"{{a: {{base: {'x' * 5000}}}}}"))) < 400


class TestMeaning:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            (
                with_types("{string: {base: string}}"),
                "types > string: 'string' is the name of a built-in type",
            ),
            (
                with_types("{a: {is: number}}"),
                "'number' is a built-in type (expected a declared type). Write base: number.",
            ),
            (with_types("{money: {}, a: {is: mony}}"), "types > a > is: there is no type 'mony'"),
            (with_types("{money: {}, a: {is: mony}}"), "Did you mean 'money'?"),
            (with_types("{a: {is: a}}"), "the type 'a' is a subtype of itself"),
            (with_types("{a: {}, A: {}}"), "the types 'a' and 'A' differ in case only"),
            (with_types('{"a\\nb": {}}'), "is no name"),
            (with_types("{'': {}}"), "is no name"),
            (with_types("{a: {base: number, format: email}}"), "a number has no format"),
            (with_types("{a: {values: []}}"), "there are no values"),
            (with_types("{a: {base: integer, values: [1, two]}}"), "the value 'two' is no integer"),
            (with_types("{a: {minimum: 1}}"), "a string has no minimum"),
            (with_types("{a: {base: boolean, maximum: 1}}"), "a boolean has no maximum"),
            (with_types("{a: {base: number, minimum: ten}}"), "the minimum 'ten' is no number"),
            (with_types("{a: {base: date, maximum: 2025-02-30}}"), "the maximum '2025-02-30' is no date"),
            (
                with_types("{a: {base: number, minimum: 10, maximum: 9}}"),
                "the minimum 10 is above the maximum 9",
            ),
            (with_types("{a: {base: number, minimum: 10}, b: {is: a, maximum: 9}}"), "types > b > maximum"),
            (with_apis("{get_info_api: {}}"), "the name 'get_info_api' is taken"),
            (with_apis("{Choose: {}}"), "the name 'Choose' is taken"),
            (with_apis("{a: {}, A: {}}"), "the APIs 'a' and 'A' differ in case only"),
            (with_apis("{a: {inputs: {i: money, I: money}}}"), "the inputs 'i' and 'I' differ in case only"),
            (
                with_apis("{a: {outputs: {o: money, O: money}}}"),
                "the outputs 'o' and 'O' differ in case only",
            ),
            (with_apis("{a: {inputs: {i: mony}}}"), "apis > a > inputs > i: there is no type 'mony'"),
            (with_apis("{a: {inputs: {i: mony}}}"), "Did you mean 'money'?"),
            (with_apis("{a: {outputs: {o: {type: flurb}}}}"), "outputs > o > type: there is no type 'flurb'"),
            (with_apis("{a: {outputs: {o: {type: flurb}}}}"), "Declare it: types: {flurb: {base: string}}."),
            (with_apis("{a: {ensures: [p]}}"), "a read API changes nothing"),
            (with_apis("{a: {auto: yes}}"), "`auto` is for write APIs"),
            (
                with_apis("{a: {requires: ['p(account)'], inputs: {acount: money}}}"),
                "'account' in 'p(account)' is no input",
            ),
            (with_apis("{a: {requires: ['p(account)'], inputs: {acount: money}}}"), "Did you mean 'acount'?"),
            (with_apis("{a: {kind: write, ensures: ['p(x)']}}"), "expected a condition without arguments"),
            (
                with_apis("{a: {inputs: {i: {type: money, via: [acount]}}}}"),
                "no type has the entity 'acount'",
            ),
            (
                with_apis("{a: {inputs: {i: {type: money, default: many}}}}"),
                "the default 'many' does not fit the type 'money'",
            ),
            (
                with_apis("{a: {inputs: {i: {type: date, default: 2025-02-30}}}}"),
                "expected a date (YYYY-MM-DD)",
            ),
            ("name: x\nstate: [not p]", "'not p' says what does not hold"),
            ("name: x\nstate: [p(1), p(2), p]", "state > 3: 'p' has no argument(s) (expected 1 argument"),
        ],
    )
    def test_what_does_not_fit_together_is_an_error(self, text: str, says: str) -> None:
        assert says in the_problem_of(text)

    def test_a_circle_of_subtypes_is_told_at_each_of_its_types(self) -> None:
        problems = problems_of(with_types("{a: {is: b}, b: {is: a}, c: {is: a}}"))
        assert len(problems) == 3
        assert all("subtype of itself" in problem for problem in problems)

    def test_state_has_one_number_of_arguments_everywhere(self) -> None:
        apis = (
            "{a: {kind: write, inputs: {i: money}, ensures: ['p(i)']},"
            " b: {inputs: {i: money}, requires: ['p(i)', 'p(i, i)']}}"
        )
        assert "'p(i, i)' has 2 argument(s) (expected 1 argument" in the_problem_of(with_apis(apis))

    def test_inputs_of_built_in_types_are_fine(self) -> None:
        apis = "{a: {inputs: {a: string, b: integer, c: number, d: boolean, e: date, f: time, g: datetime}}}"
        assert len(Catalog.parse(with_apis(apis)).apis["a"].inputs) == 7

    def test_an_input_and_an_output_may_have_one_name(self) -> None:
        assert Catalog.parse(with_apis("{a: {inputs: {i: money}, outputs: {i: money}}}"))


class TestAllAtOnce:
    def test_all_problems_of_a_file_come_together_in_the_order_of_its_lines(self) -> None:
        text = (
            "name: x\n"
            "types:\n"
            "  a: {patern: x}\n"
            "  b: {is: nowhere}\n"
            "  b: {base: number}\n"
            "apis:\n"
            "  one: {kind: wirte, ensures: [p]}\n"
            "  two: {inputs: {i: nothing}}\n"
        )
        problems = problems_of(text)
        assert [problem.split(": ")[0] for problem in problems] == [
            f"c.yaml:{line}" for line in (3, 4, 5, 7, 8)
        ]

    def test_one_fault_does_not_make_others_seem_wrong(self) -> None:
        apis = "{a: {kind: wirte, ensures: ['p(i)'], inputs: {i: [money]}, auto: yes}}"
        assert len(problems_of(with_types("{money: {patern: x, entity: e}, b: {is: money}}", apis))) == 3

    def test_a_missing_name_does_not_hide_the_rest(self) -> None:
        assert len(problems_of("types: {a: {is: nowhere}}")) == 2


class TestFiles:
    def test_every_domain_loads_by_its_name(self) -> None:
        assert domain_names()
        for name in domain_names():
            assert Catalog.load(name).name == name

    def test_a_file_its_folder_and_a_path_object_load_alike(self, tmp_path: Path) -> None:
        (tmp_path / "catalog.yaml").write_text(SMALL, encoding="utf-8")
        whole = load(tmp_path / "catalog.yaml")
        assert Catalog.load(str(tmp_path)) == Catalog.load(str(tmp_path / "catalog.yaml")) == whole

    def test_rules_beside_the_file_are_read(self, tmp_path: Path) -> None:
        (tmp_path / "mine.yaml").write_text(SMALL, encoding="utf-8")
        (tmp_path / "rules.lp").write_text("p :- q.\n", encoding="utf-8")
        assert load(tmp_path / "mine.yaml").rules == "p :- q.\n"

    def test_a_byte_order_mark_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "catalog.yaml").write_bytes(b"\xef\xbb\xbfname: x\n")
        assert load(tmp_path).name == "x"

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"\xff\xfe\x00binary", "no UTF-8 text"),
            (bytes(range(256)) * 1000, "no UTF-8 text"),
            (b"\x7fELF\x02\x01\x01\x00\x00", "character that YAML does not allow"),
            (b"x" * 10_000_000, "too large"),
            (b"", "empty"),
        ],
    )
    def test_garbage_is_refused_with_the_name_of_the_file(
        self, tmp_path: Path, content: bytes, says: str
    ) -> None:
        file = tmp_path / "catalog.yaml"
        file.write_bytes(content)
        with pytest.raises(CatalogError, match=says) as caught:
            load(file)
        assert str(file) in str(caught.value)

    def test_garbage_in_the_rules_names_the_rules(self, tmp_path: Path) -> None:
        (tmp_path / "catalog.yaml").write_text("name: x", encoding="utf-8")
        (tmp_path / "rules.lp").write_bytes(b"\xff")
        with pytest.raises(CatalogError, match=r"rules\.lp:1: the file is no UTF-8"):
            load(tmp_path)

    @pytest.mark.parametrize(
        "rules", ["p :- q", "p(é).", "p(\0).", '#include "other.lp".', "#script (python) #end."]
    )
    def test_rules_that_clingo_must_not_see_are_refused(self, tmp_path: Path, rules: str) -> None:
        (tmp_path / "catalog.yaml").write_text("name: x", encoding="utf-8")
        (tmp_path / "rules.lp").write_text(rules, encoding="utf-8")
        with pytest.raises(CatalogError, match=r"rules\.lp: .*Mend or remove the rule"):
            load(tmp_path)

    def test_errors_name_the_file(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.yaml"
        file.write_text("name: x\ntypess: {}\n", encoding="utf-8")
        with pytest.raises(CatalogError) as caught:
            load(file)
        assert str(caught.value).startswith(f"{file}:2: typess")

    def test_an_unknown_domain_gets_the_nearest(self) -> None:
        with pytest.raises(CatalogError, match=r"Did you mean 'banking'\?"):
            locate("bankin")

    @pytest.mark.parametrize(
        ("name", "says"),
        [
            ("nowhere/catalog.yaml", "there is no such file"),
            ("nowhere.yaml", "there is no such file"),
            ("zzzzqqqq", "there is no domain and no file"),
            ("", "no catalog is named"),
            ("a\0b", "no catalog is named"),
            ("x" * 5000, "cannot be used"),
        ],
    )
    def test_what_is_not_there_is_told(self, name: str, says: str) -> None:
        with pytest.raises(CatalogError, match=says) as caught:
            locate(name)
        assert len(str(caught.value)) < 500

    def test_a_folder_without_a_catalog_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogError, match=r"the folder has no catalog\.yaml"):
            load(tmp_path)

    def test_a_file_that_cannot_be_read_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "catalog.yaml").mkdir()
        with pytest.raises(CatalogError, match="no catalog"):
            load(tmp_path / "catalog.yaml")

    def test_a_domain_goes_before_a_folder_of_that_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "banking").mkdir()
        monkeypatch.chdir(tmp_path)
        assert load("banking").name == "banking"
        with pytest.raises(CatalogError, match="the folder has no"):
            load("./banking")
