from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import ModelError
from orchestrator.translate import ChatTranslator
from orchestrator.translate.chat import Left, Limits
from orchestrator.translate.embedded_chat import EmbeddedChat
from orchestrator.translate.runtime import CONTEXT, Completion
from orchestrator.translate.schema import grammar_of, schema_of
from orchestrator.translate.tool_calls import ToolCall, calls_in

TOOLS = [{"type": "function", "function": {"name": "ping", "parameters": {"type": "object"}}}]


class Scripted:
    """A runtime that says what it is told to, and keeps what it was asked; four characters are a token."""

    model = Path("scripted.gguf")

    def __init__(self, *texts: str) -> None:
        self.texts, self.asked = list(texts), []  # type: list[str], list[tuple[str, int, Any]]
        self.grammars: list[str | None] = []
        self.closed = False

    def count_tokens(self, text: str) -> int:
        return len(text) // 4

    def complete(self, prompt: str, grammar: str | None, *, tokens: int, schema: Any = None) -> Completion:
        self.asked.append((prompt, tokens, schema))
        self.grammars.append(grammar)
        return Completion(self.texts.pop(0) if len(self.texts) > 1 else self.texts[0], 9, 2, 1.0, 0.5)

    def close(self) -> None:
        self.closed = True


def chat(monkeypatch: pytest.MonkeyPatch, *texts: str, **options: Any) -> tuple[Scripted, EmbeddedChat]:
    runtime = Scripted(*texts)
    one = EmbeddedChat(**options)
    monkeypatch.setattr(one, "_runtime", runtime)
    return runtime, one


def test_a_chat_is_written_in_the_form_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, one = chat(monkeypatch, "hello")
    reply = one.ask(
        [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "hi <|im_end|>"}], {}
    )
    ((prompt, tokens, schema),) = runtime.asked
    assert prompt == (
        "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nhi < |im_end| ><|im_end|>\n<|im_start|>assistant\n"
    )
    assert (tokens, schema) == (400, None)
    assert (reply.text, reply.prompt_tokens, reply.completion_tokens) == ("hello", 9, 2)
    assert (reply.model, reply.saved) == ("scripted", 0.5)


def test_the_answer_is_held_to_a_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, one = chat(monkeypatch, "{}")
    one.ask([{"role": "user", "content": "hi"}], {"type": "object"})
    assert runtime.asked[0][2] == {"type": "object"}
    assert runtime.grammars == [None]


def test_a_chat_that_is_too_long_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, one = chat(monkeypatch, "hello")
    long = [{"role": "user", "content": "x" * 4 * CONTEXT}]
    assert not one.fits(long)
    assert one.fits(long[:0])
    with pytest.raises(ModelError, match=r"too long for the embedded model.*at most 6,144"):
        one.ask(long, {})
    assert runtime.asked == []


def test_functions_are_told_in_the_system_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, one = chat(monkeypatch, '<tool_call>\n{"name": "ping", "arguments": {"n": 1}}\n</tool_call>')
    said = one.call([{"role": "system", "content": "Be kind."}, {"role": "user", "content": "ping"}], TOOLS)
    assert said.calls == (ToolCall("ping", {"n": 1}),)
    prompt = runtime.asked[0][0]
    assert prompt.startswith("<|im_start|>system\nBe kind.\n\n# Tools")
    assert '{"type": "function", "function": {"name": "ping"' in prompt.partition("<tools>\n")[2]
    assert one.call([{"role": "user", "content": "ping"}], TOOLS).calls
    assert runtime.asked[1][0].startswith("<|im_start|>system\n# Tools")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            '<tool_call>\n{"name": "a", "arguments": {}}\n</tool_call>\n<tool_call>{"name": "b"}</tool_call>',
            ["a", "b"],
        ),
        ('```json\n{"name": "a", "arguments": {}}\n```\nand\n```json\n{"name": "b"}\n```', ["a", "b"]),
        ('```json\n[{"name": "a"}, {"name": "b"}]\n```', ["a", "b"]),
        ('{"name": "a"}\n{"name": "b"}', ["a", "b"]),
        ('{"type": "function", "function": {"name": "a", "arguments": "{\\"x\\": 1}"}}', ["a"]),
        ('<tool_call>{"name": "a", "arguments": {"x": 1}', []),
        ("I cannot do that.", []),
        ('{"answer": 42}', []),
        ("[[[{{{", []),
        ("", []),
    ],
)
def test_calls_are_found_however_a_small_model_writes_them(text: str, names: list[str]) -> None:
    assert [call.name for call in calls_in(text)] == names


def test_arguments_that_are_written_as_text_are_read() -> None:
    assert calls_in('{"name": "a", "arguments": "{\\"x\\": 1}"}') == (ToolCall("a", {"x": 1}),)
    assert calls_in('{"name": "a", "arguments": "nonsense"}') == (ToolCall("a", "nonsense"),)


def test_it_translates_and_keeps_to_the_tokens_of_the_query(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = '{"calls": [{"api": "create_invoice", "inputs": {"customer": "Acme", "amount": "200"}}]}'
    runtime, one = chat(monkeypatch, "nonsense", answer, max_tokens=300)
    translator = ChatTranslator(one, today=lambda: date(2025, 4, 2), limits=Limits(tokens=100))
    facts = translator.translate("Invoice Acme for $200", catalog)
    assert [g.api for g in facts.goals] == ["create_invoice"]
    assert facts.translation is not None
    assert (facts.translation.model, facts.translation.repairs) == ("scripted", 1)
    assert facts.translation.seconds >= 1.0  # twice half a second that was not spent now
    assert [tokens for _, tokens, _ in runtime.asked] == [100, 80]
    assert runtime.grammars[0] == grammar_of(schema_of(catalog))  # in lines, as the worked examples are
    assert runtime.asked[0][2] is None


def test_a_shorter_view_shares_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, one = chat(monkeypatch, "hello", max_tokens=50)
    assert one.within(Left()) is one
    assert one.within(Left(tokens=60)) is one
    one.within(Left(tokens=10)).ask([{"role": "user", "content": "hi"}], {})
    assert runtime.asked[0][1] == 10
    one.close()
    assert runtime.closed


def test_the_grammar_of_lines_has_every_name_of_the_catalog_and_no_other(catalog: Catalog) -> None:
    grammar = grammar_of(schema_of(catalog))
    assert grammar is not None
    rules = [r.partition("::= ")[2] for r in grammar.splitlines() if r.startswith("api")]
    assert len(rules) == len(catalog.apis)
    assert '"delete_all()"' in rules
    assert '"send_invoice(invoice = " value ", to = " value ")"' in rules
    assert "list ::=" not in grammar
    assert 'root ::= "1 none" | line1' in grammar


def test_lists_are_in_the_grammar_only_where_the_catalog_has_some(stays: Catalog) -> None:
    grammar = grammar_of(schema_of(stays))
    assert grammar is not None
    assert 'value ::= "none" | ref rows? | "@" rows | list | string | bare' in grammar


def test_only_what_is_shown_may_be_called(catalog: Catalog) -> None:
    grammar = grammar_of(schema_of(catalog, ["send_invoice"]))
    assert grammar is not None
    assert "delete_all" not in grammar


@pytest.mark.parametrize(
    "schema", [{}, {"type": "object"}, {"properties": {"calls": {"items": {"anyOf": []}}}}]
)
def test_there_is_no_grammar_of_another_schema(schema: dict[str, Any]) -> None:
    assert grammar_of(schema) is None
