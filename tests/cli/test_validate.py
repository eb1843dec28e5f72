"""`datagen validate` proves a file of anybody's against annotations: a row a finding, exit 4."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from tests.cli.conftest import Datagen, Result

CAPTIONS = ["Two dogs lie on a couch.", "A pair of dogs on a couch."]
IDS = (9, 33471)


def record(
    image: str | None, answer: str, name: object = "x", question: str = ""
) -> dict[str, Any]:
    asked = question or "What does the picture show?"
    record = {
        "id": name,
        "image": image,
        "conversations": [
            {"from": "human", "value": f"<image>\n{asked}" if image else asked},
            {"from": "gpt", "value": answer},
        ],
    }
    if image is None:
        del record["image"]
    return record


class Files:
    """COCO annotations of two images with two dogs on a couch each, and files to check."""

    def __init__(self, folder: Path, datagen: Datagen) -> None:
        self.folder = folder
        self._datagen = datagen
        images = [{"id": n, "file_name": f"{n:012}.jpg", "width": 100, "height": 100} for n in IDS]
        captions = [
            {"id": 10 * n + k, "image_id": n, "caption": caption}
            for n in IDS
            for k, caption in enumerate(CAPTIONS)
        ]
        corners = ([5, 40, 30, 30], [60, 40, 30, 30], [1, 30, 95, 60])
        boxes = [
            {"id": 10 * n + k, "image_id": n, "category_id": min(k, 1), "bbox": box, "iscrowd": 0}
            for n in IDS
            for k, box in enumerate((corners[2], *corners[:2]))
        ]
        categories = [{"id": 0, "name": "couch"}, {"id": 1, "name": "dog"}]
        self.captions, self.instances = folder / "captions.json", folder / "instances.json"
        self.captions.write_text(json.dumps({"images": images, "annotations": captions}))
        self.instances.write_text(
            json.dumps({"images": images, "annotations": boxes, "categories": categories})
        )

    def write(self, records: Sequence[Any], *, array: bool = False) -> Path:
        file = self.folder / ("records.json" if array else "records.jsonl")
        text = json.dumps(records) if array else "\n".join(map(json.dumps, records))
        file.write_text(text)
        return file

    def check(self, records: Sequence[Any], *flags: object, code: int = 0) -> Result:
        """With --findings, which `rows` reads."""
        return self._datagen(
            "validate", self.write(records), "--captions", self.captions, "--instances",
            self.instances, "--findings", self.folder / "found.jsonl", *flags, code=code,
        )  # fmt: skip

    @property
    def rows(self) -> list[Any]:
        with jsonlines.open(self.folder / "found.jsonl") as reader:
            return list(reader)


@pytest.fixture
def files(tmp_path: Path, datagen: Datagen) -> Files:
    return Files(tmp_path, datagen)


THREE = "Three dogs lie on a couch."


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("000000033471.jpg", "x"),
        ("000000033471", "x"),
        ("coco/train2017/000000033471.jpg", "x"),
        ("COCO_train2014_000000033471.jpg", "x"),
        ("train2014/COCO_train2014_000000033471", "x"),
        ("http://images.cocodataset.org/train2017/000000033471.jpg", "x"),
        ("train2017\\000000033471.png", "x"),
        ("33471.jpg", "x"),
        ("33471", "x"),
        ("33471#0", "x"),
        (33471, "x"),
        ("coco/33471.png", "x"),
        ("mscoco/images/33471.jpg", "x"),
        ("data/val2014/33471.jpg", "x"),
        ("000000033471#0", "x"),
        ("000000033471.jpg?width=640", "x"),
        ("renamed.jpg", "000000033471"),
        ("renamed.jpg", "COCO_train2014_000000033471"),
        (None, "000000033471"),
        (None, "000000033471.jpg#3"),
        (None, "33471"),
        (None, "train2017/33471.jpg"),
        (None, "33471#0"),
        (None, 33471),
    ],
)
def test_an_image_is_known_by_its_coco_id_however_it_is_named(
    files: Files, image: Any, name: object
) -> None:
    shown = record(image or "some", THREE, name)
    if image is None:
        del shown["image"]
    files.check([shown], code=4)
    assert "count_too_high" in [row["rule"] for row in files.rows]


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("000000033472.jpg", "x"),
        ("vg/VG_100K/9.jpg", "9"),
        ("gqa/images/33471.jpg", "33471"),
        ("textvqa/train_images/9.jpg", 9),
        ("kiln.jpg", "kiln"),
        ("my/holiday.jpg", 33471),
        ("my/holiday.jpg", "33471"),
        ("00000/000033471.jpg", "000033471"),
        ("GCC_train_000033471.jpg", "000033471"),
        ("00033471.jpg", "x"),
        ("web-celebrity/images/33471.jpg", "x"),
        ("wikiart/images/33471.jpg", "33471"),
        ("flickr30k/33471.jpg", 33471),
        ("000000033472.jpg", 33471),
        ("000000033472.jpg", "000000033471"),
    ],
)
def test_an_image_that_is_not_among_the_annotations_is_said_and_not_judged_by_them(
    files: Files, image: str, name: object
) -> None:
    result = files.check([record(image, THREE, name)])
    assert "1 record of images that are not among the annotations" in result.err
    assert f"row 0: {image}" in result.err
    assert "matched by the name that the annotations give them" in result.err
    assert files.rows == []


def test_a_number_of_a_record_without_image_is_nobodys(files: Files) -> None:
    records = [record(None, THREE, 33471), record(None, THREE, "33471")]
    files.check(records, "--no-duplicates")
    assert files.rows == []


@pytest.mark.parametrize(
    ("named", "image", "flags"),
    [
        ("wikiart/images/790.jpg", "wikiart/images/790.jpg", []),
        ("GCC_train_000000790.jpg", "GCC_train_000000790.jpg", []),
        ("790.jpg", "mine/790.jpg", ["--image-prefix", "mine/"]),
    ],
)
def test_an_image_is_the_one_that_the_annotations_call_the_same(
    files: Files, scene_file: Callable[..., Path], named: str, image: str, flags: list[str]
) -> None:
    boxes = [{"category": "dog", "bbox": [0.1, 0.2, 0.3, 0.4]}]
    scene = {"id": "7", "image": named, "captions": ["A dog.", "One dog."], "instances": boxes}
    told = files._datagen(
        "validate", files.write([record(image, THREE, 7)]), "--scenes", scene_file([scene]),
        "--json", *flags, code=4,
    ).json  # fmt: skip
    assert told["matched"] == 1


def test_every_record_is_counted_as_held_or_not_and_why(files: Files) -> None:
    known = record("000000033471.jpg", "Two dogs lie on a couch.")
    broken = {"image": "000000000009.jpg", "conversations": []}
    records = [known, record("1.jpg", "A dog."), record(None, "A joke."), broken, 7]
    told = files.check(records, "--json", code=4).json
    parts = {key: told[key] for key in ("matched", "unread", "unmatched", "imageless")}
    assert parts == {"matched": 1, "unread": 1, "unmatched": 1, "imageless": 2}
    assert (
        "1 record held against the annotations of its image; 1 of images that are not among them; "
        "2 without an image; 1 not read, being too long or without turns of the right form"
    ) in " ".join(files.check(records, code=4).out.split())


def test_of_a_mix_of_collections_only_cocos_pictures_are_held(files: Files) -> None:
    """Names as in the mix that LLaVA-1.5 is trained on, and in others that were made after it.

    The numbers in them are those of the two annotated images, wherever they can be.
    """
    coco = [
        (f"{folder}{n:012}.jpg", name)
        for n in IDS
        for folder, name in (
            ("", f"{n:012}"),  # LLaVA-Instruct
            ("coco/train2017/", f"{n:012}"),
            ("coco/train2017/", n),  # a running number, in others
            ("coco/train2014/COCO_train2014_", f"refcoco_{n}"),
            ("coco/val2014/COCO_val2014_", "x"),
        )
    ]
    others_of_coco = [
        (f"coco/train2017/{n:012}.jpg", name) for n, name in ((10, "x"), (11, 9), (12, "33471"))
    ]
    foreign = [
        (image.format(n=n), name.format(n=n) if isinstance(name, str) else name)
        for n in IDS
        for image, name in (
            ("vg/VG_100K/{n}.jpg", "VG_100K/{n}"),
            ("vg/VG_100K_2/{n}.jpg", "{n}"),
            ("gqa/images/{n}.jpg", "{n}"),
            ("ocr_vqa/images/{n:010}.jpg", "{n:010}"),
            ("ocr_vqa/images/{n}.jpg", "{n}"),
            ("textvqa/train_images/0054c91397f2fe0{n}.jpg", "0054c91397f2fe0{n}"),
            ("00003/{n:09}.jpg", "{n:09}"),
            ("GCC_train_{n:09}.jpg", "GCC_train_{n:09}"),
            ("GCC_train_{n:09}.jpg", "{n:09}"),
            ("sam/images/sa_{n}.jpg", "sa_{n}"),
            ("flickr30k/{n}.jpg", n),
        )
    ]
    texts = [(None, name) for name in ("wNBG8Gp_0", "identity_9", "9", "33471", 33471)]
    mix = [record(image, THREE, name) for image, name in (*coco, *others_of_coco, *foreign, *texts)]
    assert len(mix) == 40
    told = files.check(mix, "--json", "--no-duplicates", code=4).json
    parts = {key: told[key] for key in ("matched", "unread", "unmatched", "imageless")}
    assert parts == {"matched": 10, "unread": 0, "unmatched": 25, "imageless": 5}
    held = [row["row"] for row in files.rows if row["rule"] == "count_too_high"]
    assert held == list(range(10))
    said = " ".join(files.check(mix, "--no-duplicates", code=4).out.split())
    assert (
        "10 records held against the annotations of their images; "
        "25 of images that are not among them; 5 without an image"
    ) in said


def test_a_finding_tells_all_that_a_reader_needs(files: Files) -> None:
    good = record("000000000009.jpg", "Two dogs lie on a couch.", 9)
    bad = record("000000033471.jpg", "A couch fills the room. Three dogs lie on it.", "mine")
    files.check([good, bad], code=4)
    (row,) = files.rows
    assert row == {
        "id": "mine",
        "image": "000000033471.jpg",
        "row": 1,
        "turn": 1,
        "rule": "count_too_high",
        "severity": "reject",
        "verdict": "contradicted",
        "sentence": "Three dogs lie on it.",
        "span": row["span"],
        "claim": row["claim"],
        "evidence": {
            "boxes": [
                {"category": "dog", "bbox": [0.05, 0.4, 0.35, 0.7], "index": 1},
                {"category": "dog", "bbox": [0.6, 0.4, 0.9, 0.7], "index": 2},
            ],
            "captions": CAPTIONS,
        },
        "detail": row["detail"],
    }
    start, end = row["span"]
    assert "dogs" in bad["conversations"][1]["value"][start:end]
    assert "3" in row["claim"]


FAULTS = {
    "object_absent": "Two dogs lie on a couch. An airplane stands beside it.",
    "count_too_high": "Nine dogs lie on a couch.",
    "coordinates": "A dog lies at [0.1, 0.2, 0.3, 0.4].",
    "source_leak": "The captions mention two dogs.",
    "refusal_text": "I'm sorry, but I cannot see the image.",
    "control_token": "Two dogs</s> lie on a couch.",
}


@pytest.mark.parametrize("array", [False, True])
def test_each_planted_fault_is_found_and_good_records_pass(
    files: Files, datagen: Datagen, array: bool
) -> None:
    good = [
        record("000000000009.jpg", f"Two dogs lie on a couch, and it is {n} o'clock.")
        for n in ("one", "two", "three")
    ]
    faulty = [record("000000033471.jpg", answer) for answer in FAULTS.values()]
    twice = record("000000000009.jpg", "Two dogs lie on a couch, and it is one o'clock.")
    file = files.write([*good, *faulty, twice, {"id": 7}], array=array)
    result = datagen(
        "validate", file, "--captions", files.captions, "--instances", files.instances,
        "--findings", files.folder / "found.jsonl", "--json", code=4,
    )  # fmt: skip
    rejects = [row for row in files.rows if row["severity"] == "reject"]
    assert {row["row"]: row["rule"] for row in rejects} == {
        **dict(enumerate(FAULTS, start=3)),
        9: "duplicate_record",
        10: "shape",
    }
    counted = {r["rule"]: r["count"] for r in result.json["rules"] if r["severity"] == "reject"}
    assert counted == Counter(row["rule"] for row in rejects)
    assert (result.json["records"], result.json["rejected"]) == (11, 8)
    assert (result.json["matched"], result.json["unmatched"]) == (10, 0)
    assert result.json["corpus"]["duplicates"] == 1


def test_without_annotations_form_words_questions_and_duplicates_are_checked(
    files: Files, datagen: Datagen
) -> None:
    asked = {"from": "human", "value": "What is the colour of the dog?"}
    talk = record("1.jpg", "A brown dog and its red ball.", question=asked["value"])
    talk["conversations"] += [asked, {"from": "gpt", "value": "The dog is brown all over."}]
    file = files.write([talk, talk, record("2.jpg", "Nine airplanes and a pizza.")])
    result = datagen("validate", file, "--json", code=4)
    found = {rule["rule"]: rule["count"] for rule in result.json["rules"]}
    assert found == {"question_repeated": 2, "duplicate_record": 1}
    assert result.json["matched"] is None
    alone = datagen("validate", file, "--json", "--no-duplicates", code=4).json
    assert {rule["rule"] for rule in alone["rules"]} == {"question_repeated"}


def test_a_policy_and_single_rules_decide_what_rejects(files: Files) -> None:
    bad = [record("000000033471.jpg", THREE)]
    assert "0 do not" in files.check(bad, "--policy", "lenient").out
    assert [row["severity"] for row in files.rows] == ["warn"]
    assert "0 do not" in files.check(bad, "--rule", "count_too_high=off").out
    assert files.rows == []
    files.check(bad, "--policy", "lenient", "--rule", "count_too_high=reject", code=4)
    failed = files.check(bad, "--rule", "count_to_high=off", code=2)
    assert "Did you mean 'count_too_high'?" in failed.err
    twice = [record("000000000009.jpg", "Two dogs lie on a couch.")] * 2
    files.check(twice, "--rule", "duplicate_record=warn")
    assert [row["rule"] for row in files.rows] == ["duplicate_record"]


def test_where_copies_may_stand_they_may_still_be_too_near(files: Files) -> None:
    answer = "Two dogs lie on a couch, and one of them looks at the other as if it were asleep."
    twice = [record("000000000009.jpg", answer)] * 2
    told = files.check(
        twice, "--rule", "near_duplicate=reject", "--rule", "duplicate_record=off", code=4
    ).out
    assert [(row["rule"], row["severity"]) for row in files.rows] == [("near_duplicate", "reject")]
    assert "1 record nearly like one before" in told
    assert "record the same" not in told


def test_where_copies_may_stand_short_ones_stay(files: Files) -> None:
    twice = [record("000000000009.jpg", "Two dogs lie on a couch.")] * 2
    files.check(twice, "--rule", "near_duplicate=reject", "--rule", "duplicate_record=off")
    assert files.rows == []
    files.check(twice, "--rule", "near_duplicate=reject", "--rule", "duplicate_record=warn")
    assert [(row["rule"], row["severity"]) for row in files.rows] == [("duplicate_record", "warn")]


def test_a_recipe_leaves_out_its_rules_and_knows_its_seeds(files: Files, datagen: Datagen) -> None:
    hedged = [record("000000000009.jpg", "The two dogs are probably at home, as there is a couch.")]
    files.check(hedged)
    assert "hedging" in {row["rule"] for row in files.rows}
    files.check(hedged, "--recipe", "reasoning")
    assert "hedging" not in {row["rule"] for row in files.rows}
    datagen("init", "mine")
    (seed,) = sorted((files.folder / "work" / "mine" / "seeds" / "detail").glob("*.md"))[:1]
    answer = seed.read_text().rpartition("---\n")[2].strip()
    files.check([record("1.jpg", answer)], "--recipe", "detail", "--prompts", "mine", code=4)
    assert "copied_seed" in {row["rule"] for row in files.rows}
    assert "there is no recipe 'detial'" in files.check(hedged, "--recipe", "detial", code=1).err


def test_the_findings_are_written_whole_or_not_at_all(files: Files, datagen: Datagen) -> None:
    found = files.folder / "found.jsonl"
    files.check([record("000000033471.jpg", THREE)], code=4)
    before = found.read_bytes()
    torn = files.folder / "torn.jsonl"
    torn.write_text(json.dumps(record("1.jpg", "A dog.")) + '\n{"id": ')
    datagen("validate", torn, "--findings", found, code=1)
    assert found.read_bytes() == before
    assert {file.name for file in files.folder.glob("*.tmp")} == set()
    nowhere = datagen("validate", torn, "--findings", files.folder / "no" / "f.jsonl", code=1)
    assert "cannot be written" in nowhere.err
    itself = datagen("validate", torn, "--findings", torn, code=2)
    assert "is the file that is checked" in itself.err


def test_scenes_and_words_of_ones_own_are_known(
    files: Files, datagen: Datagen, scene_file: Callable[..., Path]
) -> None:
    scene = {
        "id": "kiln-7",
        "image": "kiln/7.png",
        "captions": ["A furnace with its door open."],
        "instances": [{"category": "kiln", "bbox": [0.1, 0.2, 0.9, 0.95]}],
    }
    words = files.folder / "words.yaml"
    words.write_text("groups: {pottery: {categories: {kiln: {strict: [furnace]}}}}\n")
    for image, name in (("kiln/7.png", "x"), ("mine/kiln/7.png", "kiln-7")):
        file = files.write([record(image, "There are three furnaces.", name)])
        flags = ["--scenes", scene_file([scene]), "--findings", files.folder / "found.jsonl"]
        datagen("validate", file, *flags)
        datagen("validate", file, *flags, "--words", words, code=4)
        assert [row["claim"] for row in files.rows] == ["3 furnaces"]


@pytest.mark.parametrize("text", ["\x1b[31mred", "[bold]dog[/bold]", "\ud800"])
def test_text_of_the_file_is_shown_and_written_and_never_obeyed(files: Files, text: str) -> None:
    odd = record(f"{text}.jpg", f"Nine dogs and {text}", text)
    result = files.check([odd, record("000000033471.jpg", f"Nine dogs and {text}")], code=4)
    assert "\x1b" not in result.out + result.err
    assert files.rows
