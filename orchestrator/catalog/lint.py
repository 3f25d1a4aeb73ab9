"""What is legal in a catalog and still wrong: the rules behind `orchestrator check`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from orchestrator.catalog.model import BASES, Api, Catalog, Input, Output, SemanticType
from orchestrator.catalog.reach import Reach, contradictions
from orchestrator.catalog.rules import rules_flaw

Level = Literal["error", "warning"]

RULES: dict[str, str] = {
    "unsupplied-input": "an input that nothing can supply: no person, no default, no API",
    "lookup-cycle": "APIs that wait for each other's outputs, with no way in",
    "unensured-state": "a required state that does not hold at the start and that nothing ensures",
    "unreachable-api": "an API that can never be part of a plan, because of another that cannot",
    "rules-text": "background rules that are no ASP, or that reach outside the catalog",
    "name-clash": "a name that stands for two things",
    "unused-type": "a type that no API takes or yields",
    "no-question": "a type that may have to be asked for and has no question",
    "read-without-outputs": "a read API that yields nothing",
    "unread-column": "an opaque column that no input takes, in a list of which none is taken",
    "idle-auto": "`auto` on an API that nothing ever needs",
    "no-description": "a catalog or an API without a description; the translation reads it",
    "no-apis": "a catalog without APIs",
    "labelled-query": "a labelled query whose facts cannot be read",
    "no-list": "a pick or an `each` of a labelled query that no list can feed",
    "no-column": "a pick of a labelled query by a column that no list has that could feed it",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a catalog. `rule` is a key of `RULES`."""

    level: Level
    rule: str
    where: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}."
        return f"{text} {self.mend[0].upper()}{self.mend[1:]}." if self.mend else text


def lint(catalog: Catalog) -> tuple[Finding, ...]:
    """Everything in a catalog that keeps plans from being found, or makes them worse; errors first.

    Example:
        >>> [f.rule for f in lint(Catalog(name="empty", description="Nothing yet."))]
        ['no-apis']
    """
    reach = Reach.of(catalog)
    findings = [
        *_unsupplied_inputs(catalog, reach),
        *_cycles(catalog, reach),
        *_states(catalog, reach),
        *_unreachable(catalog, reach),
        *_rules_text(catalog),
        *_name_clashes(catalog),
        *_unused_types(catalog),
        *_questions(catalog),
        *_apis(catalog),
        *_unread_columns(catalog),
        *_descriptions(catalog),
    ]
    return tuple(sorted(findings, key=lambda finding: finding.level))


def _at(*keys: str) -> str:
    return " > ".join(keys)


def _unsupplied_inputs(catalog: Catalog, reach: Reach) -> Iterator[Finding]:
    for name, api in catalog.apis.items():
        for slot, declared in api.inputs.items():
            if reach.is_said(declared) or reach.producers(declared.type):
                continue
            message = (
                f"nothing can supply '{slot}': '{declared.type}' is never asked for and no API yields it"
            )
            if declared.required:
                message += f", so '{name}' can never be part of a plan"
            mend = f"let an API yield '{declared.type}', give it a pattern, or remove `ask: never`"
            level: Level = "error" if declared.required else "warning"
            yield Finding(level, "unsupplied-input", _at("apis", name, "inputs", slot), message, mend)


def _cycles(catalog: Catalog, reach: Reach) -> Iterator[Finding]:
    for group in reach.cycles():
        waits = [
            f"'{name}' needs '{slot.type}', which only {_listed(reach.producers(slot.type))} can yield"
            for name in group
            for _, slot in reach.unmet_inputs(catalog.apis[name])
            if set(reach.producers(slot.type)) & set(group)
        ]
        who = f"{_listed(group)} wait for each other" if group[1:] else f"'{group[0]}' waits for itself"
        mend = "add a read API that starts from what a person knows, or remove one `ask: never`"
        yield Finding("error", "lookup-cycle", _at("apis", group[0]), f"{who}: {'; '.join(waits)}", mend)


def _states(catalog: Catalog, reach: Reach) -> Iterator[Finding]:
    for name, api in catalog.apis.items():
        where = _at("apis", name, "requires")
        for condition in api.requires:
            if reach.meets(condition, api) or reach.ensurers(condition, api):
                continue
            how = "nothing ensures it, and `state` does not have it"
            if not condition.holds:
                how = "it holds at the start, and nothing deletes it"
            message = f"'{condition}' can never be met: {how}, so '{name}' can never be part of a plan"
            mend = f"let a write API ensure `{condition}`, or change `state`"
            yield Finding("error", "unensured-state", where, message, mend)
        for condition in contradictions(api):
            message = f"both '{condition}' and 'not {condition}' are required"
            yield Finding("error", "unensured-state", where, message, "remove one of them")


def _unreachable(catalog: Catalog, reach: Reach) -> Iterator[Finding]:
    """APIs held back by others only; what holds the others back is told at them."""
    circular = {name for group in reach.cycles() for name in group}
    for name, api in catalog.apis.items():
        if name in reach.apis:
            continue
        reasons = [
            f"its input '{slot}' comes only from {_listed(reach.producers(declared.type))}"
            for slot, declared in reach.unmet_inputs(api)
            if reach.producers(declared.type) and name not in circular
        ]
        reasons += [
            f"'{condition}' is ensured only by {_listed(reach.ensurers(condition, api))}"
            for condition in api.requires
            if not reach.meets(condition, api) and reach.ensurers(condition, api)
        ]
        if reasons:
            reason = " and ".join(reasons)
            message = f"'{name}' can never be part of a plan: {reason}, which cannot be called either"
            yield Finding(
                "error",
                "unreachable-api",
                _at("apis", name),
                message,
                "make what it waits for callable first",
            )


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"'{name}'" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted[1:] else quoted[0]


