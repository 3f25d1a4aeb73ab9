"""The right calls of a third-party item in the common form (see `model`).

An argument as the sets write it: a literal; `{"$ref": "label.path"}`, what an earlier call yields; `{"$expr": ...}`, a text made of
results; `{"$info": input}`, to be asked. `accept` lists the values that are right, "" in it that the input may be left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from typing import Any

from orchestrator.catalog.model import Api, Catalog
from orchestrator.evaluate.model import Argument, Asked, CallMade, Json, Literal, Ref, ResultText, Several
from orchestrator.evaluate.schemas import as_text, day_form
from orchestrator.values import normal_form

_MAX_ALTERNATIVES = 64
_PART = re.compile(r"\[(?P<index>\*|-?\d+)\]|(?P<name>[^.\[\]]+)")


class GoldFlaw(ValueError):
    """What is wrong with a gold call, in words."""


Defaults = Mapping[tuple[str, str], Json]
"""(API, input) → the default as the source states it, even one that the catalog cannot have ("dontcare")."""


def gold_calls(
    said: Sequence[Mapping[str, Any]],
    catalog: Catalog,
    missing: Sequence[str] = (),
    defaults: Defaults | None = None,
) -> tuple[CallMade, ...]:
    """The calls in the common form.

    Args:
        said: `label`, `api`, `args` and perhaps `accept` of each, in an order in which none takes from a later one.
        catalog: what the calls are calls of.
        missing: inputs that the query leaves out, `input` or `<call index>.<input>`; asked, where no call says so itself.
        defaults: of inputs; a value that is one may be left out.

    Raises:
        GoldFlaw: an API or an input does not exist, or a reference points at nothing before it.
    """
    places: dict[str, int] = {}
    calls: list[CallMade] = []
    for place, call in enumerate(said):
        calls.append(_call(call, catalog, places, calls, defaults or {}))
        places[str(call.get("label", f"c{place}"))] = place
    for name in missing:
        _ask(name, calls, catalog)
    return tuple(calls)


def _call(
    said: Mapping[str, Any],
    catalog: Catalog,
    places: Mapping[str, int],
    calls: Sequence[CallMade],
    defaults: Defaults,
) -> CallMade:
    name = said.get("api")
    api = catalog.apis.get(name) if isinstance(name, str) else None
    if api is None:
        raise GoldFlaw(f"the catalog has no API {name!r}")
    accept = said.get("accept") or {}
    reader = _Reader(catalog, str(name), places, calls, defaults)
    arguments = {
        slot: reader.argument(slot, value, right)
        for key, given in (said.get("args") or {}).items()
        for slot, value, right in _leaves(api, key, given, accept.get(key))
    }
    for key, right in accept.items():
        if key not in (said.get("args") or {}):
            values = [value for value in right if value != ""]
            arguments[key] = Literal(values[0] if values else "", tuple(values), optional=True)
    return CallMade(str(name), arguments)


def _leaves(api: Api, name: str, value: Json, accept: Any) -> Iterator[tuple[str, Json, list[Json] | None]]:
    """An argument as the catalog has it: an object whose properties are inputs is taken apart."""
    right = accept if isinstance(accept, list) else None
    prefix = f"{name}."
    if isinstance(value, Mapping) and name not in api.inputs and any(slot.startswith(prefix) for slot in api.inputs):
        for key, part in value.items():
            listed = [a[key] for a in right or () if isinstance(a, Mapping) and key in a]
            yield from _leaves(api, prefix + key, part, [x for a in listed for x in (a if isinstance(a, list) else [a])] or None)
    else:
        yield name, value, right


class _Reader:
    """Reads the arguments of one call of an API; `places` are the calls before it, by label."""

    def __init__(
        self,
        catalog: Catalog,
        name: str,
        places: Mapping[str, int],
        calls: Sequence[CallMade],
        defaults: Defaults,
    ) -> None:
        self._catalog, self._name, self._api = catalog, name, catalog.apis[name]
        self._places, self._calls, self._defaults = places, calls, defaults

    def argument(self, slot: str, value: Json, accept: list[Json] | None) -> Argument:
        if not _has_marks(value):
            return self._literal(slot, value, accept)
        if isinstance(value, list):
            return Several(tuple(self.argument(slot, member, None) for member in value))
        if "$info" in value:
            return Asked()
        if "$ref" in value:
            return self._reference(str(value["$ref"]))
        return ResultText(str(value["$expr"]) if "$expr" in value else json.dumps(value, ensure_ascii=False))

    def _literal(self, slot: str, value: Json, accept: list[Json] | None) -> Literal:
        right = [variant for said in accept or () if said != "" for variant in _variants(said)]
        for text in right or [value]:
            normal = self._normal(slot, text)
            if normal is not None and normal not in right:
                right = [*(right or [value]), normal]
        if right and value not in right:
            right.insert(0, value)
        return Literal(value, tuple(right), optional="" in (accept or ()) or self._is_default(slot, value))

    def _is_default(self, slot: str, value: Json) -> bool:
        default = as_text(self._defaults.get((self._name, slot)))
        return default is not None and default == as_text(value)

    def _normal(self, slot: str, value: Json) -> str | None:
        """The normal form of a day or a time that a source writes in a form of its own: it is as right."""
        declared = self._api.inputs.get(slot)
        if declared is None or not isinstance(value, str):
            return None
        base = self._catalog.type(declared.type).base
        if normal_form(base, value) is not None:
            return None
        return _day(value, declared.description or "") if base == "date" else _clock(value) if base == "time" else None

    def _reference(self, text: str) -> Ref:
        label = next((known for known in sorted(self._places, key=len, reverse=True) if _begins(text, known)), None)
        if label is None:
            raise GoldFlaw(f"the reference '{text}' points at no call before its own")
        place = self._places[label]
        parts = [*_PART.finditer(text[len(label) :])]
        names = [m["name"].strip() for m in parts if m["name"] is not None and m["name"].strip()]
        indexes = [m["index"] for m in parts if m["index"] is not None]
        api = self._catalog.apis[self._calls[place].api]
        return Ref(place, _output(api, names), _rows(indexes[0]) if indexes else "")


def _day(text: str, description: str) -> str | None:
    """A day such as 12/31/2025, where the description says which number is the month."""
    form = day_form(description)
    parts = re.fullmatch(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\s*", text)
    if form is None or parts is None:
        return None
    first, second, year = map(int, parts.groups())
    month, day = (first, second) if form == "mdy" else (second, first)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _clock(text: str) -> str | None:
    """A time such as 7 PM or 10:30am."""
    parts = re.fullmatch(r"\s*(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?\s*", text, re.IGNORECASE)
    if parts is None or not 1 <= int(parts[1]) <= 12:
        return None
    hour = int(parts[1]) % 12 + (12 if parts[3].casefold() == "p" else 0)
    return normal_form("time", f"{hour}:{parts[2] or '00'}")


def _has_marks(value: Json) -> bool:
    """Whether something in a value stands for a result, or is to be asked."""
    if isinstance(value, Mapping):
        return any(str(key).startswith("$") or _has_marks(part) for key, part in value.items())
    return isinstance(value, list) and any(map(_has_marks, value))


def _begins(text: str, label: str) -> bool:
    return text.startswith(label) and text[len(label) :][:1] in ("", ".", "[")


def _output(api: Api, names: Sequence[str]) -> str | None:
    """The output that a path leads to, by the catalog's name; where it has none, the end of the path."""
    known = {name.casefold(): name for name in api.yields}
    ends = [".".join(names[start:]) for start in range(len(names))]
    return next((known[end.casefold()] for end in ends if end.casefold() in known), names[-1] if names else None)


