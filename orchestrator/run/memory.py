"""What a run has done and knows: which call gave what, by identity and arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.catalog.model import Catalog
from orchestrator.run.approval import canonical
from orchestrator.run.model import Record
from orchestrator.run.results import Found, Row, found_in
from orchestrator.secrets import marked, shown

CHOOSE = "choose"
"""What stands for the API in the record of a choice."""

Order = tuple[int, ...]
"""Where a record stands among the others: turn, stage, step, member."""


@dataclass(slots=True)
class Entry:
    """A record, with what was found as the run uses it.

    Attributes:
        found: what the call gave; None where it gave nothing, or is not decided.
        several: what it gave where one was wanted and several came.
    """

    record: Record
    order: Order
    found: Found | None = None
    several: tuple[Found, ...] = ()


@dataclass(slots=True)
class Memory:
    """The entries of a run, and of the run before it.

    A read is known again by identity and arguments, a write by its identity alone: it is never made a second time.
    """

    catalog: Catalog
    watch: Callable[[Record], None]
    entries: list[Entry] = field(default_factory=list)

    def keep(self, records: Iterable[Record]) -> None:
        """Take over what an earlier run did. What failed there, or was not done, may be done now."""
        for number, record in enumerate(records):
            api = self.catalog.apis.get(record.api)
            done = record.status in ("done", "kept")
            if record.api == CHOOSE and done:
                self.entries.append(Entry(_kept(record), (-1, number)))
            elif api is None or not (done or record.status == "unknown"):
                continue
            elif api.writes or not marked(record.result):
                several = tuple(found_in(match, api) for match in record.matches)
                lacking = not done or marked(record.result) or (bool(several) and record.place is None)
                found = None if lacking else found_in(record.result, api)
                self.entries.append(Entry(_kept(record), (-1, number), found, several))

    def read(self, identity: str, api: str, arguments: Mapping[str, Any]) -> Entry | None:
        """The entry of a read that was made with these arguments."""
        key = canonical(shown(self.catalog.apis[api], arguments))
        for entry in self._of(identity):
            if canonical(entry.record.arguments) == key:
                return entry
        return None

    def write(self, identity: str) -> Entry | None:
        """The entry of a write that was done, or may have been."""
        return next((e for e in self._of(identity) if e.record.status in ("done", "kept", "unknown")), None)

    def alike(self, api: str, goals: tuple[int, ...], arguments: Mapping[str, Any]) -> Iterator[Entry]:
        """The writes that were done, or may have been, for these goals with these arguments, whatever they are called."""
        key = canonical(shown(self.catalog.apis[api], arguments))
        for entry in self.entries:
            record = entry.record
            made = (record.api, record.goals) == (api, goals) and record.status in ("done", "kept", "unknown")
            if made and canonical(record.arguments) == key:
                yield entry

    def choice(self, identity: str, rows: Sequence[Row]) -> int | None:
        """The place of the row of this list that was chosen, from 0; None where none was, or the list is another now."""
        for entry in self._of(identity):
            place = (entry.record.place or 0) - 1
            if 0 <= place < len(rows) and canonical(rows[place]) == canonical(entry.record.result):
                return place
        return None

    def add(self, entry: Entry) -> Entry:
        """Note something new."""
        self.entries.append(entry)
        self.watch(entry.record)
        return entry

    def change(self, entry: Entry, **changes: Any) -> None:
        """Note what became of it."""
        entry.record = entry.record.model_copy(update=changes)
        self.watch(entry.record)

    def in_order(self) -> list[Entry]:
        """The entries in the order in which they were made."""
        return sorted(self.entries, key=lambda entry: entry.order)

    def _of(self, identity: str) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.record.identity == identity)


def _kept(record: Record) -> Record:
    return record if record.status == "unknown" else record.model_copy(update={"status": "kept"})
