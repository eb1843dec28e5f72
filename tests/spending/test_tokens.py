"""What a request is expected to use: from start values first, from the answers soon."""

from __future__ import annotations

import random

import pytest

from datagen import context
from datagen.prompting import Library, packaged, prefix
from datagen.records import Recipe, Seed, Tokens
from datagen.spending import Meter, start_of


def shipped(name: str) -> tuple[Recipe, int]:
    recipe = Library(packaged()).recipe(name)
    constant = prefix(recipe, lambda one, scene: context.render(one, scene, "drop"))
    return recipe, sum(len(message.content) for message in constant)


def meter_of(*names: str, longest: int | None = None) -> Meter:
    starts = {}
    for name in names:
        recipe, _ = shipped(name)
        constant = prefix(recipe, lambda one, scene: context.render(one, scene, "drop"))
        starts[name] = start_of(recipe, constant, longest)
    return Meter(starts)


# Tokens of the constant part of our shipped recipes, counted with o200k and cl100k (gpt-tokenizer
# 3.x), without what a chat format adds.
@pytest.mark.parametrize(
    ("name", "o200k", "cl100k"),
    [
        ("conversation", 1_609, 1_614),
        ("conversation_boxes", 2_214, 2_219),
        ("detail", 1_555, 1_561),
        ("reasoning", 2_109, 2_112),
    ],
)
def test_the_start_values_are_near_what_tokenizers_count(
    name: str, o200k: int, cl100k: int
) -> None:
    expected = meter_of(name).prefix_tokens(name)
    assert expected == pytest.approx(o200k, rel=0.06)
    assert expected == pytest.approx(cl100k, rel=0.06)


def test_replies_are_expected_to_be_as_long_as_the_seeds() -> None:
    # 285, 125 and 161 tokens on average, counted with o200k
    for name, tokens in (("conversation", 285), ("detail", 125), ("reasoning", 161)):
        meter = meter_of(name)
        assert meter.expected(name, 6_000).completion == pytest.approx(tokens, rel=0.05)


def test_a_meter_learns_another_tokenizer() -> None:
    meter, chance = meter_of("detail"), random.Random(1)
    _, constant = shipped("detail")
    for _ in range(200):
        shown = chance.randrange(200, 1_500)
        tokens = Tokens(prompt=2_400 + shown // 2, completion=chance.randrange(50, 90))
        meter.learn("detail", constant + shown, tokens)
    expected = meter.expected("detail", constant + 800)
    assert expected.prompt == pytest.approx(2_800, rel=0.01)
    assert expected.completion == pytest.approx(70, rel=0.05)
    assert meter.prefix_tokens("detail") == pytest.approx(2_400, rel=0.02)
    total = meter.total("detail", 1_000, 1_000 * (constant + 800))
    assert total.low.prompt < 2_800_000 < total.high.prompt
    assert total.low.completion < 70_000 < total.high.completion
    assert total.high.completion - total.low.completion < 20_000


def test_what_is_learned_of_one_recipe_says_nothing_of_another() -> None:
    meter = meter_of("detail", "reasoning")
    before = meter.expected("reasoning", 9_000)
    meter.learn("detail", 6_000, Tokens(9_000, 9_000))
    assert meter.expected("reasoning", 9_000) == before
    assert meter.answers("detail") == meter.answers() == 1


def test_an_answer_without_usage_teaches_nothing() -> None:
    meter = meter_of("detail")
    before = meter.expected("detail", 6_000)
    meter.learn("detail", 6_000, Tokens())
    assert meter.expected("detail", 6_000) == before
    assert meter.answers() == 0


def test_the_high_figure_is_above_what_was_ever_seen() -> None:
    meter, chance = meter_of("detail"), random.Random(2)
    for _ in range(50):
        meter.learn("detail", 6_000, Tokens(1_700, chance.randrange(20, 2_000)))
        seen = meter.at_most("detail", 6_000)
    assert seen.completion > 2_000
    assert seen.prompt > 1_700


def test_the_longest_reply_bounds_what_is_expected() -> None:
    meter = meter_of("conversation", longest=100)
    assert meter.at_most("conversation", 8_000).completion == 100
    assert meter.total("conversation", 10, 80_000).high.completion == 1_000


def test_equal_prompts_are_learned_from_as_well() -> None:
    meter = meter_of("detail")
    for _ in range(20):
        meter.learn("detail", 6_300, Tokens(2_000, 100))
    assert meter.expected("detail", 6_300).prompt == pytest.approx(2_000, rel=0.01)


def test_a_recipe_without_seeds_has_an_expectation() -> None:
    bare = Recipe("bare", 1, "", "required", "none", "pair", "You see.", ())
    meter = Meter({"bare": start_of(bare, ())})
    expected = meter.expected("bare", 250)
    assert expected.prompt > 0
    assert 50 < expected.completion < 500
    one = Recipe("one", 1, "", "required", "none", "pair", "", (Seed("s", "x" * 440),))
    assert Meter({"one": start_of(one, ())}).expected("one", 0).completion == 100


def test_the_share_that_was_cached_is_known_after_a_few_answers() -> None:
    meter = meter_of("detail")
    assert meter.cached_share() is None
    for number in range(10):
        meter.learn("detail", 6_000, Tokens(2_000, 100, cached=1_536 if number else 0))
    assert meter.cached_share() == pytest.approx(9 * 1_536 / 20_000)
