"""What pages say of the code is so: help texts, exit codes, the error tree, programs, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer.main
from cli_page import PAGE, documented, regenerated
from pages import DOCS, PAGES, ROOT

import orchestrator
from orchestrator import errors
from orchestrator.cli import exits
from orchestrator.cli.main import app
from orchestrator.reason.ground import PROGRAMS
from orchestrator.resources import folder

_LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def _doc(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def _commands(group: object = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    found = typer.main.get_command(app) if group is None else group
    yield " ".join(path)
    for name, command in getattr(found, "commands", {}).items():
        yield from _commands(command, (*path, name))


def test_the_page_of_the_command_line_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == regenerated(), "run python -m tests.docs.cli_page"


def test_every_command_stands_on_the_page() -> None:
    assert set(documented()) == set(_commands())


@pytest.mark.parametrize("page", ["cli", "outcomes"])
def test_every_exit_code_is_told(page: str) -> None:
    codes = {*exits.BY_STATUS.values(), exits.WRONG_USE, exits.NO_TRANSLATION, exits.GAVE_UP, exits.BUG, exits.IO_FAILED,
             exits.INTERRUPTED, exits.BROKEN_PIPE}  # fmt: skip
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", _doc(page), re.MULTILINE)}
    assert codes <= told


def test_the_error_tree_is_that_of_the_code() -> None:
    tree = [line.strip() for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    assert tree
    for line in tree:
        assert line in _doc("errors")


def test_every_public_name_is_documented() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    missing = [name for name in orchestrator.__all__ if not re.search(rf"\b{name}\b", pages)]
    assert not missing


def test_every_reasoning_program_is_described() -> None:
    programs = {path.stem for path in folder("asp").glob("*.lp")}
    assert set(PROGRAMS) <= programs
    for name in programs:
        assert f"`{name}.lp`" in _doc("reasoning"), name


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    for target, anchor in _LINK.findall(text):
        path = (page.parent / unquote(target)).resolve() if target else page
        assert path.exists(), target
        if anchor and path.suffix == ".md":
            headings = _HEADING.findall(_FENCED.sub("", path.read_text(encoding="utf-8")))
            assert anchor[1:] in {_anchor(heading) for heading in headings}, f"{target}{anchor}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_pages_are_all_in_the_readme() -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    for page in PAGES[1:]:
        # The pages below a folder are in its index, which the site demands.
        if page.parent == DOCS or page.name == "index.md":
            assert page.relative_to(ROOT).as_posix() in readme
