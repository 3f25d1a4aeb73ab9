from __future__ import annotations

from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.errors import TranslationError
from orchestrator.facts import Facts, check
from orchestrator.translate.lexical import LexicalTranslator, goal_scores
from orchestrator.translate.mentions import Mentions
from tests.translate.conftest import LISTS, TODAY

SHOP = {
    "name": "clinic",
    "types": {
        "patient_name": {"base": "string", "entity": "patient", "question": "Which patient?"},
        "patient_id": {"base": "string", "entity": "patient", "ask": "never", "pattern": "^P-[0-9]+$"},
        "visit_id": {"base": "string", "entity": "visit", "ask": "never", "pattern": "^V-[0-9]+$"},
        "visit_day": {"base": "date", "question": "On which day?"},
        "ward": {"base": "string", "values": {"surgery": ["operations"], "children": ["kids"]}},
        "remark_text": {"base": "string", "question": "What should the remark say?"},
        "town_name": {"base": "string", "entity": "town", "question": "In which town?"},
        "fee": {"base": "number", "minimum": "0"},
    },
    "apis": {
        "find_patient": {
            "description": "Look up a patient by name.",
            "inputs": {"name": "patient_name"},
            "outputs": {"patient": "patient_id"},
        },
        "book_visit": {
            "description": "Book a visit for a patient.",
            "kind": "write",
            "inputs": {
                "patient": "patient_id",
                "day": "visit_day",
                "ward": {"type": "ward", "required": False},
            },
            "outputs": {"visit": "visit_id"},
        },
        "cancel_visit": {"description": "Cancel a visit.", "kind": "write", "inputs": {"visit": "visit_id"}},
        "confirm_visit": {
            "description": "Confirm a visit.",
            "kind": "write",
            "inputs": {"visit": "visit_id"},
        },
        "charge_patient": {
            "description": "Charge a patient a fee.",
            "kind": "write",
            "inputs": {"patient": "patient_id", "amount": "fee"},
        },
        "write_remark": {
            "description": "Write a remark into the file of a patient.",
            "kind": "write",
            "inputs": {"patient": "patient_id", "remark": "remark_text"},
        },
        "nearest_pharmacy": {
            "description": "Find a pharmacy in a town.",
            "inputs": {"town": "town_name"},
            "outputs": {"address": "string"},
        },
        "move_money": {
            "description": "Move funds.",
            "kind": "write",
            "inputs": {"from_patient": "patient_id", "to_patient": "patient_id", "amount": "fee"},
        },
    },
}


@pytest.fixture(scope="module")
def clinic() -> Catalog:
    return Catalog.model_validate(SHOP)


def read(query: str, catalog: Catalog) -> Facts:
    facts = LexicalTranslator(today=lambda: TODAY).translate(query, catalog)
    check(facts, catalog)
    return facts


def said(query: str, catalog: Catalog) -> list[str]:
    return str(read(query, catalog)).splitlines()


class TestGoals:
    @pytest.mark.parametrize(
        ("query", "goals"),
        [
            ("cancel visit V-12", ["cancel_visit"]),
            ("please cancel the visit", ["cancel_visit"]),
            ("I'd like to have V-12 cancelled", ["cancel_visit"]),
            ("is there a pharmacy in Ghent?", ["nearest_pharmacy"]),
            ("cancel V-1 and confirm V-2", ["cancel_visit", "confirm_visit"]),
            ("Charge P-4 20 dollars. Then confirm visit V-3.", ["charge_patient", "confirm_visit"]),
        ],
    )
    def test_the_words_of_the_catalog_say_what_is_wanted(
        self, query: str, goals: list[str], clinic: Catalog
    ) -> None:
        assert [g.api for g in read(query, clinic).goals] == goals

    @pytest.mark.parametrize(
        "query", ["tell me a joke", "what is the capital of France", "¿qué hora es?", "!!!", "東京の天気"]
    )
    def test_where_no_word_of_it_fits_nothing_is_wanted(self, query: str, clinic: Catalog) -> None:
        facts = read(query, clinic)
        assert facts.numbers == ()
        assert facts.givens == ()

    def test_what_shall_not_be_done_is_no_goal(self, clinic: Catalog) -> None:
        assert [g.api for g in read("confirm V-2 but don't cancel V-1", clinic).goals] == ["confirm_visit"]

    def test_an_order_in_quotation_marks_adds_no_goal(self, clinic: Catalog) -> None:
        facts = read('write the remark "cancel visit V-12" into the file of P-3', clinic)
        assert [g.api for g in facts.goals] == ["write_remark"]

    def test_apis_for_which_as_much_speaks_are_readings(self, clinic: Catalog) -> None:
        facts = read("something about the visit V-9", clinic)
        assert sorted(m.api for m in facts.maybes) == ["cancel_visit", "confirm_visit"]
        assert [(g.name, g.value) for g in facts.givens] == [("visit", "V-9")]

    def test_worked_queries_teach_other_words(self, clinic: Catalog) -> None:
        query = "scrap the appointment"
        taught = LexicalTranslator(examples=[("please scrap my appointment", ("cancel_visit",))])
        assert read(query, clinic).goals == ()
        assert [g.api for g in taught.translate(query, clinic).goals] == ["cancel_visit"]


