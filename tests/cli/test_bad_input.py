"""Bad input is one clear error: what, where, what to do. Nothing is written, nothing is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen, Result

Files = Callable[..., tuple[str, ...]]


def captions_file() -> dict[str, Any]:
    return {
        "images": [
            {"id": n, "file_name": f"{n:012}.jpg", "width": 100, "height": 50} for n in (1, 2)
        ],
        "annotations": [{"id": n, "image_id": n, "caption": f"A dog number {n}."} for n in (1, 2)],
    }


def instances_file() -> dict[str, Any]:
    return {
        "images": captions_file()["images"],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 18, "bbox": [10, 10, 30, 20], "iscrowd": 0}
            for n in (1, 2)
        ],
        "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}],
    }


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Write the two files, changed by the callbacks, and give the flags that name them."""

    def write(
        captions: Callable[[Any], Any] = lambda data: data,
        instances: Callable[[Any], Any] = lambda data: data,
    ) -> tuple[str, ...]:
        flags: list[str] = []
        for name, data, change in (
            ("captions", captions_file(), captions),
            ("instances", instances_file(), instances),
        ):
            changed = change(data)
            changed = data if changed is None else changed
            text = changed if isinstance(changed, str) else json.dumps(changed)
            path = tmp_path / f"{name}.json"
            path.write_text(text)
            flags += [f"--{name}", str(path)]
        return tuple(flags)

    return write


def one_error(result: Result, *said: str) -> None:
    """One error of one line, at most one hint, and it says all of this."""
    errors = [line for line in result.lines if not line.startswith("note:")]
    assert errors[0].startswith("error: "), result.err
    assert len(errors) <= 2, result.err
    for word in said:
        assert word in result.err, (word, result.err)


def offline(datagen: Datagen, *flags: object, code: int = 1, out: object = "out") -> Result:
    return datagen("generate", "--teacher", "offline", *flags, "--out", out, code=code)


@pytest.mark.parametrize(
    ("captions", "said"),
    [
        (lambda d: "hello", ["captions.json", "JSON"]),
        (lambda d: json.dumps(d)[:-40], ["captions.json", "ends too early"]),
        (lambda d: "[1, 2]", ["captions.json"]),
        (lambda d: "", ["captions.json", "empty"]),
        (lambda d: {"images": d["images"]}, ["captions.json", "annotations"]),
        (lambda d: {"annotations": d["annotations"]}, ["captions.json", "images"]),
        (lambda d: d["images"].append({**d["images"][0], "width": 7}), ["captions.json", "1"]),
    ],
)
def test_a_captions_file_that_cannot_be_used(
    datagen: Datagen, files: Files, tmp_path: Path, captions: Any, said: list[str]
) -> None:
    result = offline(datagen, *files(captions))
    one_error(result, *said)
    assert not (tmp_path / "work" / "out").exists()


def test_nan_in_a_box_names_the_place(datagen: Datagen, files: Files) -> None:
    text = json.dumps(instances_file()).replace("[10, 10", "[NaN, 10", 1)
    one_error(offline(datagen, *files(instances=lambda d: text)), "instances.json", "NaN")


def test_files_that_were_swapped(datagen: Datagen, files: Files) -> None:
    captions, instances = files()[1], files()[3]
    one_error(offline(datagen, "--captions", instances), "instances.json", "--instances")
    one_error(
        offline(datagen, "--captions", captions, "--instances", captions),
        "captions.json",
        "--captions",
    )


def test_a_missing_file(datagen: Datagen) -> None:
    one_error(offline(datagen, "--captions", "none.json"), "none.json")


def test_files_of_different_splits(datagen: Datagen, files: Files) -> None:
    def other(data: Any) -> None:
        for row in data["images"]:
            row["id"] += 100
        for row in data["annotations"]:
            row["image_id"] += 100

    one_error(offline(datagen, *files(instances=other)), "captions.json", "instances.json")


