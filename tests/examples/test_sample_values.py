"""Values made up for a type: they fit it, and they can be written into a sentence."""

from __future__ import annotations

import re
import warnings
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.examples.pattern import matching
from orchestrator.examples.samples import in_order, sample, sayable
from orchestrator.resources import domain_names
from orchestrator.values import fit

SEEDS = range(12)


@pytest.mark.parametrize(
    "pattern",
    [
        "^INV-[0-9]+$", "^C-[0-9]{3,6}$", r"^\d{4}-\d{2}$", "^[A-Z]{2} ?[0-9]{3,4}$", "^[^ ]+[.](pdf|png)$",
        "^(CRN|INV)-[0-9]+$", r"[\w.]+@example[.]org", "^[+]?[0-9][0-9 ()-]{5,18}$", "^(?:a|b){2}c??$", "^x[]y]z$",
        r"^\[[a-c\-]{2}\]$", "B-.", "^[^a-z]{3}$",
    ],
)  # fmt: skip
def test_a_text_is_made_for_a_simple_pattern(pattern: str) -> None:
    made = {matching(pattern, Random(seed)) for seed in SEEDS}
    assert None not in made
    assert all(re.search(pattern, text or "") and text == (text or "").strip() for text in made)


def test_different_seeds_make_different_ids() -> None:
    assert len({matching("^INV-[0-9]+$", Random(seed)) for seed in SEEDS}) > 6


@pytest.mark.parametrize("pattern", ["(?=x)x", r"(a)\1", "a**", "^$", "(?i)abc", "x{2000}", "((((a))))", r"\bx\b", "a$b"])
def test_a_pattern_that_says_more_has_no_text(pattern: str) -> None:
    assert matching(pattern, Random(1)) is None


@given(st.text("[](){}|^$\\*+?.ab1-,:=!<dws ", max_size=14), st.integers(0, 3))
def test_no_pattern_leads_to_a_text_that_it_does_not_match(pattern: str, seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compiled = re.compile(pattern)
        except (re.error, OverflowError):
            return
        made = matching(pattern, Random(seed))
    assert made is None or compiled.search(made)


@pytest.mark.parametrize("domain", domain_names())
def test_samples_fit_their_type(domain: str) -> None:
    catalog = Catalog.load(domain)
    for kind in catalog.semantic_types.values():
        for seed in SEEDS:
            made = sample(kind, Random(seed))
            assert made is not None, kind.name
            assert fit(kind, made.value), kind.name


@pytest.mark.parametrize(
    ("base", "low", "high"),
    [("integer", "500", "501"), ("number", "0.01", "0.02"), ("number", None, "1"), ("date", "2031-02-01", "2031-02-03"),
     ("date", None, "2001-01-01"), ("integer", "-3", "0")],
)  # fmt: skip
def test_samples_keep_within_a_range(base: str, low: str | None, high: str | None) -> None:
    kind = SemanticType.model_validate({"name": "t", "base": base, "ancestors": ("t",), "minimum": low, "maximum": high})
    made = [sample(kind, Random(seed)) for seed in SEEDS]
    assert any(made)
    assert all(fit(kind, m.value) for m in made if m is not None)


def test_a_value_is_not_said_twice() -> None:
    kind = SemanticType(name="flavour", base="string", ancestors=("flavour",), values={"sweet": (), "sour": ()})
    assert {sample(kind, Random(seed), {"sweet"}).value for seed in SEEDS} == {"sour"}
    assert sample(kind, Random(1), {"sweet", "sour"}) is None


def test_a_period_ends_after_it_begins() -> None:
    day = SemanticType(name="date", base="date", ancestors=("date",))
    for seed in SEEDS:
        random = Random(seed)
        pair = [(day, made) for _ in range(2) if (made := sample(day, random)) is not None]
        first, last = in_order(pair)
        assert first.value <= last.value


def test_an_opaque_input_is_said_by_what_refers_to_it() -> None:
    catalog = Catalog.load("small_business")
    assert "customer_name" in {kind.name for kind in sayable(catalog, "customer_id")}
    assert sayable(catalog, "report_id") == ()
