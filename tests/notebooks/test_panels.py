"""How results show themselves: readable with the style and without, whatever stands in them."""

from __future__ import annotations

import re
from base64 import b64decode
from html.parser import HTMLParser

import pytest

from orchestrator import Catalog, Facts, Orchestrator, Plan
from orchestrator.facts.model import quote
from orchestrator.plan.model import plan_from_json
from orchestrator.reason.situation import Situation
from orchestrator.run import load_backend
from orchestrator.show import notebook
from orchestrator.show.notebook import Bundle, plan_bundle
from orchestrator.show.panel import HIGHEST, block, picture, stylesheet

NO_AMOUNT = 'goal(1, create_invoice). given(1, customer, "Acme"). goal(2, send_invoice). uses(2, invoice, 1).'
INVOICE = f'{NO_AMOUNT} given(1, amount, "200").'
OUTCOMES = {
    "ready": ("small_business", INVOICE),
    "needs_input": ("small_business", NO_AMOUNT),
    "ambiguous": ("travel", "maybe(1, cancel_flight). maybe(1, cancel_hotel)."),
    "conflict": ("travel", 'goal(1, suggest_hotel). given(1, city, "Nice"). given(1, stars, "7").'),
    "unsolvable": ("travel", 'goal(1, request_refund). given(1, booking, "FB-1"). given(1, reason, "illness").'),
}


@pytest.fixture(scope="module")
def business() -> Orchestrator:
    return Orchestrator(Catalog.load("small_business"))


class Page(HTMLParser):
    """What a page shows that keeps simple tags only: their words, and images."""

    KEPT = frozenset("div p strong span ul li table thead tbody tr th td details summary pre img code".split())
    VOID = frozenset({"img"})

    def __init__(self, html: str, *, styled: bool) -> None:
        super().__init__()
        self.styled, self.words, self.images = styled, [], []
        self.open: list[str] = []
        self.hidden: list[str] = []
        self.stray: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in self.VOID:
            if not self.hidden:
                self.images.append(given)
            return
        self.open.append(tag)
        still = given.get("class") == "orch-still" and self.styled
        # A sanitizer drops attributes without a value.
        if self.hidden or (given.get("hidden") and not self.styled) or tag in ("style", "title", "desc") or still:
            self.hidden.append(tag)
        if tag not in self.KEPT and not self.hidden and not self.styled:
            self.stray.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "tags are nested wrongly"
        if self.hidden:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def planned(status: str) -> tuple[Plan, Catalog]:
    domain, facts = OUTCOMES[status]
    catalog = Catalog.load(domain)
    return Orchestrator(catalog).plan(facts=facts), catalog


def seen(bundle: Bundle, *, styled: bool = True) -> Page:
    return Page(bundle["text/html"], styled=styled)


@pytest.mark.parametrize("status", OUTCOMES)
def test_every_outcome_says_its_sentence_and_shows_its_picture(status: str) -> None:
    plan, catalog = planned(status)
    bundle = plan_bundle(plan, catalog)
    assert plan.status == status
    for page in (seen(bundle), seen(bundle, styled=False)):
        assert plan.explanation in page.text.replace("( ", "(")
        assert not page.open
    assert bundle["text/html"].count("<svg") == 1
    assert plan.explanation.split()[0] in bundle["text/plain"]


def test_the_style_shows_the_drawing_and_hides_the_still_image() -> None:
    plan, catalog = planned("ready")
    page = seen(plan_bundle(plan, catalog))
    assert "create_invoice" in page.text.partition("The plan as text")[0]
    assert page.images == []


def test_a_page_without_style_shows_one_image_and_no_words_of_the_drawing() -> None:
    plan, catalog = planned("ready")
    page = seen(plan_bundle(plan, catalog), styled=False)
    assert [image["src"][:26] for image in page.images if image["src"]] == ["data:image/svg+xml;base64,"]
    assert page.images[0]["alt"] == "The picture of the plan. Nothing is missing: three calls in three stages."
    assert "create_invoice" not in page.text.partition("The plan as text")[0]
    assert page.stray == []


