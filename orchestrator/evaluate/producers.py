"""Outputs that a schema leaves out, and the description of another tool's input tells of.

"`hotel_id` can be retrieved from Search Hotels": where Search_Hotels states a list of bare texts and no `hotel_id`, it yields
one all the same. Where in the result it stands is not known; so plans can be made with it, and it cannot be run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestrator.evaluate.schemas import words_in

Said = dict[str, Any]
_FEWEST_WORDS = 2


def add_told_outputs(apis: Mapping[str, Said]) -> None:
    """Add to each API the outputs that the inputs of others are said to come from, of the type of the input.

    Where the API yields a list that says nothing of its members, they are columns of its rows; else an output.
    """
    names = _Names([name for name, api in apis.items() if api["outputs"] or api["rows"]])
    for name, api in apis.items():
        for slot, declared in api["inputs"].items():
            for producer in names.within(declared["description"] or ""):
                if producer != name and not declared["many"]:
                    _add(apis[producer], slot, declared["type"])


def _add(api: Said, slot: str, kind: str) -> None:
    known = {name.casefold() for group in ("outputs", "rows") for name in api[group]}
    if slot.casefold() in known:
        return
    has_made_rows = bool(api["rows"]) and "rows_at" not in api
    bare = any(output["many"] for output in api["outputs"].values())
    group = "rows" if has_made_rows or (bare and not api["rows"]) else "outputs"
    api[group][slot] = {"type": kind, "many": False, "description": None}


class _Names:
    """Names of tools, to be found in running text by their words; of names that overlap, the longer."""

    def __init__(self, names: Sequence[str]) -> None:
        self._by_first: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
        for name in names:
            words = words_in(name)
            if len(words) >= _FEWEST_WORDS:  # a single word may be any word
                self._by_first[words[0]].append((words, name))
        for known in self._by_first.values():
            known.sort(key=lambda pair: -len(pair[0]))

    def within(self, text: str) -> Iterator[str]:
        """The tools that a text names, in its order."""
        words = words_in(text)
        place = 0
        while place < len(words):
            known = self._by_first.get(words[place], ())
            found = next(((w, name) for w, name in known if words[place : place + len(w)] == w), None)
            if found is not None:
                yield found[1]
            place += len(found[0]) if found is not None else 1
