"""Scenes and answers for the tests of the offline teacher."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from offline_answers import SHAPES, recipe, render, request
from offline_truth import Truth

from datagen.records import Box, Instance, Scene, Turn
from datagen.teachers.offline import OfflineTeacher


@pytest.fixture(scope="session")
def body() -> Callable[..., dict[str, Any]]:
    def ask(scene: Scene, shape: str, seed: int = 0, name: str | None = None) -> dict[str, Any]:
        usual, reply = SHAPES[shape]
        teacher = OfflineTeacher(seed=seed, render=render)
        return dict(teacher.reply(request(scene, recipe(name or usual, reply))))

    return ask


@pytest.fixture(scope="session")
def said(body: Callable[..., dict[str, Any]]) -> Callable[..., str]:
    """The text of an answer."""

    def ask(scene: Scene, shape: str, seed: int = 0) -> str:
        text = body(scene, shape, seed)["choices"][0]["message"]["content"]
        assert isinstance(text, str)
        return text

    return ask


@pytest.fixture(scope="session")
def turns(said: Callable[..., str]) -> Callable[..., list[Turn]]:
    """The questions and answers of a reply."""

    def ask(scene: Scene, shape: str = "turns", seed: int = 0) -> list[Turn]:
        text = said(scene, shape, seed)
        if not text:
            return []
        parts = text.split("\n===\n")
        questions = [part.removeprefix("Question:\n") for part in parts[::2]]
        answers = [part.removeprefix("Answer:\n") for part in parts[1::2]]
        return [Turn(q, a) for q, a in zip(questions, answers, strict=True)]

    return ask


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    def build(
        captions: Sequence[str] = (),
        boxes: Sequence[tuple[str, tuple[float, float, float, float]]] = (),
        crowds: Sequence[tuple[str, tuple[float, float, float, float]]] = (),
        name: str = "000000000001",
    ) -> Scene:
        instances = [Instance(category=c, bbox=Box(*b)) for c, b in boxes]
        instances += [Instance(category=c, bbox=Box(*b), crowd=True) for c, b in crowds]
        return Scene(
            id=name, image=f"{name}.jpg", captions=tuple(captions), instances=tuple(instances)
        )

    return build


@pytest.fixture(scope="session")
def coco(coco_mini: dict[str, Path]) -> dict[str, Any]:
    """The two annotation files of real COCO images, as they are."""
    return {name: json.loads(coco_mini[name].read_text()) for name in ("captions", "instances")}


@pytest.fixture(scope="session")
def real_scenes(coco: dict[str, Any]) -> list[Scene]:
    names = {c["id"]: c["name"] for c in coco["instances"]["categories"]}
    scenes = []
    for image in coco["instances"]["images"]:
        instances = []
        for note in coco["instances"]["annotations"]:
            if note["image_id"] == image["id"]:
                x, y, w, h = note["bbox"]
                box = Box(
                    x / image["width"],
                    y / image["height"],
                    min(1.0, (x + w) / image["width"]),
                    min(1.0, (y + h) / image["height"]),
                )
                instances.append(
                    Instance(
                        category=names[note["category_id"]], bbox=box, crowd=bool(note["iscrowd"])
                    )
                )
        captions = tuple(
            " ".join(note["caption"].split())
            for note in coco["captions"]["annotations"]
            if note["image_id"] == image["id"]
        )
        name = f"{image['id']:012d}"
        scenes.append(
            Scene(id=name, image=f"{name}.jpg", captions=captions, instances=tuple(instances))
        )
    assert len(scenes) == 80
    return scenes


@pytest.fixture(scope="session")
def truths(coco: dict[str, Any]) -> dict[str, Truth]:
    return {f"{i['id']:012d}": Truth(i, coco) for i in coco["instances"]["images"]}
