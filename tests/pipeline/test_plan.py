"""A plan keys its samples for ever, is made anew only where it must be, and costs nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datagen import context
from datagen.errors import RunError
from datagen.identity import digest, digest_of_texts
from datagen.pipeline.generate import ask_run, generate, plan_run
from datagen.records import Box
from datagen.runs import Run
from datagen.settings import Settings
from datagen.teachers.local import ScriptedTeacher
from tests.pipeline.conftest import Bench, good_reply, scenes

RECIPE = """---
description: What a test asks.
captions: required
boxes: {boxes}
reply: pair
sampling: {{temperature: 0.25}}
---
Say what you see: é, "quoted".
"""
SEED = """---
scene:
  captions: ["A dog runs."]
  instances: [{category: dog, bbox: [0.1, 0.25, 0.5, 0.7519]}]
---
Question:
What runs?
===
Answer:
A dog.
"""
ODD_SCENES = [
    {
        "id": "000000000009",
        "image": "000000000009.jpg",
        "captions": ["Zwölf \U0001f34a on a \\ table\u2028.", 'A "sign".'],
        "instances": [
            {"category": "orange", "bbox": [0.00001, 0.0005, 0.1235, 1]},
            {"category": "person", "bbox": [0, 0.5, 0.33333333, 0.9999], "crowd": True},
        ],
    },
    {"id": "my own", "image": "a/b.png", "captions": ["One."]},
]
# Answers that were paid for are found by these: they must never change. A change of the offline
# teacher's VERSION changes its own, and only those.
KNOWN = {
    "openai": {
        "000000000009/words/0": "393a6067664e922a94faacccb1908d42",
        "000000000009/places/0": "40b28229c4a01cd4747f480d211127c9",
        "my own/words/0": "21a77a245f819f854666e19ae6521f16",
        "my own/places/0": "e99491ee37b56441d3dc5f97fab449ab",
    },
    "offline": {
        "000000000009/words/0": "a01dee3992b875889a33b7426fdfd216",
        "000000000009/places/0": "e7874198c4bd1233f80ac7eca9778891",
        "my own/words/0": "a55c8d5c11e43d51ba1f3f15d034ab77",
        "my own/places/0": "de9dbd7371361731eacbabb7f6ec8ea2",
    },
}


@pytest.mark.parametrize("teacher", ["openai", "offline"])
def test_answers_that_were_paid_for_are_still_found(
    tmp_path: Path, scene_file: Callable[..., Path], teacher: str
) -> None:
    templates = tmp_path / "mine"
    for name, boxes in (("words", "none"), ("places", "optional")):
        (templates / "seeds" / name).mkdir(parents=True)
        (templates / "seeds" / name / "01.md").write_text(SEED, encoding="utf-8")
        (templates / "prompts").mkdir(exist_ok=True)
        text = RECIPE.format(boxes=boxes)
        (templates / "prompts" / f"{name}.md").write_text(text, encoding="utf-8")
    settings = Settings.model_validate(
        {
            "inputs": {"scenes": scene_file(ODD_SCENES)},
            "recipes": {"recipes": "words,places"},
            "templates": {"prompts": templates},
            "teaching": {"teacher": teacher, "model": "m-1", "max_tokens": 300},
        }
    )
    run = Run(tmp_path / "run")
    plan_run(run, settings)
    rows = [json.loads(row) for row in run.plan.read_text(encoding="utf-8").splitlines()]
    assert {row["sample"]: row["identity"] for row in rows} == KNOWN[teacher]


names = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(names, names | st.integers(-(2**53), 2**53)))
def test_digests_of_texts_are_the_digests_of_everything(texts: dict[str, str | int]) -> None:
    assert digest_of_texts(texts) == digest(dict(texts))


@given(st.tuples(*[st.floats(0, 1)] * 4))
def test_corners_are_what_python_makes_of_three_decimals(corners: Any) -> None:
    assert context.corners(Box(*corners)) == str([round(value, 3) for value in corners])


# ------------------------------------------------------------------------------------------------


def planned(bench: Bench) -> list[int]:
    """Which files the plan is: a plan that is made again is other files."""
    return [file.stat().st_ino for file in (bench.run.plan, bench.run.scenes)]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The shipped templates, to edit."""
    from datagen.prompting import packaged

    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, tmp_path / "mine" / name)
    return tmp_path / "mine"


def test_a_plan_that_is_up_to_date_stays_and_says_so(bench: Bench) -> None:
    bench.generate()
    before = planned(bench)
    bench.generate()
    assert planned(bench) == before
    assert bench.plans[-1].notes == ("the plan is up to date",)
    assert (bench.plans[-1].samples, bench.plans[-1].answered, bench.plans[-1].new) == (3, 3, 0)
    assert bench.asked == []


@pytest.mark.parametrize(
    "sections",
    [
        {"teaching": {"attempts": 5}},
        {"sending": {"concurrency": 3, "base_url": "http://127.0.0.1:1/v1"}},
        {"spending": {"max_requests": 5}},
        {"output": {"image_position": "last"}},
    ],
)
def test_what_no_sample_depends_on_leaves_the_plan_and_is_kept_in_the_run(
    bench: Bench, sections: dict[str, Any]
) -> None:
    bench.generate()
    before = planned(bench)
    bench.generate(**sections)
    assert planned(bench) == before
    assert bench.run.planned().settings == bench.settings(**sections)