def set_box(box: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["annotations"][0]["bbox"] = box

    return change


def set_image(**fields: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["images"][0].update(fields)

    return change


def set_annotation(**fields: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        data["annotations"][0].update(fields)

    return change


@pytest.mark.parametrize(
    "instances",
    [
        set_image(width=0),
        set_image(height=None),
        set_box([-50, 10, 30, 20]),
        set_box([10, 10, -30, 20]),
        set_box([10, 10, 0, 20]),
        set_box([90, 10, 30, 20]),
        set_box([10, 10, 30]),
        set_box(None),
        set_box(["a", 1, 2, 3]),
        set_annotation(category_id=999),
        set_annotation(image_id=999),
        set_annotation(image_id=None),
    ],
)
def test_a_bad_annotation_is_skipped_counted_and_listed_and_strict_makes_it_an_error(
    datagen: Datagen, files: Files, tmp_path: Path, instances: Any
) -> None:
    flags = files(instances=instances)
    result = offline(datagen, *flags, "--recipes", "conversation,detail", "--json", code=0)
    report = result.json
    assert report["inputs"]["skipped"] >= 1
    assert report["inputs"]["images"] == 2
    listed = (tmp_path / "work" / "out" / "skipped.jsonl").read_text()
    assert "instances.json" in listed
    one_error(offline(datagen, *flags, "--strict", out="strict"), "instances.json", "[0]")
    assert not (tmp_path / "work" / "strict").exists()


def test_a_folder_that_is_not_ours_stays_as_it_is(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    mine = tmp_path / "work" / "mine"
    mine.mkdir(parents=True)
    (mine / "thesis.tex").write_text("important")
    one_error(offline(datagen, *files(), out=mine), "not a run folder", "mine")
    one_error(datagen("build", mine, code=1), "not a run folder")
    one_error(datagen("preview", mine, code=1), "not a run folder")
    assert [p.name for p in mine.iterdir()] == ["thesis.tex"]


def test_a_run_of_a_newer_format(datagen: Datagen, files: Files, tmp_path: Path) -> None:
    offline(datagen, *files(), "--recipes", "conversation", code=0)
    manifest = tmp_path / "work" / "out" / "manifest.json"
    data = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**data, "format": 99, "new_key": 1}))
    for result in (
        offline(datagen, *files()),
        datagen("build", "out", code=1),
        datagen("preview", "out", code=1),
    ):
        one_error(result, "format 99", "Update datagen")


def test_a_folder_that_cannot_be_written(datagen: Datagen, files: Files, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.geteuid() == 0:  # root may write everywhere, but nobody may in /proc
        locked = Path("/proc")
    one_error(offline(datagen, *files(), out=locked / "run"), "cannot be written")


def test_a_folder_below_a_file_cannot_be_made(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    one_error(offline(datagen, *files(), out=tmp_path / "file" / "run"), "file")
    one_error(offline(datagen, *files(), out=tmp_path / "file"), "file")


def test_an_unknown_recipe(datagen: Datagen, files: Files) -> None:
    result = offline(datagen, *files(), "--recipes", "reasonning")
    one_error(result, "reasonning", "Did you mean 'reasoning'?")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--limit", "0"], ["--limit", "greater than 0"]),
        (["--limit", "many"], ["--limit", "many"]),
        (["--crowd", "hide"], ["--crowd", "'drop' or 'keep'"]),
        (["--mix", "detail"], ["--mix", "name=weight"]),
        (["--mix", "detail=0"], ["--mix"]),
        (["--mix", "detail=1,detail=2"], ["--mix", "twice"]),
        (["--samples", "3"], ["--mix"]),
        (["--teacher", "nobody"], ["--teacher"]),
        (["--scenes", "x.jsonl"], ["--scenes"]),
        (["--timeout", "inf"], ["--timeout"]),
        (["--mix", "detail=inf"], ["--mix"]),
        (["--image-prefix", "/data/"], ["--image-prefix", "relative"]),
        (["--image-prefix", "../x/"], ["--image-prefix", "relative"]),
        (["--base-url", "not a url"], ["--base-url", "https://"]),
        (["--base-url", "127.0.0.1:8000/v1"], ["--base-url", "https://"]),
        (["--base-url", "http://[::1"], ["--base-url"]),
        (["--base-url", "http://user:secret@h/v1"], ["--base-url", "OPENAI_API_KEY"]),
        (["--base-url", "http://h/v1?key=1"], ["--base-url", "OPENAI_API_KEY"]),
    ],
)
def test_a_flag_that_makes_no_sense_is_a_usage_error(
    datagen: Datagen, files: Files, flags: list[str], said: list[str]
) -> None:
    one_error(offline(datagen, *files(), *flags, code=2), *said)


def test_no_input_no_out_no_command(datagen: Datagen, files: Files) -> None:
    one_error(datagen("generate", "--teacher", "offline", "--out", "o", code=2), "--captions")
    one_error(datagen("generate", "--teacher", "offline", *files(), code=2), "--out")
    assert "Did you mean 'generate'" in datagen("generat", code=2).err
    assert "--instances" in datagen("generate", "--instance", "x", code=2).err


def test_a_recipe_that_needs_boxes_where_there_are_none(datagen: Datagen, files: Files) -> None:
    captions = files()[:2]
    result = offline(datagen, *captions, "--recipes", "conversation_boxes")
    one_error(result, "no image has what these recipes need", "boxes")
    assert "needs boxes" in result.err


def test_a_missing_key_or_model(datagen: Datagen, files: Files, tmp_path: Path) -> None:
    one_error(
        datagen("generate", *files(), "--model", "m", "--out", "out", code=1), "OPENAI_API_KEY"
    )
    one_error(datagen("generate", *files(), "--out", "out", code=2, OPENAI_API_KEY="k"), "--model")
    assert not (tmp_path / "work" / "out").exists()


def api(datagen: Datagen, files: Files, url: str) -> Result:
    return datagen(
        "generate", *files(), "--model", "m", "--base-url", url, "--out", "out", code=1,
        OPENAI_API_KEY="sk-secret-key",
    )  # fmt: skip


def test_a_server_that_does_not_answer(datagen: Datagen, files: Files, tmp_path: Path) -> None:
    with ChatServer(lambda _: says("x")) as server:
        url = server.url
    result = api(datagen, files, url)
    errors = [line for line in result.lines if line.startswith(("error", "hint"))]
    assert "no usable answer from the server" in errors[0]
    assert url in errors[0]
    assert "--base-url" in errors[1]
    assert not (tmp_path / "work" / "out" / "llava_instruct.json").exists()


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (401, "invalid_api_key", "does not accept the key"),
        (404, "model_not_found", "does not know the model 'm'"),
        (429, "insufficient_quota", "quota"),
    ],
)
def test_a_server_that_refuses_everything(
    datagen: Datagen, files: Files, tmp_path: Path, status: int, code: str, said: str
) -> None:
    reply = Reply({"error": {"message": "no", "code": code}}, status=status)
    with ChatServer(lambda _: reply) as server:
        result = api(datagen, files, server.url)
    assert said in result.err
    written = "".join(path.read_text() for path in (tmp_path / "work").rglob("*") if path.is_file())
    assert "sk-secret-key" not in written + result.err + result.out