class TestValues:
    @pytest.mark.parametrize(
        ("query", "facts"),
        [
            ("cancel visit V-12", ['given(1, visit, "V-12").']),
            (
                "book a visit for Ada Stone on 3 May 2025",
                ['given(1, patient, "Ada Stone").', 'given(1, day, "2025-05-03").'],
            ),
            (
                "book a visit in the kids ward for P-7",
                ['given(1, patient, "P-7").', 'given(1, ward, "children").'],
            ),
            ("a pharmacy in Ghent", ['given(1, town, "Ghent").']),
            (
                'write the remark "allergic to nuts" for P-3',
                ['given(1, patient, "P-3").', 'given(1, remark, "allergic to nuts").'],
            ),
            (
                "move funds of 30 dollars from Bo Lind to Cy Marsh",
                [
                    'given(1, from_patient, "Bo Lind").',
                    'given(1, to_patient, "Cy Marsh").',
                    'given(1, amount, "30").',
                ],
            ),
        ],
    )
    def test_values_go_where_their_form_and_the_words_beside_them_say(
        self, query: str, facts: list[str], clinic: Catalog
    ) -> None:
        assert said(query, clinic)[1:] == facts

    def test_what_is_not_said_is_left_out(self, clinic: Catalog) -> None:
        assert said("book a visit", clinic) == ["goal(1, book_visit)."]

    def test_a_text_that_nothing_announces_is_left_out(self, clinic: Catalog) -> None:
        assert said("write a remark for P-3", clinic)[1:] == ['given(1, patient, "P-3").']

    def test_the_first_word_of_a_sentence_is_no_name(self, clinic: Catalog) -> None:
        assert said("Schedule: book a visit on 3 May 2025", clinic)[1:] == ['given(1, day, "2025-05-03").']

    def test_two_goals_do_not_share_what_stands_with_one(self, clinic: Catalog) -> None:
        assert said("cancel V-1 and confirm V-2", clinic) == [
            "goal(1, cancel_visit).", 'given(1, visit, "V-1").',
            "goal(2, confirm_visit).", 'given(2, visit, "V-2").',
        ]  # fmt: skip

    def test_what_was_spoken_of_before_is_used(self, clinic: Catalog) -> None:
        assert "uses(2, visit, 1)." in said("book a visit for P-7 on 3 May 2025 and confirm it", clinic)

    def test_each_of_two_things_gets_its_own_call(self, clinic: Catalog) -> None:
        assert said("charge Ada Stone 20 dollars and Bo Lind 30 dollars", clinic) == [
            "goal(1, charge_patient).", 'given(1, patient, "Ada Stone").', 'given(1, amount, "20").',
            "goal(2, charge_patient).", 'given(2, patient, "Bo Lind").', 'given(2, amount, "30").',
        ]  # fmt: skip

    def test_values_side_by_side_are_a_list(self) -> None:
        stays = Catalog.model_validate(LISTS)
        assert said("cancel the bookings B-20 and B-21", stays) == [
            "goal(1, cancel_booking).", 'given(1, booking, ("B-20","B-21")).',
        ]  # fmt: skip

    def test_every_value_stands_in_the_query(self, clinic: Catalog) -> None:
        query = 'book a visit for Ada Stone on 3 May 2025, charge her 20 dollars and write the remark "paid"'
        assert all(g.span is not None for g in read(query, clinic).givens)


class TestScores:
    def test_what_is_named_is_top_and_clear(self, clinic: Catalog) -> None:
        scores = goal_scores(Mentions("cancel the visit V-3", clinic, TODAY), clinic)
        top, second = sorted(scores.values(), reverse=True)[:2]
        assert max(scores, key=lambda api: scores[api]) == "cancel_visit"
        assert top > 0.7 > 0.4 > second

    def test_what_could_be_either_is_not_clear(self, clinic: Catalog) -> None:
        scores = goal_scores(Mentions("something about the visit V-3", clinic, TODAY), clinic)
        assert scores["cancel_visit"] == pytest.approx(scores["confirm_visit"])
        assert scores["cancel_visit"] < 0.6

    @pytest.mark.parametrize(
        "query", ["cancel V-1 and find a pharmacy in Ghent", "nothing of this", "", "visit " * 200]
    )
    def test_they_are_shares(self, query: str, clinic: Catalog) -> None:
        scores = goal_scores(Mentions(query, clinic, TODAY), clinic)
        assert all(0.0 < score < 1.0 for score in scores.values())
        assert set(scores) <= set(clinic.apis)

    def test_they_are_the_same_every_time(self, clinic: Catalog) -> None:
        query = "cancel V-1 and find a pharmacy in Ghent"
        first, again = (
            goal_scores(Mentions(query, Catalog.model_validate(SHOP), TODAY), clinic) for _ in range(2)
        )
        assert first == again


class TestTranslator:
    def test_its_name_and_seconds_stand_in_the_facts(self, clinic: Catalog) -> None:
        translation = read("cancel visit V-12", clinic).translation
        assert translation is not None
        assert (translation.translator, translation.model, translation.prompt_tokens) == ("none", None, 0)

    def test_relative_days_count_from_the_day_it_is_told(self, clinic: Catalog) -> None:
        facts = LexicalTranslator(today=lambda: date(2025, 4, 2)).translate(
            "book a visit for P-1 tomorrow", clinic
        )
        assert ("day", "2025-04-03") in [(g.name, g.value) for g in facts.givens]

    @pytest.mark.parametrize("query", ["", "  ", "x" * 6_001])
    def test_what_is_no_query_is_an_error(self, query: str, clinic: Catalog) -> None:
        with pytest.raises(TranslationError):
            read(query, clinic)

    def test_a_large_catalog_is_read_in_part(self) -> None:
        apis = {
            f"fetch_{i}": {"description": f"Fetch item {i}.", "inputs": {"n": "integer"}} for i in range(300)
        }
        apis["water_plants"] = {"description": "Water the plants.", "inputs": {"litres": "number"}}
        catalog = Catalog.model_validate({"name": "large", "apis": apis})
        assert said("water the plants with 3 litres", catalog) == [
            "goal(1, water_plants).",
            'given(1, litres, "3").',
        ]