@pytest.mark.parametrize(
    "sections",
    [
        {"selection": {"limit": 3}},
        {"selection": {"seed": 1}},
        {"selection": {"shard": "1/1"}},
        {"inputs": {"strict": True}},
        {"recipes": {"crowd": "keep"}},
        {"recipes": {"with_expansion": True}},
        {"teaching": {"temperature": 0.5}},
        {"teaching": {"model": "other"}},
    ],
)
def test_what_a_sample_may_depend_on_is_planned_anew(
    bench: Bench, sections: dict[str, Any]
) -> None:
    bench.generate()
    before = planned(bench)
    bench.generate(**sections)
    assert planned(bench) != before


def test_a_changed_input_is_planned_anew_even_where_its_size_is_the_same(bench: Bench) -> None:
    bench.generate()
    text = bench.scenes.read_text().replace("number 1.", "number 7.")
    bench.scenes.write_text(text)
    later = bench.scenes.stat().st_mtime_ns + 1_000_000
    os.utime(bench.scenes, ns=(later, later))
    bench.generate()
    assert bench.asked == [("000000000001/detail/0", 1)]


def test_a_changed_list_of_ids_is_planned_anew(bench: Bench, tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("0\n1\n")
    bench.generate(selection={"image_ids": ids})
    ids.write_text("0\n1\n2\n")
    bench.generate(selection={"image_ids": ids})
    assert bench.asked == [("000000000002/detail/0", 1)]


@pytest.mark.parametrize("file", ["prompts/detail.md", "prompts/questions/detailed.txt"])
def test_changed_templates_are_planned_anew(bench: Bench, mine: Path, file: str) -> None:
    bench.generate(templates={"prompts": mine})
    before = planned(bench)
    (mine / file).write_text((mine / file).read_text() + "\nAnd what else?\n")
    bench.generate(templates={"prompts": mine})
    assert planned(bench) != before
    assert "And what else?" in (bench.run.templates / file).read_text()


@pytest.mark.parametrize("name", ["plan.jsonl", "scenes.jsonl", "skipped.jsonl"])
def test_a_plan_of_which_a_file_is_gone_is_made_anew(bench: Bench, name: str) -> None:
    bench.generate()
    (bench.run.folder / name).unlink()
    bench.generate()
    assert len(bench.records) == 3
    assert bench.plans[-1].notes == ()


def test_a_plan_is_made_anew_where_the_user_wants_it(bench: Bench) -> None:
    bench.generate()
    before = planned(bench)
    teacher = ScriptedTeacher(good_reply)
    generate(bench.run, bench.settings(), teacher, replan=True)
    assert planned(bench) != before
    assert teacher.asked == []


def test_the_run_of_an_older_datagen_is_planned_anew(bench: Bench) -> None:
    bench.generate()
    manifest = json.loads(bench.run.manifest_file.read_text())
    del manifest["basis"], manifest["sizes"]
    bench.run.manifest_file.write_text(json.dumps(manifest))
    before = planned(bench)
    bench.generate()
    assert planned(bench) != before
    assert bench.asked == []


def test_a_source_from_python_is_always_planned_anew(bench: Bench) -> None:
    from datagen.sources import read_scenes

    teacher = ScriptedTeacher(good_reply)
    for count in (2, 3):
        bench.scenes.write_text("".join(json.dumps(scene) + "\n" for scene in scenes(count)))
        source = read_scenes(bench.scenes)
        outcome = generate(bench.run, bench.settings(), teacher, source=source)
        assert outcome.report.planned == count


def test_a_run_that_changed_after_it_was_looked_at_is_not_taken_for_current(bench: Bench) -> None:
    from datagen.pipeline.plan import plan
    from datagen.pipeline.ready import ready

    bench.generate()
    teacher = ScriptedTeacher(good_reply)
    given = ready(bench.run, bench.settings(), teacher)
    bench.generate(selection={"limit": 2})
    with (
        pytest.raises(RunError, match="another datagen has just changed this run"),
        bench.run.locked(),
    ):
        plan(bench.run, bench.settings(), teacher, given, confirm=lambda _: None)


def test_a_run_that_would_be_asked_in_another_way_than_planned_is_not_asked(bench: Bench) -> None:
    settings = bench.settings(teaching={"model": "m"})
    plan_run(bench.run, settings)
    teacher = ScriptedTeacher(good_reply)
    with pytest.raises(RunError, match="no longer those that this run was planned with") as caught:
        ask_run(bench.run, settings, teacher)
    assert "--replan" in (caught.value.hint or "")
    assert teacher.asked == []


def test_an_interrupted_plan_is_not_asked(bench: Bench) -> None:
    bench.generate()
    bench.run.write_manifest(bench.run.manifest().model_copy(update={"complete": False}))
    with pytest.raises(RunError, match="planning this run was interrupted"):
        ask_run(bench.run, bench.settings(), ScriptedTeacher(good_reply))
