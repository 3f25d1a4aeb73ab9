"""The command line, called in the process: what it prints where, and which code it ends with."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

import orchestrator
from orchestrator import errors
from orchestrator.catalog import Catalog
from orchestrator.cli import exits, main
from orchestrator.facts import Facts
from orchestrator.plan.model import Plan, plan_from_json
from orchestrator.resources import domain_names

READY = plan_from_json(
    {
        "status": "ready",
        "explanation": "Shows the help on Größe.",
        "steps": [{"id": "c1", "api": "help", "goals": [1], "arguments": {"topic": {"value": "Größe"}}}],
        "stages": [["c1"]],
    }
)


@dataclass(frozen=True)
class Limits:
    """What the real class has."""

    seconds: float = 30.0
    memory_mb: int = 2048


class Core:
    """Stands in for the orchestrator: notes how it is called, and answers what it is told to."""

    made: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[tuple[str | None, Any]]] = []
    answer: ClassVar[Plan | BaseException] = READY

    def __init__(self, catalog: Catalog, **options: Any) -> None:
        self.catalog = catalog
        Core.made.append({"catalog": catalog.name, **options})

    def work(self, query: str | None = None, *, facts: Any = None) -> Any:
        Core.asked.append((query, facts))
        if isinstance(Core.answer, BaseException):
            raise Core.answer
        return SimpleNamespace(
            facts=Facts.parse("goal(1, help)."),
            situation=SimpleNamespace(__str__=lambda _self: "a situation"),
            domain_pddl="(define (domain d))\n",
            problem_pddl=None,
            plan=Core.answer,
        )


@pytest.fixture
def core(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Core]]:
    """The stand-in, in the place of the orchestrator; no translator is ever made."""
    monkeypatch.setattr(orchestrator, "Orchestrator", Core, raising=False)
    monkeypatch.setattr(orchestrator, "Limits", Limits, raising=False)
    monkeypatch.setenv("ORCHESTRATOR_LOG", "off")  # what it answers is not always of the catalog
    monkeypatch.setattr("orchestrator.cli.session.translator_of", lambda name, model: (name, model))
    Core.made, Core.asked, Core.answer = [], [], READY
    yield Core
    Core.answer = READY


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes, *, tty: bool = False) -> None:
    """Let stdin be this."""
    stream = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr(stream, "isatty", lambda: tty, raising=False)
    monkeypatch.setattr("sys.stdin", stream)


Capture = pytest.CaptureFixture[str]
FACTS = ("--domain", "banking", "--facts", "goal(1, help).")


def error_of(capsys: Capture, *argv: str) -> str:
    """The error that a wrong use ends with; nothing is on stdout, and there is no traceback."""
    assert main(list(argv)) == exits.WRONG_USE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert "Traceback" not in said.err
    return said.err


class TestSolve:
    def test_facts_go_to_the_core_and_the_plan_comes_out_as_a_tree(
        self, core: type[Core], capsys: Capture
    ) -> None:
        assert main(["solve", *FACTS]) == 0
        assert core.made == [
            {
                "catalog": "banking",
                "translator": None,
                "planner": "fast-downward",
                "limits": Limits(seconds=30.0),
            }
        ]
        assert core.asked == [(None, "goal(1, help).")]
        said = capsys.readouterr()
        assert said.out.startswith("✓ Ready: Shows the help on Größe.")
        assert said.err == ""

    def test_json_is_exactly_the_plan(self, core: type[Core], capsys: Capture) -> None:
        assert main(["solve", *FACTS, "--json"]) == 0
        said = capsys.readouterr()
        assert said.out == json.dumps(READY.to_json(), indent=2, ensure_ascii=False) + "\n"
        assert said.err == ""

    @pytest.mark.parametrize(
        ("status", "code"),
        [
            ("ready", 0),
            ("needs_input", 3),
            ("ambiguous", 4),
            ("conflict", 4),
            ("unsolvable", 5),
            ("out_of_scope", 6),
        ],
    )
    def test_the_status_is_the_exit_code(
        self, core: type[Core], status: str, code: int, capsys: Capture
    ) -> None:
        core.answer = plan_from_json({"status": status})
        assert main(["solve", *FACTS, "--json"]) == code
        assert json.loads(capsys.readouterr().out)["status"] == status

    def test_every_status_has_a_code(self) -> None:
        assert set(exits.BY_STATUS) == set(Plan.model_fields["status"].annotation.__args__)  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (errors.UsageError("x"), 2),
            (errors.CatalogError("x"), 2),
            (errors.FactsError("x"), 2),
            (errors.TranslationError("x"), 8),
            (errors.ModelError("x"), 8),
            (errors.PlanningError("x"), 9),
            (errors.PlannerGaveUp("x"), 9),
            (errors.PlannerKilled("x"), 9),
            (errors.InvalidPlan("x"), 70),
            (errors.OrchestratorError("x"), 2),
            (KeyboardInterrupt(), 130),
            (BrokenPipeError(), 141),
            (OSError(28, "No space left on device"), 74),
            (RuntimeError("boom"), 70),
            (MemoryError(), 70),
            (RecursionError("deep"), 70),
        ],
    )
    def test_every_error_has_its_code_and_no_traceback(
        self, core: type[Core], error: BaseException, code: int, capsys: Capture
    ) -> None:
        core.answer = error
        assert main(["solve", *FACTS]) == code
        said = capsys.readouterr()
        assert said.out == ""
        assert "Traceback" not in said.err
        assert len(said.err.splitlines()) == (
            0 if isinstance(error, KeyboardInterrupt | BrokenPipeError) else 1
        )

    def test_a_bug_is_called_one_and_debugging_shows_where(
        self, core: type[Core], capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        core.answer = RuntimeError("boom\nmore")
        main(["solve", *FACTS])
        assert capsys.readouterr().err.startswith(
            "error: this is a bug, please report it: RuntimeError: boom ("
        )
        monkeypatch.setenv("ORCHESTRATOR_DEBUG", "1")
        assert main(["solve", *FACTS]) == exits.BUG
        assert "Traceback" in capsys.readouterr().err

    def test_all_problems_of_an_error_are_told(self, core: type[Core], capsys: Capture) -> None:
        core.answer = errors.FactsError(errors.Problem("one", "here", "this", "do that"), "two\x1b[2J")
        main(["solve", *FACTS])
        assert capsys.readouterr().err == "error: here: one (expected this). Do that.\nerror: two\\x1b[2J.\n"

    def test_a_query_is_an_argument(self, core: type[Core]) -> None:
        assert main(["solve", " What is my balance? ", "--domain", "banking"]) == 0
        assert core.asked == [("What is my balance?", None)]
        assert core.made[0]["translator"] == (None, None)

    @pytest.mark.parametrize("argument", [[], ["-"]])
    def test_a_query_comes_from_stdin(
        self, core: type[Core], argument: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pipe(monkeypatch, "\ufeffGröße?\n".encode())
        assert main(["solve", *argument, "--domain", "banking"]) == 0
        assert core.asked == [("Größe?", None)]

    def test_facts_come_from_a_file_or_from_stdin(
        self, core: type[Core], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "f.lp").write_text("goal(1, pay).", encoding="utf-8")
        assert main(["solve", "--domain", "banking", "--facts-file", str(tmp_path / "f.lp")]) == 0
        pipe(monkeypatch, b"goal(1, help).")
        assert main(["solve", "--domain", "banking", "--facts-file", "-"]) == 0
        assert core.asked == [(None, "goal(1, pay)."), (None, "goal(1, help).")]

    def test_options_reach_the_core(self, core: type[Core], tmp_path: Path) -> None:
        (tmp_path / "catalog.yaml").write_text("name: mine\napis: {help: {}}", encoding="utf-8")
        options = ["--catalog", str(tmp_path), "--planner", "clingo", "--timeout", "1.5"]
        assert main(["solve", "x", *options, "--translator", "openai", "--model", "m"]) == 0
        assert core.made == [
            {
                "catalog": "mine",
                "translator": ("openai", "m"),
                "planner": "clingo",
                "limits": Limits(seconds=1.5),
            }
        ]

    def test_stages_are_shown_in_their_order_under_headings(self, core: type[Core], capsys: Capture) -> None:
        assert main(["solve", *FACTS, "--show", "pddl, situation,facts"]) == 0
        out = capsys.readouterr().out
        headings = [line for line in out.splitlines() if line.startswith("── ")]
        assert headings == ["── facts", "── situation", "── domain.pddl", "── problem.pddl", "── plan"]
        assert "goal(1, help)." in out
        assert "(define (domain d))" in out
        assert "; nothing had to be planned" in out
        assert "✓ Ready" in out

    def test_with_json_the_stages_go_to_stderr(self, core: type[Core], capsys: Capture) -> None:
        assert main(["solve", *FACTS, "--json", "--show", "facts,plan"]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out) == READY.to_json()
        assert "── facts" in said.err
        assert "✓ Ready" in said.err

    @pytest.mark.parametrize(
        ("argv", "says"),
        [
            (["x"], "no domain is named. Add --domain banking|"),
            (["x", "--domain", "bankin"], "Did you mean 'banking'?"),
            (["x", "--domain", "./x"], "For a file of your own use --catalog."),
            (["x", "--domain", "banking", "--catalog", "y"], "both --domain and --catalog"),
            (["x", "--catalog", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
            (["x", *FACTS], "both a query and facts"),
            ([*FACTS, "--facts-file", "y"], "both --facts and --facts-file"),
            (["--domain", "banking", "--facts-file", "nowhere.lp"], "nowhere.lp: the file cannot be read"),
            (["--domain", "banking", "--facts-file", "."], "the file cannot be read"),
            (["", "--domain", "banking"], "the query is empty"),
            ([" \n", "--domain", "banking"], "the query is empty"),
            (["a\udcff", "--domain", "banking"], "no UTF-8 text"),
            (["x" * 1_000_001, "--domain", "banking"], "too large (expected at most 1 MB)"),
            ([*FACTS, "--show", "fact"], "--show: there is no stage 'fact'"),
            ([*FACTS, "--show", "fact"], "Did you mean 'facts'?"),
            ([*FACTS, "--timeout", "0"], "--timeout is 0"),
            ([*FACTS, "--timeout", "nan"], "--timeout is nan"),
            ([*FACTS, "--timeout", "soon"], "Invalid value for '--timeout'"),
            ([*FACTS, "--planner", "magic"], "'magic' is not one of 'fast-downward', 'clingo'"),
            ([*FACTS, "--translator", "magic"], "'magic' is not one of"),
            ([*FACTS, "--jason"], "No such option: --jason"),
            (["a", "b", "--domain", "banking"], "unexpected extra argument"),
            (["--domain"], "requires an argument"),
        ],
    )
    def test_wrong_use_is_told_with_what_to_try(
        self, core: type[Core], argv: list[str], says: str, capsys: Capture
    ) -> None:
        said = error_of(capsys, "solve", *argv)
        assert says.lower() in said.lower()
        assert len(said) < 1000
        assert core.asked == []

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "the query is empty"),
            (b"\xff\xfe", "no UTF-8 text"),
            (b"x" * 10_000_000, "too large"),
        ],
    )
    def test_a_bad_query_on_stdin_is_told(
        self, core: type[Core], content: bytes, says: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pipe(monkeypatch, content)
        assert says in error_of(capsys, "solve", "--domain", "banking")

    def test_without_a_query_a_terminal_is_not_read(
        self, core: type[Core], capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pipe(monkeypatch, b"never read", tty=True)
        assert "no query is given" in error_of(capsys, "solve", "--domain", "banking")
        monkeypatch.setattr("sys.stdin", None)
        assert "no query is given" in error_of(capsys, "solve", "--domain", "banking")
        assert "there is no stdin" in error_of(capsys, "solve", "--domain", "banking", "--facts-file", "-")


class TestCatalogs:
    def test_domains_are_listed(self, capsys: Capture) -> None:
        assert main(["domains"]) == 0
        out = capsys.readouterr().out
        assert all(name in out for name in domain_names())

    def test_domains_are_listed_as_json(self, capsys: Capture) -> None:
        assert main(["domains", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [domain["name"] for domain in found] == list(domain_names())
        assert all(domain["loads"] and domain["apis"] >= 10 and domain["description"] for domain in found)

    def test_a_broken_domain_does_not_hide_the_others(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("orchestrator.resources.domain_names", lambda: ("banking", "broken"))
        assert main(["domains"]) == 0
        assert "cannot be loaded" in capsys.readouterr().out
        assert main(["domains", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)[1] == {"name": "broken", "loads": False}

    def test_a_domain_is_shown(self, capsys: Capture) -> None:
        assert main(["show", "banking"]) == 0
        assert "Move money between two of your own accounts" in capsys.readouterr().out

    def test_a_domain_shown_as_json_is_its_catalog(self, capsys: Capture) -> None:
        assert main(["show", "banking", "--json"]) == 0
        assert Catalog.model_validate_json(capsys.readouterr().out) == Catalog.load("banking")

    def test_showing_nothing_is_wrong_use(self, capsys: Capture) -> None:
        assert "Missing argument" in error_of(capsys, "show")
        assert "Did you mean 'banking'?" in error_of(capsys, "show", "bankin")

    def test_all_domains_are_checked(self, capsys: Capture) -> None:
        assert main(["check"]) == 0
        assert capsys.readouterr().out.count("nothing to mend") == len(domain_names())

    @pytest.mark.parametrize(
        ("text", "code", "rule"),
        [
            ("name: x\ndescription: d\napis: {a: {kind: write, description: d}}", 0, None),
            ("name: x\ndescription: d\napis: {a: {description: d}}", 0, "read-without-outputs"),
            (
                "name: x\ndescription: d\napis: {a: {kind: write, description: d, requires: [p]}}",
                2,
                "unensured-state",
            ),
            ("name: x\napi: {}", 2, "load"),
            ("name: [", 2, "load"),
        ],
    )
    def test_a_file_is_checked(
        self, text: str, code: int, rule: str | None, tmp_path: Path, capsys: Capture
    ) -> None:
        file = tmp_path / "c.yaml"
        file.write_text(text, encoding="utf-8")
        assert main(["check", str(file)]) == code
        out = " ".join(capsys.readouterr().out.split())
        assert (f"[{rule}]" if rule else "nothing to mend") in out
        assert main(["check", str(file), "--json"]) == code
        (checked,) = json.loads(capsys.readouterr().out)
        assert checked["catalog"] == str(file)
        assert {finding["rule"] for finding in checked["findings"]} == ({rule} if rule else set())

    def test_checking_what_is_not_there_is_an_error(self, capsys: Capture) -> None:
        assert main(["check", "nowhere.yaml"]) == 2
        assert "there is no such file" in capsys.readouterr().out


class TestModels:
    def test_models_are_listed(self, capsys: Capture) -> None:
        from orchestrator.translate.models import DEFAULT_MODEL

        assert main(["model", "list"]) == 0
        assert DEFAULT_MODEL in capsys.readouterr().out
        assert main(["model", "list", "--json"]) == 0
        first = json.loads(capsys.readouterr().out)[0]
        assert set(first) == {"name", "default", "bytes", "present", "path", "licence"}

    def test_a_model_is_fetched_with_progress_on_stderr(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        seen: dict[str, Any] = {}

        def fetch(name: str, progress: Any, *, file: Path | None) -> Path:
            seen.update(name=name, file=file)
            progress(50, 100)
            progress(100, 100)
            return tmp_path / "model.gguf"

        monkeypatch.setattr("orchestrator.translate.fetch.fetch", fetch)
        assert main(["model", "fetch", "--file", "mine.gguf"]) == 0
        said = capsys.readouterr()
        assert said.out == f"{tmp_path / 'model.gguf'}\n"
        assert "fetching" in said.err
        assert seen["file"] == Path("mine.gguf")

    def test_an_unknown_model_is_wrong_use(self, capsys: Capture) -> None:
        assert "there is no embedded model 'gpt'" in error_of(capsys, "model", "fetch", "gpt")


class TestHelp:
    @pytest.mark.parametrize(
        "argv", [[], ["--help"], ["-h"], ["model"], ["model", "--help"], ["solve", "--help"]]
    )
    def test_help_is_printed_on_stdout(self, argv: list[str], capsys: Capture) -> None:
        assert main(argv) == 0
        said = capsys.readouterr()
        assert said.out.startswith("Usage: orchestrator")
        assert said.err == ""

    def test_the_version_is_printed(self, capsys: Capture) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out.startswith("orchestrator ")

    def test_a_misspelt_command_gets_the_nearest(self, capsys: Capture) -> None:
        assert "'solve'" in error_of(capsys, "solv")
        assert "No such command" in error_of(capsys, "model", "fech")

    def test_the_exit_codes_are_documented(self) -> None:
        documented = {
            int(line.split()[0]) for line in (exits.__doc__ or "").splitlines() if line[:5].strip().isdigit()
        }
        used = {v for k, v in vars(exits).items() if k.isupper() and isinstance(v, int)} | set(
            exits.BY_STATUS.values()
        )
        assert used <= documented
