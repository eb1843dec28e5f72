"""A COCO file that cannot be used as a whole ends with one error: what, where, what to do."""

from __future__ import annotations

import json
import os

import pytest

from datagen.errors import InputError
from datagen.sources import read_coco

LLAVA = [{"id": "1", "image": "1.jpg", "conversations": [{"from": "human", "value": "Hi"}]}]
SCENE = {"id": "1", "image": "1.jpg", "captions": ["A cat."], "instances": []}


def refused(**given) -> InputError:
    with pytest.raises(InputError) as caught:
        read_coco(**given)
    assert caught.value.hint, "an error says what to do"
    return caught.value


@pytest.mark.parametrize("role", ["captions", "instances"])
def test_a_file_that_is_not_there(tmp_path, role):
    error = refused(**{role: tmp_path / "no.json"})
    assert str(error) == f"{tmp_path / 'no.json'}: cannot be read: No such file or directory"


def test_a_folder(tmp_path):
    error = refused(captions=tmp_path)
    assert str(error) == f"{tmp_path}: is a folder, not a file"


def test_a_file_that_the_system_will_not_read(write, captions):
    path = write("captions.json", captions) / "below.json"
    error = refused(captions=path)
    assert str(error) == f"{path}: cannot be read: Not a directory"


def test_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    error = refused(captions=tmp_path / "pipe")
    assert error.what == "is a pipe or a device, not a file"


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file(write, content):
    path = write("captions.json", content)
    assert str(refused(captions=path)) == f"{path}: the file is empty"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04 and more", "is packed (zip)"),
        (b"\x1f\x8b\x08 and more", "is packed (gzip)"),
        (b"\xfd7zXZ and more", "is packed (xz)"),
        ('{"images": []}'.encode("utf-16"), "is UTF-16 text"),
        (b'{"images": [], "annotations": [{"caption": "caf\xe9"}]}', "the file is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_text_in_utf_8(write, content, what):
    path = write("captions.json", content)
    error = refused(captions=path)
    assert error.where == str(path)
    assert error.what.startswith(what)


def test_text_that_is_not_json_is_named_with_line_and_column(write):
    path = write("captions.json", '{"images": [],\n "annotations": [oops]}')
    error = refused(captions=path)
    assert error.where == f"{path}: line 2, column 18 (byte 32)"
    assert error.what.startswith("the file is not JSON, near ")
    assert "[oops]}" in error.what


def test_a_place_far_into_a_large_file_is_found(write):
    path = write("captions.json", "{" + "\n" * 3_000_000 + '"images": oops}')
    assert refused(captions=path).where == f"{path}: line 3000001, column 11 (byte 3000011)"


def test_the_place_does_not_count_a_byte_order_mark(write):
    path = write("captions.json", b'\xef\xbb\xbf{"images": oops}')
    assert refused(captions=path).where == f"{path}: line 1, column 12 (byte 11)"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.99])
def test_a_file_that_was_cut_off(write, captions, keep):
    text = json.dumps(captions)
    path = write("captions.json", text[: int(len(text) * keep)])
    error = refused(captions=path)
    assert error.where == str(path)
    assert error.what == f"the JSON ends too early, after {int(len(text) * keep)} bytes"
    assert "again" in error.hint


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("key", ["bbox", "area"])
def test_a_number_that_json_does_not_have_is_named_with_its_place(write, instances, number, key):
    text = json.dumps(instances).replace('"iscrowd"', f'"{key}": [1, {number}], "iscrowd"', 1)
    path = write("instances.json", text)
    error = refused(instances=path)
    column = text.index(number.lstrip("-")) + 1
    assert error.where == f"{path}: line 1, column {column} (byte {column - 1})"
    assert error.what == f"{number.lstrip('-')} is not JSON, which has no such number"


@pytest.mark.parametrize("content", ["[]", "5", '"text"', "null", "[[1]]"])
def test_json_of_another_type(write, content):
    path = write("captions.json", content)
    error = refused(captions=path)
    assert error.where == str(path)
    assert "expected" in error.what


@pytest.mark.parametrize("key", ["images", "annotations"])
def test_a_list_that_is_none(write, captions, instances, key):
    path = write("captions.json", captions | {key: {}})
    error = refused(captions=path)
    assert error.where == str(path)
    assert f"`$.{key}`" in error.what
    path = write("instances.json", instances | {key: None})
    assert f"`$.{key}`" in refused(instances=path).what


