"""The context is LLaVA's, to the letter."""

from __future__ import annotations

from typing import Any

import pytest

from datagen import context
from datagen.records import Box, Instance, Recipe, Scene


def recipe(captions: Any = "required", boxes: Any = "optional") -> Recipe:
    return Recipe("r", 1, "", captions, boxes, "turns", "", ())


def scene(**fields: Any) -> Scene:
    return Scene(id="1", image="1.jpg", **fields)


CAPTIONS = ("A man rides a horse.", "someone on a horse")
HORSE = Instance(category="horse", bbox=Box(0.003125, 0.24, 1.0, 0.8678))
PERSON = Instance(category="person", bbox=Box(0.0, 0.1, 0.3335, 0.5))
CROWD = Instance(category="person", bbox=Box(0.5, 0.5, 0.9, 0.9), crowd=True)


def test_captions_come_one_a_line_then_a_blank_line_then_a_line_an_object() -> None:
    text = context.render(recipe(), scene(captions=CAPTIONS, instances=(HORSE, PERSON)), "drop")
    assert text == (
        "A man rides a horse.\n"
        "someone on a horse\n"
        "\n"
        "horse: [0.003, 0.24, 1.0, 0.868]\n"
        "person: [0.0, 0.1, 0.334, 0.5]"
    )


def test_a_recipe_without_boxes_shows_captions_only() -> None:
    text = context.render(
        recipe(boxes="none"), scene(captions=CAPTIONS, instances=(HORSE,)), "drop"
    )
    assert text == "A man rides a horse.\nsomeone on a horse"


def test_an_image_without_boxes_leaves_no_blank_line() -> None:
    assert context.render(recipe(), scene(captions=CAPTIONS), "drop").endswith("on a horse")


def test_an_image_without_captions_shows_its_objects_only() -> None:
    assert context.render(recipe("optional"), scene(instances=(HORSE,)), "drop").startswith(
        "horse:"
    )


def test_crowd_regions_are_out_unless_they_are_kept() -> None:
    crowded = scene(captions=CAPTIONS, instances=(CROWD,))
    assert "person" not in context.render(recipe(), crowded, "drop")
    assert "person: [0.5, 0.5, 0.9, 0.9]" in context.render(recipe(), crowded, "keep")


@pytest.mark.parametrize(
    ("captions", "boxes", "there", "expected"),
    [
        ("required", "none", {"boxes"}, False),
        ("required", "optional", {"captions"}, True),
        ("optional", "required", {"boxes"}, True),
        ("optional", "required", {"captions"}, False),
        ("optional", "optional", set(), False),
    ],
)
def test_a_recipe_is_asked_only_of_images_that_have_what_it_requires(
    captions: str, boxes: str, there: set[str], expected: bool
) -> None:
    given = {name: name in there for name in ("captions", "boxes")}
    assert context.eligible(recipe(captions, boxes), **given) is expected
