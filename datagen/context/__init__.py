"""A scene in, the text that a teacher may see of it out. Knows nothing of recipes' wording.

The text is LLaVA's (playground/data/prompts there, `*_caps.txt`): captions, one a line, in
annotation order; then a blank line and one `label: [x1, y1, x2, y2]` line an object, corners as
fractions of the image's width and height, rounded to three decimals without trailing zeros.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from datagen.records import Box, Instance, Recipe, Scene

Crowd: TypeAlias = Literal["drop", "keep"]


def visible_instances(scene: Scene, crowd: Crowd) -> tuple[Instance, ...]:
    """The instances that a teacher may see: crowd regions are left out unless they are kept.

    A crowd region is one box around many objects; on a line of its own it reads as one object.
    """
    if crowd == "keep":
        return scene.instances
    return tuple(instance for instance in scene.instances if not instance.crowd)


def render(recipe: Recipe, scene: Scene, crowd: Crowd) -> str:
    """What the recipe's teacher may see of the scene."""
    parts = []
    if recipe.captions != "none" and scene.captions:
        parts.append("\n".join(scene.captions))
    if recipe.boxes != "none" and (instances := visible_instances(scene, crowd)):
        parts.append("\n".join(f"{i.category}: {corners(i.bbox)}" for i in instances))
    return "\n\n".join(parts)


def corners(box: Box) -> list[float]:
    """`[x1, y1, x2, y2]` rounded to three decimals."""
    return [round(value, 3) for value in box]


def eligible(recipe: Recipe, scene: Scene, crowd: Crowd) -> bool:
    """Whether the scene has what the recipe requires, and anything at all that it shows."""
    shown = (
        (recipe.captions, bool(scene.captions)),
        (recipe.boxes, bool(visible_instances(scene, crowd))),
    )
    return all(there for need, there in shown if need == "required") and any(
        there for need, there in shown if need != "none"
    )
