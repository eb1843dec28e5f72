"""Selection is decided by seed and names, in proportion, and no pair comes twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datagen.errors import InputError, SettingsError
from datagen.pipeline.library import wanted_recipes
from datagen.pipeline.select import Choice, choose_samples
from datagen.records import Recipe
from datagen.settings import Recipes, Selection, Settings
from datagen.sources import read_scenes

BOX = {"category": "dog", "bbox": [0.1, 0.1, 0.5, 0.5]}


def recipe(name: str, captions: Any = "required", boxes: Any = "none") -> Recipe:
    return Recipe(name, 1, "", captions, boxes, "turns", "", ())


ABC = [recipe("a"), recipe("b", boxes="optional"), recipe("c", "optional", "required")]


@pytest.fixture
def choose(scene_file: Callable[..., Path]) -> Callable[..., Choice]:
    """Forty images with a caption; every second one has a box."""
    scenes = [
        {
            "id": f"{n:012}",
            "image": f"{n:012}.jpg",
            "captions": ["A dog."],
            "instances": [BOX] if n % 2 else [],
        }
        for n in range(40)
    ]
    source = read_scenes(scene_file(scenes))

    def run(selection: dict[str, Any] | None = None, **recipes: Any) -> Choice:
        return choose_samples(
            source,
            Selection.model_validate(selection or {}),
            Recipes.model_validate(recipes),
            ABC,
        )

    return run


def pairs(choice: Choice) -> list[tuple[str, str]]:
    return [(image, name) for image, names in choice.recipes.items() for name in names]


def test_every_image_gets_the_recipes_that_it_has_the_facts_for(
    choose: Callable[..., Choice],
) -> None:
    chosen = choose().recipes
    assert chosen["000000000000"] == ("a", "b")
    assert chosen["000000000001"] == ("a", "b", "c")
    assert len(chosen) == 40


def test_limit_takes_the_first_images_and_sample_draws_some(choose: Callable[..., Choice]) -> None:
    assert list(choose({"limit": 3}).recipes) == [f"{n:012}" for n in range(3)]
    drawn = list(choose({"sample": 5}).recipes)
    assert len(drawn) == 5
    assert drawn == sorted(drawn), "in the order of the source"
    assert drawn == list(choose({"sample": 5}).recipes)
    assert drawn != list(choose({"sample": 5, "seed": 1}).recipes)
    assert set(drawn) <= set(choose({"sample": 9}).recipes), "a larger draw holds the smaller one"


def test_a_mix_keeps_its_proportions_and_draws_no_pair_twice(choose: Callable[..., Choice]) -> None:
    choice = choose(mix="a=3,c=1", samples=24)
    drawn = pairs(choice)
    assert Counter(name for _, name in drawn) == {"a": 18, "c": 6}
    assert len(set(drawn)) == 24
    assert drawn == pairs(choose(mix="a=3,c=1", samples=24))
    assert drawn != pairs(choose({"seed": 1}, mix="a=3,c=1", samples=24))


def test_a_mix_that_does_not_divide_still_sums_to_the_total(choose: Callable[..., Choice]) -> None:
    counts = Counter(name for _, name in pairs(choose(mix="a=58,b=23,c=77", samples=25)))
    assert sum(counts.values()) == 25
    for name, weight in (("a", 58), ("b", 23), ("c", 77)):
        assert abs(counts[name] - 25 * weight / 158) < 1


def test_without_a_total_a_mix_draws_as_many_as_the_scarcest_recipe_allows(
    choose: Callable[..., Choice],
) -> None:
    counts = Counter(name for _, name in pairs(choose(mix="a=1,c=1")))
    assert counts == {"a": 20, "c": 20}


def test_a_mix_that_wants_more_than_there_is_says_so(choose: Callable[..., Choice]) -> None:
    with pytest.raises(InputError, match="wants 25 images for c; 20 have what it needs"):
        choose(mix="a=1,c=1", samples=50)


def test_excluded_images_are_out_in_any_form_of_their_name(
    choose: Callable[..., Choice], tmp_path: Path
) -> None:
    ids = tmp_path / "pope.txt"
    ids.write_text("COCO_val2014_000000000003.jpg\n7\n000000000011\n# a comment\n")
    left = choose({"exclude_ids": ids}).recipes
    assert len(left) == 37
    assert not {"000000000003", "000000000007", "000000000011"} & set(left)
    assert list(choose({"image_ids": ids}).recipes) == [f"{n:012}" for n in (3, 7, 11)]


def test_ids_that_are_not_in_the_input_are_mentioned(
    choose: Callable[..., Choice], tmp_path: Path
) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("3\n999\n")
    assert "1 of the 2 images" in " ".join(choose({"image_ids": ids}).notes)
    assert "1 of the 2 images" in " ".join(choose({"exclude_ids": ids}).notes)


def test_nothing_left_is_an_error(choose: Callable[..., Choice], tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("999\n")
    with pytest.raises(InputError, match="no image is left"):
        choose({"image_ids": ids})


def test_the_recipes_are_those_of_the_mix_and_must_not_contradict_it() -> None:
    def wanted(**recipes: Any) -> tuple[str, ...]:
        return wanted_recipes(Settings.model_validate({"recipes": recipes}))

    assert wanted() == ("conversation", "detail", "reasoning")
    assert wanted(mix="detail=1,reasoning=2") == ("detail", "reasoning")
    assert wanted(recipes="reasoning,detail,reasoning") == ("reasoning", "detail")
    with pytest.raises(SettingsError, match="different recipes"):
        wanted(recipes="detail", mix="reasoning=1")


@pytest.mark.parametrize("of", [1, 3, 7, 20])
@pytest.mark.parametrize(
    ("selection", "recipes"),
    [
        ({}, {}),
        ({"sample": 40, "seed": 3}, {}),
        ({}, {"mix": "a=2,c=1", "samples": 50}),
    ],
)
def test_shards_are_the_whole_cut_into_pieces_in_order(
    choose: Callable[..., Choice], selection: Any, recipes: Any, of: int
) -> None:
    whole = choose(selection, **recipes)
    shards = [choose({**selection, "shard": f"{i}/{of}"}, **recipes) for i in range(1, of + 1)]
    assert [pair for shard in shards for pair in pairs(shard)] == pairs(whole)
    sizes = [len(shard.recipes) for shard in shards]
    assert max(sizes) - min(sizes) <= 1
    assert all(shard.notes == whole.notes for shard in shards)


def test_no_shard_is_empty(choose: Callable[..., Choice]) -> None:
    with pytest.raises(SettingsError, match="5 images cannot be split into 6 parts") as caught:
        choose({"limit": 5, "shard": "1/6"})
    assert caught.value.hint == "Use at most 5 shards."


@pytest.mark.parametrize(
    "shard", ["4/3", "0/3", "3", "a/b", "1/0", "-1/3", "1/3/3", "1/2000000000"]
)
def test_a_shard_is_one_of_several(shard: str) -> None:
    with pytest.raises(ValueError, match="a shard is i/n with i from 1 to n, as in 3/16"):
        Selection.model_validate({"shard": shard})


def test_a_shard_is_read_as_it_is_meant() -> None:
    assert Selection.model_validate({"shard": " 03/16 "}).part == (3, 16)


@pytest.mark.parametrize(("crowd", "asked"), [("drop", 10), ("keep", 25)])
def test_a_crowd_counts_as_a_box_only_where_it_is_shown(
    scene_file: Callable[..., Path], crowd: str, asked: int
) -> None:
    """Ten images with a box, fifteen with a crowd only, five with nothing marked."""
    marks = [[BOX, {**BOX, "crowd": True}]] * 10 + [[{**BOX, "crowd": True}]] * 15 + [[]] * 5
    scenes = [
        {"id": f"{n:012}", "image": f"{n}.jpg", "captions": ["A dog."], "instances": marked}
        for n, marked in enumerate(marks)
    ]
    settings = Recipes.model_validate({"crowd": crowd})
    choice = choose_samples(read_scenes(scene_file(scenes)), Selection(), settings, ABC[2:])
    assert len(pairs(choice)) == asked
