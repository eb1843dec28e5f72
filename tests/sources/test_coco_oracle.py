"""Real COCO annotations, with pycocotools as the judge."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from pycocotools import coco, mask

from datagen.sources import Source, read_coco


@pytest.fixture(scope="module")
def captions(real_data) -> Path:
    return real_data / "coco-mini/annotations/captions_train2017.json"


@pytest.fixture(scope="module")
def instances(real_data) -> Path:
    return real_data / "coco-mini/annotations/instances_train2017.json"


@pytest.fixture(scope="module")
def source(captions, instances) -> Source:
    return read_coco(captions, instances, strict=True)


@pytest.fixture(scope="module")
def oracle(instances):
    return coco.COCO(str(instances))


def annotations(oracle, scene):
    return oracle.loadAnns(oracle.getAnnIds(imgIds=[int(scene.id)], iscrowd=None))


def test_the_eighty_real_images_are_read_without_a_skip(source):
    report = source.report
    assert (report.images, report.captions) == (80, 400)
    assert (report.boxes, report.crowd_boxes) == (739, 8)
    assert report.skipped == ()


def test_every_box_is_pycocotools_box_over_the_image_size(source, oracle):
    seen = 0
    for scene in source:
        expected = []
        for annotation in annotations(oracle, scene):
            x, y, w, h = annotation["bbox"]
            expected.append(
                (
                    oracle.cats[annotation["category_id"]]["name"],
                    bool(annotation["iscrowd"]),
                    x / scene.width,
                    y / scene.height,
                    min((x + w) / scene.width, 1.0),
                    min((y + h) / scene.height, 1.0),
                )
            )
        assert [(i.category, i.crowd, *i.bbox) for i in scene.instances] == expected
        seen += len(expected)
    assert seen == 739


def test_every_caption_is_the_files_caption_in_its_order(source, captions):
    held = coco.COCO(str(captions))
    for scene in source:
        texts = [a["caption"] for a in held.imgToAnns[int(scene.id)]]
        assert list(scene.captions) == [" ".join(text.split()) for text in texts]


# pycocotools 2.0.11 itself is not quite ready for numpy 2.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_crowd_box_is_the_extent_of_its_mask(source, oracle):
    crowds = 0
    for scene in source:
        for instance, annotation in zip(scene.instances, annotations(oracle, scene), strict=True):
            if not instance.crowd:
                continue
            rows, columns = np.nonzero(oracle.annToMask(annotation))
            box = instance.bbox
            assert box.x1 * scene.width == pytest.approx(columns.min(), abs=1)
            assert box.y1 * scene.height == pytest.approx(rows.min(), abs=1)
            assert box.x2 * scene.width == pytest.approx(columns.max() + 1, abs=1)
            assert box.y2 * scene.height == pytest.approx(rows.max() + 1, abs=1)
            crowds += 1
    assert crowds == 8


def test_overlaps_of_real_boxes_are_those_of_pycocotools(source, oracle):
    pairs = 0
    for scene in source:
        pixels = np.array([a["bbox"] for a in annotations(oracle, scene)], dtype=float)
        plain = mask.iou(pixels, pixels, [0] * len(pixels))
        crowd = mask.iou(pixels, pixels, [1] * len(pixels))
        boxes = [instance.bbox for instance in scene.instances]
        for (i, one), (j, other) in permutations(enumerate(boxes), 2):
            assert one.iou(other) == pytest.approx(plain[i, j], abs=1e-9)
            assert one.share_inside(other) == pytest.approx(crowd[i, j], abs=1e-9)
            pairs += 1
    assert pairs > 1000


def test_coco_objects_give_the_scenes_of_their_files(source, captions, oracle):
    held = read_coco(coco.COCO(str(captions)), oracle, strict=True)
    assert list(held) == list(source)
    assert held.report == source.report
    assert held.files == ()


def test_the_whole_of_val2017s_captions_is_read(real_data):
    path = real_data / "coco-mini/annotations/captions_val2017.json"
    source = read_coco(path, strict=True)
    assert (source.report.images, source.report.captions) == (5000, 25000)
    assert len(source.report.dropped_captions) == 14
    assert all(
        caption == " ".join(caption.split()) for scene in source for caption in scene.captions
    )
    scene = next(iter(source))
    assert (scene.id, scene.image) == ("000000397133", "000000397133.jpg")
    assert (scene.origin.license_id, scene.origin.license_name) == (4, "Attribution License")
