"""Reading a `catalog.yaml`: errors name file, line, key and mend, and those of one file come together."""

from __future__ import annotations

import os
import pathlib
from typing import Any

from pydantic import ValidationError

from orchestrator.catalog.complaints import details_of, problem_of
from orchestrator.catalog.document import MAX_BYTES, Document, Path, read_document
from orchestrator.catalog.model import Catalog
from orchestrator.catalog.rules import rules_flaw
from orchestrator.catalog.verify import Names, verify
from orchestrator.errors import CatalogError, Problem
from orchestrator.nearest import nearest
from orchestrator.resources import domain_names, folder

_FILE = "catalog.yaml"


def load(source: str | os.PathLike[str]) -> Catalog:
    """Load a catalog by the name of a domain, or by the path of a YAML file or of its folder.

    The text of a `rules.lp` beside the file becomes `Catalog.rules`.

    Raises:
        CatalogError: the file is missing, is no YAML, or says something impossible.
    """
    path = locate(source)
    catalog = parse(read_text(path), str(path))
    rules = path.with_name("rules.lp")
    if rules.is_file():
        catalog = catalog.model_copy(update={"rules": _read_rules(rules)})
    catalog.__dict__["source"] = str(path)  # fills the cached property: neither compared nor written
    return catalog


def _read_rules(path: pathlib.Path) -> str:
    text = read_text(path)
    if flaw := rules_flaw(text):
        raise CatalogError(Problem(flaw, str(path), "rules in ASP", "mend or remove the rule"))
    return text


def locate(source: str | os.PathLike[str]) -> pathlib.Path:
    """The file that `load` would read.

    Raises:
        CatalogError: there is none.
    """
    name = os.fspath(source)
    if "\0" in name or not name.strip():
        raise CatalogError(Problem("no catalog is named", expected="the name of a domain, or a path"))
    if name in domain_names():
        return folder("domains") / name / _FILE
    path = pathlib.Path(name).expanduser()
    try:
        if path.is_dir():
            if (path / _FILE).is_file():
                return path / _FILE
            raise CatalogError(Problem(f"the folder has no {_FILE}", name, mend="name the file itself"))
        if path.exists():
            return path
    except OSError as error:
        raise CatalogError(Problem(f"the path cannot be used: {error.strerror}", _shorten(name))) from None
    raise CatalogError(_nothing_there(name))


def _nothing_there(name: str) -> Problem:
    domains = domain_names()
    if os.sep in name or name.endswith((".yaml", ".yml")):
        return Problem("there is no such file", _shorten(name), mend="check the path")
    guess = nearest(name, domains)
    return Problem(
        f"there is no domain and no file '{_shorten(name)}'",
        expected=f"a path, or one of {', '.join(domains)}" if domains else "a path",
        mend=f"did you mean '{guess}'?" if guess else "",
    )


def _shorten(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."


def read_text(path: pathlib.Path) -> str:
    """The text of a file, if it can be one that a person wrote.

    Raises:
        CatalogError: the file cannot be read, is too large, or is no UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CatalogError(Problem(f"the file cannot be read: {error.strerror}", str(path))) from None
    if len(content) > MAX_BYTES:
        raise CatalogError(
            Problem("the file is too large", str(path), f"at most {MAX_BYTES // 1_000_000} MB")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mend = "save the file as UTF-8; is it a text file at all?"
        raise CatalogError(Problem("the file is no UTF-8 text", f"{path}:{line}", mend=mend)) from None


def parse(text: str, origin: str = "catalog") -> Catalog:
    """Read the text of a `catalog.yaml`. `origin` is what errors call it.

    Raises:
        CatalogError: the text is no YAML, or says something impossible. Its problems are all that was found.
    """
    document = read_document(text, origin)
    if document.data is None:
        raise CatalogError(
            Problem("the catalog is empty", origin, "name, types and apis", "start with `name: my_domain`")
        )
    if not isinstance(document.data, dict):
        raise CatalogError(
            Problem("the catalog is no mapping", document.where(()), "the keys name, types and apis")
        )
    catalog, problems = _validate(document)
    if catalog is not None:
        problems += [
            Problem(flaw.what, document.where(flaw.path), flaw.expected, flaw.mend)
            for flaw in verify(catalog, Names.of(document.data))
        ]
    if problems or catalog is None:
        raise CatalogError(*dict.fromkeys(sorted(problems, key=lambda p: _line(p, origin))))
    return catalog


def _line(problem: Problem, origin: str) -> int:
    number = problem.where.removeprefix(origin + ":").partition(":")[0]
    return int(number) if number.isdigit() else 0


def _validate(document: Document) -> tuple[Catalog | None, list[Problem]]:
    """The catalog, or what is left of it without its faulty parts, so that the rest can be verified too."""
    problems = list(document.flaws)
    data = document.data
    if "rules" in data:
        mend = "write them in rules.lp beside the file"
        data = {key: value for key, value in data.items() if key != "rules"}
        problems.append(Problem("unknown key 'rules'", document.where(("rules",)), mend=mend))
    for _ in range(5):
        try:
            return Catalog.model_validate(data, by_alias=True, by_name=False), problems
        except ValidationError as error:
            for path, detail in details_of(error, document):
                problems.append(problem_of(path, detail, document))
                data = _without_fault(data, path, missing=detail["type"] == "missing")
            if not isinstance(data, dict):
                break
            data = {"name": "unnamed", **data}
    return None, problems


def _without_fault(data: Any, path: Path, *, missing: bool) -> Any:
    """The data without a fault, cut so that nothing else seems wrong because of the cut."""
    if missing:
        return _without(data, path[:-1]) if path[1:] else data
    if path[:1] == ("apis",) and path[2:] == ("kind",):
        api = {**data["apis"][path[1]], "kind": "write"}
        return {**data, "apis": {**data["apis"], path[1]: api}}
    if path[:1] == ("types",) and path[2:3] == ("values",):
        return _without(data, path[:3])
    if path[:1] == ("apis",) and path[4:] in (("type",), ("list_of",)):
        return _without(data, path[:4])
    return _without(data, path)


def _without(data: Any, path: Path) -> Any:
    """The data without what stands at the path; a path that ends early loses what it reached."""
    if not path or not isinstance(data, dict):
        return None
    key, rest = str(path[0]), path[1:]
    if key not in data:
        return data
    inner = _without(data[key], rest) if rest else None
    kept = {k: v for k, v in data.items() if k != key}
    return kept if inner is None else {k: inner if k == key else v for k, v in data.items()}
