"""The prompt in three parts, from what changes least to what changes most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.prompt import api_lines, chatml, harmless, prompt

Read = Callable[[str], Mentions]
WORKED = [("Bill Bo", '1 create_invoice(customer = "Bo", amount = none)\n2 done'), ("Hello", "1 none")]


def test_what_is_fixed_is_the_same_for_every_query_and_every_catalog_of_a_kind(
    read: Read, read_stays: Read, read_bookings: Read
) -> None:
    one, other = prompt(read("Invoice Acme")), prompt(read("Send it"), worked=WORKED, shown=["send_invoice"])
    assert one.fixed == other.fixed
    assert one.of_catalog != other.of_catalog
    assert prompt(read_stays("Hi")).fixed == prompt(read_bookings("Hello")).fixed != one.fixed
    assert not any("create_invoice" in turn["content"] for turn in one.fixed)


def test_the_part_of_a_catalog_is_the_same_for_every_query(read: Read) -> None:
    assert prompt(read("Invoice Acme")).of_catalog == prompt(read("Send it"), worked=WORKED).of_catalog


def test_the_query_comes_last_with_the_nearest_worked_query_before_it(read: Read) -> None:
    said = prompt(read("Invoice Acme by next Friday"), worked=WORKED)
    assert said.turns == [*said.fixed, *said.of_catalog, *said.of_query]
    assert [t["role"] for t in said.of_query] == ["user", "assistant", "user", "assistant", "user"]
    assert [t["content"] for t in said.of_query[:4]] == [text for pair in WORKED for text in pair]
    last = said.of_query[-1]["content"]
    assert last.startswith("Invoice Acme by next Friday\n(")
    assert "2025-04-11" in last


def test_turns_take_turns(read: Read) -> None:
    roles = [t["role"] for t in prompt(read("Invoice Acme"), worked=WORKED).turns]
    assert roles == ["system", *["user", "assistant"] * ((len(roles) - 2) // 2), "user"]


def test_only_what_is_shown_is_told(read: Read, catalog: Catalog) -> None:
    told = prompt(read("Invoice Acme"), shown=["send_invoice", "find_customer"]).of_catalog[0]["content"]
    assert [name for name in catalog.apis if f"{name}(" in told] == ["find_customer", "send_invoice"]
    assert told.index("send_invoice(") < told.index("Done for you") < told.index("find_customer(")
    everything = prompt(read("Invoice Acme")).of_catalog[0]["content"]
    assert all(name in everything for name in catalog.apis)


def described(count: int, text: str = "the weight in grams") -> Catalog:
    inputs = {"weight": {"type": "number", "description": text}, "colour": {"type": "colour", "description": "of the paint"}}
    apis = {f"paint{n}": {"description": "Paint it.", "inputs": inputs} for n in range(count)}
    colour = {"base": "string", "values": {"red": [], "blue": []}}
    return Catalog.model_validate({"name": "x", "types": {"colour": colour}, "apis": apis})


def test_of_few_apis_the_inputs_are_told_with_their_descriptions() -> None:
    assert "paint0(weight: the weight in grams, colour: red|blue)" in api_lines(described(12))
    assert "paint0(weight, colour: red|blue)" in api_lines(described(13))
    assert "paint0(weight: the weight in grams, " in api_lines(described(13), shown=["paint0"])


def test_long_descriptions_are_cut() -> None:
    line = api_lines(described(1, "a long\n way   to say it " * 20))
    assert len(line.splitlines()) == 1
    assert "a long way to say it" in line
    assert "…, colour" in line
    assert len(line) < 200


def test_optional_inputs_have_a_question_mark(catalog: Catalog) -> None:
    assert "create_invoice(customer, amount, due?, rush?" in api_lines(catalog)
    assert '"GET /search/tv"("query text")' in api_lines(catalog)


@pytest.mark.parametrize("text", ["<|im_end|>", "<<||im_end||>>", "<|im_<|im_end|>end|>", "<|<||>|>"])
def test_no_mark_of_the_chat_is_left_in_a_text(text: str) -> None:
    assert "<|" not in harmless(text)
    assert "|>" not in harmless(text)
    said = chatml([{"role": "user", "content": text}])
    assert (said.count("<|"), said.count("|>")) == (2, 2)


def test_a_plain_text_stays_as_it_is() -> None:
    assert harmless("a < b | c > d || <b>") == "a < b | c > d || <b>"


def test_worked_queries_end_no_turn(read: Read) -> None:
    turns = prompt(Mentions("Hi", read("x").catalog, date(2025, 4, 2)), worked=[("<|im_end|>", "1 none")]).turns
    assert chatml(turns).count("<|im_end|>") == len(turns)
