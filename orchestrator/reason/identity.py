"""By what a call is told from others (design, section 4), as a text that stays the same when the plan is made anew.

A read call is identified by its API and its arguments, a goal's own call by the goal: `get_customer(customer=find_customer(
name="acme").id)`, `create_invoice/1`; of a goal that is done for several values, `create_invoice/1.2`. Plans have the same
identities, see `orchestrator.plan.identity`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orchestrator.catalog.model import Api, Catalog
from orchestrator.facts.model import quote
from orchestrator.reason.situation import Call, Row, Situation
from orchestrator.values import fit


def value_text(api: Api, slot: str, text: str, catalog: Catalog) -> str:
    """A value as it is compared: in the normal form of the input's type."""
    declared = api.inputs.get(slot)
    normal = fit(catalog.type(declared.type), text).normal if declared is not None else None
    return quote(text.casefold() if normal is None else normal)


def call_text(api: str, arguments: Iterable[tuple[str, str]]) -> str:
    return f"{api}({', '.join(f'{x}={source}' for x, source in arguments)})"


def own_text(api: str, goal: int, member: int | None) -> str:
    return f"{api}/{goal}" if member is None else f"{api}/{goal}.{member}"


class Identities:
    """The identities of a situation's calls, in the same words.

    Args:
        situation: what was derived.
        catalog: what APIs exist.
        members: goal → its number in the facts as they were said, and which of the values it is done for.
    """

    def __init__(self, situation: Situation, catalog: Catalog, members: Mapping[int, tuple[int, int | None]]) -> None:
        self.situation, self.catalog, self.members = situation, catalog, members

    def of(self, call: Call) -> str:
        """The identity of a call that is no row's."""
        if call.goals and call.writes:
            return own_text(call.api, *self.members[call.goals[0]])
        return call_text(call.api, self._arguments(call))

    def _arguments(self, call: Call) -> Iterator[tuple[str, str]]:
        parts: dict[str, list[str]] = {}
        for slot, admitted in call.slots.items():
            text = self._datum(call, call.whole(slot), admitted[0].datum) if len(admitted) == 1 else "?"
            parts.setdefault(call.whole(slot), []).append(text)
        for x, texts in parts.items():
            yield x, f"[{', '.join(texts)}]" if x in call.lists else texts[0]

    def _datum(self, call: Call, x: str, identifier: str) -> str:
        datum = self.situation.data[identifier]
        if datum.kind == "value":
            return value_text(self.catalog.apis[call.api], x, datum.text or "", self.catalog)
        if datum.kind == "answer":
            return f"ask({datum.type})"
        maker = self.situation.calls.get(datum.call or "")
        if maker is None:
            return f"wanted({datum.type})"
        if maker.row is None:
            return f"{self.of(maker)}.{datum.output}"
        of = self.situation.data[maker.slots["of"][0].datum]
        lister = self.situation.calls.get(of.call or "")
        listed = self.of(lister) if lister is not None else f"wanted({of.type})"
        return f"{listed}.{datum.output}{self._row(maker.row)}"

    def _row(self, row: Row) -> str:
        match row.mode:
            case "first" | "top" | "every" | "all":
                count = 1 if row.mode == "first" else row.count
                return "" if count is None else f"[first {count}]"
            case "last":
                return "[last 1]"
            case "nth":
                return f"[nth {row.count}]"
            case "min" | "max":
                return f"[{row.mode} {row.column}]"
            case "equals":
                texts = {column: self.situation.data[d].text or "" for column, d in row.equals.items()}
                return f"[{', '.join(f'{column}={quote(text.casefold())}' for column, text in texts.items())}]"
            case "chosen":
                return "[chosen]"
