"""What is taken as certain about a scene, and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from datagen.records import Box, Scene
from datagen.teachers.offline.facts import facts
from datagen.teachers.offline.places import less_than, more_than, place

LEFT = (0.05, 0.4, 0.25, 0.6)
RIGHT = (0.75, 0.4, 0.95, 0.6)
SPECK = (0.5, 0.5, 0.51, 0.51)
Build = Callable[..., Scene]


def present(scene: Scene) -> set[str]:
    return {thing.category for thing in facts(scene).things}


def number(scene: Scene, category: str) -> int | None:
    return next((t.number for t in facts(scene).things if t.category == category), None)


def absent(scene: Scene) -> set[str]:
    return {noun.category for noun in facts(scene).absent}


def test_a_plain_box_is_enough_and_a_speck_needs_a_caption(scene: Build) -> None:
    assert present(scene([], [("dog", LEFT), ("cat", SPECK)])) == {"dog"}
    assert present(scene(["A cat in a yard"], [("dog", LEFT), ("cat", SPECK)])) == {"dog", "cat"}


def test_an_ambiguous_category_needs_two_captions(scene: Build) -> None:
    once = scene(["A cup on a table", "Something on a table"], [("cup", LEFT)])
    twice = scene(["A cup on a table", "A red mug on a table"], [("cup", LEFT)])
    assert "cup" not in present(once)
    assert "cup" in present(twice)


def test_what_nobody_boxed_needs_two_captions(scene: Build) -> None:
    captions = ["A dog with a frisbee", "A dog in a park", "A dog running"]
    assert present(scene(captions, [("dog", LEFT)])) == {"dog"}
    assert present(scene([*captions, "A frisbee and a dog"], [("dog", LEFT)])) == {"dog", "frisbee"}


def test_a_teddy_bear_is_no_bear(scene: Build) -> None:
    captions = ["A bear on a bed", "A toy like a bear on a bed"]
    assert "bear" not in present(scene(captions, [("teddy bear", LEFT), ("bed", RIGHT)]))


def test_boxes_are_counted(scene: Build) -> None:
    assert number(scene(["Some dogs"], [("dog", LEFT), ("dog", RIGHT)]), "dog") == 2
    assert number(scene(["A dog"], [("dog", LEFT)]), "dog") == 1


@pytest.mark.parametrize(
    "caption",
    ["Three dogs in a park", "A pack of dogs", "Many dogs", "One dog", "A dog by a mirror"],
)
def test_a_caption_that_disagrees_voids_the_count(scene: Build, caption: str) -> None:
    assert number(scene([caption], [("dog", LEFT), ("dog", RIGHT)]), "dog") is None


def test_crowds_specks_doubles_and_large_numbers_void_the_count(scene: Build) -> None:
    nearly = (0.05, 0.4, 0.25, 0.61)
    strip = [("dog", (n / 10, 0.4, n / 10 + 0.05, 0.6)) for n in range(9)]
    tiny = (0.5, 0.5, 0.52, 0.52)
    assert number(scene([], [("dog", LEFT)], crowds=[("dog", RIGHT)]), "dog") is None
    assert number(scene([], [("dog", LEFT), ("dog", tiny)]), "dog") is None
    assert number(scene([], [("dog", LEFT), ("dog", nearly)]), "dog") is None
    assert number(scene([], strip), "dog") is None
    assert number(scene([], strip[:8]), "dog") == 8


def test_skis_and_broccoli_have_no_number(scene: Build) -> None:
    made = scene([], [("skis", LEFT), ("skis", RIGHT), ("broccoli", LEFT), ("broccoli", RIGHT)])
    assert [thing.number for thing in facts(made).things] == [None, None]


@pytest.mark.parametrize("caption", ["Dogs in a park", "A dog and another dog", "Two dogs"])
def test_the_dog_needs_exactly_one_dog_in_boxes_and_captions(scene: Build, caption: str) -> None:
    assert facts(scene(["A dog in a park"], [("dog", LEFT)])).spotted
    assert not facts(scene([caption], [("dog", LEFT)])).spotted
    assert not facts(scene(["A dog"], [("dog", LEFT), ("dog", RIGHT)])).spotted


def test_a_single_person_is_called_what_the_captions_agree_on(scene: Build) -> None:
    def called(*captions: str) -> str:
        (thing,) = facts(scene(captions, [("person", LEFT)])).spotted
        return thing.noun.the

    assert called("A man on a road", "A guy walking") == "the man"
    assert called("A man on a road", "A woman walking") == "the person"
    assert called("A man on a road") == "the person"
    assert called("A lady on a road", "A skier walking", "A woman") == "the woman"


def test_absence_needs_boxes_and_captions_of_coco_s_own_categories(scene: Build) -> None:
    caption = ["A brown thing on the ground"]
    assert "bus" in absent(scene(caption, [("dog", LEFT)]))
    assert not absent(scene([], [("dog", LEFT)]))
    assert not absent(scene(caption, []))
    assert not absent(scene(caption, [("dog", LEFT), ("traffic cone", RIGHT)]))


def test_absence_is_not_claimed_near_a_sibling_a_hint_or_of_a_hard_category(scene: Build) -> None:
    gone = absent(scene(["A dog asleep near a kitchen"], [("dog", LEFT), ("car", RIGHT)]))
    assert gone
    assert not gone & {"cat", "horse", "bus", "train"}  # siblings of what is boxed
    assert not gone & {"sink", "oven", "fork"}  # a kitchen hints at them
    assert not gone & {"person", "chair", "bottle", "truck", "handbag", "cup", "book"}  # hard
    assert "skis" in gone


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((0.0, 0.0, 0.3, 1.0), "on the left side of the image"),
        ((0.7, 0.0, 1.0, 1.0), "on the right side of the image"),
        ((0.0, 0.0, 0.3, 0.3), "in the upper left part of the image"),
        ((0.7, 0.7, 1.0, 1.0), "in the lower right part of the image"),
        ((0.4, 0.1, 0.6, 0.9), "in the middle of the image"),
        ((0.4, 0.4, 0.6, 0.6), "right in the center of the image"),
        ((0.1, 0.0, 0.9, 0.2), "at the top of the image"),
        ((0.1, 0.8, 0.9, 1.0), "at the bottom of the image"),
        ((0.0, 0.0, 0.33, 1.0), None),
        ((0.2, 0.2, 0.8, 0.8), None),
    ],
)
def test_a_place_has_words_only_within_a_third_with_a_margin(
    box: tuple[float, float, float, float], words: str | None
) -> None:
    assert place(Box(*box)) == words


def test_shares_of_the_image_are_bounds_on_the_safe_side() -> None:
    assert (more_than(0.52), more_than(0.505), more_than(0.05)) == ("half", "a third", None)
    assert (less_than(0.48), less_than(0.495), less_than(0.9)) == ("half", "two thirds", None)


def test_a_caption_with_a_wrong_number_is_not_told(scene: Build) -> None:
    captions = ["Two dogs in a park", "A park with some dogs", "Two giraffes on the grass"]
    told = {s.text for s in facts(scene(captions, [("dog", LEFT), ("dog", RIGHT)])).captions}
    assert told == {"Two dogs in a park", "A park with some dogs"}
