"""Drawn scenes in, the contents of COCO's two annotation files out.

Follows "Data format" on cocodataset.org. All facts about places come from the canvas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import TypedDict

from pycocotools import mask as run_length

from .canvas import Canvas
from .outline import coarse, polygons, runs, signed_area
from .scenes import Scene

DATE = "2026-01-15 12:00:00"

INFO = {
    "description": "datagen example set: drawn pictures, made by examples/draw.py",
    "url": "",
    "version": "1.0",
    "year": 2026,
    "contributor": "datagen",
    "date_created": "2026/01/15",
}
LICENCES = [
    {
        "url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "id": 1,
        "name": "CC0 1.0 Universal (CC0-1.0), Public Domain Dedication",
    }
]

_NAMES = {
    "person": "1 person",
    "vehicle": "2 bicycle, 3 car, 4 motorcycle, 5 airplane, 6 bus, 7 train, 8 truck, 9 boat",
    "outdoor": "10 traffic light, 11 fire hydrant, 13 stop sign, 14 parking meter, 15 bench",
    "animal": "16 bird, 17 cat, 18 dog, 19 horse, 20 sheep, 21 cow, 22 elephant, 23 bear,"
    " 24 zebra, 25 giraffe",
    "accessory": "27 backpack, 28 umbrella, 31 handbag, 32 tie, 33 suitcase",
    "sports": "34 frisbee, 35 skis, 36 snowboard, 37 sports ball, 38 kite, 39 baseball bat,"
    " 40 baseball glove, 41 skateboard, 42 surfboard, 43 tennis racket",
    "kitchen": "44 bottle, 46 wine glass, 47 cup, 48 fork, 49 knife, 50 spoon, 51 bowl",
    "food": "52 banana, 53 apple, 54 sandwich, 55 orange, 56 broccoli, 57 carrot, 58 hot dog,"
    " 59 pizza, 60 donut, 61 cake",
    "furniture": "62 chair, 63 couch, 64 potted plant, 65 bed, 67 dining table, 70 toilet",
    "electronic": "72 tv, 73 laptop, 74 mouse, 75 remote, 76 keyboard, 77 cell phone",
    "appliance": "78 microwave, 79 oven, 80 toaster, 81 sink, 82 refrigerator",
    "indoor": "84 book, 85 clock, 86 vase, 87 scissors, 88 teddy bear, 89 hair drier,"
    " 90 toothbrush",
}


class Category(TypedDict):
    """One of COCO's 80 categories; the ids run to 90, with gaps."""

    supercategory: str
    id: int
    name: str


class RunLengths(TypedDict):
    """An uncompressed mask, column by column; `size` is height, width."""

    counts: list[int]
    size: list[int]


class Instance(TypedDict):
    """A box `[x, y, width, height]` in pixels, and what lies in it."""

    segmentation: list[list[float]] | RunLengths
    area: float
    iscrowd: int
    image_id: int
    bbox: list[float]
    category_id: int
    id: int


Row = dict[str, object]
Document = dict[str, object]

CATEGORIES: list[Category] = [
    {"supercategory": group, "id": int(entry.split()[0]), "name": entry.split(maxsplit=1)[1]}
    for group, entries in _NAMES.items()
    for entry in entries.split(", ")
]
_IDS = {category["name"]: category["id"] for category in CATEGORIES}


def captions_document(scenes: Sequence[Scene]) -> Document:
    """The captions file; as in COCO, the captions of one image do not stand together."""
    annotations: list[Row] = []
    for row in zip_longest(*(scene.captions for scene in scenes)):
        for scene, caption in zip(scenes, row, strict=True):
            if caption is not None:
                number = 7000 + len(annotations) + 1
                annotations.append({"image_id": scene.id, "id": number, "caption": caption})
    return _document(scenes, annotations=annotations)


def instances_document(drawn: Iterable[tuple[Scene, Canvas]]) -> Document:
    """The instances file, from scenes and the canvases they were painted on."""
    scenes: list[Scene] = []
    annotations: list[Instance] = []
    for scene, canvas in drawn:
        scenes.append(scene)
        for found in instances(scene.id, canvas):
            found["id"] = 3000 + len(annotations) + 1
            annotations.append(found)
    return _document(scenes, annotations=annotations, categories=CATEGORIES)


def instances(image_id: int, canvas: Canvas) -> list[Instance]:
    """What can be seen of each thing on the canvas, with ids from 1; hidden things are an error."""
    found: list[Instance] = []
    for thing in canvas.things:
        visible = canvas.visible(thing)
        segmentation: list[list[float]] | RunLengths
        if thing.crowd:
            mask = coarse(visible)
            segmentation = {"counts": runs(mask), "size": [canvas.height, canvas.width]}
            code = run_length.frPyObjects(segmentation, canvas.height, canvas.width)
            area = float(run_length.area(code))
            box = [float(side) for side in run_length.toBbox(code)]
        else:
            outlines = polygons(visible)
            if not outlines:
                raise ValueError(f"image {image_id}: a {thing.category} cannot be seen")
            segmentation = [[side for point in outline for side in point] for outline in outlines]
            area = round(sum(signed_area(outline) for outline in outlines), 4)
            box = _box(outlines)
        found.append(
            {
                "segmentation": segmentation,
                "area": area,
                "iscrowd": int(thing.crowd),
                "image_id": image_id,
                "bbox": box,
                "category_id": _IDS[thing.category],
                "id": len(found) + 1,
            }
        )
    return found


def _box(outlines: list[list[tuple[float, float]]]) -> list[float]:
    xs = [x for outline in outlines for x, _ in outline]
    ys = [y for outline in outlines for _, y in outline]
    left, top = min(xs), min(ys)
    return [left, top, round(max(xs) - left, 2), round(max(ys) - top, 2)]


def _document(scenes: Iterable[Scene], **rest: object) -> Document:
    images: list[Row] = [
        {
            "license": 1,
            "file_name": scene.file_name,
            "height": scene.height,
            "width": scene.width,
            "date_captured": DATE,
            "id": scene.id,
        }
        for scene in scenes
    ]
    return {"info": INFO, "licenses": LICENCES, "images": images, **rest}
