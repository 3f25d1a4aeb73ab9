"""Loading a backend: only the file that is named is executed, and what is wrong with it is told with its place."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import OrchestratorError
from orchestrator.run.backend import (
    BackendError,
    CallFailed,
    check_backend,
    from_object,
    load_backend,
    missing,
)

CATALOG = Catalog.parse(
    """\
name: notes
description: Notes.
types:
  words: {base: string, question: Which words?}
  note:  {base: string, entity: note, ask: never}
apis:
  search: {description: Search notes., inputs: {words: words, from: {type: words, required: false}}, rows: {note: note}}
  delete: {description: Delete a note., kind: write, inputs: {note: note, why: {type: words, required: false}}}
  count:  {description: Count the notes., inputs: {words: {type: words, default: all}}, outputs: {note: note}}
"""
)
GOOD = """\
from __future__ import annotations
from dataclasses import dataclass

@dataclass(slots=True)
class Notes:
    kept: dict[str, str]

    def search(self, words, **others):
        return [{"note": key} for key, text in self.kept.items() if words in text]

    async def delete(self, note, why=None):
        del self.kept[note]

    def count(self, words):
        return {"note": str(len(self.kept))}

def backend():
    notes = Notes({"n1": "milk", "n2": "bread"})
    return {"search": notes.search, "delete": notes.delete, "count": notes.count}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "backend.py"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(source: Any) -> str:
    with pytest.raises(BackendError) as caught:
        load_backend(source, CATALOG)
    return str(caught.value)


def told(function: Any, api: str = "search") -> list[str]:
    with pytest.raises(BackendError) as caught:
        check_backend({api: function}, CATALOG, "notes.py")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("named", ["the file", "its folder", "a text"])
def test_a_file_or_its_folder_can_be_named(tmp_path: Path, named: str) -> None:
    path = write(tmp_path, GOOD)
    functions = load_backend({"the file": path, "its folder": tmp_path, "a text": str(path)}[named], CATALOG)
    assert functions["search"](words="milk") == [{"note": "n1"}]


def test_a_domain_can_be_named_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "travel").mkdir()
    functions = load_backend("travel", Catalog.load("travel"))
    assert functions["find_airport"](city="oslo") == {"airport": "OSL"}


def test_a_file_of_another_name_will_do(tmp_path: Path) -> None:
    path = tmp_path / "my notes.v2.py"
    path.write_text(GOOD, encoding="utf-8")
    assert load_backend(path, CATALOG)["count"](words="all") == {"note": "2"}


def test_each_loading_has_data_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, "kept = []\ndef add(words):\n    kept.append(words)\n    return [{'note': k} for k in kept]\n"
                           "def backend():\n    return {'search': lambda words, **_: add(words)}\n")  # fmt: skip
    one, other = load_backend(path, CATALOG), load_backend(path, CATALOG)
    assert one["search"](words="a") == [{"note": "a"}]
    assert other["search"](words="b") == [{"note": "b"}]


def test_a_changed_file_is_read_anew_even_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    text = "def backend():\n    return {'count': lambda words: {'note': '%s'}}\n"
    for said in "123":
        assert load_backend(write(tmp_path, text % said), CATALOG)["count"](words="all") == {"note": said}


def test_loading_writes_no_file_and_piles_up_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = write(tmp_path, GOOD)
    load_backend(path, CATALOG)
    modules, where = set(sys.modules), list(sys.path)
    for _ in range(5):
        load_backend(path, CATALOG)
    assert set(sys.modules) == modules
    assert sys.path == where
    assert sorted(p.name for p in tmp_path.iterdir()) == ["backend.py"]


def test_no_file_beside_the_named_one_is_executed(tmp_path: Path) -> None:
    (tmp_path / "notes_helper.py").write_text("raise SystemError('executed')\n", encoding="utf-8")
    (tmp_path / "__init__.py").write_text("raise SystemError('executed')\n", encoding="utf-8")
    assert load_backend(write(tmp_path, GOOD), CATALOG)
    said = complaint(
        write(tmp_path, "import notes_helper\n" + GOOD.replace("from __future__ import annotations\n", ""))
    )
    assert "No module named 'notes_helper'" in said


