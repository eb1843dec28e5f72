"""Examples are held against each other: what is found stands beside each of them."""

from __future__ import annotations

import json

import pytest

from datagen.audit.samples import Wanted, samples_of
from datagen.errors import SettingsError
from datagen.pipeline.build import build
from datagen.pipeline.explain import explain
from datagen.pipeline.generate import ask_run
from datagen.pipeline.lookup import Found
from datagen.pipeline.overview import overview
from datagen.pipeline.validate import Holding, validate_file
from datagen.records import Request
from datagen.teachers.local import ScriptedTeacher
from datagen.teachers.outcome import chat_body
from datagen.validation import Limits
from tests.pipeline.conftest import Bench, Script, scenes
from tests.validation.test_corpus import CHAIN

LONG = "In a field of green grass stands thing {0}, and the sky above it is wide and quite empty."


def yes(request: Request) -> dict[str, object]:
    pair = "Question:\nIs thing {0} there?\n===\nAnswer:\nYes, thing {0} is there."
    return chat_body(pair.format(int(request.scene.id)), model="scripted")


def nearly_the_same(request: Request) -> dict[str, object]:
    return chat_body(LONG.format(int(request.scene.id)), model="scripted")


def short(request: Request) -> dict[str, object]:
    return chat_body(f"This is thing {int(request.scene.id)}.", model="scripted")


def made(bench: Bench, script: Script, recipe: str, count: int, **checking: object) -> dict:  # type: ignore[type-arg]

    path = bench.scenes
    path.write_text("".join(json.dumps(scene) + "\n" for scene in scenes(count)))
    bench.generate(script, recipes={"recipes": (recipe,)}, checking=checking)
    report: dict[str, object] = json.loads(bench.run.report.read_text())
    return report


def test_answers_that_all_say_yes_are_counted_and_said(bench: Bench) -> None:
    report = made(bench, yes, "reasoning", 20)
    assert report["examples"] == 20
    overall, first = report["corpus"]["yes_rates"]
    assert (overall["yes"], overall["no"]) == (first["yes"], first["no"]) == (20, 0)
    (finding,) = [f for f in report["corpus_findings"] if f["rule"] == "yes_rate"][:1]
    assert finding["severity"] == "warn"


def test_what_an_example_repeats_stands_beside_it_by_its_name(bench: Bench) -> None:
    report = made(bench, nearly_the_same, "detail", 9)
    assert report["examples"] == 9
    assert report["warnings_by_rule"] == {"near_duplicate": 8}
    assert report["findings_by_rule"] == {"near_duplicate": {"warn": 8}}
    found = bench.rows(bench.run.findings)
    samples = [row["sample"] for row in bench.rows(bench.run.provenance)]
    assert [(row["sample"], row["attempt"]) for row in found] == [(s, 1) for s in samples[1:]]
    assert all(row["detail"].rpartition(" ")[2] in samples for row in found)
    (shown, *_) = samples_of(bench.run, Wanted(3, finding="near_duplicate"))
    assert shown.name == samples[1]
    off = made(bench, nearly_the_same, "detail", 9, rules={"near_duplicate": "off"})
    assert (off["findings_by_rule"], bench.run.findings.read_bytes()) == ({}, b"")


def test_where_a_repetition_rejects_the_later_example_is_a_reject_like_any_other(
    bench: Bench,
) -> None:
    report = made(bench, nearly_the_same, "detail", 9, rules={"near_duplicate": "reject"})
    assert (report["planned"], report["examples"], report["rejected"]) == (9, 1, 8)
    assert report["by_recipe"] == {"detail": {"example": 1, "rejected": 8}}
    assert report["rejects_by_code"] == {"near_duplicate": 8}
    assert (report["turns"], report["warnings_by_rule"]) == (1, {})
    assert len(bench.records) == 1
    first = bench.rows(bench.run.provenance)[0]["sample"]
    rejects = bench.rows(bench.run.rejects)
    assert [row["sample"] for row in rejects] == [f"{n:012}/detail/0" for n in range(1, 9)]
    for number, row in enumerate(rejects, start=1):
        assert row["final"]
        assert row["raw"] == row["conversations"][1]["value"] == LONG.format(number)
        assert row["findings"][0]["detail"].endswith(first) or number > 1
        assert row["identity"]
        assert row["detail"] == row["findings"][-1]["detail"]
    found = Found(planned={rejects[0]["sample"]: rejects[0]["identity"]}, unplanned=())
    (told,) = explain(bench.run, bench.run.planned(), found)
    assert told.state == "rejected"
    assert told.reason == (
        "attempt 1 was rejected (near_duplicate): what is rejected for that is never asked again"
    )
    (event,) = told.history
    assert (event.outcome, event.reject_code) == ("rejected", "near_duplicate")
    assert event.reject_detail == rejects[0]["detail"]
    assert overview(bench.run, bench.run.planned()).states == {"example": 1, "rejected": 8}
    bench.generate(nearly_the_same, checking={"rules": {"near_duplicate": "reject"}})
    assert bench.asked == []


