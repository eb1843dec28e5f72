"""COCO files in, scenes out: what a good file gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from datagen.records import Box, Instance, Origin
from datagen.sources import read_coco, read_scenes


def test_captions_and_boxes_of_an_image_meet_in_one_scene(write, captions, instances):
    source = read_coco(write("captions.json", captions), write("instances.json", instances))
    first, second = source
    assert (first.id, first.image) == ("000000000001", "000000000001.jpg")
    assert first.captions == ("A dog on a sofa.",)
    assert first.instances == (Instance(category="dog", bbox=Box(0.1, 0.1, 0.4, 0.3)),)
    assert (first.width, first.height) == (100, 200)
    assert second.instances == (Instance(category="bus", bbox=Box(0, 0, 1, 0.5)),)


def test_a_source_can_be_iterated_again(write, captions, instances):
    source = read_coco(write("captions.json", captions), write("instances.json", instances))
    assert list(source) == list(source)


def test_the_report_counts_what_was_read(write, captions, instances):
    instances["annotations"][1]["iscrowd"] = 1
    files = write("captions.json", captions), write("instances.json", instances)
    source = read_coco(*files)
    report = source.report
    assert (report.images, report.captions, report.boxes, report.crowd_boxes) == (2, 2, 2, 1)
    assert (report.skipped, report.dropped_captions) == ((), ())
    assert source.files == files
    assert source.has_captions
    assert source.has_boxes


def test_one_file_is_enough(write, captions, instances):
    only_captions = read_coco(write("captions.json", captions))
    assert (only_captions.has_captions, only_captions.has_boxes) == (True, False)
    assert [scene.instances for scene in only_captions] == [(), ()]
    only_boxes = read_coco(instances=write("instances.json", instances))
    assert (only_boxes.has_captions, only_boxes.has_boxes) == (False, True)
    assert [len(scene.instances) for scene in only_boxes] == [1, 1]
    assert [scene.captions for scene in only_boxes] == [(), ()]


def test_scenes_follow_the_captions_file_then_the_instances_file(write, captions, instances):
    captions["images"] = [{"id": 7}, {"id": 2}, {"id": 5}]
    captions["annotations"] = [{"image_id": 5, "caption": "A cat."}]
    instances["images"].insert(0, {"id": 9, "width": 10, "height": 10})
    source = read_coco(write("captions.json", captions), write("instances.json", instances))
    assert [int(scene.id) for scene in source] == [7, 2, 5, 9, 1]


def test_annotations_keep_their_order_within_an_image(write, captions, instances):
    captions["annotations"] = [
        {"image_id": image, "caption": text}
        for image, text in [(2, "b"), (1, "z"), (2, "a"), (1, "y"), (2, "c")]
    ]
    instances["annotations"] = [
        {"image_id": 1, "category_id": category, "bbox": [x, 0, 10, 10]}
        for category, x in [(18, 50), (6, 10), (18, 0)]
    ]
    source = read_coco(write("captions.json", captions), write("instances.json", instances))
    first, second = source
    assert (first.captions, second.captions) == (("z", "y"), ("b", "a", "c"))
    assert [(i.category, i.bbox.x1) for i in first.instances] == [
        ("dog", 0.5),
        ("bus", 0.1),
        ("dog", 0.0),
    ]


def test_a_caption_becomes_one_line_without_white_space_around_it(write, captions):
    captions["annotations"][0]["caption"] = "  A dog\n on \t a   sofa. \n"
    scene = next(iter(read_coco(write("captions.json", captions))))
    assert scene.captions == ("A dog on a sofa.",)


@pytest.mark.parametrize(
    ("file_name", "coco2017", "source"),
    [
        ("COCO_val2014_000000397133.jpg", "000000397133.jpg", "COCO_val2014_000000397133.jpg"),
        ("000000397133.jpg", "000000397133.jpg", "000000397133.jpg"),
        ("holiday/beach 1.PNG", "holiday/beach 1.PNG", "holiday/beach 1.PNG"),
        ("a..b/c.jpg", "a..b/c.jpg", "a..b/c.jpg"),
        (None, "000000000001.jpg", "000000000001.jpg"),
    ],
)
def test_image_names_are_those_of_2017_unless_the_source_own_ones_are_wanted(
    write, captions, file_name, coco2017, source
):
    captions["images"][0]["file_name"] = file_name
    path = write("captions.json", captions)
    assert next(iter(read_coco(path))).image == coco2017
    assert next(iter(read_coco(path, image_names="source"))).image == source


def test_ids_that_are_text_stay_as_they_are(write, captions):
    captions["images"][0] = {"id": "kitchen-7"}
    captions["annotations"][0]["image_id"] = "kitchen-7"
    scene = next(iter(read_coco(write("captions.json", captions))))
    assert (scene.id, scene.image) == ("kitchen-7", "kitchen-7.jpg")
    assert scene.captions == ("A dog on a sofa.",)


def test_where_a_picture_comes_from_travels_with_its_scene(write, captions):
    captions["licenses"] = [{"id": 4, "name": "Attribution License", "url": "http://by"}]
    captions["images"][0] |= {
        "file_name": "COCO_val2014_000000000001.jpg",
        "license": 4,
        "coco_url": "http://coco",
        "flickr_url": "http://flickr",
    }
    captions["images"][1] |= {"license": 9, "coco_url": None}
    first, second = read_coco(write("captions.json", captions))
    assert first.origin == Origin(
        file_name="COCO_val2014_000000000001.jpg",
        license_id=4,
        license_name="Attribution License",
        license_url="http://by",
        coco_url="http://coco",
        flickr_url="http://flickr",
    )
    assert second.origin == Origin(file_name="000000000002.jpg", license_id=9)


def test_what_one_file_leaves_out_of_an_image_the_other_one_says(write, captions, instances):
    captions["images"][0] = {"id": 1}
    instances["licenses"] = [{"id": 3, "name": "three"}]
    instances["images"][0] |= {"file_name": "own.png", "license": 3, "coco_url": "http://coco"}
    source = read_coco(write("captions.json", captions), write("instances.json", instances))
    scene = next(iter(source))
    assert scene.image == "own.png"
    assert scene.origin == Origin(
        file_name="own.png", license_id=3, license_name="three", coco_url="http://coco"
    )


def test_boxes_are_measured_in_the_size_that_the_instances_file_gives(write, captions, instances):
    captions["images"][0] |= {"width": 1000, "height": 2000}
    source = read_coco(write("captions.json", captions), write("instances.json", instances))
    scene = next(iter(source))
    assert (scene.width, scene.height) == (100, 200)
    assert scene.instances[0].bbox == Box(0.1, 0.1, 0.4, 0.3)


def test_info_licenses_iscrowd_and_area_may_be_missing_as_in_lvis(write, instances):
    del instances["annotations"][0]["iscrowd"]
    scene = next(iter(read_coco(instances=write("instances.json", instances), strict=True)))
    assert not scene.instances[0].crowd


def test_crowds_stay_in_the_scene_and_are_marked(write, instances):
    instances["annotations"][0]["iscrowd"] = 1
    first, second = read_coco(instances=write("instances.json", instances))
    assert [first.instances[0].crowd, second.instances[0].crowd] == [True, False]


def test_a_box_may_hang_over_the_edge_by_a_pixel_and_is_clipped(write, instances):
    instances["annotations"][0]["bbox"] = [-0.5, -1, 101.5, 202]
    scene = next(iter(read_coco(instances=write("instances.json", instances), strict=True)))
    assert scene.instances[0].bbox == Box(0, 0, 1, 1)


def test_images_without_any_annotation_are_scenes_too(write, captions):
    captions["annotations"].pop()
    source = read_coco(write("captions.json", captions))
    assert [len(scene.captions) for scene in source] == [1, 0]
    assert source.report.images == 2


def test_a_row_that_is_listed_twice_word_for_word_counts_once(write, captions):
    captions["images"].append(captions["images"][0])
    source = read_coco(write("captions.json", captions), strict=True)
    assert [scene.id for scene in source] == ["000000000001", "000000000002"]


def test_a_byte_order_mark_is_no_part_of_the_json(write, captions, instances):
    for name, document in (("captions", captions), ("instances", instances)):
        path = write(f"{name}.json", document)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert len(list(read_coco(**{name: path}, strict=True))) == 2


def test_a_path_may_be_a_text(write, captions):
    path = write("captions.json", captions)
    source = read_coco(str(path))
    assert source.files == (path,)
    assert source.report == read_coco(path).report


class Held:
    """What a Python user holds after `pycocotools.coco.COCO(file)`."""

    def __init__(self, dataset: dict[str, Any]) -> None:
        self.dataset = dataset


def test_an_object_with_a_dataset_stands_in_for_its_file(write, captions, instances):
    source = read_coco(Held(captions), Held(instances))
    files = read_coco(write("captions.json", captions), write("instances.json", instances))
    assert list(source) == list(files)
    assert source.report == files.report
    assert source.files == ()


def test_an_object_with_bad_items_is_read_as_far_as_it_goes(captions, instances):
    captions["annotations"].append(["no object"])
    instances["annotations"][0]["bbox"] = [float("nan"), 1, 2, 3]
    report = read_coco(Held(captions), Held(instances)).report
    assert [(skip.file, skip.place, skip.code) for skip in report.skipped] == [
        ("instances (a COCO object)", "annotations[0] (id 21)", "box_values"),
        ("captions (a COCO object)", "annotations[2]", "malformed"),
    ]


def test_reading_does_not_change_the_object(captions, instances):
    before = [dict(row) for row in instances["annotations"]]
    read_coco(instances=Held(instances))
    assert instances["annotations"] == before


def test_importing_the_room_loads_neither_numpy_nor_pycocotools():
    heavy = "{'numpy', 'pycocotools'} & {name.partition('.')[0] for name in sys.modules}"
    code = f"import sys, datagen.sources; sys.exit(str({heavy} or ''))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stderr.strip() == ""


def test_an_outline_says_of_each_scene_what_it_has(coco_mini, write):
    source = read_coco(coco_mini["captions"], coco_mini["instances"])
    text = "".join(msgspec.json.encode(scene).decode() + "\n" for scene in source)
    for same in (source, read_scenes(write("scenes.jsonl", text))):
        assert [tuple(outline) for outline in same.outlines()] == [
            (
                scene.id,
                bool(scene.captions),
                any(not instance.crowd for instance in scene.instances),
                any(instance.crowd for instance in scene.instances),
            )
            for scene in source
        ]
