"""What records, rejected attempts and unused answers cost adds up to the bill, come what may."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from datagen.cli.spent import spending_lines
from datagen.pipeline.build import build
from datagen.pipeline.generate import generate
from datagen.pipeline.merge import merge
from datagen.prompting import packaged
from datagen.records import Request
from datagen.rows import Report
from datagen.runs import Run
from datagen.teachers.local import ScriptedTeacher
from tests.pipeline.conftest import Bench, good_reply, scenes

OWN = {"price_in": 1, "price_out": 1}
EACH = 1_100e-6  # dollars


def paid_reply(request: Request, words: int = 0) -> dict[str, Any]:
    reply = good_reply(request)
    reply["choices"][0]["message"]["content"] += " It stands there." * words
    return {**reply, "usage": {"prompt_tokens": 1_000, "completion_tokens": 100}}


def long_reply(request: Request) -> dict[str, Any]:
    return paid_reply(request, words=100)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def same_text(count: int, *alike: int) -> list[dict[str, Any]]:
    """Scenes of which some read the same."""
    made = scenes(count)
    for number in alike:
        made[number]["captions"] = made[alike[0]]["captions"]
    return made


def write(bench: Bench, made: list[dict[str, Any]]) -> None:
    bench.scenes.write_text("".join(json.dumps(scene) + "\n" for scene in made), encoding="utf-8")


def generated(bench: Bench, script: Callable[[Request], dict[str, Any]], **sections: Any) -> Report:
    report = bench.generate(script, teaching={"model": "m"}, spending=OWN, **sections).report
    assert report is not None
    return report


def rejected_then_accepted(bench: Bench, tmp_path: Path) -> tuple[Run, Report]:
    generated(bench, long_reply, output={"max_tokens_per_record": 100})
    report = generated(bench, long_reply)
    assert (report.examples, report.bill.unused_answers) == (3, 3)  # every second attempt
    return bench.run, report


def asker_left_the_plan(bench: Bench, tmp_path: Path) -> tuple[Run, Report]:
    write(bench, same_text(3, 0, 2))
    generated(bench, paid_reply, selection={"limit": 2})
    ids = tmp_path / "ids.txt"
    ids.write_text(f"{2:012}\n", encoding="utf-8")
    report = generated(bench, paid_reply, selection={"image_ids": ids})
    assert (report.examples, report.bill.answers, report.bill.unused_answers) == (1, 2, 1)
    return bench.run, report


def recipe_renamed(bench: Bench, tmp_path: Path) -> tuple[Run, Report]:
    generated(bench, paid_reply)
    folder = tmp_path / "words"
    shutil.copytree(packaged() / "prompts", folder / "prompts")
    shutil.copytree(packaged() / "seeds", folder / "seeds")
    (folder / "prompts" / "detail.md").rename(folder / "prompts" / "passage.md")
    (folder / "seeds" / "detail").rename(folder / "seeds" / "passage")
    words = {"templates": {"prompts": folder}, "recipes": {"recipes": ("passage",)}}
    report = generated(bench, paid_reply, **words)
    assert bench.asked == []
    assert set(report.bill.by_recipe) == {"passage"}
    return bench.run, report


def shards(bench: Bench, tmp_path: Path, first: int) -> tuple[Run, Report]:
    write(bench, same_text(4, 0, 3))
    parts = {number: Run(tmp_path / f"part{number}") for number in (1, 2)}
    asked: list[Path] = []
    for number in (first, 3 - first):
        settings = bench.settings(
            teaching={"model": "m"}, spending=OWN, selection={"shard": f"{number}/2"}
        )
        generate(parts[number], settings, ScriptedTeacher(paid_reply), reuse=asked)
        asked.append(parts[number].folder)
    out = Run(tmp_path / "out")
    report = merge(list(parts.values()), out)
    assert (report.bill.answers, report.bill.reused, report.bill.unused_answers) == (3, 0, 0)
    return out, report


def second_shard_reuses_the_first(bench: Bench, tmp_path: Path) -> tuple[Run, Report]:
    return shards(bench, tmp_path, 1)


def first_shard_reuses_the_second(bench: Bench, tmp_path: Path) -> tuple[Run, Report]:
    return shards(bench, tmp_path, 2)


def many_that_read_the_same(bench: Bench, tmp_path: Path) -> tuple[Run, Report]:
    write(bench, same_text(450, *range(450)))
    report = generated(bench, paid_reply)
    assert (report.examples, report.bill.answers) == (450, 1)
    return bench.run, report


@pytest.mark.parametrize(
    "case",
    [
        rejected_then_accepted,
        asker_left_the_plan,
        recipe_renamed,
        second_shard_reuses_the_first,
        first_shard_reuses_the_second,
        many_that_read_the_same,
    ],
)
def test_costs_add_up_to_the_bill_however_many_processes_write_them(
    case: Callable[[Bench, Path], tuple[Run, Report]], bench: Bench, tmp_path: Path
) -> None:
    run, report = case(bench, tmp_path)
    bill = report.bill
    made, rejected = rows(run.provenance), rows(run.rejects)
    assert bill.cost == pytest.approx(bill.answers * EACH)
    assert bill.unused_cost == pytest.approx(bill.unused_answers * EACH)
    told = sum(row["cost"] for row in (*made, *rejected))
    assert told + bill.unused_cost == pytest.approx(bill.cost)
    assert sum(part.answers for part in bill.by_recipe.values()) == bill.answers
    assert sum(part.cost or 0.0 for part in bill.by_recipe.values()) == pytest.approx(bill.cost)
    # the first in the plan that uses an answer is the one that carries its cost
    assert made[0]["cost"] == pytest.approx(EACH)
    written = run.provenance.read_bytes(), run.rejects.read_bytes()
    assert build(run, run.planned(), workers=2) == report
    assert (run.provenance.read_bytes(), run.rejects.read_bytes()) == written


def test_a_sample_costs_what_all_its_attempts_did(bench: Bench) -> None:
    def second_time(request: Request) -> dict[str, Any]:
        reply = paid_reply(request)
        if request.attempt == 1 and request.scene.id.endswith("1"):
            reply["choices"][0]["message"]["content"] = " "
        return reply

    generated(bench, second_time)
    made = rows(bench.run.provenance)
    assert [row["sample_cost"] for row in made] == pytest.approx([EACH, 2 * EACH, EACH])
    assert [row["cost"] for row in rows(bench.run.rejects)] == pytest.approx([EACH])


def test_an_estimate_is_not_held_against_answers_that_moved_to_another_recipe(
    bench: Bench, tmp_path: Path
) -> None:
    recipe_renamed(bench, tmp_path)
    write(bench, scenes(4))
    words = {"templates": {"prompts": tmp_path / "words"}, "recipes": {"recipes": ("passage",)}}
    report = generated(bench, paid_reply, **words)
    assert len(bench.asked) == 1
    assert report.prediction is not None
    assert not any("the estimate" in line for line in spending_lines(report))
