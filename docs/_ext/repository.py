"""Links from the pages to Markdown of the repository that is no page, such as a report: the file is carried along.

On GitHub such a link leads to the file. MyST looks for a page of the site and finds none, so it is told to take the file as it is;
with files of other kinds it does so by itself.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_LINK = re.compile(r"\[`?(?P<text>[^\]`]+)`?\]\((?P<path>\.\.?/[^)#\s]+\.md)(?:#[^)\s]*)?\)")


def carry_along(app: Sphinx, docname: str, source: list[str]) -> None:
    """In the text of a page: links that lead out of the site become downloads."""
    folder, root = Path(app.env.doc2path(docname)).parent, Path(app.srcdir).resolve()

    def told(link: re.Match[str]) -> str:
        is_page = (folder / link["path"]).resolve().is_relative_to(root)
        return link[0] if is_page else f"{{download}}`{link['text']} <{link['path']}>`"

    source[0] = _LINK.sub(told, source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("source-read", carry_along)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
