"""A file that names images in, the ids of their scenes out."""

from __future__ import annotations

import json

import pytest

from datagen.errors import InputError
from datagen.sources import read_coco, read_ids

ID = "000000397133"


@pytest.mark.parametrize(
    "text",
    [
        "397133",
        "000000397133",
        "000000397133.jpg",
        "COCO_val2014_000000397133.jpg",
        "coco/train2017/000000397133.jpg",
        "train2014/COCO_train2014_000000397133.jpg",
        "397133.JPG",
    ],
)
def test_every_way_to_write_a_coco_image_gives_the_same_id(write, text):
    assert read_ids(write("ids.txt", text)) == {ID}
    assert read_ids(write("ids.json", [text])) == {ID}
    assert read_ids(write("ids.jsonl", json.dumps({"image": text}))) == {ID}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kitchen-7", "kitchen-7"),
        ("kitchen-7.png", "kitchen-7"),
        ("rooms/kitchen-7.webp", "kitchen-7"),
        ("VG_100K_2/2412354x", "VG_100K_2/2412354x"),
        ("v1.5", "v1.5"),
        ("my dog.jpg", "my dog"),
        ("a#b", "a#b"),
    ],
)
def test_ids_of_other_kinds_stay_and_pictures_give_their_stem(write, text, found):
    assert read_ids(write("ids.txt", text)) == {found}


def test_a_text_file_may_hold_comments_and_blank_lines(write):
    text = "\ufeff# keep these\r\n\r\n397133  # a kitchen\r\n 15335\r\n#7\r\n"
    assert read_ids(write("ids.txt", text.encode())) == {ID, "000000015335"}


def test_a_json_array_may_mix_numbers_names_and_objects(write):
    items = [397133, "15335", {"image_id": 7}, {"id": "8"}, {"image": "9.jpg", "id": "other"}]
    assert read_ids(write("ids.json", items)) == {
        ID,
        *(f"{n:012d}" for n in (15335, 7, 8, 9)),
    }


def test_pope_s_questions_name_images(write):
    rows = [
        {"question_id": 1, "image": "COCO_val2014_000000310196.jpg", "text": "?", "label": "yes"},
        {"question_id": 2, "image": "COCO_val2014_000000310196.jpg", "text": "?", "label": "no"},
    ]
    text = "\n".join(map(json.dumps, rows))
    assert read_ids(write("pope.jsonl", text)) == {"000000310196"}


def test_a_llava_file_gives_the_ids_of_its_images(write):
    turn = [{"from": "human", "value": "<image>\nWhat?"}]
    records = [
        {"id": "000000033471", "image": "coco/train2017/000000033471.jpg", "conversations": turn},
        {"id": "wgByO4Y_0", "model": "", "conversations": turn},
    ]
    assert read_ids(write("llava.json", records)) == {"000000033471", "wgByO4Y_0"}


def test_a_coco_file_gives_the_ids_of_its_scenes(write, captions):
    captions["images"].append({"id": "own 3", "file_name": "x.jpg"})
    path = write("captions.json", captions)
    assert read_ids(path) == {scene.id for scene in read_coco(path)}


def test_a_scenes_file_gives_its_own_ids(write):
    rows = [
        {"id": "s1", "image": "pictures/1.jpg", "captions": []},
        {"id": 2, "image": "pictures/2.jpg", "instances": []},
    ]
    text = "\n".join(map(json.dumps, rows))
    assert read_ids(write("scenes.jsonl", text)) == {"s1", "000000000002"}


def test_real_files_give_their_ids(real_data):
    instances = real_data / "coco-mini/annotations/instances_train2017.json"
    assert len(read_ids(instances)) == 80
    assert len(read_ids(real_data / "llava-reference/contexts.jsonl")) == 43
    assert len(read_ids(real_data / "llava-reference/gpt4_answers.jsonl")) == 19


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        ("", "", "the file is empty"),
        ("# nothing\n", "", "the file names no image"),
        ("[]", "", "the file names no image"),
        ('["1", null]', ": [1]", "no image id can be read here"),
        ('["1", " "]', ": [1]", "no image id can be read here"),
        ("[[1]]", ": [0]", "no image id can be read here"),
        ("[1.5]", ": [0]", "no image id can be read here"),
        ('[{"question": "?"}]', ": [0]", "no image id can be read here"),
        ('{"image": "1.jpg"}\n{"text": "?"}', ": line 2", "no image id can be read here"),
        ('{"image": "1.jpg"}\n{oops', ": line 2", "the line is not JSON"),
        ('{"images": [{"id": 1}, {"file_name": "x"}]}', ": images[1]", "no image id can be read"),
        ('{"annotations": []}', "", "this is not the form of JSON that is expected here"),
        ('["1", oops]', ": line 1, column 7 (byte 6)", "the file is not JSON"),
        (b"\xff\xd8\xff\xe0 a picture", "", "the file is neither text nor JSON"),
    ],
)
def test_a_file_or_an_entry_without_an_id_is_an_error(write, content, place, what):
    path = write("ids", content)
    with pytest.raises(InputError) as caught:
        read_ids(path)
    assert caught.value.where == f"{path}{place}"
    assert caught.value.what.startswith(what)
    assert caught.value.hint


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_ids(tmp_path / "no.txt")
