"""Items: labelled queries of a domain, and third-party sets in their one form."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestrator import Catalog
from orchestrator.errors import CatalogError, UsageError
from orchestrator.evaluate.items import CELLS, labelled, third_party
from orchestrator.evaluate.model import Asked, CallMade, Item, Literal, Ref, ResultText, Several

CATALOG = Catalog.parse(
    """\
name: garden
types:
  plant: {base: string, question: Which plant?}
  bed: {base: string, entity: bed, ask: never}
  label: {base: string, entity: bed, question: Which bed?}
apis:
  find_bed: {inputs: {label: label}, outputs: {bed: bed}}
  sow: {kind: write, inputs: {plant: plant, bed: bed}, ensures: [sown(bed)]}
  clear: {kind: write, inputs: {bed: bed}, requires: [sown(bed)], ensures: [not sown(bed)]}
  water: {inputs: {bed: bed, litres: {type: number, default: 5}}}
"""
)


def write(folder: Path, text: str, name: str = "queries.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- labelled queries ----------------------------------------------------------------------------------------
def test_the_right_calls_are_those_of_the_best_plan_of_the_facts(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
- id: g1
  query: Sow in the north bed.
  cell: incomplete-single
  facts: goal(1, sow). given(1, label, "north").
""",
    )
    (item,) = labelled(path, CATALOG, today=date(2025, 3, 1))
    assert (item.id, item.query, item.cell, item.goals, item.status) == (
        "g1",
        "Sow in the north bed.",
        "incomplete-single",
        ("sow",),
        None,
    )
    assert item.calls == (
        CallMade("find_bed", {"label": Literal("north")}),
        CallMade("sow", {"plant": Asked(), "bed": Ref(0, "bed")}),
    )
    assert item.facts is not None
    assert item.facts.query == item.query
    assert item.today == date(2025, 3, 1)


