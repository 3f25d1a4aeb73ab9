"""What the query says and no line took: put where it can only belong, or given by type (R2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.catalog import Catalog
from orchestrator.facts import Span
from orchestrator.translate.lines import Line, Rows, Said, Value
from orchestrator.translate.mentions import Mention, Mentions
from orchestrator.translate.reach import auto_writes, has_form, ways_to

if TYPE_CHECKING:
    from orchestrator.translate.choices import Form


def complete(lines: Sequence[Line], spans: Sequence[Span], mentions: Mentions) -> tuple[Line, ...]:
    """Lines with what they left out: a value for an input on the way to a call, named by its type.

    "My passcode is 602817" is for no input of the payment but for what the payment requires; the day and the amount of a
    charge lead to the charge. Only values of a form of their own (dates, numbers, ids, addresses) are placed like this.
    """
    done = list(lines)
    taken = list(spans)
    for mention in loose(mentions):
        if any(b < mention.span[1] and mention.span[0] < e for b, e in taken):
            continue
        for index, line in enumerate(done):
            kinds = [
                k
                for k in dict.fromkeys(on_the_way(line, mentions.catalog))
                if _fits(mention, k, line, mentions)
            ]
            if len(kinds) == 1:
                done[index] = replace(
                    line, inputs=(*line.inputs, (kinds[0], Said(mention.text, mention.span)))
                )
                taken.append(mention.span)
                break
    return tuple(done)


def loose(mentions: Mentions) -> Iterator[Mention]:
    """Mentions with a form of their own."""
    for when in mentions.dates:
        if when.is_day:
            yield Mention(when.begin.isoformat(), when.begin.isoformat(), when.span, quoted=False)
    yield from mentions.numbers
    yield from mentions.ids
    yield from mentions.addresses


def on_the_way(line: Line, catalog: Catalog) -> Iterator[str]:
    """The types of the inputs of lookups towards the line's open slots, and of writes that are put in by themselves."""
    api = catalog.apis[line.api]
    written: dict[str, Value] = dict(line.inputs)
    for name, declared in api.inputs.items():
        if declared.required and isinstance(written.get(name), Rows | None):
            kind = catalog.type(declared.type)
            if kind.entity is not None or not kind.askable:
                for _, lookup in ways_to(catalog, declared.type):
                    yield from (i.type for i in lookup.inputs.values())
    for _, auto in auto_writes(catalog, api):
        yield from (i.type for i in auto.inputs.values())


def _fits(mention: Mention, kind: str, line: Line, mentions: Mentions) -> bool:
    """Whether the mention is a value of the type, and the type is neither said for the line already nor one of its inputs'."""
    catalog = mentions.catalog
    api = catalog.apis[line.api]
    own = {d.type for n, d in api.inputs.items() if dict(line.inputs).get(n) is not None}
    named = kind in api.inputs or any(n == kind for n, _ in line.inputs)
    semantic = catalog.type(kind)
    if all(m.span != mention.span for m in mentions.of(semantic)):
        return False
    return not named and kind not in own and has_form(semantic)


def fill_open(
    lines: Sequence[Line], spans: Sequence[Span], form: Form, declined: Collection[tuple[str, str, Span]] = ()
) -> tuple[Line, ...]:
    """Lines whose open slots take what nobody else took and what fits nowhere else.

    A name or an id in the query is there for something. Where exactly one required slot that was left open takes it, it is
    for that slot; of slots of several lines that one thing would fill, the first line's, for such data are shared (R3).
    What was `declined` for an input of an API, a stretch of the query each, is not for it.
    """
    done = list(lines)
    taken = list(spans)
    for mention in (*loose(form.mentions), *form.mentions.quoted, *form.mentions.names):
        if any(b < mention.span[1] and mention.span[0] < e for b, e in taken):
            continue
        slots = [(i, n) for i, line in enumerate(done) for n in form.open_slots(line, mention)]
        first = [s for s in slots if s[0] == slots[0][0]]
        shared = len(slots) > 1 and all(not form.is_bare(done[i].api, n) for i, n in slots)
        if len(first) == 1 and (len(slots) == 1 or shared):
            index, name = first[0]
            line = done[index]
            if (line.api, name, mention.span) in declined:
                continue
            value, span = form.value_of(line.api, name, mention)
            done[index] = replace(line, inputs=tuple((n, value if n == name else v) for n, v in line.inputs))
            taken.append(span)
    return tuple(done)
