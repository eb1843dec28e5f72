"""The whole job on real files, through the real command."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any

import jsonlines
import pytest
from PIL import Image

from datagen.formats import read_records
from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import ROOT, Datagen
from tests.independent import complaints

ALL = "conversation,conversation_boxes,detail,reasoning"
GOLDEN = Path(__file__).parent / "golden"


def rows(path: Path) -> list[Any]:
    with jsonlines.open(path) as reader:
        return list(reader)


def good_data_set(folder: Path, name: str = "llava_instruct") -> list[Any]:
    """The records of a run; each passes the independent check, and both files say the same."""
    array = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert array == rows(folder / f"{name}.jsonl")
    assert array
    for record in array:
        assert complaints(record) == [], record
    return array  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def reply_of(example_files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the offline teacher says to each request, by its messages: a script for a server."""
    import subprocess
    import sys

    out = tmp_path_factory.mktemp("offline") / "run"
    command = [sys.executable, "-m", "datagen", "generate", "--teacher", "offline", "-q"]
    command += ["--captions", str(example_files["captions"]), "--recipes", ALL]
    command += ["--instances", str(example_files["instances"]), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def test_the_examples_give_every_recipe_offline(datagen: Datagen, example_files: Any) -> None:
    result = datagen(
        "generate", "--captions", example_files["captions"],
        "--instances", example_files["instances"], "--images", example_files["images"],
        "--teacher", "offline", "--recipes", ALL, "--out", "run", "--json",
    )  # fmt: skip
    report = result.json
    assert report["planned"] == report["examples"] + report["rejected"]
    assert report["inputs"]["dropped_captions"] == 1
    assert set(report["by_recipe"]) == set(ALL.split(","))
    assert report["run"] == "run"
    assert report["files"]["records_array"] == "llava_instruct.json"


def test_real_images_give_valid_records_for_every_recipe(
    datagen: Datagen, coco_mini: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    result = datagen(
        "generate", "--captions", coco_mini["captions"], "--instances", coco_mini["instances"],
        "--images", coco_mini["images"], "--teacher", "offline", "--recipes", ALL, "--out", out,
        "--image-prefix", "coco/train2017/", "--json",
    )  # fmt: skip
    report = result.json
    assert report["planned"] == report["examples"] + report["rejected"] >= 300
    records = good_data_set(out)
    recipes = Counter(row["recipe"] for row in rows(out / "provenance.jsonl"))
    assert min(recipes[name] for name in ALL.split(",")) >= 30
    for record in records:
        assert re.fullmatch(r"\d{12}", record["id"])
        assert record["image"] == f"coco/train2017/{record['id']}.jpg"
        picture = coco_mini["images"] / f"{record['id']}.jpg"
        with Image.open(picture) as opened:
            opened.load()
    first = [record["conversations"][0]["value"].startswith("<image>") for record in records]
    assert 0.4 < sum(first) / len(first) < 0.6
    for row in rows(out / "provenance.jsonl"):
        assert row["license_name"]
        assert row["coco_url"].startswith("http")
    assert datagen("validate", out / "llava_instruct.json", "--json").json["rejected"] == 0


@pytest.mark.parametrize("style", ["brief", "detailed"])
def test_real_captions_expand_in_both_styles(
    datagen: Datagen, coco_mini: dict[str, Path], tmp_path: Path, style: str
) -> None:
    out = tmp_path / style
    report = datagen(
        "expand", "--captions", coco_mini["captions"], "--style", style,
        "--captions-per-image", "all", "--out", out, "--json",
    ).json  # fmt: skip
    records = good_data_set(out, "caption_expansion")
    assert len(records) == report["expansion"] == 400
    assert {len(record["conversations"]) for record in records} == {2}
    questions = {r["conversations"][0]["value"].replace("<image>", "").strip() for r in records}
    listed = (ROOT / "prompts" / "questions" / f"{style}.txt").read_text().splitlines()
    assert questions <= set(listed)
    assert len(questions) > 10


def test_the_whole_of_val2017s_captions_expands_to_one_record_an_image(
    datagen: Datagen, coco_mini: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "val"
    report = datagen("expand", "--captions", coco_mini["val_captions"], "--out", out, "--json").json
    assert report["inputs"]["dropped_captions"] == 14
    assert report["inputs"]["captions"] == 25_000
    assert report["expansion"] == 5000
    records = good_data_set(out, "caption_expansion")
    assert len({record["id"] for record in records}) == 5000
    answers = {record["conversations"][1]["value"] for record in records}
    assert not any("no image" in answer.lower() for answer in answers)


def test_a_run_still_builds_previews_and_validates_when_its_annotations_are_gone(
    datagen: Datagen, example_files: Any, tmp_path: Path
) -> None:
    annotations = tmp_path / "annotations"
    shutil.copytree(example_files["captions"].parent, annotations)
    out = tmp_path / "run"
    datagen(
        "generate", "--captions", annotations / "captions_example.json",
        "--instances", annotations / "instances_example.json", "--teacher", "offline",
        "--out", out, "--with-expansion", "-q",
    )  # fmt: skip
    names = ["llava_instruct.jsonl", "llava_instruct.json", "provenance.jsonl", "rejects.jsonl"]
    names += ["caption_expansion.jsonl", "caption_expansion.json", "findings.jsonl"]
    before = {name: (out / name).read_bytes() for name in names}
    shutil.rmtree(annotations)
    for name in names:
        (out / name).unlink()

    datagen("build", out)

    assert {name: (out / name).read_bytes() for name in names} == before
    assert "000000000101/conversation/0" in datagen("preview", out).out
    assert "0 do not" in datagen("validate", out / "llava_instruct.json").out


def test_an_api_that_says_the_same_gives_the_same_data_set(
    datagen: Datagen, example_files: Any, reply_of: Path, tmp_path: Path
) -> None:
    """Each request that the server sees is one of the golden kind; the records are the same."""
    answers = {row["sample"]: row["body"] for row in rows(reply_of / "ledger.jsonl")}
    contexts = golden_contexts(reply_of)

    def script(body: dict[str, Any]) -> Reply:
        sample = contexts[request_key(body)]
        return says(answers[sample]["choices"][0]["message"]["content"] or " ")

    with ChatServer(script) as server:
        out = tmp_path / "api"
        datagen(
            "generate", "--captions", example_files["captions"], "--recipes", ALL,
            "--instances", example_files["instances"], "--model", "m", "--base-url", server.url,
            "--attempts", 1, "--out", out, "-q", OPENAI_API_KEY="k",
        )  # fmt: skip
        seen = [request_key(body) for body in server.requests]
    assert Counter(seen) == Counter(list(contexts))
    assert (out / "llava_instruct.jsonl").read_bytes() == (
        reply_of / "llava_instruct.jsonl"
    ).read_bytes()


@pytest.mark.parametrize("recipe", ALL.split(","))
def test_the_messages_that_a_server_sees_are_the_golden_ones(
    datagen: Datagen, example_files: Any, tmp_path: Path, recipe: str
) -> None:
    """To accept a change on purpose, delete the file in golden/ and run the test twice."""
    ids = tmp_path / "ids.txt"
    ids.write_text("101\n")
    with ChatServer(lambda body: says("no")) as server:
        datagen(
            "generate", "--captions", example_files["captions"], "--recipes", recipe,
            "--instances", example_files["instances"], "--model", "m", "--base-url", server.url,
            "--attempts", 1, "--image-ids", ids, "--out", tmp_path / "run", "-q",
            OPENAI_API_KEY="k", code=None,
        )  # fmt: skip
    (body,) = server.requests
    assert sorted(body) == ["messages", "model"]
    text = "".join(f"<<{m['role']}>>\n{m['content']}\n" for m in body["messages"])
    golden = GOLDEN / f"{recipe}.txt"
    if not golden.exists():
        golden.write_text(text, encoding="utf-8")
        pytest.fail(f"{golden} was missing and is written anew; look at it and run again")
    assert text == golden.read_text(encoding="utf-8")


def request_key(body: dict[str, Any]) -> tuple[str, str]:
    return body["messages"][0]["content"], body["messages"][-1]["content"]


def golden_contexts(run: Path) -> dict[tuple[str, str], str]:
    """Which sample a request is about: the system prompt and the context as they must be."""
    from datagen.prompting import Library, packaged

    library = Library(packaged())
    systems = {name: library.recipe(name).system for name in ALL.split(",")}
    scenes = {scene["id"]: scene for scene in rows(run / "scenes.jsonl")}
    keys = {}
    for row in rows(run / "plan.jsonl"):
        scene = scenes[row["scene"]]
        text = "\n".join(scene["captions"])
        boxes = [
            f"{i['category']}: {[round(v, 3) for v in i['bbox']]}"
            for i in scene.get("instances", [])
            if not i.get("crowd")
        ]
        if row["recipe"] != "conversation" and boxes:
            text += "\n\n" + "\n".join(boxes)
        keys[systems[row["recipe"]], text] = row["sample"]
    return keys


def test_python_cli_py_is_the_same_command(environment: dict[str, str], tmp_path: Path) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--version"],
        capture_output=True, text=True, env=environment, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("datagen ")


def test_read_records_of_a_run_are_what_the_array_holds(reply_of: Path) -> None:
    lines = [row.value for row in read_records(reply_of / "llava_instruct.jsonl")]
    assert lines == [row.value for row in read_records(reply_of / "llava_instruct.json")]


def test_the_readmes_python_takes_a_coco_object(
    example_files: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.search(r"    from pathlib import Path\n(?:    .*\n|\n)+?    generate\(.*\n", text)
    assert code
    shutil.copyfile(example_files["captions"], tmp_path / "captions_val2017.json")
    monkeypatch.chdir(tmp_path)
    exec(textwrap.dedent(code[0]), {})
    assert good_data_set(tmp_path / "outputs" / "from_python")