@pytest.mark.parametrize("key", ["images", "annotations", "categories"])
def test_a_missing_key(write, captions, instances, key):
    del instances[key]
    path = write("instances.json", instances)
    error = refused(instances=path)
    assert error.where == str(path)
    assert f"the key `{key}` is missing" in error.what
    if key in captions:
        del captions[key]
        assert f"the key `{key}` is missing" in refused(captions=write("c.json", captions)).what


def test_two_different_images_with_one_id(write, captions):
    captions["images"].append({"id": 1, "file_name": "other.jpg"})
    path = write("captions.json", captions)
    error = refused(captions=path)
    assert error.where == f"{path}: images[2] (id 1)"
    assert error.what == "the image id 1 is listed twice, with different content"


def test_two_ids_that_are_the_same_in_twelve_digits(write, captions):
    captions["images"].append({"id": "000000000001"})
    path = write("captions.json", captions)
    error = refused(captions=path)
    assert error.where == str(path)
    assert "1 and '000000000001'" in error.what


def test_a_category_with_two_names(write, instances):
    instances["categories"].append({"id": 18, "name": "wolf"})
    path = write("instances.json", instances)
    error = refused(instances=path)
    assert error.where == f"{path}: categories[2]"
    assert error.what == "the category id 18 has two names, 'dog' and 'wolf'"


def test_files_in_each_others_place(write, captions, instances):
    captions, instances = write("captions.json", captions), write("instances.json", instances)
    error = refused(captions=instances)
    assert error.where == str(instances)
    assert error.what == "this is a COCO instances file, where a COCO captions file is expected"
    assert "--instances" in error.hint
    error = refused(instances=captions)
    assert error.where == str(captions)
    assert error.what == "this is a COCO captions file, where a COCO instances file is expected"
    assert "--captions" in error.hint
    assert "Swap" in refused(captions=instances, instances=captions).hint


def test_annotations_of_another_task(write, captions, instances):
    rows = [{"image_id": 1, "segments_info": []}]
    path = write("panoptic.json", instances | {"annotations": rows})
    error = refused(instances=path)
    assert (error.where, error.what) == (str(path), "none of the annotations has a `bbox`")
    path = write("panoptic.json", captions | {"annotations": rows})
    error = refused(captions=path)
    assert (error.where, error.what) == (str(path), "none of the annotations has a `caption`")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LLAVA, "a LLaVA file"),
        (json.dumps(SCENE) + "\n" + json.dumps(SCENE), "a scenes file"),
        (SCENE, "a scenes file"),
        ([{"image_id": 1, "caption": "A cat."}], "a list of caption results"),
    ],
)
@pytest.mark.parametrize("role", ["captions", "instances"])
def test_a_file_of_another_kind_is_recognised(write, content, kind, role):
    path = write("file.json", content)
    error = refused(**{role: path})
    assert error.where == str(path)
    assert error.what.startswith(f"this is {kind}")
    assert error.what.endswith(f"where a COCO {role} file is expected")


def test_json_lines_of_any_kind(write):
    path = write("captions.json", '{"a": 1}\n{"a": 2}\n')
    error = refused(captions=path)
    assert error.where == f"{path}: line 2, column 1 (byte 9)"
    assert error.what == "the JSON is over, but the file goes on"


def test_two_files_without_a_common_image(write, captions, instances):
    for row in [*instances["images"], *instances["annotations"]]:
        key = "image_id" if "image_id" in row else "id"
        row[key] += 1000
    files = write("captions.json", captions), write("instances.json", instances)
    error = refused(captions=files[0], instances=files[1])
    assert error.where == f"{files[0]} and {files[1]}"
    assert error.what == "the two files have no image in common"


def test_a_file_without_annotations(write, captions):
    path = write("captions.json", captions | {"annotations": []})
    error = refused(captions=path)
    assert error.where == str(path)
    assert error.what == "no caption and no box here can be used: there are no annotations"


def test_a_file_whose_items_are_all_bad_names_the_first(write, captions):
    for row in captions["annotations"]:
        row["image_id"] = 99
    error = refused(captions=write("captions.json", captions))
    assert "2 items were skipped, the first is annotations[0] (id 11): image 99" in error.what


def test_a_file_of_failure_texts_only(write, captions):
    for row in captions["annotations"]:
        row["caption"] = "I am unable to see an image above."
    error = refused(captions=write("captions.json", captions))
    assert "every caption says that its annotator saw no image" in error.what


def test_nothing_given():
    assert "no annotations are given" in refused().what


@pytest.mark.parametrize("dataset", [{}, {"images": []}, {"images": {}, "annotations": []}])
def test_an_object_that_holds_nothing(dataset):
    class Held:
        def __init__(self):
            self.dataset = dataset

    error = refused(captions=Held())
    assert error.where == "captions (a COCO object)"
