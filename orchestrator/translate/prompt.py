"""The prompt: a long part that is the same for every query of a catalog, and the query last.

The text is in `prompt.md`: the instructions, and worked examples over the APIs of a small library that belongs to no domain.
What it says of lists stands in sections of its own, and is told only where the catalog has some.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestrator.catalog import Catalog
from orchestrator.translate.lines import write_name
from orchestrator.translate.lists import has_lists
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.reach import is_lookup

_SECTION = re.compile(
    r"^<!-- ((?:lists: )?(?:instructions|their APIs|request|calls)|examples: their APIs) -->\n", re.MULTILINE
)
_MAX_DESCRIPTION = 160


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


def api_lines(catalog: Catalog) -> str:
    """The APIs of a catalog, one a line: inputs, the optional ones with a question mark, what it does, what it gives."""
    done_for_you = [n for n, api in catalog.apis.items() if api.auto or is_lookup(catalog, n)]
    lines = [_api_line(catalog, name) for name in catalog.apis if name not in done_for_you]
    if done_for_you:
        lines += ["Done for you where needed; call them only if the request itself asks for it:"]
        lines += [_api_line(catalog, name) for name in done_for_you]
    return "\n".join(lines)


def _api_line(catalog: Catalog, name: str) -> str:
    api = catalog.apis[name]
    inputs: list[str] = []
    for given, declared in api.inputs.items():
        kind = catalog.type(declared.type)
        members = "|".join(kind.values) if kind.values is not None else ""
        if declared.many:
            members = f"[{members or '...'}]"
        inputs.append(
            f"{write_name(given)}{'' if declared.required else '?'}{f': {members}' if members else ''}"
        )
    lists = [f"[{', '.join(map(write_name, columns))}]" for columns in api.lists.values()]
    yields = [*(name for name, output in api.outputs.items() if not output.many), *lists]
    gives = f" -> {', '.join(yields)}" if yields else ""
    description = " ".join(api.description.split())
    if len(description) > _MAX_DESCRIPTION:
        description = description[: _MAX_DESCRIPTION - 1].rstrip() + "…"
    return f"- {description.rstrip('.')}: {write_name(name)}({', '.join(inputs)}){gives}"


def system_text(catalog: Catalog) -> str:
    """The instructions with the catalog's APIs."""
    said = template(lists=has_lists(catalog))
    return f"{said.instructions}\n\nAPIs of the examples:\n{said.example_apis}\n\nAPIs of {catalog.name}:\n{api_lines(catalog)}"


def user_text(mentions: Mentions) -> str:
    """The query, with the days it says in words."""
    hints = f"\n({'; '.join(mentions.hints)})" if mentions.hints else ""
    return mentions.query + hints


def messages(catalog: Catalog, mentions: Mentions) -> list[dict[str, str]]:
    """The whole prompt as messages of a chat."""
    turns = [{"role": "system", "content": system_text(catalog)}]
    for request, calls in template(lists=has_lists(catalog)).examples:
        turns += [{"role": "user", "content": request}, {"role": "assistant", "content": calls}]
    return [*turns, {"role": "user", "content": user_text(mentions)}]


def chatml(turns: list[dict[str, str]]) -> str:
    """Messages in ChatML. Marks of ChatML inside a message are broken up, so that no text can end its turn."""
    return "".join(f"<|im_start|>{t['role']}\n{_harmless(t['content'])}<|im_end|>\n" for t in turns)


def _harmless(text: str) -> str:
    return text.replace("<|", "< |").replace("|>", "| >")