def states(bench: Bench) -> list[str | None]:
    """As `explain` tells them of each sample of the plan."""
    planned = {row["sample"]: row["identity"] for row in bench.rows(bench.run.plan)}
    found = Found(planned=planned, unplanned=())
    return [told.state for told in explain(bench.run, bench.run.planned(), found)]


def hold_to(bench: Bench, rules: dict[str, str]) -> None:
    manifest = bench.run.planned()
    checking = manifest.settings.checking.model_copy(update={"rules": rules})
    settings = manifest.settings.model_copy(update={"checking": checking})
    bench.run.write_manifest(manifest.model_copy(update={"settings": settings}))


def test_an_attempt_after_one_that_is_a_reject_for_likeness_is_not_needed(bench: Bench) -> None:
    def leaks_first(request: Request) -> dict[str, object]:
        said = "Based on the captions, " * (request.attempt == 1)
        return chat_body(said + LONG.format(int(request.scene.id)), model="scripted")

    report = made(bench, leaks_first, "detail", 2)
    (leak,) = report["rejects_by_code"]
    hold_to(bench, {leak: "off", "near_duplicate": "reject"})
    build(bench.run, bench.run.planned())
    (reject,) = bench.rows(bench.run.rejects)
    found = Found(planned={reject["sample"]: reject["identity"]}, unplanned=())
    (told,) = explain(bench.run, bench.run.planned(), found)
    assert [(event.attempt, event.use, event.why_not) for event in told.history] == [
        (1, "used", None),
        (2, "not needed", "an earlier attempt was rejected for good (near_duplicate)"),
    ]


def test_a_reject_of_an_old_build_says_nothing_of_answers_that_it_never_saw(bench: Bench) -> None:
    rules = {"near_duplicate": "reject"}
    made(bench, nearly_the_same, "detail", 3, rules=rules)
    assert states(bench) == ["example", "rejected", "rejected"]
    rejects, report = bench.run.rejects.read_bytes(), bench.run.report.read_bytes()
    others = [{**scene, "captions": [f"Thing {scene['id']}."]} for scene in scenes(3)]
    bench.scenes.write_text("".join(json.dumps(scene) + "\n" for scene in others))
    bench.generate(short, checking={"rules": rules})
    assert len(bench.asked) == 3
    assert states(bench) == ["example"] * 3
    bench.run.rejects.write_bytes(rejects)  # as where the second session ends before its build
    bench.run.report.write_bytes(report)
    assert states(bench) == ["example"] * 3
    assert overview(bench.run, bench.run.planned()).states == {"example": 3}


def test_a_reject_of_the_last_build_says_nothing_of_what_was_damaged_and_bought_again(
    bench: Bench,
) -> None:
    made(bench, nearly_the_same, "detail", 3, rules={"near_duplicate": "reject"})
    assert states(bench) == ["example", "rejected", "rejected"]
    ledger = bench.run.ledger
    first, *others = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(first + b"".join(b"?" + row[1:] for row in others))
    teacher = ScriptedTeacher(short)
    ask_run(bench.run, bench.run.planned().settings, teacher, builds=False)
    assert len(teacher.asked) == 2
    assert states(bench) == ["example"] * 3
    build(bench.run, bench.run.planned())
    assert states(bench) == ["example"] * 3


def test_a_reject_by_other_rules_says_nothing_of_what_those_of_today_let_pass(
    bench: Bench,
) -> None:
    made(bench, nearly_the_same, "detail", 3, rules={"near_duplicate": "reject"})
    hold_to(bench, {})
    assert states(bench) == ["example"] * 3
    assert overview(bench.run, bench.run.planned()).states == {"example": 3}
    build(bench.run, bench.run.planned())
    assert states(bench) == ["example"] * 3


def test_a_reject_for_likeness_names_an_example_that_stays_and_is_counted_nowhere(
    bench: Bench,
) -> None:
    chain = [turns[1][1] for _, turns, _ in CHAIN]

    def each_like_the_one_before(request: Request) -> dict[str, object]:
        return chat_body(chain[int(request.scene.id)], model="scripted")

    script = each_like_the_one_before
    kept = made(bench, script, "detail", 3, policy="lenient")
    assert (kept["examples"], kept["corpus"]["near_duplicates"]) == (3, 2)
    rule = {"near_duplicate": "reject"}
    report = made(bench, script, "detail", 3, policy="lenient", rules=rule)
    first, last = (row["sample"] for row in bench.rows(bench.run.provenance))
    (reject,) = bench.rows(bench.run.rejects)
    assert (int(first[:12]), int(last[:12]), reject["sample"]) == (0, 2, "000000000001/detail/0")
    assert reject["detail"].endswith(first)
    corpus = report["corpus"]
    assert (corpus["records"], corpus["near_duplicates"], corpus["near_duplicate_groups"]) == (
        2,
        0,
        0,
    )


