"""A bad item in a COCO file is skipped and listed, or raised where strict; the rest is used."""

from __future__ import annotations

import pytest

from datagen.errors import InputError
from datagen.sources import read_coco

BOX = {"id": 442, "image_id": 1, "category_id": 18, "bbox": [10, 20, 30, 40]}
CAPTION = {"id": 442, "image_id": 1, "caption": "A cat."}


def without(row, key):
    return {k: v for k, v in row.items() if k != key}


BAD_BOXES = [
    (without(BOX, "image_id"), "malformed", "`image_id` is missing"),
    (without(BOX, "category_id"), "malformed", "`category_id` is missing"),
    (without(BOX, "bbox"), "malformed", "`bbox` is missing"),
    (BOX | {"image_id": [1]}, "malformed", "`image_id` is neither an integer nor a text: [1]"),
    (BOX | {"image_id": True}, "malformed", "`image_id` is neither an integer nor a text: True"),
    (BOX | {"image_id": 1.0}, "malformed", "`image_id` is neither an integer nor a text: 1.0"),
    (BOX | {"category_id": {}}, "malformed", "`category_id` is neither an integer nor a text: {}"),
    (BOX | {"iscrowd": "yes"}, "malformed", "`iscrowd` is neither 0 nor 1: 'yes'"),
    (BOX | {"iscrowd": 2}, "malformed", "`iscrowd` is neither 0 nor 1: 2"),
    (BOX | {"image_id": 5}, "unknown_image", "image 5 is not among this file's usable images"),
    (BOX | {"image_id": "1"}, "unknown_image", "image '1' is not among this file's usable images"),
    (BOX | {"category_id": 7}, "unknown_category", "category 7 is not in `categories`"),
    (BOX | {"bbox": None}, "box_values", "`bbox` is null, not four numbers [x, y, w, h]"),
    (BOX | {"bbox": "1 2 3 4"}, "box_values", '`bbox` is "1 2 3 4", not four numbers'),
    (BOX | {"bbox": [1, 2, None, 4]}, "box_values", "`bbox` is [1, 2, null, 4], not four numbers"),
    (BOX | {"bbox": [1, 2, "3", 4]}, "box_values", '`bbox` is [1, 2, "3", 4], not four numbers'),
    (BOX | {"bbox": [1, 2, "NaN", 4]}, "box_values", "not four numbers [x, y, w, h]"),
    (BOX | {"bbox": [1, 2, 3]}, "box_values", "`bbox` is [1, 2, 3], not four numbers"),
    (BOX | {"bbox": [1, 2, 3, 4, 5]}, "box_values", "`bbox` is [1, 2, 3, 4, 5], not four numbers"),
    (BOX | {"bbox": [1, 2, 3, True]}, "box_values", "`bbox` is [1, 2, 3, true], not four numbers"),
    (BOX | {"bbox": [9] * 99}, "box_values", "9, 9,…, not four numbers"),
    (BOX | {"bbox": [10, 20, -3, 4]}, "box_size", "[10.0, 20.0, -3.0, 4.0] has no area"),
    (BOX | {"bbox": [10, 20, 3, 0]}, "box_size", "[10.0, 20.0, 3.0, 0.0] has no area"),
    (BOX | {"bbox": [90, 20, 12, 4]}, "box_outside", "leaves its image of 100 x 200"),
    (BOX | {"bbox": [-2, 20, 12, 4]}, "box_outside", "leaves its image of 100 x 200"),
    (BOX | {"bbox": [1, 2, 1e308, 1e308]}, "box_outside", "leaves its image of 100 x 200"),
]

