"""The acts as commands of their own: plan for nothing, ask later, and in parts on many machines."""

from __future__ import annotations

import json
import shutil
import zlib
from pathlib import Path
from typing import Any

import jsonlines
import pytest

from datagen.rehearsal import ChatServer, Reply, says
from tests.cli.conftest import Datagen

PAIR = "Question:\nWhat is to be seen?\n===\nAnswer:\n{}"


def script(body: dict[str, Any]) -> Reply:
    """The same answer to the same request, always; for every fifth context one that leaks."""
    system, context = body["messages"][0]["content"], body["messages"][-1]["content"]
    caption = context.split("\n")[0]
    if zlib.crc32(context.encode()) % 5 == 0:
        caption = f"Based on the captions, {caption}"
    return says(caption if "detailed description of its image" in system else PAIR.format(caption))


@pytest.fixture
def inputs(coco_mini: dict[str, Path]) -> list[object]:
    return ["--captions", coco_mini["captions"], "--instances", coco_mini["instances"]]


def rows(path: Path) -> list[Any]:
    with jsonlines.open(path) as reader:
        return list(reader)


def counts(report: Any) -> Any:
    """What a report says of the data set: without what its sessions were expected to take."""
    return {k: v for k, v in report.items() if k not in ("prediction", "run", "judged_to")}


# ------------------------------------------------------------------------------------------ plan


