"""The prompt, from what changes least to what changes most, so that a model that has read one part need not read it again.

First what is the same for all catalogs: the text of `prompt.md`, with the instructions and worked examples over the APIs of a
small library that belongs to no domain; what it says of lists is told only where the catalog has some. Then the catalog. Last
the query, with the nearest of the domain's own labelled queries before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestrator.catalog import Catalog, Input
from orchestrator.translate.lines import write_api, write_name
from orchestrator.translate.lists import has_lists
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.reach import is_lookup

_SECTION = re.compile(
    r"^<!-- ((?:lists: )?(?:instructions|their APIs|request|calls)|examples: their APIs) -->\n", re.MULTILINE
)
_MAX_DESCRIPTION = 160
_MAX_INPUT_DESCRIPTION = 60
_FEW = 12  # so many APIs are told with the descriptions of their inputs
_UNDERSTOOD = "ok"


@dataclass(frozen=True, slots=True)
class Template:
    """What the prompt says: instructions, the APIs of the examples, and (request, calls) of each example."""

    instructions: str
    example_apis: str
    examples: tuple[tuple[str, str], ...]


@cache
def template(*, lists: bool = False) -> Template:
    """The parts of `prompt.md`, with what it says of `lists` or without it."""
    text = Path(__file__).with_name("prompt.md").read_text(encoding="utf-8")
    first, *parts = _SECTION.split(text)
    sections = list(zip(parts[::2], (p.strip() for p in parts[1::2]), strict=True))
    told = [
        (name.removeprefix("lists: "), body)
        for name, body in sections
        if lists or not name.startswith("lists: ")
    ]

    def bodies(kind: str) -> list[str]:
        return [body for name, body in told if name.endswith(kind)]

    instructions, apis = [first.strip(), *bodies("instructions")], bodies("their APIs")
    examples = tuple(zip(bodies("request"), bodies("calls"), strict=True))
    return Template("\n".join(instructions), "\n".join(apis), examples)


Turn = dict[str, str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The turns of a chat up to the query, in three parts.

    Attributes:
        fixed: what is the same for all catalogs (of those with lists, and of those without).
        of_catalog: the APIs that the model may call. Of a large catalog they are chosen for the query.
        of_query: worked queries of the domain, the nearest last, and the query.
    """

    fixed: tuple[Turn, ...]
    of_catalog: tuple[Turn, ...]
    of_query: tuple[Turn, ...]

    @property
    def turns(self) -> list[Turn]:
        """All of it."""
        return [*self.fixed, *self.of_catalog, *self.of_query]


def prompt(
    mentions: Mentions, *, shown: Collection[str] | None = None, worked: Sequence[tuple[str, str]] = ()
) -> Prompt:
    """The prompt of a query.

    Args:
        mentions: the query, read for a catalog.
        shown: the APIs that the model is shown; for None all.
        worked: labelled queries of the domain with their lines, the nearest last.
    """
    catalog = mentions.catalog
    said = template(lists=has_lists(catalog))
    fixed = [_turn("system", f"{said.instructions}\n\nAPIs of the examples:\n{said.example_apis}"), *_pairs(said.examples)]
    of_catalog = [
        _turn("user", f"From now on these are the APIs:\n{api_lines(catalog, shown)}"),
        _turn("assistant", _UNDERSTOOD),
    ]
    return Prompt(tuple(fixed), tuple(of_catalog), (*_pairs(worked), _turn("user", user_text(mentions))))


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}


def _pairs(examples: Sequence[tuple[str, str]]) -> list[Turn]:
    return [t for request, calls in examples for t in (_turn("user", request), _turn("assistant", calls))]


def api_lines(catalog: Catalog, shown: Collection[str] | None = None) -> str:
    """The APIs of a catalog, one a line: inputs, the optional ones with a question mark, what it does, what it gives."""
    names = [n for n in catalog.apis if shown is None or n in shown]
    done_for_you = [n for n in names if catalog.apis[n].auto or is_lookup(catalog, n)]
    details = len(names) <= _FEW
    lines = [_api_line(catalog, name, details=details) for name in names if name not in done_for_you]
    if done_for_you:
        lines += ["Done for you where needed; call them only if the request itself asks for it:"]
        lines += [_api_line(catalog, name, details=details) for name in done_for_you]
    return "\n".join(lines)


def _api_line(catalog: Catalog, name: str, *, details: bool) -> str:
    api = catalog.apis[name]
    inputs = [_input(catalog, given, declared, details=details) for given, declared in api.inputs.items()]
    lists = [f"[{', '.join(map(write_name, columns))}]" for columns in api.lists.values()]
    yields = [*(name for name, output in api.outputs.items() if not output.many), *lists]
    gives = f" -> {', '.join(yields)}" if yields else ""
    description = _short(api.description, _MAX_DESCRIPTION).rstrip(".")
    return f"- {description}: {write_api(name)}({', '.join(inputs)}){gives}"


def _input(catalog: Catalog, name: str, declared: Input, *, details: bool) -> str:
    kind = catalog.type(declared.type)
    told = "|".join(kind.values) if kind.values is not None else ""
    if declared.many:
        told = f"[{told or '...'}]"
    if details and declared.description and not told:
        told = _short(declared.description, _MAX_INPUT_DESCRIPTION)
    return f"{write_name(name)}{'' if declared.required else '?'}{f': {told}' if told else ''}"


def _short(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def user_text(mentions: Mentions) -> str:
    """The query, with the days it says in words."""
    hints = f"\n({'; '.join(mentions.hints)})" if mentions.hints else ""
    return mentions.query + hints


def chatml(turns: Sequence[Turn]) -> str:
    """Messages in ChatML. Marks of ChatML inside a message are broken up, so that no text can end its turn."""
    return "".join(f"<|im_start|>{t['role']}\n{harmless(t['content'])}<|im_end|>\n" for t in turns)


def harmless(text: str) -> str:
    """A text with marks of ChatML broken up."""
    return text.replace("<|", "< |").replace("|>", "| >")
