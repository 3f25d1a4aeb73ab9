from __future__ import annotations

import random
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.bm25 import Field, Index
from orchestrator.translate.mentions import Mentions
from orchestrator.translate.retrieve import narrow, ranked, shortlist
from orchestrator.translate.segments import segments
from orchestrator.translate.shelf import shelf_of

THINGS = "lamp chair kettle bicycle violin passport garden invoice ticket parcel".split()
DEEDS = {
    "list": "List every",
    "repair": "Mend a broken",
    "sell": "Offer to buyers a",
    "insure": "Protect against loss a",
}


def many(extra: dict[str, object] | None = None, types: dict[str, object] | None = None) -> Catalog:
    """Forty APIs: four things to do with each of ten things; and others."""
    apis: dict[str, object] = {
        f"{deed}_{thing}": {"description": f"{said} {thing}."}
        for thing in THINGS
        for deed, said in DEEDS.items()
    }
    return Catalog.model_validate({"name": "many", "types": types or {}, "apis": {**apis, **(extra or {})}})


class TestShortlist:
    def test_a_catalog_that_is_not_larger_is_shown_whole(self, catalog: Catalog) -> None:
        assert shortlist("anything", catalog, 40) == tuple(catalog.apis)

    def test_it_stands_in_the_order_of_the_catalog(self) -> None:
        assert shortlist("sell my violin and insure my lamp", many(), 2) == ("insure_lamp", "sell_violin")

    def test_it_has_as_many_as_were_asked_for_even_where_nothing_fits(self) -> None:
        catalog = many()
        assert shortlist("quantum entanglement", catalog, 7) == tuple(catalog.apis)[:7]

    def test_every_wish_of_a_query_has_its_own_say(self) -> None:
        query = "My old kettle is broken, the kettle my aunt left me, so repair the kettle. Also insure the bicycle."
        assert {"repair_kettle", "insure_bicycle"} <= set(shortlist(query, many(), 6))

    def test_it_is_the_same_whatever_was_read_already(self) -> None:
        catalog = many()
        mentions = Mentions("sell my violin", catalog, date(2025, 4, 2))
        assert shortlist(mentions, catalog, 3) == shortlist("sell my violin", catalog, 3)

    @pytest.mark.parametrize("seed", range(5))
    def test_the_order_of_the_catalog_decides_ties_only(self, seed: int) -> None:
        catalog = many()
        names = random.Random(seed).sample([*catalog.apis], len(catalog.apis))
        shuffled = catalog.model_copy(update={"apis": {n: catalog.apis[n] for n in names}})
        assert ranked("repair the violin", shuffled)[0] == "repair_violin"


class TestWhatSpeaksForAnApi:
    @pytest.mark.parametrize(
        ("api", "query"),
        [
            ({"name": "tvGuide.findShows"}, "find me shows"),
            ({"name": "GET /weather/forecast/{city}"}, "the weather forecast please"),
            ({"name": "HTTPProbe"}, "send a probe over http"),
            ({"name": "YouTubeSearch"}, "look on youtube"),
            ({"name": "urbandictionary"}, "look it up in the urban dictionary"),
            ({"description": "Ships goods abroad."}, "what about shipping abroad"),
            ({"inputs": {"cuisine": "string"}}, "which cuisine"),
            (
                {"inputs": {"x": {"type": "string", "description": "Name of the surgeon"}}},
                "who is the surgeon",
            ),
            ({"inputs": {"x": "mood"}}, "something gloomy"),
            ({"inputs": {"x": "mood"}}, "something cheerful"),
            ({"outputs": {"altitude": "number"}}, "the altitude"),
            ({"outputs": {"x": "peak_height"}}, "about a mountain"),
        ],
    )
    def test_its_name_words_members_aliases_inputs_outputs(self, api: dict[str, object], query: str) -> None:
        types = {"mood": {"base": "string", "values": {"sad": ["gloomy"], "cheerful": []}},
                 "peak_height": {"base": "number", "entity": "mountain"}}  # fmt: skip
        name = str(api.pop("name", "zz_9"))
        assert ranked(query, many({name: api}, types))[0] == name

    def test_an_id_that_it_takes(self) -> None:
        types = {"order_id": {"base": "string", "pattern": "^ORD-[0-9]+$", "entity": "order", "ask": "never"}}
        catalog = many({"zz": {"description": "Withdraw.", "inputs": {"order": "order_id"}}}, types)
        assert "zz" in shortlist("please do away with ORD-77", catalog, 3)

    def test_that_a_likely_one_needs_what_it_yields(self) -> None:
        types = {"seat_code": {"base": "string"}}
        extra = {
            "reserve_stall": {"description": "Reserve a stall.", "inputs": {"seat": "seat_code"}},
            "plan_9": {"description": "Draw the hall.", "outputs": {"seat": "seat_code"}},
        }
        assert "plan_9" in shortlist("reserve a stall", many(extra, types), 3)

    def test_that_the_description_of_an_input_names_it(self) -> None:
        said = "Can be retrieved from Find Nearest Port."
        extra = {
            "hire_boat": {
                "description": "Hire a boat.",
                "inputs": {"place": {"type": "string", "description": said}},
            },
            "find_nearest_port": {"description": "Harbours."},
        }
        assert "find_nearest_port" in shortlist("hire a boat", many(extra), 3)

    def test_words_that_are_values_say_little(self) -> None:
        query = 'insure my lamp under the title "sell violin repair violin"'
        assert ranked(query, many())[0] == "insure_lamp"

    def test_worked_queries_of_it(self) -> None:
        examples = (("my fiddle has a cracked neck", ("repair_violin",)),)
        assert ranked("a fiddle with a crack", many(), examples)[0] == "repair_violin"

    def test_the_query_itself_is_no_worked_query(self) -> None:
        examples = (("My fiddle is  cracked", ("repair_violin",)),)
        assert ranked("my fiddle is cracked", many(), examples) == ranked("my fiddle is cracked", many())


