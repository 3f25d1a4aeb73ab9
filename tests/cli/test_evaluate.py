"""`orchestrator eval`: what it evaluates, what it prints where, and how it ends."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from orchestrator.catalog import Catalog
from orchestrator.cli import exits, main
from orchestrator.evaluate.model import Attempt, Item
from orchestrator.evaluate.solvers import Setup, TranslatorSolver
from orchestrator.facts import Facts
from orchestrator.testing import FakeTranslator

CATALOG = """
name: bakery
description: Cakes.
types:
  cake: {base: string}
  day: {base: date}
apis:
  order_cake: {kind: write, description: Order a cake., inputs: {cake: cake, day: day}}
  list_cakes: {description: List the cakes., outputs: {cakes: {type: cake}}}
"""
QUERIES = """
- {id: b-1, query: 'Order the "Sacher" for 2025-05-03.', cell: complete-single,
   facts: 'goal(1, order_cake). given(1, cake, "Sacher"). given(1, day, "2025-05-03").'}
- {id: b-2, query: 'Order the "Dobos".', cell: incomplete-single, facts: 'goal(1, order_cake). given(1, cake, "Dobos").'}
- {id: b-3, query: What cakes are there?, cell: complete-single, facts: 'goal(1, list_cakes).'}
- {id: b-4, query: Sing me a song., cell: out of scope, facts: ''}
"""
TOOLS = {
    "oven": {
        "tools": [
            {
                "name": "bake",
                "description": "Bake a loaf of bread.",
                "inputSchema": {"type": "object", "properties": {"loaves": {"type": "integer"}}, "required": ["loaves"]},
            }
        ]
    }
}
ITEMS = [
    {
        "id": "o-1", "query": "Bake 3 loaves.", "catalog": "oven", "goals": ["bake"], "given": {"loaves": 3}, "missing": [],
        "gold_calls": [{"label": "c0", "api": "bake", "args": {"loaves": 3}}],
        "category": {"goals": "single", "info": "complete", "dataflow": False},
    },
    {
        "id": "o-2", "query": "Bake bread.", "catalog": "oven", "goals": ["bake"], "given": {}, "missing": ["loaves"],
        "gold_calls": [{"label": "c0", "api": "bake", "args": {"loaves": {"$info": "loaves"}}}],
        "category": {"goals": "single", "info": "incomplete", "dataflow": False},
    },
]  # fmt: skip
RIGHT = {
    'Order the "Sacher" for 2025-05-03.': 'goal(1, order_cake). given(1, cake, "Sacher"). given(1, day, "2025-05-03").',
    'Order the "Dobos".': 'goal(1, order_cake). given(1, cake, "Dobos").',
    "What cakes are there?": "goal(1, list_cakes).",
    "Sing me a song.": "",
    "Bake 3 loaves.": 'goal(1, bake). given(1, loaves, "3").',
    "Bake bread.": "goal(1, bake).",
}
FORGETFUL = {**RIGHT, 'Order the "Sacher" for 2025-05-03.': 'goal(1, order_cake). given(1, cake, "Sacher").'}
Capture = pytest.CaptureFixture[str]


class Makers:
    """Stands in for the makers of solvers; keeps what they were made with."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Setup]] = []
        self.answers: dict[str, dict[str, str | Facts]] = {"none": dict(RIGHT), "pure-model": dict(FORGETFUL)}
        self.on_solve: Callable[[Item], None] = lambda item: None

    def __call__(self, name: str, setup: Setup) -> TranslatorSolver:
        self.made.append((name, setup))
        outer = self

        class Watched(TranslatorSolver):
            def solve(self, item: Item) -> Attempt:
                outer.on_solve(item)
                return super().solve(item)

        return Watched(FakeTranslator(self.answers[name]), name)


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Makers:
    """Solvers that know the queries below; no model, and a home of its own."""
    stand_in = Makers()
    monkeypatch.setattr("orchestrator.evaluate.solvers.make", stand_in)
    monkeypatch.setattr("orchestrator.evaluate.solvers.verify", lambda name, setup: None)
    monkeypatch.setenv("ORCHESTRATOR_HOME", str(tmp_path / "home"))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return stand_in


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    """The options that name labelled queries of one's own."""
    queries, catalog = tmp_path / "queries.yaml", tmp_path / "catalog.yaml"
    queries.write_text(QUERIES, encoding="utf-8")
    catalog.write_text(CATALOG, encoding="utf-8")
    return ["--queries", str(queries), "--catalog", str(catalog)]