def test_one_and_the_same_module_is_no_other_file(tmp_path: Path) -> None:
    paths = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        paths.append(write(tmp_path / name, GOOD.replace("milk", name)))
    functions = [load_backend(path, CATALOG) for path in paths]
    assert [f["search"](words="a") for f in functions] == [[{"note": "n1"}, {"note": "n2"}], [{"note": "n2"}]]
    assert functions[0]["search"].__self__.__class__ is not functions[1]["search"].__self__.__class__


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x = 1\n", ["has no function `backend`", "Define `def backend()`"]),
        ("backend = 3\n", ["`backend` is no plain function"]),
        ("async def backend():\n    return {}\n", ["`backend` is no plain function"]),
        ("def backend(:\n", [":1:", "the file raised SyntaxError"]),
        ("x = 1\nraise ValueError('no data')\n", [":2:", "the file raised ValueError: no data"]),
        ("import sys\nsys.exit(3)\n", [":2:", "the file raised SystemExit: 3"]),
        ("def backend():\n    open('/nowhere/at/all')\n", [":2:", "backend() raised FileNotFoundError"]),
        ("def backend(data):\n    return {}\n", ["backend() raised TypeError"]),
        ("def backend():\n    pass\n", ["the backend is nothing", "a mapping of API name → function"]),
        ("def backend():\n    return [len]\n", ["the backend is an object of type list", "from_object"]),
        ("def backend():\n    return {'search': 3}\n", ["backend.py > search", "no function: int"]),
        ("def backend():\n    return {'delete': lambda: None}\n", ["backend.py > delete", "'note'", "'why'"]),
        ("\0", ["backend.py"]),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(
    tmp_path: Path, text: str, parts: list[str]
) -> None:
    said = complaint(write(tmp_path, text))
    for part in [str(tmp_path / "backend.py"), *parts]:
        assert part in said


def test_a_file_that_fails_leaves_no_module_behind(tmp_path: Path) -> None:
    modules = set(sys.modules)
    complaint(write(tmp_path, "raise ValueError\n"))
    assert set(sys.modules) == modules


@pytest.mark.parametrize(
    ("named", "parts"),
    [
        ("nowhere/backend.py", ["there is no such file", "Check the path"]),
        ("travle", ["there is no such file", "Did you mean the domain 'travel'?"]),
        ("", ["no backend is named"]),
        ("a\0b", ["no backend is named"]),
    ],
)
def test_a_file_that_is_not_there_is_told(named: str, parts: list[str]) -> None:
    said = complaint(named)
    assert all(part in said for part in parts), said


def test_a_folder_without_a_backend_is_told(tmp_path: Path) -> None:
    assert "the folder has no backend.py" in complaint(tmp_path)


def test_a_person_who_interrupts_is_not_answered_with_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        load_backend(write(tmp_path, "raise KeyboardInterrupt\n"), CATALOG)


def test_an_input_that_is_not_taken_by_name_is_told() -> None:
    assert told(lambda words: []) == [
        "notes.py > search: the function does not take the input 'from' by name. Add `**inputs`."
    ]
    assert told(lambda note: None, "delete") == [
        "notes.py > delete: the function does not take the input 'why' by name. Add the parameter `why`."
    ]
    namespace: dict[str, Any] = {}
    builtins.exec("def delete(note, why=None, /): ...", namespace)
    assert "does not take the input 'note' by name" in told(namespace["delete"], "delete")[0]


def test_an_optional_input_needs_a_default_and_one_with_a_default_does_not() -> None:
    assert told(lambda note, why: None, "delete") == [
        "notes.py > delete: the input 'why' is optional, but the function cannot do without it. "
        "Give the parameter a default: `why=None`."
    ]
    assert check_backend({"count": lambda words: None}, CATALOG)


def test_a_parameter_that_no_input_fills_is_told() -> None:
    assert told(lambda words, token: {}, "count") == [
        "notes.py > count: the function needs 'token', which no input of the API fills by name. The inputs are words."
    ]
    assert check_backend({"count": lambda words, token="x": {}}, CATALOG)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BackendError) as caught:
        check_backend({"count": 1, "delete": lambda: None}, CATALOG)
    assert len(caught.value.problems) == 3


def test_functions_that_do_not_tell_what_they_take_are_trusted() -> None:
    assert check_backend({"count": dict}, CATALOG)
    assert check_backend({"count": lambda *args, **inputs: None}, CATALOG)


def test_an_api_without_a_function_is_missing_only_where_it_is_called() -> None:
    functions = check_backend({"count": lambda words: None, "of_another_catalog": lambda a, b: None}, CATALOG)
    assert missing(functions, ["count"]) == ()
    assert missing(functions, ["delete", "count", "search", "delete"]) == ("delete", "search")


def test_methods_named_like_apis_make_a_backend() -> None:
    class Notes:
        tags = ("a",)

        def delete(self, note: str, why: str = "") -> None: ...

        def other(self, x: int) -> None: ...

    assert list(from_object(Notes(), CATALOG)) == ["delete"]


def test_an_attribute_named_like_an_api_is_told_with_its_class() -> None:
    class Notes:
        count = 3

    with pytest.raises(BackendError, match="Notes > count: what stands for the API is no function: int"):
        from_object(Notes(), CATALOG)


def test_a_failed_call_says_why_in_one_sentence() -> None:
    failed = CallFailed("the bank refuses")
    assert isinstance(failed, OrchestratorError)
    assert str(failed) == "the bank refuses."
