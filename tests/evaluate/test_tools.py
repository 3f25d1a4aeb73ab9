"""Tools as an MCP server lists them become a catalog that plans can be made with."""

from __future__ import annotations

from typing import Any

import pytest

from orchestrator import Orchestrator
from orchestrator.catalog.model import Catalog
from orchestrator.catalog.verify import verify
from orchestrator.errors import CatalogError
from orchestrator.evaluate.tools import catalog_of
from orchestrator.values import fit


def tool(
    name: str = "ferry", /, *required: str, yields: Any = None, hints: Any = None, **properties: Any
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": name,
        "description": f"About {name}.",
        "inputSchema": {"type": "object", "properties": properties, "required": list(required)},
    }
    if yields is not None:
        said["outputSchema"] = {"type": "object", "properties": yields}
    return said if hints is None else {**said, "annotations": hints}


def typed(schema: dict[str, Any], name: str = "it") -> Any:
    """The type that a property becomes."""
    catalog = catalog_of("test", [tool("use", **{name: schema})])
    return catalog.type(catalog.apis["use"].inputs[name].type)


def text(description: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


# --- forms ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("schema", "base"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "number"}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "string"}, "string"),
        ({}, "string"),
        ({"type": ["null", "integer"]}, "integer"),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, "number"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "time"}, "time"),
        (text("When it leaves (YYYY-MM-DD)."), "date"),
        (text("In the form %Y-%m-%d."), "date"),
        (text("Formatted as 'DD/MM/YYYY'."), "date"),
        (text("Written yyyy-mm-dd HH:MM:SS"), "datetime"),
        (text("ISO 8601, such as YYYY-MM-DDTHH:mm:ssZ"), "datetime"),
        (text("When it sails, 24-hour HH:MM"), "time"),
        (text("A range, YYYY-MM-DD to YYYY-MM-DD"), "string"),
        (text("The month, as YYYY-MM"), "string"),
        (text("At 'dd/mm/yyyy HH:MM', local time"), "string"),
    ],
)
def test_the_base_is_what_type_format_or_the_written_form_say(schema: dict[str, Any], base: str) -> None:
    assert typed(schema).base == base


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("date", "date"),
        ("sailing_date", "date"),
        ("sailingDate", "date"),
        ("date_of_birth", "date"),
        ("start_date.gte", "date"),
        ("boarding_time", "time"),
        ("amount", "number"),
        ("number_of_cabins", "integer"),
        ("date_range", "string"),
        ("time_zone", "string"),
        ("update", "string"),
        ("sometimes", "string"),
        ("number", "string"),
    ],
)
def test_the_head_of_a_name_says_the_base_where_the_schema_says_text_only(name: str, base: str) -> None:
    assert typed(text("Something of the ferry."), name).base == base


@pytest.mark.parametrize(
    "schema",
    [
        text("When one eats, e.g. 'lunch' or 'dinner'"),
        text("", default="2 hours"),
        text("One of `hour`, `week`"),
    ],
)
def test_an_example_or_a_default_that_does_not_fit_speaks_against_the_name(schema: dict[str, Any]) -> None:
    assert typed(schema, "meal_time").base == "string"


def test_a_default_without_figures_that_says_none_is_needed_does_not_speak_against_the_name() -> None:
    assert typed(text("", default="anytime"), "meal_time").base == "time"


def test_the_form_of_a_format_is_not_that_of_its_values() -> None:
    assert typed(text("How days are written, e.g. YYYY-MM-DD"), "date_format").base == "string"


@pytest.mark.parametrize(
    ("said", "form"), [("email", "email"), ("uri", "uri"), ("uuid", "uuid"), ("idn-email", "email")]
)
def test_formats_that_catalogs_have_are_kept(said: str, form: str) -> None:
    assert typed({"type": "string", "format": said}).format == form


def test_a_pattern_is_kept_if_it_can_be_read() -> None:
    assert typed({"type": "string", "pattern": "^F[0-9]+$"}).pattern == "^F[0-9]+$"
    assert typed({"type": "string", "pattern": "(*broken"}).pattern is None


def test_a_range_is_kept_and_an_open_end_of_integers_closed() -> None:
    deck = typed({"type": "integer", "minimum": 1, "exclusiveMaximum": 8})
    assert (deck.minimum, deck.maximum) == ("1", "7")
    rate = typed({"type": "number", "minimum": 1e-7, "maximum": 2.50})
    assert (rate.minimum, rate.maximum) == ("0.0000001", "2.5")


def test_a_range_in_which_nothing_lies_is_no_range() -> None:
    assert typed({"type": "integer", "minimum": 9, "maximum": 3}).minimum is None


