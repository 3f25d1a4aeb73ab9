"""The re-wordings beside the labelled queries: each says all that the facts say, and nothing besides."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import pytest
import yaml

from orchestrator.catalog import Catalog, Input
from orchestrator.facts import Facts, Given
from orchestrator.resources import domain_names, folder
from orchestrator.translate.evidence import Supported, support
from orchestrator.translate.mentions import Mentions
from orchestrator.values import normal_form

TODAY = date(2025, 4, 1)
CELLS = {f"{a}-{b}" for a in ("complete", "incomplete") for b in ("single", "multi", "dataflow")}


@dataclass(frozen=True, slots=True)
class Reworded:
    """One re-wording, with the query and the facts it is held against."""

    catalog: Catalog
    id: str
    original: str
    facts: Facts
    text: str

    @property
    def mentions(self) -> Mentions:
        return Mentions(self.text, self.catalog, TODAY)


def read(domain: str, file: str) -> list[dict[str, Any]]:
    data = yaml.safe_load((folder("domains") / domain / file).read_text(encoding="utf-8"))
    assert isinstance(data, list)
    return data


@cache
def labelled(domain: str) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in read(domain, "queries.yaml")}


def rewordings(*, in_scope: bool = False) -> list[Any]:
    """All re-wordings as parameters, or those of queries that something serves; the tests of the file tell unknown ids."""
    found = []
    for domain in domain_names():
        catalog = Catalog.load(domain)
        for item in read(domain, "paraphrases.yaml"):
            gold = labelled(domain).get(item["id"])
            if gold is None or (in_scope and not gold["facts"]):
                continue
            facts = Facts.parse(gold["facts"] or "")
            for place, text in enumerate(item["queries"], 1):
                one = Reworded(catalog, item["id"], gold["query"], facts, text)
                found.append(pytest.param(one, id=f"{item['id']}-{place}"))
    return found


def declared(catalog: Catalog, facts: Facts, given: Given) -> Input:
    """What a given value is for: an input of its goal, else a type, else an input of an auto write that may be needed."""
    apis = [fact.api for fact in (*facts.goals, *facts.maybes) if fact.goal == given.goal]
    automatic = [name for name, api in catalog.apis.items() if api.auto]
    for api in apis:
        if given.name in catalog.apis[api].inputs:
            return catalog.apis[api].inputs[given.name]
    if given.name in catalog.semantic_types:
        return Input(type=given.name)
    return next(
        inputs[given.name] for name in automatic if given.name in (inputs := catalog.apis[name].inputs)
    )


def supported(one: Reworded, given: Given, value: str) -> Supported | None:
    return support(value, given.name, declared(one.catalog, one.facts, given), one.mentions)


def without_texts(one: Reworded) -> str:
    """The re-wording without the texts that were given: the "Q2" of a title and the "Monday" of a message are no days."""
    texts = {value for given in one.facts.givens for value in given.members if any(map(str.isalpha, value))}
    for text in sorted(texts, key=len, reverse=True):
        one = replace(
            one, text=re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", "...", one.text, flags=re.IGNORECASE)
        )
    return one.text


@pytest.mark.parametrize("domain", domain_names())
class TestTheFile:
    def test_fifteen_queries_a_domain_are_re_worded_each_once_and_exist(self, domain: str) -> None:
        ids = [item["id"] for item in read(domain, "paraphrases.yaml")]
        assert len(ids) == len(set(ids)) == 15
        assert set(ids) <= set(labelled(domain))

    def test_an_item_is_an_id_and_its_queries(self, domain: str) -> None:
        for item in read(domain, "paraphrases.yaml"):
            assert set(item) == {"id", "queries"}
            assert all(isinstance(text, str) and text == text.strip() and text for text in item["queries"])

    def test_every_cell_two_queries_out_of_scope_and_three_of_lists_are_among_them(self, domain: str) -> None:
        chosen = [labelled(domain)[item["id"]] for item in read(domain, "paraphrases.yaml")]
        ids = list(labelled(domain))
        last_out_of_scope = max(ids.index(i) for i, item in labelled(domain).items() if not item["facts"])
        assert {item["cell"] for item in chosen if item["facts"]} == CELLS
        assert sum(not item["facts"] for item in chosen) == 2
        assert sum(ids.index(item["id"]) > last_out_of_scope for item in chosen) == 3

    def test_five_re_wordings_differ_from_each_other_and_from_the_query(self, domain: str) -> None:
        for item in read(domain, "paraphrases.yaml"):
            texts = [labelled(domain)[item["id"]]["query"], *item["queries"]]
            bare = Counter("".join(c for c in text.casefold() if c.isalnum()) for text in texts)
            assert len(bare) == 6, item["id"]


class TestARewording:
    @pytest.mark.parametrize("one", rewordings())
    def test_every_given_value_is_supported(self, one: Reworded) -> None:
        for given in one.facts.givens:
            for value in given.members:
                found = supported(one, given, value)
                assert found is not None, f"{given} is not in: {one.text}"
                base = one.catalog.type(declared(one.catalog, one.facts, given).type).base
                same = {normal_form(b, found.value) == normal_form(b, value) for b in (base, "string")}
                assert True in same, f"{given} is read as {found.value!r} in: {one.text}"

    @pytest.mark.parametrize("one", rewordings(in_scope=True))
    def test_no_day_id_address_or_sum_is_said_besides(self, one: Reworded) -> None:
        mentions = Mentions(without_texts(one), one.catalog, TODAY)
        said = {day.isoformat() for when in mentions.dates for day in (when.begin, when.end)}
        said |= {mention.value for mention in (*one.mentions.ids, *one.mentions.addresses)}
        said |= {normal_form("number", n.value) or "" for n in mentions.numbers if n.span in mentions.money}
        values = [value for given in one.facts.givens for value in given.members]
        known = {*values, *(normal_form("number", value) for value in values)}
        assert said <= known, f"{said - known} in: {one.text}"


class TestTheTestItself:
    """What the tests above rest on tells a wrong re-wording from a right one."""

    CATALOG = Catalog.parse(
        "name: kiosk\n"
        "types: {day: {base: date}, paper: {base: string, entity: paper}, code: {base: string, pattern: '^[0-9]{4}$'}}\n"
        "apis:\n"
        "  order: {description: Order., kind: write, inputs: {paper: paper, on_day: day}}\n"
        "  unlock: {description: Unlock., kind: write, auto: true, inputs: {code: code}}\n"
    )
    FACTS = Facts.parse(
        'goal(1, order). given(1, paper, "Morning Post"). given(1, day, "2025-05-02"). given(1, code, "1234").'
    )

    def check(self, text: str) -> set[str]:
        one = Reworded(self.CATALOG, "x", "", self.FACTS, text)
        return {
            given.name
            for given in self.FACTS.givens
            for v in given.members
            if supported(one, given, v) is not None
        }

    def test_a_value_by_input_by_type_and_of_an_auto_write_is_found(self) -> None:
        assert self.check("the morning post on May 2nd, 2025, code 1234") == {"paper", "day", "code"}

    def test_what_is_left_out_or_changed_is_not_found(self) -> None:
        assert self.check("the evening post on 3 May 2025, code 1235") == set()
