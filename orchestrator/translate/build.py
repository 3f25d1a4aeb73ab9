"""From lines to facts: what the query supports becomes a fact, the rest is recorded as dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.catalog import Catalog
from orchestrator.errors import FactsError, Problem
from orchestrator.facts import Dropped, Facts, Given, Goal, Span, Translation, Uses, check
from orchestrator.translate.evidence import quote_for_people, support, support_type
from orchestrator.translate.lines import Line, Ref, Said
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.words import STOP_WORDS, name_words, stem, words_of


def build_facts(lines: Sequence[Line], mentions: Mentions, translation: Translation | None = None) -> Facts:
    """The facts that lines say, held against the catalog and against the query.

    Raises:
        FactsError: a name that the catalog does not have.
    """
    check(_unsupported(lines, mentions.query), mentions.catalog)
    if problems := [*_wrong_refs(lines, mentions.catalog)]:
        raise FactsError(*problems)
    goals = tuple(Goal(goal=line.number, api=line.api) for line in lines)
    givens: list[Given] = []
    uses: list[Uses] = []
    dropped: list[Dropped] = []
    for line in lines:
        for name, value in line.inputs:
            match value:
                case Ref(source, output):
                    uses.append(Uses(goal=line.number, input=name, source=source, output=output))
                case Said():
                    found = _supported(line, name, value, mentions)
                    if isinstance(found, Given):
                        givens.append(found)
                    else:
                        dropped.append(found)
    facts = Facts(
        goals=goals,
        givens=tuple(givens),
        uses=tuple(uses),
        query=mentions.query,
        dropped=tuple(dropped),
        unsaid=unsaid(lines, givens, mentions),
        translation=translation,
    )
    check(facts, mentions.catalog)
    return facts


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
            if not isinstance(value, Ref):
                continue
            where = f"line {line.number}, {line.api} > {name}"
            source = next((x for x in lines if x.number == value.line), None)
            if source is None or value.line >= line.number:
                yield Problem(f"@{value.line} is no earlier line", where)
                continue
            outputs = catalog.apis[source.api].outputs
            if not outputs:
                yield Problem(
                    f"@{value.line} gives nothing: {source.api} has no outputs",
                    where,
                    "none or a value of the request",
                )
            elif value.output is not None and value.output not in outputs:
                yield Problem(f"{source.api} has no output '{value.output}'", where, ", ".join(outputs))


def _supported(line: Line, name: str, said: Said, mentions: Mentions) -> Given | Dropped:
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
    return Given(goal=line.number, name=name, value=found.value, span=said.span or found.span)


def unsaid(lines: Iterable[Line], givens: Iterable[Given], mentions: Mentions) -> tuple[str, ...]:
    """The content words of the query that stand in no value and in no name of a goal."""
    spans: list[Span] = [g.span for g in givens if g.span is not None]
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
        types = [*(i.type for i in api.inputs.values()), *(o.type for o in api.outputs.values())]
        names.extend((*api.inputs, *api.outputs, *(catalog.type(t).entity or "" for t in types)))
    return frozenset(stem(w) for name in names for w in name_words(name) if w not in STOP_WORDS)
