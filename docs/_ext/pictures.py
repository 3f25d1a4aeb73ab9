"""Code blocks with a picture.

    ```prolog plan=travel
    goal(1, weather).
    ```

shows the facts, and below them the picture of their plan, drawn by the package when the site is built. `plan=` names a domain,
or a catalog that an earlier block of the page wrote (```yaml file=NAME).

    ```mermaid

is drawn where the reader's viewer can (GitHub does); here its text is shown, so that the site needs no script from elsewhere.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from orchestrator.catalog import Catalog

_FILE = re.compile(r"^```yaml[^\n]*\bfile=(?P<name>\S+)[^\n]*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


class _Fence(SphinxDirective):
    """A fenced block whose words after the language come as one argument."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    language = "text"

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        block = nodes.literal_block(text, text, language=self.language)
        self.set_source_info(block)
        return [block]

    @property
    def words(self) -> dict[str, str]:
        """The words after the language that say something: `name=value`."""
        said = self.arguments[0].split() if self.arguments else []
        return dict(word.split("=", 1) for word in said if "=" in word)


class Facts(_Fence):
    """```prolog, with `plan=CATALOG` for the picture of the plan."""

    language = "prolog"

    def run(self) -> list[nodes.Node]:
        name = self.words.get("plan")
        return [*super().run(), *([self._picture(name)] if name is not None else [])]

    def _picture(self, name: str) -> nodes.Node:
        from orchestrator import Orchestrator
        from orchestrator.show.formats import render

        catalog = self._catalog(name)
        plan = Orchestrator(catalog).plan(facts="\n".join(self.content))
        svg = render(plan, catalog, "svg")
        html = f'<figure class="plan-picture">\n{_without_declaration(svg)}\n</figure>'
        return nodes.raw("", html, format="html")

    def _catalog(self, name: str) -> Catalog:
        from orchestrator import Catalog

        page = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
        above = "".join(page.splitlines(keepends=True)[: self.lineno - 1])
        written = {found["name"]: found["text"] for found in _FILE.finditer(above)}
        return Catalog.parse(written[name]) if name in written else _domain(name)


class Mermaid(_Fence):
    """```mermaid, as text."""


@cache
def _domain(name: str) -> Catalog:
    from orchestrator import Catalog

    return Catalog.load(name)


def _without_declaration(svg: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]*\?>\s*", "", svg)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("prolog", Facts)
    app.add_directive("mermaid", Mermaid)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
