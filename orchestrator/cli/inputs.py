"""What a command is given: a query, facts, a catalog; from arguments, files and stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.catalog.model import Catalog

MAX_BYTES = 1_000_000


def catalog_of(domain: str | None, catalog: str | None) -> Catalog:
    """The catalog that `--domain` or `--catalog` names.

    Raises:
        UsageError: neither of them, or both; or there is no such domain.
    """
    from orchestrator.catalog.model import Catalog
    from orchestrator.nearest import nearest
    from orchestrator.resources import domain_names

    if domain is not None and catalog is not None:
        raise UsageError(Problem("both --domain and --catalog are given", mend="leave one of them out"))
    if catalog is not None:
        return Catalog.load(catalog)
    names = domain_names()
    if domain is None:
        raise UsageError(
            Problem("no domain is named", mend=f"add --domain {'|'.join(names)} or --catalog FILE")
        )
    if domain not in names:
        guess = nearest(domain, names)
        mend = f"did you mean '{guess}'?" if guess else "for a file of your own use --catalog"
        raise UsageError(Problem(f"there is no domain '{domain}'", "--domain", ", ".join(names), mend))
    return Catalog.load(domain)


def facts_text(facts: str | None, facts_file: str | None) -> str | None:
    """The facts that `--facts` or `--facts-file` gives; None where neither does.

    Raises:
        UsageError: both do, or the file cannot be read.
    """
    if facts is not None and facts_file is not None:
        raise UsageError(Problem("both --facts and --facts-file are given", mend="leave one of them out"))
    if facts_file == "-":
        text = _stdin("the facts")
    elif facts_file is not None:
        text = _file_text(facts_file)
    elif facts is not None:
        text = _whole(facts, "--facts")
    else:
        return None
    return text


def _file_text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return _decode(file, path)
    except OSError as error:
        raise UsageError(Problem(f"the file cannot be read: {error.strerror}", path)) from None


def query_text(query: str | None) -> str:
    """The query: the argument, or what is on stdin.

    Raises:
        UsageError: there is none.
    """
    if query is None or query == "-":
        if query is None and (sys.stdin is None or sys.stdin.isatty()):
            raise UsageError(Problem("no query is given", mend="write it in quotes, or pipe it in"))
        words = _stdin("the query")
    else:
        words = _whole(query, "the query")
    if not words.strip():
        raise UsageError(Problem("the query is empty", mend="say in words what is to be done"))
    return words.strip()


def _stdin(what: str) -> str:
    if sys.stdin is None:
        raise UsageError(Problem("there is no stdin", what))
    return _decode(sys.stdin.buffer, what)


def _decode(stream: BinaryIO, what: str) -> str:
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _too_large(what)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(Problem("this is no UTF-8 text", what)) from None


def _whole(text: str, what: str) -> str:
    """The text of an argument, unless it is too large or was no UTF-8."""
    if len(text) > MAX_BYTES:
        raise _too_large(what)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(Problem("this is no UTF-8 text", what)) from None
    return text


def _too_large(what: str) -> UsageError:
    return UsageError(Problem("this is too large", what, f"at most {MAX_BYTES // 1_000_000} MB"))
