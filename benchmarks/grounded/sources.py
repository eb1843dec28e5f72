"""Real data in, good answers out: GPT-4's, people's captions, our sentences. Plants nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from .words import COLOURS, SAME_COLOUR


@dataclass(frozen=True, eq=False)
class Scene:
    """What is known of an image. Boxes are corners as fractions of its sides."""

    id: str
    image: str
    captions: tuple[str, ...]
    boxes: tuple[tuple[str, tuple[float, float, float, float], bool], ...]

    @cached_property
    def by_category(self) -> dict[str, list[tuple[float, float, float, float]]]:
        found: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
        for category, box, _ in self.boxes:
            found[category].append(box)
        return dict(found)

    @cached_property
    def crowded(self) -> frozenset[str]:
        return frozenset(category for category, _, crowd in self.boxes if crowd)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.captions).lower()

    @cached_property
    def colours(self) -> frozenset[str]:
        """Every colour that a caption names, by its plainest name."""
        known = set(COLOURS) | set(SAME_COLOUR)
        named = {word.strip(".,;") for word in self.text.replace("-", " ").split()} & known
        return frozenset(SAME_COLOUR.get(word, word) for word in named)

    def row(self) -> dict[str, Any]:
        """As a line of a `--scenes` file."""
        instances = [
            {"category": category, "bbox": list(box), **({"crowd": True} if crowd else {})}
            for category, box, crowd in self.boxes
        ]
        return {
            "id": self.id,
            "image": self.image,
            "captions": list(self.captions),
            "instances": instances,
        }


@dataclass(frozen=True, eq=False)
class Good:
    """An answer that is taken as true of its scene. `hints` are about the first turn's answer."""

    source: str
    scene: Scene
    turns: tuple[tuple[str, str], ...]
    hints: tuple[dict[str, Any], ...] = ()

    @property
    def answer(self) -> str:
        return self.turns[0][1]

    @property
    def question(self) -> str:
        return self.turns[0][0]

    def saying(self, answer: str) -> tuple[tuple[str, str], ...]:
        return ((self.question, answer), *self.turns[1:])


def read_scenes(file: Path) -> dict[str, Scene]:
    """From a `--scenes` file, by image name."""
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        boxes = tuple(
            (one["category"], tuple(one["bbox"]), one.get("crowd", False))
            for one in row["instances"]
        )
        scene = Scene(row["id"], row["image"], tuple(row["captions"]), boxes)
        found[scene.image] = scene
    return found


def read_coco(captions: Path, instances: Path) -> dict[str, Scene]:
    """From COCO's own files, by image name."""
    marked = json.loads(instances.read_text(encoding="utf-8"))
    said: dict[int, list[str]] = defaultdict(list)
    for one in json.loads(captions.read_text(encoding="utf-8"))["annotations"]:
        said[one["image_id"]].append(one["caption"].strip())
    names = {category["id"]: category["name"] for category in marked["categories"]}
    sizes = {image["id"]: (image["width"], image["height"]) for image in marked["images"]}
    boxes: dict[int, list[Any]] = defaultdict(list)
    for one in marked["annotations"]:
        (x, y, w, h), (width, height) = one["bbox"], sizes[one["image_id"]]
        corners = (x / width, y / height, (x + w) / width, (y + h) / height)
        clipped = tuple(round(min(max(corner, 0.0), 1.0), 4) for corner in corners)
        if clipped[0] < clipped[2] and clipped[1] < clipped[3]:
            crowd = bool(one.get("iscrowd"))
            boxes[one["image_id"]].append((names[one["category_id"]], clipped, crowd))
    return {
        image["file_name"]: Scene(
            f"{image['id']:012d}",
            image["file_name"],
            tuple(said[image["id"]]),
            tuple(boxes[image["id"]]),
        )
        for image in marked["images"]
    }


def gpt4_answers(folder: Path) -> list[Good]:
    scenes = read_scenes(folder / "contexts.jsonl")
    lines = (folder / "gpt4_answers.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Good(f"gpt4/{row['category']}", scenes[row["image"]], ((row["question"], row["answer"]),))
        for row in rows
    ]


def human_captions(scenes: dict[str, Scene]) -> list[Good]:
    """Each caption as an answer, judged by the boxes and the other captions of its image."""
    found = []
    for scene in scenes.values():
        for place, caption in enumerate(scene.captions):
            others = scene.captions[:place] + scene.captions[place + 1 :]
            judged = replace(scene, captions=others)
            found.append(Good("caption", judged, (("Describe the image.", caption),)))
    return found


def unboxed_captions(file: Path) -> list[Good]:
    """The same for images of which nobody gives boxes: what only captions can tell."""
    said: dict[int, list[str]] = defaultdict(list)
    for one in json.loads(file.read_text(encoding="utf-8"))["annotations"]:
        said[one["image_id"]].append(one["caption"].strip())
    names = {number: f"{number:012d}" for number in said}
    scenes = {
        name: Scene(name, f"{name}.jpg", tuple(said[number]), ()) for number, name in names.items()
    }
    return [replace(good, source="unboxed") for good in human_captions(scenes)]


def sentences(file: Path, scenes: dict[str, Scene]) -> list[Good]:
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        turn = (row["question"], row["answer"])
        found.append(Good("sentence", scenes[row["image"]], (turn,), tuple(row["planted"])))
    return found


def conversations(goods: Sequence[Good], longest: int = 4) -> Iterator[Good]:
    """Answers about one image, put together as the turns of one conversation."""
    together: dict[tuple[str, str], list[Good]] = defaultdict(list)
    for good in goods:
        together[good.source.split("/")[0], good.scene.image].append(good)
    for (source, _), several in together.items():
        turns: dict[str, str] = {}
        for good in several:
            turns.setdefault(good.question, good.answer)
        pairs = list(turns.items())
        for start in range(0, len(pairs) - 1, longest):
            chosen = tuple(pairs[start : start + longest])
            if len(chosen) > 1 and len({answer for _, answer in chosen}) == len(chosen):
                yield Good(f"{source}/conversation", several[0].scene, chosen)
