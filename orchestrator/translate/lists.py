"""Where lists are: in a catalog, and among what a line yields (R12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from orchestrator.catalog import Catalog, Output
from orchestrator.translate.lines import Line, Listed, Ref, Rows
from orchestrator.translate.reach import leads, takes, ways_to

Columns = Mapping[str, Output]


def has_lists(catalog: Catalog) -> bool:
    """Whether some API takes or yields a list; where none does, lists are not spoken of."""
    return any(api.lists or any(i.many for i in api.inputs.values()) for api in catalog.apis.values())


def lists_of(line: Line, lines: Sequence[Line], catalog: Catalog) -> tuple[Columns, ...]:
    """The lists that a line yields, each as its columns: those of its API; of a line that is done several times all it yields."""
    api = catalog.apis[line.api]
    if repeats(line, lines, catalog):
        return (api.yields,) if api.yields else ()
    return tuple(api.lists.values())


def lists_found(name: str, line: Line, catalog: Catalog) -> Iterator[Columns]:
    """The lists that lookups yield for an input of a line, or for a datum by its type, and that a row of would serve it."""
    declared = catalog.apis[line.api].inputs.get(name)
    wanted = declared.type if declared is not None else name
    if catalog.type(wanted).bare:
        return
    for found, api in ways_to(catalog, wanted):
        if found == line.api:
            continue
        for columns in api.lists.values():
            types = [c.type for c in columns.values() if not catalog.type(c.type).bare]
            if any(takes(catalog, t, wanted) or leads(catalog, t, wanted) for t in types):
                yield columns


def repeats(line: Line, lines: Sequence[Line], catalog: Catalog) -> bool:
    """Whether a line is done several times: an input of one value is given a list, or several rows of one.

    What takes from a line that is done for each value is done so too; for each row only where the line says so.
    """
    return _over(line, lines, catalog) is not None


def _over(line: Line, lines: Sequence[Line], catalog: Catalog) -> Literal["values", "rows"] | None:
    """What a line is done for each of, if of anything."""
    inputs = catalog.apis[line.api].inputs
    single = [value for name, value in line.inputs if name not in inputs or not inputs[name].many]
    if any(isinstance(value, Listed) for value in single):
        return "values"
    found: Literal["rows"] | None = (
        "rows" if any(isinstance(value, Rows) and value.several for value in single) else None
    )
    for ref in (value for value in single if isinstance(value, Ref)):
        if ref.rows is not None and not ref.rows.several:
            continue
        sources = (x for x in lines if x.number == ref.line < line.number)
        if any(_over(source, lines, catalog) == "values" for source in sources):
            return "values"
        found = "rows" if ref.rows is not None else found
    return found