def test_a_plan_needs_no_key_and_sends_nothing_and_says_what_would_be_asked(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    with ChatServer(script) as server:
        result = datagen(
            "plan", *inputs, "--model", "m", "--out", tmp_path / "run", "--json",
            OPENAI_BASE_URL=server.url,
        )  # fmt: skip
        assert server.requests == []
    plan = result.json
    assert (plan["images"], plan["samples"], plan["answered"], plan["new"]) == (80, 240, 0, 240)
    assert len(rows(tmp_path / "run" / "plan.jsonl")) == 240
    assert not (tmp_path / "run" / "llava_instruct.jsonl").exists()


def test_a_planned_run_is_asked_and_written(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    planned = datagen("plan", *inputs, "--model", "m", "--limit", 9, "--out", out)
    assert "9 images, 27 samples: 27 to ask" in planned.out
    assert f"datagen ask {out}" in planned.err
    with ChatServer(script) as server:
        first = datagen("ask", out, "--json", "--base-url", server.url, OPENAI_API_KEY="k")
        assert {body["model"] for body in server.requests} == {"m"}
        asked = len(server.requests)
        again = datagen("ask", out, "--json", OPENAI_API_KEY="k")
        assert len(server.requests) == asked, "the address is the run's own by now"
    assert counts(first.json) == counts(again.json)
    assert first.json["planned"] == 27 == first.json["examples"] + first.json["rejected"]
    with ChatServer(script) as server:
        whole = tmp_path / "whole"
        datagen(
            "generate", *inputs, "--model", "m", "--limit", 9, "--out", whole, "-q",
            "--base-url", server.url, OPENAI_API_KEY="k",
        )  # fmt: skip
    for name in ("llava_instruct.jsonl", "provenance.jsonl", "rejects.jsonl"):
        assert (out / name).read_bytes() == (whole / name).read_bytes(), name


def test_answers_can_be_gathered_first_and_written_later(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    datagen("plan", *inputs, "--model", "m", "--limit", 4, "--out", out, "-q")
    with ChatServer(script) as server:
        said = datagen("ask", out, "--no-build", "--base-url", server.url, OPENAI_API_KEY="k")
    assert said.out == ""
    assert f"datagen build {out}" in said.err
    assert not (out / "llava_instruct.jsonl").exists()
    assert datagen("build", out, "--json").json["pending"] == 0


def test_the_model_of_a_planned_run_cannot_be_changed_by_asking(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    datagen("plan", *inputs, "--model", "m", "--limit", 2, "--out", out, "-q")
    assert "--model" in datagen("ask", out, "--model", "other", code=2, OPENAI_API_KEY="k").err
    with ChatServer(script) as server:
        datagen("ask", out, "--base-url", server.url, OPENAI_API_KEY="k", DATAGEN_MODEL="other")
        assert {body["model"] for body in server.requests} == {"m"}


def test_prompts_that_were_edited_in_the_run_folder_are_not_asked_under_the_old_key(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    with ChatServer(script) as server:
        command = ["generate", *inputs, "--model", "m", "--limit", 4, "--out", out]
        command += ["--base-url", server.url]
        datagen(*command, "--max-requests", 3, code=5, OPENAI_API_KEY="k")
        prompt = next((out / "recipes" / "prompts").glob("*.md"))
        prompt.write_text(prompt.read_text() + "\nWrite in capitals.\n")
        asked = len(server.requests)
        for again in (command, ["ask", out, "--base-url", server.url]):
            refused = datagen(*again, code=1, OPENAI_API_KEY="k")
            assert "no longer those that this run was planned with" in refused.err
        assert len(server.requests) == asked
        datagen(*command, "--replan", code=None, OPENAI_API_KEY="k")
    systems = {body["messages"][0]["content"] for body in server.requests}
    assert not any("Write in capitals" in system for system in systems)


def test_a_limit_in_tokens_that_no_request_fits_is_said_before_anything_is_sent(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    with ChatServer(script) as server:
        said = datagen(
            "generate", *inputs, "--model", "m", "--limit", 2, "--out", tmp_path / "run",
            "--tpm", 10, "--base-url", server.url, code=2, OPENAI_API_KEY="k",
        ).err  # fmt: skip
    assert "--tpm: one request for" in said
    assert not server.requests


@pytest.mark.parametrize("lost", ["skipped.jsonl", "scenes.jsonl", "recipes"])
def test_a_shard_that_lost_a_part_is_named_and_nothing_is_made(
    lost: str, datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    for number in (1, 2):
        datagen(
            "generate", *inputs, "--teacher", "offline", "--limit", 6, "-q",
            "--shard", f"{number}/2", "--out", tmp_path / str(number),
        )  # fmt: skip
    gone = tmp_path / "1" / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    joined = tmp_path / "joined"
    said = datagen("merge", tmp_path / "1", tmp_path / "2", "--out", joined, code=1).err
    assert f"{tmp_path / '1'}" in said
    assert not joined.exists()


def test_asking_needs_a_plan(datagen: Datagen, inputs: list[object], tmp_path: Path) -> None:
    assert "no such folder" in datagen("ask", tmp_path / "none", code=1).err
    datagen("expand", *inputs[:2], "--limit", 2, "--out", tmp_path / "captions", "-q")
    result = datagen("ask", tmp_path / "captions", code=1)
    assert "there is nothing to ask" in result.err


def test_the_same_command_finds_the_plan_and_the_pictures_up_to_date(
    datagen: Datagen, inputs: list[object], coco_mini: dict[str, Path], tmp_path: Path
) -> None:
    command = ["generate", *inputs, "--images", coco_mini["images"], "--teacher", "offline"]
    command += ["--limit", 20, "--out", tmp_path / "run"]
    assert "up to date" not in datagen(*command).err
    again = datagen(*command).err
    assert "the plan is up to date; the pictures were checked when it was made" in again
    assert "up to date" not in datagen(*command, "--replan").err


# ---------------------------------------------------------------------------------------- shards

DATA_SET = (
    "llava_instruct.jsonl",
    "llava_instruct.json",
    "caption_expansion.jsonl",
    "caption_expansion.json",
    "provenance.jsonl",
    "rejects.jsonl",
    "findings.jsonl",
    "scenes.jsonl",
    "plan.jsonl",
    "skipped.jsonl",
)


@pytest.fixture
def noisy(coco_mini: dict[str, Path], tmp_path: Path) -> list[object]:
    """Real annotations of which some cannot be used, with two pictures missing."""
    captions = json.loads(coco_mini["captions"].read_text())
    captions["annotations"][3]["image_id"] = 1
    captions["annotations"][7]["caption"] = "There is no image here to provide a caption for."
    instances = json.loads(coco_mini["instances"].read_text())
    instances["annotations"][11]["bbox"] = [0, 0, 0, 0]
    for name, data in (("captions", captions), ("instances", instances)):
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    images = tmp_path / "images"
    images.mkdir()
    for number, image in enumerate(sorted(captions["images"], key=lambda i: int(i["id"]))):
        name = image["file_name"]
        if number not in (5, 70):
            (images / name).symlink_to(coco_mini["images"] / name)
    return [
        "--captions", tmp_path / "captions.json", "--instances", tmp_path / "instances.json",
        "--images", images, "--with-expansion", "--model", "m",
    ]  # fmt: skip


def test_shards_that_are_joined_are_the_data_set_of_one_run(
    datagen: Datagen, noisy: list[object], tmp_path: Path
) -> None:
    shards = [tmp_path / f"shard{i}" for i in (1, 2, 3)]
    with ChatServer(script) as server:
        common = [*noisy, "--base-url", server.url, "-q"]
        datagen("generate", *common, "--out", tmp_path / "whole", OPENAI_API_KEY="k")
        for number, shard in enumerate(shards, start=1):
            datagen(
                "generate", *common, "--concurrency", number, "--out", shard,
                "--shard", f"{number}/3", OPENAI_API_KEY="k",
            )  # fmt: skip
        asked = len(server.requests)
        joined = datagen(
            "merge", shards[2], shards[0], shards[1], "--out", tmp_path / "joined", "--json"
        ).json
        for name in DATA_SET:
            whole = (tmp_path / "whole" / name).read_bytes()
            assert (tmp_path / "joined" / name).read_bytes() == whole, name
        again = datagen("generate", *common[:-1], "--out", tmp_path / "joined", OPENAI_API_KEY="k")
        assert "the plan is up to date" in again.err
        assert len(server.requests) == asked, "joined, it is as if one run had asked"
    assert counts(joined) == counts(json.loads((tmp_path / "whole" / "report.json").read_text()))
    assert joined["inputs"]["skipped"] == 4
    assert joined["rejected"] > 0
    kept = [row for shard in shards for row in rows(shard / "ledger.jsonl")]
    assert rows(tmp_path / "joined" / "ledger.jsonl") == kept


@pytest.fixture
def shards(datagen: Datagen, inputs: list[object], tmp_path: Path) -> list[Path]:
    """Three planned shards of twelve images, none of them asked."""
    folders = [tmp_path / f"shard{i}" for i in (1, 2, 3)]
    for number, folder in enumerate(folders, start=1):
        datagen(
            "plan", *inputs, "--teacher", "offline", "--limit", 12, "--out", folder, "-q",
            "--shard", f"{number}/3",
        )  # fmt: skip
    return folders


def test_shards_may_be_joined_again_when_they_hold_more(
    datagen: Datagen, shards: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    datagen("ask", shards[1], "-q")
    first = datagen("merge", *shards, "--out", out, "--json", code=3).json
    assert (first["planned"], first["pending"]) == (36, 24)
    datagen("ask", out, "-q")
    for shard in (shards[0], shards[2]):
        datagen("ask", shard, "-q")
    before = rows(out / "ledger.jsonl")
    second = datagen("merge", *shards, "--out", out, "--json").json
    assert second["pending"] == 0
    joined = rows(out / "ledger.jsonl")
    assert joined[: len(before)] == before
    for shard in shards:
        assert all(row in joined for row in rows(shard / "ledger.jsonl"))
    ledger = (out / "ledger.jsonl").read_bytes()
    datagen("merge", *shards, "--out", out, "-q")
    assert (out / "ledger.jsonl").read_bytes() == ledger, "nothing comes twice"


def test_a_row_that_a_killed_shard_cut_off_is_left_behind(
    datagen: Datagen, shards: list[Path], tmp_path: Path
) -> None:
    datagen("ask", shards[0], "-q")
    whole = (shards[0] / "ledger.jsonl").read_bytes()
    (shards[0] / "ledger.jsonl").write_bytes(whole + b'{"identity": "12')
    datagen("merge", *shards, "--out", tmp_path / "out", "-q", code=3)
    assert (tmp_path / "out" / "ledger.jsonl").read_bytes() == whole


def refused(datagen: Datagen, *arguments: object) -> str:
    return datagen("merge", *arguments, code=1).lines[0]


def test_what_is_not_all_shards_of_one_plan_is_refused_by_name(
    datagen: Datagen, inputs: list[object], shards: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    one, two, three = shards
    assert refused(datagen, one, three, "--out", out) == "error: shard 2 of 3 is missing"
    assert "shard2: is shard 2/3, and so is" in refused(datagen, *shards, two, "--out", out)
    assert "shard3: is a shard itself" in refused(datagen, *shards, "--out", three)
    plan = ["plan", *inputs, "--teacher", "offline", "-q", "--out"]
    datagen(*plan, tmp_path / "four", "--limit", 12, "--shard", "2/4")
    assert "four: is shard 2/4, but" in refused(datagen, one, tmp_path / "four", "--out", out)
    datagen(*plan, tmp_path / "longer", "--limit", 13, "--shard", "2/3")
    message = refused(datagen, one, tmp_path / "longer", three, "--out", out)
    assert "--limit is '13' there, not '12'" in message
    datagen(*plan, tmp_path / "all", "--limit", 12)
    assert "all: is no shard" in refused(datagen, tmp_path / "all", two, "--out", out)
    assert "no such folder" in refused(datagen, one, tmp_path / "none", three, "--out", out)
    assert not out.exists()


def test_shards_of_different_lists_of_one_name_are_not_joined(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    for number, named in ((1, ["1", "2"]), (2, ["1", "3"])):
        folder = tmp_path / str(number)
        folder.mkdir()
        scene = '{{"id": "{0:012}", "image": "{0:012}.jpg", "captions": ["A thing."]}}\n'
        (folder / "scenes.jsonl").write_text("".join(map(scene.format, (1, 2, 3))))
        (folder / "ids.txt").write_text("\n".join(named))
        datagen(
            "plan", "--scenes", folder / "scenes.jsonl", "--image-ids", folder / "ids.txt",
            "--recipes", "detail", "--teacher", "offline", "--shard", f"{number}/2",
            "--out", folder / "run", "-q",
        )  # fmt: skip
    shards = [tmp_path / number / "run" for number in "12"]
    message = refused(datagen, *shards, "--out", tmp_path / "out")
    assert "other images or recipes were chosen" in message
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_another_run_is_left_as_it_is(
    datagen: Datagen, inputs: list[object], shards: list[Path], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    datagen("plan", *inputs, "--teacher", "offline", "--limit", 11, "--out", other, "-q")
    before = {file.name: file.read_bytes() for file in other.iterdir() if file.is_file()}
    message = refused(datagen, *shards, "--out", other)
    assert "other: holds another run: --limit is '11' there, not '12'" in message
    assert before == {file.name: file.read_bytes() for file in other.iterdir() if file.is_file()}
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "mine.txt").write_text("mine")
    assert "is not a run folder of datagen" in refused(datagen, *shards, "--out", notes)


def test_a_shard_that_does_not_exist_is_refused(datagen: Datagen, inputs: list[object]) -> None:
    result = datagen("plan", *inputs, "--model", "m", "--out", "run", "--shard", "4/3", code=2)
    assert "--shard: a shard is i/n with i from 1 to n, as in 3/16; got '4/3'" in result.err


def test_captions_are_expanded_in_shards_as_well(
    datagen: Datagen, inputs: list[object], tmp_path: Path
) -> None:
    common = ["expand", *inputs[:2], "-q", "--out"]
    datagen(*common, tmp_path / "whole")
    for number in (1, 2):
        datagen(*common, tmp_path / f"part{number}", "--shard", f"{number}/2")
    datagen("merge", tmp_path / "part1", tmp_path / "part2", "--out", tmp_path / "out", "-q")
    for name in ("caption_expansion.jsonl", "caption_expansion.json", "provenance.jsonl"):
        whole = (tmp_path / "whole" / name).read_bytes()
        assert (tmp_path / "out" / name).read_bytes() == whole


def test_planning_a_run_anew_keeps_where_it_is_sent_and_what_it_may_cost(
    datagen: Datagen, inputs: list[object]
) -> None:
    job = [*inputs, "--limit", 6, "--recipes", "detail", "--model", "m", "--out", "run"]
    with ChatServer(script) as server:
        key = {"OPENAI_API_KEY": "sk-test-1234"}
        sent = ["--base-url", server.url, "--max-requests", 2]
        datagen("generate", *job, *sent, **key, code=5)
        datagen("plan", *job)
        datagen("ask", "run", **key, code=5)
    assert server.counts.summary()["came"] == 4


def test_an_option_of_another_command_is_said_to_be_that(datagen: Datagen) -> None:
    said = " ".join(datagen("plan", "--max-cost", 3, code=2).err.replace("│", " ").split())
    assert "It is an option of `datagen generate`" in said
    assert "`datagen ask`" in said
    own = " ".join(datagen("validate", "x.json", "--findings", code=2).err.split())
    assert "requires an argument. " in own
    assert "It is an option of" not in own