@pytest.fixture
def theirs(tmp_path: Path) -> list[str]:
    """The options that name a third-party set."""
    items, tools = tmp_path / "oven.jsonl", tmp_path / "oven.tools.json"
    items.write_text("".join(json.dumps(item) + "\n" for item in ITEMS), encoding="utf-8")
    tools.write_text(json.dumps(TOOLS), encoding="utf-8")
    return ["--items", str(items), "--tools", str(tools)]


def as_json(capsys: Capture, *argv: str) -> Any:
    """What is printed with `--json -`; it is all that is on stdout."""
    assert main(["eval", *argv, "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)


def plans(data: Any) -> dict[str, bool]:
    return {item["id"]: item["verdict"]["plan"] for item in data["items"]}


class TestSources:
    def test_queries_of_ones_own(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        data = as_json(capsys, *own, "--translator", "none")
        assert plans(data) == {"b-1": True, "b-2": True, "b-3": True, "b-4": True}

    def test_a_set_of_third_parties(self, makers: Makers, theirs: list[str], capsys: Capture) -> None:
        assert plans(as_json(capsys, *theirs, "--translator", "none")) == {"o-1": True, "o-2": True}

    def test_domains(self, makers: Makers, capsys: Capture) -> None:
        argv = ("--domain", "travel", "--domain", "banking", "--cell", "out of scope", "--translator", "none")
        data = as_json(capsys, *argv)
        assert {item["id"].partition("-")[0] for item in data["items"]} == {"travel", "banking"}
        assert all(item["attempt"]["error"] for item in data["items"])

    @pytest.mark.parametrize(
        ("argv", "says"),
        [
            ([], "no queries are named"),
            (["--domain", "travle"], "Did you mean 'travel'?"),
            (["--queries", "q.yaml"], "--queries is given without --catalog. Add --catalog FILE."),
            (["--catalog", "c.yaml"], "--catalog is given without --queries"),
            (["--items", "i.jsonl"], "Add --tools FILE."),
            (["--domain", "travel", "--queries", "q", "--catalog", "c"], "queries of several kinds"),
            (["--queries", "q.yaml", "--catalog", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
            (["--queries", "nowhere.yaml", "--catalog", "travel"], "nowhere.yaml"),
            (["--items", "nowhere.jsonl", "--tools", "nowhere.json"], "nowhere"),
            (["--domain", "travel", "--today", "soon"], "--today: 'soon' is no day (expected a day like 2025-05-01)"),
            (["--domain", "travel", "--sample", "0"], "--sample"),
            (["--domain", "travel", "--jobs", "0"], "--jobs"),
            (["--domain", "travel", "--json", "/nowhere/x.json"], "'/nowhere/x.json' cannot be written"),
            (["--domain", "travel", "--report", "."], "'.' cannot be written"),
        ],
    )
    def test_wrong_use_is_told_before_anything_is_solved(
        self, makers: Makers, argv: list[str], says: str, capsys: Capture
    ) -> None:
        assert main(["eval", *argv]) == exits.WRONG_USE
        said = capsys.readouterr()
        assert says in said.err
        assert said.err.startswith("error: ")
        assert said.out == ""
        assert makers.made == []

    def test_an_item_that_is_none_is_told_with_its_line(
        self, makers: Makers, theirs: list[str], capsys: Capture
    ) -> None:
        with Path(theirs[1]).open("a", encoding="utf-8") as file:
            file.write('{"id": "o-3", "query": "Bake."}\n')
        assert main(["eval", *theirs]) == exits.WRONG_USE
        assert "oven.jsonl:3" in capsys.readouterr().err

    def test_no_queries_at_all_are_told(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        Path(own[1]).write_text("[]", encoding="utf-8")
        assert main(["eval", *own]) == exits.WRONG_USE
        assert "there are no queries to evaluate" in capsys.readouterr().err


class TestChoice:
    def test_a_cell_is_picked_out(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        assert set(plans(as_json(capsys, *own, "--translator", "none", "--cell", "complete-single"))) == {"b-1", "b-3"}

    def test_an_unknown_cell_is_told_with_those_there_are(
        self, makers: Makers, own: list[str], capsys: Capture
    ) -> None:
        assert main(["eval", *own, "--cell", "complete-singel"]) == exits.WRONG_USE
        said = capsys.readouterr().err
        assert "Did you mean 'complete-single'?" in said
        assert "out of scope" in said

    def test_a_sample_is_drawn_by_its_seed(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        drawn = [
            tuple(plans(as_json(capsys, *own, "--translator", "none", "--sample", "2", "--seed", str(seed))))
            for seed in (0, 0, 1, 2, 3)
        ]
        assert all(len(ids) == 2 for ids in drawn)
        assert drawn[0] == drawn[1]
        assert len(set(drawn)) > 1

    def test_everything_reaches_the_solvers(self, makers: Makers, own: list[str], tmp_path: Path) -> None:
        argv = ["--translator", "none", "--model", "m", "--jobs", "64", "--today", "2020-02-29"]
        assert main(["eval", *own, *argv]) == 0
        name, setup = makers.made[0]
        assert (name, setup.model, setup.threads, str(setup.today)) == ("none", "m", 1, "2020-02-29")
        assert getattr(setup.answers, "path", None) == tmp_path / "home" / "cache" / "answers.sqlite"

    def test_without_the_cache_nothing_is_remembered(self, makers: Makers, own: list[str]) -> None:
        assert main(["eval", *own, "--translator", "none", "--no-cache"]) == 0
        assert makers.made[0][1].answers is None

    def test_the_embedded_model_is_evaluated_by_default(self, makers: Makers, own: list[str]) -> None:
        makers.answers["embedded"] = dict(RIGHT)
        assert main(["eval", *own]) == 0
        assert [name for name, _ in makers.made] == ["embedded"]

    def test_a_solver_that_is_named_twice_is_evaluated_once(self, makers: Makers, own: list[str]) -> None:
        assert main(["eval", *own, "--translator", "none", "--translator", "none"]) == 0
        assert len(makers.made) == 1


class TestReport:
    def test_tables_are_on_stdout_and_nothing_else_where_nobody_looks(
        self, makers: Makers, own: list[str], capsys: Capture
    ) -> None:
        assert main(["eval", *own, "--translator", "none"]) == 0
        said = capsys.readouterr()
        assert "none: 4 queries" in said.out
        assert "complete-single" in said.out
        assert "What missed" not in said.out
        assert said.err == ""

    def test_the_tables_fit_eighty_columns(
        self, makers: Makers, own: list[str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        assert main(["eval", *own, "--translator", "none", "--translator", "pure-model", "--errors"]) == 0
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80

    def test_several_are_compared_with_the_first(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        assert main(["eval", *own, "--translator", "none", "--translator", "pure-model"]) == 0
        out = capsys.readouterr().out
        assert "compared with" in out
        assert re.search(r"\b0 ?: ?1\b", out)

    def test_errors_are_shown_by_kind(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        assert main(["eval", *own, "--translator", "pure-model", "--errors"]) == 0
        out = capsys.readouterr().out
        assert "value missed" in out
        assert "b-1" in out

    def test_why_there_was_no_answer_is_told_on_stderr(
        self, makers: Makers, own: list[str], capsys: Capture
    ) -> None:
        makers.answers["none"] = {}
        assert main(["eval", *own, "--translator", "none"]) == 0
        assert "no answer: 1 × none: TranslationError: the fake translator" in capsys.readouterr().err

    def test_files_are_written(self, makers: Makers, own: list[str], tmp_path: Path, capsys: Capture) -> None:
        data, report = tmp_path / "data.json", tmp_path / "report.md"
        argv = ["--translator", "none", "--translator", "pure-model", "--json", str(data), "--report", str(report)]
        assert main(["eval", *own, *argv]) == 0
        assert "compared with" in capsys.readouterr().out
        assert len(json.loads(data.read_text(encoding="utf-8"))["items"]) == 8
        text = report.read_text(encoding="utf-8")
        assert text.startswith("# From words to plans\n")
        assert "## pure-model compared with none, on the same items" in text
        assert "| value missed | 1 of 4 | b-1" in " ".join(text.split())

    def test_json_on_stdout_leaves_the_tables_to_stderr(
        self, makers: Makers, own: list[str], capsys: Capture
    ) -> None:
        assert main(["eval", *own, "--translator", "none", "--json", "-"]) == 0
        said = capsys.readouterr()
        assert [item["solver"] for item in json.loads(said.out)["items"]] == ["none"] * 4
        assert "none: 4 queries" in said.err

    def test_jobs_change_nothing_of_what_is_found(self, makers: Makers, own: list[str], capsys: Capture) -> None:
        one, four = (as_json(capsys, *own, "--translator", "none", "--jobs", jobs) for jobs in ("1", "4"))
        for data in (one, four):
            for item in data["items"]:
                del item["seconds"]
        assert one["items"] == four["items"]

    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_ctrl_c_reports_what_is_there(
        self, makers: Makers, own: list[str], jobs: str, capsys: Capture
    ) -> None:
        def interrupt(item: Item) -> None:
            if item.id == "b-3":
                raise KeyboardInterrupt

        makers.on_solve = interrupt
        assert main(["eval", *own, "--translator", "none", "--jobs", jobs]) == exits.INTERRUPTED
        assert "none: " in capsys.readouterr().out

    def test_ctrl_c_before_anything_was_solved_is_no_error(
        self, makers: Makers, own: list[str], capsys: Capture
    ) -> None:
        def interrupt(item: Item) -> None:
            raise KeyboardInterrupt

        makers.on_solve = interrupt
        assert main(["eval", *own, "--translator", "none"]) == exits.INTERRUPTED
        assert capsys.readouterr().err == ""

    def test_progress_is_shown_on_a_terminal(
        self, makers: Makers, own: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = io.StringIO()
        monkeypatch.setattr("orchestrator.cli.streams.err", lambda: Console(file=screen, force_terminal=True))
        assert main(["eval", *own, "--translator", "none"]) == 0
        assert "none: 4 plans right" in screen.getvalue()
        assert "4/4" in screen.getvalue()


def test_without_a_model_the_default_is_refused_before_any_query(
    own: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Capture
) -> None:
    monkeypatch.setenv("ORCHESTRATOR_HOME", str(tmp_path / "home"))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ORCHESTRATOR_MODEL_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert main(["eval", *own]) == exits.NO_TRANSLATION
    assert "orchestrator model fetch" in capsys.readouterr().err


def test_an_unknown_translator_is_told_with_those_there_are(own: list[str], capsys: Capture) -> None:
    assert main(["eval", *own, "--translator", "pure-modle"]) == exits.WRONG_USE
    assert "Did you mean 'pure-model'?" in capsys.readouterr().err


def test_the_catalogs_of_the_tests_are_catalogs(tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    assert set(Catalog.load(tmp_path).apis) == {"order_cake", "list_cakes"}
