"""Whether a query says a value: word for word, or in a form that the translation knows for the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from orchestrator.evaluate.model import Item, Json
from orchestrator.evaluate.values_equal import Equality, Place, text_of
from orchestrator.translate.evidence import support, support_type
from orchestrator.translate.mentions import Mentions


@dataclass(frozen=True)
class Supported:
    """What the query of an item supports. The query is read when the first value is looked for.

    Args:
        today: from which day relative dates count where the item does not say.
    """

    item: Item
    equality: Equality
    today: date

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.item.query, self.item.catalog, self.item.today or self.today)

    def says(self, place: Place, value: Json) -> bool:
        """Whether the query says the value; of a list or an object, each of its values."""
        return all(self._says(place, text_of(leaf)) for leaf in _leaves(value))

    def _says(self, place: Place, text: str) -> bool:
        if self._mentions.find(text) is not None:
            return True
        declared, kind = self.equality.declared(place), self.equality.kind(place)
        if declared is not None and kind is not None:
            return support(text, place[1], declared, self._mentions) is not None
        return kind is not None and support_type(text, kind, self._mentions) is not None


def _leaves(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    else:
        yield value
