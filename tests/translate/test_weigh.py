"""How probable each of several texts is, by what a model would write next."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestrator.translate.weigh import NextTokens, Weights, leading, led_to, weigh


class Toy:
    """A model that writes whole texts, each as often as told, cut into tokens of so many bytes.

    Of several sizes one is taken as often as another, at every token: one text may then be cut in many ways.
    """

    def __init__(self, texts: Mapping[str, float], *sizes: int) -> None:
        whole = sum(texts.values())
        self.texts = {text.encode(): weight / whole for text, weight in texts.items()}
        self.sizes = sizes or (1,)
        self.asked: list[str] = []
        self.left: list[list[str]] = []

    def __call__(self, begun: str, choices: Sequence[str]) -> Mapping[bytes, float]:
        self.asked.append(begun)
        self.left.append([*choices])
        return leading(self.after(begun.encode()), begun, choices)

    def after(self, begun: bytes) -> dict[bytes, float]:
        fitting = {text: p for text, p in self.texts.items() if text.startswith(begun)}
        found: dict[bytes, float] = {}
        for text, p in fitting.items():
            for size in self.sizes:
                token = text[len(begun) : len(begun) + size]
                found[token] = found.get(token, 0.0) + p / sum(fitting.values()) / len(self.sizes)
        return found


def exact(texts: Mapping[str, float], choices: Sequence[str]) -> tuple[dict[str, float], float]:
    """The share of each choice, and how often any is written: a text is the longest choice that it begins with."""
    got = dict.fromkeys(choices, 0.0)
    for text, weight in texts.items():
        begins = [c for c in choices if text.startswith(c)]
        if begins:
            got[max(begins, key=len)] += weight
    mass = sum(got.values())
    return {choice: weight / mass for choice, weight in got.items()}, mass / sum(texts.values())


def by_table(said: Mapping[str, Mapping[bytes, float]]) -> NextTokens:
    """A model of which is told what it writes after each beginning, and that is asked for nothing else."""
    return lambda begun, choices: leading(said[begun], begun, choices)


WORDS = st.dictionaries(st.text("ab", min_size=1, max_size=5), st.integers(1, 6), min_size=2, max_size=5)
OTHERS = st.dictionaries(st.sampled_from(["z", "zz", "za zb"]), st.integers(1, 9), max_size=2)


@given(WORDS, OTHERS)
@example({"a": 1, "ab": 3}, {"z": 4})
def test_shares_are_the_probabilities_of_the_choices(choices: dict[str, int], others: dict[str, int]) -> None:
    found = weigh([*choices], Toy(choices | others))
    shares, mass = exact(choices | others, [*choices])
    assert found.shares == pytest.approx(shares, abs=1e-5)
    assert found.mass == pytest.approx(mass, abs=1e-5)


@given(WORDS, OTHERS, st.integers(2, 6))
def test_shares_are_the_same_however_long_tokens_are(words: dict[str, int], others: dict[str, int], size: int) -> None:
    choices = {f"{word};": weight for word, weight in words.items()}
    found = weigh([*choices], Toy(choices | others, size))
    shares, mass = exact(choices | others, [*choices])
    assert found.shares == pytest.approx(shares, abs=1e-5)
    assert found.mass == pytest.approx(mass, abs=1e-5)


@given(WORDS, OTHERS)
def test_all_ways_of_cutting_a_text_count_for_it(words: dict[str, int], others: dict[str, int]) -> None:
    choices = {f"{word};": weight for word, weight in words.items()}
    found = weigh([*choices], Toy(choices | others, 1, 2))
    shares, mass = exact(choices | others, [*choices])
    assert found.shares == pytest.approx(shares, abs=0.05)  # what is hardly probable is divided evenly
    assert found.mass == pytest.approx(mass, abs=1e-5)


@given(WORDS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_choices_nor_that_of_the_tokens_changes_a_share(
    choices: dict[str, int], chance: random.Random
) -> None:
    def shuffled(begun: str, left: Sequence[str]) -> Mapping[bytes, float]:
        tokens = [*Toy(choices, 1, 2)(begun, left).items()]
        chance.shuffle(tokens)
        return dict(tokens)

    names = [*choices]
    chance.shuffle(names)
    one, other = weigh([*choices], Toy(choices, 1, 2)), weigh(names, shuffled)
    assert [*other.shares] == names
    assert dict(one.shares) == pytest.approx(dict(other.shares), abs=2e-6)


def test_what_the_model_would_rather_write_counts_against_all_choices_and_for_none() -> None:
    found = weigh(["yes", "no"], by_table({"": {b"yes": 0.15, b"no": 0.05, b"certainly": 0.8}}))
    assert found.shares == {"yes": 0.75, "no": 0.25}
    assert found.mass == pytest.approx(0.2)


def test_a_beginning_that_choices_share_speaks_only_for_those_that_the_model_goes_on_with() -> None:
    said: dict[str, dict[bytes, float]] = {
        "": {b' "': 0.8, b" none": 0.2},
        ' "': {b"horror": 0.9, b"Rheem": 0.05, b"Oslo": 0.05},
    }
    found = weigh([' "Rheem Theatre",', ' "Oslo",', " none,"], by_table(said))
    assert found.best == " none,"
    assert found.mass == pytest.approx(0.28)


def test_choices_that_the_model_would_not_write_are_alike_and_the_first_is_the_best() -> None:
    found = weigh(["no", "yes"], by_table({"": {b"perhaps": 1.0}}))
    assert found.shares == {"no": 0.5, "yes": 0.5}
    assert found.best == "no"
    assert found.mass < 1e-6


def test_of_equals_the_first_is_the_best() -> None:
    assert Weights({"b": 0.4, "a": 0.4, "c": 0.2}, 1.0).best == "b"


def test_a_choice_that_is_left_alone_is_followed_to_its_first_word_and_no_further() -> None:
    toy = Toy({' "Oslo Airport",': 3.0, " none,": 1.0}, 2)
    found = weigh([' "Oslo Airport",', " none,"], toy)
    assert found.shares == {' "Oslo Airport",': 0.75, " none,": 0.25}
    assert toy.asked == ["", ' "']  # the mark by itself does not say that it is this text


def test_whole_words_that_all_choices_go_on_with_are_not_asked_for() -> None:
    oslo, rome = 'find hotels near "Oslo"', 'find hotels near "Rome"'
    toy = Toy({oslo: 3.0, rome: 1.0, "zebra": 4.0}, 3)
    assert weigh([oslo, rome, "none"], toy).best == oslo
    assert toy.asked == ["", "find hotels near"]  # signs are left, for a token may begin with them


def test_a_word_that_choices_only_begin_alike_is_asked_for_from_its_begin() -> None:
    toy = Toy({"book hotel": 1.0, "book hotels": 3.0}, 4)
    assert weigh(["book hotel", "book hotels"], toy).best == "book hotels"
    assert toy.asked == ["", "book", "book hot", "book hotel"]


def test_the_most_probable_beginning_is_followed_first_and_a_negligible_one_not_at_all() -> None:
    said: dict[str, dict[bytes, float]] = {
        "": {b"a": 0.991, b"b": 0.009},
        "a": {b"c": 0.6, b"d": 0.4},
    }
    found = weigh(["ac", "ad", "bc", "bd"], by_table(said))  # "b" would be asked for, and is not told
    assert found.best == "ac"
    assert found.shares["bc"] == found.shares["bd"] == pytest.approx(0.0045)
    assert found.mass == pytest.approx(1.0)


def test_a_beginning_that_is_improbable_but_not_negligible_is_followed() -> None:
    said: dict[str, dict[bytes, float]] = {"": {b"a": 0.95, b"b": 0.05}, "b": {b"c": 0.9, b"d": 0.1}}
    found = weigh(["a", "bc", "bd"], by_table(said))
    assert dict(found.shares) == pytest.approx({"a": 0.95, "bc": 0.045, "bd": 0.005}, abs=1e-5)


def test_the_model_is_not_asked_without_end() -> None:
    choices = [f"{a}{b}" for a in "abcdefghijkl" for b in "mnopqrstuvwx"]
    toy = Toy(dict.fromkeys((f"{c}{d}" for c in choices for d in "12"), 1.0))
    found = weigh([f"{c}{d}" for c in choices for d in "12"], toy)
    assert len(toy.asked) <= 32
    assert sum(found.shares.values()) == pytest.approx(1.0, abs=1e-3)
    assert found.mass == pytest.approx(1.0)


def test_a_choice_that_another_goes_on_with_has_what_the_model_ends_it_with() -> None:
    said: dict[str, dict[bytes, float]] = {"": {b" none": 0.9, b" x": 0.1}, " none": {b"_left": 0.3, b"\n": 0.7}}
    found = weigh([" none", " none_left(", " x("], by_table(said))
    assert dict(found.shares) == pytest.approx({" none": 0.63, " none_left(": 0.27, " x(": 0.1}, abs=1e-5)


@pytest.mark.parametrize("size", [1, 3, 20])
def test_case_is_one_to_a_model_that_may_write_it_either_way(size: int) -> None:
    toy = Toy({' "new york",': 2.0, ' "New York",': 1.0, ' "Newark",': 1.0}, size)
    found = weigh([' "New York",', ' "Newark",'], toy)
    assert found.shares[' "New York",'] == pytest.approx(0.75, abs=1e-5)
    assert found.mass == pytest.approx(1.0, abs=1e-5)


def test_case_counts_where_choices_differ_by_nothing_else() -> None:
    found = weigh(["polish", "Polish"], Toy({"polish": 1.0, "Polish": 4.0}, 2))
    assert found.shares == {"polish": 0.2, "Polish": 0.8}


def test_a_token_that_ends_within_a_character_speaks_for_what_has_it() -> None:
    toy = Toy({"Ørsted": 2.0, "日本": 5.0, "Rome": 1.0}, 1)
    found = weigh(["Ørsted", "日本", "Rome"], toy)
    assert dict(found.shares) == pytest.approx({"Ørsted": 0.25, "日本": 0.625, "Rome": 0.125}, abs=1e-5)


def test_after_a_token_that_ends_within_a_character_whole_characters_are_asked_for() -> None:
    toy = Toy({"Ø1": 3.0, "Ø2": 1.0, "Rome": 1.0}, 1)  # the figures say something, and part the choices
    found = weigh(["Ø1", "Ø2", "Rome"], toy)
    assert toy.asked == ["", "Ø"]
    assert found.best == "Ø1"
    assert found.shares["Ø2"] == pytest.approx(0.2, abs=1e-5)


def test_a_token_within_a_character_that_several_have_speaks_for_them_alike() -> None:
    said = {"": {"Ø".encode()[:1]: 0.9, b"none": 0.1}}
    found = weigh(["Åse", "Ørn", "none"], by_table(said))
    assert found.shares == {"Åse": 0.45, "Ørn": 0.45, "none": 0.1}


def test_a_blank_speaks_for_the_figures_and_not_for_none() -> None:
    said: dict[str, dict[bytes, float]] = {"": {b" ": 0.9, b" none": 0.1}, " ": {b"3": 0.7, b"1": 0.3}}
    asked: list[Sequence[str]] = []

    def model(begun: str, left: Sequence[str]) -> Mapping[bytes, float]:
        asked.append(left)
        return leading(said[begun], begun, left)

    found = weigh([" 3,", " 12,", " none,"], model)
    assert dict(found.shares) == pytest.approx({" 3,": 0.63, " 12,": 0.27, " none,": 0.1}, abs=1e-5)
    assert asked[1] == [" 3,", " 12,"]


def test_a_figure_after_a_blank_has_to_be_meant_even_where_it_is_the_only_one() -> None:
    said: dict[str, dict[bytes, float]] = {"": {b" ": 0.6, b" none": 0.4}, " ": {b"7": 0.9, b"3": 0.1}}
    assert weigh([" 3,", " none,"], by_table(said)).best == " none,"


@pytest.mark.parametrize(
    ("text", "choices", "found"),
    [
        (b" ", [b" 3,", b" 12,", b" none,"], [b" 3,", b" 12,"]),
        (b" ", [b' "a",', b" none,"], [b' "a",', b" none,"]),  # there are no figures: all that begins so
        (b" n", [b" 3,", b" none,", b" never,"], [b" none,", b" never,"]),
        (b"", [b"3", b"none"], [b"3", b"none"]),
        (b"1", [b"12", b"1a", b"2"], [b"12", b"1a"]),  # only a blank leads to figures
        (b" x", [b" 3,", b" none,"], []),
        (b"none", [b"none", b"none of them"], [b"none", b"none of them"]),
        (b"NONE", [b"none", b"None of them"], [b"none", b"None of them"]),
        (b"po", [b"polish", b"Polish"], [b"polish"]),
        ("Å".encode()[:1], ["Åse".encode(), "Ørn".encode(), b"A"], ["Åse".encode(), "Ørn".encode()]),
    ],
)
def test_what_was_written_leads_to_what_begins_so_and_a_blank_to_figures(
    text: bytes, choices: list[bytes], found: list[bytes]
) -> None:
    assert led_to(text, choices) == found


def test_of_the_tokens_those_count_that_go_on_with_a_choice() -> None:
    tokens = {b"lo": 0.5, b"LO": 0.1, b"car": 0.2, b"": 0.1, b"lot": 0.1}
    assert leading(tokens, ' "Os', [' "Oslo",', ' "Osaka",']) == {b"lo": 0.5, b"LO": 0.1}


def test_a_token_that_goes_past_the_end_of_a_choice_is_of_that_choice() -> None:
    figures: dict[str, dict[bytes, float]] = {"": {b" ": 1.0}, " ": {b"3": 1.0}, " 3": {b")\n": 0.9, b"0": 0.1}}
    assert weigh([" 3)", " 30)", " none)"], by_table(figures)).best == " 3)"
    names: dict[str, dict[bytes, float]] = {"": {b" search": 1.0}, " search": {b"(city": 0.9, b"_hotels": 0.1}}
    assert weigh([" search(", " search_hotels("], by_table(names)).shares[" search("] == pytest.approx(0.9)