# --- enumerations --------------------------------------------------------------------------------------------
def test_members_keep_their_case_and_are_found_in_any() -> None:
    cabin = typed(text(enum=["Inside", "SUITE"]))
    assert list(cabin.values) == ["Inside", "SUITE"]
    assert fit(cabin, "suite")


def test_members_that_are_numbers_are_texts_of_an_enumeration() -> None:
    assert list(typed({"type": "integer", "enum": [1, 2]}).values) == ["1", "2"]
    assert typed(text(enum=["1", "2"])).base == "string"


@pytest.mark.parametrize(
    "members", [["True", "False"], [True, False], ["no", "yes"], ["True", "False", "any"]]
)
def test_true_and_false_are_a_boolean_whatever_stands_beside_them_in_a_boolean(members: list[Any]) -> None:
    kind = typed({"type": "boolean", "enum": members})
    assert (kind.base, kind.values) == ("boolean", None)


def test_true_and_false_as_texts_are_a_boolean_and_with_a_third_they_are_texts() -> None:
    assert typed(text(enum=["True", "False"])).base == "boolean"
    assert list(typed(text(enum=["True", "False", "any"])).values) == ["True", "False", "any"]


def test_a_member_that_is_no_value_of_the_type_means_that_nothing_is_said() -> None:
    catalog = catalog_of(
        "test", [tool("use", it={"type": "integer", "enum": ["1", "2", "any"], "default": "any"})]
    )
    said = catalog.apis["use"].inputs["it"]
    assert (list(catalog.type(said.type).values), said.required, said.default) == (["1", "2"], False, None)


def test_members_that_are_one_value_stand_once() -> None:
    assert list(typed(text(enum=["Deck", "deck", "", None])).values) == ["Deck"]
    assert list(typed({"type": "number", "enum": [1, 1.0, 2]}).values) == ["1", "2"]


def test_titles_of_constants_are_words_for_the_members() -> None:
    kind = typed({"oneOf": [{"const": "F1", "title": "Fore"}, {"const": "A1", "title": "Aft"}]})
    assert kind.values == {"F1": ("Fore",), "A1": ("Aft",)}
    listed = typed(text(enum=["a", "b"], enumNames=["b", "Bee"]))
    assert listed.values == {"a": (), "b": ("Bee",)}


# --- inputs --------------------------------------------------------------------------------------------------
def test_what_is_required_has_no_default_and_what_is_not_is_filled_by_its_default() -> None:
    said = tool(
        "use", "a", a=text(default="x"), b=text(default="y"), c=text(), d={"type": "integer", "default": 2}
    )
    inputs = catalog_of("test", [said]).apis["use"].inputs
    assert [(i.required, i.default) for i in inputs.values()] == [
        (True, None),
        (False, "y"),
        (False, None),
        (False, "2"),
    ]


@pytest.mark.parametrize("default", [None, "", "any", {}, ["Inside", "any"]])
def test_a_default_that_does_not_fit_makes_an_input_optional_only(default: Any) -> None:
    said = (
        catalog_of("test", [tool("use", it=text(enum=["Inside"], default=default))]).apis["use"].inputs["it"]
    )
    assert (said.required, said.default) == (False, None)


def test_an_array_is_a_list_of_what_its_items_are() -> None:
    said = tool(
        "use",
        days={"type": "array", "items": {"type": "string", "format": "date"}},
        decks={"type": "array", "enum": ["A", "B"], "items": {"type": "string"}, "default": ["A"]},
        legs={"type": "array", "items": {"type": "object"}, "default": []},
    )
    catalog = catalog_of("test", [said])
    inputs = catalog.apis["use"].inputs
    assert all(i.many for i in inputs.values())
    assert [catalog.type(i.type).base for i in inputs.values()] == ["date", "string", "string"]
    assert (inputs["decks"].default, inputs["legs"].default) == (("A",), None)


def test_an_object_is_taken_apart_and_one_without_properties_is_a_text() -> None:
    port = {
        "type": "object",
        "properties": {"name": text(), "pier": {"type": "integer"}},
        "required": ["name"],
    }
    catalog = catalog_of("test", [tool("use", "port", port=port, extras={"type": "object"})])
    inputs = catalog.apis["use"].inputs
    assert {name: (catalog.type(i.type).base, i.required) for name, i in inputs.items()} == {
        "port.name": ("string", True),
        "port.pier": ("integer", False),
        "extras": ("string", False),
    }


