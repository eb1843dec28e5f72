"""A run's report says what its examples are like together; that warns, and rejects nothing."""

from __future__ import annotations

import json

from datagen.pipeline.build import build
from datagen.records import Request
from datagen.teachers.outcome import chat_body
from tests.pipeline.conftest import Bench, Script, scenes

LONG = "In a field of green grass stands thing {0}, and the sky above it is wide and quite empty."


def yes(request: Request) -> dict[str, object]:
    pair = "Question:\nIs thing {0} there?\n===\nAnswer:\nYes, thing {0} is there."
    return chat_body(pair.format(int(request.scene.id)), model="scripted")


def nearly_the_same(request: Request) -> dict[str, object]:
    return chat_body(LONG.format(int(request.scene.id)), model="scripted")


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


def test_a_repeated_record_warns_even_where_it_was_told_to_reject(bench: Bench) -> None:
    report = made(bench, nearly_the_same, "detail", 9, rules={"near_duplicate": "reject"})
    assert report["examples"] == 9
    assert report["corpus_by_rule"]["near_duplicate"] == 8
    off = made(bench, nearly_the_same, "detail", 9, rules={"near_duplicate": "off"})
    assert "near_duplicate" not in off["corpus_by_rule"]


def test_answers_copied_from_the_recipes_own_seeds_are_found(bench: Bench) -> None:
    from datagen.prompting import Library, packaged

    seed = Library(packaged()).recipe("detail").seeds[0].answer

    def copies(request: Request) -> dict[str, object]:
        return chat_body(seed, model="scripted")

    report = made(bench, copies, "detail", 3, policy="lenient")
    assert report["corpus"]["copied_seeds"] == 3


def test_any_number_of_workers_says_the_same(bench: Bench) -> None:
    made(bench, nearly_the_same, "detail", 300)
    said = []
    for workers in (1, 2):
        report = build(bench.run, bench.run.planned(), workers=workers)
        said.append((report, bench.run.findings.read_bytes(), bench.run.instruct.read_bytes()))
    assert said[0] == said[1]
    assert said[0][0].corpus_by_rule["near_duplicate"] > 200
