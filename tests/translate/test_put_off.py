"""What the model would hardly write of itself is put off, and what the query seems to rule out is offered after all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from scripted import Shares

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.translate import EmbeddedTranslator
from orchestrator.translate.runtime import Following

TODAY = date(2025, 4, 2)


class Recording(Shares):
    """Keeps what it was offered."""

    def following(self, prompt: str, begun: str, choices: Sequence[str]) -> Following:
        self.offered.append([*choices])
        return super().following(prompt, begun, choices)


def read(monkeypatch: pytest.MonkeyPatch, domain: str, query: str, runtime: Shares) -> Facts:
    monkeypatch.setattr(EmbeddedTranslator, "_load", lambda self: runtime)
    return EmbeddedTranslator(today=lambda: TODAY, worked=0).translate(query, Catalog.load(domain))


def test_a_name_that_the_model_would_hardly_write_there_goes_where_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Shares({" share_document": 1.0}, {' "Tomas"': 0.01, " none": 0.002}, {' "Tomas"': 0.9}, {" edit": 1.0})
    facts = read(monkeypatch, "documents", "Can you give Tomas editing rights?", runtime)
    assert {(g.name, g.value) for g in facts.givens} == {("person", "Tomas"), ("permission", "edit")}


def test_a_name_that_is_put_off_and_wanted_nowhere_else_is_taken_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Shares({" search_hotels": 1.0}, {' "Tallinn"': 0.004, " none": 0.001})
    facts = read(monkeypatch, "travel", "What does a hotel in Tallinn cost?", runtime)
    assert [(g.name, g.value) for g in facts.givens] == [("city", "Tallinn")]


def test_a_name_that_the_model_does_not_want_is_not_taken_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Shares({" search_hotels": 1.0}, {' "Tallinn"': 0.004, " none": 0.2})
    facts = read(monkeypatch, "travel", "What does a hotel in Tallinn cost?", runtime)
    assert facts.givens == ()


def test_where_the_model_wants_nothing_that_is_left_over_every_api_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    query = "Reserve the most expensive hotel in Nice from 4 July 2025!"
    runtime = Recording({" search_flight": 0.001}, {" none": 1.0})
    assert read(monkeypatch, "travel", query, runtime).goals == ()
    few, all_of_them = runtime.offered
    assert {*few} < {*all_of_them}