def test_where_state_is_deleted_the_other_engine_plans(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
- id: g1
  query: Sow beans in the north bed and clear it.
  cell: complete-multi
  facts: |
    goal(1, sow). given(1, plant, "beans"). given(1, label, "north").
    goal(2, clear). given(2, label, "north").
""",
    )
    (item,) = labelled(path, CATALOG)
    assert [call.api for call in item.calls] == ["find_bed", "sow", "clear"]


@pytest.mark.parametrize("facts", ['""', "", "# nothing serves it"])
def test_a_query_without_facts_is_out_of_scope_whatever_its_cell_says(tmp_path: Path, facts: str) -> None:
    path = write(tmp_path, f"- id: g1\n  query: Sing.\n  cell: complete-single\n  facts: {facts}\n")
    (item,) = labelled(path, CATALOG)
    assert (item.cell, item.goals, item.calls, item.status) == ("out of scope", (), (), None)


def test_an_outcome_that_is_no_plan_is_kept(tmp_path: Path) -> None:
    facts = 'goal(1, water). given(1, label, "north"). given(1, litres, "plenty").'
    path = write(tmp_path, f"- id: g1\n  query: Water it plenty.\n  cell: complete-single\n  facts: {facts}\n")
    (item,) = labelled(path, CATALOG)
    assert (item.status, item.goals, item.calls) == ("conflict", ("water",), ())


def test_a_plan_of_its_own_goes_before_that_of_the_facts(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """\
- id: g1
  query: Water bed on the left.
  cell: complete-single
  facts: goal(1, water).
  plan:
    status: ready
    steps:
      - {id: c1, api: water, goals: [1], arguments: {bed: {value: left}, litres: {default: 5}}}
""",
    )
    (item,) = labelled(path, CATALOG)
    assert item.calls == (CallMade("water", {"bed": Literal("left")}),)
    assert item.goals == ("water",)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("garden\n", 0, "no list"),
        ("", 0, "empty"),
        ("- id: [\n", 2, "no YAML"),
        ("- water\n", 1, "no labelled query"),
        ("\n- id: a\n  cell: complete-single\n  facts: goal(1, sow).\n", 2, "no query"),
        ("- id: a\n  query: q\n  cell: complete-single\n  facts: [x]\n", 1, "no facts"),
        ("- id: a\n  query: q\n  cell: complete-singel\n  facts: goal(1, sow).\n", 1, "did you mean 'complete-single'"),
        ("- id: a\n  query: q\n  cell: complete-single\n  facts: goal(1, mow).\n", 1, "mow"),
        ("- id: a\n  query: q\n  cell: complete-single\n  facts: goal(1\n", 1, "goal"),
        ("- id: a\n  query: q\n  cell: complete-single\n  facts: goal(1, sow).\n  plan: {status: fine}\n", 1, "no plan"),
    ],
)
def test_what_is_no_labelled_query_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        labelled(path, CATALOG)
    told = str(caught.value)
    assert told.startswith(f"{path}:{line}" if line else str(path))
    assert said.casefold() in told.casefold()


def test_all_faults_of_a_file_are_told_at_once_and_an_id_stands_once(tmp_path: Path) -> None:
    good = "- id: a\n  query: q\n  cell: complete-single\n  facts: goal(1, sow).\n"
    with pytest.raises(UsageError, match="twice") as caught:
        labelled(write(tmp_path, good + "- nothing\n" + good), CATALOG)
    assert len(caught.value.problems) == 2


# --- plans that are kept -------------------------------------------------------------------------------------
QUERY = '- id: g1\n  query: Water the north bed.\n  cell: complete-single\n  facts: goal(1, water). given(1, label, "north").\n'


def test_plans_that_are_kept_are_the_same_and_are_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, QUERY)
    first = labelled(path, CATALOG, kept=tmp_path / "kept")
    monkeypatch.setattr("orchestrator.orchestrate.Orchestrator.plan", None)
    assert labelled(path, CATALOG, kept=tmp_path / "kept") == first
    with pytest.raises(TypeError):
        labelled(path, CATALOG)


def test_plans_are_kept_for_one_catalog_and_one_state_of_the_planner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, QUERY)
    other = CATALOG.model_copy(update={"description": "Another."})
    for catalog in (CATALOG, other):
        labelled(path, catalog, kept=tmp_path)
    monkeypatch.setattr("orchestrator.evaluate.kept._planner", lambda: "changed")
    labelled(path, CATALOG, kept=tmp_path)
    assert len([*tmp_path.glob("plans-*")]) == 3


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}'])
def test_a_kept_file_that_is_damaged_is_made_anew(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, QUERY)
    first = labelled(path, CATALOG, kept=tmp_path)
    (file,) = tmp_path.glob("plans-*.json")
    whole = file.read_text()
    file.write_text(content)
    assert labelled(path, CATALOG, kept=tmp_path) == first
    assert json.loads(file.read_text()).items() >= json.loads(whole).items()


def test_a_kept_plan_that_is_none_is_made_anew(tmp_path: Path) -> None:
    path = write(tmp_path, QUERY)
    first = labelled(path, CATALOG, kept=tmp_path)
    (file,) = tmp_path.glob("plans-*.json")
    file.write_text(json.dumps({key: {"status": "fine"} for key in json.loads(file.read_text())}))
    assert labelled(path, CATALOG, kept=tmp_path) == first


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, QUERY)
    assert [i.id for i in labelled(path, CATALOG, kept=path / "no_folder")] == ["g1"]


def test_of_very_many_files_the_oldest_go(tmp_path: Path) -> None:
    path = write(tmp_path, QUERY)
    for i in range(25):
        os.utime(write(tmp_path, "{}", f"plans-{i:02}.json"), (i, i))
    labelled(path, CATALOG, kept=tmp_path)
    left = sorted(file.name for file in tmp_path.glob("plans-*.json"))
    assert len(left) == 20
    assert "plans-05.json" not in left
    assert "plans-24.json" in left


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "queries.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"queries\.yaml"):
        labelled(path, CATALOG)


# --- third-party sets ----------------------------------------------------------------------------------------
def text(description: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


TOOLS = {
    "zoo": {
        "tools": [
            {
                "name": "Find_Keeper",
                "inputSchema": {"properties": {"name": text(), "since": text("As MM/DD/YYYY")}, "required": ["name"]},
                "outputSchema": {
                    "properties": {
                        "home": {"type": "object", "properties": {"city": text(), "zip": text()}},
                        "keepers": {"type": "array", "items": {"type": "object", "properties": {"badge": text()}}},
                    }
                },
            },
            {
                "name": "Feed",
                "inputSchema": {
                    "properties": {
                        "animal": text(),
                        "badge": text(),
                        "time": text("When, HH:MM"),
                        "mood": text(enum=["calm", "wild"], default="dontcare"),
                        "box": {"type": "object"},
                        "place": {"type": "object", "properties": {"house": text(), "row": {"type": "integer"}}},
                        "notes": {"type": "array", "items": text()},
                    },
                    "required": ["animal", "badge"],
                },
            },
        ]
    }
}


def item(calls: Any = (), /, **more: Any) -> dict[str, Any]:
    apis = [call["api"] for call in calls or ()]
    return {
        "id": "z1",
        "query": "Feed the lion.",
        "catalog": "zoo",
        "goals": apis,
        "goals_basis": "labelled",
        "missing": [],
        "gold_calls": None if calls is None else [*calls],
        "category": {"goals": "single", "info": "complete", "dataflow": False},
        **more,
    }


def call(api: str, args: Any, /, **more: Any) -> dict[str, Any]:
    return {"api": api, "args": args, **more}


def read(folder: Path, *items: Any, tools: Any = TOOLS, **more: Any) -> list[Item]:
    lines = [line if isinstance(line, str) else json.dumps(line) for line in items]
    told = write(folder, tools if isinstance(tools, str) else json.dumps(tools), "zoo.tools.json")
    return third_party(write(folder, "\n".join(lines) + "\n", "zoo.jsonl"), told, **more)


def feed(folder: Path, args: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """The arguments of one call of Feed."""
    (found,) = read(folder, item([call("Feed", args, **more)]))
    return found.calls[0].arguments


def test_an_item_says_goals_calls_and_cell(tmp_path: Path) -> None:
    (found,) = read(tmp_path, item([call("Feed", {"animal": "lion", "badge": {"$info": "badge"}})]))
    assert (found.id, found.query, found.cell, found.goals) == ("z1", "Feed the lion.", "complete-single", ("Feed",))
    assert found.calls == (CallMade("Feed", {"animal": Literal("lion"), "badge": Asked()}),)
    assert (found.known, found.lower_bound, found.status, found.facts) == ("arguments", False, None, None)


def test_accepted_values_and_what_may_be_left_out(tmp_path: Path) -> None:
    said = feed(
        tmp_path, {"animal": "lion", "badge": "7"}, accept={"animal": ["lion", "Leo"], "badge": ["7", ""], "time": ["09:00", ""]}
    )
    assert said == {
        "animal": Literal("lion", ("lion", "Leo")),
        "badge": Literal("7", ("7",), optional=True),
        "time": Literal("09:00", ("09:00",), optional=True),
    }


def test_an_argument_that_is_the_default_of_the_source_may_be_left_out(tmp_path: Path) -> None:
    assert feed(tmp_path, {"mood": "dontcare"})["mood"] == Literal("dontcare", optional=True)
    assert feed(tmp_path, {"mood": "wild"})["mood"] == Literal("wild")


def test_alternatives_within_an_object_are_written_out(tmp_path: Path) -> None:
    box = {"size": 2, "lid": "red"}
    said = feed(tmp_path, {"box": box}, accept={"box": [{"size": [2, 3], "lid": ["red", ""]}]})["box"]
    assert said == Literal(box, (box, {"size": 2}, {"size": 3, "lid": "red"}, {"size": 3}))
    listed = feed(tmp_path, {"notes": [box]}, accept={"notes": [[{"size": [2], "lid": ["red", "Red"]}]]})["notes"]
    assert listed == Literal([box], ([box], [{"size": 2, "lid": "Red"}]))


def test_an_object_whose_properties_are_inputs_is_taken_apart(tmp_path: Path) -> None:
    said = feed(tmp_path, {"place": {"house": "south", "row": 3}}, accept={"place": [{"house": ["south", "S"], "row": [3]}]})
    assert said == {"place.house": Literal("south", ("south", "S")), "place.row": Literal(3, (3,))}


def test_days_and_times_in_a_form_of_the_source_count_in_normal_form_too(tmp_path: Path) -> None:
    (found,) = read(tmp_path, item([call("Find_Keeper", {"name": "Ann", "since": "12/31/2024"})]))
    assert found.calls[0].arguments["since"] == Literal("12/31/2024", ("12/31/2024", "2024-12-31"))
    assert feed(tmp_path, {"time": "7 PM"})["time"] == Literal("7 PM", ("7 PM", "19:00:00"))
    assert feed(tmp_path, {"time": "12:05am"}, accept={"time": ["12:05am", "00:05"]})["time"].accepted == (
        "12:05am",
        "00:05",
        "00:05:00",
    )
    assert feed(tmp_path, {"time": "13 PM"})["time"] == Literal("13 PM")


@pytest.mark.parametrize(
    ("reference", "ref"),
    [
        ("k.home.city", Ref(0, "city")),
        ("k.keepers[0].badge", Ref(0, "badge", "first 1")),
        ("k.keepers[2].badge", Ref(0, "badge", "nth 3")),
        ("k.keepers[-1].badge", Ref(0, "badge", "last 1")),
        ("k.keepers[*].badge", Ref(0, "badge")),
        ("k.[0].BADGE", Ref(0, "badge", "first 1")),
        ("k.somewhere.else", Ref(0, "else")),
        ("k", Ref(0, None)),
    ],
)
def test_a_reference_names_the_output_as_the_catalog_does(tmp_path: Path, reference: str, ref: Ref) -> None:
    keeper = call("Find_Keeper", {"name": "Ann"}, label="k")
    (found,) = read(tmp_path, item([keeper, call("Feed", {"badge": {"$ref": reference}}, label="k2")]))
    assert found.calls[1].arguments["badge"] == ref


def test_texts_made_of_results_and_lists_put_together(tmp_path: Path) -> None:
    keeper = call("Find_Keeper", {"name": "Ann"}, label="k")
    args = {
        "animal": {"$expr": "the pet of $k.home.city$"},
        "notes": ["quick", {"$ref": "k.home.zip"}, {"$info": "notes"}],
        "box": {"from": {"$ref": "k.home.city"}},
    }
    (found,) = read(tmp_path, item([keeper, call("Feed", args)]))
    assert found.calls[1].arguments == {
        "animal": ResultText("the pet of $k.home.city$"),
        "notes": Several((Literal("quick"), Ref(0, "zip"), Asked())),
        "box": ResultText('{"from": {"$ref": "k.home.city"}}'),
    }


def test_what_is_missing_and_not_in_a_call_is_asked_there(tmp_path: Path) -> None:
    calls = [call("Find_Keeper", {"name": "Ann"}), call("Feed", {"animal": "lion"})]
    (found,) = read(tmp_path, item(calls, missing=["badge", "1.time", "animal"]))
    assert found.calls[1].arguments == {"animal": Literal("lion"), "badge": Asked(), "time": Asked()}
    assert set(found.calls[0].arguments) == {"name"}


@pytest.mark.parametrize(
    ("category", "cell"),
    [
        ({"goals": "single", "info": "complete", "dataflow": None}, "complete-single"),
        ({"goals": "multi", "info": "incomplete", "dataflow": False}, "incomplete-multi"),
        ({"goals": "single", "info": "incomplete", "dataflow": True}, "incomplete-dataflow"),
    ],
)
def test_the_cell_is_that_of_the_category(tmp_path: Path, category: Any, cell: str) -> None:
    (found,) = read(tmp_path, item([call("Feed", {})], category=category))
    assert found.cell == cell
    assert cell in CELLS


def test_an_item_without_goals_is_out_of_scope(tmp_path: Path) -> None:
    (found,) = read(tmp_path, item(category={"goals": "none", "info": "unsupported", "dataflow": False}))
    assert (found.cell, found.goals, found.calls, found.known) == ("out of scope", (), (), "arguments")


def test_how_far_an_item_is_labelled_is_known(tmp_path: Path) -> None:
    calls, goals = read(
        tmp_path, item([call("Feed", None)], id="a"), item(None, id="b", goals=["Feed", "Find_Keeper"], missing=None)
    )
    assert (calls.known, calls.calls) == ("calls", (CallMade("Feed"),))
    assert (goals.known, goals.calls) == ("goals", (CallMade("Feed"), CallMade("Find_Keeper")))


def test_goals_that_are_only_the_ends_of_chains_are_a_lower_bound(tmp_path: Path) -> None:
    (found,) = read(tmp_path, item([call("Feed", {})], goals_basis="sinks"))
    assert found.lower_bound


def test_the_day_from_which_dates_count_is_that_of_the_item_or_of_the_set(tmp_path: Path) -> None:
    one, other = read(
        tmp_path, item([call("Feed", {})], id="a", today="2024-02-29"), item([call("Feed", {})], id="b"), today=date(2019, 3, 1)
    )
    assert (one.today, other.today) == (date(2024, 2, 29), date(2019, 3, 1))


def test_items_of_one_catalog_share_it(tmp_path: Path) -> None:
    one, other = read(tmp_path, item(id="a", goals=[]), "", item(id="b", goals=[]))
    assert one.catalog is other.catalog


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON"),
        ("[]", "no item"),
        ({"query": "?"}, "no id"),
        (item([call("Feed", {})], query=""), "no query"),
        (item([call("Feed", {})], catalog="zo"), "did you mean 'zoo'"),
        (item([call("Feed", {})], goals="Feed"), "`goals`"),
        (item([call("Feed", {})], goals=["Fed"]), "did you mean 'Feed'"),
        (item([call("Mow", {})], goals=["Feed"]), "no API 'Mow'"),
        (item([call("Feed", {})], category={"goals": "many", "info": "complete"}), "complete-many"),
        (item([call("Feed", {})], category=None), "category"),
        (item([call("Feed", {"badge": {"$ref": "later.badge"}})]), "later.badge"),
        (item([call("Feed", {})], missing=["wings"]), "wings"),
        (item([call("Feed", {})], missing="wings"), "`missing`"),
        (item([call("Feed", [])], gold_calls=["Feed"]), "`gold_calls`"),
        (item([call("Feed", ["animal"])]), "`gold_calls`"),
        (item([call("Feed", {})], today="soon"), "soon"),
    ],
)
def test_a_line_that_is_no_item_is_told_with_its_place(tmp_path: Path, line: Any, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, item(id="good", goals=[]), line)
    assert str(caught.value).startswith(f"{tmp_path / 'zoo.jsonl'}:2")
    assert said.casefold() in str(caught.value).casefold()


def test_very_many_faults_are_not_all_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="30 more places"):
        read(tmp_path, *["{"] * 50)


@pytest.mark.parametrize("tools", ["{", "[]", {"zoo": 3}, {"zoo": {"tools": [{}]}}])
def test_tools_that_are_none_are_told_with_their_file(tmp_path: Path, tools: Any) -> None:
    with pytest.raises(CatalogError, match=r"zoo\.tools\.json"):
        read(tmp_path, item(goals=[]), tools=tools)