def test_one_conversation_twice_about_one_picture_is_rejected_by_default(bench: Bench) -> None:
    twice = [{**scene, "image": "same.jpg"} for scene in scenes(2, captions=["A wide field."])]
    bench.scenes.write_text("".join(json.dumps(scene) + "\n" for scene in twice))

    pair = "Question:\nWhat is there?\n===\nAnswer:\nA wide field."
    bench.generate(lambda _: chat_body(pair, model="s"), recipes={"recipes": ("reasoning",)})
    (kept,) = bench.rows(bench.run.provenance)
    (reject,) = bench.rows(bench.run.rejects)
    assert (reject["code"], reject["final"]) == ("duplicate_record", True)
    assert reject["detail"].endswith(kept["sample"])


def test_a_copy_by_another_recipe_is_rejected_and_says_of_which_sample(bench: Bench) -> None:
    bench.scenes.write_text(json.dumps(*scenes(1, captions=["A wide field."])) + "\n")
    pair = "Question:\nWhat is there?\n===\nAnswer:\nA wide field."
    bench.generate(
        lambda _: chat_body(pair, model="s"), recipes={"recipes": ("conversation", "reasoning")}
    )
    (reject,) = bench.rows(bench.run.rejects)
    assert reject["sample"] == "000000000000/reasoning/0"
    assert (reject["code"], reject["detail"]) == (
        "duplicate_record",
        "the same image and the same conversation as 000000000000/conversation/0",
    )


def test_the_records_of_a_run_pass_what_the_run_held_them_to(bench: Bench) -> None:
    made(bench, nearly_the_same, "detail", 9, rules={"near_duplicate": "reject"})
    settings = bench.settings(checking={"rules": {"near_duplicate": "reject"}})
    holding = Holding(limits=Limits(max_tokens=2048), checking=settings.checking)
    assert validate_file(bench.run.instruct, holding, show=3).rejected == 0


@pytest.mark.parametrize("rule", ["yes_rate", "answer_too_often"])
def test_a_rule_about_all_records_cannot_reject_in_a_run(bench: Bench, rule: str) -> None:
    with pytest.raises(SettingsError, match=f"'{rule}' cannot reject in a run"):
        bench.generate(checking={"rules": {rule: "reject"}})
    assert not bench.run.folder.exists()


def test_answers_copied_from_the_recipes_own_seeds_are_found(bench: Bench) -> None:
    from datagen.prompting import Library, packaged

    seed = Library(packaged()).recipe("detail").seeds[0].answer

    def copies(request: Request) -> dict[str, object]:
        return chat_body(seed, model="scripted")

    report = made(bench, copies, "detail", 3, policy="lenient")
    assert (report["rejected"], report["rejects_by_code"]) == (3, {"copied_seed": 6})
    assert len(bench.asked) == 6, "another answer may do better"


@pytest.mark.parametrize("wish", ["warn", "reject"])
def test_any_number_of_workers_says_the_same(bench: Bench, wish: str) -> None:
    made(bench, nearly_the_same, "detail", 300, rules={"near_duplicate": wish})
    said = []
    for workers in (1, 2):
        report = build(bench.run, bench.run.planned(), workers=workers)
        files = bench.run.findings, bench.run.instruct, bench.run.provenance, bench.run.rejects
        said.append((report, [file.read_bytes() for file in files]))
    assert said[0] == said[1]
    assert said[0][0].findings_by_rule["near_duplicate"][wish] > 200


def test_a_caption_that_gives_no_record_is_a_reject_with_its_findings(bench: Bench) -> None:
    (scene, *_) = scenes(1, captions=["A dog <image> runs.", "A dog runs."])
    bench.scenes.write_text(json.dumps(scene) + "\n")
    every = {"captions_per_image": "all"}
    expanding = {"recipes": ("detail",), "with_expansion": True}
    report = bench.generate(recipes=expanding, expansion=every).report
    assert report
    assert (report.examples, report.expansion, report.expansion_rejected) == (1, 1, 1)
    assert report.rejects_by_code == {"image_token": 1}
    assert report.findings_by_rule == {"image_token": {"reject": 1}}
    (reject,) = bench.rows(bench.run.rejects)
    (finding,) = bench.rows(bench.run.findings)
    assert reject["sample"] == finding["sample"] == "000000000000/caption/0"
    assert reject["conversations"][1]["value"] == "A dog <image> runs."
    assert reject["findings"][0]["rule"] == finding["rule"] == "image_token"
    (shown,) = samples_of(bench.run, Wanted(3, rejects=True, finding="image_token"))
    assert shown.turns[1][1] == "A dog <image> runs."
