"""A scenes file in, scenes out: `Scene`'s own JSON, one object a line."""

from __future__ import annotations

import json

import msgspec
import pytest

from datagen.errors import InputError
from datagen.records import Box, Instance, Origin, Scene
from datagen.sources import read_coco, read_scenes

SCENE = {
    "id": "a",
    "image": "a.jpg",
    "captions": ["A dog."],
    "instances": [{"category": "dog", "bbox": [0.1, 0.2, 0.5, 1]}],
}
OTHER = {"id": "b", "image": "b.jpg", "captions": ["A cat."]}


def lines(*scenes):
    return "".join(json.dumps(scene) + "\n" for scene in scenes)


def test_every_key_of_a_scene_is_read(write):
    full = SCENE | {
        "width": 640,
        "height": 480,
        "origin": {"license_id": 4, "coco_url": "http://coco"},
        "instances": [{"category": "dog", "bbox": [0, 0, 1, 1], "crowd": True}],
    }
    source = read_scenes(write("scenes.jsonl", lines(full)), strict=True)
    assert list(source) == [
        Scene(
            id="a",
            image="a.jpg",
            captions=("A dog.",),
            instances=(Instance(category="dog", bbox=Box(0, 0, 1, 1), crowd=True),),
            width=640,
            height=480,
            origin=Origin(license_id=4, coco_url="http://coco"),
        )
    ]


def test_a_run_s_own_scenes_are_read_back_as_they_were(write, captions, instances):
    instances["annotations"][0]["bbox"] = [1, 1, 33.333, 77.7]
    written = read_coco(write("c.json", captions), write("i.json", instances))
    text = "".join(msgspec.json.encode(scene).decode() + "\n" for scene in written)
    source = read_scenes(write("scenes.jsonl", text), strict=True)
    assert list(source) == list(written)
    assert [scene.digest for scene in source] == [scene.digest for scene in written]


def test_the_contexts_of_llava_s_repository_are_read(real_data):
    path = real_data / "llava-reference/contexts.jsonl"
    source = read_scenes(path, strict=True)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [scene.id for scene in source] == [row["id"] for row in rows]
    assert source.report.images == 43
    assert source.report.captions == sum(len(row["captions"]) for row in rows)
    for scene, row in zip(source, rows, strict=True):
        boxes = [(i.category, list(i.bbox)) for i in scene.instances]
        assert boxes == [(i["category"], i["bbox"]) for i in row["instances"]]


def test_captions_and_instances_may_be_left_out(write):
    bare = {"id": "c", "image": "c.jpg"}
    source = read_scenes(write("scenes.jsonl", lines(OTHER, bare)), strict=True)
    assert [len(scene.captions) for scene in source] == [1, 0]
    assert (source.has_captions, source.has_boxes) == (True, False)
    assert source.report.images == 2


def test_a_single_caption_and_an_integer_id_are_understood(write):
    scene = {"id": 397133, "image": "x.jpg", "caption": "A kitchen."}
    (read,) = read_scenes(write("scenes.jsonl", lines(scene)), strict=True)
    assert (read.id, read.captions) == ("000000397133", ("A kitchen.",))


def test_a_source_reads_its_file_again_each_time(write):
    path = write("scenes.jsonl", lines(SCENE, OTHER))
    source = read_scenes(str(path))
    assert list(source) == list(source)
    assert source.files == (path,)
    path.unlink()
    with pytest.raises(InputError, match="No such file"):
        list(source)


def test_byte_order_mark_windows_line_ends_and_blank_lines_are_no_trouble(write):
    text = "\ufeff" + lines(SCENE, OTHER).replace("\n", "\r\n\r\n")
    source = read_scenes(write("scenes.jsonl", text.encode()), strict=True)
    assert [scene.id for scene in source] == ["a", "b"]


def test_captions_are_cleaned_and_failure_texts_dropped_as_for_coco(write):
    texts = [" A \n dog. ", "There is no image here to provide a caption for.", "A cat."]
    path = write("scenes.jsonl", lines(SCENE | {"captions": texts}))
    source = read_scenes(path, strict=True)
    assert next(iter(source)).captions == ("A dog.", "A cat.")
    (dropped,) = source.report.dropped_captions
    assert (dropped.file, dropped.place) == (str(path), "line 1: captions[1]")
    assert source.report.captions == 2


def test_the_report_counts_boxes_and_crowds(write):
    crowd = {"category": "person", "bbox": [0, 0, 1, 1], "crowd": True}
    scene = SCENE | {"instances": [*SCENE["instances"], crowd]}
    report = read_scenes(write("scenes.jsonl", lines(scene, OTHER))).report
    assert (report.images, report.captions, report.boxes, report.crowd_boxes) == (2, 2, 2, 1)


def box(*corners):
    return SCENE | {"id": "x", "instances": [{"category": "dog", "bbox": list(corners)}]}