class TestNarrow:
    def test_a_small_catalog_stays_as_it_is(self, catalog: Catalog) -> None:
        mentions = Mentions("send an invoice", catalog, date(2025, 4, 2))
        assert narrow(mentions) is mentions

    def test_a_large_one_is_cut_to_what_the_query_may_want_and_what_that_needs(self) -> None:
        extra: dict[str, object] = {
            f"api_{i}": {"description": f"Thing number {i}.", "inputs": {"x": f"t_{i}"}} for i in range(60)
        }
        extra["open_gate"] = {
            "description": "Open the gate.",
            "inputs": {"key": "gate_key"},
            "requires": ["allowed"],
        }
        extra["zz_keys"] = {"description": "Nothing said.", "outputs": {"key": "gate_key"}}
        extra["zz_allow"] = {"description": "Nothing.", "kind": "write", "auto": True, "ensures": ["allowed"]}
        types: dict[str, object] = {"gate_key": {"is": "any_key"}, "any_key": {"base": "string"}}
        types |= {f"t_{i}": {"base": "string"} for i in range(60)}
        catalog = many(extra, types)
        part = narrow(Mentions("open the gate", catalog, date(2025, 4, 2))).catalog
        assert {"open_gate", "zz_keys", "zz_allow"} <= set(part.apis)
        assert len(part.apis) < 50 < len(catalog.apis)
        assert {"gate_key", "any_key"} <= set(part.types)
        assert len(part.types) < len(catalog.types)
        assert part.type("gate_key").ancestors == ("gate_key", "any_key")


class TestIndex:
    def test_rare_terms_count_more(self) -> None:
        index = Index([{"t": ["a", "b"]}, {"t": ["a", "c"]}, {"t": ["a", "d"]}], {"t": Field(1.0)})
        scores = index.scores({"a": 1.0, "c": 1.0})
        assert max(scores, key=lambda at: scores[at]) == 1
        assert index.idf("a") < index.idf("c") < index.rarest

    def test_a_field_of_more_weight_counts_more(self) -> None:
        index = Index([{"body": ["x"]}, {"title": ["x"]}], {"title": Field(3.0), "body": Field(1.0)})
        scores = index.scores({"x": 1.0})
        assert scores[1] > scores[0] > 0

    def test_a_long_text_does_not_win_by_its_length(self) -> None:
        index = Index([{"t": ["x", *"abcdefgh"]}, {"t": ["x"]}], {"t": Field(1.0)})
        scores = index.scores({"x": 1.0})
        assert scores[1] > scores[0]

    def test_what_begins_alike_stands_in_only_for_what_is_not_there(self) -> None:
        index = Index([{"t": ["cancel", "cancellation", "canto"]}], {"t": Field(1.0)})
        assert index.akin("cancellat") == ("cancel", "cancellation")
        assert index.akin("cancel") == ()
        assert index.akin("can") == ()

    def test_no_text_at_all_is_no_error(self) -> None:
        assert Index([], {"t": Field(1.0)}).scores({"x": 1.0}) == {}


def test_the_index_of_a_catalog_is_made_once() -> None:
    catalog = many()
    assert shelf_of(catalog) is shelf_of(catalog)
    assert shelf_of(catalog) is not shelf_of(many())


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        ("bill Acme and send it", ["bill Acme", "send it"]),
        ("bill it, then e-mail it. Thanks!", ["bill it", "e-mail it"]),
        ('note "this and that" on 3 May, 2025', ['note "this and that" on 3 May, 2025']),
        ("and, also!", []),
    ],
)
def test_a_query_is_cut_at_its_joints_but_not_within_a_value(
    query: str, parts: list[str], catalog: Catalog
) -> None:
    found = segments(Mentions(query, catalog, date(2025, 4, 2)))
    assert [query[slice(*s.span)].strip() for s in found] == parts