def test_questions_stand_in_words_above_the_picture() -> None:
    plan, catalog = planned("needs_input")
    above = plan_bundle(plan, catalog)["text/html"].partition("<svg")[0]
    assert "What is the amount?" in above
    assert "answer a number from 0.01 to 1000000" in above


def test_what_no_step_uses_is_told(business: Orchestrator) -> None:
    facts = Facts.parse(INVOICE).model_copy(update={"unsaid": ("urgently",)})
    text = seen(plan_bundle(business.plan(facts=facts), business.catalog)).text
    assert "Left aside" in text
    assert "urgently" in text.rpartition("Left aside")[2]


def test_the_style_of_a_trusted_output_shows_no_drawing_that_another_has_lost() -> None:
    shown = [rule for rule in stylesheet().split("}") if "display: block !important" in rule or "orch-still { display" in rule]
    assert len(shown) == 2
    assert all(":has(> svg)" in rule for rule in shown)


@pytest.mark.parametrize("theme", ['[data-jp-theme-light="false"]', ".vscode-dark"])
def test_the_dark_themes_of_the_hosts_are_known(theme: str) -> None:
    plan, catalog = planned("ready")
    html = plan_bundle(plan, catalog)["text/html"]
    assert f"{theme} .po-svg" in html
    assert re.search(re.escape(theme) + r"[^{]* \.orch", html)


def test_nothing_comes_from_the_network() -> None:
    plan, catalog = planned("ready")
    html = plan_bundle(plan, catalog)["text/html"]
    assert set(re.findall(r"https?://[^\s\"']+", html)) <= {"http://www.w3.org/2000/svg"}
    assert "<script" not in html
    assert "@import" not in html


NASTY = '</pre></style><script>alert(1)</script><img src=x onerror="alert(2)">\x1b[31m $5 and $6 `x`'


def test_what_a_user_says_is_never_markup(business: Orchestrator) -> None:
    plan = business.plan(facts=Facts.parse(INVOICE).model_copy(update={"query": NASTY, "unsaid": (NASTY,)}))
    named = business.plan(facts=f"goal(1, help). given(1, topic, {quote(NASTY)}).")
    for bundle in (
        plan_bundle(plan, business.catalog),
        plan_bundle(named, business.catalog),
        notebook.facts_bundle(plan.facts),
        notebook.situation_bundle(_situation(business, named.facts)),
    ):
        page = seen(bundle)
        assert not page.open
        assert "<script" not in bundle["text/html"]
        assert "<img src=x" not in bundle["text/html"]
        assert "\x1b" not in bundle["text/html"]


def test_dollars_are_no_formula_to_the_notebook(business: Orchestrator) -> None:
    html = notebook.facts_bundle(Facts.parse('goal(1, help). given(1, topic, "$5 and $6").'))["text/html"]
    assert html.startswith('<div class="orch tex2jax_ignore mathjax_ignore">')


def test_long_texts_are_folded_and_very_long_ones_cut() -> None:
    short = block("\n".join(["line"] * (HIGHEST + 5)))
    assert "<details>" not in short
    long = block("\n".join(f"line {number}" for number in range(HIGHEST + 6)))
    assert f"line {HIGHEST - 1}</pre>" in long.partition("<details>")[0]
    assert "6 more lines" in long
    assert f"line {HIGHEST + 5}" in long
    assert len(block("x" * 1_000_000)) < 50_000
    assert "(1,000,000 characters)" in block("x" * 1_000_000)


def test_the_still_image_keeps_the_light_colours_whatever_the_system_prefers() -> None:
    svg = '<svg width="10.5" class="a"><style>.a{}</style><rect fill="#fff"/></svg>'
    html = picture(svg, "a picture")
    data = re.search(r"base64,([^\"]+)", html)
    assert data is not None
    assert b64decode(data[1]).decode() == '<svg width="10.5" class="a"><rect fill="#fff"/></svg>'
    assert "--orch-width: 10.5px" in html