def test_references_within_a_schema_are_followed_and_circles_end() -> None:
    schema = {
        "type": "object",
        "properties": {
            "deck": {"$ref": "#/$defs/Deck"},
            "node": {"$ref": "#/$defs/Node"},
            "far": {"$ref": "http://x/y"},
        },
        "$defs": {
            "Deck": {"enum": ["A", "B"], "type": "string"},
            "Node": {
                "type": "object",
                "properties": {"next": {"$ref": "#/$defs/Node"}, "tag": {"type": "integer"}},
            },
        },
    }
    catalog = catalog_of("test", [{"name": "use", "inputSchema": schema}])
    inputs = catalog.apis["use"].inputs
    assert list(catalog.type(inputs["deck"].type).values) == ["A", "B"]
    assert catalog.type(inputs["node.tag"].type).base == "integer"
    assert catalog.type(inputs["far"].type).base == "string"


def test_blanks_that_no_name_can_have_are_taken_out() -> None:
    assert list(catalog_of("test", [tool("use", **{"day\t": text()})]).apis["use"].inputs) == ["day"]


# --- types ---------------------------------------------------------------------------------------------------
def test_one_name_and_one_shape_are_one_type_so_that_an_output_fits_an_input() -> None:
    find = tool("find", "port", port=text("Where to"), yields={"ferry_name": text("Its name")})
    book = tool("book", "ferry_name", ferry_name=text("Which ferry"))
    catalog = catalog_of("test", [find, book])
    assert catalog.apis["find"].outputs["ferry_name"].type == catalog.apis["book"].inputs["ferry_name"].type
    plan = Orchestrator(catalog, planner="clingo").plan(
        facts='goal(1, find). given(1, port, "Oban"). goal(2, book). uses(2, ferry_name, 1).'
    )
    assert (plan.status, [call.api for call in plan.calls]) == ("ready", ["find", "book"])


def test_one_name_with_several_shapes_is_several_types_with_readable_names() -> None:
    catalog = catalog_of(
        "test",
        [
            tool("a", size=text()),
            tool("b", size={"type": "integer"}),
            tool("c", size=text(enum=["S", "M"])),
            tool("d", size=text(enum=["L"])),
            tool("e", Size=text()),
        ],
    )
    kinds = [next(iter(api.inputs.values())).type for api in catalog.apis.values()]
    assert kinds == ["size", "size_integer", "size_of_c", "size_of_d", "size"]


def test_names_of_built_in_types_are_left_to_them() -> None:
    said = tool("use", date=text(), number=text(), time={"type": "integer"})
    inputs = catalog_of("test", [said]).apis["use"].inputs
    assert [i.type for i in inputs.values()] == ["date", "number_text", "time_integer"]


def test_types_are_bare_so_that_what_is_missing_is_asked() -> None:
    find = tool("find", yields={"berth": text("The berth")})
    catalog = catalog_of("test", [find, tool("book", "berth", berth=text("The berth to book. One only."))])
    assert all(kind.bare and kind.askable for kind in catalog.semantic_types.values())
    plan = Orchestrator(catalog, planner="clingo").plan(facts="goal(1, book).")
    assert [ask.asks.slot for ask in plan.asks] == ["berth"]


@pytest.mark.parametrize(
    ("description", "question"),
    [
        ("The berth to book. One only.", "What is the berth to book?"),
        ("Berth to book", "Berth to book?"),
        ("", "Which lower berth?"),
        ("x" * 200, "Which lower berth?"),
    ],
)
def test_a_question_is_made_of_the_description_or_of_the_name(description: str, question: str) -> None:
    assert typed(text(description), "lower_berth").question == question


# --- what a tool yields and does -----------------------------------------------------------------------------
def test_outputs_are_leaves_by_their_last_name_where_it_is_unique() -> None:
    pier = {"type": "object", "properties": {"latitude": {"type": "number"}, "name": text()}}
    said = tool(
        "use", yields={"pier": pier, "name": text(), "tags": {"type": "array", "items": text()}, " ": text()}
    )
    outputs = catalog_of("test", [said]).apis["use"].outputs
    assert {name: output.many for name, output in outputs.items()} == {
        "latitude": False,
        "pier.name": False,
        "name": False,
        "tags": True,
    }


def test_the_first_array_of_objects_is_the_rows() -> None:
    row = {
        "type": "object",
        "properties": {"name": text(), "fare": {"type": "object", "properties": {"sum": {"type": "number"}}}},
    }
    yields = {
        "data": {"type": "object", "properties": {"ferries": {"type": "array", "items": row}}},
        "total": {"type": "integer"},
    }
    api = catalog_of("test", [tool("use", yields=yields)]).apis["use"]
    assert (list(api.rows), api.rows_at, list(api.outputs)) == (["name", "sum"], "data.ferries", ["total"])


