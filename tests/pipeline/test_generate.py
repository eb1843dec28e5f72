"""Samples are counted, second attempts are recorded, and nothing answered is asked again."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from datagen.errors import RunError, TeacherError, TemplateError
from datagen.pipeline.build import build
from datagen.pipeline.plan import PlanSummary
from datagen.pipeline.progress import Progress
from datagen.records import Failure, Request
from datagen.rows import Report
from datagen.teachers.outcome import chat_body
from tests.pipeline.conftest import Bench, fails, good_reply, scenes

BAD = chat_body("Based on the captions, a thing.", model="scripted")


def states(report: Report) -> tuple[int, int, int, int]:
    assert report.planned == (report.examples + report.rejected + report.failed + report.pending)
    return report.examples, report.rejected, report.failed, report.pending


def only_for(image: int, reply: Callable[[Request], dict[str, Any] | Failure]) -> Any:
    """A script that treats one image in its own way and answers the others well."""

    def script(request: Request) -> dict[str, Any] | Failure:
        return reply(request) if request.scene.id == f"{image:012}" else good_reply(request)

    return script


def test_each_image_and_recipe_gives_a_record_with_its_provenance(bench: Bench) -> None:
    outcome = bench.generate(recipes={"recipes": ("conversation", "detail", "reasoning")})
    assert states(outcome.report) == (9, 0, 0, 0)
    assert [record["id"] for record in bench.records] == [
        f"{n:012}" for n in (0, 0, 0, 1, 1, 1, 2, 2, 2)
    ]
    provenance = bench.rows(bench.run.provenance)
    assert [row["row"] for row in provenance] == list(range(1, 10))
    assert [row["sample"] for row in provenance[:3]] == [
        "000000000000/conversation/0",
        "000000000000/detail/0",
        "000000000000/reasoning/0",
    ]
    assert provenance[1]["teacher"] == "scripted"
    assert provenance[1]["seeds"] == ["01-kitchen-couple", "02-elephants-water", "03-country-road"]


def test_a_detail_question_is_drawn_from_the_list_by_seed_and_sample(bench: Bench) -> None:
    def questions(seed: int) -> list[str]:
        bench.generate(selection={"seed": seed})
        return [
            r["conversations"][0]["value"].replace("<image>", "").strip() for r in bench.records
        ]

    bench.scenes.unlink()
    bench.scenes = bench.scenes.with_name("many.jsonl")
    import jsonlines

    with jsonlines.open(bench.scenes, "w") as out:
        out.write_all(scenes(40))
    first = questions(0)
    assert len(set(first)) > 8
    assert questions(0) == first
    assert questions(1) != first
    assert not bench.asked, "another seed is no reason to ask again"


def test_a_rejected_answer_is_asked_again_as_attempt_two_and_both_are_kept(bench: Bench) -> None:
    script = only_for(1, lambda r: BAD if r.attempt == 1 else good_reply(r))
    outcome = bench.generate(script)
    assert states(outcome.report) == (3, 0, 0, 0)
    assert outcome.report.answers == 4
    (reject,) = bench.rows(bench.run.rejects)
    assert (reject["sample"], reject["attempt"]) == ("000000000001/detail/0", 1)
    assert (reject["stage"], reject["code"], reject["final"]) == (
        "validation",
        "source_leak",
        False,
    )
    assert reject["raw"] == "Based on the captions, a thing."
    by_sample = {row["sample"]: row for row in bench.rows(bench.run.provenance)}
    assert by_sample["000000000001/detail/0"]["attempt"] == 2
    assert [row["rule"] for row in bench.rows(bench.run.findings)] == ["source_leak"]


def test_after_the_last_attempt_the_reject_is_final(bench: Bench) -> None:
    outcome = bench.generate(only_for(1, lambda r: BAD), teaching={"attempts": 3})
    assert states(outcome.report) == (2, 1, 0, 0)
    rejects = bench.rows(bench.run.rejects)
    assert [(row["attempt"], row["final"]) for row in rejects] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert outcome.report.rejects_by_code == {"source_leak": 3}


@pytest.mark.parametrize(
    ("finish", "code"),
    [("length", "length_cut"), ("content_filter", "content_filter")],
)
def test_a_cut_answer_is_rejected_and_not_asked_again(bench: Bench, finish: str, code: str) -> None:
    body = chat_body("A thing stands", model="scripted", finish_reason=finish)
    outcome = bench.generate(only_for(1, lambda r: body))
    assert states(outcome.report) == (2, 1, 0, 0)
    assert [(row["code"], row["final"]) for row in bench.rows(bench.run.rejects)] == [(code, True)]
    assert "A thing stands" not in bench.run.instruct.read_text()


def test_at_temperature_zero_there_is_no_second_attempt(bench: Bench) -> None:
    outcome = bench.generate(only_for(1, lambda r: BAD), teaching={"temperature": 0})
    assert states(outcome.report) == (2, 1, 0, 0)
    assert len(bench.asked) == 3


def test_a_failure_for_now_is_asked_again_by_the_next_run_and_one_for_good_is_not(
    bench: Bench,
) -> None:
    def script(request: Request) -> dict[str, Any] | Failure:
        number = int(request.scene.id)
        return good_reply(request) if number == 0 else fails(request, permanent=number == 2)

    assert states(bench.generate(script).report) == (1, 0, 2, 0)
    outcome = bench.generate()
    assert bench.asked == [("000000000001/detail/0", 1)]
    assert states(outcome.report) == (2, 0, 1, 0)
    assert outcome.report.failures_by_code == {"http_400": 1}


def test_a_second_run_asks_nothing_and_writes_the_same_bytes(bench: Bench) -> None:
    bench.generate()
    before = bench.run.instruct.read_bytes(), bench.run.provenance.read_bytes()
    bench.generate()
    assert bench.asked == []
    assert (bench.run.instruct.read_bytes(), bench.run.provenance.read_bytes()) == before


def test_a_teacher_that_gives_up_loses_nothing(bench: Bench) -> None:
    def script(request: Request) -> dict[str, Any]:
        if request.scene.id.endswith("2"):
            raise TeacherError("no key")
        return good_reply(request)

    with pytest.raises(TeacherError):
        bench.generate(script)
    assert len(bench.records) == 2
    assert len(bench.rows(bench.run.ledger)) == 2
    bench.generate()
    assert bench.asked == [("000000000002/detail/0", 1)]


def test_a_second_attempt_that_a_killed_run_still_owed_is_made_by_the_next(bench: Bench) -> None:
    def script(request: Request) -> dict[str, Any]:
        if request.attempt == 2:
            raise TeacherError("gone")
        return BAD if request.scene.id.endswith("1") else good_reply(request)

    with pytest.raises(TeacherError):
        bench.generate(script)
    assert states(build(bench.run, bench.run.planned())) == (1, 0, 0, 2)
    outcome = bench.generate()
    assert bench.asked == [("000000000002/detail/0", 1), ("000000000001/detail/0", 2)]
    assert states(outcome.report) == (3, 0, 0, 0)


def test_editing_one_recipe_asks_that_recipe_only(bench: Bench, tmp_path: Path) -> None:
    from datagen.prompting import packaged

    mine = tmp_path / "mine"
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, mine / name)
    recipes = {"recipes": ("conversation", "detail")}
    bench.generate(recipes=recipes, templates={"prompts": mine})
    prompt = mine / "prompts" / "detail.md"
    prompt.write_text(prompt.read_text() + "\nWrite two sentences.\n")
    bench.generate(recipes=recipes, templates={"prompts": mine})
    assert {sample.split("/")[1] for sample, _ in bench.asked} == {"detail"}
    assert (bench.plans[-1].answered, bench.plans[-1].new, bench.plans[-1].orphaned) == (3, 3, 3)


def test_the_plan_says_what_would_fall_out_of_use_before_anything_changes(bench: Bench) -> None:
    bench.generate()
    manifest = bench.run.manifest_file.read_bytes()
    plan = bench.run.plan.read_bytes()

    class RefusedError(Exception):
        pass

    def refuse(summary: PlanSummary) -> None:
        assert summary.orphaned == 2
        raise RefusedError

    bench.confirm = refuse
    with pytest.raises(RefusedError):
        bench.generate(selection={"limit": 1})
    assert bench.run.manifest_file.read_bytes() == manifest
    assert bench.run.plan.read_bytes() == plan
    assert not list(bench.run.folder.glob("*.tmp"))


def test_output_settings_ask_nothing_again(bench: Bench) -> None:
    bench.generate()
    bench.generate(output={"image_prefix": "coco/train2017/", "image_position": "last"})
    assert bench.asked == []
    assert bench.records[0]["image"] == "coco/train2017/000000000000.jpg"
    assert all(r["conversations"][0]["value"].endswith("\n<image>") for r in bench.records)


def test_two_images_that_read_the_same_share_an_answer(bench: Bench, scene_file: Any) -> None:
    bench.scenes = scene_file(scenes(2, captions=["The same."]))
    outcome = bench.generate()
    assert len(bench.asked) == 1
    assert states(outcome.report) == (2, 0, 0, 0)


def test_a_run_is_complete_in_itself(bench: Bench) -> None:
    bench.generate(recipes={"recipes": ("detail",), "with_expansion": True})
    written = [
        path.read_bytes()
        for path in (bench.run.instruct, bench.run.provenance, bench.run.expansion)
    ]
    bench.scenes.unlink()
    moved = bench.run.folder.rename(bench.run.folder.with_name("elsewhere"))
    bench.run = type(bench.run)(moved)
    for path in (bench.run.instruct, bench.run.instruct_array, bench.run.expansion):
        path.unlink()
    build(bench.run, bench.run.planned())
    assert written == [
        path.read_bytes()
        for path in (bench.run.instruct, bench.run.provenance, bench.run.expansion)
    ]


def test_one_process_writes_a_run_at_a_time(bench: Bench) -> None:
    bench.generate()
    code = (
        "from pathlib import Path; from datagen.runs import Run\n"
        f"with Run(Path({str(bench.run.folder)!r})).locked(): pass"
    )
    with bench.run.locked():
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "another datagen is writing this run" in other.stderr
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_plan_that_was_cut_off_is_never_built(bench: Bench) -> None:
    bench.generate()
    manifest = bench.run.manifest()
    bench.run.write_manifest(manifest.model_copy(update={"complete": False}))
    with pytest.raises(RunError, match="planning this run was interrupted"):
        bench.run.planned()
    bench.generate()
    assert bench.asked == []


def test_a_damaged_ledger_row_is_reported_and_its_sample_asked_again(bench: Bench) -> None:
    bench.generate()
    rows = bench.run.ledger.read_bytes().split(b"\n")
    bench.run.ledger.write_bytes(b"\n".join([rows[0], b"{garbage", *rows[2:]]))
    outcome = bench.generate()
    assert outcome.report.damaged_rows == [2]
    assert len(bench.asked) == 1
    assert states(outcome.report) == (3, 0, 0, 0)


def test_a_run_whose_manifest_does_not_fit_any_more_is_planned_anew(bench: Bench) -> None:
    bench.generate()
    manifest = json.loads(bench.run.manifest_file.read_text())
    manifest["settings"]["sending"]["timeout"] = None
    manifest["settings"]["gone"] = {"x": 1}
    bench.run.manifest_file.write_text(json.dumps(manifest))
    with pytest.raises(RunError, match="the manifest does not fit"):
        bench.run.planned()
    outcome = bench.generate()
    assert bench.asked == []
    assert states(outcome.report) == (3, 0, 0, 0)


@pytest.mark.parametrize("damage", [b'{"sample": "x"', b"\xff\xfe\n"])
@pytest.mark.parametrize("name", ["plan.jsonl", "scenes.jsonl"])
def test_a_damaged_plan_is_made_again_by_the_command_that_the_error_names(
    bench: Bench, name: str, damage: bytes
) -> None:
    bench.generate()
    file = bench.run.folder / name
    file.write_bytes(file.read_bytes() + damage)
    with pytest.raises(RunError, match="the plan of this run is damaged") as caught:
        build(bench.run, bench.run.planned())
    assert "Run the `datagen generate` or `datagen plan` that made it" in (caught.value.hint or "")
    assert states(bench.generate().report) == (3, 0, 0, 0)
    assert bench.asked == []


def test_an_answer_that_two_images_share_is_counted_once(bench: Bench, scene_file: Any) -> None:
    bench.scenes = scene_file(scenes(3, captions=["The same."]))
    usage = {"prompt_tokens": 10, "completion_tokens": 2}
    outcome = bench.generate(lambda request: {**good_reply(request), "usage": usage})
    assert (outcome.report.prompt_tokens, outcome.report.answers) == (10, 1)
    assert states(outcome.report) == (3, 0, 0, 0)


def test_images_that_share_an_answer_are_all_settled_when_one_of_them_rejects_it(
    bench: Bench, scene_file: Any
) -> None:
    bench.scenes = scene_file(scenes(3, captions=["The same."]))
    outcome = bench.generate(lambda r: BAD if r.attempt == 1 else good_reply(r))
    assert [attempt for _, attempt in bench.asked] == [1, 2]
    assert states(outcome.report) == (3, 0, 0, 0)


def test_a_seed_that_is_no_reply_of_its_recipe_stops_before_anything_is_asked(
    bench: Bench, tmp_path: Path
) -> None:
    from datagen.prompting import packaged

    mine = tmp_path / "mine"
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, mine / name)
    seed = mine / "seeds" / "detail" / "01-kitchen-couple.md"
    seed.write_text(seed.read_text() + "\n===\nAnswer:\nMore.\n")
    with pytest.raises(TemplateError, match="not in the form of the recipe") as caught:
        bench.generate(templates={"prompts": mine})
    assert "01-kitchen-couple.md" in str(caught.value)
    assert not bench.run.folder.exists()


def test_a_check_that_does_not_exist_cannot_be_skipped(bench: Bench, tmp_path: Path) -> None:
    from datagen.prompting import packaged

    mine = tmp_path / "mine"
    for name in ("prompts", "seeds"):
        shutil.copytree(packaged() / name, mine / name)
    prompt = mine / "prompts" / "detail.md"
    prompt.write_text(prompt.read_text().replace("skip_checks: [", "skip_checks: [hedgin, ", 1))
    with pytest.raises(TemplateError, match="'hedgin', which is no check") as caught:
        bench.generate(templates={"prompts": mine})
    assert caught.value.hint == "Did you mean 'hedging'?"


def test_what_came_too_fast_to_be_read_is_rejected_by_building_and_asked_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always_behind(progress: Progress, _: Callable[[], None]) -> Coroutine[Any, Any, bool]:
        progress.behind = True
        return asyncio.Event().wait()

    def script(request: Request) -> dict[str, Any] | Failure:
        airplane = chat_body("An airplane stands in the middle.", model="scripted")
        return airplane if request.attempt == 1 else good_reply(request)

    monkeypatch.setattr("datagen.pipeline.ask._tick", always_behind)
    outcome = bench.generate(script)
    assert states(outcome.report) == (3, 0, 0, 0)
    assert outcome.report.rejects_by_code == {"object_absent": 3}
    assert [attempt for _, attempt in bench.asked] == [1, 1, 1, 2, 2, 2]
