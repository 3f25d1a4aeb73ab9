"""From lines to facts: what the query supports becomes a fact, the rest is recorded as dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError, Problem
from orchestrator.facts import Dropped, Each, Facts, Given, Goal, Pick, Span, Translation, Uses, check
from orchestrator.translate.enumerations import stretch
from orchestrator.translate.evidence import Supported, quote_for_people, support, support_type
from orchestrator.translate.lines import Line, Listed, Ref, Rows, Said, write
from orchestrator.translate.lists import Columns, lists_found, lists_of
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.names import overlap
from orchestrator.translate.reach import has_form, twins
from orchestrator.translate.row_words import row_spans
from orchestrator.translate.unread import unread
from orchestrator.translate.words import STOP_WORDS, name_words, stem, words_of


def build_facts(lines: Sequence[Line], mentions: Mentions, translation: Translation | None = None) -> Facts:
    """The facts that lines say, held against the catalog and against the query.

    Raises:
        FactsError: a name that the catalog does not have, or a reference to what an earlier line does not give.
    """
    check(_unsupported(lines, mentions.query), mentions.catalog)
    if problems := [*_wrong_refs(lines, mentions.catalog)]:
        raise FactsError(*problems)
    read = _read(lines, mentions)
    facts = Facts(
        goals=tuple(Goal(goal=line.number, api=line.api) for line in lines),
        givens=tuple(read.givens),
        uses=tuple(read.uses),
        picks=tuple(read.picks),
        eaches=tuple(read.eaches),
        query=mentions.query,
        dropped=(*read.dropped, *_unread(lines, read.spans, mentions)),
        unsaid=unsaid(lines, read.spans, mentions),
        translation=translation,
    )
    check(facts, mentions.catalog)
    return facts


def _unread(lines: Sequence[Line], spans: Sequence[Span], mentions: Mentions) -> Iterator[Dropped]:
    """What the query says of a time or an amount and nothing reads: told beside the question for the input it may be meant for."""
    open_slots = [
        (line.number, name)
        for line in lines
        for name, value in line.inputs
        if value is None and name in (inputs := mentions.catalog.apis[line.api].inputs)
        and has_form(mentions.catalog.type(inputs[name].type))
    ]  # fmt: skip
    for found in unread(mentions):
        if open_slots and not any(overlap(found.span, span) for span in spans):
            goal, name = open_slots.pop(0)
            yield Dropped(goal=goal, name=name, value=found.text, reason=found.reason)


def said_spans(lines: Sequence[Line], mentions: Mentions) -> list[Span]:
    """Where the query says what lines say: their values, and which rows they mean."""
    return _read(lines, mentions).spans


@dataclass(frozen=True, slots=True)
class _Read:
    """What lines say, with the places of the query that say it."""

    givens: list[Given] = field(default_factory=list)
    uses: list[Uses] = field(default_factory=list)
    picks: list[Pick] = field(default_factory=list)
    eaches: list[Each] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def _read(lines: Sequence[Line], mentions: Mentions) -> _Read:
    read = _Read()
    for line in lines:
        for name, value in line.inputs:
            match value:
                case Ref(source, output):
                    read.uses.append(Uses(goal=line.number, input=name, source=source, output=output))
                case Said():
                    _read_value(line, name, value, mentions, read)
                case Listed():
                    _read_list(line, name, value, mentions, read)
                case Rows():
                    columns = {n: c for x in lists_found(name, line, mentions.catalog) for n, c in x.items()}
                    _read_rows(line, name, value, value, columns, mentions, read)
        for name, ref, rows in _row_takers(line, mentions.catalog):
            above = next(x for x in lines if x.number == ref.line)
            columns = {n: c for x in lists_of(above, lines, mentions.catalog) for n, c in x.items()}
            _read_rows(line, name, ref, rows, columns, mentions, read)
    return read


def _read_value(line: Line, name: str, said: Said, mentions: Mentions, read: _Read) -> None:
    found = _supported(line, name, said, mentions)
    if isinstance(found, Dropped):
        read.dropped.append(found)
        return
    span = said.span or found.span
    read.givens.append(Given(goal=line.number, name=name, value=found.value, span=span))
    read.spans.append(span)


def _read_list(line: Line, name: str, said: Listed, mentions: Mentions, read: _Read) -> None:
    """The members that the query supports, with the span of all where they stand in one stretch."""
    values: list[str] = []
    spans: list[Span] = []
    for member in said.members:
        found = _supported(line, name, member, mentions)
        if isinstance(found, Dropped):
            read.dropped.append(found)
        else:
            values.append(found.value)
            spans.append(member.span or found.span)
    if values:
        whole = stretch(mentions.query, spans)
        read.givens.append(Given(goal=line.number, name=name, value=tuple(values), span=whole))
        read.spans.extend(spans if whole is None else [whole])


def _row_takers(line: Line, catalog: Catalog) -> Iterator[tuple[str, Ref, Rows]]:
    """The references that say rows; where several inputs take the same rows, the first: they take one row together (R12).

    Two inputs of one type take a row each.
    """
    inputs = catalog.apis[line.api].inputs
    kept: list[tuple[str, Ref, Rows]] = []
    for name, value in line.inputs:
        if not isinstance(value, Ref) or value.rows is None:
            continue
        same = [n for n, ref, rows in kept if (ref.line, rows) == (value.line, value.rows)]
        if all(
            n in inputs and name in inputs and twins(catalog, inputs[n].type, inputs[name].type) for n in same
        ):
            kept.append((name, value, value.rows))
    return iter(kept)


def _read_rows(
    line: Line, name: str, written: Ref | Rows, rows: Rows, columns: Columns, mentions: Mentions, read: _Read
) -> None:
    """Which rows of a list an input takes. What settles a choice by itself, the first or so many, needs words for it."""
    spans = row_spans(rows, mentions, columns)
    if not spans and rows.kind in ("first", "nth"):
        reason = "the query does not say which row"
        read.dropped.append(Dropped(goal=line.number, name=name, value=write(written), reason=reason))
        return
    if rows.kind == "each":
        read.eaches.append(Each(goal=line.number, input=name))
    else:
        pick = Pick(goal=line.number, input=name, row=rows.kind, count=rows.count, column=rows.column)
        read.picks.append(pick)
    read.spans.extend(spans)


def _unsupported(lines: Iterable[Line], query: str) -> Facts:
    """The same facts before any is dropped, so that a wrong name is an error even where its value goes."""
    stated = [(line.number, name, value) for line in lines for name, value in line.inputs]
    return Facts(
        goals=tuple(Goal(goal=line.number, api=line.api) for line in lines),
        givens=tuple(
            Given(goal=g, name=n, value=v.text if isinstance(v, Said) else "")
            for g, n, v in stated
            if not isinstance(v, Ref)
        ),
        uses=tuple(
            Uses(goal=g, input=n, source=v.line, output=v.output) for g, n, v in stated if isinstance(v, Ref)
        ),
        query=query,
    )


def _wrong_refs(lines: Sequence[Line], catalog: Catalog) -> Iterator[Problem]:
    """References to what an earlier line does not give."""
    for line in lines:
        for name, value in line.inputs:
            where = f"line {line.number}, {line.api} > {name}"
            if isinstance(value, Rows):
                yield from _wrong_column(value, [*lists_found(name, line, catalog)], f"lookup for {name}", where)
            if not isinstance(value, Ref):
                continue
            source = next((x for x in lines if x.number == value.line), None)
            if source is None or value.line >= line.number:
                yield Problem(f"@{value.line} is no earlier line", where)
                continue
            yields = catalog.apis[source.api].yields
            if not yields:
                yield Problem(
                    f"@{value.line} gives nothing: {source.api} has no outputs",
                    where,
                    "none or a value of the request",
                )
            elif value.output is not None and value.output not in yields:
                yield Problem(f"{source.api} has no output '{value.output}'", where, ", ".join(yields))
            elif value.rows is not None:
                yield from _wrong_rows(value, value.rows, source, lines, catalog, where)


def _wrong_rows(
    ref: Ref, rows: Rows, source: Line, lines: Sequence[Line], catalog: Catalog, where: str
) -> Iterator[Problem]:
    """Rows of what is no list, or by a column that the list does not have."""
    lists = lists_of(source, lines, catalog)
    plain = write(Ref(ref.line, ref.output))
    if not lists:
        yield Problem(f"{write(ref)}: {source.api} gives no list", where, plain)
        return
    taken = [columns for columns in lists if ref.output is None or ref.output in columns]
    if not taken:
        yield Problem(f"{write(ref)}: '{ref.output}' is one value and no column", where, plain)
    else:
        yield from _wrong_column(rows, taken, source.api, where)


def _wrong_column(rows: Rows, lists: Sequence[Columns], of: str, where: str) -> Iterator[Problem]:
    """Rows of no list, or by a column that the lists do not have."""
    if not lists:
        yield Problem(f"no {of} yields a list", where, "none or a value of the request")
    elif rows.column is not None and not any(rows.column in columns for columns in lists):
        known = dict.fromkeys(name for columns in lists for name in columns)
        yield Problem(f"the list of {of} has no column '{rows.column}'", where, ", ".join(known))


def _supported(line: Line, name: str, said: Said, mentions: Mentions) -> Supported | Dropped:
    text = said.text
    declared = mentions.catalog.apis[line.api].inputs.get(name)
    if declared is not None:
        found = support(text, name, declared, mentions)
    elif name in mentions.catalog.semantic_types:
        found = support_type(text, mentions.catalog.type(name), mentions)
    else:
        return Dropped(goal=line.number, name=name, value=text, reason=f"{line.api} has no such input")
    if found is None:
        return Dropped(
            goal=line.number, name=name, value=text, reason=f"the query does not say {quote_for_people(text)}"
        )
    return found


def unsaid(lines: Iterable[Line], spans: Sequence[Span], mentions: Mentions) -> tuple[str, ...]:
    """The content words of the query that stand in none of these spans and in no name of a goal."""
    known = _known_stems(lines, mentions.catalog)
    left: dict[str, None] = {}
    for word in words_of(mentions.query):
        inside = any(b < word.end and word.begin < e for b, e in spans)
        if word.is_content and not inside and stem(word.lower) not in known:
            left.setdefault(word.text)
    return tuple(left)


def _known_stems(lines: Iterable[Line], catalog: Catalog) -> frozenset[str]:
    """The stems of the names of the goals, of their inputs and outputs, and of what these are of."""
    names: list[str] = []
    for line in lines:
        api = catalog.apis[line.api]
        names.append(line.api)
        types = [*(i.type for i in api.inputs.values()), *(o.type for o in api.yields.values())]
        names.extend((*api.inputs, *api.yields, *(catalog.type(t).entity or "" for t in types)))
    return frozenset(stem(w) for name in names for w in name_words(name) if w not in STOP_WORDS)