def test_a_result_that_is_a_list_is_the_rows_or_an_output_called_result() -> None:
    def yields(schema: dict[str, Any]) -> Any:
        return catalog_of("test", [{"name": "use", "inputSchema": {}, "outputSchema": schema}]).apis["use"]

    rows = yields({"type": "array", "items": {"type": "object", "properties": {"name": text()}}})
    assert (list(rows.rows), rows.rows_at) == (["name"], None)
    assert yields({"type": "array", "items": {"type": "integer"}}).outputs["result"].many
    assert list(yields({"type": "string"}).outputs) == ["result"]


def test_a_tool_that_does_not_say_what_it_yields_yields_nothing() -> None:
    assert not catalog_of("test", [tool("use", it=text())]).apis["use"].yields


def test_what_is_said_to_come_from_another_tool_is_an_output_of_it() -> None:
    tools = [
        tool("Search_Ferries", yields={"ferries": {"type": "array", "items": text()}}),
        tool("Search_Ferries_By_Port", yields={"port": text()}),
        tool("book", ferry_id=text("`ferry_id` comes from **(Search Ferries)** or (Search Ferries By Port)."), port=text()),
        tool("rate", ferry_id=text("See searchFerries."), berth={"type": "integer", "description": "Of Search Ferries"}),
    ]
    catalog = catalog_of("test", tools)
    listed, single = catalog.apis["Search_Ferries"], catalog.apis["Search_Ferries_By_Port"]
    assert (list(listed.outputs), list(listed.rows), listed.rows_at) == (["ferries"], ["ferry_id", "berth"], None)
    assert (list(single.outputs), list(single.rows)) == (["port", "ferry_id"], [])
    assert listed.rows["ferry_id"].type == catalog.apis["book"].inputs["ferry_id"].type
    plan = Orchestrator(catalog, planner="clingo").plan(facts='goal(1, "Search_Ferries"). goal(2, rate). uses(2, ferry_id, 1).')
    assert plan.status == "ready"


def test_a_tool_is_not_named_by_one_word_by_itself_or_where_it_yields_nothing() -> None:
    tools = [
        tool("search", yields={"port": text()}),
        tool("find_port", a=text("As find_port wants it"), yields={"port": text()}),
        tool("find_pier", b=text("Of a search, or of find pier in general")),
        tool("book", c=text("Of find pier")),
    ]
    catalog = catalog_of("test", tools)
    assert [list(api.yields) for api in catalog.apis.values()] == [["port"], ["port"], [], []]


@pytest.mark.parametrize(
    ("hints", "kind", "destructive"),
    [
        (None, "read", False),
        ({"readOnlyHint": True}, "read", False),
        ({"readOnlyHint": False}, "write", False),
        ({"destructiveHint": True}, "write", True),
        ({"readOnlyHint": True, "destructiveHint": True}, "read", False),
    ],
)
def test_hints_say_whether_a_tool_writes(hints: Any, kind: str, destructive: bool) -> None:
    api = catalog_of("test", [tool("use", hints=hints)]).apis["use"]
    assert (api.kind, api.destructive) == (kind, destructive)


def test_what_is_imported_fits_together_and_can_be_read_back() -> None:
    said = [
        tool("a", size=text(enum=["S", "M"]), yields={"n": {"type": "number"}}),
        tool("b", "n", n={"type": "number"}),
    ]
    catalog = catalog_of("test", said)
    assert not [*verify(catalog)]
    assert Catalog.model_validate(catalog.model_dump(by_alias=True)) == catalog


# --- errors --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tools", "where"),
    [
        ("ferry", "f.json > test"),
        (None, "f.json > test"),
        ({"name": "ferry"}, "f.json > test"),
        (["ferry"], "f.json > test > tool 1"),
        ([tool(), {"description": "?"}], "f.json > test > tool 2"),
        ([tool(), tool()], "f.json > test > ferry"),
        ([{"name": "ferry", "inputSchema": ["port"]}], "f.json > test > ferry > inputSchema"),
        (
            [{"name": "ferry", "outputSchema": {"properties": ["port"]}}],
            "f.json > test > ferry > outputSchema",
        ),
        ([tool("ferry", port=text(), PORT=text())], "f.json > test > ferry > PORT"),
        ([tool(), tool("FERRY")], "f.json > test > FERRY"),
        ([tool("choose")], "f.json > test > choose"),
    ],
)
def test_an_error_names_the_file_the_tool_and_the_input(tools: Any, where: str) -> None:
    with pytest.raises(CatalogError) as caught:
        catalog_of("test", tools, origin="f.json")
    assert [problem.where for problem in caught.value.problems] == [where]


def test_the_import_depends_on_nothing_but_the_tools() -> None:
    said = [tool(f"t{i}", **{f"p{i % 7}": text(enum=["a", str(i % 3)])}) for i in range(40)]
    assert catalog_of("test", said).model_dump_json() == catalog_of("test", said).model_dump_json()
