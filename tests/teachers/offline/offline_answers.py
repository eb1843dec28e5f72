"""Asking the offline teacher without a pipeline."""

from __future__ import annotations

from collections.abc import Sequence

from datagen.records import Recipe, ReplyShape, Request, Sample, Scene, Turn

SHAPES: dict[str, tuple[str, ReplyShape]] = {
    "turns": ("conversation_boxes", "turns"),
    "passage": ("detail", "passage"),
    "pair": ("reasoning", "pair"),
}


def render(turns: Sequence[Turn], shape: ReplyShape) -> str:
    """Blocks for turns and pair, the answer alone for a passage."""
    if shape == "passage":
        (turn,) = turns
        return turn.answer
    return "\n===\n".join(f"Question:\n{q}\n===\nAnswer:\n{a}" for q, a in turns)


def recipe(name: str, reply: ReplyShape) -> Recipe:
    return Recipe(
        name=name,
        version=1,
        description="",
        captions="optional",
        boxes="optional",
        reply=reply,
        system="",
        seeds=(),
    )


def request(scene: Scene, asked: Recipe) -> Request:
    sample = Sample(
        sample=f"{scene.id}/{asked.name}/0",
        scene=scene.id,
        recipe=asked.name,
        index=0,
        identity="0" * 32,
        parts={},
    )
    return Request(sample=sample, attempt=1, recipe=asked, scene=scene, messages=())