BAD_CAPTIONS = [
    (without(CAPTION, "image_id"), "malformed", "`image_id` is missing"),
    (without(CAPTION, "caption"), "malformed", "`caption` is missing"),
    (CAPTION | {"image_id": None}, "malformed", "`image_id` is neither an integer nor a text"),
    (CAPTION | {"caption": 5}, "malformed", "`caption` is not a text: 5"),
    (CAPTION | {"caption": None}, "malformed", "`caption` is not a text: None"),
    (CAPTION | {"caption": ["x"]}, "malformed", "`caption` is not a text: ['x']"),
    (CAPTION | {"caption": " \n"}, "empty_caption", "the caption is empty"),
    (CAPTION | {"image_id": 5}, "unknown_image", "image 5 is not among"),
]


def check_skip(read, path, place, code, detail):
    """The item is the only one that is skipped, and the one that stops a strict run."""
    (skip,) = read(path).report.skipped
    assert (skip.file, skip.place, skip.code) == (str(path), place, code)
    assert detail in skip.detail
    with pytest.raises(InputError) as caught:
        read(path, strict=True)
    assert caught.value.where == f"{path}: {place}"
    assert caught.value.what == skip.detail
    assert caught.value.hint


def boxes_of(path, strict=False):
    return read_coco(instances=path, strict=strict)


@pytest.mark.parametrize(("row", "code", "detail"), BAD_BOXES)
def test_a_bad_box_is_skipped_with_its_place(write, instances, row, code, detail):
    instances["annotations"].insert(1, row)
    path = write("instances.json", instances)
    check_skip(boxes_of, path, "annotations[1] (id 442)", code, detail)
    assert [len(scene.instances) for scene in boxes_of(path)] == [1, 1]


@pytest.mark.parametrize(("row", "code", "detail"), BAD_CAPTIONS)
def test_a_bad_caption_is_skipped_with_its_place(write, captions, row, code, detail):
    captions["annotations"].insert(1, row)
    path = write("captions.json", captions)
    check_skip(read_coco, path, "annotations[1] (id 442)", code, detail)
    assert [len(scene.captions) for scene in read_coco(path)] == [1, 1]


@pytest.mark.parametrize("row", [None, 5, "text", [1, 2], True, 1.5])
def test_an_annotation_that_is_no_object_is_skipped(write, captions, instances, row):
    captions["annotations"].insert(0, row)
    detail = "an annotation is an object with `image_id`"
    path = write("captions.json", captions)
    check_skip(read_coco, path, "annotations[0]", "malformed", detail)
    instances["annotations"].insert(0, row)
    path = write("instances.json", instances)
    check_skip(boxes_of, path, "annotations[0]", "malformed", detail)


@pytest.mark.parametrize(
    ("row", "place", "code", "detail"),
    [
        (None, "images[2]", "malformed", "an image is an object with an `id`"),
        ({"file_name": "a.jpg"}, "images[2]", "malformed", "an image is an object with an `id`"),
        ({"id": True}, "images[2]", "malformed", "an image is an object with an `id`"),
        ({"id": ""}, "images[2]", "malformed", "an image is an object with an `id`"),
        ({"id": 3, "file_name": 5}, "images[2] (id 3)", "malformed", "is not a text: 5"),
        ({"id": 3, "file_name": ""}, "images[2] (id 3)", "file_name", "is not a relative path"),
        ({"id": 3, "file_name": "/etc/x.jpg"}, "images[2] (id 3)", "file_name", "'/etc/x.jpg'"),
        ({"id": 3, "file_name": "../x.jpg"}, "images[2] (id 3)", "file_name", "'../x.jpg'"),
        ({"id": 3, "file_name": "a/../../x"}, "images[2] (id 3)", "file_name", "'a/../../x'"),
        ({"id": 3, "file_name": "a\\x.jpg"}, "images[2] (id 3)", "file_name", "not a relative"),
        ({"id": 3, "file_name": "C:/x.jpg"}, "images[2] (id 3)", "file_name", "'C:/x.jpg'"),
        ({"id": "../x"}, "images[2] (id ../x)", "file_name", "'../x.jpg'"),
    ],
)
def test_an_image_that_cannot_be_named_is_skipped(write, captions, row, place, code, detail):
    captions["images"].append(row)
    path = write("captions.json", captions)
    check_skip(read_coco, path, place, code, detail)
    assert len(list(read_coco(path))) == 2


