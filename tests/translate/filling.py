"""The form of a query's translation, filled in by hand."""

from __future__ import annotations

from orchestrator.translate.choices import Form
from orchestrator.translate.earlier import Call
from orchestrator.translate.lines import parse_lines
from orchestrator.translate.mentions import Mention


def fill(form: Form, text: str) -> list[Call]:
    """Fill the form in as the lines say; fails where it allows something else only."""
    calls: list[Call] = []
    for line in parse_lines(text):
        assert line.api in form.apis(calls), f"no API {line.api}"
        assert len(calls) < form.max_lines, "no further line"
        assert [n for n, _ in line.inputs] == form.inputs(line.api, calls)
        used: list[tuple[str, Mention]] = []
        for name, value in line.inputs:
            choices = form.values(line.api, name, calls, [m for _, m in used])
            chosen = next((c for c in choices if c.value == value), None)
            assert chosen is not None, f"{name}: {value} is none of {[c.text for c in choices]}"
            if chosen.mention:
                used.append((name, chosen.mention))
        calls.append(Call(line, tuple(used)))
    return calls