BAD_LINES = [
    ('{"id": "x", "image"', "malformed", "the line is not JSON (Input data was truncated)"),
    ('{"id": "x", "captions": [NaN]}', "malformed", "the line is not JSON (JSON is malformed"),
    (b'{"id": "\xff"}', "malformed", "the line is not JSON ('utf-8' codec can't decode"),
    ("[" * 5000 + "]" * 5000, "malformed", "the line is not JSON (maximum recursion depth"),
    ("[1, 2]", "malformed", "a line is one JSON object"),
    ("null", "malformed", "a line is one JSON object"),
    ({"image": "x.jpg"}, "malformed", "`id` is missing"),
    ({"id": "x"}, "malformed", "`image` is missing"),
    ({"id": None, "image": "x.jpg"}, "malformed", "`id` is None: input should be a valid string"),
    ({"id": "", "image": "x.jpg"}, "malformed", "`id` is '': string should have at least 1"),
    ({"id": True, "image": "x.jpg"}, "malformed", "`id` is True: input should be"),
    ({"id": "x", "image": "../x.jpg"}, "file_name", "`image` is '../x.jpg': a file name is rel"),
    ({"id": "x", "image": "/x.jpg"}, "file_name", "`image` is '/x.jpg': a file name is relative"),
    (SCENE | {"captions": "A dog."}, "malformed", "`captions` is 'A dog.': input should be"),
    (SCENE | {"captions": [1]}, "malformed", "`captions[0]` is 1: input should be"),
    (SCENE | {"caption": "A dog."}, "malformed", "either `caption` or `captions`, not both"),
    (SCENE | {"captons": []}, "malformed", "unknown key `captons`, did you mean `captions`?"),
    ({"id": "x", "imge": "x.jpg"}, "malformed", "unknown key `imge`, did you mean `image`?"),
    (SCENE | {"zzz": 1}, "malformed", "unknown key `zzz` (known: id, image, captions, instances"),
    (SCENE | {"origin": {"licence_id": 1}}, "malformed", "did you mean `license_id`?"),
    (SCENE | {"width": 0}, "malformed", "`width` is 0: input should be greater than 0"),
    (SCENE | {"width": "640"}, "malformed", "`width` is '640': input should be a valid integer"),
    (SCENE | {"instances": [{"category": "dog"}]}, "malformed", "`instances[0].bbox` is missing"),
    (
        SCENE | {"instances": [{"category": "dog", "bbox": [0, 0, 1, 1], "iscrowd": 1}]},
        "malformed",
        "unknown key `instances[0].iscrowd`, did you mean `crowd`?",
    ),
    (box(0, 0, 1), "box_values", "`instances[0].bbox` has fewer than four numbers"),
    (box(0, 0, 1, 1, 1), "malformed", "`instances[0].bbox` is [0, 0, 1, 1, 1]"),
    (box(0, 0, "1", 1), "malformed", "`instances[0].bbox[2]` is '1': input should be a valid num"),
    (box(10, 20, 300, 400), "box_values", "is [10, 20, 300, 400]: this looks like pixels"),
    (box(0.5, 0, 0.4, 1), "box_values", "corners are [x1, y1, x2, y2], from 0 to 1, with x1 < x2"),
    (box(-0.5, 0, 0.4, 1), "box_values", "corners are [x1, y1, x2, y2], from 0 to 1"),
]


@pytest.mark.parametrize(("line", "code", "detail"), BAD_LINES)
def test_a_bad_line_is_skipped_or_stops_a_strict_run(write, line, code, detail):
    bad = line if isinstance(line, (str, bytes)) else json.dumps(line)
    bad = bad.encode() if isinstance(bad, str) else bad
    content = lines(OTHER).encode() + b"\n" + bad + b"\n" + lines(OTHER | {"id": "c"}).encode()
    path = write("scenes.jsonl", content)
    source = read_scenes(path)
    assert [scene.id for scene in source] == ["b", "c"]
    (skip,) = source.report.skipped
    assert (skip.file, skip.place, skip.code) == (str(path), "line 3", code)
    assert detail in skip.detail
    with pytest.raises(InputError) as caught:
        read_scenes(path, strict=True)
    assert caught.value.where == f"{path}: line 3"
    assert caught.value.what == skip.detail
    assert caught.value.hint


def test_the_second_scene_with_an_id_is_skipped(write):
    path = write("scenes.jsonl", lines({**OTHER, "id": 7}, SCENE, {**SCENE, "id": "000000000007"}))
    source = read_scenes(path)
    assert [scene.id for scene in source] == ["000000000007", "a"]
    (skip,) = source.report.skipped
    assert (skip.place, skip.code) == ("line 3", "duplicate_id")
    assert skip.detail == "the id '000000000007' stands in line 1 already"
    with pytest.raises(InputError, match="stands in line 1 already"):
        read_scenes(path, strict=True)


def test_an_empty_caption_is_skipped_and_the_rest_of_its_line_used(write):
    path = write("scenes.jsonl", lines(SCENE | {"captions": ["A dog.", " "]}))
    source = read_scenes(path)
    assert next(iter(source)).captions == ("A dog.",)
    (skip,) = source.report.skipped
    assert (skip.place, skip.code) == ("line 1: captions[1]", "empty_caption")
    with pytest.raises(InputError, match="the caption is empty"):
        read_scenes(path, strict=True)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"\x1f\x8b\x08", "is packed (gzip)"),
        (json.dumps([SCENE]), "this is a JSON array, not one object a line"),
        (
            json.dumps([{"id": "1", "conversations": []}]),
            "this is a LLaVA file, where a scenes file is expected",
        ),
        (
            json.dumps({"info": {}, "images": [], "annotations": []}),
            "this is a COCO annotation file, where a scenes file is expected",
        ),
        (
            "not\njson",
            "no caption and no box here can be used: 2 items were skipped, "
            "the first is line 1: the line is not JSON",
        ),
        (
            lines({"id": "a", "image": "a.jpg"}),
            "no caption and no box here can be used: there are no annotations",
        ),
    ],
)
def test_a_file_that_cannot_be_used_as_a_whole(write, content, what):
    path = write("scenes.jsonl", content)
    with pytest.raises(InputError) as caught:
        read_scenes(path)
    assert caught.value.where == str(path)
    assert caught.value.what.startswith(what)
    assert caught.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_scenes(tmp_path / "no.jsonl")
    with pytest.raises(InputError, match="is a folder"):
        read_scenes(tmp_path)