def _rows(index: str) -> str:
    """The row that an index means, as picks say it; all of them where it is a star."""
    if index == "*":
        return ""
    number = int(index)
    return "first 1" if number == 0 else f"nth {number + 1}" if number > 0 else "last 1" if number == -1 else ""


def _variants(said: Json) -> Iterator[Json]:
    """The values that an entry of `accept` admits: within an object each key has a list of them, "" for none."""
    yield from islice(_all_variants(said), _MAX_ALTERNATIVES)


def _all_variants(said: Json) -> Iterator[Json]:
    if isinstance(said, list) and any(isinstance(member, Mapping) for member in said):
        for members in product(*(tuple(_variants(member)) for member in said)):
            yield [*members]
    elif isinstance(said, Mapping) and said and all(isinstance(options, list) for options in said.values()):
        choices = [
            tuple((key, value) for option in options for value in ([""] if option == "" else _variants(option)))
            for key, options in said.items()
        ]
        for chosen in product(*choices):
            yield {key: value for key, value in chosen if value != ""}
    else:
        yield said


def _ask(name: str, calls: list[CallMade], catalog: Catalog) -> None:
    """An input that the query leaves out is asked, in the first call that takes it and does not say so yet."""
    at, _, slot = name.partition(".") if re.match(r"\d+\.", name) else ("", "", name)
    if any(slot in call.arguments for place, call in enumerate(calls) if at in ("", str(place))):
        return
    for place, call in enumerate(calls):
        if at in ("", str(place)) and slot in catalog.apis[call.api].inputs:
            calls[place] = CallMade(call.api, {**call.arguments, slot: Asked()}, call.each)
            return
    raise GoldFlaw(f"'{name}' is missing, and no gold call takes it")
