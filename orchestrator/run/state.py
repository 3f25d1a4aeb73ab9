"""The state of the world as a run knows it, by value (R7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from orchestrator.catalog.model import Api, Catalog, Condition, Output, SemanticType
from orchestrator.catalog.model import Input as ApiInput
from orchestrator.run.values import text_of
from orchestrator.values import fit

Atom = tuple[str, tuple[str, ...]]


class State:
    """What holds now. At the start what the catalog says, then what the writes that were done have changed.

    Data are compared by value: two that came about differently may turn out equal only here.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._now: set[Atom] = set()
        for condition in catalog.state:
            words = (self._normal(self._type_at(condition.fluent, i), w) for i, w in enumerate(condition.arguments))
            self._now.add((condition.fluent, tuple(words)))

    def unmet(self, api: Api, arguments: Mapping[str, Any]) -> Condition | None:
        """The first condition of a call that does not hold; None where all do."""
        for condition, atom in self._atoms(api, api.requires, arguments, {}):
            if (atom in self._now) != condition.holds:
                return condition
        return None

    def apply(self, api: Api, arguments: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
        """What a call that was made has changed."""
        made = list(self._atoms(api, api.ensures, arguments, outputs))
        self._now -= {atom for condition, atom in made if not condition.holds}
        self._now |= {atom for condition, atom in made if condition.holds}

    def touched(self, api: Api, arguments: Mapping[str, Any]) -> frozenset[Atom]:
        """What a call requires or changes, as far as its arguments say."""
        return frozenset(atom for _, atom in self._atoms(api, (*api.requires, *api.ensures), arguments, {}))

    def _atoms(
        self, api: Api, conditions: Sequence[Condition], arguments: Mapping[str, Any], outputs: Mapping[str, Any]
    ) -> Iterator[tuple[Condition, Atom]]:
        """The conditions over values. One that speaks of an input that is left empty says nothing."""
        for condition in conditions:
            words = [self._texts(api, word, arguments, outputs) for word in condition.arguments]
            for texts in product(*words):
                yield condition, (condition.fluent, texts)

    def _texts(self, api: Api, word: str, arguments: Mapping[str, Any], outputs: Mapping[str, Any]) -> Sequence[str]:
        declared: ApiInput | Output | None = api.inputs.get(word) or api.outputs.get(word)
        if declared is None:
            return (word.casefold(),)
        value = arguments.get(word) if word in api.inputs else outputs.get(word)
        members = value if isinstance(value, list | tuple) else () if value is None else (value,)
        return [self._normal(self._catalog.type(declared.type), text_of(member) or "") for member in members]

    def _type_at(self, fluent: str, place: int) -> SemanticType | None:
        """The type of an argument of a fluent, as the first API that speaks of it says."""
        for api in self._catalog.apis.values():
            for condition in (*api.requires, *api.ensures):
                if condition.fluent == fluent and place < len(condition.arguments):
                    word = condition.arguments[place]
                    declared: ApiInput | Output | None = api.inputs.get(word) or api.outputs.get(word)
                    if declared is not None:
                        return self._catalog.type(declared.type)
        return None

    @staticmethod
    def _normal(kind: SemanticType | None, text: str) -> str:
        normal = fit(kind, text).normal if kind is not None else None
        return text.casefold() if normal is None else normal
