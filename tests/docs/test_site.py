"""The site builds without a warning and without a network, and every link in it leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pages import DOCS, ROOT

import orchestrator

RULES = tuple(f"R{number}" for number in range(1, 13))
_SECONDS = 110


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", str(folder / "doctrees")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [*command, str(DOCS), str(folder / "html")], env=environment, check=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=_SECONDS,
    )  # fmt: skip
    if run.returncode or run.stdout:
        pytest.fail(f"the site does not build without a word:\n{run.stdout}", pytrace=False)
    return folder / "html"


class Page(HTMLParser):
    """What a page of the site links to, and what can be linked to in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.headings = 0
        self.feed(self.text)

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text, re.DOTALL)
        return found[1].strip() if found else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.anchors |= {name for key in ("id", "name") if (name := said.get(key))}
        self.headings += tag == "h1"
        if tag == "a" and said.get("href"):
            self.links.append(str(said["href"]))
        elif tag in ("link", "script", "img", "iframe", "source"):
            self.loaded += [target for key in ("href", "src") if (target := said.get(key))]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def _dead(page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
        anchors = pages[target].anchors if target in pages else ()
        if not target.exists() or (parts.fragment and anchors and unquote(parts.fragment) not in anchors):
            yield link


def test_every_link_inside_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    assert sum(len(page.links) for page in pages.values()) > 500
    dead = {page.path.name: links for page in pages.values() if (links := [*_dead(page, pages)])}
    assert not dead


def test_every_page_of_the_docs_is_in_the_site_with_a_title_of_its_own(site: Path, pages: dict[Path, Page]) -> None:
    written = {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")}
    assert len(written) > 30
    titles: dict[str, Path] = {}
    for path in sorted(written):
        page = pages[site / path]
        assert page.title not in ("", "orchestrator") or path.name == "index.html", path
        assert page.headings == 1, path
        # A chapter about a stage and that of the reference may share a word, the pages of one folder may not.
        assert titles.setdefault(f"{path.parent} {page.title}", path) == path


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    loaded = {target for page in pages.values() for target in page.loaded}
    assert loaded
    assert not {target for target in loaded if urlsplit(target).netloc}
    for style in site.rglob("*.css"):
        assert not re.search(r"@import|url\(['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style.name


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_page_with_a_picture(rule: str, site: Path) -> None:
    (page,) = (site / "rules").glob(f"{rule.lower()}-*.html")
    text = page.read_text(encoding="utf-8")
    assert f"<h1>{rule} " in text
    assert re.search(r'<figure class="plan-picture">\s*<svg', text)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_tells_why_it_is_there_and_what_happens_without_it(rule: str) -> None:
    (page,) = (DOCS / "rules").glob(f"{rule.lower()}-*.md")
    text = page.read_text(encoding="utf-8")
    parts = re.findall("^## (.+)$", text, re.MULTILINE)
    assert parts == ["In plain words", "Why it is there", "A case", "Without the rule"]
    # The facts that are drawn are those that are planned below the picture.
    assert re.search(r"^```prolog plan=\S+ file=(\S+)$.*--facts-file \1", text, re.MULTILINE | re.DOTALL)
    assert page.name in (DOCS / "rules" / "index.md").read_text(encoding="utf-8")


def test_a_catalog_that_a_page_writes_is_the_one_its_plans_are_drawn_with(site: Path) -> None:
    text = (site / "tutorial.html").read_text(encoding="utf-8")
    drawn = re.findall(r'<figure class="plan-picture">.*?</figure>', text, re.DOTALL)
    assert len(drawn) == 2
    assert "book_repair" in drawn[0]
    assert "send_confirmation" in drawn[1]


def test_in_a_session_only_what_follows_a_dollar_is_a_command(site: Path) -> None:
    text = (site / "rules" / "r10-outcomes.html").read_text(encoding="utf-8")
    assert set(re.findall(r'<span class="gp">(.*?)</span>', text)) == {"$ "}
    assert re.search(r'<span class="go">[^<]*\(Cancel a booked flight\)', text)


def test_every_public_name_is_in_the_reference(site: Path, pages: dict[Path, Page]) -> None:
    anchors = {anchor for path, page in pages.items() if path.parent.name == "reference" for anchor in page.anchors}
    assert not [name for name in orchestrator.__all__ if not _names_of(name) & anchors]


def _names_of(name: str) -> set[str]:
    """A public name from the front, and where it lives."""
    thing = getattr(orchestrator, name)
    return {f"orchestrator.{name}", f"{getattr(thing, '__module__', '')}.{name}"}
