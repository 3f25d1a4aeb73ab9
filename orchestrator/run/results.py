"""What a function returned, checked against what the catalog says of its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from orchestrator.catalog.model import ROWS, Api, Catalog, Output
from orchestrator.run.values import Misfit, absent, read

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a call gave: outputs by name (None where there is no value), and rows."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Row, ...] | None = None

    def list_of(self, column: str, api: Api) -> tuple[Row, ...] | None:
        """The list with that column; None where it is an output of one value."""
        if column in api.rows:
            return self.rows or ()
        if api.outputs[column].many:
            return tuple({column: value} for value in self.outputs.get(column) or ())
        return None

    def plain(self) -> Any:
        """As it stands in a record."""
        outputs = {name: list(v) if isinstance(v, tuple) else v for name, v in self.outputs.items()}
        if self.rows is None:
            return outputs or None
        rows = [dict(row) for row in self.rows]
        return {**outputs, ROWS: rows} if outputs else rows


@dataclass(frozen=True, slots=True)
class Several:
    """Several were found where one was looked for."""

    all: tuple[Found, ...]


def found_in(plain: Any, api: Api) -> Found:
    """What a record says was found, the other way of `Found.plain`."""
    if isinstance(plain, list | tuple):
        return Found({}, tuple(dict(row) for row in plain))
    outputs = dict(plain or {})
    rows = outputs.pop(ROWS, None)
    listed = tuple(dict(row) for row in rows) if rows is not None else () if api.rows else None
    return Found({n: tuple(v) if isinstance(v, list) else v for n, v in outputs.items()}, listed)


def checked(raw: Any, api: Api, catalog: Catalog) -> Found | Several | None:
    """What a function returned, as the catalog's types; None where nothing was found. What the API does not declare is ignored.

    Raises:
        Misfit: it is not what the API yields.
    """
    if api.rows:
        return _with_rows(raw, api, catalog)
    if not api.outputs:
        return Found()
    if isinstance(raw, list | tuple):
        several = [one for one in (_one(member, api, catalog) for member in raw) if one is not None]
        return Several(tuple(several)) if len(several) > 1 else several[0] if several else None
    return _one(raw, api, catalog)


def _one(raw: Any, api: Api, catalog: Catalog) -> Found | None:
    if raw is None or raw == {}:
        return None
    outputs = _outputs(raw, api, catalog)
    return Found(outputs) if any(value is not None for value in outputs.values()) else None


def _outputs(raw: Any, api: Api, catalog: Catalog) -> dict[str, Any]:
    if not isinstance(raw, Mapping):
        raise Misfit(f"its result is a {type(raw).__name__}, expected a mapping of {', '.join(api.outputs)}")
    lacking = [name for name in api.outputs if name not in raw]
    if lacking:
        raise Misfit(f"its result lacks {', '.join(lacking)}")
    return {name: _value(raw[name], output, name, catalog) for name, output in api.outputs.items()}


def _with_rows(raw: Any, api: Api, catalog: Catalog) -> Found | None:
    if raw is None:
        return None if api.outputs else Found({}, ())
    listed = raw
    outputs = _outputs(raw, api, catalog) if api.outputs else {}
    if api.outputs or api.rows_at:
        for part in (api.rows_at or "rows").split("."):
            listed = listed.get(part) if isinstance(listed, Mapping) else None
    if not isinstance(listed, list | tuple):
        where = f"at {api.rows_at}" if api.rows_at else "of rows"
        raise Misfit(f"its result has no list {where}")
    return Found(outputs, tuple(_rows(listed, api, catalog)))


def _rows(listed: Any, api: Api, catalog: Catalog) -> Iterator[Row]:
    for number, row in enumerate(listed, 1):
        if not isinstance(row, Mapping):
            raise Misfit(f"row {number} of its result is a {type(row).__name__}, expected a mapping")
        where = f"row {number} > "
        yield {name: _value(row.get(name), output, where + name, catalog) for name, output in api.rows.items()}


def _value(value: Any, output: Output, where: str, catalog: Catalog) -> Any:
    kind = catalog.type(output.type)
    try:
        if not output.many:
            return None if absent(value) else read(kind, value)
        if not isinstance(value, list | tuple):
            raise Misfit("is no list") if value is not None else Misfit("is missing")
        return tuple(read(kind, member) for member in value)
    except Misfit as misfit:
        raise Misfit(f"in its result, {where} {misfit}") from None
