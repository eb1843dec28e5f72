"""A scene in, the text that a teacher may see of it out. Knows nothing of recipes' wording.

The text is LLaVA's (playground/data/prompts there, `*_caps.txt`): captions, one a line, in
annotation order; then a blank line and one `label: [x1, y1, x2, y2]` line an object, corners as
fractions of the image's width and height, rounded to three decimals without trailing zeros.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from datagen.records import Box, Instance, Recipe, Scene

Crowd: TypeAlias = Literal["drop", "keep"]

# Python's own shortest form of each number that a corner can be rounded to
_SHORTEST = {f"{number / 1000:.3f}": str(number / 1000) for number in range(1001)}
_SHORTEST["-0.000"] = "-0.0"


class View(NamedTuple):
    """What is shown of a scene. Recipes with the same view show the same text."""

    captions: bool
    boxes: bool


def view_of(recipe: Recipe) -> View:
    return View(recipe.captions != "none", recipe.boxes != "none")


def visible_instances(scene: Scene, crowd: Crowd) -> tuple[Instance, ...]:
    """The instances that a teacher may see: crowd regions are left out unless they are kept.

    A crowd region is one box around many objects; on a line of its own it reads as one object.
    """
    if crowd == "keep":
        return scene.instances
    return tuple(instance for instance in scene.instances if not instance.crowd)


def render(recipe: Recipe, scene: Scene, crowd: Crowd) -> str:
    """What the recipe's teacher may see of the scene."""
    view = view_of(recipe)
    parts = []
    if view.captions and scene.captions:
        parts.append("\n".join(scene.captions))
    if view.boxes and (instances := visible_instances(scene, crowd)):
        parts.append("\n".join([f"{i.category}: {corners(i.bbox)}" for i in instances]))
    return "\n\n".join(parts)


def corners(box: Box) -> str:
    """`[x1, y1, x2, y2]` rounded to three decimals, without trailing zeros: `[0.5, 0.0, ...]`."""
    x1, y1, x2, y2 = box
    return (
        f"[{_SHORTEST[f'{x1:.3f}']}, {_SHORTEST[f'{y1:.3f}']}, "
        f"{_SHORTEST[f'{x2:.3f}']}, {_SHORTEST[f'{y2:.3f}']}]"
    )


def eligible(recipe: Recipe, *, captions: bool, boxes: bool) -> bool:
    """Whether an image with such annotations has what the recipe requires, and anything it shows.

    `boxes` says whether it has one that a teacher may see.
    """
    shown = ((recipe.captions, captions), (recipe.boxes, boxes))
    return all(there for need, there in shown if need == "required") and any(
        there for need, there in shown if need != "none"
    )
