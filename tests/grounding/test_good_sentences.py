"""The sentences written by hand say what the boxes and the captions of their scenes say."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).with_name("good_sentences.jsonl")
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()
]


def planted(kind: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(row, hint) for row in ROWS for hint in row["planted"] if hint["kind"] == kind]


@pytest.fixture(scope="module")
def boxes(coco_mini: dict[str, Path]) -> dict[str, dict[str, list[list[float]]]]:
    """Corners as fractions, by image and category."""
    document = json.loads(coco_mini["instances"].read_text(encoding="utf-8"))
    names = {category["id"]: category["name"] for category in document["categories"]}
    images = {image["id"]: image for image in document["images"]}
    found: dict[str, dict[str, list[list[float]]]] = defaultdict(lambda: defaultdict(list))
    for one in document["annotations"]:
        image = images[one["image_id"]]
        x, y, w, h = one["bbox"]
        width, height = image["width"], image["height"]
        corners = [x / width, y / height, (x + w) / width, (y + h) / height]
        found[image["file_name"]][names[one["category_id"]]].append(corners)
    return found


@pytest.fixture(scope="module")
def captions(coco_mini: dict[str, Path]) -> dict[str, str]:
    document = json.loads(coco_mini["captions"].read_text(encoding="utf-8"))
    found: dict[str, str] = defaultdict(str)
    for one in document["annotations"]:
        found[f"{one['image_id']:012d}.jpg"] += one["caption"].lower() + "\n"
    return found


def test_every_hint_stands_where_it_says() -> None:
    for row in ROWS:
        for hint in row["planted"]:
            start, end = hint["span"]
            assert row["answer"][start:end] == hint["words"]


def test_no_question_and_answer_stands_twice() -> None:
    pairs = [(row["image"], row["answer"]) for row in ROWS]
    assert len(set(pairs)) == len(pairs)


def test_every_object_named_has_a_box(boxes: dict[str, dict[str, list[list[float]]]]) -> None:
    for row, hint in planted("object"):
        assert hint["category"] in boxes[row["image"]], row


def test_every_count_is_that_of_the_boxes(boxes: dict[str, dict[str, list[list[float]]]]) -> None:
    for row, hint in planted("count"):
        assert len(boxes[row["image"]][hint["category"]]) == hint["n"], row


def test_every_side_is_that_of_two_unique_objects_apart(
    boxes: dict[str, dict[str, list[list[float]]]],
) -> None:
    for row, hint in planted("side"):
        assert hint["holds"], row
        for first, second in hint["holds"]:
            [one], [other] = (boxes[row["image"]][name] for name in (first, second))
            axis = "xy".index(hint["axis"])
            assert one[axis + 2] <= other[axis], row


def test_every_colour_stands_in_a_caption(captions: dict[str, str]) -> None:
    for row, hint in planted("colour"):
        for word in hint["words"].split(" and "):
            assert word in captions[row["image"]], row


def test_every_place_is_where_the_center_of_the_box_lies(
    boxes: dict[str, dict[str, list[list[float]]]],
) -> None:
    for row, hint in planted("place"):
        [box] = boxes[row["image"]][hint["category"]][:1]
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        inside = {
            "left": x < 0.36,
            "right": x > 0.64,
            "top": y < 0.36,
            "upper": y < 0.36,
            "bottom": y > 0.64,
            "lower": y > 0.64,
            "center": 0.3 < x < 0.7 and 0.3 < y < 0.7,
            "middle": 0.3 < x < 0.7 and 0.3 < y < 0.7,
        }
        assert all(inside[word] for word in hint["words"].split()), row