def _rules_text(catalog: Catalog) -> Iterator[Finding]:
    if flaw := rules_flaw(catalog.rules):
        yield Finding("error", "rules-text", "rules.lp", flaw, "mend or remove the rule")


def _name_clashes(catalog: Catalog) -> Iterator[Finding]:
    for name, api in catalog.apis.items():
        for slot, declared in api.inputs.items():
            if slot in catalog.types and not _related(catalog, slot, declared.type):
                message = f"'{slot}' is also a type, and this input is of the type '{declared.type}'"
                mend = "rename one of them: in facts the name means the input"
                yield Finding("warning", "name-clash", _at("apis", name, "inputs", slot), message, mend)
        yield from _two_slots_in_state(name, api)


def _related(catalog: Catalog, one: str, other: str) -> bool:
    return one in catalog.type(other).ancestors or other in catalog.type(one).ancestors


def _two_slots_in_state(name: str, api: Api) -> Iterator[Finding]:
    for argument in sorted({a for condition in (*api.requires, *api.ensures) for a in condition.arguments}):
        if argument in api.inputs and argument in api.outputs:
            message = f"'{argument}' is an input and an output, and the state of the API speaks of it"
            yield Finding(
                "warning", "name-clash", _at("apis", name), message, "rename one of them: the input is meant"
            )


def _unused_types(catalog: Catalog) -> Iterator[Finding]:
    used = {
        ancestor
        for api in catalog.apis.values()
        for slot in _slots(api)
        for ancestor in catalog.type(slot.type).ancestors
    }
    for name in catalog.types:
        if name not in used and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", catalog.rules):
            message = f"no API takes or yields '{name}'"
            yield Finding("warning", "unused-type", _at("types", name), message, "remove it, or use it")


def _slots(api: Api) -> Iterator[Input | Output]:
    yield from api.inputs.values()
    yield from api.yields.values()


def _questions(catalog: Catalog) -> Iterator[Finding]:
    taken = {
        slot.type for api in catalog.apis.values() for slot in api.inputs.values() if slot.default is None
    }
    for name, kind in catalog.semantic_types.items():
        if name in taken and name not in BASES and kind.askable and not kind.question:
            message = f"'{name}' may have to be asked for and has no question"
            yield Finding(
                "warning", "no-question", _at("types", name), message, "add `question: ...`, in plain words"
            )


def _apis(catalog: Catalog) -> Iterator[Finding]:
    if not catalog.apis:
        yield Finding(
            "warning", "no-apis", "apis", "the catalog has no APIs, so nothing can be planned", "add some"
        )
    for name, api in catalog.apis.items():
        if not api.writes and not api.yields:
            message = f"'{name}' is a read API and yields nothing"
            yield Finding(
                "warning",
                "read-without-outputs",
                _at("apis", name),
                message,
                "add outputs or rows, or write kind: write",
            )
        opaque = any(not catalog.type(output.type).askable for output in api.yields.values())
        if api.auto and not api.ensures and not opaque:
            message = f"nothing needs '{name}' so that it would be called by itself: it ensures nothing"
            yield Finding(
                "warning", "idle-auto", _at("apis", name, "auto"), message, "add `ensures`, or remove `auto`"
            )


def _unread_columns(catalog: Catalog) -> Iterator[Finding]:
    """Handles of lists of which no handle leads anywhere; all else may be there for a person to see and choose by."""
    taken = {slot.type for api in catalog.apis.values() for slot in api.inputs.values()}
    for name, api in catalog.apis.items():
        for columns in api.lists.values():
            kinds = {x: catalog.type(column.type) for x, column in columns.items()}
            read = [kind for kind in kinds.values() if any(_related(catalog, kind.name, t) for t in taken)]
            if any(_is_handle(kind) or kind.pattern is not None for kind in read):
                continue
            entities = {kind.entity for kind in read}
            for x, kind in kinds.items():
                if not _is_handle(kind) or kind.entity in entities - {None}:
                    continue
                meant = [] if kind.bare else sorted(t for t in taken if _could_be_meant(catalog.type(t), kind))
                if kind.pattern is None and not meant:
                    continue
                message = f"nothing takes '{x}': no input is of the type '{kind.name}', nor of a sub- or supertype"
                mend = f"should '{kind.name}' be a subtype, `is: {meant[0]}`?" if meant else "remove the column"
                where = _at("apis", name, "rows" if x in api.rows else "outputs", x)
                yield Finding("warning", "unread-column", where, message, mend)


def _is_handle(kind: SemanticType) -> bool:
    """Whether a value of the type tells a person nothing: an id, a token."""
    return not kind.askable and kind.base == "string" and kind.values is None


def _could_be_meant(taken: SemanticType, kind: SemanticType) -> bool:
    return _is_handle(taken) and taken.entity == kind.entity


def _descriptions(catalog: Catalog) -> Iterator[Finding]:
    if not catalog.description.strip():
        yield Finding(
            "warning", "no-description", "description", "the catalog has no description", "say what it is for"
        )
    for name, api in catalog.apis.items():
        if not api.description.strip():
            message = f"'{name}' has no description, so the translation has only its name to go by"
            yield Finding(
                "warning", "no-description", _at("apis", name), message, "say in a sentence what it does"
            )