def test_annotations_of_a_skipped_image_are_skipped_too(write, captions):
    captions["images"][0]["file_name"] = "../x.jpg"
    report = read_coco(write("captions.json", captions)).report
    assert [(skip.place, skip.code) for skip in report.skipped] == [
        ("images[0] (id 1)", "file_name"),
        ("annotations[0] (id 11)", "unknown_image"),
    ]
    assert (report.images, report.captions) == (1, 1)


BAD_SIZES = [
    {"width": None},
    {"height": None},
    {"width": None, "height": None},
    {"width": 0},
    {"height": -5},
    {"width": "100"},
    {"height": True},
    {"width": 100.5},
    {"height": 1e99},
    {"width": [100]},
]


@pytest.mark.parametrize("size", BAD_SIZES)
def test_without_a_size_the_captions_stay_and_the_boxes_go(write, captions, instances, size):
    instances["images"][0] |= size
    files = write("captions.json", captions), write("instances.json", instances)
    source = read_coco(*files)
    scene = next(iter(source))
    assert (scene.width, scene.height) == (None, None)
    assert scene.captions == ("A dog on a sofa.",)
    assert scene.instances == ()
    assert [(skip.file, skip.place, skip.code) for skip in source.report.skipped] == [
        (str(files[1]), "images[0] (id 1)", "image_size"),
        (str(files[1]), "annotations[0] (id 21)", "image_size"),
    ]
    with pytest.raises(InputError, match="no size in pixels") as caught:
        read_coco(*files, strict=True)
    assert caught.value.where == f"{files[1]}: images[0] (id 1)"


def test_a_captions_file_need_not_give_sizes_but_wrong_ones_are_listed(write, captions):
    del captions["images"][0]["width"], captions["images"][0]["height"]
    path = write("captions.json", captions)
    assert next(iter(read_coco(path, strict=True))).width is None
    captions["images"][0]["width"] = -1
    path = write("captions.json", captions)
    check_skip(read_coco, path, "images[0] (id 1)", "image_size", "`width` is -1")


def test_a_whole_number_of_pixels_may_be_written_as_a_fraction(write, instances):
    instances["images"][0] |= {"width": 100.0, "height": 2e2}
    scene = next(iter(read_coco(instances=write("instances.json", instances), strict=True)))
    assert (scene.width, scene.height) == (100, 200)


@pytest.mark.parametrize("row", [5, {"name": "cat"}, {"id": 3}, {"id": 3, "name": " "}])
def test_a_bad_category_is_skipped_and_its_boxes_are_of_no_known_one(write, instances, row):
    instances["categories"].append(row)
    path = write("instances.json", instances)
    check_skip(boxes_of, path, "categories[2]", "malformed", "categor")
    instances["annotations"].append(BOX | {"category_id": 3})
    report = boxes_of(write("instances.json", instances)).report
    assert [skip.code for skip in report.skipped] == ["malformed", "unknown_category"]


def test_strange_licences_are_no_reason_to_stop(write, captions):
    captions["licenses"] = [5, {"id": "x"}, {"id": 1, "name": 5}]
    captions["images"][0]["license"] = 1
    captions["images"][1]["license"] = "CC BY"
    first, second = read_coco(write("captions.json", captions), strict=True)
    assert (first.origin.license_id, first.origin.license_name) == (1, None)
    assert second.origin.license_id is None


def test_nothing_vanishes(write, captions, instances):
    for row, *_ in BAD_CAPTIONS:
        captions["annotations"].append(row)
    for row, *_ in BAD_BOXES:
        instances["annotations"].append(row)
    files = write("captions.json", captions), write("instances.json", instances)
    report = read_coco(*files).report
    assert report.captions + report.boxes == 4
    assert len(report.skipped) == len(BAD_CAPTIONS) + len(BAD_BOXES)
