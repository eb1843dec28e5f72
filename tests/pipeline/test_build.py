"""The same outputs from however many processes, and whole ones or none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from datagen.errors import RunError
from datagen.pipeline.build import build
from datagen.records import Failure, Request
from datagen.teachers.outcome import chat_body
from tests.pipeline.conftest import Bench, fails, good_reply, scenes

IMAGES = 220  # with two recipes more than one portion


def mixed_reply(request: Request) -> dict[str, Any] | Failure:
    """Good answers, warnings, rejects and failures, and answers that images share."""
    number = int(request.scene.id)
    if number % 7 == 3:
        return fails(request, permanent=number % 2 == 0)
    if number % 7 == 5:
        return chat_body("According to the captions, no.", model="scripted")
    if number % 7 == 6 and request.recipe.reply == "passage":
        return chat_body("It is probably a d\u00f6g \u2014 \u72ac.", model="scripted")
    return {**good_reply(request), "usage": {"prompt_tokens": number, "completion_tokens": 2}}


@pytest.fixture
def mixed(bench: Bench, scene_file: Any) -> Bench:
    alike = scenes(20, captions=["The same."])
    bench.scenes = scene_file([*scenes(IMAGES), *({**s, "id": f"9{s['id'][1:]}"} for s in alike)])
    recipes = {"recipes": ("detail", "conversation"), "with_expansion": True}
    bench.generate(mixed_reply, recipes=recipes, selection={"seed": 3})
    return bench


def outputs(bench: Bench) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(bench.run.folder.glob("*.json*"))}


def test_any_number_of_workers_writes_the_same_bytes(mixed: Bench) -> None:
    one = outputs(mixed)
    assert all(one[name] for name in ("llava_instruct.json", "rejects.jsonl", "findings.jsonl"))
    for workers in (2, 3):
        report = build(mixed.run, mixed.run.planned(), workers=workers)
        assert outputs(mixed) == one
        assert report.planned == 2 * (IMAGES + 20)
        assert min(report.examples, report.rejected, report.failed, report.expansion) > 0


def test_a_row_of_provenance_names_the_row_of_its_record(mixed: Bench) -> None:
    build(mixed.run, mixed.run.planned(), workers=2)
    files = {name: mixed.rows(mixed.run.folder / name) for name in ("llava_instruct.jsonl",)}
    files["caption_expansion.jsonl"] = mixed.rows(mixed.run.expansion)
    provenance = mixed.rows(mixed.run.provenance)
    assert len(provenance) == sum(map(len, files.values()))
    for row in provenance:
        assert files[row["file"]][row["row"] - 1]["image"] == row["image"]
    for file in files:
        numbers = [row["row"] for row in provenance if row["file"] == file]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_build_that_fails_leaves_the_outputs_of_before(mixed: Bench, workers: int) -> None:
    before = outputs(mixed)
    manifest = mixed.run.planned()
    whole = mixed.run.plan.read_bytes()
    mixed.run.plan.write_bytes(whole + b"{")
    with pytest.raises(RunError, match="the plan of this run is damaged"):
        build(mixed.run, manifest, workers=workers)
    mixed.run.plan.write_bytes(whole)
    assert outputs(mixed) == before
    assert not list(mixed.run.folder.glob("*.tmp"))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_answer_that_images_far_apart_share_is_counted_once(
    bench: Bench, scene_file: Any, workers: int
) -> None:
    alike = scenes(3, captions=["The same."])
    last = [{**scene, "id": f"9{scene['id'][1:]}"} for scene in alike]
    bench.scenes = scene_file([*alike, *scenes(IMAGES)[3:], *last])

    def reply(request: Request) -> dict[str, Any]:
        body = good_reply(request)
        return {**body, "usage": {"prompt_tokens": 100, "completion_tokens": 10}}

    bench.generate(reply)
    asked = len(bench.asked)
    assert asked == IMAGES - 3 + 1
    report = build(bench.run, bench.run.planned(), workers=workers)
    assert report.examples == IMAGES + 3
    assert (report.answers, report.served_models) == (asked, {"scripted": asked})
    assert (report.prompt_tokens, report.completion_tokens) == (100 * asked, 10 * asked)


def test_a_script_that_builds_is_run_once(mixed: Bench, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from datagen.pipeline.build import build\n"
        "from datagen.runs import Run\n"
        "print('started')\n"
        f"run = Run(Path({str(mixed.run.folder)!r}))\n"
        "print(build(run, run.planned(), workers=2).planned)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"started\n{2 * (IMAGES + 20)}\n", "")


def test_whatever_prints_when_a_python_starts_does_not_disturb_the_workers(
    mixed: Bench, tmp_path: Path
) -> None:
    before = outputs(mixed)
    (tmp_path / "sitecustomize.py").write_text("print('hello from the site')\n")
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [sys.executable, "-m", "datagen", "build", str(mixed.run.folder), "--workers", "2",
         "--allow-partial"],
        env={**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("hello from the site") == 1, "this process's own"
    assert done.stderr.count("hello from the site") == 2
    assert outputs(mixed) == before
