"""What earlier lines yield, as choices for an input: `@N`, and `@N[...]` for the rows of a list that the query names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.catalog import Catalog, Input, Output
from orchestrator.translate.lines import Line, Ref, Rows, Value, write
from orchestrator.translate.lists import Columns, lists_of, repeats
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.reach import leads, stands_for, takes
from orchestrator.translate.row_words import RowWords, row_words


@dataclass(frozen=True, slots=True)
class Choice:
    """Something the model may write for an input, and the value it is.

    `sure`: rows of a list that the query has plain words for, so that the list as such is not meant.
    """

    text: str
    value: Value
    mention: Mention | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A line that is filled in, with the mentions its values come from."""

    line: Line
    mentions: tuple[tuple[str, Mention], ...] = ()


class Earlier:
    """What the lines above yield to an input."""

    def __init__(self, mentions: Mentions) -> None:
        self.mentions = mentions
        self.catalog: Catalog = mentions.catalog
        self._said: dict[tuple[str, ...], tuple[RowWords, ...]] = {}

    def choices(self, api: str, name: str, earlier: Sequence[Call]) -> list[Choice]:
        """`@N` where an output of line N fits, or, where none of its outputs fits another input, may lead to it."""
        declared = self.catalog.apis[api].inputs
        choices: list[Choice] = []
        given = [call for call in earlier if self._gives(call, name, declared[name])]
        for call in earlier:
            outputs = self._outputs(call, name, declared[name])
            fits = call in given
            if not given and declared[name].source != "user":
                elsewhere = any(takes(self.catalog, o, i.type) for o in outputs for i in declared.values())
                fits = not elsewhere and any(leads(self.catalog, o, declared[name].type) for o in outputs)
            if fits:
                ref = Ref(call.line.number, rows=self._all(call, declared[name], earlier))
                choices.append(Choice(write(ref), ref))
                choices.extend(self._rows(call, name, declared[name], earlier))
        return choices

    def _gives(self, call: Call, name: str, declared: Input) -> bool:
        """Whether an output of a line fits an input as it is."""
        return any(takes(self.catalog, output, declared.type) for output in self._outputs(call, name, declared))

    def _all(self, call: Call, declared: Input, earlier: Sequence[Call]) -> Rows | None:
        """What is done for each row is done so on and on: a line over rows is taken from as one over its rows."""
        over_rows = repeats(call.line, [c.line for c in earlier], self.catalog)
        return Rows("each") if over_rows and not declared.many else None

    def _outputs(self, call: Call, name: str, declared: Input) -> list[str]:
        """The types of what a line yields that an input may draw on."""
        api = self.catalog.apis[call.line.api]
        columns = [c for n, c in api.rows.items() if self._may_be(n, c, name, declared)]
        return [o.type for o in (*api.outputs.values(), *columns)]

    def _may_be(self, column: str, yielded: Output, name: str, declared: Input) -> bool:
        """Whether a column may be for an input. One without an entity only for an input of its name or of its own declared type."""
        if not self.catalog.type(yielded.type).bare:
            return True
        of_type = stands_for(self.catalog, yielded.type, declared.type)
        return of_type and (column == name or declared.type in self.catalog.types)

    def _rows(self, call: Call, name: str, declared: Input, earlier: Sequence[Call]) -> list[Choice]:
        """`@N[...]` where line N yields a list that the input may draw on and the query has words for rows of it."""
        found: dict[str, Choice] = {}
        taken = [m for c in earlier for _, m in c.mentions]
        for columns in lists_of(call.line, [c.line for c in earlier], self.catalog):
            if not self._draws(name, declared, columns):
                continue
            for said in self._said_rows(call.line.api, columns):
                if said.rows.kind == "each" and declared.many:
                    continue  # it takes the whole list at once
                ref = Ref(call.line.number, rows=said.rows)
                words = self.mentions.query[slice(*said.span)]
                mention = Mention(words, words, said.span)
                sure = said.sure and not any(mention.overlaps(t) for t in taken)
                found.setdefault(write(ref), Choice(write(ref), ref, mention, sure))
        return [*found.values()]

    def _said_rows(self, api: str, columns: Columns) -> tuple[RowWords, ...]:
        key = (api, *columns)
        if key not in self._said:
            self._said[key] = row_words(self.mentions, columns)
        return self._said[key]

    def _draws(self, name: str, declared: Input, columns: Columns) -> bool:
        """Whether an input takes a column of a list, or a lookup leads from one to it."""
        types = [c.type for n, c in columns.items() if self._may_be(n, c, name, declared)]
        return any(
            takes(self.catalog, t, declared.type) or leads(self.catalog, t, declared.type) for t in types
        )