def test_a_config_file_with_a_misspelt_key(datagen: Datagen, tmp_path: Path) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("teacher: offline\nlimt: 3\n")
    result = datagen("generate", "--config", config, code=2)
    one_error(result, "run.yaml:2", "unknown key 'limt'", "Did you mean 'limit'?")


def test_pictures_that_are_missing_are_left_out_before_anything_is_asked(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    from PIL import Image

    pictures = tmp_path / "pictures"
    pictures.mkdir()
    flags = (*files(), "--images", pictures)
    one_error(offline(datagen, *flags), "no picture", "--image-names")
    Image.new("RGB", (4, 4)).save(pictures / "000000000002.jpg")
    report = offline(datagen, *flags, "--json", code=0).json
    assert report["planned"] == 3
    assert report["inputs"]["skipped"] == 1
    one_error(offline(datagen, *flags, "--strict", out="strict"), "000000000001")


def test_text_from_files_is_shown_and_never_obeyed(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    markup = "[bold red]A dog[/] {{ x }} {% y %} ../../etc"
    escape = "A \x1b[31mred\x1b[0m dog."

    def change(data: Any) -> None:
        for row, caption in zip(data["annotations"], (markup, escape), strict=True):
            row["caption"] = caption

    datagen("expand", *files(change)[:2], "--out", "out", "-q")
    shown = datagen("preview", "out").out
    assert markup in shown
    rejected = datagen("preview", "out", "--rejects").out
    assert "control_token" in rejected
    assert "\x1b" not in shown + rejected


@pytest.mark.parametrize(
    "text",
    [
        '{"id": "1", "conversations": [{"from": "human", "value": "a \\ud83d b"}]}\n',
        "[" * 100_000,
        '{"a": ' * 5000,
        '[{"id": 1e999}, {"id": ' + "9" * 500 + "}]",
        '[{"id": "1", "image": "' + "x" * 5000 + '.jpg", "conversations": []}]',
        '{"id": "1", "image": "' + "x" * 5000 + '.jpg", "conversations": '
        '[{"from": "human", "value": "<image>\\nq"}, {"from": "gpt", "value": "a"}]}',
        "[]",
        "null\n",
        "[null, 1, true, [], {}]",
    ],
)
def test_odd_files_of_others_are_checked_and_shown_without_a_traceback(
    datagen: Datagen, tmp_path: Path, text: str
) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text(text)
    for command in (
        ["validate", odd, "--images", tmp_path],
        ["validate", odd, "--json"],
        ["preview", odd],
    ):
        assert datagen(*command, code=None).code in (0, 1, 4)


def test_expanding_into_a_run_of_generate_is_refused(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    offline(datagen, *files(), code=0)
    result = datagen("expand", *files()[:2], "--out", "out", code=1)
    one_error(result, "holds a run of `datagen generate`", "--with-expansion")
    assert (tmp_path / "work" / "out" / "llava_instruct.json").exists()


def test_expanding_without_captions_says_so(datagen: Datagen, files: Files, tmp_path: Path) -> None:
    one_error(datagen("expand", *files()[2:], "--out", "out", code=1), "no caption to expand")
    assert not (tmp_path / "work" / "out").exists()


def test_generating_into_a_run_of_expand_is_refused_unless_both_are_wanted(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    datagen("expand", *files()[:2], "--out", "out")
    one_error(offline(datagen, *files()), "holds a run of `datagen expand`", "--with-expansion")
    assert (tmp_path / "work" / "out" / "caption_expansion.json").exists()
    offline(datagen, *files(), "--with-expansion", code=0)
    for name in ("caption_expansion.json", "llava_instruct.json"):
        assert (tmp_path / "work" / "out" / name).exists()


def test_what_may_be_a_mistake_is_mentioned_before_anything_is_asked(
    datagen: Datagen, files: Files, tmp_path: Path
) -> None:
    datagen("init", "mine")
    seeds = tmp_path / "work" / "mine" / "seeds"
    (seeds / "detail").rename(seeds / "detial")
    ids = tmp_path / "pope.txt"
    ids.write_text("999\n")
    result = offline(
        datagen, *files(), "--prompts", "mine", "--image-prefix", "coco/train2017",
        "--exclude-ids", ids, code=0,
    )  # fmt: skip
    for said in ("detail has no seeds", "does not end with '/'", "0 of the 1 images"):
        assert said in result.err, said