def test_outputs_on_one_page_share_names_of_the_same_meaning_only(business: Orchestrator) -> None:
    plans = [business.plan(facts=facts) for facts in (INVOICE, NO_AMOUNT)]
    pages = [plan_bundle(plan, business.catalog)["text/html"] for plan in plans]
    ids = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
    assert ids[0]
    assert not ids[0] & ids[1]
    styles = [re.findall(r"<style>(.*?)</style>", page, re.DOTALL) for page in pages]
    assert styles[0] == styles[1]


def test_a_plan_that_nobody_made_shows_itself_too() -> None:
    plan, _ = planned("ready")
    again = plan_from_json(plan.to_json())
    assert "create_invoice" in plan_bundle(again)["text/plain"]
    assert again._repr_mimebundle_().keys() == {"text/html", "text/plain"}


def test_the_catalog_and_the_work_show_themselves(business: Orchestrator) -> None:
    bundle = notebook.catalog_bundle(business.catalog)
    assert "Make the profit and loss report" in bundle["text/plain"]
    assert bundle["text/html"].count("<svg") == 1
    work = notebook.work_bundle(business.work(facts=NO_AMOUNT))
    for part in ("goal(1, create_invoice).", "lookup find_customer-acme", "(define (domain", "(define (problem", "Needs input"):
        assert part in seen(work).text
    conflict = Orchestrator(Catalog.load("travel")).work(facts=OUTCOMES["conflict"][1])
    assert "PDDL" not in notebook.work_bundle(conflict)["text/html"]


def test_answers_to_why_show_their_reasons_and_the_other_plan(business: Orchestrator) -> None:
    plan = business.plan(facts=NO_AMOUNT)
    why = plan.why("q1")
    page = seen(notebook.why_bundle(why))
    assert why.sentence.replace("`", "") in page.text.replace("  ", " ").replace(" ,", ",")
    assert page.text.count("amount") >= len(why.because)
    what_if = plan.what_if({"amount": "200"})
    shown = seen(notebook.what_if_bundle(what_if))
    assert "asks one question less" in shown.text
    assert "Nothing is missing" in shown.text


def test_a_difference_tells_each_change_on_a_line(business: Orchestrator) -> None:
    old = business.plan(facts=NO_AMOUNT)
    new = old.answer(q1="200")
    html = notebook.difference_bundle(new.difference(old))["text/html"]
    assert re.findall("<li>(.*?)</li>", html) == [
        "is ready now, asks one question less",
        "amount of create_invoice: your answer → 200",
    ]
    assert "<li>nothing changes</li>" in notebook.difference_bundle(new.difference(new))["text/html"]


def test_the_outcome_of_a_run_shows_each_call_and_no_seconds(business: Orchestrator) -> None:
    backend = load_backend("small_business", business.catalog)
    outcome = business.run(business.plan(facts=INVOICE), backend=backend, approve=True)
    page = seen(notebook.outcome_bundle(outcome))
    assert "Done : All is done" in page.text or "Done: All is done" in page.text
    for record in outcome.records:
        assert f"{record.api}(" in page.text
    waiting = business.run(business.plan(facts=NO_AMOUNT), backend=backend, approve=True)
    assert "What is the amount?" in seen(notebook.outcome_bundle(waiting)).text
    assert notebook.outcome_bundle(outcome) == notebook.outcome_bundle(
        outcome.model_copy(update={"records": tuple(r.model_copy(update={"seconds": 9.5}) for r in outcome.records)})
    )


def _situation(orchestrator: Orchestrator, facts: Facts) -> Situation:
    situation = orchestrator.work(facts=facts).situation
    assert situation is not None
    return situation
